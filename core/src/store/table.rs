//! The store: all rows of all batches, each event once.

use std::collections::HashSet;
use std::sync::OnceLock;

use super::arrivals::{Arrivals, Known};
use super::batch::{Batch, Document, Provenance, uuid, uuid_text};
use super::by_story::ByStory;
use super::columns::{COLUMNS, ColumnId, LISTS};
use super::dictionary::{Codes, Dictionary};
use super::entries::Entries;
use super::extracts::Extracts;
use super::fuller::{self, Partial, Replaced};
use super::ledger::{self, FileReport};
use super::lookup::{Found, Keys, Lookup};
use super::records::Records;
use super::room;
use super::sizes::Sizes;
use crate::emr::facts::Scope;
use crate::record::fidelity::Fullness;
use crate::record::time::NO_TIME;

/// Another copy of an event that is kept once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Copy {
    /// The row that is kept.
    pub row: u32,
    /// Where the copy lies.
    pub at: Provenance,
    /// Whether it has only a part of the record: then it is one of every event that has this id.
    pub partial: bool,
}

/// All rows.
#[derive(Default)]
pub struct Store {
    time: Vec<i64>,
    id: Vec<[u64; 2]>,
    hash: Vec<u64>,
    scope: Vec<u8>,
    /// Rows that are related to EMR only by what other events say, in order.
    raised: Vec<u32>,
    file: Codes,
    /// One more than the highest number of a file.
    files_end: u32,
    /// Empty until there is a row from a member of an archive.
    member: Codes,
    /// The lower half of each; few files have more than 4 GiB of data.
    offset: Vec<u32>,
    /// Empty until there is an upper half.
    offset_high: Codes,
    /// The lower half of each; few records have more than 64 KiB.
    length: Vec<u16>,
    /// Empty until there is an upper half.
    length_high: Codes,
    columns: Vec<(Dictionary, Codes)>,
    /// Of those columns that hold lists, in the order of [`LISTS`]; empty until they are asked for.
    entries: [OnceLock<Entries>; LISTS.len()],
    odd_ids: Vec<(u32, String)>,
    records: Records,
    extracts: Extracts,
    /// Which rows belong to which life story, once they are built.
    pub by_story: ByStory,
    lookup: Lookup,
    copies: Vec<Copy>,
    partial: Partial,
    arrivals: Arrivals,
    /// Digests and the like, which hold no events.
    pub documents: Vec<Document>,
    /// What became of each file, as its reader says; [`Store::ledger`] adds what only the store can tell.
    pub files: Vec<FileReport>,
    /// Their numbers.
    reported: HashSet<u32>,
    /// The reports of files that were given up, as they came: more of such a file may be on its way.
    given_up: Vec<FileReport>,
    /// Bytes of texts and lists that many small things hold, kept as a sum: they are asked for with each batch.
    held: Held,
    /// The path of each file, by its number, as far as they were told.
    paths: Vec<String>,
    /// Goes up with every batch, every report and with paths.
    pub generation: u32,
    /// Goes up with every batch that holds rows.
    pub rows_generation: u32,
    /// For which of these spare room was given back.
    trimmed: u32,
}

/// Bytes on the heap.
#[derive(Default)]
struct Held {
    odd_ids: usize,
    documents: usize,
    files: usize,
    paths: usize,
}

impl Store {
    /// How many events there are.
    pub fn rows(&self) -> u32 {
        self.time.len() as u32
    }

    /// Adds a batch. Events that are there already, with the same content or a fuller record, are counted and not
    /// added; a fuller record takes the place of one that is there.
    pub fn add(&mut self, mut batch: Batch) {
        self.generation += 1;
        if batch.rows() > 0 {
            self.rows_generation += 1;
        }
        if self.columns.is_empty() {
            self.columns = COLUMNS.iter().map(|_| Default::default()).collect();
        }
        let again = self.arrivals.note(&batch);
        let late = |report: &&FileReport| batch.file.contains(&report.file);
        let late: Vec<FileReport> = self.given_up.iter().filter(late).cloned().collect();
        let known = Known::new(&again, &self.copies, &self.id);
        let first = self.rows();
        let mut taken: Vec<u32> = Vec::with_capacity(batch.rows());
        self.make_room(batch.rows());
        let fullnesses = fuller::of_batch(&batch);
        let mut replaced = Replaced::default();
        for row in 0..batch.rows() {
            let (id, hash) = (batch.id[row], batch.hash[row]);
            let found = self.lookup.find(id, hash, self.keys());
            let at = Provenance {
                file: batch.file[row],
                member: batch.member.get(row as u32),
                offset: batch.offset[row],
                length: batch.length[row],
            };
            let fullness = fullnesses.get(row).copied().unwrap_or_default();
            let partial = fullness != Fullness::Whole;
            if let Found::Same(row) = found {
                // A file that is read a second time after its worker died holds no copies of itself.
                match self.provenance(row) {
                    Some(kept) if kept == at => {}
                    // Whichever worker came first: the event stands where it is found first in the files.
                    Some(kept) if at.order() < kept.order() => {
                        self.place(row, at);
                        self.copies.push(Copy { row, at: kept, partial });
                    }
                    _ if known.has(id, at) => {}
                    _ => self.copies.push(Copy { row, at, partial }),
                }
                continue;
            }
            // Where it is not whole, it is the only row of its id: whatever came later was its copy or took its place.
            if let Found::Shares(other) = found
                && let Some(kept) = self.provenance(other)
            {
                let there = self.partial.of(other);
                match fuller::stands_before((fullness, at), (there, kept)) {
                    // Two events; the ledger tells ([`Store::ledger`]).
                    None => {}
                    Some(_) if at == kept || known.has(id, at) => continue,
                    Some(false) => {
                        self.copies.push(Copy { row: other, at, partial });
                        continue;
                    }
                    Some(true) => {
                        let copy = Copy { row: other, at: kept, partial: there != Fullness::Whole };
                        self.copies.push(copy);
                        self.place(other, at);
                        self.partial.set(other, fullness);
                        replaced.insert(other, row as u32);
                        let other = other as usize;
                        (self.time[other], self.hash[other]) = (batch.time[row], hash);
                        self.scope[other] = batch.scope[row];
                        // It is what its own record says, until the others are asked again.
                        if let Ok(at) = self.raised.binary_search(&(other as u32)) {
                            self.raised.remove(at);
                        }
                        continue;
                    }
                }
            }
            let new = first + taken.len() as u32;
            taken.push(row as u32);
            self.time.push(batch.time[row]);
            self.id.push(id);
            self.hash.push(hash);
            self.scope.push(batch.scope[row]);
            self.file.set(new, at.file);
            self.files_end = self.files_end.max(at.file.saturating_add(1));
            if at.member != 0 {
                self.member.set(new, at.member);
            }
            self.offset.push(at.offset as u32);
            if at.offset > u64::from(u32::MAX) {
                self.offset_high.set(new, (at.offset >> 32) as u32);
            }
            self.length.push(at.length as u16);
            if at.length > u32::from(u16::MAX) {
                self.length_high.set(new, at.length >> 16);
            }
            if partial {
                self.partial.set(new, fullness);
            }
            let keys = Keys { ids: &self.id, contents: &self.hash };
            self.lookup.add(new, found, keys);
        }
        self.add_columns(&batch, &taken, &replaced);
        self.add_records(&mut batch, &taken, first, &replaced);
        for document in batch.documents {
            let is_here = || self.documents.iter().any(|known| known.at == document.at);
            if !again.contains(&document.at.file) || !is_here() {
                self.held.documents += document.block.data.capacity();
                self.documents.push(document);
            }
        }
        batch.files.into_iter().for_each(|report| self.report(report));
        for given_up in late {
            let report = self.with_arrived(given_up);
            if let Some(line) = self.files.iter_mut().find(|line| line.file == report.file) {
                *line = report;
            }
        }
    }

    /// Takes the report of a file that was not read to its end.
    pub fn give_up(&mut self, report: FileReport) {
        if !self.reported.contains(&report.file) {
            self.given_up.push(report.clone());
            let report = self.with_arrived(report);
            self.report(report);
        }
    }

    /// Takes the report of a file. The first one stands: what else comes is of a file that is read again, or was given up
    /// although all of it is here.
    pub fn report(&mut self, report: FileReport) {
        self.generation += 1;
        if self.reported.insert(report.file) {
            self.held.files += report.size();
            self.files.push(report);
        }
    }

    /// What became of each file, with the copies in it, and the records in it that share their id with others.
    pub fn ledger(&self) -> Vec<FileReport> {
        let mut files = self.files.clone();
        ledger::count_duplicates(&mut files, self.copies.iter().map(|copy| copy.at));
        ledger::note_clashes(&mut files, &self.clashes());
        files
    }

    /// Where records lie whose id other records have, but for the first in the order of the files of each id; in that
    /// order. Which came first makes no difference.
    fn clashes(&self) -> Vec<Provenance> {
        let shared = self.lookup.shared(self.keys()).into_iter();
        let mut places: Vec<([u64; 2], Provenance)> =
            shared.filter_map(|row| Some((self.id_bits(row), self.provenance(row)?))).collect();
        places.sort_by_key(|(id, at)| (*id, at.order()));
        let mut later: Vec<Provenance> = places
            .chunk_by(|a, b| a.0 == b.0)
            .flat_map(|of_id| of_id.iter().skip(1))
            .map(|(_, at)| *at)
            .collect();
        later.sort_by_key(Provenance::order);
        later
    }

    fn keys(&self) -> Keys<'_> {
        Keys { ids: &self.id, contents: &self.hash }
    }

    /// Gives back the room that lists have to spare, where nothing more is expected for now.
    pub fn trim(&mut self) {
        if std::mem::replace(&mut self.trimmed, self.rows_generation) == self.rows_generation {
            return;
        }
        self.time.shrink_to_fit();
        self.id.shrink_to_fit();
        self.hash.shrink_to_fit();
        self.scope.shrink_to_fit();
        self.offset.shrink_to_fit();
        self.length.shrink_to_fit();
        let halves = [&mut self.file, &mut self.member, &mut self.offset_high, &mut self.length_high];
        halves.into_iter().for_each(Codes::trim);
        for (dictionary, codes) in &mut self.columns {
            dictionary.trim();
            codes.trim();
        }
    }

    fn make_room(&mut self, rows: usize) {
        room::make(&mut self.time, rows);
        room::make(&mut self.id, rows);
        room::make(&mut self.hash, rows);
        room::make(&mut self.scope, rows);
        room::make(&mut self.offset, rows);
        room::make(&mut self.length, rows);
    }

    /// Bytes more than its own that may be needed while a batch is added: lists and tables grow by steps, one after
    /// another, and each is there twice meanwhile.
    pub fn growth(&self, batch: &Batch) -> usize {
        let rows = batch.rows();
        let fixed = room::spare(&self.time, rows) * 8
            + room::spare(&self.id, rows) * 16
            + room::spare(&self.hash, rows) * 8
            + room::spare(&self.scope, rows)
            + self.file.spare(rows)
            + room::spare(&self.offset, rows) * 4
            + room::spare(&self.length, rows) * 2;
        let columns = self.columns.iter().zip(&batch.columns);
        let columns: usize =
            columns.map(|((dictionary, codes), (new, _))| codes.spare(rows) + dictionary.growth(new)).sum();
        let moved = if fixed > 0 { self.id.capacity() * 16 } else { 0 };
        fixed + columns + moved + self.lookup.growth(rows)
    }

    /// The report of a file that was given up, with what came in of it before: its events, and their time.
    fn with_arrived(&self, mut report: FileReport) -> FileReport {
        if !self.arrivals.has(report.file) {
            return report;
        }
        let is_of = |file: u32| file == report.file;
        let rows = (0..).zip(&self.time).filter(|(row, _)| is_of(self.file.get(*row))).map(|(_, time)| *time);
        let copies = self.copies.iter().filter(|copy| is_of(copy.at.file));
        let copied = copies.filter_map(|copy| self.time.get(copy.row as usize).copied());
        let mut span: Option<(i64, i64)> = None;
        let mut events = 0;
        for time in rows.chain(copied) {
            events += 1;
            if time != NO_TIME {
                let (first, last) = span.unwrap_or((time, time));
                span = Some((first.min(time), last.max(time)));
            }
        }
        (report.events, report.span) = (events, span);
        report.records = report.events + report.no_room;
        report
    }

    fn place(&mut self, row: u32, at: Provenance) {
        let i = row as usize;
        (self.offset[i], self.length[i]) = (at.offset as u32, at.length as u16);
        self.file.set(row, at.file);
        self.files_end = self.files_end.max(at.file.saturating_add(1));
        let halves =
            [(&mut self.offset_high, (at.offset >> 32) as u32), (&mut self.length_high, at.length >> 16)];
        for (halves, high) in halves {
            if high != halves.get(row) {
                halves.set(row, high);
            }
        }
        if at.member != self.member.get(row) {
            self.member.set(row, at.member);
        }
    }

    fn add_columns(&mut self, batch: &Batch, taken: &[u32], replaced: &Replaced) {
        self.entries = Default::default();
        for ((dictionary, codes), (new, new_codes)) in self.columns.iter_mut().zip(&batch.columns) {
            dictionary.make_room(new);
            let map: Vec<u32> = new.iter().map(|text| dictionary.code(text)).collect();
            let largest = dictionary.len().saturating_sub(1) as u32;
            codes.extend(taken.iter().map(|&row| map[new_codes[row as usize] as usize]), largest);
            for (row, of_batch) in replaced.iter() {
                codes.set(row, map[new_codes[of_batch as usize] as usize]);
            }
        }
    }

    /// The blocks come along whole; a row that was dropped as a copy just has no entry.
    fn add_records(&mut self, batch: &mut Batch, taken: &[u32], first: u32, replaced: &Replaced) {
        let new_row = |row: u32| taken.binary_search(&row).ok().map(|i| first + i as u32);
        self.records.add(std::mem::take(&mut batch.blocks), &batch.kept, replaced, new_row);
        if !replaced.is_empty() {
            self.extracts.forget(|row| replaced.has(row));
        }
        self.extracts.add(&batch.extracts, replaced.place(new_row));
        for (row, id) in &batch.odd_ids {
            if let Some(row) = new_row(*row) {
                self.held.odd_ids += id.len();
                room::make(&mut self.odd_ids, 1);
                self.odd_ids.push((row, id.clone()));
            }
        }
    }

    /// Seconds since 1970 of each row.
    pub fn times(&self) -> &[i64] {
        &self.time
    }

    /// The column's dictionary and codes; `None` while the store is empty.
    pub fn column(&self, id: ColumnId) -> Option<(&Dictionary, &Codes)> {
        self.columns.get(id.0 as usize).map(|(d, c)| (d, c))
    }

    /// The entries of a column's lists; `None` for one that holds none.
    pub fn entries(&self, id: ColumnId) -> Option<&Entries> {
        let at = LISTS.iter().position(|of_lists| *of_lists == id)?;
        let (dictionary, _) = self.column(id)?;
        Some(self.entries.get(at)?.get_or_init(|| Entries::of(dictionary)))
    }

    /// A row's value in a column; empty for missing.
    pub fn value(&self, id: ColumnId, row: u32) -> &str {
        self.column(id).map_or("", |(dictionary, codes)| dictionary.get(codes.get(row)))
    }

    /// How each row relates to EMR.
    pub fn scopes(&self) -> &[u8] {
        &self.scope
    }

    /// How a row relates to EMR.
    pub fn scope(&self, row: u32) -> Scope {
        Scope::from_byte(self.scope.get(row as usize).copied().unwrap_or(0))
    }

    /// Number of the file of each row: the first of those that hold the event.
    pub fn files_of_rows(&self) -> &Codes {
        &self.file
    }

    /// One more than the highest of these numbers.
    pub fn files_end(&self) -> u32 {
        self.files_end
    }

    /// The path of each file, by its number, as far as they are known.
    pub fn paths(&self) -> &[String] {
        &self.paths
    }

    /// Takes paths of files, from that of this number on.
    pub fn name_files(&mut self, first: u32, paths: Vec<String>) {
        self.paths.truncate(first as usize);
        self.paths.resize(first as usize, String::new());
        self.paths.extend(paths);
        self.held.paths = self.paths.iter().map(String::capacity).sum();
        self.generation += 1;
    }

    /// Makes rows related to EMR that nothing ties to it by themselves, and those no more that were so by an earlier
    /// call alone. Returns how many were not related before, and whether any is or is no more.
    pub fn relate(&mut self, rows: impl Iterator<Item = u32>) -> (u32, bool) {
        let before = std::mem::take(&mut self.raised);
        for &row in &before {
            if let Some(scope) = self.scope.get_mut(row as usize) {
                *scope = Scope::Other as u8;
            }
        }
        let mut new = 0;
        for row in rows {
            if let Some(scope) =
                self.scope.get_mut(row as usize).filter(|scope| **scope == Scope::Other as u8)
            {
                *scope = Scope::Related as u8;
                self.raised.push(row);
                new += u32::from(before.binary_search(&row).is_err());
            }
        }
        self.raised.sort_unstable();
        // Where none is new and as many as before are there, they are the same.
        (new, new > 0 || self.raised.len() != before.len())
    }

    /// Where a row's record lies.
    pub fn provenance(&self, row: u32) -> Option<Provenance> {
        let i = row as usize;
        Some(Provenance {
            file: self.file.get(row),
            member: self.member.get(row),
            offset: u64::from(*self.offset.get(i)?) | u64::from(self.offset_high.get(row)) << 32,
            length: u32::from(*self.length.get(i)?) | self.length_high.get(row) << 16,
        })
    }

    /// Path of the member that a place lies in, once the file's report is here; empty for a file of its own.
    pub fn member_path(&self, at: Provenance) -> &str {
        let report = self.files.iter().find(|report| report.file == at.file);
        report.map_or("", |report| report.account(at.member).path.as_str())
    }

    /// The event id as written (UUIDs in lower case).
    pub fn event_id(&self, row: u32) -> String {
        match self.odd_ids.binary_search_by_key(&row, |(row, _)| *row) {
            Ok(i) => self.odd_ids[i].1.clone(),
            Err(_) => self.id.get(row as usize).map_or(String::new(), |&id| uuid_text(id)),
        }
    }

    /// The rows of an event id as written, in ascending order.
    pub fn rows_of_id(&self, id: &str) -> Vec<u32> {
        let mut rows: Vec<u32> = match uuid(id) {
            Some(words) => self.lookup.rows(words, self.keys()),
            None => self.odd_ids.iter().filter(|(_, known)| known == id).map(|(row, _)| *row).collect(),
        };
        rows.sort_unstable();
        rows
    }

    /// The 128 bits of the event id, for stable order.
    pub fn id_bits(&self, row: u32) -> [u64; 2] {
        self.id.get(row as usize).copied().unwrap_or_default()
    }

    /// Fingerprint of a row's record.
    pub fn content(&self, row: u32) -> Option<u64> {
        self.hash.get(row as usize).copied()
    }

    /// All copies that were found, in the order in which they came.
    pub fn copies(&self) -> &[Copy] {
        &self.copies
    }

    /// Where the copies of a row's event lie, in the order of the files. What has only a part of the record may be of any
    /// event that has this id.
    pub fn copies_of(&self, row: u32) -> Vec<Provenance> {
        let id = self.id_bits(row);
        let is_of = |copy: &&Copy| copy.row == row || (copy.partial && self.id_bits(copy.row) == id);
        let mut places: Vec<Provenance> = self.copies.iter().filter(is_of).map(|copy| copy.at).collect();
        places.sort_by_key(|at| at.order());
        places
    }

    /// The whole records that are held in memory.
    pub fn records(&self) -> &Records {
        &self.records
    }

    /// What life stories need of EMR's own events.
    pub fn extracts(&self) -> &Extracts {
        &self.extracts
    }

    /// Event ids that are no UUIDs, with their rows in ascending order.
    pub fn odd_ids(&self) -> &[(u32, String)] {
        &self.odd_ids
    }

    /// The 128 bits of all event ids; those that are no UUIDs have a hash here.
    pub fn ids(&self) -> &[[u64; 2]] {
        &self.id
    }

    /// Makes searching faster, a little at a time, while there is nothing else to do. Says whether there is more.
    pub fn index(&mut self) -> bool {
        self.records.take_apart()
    }

    /// Bytes on the heap by part.
    pub fn sizes(&self) -> Sizes {
        Sizes {
            fixed: self.time.capacity() * 8
                + self.id.capacity() * 16
                + self.hash.capacity() * 8
                + self.scope.capacity()
                + self.raised.capacity() * 4
                + self.file.size()
                + self.member.size()
                + self.offset.capacity() * 4
                + self.offset_high.size()
                + self.length.capacity() * 2
                + self.length_high.size()
                + self.odd_ids.capacity() * size_of::<(u32, String)>()
                + self.held.odd_ids,
            codes: self.columns.iter().map(|(_, codes)| codes.size()).sum(),
            dictionaries: self.columns.iter().map(|(dictionary, _)| dictionary.size()).sum(),
            records: self.records.size(),
            extracts: self.extracts.size(),
            documents: self.held.documents + self.documents.capacity() * size_of::<Document>(),
            lookup: self.lookup.size(),
            copies: self.copies.capacity() * size_of::<Copy>() + self.partial.size(),
            ledger: self.files.capacity() * size_of::<FileReport>()
                + self.held.files
                + self.paths.capacity() * size_of::<String>()
                + self.held.paths
                + self.reported.capacity() * (size_of::<u32>() + 1)
                + self.arrivals.size(),
            stories: 0,
            views: self.entries.iter().filter_map(OnceLock::get).map(Entries::size).sum(),
        }
    }
}
