//! Cells of rows whose records are not in memory: where these stand, and what the cells say once they were read again.

use super::reread::Place;
use super::view::line;
use super::{Engine, Response, verified};
use crate::store::Store;

/// Puts rows in the order of their places, without those that have none. Returns files with how many places, and the
/// places.
pub(super) fn places_of(store: &Store, rows: &mut Vec<u32>) -> (Vec<(u32, u32)>, Vec<u8>) {
    let place = |row: u32| store.provenance(row).map(|at| (at.file, at.member, at.offset));
    rows.retain(|row| place(*row).is_some());
    rows.sort_by_key(|row| place(*row));
    let (mut files, mut places): (Vec<(u32, u32)>, Vec<u8>) = Default::default();
    for at in rows.iter().filter_map(|row| store.provenance(*row)) {
        Place::from(at).write(&mut places);
        match files.last_mut().filter(|(file, _)| *file == at.file) {
            Some((_, count)) => *count += 1,
            None => files.push((at.file, 1)),
        }
    }
    (files, places)
}

impl Engine {
    /// Where the records of rows of the view stand, in the order of the files.
    pub(super) fn places(&self, seq: u32, mut rows: Vec<u32>) -> Response {
        let store = &self.store;
        if self.shown.as_ref().is_none_or(|shown| shown.seq != seq) {
            return Response::Stale { seq };
        }
        let (files, places) = places_of(store, &mut rows);
        Response::Places { seq, rows, files, places }
    }

    /// The rows with all their cells. One whose record is not what it was is left out: its cells stay unknown.
    pub(super) fn cells(&self, seq: u32, rows: &[u32], lengths: &[u32], bytes: &[u8]) -> Response {
        let Some(shown) = self.shown.as_ref().filter(|shown| shown.seq == seq) else {
            return Response::Stale { seq };
        };
        let (mut left, mut found) = (bytes, Vec::new());
        for (&row, &length) in rows.iter().zip(lengths) {
            let Some((record, rest)) = left.split_at_checked(length as usize) else { break };
            left = rest;
            if let Some(text) = verified(&self.store, row, record) {
                found.push(line(&self.store, row, &shown.columns, Some(Some(&text))));
            }
        }
        Response::Cells { seq, rows: found }
    }
}
