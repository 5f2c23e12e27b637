//! Files to hand on: plain data as text, without a browser.

pub mod csv;
pub mod events;
pub mod ledger;
pub mod records;

use serde::{Deserialize, Serialize};

/// The form of exported events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Form {
    /// CSV of the columns that the table shows.
    Shown,
    /// CSV of all columns.
    All,
    /// The original records, one a line.
    Lines,
    /// The original records in one document, as a trail writes them.
    Document,
}

/// What there is to know of a form.
pub struct FormRow {
    /// The form.
    pub form: Form,
    /// Its name, in the middle of a sentence.
    pub label: &'static str,
    /// What is in it.
    pub about: &'static str,
    /// How names of its files end.
    pub extension: &'static str,
    /// Its media type.
    pub media: &'static str,
}

/// All forms, in the order in which they are offered.
pub static FORMS: &[FormRow] = &[
    FormRow {
        form: Form::Shown,
        label: "CSV, shown columns",
        about: "a row for each event, in the order of the table",
        extension: "csv",
        media: "text/csv;charset=utf-8",
    },
    FormRow {
        form: Form::All,
        label: "CSV, all columns",
        about: "the same with every column and the event’s id",
        extension: "csv",
        media: "text/csv;charset=utf-8",
    },
    FormRow {
        form: Form::Lines,
        label: "NDJSON",
        about: "the original records, one a line",
        extension: "ndjson",
        media: "application/x-ndjson",
    },
    FormRow {
        form: Form::Document,
        label: "Records",
        about: "the original records as {\"Records\":[…]}, as a trail writes them",
        extension: "json",
        media: "application/json",
    },
];

impl Form {
    /// Its row.
    pub fn row(self) -> &'static FormRow {
        FORMS.iter().find(|row| row.form == self).unwrap_or(&FORMS[0])
    }

    /// Whether it holds original records, and how they stand in it.
    pub fn framing(self) -> Option<records::Framing> {
        match self {
            Form::Shown | Form::All => None,
            Form::Lines => Some(records::Framing::Lines),
            Form::Document => Some(records::Framing::Document),
        }
    }
}
