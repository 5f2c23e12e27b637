//! `cargo xtask <command>`: everything a developer or a build machine runs.

use std::process::ExitCode;

use anyhow::{Result, bail};

mod base128;
mod bench;
mod browsers;
mod build;
mod check;
mod fuzz;
mod npm;
mod options;
mod pack;
mod places;
mod policy;
mod process;
mod sample;
mod screenshots;
mod serve;
mod template;
mod tools;

use options::Options;

struct Command {
    name: &'static str,
    options: &'static str,
    about: &'static str,
    run: fn(Options) -> Result<()>,
}

/// Every command; a new one is a row here.
const COMMANDS: &[Command] = &[
    Command {
        name: "setup",
        options: "",
        about: "find or install what a build needs: wasm target, Trunk, wasm-bindgen, npm packages",
        run: tools::setup,
    },
    Command {
        name: "build",
        options: "[--dev]",
        about: "build the page: dist/index.html",
        run: build::command,
    },
    Command {
        name: "serve",
        options: "[--port 8080] [--prefix /x/] [--dev]",
        about: "build the page if the sources are newer, and serve it on 127.0.0.1",
        run: serve::command,
    },
    Command {
        name: "test",
        options: "[--native | --browser] [-- <options of playwright test>]",
        about: "run every test; or only the native ones, or only those in browsers",
        run: check::command,
    },
    Command {
        name: "bench",
        options: "[-- PART … or all]",
        about: "measure the page in Chromium and the engine without one, on synthetic corpora, beside yardsticks",
        run: bench::command,
    },
    Command {
        name: "screenshots",
        options: "[--dev] [-- PICTURE …]",
        about: "take the pictures in docs/screenshots: each page of the packed page with its sample, in both themes and two sizes",
        run: screenshots::command,
    },
    Command {
        name: "corpus",
        options: "DIR [--events N] [--files N] [--one-file] [--emr-share X] [--days N] [--resources N] [--seed N] [--plain] [--sample FILE]",
        about: "write a synthetic CloudTrail tree of any size",
        run: |options| xtask::corpus::cli(options.all()),
    },
    Command {
        name: "fuzz",
        options: "[container formats query] [-- SECONDS]",
        about: "feed the targets in fuzz/ whatever LLVM's fuzzer thinks of, each for a minute or as long as is said",
        run: fuzz::command,
    },
    Command {
        name: "pack",
        options: "",
        about: "make one file of what Trunk built (Trunk runs this itself)",
        run: pack::command,
    },
    Command { name: "help", options: "", about: "this list", run: help },
];

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let name = arguments.next().unwrap_or_else(|| "help".to_owned());
    match dispatch(&name, Options::new(arguments)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(name: &str, options: Options) -> Result<()> {
    let name = if matches!(name, "-h" | "--help") { "help" } else { name };
    match COMMANDS.iter().find(|command| command.name == name) {
        Some(command) => (command.run)(options),
        None => bail!("there is no command `{name}`; `cargo xtask help` lists them"),
    }
}

fn help(options: Options) -> Result<()> {
    options.finish()?;
    println!("cargo xtask <command>\n");
    for command in COMMANDS {
        println!("  {}\n      {}", format!("{} {}", command.name, command.options).trim_end(), command.about);
    }
    Ok(())
}
