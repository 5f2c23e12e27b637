//! Plain data for the screen: rows, details, trees, chart specifications. No HTML, no browser.

pub mod chart;
pub mod column;
pub mod detail;
pub mod file_name;
pub mod ledger;
pub mod overview;
pub mod people;
pub mod questions;
pub mod remarks;
pub mod stories;
pub mod text;
pub mod tree;
pub mod zoom;

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

pub use self::column::TableColumn;
use crate::query::SortBy;

/// The heading of a column of the event table.
#[derive(Clone, Debug, PartialEq)]
pub struct Heading {
    /// What sorting by it sorts by; nothing where rows cannot be sorted by it.
    pub by: Option<SortBy>,
    /// The words.
    pub label: Cow<'static, str>,
    /// CloudTrail's own name.
    pub path: Cow<'static, str>,
    /// Width in CSS pixels at first.
    pub width: u16,
    /// What an empty cell says.
    pub empty: &'static str,
    /// Whether its values are looked up in the records, as far as these are in memory.
    pub of_record: bool,
}

/// The headings of the time and these columns.
pub fn headings(columns: &[TableColumn]) -> Vec<Heading> {
    let time = Heading {
        by: Some(SortBy::Time),
        label: "Time (UTC)".into(),
        path: "eventTime".into(),
        width: 164,
        empty: "no time",
        of_record: false,
    };
    std::iter::once(time).chain(columns.iter().map(TableColumn::heading)).collect()
}

/// One row of the event table.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// Number of the event in the store; stays the same while data is loaded.
    pub row: u32,
    /// `2026-09-01T10:30:00Z`; empty where the record has no time.
    pub time: String,
    /// What stands in each column that was asked for; several values as [`column::values_of`] takes them apart.
    pub cells: Vec<String>,
    /// Whether the request was refused or failed.
    pub refused: bool,
    /// Whether a cell stands for something in the record, which is not in memory: such cells are empty, and what they
    /// would say is not known.
    pub unread: bool,
}

/// The numbers that are always on the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Events that match query, scope and time range.
    pub matching: u32,
    /// Events in the chosen scope.
    pub scope: u32,
    /// All events.
    pub all: u32,
    /// Events of EMR itself.
    pub emr: u32,
    /// Events of EMR itself and related ones.
    pub related: u32,
    /// Copies of events that were counted and left out.
    pub duplicates: u32,
    /// Files that were looked at.
    pub files: u32,
    /// Files of which nothing could be read.
    pub skipped: u32,
    /// Files of which a part was lost.
    pub partly: u32,
}
