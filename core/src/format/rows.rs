//! The reader of tables as CSV: a header, then an event a row.
//!
//! Separators are commas, semicolons or tabs, whichever make a header that is known. A row is read when all of it is in
//! the window. A broken row costs itself: one that has swallowed others, because a quote was not closed, costs its
//! first line, and reading goes on behind that.

use std::borrow::Cow;

use super::columns::{self, Column, Row};
use super::{Fill, Reader, Sink};
use crate::problem::ProblemId;

/// What may part the fields of a row.
const SEPARATORS: &[u8] = b",;\t";

/// The headings in the first line of a text, which must be known; `None` where they are not.
pub(super) fn headings(text: &[u8], known: fn(&[String]) -> bool) -> Option<(u8, Vec<String>)> {
    let end = memchr::memchr2(b'\n', b'\r', text).unwrap_or(text.len());
    SEPARATORS.iter().find_map(|&separator| {
        let mut fields = Fields::new(separator);
        fields.split(&text[..end], true)?;
        let names: Vec<String> = fields.texts().map(|text| text.trim().to_owned()).collect();
        known(&names).then_some((separator, names))
    })
}

/// Cuts a row into its fields.
struct Fields {
    csv: csv_core::Reader,
    text: Vec<u8>,
    ends: Vec<usize>,
    /// How many of `ends` there are.
    count: usize,
}

impl Fields {
    fn new(separator: u8) -> Self {
        let csv = csv_core::ReaderBuilder::new().delimiter(separator).build();
        Fields { csv, text: vec![0; 4 << 10], ends: vec![0; 64], count: 0 }
    }

    /// Cuts the row at the start of `text`; says how long it is, with the first byte of its end of line, and whether it
    /// ended only because the text did. `None` where it may go on: `last` says that it cannot.
    fn split(&mut self, text: &[u8], last: bool) -> Option<(usize, bool)> {
        use csv_core::ReadRecordResult as Got;
        self.csv.reset();
        let (mut used, mut made, mut open) = (0, 0, false);
        self.count = 0;
        loop {
            let (got, nin, nout, nend) =
                self.csv.read_record(&text[used..], &mut self.text[made..], &mut self.ends[self.count..]);
            used += nin;
            made += nout;
            self.count += nend;
            match got {
                Got::InputEmpty if !last => return None,
                // What is left is nothing, which tells the reader that this is the end.
                Got::InputEmpty => open = true,
                Got::OutputFull => self.text.resize(self.text.len() * 2, 0),
                Got::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
                Got::Record | Got::End => return Some((used, open)),
            }
        }
    }

    fn bytes(&self) -> impl Iterator<Item = &[u8]> {
        let ends = &self.ends[..self.count];
        let starts = std::iter::once(0).chain(ends.iter().copied());
        starts.zip(ends).map(|(start, &end)| self.text.get(start..end).unwrap_or_default())
    }

    fn texts(&self) -> impl Iterator<Item = Cow<'_, str>> {
        self.bytes().map(String::from_utf8_lossy)
    }
}

/// Reads rows.
pub(super) struct Rows {
    known: fn(&[String]) -> bool,
    table: Option<Table>,
    /// Whether the rest of a line is passed over, which belongs to a row that is too large.
    skipping: bool,
}

struct Table {
    fields: Fields,
    columns: Vec<Column>,
}

impl Rows {
    /// A reader of tables whose headings are `known`.
    pub fn new(known: fn(&[String]) -> bool) -> Self {
        Rows { known, table: None, skipping: false }
    }
}

/// How a row ended.
enum Ended {
    /// By the end of its line.
    Line,
    /// By the end of the file; `open`: inside quotes.
    File { open: bool },
}

impl Reader for Rows {
    fn read(&mut self, window: &[u8], base: u64, fill: Fill, sink: &mut dyn Sink) -> usize {
        let mut at = 0;
        if self.table.is_none() {
            let start = super::documents::start(window);
            let end = memchr::memchr2(b'\n', b'\r', &window[start..]);
            if end.is_none() && fill == Fill::More {
                return start.min(window.len());
            }
            at = end.map_or(window.len(), |n| start + n);
            // Found when the form was; a header that is not there any more leaves a table without columns.
            let (separator, names) = headings(&window[start..at], self.known).unwrap_or((b',', Vec::new()));
            self.table = Some(Table { fields: Fields::new(separator), columns: columns::of(&names) });
        }
        let Some(table) = &mut self.table else { return window.len() };
        while at < window.len() {
            if self.skipping {
                let Some(n) = memchr::memchr(b'\n', &window[at..]) else { return window.len() };
                self.skipping = false;
                at += n + 1;
                continue;
            }
            if matches!(window[at], b'\n' | b'\r') {
                at += 1;
                continue;
            }
            let rest = &window[at..];
            let place = base + at as u64;
            let Some((length, open)) = table.fields.split(rest, fill == Fill::End) else {
                if fill != Fill::Full || at > 0 {
                    return at;
                }
                sink.reporter().report(ProblemId::RecordTooLarge, Some(place), "");
                self.skipping = true;
                continue;
            };
            let row = &rest[..length];
            let ended = if open { Ended::File { open: is_open(row) } } else { Ended::Line };
            at += match table.row(row, place, &ended, sink) {
                true => length,
                // The next line may be a row of its own.
                false => memchr::memchr2(b'\n', b'\r', row).map_or(length, |n| n + 1),
            };
        }
        at
    }
}

/// Whether a quote in a row was not closed.
fn is_open(row: &[u8]) -> bool {
    memchr::memchr_iter(b'"', row).count() % 2 == 1
}

impl Table {
    /// Takes a row; says whether it was one.
    fn row(&mut self, row: &[u8], place: u64, ended: &Ended, sink: &mut dyn Sink) -> bool {
        let fields = &self.fields;
        let wanted = self.columns.len();
        let beyond = fields.bytes().skip(wanted).any(|field| !field.is_empty());
        let whole = fields.count >= wanted && !beyond;
        match ended {
            // A spreadsheet's empty rows are rows of separators.
            Ended::Line if fields.bytes().all(<[u8]>::is_empty) => return true,
            Ended::File { open } if *open || !whole => {
                sink.reporter().report(ProblemId::RowTruncated, Some(place), super::excerpt(row));
                return false;
            }
            Ended::Line if !whole => {
                sink.reporter().report(ProblemId::BadRow, Some(place), super::excerpt(row));
                return false;
            }
            // The last field could be longer, unless a quote closes it.
            Ended::File { .. } if row.last() != Some(&b'"') => {
                sink.reporter().report(ProblemId::LastRowOpen, Some(place), "");
            }
            _ => {}
        }
        let length = row.trim_ascii_end().len();
        let values: Vec<Cow<str>> = fields.texts().collect();
        if fields.bytes().any(|field| std::str::from_utf8(field).is_err()) {
            sink.reporter().report(ProblemId::InvalidUtf8, Some(place), "");
        }
        let mut odd = |problem, value: &str| {
            sink.reporter().report(problem, Some(place), super::excerpt(value.as_bytes()));
        };
        let record = columns::record(&self.columns, values.iter().map(|value| &**value), &mut odd);
        match record {
            Row::Made(record) => sink.derived(&record, place, length),
            Row::Quoted(record) => sink.quoted(&record, place, length),
            Row::Empty => sink.left_out(ProblemId::LineWithoutRecord, Some(place), ""),
        }
        true
    }
}
