//! Holds the code to its layers, by the paths it writes: data flows one way, a lower layer never imports a
//! higher one, core never imports the shell or the browser's crates, components import neither app nor store.
//!
//! Where a new module at the top of `core/src/` or `src/` belongs is decided here, by a row of [`LAYERS`].
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::{Path, PathBuf};

/// The modules at the top of `core/src/` and then of `src/`, lowest first: each may import itself and what stands
/// before it.
const LAYERS: &[&str] = &[
    "limits",
    "json",
    "zone",
    "problem",
    "container",
    "record",
    "format",
    "emr",
    "store",
    "query",
    "aggregate",
    "stories",
    "people",
    "detect",
    "integrity",
    "view",
    "export",
    "engine",
    // From here on the shell.
    "browser",
    "components",
    "worker",
    "pages",
    "app",
];

/// The first layer of the shell.
const SHELL: &str = "browser";

/// Exceptions to the order, either way: who may or may not import whom.
const RULES: &[(&str, &[&str], &str)] = &[(
    "components",
    &["app", "store", "pages", "worker"],
    "components know nothing of app, store, pages or worker",
)];

/// Crates that are the browser's.
const BROWSER_CRATES: &[&str] = &["web_sys", "js_sys", "wasm_bindgen", "wasm_bindgen_futures", "gloo", "yew"];

/// What core and shell must not do outside of tests.
const PANICS: &[&str] = &[".unwrap()", ".expect(", "panic!", "todo!", "unimplemented!"];

const MOST_LINES: usize = 700;

struct Source {
    /// Path from the root of the repository, with `/`.
    name: String,
    /// The modules on the way to it, from the crate's root.
    module: Vec<String>,
    /// The text without comments, strings and test code; its lines are those of the file.
    code: String,
    lines: usize,
}

/// Where core and shell have their code.
const ROOTS: &[&str] = &["core/src", "src"];

fn sources() -> Vec<Source> {
    let home = Path::new(env!("CARGO_MANIFEST_DIR"));
    ROOTS.iter().flat_map(|root| sources_in(home, root)).collect()
}

fn sources_in(home: &Path, root: &str) -> Vec<Source> {
    let top = home.join(root);
    let mut folders = vec![top.clone()];
    let mut files: Vec<PathBuf> = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ext| ext == "rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
        .iter()
        .map(|path| {
            let text = std::fs::read_to_string(path).unwrap();
            let parts: Vec<String> = path
                .strip_prefix(&top)
                .unwrap()
                .iter()
                .map(|part| part.to_string_lossy().trim_end_matches(".rs").to_owned())
                .collect();
            Source {
                name: format!("{root}/{}.rs", parts.join("/")),
                module: parts
                    .into_iter()
                    .filter(|part| !matches!(part.as_str(), "mod" | "lib" | "main"))
                    .collect(),
                lines: text.lines().count(),
                code: without_tests(&bare(&text)),
            }
        })
        .collect()
}

/// The text with comments, strings and characters blanked out, line feeds kept.
fn bare(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let at = |i: usize| chars.get(i).copied().unwrap_or('\0');
    let mut i = 0;
    let blank = |out: &mut String, from: usize, to: usize| {
        out.extend(chars[from..to.min(chars.len())].iter().map(|&c| if c == '\n' { '\n' } else { ' ' }));
    };
    while i < chars.len() {
        let start = i;
        let word_before = i > 0 && (at(i - 1).is_alphanumeric() || at(i - 1) == '_');
        if at(i) == '/' && at(i + 1) == '/' {
            while i < chars.len() && at(i) != '\n' {
                i += 1;
            }
        } else if at(i) == '/' && at(i + 1) == '*' {
            let mut depth = 0;
            while i < chars.len() {
                match (at(i), at(i + 1)) {
                    ('/', '*') => (depth, i) = (depth + 1, i + 2),
                    ('*', '/') => (depth, i) = (depth - 1, i + 2),
                    _ => i += 1,
                }
                if depth == 0 {
                    break;
                }
            }
        } else if !word_before && (at(i) == 'r' || (at(i) == 'b' && at(i + 1) == 'r')) && {
            let mut n = i + if at(i) == 'b' { 2 } else { 1 };
            while at(n) == '#' {
                n += 1;
            }
            at(n) == '"'
        } {
            i += if at(i) == 'b' { 2 } else { 1 };
            let mut hashes = 0;
            while at(i) == '#' {
                (hashes, i) = (hashes + 1, i + 1);
            }
            i += 1;
            while i < chars.len() && !(at(i) == '"' && (1..=hashes).all(|n| at(i + n) == '#')) {
                i += 1;
            }
            i += 1 + hashes;
        } else if at(i) == '"' {
            i += 1;
            while i < chars.len() && at(i) != '"' {
                i += if at(i) == '\\' { 2 } else { 1 };
            }
            i += 1;
        } else if at(i) == '\'' && (at(i + 1) == '\\' || at(i + 2) == '\'') {
            // A character; anything else behind a quote is a lifetime.
            i += if at(i + 1) == '\\' { 3 } else { 2 };
            while i < chars.len() && at(i) != '\'' {
                i += 1;
            }
            i += 1;
        } else {
            out.push(at(i));
            i += 1;
            continue;
        }
        blank(&mut out, start, i);
    }
    out
}

/// Bare code with the items behind `#[cfg(test)]` blanked out.
fn without_tests(code: &str) -> String {
    let mut out = code.to_owned();
    while let Some(start) = out.find("#[cfg(test)]") {
        let mut depth = 0usize;
        let mut end = out.len();
        for (n, c) in out[start..].char_indices().skip("#[cfg(test)]".len()) {
            match c {
                '{' | '(' | '[' => depth += 1,
                '}' | ')' | ']' => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 && matches!(c, '}' | ';') {
                end = start + n + 1;
                break;
            }
        }
        let blank: String = out[start..end].chars().map(|c| if c == '\n' { '\n' } else { ' ' }).collect();
        out.replace_range(start..end, &blank);
    }
    out
}

/// Identifiers and the marks that paths are made of, each with its line.
fn tokens(code: &str) -> Vec<(String, usize)> {
    let mut out: Vec<(String, usize)> = Vec::new();
    for (line, text) in code.lines().enumerate() {
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            let length = if c.is_alphanumeric() || c == '_' {
                rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len())
            } else if rest.starts_with("::") {
                2
            } else {
                c.len_utf8()
            };
            if !c.is_whitespace() {
                out.push((rest[..length].to_owned(), line + 1));
            }
            rest = &rest[length..];
        }
    }
    out
}

/// The modules at the top of a root that a file's paths lead to, each with its line.
fn imports(source: &Source) -> Vec<(String, usize)> {
    let tokens = tokens(&source.code);
    let token = |i: usize| tokens.get(i).map_or("", |(text, _)| text.as_str());
    let mut out = Vec::new();
    for i in 0..tokens.len() {
        if i > 0 && token(i - 1) == "::" {
            continue;
        }
        // Where the path starts: the modules that `crate`, `super` or `self` stand for.
        let mut at = i;
        let mut base = match token(i) {
            "crate" | "trailglass" | "trailglass_core" => Vec::new(),
            "super" => source.module[..source.module.len().saturating_sub(1)].to_vec(),
            "self" => source.module.clone(),
            _ => continue,
        };
        while token(at + 1) == "::" && token(at + 2) == "super" {
            base.pop();
            at += 2;
        }
        if token(at + 1) != "::" {
            continue;
        }
        let found: Vec<usize> = match (base.first(), token(at + 2)) {
            // The path stays in its own layer, or goes on below it.
            (Some(_), _) => vec![],
            // `crate::{a::b, c}`: the first word of each part.
            (None, "{") => {
                let mut depth = 0;
                let mut parts = Vec::new();
                for n in at + 2..tokens.len() {
                    match token(n) {
                        "{" => depth += 1,
                        "}" => depth -= 1,
                        _ => {}
                    }
                    if depth == 0 {
                        break;
                    }
                    if depth == 1 && matches!(token(n), "{" | ",") && token(n + 1) != "}" {
                        parts.push(n + 1);
                    }
                }
                parts
            }
            (None, _) => vec![at + 2],
        };
        out.extend(found.into_iter().map(|n| tokens[n].clone()));
    }
    out
}

fn place(layer: &str) -> Option<usize> {
    LAYERS.iter().position(|l| *l == layer)
}

/// What is wrong with one file, as `file:line: rule`.
fn faults(source: &Source) -> Vec<String> {
    let mut out = Vec::new();
    let mut fault = |line: usize, rule: String| out.push(format!("{}:{line}: {rule}", source.name));
    if source.lines >= MOST_LINES {
        fault(source.lines, format!("a file has less than {MOST_LINES} lines"));
    }
    for (n, line) in source.code.lines().enumerate() {
        for word in PANICS.iter().filter(|word| line.contains(**word)) {
            fault(n + 1, format!("no {word} outside of tests"));
        }
    }
    // `lib.rs` and `main.rs` put the layers together and belong to none.
    let Some(layer) = source.module.first() else { return out };
    let Some(own) = place(layer) else {
        fault(1, format!("the layer {layer} has no place in LAYERS in tests/layers.rs"));
        return out;
    };
    let shell = place(SHELL).unwrap();
    if source.name.starts_with("core/") != (own < shell) {
        fault(1, format!("core is in core/src and the shell in src: {layer} is not where it belongs"));
    }
    for (to, line) in imports(source) {
        let Some(other) = place(&to) else {
            // A macro of the crate, or an item at its root: no layer.
            continue;
        };
        if other >= shell && own < shell {
            fault(line, format!("core never imports the shell: {layer} imports {to}"));
        } else if other > own {
            fault(line, format!("a lower layer never imports a higher one: {layer} imports {to}"));
        }
        for (who, whom, rule) in RULES {
            if who == layer && whom.contains(&to.as_str()) {
                fault(line, format!("{rule}: {layer} imports {to}"));
            }
        }
    }
    if own < shell {
        for (word, line) in tokens(&source.code) {
            if BROWSER_CRATES.contains(&word.as_str()) {
                fault(line, format!("core runs without a browser: {layer} names {word}"));
            }
        }
    }
    out
}

#[test]
fn the_code_keeps_to_its_layers() {
    let sources = sources();
    assert!(sources.len() > 30, "the sources were found");
    let faults: Vec<String> = sources.iter().flat_map(faults).collect();
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

/// The modules that each `lib.rs` declares all have a place.
#[test]
fn every_module_has_a_place() {
    for root in ROOTS {
        let lib = Path::new(env!("CARGO_MANIFEST_DIR")).join(root).join("lib.rs");
        let tokens = tokens(&without_tests(&bare(&std::fs::read_to_string(lib).unwrap())));
        let modules: Vec<&str> =
            tokens.windows(2).filter(|pair| pair[0].0 == "mod").map(|pair| pair[1].0.as_str()).collect();
        assert!(modules.len() >= 5, "{modules:?}");
        for module in modules {
            assert!(place(module).is_some(), "the layer {module} has no place in LAYERS in tests/layers.rs");
        }
    }
}

/// The check itself, on code that breaks the rules and on code that does not.
#[test]
fn what_breaks_a_rule_is_found() {
    let root = |name: &str| {
        let layer = name.split('/').next().unwrap();
        if place(layer) < place(SHELL) { "core/src" } else { "src" }
    };
    let source = |name: &str, text: &str| Source {
        name: format!("{}/{name}.rs", root(name)),
        module: name.split('/').filter(|part| *part != "mod").map(str::to_owned).collect(),
        code: without_tests(&bare(text)),
        lines: text.lines().count(),
    };
    let bad = [
        ("json", "\nuse crate::record::Record;", 2, "a lower layer"),
        ("record/time", "use super::super::store::Store;", 1, "a lower layer"),
        ("record/mod", "use super::store::Store;", 1, "a lower layer"),
        ("store/mod", "use crate::{json, emr::{self, facts},\n  engine::Engine};", 2, "a lower layer"),
        (
            "emr/facts",
            "fn f() -> bool {\n  crate::query::parse(\"\").errors.is_empty()\n}",
            2,
            "a lower layer",
        ),
        ("engine/mod", "use crate::app::State;", 1, "core never imports the shell"),
        ("view/mod", "fn f() { web_sys::window(); }", 1, "without a browser"),
        ("view/mod", "use ::yew::prelude::*;", 1, "without a browser"),
        ("components/table", "use crate::store::Store;", 1, "components know nothing"),
        ("components/table", "use crate::app::Action;", 1, "components know nothing"),
        ("browser/file", "use trailglass::worker::Pool;", 1, "a lower layer"),
        ("json", "fn f(x: Option<u8>) {\n let c = '\"'; x.unwrap(); }", 2, "no .unwrap()"),
        ("json", "fn f() { panic!(\"x\") }", 1, "no panic!"),
        (
            "json",
            "#[cfg(test)]\nmod tests { fn f() { x.unwrap() } }\nfn g() { y.expect(\"x\") }",
            3,
            "no .expect(",
        ),
        ("nonsense/mod", "", 1, "has no place"),
    ];
    for (name, text, line, rule) in bad {
        let found = faults(&source(name, text));
        let start = format!("{}/{name}.rs:{line}: ", root(name));
        assert!(found.iter().any(|f| f.starts_with(&start) && f.contains(rule)), "{name} {text}: {found:?}");
    }
    let good = [
        ("store/table", "use super::batch::Batch; use crate::emr::facts::Scope; use self::x::y;"),
        (
            "json",
            "// use crate::store::Store; x.unwrap()\n/* panic! /* todo! */ web_sys */ const S: &str = \"crate::app \\\" panic!\";",
        ),
        ("json", "const S: &str = r#\"crate::engine \" panic!\"#; fn f<'a>(x: &'a str) -> &'a str { x }"),
        ("json", "#[cfg(test)]\nmod tests { use crate::engine::Engine; fn f() { x.unwrap() } }"),
        ("json", "#[cfg(test)]\nconst IDS: &[u8] = &[crate::engine::X];\nfn g() {}"),
        ("components/table", "use crate::view::Row; use crate::browser::download;"),
        ("app/mod", "use crate::{components::table, worker, engine};"),
        ("query/run", "x.unwrap_or(1); x.unwrap_or_default(); expected(2);"),
    ];
    for (name, text) in good {
        assert_eq!(faults(&source(name, text)), Vec::<String>::new(), "{name} {text}");
    }
    let misplaced = Source { name: "src/json.rs".to_owned(), ..source("json", "") };
    assert!(faults(&misplaced)[0].contains("not where it belongs"));
    let long = source("json", &"\n".repeat(MOST_LINES));
    assert!(faults(&long)[0].contains("less than 700 lines"));
}
