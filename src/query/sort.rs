//! Order of rows: by time once for each generation of the store, by any columns from there without comparing
//! strings row by row.

use serde::{Deserialize, Serialize};

use super::Selection;
use crate::store::{ColumnId, Store};

/// What to sort by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SortBy {
    /// Event time.
    Time,
    /// A column; case aside, events without value last either way.
    Column(ColumnId),
}

/// One key of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SortKey {
    /// What to sort by.
    pub by: SortBy,
    /// Largest, or latest, first.
    pub descending: bool,
}

/// What to sort by, and which way. What agrees in all keys is ordered by time, then by the order of the files, the
/// place in the file and the event id; newest first, unless the time is a key that says otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// The most important first.
    pub keys: Vec<SortKey>,
}

impl Default for Order {
    /// Newest first.
    fn default() -> Self {
        Order::by(SortBy::Time, true)
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
    /// By one key.
    pub fn by(by: SortBy, descending: bool) -> Order {
        Order { keys: vec![SortKey { by, descending }] }
    }

    /// Which way a key goes, if it is the first one.
    pub fn leads(&self, by: SortBy) -> Option<bool> {
        self.keys.first().filter(|key| key.by == by).map(|key| key.descending)
    }

    /// The selected rows in this order. `by_time` is what [`time_order`] gave for the store as it is.
    pub fn apply(&self, store: &Store, by_time: &[u32], selection: &Selection) -> Vec<u32> {
        let selected = |row: &u32| selection.contains(*row);
        let newest_first = self.keys.iter().find(|key| key.by == SortBy::Time).is_none_or(|k| k.descending);
        let mut rows: Vec<u32> = if newest_first {
            by_time.iter().rev().copied().filter(selected).collect()
        } else {
            by_time.iter().copied().filter(selected).collect()
        };
        // From the least important key to the most important one, each time stable. The rows have the order of
        // time already: as the last key it has nothing to do.
        let keys = match self.keys.split_last() {
            Some((last, rest)) if last.by == SortBy::Time => rest,
            _ => &self.keys[..],
        };
        for key in keys.iter().rev() {
            match key.by {
                SortBy::Column(column) => rows = by_column(store, &rows, column, key.descending),
                SortBy::Time => {
                    let times = store.times();
                    let time = |row: &u32| times[*row as usize];
                    match key.descending {
                        true => rows.sort_by_key(|row| std::cmp::Reverse(time(row))),
                        false => rows.sort_by_key(time),
                    }
                }
            }
        }
        rows
    }
}

/// A counting sort by the place of the values: stable, and linear in the rows.
fn by_column(store: &Store, rows: &[u32], column: ColumnId, descending: bool) -> Vec<u32> {
    let Some((dictionary, codes)) = store.column(column) else { return rows.to_vec() };
    let ranks = ranks(dictionary, descending);
    let rank = |row: u32| ranks[codes.get(row) as usize] as usize;
    let mut starts = vec![0u32; dictionary.len() + 1];
    rows.iter().for_each(|&row| starts[rank(row) + 1] += 1);
    for i in 1..starts.len() {
        starts[i] += starts[i - 1];
    }
    let mut out = vec![0u32; rows.len()];
    for &row in rows {
        let place = &mut starts[rank(row)];
        out[*place as usize] = row;
        *place += 1;
    }
    out
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
