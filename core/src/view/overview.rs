//! The overview as plain data: tiles, charts and the answers' counts, and the table of charts.

use serde::{Deserialize, Serialize};

use super::chart::{Cell, ChartSpec, Mark, Marks};
use super::text::shown;
use crate::aggregate::{Cross, Facet, Hours};
use crate::query::clauses::is;
use crate::store::ColumnId;
use crate::store::columns::{
    ACCOUNT, ADDRESS, AGENT, CATEGORY, ERROR, EVENT, KIND, PERSON, READ_ONLY, REGION, RESOURCE,
};
use crate::zone::WEEKDAYS;

/// One number with a shape.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tile {
    /// Stable name.
    pub name: String,
    /// The words under the number.
    pub label: String,
    /// The number, or what stands in its place.
    pub value: Value,
    /// Counts over time; empty where there is no shape to show.
    pub spark: Vec<u32>,
    /// The condition that leaves what is counted; empty where there is none.
    pub query: String,
}

/// What a tile shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Value {
    /// A count.
    Count(u32),
    /// Two counts, such as accounts and Regions.
    Product(u32, u32),
    /// First and last time, seconds since 1970.
    Span(i64, i64),
    /// There is nothing to count.
    Nothing,
}

/// How many events answer a question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerCount {
    /// Name of the question.
    pub name: String,
    /// How many events.
    pub count: u32,
}

/// Everything the overview shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overview {
    /// Of what query, scope and range leave.
    pub tiles: Vec<Tile>,
    /// Likewise.
    pub charts: Vec<ChartSpec>,
    /// Of all events in each question's own scope.
    pub answers: Vec<AnswerCount>,
}

/// What a chart counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// The most frequent values of a column.
    Top(ColumnId),
    /// Hour of the day by day of the week.
    Hours,
    /// The values of two columns together.
    Cross([ColumnId; 2]),
}

/// One row of the table of charts.
pub struct ChartRow {
    /// Stable name, used for files and tests.
    pub name: &'static str,
    /// The heading.
    pub title: &'static str,
    /// What it counts.
    pub counted: Counted,
}

/// The charts of the overview, in the order of the page. The timeline stands above them on its own.
pub static CHARTS: &[ChartRow] = &[
    ChartRow { name: "operations", title: "Operations", counted: Counted::Top(EVENT) },
    ChartRow { name: "people", title: "People and machines", counted: Counted::Top(PERSON) },
    ChartRow { name: "resources", title: "Resources", counted: Counted::Top(RESOURCE) },
    ChartRow { name: "hours", title: "Hours of the week", counted: Counted::Hours },
    ChartRow { name: "credentials", title: "Kinds of credentials", counted: Counted::Top(KIND) },
    ChartRow { name: "who-what", title: "Who did what", counted: Counted::Cross([PERSON, EVENT]) },
    ChartRow { name: "errors", title: "Errors", counted: Counted::Top(ERROR) },
    ChartRow { name: "addresses", title: "Source addresses", counted: Counted::Top(ADDRESS) },
    ChartRow { name: "agents", title: "User agents", counted: Counted::Top(AGENT) },
    ChartRow { name: "categories", title: "Categories", counted: Counted::Top(CATEGORY) },
    ChartRow { name: "reads", title: "Read only?", counted: Counted::Top(READ_ONLY) },
    ChartRow { name: "regions", title: "Regions", counted: Counted::Top(REGION) },
    ChartRow { name: "accounts", title: "Accounts", counted: Counted::Top(ACCOUNT) },
];

/// Bars of a chart at most.
pub const BARS: u32 = 8;
/// Rows and columns of a grid at most.
pub const CROSS: [usize; 2] = [8, 10];

/// Bars of the most frequent values.
pub fn bars(row: &ChartRow, column: ColumnId, facet: &Facet) -> ChartSpec {
    let path = column.column().path;
    let marks: Vec<Mark> = facet
        .values
        .iter()
        .map(|found| Mark {
            label: shown(&found.value).into_owned(),
            value: found.count,
            query: is(path, &found.value),
        })
        .collect();
    let rest = match facet.distinct as usize - marks.len().min(facet.distinct as usize) {
        0 => String::new(),
        more => format!("{more} more values with {} events", facet.rest),
    };
    spec(row, Marks::Bars(marks), rest)
}

/// A grid of hours and days.
pub fn hours_grid(row: &ChartRow, hours: &Hours) -> ChartSpec {
    let days = (WEEKDAYS.iter().zip(&hours.counts)).map(|(day, counts)| Mark {
        label: day
            .chars()
            .take(3)
            .enumerate()
            .map(|(i, c)| if i == 0 { c.to_ascii_uppercase() } else { c })
            .collect(),
        value: counts.iter().sum(),
        query: format!("weekday:{day}"),
    });
    let of_hour = |hour: usize| hours.counts.iter().map(|day| day[hour]).sum();
    let columns = (0..24).map(|hour| Mark {
        label: format!("{hour:02}"),
        value: of_hour(hour),
        query: format!("hour:{hour}"),
    });
    let cells = hours.counts.iter().enumerate().flat_map(|(day, counts)| {
        counts.iter().enumerate().filter(|(_, n)| **n > 0).map(move |(hour, &value)| Cell {
            row: day as u32,
            column: hour as u32,
            value,
        })
    });
    let note = match hours.untimed {
        0 => String::new(),
        n => format!("{n} events without time"),
    };
    let marks = Marks::Grid { rows: days.collect(), columns: columns.collect(), cells: cells.collect() };
    spec(row, marks, note)
}

/// A grid of the most frequent values of two columns.
pub fn cross_grid(row: &ChartRow, of: [ColumnId; 2], cross: &Cross) -> ChartSpec {
    let axis = |id: ColumnId, names: &[String], sum: &dyn Fn(usize) -> u32| -> Vec<Mark> {
        let marks = names.iter().enumerate().map(|(i, name)| Mark {
            label: shown(name).into_owned(),
            value: sum(i),
            query: is(id.column().path, name),
        });
        marks.collect()
    };
    let rows = axis(of[0], &cross.rows, &|i| cross.counts.get(i).map_or(0, |row| row.iter().sum()));
    let columns = axis(of[1], &cross.columns, &|i| cross.counts.iter().filter_map(|row| row.get(i)).sum());
    let cells = cross.counts.iter().enumerate().flat_map(|(a, row)| {
        row.iter().enumerate().filter(|(_, n)| **n > 0).map(move |(b, &value)| Cell {
            row: a as u32,
            column: b as u32,
            value,
        })
    });
    let note = match cross.rest {
        0 => String::new(),
        n => format!("{n} events of other pairs"),
    };
    spec(row, Marks::Grid { rows, columns, cells: cells.collect() }, note)
}

fn spec(row: &ChartRow, marks: Marks, note: String) -> ChartSpec {
    ChartSpec { name: row.name.to_owned(), title: row.title.to_owned(), note, marks }
}
