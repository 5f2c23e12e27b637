//! From an event's id to its rows. Nearly all ids stand for one event; those that several records share, each with other
//! content, must not make a crowd of rows with one hash.

use hashbrown::HashTable;

use super::room;

/// What is known of a record that comes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// No row has its id.
    New,
    /// This row is the same record.
    Same(u32),
    /// This row, the first that came, has its id and other content, and no row is the same record.
    Shares(u32),
}

/// Ids and fingerprints of all rows.
#[derive(Clone, Copy)]
pub(super) struct Keys<'s> {
    pub ids: &'s [[u64; 2]],
    pub contents: &'s [u64],
}

impl Keys<'_> {
    fn id(&self, row: u32) -> [u64; 2] {
        self.ids.get(row as usize).copied().unwrap_or_default()
    }

    fn content(&self, row: u32) -> u64 {
        self.contents.get(row as usize).copied().unwrap_or_default()
    }
}

/// Rows by id.
#[derive(Default)]
pub(super) struct Lookup {
    /// For each id the row that came first, by the id alone: its content may be replaced.
    first: HashTable<u32>,
    /// All other rows, by id and content.
    others: HashTable<u32>,
}

fn by_id([high, low]: [u64; 2]) -> u64 {
    // Most UUIDs are random; those that somebody counted up differ in a few bits, and all of the product must tell them
    // apart: a table takes its places from the lowest bits and compares the highest.
    let product = u128::from(high ^ 0x9e37_79b9_7f4a_7c15) * u128::from(low ^ 0xc2b2_ae3d_27d4_eb4f);
    (product as u64) ^ (product >> 64) as u64
}

fn by_both(id: [u64; 2], content: u64) -> u64 {
    by_id(id).rotate_left(17) ^ content
}

impl Lookup {
    /// Looks for a record.
    pub fn find(&self, id: [u64; 2], content: u64, keys: Keys) -> Found {
        let Some(&first) = self.first.find(by_id(id), |&row| keys.id(row) == id) else { return Found::New };
        if keys.content(first) == content {
            return Found::Same(first);
        }
        let is_same = |row: &u32| keys.content(*row) == content && keys.id(*row) == id;
        match self.others.find(by_both(id, content), is_same) {
            Some(&row) => Found::Same(row),
            None => Found::Shares(first),
        }
    }

    /// Adds a row whose keys are there, as what was found before says.
    pub fn add(&mut self, row: u32, found: Found, keys: Keys) {
        let (id, content) = (keys.id(row), keys.content(row));
        match found {
            Found::New => drop(self.first.insert_unique(by_id(id), row, |&row| by_id(keys.id(row)))),
            Found::Shares(_) => {
                let hash = |&row: &u32| by_both(keys.id(row), keys.content(row));
                self.others.insert_unique(by_both(id, content), row, hash);
            }
            // It is there.
            Found::Same(_) => {}
        }
    }

    /// The rows of an id, in no order in particular.
    pub fn rows(&self, id: [u64; 2], keys: Keys) -> Vec<u32> {
        let first = self.first.find(by_id(id), |&row| keys.id(row) == id);
        let others = self.others.iter().filter(|&&row| keys.id(row) == id);
        first.into_iter().chain(others).copied().collect()
    }

    /// All rows that share their id with another one, those of an id one after another.
    pub fn shared(&self, keys: Keys) -> Vec<u32> {
        let mut rows: Vec<u32> = self.others.iter().copied().collect();
        rows.sort_unstable_by_key(|&row| keys.id(row));
        let mut ids: Vec<[u64; 2]> = rows.iter().map(|&row| keys.id(row)).collect();
        ids.dedup();
        rows.extend(ids.iter().filter_map(|&id| self.first.find(by_id(id), |&row| keys.id(row) == id)));
        rows.sort_by_key(|&row| keys.id(row));
        rows
    }

    /// Bytes on the heap.
    pub fn size(&self) -> usize {
        self.first.allocation_size() + self.others.allocation_size()
    }

    /// Bytes more while so many rows are added.
    pub fn growth(&self, more: usize) -> usize {
        room::of_table(&self.first, more)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    #[test]
    fn ids_that_count_up_have_places_of_their_own() {
        for step in [1, 1 << 12, 1 << 32, 1 << 48] {
            for half in 0..2 {
                let mut places: HashMap<u64, u32> = HashMap::new();
                for n in 0..0x8000u64 {
                    let mut id = [0x4000, 0x8000_0000_0000_0000];
                    id[half] ^= n.wrapping_mul(step);
                    *places.entry(by_id(id) & 0xffff).or_default() += 1;
                }
                // Half as many ids as places: of random ones hardly any place has more than eight.
                let most = places.values().max().copied();
                assert!(most < Some(12), "step {step} in half {half}: {most:?}");
            }
        }
    }
}
