//! The values inside a JSON text.

use std::borrow::Cow;
use std::ops::Range;

use super::{Scan, skip_string, skip_ws, unquote};

/// A value that is neither object nor array: a text that is not empty, a number, `true` or `false`. `null` is none, and
/// keys are none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// Where it stands, without its quotes.
    pub at: Range<usize>,
    /// Whether it stands in quotes.
    pub quoted: bool,
}

impl Leaf {
    /// What it says, escapes resolved.
    pub fn value<'t>(&self, text: &'t str) -> Cow<'t, str> {
        match self.quoted {
            true => unquote(text.get(self.at.start - 1..self.at.end + 1).unwrap_or_default()),
            false => Cow::Borrowed(text.get(self.at.clone()).unwrap_or_default()),
        }
    }
}

/// All of them, in order, whatever the nesting. Ends where a text does not end.
pub fn leaves(text: &str) -> Leaves<'_> {
    Leaves { text, at: 0 }
}

/// See [`leaves`].
pub struct Leaves<'t> {
    text: &'t str,
    at: usize,
}

impl Iterator for Leaves<'_> {
    type Item = Leaf;

    fn next(&mut self) -> Option<Leaf> {
        let bytes = self.text.as_bytes();
        while let Some(&byte) = bytes.get(self.at) {
            let start = self.at;
            match byte {
                b'"' => {
                    let Scan::End(end) = skip_string(bytes, start) else { return None };
                    self.at = end;
                    if end - start > 2 && bytes.get(skip_ws(bytes, end)) != Some(&b':') {
                        return Some(Leaf { at: start + 1..end - 1, quoted: true });
                    }
                }
                b'-' | b'0'..=b'9' | b't' | b'f' | b'n' => {
                    while let Some(b'+' | b'-' | b'.' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z') =
                        bytes.get(self.at)
                    {
                        self.at += 1;
                    }
                    if bytes[start..self.at] != *b"null" {
                        return Some(Leaf { at: start..self.at, quoted: false });
                    }
                }
                _ => self.at += 1,
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_and_nothing_else() {
        let text = r#"{"a":"x","b" : [1.5e3,-2,true,null,"",{"c":"y\u0041"}],"d":{"e":false}} "cut"#;
        let values: Vec<_> = leaves(text).map(|leaf| leaf.value(text)).collect();
        assert_eq!(values, ["x", "1.5e3", "-2", "true", "yA", "false"]);
    }
}
