//! The account of what became of each file: bytes, records, kept, dropped by reason. The sums add up.

use serde::{Deserialize, Serialize};

use crate::container::Container;
use crate::format::{FORMATS, FormatId};
use crate::problem::{Reporter, Severity};

/// What became of one file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileReport {
    /// Number of the file, given by the page.
    pub file: u32,
    /// What it was wrapped in.
    pub container: Container,
    /// The form found, if any.
    pub format: Option<FormatId>,
    /// Bytes read from the file.
    pub bytes_in: u64,
    /// Bytes after decompression.
    pub bytes_out: u64,
    /// Elements found where records were expected.
    pub records: u64,
    /// Of these, taken as events (duplicates are told apart later, by the engine).
    pub events: u64,
    /// Of these, left out: not CloudTrail events.
    pub not_events: u64,
    /// Of these, left out: damaged.
    pub damaged: u64,
    /// Earliest and latest event time, seconds; `None` where no event has a time.
    pub span: Option<(i64, i64)>,
    /// What went wrong.
    pub problems: Reporter,
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
            container: Container::Plain,
            format: None,
            bytes_in: 0,
            bytes_out: 0,
            records: 0,
            events: 0,
            not_events: 0,
            damaged: 0,
            span: None,
            problems: Reporter::default(),
        }
    }

    /// What became of the file: skipped where no event was found and something was refused or lost.
    pub fn outcome(&self) -> Outcome {
        match self.problems.worst() {
            Some(Severity::Refused | Severity::DataLoss) if self.events == 0 => Outcome::Skipped,
            Some(Severity::Refused | Severity::DataLoss) => Outcome::Partly,
            _ => Outcome::Read,
        }
    }

    /// The form's name for people; empty where none was found.
    pub fn format_label(&self) -> &'static str {
        self.format.and_then(|id| FORMATS.get(id as usize)).map_or("", |format| format.label)
    }

    /// Whether the sums add up: each element was kept or left out with a reason.
    pub fn adds_up(&self) -> bool {
        self.records == self.events + self.not_events + self.damaged
    }
}
