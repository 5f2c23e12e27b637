//! Rows as text to be pasted elsewhere.

use serde_json::{Map, Value};

use super::table::TIME;
use crate::components::format::time_in;
use crate::export::csv::FORMULA;
use crate::record::time;
use crate::view::column::{CellValue, plain, values_of};
use crate::view::{Row, TableColumn, headings};
use crate::zone::Zone;

/// The form of a copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Headings and rows, separated by tabs.
    Tsv,
    /// An array of objects, by the paths of the columns; empty values are left out, several are an array, and what is
    /// not known is `null`.
    Json,
}

/// What a cell says whose value lies in a record that is not in memory.
const UNREAD: &str = "(not in memory)";

/// What is copied: every value as it stands in the record, of a long one the beginning and “…”.
pub fn text_of(form: Form, columns: &[TableColumn], rows: &[&Row], zone: &Zone) -> String {
    let headings = headings(columns);
    match form {
        Form::Tsv => {
            let head = headings.iter().map(|heading| match &*heading.path {
                TIME => format!("Time ({})", zone.name),
                _ => heading.label.clone().into_owned(),
            });
            let mut lines = vec![head.collect::<Vec<_>>().join("\t")];
            lines.extend(rows.iter().map(|row| {
                let time = time::parse(&row.time).map_or(String::new(), |at| time_in(zone, at as f64, false));
                let cells = headings.iter().skip(1).zip(&row.cells).map(|(heading, cell)| {
                    if heading.of_record && row.unread { UNREAD.to_owned() } else { harmless(&plain(cell)) }
                });
                std::iter::once(time).chain(cells).collect::<Vec<_>>().join("\t")
            }));
            lines.join("\n")
        }
        Form::Json => {
            let objects = rows.iter().map(|row| {
                let time = (TIME.to_owned(), Value::from(row.time.as_str()));
                let fields = columns.iter().zip(&row.cells).map(|(column, cell)| {
                    let unknown = row.unread && matches!(column, TableColumn::At(_));
                    (column.path().to_owned(), if unknown { Value::Null } else { json_of(column, cell) })
                });
                // An empty text is no value; `null` is one that is not known.
                let fields = std::iter::once(time).chain(fields).filter(|(_, value)| value != "");
                Value::Object(fields.collect::<Map<_, _>>())
            });
            format!("{:#}", Value::Array(objects.collect()))
        }
    }
}

fn json_of(column: &TableColumn, cell: &str) -> Value {
    let text = |CellValue { text, cut }| Value::from(if cut { text + "…" } else { text });
    match column {
        TableColumn::At(_) => match values_of(column, cell) {
            values if values.len() > 1 => values.into_iter().map(text).collect(),
            values => values.into_iter().next().map_or_else(|| Value::from(""), text),
        },
        _ => Value::from(plain(cell)),
    }
}

/// A spreadsheet takes a cell that begins like this for a formula, and would calculate what somebody else wrote; one with
/// a tab or a line feed would be several, if it did not stand in quotes.
fn harmless(cell: &str) -> String {
    let cell = match cell.starts_with(FORMULA) {
        true => format!("'{cell}"),
        false => cell.to_owned(),
    };
    match cell.contains(['\t', '\n', '\r', '"']) {
        true => format!("\"{}\"", cell.replace('"', "\"\"")),
        false => cell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::columns::{ERROR, PERSON};

    #[test]
    fn rows_as_text() {
        let name = TableColumn::find("requestParameters.name").unwrap();
        let columns = [PERSON.into(), ERROR.into(), name];
        let row = Row {
            row: 7,
            time: "2026-09-01T10:30:00Z".into(),
            cells: vec!["=1+1".into(), String::new(), "a\u{1f}b".into()],
            ..Row::default()
        };
        let zone = Zone::fixed("+02:00", 7_200);
        assert_eq!(
            text_of(Form::Tsv, &columns, &[&row], &zone),
            "Time (+02:00)\tPerson\tError\tname\n2026-09-01 12:30:00 +02:00\t'=1+1\t\ta, b"
        );
        let json = text_of(Form::Json, &columns, &[&row], &zone);
        let read: Value = serde_json::from_str(&json).unwrap();
        assert_eq!(
            read,
            serde_json::json!([{"eventTime": "2026-09-01T10:30:00Z", "person": "=1+1", "requestParameters.name": ["a", "b"]}])
        );
        let unread = Row { cells: vec![String::new(); 3], unread: true, ..row };
        assert!(text_of(Form::Tsv, &columns, &[&unread], &zone).ends_with("\t\t\t(not in memory)"));
        assert!(
            text_of(Form::Json, &columns, &[&unread], &zone).contains("\"requestParameters.name\": null")
        );
    }

    /// What is copied is evidence: no character is another one than in the record.
    #[test]
    fn copies_are_exact() {
        let columns = [PERSON.into(), TableColumn::find("requestParameters.policyDocument").unwrap()];
        let value = "a\nb\u{202e}\"";
        let row = Row { cells: vec!["\t=1".into(), value.into()], ..Row::default() };
        let json: Value =
            serde_json::from_str(&text_of(Form::Json, &columns, &[&row], &Zone::default())).unwrap();
        assert_eq!(json[0]["requestParameters.policyDocument"], value);
        let tsv = text_of(Form::Tsv, &columns, &[&row], &Zone::default());
        assert!(tsv.ends_with("\n\t\"'\t=1\"\t\"a\nb\u{202e}\"\"\""), "{tsv}");
    }
}
