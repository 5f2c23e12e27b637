//! Events over a span of time in a few equal parts, for small lines that only show a shape.

use crate::query::Selection;
use crate::record::time::NO_TIME;
use crate::store::Store;

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
pub fn spark(store: &Store, selection: &Selection, (first, last): (i64, i64), parts: usize) -> Vec<u32> {
    let mut counts = vec![0; parts];
    let times = store.times();
    // i128: the span may be as wide as time itself.
    let width = i128::from(last) - i128::from(first) + 1;
    for row in selection.iter() {
        let Some(&time) = times.get(row as usize) else { continue };
        if time != NO_TIME && (first..=last).contains(&time) {
            let part = (i128::from(time) - i128::from(first)) * parts as i128 / width;
            if let Some(count) = counts.get_mut(part as usize) {
                *count += 1;
            }
        }
    }
    counts
}
