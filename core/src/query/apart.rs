//! Looking for values in records that are taken apart: a condition is tried once on each distinct value, and a path once on
//! each shape.

use super::find::Finder;
use super::records::{InRecord, finders};
use super::{JsonPath, Match};
use crate::json::unquote;
use crate::store::{Records, Shapes, Values};

/// Calls `found` with the rows whose records meet a condition.
pub(super) fn search(records: &Records, condition: &InRecord, found: impl FnMut(u32)) {
    match condition {
        InRecord::Anywhere(wanted) => anywhere(records, wanted, found),
        InRecord::Path(path, wanted) => at_path(records, path, wanted, found),
    }
}

fn anywhere(records: &Records, wanted: &Match, mut found: impl FnMut(u32)) {
    let finders = finders(wanted);
    for segment in records.segments() {
        let hits = match &finders {
            Some(finders) => hits(segment.values(), wanted, finders),
            None => (0..segment.values().len() as u32)
                .map(|code| is_met(wanted, segment.values(), code))
                .collect(),
        };
        if hits.contains(&true) {
            segment.each_with(&hits, &mut found);
        }
    }
}

/// For each code whether its value is wanted. The texts are looked for in all values at once.
fn hits(values: &Values, wanted: &Match, finders: &[Finder]) -> Vec<bool> {
    let mut hits = vec![false; values.len()];
    let text = values.text().as_bytes();
    let mut try_one = |code: u32| {
        if let Some(hit) = hits.get_mut(code as usize) {
            *hit = *hit || is_met(wanted, values, code);
        }
    };
    for finder in finders {
        let mut from = 0;
        while let Some(start) = finder.find(text, from) {
            let (code, at) = values.at(start);
            // What begins in one value and ends in the next is in neither.
            from = match start + finder.text().len() <= at.end {
                true => {
                    try_one(code);
                    at.end
                }
                false => start + 1,
            };
        }
    }
    // What is written with escapes may stand for anything.
    values.escaped().iter().for_each(|&code| try_one(code));
    hits
}

/// Whether a value is wanted.
fn is_met(wanted: &Match, values: &Values, code: u32) -> bool {
    let value = values.get(code);
    match values.escaped().binary_search(&code) {
        _ if value.is_empty() => false,
        Err(_) => wanted.matches(value),
        Ok(_) => wanted.matches(&unquote(&format!("\"{value}\""))),
    }
}

fn at_path(records: &Records, path: &JsonPath, wanted: &Match, mut found: impl FnMut(u32)) {
    let places = places(records.shapes(), path);
    for segment in records.segments() {
        let values = segment.values();
        // Values are tried as records come to them: most are at other paths.
        let mut known: Vec<Option<bool>> = vec![None; values.len()];
        let mut is_wanted = |code: u32| {
            known
                .get_mut(code as usize)
                .is_some_and(|known| *known.get_or_insert_with(|| is_met(wanted, values, code)))
        };
        for parts in segment.records() {
            let places = places.get(parts.shape as usize).map_or(&[][..], Vec::as_slice);
            if places.iter().any(|&place| is_wanted(segment.code(parts, place))) {
                found(parts.row);
            }
        }
    }
}

/// For each shape the places of the values that stand at a path.
fn places(shapes: &Shapes, path: &JsonPath) -> Vec<Vec<u32>> {
    let key = memchr::memmem::Finder::new(path.tail());
    let escape = memchr::memmem::Finder::new("\\");
    let of_shape = |shape: u32| {
        let mut places = Vec::new();
        // A key that is written with escapes is another text.
        if shapes.has(shape, &key) || shapes.has(shape, &escape) {
            path.any(&shapes.numbered(shape), &mut |place| {
                places.extend(place.parse::<u32>());
                false
            });
        }
        places
    };
    (0..shapes.len() as u32).map(of_shape).collect()
}
