//! One event out of several forms: Event history's CSV has less of a record than the trail's own file, and a query
//! result has it put together again. They share the event's id, and are one event: the fuller record is shown, and the
//! others are counted as its copies, whichever came first.

use std::collections::HashMap;

use super::batch::{Batch, Kept, Provenance};
use super::columns::FIDELITY;
use super::room;
use crate::record::fidelity::Fullness;

/// The rows whose record is not whole.
#[derive(Default)]
pub(super) struct Partial(HashMap<u32, Fullness>);

impl Partial {
    /// How much of its record a row has.
    pub fn of(&self, row: u32) -> Fullness {
        self.0.get(&row).copied().unwrap_or_default()
    }

    /// Notes how much of its record a row has.
    pub fn set(&mut self, row: u32, fullness: Fullness) {
        match fullness {
            Fullness::Whole => drop(self.0.remove(&row)),
            fullness => drop(self.0.insert(row, fullness)),
        }
    }

    /// Bytes on the heap, about.
    pub fn size(&self) -> usize {
        self.0.capacity() * (size_of::<(u32, Fullness)>() + 1)
    }
}

/// How much of its record each row of a batch has; empty where all are whole.
pub(super) fn of_batch(batch: &Batch) -> Vec<Fullness> {
    match batch.columns.get(FIDELITY.0 as usize) {
        // Besides what stands for nothing there is something.
        Some((dictionary, codes)) if dictionary.len() > 1 => {
            codes.iter().map(|&code| Fullness::of(dictionary.get(code))).collect()
        }
        _ => Vec::new(),
    }
}

/// Whether one record of an event stands before another: the fuller one, else the one that comes first in the files.
/// `None` where both are whole: they are two events then.
pub(super) fn stands_before(one: (Fullness, Provenance), other: (Fullness, Provenance)) -> Option<bool> {
    if one.0 == Fullness::Whole && other.0 == Fullness::Whole {
        return None;
    }
    Some(match one.0.cmp(&other.0) {
        std::cmp::Ordering::Equal => one.1.order() < other.1.order(),
        order => order.is_gt(),
    })
}

/// Rows of the store whose record was replaced by one of the batch: from row of the store to row of the batch.
#[derive(Default)]
pub(super) struct Replaced(HashMap<u32, u32>);

impl Replaced {
    /// A row of the store now has the record of this row of the batch.
    pub fn insert(&mut self, row: u32, of_batch: u32) {
        self.0.insert(row, of_batch);
    }

    /// Whether nothing was replaced.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Each pair.
    pub fn iter(&self) -> impl Iterator<Item = (u32, u32)> {
        self.0.iter().map(|(&row, &of_batch)| (row, of_batch))
    }

    /// Whether the record of a row was replaced.
    pub fn has(&self, row: u32) -> bool {
        self.0.contains_key(&row)
    }

    /// Where each row of the batch goes: to the row of the store that it replaces, else where `new` says, unless it was
    /// replaced there.
    pub fn place(&self, new: impl Fn(u32) -> Option<u32>) -> impl Fn(u32) -> Option<u32> {
        let by_batch: HashMap<u32, u32> = self.iter().map(|(row, of_batch)| (of_batch, row)).collect();
        move |of_batch| match by_batch.get(&of_batch) {
            Some(&row) => Some(row),
            None => new(of_batch).filter(|&row| !self.has(row)),
        }
    }

    /// Forgets the whole records of the rows that were replaced, and puts those in place that they have now; `new` holds
    /// what the batch has kept, by its own rows, and `row_of` says which row of the store one of the batch became.
    pub fn keep(
        &self,
        kept: &mut Vec<Kept>,
        new: impl Iterator<Item = Kept>,
        row_of: impl Fn(u32) -> Option<u32>,
    ) {
        if self.0.is_empty() {
            room::make(kept, new.size_hint().1.unwrap_or(0));
            kept.extend(new.filter_map(|k| Some(Kept { row: row_of(k.row)?, ..k })));
            return;
        }
        kept.retain(|k| !self.has(k.row));
        let place = self.place(row_of);
        kept.extend(new.filter_map(|k| Some(Kept { row: place(k.row)?, ..k })));
        kept.sort_by_key(|k| k.row);
    }
}
