//! The columns of the event table: those of the store, the event's id, and any path into the records.

use serde::{Deserialize, Serialize};

use super::Heading;
use super::text::shown;
use crate::query::fields::{self, EVENT_ID, Field};
use crate::query::{JsonPath, SortBy};
use crate::store::columns::{ERROR, LISTS};
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

/// What stands between the values of a cell that has several. Text that is shown never has it.
const BETWEEN: char = '\u{1f}';

/// The values of a cell: one, where its column has no lists.
pub fn values_of<'c>(column: &TableColumn, cell: &'c str) -> impl Iterator<Item = &'c str> + use<'c> {
    let between = match column {
        TableColumn::Of(id) if LISTS.contains(id) => ' ',
        _ => BETWEEN,
    };
    cell.split(between).filter(|value| !value.is_empty())
}

/// A cell as it is read.
pub fn readable(cell: &str) -> String {
    cell.replace(BETWEEN, ", ")
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
            Field::EventId => Some(TableColumn::EventId),
            Field::Path(path) => Some(TableColumn::At(path)),
            Field::Time | Field::Recurring(_) | Field::First | Field::Story | Field::Actor => None,
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
                by: None,
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

    /// What the cell of a row says; `record` is its record, where that is in memory.
    pub fn cell(&self, store: &Store, row: u32, record: Option<&str>) -> String {
        match self {
            TableColumn::Of(id) => shown(store.value(*id, row)).into_owned(),
            TableColumn::EventId => shown(&store.event_id(row)).into_owned(),
            TableColumn::At(path) => record.map_or_else(String::new, |record| values(path, record)),
        }
    }
}

/// The end of a path, as far as it tells columns apart: without the block that nearly all paths are in.
fn short(path: &str) -> &str {
    let rest = path.split_once('.').map_or(path, |(_, rest)| rest);
    if rest.is_empty() { path } else { rest }
}

/// All values at a path; empty texts and `null` are none.
fn values(path: &JsonPath, record: &str) -> String {
    let mut out = String::new();
    let mut room = LONGEST;
    path.any(record, &mut |value| {
        if !out.is_empty() {
            out.push(BETWEEN);
        }
        let mut chars = value.chars();
        let begin: String = chars.by_ref().take(room).collect();
        room -= begin.chars().count();
        out.push_str(&shown(&begin));
        let cut = chars.next().is_some();
        if cut {
            out.push('…');
        }
        cut || room == 0
    });
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::columns::{PERSON, RESOURCE};

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

    #[test]
    fn a_cell_has_all_values_and_an_end() {
        let path = JsonPath::new("requestParameters.a.b").unwrap();
        let record = r#"{"requestParameters":{"a":[{"b":"x"},{"b":[1,null,"\u202ey"]}]}}"#;
        let cell = values(&path, record);
        assert_eq!(readable(&cell), format!("x, 1, {}", shown("\u{202e}y")));
        let column = TableColumn::At(path.clone());
        assert_eq!(values_of(&column, &cell).collect::<Vec<_>>(), ["x", "1", &*shown("\u{202e}y")]);
        assert_eq!(values_of(&TableColumn::Of(RESOURCE), "j-1 s-2").count(), 2);
        assert_eq!(values_of(&TableColumn::Of(PERSON), "a b").count(), 1);
        assert_eq!(values(&path, r#"{"requestParameters":{}}"#), "");
        let long = format!(r#"{{"requestParameters":{{"a":{{"b":"{}"}}}}}}"#, "é".repeat(5_000));
        let cell = values(&path, &long);
        assert!(cell.ends_with('…') && cell.chars().count() == LONGEST + 1, "{}", cell.chars().count());
        let many = format!(r#"{{"requestParameters":{{"a":{{"b":[{}1]}}}}}}"#, "1,".repeat(5_000));
        assert_eq!(values(&path, &many).split(BETWEEN).count(), LONGEST);
    }
}
