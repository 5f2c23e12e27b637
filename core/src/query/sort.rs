//! Order of rows. All rows are put in order once for each state of the store and each order that is asked for;
//! what a query selects is then read off, so that neither another query nor a page further down sorts again.

use std::cmp::Ordering;
use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::Selection;
use crate::store::dictionary::Dictionary;
use crate::store::{ColumnId, Store};

/// What to sort by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SortBy {
    /// Event time.
    Time,
    /// A column; case aside, events without value last either way.
    Column(ColumnId),
    /// The event id; those that are no UUIDs after the others, events without one last either way.
    EventId,
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
    let times = store.times();
    let mut rows = by_radix(times).unwrap_or_else(|| {
        let mut keys: Vec<(i64, u32)> = times.iter().copied().zip(0..).collect();
        keys.sort_unstable();
        keys.into_iter().map(|(_, row)| row).collect()
    });
    let time = |row: u32| times.get(row as usize);
    for ties in rows.chunk_by_mut(|&a, &b| time(a) == time(b)).filter(|ties| ties.len() > 1) {
        let place = |row| store.provenance(row).map(|p| p.order());
        ties.sort_unstable_by_key(|&row| (place(row), store.id_bits(row)));
    }
    rows
}

/// Rows in order of their times, ties by row; `None` where the times lie too far apart. Three rounds of counting,
/// eleven bits each: several times faster than comparing.
fn by_radix(times: &[i64]) -> Option<Vec<u32>> {
    use crate::record::time::NO_TIME;
    const BITS: u32 = 11;
    let timed = || times.iter().filter(|&&time| time != NO_TIME);
    let (first, last) = (*timed().min()?, *timed().max()?);
    // What has no time comes first: 0 stands for it.
    if u32::try_from(last.checked_sub(first)?.checked_add(1)?).is_err() {
        return None;
    }
    let key = |time: i64| if time == NO_TIME { 0 } else { (time - first + 1) as u32 };
    let mut keys: Vec<u64> =
        times.iter().zip(0u64..).map(|(&t, row)| u64::from(key(t)) << 32 | row).collect();
    let mut out = vec![0; keys.len()];
    for round in 0..3 {
        let digit = |key: u64| (key >> (32 + round * BITS)) as usize & ((1 << BITS) - 1);
        let mut starts = [0u32; 1 << BITS];
        keys.iter().for_each(|&key| starts[digit(key)] += 1);
        let mut sum = 0;
        for start in &mut starts {
            (sum, *start) = (sum + *start, sum);
        }
        for &key in &keys {
            let place = &mut starts[digit(key)];
            out[*place as usize] = key;
            *place += 1;
        }
        std::mem::swap(&mut keys, &mut out);
    }
    Some(keys.into_iter().map(|key| key as u32).collect())
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

    /// Whether the order is that of time alone, and which way it goes then.
    pub fn of_time(&self) -> Option<bool> {
        match self.keys[..] {
            [] => Some(true),
            [SortKey { by: SortBy::Time, descending }] => Some(descending),
            _ => None,
        }
    }

    /// All rows in this order. `by_time` is what [`time_order`] gave for the store as it is.
    pub fn apply(&self, store: &Store, by_time: &[u32]) -> Vec<u32> {
        let newest_first = self.keys.iter().find(|key| key.by == SortBy::Time).is_none_or(|k| k.descending);
        let mut rows = by_time.to_vec();
        if newest_first {
            rows.reverse();
        }
        // From the least important key to the most important one, each time stable. The rows have the order of
        // time already: as the last key it has nothing to do.
        let keys = match self.keys.split_last() {
            Some((last, rest)) if last.by == SortBy::Time => rest,
            _ => &self.keys[..],
        };
        for key in keys.iter().rev() {
            match key.by {
                SortBy::Column(column) => rows = by_column(store, rows, column, key.descending),
                SortBy::EventId => rows = by_event_id(store, &rows, key.descending),
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

/// Stable, by the bits of UUIDs: the first half of them nearly always decides.
fn by_event_id(store: &Store, rows: &[u32], descending: bool) -> Vec<u32> {
    let odd: HashMap<u32, &str> = store.odd_ids().iter().map(|(row, id)| (*row, id.as_str())).collect();
    let turned = |order: Ordering| if descending { order.reverse() } else { order };
    let bits = |row: u32| store.id_bits(row);
    // With the place of each row: what is equal stays in order.
    let mut uuids: Vec<(u64, u32, u32)> = Vec::with_capacity(rows.len());
    let mut others: Vec<(u32, &str)> = Vec::new();
    for (place, &row) in (0..).zip(rows) {
        match odd.get(&row) {
            Some(id) => others.push((row, *id)),
            None => uuids.push((bits(row)[0], place, row)),
        }
    }
    uuids.sort_unstable_by(|a, b| {
        let by_id = a.0.cmp(&b.0).then_with(|| bits(a.2)[1].cmp(&bits(b.2)[1]));
        turned(by_id).then(a.1.cmp(&b.1))
    });
    others.sort_by(|a, b| {
        let by_id = folded(a.1, b.1).then_with(|| a.1.cmp(b.1));
        a.1.is_empty().cmp(&b.1.is_empty()).then(turned(by_id))
    });
    let uuids = uuids.into_iter().map(|(.., row)| row);
    let others: Vec<u32> = others.into_iter().map(|(row, _)| row).collect();
    uuids.chain(others).collect()
}

/// A counting sort by the place of the values: stable, and linear in the rows.
fn by_column(store: &Store, rows: Vec<u32>, column: ColumnId, descending: bool) -> Vec<u32> {
    let Some((dictionary, codes)) = store.column(column) else { return rows };
    let ranks = ranks(dictionary, descending);
    let mut counts = vec![0u32; dictionary.len()];
    Selection::new(store.rows(), true).tally(codes, &mut counts);
    let mut starts = vec![0u32; dictionary.len()];
    for (&rank, &count) in ranks.iter().zip(&counts) {
        starts[rank as usize] = count;
    }
    let mut sum = 0;
    for start in &mut starts {
        (sum, *start) = (sum + *start, sum);
    }
    let mut out = vec![0u32; rows.len()];
    for row in rows {
        let place = &mut starts[ranks[codes.get(row) as usize] as usize];
        out[*place as usize] = row;
        *place += 1;
    }
    out
}

/// For each code its place in the order; missing values last either way.
fn ranks(dictionary: &Dictionary, descending: bool) -> Vec<u32> {
    let mut keys: Vec<(u64, u32)> =
        (1..dictionary.len() as u32).map(|code| (beginning(dictionary.get(code)), code)).collect();
    keys.sort_unstable_by(|a, b| {
        let order = a.0.cmp(&b.0).then_with(|| {
            let (a, b) = (dictionary.get(a.1), dictionary.get(b.1));
            folded(a, b).then_with(|| a.cmp(b))
        });
        if descending { order.reverse() } else { order }
    });
    let mut ranks = vec![keys.len() as u32; dictionary.len()];
    for (rank, &(_, code)) in keys.iter().enumerate() {
        ranks[code as usize] = rank as u32;
    }
    ranks
}

/// The first eight bytes of a text in lower case: what differs there needs no look at the text.
fn beginning(text: &str) -> u64 {
    let mut key = [0; 8];
    if text.is_ascii() {
        key.iter_mut().zip(text.bytes()).for_each(|(to, byte)| *to = byte.to_ascii_lowercase());
    } else {
        key.iter_mut().zip(text.to_lowercase().bytes()).for_each(|(to, byte)| *to = byte);
    }
    u64::from_be_bytes(key)
}

/// Compares case aside; most values are ASCII and need no copy for it.
fn folded(a: &str, b: &str) -> std::cmp::Ordering {
    if a.is_ascii() && b.is_ascii() {
        a.bytes().map(|b| b.to_ascii_lowercase()).cmp(b.bytes().map(|b| b.to_ascii_lowercase()))
    } else {
        a.to_lowercase().cmp(&b.to_lowercase())
    }
}

/// Reads selected rows off an order of all rows, from any place.
#[derive(Clone, Debug, Default)]
pub struct Pages {
    /// For each [`STRIDE`] of places, how many selected rows come before; made when a page is asked for that is not
    /// near the beginning.
    before: Vec<u32>,
}

/// Places between two counts.
const STRIDE: usize = 4_096;

impl Pages {
    /// Bytes on the heap.
    pub fn size(&self) -> usize {
        self.before.capacity() * 4
    }

    /// The selected rows from one place on, so many. `all` are all rows in order, `reversed` means from the end.
    /// Order and selection must be the same each time.
    pub fn page(
        &mut self,
        all: &[u32],
        reversed: bool,
        selection: &Selection,
        offset: usize,
        limit: usize,
    ) -> Vec<u32> {
        let at = |place: usize| all.get(if reversed { all.len() - 1 - place } else { place }).copied();
        let selected = |place: usize| at(place).filter(|&row| selection.contains(row));
        let mut skip = offset;
        let mut from = 0;
        if offset > STRIDE {
            if self.before.is_empty() {
                let mut sum = 0;
                for start in (0..all.len()).step_by(STRIDE) {
                    self.before.push(sum);
                    sum += (start..(start + STRIDE).min(all.len()))
                        .filter(|&place| selected(place).is_some())
                        .count() as u32;
                }
            }
            let stretch = self.before.partition_point(|&before| before as usize <= offset).saturating_sub(1);
            skip = offset - self.before.get(stretch).copied().unwrap_or(0) as usize;
            from = stretch * STRIDE;
        }
        (from..all.len()).filter_map(selected).skip(skip).take(limit).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::time::NO_TIME;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn times_in_order(times in prop::collection::vec(
            prop_oneof![Just(NO_TIME), -5i64..5, 0i64..5_000_000_000, Just(i64::MAX)], 0..60)) {
            let mut want: Vec<u32> = (0..times.len() as u32).collect();
            want.sort_by_key(|&row| times[row as usize]);
            match by_radix(&times) {
                Some(got) => prop_assert_eq!(got, want),
                None => {
                    let timed: Vec<i64> = times.iter().copied().filter(|&t| t != NO_TIME).collect();
                    let span = timed.iter().max().zip(timed.iter().min()).map(|(a, b)| i128::from(*a) - i128::from(*b));
                    prop_assert!(span.is_none_or(|span| span >= i128::from(u32::MAX)));
                }
            }
        }

        #[test]
        fn the_beginning_decides_as_the_text_does(a in "[aAbBzÄäß\\x00]{0,12}", b in "[aAbBzÄäß\\x00]{0,12}") {
            let want = a.to_lowercase().cmp(&b.to_lowercase());
            prop_assert_eq!(beginning(&a).cmp(&beginning(&b)).then(folded(&a, &b)), want);
        }

        #[test]
        fn pages_from_anywhere(rows in 0u32..20_000, every in 1u32..40, reversed: bool, offset in 0usize..22_000, limit in 0usize..300) {
            // Some order that is not that of the rows.
            let mut all: Vec<u32> = (0..rows).step_by(2).chain((1..rows).step_by(2)).collect();
            all.rotate_left(rows as usize / 3);
            let selection = Selection::fill(rows, |row| row % every == 0);
            let mut want: Vec<u32> = all.iter().copied().filter(|&row| selection.contains(row)).collect();
            if reversed {
                want.reverse();
            }
            let want: Vec<u32> = want.into_iter().skip(offset).take(limit).collect();
            let mut pages = Pages::default();
            prop_assert_eq!(&pages.page(&all, reversed, &selection, offset, limit), &want);
            prop_assert_eq!(&pages.page(&all, reversed, &selection, offset, limit), &want);
        }
    }
}
