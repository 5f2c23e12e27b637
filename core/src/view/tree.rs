//! A JSON text as a flat list of lines, in the spelling of the original: numbers keep their digits, keys their
//! case and order, and duplicate keys are both there.

use serde::{Deserialize, Serialize};

use crate::json::{entries, is_missing, unquote};
use crate::limits::TREE_DEPTH;

/// What a line holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// An object; its members follow, one deeper.
    Object,
    /// An array; its elements follow, one deeper.
    Array,
    /// A string, without quotes.
    Text,
    /// A number, as written.
    Number,
    /// `true` or `false`.
    Boolean,
    /// `null`.
    Null,
}

/// One line of a tree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Depth; the root's members have 0.
    pub depth: u16,
    /// The key as it is, or the index in an array. Whoever draws it makes visible what hides in it.
    pub key: String,
    /// The value as it is; for objects and arrays how many entries they have.
    pub value: String,
    /// What the value is.
    pub kind: Kind,
    /// Dotted path from the root, without indexes.
    pub path: String,
}

/// Most lines of one tree; what is beyond can be read in the raw record.
const MOST_LINES: usize = 5_000;

/// The lines of an object or array, and whether there would have been more. A scalar is one line without key.
pub fn lines(text: &str, root: &str) -> (Vec<Line>, bool) {
    let mut out = Vec::new();
    let text = text.trim();
    let mut stack = vec![(entries(text), root.to_owned(), 0usize, text.starts_with('['))];
    if !text.starts_with(['{', '[']) {
        out.push(line(0, String::new(), text, root.to_owned()));
        return (out, false);
    }
    while let Some((list, path, index, array)) = stack.last_mut() {
        let Some(entry) = list.next() else {
            stack.pop();
            continue;
        };
        if out.len() == MOST_LINES {
            return (out, true);
        }
        let key = if *array { index.to_string() } else { unquote(entry.key).into_owned() };
        *index += 1;
        let path = match (*array, path.is_empty()) {
            (true, _) => path.clone(),
            (false, true) => key.clone(),
            (false, false) => format!("{path}.{key}"),
        };
        let depth = stack.len() - 1;
        let nested = entry.value.starts_with(['{', '[']) && depth + 1 < TREE_DEPTH;
        out.push(line(depth as u16, key, entry.value, path.clone()));
        if nested && !is_missing(entry.value) {
            stack.push((entries(entry.value), path, 0, entry.value.starts_with('[')));
        }
    }
    (out, false)
}

fn line(depth: u16, key: String, value: &str, path: String) -> Line {
    let (kind, value) = match value.as_bytes().first() {
        Some(b'{') => (Kind::Object, count(value)),
        Some(b'[') => (Kind::Array, count(value)),
        Some(b'"') => (Kind::Text, unquote(value).into_owned()),
        Some(b't' | b'f') => (Kind::Boolean, value.to_owned()),
        Some(b'n') => (Kind::Null, value.to_owned()),
        _ => (Kind::Number, value.to_owned()),
    };
    Line { depth, key, value, kind, path }
}

fn count(value: &str) -> String {
    if is_missing(value) { "0".to_owned() } else { entries(value).count().to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_is_kept() {
        let (lines, more) =
            lines(r#"{"A":{"n":1.50e3,"a":[{"x":"\u0041<b>"},null]},"A":true,"e":{}}"#, "root");
        assert!(!more);
        let flat: Vec<String> = lines
            .iter()
            .map(|l| format!("{} {}={} {:?} {}", l.depth, l.key, l.value, l.kind, l.path))
            .collect();
        assert_eq!(
            flat,
            [
                "0 A=2 Object root.A",
                "1 n=1.50e3 Number root.A.n",
                "1 a=2 Array root.A.a",
                "2 0=1 Object root.A.a",
                "3 x=A<b> Text root.A.a.x",
                "2 1=null Null root.A.a",
                "0 A=true Boolean root.A",
                "0 e=0 Object root.e",
            ]
        );
    }

    /// What is filtered by and copied must be what stands in the record.
    #[test]
    fn keys_and_values_are_as_they_are() {
        let (lines, _) = lines(r#"{"k\u202e":"a\nb\u202ec"}"#, "root");
        let line = &lines[0];
        assert_eq!((&*line.key, &*line.value, &*line.path), ("k\u{202e}", "a\nb\u{202e}c", "root.k\u{202e}"));
    }

    #[test]
    fn depth_and_length_have_an_end() {
        let deep = format!("{}1{}", "[".repeat(10_000), "]".repeat(10_000));
        let (found, more) = lines(&deep, "");
        assert_eq!((found.len(), more), (TREE_DEPTH, false));
        let long = format!("[{}1]", "1,".repeat(20_000));
        assert!(lines(&long, "").1);
        assert_eq!(lines("\"x\"", "").0[0].value, "x");
    }
}
