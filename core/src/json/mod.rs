//! Scanning JSON text without building values: where a value ends, what an object holds, what lies at a path.
//!
//! Iterative throughout, so that no depth of nesting can exhaust the stack. The scanner is more forgiving than
//! a parser: it finds the extent of a value by its brackets and strings and does not check what is between.

pub mod block;
mod leaves;
mod nested;

pub use leaves::{Leaf, leaves};

use std::borrow::Cow;

use wide::u8x16;

/// Where a scan ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scan {
    /// The value ends before this index.
    End(usize),
    /// The text ends inside the value.
    More,
    /// There is no value here; the index is where that shows.
    Bad(usize),
}

/// The index of the first byte at or after `i` that is not JSON white space.
pub fn skip_ws(text: &[u8], mut i: usize) -> usize {
    while let Some(b' ' | b'\t' | b'\n' | b'\r') = text.get(i) {
        i += 1;
    }
    i
}

/// Skips the string that starts with the quote at `i`.
pub fn skip_string(text: &[u8], i: usize) -> Scan {
    if text.get(i) != Some(&b'"') {
        return if i >= text.len() { Scan::More } else { Scan::Bad(i) };
    }
    let mut at = i + 1;
    while let Some(rest) = text.get(at..) {
        // Most strings are short: a vector at a time, without the overhead of a search that is made for long ones.
        let found = match rest.first_chunk::<16>() {
            Some(bytes) => {
                let bytes = u8x16::new(*bytes);
                let ends = bytes.simd_eq(u8x16::splat(b'"')) | bytes.simd_eq(u8x16::splat(b'\\'));
                match ends.to_bitmask() {
                    0 => {
                        at += 16;
                        continue;
                    }
                    marks => marks.trailing_zeros() as usize,
                }
            }
            None => match rest.iter().position(|byte| matches!(byte, b'"' | b'\\')) {
                None => return Scan::More,
                Some(place) => place,
            },
        };
        match rest[found] {
            b'"' => return Scan::End(at + found + 1),
            _ => at += found + 2,
        }
    }
    Scan::More
}

/// Skips the value at `i` (white space before it is not skipped).
pub fn skip_value(text: &[u8], i: usize) -> Scan {
    match text.get(i) {
        None => Scan::More,
        Some(b'"') => skip_string(text, i),
        Some(b'{' | b'[') => nested::skip(text, i),
        Some(b'-' | b'0'..=b'9' | b't' | b'f' | b'n') => {
            let mut at = i + 1;
            while let Some(b'+' | b'-' | b'.' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z') = text.get(at) {
                at += 1;
            }
            // A bare word at the very end may go on in the next chunk.
            if at == text.len() { Scan::More } else { Scan::End(at) }
        }
        Some(_) => Scan::Bad(i),
    }
}

/// The members of an object or the elements of an array, in order, as spans of text.
///
/// Stops at the first thing that is not well formed: what was found before it stands.
pub struct Entries<'a> {
    text: &'a str,
    at: usize,
    object: bool,
}

/// One member or element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry<'a> {
    /// The key as written, with its quotes; empty for an element of an array.
    pub key: &'a str,
    /// The value as written.
    pub value: &'a str,
}

/// Walks the object or array in `text`; anything else has no entries.
pub fn entries(text: &str) -> Entries<'_> {
    let start = skip_ws(text.as_bytes(), 0);
    let first = text.as_bytes().get(start);
    let at = if matches!(first, Some(b'{' | b'[')) { start + 1 } else { text.len() };
    Entries { text, at, object: first == Some(&b'{') }
}

impl<'a> Iterator for Entries<'a> {
    type Item = Entry<'a>;

    fn next(&mut self) -> Option<Entry<'a>> {
        let bytes = self.text.as_bytes();
        let mut at = skip_ws(bytes, self.at);
        if bytes.get(at) == Some(&b',') {
            at = skip_ws(bytes, at + 1);
        }
        let mut key = "";
        if self.object {
            let Scan::End(end) = skip_string(bytes, at) else { return self.stop() };
            key = self.text.get(at..end)?;
            at = skip_ws(bytes, end);
            if bytes.get(at) != Some(&b':') {
                return self.stop();
            }
            at = skip_ws(bytes, at + 1);
        }
        let Scan::End(end) = skip_value(bytes, at) else { return self.stop() };
        self.at = end;
        Some(Entry { key, value: self.text.get(at..end)? })
    }
}

impl<'a> Entries<'a> {
    fn stop(&mut self) -> Option<Entry<'a>> {
        self.at = self.text.len();
        None
    }
}

/// The text of a JSON string with its escapes resolved; any other value as written.
pub fn unquote(value: &str) -> Cow<'_, str> {
    match value.strip_prefix('"').and_then(|v| v.strip_suffix('"')) {
        Some(inner) if memchr::memchr(b'\\', inner.as_bytes()).is_none() => Cow::Borrowed(inner),
        // Lone surrogates and raw control characters are no valid JSON; show them as they stand.
        Some(inner) => serde_json::from_str(value).map_or(Cow::Borrowed(inner), Cow::Owned),
        None => Cow::Borrowed(value),
    }
}

/// Whether two keys are the same name, the case of the first letter aside (`ReleaseLabel` = `releaseLabel`).
pub fn same_key(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    a.len() == b.len()
        && a.first().zip(b.first()).is_some_and(|(x, y)| x.eq_ignore_ascii_case(y) && a[1..] == b[1..])
}

/// Whether a value counts as missing: `null`, `""`, `{}` or `[]`.
pub fn is_missing(value: &str) -> bool {
    let bytes = value.as_bytes();
    match bytes.first() {
        None => true,
        Some(b'n') => value == "null",
        Some(b'"') => value == "\"\"",
        Some(b'{' | b'[') => matches!(bytes.get(skip_ws(bytes, 1)), Some(b'}' | b']')),
        Some(_) => false,
    }
}

/// Whether a text is one JSON value from its first byte to its last.
pub fn is_whole(text: &str) -> bool {
    serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
}

/// The first value at a path that is neither an object nor an array, as text.
pub fn first_at(text: &str, path: &str) -> Option<String> {
    let mut first = None;
    at_path(text, path, &mut |value| {
        if first.is_none() && !value.starts_with(['{', '[']) {
            first = Some(unquote(value).into_owned());
        }
    });
    first
}

/// Calls `found` with every present value at `path` in `text`. Segments are separated by dots; arrays on the
/// way are gone through whether or not the segment says `[]`.
pub fn at_path<'a>(text: &'a str, path: &str, found: &mut impl FnMut(&'a str)) {
    if text.starts_with('[') {
        // Arrays of arrays are gone through in turn, to a depth that no AWS request has.
        const ARRAYS: usize = 8;
        let mut stack = vec![entries(text)];
        while let Some(list) = stack.last_mut() {
            match list.next() {
                None => drop(stack.pop()),
                Some(e) if e.value.starts_with('[') && stack.len() == ARRAYS => {}
                Some(e) if e.value.starts_with('[') => stack.push(entries(e.value)),
                Some(e) => at_path(e.value, path, found),
            }
        }
        return;
    }
    if path.is_empty() {
        if !is_missing(text) {
            found(text);
        }
        return;
    }
    let (head, rest) = path.split_once('.').unwrap_or((path, ""));
    let head = head.strip_suffix("[]").unwrap_or(head);
    if text.starts_with('{') {
        for entry in entries(text) {
            if same_key(&unquote(entry.key), head) {
                at_path(entry.value, rest, found);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str, path: &str) -> Vec<String> {
        let mut out = Vec::new();
        at_path(text, path, &mut |v| out.push(unquote(v).into_owned()));
        out
    }

    #[test]
    fn values_end_where_they_end() {
        assert_eq!(skip_value(b"{\"a\":\"}\\\"\"} ,", 0), Scan::End(11));
        assert_eq!(skip_value(b"[1,[2,{\"x\":3}]]x", 0), Scan::End(15));
        assert_eq!(skip_value(b"{\"a\":1", 0), Scan::More);
        assert_eq!(skip_value(b"\"abc", 0), Scan::More);
        assert_eq!(skip_value(b"\"abc\\", 0), Scan::More);
        assert_eq!(skip_value(b"12 ", 0), Scan::End(2));
        assert_eq!(skip_value(b"12", 0), Scan::More);
        assert_eq!(skip_value(b"}", 0), Scan::Bad(0));
    }

    #[test]
    fn a_million_brackets_are_no_matter() {
        let deep = "[".repeat(1_000_000);
        assert_eq!(skip_value(deep.as_bytes(), 0), Scan::More);
        assert!(all(&deep, "a").is_empty());
        assert_eq!(entries(&deep).count(), 0);
        let closed = format!("{}{}", deep, "]".repeat(1_000_000));
        assert!(all(&closed, "a").is_empty());
    }

    #[test]
    fn paths_go_through_arrays_and_fold_the_first_letter() {
        let text =
            r#"{"Steps":[{"name":"a","args":["x","y"]},{"name":null},{"name":"b\u0041"}],"n":5,"e":{}}"#;
        assert_eq!(all(text, "steps.name"), ["a", "bA"]);
        assert_eq!(all(text, "steps[].args[]"), ["x", "y"]);
        assert_eq!(all(text, "n"), ["5"]);
        assert!(all(text, "e").is_empty());
        assert!(all(text, "nope.x").is_empty());
    }

    #[test]
    fn entries_stop_at_damage() {
        let keys: Vec<_> = entries(r#"{"a":1,"b" 2,"c":3}"#).map(|e| e.key).collect();
        assert_eq!(keys, ["\"a\""]);
        assert_eq!(entries("[1, 2 ,{}]").count(), 3);
        assert_eq!(entries("5").count(), 0);
    }
}
