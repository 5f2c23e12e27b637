//! How often each value occurs among selected rows.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::lead::lead;
use crate::emr::channel;
use crate::query::{Selection, Subject};
use crate::store::columns::{AGENT, ERROR};
use crate::store::dictionary::Dictionary;
use crate::store::{ColumnId, Entries, Store};

/// What a facet counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FacetBy {
    /// The values of a column. Of a column that holds lists (`store::columns::LISTS`) the entries are counted, each once
    /// an event.
    Column(ColumnId),
    /// Families of user agents ([`channel::family`]).
    AgentFamily,
    /// Files, by their number as text. An event that lies in several files counts for the first of them.
    File,
    /// [`RESULT_OK`] or [`RESULT_ERROR`]: whether the event has an error code.
    Result,
}

/// The value of [`FacetBy::Result`] for events without error code.
pub const RESULT_OK: &str = "ok";
/// The value of [`FacetBy::Result`] for events with an error code: refused or failed.
pub const RESULT_ERROR: &str = "error";

impl FacetBy {
    /// What the facet's own conditions look at.
    pub fn subject(self) -> Subject {
        match self {
            FacetBy::Column(column) => Subject::Column(column),
            FacetBy::Result => Subject::Column(ERROR),
            FacetBy::AgentFamily => Subject::Column(AGENT),
            FacetBy::File => Subject::File,
        }
    }
}

/// A facet that is wanted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FacetRequest {
    /// What is counted.
    pub by: FacetBy,
    /// How many values are listed at most.
    pub top: u32,
    /// Only values that hold this text, case aside; empty for all. Of files, their paths.
    pub search: String,
}

/// One value of a facet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FacetValue {
    /// The value as in the column; the number of a file. Never empty.
    pub value: String,
    /// Events with this value, the facet's own conditions aside.
    pub count: u32,
    /// Whether the facet's own conditions let it through. True for all values where there are none.
    pub selected: bool,
}

/// The counts of one facet, exact. Conditions of the query on this column alone are its own and do not count here,
/// so that another value can be chosen in place of the one that is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facet {
    /// What is counted.
    pub by: FacetBy,
    /// Most frequent first, ties by value (files by number).
    pub values: Vec<FacetValue>,
    /// How many different values there are that the search lets through, those not listed included.
    pub distinct: u32,
    /// Sum of the counts of those not listed.
    pub rest: u32,
    /// Events without value.
    pub missing: u32,
    /// Whether the query has conditions of this facet's own.
    pub filtered: bool,
}

/// Counts values among the selected rows. `accepts` tells whether the facet's own conditions let a value through.
pub fn facet(
    store: &Store,
    selection: &Selection,
    wanted: &FacetRequest,
    accepts: Option<&dyn Fn(&str) -> bool>,
) -> Facet {
    let (mut found, missing) = match wanted.by {
        FacetBy::Column(column) => by_column(store, selection, column, &wanted.search),
        FacetBy::File => by_file(store, selection, &wanted.search),
        FacetBy::AgentFamily => by_family(store, selection, &wanted.search),
        FacetBy::Result => by_result(store, selection, &wanted.search),
    };
    let distinct = found.len() as u32;
    let sum: u32 = found.iter().map(|(_, count)| count).sum();
    lead(&mut found, wanted.top as usize);
    let rest = sum - found.iter().map(|(_, count)| count).sum::<u32>();
    let values = found
        .iter()
        .map(|(key, count)| {
            let value = key.text().into_owned();
            FacetValue { selected: accepts.is_none_or(|accepts| accepts(&value)), value, count: *count }
        })
        .collect();
    Facet { by: wanted.by, values, distinct, rest, missing, filtered: accepts.is_some() }
}

/// A value before it is written out.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Key<'a> {
    Coded(Coded<'a>),
    Text(&'a str),
    File(u32),
}

type Found<'a> = (Key<'a>, u32);

impl Key<'_> {
    fn text(&self) -> Cow<'_, str> {
        match self {
            Key::Coded(coded) => Cow::Borrowed(coded.text()),
            Key::Text(text) => Cow::Borrowed(text),
            Key::File(number) => Cow::Owned(number.to_string()),
        }
    }
}

/// A value of a column. Its text is not looked at before it has to be: most values are too rare to be listed.
struct Coded<'a> {
    dictionary: &'a Dictionary,
    entries: Option<&'a Entries>,
    code: u32,
}

impl<'a> Coded<'a> {
    fn text(&self) -> &'a str {
        let beside = self.entries.and_then(|entries| entries.beside(self.code));
        beside.unwrap_or_else(|| self.dictionary.get(self.code))
    }
}

impl Ord for Coded<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.text().cmp(other.text())
    }
}

impl PartialOrd for Coded<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Coded<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.text() == other.text()
    }
}

impl Eq for Coded<'_> {}

/// How often each code occurs among the selected rows.
pub(super) fn counts(store: &Store, selection: &Selection, column: ColumnId) -> Vec<u32> {
    let Some((dictionary, codes)) = store.column(column) else { return Vec::new() };
    let mut counts = vec![0; dictionary.len()];
    selection.tally(codes, &mut counts);
    counts
}

fn by_column<'a>(
    store: &'a Store,
    selection: &Selection,
    column: ColumnId,
    search: &str,
) -> (Vec<Found<'a>>, u32) {
    let mut counts = counts(store, selection, column);
    let missing = counts.first().copied().unwrap_or(0);
    let Some((dictionary, _)) = store.column(column) else { return (Vec::new(), 0) };
    let entries = store.entries(column);
    if let Some(entries) = entries {
        by_entry(entries, &mut counts);
    }
    let coded = |code| Coded { dictionary, entries, code };
    let present = (0u32..).zip(counts).skip(1).filter(|(_, count)| *count > 0);
    let mut found: Vec<Found> = present.map(|(code, count)| (Key::Coded(coded(code)), count)).collect();
    if !search.trim().is_empty() {
        let wanted = searched(search);
        found.retain(|(key, _)| wanted(&key.text()));
    }
    (found, missing)
}

/// Turns the counts of lists into those of their entries, each once a list.
fn by_entry(entries: &Entries, counts: &mut Vec<u32>) {
    counts.resize(entries.codes(), 0);
    for (list, entries) in entries.iter() {
        let count = counts.get_mut(list as usize).map_or(0, std::mem::take);
        if count > 0 {
            for &entry in entries {
                if let Some(own) = counts.get_mut(entry as usize) {
                    *own += count;
                }
            }
        }
    }
}

/// Whether a value holds the text that is searched, case aside.
fn searched(search: &str) -> impl Fn(&str) -> bool {
    let search = search.trim().to_lowercase();
    move |value| search.is_empty() || value.to_lowercase().contains(&search)
}

fn by_file<'a>(store: &'a Store, selection: &Selection, search: &str) -> (Vec<Found<'a>>, u32) {
    let mut counts = vec![0; store.files_end() as usize];
    selection.tally(store.files_of_rows(), &mut counts);
    let wanted = searched(search);
    let path = |file: u32| store.paths().get(file as usize).map_or("", String::as_str);
    let present = (0..).zip(counts).filter(|(file, count)| *count > 0 && wanted(path(*file)));
    (present.map(|(file, count)| (Key::File(file), count)).collect(), 0)
}

fn by_family<'a>(store: &'a Store, selection: &Selection, search: &str) -> (Vec<Found<'a>>, u32) {
    let counts = counts(store, selection, AGENT);
    let Some((dictionary, _)) = store.column(AGENT) else { return (Vec::new(), 0) };
    let wanted = searched(search);
    let mut families: HashMap<&str, u32> = HashMap::new();
    for (code, count) in (0u32..).zip(&counts).skip(1).filter(|(_, count)| **count > 0) {
        *families.entry(channel::family(dictionary.get(code))).or_default() += count;
    }
    let found = families.into_iter().filter(|(family, _)| wanted(family));
    (found.map(|(family, count)| (Key::Text(family), count)).collect(), counts.first().copied().unwrap_or(0))
}

fn by_result<'a>(store: &'a Store, selection: &Selection, search: &str) -> (Vec<Found<'a>>, u32) {
    let wanted = searched(search);
    let counts = counts(store, selection, ERROR);
    let ok = counts.first().copied().unwrap_or(0);
    let error = counts.iter().skip(1).sum();
    let found = [(RESULT_OK, ok), (RESULT_ERROR, error)];
    let found = found.into_iter().filter(|(value, count)| *count > 0 && wanted(value));
    (found.map(|(value, count)| (Key::Text(value), count)).collect(), 0)
}
