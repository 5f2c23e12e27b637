//! Making a record of CloudTrail's shape from a form that holds its parts under other names.

use std::fmt::Write as _;

use crate::json::{self, Scan};
use crate::limits;
use crate::record::fidelity::{Fidelity, KEY};

/// A record in the making: values at dotted paths, in the order in which they were set.
#[derive(Clone, Debug, Default)]
pub struct Rebuilt {
    values: Vec<(String, String)>,
}

impl Rebuilt {
    /// Sets a text; an empty one counts as missing.
    pub fn text(&mut self, path: &str, text: &str) -> &mut Self {
        if !text.is_empty() {
            self.put(path, quoted(text));
        }
        self
    }

    /// Sets a JSON value as written; what counts as missing is left out.
    pub fn json(&mut self, path: &str, value: &str) -> &mut Self {
        if !json::is_missing(value) {
            self.put(path, value.to_owned());
        }
        self
    }

    /// Sets a block that other forms keep as text: as JSON where the text is an object or a list, else as text.
    pub fn block(&mut self, path: &str, text: &str) -> &mut Self {
        let text = text.trim();
        let whole = text.starts_with(['{', '['])
            && json::skip_value(text.as_bytes(), 0) == Scan::End(text.len())
            && serde_json::from_str::<&serde_json::value::RawValue>(text).is_ok();
        if whole { self.json(path, text) } else { self.text(path, text) }
    }

    /// Whether something was set at a path.
    pub fn has(&self, path: &str) -> bool {
        self.values.iter().any(|(known, _)| known == path)
    }

    /// The first value for a path stays: sources are asked in order of trust. No known form has nearly as many
    /// values as are taken.
    fn put(&mut self, path: &str, value: String) {
        if self.values.len() < limits::MADE_VALUES && !self.has(path) {
            self.values.push((path.to_owned(), value));
        }
    }

    /// The record, with what it is in it.
    pub fn record(mut self, fidelity: Fidelity) -> String {
        self.values.push((KEY.to_owned(), quoted(fidelity.word())));
        let values: Vec<(&str, &str)> = self.values.iter().map(|(p, v)| (p.as_str(), v.as_str())).collect();
        let mut out = String::new();
        write(&values, 0, &mut out);
        out
    }
}

/// Writes the object of these values: what shares its first segment lies in an object of that name. A value that
/// stands where others lie below it gives way to them. Names that count from 0 are the places of a list.
fn write(values: &[(&str, &str)], depth: usize, out: &mut String) {
    let is_list = depth > 0 && counts(values.iter().map(|(path, _)| path.split('.').next().unwrap_or(path)));
    out.push(if is_list { '[' } else { '{' });
    let mut written: Vec<&str> = Vec::new();
    for (path, value) in values {
        let head = if depth < limits::MADE_DEPTH { path.split('.').next().unwrap_or(path) } else { path };
        if written.contains(&head) {
            continue;
        }
        let separator = if written.is_empty() { "" } else { "," };
        written.push(head);
        // Writing to a string cannot fail.
        let _ = match is_list {
            true => write!(out, "{separator}"),
            false => write!(out, "{separator}{}:", quoted(head)),
        };
        let below: Vec<(&str, &str)> = values
            .iter()
            .filter_map(|(path, value)| Some((path.strip_prefix(head)?.strip_prefix('.')?, *value)))
            .filter(|_| depth < limits::MADE_DEPTH)
            .collect();
        if below.is_empty() { out.push_str(value) } else { write(&below, depth + 1, out) }
    }
    out.push(if is_list { ']' } else { '}' });
}

/// Whether names are 0, 1, 2 and so on, each as often as it comes.
fn counts<'n>(names: impl Iterator<Item = &'n str>) -> bool {
    let mut last = None;
    for name in names {
        let number = name.parse::<usize>().ok().filter(|number| number.to_string() == name);
        match (number, last) {
            (Some(0), None) => last = Some(0),
            (Some(number), Some(before)) if number == before || number == before + 1 => last = Some(number),
            _ => return false,
        }
    }
    last.is_some()
}

/// A text as a JSON string.
pub fn quoted(text: &str) -> String {
    // A string can always be written.
    serde_json::to_string(text).unwrap_or_default()
}

/// The parts of a document by their dotted paths, whichever way it nests: `{"a":{"b":1}}` and `{"a.b":1}` are the
/// same, and a list of one value is that value.
#[derive(Debug)]
pub struct Parts<'a> {
    parts: Vec<(String, &'a str)>,
}

impl<'a> Parts<'a> {
    /// Takes a document apart, to a depth that no known form has.
    pub fn of(document: &'a str) -> Self {
        let mut parts = Parts { parts: Vec::new() };
        parts.add("", document, 0);
        parts
    }

    fn add(&mut self, path: &str, value: &'a str, depth: usize) {
        if depth > limits::PARTS_DEPTH || json::is_missing(value) {
            return;
        }
        if !path.is_empty() {
            self.parts.push((path.to_owned(), value));
        }
        if value.starts_with('{') {
            for entry in json::entries(value) {
                let key = json::unquote(entry.key);
                let path = if path.is_empty() { key.into_owned() } else { format!("{path}.{key}") };
                self.add(&path, entry.value, depth + 1);
            }
        }
    }

    /// The value at a path as written; empty where there is none.
    pub fn json(&self, path: &str) -> &'a str {
        let value = self.parts.iter().find(|(known, _)| known == path).map_or("", |(_, value)| *value);
        let mut list = json::entries(value);
        match (value.starts_with('['), list.next(), list.next()) {
            (true, Some(only), None) => only.value,
            _ => value,
        }
    }

    /// The text at a path; empty where there is none, or something that is no text, number or truth value.
    pub fn text(&self, path: &str) -> String {
        match self.json(path) {
            value if value.starts_with(['{', '[', 'n']) => String::new(),
            value => json::unquote(value).into_owned(),
        }
    }

    /// The first of these paths that has a text.
    pub fn first(&self, paths: &[&str]) -> String {
        paths.iter().map(|path| self.text(path)).find(|text| !text.is_empty()).unwrap_or_default()
    }

    /// All parts right or further below a path: the rest of their path, and their value.
    pub fn below<'s>(&'s self, path: &'s str) -> impl Iterator<Item = (&'s str, &'a str)> {
        self.parts
            .iter()
            .filter_map(move |(known, value)| Some((known.strip_prefix(path)?.strip_prefix('.')?, *value)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_objects_in_the_order_of_their_first_value() {
        let mut made = Rebuilt::default();
        made.text("eventName", "a \"b\"")
            .text("userIdentity.type", "Root")
            .text("eventName", "later")
            .text("x", "");
        made.json("userIdentity.sessionContext.attributes", "{\"a\":1}")
            .json("gone", "{}")
            .json("readOnly", "true");
        made.block("requestParameters", " {\"n\":12345678901234567890}").block("responseElements", "{a=b}");
        assert_eq!(
            made.record(Fidelity::Lossy),
            r#"{"eventName":"a \"b\"","userIdentity":{"type":"Root","sessionContext":{"attributes":{"a":1}}},"readOnly":true,"requestParameters":{"n":12345678901234567890},"responseElements":"{a=b}","trailglassFidelity":"lossy"}"#
        );
    }

    #[test]
    fn names_that_count_are_a_list() {
        let mut made = Rebuilt::default();
        for path in ["a.0", "a.1.x", "a.1.y", "b.0", "b.2", "c.01", "d.1"] {
            made.text(path, "v");
        }
        let record = made.record(Fidelity::Lossy);
        let wanted = r#"{"a":["v",{"x":"v","y":"v"}],"b":{"0":"v","2":"v"},"c":{"01":"v"},"d":{"1":"v"},"#;
        assert!(record.starts_with(wanted), "{record}");
    }

    #[test]
    fn no_path_is_too_long_and_no_values_too_many() {
        let mut made = Rebuilt::default();
        made.text(&"a.".repeat(100_000), "x");
        for i in 0..2 * limits::MADE_VALUES {
            made.text(&format!("unmapped.{i}"), "x");
        }
        let record = made.record(Fidelity::Lossy);
        assert!(serde_json::from_str::<&serde_json::value::RawValue>(&record).is_ok());
        assert!(record.matches('{').count() < 20 && record.ends_with("\"trailglassFidelity\":\"lossy\"}"));
    }

    #[test]
    fn nested_and_dotted_keys_are_the_same() {
        for text in
            [r#"{"a":{"b":{"c":"x"}}}"#, r#"{"a.b":{"c":["x"]}}"#, r#"{"a.b.c":"x"}"#, r#"{"a":{"b.c":"x"}}"#]
        {
            assert_eq!(Parts::of(text).text("a.b.c"), "x", "{text}");
        }
        let parts = Parts::of(r#"{"a":[1,2],"n":null,"t":true,"o":{"p":1}}"#);
        assert_eq!(
            [parts.text("a"), parts.text("n"), parts.text("t"), parts.text("o")],
            ["", "", "true", ""]
        );
        assert_eq!(parts.json("a"), "[1,2]");
        assert_eq!(parts.below("o").collect::<Vec<_>>(), [("p", "1")]);
    }
}
