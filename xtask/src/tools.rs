//! What a build needs beside Rust and Node: found, or installed for this user.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::options::Options;
use crate::{npm, places, process};

const TARGET: &str = "wasm32-unknown-unknown";
const TRUNK: &str = "0.21.14";
const CARGO_FUZZ: &str = "0.13.2";

/// A program from crates.io.
struct Tool {
    package: &'static str,
    binary: &'static str,
    version: String,
    /// Options of `cargo install`.
    options: &'static [&'static str],
    environment: &'static [(&'static str, &'static str)],
}

/// The tools are there.
pub struct Tools {
    trunk: PathBuf,
    path: OsString,
}

impl Tools {
    /// Trunk, which finds the other tools.
    pub fn trunk(&self) -> Command {
        let mut command = Command::new(&self.trunk);
        command.env("PATH", &self.path).current_dir(places::root());
        command
    }
}

/// `cargo xtask setup`
pub fn setup(options: Options) -> Result<()> {
    options.finish()?;
    ensure()?;
    println!("everything a build needs is there");
    Ok(())
}

/// Finds what is there and installs what is not.
pub fn ensure() -> Result<Tools> {
    ensure_target()?;
    let trunk = ensure_tool(&Tool {
        package: "trunk",
        binary: "trunk",
        version: TRUNK.to_owned(),
        // Trunk only runs cargo and copies files for us; without optimisation it is there in a third of the time.
        options: &["--locked", "--debug"],
        environment: &[("CARGO_PROFILE_DEV_DEBUG", "0")],
    })?;
    let bindgen = ensure_tool(&Tool {
        package: "wasm-bindgen-cli",
        binary: "wasm-bindgen",
        version: locked_version("wasm-bindgen")?,
        options: &[],
        environment: &[],
    })?;
    npm::install(&places::npm())?;

    let first = [&trunk, &bindgen].into_iter().filter_map(|tool| tool.parent()).map(Path::to_path_buf);
    let rest = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths(first.chain(std::env::split_paths(&rest)))?;
    Ok(Tools { trunk, path })
}

/// `cargo fuzz`, which only `cargo xtask fuzz` needs.
pub fn cargo_fuzz() -> Result<PathBuf> {
    ensure_tool(&Tool {
        package: "cargo-fuzz",
        binary: "cargo-fuzz",
        version: CARGO_FUZZ.to_owned(),
        options: &["--locked"],
        environment: &[],
    })
}

/// The version of a package in Cargo.lock.
pub fn locked_version(package: &str) -> Result<String> {
    let file = places::root().join("Cargo.lock");
    let lock = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
    let version = find_version(&lock, package);
    version.map(str::to_owned).with_context(|| format!("Cargo.lock does not name {package}"))
}

fn find_version<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    lines.nth(1)?.strip_prefix("version = \"")?.strip_suffix('"')
}

fn ensure_target() -> Result<()> {
    // Asked of rustc and not of rustup: a distribution's Rust has no rustup and may have the target.
    let libraries =
        process::output(Command::new("rustc").args(["--print", "target-libdir", "--target", TARGET]))?;
    if Path::new(libraries.trim()).is_dir() {
        return Ok(());
    }
    let Some(rustup) = process::find("rustup") else {
        bail!(
            "Rust's {TARGET} target is missing, and there is no rustup to add it; add it as Rust was installed"
        );
    };
    process::run(Command::new(rustup).args(["target", "add", TARGET]))
}

fn ensure_tool(tool: &Tool) -> Result<PathBuf> {
    if let Some(found) = process::find(tool.binary)
        && has_version(&found, &tool.version)
    {
        return Ok(found);
    }
    let directory = places::tools()?.join(format!("{}-{}", tool.binary, tool.version));
    let installed = directory.join("bin").join(format!("{}{}", tool.binary, std::env::consts::EXE_SUFFIX));
    if has_version(&installed, &tool.version) {
        return Ok(installed);
    }
    println!("installing {} {} (once, a few minutes)", tool.package, tool.version);
    let mut install = Command::new("cargo");
    install.arg("install").args(tool.options).arg("--root").arg(&directory);
    install.args([tool.package, "--version", &tool.version]);
    install.envs(tool.environment.iter().copied());
    // A target directory of this workspace's would be filled with another program's parts.
    install.env_remove("CARGO_TARGET_DIR").current_dir(std::env::temp_dir());
    process::run(&mut install)?;
    if !has_version(&installed, &tool.version) {
        bail!("{} was installed but does not run as version {}", installed.display(), tool.version);
    }
    Ok(installed)
}

fn has_version(program: &Path, version: &str) -> bool {
    let Ok(output) = Command::new(program).arg("--version").output() else { return false };
    let text = String::from_utf8_lossy(&output.stdout);
    text.split_whitespace().nth(1) == Some(version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_lock_file() {
        let lock = "[[package]]\nname = \"ab\"\nversion = \"1.0.0\"\n\n[[package]]\nname = \"b\"\nversion = \"0.2.1\"\n";
        assert_eq!(find_version(lock, "b"), Some("0.2.1"));
        assert_eq!(find_version(lock, "c"), None);
        assert!(locked_version("anyhow").is_ok());
    }
}
