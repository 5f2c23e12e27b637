//! Records inside other things: EventBridge events, `lookup-events` output, log events of CloudWatch Logs, documents
//! of Elasticsearch and the like all carry CloudTrail's record somewhere, as an object or as text.
//!
//! One search finds them all. What a form calls the place is only a name for it; a wrapper that nobody has named
//! is read as well.

use std::borrow::Cow;

use crate::json;
use crate::limits;
use crate::problem::ProblemId;
use crate::record::{AGGREGATED, Record, is_notification};

/// What the search comes upon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found<'a> {
    /// A record as CloudTrail wrote it.
    Record(&'a str),
    /// A record that was put together from something else.
    Made {
        /// The record, as JSON.
        record: String,
        /// What to say about it.
        problem: ProblemId,
    },
    /// Something that is kept for its own sake and has no events in it.
    Document {
        /// The whole of it.
        text: &'a str,
        /// What to say about it.
        problem: ProblemId,
        /// What it says, in short.
        facts: String,
    },
    /// Something that is known and left out.
    Left {
        /// Why.
        problem: ProblemId,
        /// What was seen.
        detail: String,
    },
}

/// One row of the table of objects that hold no record and are none, and are worth something all the same.
pub struct Instead {
    /// Keys that such an object has.
    pub marks: &'static [&'static str],
    /// Reads it; `None` where it was something else.
    pub read: fn(&str) -> Option<Found<'_>>,
}

static INSTEAD: &[Instead] = &[
    super::eventbridge::INSTEAD,
    super::digest::INSTEAD,
    super::lake_sign::INSTEAD,
    super::log_subscription::INSTEAD,
    super::ocsf::INSTEAD,
    super::elastic::INSTEAD,
    super::elastic::INSTEAD_DOTTED,
];

/// Where something lies.
#[derive(Clone, Copy, Debug)]
pub struct Place<'p> {
    /// The way from the value that was searched, with dots; empty for the value itself and for the text in it.
    pub path: &'p str,
    /// Whether it lies in a text, and so is as somebody got it, and not taken apart.
    pub in_text: bool,
}

/// Looks for records in a JSON value and calls `found` with where each lies and what it is. Returns how many
/// there were. Objects and lists are gone through to a set depth, and text that is JSON itself to another. What
/// holds no record may be something else that is known: these are tried from the inside out.
pub fn search(value: &str, found: &mut dyn FnMut(Place, Found)) -> usize {
    let mut search = Search { found, count: 0, path: String::new() };
    search.value(value, 0, 0);
    search.count
}

struct Search<'f> {
    found: &'f mut dyn FnMut(Place, Found),
    count: usize,
    path: String,
}

impl Search<'_> {
    fn hit(&mut self, texts: usize, found: Found) {
        self.count += 1;
        (self.found)(Place { path: &self.path, in_text: texts > 0 }, found);
    }

    fn value(&mut self, value: &str, depth: usize, texts: usize) {
        if depth > limits::WRAPPED_DEPTH {
            return;
        }
        match value.as_bytes().first() {
            Some(b'{') if is_record(value) => self.hit(texts, Found::Record(value)),
            Some(b'{') => {
                let before = self.count;
                for entry in json::entries(value) {
                    self.within(&json::unquote(entry.key), entry.value, depth, texts);
                }
                if self.count == before
                    && let Some(found) = instead(value)
                {
                    self.hit(texts, found);
                }
            }
            Some(b'[') => {
                for entry in json::entries(value) {
                    self.within("[]", entry.value, depth, texts);
                }
            }
            Some(b'"') if texts < limits::WRAPPED_TEXTS => {
                let text = json::unquote(value);
                if let Some(inner) = document(&text) {
                    self.value(inner, depth + 1, texts + 1);
                }
            }
            _ => {}
        }
    }

    fn within(&mut self, name: &str, value: &str, depth: usize, texts: usize) {
        // Most values of most documents are short and plain.
        if !matches!(value.as_bytes().first(), Some(b'{' | b'[' | b'"')) || value.len() < SHORTEST {
            return;
        }
        let before = self.path.len();
        if !self.path.is_empty() && name != "[]" {
            self.path.push('.');
        }
        self.path.push_str(name);
        self.value(value, depth + 1, texts);
        self.path.truncate(before);
    }
}

/// What an object is that holds no record.
fn instead(object: &str) -> Option<Found<'_>> {
    let mut marks = [0u32; INSTEAD.len()];
    for entry in json::entries(object) {
        let key = json::unquote(entry.key);
        for (row, marks) in INSTEAD.iter().zip(&mut marks) {
            if let Some(mark) = row.marks.iter().position(|mark| json::same_key(mark, &key)) {
                *marks |= 1 << mark;
            }
        }
    }
    let whole = |(row, marks): &(&Instead, u32)| *marks == (1 << row.marks.len()) - 1;
    INSTEAD.iter().zip(marks).filter(whole).find_map(|(row, _)| (row.read)(object))
}

/// `{"eventName":"a","eventSource":"b"}`, and a little less for what has its details elsewhere.
const SHORTEST: usize = 30;

/// Keys by one of which a text is known that may hold something worth a search.
const TELLTALES: &[&str] =
    &["eventSource", "EventSource", "insightDetails", "AwsAggregatedEvent", "detail-type", "class_uid"];

/// The JSON document in a text, behind whatever stands before it: log lines begin with their time.
fn document(text: &str) -> Option<&str> {
    const MOST_BEFORE: usize = 200;
    let at = text.find('{').filter(|&at| at <= MOST_BEFORE)?;
    if !TELLTALES.iter().any(|key| text.contains(key)) {
        return None;
    }
    match json::skip_value(text.as_bytes(), at) {
        json::Scan::End(end) => text.get(at..end),
        _ => None,
    }
}

/// Whether an object is a CloudTrail record, by its own keys.
fn is_record(object: &str) -> bool {
    let (mut source, mut name) = (false, false);
    for entry in json::entries(object) {
        if json::is_missing(entry.value) {
            continue;
        }
        let key = json::unquote(entry.key);
        let is = |wanted: &str| json::same_key(&key, wanted);
        if is("insightDetails") && entry.value.starts_with('{') {
            return true;
        }
        if is("eventType") && json::unquote(entry.value) == AGGREGATED {
            return true;
        }
        source |= is("eventSource")
            && entry.value.starts_with('"')
            && !is_notification(&json::unquote(entry.value));
        name |= is("eventName") && entry.value.starts_with('"');
        if source && name {
            // `lookup-events` repeats both beside the record itself.
            return !has_record_text(object);
        }
    }
    false
}

/// Whether the object carries a whole record as text, so that it is only a summary of it.
fn has_record_text(object: &str) -> bool {
    json::entries(object).any(|entry| json::same_key(&json::unquote(entry.key), "cloudTrailEvent"))
}

/// The record in a value that has this fingerprint, and its text: the value itself, one inside it, or one that is
/// put together from it.
pub fn find<'a>(value: &'a str, is_it: impl Fn(&str) -> bool) -> Option<Cow<'a, str>> {
    if is_it(value) {
        return Some(Cow::Borrowed(value));
    }
    let mut hit = None;
    search(value, &mut |_, found| {
        let record = match &found {
            Found::Record(record) => record,
            Found::Made { record, .. } => record.as_str(),
            Found::Document { .. } | Found::Left { .. } => return,
        };
        if hit.is_none() && is_it(record) {
            hit = Some(record.to_owned());
        }
    });
    hit.map(Cow::Owned)
}

/// Whether an event may be only a summary that carries the record itself as text, as `lookup-events` gives it: a
/// record of its own has at least one of these.
pub fn may_be_summary(record: &Record) -> bool {
    record.event_version.is_empty() && record.user_identity.text().is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    const RECORD: &str = r#"{"eventSource":"s3.amazonaws.com","eventName":"GetObject","eventID":"1"}"#;

    fn all(value: &str) -> Vec<(String, String)> {
        let mut out = Vec::new();
        let count = search(value, &mut |place, found| match found {
            Found::Record(record) => out.push((place.path.to_owned(), record.to_owned())),
            other => panic!("{other:?}"),
        });
        assert_eq!(count, out.len());
        out
    }

    fn text(value: &str) -> String {
        serde_json::to_string(value).unwrap()
    }

    #[test]
    fn found_wherever_it_lies() {
        let inner = text(RECORD);
        let twice = text(&format!("{{\"message\":{inner}}}"));
        for (value, path) in [
            (RECORD.to_owned(), ""),
            (format!("{{\"detail-type\":\"x\",\"detail\":{RECORD}}}"), "detail"),
            (
                format!(
                    "{{\"EventName\":\"GetObject\",\"EventSource\":\"s3.amazonaws.com\",\"CloudTrailEvent\":{inner}}}"
                ),
                "CloudTrailEvent",
            ),
            (format!("{{\"event\":{{\"original\":{inner}}}}}"), "event.original"),
            (format!("{{\"a\":[1,{{\"b\":{twice}}}]}}"), "a[].b.message"),
            (format!("{{\"message\":{}}}", text(&format!("2026-09-01T10:00:00.000Z {RECORD}\n"))), "message"),
        ] {
            assert_eq!(all(&value), [(path.to_owned(), RECORD.to_owned())], "{value}");
        }
        assert_eq!(all(&format!("[{RECORD},{RECORD}]")).len(), 2);
    }

    #[test]
    fn nothing_is_found_where_nothing_is() {
        for value in [
            "{}",
            "[]",
            "5",
            "\"eventSource {\"",
            "{\"eventName\":\"a\"}",
            "{\"eventName\":1,\"eventSource\":{}}",
            "{\"a\":\"{\\\"eventSource\\\":\"}",
        ] {
            assert_eq!(all(value), [], "{value}");
        }
        let deep = format!("{}{RECORD}{}", "[".repeat(100_000), "]".repeat(100_000));
        assert_eq!(all(&deep), []);
    }
}
