//! `cargo xtask bench`: figures, not tests. A part measures one thing; what was measured before stays in the file until
//! its part is measured again.

mod native;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde_json::{Map, Value, json};
use xtask::corpus::{Options as Corpus, write_tree};

use crate::options::Options;
use crate::{browsers, build, npm, places, process};

/// A corpus that is measured.
struct Kind {
    name: &'static str,
    events: u64,
    files: u32,
    /// Resources that are opened; as chance has it where none are given.
    resources: Option<u64>,
}

const fn corpus(name: &'static str, events: u64, files: u32) -> Kind {
    Kind { name, events, files, resources: None }
}

const CORPORA: &[Kind] = &[
    corpus("100k-20", 100_000, 20),
    corpus("100k-5000", 100_000, 5_000),
    corpus("1m-1", 1_000_000, 1),
    corpus("1m-200", 1_000_000, 200),
    corpus("1m-20000", 1_000_000, 20_000),
    Kind { resources: Some(20_000), ..corpus("1m-20k", 1_000_000, 200) },
    corpus("5m-1000", 5_000_000, 1_000),
];

/// Where a part is measured.
#[derive(Clone, Copy)]
enum By {
    /// In Chromium, from the packed page: a function of this name in `tests/browser/bench/parts.mjs`.
    Browser,
    /// Without a browser.
    Native(fn(&Path) -> Result<Value>),
}

/// Something to measure.
struct Part {
    name: &'static str,
    /// The corpora it needs; the first is the one it is about.
    corpora: &'static [&'static str],
    /// Whether it is measured when nothing is named.
    usual: bool,
    by: By,
}

const fn part(name: &'static str, corpora: &'static [&'static str], usual: bool, by: By) -> Part {
    Part { name, corpora, usual, by }
}

const PARTS: &[Part] = &[
    part("open", &[], true, By::Browser),
    part("import100k", &["100k-20"], true, By::Browser),
    part("smallFiles", &["100k-5000", "100k-20"], true, By::Browser),
    part("million", &["1m-1"], true, By::Browser),
    part("workers100k", &["100k-20"], true, By::Browser),
    part("workers", &["1m-200", "100k-20"], true, By::Browser),
    part("workers5m", &["5m-1000", "100k-20"], false, By::Browser),
    part("million20000", &["1m-20000", "1m-200"], false, By::Browser),
    part("views100k", &["100k-20"], true, By::Browser),
    part("views1m", &["1m-200"], true, By::Browser),
    part("views5m", &["5m-1000"], false, By::Browser),
    part("stories", &["1m-200", "1m-20k"], true, By::Browser),
    part("feel", &["1m-200"], true, By::Browser),
    part("native", &["1m-200"], true, By::Native(native::engine)),
    // Says so where no Python has DuckDB.
    part("duckdb", &["1m-200"], true, By::Native(native::duckdb)),
];

/// Builds the page, makes the corpora that are needed, runs the measurements.
pub fn command(mut options: Options) -> Result<()> {
    let wanted = options.rest();
    options.finish()?;
    let known = || PARTS.iter().map(|part| part.name);
    if let Some(unknown) = wanted.iter().find(|name| *name != "all" && known().all(|known| known != *name)) {
        let names: Vec<&str> = known().collect();
        bail!("there is nothing to measure named `{unknown}`; there are all, {}", names.join(", "));
    }
    let chosen = |part: &&Part| match &wanted[..] {
        [] => part.usual,
        wanted => wanted.iter().any(|name| name == "all" || name == part.name),
    };
    let parts: Vec<&Part> = PARTS.iter().filter(chosen).collect();
    let corpora = places::scratch().join("corpora");
    for kind in CORPORA.iter().filter(|kind| parts.iter().any(|part| part.corpora.contains(&kind.name))) {
        make(&corpora.join(kind.name), kind)?;
    }
    let file = places::root().join("target").join("bench.json");
    let in_browser: Vec<&str> =
        parts.iter().filter(|part| matches!(part.by, By::Browser)).map(|part| part.name).collect();
    if !in_browser.is_empty() {
        if in_browser.contains(&"million") {
            cut(&corpora)?;
        }
        build::build_if_older(true)?;
        let tests = places::root().join("tests").join("browser");
        npm::install(&tests)?;
        let mut node = std::process::Command::new("node");
        node.current_dir(&tests).arg("bench/run.mjs").arg(places::page()).arg(&corpora).arg(&file);
        node.envs(browsers::ensure(&tests)?);
        process::run(node.args(in_browser))?;
    }
    for part in parts {
        if let (By::Native(measure), [corpus, ..]) = (part.by, part.corpora) {
            keep(&file, part.name, measure(&corpora.join(corpus))?)?;
        }
    }
    println!("all figures: {}", file.display());
    Ok(())
}

/// Puts what a part measured into the file of figures.
fn keep(file: &Path, part: &str, figures: Value) -> Result<()> {
    let before: Map<String, Value> = match std::fs::read(file) {
        Ok(text) => {
            serde_json::from_slice(&text).with_context(|| format!("{} is damaged", file.display()))?
        }
        Err(_) => Map::new(),
    };
    let mut all = before;
    all.insert(part.to_owned(), figures);
    std::fs::write(file, format!("{:#}\n", json!(all)))
        .with_context(|| format!("cannot write {}", file.display()))
}

fn make(dir: &Path, kind: &Kind) -> Result<()> {
    if dir.is_dir() {
        return Ok(());
    }
    println!("making {}", dir.display());
    // Under another name until it is whole, so that an interrupted one is not taken for it.
    let unfinished = dir.with_extension("unfinished");
    if unfinished.is_dir() {
        std::fs::remove_dir_all(&unfinished).context("cannot remove an unfinished corpus")?;
    }
    let &Kind { events, files, resources, .. } = kind;
    write_tree(&unfinished, &Corpus { events, files, resources, ..Corpus::default() })?;
    std::fs::rename(&unfinished, dir).with_context(|| format!("cannot rename to {}", dir.display()))
}

/// The single large file without its last third.
fn cut(corpora: &Path) -> Result<()> {
    let to = corpora.join("1m-cut");
    if to.is_dir() {
        return Ok(());
    }
    let whole = only_file(&corpora.join("1m-1"))?;
    let mut bytes = std::fs::read(&whole)?;
    bytes.truncate(bytes.len() * 2 / 3);
    std::fs::create_dir_all(&to)?;
    let name = whole.file_name().context("a file without name")?;
    Ok(std::fs::write(to.join(name), bytes)?)
}

fn only_file(dir: &Path) -> Result<PathBuf> {
    let mut at = dir.to_owned();
    while at.is_dir() {
        at = std::fs::read_dir(&at)?.next().with_context(|| format!("{} is empty", at.display()))??.path();
    }
    Ok(at)
}
