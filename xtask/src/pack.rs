//! One file out of what Trunk made. `index.html` says where the parts go, `src/boot/page.js` how they are
//! taken apart again in the browser.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

use crate::options::Options;
use crate::{base128, npm, places, policy, process, sample, template, tools};

/// The budget of the whole file.
const LIMIT: usize = 2_000_000;

/// A browser looks for the encoding in this many bytes, and the policy stands before it.
const CHARSET_WITHIN: usize = 1024;

/// What rustc was allowed to emit and a little more: without these wasm-opt refuses the module.
const WASM_FEATURES: &[&str] = &[
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
    "--enable-simd",
];
const WASM_LEVEL: &str = "-O3";

/// Browsers that have SIMD in wasm and `DecompressionStream` all understand this.
const JAVASCRIPT: &str = "--target=es2022";

/// `cargo xtask pack`, as Trunk's hook.
pub fn command(options: Options) -> Result<()> {
    options.finish()?;
    let staging = std::env::var_os("TRUNK_STAGING_DIR").map(PathBuf::from);
    let staging = staging.context("`pack` is run by Trunk; run `cargo xtask build`")?;
    let release = std::env::var("TRUNK_PROFILE").is_ok_and(|profile| profile == "release");
    npm::install(&places::npm())?;

    let page = pack(&staging, release)?;
    if release && page.len() > LIMIT {
        bail!("the page has {} bytes, over its budget of {LIMIT}", page.len());
    }
    clear(&staging)?;
    fs::write(staging.join("index.html"), &page)?;
    println!("index.html  {} bytes  sha256 {}", page.len(), hex(&Sha256::digest(&page)));
    Ok(())
}

fn pack(staging: &Path, release: bool) -> Result<String> {
    let root = places::root();
    let boot = |name: &str| minified(&read(&root.join("src").join("boot").join(name))?);

    let mut wasm = fs::read(only(staging, "wasm")?)?;
    if release {
        wasm = optimised(&wasm)?;
    }
    let build = build_name(&wasm, release)?;
    let charts = charts()?;
    let guard = boot("guard.js")?;
    let glue = minified(&read(&only(staging, "js")?)?)?;
    let page = boot("page.js")?;
    let parts = [
        script("tg-guard", "", &guard)?,
        data("tg-wasm", &format!(" data-build=\"{build}\""), &packed(&wasm, release)?),
        data("tg-charts", "", &packed(charts.as_bytes(), release)?),
        data("tg-sample", "", &sample::sample()?),
        script("tg-worker", " type=\"text/plain\"", &boot("worker.js")?)?,
        script("tg-glue", "", &glue)?,
        script("tg-boot", "", &page)?,
    ];
    for part in &parts {
        let name = part.split(['"']).nth(1).unwrap_or_default();
        println!("  {name:<10} {:>9} bytes", part.len());
    }

    let policy = policy::policy([&guard, &glue, &page, &charts].map(String::as_str));
    let policy = format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">");
    let style = format!("<style>{}</style>", styles(&root)?);
    let places = [("tg:policy", &*policy), ("tg:style", &style), ("tg:scripts", &parts.join("\n"))];
    let page = template::fill(&read(&root.join("index.html"))?, &places)?;
    if page.find("charset=").is_none_or(|at| at + 20 > CHARSET_WITHIN) {
        bail!("the encoding must be named within the first {CHARSET_WITHIN} bytes");
    }
    Ok(page)
}

/// Names the build: page and workers of different builds must not talk to each other.
fn build_name(wasm: &[u8], release: bool) -> Result<String> {
    let version = tools::locked_version("trailglass")?;
    let hash = hex(&Sha256::digest(wasm));
    Ok(format!("{version}-{}{}", &hash[..8], if release { "" } else { DEV_SUFFIX }))
}

/// Ends the name of a build that was not optimised.
pub const DEV_SUFFIX: &str = "-dev";

/// An element whose text a browser executes (or would, but for its type).
fn script(id: &str, attributes: &str, text: &str) -> Result<String> {
    let lower = text.to_ascii_lowercase();
    // The first two end the element or change how its end is found; a CR is read as LF, and the hash is off.
    if let Some(found) = ["</script", "<!--", "\r"].into_iter().find(|it| lower.contains(it)) {
        bail!("the script {id} holds {found:?}, which cannot stand in a page");
    }
    Ok(format!("<script id=\"{id}\"{attributes}>{text}</script>"))
}

/// An element that holds bytes.
fn data(id: &str, attributes: &str, bytes: &[u8]) -> String {
    let text = base128::encode(bytes);
    format!("<script id=\"{id}\" type=\"application/octet-stream\"{attributes}>{text}</script>")
}

/// As small as it gets in a release, quickly otherwise. The search for the smallest takes a minute, so the last
/// results are kept.
fn packed(bytes: &[u8], release: bool) -> Result<Vec<u8>> {
    if !release {
        return gzip(bytes);
    }
    let directory = places::scratch().join("zopfli");
    fs::create_dir_all(&directory)?;
    let output = directory.join(format!("{}.gz", hex(&Sha256::digest(bytes))));
    if let Ok(kept) = fs::read(&output) {
        return Ok(kept);
    }
    let mut out = Vec::new();
    zopfli::compress(zopfli::Options::default(), zopfli::Format::Gzip, bytes, &mut out)?;
    let unfinished = output.with_extension("unfinished");
    fs::write(&unfinished, &out)?;
    fs::rename(&unfinished, &output)?;
    Ok(out)
}

/// gzip by its usual way; the same bytes give the same bytes.
pub fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

/// The module after wasm-opt. This is the slowest step of a build, so the last result is kept.
fn optimised(wasm: &[u8]) -> Result<Vec<u8>> {
    let directory = places::scratch().join("wasm-opt");
    let key = hex(&Sha256::digest([wasm, WASM_LEVEL.as_bytes(), WASM_FEATURES.concat().as_bytes()].concat()));
    let output = directory.join(format!("{key}.wasm"));
    if let Ok(kept) = fs::read(&output) {
        return Ok(kept);
    }
    clear(&directory)?;
    fs::create_dir_all(&directory)?;
    let input = directory.join("input.wasm");
    let unfinished = directory.join("output.wasm");
    fs::write(&input, wasm)?;
    let mut command = npm::tool("binaryen/bin/wasm-opt")?;
    process::run(command.arg(WASM_LEVEL).args(WASM_FEATURES).arg(&input).arg("-o").arg(&unfinished))?;
    fs::remove_file(&input)?;
    fs::rename(&unfinished, &output)?;
    Ok(fs::read(&output)?)
}

fn esbuild() -> Result<std::process::Command> {
    let mut command = npm::tool("esbuild/bin/esbuild")?;
    command.args(["--minify", "--log-level=warning"]);
    Ok(command)
}

/// Without `--format`, names at the top stay as they are: the glue's is used by the next script.
fn minified(source: &str) -> Result<String> {
    process::filter(esbuild()?.args(["--loader=js", JAVASCRIPT]), source)
}

fn charts() -> Result<String> {
    // The licences ask that the notice stays; esbuild drops the many copies inside the sources.
    let notice = "/*! Apache ECharts, ZRender and tslib: see the page's Help for their licences. */";
    let arguments = ["charts.js", "--bundle", "--format=iife", "--legal-comments=none", JAVASCRIPT];
    process::output(esbuild()?.args(arguments).arg(format!("--banner:js={notice}")))
}

fn styles(root: &Path) -> Result<String> {
    let main = root.join("styles").join("main.css");
    if !main.is_file() {
        return Ok(String::new());
    }
    let css = process::output(esbuild()?.arg(main).args(["--bundle", JAVASCRIPT, "--loader:.svg=dataurl"]))?;
    if css.to_ascii_lowercase().contains("</style") {
        bail!("the styles hold \"</style\", which cannot stand in a page");
    }
    Ok(css)
}

/// The one file with that extension.
fn only(directory: &Path, extension: &str) -> Result<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(directory).with_context(|| format!("cannot list {}", directory.display()))? {
        let path = entry?.path();
        if path.extension().is_some_and(|it| it == extension) {
            found.push(path);
        }
    }
    match <[PathBuf; 1]>::try_from(found) {
        Ok([path]) => Ok(path),
        Err(found) => bail!("Trunk made {} .{extension} files where one was expected", found.len()),
    }
}

fn clear(directory: &Path) -> Result<()> {
    let Ok(entries) = fs::read_dir(directory) else { return Ok(()) };
    for entry in entries {
        let path = entry?.path();
        let removed = if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
        removed.with_context(|| format!("cannot remove {}", path.display()))?;
    }
    Ok(())
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_scripts_that_end_early() {
        assert_eq!(script("a", "", "1").unwrap(), "<script id=\"a\">1</script>");
        for text in ["'</SCRIPT>'", "'<!--'", "1\r\n2"] {
            assert!(script("a", "", text).is_err(), "{text}");
        }
    }

    #[test]
    fn gzip_says_nothing_of_time_and_machine() {
        assert_eq!(gzip(b"abc").unwrap(), gzip(b"abc").unwrap());
        assert_eq!(gzip(b"abc").unwrap()[4..8], [0; 4]);
    }
}
