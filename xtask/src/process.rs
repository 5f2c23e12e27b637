//! Running other programs.

use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

/// Where `name` is on PATH.
pub fn find(name: &str) -> Option<PathBuf> {
    which::which(name).ok()
}

/// Shows the command, runs it, and fails if it fails.
pub fn run(command: &mut Command) -> Result<()> {
    println!("$ {}", shown(command));
    let status = command.status().with_context(|| format!("cannot run {}", shown(command)))?;
    if !status.success() {
        bail!("`{}` failed ({status})", shown(command));
    }
    Ok(())
}

/// What the command prints. What it says on standard error goes where ours goes.
pub fn output(command: &mut Command) -> Result<String> {
    let result = command.stderr(Stdio::inherit()).output();
    let result = result.with_context(|| format!("cannot run {}", shown(command)))?;
    if !result.status.success() {
        bail!("`{}` failed ({})", shown(command), result.status);
    }
    String::from_utf8(result.stdout).with_context(|| format!("`{}` did not print UTF-8", shown(command)))
}

/// What the command prints when it reads `input`.
pub fn filter(command: &mut Command, input: &str) -> Result<String> {
    let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::inherit());
    let mut child = piped.spawn().with_context(|| format!("cannot run {}", shown(command)))?;
    if let Some(mut pipe) = child.stdin.take() {
        pipe.write_all(input.as_bytes())
            .with_context(|| format!("`{}` did not read its input", shown(command)))?;
    }
    let result = child.wait_with_output()?;
    if !result.status.success() {
        bail!("`{}` failed ({})", shown(command), result.status);
    }
    String::from_utf8(result.stdout).with_context(|| format!("`{}` did not print UTF-8", shown(command)))
}

fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    let words = std::iter::once(program).chain(command.get_args());
    words.map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ")
}
