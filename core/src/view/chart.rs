//! Charts as plain data. One component draws them; this says what is drawn.

use serde::{Deserialize, Serialize};

use crate::aggregate::{Histogram, Width};
use crate::emr::operations::CATEGORIES;
use crate::store::ColumnId;
use crate::store::columns::CATEGORY;
use crate::view::text::shown;

/// A stacked bar chart over time that can be brushed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TimelineSpec {
    /// Start of each bucket, seconds since 1970. Buckets follow one another without a gap.
    pub starts: Vec<f64>,
    /// End of the last bucket.
    pub end: f64,
    /// Width of the buckets; `None` where it is none that a calendar has. Months differ in length, and days on which
    /// clocks are changed.
    pub width: Option<Width>,
    /// What is stacked, bottom first.
    pub layers: Vec<Layer>,
    /// Events that have no time and so no bar.
    pub untimed: u32,
    /// Numbers of the buckets for which no event at all is loaded, ascending. Where a bar is missing in one of the others,
    /// the query has left nothing.
    pub gaps: Vec<u32>,
}

/// One colour of a stacked chart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Layer {
    /// Name in the legend; whatever hides in the value is made visible.
    pub name: String,
    /// The column's value, empty for missing; `None` for the layer of all values that have none of their own.
    pub value: Option<String>,
    /// Which colour of the palette: a category's by position in the list of categories, another column's by rank.
    /// [`NEUTRAL`] for what is no category, for missing values and for the rest.
    pub colour: u32,
    /// A value for each bucket.
    pub values: Vec<u32>,
}

/// The neutral colour: behind those of the categories.
pub const NEUTRAL: u32 = CATEGORIES.len() as u32;

/// Characters of a name at most.
const LONGEST: usize = 200;

/// Name of the layer of events that are not EMR's.
pub const NOT_EMR: &str = "not EMR";
/// Name of the layer of events without a value.
pub const NO_VALUE: &str = "no value";
/// Name of the layer of all other values.
pub const OTHER: &str = "other";

/// The timeline of a histogram by a column: categories in their own order, other values as they come, most
/// frequent first.
pub fn timeline(histogram: &Histogram, by: ColumnId) -> TimelineSpec {
    let of_category = |value: &str| CATEGORIES.iter().position(|c| *c == value);
    let mut layers: Vec<Layer> = (0..)
        .zip(&histogram.series)
        .map(|(rank, series)| {
            let value = series.name.as_str();
            let (name, colour) = match (value, by == CATEGORY) {
                ("", true) => (NOT_EMR, NEUTRAL),
                ("", false) => (NO_VALUE, NEUTRAL),
                (value, true) => (value, of_category(value).map_or(NEUTRAL, |place| place as u32)),
                (value, false) => (value, rank.min(NEUTRAL)),
            };
            Layer { name: named(name), value: Some(value.to_owned()), colour, values: series.counts.clone() }
        })
        .collect();
    if by == CATEGORY {
        layers.sort_by(|a, b| a.colour.cmp(&b.colour).then_with(|| a.name.cmp(&b.name)));
    }
    if !histogram.other.is_empty() {
        layers.push(Layer {
            name: OTHER.to_owned(),
            value: None,
            colour: NEUTRAL,
            values: histogram.other.clone(),
        });
    }
    let (end, starts) = histogram.bounds.split_last().map_or((0.0, &[][..]), |(end, starts)| (*end, starts));
    let untimed = histogram.untimed;
    TimelineSpec { starts: starts.to_vec(), end, width: histogram.width, layers, untimed, gaps: Vec::new() }
}

/// A value as a name: whatever hides in it is made visible, and the end of a long one is left out.
fn named(value: &str) -> String {
    match value.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", shown(value.get(..end).unwrap_or_default())),
        None => shown(value).into_owned(),
    }
}

impl TimelineSpec {
    /// Start and end of each bucket.
    pub fn buckets(&self) -> impl Iterator<Item = [f64; 2]> {
        let ends = self.starts.iter().skip(1).chain(std::iter::once(&self.end));
        self.starts.iter().zip(ends).map(|(start, end)| [*start, *end])
    }

    /// The number of the bucket that a time lies in.
    pub fn bucket_at(&self, seconds: f64) -> Option<usize> {
        let at = self.starts.partition_point(|start| *start <= seconds).checked_sub(1)?;
        (seconds < self.end).then_some(at)
    }

    /// Start and end of a bucket.
    pub fn bucket(&self, at: usize) -> Option<[f64; 2]> {
        let start = *self.starts.get(at)?;
        Some([start, self.starts.get(at + 1).copied().unwrap_or(self.end)])
    }

    /// Whether no event at all is loaded for a bucket.
    pub fn is_gap(&self, at: usize) -> bool {
        u32::try_from(at).is_ok_and(|at| self.gaps.binary_search(&at).is_ok())
    }

    /// From the first bucket to the last one; `None` where there is none.
    pub fn span(&self) -> Option<[f64; 2]> {
        Some([*self.starts.first()?, self.end])
    }
}

/// Counts that are drawn: bars or a grid. Every mark leads to the events it counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChartSpec {
    /// Stable name, used for files and tests.
    pub name: String,
    /// The heading.
    pub title: String,
    /// What is not drawn; empty where everything is.
    pub note: String,
    /// What is drawn.
    pub marks: Marks,
}

/// What a chart draws.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Marks {
    /// Bars, most frequent first.
    Bars(Vec<Mark>),
    /// A grid of counts by two things.
    Grid {
        /// What goes down.
        rows: Vec<Mark>,
        /// What goes across.
        columns: Vec<Mark>,
        /// Counts that are not 0.
        cells: Vec<Cell>,
    },
}

/// A bar, or a row or column of a grid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// What it stands for.
    pub label: String,
    /// How many events.
    pub value: u32,
    /// The condition that leaves these events.
    pub query: String,
}

/// One count of a grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    /// Index of the row.
    pub row: u32,
    /// Index of the column.
    pub column: u32,
    /// How many events.
    pub value: u32,
}

impl ChartSpec {
    /// The chart in words, for those who do not see it.
    pub fn summary(&self) -> String {
        let list = |marks: &[Mark]| {
            let some: Vec<String> =
                marks.iter().take(3).map(|mark| format!("{} {}", mark.label, mark.value)).collect();
            some.join(", ")
        };
        match &self.marks {
            Marks::Bars(marks) if marks.is_empty() => format!("{}: nothing to count.", self.title),
            Marks::Bars(marks) => {
                let values = if marks.len() == 1 { "value" } else { "values" };
                format!("{}: {} {values}; most: {}.", self.title, marks.len(), list(marks))
            }
            Marks::Grid { cells, .. } if cells.is_empty() => format!("{}: nothing to count.", self.title),
            Marks::Grid { rows, columns, cells } => match cells.iter().rev().max_by_key(|cell| cell.value) {
                Some(most) => {
                    let name = |marks: &[Mark], i: u32| {
                        marks.get(i as usize).map_or("", |m| m.label.as_str()).to_owned()
                    };
                    format!(
                        "{}: {} by {}; most: {} and {}, {}.",
                        self.title,
                        rows.len(),
                        columns.len(),
                        name(rows, most.row),
                        name(columns, most.column),
                        most.value
                    )
                }
                None => format!("{}: nothing to count.", self.title),
            },
        }
    }

    /// The condition that leaves the events of a cell.
    pub fn cell_query(rows: &[Mark], columns: &[Mark], cell: Cell) -> Option<String> {
        let (row, column) = (rows.get(cell.row as usize)?, columns.get(cell.column as usize)?);
        Some(format!("{} AND {}", row.query, column.query))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aggregate::Series;
    use crate::store::columns::PERSON;

    #[test]
    fn names_hide_nothing_and_values_stay_what_they_are() {
        let series = |name: &str| Series { name: name.to_owned(), counts: vec![1] };
        let long = "W".repeat(100_000);
        let histogram = Histogram {
            bounds: vec![0.0, 1.0],
            series: vec![series("a\u{202e}b\n"), series(&long)],
            ..Histogram::default()
        };
        let spec = timeline(&histogram, PERSON);
        assert_eq!(spec.layers[0].name, "a⟨U+202E⟩b␊");
        assert_eq!(spec.layers[0].value.as_deref(), Some("a\u{202e}b\n"));
        assert_eq!(spec.layers[1].name, format!("{}…", "W".repeat(LONGEST)));
        assert_eq!(spec.layers[1].value.as_deref(), Some(&*long));
    }
}
