//! The columns of the event table: those of the store, the event's id, and any path into the records.

use serde::{Deserialize, Serialize};

use super::Heading;
use super::text::shown;
use crate::query::fields::{self, EVENT_ID, Field};
use crate::query::{JsonPath, SortBy};
use crate::store::columns::{ERROR, LISTS, RESOURCE};
use crate::store::{ColumnId, Store};

/// A column of the event table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TableColumn {
    /// A column of the store.
    Of(ColumnId),
    /// The event's id.
    EventId,
    /// The values at a path of the record, as far as records are in memory.
    At(JsonPath),
}

/// Width of a column of values at a path at first, CSS pixels.
const WIDTH: u16 = 200;
/// Width that an event id needs.
const ID_WIDTH: u16 = 300;
/// Characters of a cell at most: of a list with thousands of entries the first are shown.
const LONGEST: usize = 1_000;

/// What stands between the values of a cell that has several.
const BETWEEN: char = '\u{1f}';
/// What stands at the end of a value that goes on, and for values that are left out.
const CUT: char = '\u{1d}';
/// What stands before a character of a value that is one of these three.
const PLAIN: char = '\u{1e}';

/// A value of a cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CellValue {
    /// The text as it stands in the record.
    pub text: String,
    /// Whether it goes on in the record; an empty one stands for values that are left out.
    pub cut: bool,
}

/// The values of a cell: one, where its column has no lists.
pub fn values_of(column: &TableColumn, cell: &str) -> Vec<CellValue> {
    let mut values = parts(cell);
    if let TableColumn::Of(id) = column
        && LISTS.contains(id)
    {
        let one = |text: &str| CellValue { text: text.to_owned(), cut: false };
        values = values.iter().flat_map(|value| value.text.split(' ').map(one)).collect();
    }
    values.retain(|value| value.cut || !value.text.is_empty());
    values
}

/// A cell as it stands in the record, several values one behind the other.
pub fn plain(cell: &str) -> String {
    let texts = parts(cell).into_iter().map(|value| value.text + if value.cut { "…" } else { "" });
    texts.collect::<Vec<_>>().join(", ")
}

/// A cell as it is read: whatever hides in it is made visible.
pub fn readable(cell: &str) -> String {
    shown(&plain(cell)).into_owned()
}

/// Whether something of a cell is left out.
pub fn is_cut(cell: &str) -> bool {
    cell.contains(CUT) && parts(cell).iter().any(|value| value.cut)
}

fn parts(cell: &str) -> Vec<CellValue> {
    let mut value = CellValue::default();
    let mut out = Vec::new();
    let mut chars = cell.chars();
    while let Some(c) = chars.next() {
        match c {
            BETWEEN => out.push(std::mem::take(&mut value)),
            CUT => value.cut = true,
            PLAIN => value.text.extend(chars.next()),
            c => value.text.push(c),
        }
    }
    out.push(value);
    out
}

/// Writes a value, or the beginning of one, into a cell.
fn write(value: &str, cell: &mut String) {
    for c in value.chars() {
        if matches!(c, BETWEEN | CUT | PLAIN) {
            cell.push(PLAIN);
        }
        cell.push(c);
    }
}

/// The cell of one value.
fn cell_of(value: &str) -> String {
    if !value.contains([BETWEEN, CUT, PLAIN]) {
        return value.to_owned();
    }
    let mut cell = String::new();
    write(value, &mut cell);
    cell
}

impl From<ColumnId> for TableColumn {
    fn from(id: ColumnId) -> Self {
        TableColumn::Of(id)
    }
}

impl TableColumn {
    /// The column of a name, as the query language has names. `None` for what is no field, and for the time, which
    /// every table has.
    pub fn find(name: &str) -> Option<TableColumn> {
        match fields::find(name.trim())? {
            Field::Column(id) => Some(TableColumn::Of(id)),
            Field::Resource(_) => Some(TableColumn::Of(RESOURCE)),
            Field::EventId => Some(TableColumn::EventId),
            Field::Path(path) => Some(TableColumn::At(path)),
            Field::Time | Field::Recurring(_) | Field::First | Field::File | Field::Story | Field::Actor => {
                None
            }
        }
    }

    /// Its name in queries, links and preferences.
    pub fn path(&self) -> &str {
        match self {
            TableColumn::Of(id) => id.column().path,
            TableColumn::EventId => EVENT_ID.path,
            TableColumn::At(path) => path.as_str(),
        }
    }

    /// Its heading.
    pub fn heading(&self) -> Heading {
        match self {
            TableColumn::Of(id) => {
                let column = id.column();
                Heading {
                    by: Some(SortBy::Column(*id)),
                    label: column.label.into(),
                    path: column.path.into(),
                    width: column.width,
                    empty: if *id == ERROR { "ok" } else { "" },
                    of_record: false,
                }
            }
            TableColumn::EventId => Heading {
                by: Some(SortBy::EventId),
                label: "Event id".into(),
                path: EVENT_ID.path.into(),
                width: ID_WIDTH,
                empty: "",
                of_record: false,
            },
            TableColumn::At(path) => Heading {
                by: None,
                label: short(path.as_str()).to_owned().into(),
                path: path.as_str().to_owned().into(),
                width: WIDTH,
                empty: "",
                of_record: true,
            },
        }
    }

    /// What stands in the cell of a row, to be read by [`values_of`], [`plain`] or [`readable`]; `record` is its record,
    /// where that is in memory.
    pub fn cell(&self, store: &Store, row: u32, record: Option<&str>) -> String {
        match self {
            TableColumn::Of(id) => cell_of(store.value(*id, row)),
            TableColumn::EventId => cell_of(&store.event_id(row)),
            TableColumn::At(path) => record.map_or_else(String::new, |record| values(path, record)),
        }
    }
}

/// The end of a path, as far as it tells columns apart: without the block that nearly all paths are in.
fn short(path: &str) -> &str {
    let rest = path.split_once('.').map_or(path, |(_, rest)| rest);
    if rest.is_empty() { path } else { rest }
}

/// All values at a path, as far as there is room; empty texts and `null` are none.
fn values(path: &JsonPath, record: &str) -> String {
    let mut out = String::new();
    let mut room = LONGEST;
    path.any(record, &mut |value| {
        if !out.is_empty() {
            out.push(BETWEEN);
        }
        let end = value.char_indices().nth(room).map(|(at, _)| at);
        let begin = value.get(..end.unwrap_or(value.len())).unwrap_or_default();
        write(begin, &mut out);
        room -= begin.chars().count();
        if end.is_some() {
            out.push(CUT);
        }
        end.is_some()
    });
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::columns::PERSON;

    #[test]
    fn names_are_those_of_queries() {
        assert_eq!(TableColumn::find("user"), Some(TableColumn::Of(PERSON)));
        assert_eq!(TableColumn::find("id"), Some(TableColumn::EventId));
        let steps = TableColumn::find("request.steps[].name");
        assert_eq!(steps.as_ref().map(TableColumn::path), Some("requestParameters.steps.name"));
        assert_eq!(steps.map(|it| it.heading().label), Some("steps.name".into()));
        for no in ["time", "hour", "first", "nonsense", "", "requestParameters."] {
            assert_eq!(TableColumn::find(no), None, "{no}");
        }
        for column in [TableColumn::Of(PERSON), TableColumn::EventId] {
            assert_eq!(TableColumn::find(column.path()), Some(column));
        }
    }

    fn texts(column: &TableColumn, cell: &str) -> Vec<String> {
        values_of(column, cell).into_iter().map(|value| value.text).collect()
    }

    #[test]
    fn a_cell_has_all_values_and_an_end() {
        let path = JsonPath::new("requestParameters.a.b").unwrap();
        let record = r#"{"requestParameters":{"a":[{"b":"x"},{"b":[1,null,"\u202ey\n"]}]}}"#;
        let cell = values(&path, record);
        let column = TableColumn::At(path.clone());
        assert_eq!(texts(&column, &cell), ["x", "1", "\u{202e}y\n"]);
        assert_eq!((plain(&cell), readable(&cell)), ("x, 1, \u{202e}y\n".into(), "x, 1, ⟨U+202E⟩y␊".into()));
        assert!(!is_cut(&cell));
        assert_eq!(texts(&TableColumn::Of(RESOURCE), "j-1 s-2").len(), 2);
        assert_eq!(texts(&TableColumn::Of(PERSON), "a b").len(), 1);
        assert_eq!(values(&path, r#"{"requestParameters":{}}"#), "");
    }

    /// What the cell uses itself is no part of its values where it stands in one.
    #[test]
    fn any_value_comes_back() {
        let path = JsonPath::new("a").unwrap();
        let column = TableColumn::At(path.clone());
        let cell = values(&path, r#"{"a":["x\u001fy","\u001d","\u001e\u001e"]}"#);
        assert_eq!(texts(&column, &cell), ["x\u{1f}y", "\u{1d}", "\u{1e}\u{1e}"]);
        assert!(!is_cut(&cell));
        assert_eq!(texts(&TableColumn::EventId, &cell_of("a\u{1f}b\u{1e}")), ["a\u{1f}b\u{1e}"]);
    }

    #[test]
    fn what_is_left_out_is_known() {
        let path = JsonPath::new("a").unwrap();
        let column = TableColumn::At(path.clone());
        let of = |value: &str| values_of(&column, &values(&path, &format!(r#"{{"a":{value}}}"#)));
        let long = of(&format!("\"{}\"", "é".repeat(LONGEST + 1)));
        assert_eq!(long, [CellValue { text: "é".repeat(LONGEST), cut: true }]);
        let fits = of(&format!("\"{}\"", "é".repeat(LONGEST)));
        assert_eq!(fits, [CellValue { text: "é".repeat(LONGEST), cut: false }]);
        let many = of(&format!("[{}1]", "1,".repeat(5_000)));
        assert_eq!(many.len(), LONGEST + 1);
        assert_eq!(many.last(), Some(&CellValue { text: String::new(), cut: true }));
        let cell = values(&path, &format!(r#"{{"a":["{}","b"]}}"#, "x".repeat(LONGEST)));
        assert!(is_cut(&cell) && readable(&cell).ends_with("x, …"));
    }
}
