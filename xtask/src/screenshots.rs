//! `cargo xtask screenshots`: pictures of every page, for the README and for whoever looks at a change.

use anyhow::Result;

use crate::options::Options;
use crate::{browsers, build, npm, places, process};

/// Builds the page if a source is newer, opens its sample in Chromium and takes the pictures, or those that are named.
pub fn command(mut options: Options) -> Result<()> {
    let wanted = options.rest();
    let release = !options.flag("--dev");
    options.finish()?;
    build::build_if_older(release)?;
    let tests = places::root().join("tests").join("browser");
    npm::install(&tests)?;
    let mut node = std::process::Command::new("node");
    node.current_dir(&tests).arg("screenshots/run.mjs").arg(places::page());
    node.arg(places::root().join("docs").join("screenshots")).args(wanted);
    process::run(node.envs(browsers::ensure(&tests)?))
}
