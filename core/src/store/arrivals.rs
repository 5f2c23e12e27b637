//! What has come in of each file so far. A file is read a second time where its worker died, and then rows come again
//! that are here, with their copies, its documents and its line in the ledger: each of these counts once.

use std::collections::{HashMap, HashSet};

use super::batch::{Batch, Provenance};
use super::table::Copy;

/// The last place of each file of which anything came in: member and offset. Files are read from front to end.
#[derive(Default)]
pub(super) struct Arrivals(HashMap<u32, (u32, u64)>);

impl Arrivals {
    /// Notes what comes in, and says which files come again.
    pub fn note(&mut self, batch: &Batch) -> HashSet<u32> {
        let rows = (0..).zip(batch.file.iter().zip(&batch.offset));
        let places = rows.map(|(row, (&file, &offset))| (file, (batch.member.get(row), offset)));
        let documents = batch.documents.iter().map(|document| document.at);
        let mut again = HashSet::new();
        let mut last: HashMap<u32, (u32, u64)> = HashMap::new();
        // The rows of a file mostly stand together: it is looked up once.
        let mut run = None;
        for (file, place) in places.chain(documents.map(|at| (at.file, (at.member, at.offset)))) {
            let (before, far) = match run.take() {
                Some((same, before, far)) if same == file => (before, place.max(far)),
                other => {
                    other.into_iter().for_each(|(file, _, far)| further(&mut last, file, far));
                    (self.0.get(&file).copied(), place)
                }
            };
            if before.is_some_and(|before| place <= before) {
                again.insert(file);
            }
            run = Some((file, before, far));
        }
        run.into_iter().for_each(|(file, _, far)| further(&mut last, file, far));
        for (file, place) in last {
            further(&mut self.0, file, place);
        }
        again
    }

    /// Whether anything of a file came in.
    pub fn has(&self, file: u32) -> bool {
        self.0.contains_key(&file)
    }

    /// Bytes on the heap, about.
    pub fn size(&self) -> usize {
        self.0.capacity() * (size_of::<(u32, (u32, u64))>() + 1)
    }
}

fn further(last: &mut HashMap<u32, (u32, u64)>, file: u32, place: (u32, u64)) {
    let before = last.entry(file).or_insert(place);
    *before = (*before).max(place);
}

/// The copies of files that come again.
pub(super) struct Known<'a> {
    again: &'a HashSet<u32>,
    copies: HashSet<([u64; 2], Provenance)>,
}

impl<'a> Known<'a> {
    /// `ids` are those of the rows.
    pub fn new(again: &'a HashSet<u32>, copies: &[Copy], ids: &[[u64; 2]]) -> Self {
        let of_these = copies.iter().filter(|copy| again.contains(&copy.at.file));
        let copies = of_these.map(|copy| (ids.get(copy.row as usize).copied().unwrap_or_default(), copy.at));
        Known { again, copies: if again.is_empty() { HashSet::new() } else { copies.collect() } }
    }

    /// Whether a copy of the event with this id is known to lie there.
    pub fn has(&self, id: [u64; 2], at: Provenance) -> bool {
        self.again.contains(&at.file) && self.copies.contains(&(id, at))
    }
}
