//! All tests.

use std::process::Command;

use anyhow::Result;

use crate::options::Options;
use crate::{browsers, build, npm, places, process};

/// `cargo xtask test`
pub fn command(mut options: Options) -> Result<()> {
    let for_playwright = options.rest();
    let native = options.flag("--native");
    let browser = options.flag("--browser");
    options.finish()?;
    if native || !browser {
        process::run(Command::new("cargo").args(["test", "--workspace"]).current_dir(places::root()))?;
    }
    if browser || !native {
        // What is tested is what is shipped: the packed page, optimised.
        build::build(true)?;
        in_browsers(&for_playwright)?;
    }
    Ok(())
}

fn in_browsers(arguments: &[String]) -> Result<()> {
    let tests = places::root().join("tests").join("browser");
    if !tests.join("package.json").is_file() {
        println!("there are no browser tests yet (tests/browser)");
        return Ok(());
    }
    npm::install(&tests)?;
    let mut playwright = npm::command("npx", &tests)?;
    playwright.args(["playwright", "test"]).args(arguments);
    playwright.env("TRAILGLASS_PAGE", places::page()).envs(browsers::ensure(&tests)?);
    process::run(&mut playwright)
}
