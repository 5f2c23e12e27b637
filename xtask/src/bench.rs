//! `cargo xtask bench`: figures, not tests.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use xtask::corpus::{Options as Corpus, write_tree};

use crate::options::Options;
use crate::{browsers, build, npm, places, process};

/// The corpora that are measured: name, events, files.
const CORPORA: &[(&str, u64, u32)] = &[
    ("100k-20", 100_000, 20),
    ("100k-5000", 100_000, 5_000),
    ("1m-1", 1_000_000, 1),
    ("1m-200", 1_000_000, 200),
];

/// Builds the page, makes the corpora, runs the measurements.
pub fn command(mut options: Options) -> Result<()> {
    let parts = options.rest();
    options.finish()?;
    build::build_if_older(true)?;
    let root = places::root();
    let corpora = places::scratch().join("corpora");
    for (name, events, files) in CORPORA {
        make(&corpora.join(name), *events, *files)?;
    }
    cut(&corpora)?;
    let tests = root.join("tests").join("browser");
    npm::install(&tests)?;
    let out = places::scratch().join("bench");
    let mut node = std::process::Command::new("node");
    node.current_dir(&tests).arg("bench/run.mjs").arg(places::page()).arg(&corpora).arg(&out);
    node.envs(browsers::ensure(&tests)?);
    process::run(node.args(parts))?;
    println!("all figures: {}", out.join("bench.json").display());
    Ok(())
}

fn make(dir: &Path, events: u64, files: u32) -> Result<()> {
    if dir.is_dir() {
        return Ok(());
    }
    println!("making {}", dir.display());
    // Under another name until it is whole, so that an interrupted one is not taken for it.
    let unfinished = dir.with_extension("unfinished");
    if unfinished.is_dir() {
        std::fs::remove_dir_all(&unfinished).context("cannot remove an unfinished corpus")?;
    }
    write_tree(&unfinished, &Corpus { events, files, ..Corpus::default() })?;
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
