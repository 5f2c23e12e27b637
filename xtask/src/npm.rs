//! Node and what comes from npm.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::{places, process};

const OLDEST_NODE: u32 = 20;

/// A program that Node runs. Called by its script and not by the launcher that npm makes, which is another
/// one on each system.
pub fn tool(script: &str) -> Result<Command> {
    let node = process::find("node").context("Node is not on PATH; install Node 20 or later (nodejs.org)")?;
    let script = places::npm().join("node_modules").join(script);
    if !script.is_file() {
        bail!("{} is missing; run `cargo xtask setup`", script.display());
    }
    let mut command = Command::new(node);
    command.arg(script).current_dir(places::npm());
    Ok(command)
}

/// `npm` or `npx`, to be run in `directory`.
pub fn command(name: &str, directory: &Path) -> Result<Command> {
    let program = process::find(name)
        .with_context(|| format!("{name} is not on PATH; install Node 20 or later (nodejs.org)"))?;
    let mut command = Command::new(program);
    command.current_dir(directory);
    Ok(command)
}

/// Installs exactly what the lock file in `directory` names, unless that was done before.
pub fn install(directory: &Path) -> Result<()> {
    let lock = fs::read(directory.join("package-lock.json"))
        .with_context(|| format!("{} has no package-lock.json", directory.display()))?;
    let stamp = directory.join("node_modules").join(".installed-lock.json");
    if fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    check_node()?;
    process::run(command("npm", directory)?.arg("ci"))?;
    fs::create_dir_all(directory.join("node_modules"))?;
    fs::write(&stamp, lock).with_context(|| format!("cannot write {}", stamp.display()))
}

fn check_node() -> Result<()> {
    let node = process::find("node").context("Node is not on PATH; install Node 20 or later (nodejs.org)")?;
    let version = process::output(Command::new(node).arg("--version"))?;
    let major =
        version.trim().trim_start_matches('v').split('.').next().and_then(|it| it.parse::<u32>().ok());
    match major {
        Some(major) if major >= OLDEST_NODE => Ok(()),
        _ => bail!("Node {} is too old; {OLDEST_NODE} or later is needed", version.trim()),
    }
}
