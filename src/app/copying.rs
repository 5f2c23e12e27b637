//! Rows as text to be pasted elsewhere.

use serde_json::{Map, Value};

use crate::components::format::time_in;
use crate::record::time;
use crate::view::column::readable;
use crate::view::{Heading, Row};
use crate::zone::Zone;

/// The form of a copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Headings and rows, separated by tabs.
    Tsv,
    /// An array of objects, by the paths of the columns; empty values are left out, and what is not known is `null`.
    Json,
}

/// What a cell says whose value lies in a record that is not in memory.
const UNREAD: &str = "(not in memory)";

/// What is copied.
pub fn text_of(form: Form, headings: &[Heading], rows: &[&Row], zone: &Zone) -> String {
    match form {
        Form::Tsv => {
            let head = headings.iter().map(|heading| match &*heading.path {
                "eventTime" => format!("Time ({})", zone.name),
                _ => heading.label.clone().into_owned(),
            });
            let mut lines = vec![head.collect::<Vec<_>>().join("\t")];
            lines.extend(rows.iter().map(|row| {
                let time = time::parse(&row.time).map_or(String::new(), |at| time_in(zone, at as f64, false));
                let cells = headings.iter().skip(1).zip(&row.cells).map(|(heading, cell)| {
                    if heading.of_record && row.unread {
                        UNREAD.to_owned()
                    } else {
                        harmless(&readable(cell))
                    }
                });
                std::iter::once(time).chain(cells).collect::<Vec<_>>().join("\t")
            }));
            lines.join("\n")
        }
        Form::Json => {
            let objects = rows.iter().map(|row| {
                let values = std::iter::once(&row.time).chain(&row.cells);
                let fields = headings.iter().zip(values).filter_map(|(heading, value)| {
                    let value = match value.as_str() {
                        "" if heading.of_record && row.unread => Value::Null,
                        "" => return None,
                        value => Value::from(readable(value)),
                    };
                    Some((heading.path.clone().into_owned(), value))
                });
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
    use crate::view::{TableColumn, headings};

    #[test]
    fn rows_as_text() {
        let name = TableColumn::find("requestParameters.name").unwrap();
        let headings = headings(&[PERSON.into(), ERROR.into(), name]);
        let row = Row {
            row: 7,
            time: "2026-09-01T10:30:00Z".into(),
            cells: vec!["=1+1".into(), String::new(), "a\u{1f}b".into()],
            ..Row::default()
        };
        let zone = Zone::fixed("+02:00", 7_200);
        assert_eq!(
            text_of(Form::Tsv, &headings, &[&row], &zone),
            "Time (+02:00)\tPerson\tError\tname\n2026-09-01 12:30:00 +02:00\t'=1+1\t\ta, b"
        );
        let json = text_of(Form::Json, &headings, &[&row], &zone);
        let read: Value = serde_json::from_str(&json).unwrap();
        assert_eq!(
            read,
            serde_json::json!([{"eventTime": "2026-09-01T10:30:00Z", "person": "=1+1", "requestParameters.name": "a, b"}])
        );
        let unread = Row { cells: vec![String::new(); 3], unread: true, ..row };
        assert!(text_of(Form::Tsv, &headings, &[&unread], &zone).ends_with("\t\t\t(not in memory)"));
        assert!(
            text_of(Form::Json, &headings, &[&unread], &zone).contains("\"requestParameters.name\": null")
        );
    }
}
