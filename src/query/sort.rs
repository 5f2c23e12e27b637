//! Order of rows: by time once for each generation of the store, by any column from there without comparing
//! strings row by row.

use serde::{Deserialize, Serialize};

use super::Selection;
use crate::store::{ColumnId, Store};

/// What to sort by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SortBy {
    /// Event time; ties in the order of the files, then by event id.
    Time,
    /// A column; ties by time.
    Column(ColumnId),
}

/// What to sort by, and which way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// The key.
    pub by: SortBy,
    /// Largest, or latest, first.
    pub descending: bool,
}

impl Default for Order {
    /// Newest first.
    fn default() -> Self {
        Order { by: SortBy::Time, descending: true }
    }
}

/// All rows by time; ties in the order of the files and within one, then by event id.
pub fn time_order(store: &Store) -> Vec<u32> {
    // Keys that hold their row sort several times faster than rows that look up their keys.
    let mut keys: Vec<(i64, u32)> = store.times().iter().copied().zip(0..).collect();
    keys.sort_unstable();
    for ties in keys.chunk_by_mut(|a, b| a.0 == b.0).filter(|ties| ties.len() > 1) {
        let place = |row| store.provenance(row).map(|p| p.order());
        ties.sort_unstable_by_key(|&(_, row)| (place(row), store.id_bits(row)));
    }
    keys.into_iter().map(|(_, row)| row).collect()
}

impl Order {
    /// The selected rows in this order. `by_time` is what [`time_order`] gave for the store as it is.
    pub fn apply(self, store: &Store, by_time: &[u32], selection: &Selection) -> Vec<u32> {
        let selected = |row: &u32| selection.contains(*row);
        let SortBy::Column(column) = self.by else {
            return if self.descending {
                by_time.iter().rev().copied().filter(selected).collect()
            } else {
                by_time.iter().copied().filter(selected).collect()
            };
        };
        let Some((dictionary, codes)) = store.column(column) else { return Vec::new() };
        let ranks = ranks(dictionary, self.descending);
        // A counting sort by rank over the rows in time order, newest first: stable, and linear in the rows.
        let mut starts = vec![0u32; dictionary.len() + 1];
        for row in selection.iter() {
            starts[ranks[codes.get(row) as usize] as usize + 1] += 1;
        }
        for i in 1..starts.len() {
            starts[i] += starts[i - 1];
        }
        let mut out = vec![0u32; selection.count() as usize];
        for row in by_time.iter().rev().copied().filter(selected) {
            let place = &mut starts[ranks[codes.get(row) as usize] as usize];
            out[*place as usize] = row;
            *place += 1;
        }
        out
    }
}

/// For each code its place in the order; missing values last either way.
fn ranks(dictionary: &crate::store::dictionary::Dictionary, descending: bool) -> Vec<u32> {
    let mut codes: Vec<u32> = (1..dictionary.len() as u32).collect();
    let keys: Vec<String> = dictionary.iter().map(str::to_lowercase).collect();
    codes.sort_unstable_by(|&a, &b| {
        let order =
            keys[a as usize].cmp(&keys[b as usize]).then_with(|| dictionary.get(a).cmp(dictionary.get(b)));
        if descending { order.reverse() } else { order }
    });
    let mut ranks = vec![codes.len() as u32; dictionary.len()];
    for (rank, &code) in codes.iter().enumerate() {
        ranks[code as usize] = rank as u32;
    }
    ranks
}
