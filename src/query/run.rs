//! From a filter to the rows that match it. A predicate is tried once on each entry of a dictionary, not on
//! each row.

use super::Match;
use crate::store::batch::uuid;
use crate::store::{COLUMNS, ColumnId, Store};

/// A set of rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection {
    words: Vec<u64>,
    rows: u32,
}

impl Selection {
    /// No row, or every row, of so many.
    pub fn new(rows: u32, all: bool) -> Selection {
        let mut words = vec![if all { u64::MAX } else { 0 }; (rows as usize).div_ceil(64)];
        if let (true, Some(last)) = (all && !rows.is_multiple_of(64), words.last_mut()) {
            *last = (1 << (rows % 64)) - 1;
        }
        Selection { words, rows }
    }

    /// Adds a row.
    pub fn insert(&mut self, row: u32) {
        if let Some(word) = self.words.get_mut(row as usize / 64) {
            *word |= 1 << (row % 64);
        }
    }

    /// Whether a row is in the set.
    #[inline]
    pub fn contains(&self, row: u32) -> bool {
        self.words.get(row as usize / 64).is_some_and(|word| word >> (row % 64) & 1 == 1)
    }

    /// How many rows are in the set.
    pub fn count(&self) -> u32 {
        self.words.iter().map(|w| w.count_ones()).sum()
    }

    /// The rows in ascending order.
    pub fn iter(&self) -> impl Iterator<Item = u32> {
        self.words.iter().enumerate().flat_map(|(i, &word)| {
            std::iter::successors((word != 0).then_some(word), |w| {
                let rest = w & (w - 1);
                (rest != 0).then_some(rest)
            })
            .map(move |w| i as u32 * 64 + w.trailing_zeros())
        })
    }

    /// Keeps what is in both.
    pub fn and(&mut self, other: &Selection) {
        self.words.iter_mut().zip(&other.words).for_each(|(a, b)| *a &= b);
    }

    /// Takes a row out.
    pub(super) fn remove(&mut self, row: u32) {
        if let Some(word) = self.words.get_mut(row as usize / 64) {
            *word &= !(1 << (row % 64));
        }
    }

    /// Takes out what is in the other.
    pub fn subtract(&mut self, other: &Selection) {
        self.words.iter_mut().zip(&other.words).for_each(|(a, b)| *a &= !b);
    }

    /// Adds what is in the other.
    pub fn or(&mut self, other: &Selection) {
        self.words.iter_mut().zip(&other.words).for_each(|(a, b)| *a |= b);
    }

    pub(super) fn not(mut self) -> Selection {
        let all = Selection::new(self.rows, true);
        self.words.iter_mut().zip(&all.words).for_each(|(a, b)| *a = !*a & b);
        self
    }

    /// Fills the set from a predicate on row numbers, a word at a time.
    pub(super) fn fill(rows: u32, mut wanted: impl FnMut(u32) -> bool) -> Selection {
        let mut out = Selection::new(rows, false);
        for row in 0..rows {
            out.words[row as usize / 64] |= u64::from(wanted(row)) << (row % 64);
        }
        out
    }
}

/// The rows of these files.
pub fn of_files(store: &Store, files: &[u32]) -> Selection {
    let of_rows = store.files_of_rows();
    let wanted: std::collections::BTreeSet<u32> = files.iter().copied().collect();
    Selection::fill(store.rows(), |row| wanted.contains(&of_rows[row as usize]))
}

pub(super) fn by_column(store: &Store, column: ColumnId, wanted: &Match) -> Selection {
    let mut out = Selection::new(store.rows(), false);
    let Some((dictionary, codes)) = store.column(column) else { return out };
    let hits: Vec<bool> = dictionary.iter().map(|text| wanted.matches(text)).collect();
    if hits.iter().any(|&hit| hit) {
        codes.for_each(|row, code| out.words[row / 64] |= u64::from(hits[code as usize]) << (row % 64));
    }
    out
}

pub(super) fn by_event_id(store: &Store, wanted: &Match) -> Selection {
    let rows = store.rows();
    if let Match::Equal(text) | Match::Whole(text) = wanted
        && let Some(bits) = uuid(text)
    {
        return Selection::fill(rows, |row| store.id_bits(row) == bits);
    }
    Selection::fill(rows, |row| wanted.matches(&store.event_id(row)))
}

/// The rows that have it in a column or in the event id.
pub(super) fn anywhere(store: &Store, wanted: &Match) -> Selection {
    let mut out = Selection::new(store.rows(), false);
    for i in 0..COLUMNS.len() {
        out.or(&by_column(store, ColumnId(i as u8), wanted));
    }
    // Only what looks like a part of an id is worth writing out a million ids for.
    if let Match::Contains(text) = wanted
        && text.len() >= 4
        && text.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-')
    {
        out.or(&by_event_id(store, wanted));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn sets_behave(rows in 0u32..300, picks in prop::collection::vec(0u32..300, 0..50)) {
            let mut set = Selection::new(rows, false);
            let want: std::collections::BTreeSet<u32> = picks.into_iter().filter(|&r| r < rows).collect();
            want.iter().for_each(|&r| set.insert(r));
            prop_assert_eq!(set.count() as usize, want.len());
            prop_assert!(set.iter().eq(want.iter().copied()));
            let complement = set.clone().not();
            prop_assert_eq!(complement.count(), rows - set.count());
            prop_assert_eq!(Selection::new(rows, true).count(), rows);
            prop_assert!(complement.iter().all(|r| !set.contains(r)));
        }
    }
}
