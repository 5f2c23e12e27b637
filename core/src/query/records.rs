//! Looking for values in the records that are held in memory.

use std::borrow::Cow;

use super::json_path::any_leaf;
use super::matcher::contains;
use super::{Filter, JsonPath, Match, Selection};
use crate::store::Store;

/// A condition on records.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum InRecord<'f> {
    /// A value anywhere.
    Anywhere(&'f Match),
    /// A value at a path.
    Path(&'f JsonPath, &'f Match),
}

/// The conditions on records in a filter, in the order in which [`super::run`] comes to them.
pub(super) fn conditions<'f>(filter: &'f Filter, out: &mut Vec<InRecord<'f>>) {
    match filter {
        Filter::Anywhere(wanted) => out.push(InRecord::Anywhere(wanted)),
        Filter::Path(path, wanted) => out.push(InRecord::Path(path, wanted)),
        Filter::And(parts) | Filter::Or(parts) => parts.iter().for_each(|part| conditions(part, out)),
        Filter::Not(part) => conditions(part, out),
        _ => {}
    }
}

/// A condition with the texts without which no record meets it: to look for them takes a fraction of the time that
/// it takes to walk a record.
struct Prepared<'f> {
    condition: InRecord<'f>,
    /// Stands in the record in some case.
    text: Option<String>,
    /// Stands in the record as it is.
    key: Option<memchr::memmem::Finder<'f>>,
}

impl<'f> Prepared<'f> {
    fn new(condition: InRecord<'f>) -> Self {
        let (key, wanted) = match condition {
            InRecord::Anywhere(wanted) => (None, wanted),
            InRecord::Path(path, wanted) => (Some(path.tail()).filter(|tail| !tail.is_empty()), wanted),
        };
        Prepared {
            condition,
            // Letters outside of ASCII have several ways to be written.
            text: wanted.text().filter(|text| text.is_ascii()),
            key: key.map(memchr::memmem::Finder::new),
        }
    }

    /// Texts that stand in every record that meets the condition, escapes and case aside; only of ASCII.
    fn pieces(&self) -> Vec<&str> {
        let key = match self.condition {
            InRecord::Path(path, _) if path.tail().is_ascii() => Some(path.tail()),
            _ => None,
        };
        self.text.as_deref().into_iter().chain(key).collect()
    }

    /// Whether a record may meet the condition. What is written with escapes may stand for anything.
    fn may_meet(&self, record: &[u8]) -> bool {
        let has_texts = self.key.as_ref().is_none_or(|key| key.find(record).is_some())
            && self.text.as_ref().is_none_or(|text| contains(record, text));
        has_texts || memchr::memchr(b'\\', record).is_some()
    }
}

impl InRecord<'_> {
    /// Whether a record meets the condition.
    pub fn met_by(&self, record: &str) -> bool {
        match self {
            InRecord::Anywhere(wanted) => any_leaf(record, &mut |value| wanted.matches(value)),
            InRecord::Path(path, wanted) => path.any(record, &mut |value| wanted.matches(value)),
        }
    }
}

/// For each condition the rows whose records meet it, all found in one pass.
pub(super) fn search(store: &Store, conditions: &[InRecord]) -> Vec<Selection> {
    let prepared: Vec<Prepared> = conditions.iter().map(|condition| Prepared::new(*condition)).collect();
    let mut found: Vec<Selection> = conditions.iter().map(|_| Selection::new(store.rows(), false)).collect();
    if conditions.is_empty() {
        return found;
    }
    let pieces: Vec<Vec<&str>> = prepared.iter().map(Prepared::pieces).collect();
    store.search_records(&pieces, |row, record| {
        let mut text: Option<Cow<str>> = None;
        for (condition, found) in prepared.iter().zip(&mut found) {
            if condition.may_meet(record) {
                let text = text.get_or_insert_with(|| readable(record));
                if condition.condition.met_by(text) {
                    found.insert(row);
                }
            }
        }
    });
    found
}

/// A record as text; what is no text in it is replaced, as it was when the record was read.
fn readable(record: &[u8]) -> Cow<'_, str> {
    match simdutf8::basic::from_utf8(record) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => String::from_utf8_lossy(record),
    }
}
