//! Browsers to test in: found, or installed.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Result, bail};

use crate::{npm, process};

/// A browser, or what drives it.
struct Browser {
    /// Names the program, for whoever wants another one. The tests read the same variable.
    variable: &'static str,
    about: &'static str,
    /// On PATH.
    names: &'static [&'static str],
    /// Where the installers of other systems put it.
    paths: &'static [&'static str],
}

const CHROMIUM: Browser = Browser {
    variable: "TRAILGLASS_CHROMIUM",
    about: "Chromium, Chrome or Edge",
    names: &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"],
    paths: &[
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        r"C:\Program Files\Google\Chrome\Application\chrome.exe",
        r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
        r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
    ],
};

const FIREFOX: Browser = Browser {
    variable: "TRAILGLASS_FIREFOX",
    about: "Firefox",
    names: &["firefox-esr", "firefox"],
    paths: &[
        "/Applications/Firefox.app/Contents/MacOS/firefox",
        r"C:\Program Files\Mozilla Firefox\firefox.exe",
    ],
};

const WEBKIT: Browser = Browser {
    variable: "TRAILGLASS_WEBKIT_DRIVER",
    about: "WebKitGTK (WebKitWebDriver)",
    names: &["WebKitWebDriver"],
    paths: &[],
};

/// The first one is what most tests need.
const BROWSERS: &[&Browser] = &[&CHROMIUM, &FIREFOX, &WEBKIT];

const DEBIAN_PACKAGES: &[&str] = &["chromium", "firefox-esr", "webkit2gtk-driver", "xvfb", "xauth"];

/// The variables that tell the tests which browsers there are. Where none could be found or installed as a
/// package, Playwright's own Chromium is there, and no variable for it. `tests` holds Playwright.
pub fn ensure(tests: &Path) -> Result<Vec<(&'static str, PathBuf)>> {
    if CHROMIUM.find()?.is_none() && !install_packages() {
        println!("no {} found; Playwright's own is tried", CHROMIUM.about);
        let installed = process::run(npm::command("npx", tests)?.args(["playwright", "install", "chromium"]));
        if installed.is_err() {
            bail!(
                "there is no browser to test in: install {} or name it in {}",
                CHROMIUM.about,
                CHROMIUM.variable
            );
        }
    }
    let mut found = Vec::new();
    for browser in BROWSERS {
        match browser.find()? {
            Some(program) => found.push((browser.variable, program)),
            None => println!("{} is not here, its tests are left out ({})", browser.about, browser.variable),
        }
    }
    Ok(found)
}

impl Browser {
    fn find(&self) -> Result<Option<PathBuf>> {
        if let Some(named) = std::env::var_os(self.variable).filter(|named| !named.is_empty()) {
            let named = PathBuf::from(named);
            if !named.is_file() {
                bail!("{} names {}, which is not a file", self.variable, named.display());
            }
            return Ok(Some(named));
        }
        let installed = || self.paths.iter().map(PathBuf::from).find(|path| path.is_file());
        Ok(self.names.iter().find_map(|name| process::find(name)).or_else(installed))
    }
}

/// Installs Debian's packages where that is allowed without a question. False where it is not, or failed
/// (a relative of Debian has other names): there is another way to go.
fn install_packages() -> bool {
    if process::find("apt-get").is_none() {
        return false;
    }
    let prefix: &[&str] = if is_root() {
        &["env"]
    } else if succeeds("sudo", &["-n", "true"]) {
        &["sudo", "-n", "env"]
    } else {
        return false;
    };
    println!("installing browsers to test in");
    let apt = |arguments: &[&str]| {
        let mut command = Command::new(prefix[0]);
        command.args(&prefix[1..]).args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]).args(arguments);
        process::run(&mut command)
    };
    let install = [&["install", "--yes", "--no-install-recommends"], DEBIAN_PACKAGES].concat();
    match apt(&["update"]).and_then(|()| apt(&install)) {
        Ok(()) => true,
        Err(error) => {
            println!("{error:#}");
            false
        }
    }
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

fn succeeds(program: &str, arguments: &[&str]) -> bool {
    let quiet = Command::new(program).args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).status();
    quiet.is_ok_and(|status| status.success())
}
