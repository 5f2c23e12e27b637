//! The account of what became of each file: bytes, records, kept, dropped by reason. The sums add up.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::batch::Provenance;
use crate::container::Container;
use crate::format::{FORMATS, FormatId};
use crate::problem::{ProblemId, Reporter, Severity};

/// What became of one file, or of one member of an archive.
///
/// The account of an archive holds those of its members, and the sums of what they hold. A problem of a member is
/// in the member's account only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileReport {
    /// Number of the file, given by the page.
    pub file: u32,
    /// Number of the member in the file, from 1 in the order in which they lie in it; 0 for the file itself.
    pub member: u32,
    /// Path of the member inside its archive, or archives; empty for the file itself.
    pub path: String,
    /// What it was wrapped in, the outermost first; empty where the bytes are the data.
    pub containers: Vec<Container>,
    /// The form found, if any.
    pub format: Option<FormatId>,
    /// Bytes of the file; of a member, as it lies in its archive.
    pub bytes_in: u64,
    /// Bytes of data: decompressed, and as UTF-8.
    pub bytes_out: u64,
    /// Elements found where records were expected.
    pub records: u64,
    /// Of these, taken as events (duplicates are told apart later, by the engine).
    pub events: u64,
    /// Of the events, copies of events that stand elsewhere: the engine counts them, since it sees all files.
    pub duplicates: u64,
    /// Of these, left out: not CloudTrail events.
    pub not_events: u64,
    /// Of these, left out: damaged.
    pub damaged: u64,
    /// Of these, left out: events for which there was no memory.
    pub no_room: u64,
    /// Earliest and latest event time, seconds; `None` where no event has a time.
    pub span: Option<(i64, i64)>,
    /// How long reading took, in microseconds, waiting for the disk included; `None` where it was not measured.
    pub micros: Option<u64>,
    /// What went wrong.
    pub problems: Reporter,
    /// The accounts of the members, in the order of their numbers; those of archives inside archives among them.
    pub members: Vec<FileReport>,
}

/// What became of a file, in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    /// Everything in it was read.
    Read,
    /// Some of it was read, some was lost.
    Partly,
    /// Nothing of it was read.
    Skipped,
}

impl Outcome {
    /// The word shown.
    pub fn label(self) -> &'static str {
        match self {
            Outcome::Read => "read",
            Outcome::Partly => "partly read",
            Outcome::Skipped => "skipped",
        }
    }
}

impl FileReport {
    /// A report with nothing in it yet.
    pub fn new(file: u32) -> Self {
        FileReport {
            file,
            member: 0,
            path: String::new(),
            containers: Vec::new(),
            format: None,
            bytes_in: 0,
            bytes_out: 0,
            records: 0,
            events: 0,
            duplicates: 0,
            not_events: 0,
            damaged: 0,
            no_room: 0,
            span: None,
            micros: None,
            problems: Reporter::default(),
            members: Vec::new(),
        }
    }

    /// The account of a member; the file's own for 0 and for a member that is not there.
    pub fn account(&self, member: u32) -> &FileReport {
        (member as usize).checked_sub(1).and_then(|i| self.members.get(i)).unwrap_or(self)
    }

    /// The account of a member, as [`FileReport::account`].
    pub fn account_mut(&mut self, member: u32) -> &mut FileReport {
        match (member as usize).checked_sub(1) {
            Some(i) if i < self.members.len() => &mut self.members[i],
            _ => self,
        }
    }

    /// The file's own account and then those of its members: the lines of the ledger.
    pub fn lines(&self) -> impl Iterator<Item = &FileReport> {
        std::iter::once(self).chain(&self.members)
    }

    /// What it was wrapped in, for people; empty where the bytes are the data.
    pub fn wrapping(&self) -> String {
        self.containers.iter().map(|container| container.label()).collect::<Vec<_>>().join(", ")
    }

    /// Whether it is an archive: its data is that of its members.
    pub fn is_archive(&self) -> bool {
        self.containers.last().is_some_and(|container| container.is_archive())
    }

    /// What became of the file: skipped where no event was found and something was refused or lost.
    pub fn outcome(&self) -> Outcome {
        match self.problems.worst() {
            Some(Severity::Refused | Severity::DataLoss) if self.events == 0 => Outcome::Skipped,
            Some(Severity::Refused | Severity::DataLoss) => Outcome::Partly,
            _ => Outcome::Read,
        }
    }

    /// Of the events, those that are shown: the others are copies.
    pub fn kept(&self) -> u64 {
        self.events.saturating_sub(self.duplicates)
    }

    /// The form's stable name; empty where none was found.
    pub fn format_name(&self) -> &'static str {
        self.format.and_then(|id| FORMATS.get(id as usize)).map_or("", |format| format.name)
    }

    /// The form's name for people; empty where none was found.
    pub fn format_label(&self) -> &'static str {
        self.format.and_then(|id| FORMATS.get(id as usize)).map_or("", |format| format.label)
    }

    /// So many of its events, or of a member's, were left out for want of memory.
    pub fn leave_out(&mut self, member: u32, count: u64) {
        let account = self.account_mut(member);
        account.problems.report_many(ProblemId::MemoryFull, count);
        let is_member = account.member != 0;
        let take = |report: &mut FileReport| {
            let count = count.min(report.events);
            report.events -= count;
            report.no_room += count;
        };
        take(self.account_mut(member));
        // An archive has the sums of what its members have.
        if is_member {
            take(self);
        }
    }

    /// Bytes on the heap.
    pub fn size(&self) -> usize {
        self.path.capacity()
            + self.containers.capacity() * size_of::<Container>()
            + self.problems.size()
            + self.members.capacity() * size_of::<FileReport>()
            + self.members.iter().map(FileReport::size).sum::<usize>()
    }

    /// Whether the sums add up: each element was kept or left out with a reason, and an archive has what its members
    /// have together.
    pub fn adds_up(&self) -> bool {
        let sums = |of: fn(&FileReport) -> u64| {
            self.members.is_empty() || of(self) == self.members.iter().map(of).sum::<u64>()
        };
        self.records == self.events + self.not_events + self.damaged + self.no_room
            && self.duplicates <= self.events
            && self.members.iter().all(FileReport::adds_up)
            && sums(|r| r.records)
            && sums(|r| r.events)
            && sums(|r| r.not_events)
            && sums(|r| r.damaged)
            && sums(|r| r.no_room)
            && sums(|r| r.bytes_out)
    }
}

fn by_number(files: &[FileReport]) -> HashMap<u32, usize> {
    files.iter().enumerate().map(|(i, file)| (file.file, i)).collect()
}

/// Notes, in the account of each file and member, the records at these places: other records have the same id.
pub fn note_clashes(files: &mut [FileReport], places: &[Provenance]) {
    if places.is_empty() {
        return;
    }
    let by_number = by_number(files);
    for at in places {
        let Some(file) = by_number.get(&at.file).and_then(|&i| files.get_mut(i)) else { continue };
        let problems = &mut file.account_mut(at.member).problems;
        problems.report(ProblemId::SameIdOtherContent, Some(at.offset), "");
    }
}

/// Counts, in the account of each file and member, the copies that lie in it.
pub fn count_duplicates(files: &mut [FileReport], copies: impl Iterator<Item = Provenance>) {
    let by_number = by_number(files);
    for copy in copies {
        let Some(file) = by_number.get(&copy.file).and_then(|&i| files.get_mut(i)) else { continue };
        file.duplicates += 1;
        if copy.member != 0 && !file.members.is_empty() {
            file.account_mut(copy.member).duplicates += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_archive_has_what_its_members_have() {
        let mut archive = FileReport::new(7);
        archive.containers.push(Container::Zip);
        for member in 1..=3 {
            let report = FileReport { member, path: format!("{member}.json"), ..FileReport::new(7) };
            archive.members.push(FileReport { records: 2, events: 2, bytes_out: 10, ..report });
        }
        assert!(!archive.adds_up(), "the sums are not made yet");
        (archive.records, archive.events, archive.bytes_out) = (6, 6, 30);
        assert!(archive.adds_up() && archive.is_archive());
        assert_eq!(archive.lines().map(|line| line.member).collect::<Vec<_>>(), [0, 1, 2, 3]);
        assert_eq!((archive.account(2).path.as_str(), archive.account(0).member), ("2.json", 0));
        assert_eq!(archive.account(4).member, 0, "a member that is not there");
        archive.account_mut(3).events = 1;
        assert!(!archive.adds_up(), "a member's own sum is wrong");
    }
}
