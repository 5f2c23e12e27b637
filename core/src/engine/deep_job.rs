//! The part of a deep search that parse workers do: files are read as they were for the import, and each record is tried
//! on the conditions in place of becoming a row.

use super::deep::{DeepQuery, FoundInFile, Hit};
use crate::query::Conditions;
use crate::record::Record;
use crate::store::batch::{Provenance, fingerprint};
use crate::store::ledger::FileReport;

/// Searches records; the files of a job one after another.
pub struct DeepSearch {
    conditions: Conditions,
    now: FoundInFile,
    done: Vec<FoundInFile>,
    scratch: Vec<u8>,
    /// The conditions that the record meets, a bit for each.
    met: Vec<u64>,
}

impl DeepSearch {
    /// For what a query wants of records.
    pub fn new(query: &DeepQuery) -> DeepSearch {
        let conditions = query.conditions();
        DeepSearch {
            conditions: Conditions::new(&conditions),
            now: FoundInFile::default(),
            done: Vec::new(),
            scratch: Vec::new(),
            met: vec![0; conditions.len().div_ceil(64)],
        }
    }

    /// Tries a record. Fails where a row cannot be made of it as it stands: it is then given once more, repaired.
    pub(super) fn look(
        &mut self,
        record: &Record,
        raw: &[u8],
        at: Provenance,
    ) -> Result<(), serde_json::Error> {
        // Only an escape can be no text.
        if memchr::memchr(b'\\', raw).is_some() {
            record.identity()?;
        }
        let met = &mut self.met;
        self.conditions.each_met(raw, |number| {
            if let Some(word) = met.get_mut(number / 64) {
                *word |= 1 << (number % 64);
            }
        });
        let mut content = None;
        for (from, word) in (0..).step_by(64).zip(met) {
            let met = (from, std::mem::take(word));
            if met.1 != 0 {
                let content = *content.get_or_insert_with(|| fingerprint(raw, &mut self.scratch));
                self.now.hits.push(Hit { member: at.member, offset: at.offset, content, met });
            }
        }
        Ok(())
    }

    /// The file cannot be read to its end.
    pub(super) fn fail(&mut self) {
        self.now.failed = true;
    }

    /// The file has ended.
    pub(super) fn finish_file(&mut self, report: &FileReport) {
        (self.now.file, self.now.events) = (report.file, report.events);
        self.done.push(std::mem::take(&mut self.now));
    }

    /// What was found in the files that have ended, for [`super::Engine::found`].
    pub fn take(&mut self) -> Vec<u8> {
        // Writing to memory cannot fail; what is not there counts as not searched.
        postcard::to_allocvec(&std::mem::take(&mut self.done)).unwrap_or_default()
    }
}
