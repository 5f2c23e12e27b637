//! Looking for values in records.

use std::borrow::Cow;

use super::apart;
use super::find::Finder;
use super::json_path::any_leaf;
use super::{Filter, JsonPath, Match, Selection};
use crate::store::Store;

/// A condition on records.
#[derive(Clone, Debug, PartialEq)]
pub enum InRecord {
    /// A value anywhere.
    Anywhere(Match),
    /// A value at a path.
    Path(JsonPath, Match),
}

/// The conditions on records in a filter, in the order in which [`super::run`] comes to them.
pub fn conditions(filter: &Filter, out: &mut Vec<InRecord>) {
    match filter {
        Filter::Anywhere(wanted) => out.push(InRecord::Anywhere(wanted.clone())),
        Filter::Path(path, wanted) => out.push(InRecord::Path(path.clone(), wanted.clone())),
        Filter::And(parts) | Filter::Or(parts) => parts.iter().for_each(|part| conditions(part, out)),
        Filter::Not(part) => conditions(part, out),
        _ => {}
    }
}

/// A condition with the texts without which no record meets it: to look for them takes a fraction of the time that
/// it takes to walk a record.
struct Prepared {
    condition: InRecord,
    /// One of these stands in the record in some case.
    texts: Option<Vec<Finder>>,
    /// Stands in the record as it is.
    key: Option<memchr::memmem::Finder<'static>>,
}

impl Prepared {
    fn new(condition: &InRecord) -> Self {
        let (key, wanted) = match condition {
            InRecord::Anywhere(wanted) => (None, wanted),
            InRecord::Path(path, wanted) => (Some(path.tail()).filter(|tail| !tail.is_empty()), wanted),
        };
        Prepared {
            condition: condition.clone(),
            texts: finders(wanted),
            key: key.map(|key| memchr::memmem::Finder::new(key).into_owned()),
        }
    }

    /// Whether a record may meet the condition. What is written with escapes may stand for anything.
    fn may_meet(&self, record: &[u8]) -> bool {
        let has_texts = self.key.as_ref().is_none_or(|key| key.find(record).is_some())
            && self.texts.as_ref().is_none_or(|texts| texts.iter().any(|text| text.stands_in(record)));
        has_texts || memchr::memchr(b'\\', record).is_some()
    }
}

/// For the texts one of which stands in every value that is wanted, if there are such.
pub(super) fn finders(wanted: &Match) -> Option<Vec<Finder>> {
    // Letters outside of ASCII have several ways to be written.
    let texts = wanted.texts().filter(|texts| texts.iter().all(|text| text.is_ascii()));
    texts.map(|texts| texts.into_iter().map(Finder::new).collect())
}

impl InRecord {
    /// Whether a record meets the condition.
    fn met_by(&self, record: &str) -> bool {
        match self {
            InRecord::Anywhere(wanted) => any_leaf(record, &mut |value| wanted.matches(value)),
            InRecord::Path(path, wanted) => path.any(record, &mut |value| wanted.matches(value)),
        }
    }
}

/// Conditions on records, made ready to be tried on many.
pub struct Conditions(Vec<Prepared>);

impl Conditions {
    /// Makes them ready.
    pub fn new(conditions: &[InRecord]) -> Conditions {
        Conditions(conditions.iter().map(Prepared::new).collect())
    }

    /// Calls `met` with the number of each condition that a record meets.
    pub fn each_met(&self, record: &[u8], mut met: impl FnMut(usize)) {
        let mut text: Option<Cow<str>> = None;
        for (number, condition) in self.0.iter().enumerate() {
            if condition.may_meet(record) {
                let text = text.get_or_insert_with(|| readable(record));
                if condition.condition.met_by(text) {
                    met(number);
                }
            }
        }
    }
}

/// For each condition the rows whose records meet it, of those in memory.
pub(super) fn search(store: &Store, conditions: &[InRecord]) -> Vec<Selection> {
    let mut found: Vec<Selection> = conditions.iter().map(|_| Selection::new(store.rows(), false)).collect();
    if conditions.is_empty() {
        return found;
    }
    let records = store.records();
    for (condition, found) in conditions.iter().zip(&mut found) {
        apart::search(records, condition, |row| found.insert(row));
    }
    let prepared = Conditions::new(conditions);
    records.each_in_blocks(|row, record| {
        prepared.each_met(record, |condition| {
            if let Some(found) = found.get_mut(condition) {
                found.insert(row);
            }
        });
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
