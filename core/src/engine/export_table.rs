//! Exporting a table: rows in the order of the view, some tens of thousands at a time. The records among them that are
//! not in memory are read again in the order of the files; of a record only what its columns say is kept.

use std::collections::{BTreeMap, HashMap, VecDeque};

use super::cache::Sorted;
use super::export::PIECE;
use super::protocol::Step;
use super::unread::places_of;
use super::verified;
use crate::export::events::EventTable;
use crate::query::Selection;
use crate::store::Store;

/// Rows whose records are read again together: each file once from its start for all of them.
const CHUNK: usize = 1 << 16;
/// Rows whose records are taken from memory together.
const ROWS: usize = 512;

/// A table that is being written.
pub(super) struct Table {
    table: EventTable,
    sorted: Sorted,
    selection: Selection,
    notes: BTreeMap<u32, String>,
    /// How far in the order of all rows.
    at: usize,
    /// Rows that come next, in the order of the view.
    rows: VecDeque<u32>,
    /// What cells of paths say, by row, where the record is known.
    cells: HashMap<u32, Vec<String>>,
    /// Rows whose records are being read again, in the order of their places.
    asked: VecDeque<u32>,
    /// What came in for the first of them.
    arrived: VecDeque<Vec<u8>>,
}

impl Table {
    pub fn new(
        table: EventTable,
        sorted: Sorted,
        selection: Selection,
        notes: BTreeMap<u32, String>,
    ) -> Table {
        Table {
            table,
            sorted,
            selection,
            notes,
            at: 0,
            rows: VecDeque::new(),
            cells: HashMap::new(),
            asked: VecDeque::new(),
            arrived: VecDeque::new(),
        }
    }

    /// Rows with a cell that is not known.
    pub fn unknown(&self) -> u32 {
        self.table.unknown()
    }

    /// Takes what was read at the next place.
    pub fn found(&mut self, record: Vec<u8>) {
        self.arrived.push_back(record);
    }

    /// Nothing comes from the places that are left: the cells of their rows are not known.
    pub fn lost(&mut self) {
        self.asked.truncate(self.arrived.len());
    }

    /// Writes as far as it goes; `None` when all is written.
    pub fn step(&mut self, store: &Store, done: &mut u32) -> (Option<Step>, Vec<u8>) {
        while let (Some(record), Some(&row)) = (self.arrived.pop_front(), self.asked.front()) {
            self.asked.pop_front();
            if let Some(record) = verified(store, row, &record) {
                self.cells.insert(row, self.table.values(&record));
            }
        }
        if !self.asked.is_empty() {
            return (Some(Step::More), Vec::new());
        }
        loop {
            while self.table.len() < PIECE
                && let Some(row) = self.rows.pop_front()
            {
                let note = self.notes.get(&row).map_or("", String::as_str);
                self.table.row(store, row, self.cells.get(&row).map(Vec::as_slice), note);
                *done += 1;
            }
            let over = self.at >= self.sorted.rows.len();
            // What is written goes out before something is waited for.
            let wait = over || self.table.wants_records();
            if self.table.len() >= PIECE || (wait && self.rows.is_empty() && !self.table.is_empty()) {
                return (Some(Step::Piece { done: 0 }), self.table.take());
            }
            if over && self.rows.is_empty() {
                return (None, Vec::new());
            }
            let (files, places) = self.next_rows(store);
            if !files.is_empty() {
                return (Some(Step::Read { files }), places);
            }
        }
    }

    /// Goes on to the rows that come next. Returns what of them is to be read again: files with how many places, and the
    /// places.
    fn next_rows(&mut self, store: &Store) -> (Vec<(u32, u32)>, Vec<u8>) {
        let all = &self.sorted.rows;
        while self.at < all.len() && self.rows.len() < CHUNK {
            let place = if self.sorted.reversed { all.len() - 1 - self.at } else { self.at };
            self.rows.extend(all.get(place).filter(|&&row| self.selection.contains(row)));
            self.at += 1;
        }
        self.cells.clear();
        if !self.table.wants_records() {
            return Default::default();
        }
        let rows = self.rows.iter().copied().collect::<Vec<u32>>();
        for some in rows.chunks(ROWS) {
            for (&row, record) in some.iter().zip(store.records().get_all(some)) {
                if let Some(record) = record {
                    self.cells.insert(row, self.table.values(&String::from_utf8_lossy(&record)));
                }
            }
        }
        let mut unread: Vec<u32> = rows.into_iter().filter(|row| !self.cells.contains_key(row)).collect();
        let (files, places) = places_of(store, &mut unread);
        self.asked = unread.into();
        (files, places)
    }
}
