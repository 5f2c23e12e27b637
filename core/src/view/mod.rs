//! Plain data for the screen: rows, details, trees, chart specifications. No HTML, no browser.

pub mod chart;
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

use serde::{Deserialize, Serialize};

use crate::query::SortBy;
use crate::store::ColumnId;
use crate::store::columns::ERROR;

/// The heading of a column of the event table.
#[derive(Clone, Debug, PartialEq)]
pub struct Heading {
    /// What sorting by it sorts by.
    pub by: SortBy,
    /// The words.
    pub label: &'static str,
    /// CloudTrail's own name.
    pub path: &'static str,
    /// Width in CSS pixels at first.
    pub width: u16,
    /// What an empty cell says.
    pub empty: &'static str,
}

/// The headings of the time and these columns.
pub fn headings(columns: &[ColumnId]) -> Vec<Heading> {
    let time =
        Heading { by: SortBy::Time, label: "Time (UTC)", path: "eventTime", width: 172, empty: "no time" };
    let others = columns.iter().map(|&id| {
        let column = id.column();
        let empty = if id == ERROR { "ok" } else { "" };
        Heading { by: SortBy::Column(id), label: column.label, path: column.path, width: column.width, empty }
    });
    std::iter::once(time).chain(others).collect()
}

/// One row of the event table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// Number of the event in the store; stays the same while data is loaded.
    pub row: u32,
    /// `2026-09-01T10:30:00Z`; empty where the record has no time.
    pub time: String,
    /// A value for each column that was asked for.
    pub cells: Vec<String>,
    /// Whether the request was refused or failed.
    pub refused: bool,
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
