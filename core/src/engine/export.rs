//! Exporting events of any number, piece by piece: each request is answered with what is to be done next
//! ([`Step`]), so that other requests come in between and whoever writes sets the pace.
//!
//! Tables are written in the order of the view ([`super::export_table`]). Original records are written in the order of the
//! files: those that are held in memory from there, the others as they are read again, each file once from its start.
//! What does not stand in its file any more is counted, file by file.

use std::collections::{BTreeMap, VecDeque};

use xxhash_rust::xxh3::xxh3_64;

use super::Engine;
use super::export_table::Table;
use super::protocol::{ExportRequest, Response, Step};
use super::reread::Place;
use super::verified;
use crate::export::Form;
use crate::export::events::EventTable;
use crate::export::records::Framing;
use crate::query::Selection;
use crate::store::{OpenBlock, Store};

/// Bytes of a piece, roughly.
pub(super) const PIECE: usize = 1 << 20;
/// Rows that are looked at for a piece at most.
const SCAN: usize = 1 << 18;
/// Places that are read again with one step, unless a single file has more.
const PLACES: usize = 4_096;
/// Files that are read again with one step at most.
const FILES: usize = 64;
/// What a cell of a table takes, roughly.
const CELL: f64 = 16.0;

/// An export that goes on.
pub(super) struct Job {
    /// Its number.
    pub seq: u32,
    total: u32,
    done: u32,
    /// By file, how many records are not there any more.
    missing: BTreeMap<u32, u32>,
    work: Work,
}

enum Work {
    Table(Box<Table>),
    Records(Box<Records>),
}

struct Records {
    framing: Framing,
    /// In the order of the files.
    rows: Vec<u32>,
    /// The next of them.
    at: usize,
    plan: Plan,
    open: OpenBlock,
    begun: bool,
    ended: bool,
    /// Whether a record was written.
    any: bool,
}

/// What is read again for some rows.
#[derive(Default)]
struct Plan {
    /// The row behind the last of them.
    end: usize,
    /// Rows that are not in memory, and the number of the place of each.
    reads: VecDeque<(usize, usize)>,
    /// How many places there are.
    places: usize,
    /// The number of the first place in `arrived`.
    next: usize,
    /// What came in.
    arrived: VecDeque<Vec<u8>>,
}

impl Engine {
    pub(super) fn begin_export(&mut self, seq: u32, request: ExportRequest) -> Response {
        let ExportRequest { view, form, marked } = request;
        let notes = marked.map(|marked| marked.into_iter().collect::<BTreeMap<u32, String>>());
        let (selection, meaning) = match &notes {
            Some(notes) => {
                let mut selection = Selection::new(self.store.rows(), false);
                notes.keys().for_each(|&row| selection.insert(row));
                let mut ids: Vec<String> = selection.iter().map(|row| self.store.event_id(row)).collect();
                ids.sort();
                (selection, ids.join(" "))
            }
            None => (self.matching(&view), self.meaning(&view)),
        };
        let total = selection.count();
        let (work, bytes) = match form.framing() {
            Some(framing) => {
                let mut rows: Vec<u32> = selection.iter().collect();
                rows.sort_unstable_by_key(|&row| self.store.provenance(row).map(|at| at.order()));
                let length = |&row: &u32| self.store.provenance(row).map_or(0.0, |at| f64::from(at.length));
                let bytes = rows.iter().map(length).sum();
                (Work::Records(Box::new(Records::new(framing, rows))), bytes)
            }
            None => {
                let columns = (form == Form::Shown).then(|| view.columns.clone());
                let count = columns.as_ref().map_or(crate::store::COLUMNS.len(), Vec::len) + 1;
                let table = EventTable::new(columns, &view.zone, notes.is_some());
                self.cache.refresh(&self.store);
                let sorted = self.cache.order(&self.store, &view.order);
                let notes = notes.unwrap_or_default();
                let bytes = f64::from(total) * count as f64 * CELL;
                (Work::Table(Box::new(Table::new(table, sorted, selection, notes))), bytes)
            }
        };
        self.export = Some(Job { seq, total, done: 0, missing: BTreeMap::new(), work });
        let hash = format!("{:08x}", xxh3_64(meaning.as_bytes()) >> 32);
        Response::Exported { seq, step: Step::Begun { hash, rows: total, bytes }, bytes: Vec::new() }
    }

    pub(super) fn go_on_with_export(&mut self, seq: u32, before: impl FnOnce(&mut Job)) -> Response {
        let Some(job) = self.export.as_mut().filter(|job| job.seq == seq) else {
            return Response::Stale { seq };
        };
        before(job);
        let (step, bytes) = job.step(&self.store);
        if let Step::Done { .. } = step {
            self.export = None;
        }
        Response::Exported { seq, step, bytes }
    }
}

impl Job {
    /// Takes what was read at the next places.
    pub fn found(&mut self, lengths: &[u32], bytes: Vec<u8>) {
        let mut rest = &bytes[..];
        for &length in lengths {
            let (record, after) = rest.split_at((length as usize).min(rest.len()));
            match &mut self.work {
                Work::Table(table) => table.found(record.to_vec()),
                Work::Records(records) => records.plan.arrived.push_back(record.to_vec()),
            }
            rest = after;
        }
    }

    /// Nothing comes from the places that are left.
    pub fn lost(&mut self) {
        match &mut self.work {
            Work::Table(table) => table.lost(),
            Work::Records(records) => {
                let plan = &mut records.plan;
                plan.arrived.resize(plan.places.saturating_sub(plan.next), Vec::new());
            }
        }
    }

    fn step(&mut self, store: &Store) -> (Step, Vec<u8>) {
        let (step, bytes) = match &mut self.work {
            Work::Table(table) => table.step(store, &mut self.done),
            Work::Records(records) => records.step(store, &mut self.done, &mut self.missing),
        };
        let done = self.done;
        let step = match step {
            Some(Step::Piece { .. }) => Step::Piece { done },
            Some(step) => step,
            None => {
                let missing: u32 = self.missing.values().sum();
                Step::Done {
                    // Of rows that vanished nobody could tell; there are none, as rows are only added.
                    written: self.total.min(done).saturating_sub(missing),
                    unknown: match &self.work {
                        Work::Table(table) => table.unknown(),
                        Work::Records(_) => 0,
                    },
                    missing: self.missing.iter().map(|(&file, &count)| (file, count)).collect(),
                }
            }
        };
        (step, bytes)
    }
}

impl Records {
    fn new(framing: Framing, rows: Vec<u32>) -> Records {
        Records {
            framing,
            rows,
            at: 0,
            plan: Plan::default(),
            open: OpenBlock::default(),
            begun: false,
            ended: false,
            any: false,
        }
    }

    /// Writes as far as it goes; `None` when all is written.
    fn step(
        &mut self,
        store: &Store,
        done: &mut u32,
        missing: &mut BTreeMap<u32, u32>,
    ) -> (Option<Step>, Vec<u8>) {
        let mut out = Vec::new();
        if !std::mem::replace(&mut self.begun, true) {
            self.framing.begin(&mut out);
        }
        let piece = || Some(Step::Piece { done: 0 });
        loop {
            let Some(&row) = self.rows.get(self.at) else {
                if !std::mem::replace(&mut self.ended, true) {
                    self.framing.end(&mut out);
                }
                return (if out.is_empty() { None } else { piece() }, out);
            };
            if out.len() >= PIECE {
                return (piece(), out);
            }
            if self.at >= self.plan.end {
                if !out.is_empty() {
                    return (piece(), out);
                }
                let (files, places) = self.make_plan(store);
                if !files.is_empty() {
                    return (Some(Step::Read { files }), places);
                }
                continue;
            }
            match self.plan.reads.front() {
                Some(&(at, place)) if at == self.at => {
                    // What came in for places before this one was used.
                    while self.plan.next < place && self.plan.arrived.pop_front().is_some() {
                        self.plan.next += 1;
                    }
                    let Some(found) = self.plan.arrived.front().filter(|_| self.plan.next == place) else {
                        return (if out.is_empty() { Some(Step::More) } else { piece() }, out);
                    };
                    match verified(store, row, found) {
                        Some(record) => {
                            self.framing.record(!self.any, record.as_bytes(), &mut out);
                            self.any = true;
                        }
                        None => miss(store, row, missing),
                    }
                    self.plan.reads.pop_front();
                }
                _ => match store.records().get_in(row, &mut self.open) {
                    Some(record) => {
                        let text = crate::record::repair::readable(&record);
                        self.framing.record(!self.any, text.as_bytes(), &mut out);
                        self.any = true;
                    }
                    None => miss(store, row, missing),
                },
            }
            self.at += 1;
            *done += 1;
        }
    }

    /// Plans for the files that come next, each of them whole. Returns what is to be read again: files with how many
    /// places, and the places.
    fn make_plan(&mut self, store: &Store) -> (Vec<(u32, u32)>, Vec<u8>) {
        let mut files: Vec<(u32, u32)> = Vec::new();
        let mut wire = Vec::new();
        let (mut reads, mut places) = (VecDeque::new(), 0usize);
        let (mut end, mut last) = (self.at, None);
        for (at, &row) in self.rows.iter().enumerate().skip(self.at) {
            let Some(provenance) = store.provenance(row) else { break };
            let file = provenance.file;
            let another = last.is_some_and(|(known, _)| known != file);
            if another && (places >= PLACES || files.len() >= FILES || end - self.at >= SCAN) {
                break;
            }
            let place = Place::from(provenance);
            let seen = last.replace((file, place));
            end = at + 1;
            if store.records().has(row) {
                // Its place is not asked for; the next row's is, even if it is the same.
                last = Some((file, Place { length: u32::MAX, ..place }));
                continue;
            }
            if seen != Some((file, place)) {
                place.write(&mut wire);
                places += 1;
                match files.last_mut().filter(|(known, _)| *known == file) {
                    Some((_, count)) => *count += 1,
                    None => files.push((file, 1)),
                }
            }
            reads.push_back((at, places - 1));
        }
        // A row without a place cannot be; it would be counted as missing.
        self.plan = Plan { end: end.max(self.at + 1), reads, places, ..Plan::default() };
        (files, wire)
    }
}

/// The record of a row is not where it was.
fn miss(store: &Store, row: u32, missing: &mut BTreeMap<u32, u32>) {
    if let Some(at) = store.provenance(row) {
        *missing.entry(at.file).or_default() += 1;
    }
}
