//! Events as CSV, a row for each, by the columns of the table. Headings are the names that queries have, which are
//! CloudTrail's own where there are any.

use super::csv::Csv;
use crate::query::JsonPath;
use crate::record::time::{self, NO_TIME};
use crate::store::{COLUMNS, ColumnId, Store};
use crate::view::TableColumn;
use crate::zone::Zone;

/// What stands in a cell whose value is not known: its record is not in memory, and could not be read again.
const UNKNOWN: &str = "(record could not be read again)";

/// A table of events that is being written.
pub struct EventTable {
    csv: Csv,
    columns: Vec<TableColumn>,
    /// In which the time is given a second time.
    zone: Option<Zone>,
    /// Whether a note stands at the end of each row.
    note: bool,
    /// Rows with a cell that is not known.
    unknown: u32,
}

impl EventTable {
    /// Starts with the headings: the time (UTC), the time in the zone where that is another, the columns (all of them
    /// and the event's id where none are given), the note.
    pub fn new(columns: Option<Vec<TableColumn>>, zone: &Zone, note: bool) -> EventTable {
        let all =
            || (0..COLUMNS.len()).map(|n| ColumnId(n as u8).into()).chain([TableColumn::EventId]).collect();
        let columns = columns.unwrap_or_else(all);
        let zone = (!zone.transitions.is_empty()).then(|| zone.clone());
        let mut headings = vec!["eventTime".to_owned()];
        headings.extend(zone.as_ref().map(|zone| format!("eventTime ({})", zone.name)));
        headings.extend(columns.iter().map(|column| column.path().to_owned()));
        headings.extend(note.then(|| "note".to_owned()));
        EventTable { csv: Csv::new(headings.iter().map(String::as_str)), columns, zone, note, unknown: 0 }
    }

    /// Whether there is a column whose values stand in the records.
    pub fn wants_records(&self) -> bool {
        self.columns.iter().any(|column| matches!(column, TableColumn::At(_)))
    }

    /// What a record has in the columns whose values stand in records, in their order.
    pub fn values(&self, record: &str) -> Vec<String> {
        let paths = self.columns.iter().filter_map(|column| match column {
            TableColumn::At(path) => Some(path),
            _ => None,
        });
        paths.map(|path| values(path, record)).collect()
    }

    /// Adds the row of an event; `read` are the [`EventTable::values`] of its record, where that is known.
    pub fn row(&mut self, store: &Store, row: u32, read: Option<&[String]>, note: &str) {
        let at = store.times().get(row as usize).copied().unwrap_or(NO_TIME);
        let mut cells: Vec<String> = vec![time::format(at)];
        cells.extend(self.zone.as_ref().map(|zone| match at {
            NO_TIME => String::new(),
            at => zone.format(at),
        }));
        let mut values = read.unwrap_or_default().iter();
        cells.extend(self.columns.iter().map(|column| match column {
            TableColumn::Of(id) => store.value(*id, row).to_owned(),
            TableColumn::EventId => store.event_id(row),
            TableColumn::At(_) => values.next().cloned().unwrap_or_else(|| UNKNOWN.to_owned()),
        }));
        cells.extend(self.note.then(|| note.to_owned()));
        self.unknown += u32::from(read.is_none() && self.wants_records());
        self.csv.row(cells);
    }

    /// Rows with a cell that is not known.
    pub fn unknown(&self) -> u32 {
        self.unknown
    }

    /// Bytes written and not taken.
    pub fn len(&self) -> usize {
        self.csv.len()
    }

    /// Whether nothing is there to be taken.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What was written since it was last asked.
    pub fn take(&mut self) -> Vec<u8> {
        self.csv.take().into_bytes()
    }
}

/// All values at a path, a line for each.
fn values(path: &JsonPath, record: &str) -> String {
    let mut out = String::new();
    path.any(record, &mut |value| {
        if !out.is_empty() {
            out.push('\n');
        }
        out.push_str(value);
        false
    });
    out
}
