//! What follows the command's name.

use anyhow::{Result, bail};

/// Options not yet asked for. A command takes those it knows and then calls [`Options::finish`], so that a
/// misspelt one is an error and not ignored.
pub struct Options(Vec<String>);

impl Options {
    pub fn new(arguments: impl Iterator<Item = String>) -> Self {
        Self(arguments.collect())
    }

    /// Whether `name` is there.
    pub fn flag(&mut self, name: &str) -> bool {
        let before = self.0.len();
        self.0.retain(|argument| argument != name);
        self.0.len() < before
    }

    /// The value of `--name value` or `--name=value`.
    pub fn value(&mut self, name: &str) -> Result<Option<String>> {
        let with_value = format!("{name}=");
        let Some(at) = self.0.iter().position(|it| it == name || it.starts_with(&with_value)) else {
            return Ok(None);
        };
        let argument = self.0.remove(at);
        if let Some(value) = argument.strip_prefix(&with_value) {
            return Ok(Some(value.to_owned()));
        }
        if at == self.0.len() {
            bail!("{name} needs a value");
        }
        Ok(Some(self.0.remove(at)))
    }

    /// What stands after `--`, which is for another program.
    pub fn rest(&mut self) -> Vec<String> {
        match self.0.iter().position(|argument| argument == "--") {
            Some(at) => self.0.split_off(at).split_off(1),
            None => Vec::new(),
        }
    }

    /// Everything, for a command that reads its own options.
    pub fn all(self) -> Vec<String> {
        self.0
    }

    /// Nothing may be left.
    pub fn finish(self) -> Result<()> {
        match self.0.first() {
            None => Ok(()),
            Some(unknown) => bail!("`{unknown}` is not an option of this command; see `cargo xtask help`"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(line: &str) -> Options {
        Options::new(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn takes_what_is_known_and_refuses_the_rest() {
        let mut given = options("--port 81 --dev --prefix=/a/");
        assert!(given.flag("--dev"));
        assert!(!given.flag("--dev"));
        assert_eq!(given.value("--prefix").unwrap().as_deref(), Some("/a/"));
        assert_eq!(given.value("--port").unwrap().as_deref(), Some("81"));
        assert_eq!(given.value("--port").unwrap(), None);
        given.finish().unwrap();
        let mut given = options("--dev -- --dev a");
        assert_eq!(given.rest(), ["--dev", "a"]);
        assert!(given.flag("--dev"));
        given.finish().unwrap();
        assert!(options("--dve").finish().is_err());
        assert!(options("--port").value("--port").is_err());
    }
}
