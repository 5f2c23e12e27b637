//! How often each value occurs among selected rows.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::lead::lead;
use crate::emr::channel;
use crate::query::{Selection, Subject};
use crate::store::columns::{AGENT, ERROR, LISTS};
use crate::store::dictionary::Dictionary;
use crate::store::{ColumnId, Store};

/// What a facet counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FacetBy {
    /// The values of a column. Of a column that holds lists ([`LISTS`]) the entries are counted, each once an
    /// event.
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
            let value = key.text();
            FacetValue { selected: accepts.is_none_or(|accepts| accepts(&value)), value, count: *count }
        })
        .collect();
    Facet { by: wanted.by, values, distinct, rest, missing, filtered: accepts.is_some() }
}

/// A value before it is written out.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Key<'a> {
    Text(&'a str),
    File(u32),
}

type Found<'a> = (Key<'a>, u32);

impl Key<'_> {
    fn text(&self) -> String {
        match self {
            Key::Text(text) => (*text).to_owned(),
            Key::File(number) => number.to_string(),
        }
    }
}

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
    let Some((dictionary, _)) = store.column(column) else { return (Vec::new(), 0) };
    let missing = counts.first().copied().unwrap_or(0);
    let wanted = searched(search);
    let beside = if LISTS.contains(&column) { by_entry(dictionary, &mut counts) } else { HashMap::new() };
    let present = (0u32..).zip(&counts).skip(1).filter(|(_, count)| **count > 0);
    let values = present.map(|(code, count)| (dictionary.get(code), *count)).chain(beside);
    (
        values.filter(|(value, _)| wanted(value)).map(|(value, count)| (Key::Text(value), count)).collect(),
        missing,
    )
}

/// Turns the counts of lists into those of their entries, each once a list. An entry that is a value of its own somewhere
/// is counted there; the others are returned.
fn by_entry<'a>(dictionary: &'a Dictionary, counts: &mut [u32]) -> HashMap<&'a str, u32> {
    let mut beside: HashMap<&str, u32> = HashMap::new();
    let mut once: Vec<&str> = Vec::new();
    for code in 0..counts.len() {
        let (count, list) = (counts[code], dictionary.get(code as u32));
        if count == 0 || !list.contains(' ') {
            continue;
        }
        counts[code] = 0;
        once.clear();
        once.extend(list.split(' ').filter(|entry| !entry.is_empty()));
        once.sort_unstable();
        once.dedup();
        for entry in &once {
            match dictionary.find(entry).and_then(|code| counts.get_mut(code as usize)) {
                Some(own) => *own += count,
                None => *beside.entry(entry).or_default() += count,
            }
        }
    }
    beside
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
