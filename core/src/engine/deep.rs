//! Deep search: records that are not in memory are looked for in the files again. The engine says which files, parse
//! workers read and search them ([`super::deep_job`]), and what they find is kept for the conditions that were searched
//! for, until other rows come in.

use serde::{Deserialize, Serialize};

use super::Engine;
use super::protocol::ViewRequest;
use crate::query::{self, Clock, InRecord, MOST_SEARCHED};
use crate::store::Store;
use crate::store::batch::Provenance;

/// What is looked for, as parse workers are told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeepQuery {
    /// Text of the query.
    pub query: String,
    /// What times in it are meant by.
    pub clock: Clock,
}

impl DeepQuery {
    /// The conditions on records: the same ones, in the same order, wherever they are worked out.
    pub fn conditions(&self) -> Vec<InRecord> {
        let mut all = conditions(&query::parse(&self.query, &self.clock).filter);
        all.truncate(MOST_SEARCHED);
        all
    }
}

/// All conditions on records, each once.
fn conditions(filter: &query::Filter) -> Vec<InRecord> {
    let (mut all, mut each) = (Vec::new(), Vec::new());
    query::conditions(filter, &mut all);
    for condition in all {
        if !each.contains(&condition) {
            each.push(condition);
        }
    }
    each
}

/// What has to be read for a search.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeepPlan {
    /// What is looked for.
    pub query: DeepQuery,
    /// The files that hold records that have not been searched, in ascending order.
    pub files: Vec<u32>,
    /// How many such records there are in what is looked at.
    pub records: u32,
    /// How many conditions on records are too many for one search: they stay open.
    pub beyond: u32,
}

/// A record that meets a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hit {
    /// The member of an archive; 0 for the file itself.
    pub member: u32,
    /// Where its element begins, in the decompressed data.
    pub offset: u64,
    /// Fingerprint of its content.
    pub content: u64,
    /// The conditions that it meets: from which number on, and a bit for each from there, the first one lowest. A record
    /// that meets others too is there once more.
    pub met: (u32, u64),
}

/// What was found in a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundInFile {
    /// Number of the file.
    pub file: u32,
    /// Events that were searched.
    pub events: u64,
    /// Whether it could not be read to its end.
    pub failed: bool,
    /// The records.
    pub hits: Vec<Hit>,
}

/// A search that is going on.
pub(super) struct Running {
    seq: u32,
    /// [`Store::rows_generation`] when it began.
    generation: u32,
    conditions: Vec<InRecord>,
    /// The files to read, in ascending order.
    files: Vec<ToRead>,
}

/// A file that is read again.
struct ToRead {
    file: u32,
    /// Events that it held when it was loaded, as its report says; `None` while there is none.
    events: Option<u64>,
    /// Those that are rows, in the order in which they stand there.
    rows: Vec<u32>,
}

impl Running {
    /// Bytes on the heap.
    pub fn size(&self) -> usize {
        self.files.iter().map(|file| size_of::<ToRead>() + file.rows.capacity() * 4).sum()
    }
}

impl Engine {
    /// Begins a search for what a view leaves open. It takes the place of the one before, what that has found stays.
    pub(super) fn begin_deep(&mut self, seq: u32, request: &ViewRequest) -> DeepPlan {
        let (filter, clock, open) = self.unsearched(request);
        let query = DeepQuery { query: request.query.clone(), clock };
        let mut conditions = conditions(&filter);
        let beyond = conditions.len().saturating_sub(MOST_SEARCHED) as u32;
        conditions.truncate(MOST_SEARCHED);
        self.cache.learn(|known| known.begin(&conditions));
        let store = &self.store;
        let of_rows = store.files_of_rows();
        let mut files: Vec<u32> = Vec::new();
        let mut records = 0;
        if let Some(open) = &open {
            records = open.count();
            open.for_each(|row| {
                let file = of_rows.get(row);
                if files.last() != Some(&file) {
                    files.push(file);
                }
            });
        }
        files.sort_unstable();
        files.dedup();
        let mut read: Vec<ToRead> =
            files.iter().map(|&file| ToRead { file, events: None, rows: Vec::new() }).collect();
        for report in &store.files {
            if let Some(read) = files.binary_search(&report.file).ok().and_then(|at| read.get_mut(at)) {
                read.events = Some(report.events + report.no_room);
            }
        }
        // Rows of a file lie together.
        let mut at = None;
        for row in 0..store.rows() {
            let file = of_rows.get(row);
            if at.is_none_or(|(last, _)| last != file) {
                at = Some((file, files.binary_search(&file).ok()));
            }
            if let Some((_, Some(at))) = at
                && let Some(read) = read.get_mut(at)
            {
                read.rows.push(row);
            }
        }
        for read in &mut read {
            read.rows.sort_by_key(|row| place(store, *row));
        }
        self.deep = Some(Running { seq, generation: store.rows_generation, conditions, files: read });
        DeepPlan { query, files, records, beyond }
    }

    /// Takes what was found in some files, as [`super::deep_job::DeepSearch::take`] gives it. What belongs to a search
    /// that is no more is left, and so is what cannot be read: its records stay unsearched.
    pub fn found(&mut self, seq: u32, bytes: &[u8]) {
        let (store, cache) = (&self.store, &mut self.cache);
        let Some(running) = &self.deep else { return };
        if running.seq != seq || running.generation != store.rows_generation {
            return;
        }
        let Ok(found) = postcard::from_bytes::<Vec<FoundInFile>>(bytes) else { return };
        cache.refresh(store);
        cache.learn(|known| {
            for found in found {
                let at = running.files.binary_search_by_key(&found.file, |read| read.file);
                let Some(read) = at.ok().and_then(|at| running.files.get(at)) else { continue };
                let Some(hits) = hits(store, read, &found) else { continue };
                for (number, condition) in (0..).zip(&running.conditions) {
                    let known = known.of_mut(condition, store.rows());
                    read.rows.iter().for_each(|row| known.searched.insert(*row));
                    let is_met = |(from, met): (u32, u64)| {
                        number >= from && met.checked_shr(number - from).unwrap_or(0) & 1 == 1
                    };
                    let met = hits.iter().filter(|(_, met)| is_met(*met));
                    met.for_each(|(row, _)| known.rows.insert(*row));
                }
            }
        });
    }
}

/// The rows that were found, with the conditions that they meet; `None` where the file could not be read, or is not what
/// it was.
fn hits(store: &Store, read: &ToRead, found: &FoundInFile) -> Option<Vec<(u32, (u32, u64))>> {
    let (before, rows) = (read.events?, &read.rows);
    if found.failed || found.events != before {
        return None;
    }
    let mut hits = Vec::new();
    for hit in &found.hits {
        let wanted = (hit.member, hit.offset);
        let from = rows.partition_point(|row| place(store, *row) < wanted);
        let here = rows.get(from..).unwrap_or_default().iter();
        let here = here.take_while(|row| place(store, **row) == wanted);
        let same = here.filter(|row| store.content(**row) == Some(hit.content));
        let known = hits.len();
        hits.extend(same.map(|row| (*row, hit.met)));
        // A record that is no row is a copy of one, if the file has any.
        if hits.len() == known && before <= rows.len() as u64 {
            return None;
        }
    }
    Some(hits)
}

fn place(store: &Store, row: u32) -> (u32, u64) {
    store.provenance(row).map_or((0, 0), |Provenance { member, offset, .. }| (member, offset))
}
