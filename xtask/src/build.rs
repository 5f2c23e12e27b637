//! Building the page.

use std::fs;
use std::path::Path;
use std::time::SystemTime;

use anyhow::{Context, Result, bail};

use crate::options::Options;
use crate::{pack, places, process, tools};

/// What a page depends on.
const SOURCES: &[&str] = &[
    "Cargo.lock",
    "Cargo.toml",
    "Trunk.toml",
    "index.html",
    ".cargo/config.toml",
    "core",
    "src",
    "styles",
    "xtask/Cargo.toml",
    "xtask/npm/charts.js",
    "xtask/npm/package-lock.json",
    "xtask/src",
];

/// `cargo xtask build`
pub fn command(mut options: Options) -> Result<()> {
    let release = !options.flag("--dev");
    options.finish()?;
    build(release)
}

/// Makes `dist/index.html`.
pub fn build(release: bool) -> Result<()> {
    let tools = tools::ensure()?;
    let mut trunk = tools.trunk();
    trunk.args(["build", "--offline", "true", "--skip-version-check"]);
    if release {
        trunk.arg("--release");
    }
    process::run(&mut trunk)?;
    if !places::page().is_file() {
        bail!("Trunk ended well, but there is no {}", places::page().display());
    }
    Ok(())
}

/// Makes `dist/index.html` if there is none of that kind, or a source is newer.
pub fn build_if_older(release: bool) -> Result<()> {
    if !is_current(release).context("cannot tell whether the page is current")? {
        build(release)?;
    }
    Ok(())
}

fn is_current(release: bool) -> Result<bool> {
    let page = places::page();
    let Ok(text) = fs::read_to_string(&page) else { return Ok(false) };
    let build = text.split_once("data-build=\"").and_then(|(_, rest)| rest.split_once('"'));
    if build.is_none_or(|(build, _)| build.ends_with(pack::DEV_SUFFIX) == release) {
        return Ok(false);
    }
    let built = fs::metadata(&page)?.modified()?;
    for source in SOURCES {
        let path = places::root().join(source);
        if path.exists() && newest(&path)? > built {
            return Ok(false);
        }
    }
    Ok(true)
}

fn newest(path: &Path) -> Result<SystemTime> {
    let metadata = fs::metadata(path)?;
    // A directory counts too: removing a file changes only that.
    let mut newest_time = metadata.modified()?;
    if metadata.is_dir() {
        for entry in fs::read_dir(path)? {
            newest_time = newest_time.max(newest(&entry?.path())?);
        }
    }
    Ok(newest_time)
}
