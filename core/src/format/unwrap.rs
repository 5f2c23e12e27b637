//! Records inside other things: EventBridge events, `lookup-events` output, log events of CloudWatch Logs, documents
//! of Elasticsearch and the like all carry CloudTrail's record somewhere, as an object or as text.
//!
//! One search finds them all. What a form calls the place is only a name for it; a wrapper that nobody has named
//! is read as well.

use std::borrow::Cow;

use super::{excerpt, lookup_events};
use crate::json;
use crate::limits;
use crate::problem::ProblemId;
use crate::record::repair::{attempts, readable};
use crate::record::{AGGREGATED, RECORD_KEYS, Record, is_notification};

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
    /// A text in which a record begins that is damaged. It is no hit.
    Damaged(&'a str),
    /// Such a text in something that a record was made of all the same, which stands in for it. It is no hit.
    Replaced(&'a str),
    /// An entry of a list in which nothing is, where there is something in others of its entries. It is no hit.
    Without,
    /// Something that lies deeper than the search goes and may hold a record. Told once; it is no hit.
    TooDeep,
}

/// One row of the table of objects that hold no record and are none, and are worth something all the same.
pub struct Instead {
    /// Keys that such an object has.
    pub marks: &'static [&'static str],
    /// Reads it; `None` where it was something else.
    pub read: fn(&str) -> Option<Found<'_>>,
}

static INSTEAD: &[Instead] = &[
    lookup_events::INSTEAD,
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
/// holds no record may be something else that is known: these are tried from the inside out. What is there and cannot
/// be read is told too.
pub fn search(value: &str, found: &mut dyn FnMut(Place, Found)) -> usize {
    let mut search =
        Search { found, count: 0, told: 0, damaged: Vec::new(), too_deep: false, path: String::new() };
    search.value(value, 0, 0);
    for (path, text) in std::mem::take(&mut search.damaged) {
        (search.found)(Place { path: &path, in_text: true }, Found::Damaged(&text));
    }
    search.count
}

struct Search<'f> {
    found: &'f mut dyn FnMut(Place, Found),
    /// Hits.
    count: usize,
    /// Hits, and what else there is something to say about.
    told: usize,
    /// Damaged texts, with their places, that nothing stands in for yet.
    damaged: Vec<(String, String)>,
    too_deep: bool,
    path: String,
}

impl Search<'_> {
    fn hit(&mut self, texts: usize, found: Found) {
        self.count += 1;
        self.told += 1;
        (self.found)(Place { path: &self.path, in_text: texts > 0 }, found);
    }

    fn value(&mut self, value: &str, depth: usize, texts: usize) {
        if depth > limits::WRAPPED_DEPTH {
            return self.too_deep(value);
        }
        match value.as_bytes().first() {
            Some(b'{') if is_record(value) => self.hit(texts, Found::Record(value)),
            Some(b'{') => {
                let (before, damaged) = (self.count, self.damaged.len());
                for entry in json::entries(value) {
                    self.within(&json::unquote(entry.key), entry.value, depth, texts);
                }
                if self.count == before
                    && let Some(found) = instead(value)
                {
                    if matches!(found, Found::Made { .. }) {
                        for (path, text) in self.damaged.split_off(damaged) {
                            (self.found)(Place { path: &path, in_text: true }, Found::Replaced(&text));
                        }
                    }
                    self.hit(texts, found);
                }
            }
            Some(b'[') => {
                let (before, mut without) = (self.count, 0);
                for entry in json::entries(value) {
                    let told = self.told;
                    self.within("[]", entry.value, depth, texts);
                    without += usize::from(self.told == told && is_document(entry.value));
                }
                self.without(before, without);
            }
            Some(b'"') => {
                let text = resolved(value);
                match texts < limits::WRAPPED_TEXTS {
                    true => self.text(&text, depth + 1, texts + 1),
                    false => self.too_deep(&text),
                }
            }
            _ => {}
        }
    }

    fn within(&mut self, name: &str, value: &str, depth: usize, texts: usize) {
        let is_record = json::same_key(name, lookup_events::RECORD) && !json::is_missing(value);
        // Most values of most documents are short and plain.
        let is_plain =
            !matches!(value.as_bytes().first(), Some(b'{' | b'[' | b'"')) || value.len() < SHORTEST;
        if is_plain && !is_record {
            return;
        }
        let before = self.path.len();
        if !self.path.is_empty() && name != "[]" {
            self.path.push('.');
        }
        self.path.push_str(name);
        let told = self.told;
        self.value(value, depth + 1, texts);
        if is_record && self.told == told {
            self.damaged(&json::unquote(value));
        }
        self.path.truncate(before);
    }

    /// The documents in a text, one after another, and whatever stands around them: log lines begin with their time.
    fn text(&mut self, text: &str, depth: usize, texts: usize) {
        if !may_hold_record(text) {
            return;
        }
        let trimmed = text.trim();
        if trimmed.starts_with('"') && json::is_whole(trimmed) {
            return self.value(trimmed, depth, texts);
        }
        let (before, mut without, mut faults) = (self.count, 0, 0);
        let mut at = 0;
        while let Some(n) = memchr::memchr2(b'{', b'[', &text.as_bytes()[at..]) {
            let start = at + n;
            let rest = &text[start..];
            let (inner, closes) = match json::skip_value(rest.as_bytes(), 0) {
                json::Scan::End(end) => (&rest[..end], true),
                _ => (rest, false),
            };
            if closes && json::is_whole(inner) {
                let told = self.told;
                self.value(inner, depth, texts);
                without += usize::from(self.told == told && is_document(inner));
                at = start + inner.len();
                continue;
            }
            faults += 1;
            match begins_record(inner) {
                None => at = start + 1,
                Some(is_record) => {
                    if !is_record {
                        self.value(inner, depth, texts);
                    }
                    self.damaged(inner);
                    at = start + if closes { inner.len() } else { next_line(inner) };
                }
            }
            if faults == limits::WRAPPED_FAULTS {
                break;
            }
        }
        self.without(before, without);
    }

    fn damaged(&mut self, text: &str) {
        self.told += 1;
        self.damaged.push((self.path.clone(), excerpt(text.as_bytes())));
    }

    fn without(&mut self, before: usize, without: usize) {
        if self.count > before {
            for _ in 0..without {
                (self.found)(Place { path: &self.path, in_text: false }, Found::Without);
            }
        }
    }

    fn too_deep(&mut self, value: &str) {
        if !self.too_deep && may_hold_record(value) {
            self.too_deep = true;
            self.told += 1;
            (self.found)(Place { path: &self.path, in_text: false }, Found::TooDeep);
        }
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

/// The text of a JSON string; escapes in it that are no text are replaced.
fn resolved(value: &str) -> Cow<'_, str> {
    match json::unquote(value) {
        Cow::Borrowed(text) if text.contains('\\') => {
            Cow::Owned(json::unquote(&readable(value.as_bytes())).into_owned())
        }
        text => text,
    }
}

/// Whether a text may hold something worth a search, or the beginning of it.
fn may_hold_record(text: &str) -> bool {
    let tells = || TELLTALES.iter().any(|key| text.contains(key));
    text.find('{').is_some_and(|at| first_key_is_of_record(&text[at..]) || tells())
}

fn first_key(object: &str) -> Option<&str> {
    let bytes = object.as_bytes();
    let quote = json::skip_ws(bytes, 1);
    let json::Scan::End(end) = json::skip_string(bytes, quote) else { return None };
    let colon = json::skip_ws(bytes, end);
    (bytes.get(colon) == Some(&b':')).then_some(object.get(quote + 1..end - 1)?)
}

fn first_key_is_of_record(object: &str) -> bool {
    first_key(object).is_some_and(|first| RECORD_KEYS.iter().any(|key| json::same_key(key, first)))
}

/// Whether a record begins in a document that is no JSON: that it is one itself, or holds one. `None` where nothing
/// tells that.
fn begins_record(document: &str) -> Option<bool> {
    if first_key_is_of_record(document) {
        return Some(true);
    }
    let begins = first_key(document.strip_prefix('[').map_or(document, str::trim_start)).is_some();
    let tells = || TELLTALES.iter().any(|key| document.contains(&format!("\"{key}\"")));
    (begins && tells()).then_some(false)
}

/// Where the next line of a text begins with a document; its end where none does.
fn next_line(text: &str) -> usize {
    ["\n{", "\n["].iter().filter_map(|line| text.find(line)).min().unwrap_or(text.len())
}

/// Whether an entry of a list, or the text of one, could be what others in it are: a document, and no name with its
/// value.
fn is_document(entry: &str) -> bool {
    let mut members = json::entries(entry).map(|member| member.key);
    let (first, second) = (members.next(), members.next());
    let is_cell = members.next().is_none()
        && [first, second].into_iter().flatten().any(|key| json::same_key(&json::unquote(key), "value"));
    match entry.as_bytes().first() {
        Some(b'{') => first.is_some() && !is_cell,
        _ => entry.starts_with("\"{\\\""),
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
            return !lookup_events::is_entry(object);
        }
    }
    false
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
            _ => return,
        };
        // What had to be repaired is as it was read.
        hit = hit.take().or_else(|| attempts(record).find(|record| is_it(record)).map(Cow::into_owned));
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
            "{\"a\":\"eventSource {\\\"x\\\":\"}",
        ] {
            assert_eq!(all(value), [], "{value}");
        }
    }

    /// What a search tells besides hits.
    fn told(value: &str) -> Vec<String> {
        let mut out = Vec::new();
        search(value, &mut |place, found| {
            out.push(match found {
                Found::Record(record) => format!("record {}", record.len()),
                Found::Made { .. } => "made".to_owned(),
                Found::Damaged(_) => format!("damaged {}", place.path),
                Found::Replaced(_) => format!("replaced {}", place.path),
                Found::Without => format!("without {}", place.path),
                Found::TooDeep => "too deep".to_owned(),
                other => format!("{other:?}"),
            });
        });
        out
    }

    #[test]
    fn what_cannot_be_read_is_told() {
        let record = format!("record {}", RECORD.len());
        let cut = &RECORD[..RECORD.len() - 9];
        let broken = RECORD.replace(",\"eventName\":", "\"eventName\":");
        let deep = format!("{}{RECORD}{}", "[".repeat(100_000), "]".repeat(100_000));
        let texts = (0..5).fold(RECORD.to_owned(), |inner, _| format!("{{\"m\":{}}}", text(&inner)));
        let lone = r#"{"m":"{\"eventSource\":\"a\ud800\",\"eventName\":\"b\"}"}"#;
        for (value, wanted) in [
            // Several in a text, in a list or not.
            (format!("{{\"m\":{}}}", text(&format!("[{RECORD}, {RECORD}]"))), vec![&*record, &record]),
            (format!("{{\"m\":{}}}", text(&format!("[x] {RECORD}\n{RECORD}"))), vec![&record, &record]),
            (format!("{{\"m\":{}}}", text(&text(RECORD))), vec![&record]),
            (lone.to_owned(), vec!["record 38"]),
            // Damaged, and what stands around it.
            (format!("{{\"m\":{}}}", text(cut)), vec!["damaged m"]),
            (format!("{{\"m\":{}}}", text(&broken)), vec!["damaged m"]),
            (format!("{{\"m\":{}}}", text(&format!("{cut}\n{RECORD}"))), vec![&record, "damaged m"]),
            ("{\"m\":\"10:00 {\\\"eventVersion\\\":\\\"1.11\\\",\"}".to_owned(), vec!["damaged m"]),
            (
                format!(
                    "{{\"EventId\":\"1\",\"EventName\":\"a\",\"EventSource\":\"b\",\"CloudTrailEvent\":{}}}",
                    text(cut)
                ),
                vec!["replaced CloudTrailEvent", "made"],
            ),
            (
                r#"{"EventId":"1","EventName":"a","EventSource":"b","CloudTrailEvent":"-"}"#.to_owned(),
                vec!["replaced CloudTrailEvent", "made"],
            ),
            // Entries of a list in which nothing is, where there is something in others.
            (format!("{{\"l\":[{{\"a\":{RECORD}}},{{\"a\":{{}}}},7,{{}}]}}"), vec![&record, "without l"]),
            (
                format!(
                    "[{{\"field\":\"x\",\"value\":{}}},{{\"field\":\"y\",\"value\":\"1\"}}]",
                    text(RECORD)
                ),
                vec![&record],
            ),
            (r#"{"l":[{"a":{}},{"b":1}]}"#.to_owned(), vec![]),
            // Too deep.
            (deep, vec!["too deep"]),
            (texts, vec!["too deep"]),
            (format!("{}5{}", "[".repeat(100_000), "]".repeat(100_000)), vec![]),
        ] {
            assert_eq!(told(&value), wanted, "{}", &value[..value.len().min(300)]);
        }
    }
}
