//! `cargo xtask fuzz`: any bytes for containers and forms, any text for queries, by LLVM's fuzzer.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::options::Options;
use crate::{places, process, tools};

/// The targets in `fuzz/targets`.
const TARGETS: &[&str] = &["container", "formats", "query"];

/// Seconds for each target where no number is given.
const SECONDS: u64 = 60;

/// The largest input, in bytes. Readers have windows down to one byte in the targets, so small inputs reach all of them.
const MOST_BYTES: u64 = 16 << 10;

/// `cargo xtask fuzz [target …] [-- seconds]`
pub fn command(mut options: Options) -> Result<()> {
    let rest = options.rest();
    let seconds = match &rest[..] {
        [] => SECONDS,
        [seconds] => seconds.parse().with_context(|| format!("`{seconds}` is no number of seconds"))?,
        _ => bail!("behind -- stands the number of seconds for each target, and nothing else"),
    };
    let wanted = options.all();
    if let Some(unknown) = wanted.iter().find(|name| !TARGETS.contains(&name.as_str())) {
        bail!("there is no target `{unknown}`; there are {}", TARGETS.join(", "));
    }
    let is_wanted = |target: &&&str| wanted.is_empty() || wanted.iter().any(|name| name == **target);
    let fuzz = places::root().join("fuzz");
    let cargo_fuzz = tools::cargo_fuzz()?;
    let mut seeds = Command::new("cargo");
    process::run(seeds.args(["run", "--quiet", "--locked", "--example", "seeds"]).current_dir(&fuzz))?;
    TARGETS.iter().filter(is_wanted).try_for_each(|target| run(&fuzz, &cargo_fuzz, target, seconds))
}

/// Runs one target, for so long or until it finds something.
fn run(fuzz: &Path, cargo_fuzz: &Path, target: &str, seconds: u64) -> Result<()> {
    let corpus = fuzz.join("corpus").join(target);
    std::fs::create_dir_all(&corpus).with_context(|| format!("cannot make {}", corpus.display()))?;
    let mut cargo = Command::new("cargo");
    // `cargo fuzz` looks for its program on PATH.
    if let Some(folder) = cargo_fuzz.parent() {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let folders = std::iter::once(folder.to_path_buf()).chain(std::env::split_paths(&path));
        cargo.env("PATH", std::env::join_paths(folders)?);
    }
    // Sanitizers are for nightly compilers only. A stable one has them as well, and uses them when it is told to.
    cargo.env("RUSTC_BOOTSTRAP", "1").current_dir(fuzz);
    cargo.args(["fuzz", "run", "--fuzz-dir", ".", target]);
    cargo.args([format!("corpus/{target}"), format!("seeds/{target}")]);
    // An input of this size takes a few hundredths of a second. The limit is one of the clock on the wall, and a busy machine
    // stalls.
    cargo.args(["--", "-timeout=120", "-rss_limit_mb=1024", "-print_final_stats=1"]);
    cargo.args([format!("-max_total_time={seconds}"), format!("-max_len={MOST_BYTES}")]);
    process::run(&mut cargo)
}
