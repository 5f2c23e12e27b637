//! Rows as text to be pasted elsewhere.

use serde_json::{Map, Value};

use crate::components::format::time_in;
use crate::record::time;
use crate::view::{Heading, Row};
use crate::zone::Zone;

/// The form of a copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Headings and rows, separated by tabs.
    Tsv,
    /// An array of objects, by the paths of the columns; empty values are left out.
    Json,
}

/// What is copied.
pub fn text_of(form: Form, headings: &[Heading], rows: &[&Row], zone: &Zone) -> String {
    match form {
        Form::Tsv => {
            let head = headings.iter().map(|heading| match heading.path {
                "eventTime" => format!("Time ({})", zone.name),
                _ => heading.label.to_owned(),
            });
            let mut lines = vec![head.collect::<Vec<_>>().join("\t")];
            lines.extend(rows.iter().map(|row| {
                let time = time::parse(&row.time).map_or(String::new(), |at| time_in(zone, at as f64, false));
                let cells = row.cells.iter().map(|cell| harmless(cell));
                std::iter::once(time).chain(cells).collect::<Vec<_>>().join("\t")
            }));
            lines.join("\n")
        }
        Form::Json => {
            let objects = rows.iter().map(|row| {
                let values = std::iter::once(&row.time).chain(&row.cells);
                let fields = headings.iter().zip(values).filter(|(_, value)| !value.is_empty());
                let fields =
                    fields.map(|(heading, value)| (heading.path.to_owned(), Value::from(value.as_str())));
                Value::Object(fields.collect::<Map<_, _>>())
            });
            format!("{:#}", Value::Array(objects.collect()))
        }
    }
}

/// A spreadsheet takes a cell that begins like this for a formula, and would calculate what somebody else wrote.
/// Tabs and line feeds are no part of a cell: they are shown as pictures.
fn harmless(cell: &str) -> String {
    match cell.starts_with(['=', '+', '-', '@']) {
        true => format!("'{cell}"),
        false => cell.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::columns::{ERROR, PERSON};
    use crate::view::headings;

    #[test]
    fn rows_as_text() {
        let headings = headings(&[PERSON, ERROR]);
        let row = Row {
            row: 7,
            time: "2026-09-01T10:30:00Z".into(),
            cells: vec!["=1+1".into(), String::new()],
            refused: false,
        };
        let zone = Zone::fixed("+02:00", 7_200);
        assert_eq!(
            text_of(Form::Tsv, &headings, &[&row], &zone),
            "Time (+02:00)\tPerson\tError\n2026-09-01 12:30:00 +02:00\t'=1+1\t"
        );
        let json = text_of(Form::Json, &headings, &[&row], &zone);
        let read: Value = serde_json::from_str(&json).unwrap();
        assert_eq!(read, serde_json::json!([{"eventTime": "2026-09-01T10:30:00Z", "person": "=1+1"}]));
    }
}
