//! Events over a span of time in a few equal parts, for small lines that only show a shape.

use std::collections::HashMap;

use crate::query::Selection;
use crate::record::time::NO_TIME;
use crate::store::columns::LISTS;
use crate::store::{ColumnId, Store};

/// Parts of a span, at most: a bit each.
pub const PARTS: usize = 30;

/// First and last time of the selected rows, in seconds; `None` where none has a time.
pub fn span(store: &Store, selection: &Selection) -> Option<(i64, i64)> {
    let times = store.times();
    let known = selection.iter().filter_map(|row| times.get(row as usize)).filter(|time| **time != NO_TIME);
    known.fold(None, |span, &time| match span {
        None => Some((time, time)),
        Some((first, last)) => Some((first.min(time), last.max(time))),
    })
}

/// Counts in equal parts of a span, both ends included; rows outside of it are left out.
pub fn spark(store: &Store, selection: &Selection, span: (i64, i64)) -> Vec<u32> {
    let mut counts = vec![0; PARTS];
    each_part(store, selection, span, |_, part| {
        if let Some(count) = counts.get_mut(part) {
            *count += 1;
        }
    });
    counts
}

/// How many different values of a column there are in each part of a span: of a column of lists their entries, and only
/// those that are wanted.
pub fn spark_distinct(
    store: &Store,
    selection: &Selection,
    span: (i64, i64),
    column: ColumnId,
    wanted: impl Fn(&str) -> bool,
) -> Vec<u32> {
    let mut counts = vec![0; PARTS];
    let Some((dictionary, codes)) = store.column(column) else { return counts };
    // For each code the parts in which it occurs.
    let mut parts = vec![0u32; dictionary.len()];
    each_part(store, selection, span, |row, part| {
        if let Some(parts) = parts.get_mut(codes.get(row) as usize) {
            *parts |= 1 << part;
        }
    });
    let mut values: HashMap<&str, u32> = HashMap::new();
    for (code, parts) in (0u32..).zip(&parts).skip(1).filter(|(_, parts)| **parts != 0) {
        let text = dictionary.get(code);
        let entries = if LISTS.contains(&column) { text.split(' ').collect() } else { vec![text] };
        entries
            .into_iter()
            .filter(|entry| wanted(entry))
            .for_each(|it| *values.entry(it).or_default() |= parts);
    }
    for parts in values.into_values() {
        counts.iter_mut().enumerate().for_each(|(part, count)| *count += parts >> part & 1);
    }
    counts
}

/// Calls `each` with every selected row of the span, and its part.
fn each_part(
    store: &Store,
    selection: &Selection,
    (first, last): (i64, i64),
    mut each: impl FnMut(u32, usize),
) {
    let times = store.times();
    // i128: the span may be as wide as time itself.
    let width = i128::from(last) - i128::from(first) + 1;
    for row in selection.iter() {
        let Some(&time) = times.get(row as usize) else { continue };
        if time != NO_TIME && (first..=last).contains(&time) {
            each(row, ((i128::from(time) - i128::from(first)) * PARTS as i128 / width) as usize);
        }
    }
}
