//! Charts as plain data. One component draws them; this says what is drawn.

use serde::{Deserialize, Serialize};

use crate::aggregate::Histogram;
use crate::emr::operations::CATEGORIES;
use crate::store::ColumnId;
use crate::store::columns::CATEGORY;

/// A stacked bar chart over time that can be brushed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TimelineSpec {
    /// Start of each bucket, seconds since 1970.
    pub starts: Vec<f64>,
    /// Width of a bucket in seconds.
    pub step: f64,
    /// What is stacked, bottom first.
    pub layers: Vec<Layer>,
    /// Events that have no time and so no bar.
    pub untimed: u32,
}

/// One colour of a stacked chart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Layer {
    /// Name in the legend.
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
            Layer {
                name: name.to_owned(),
                value: Some(value.to_owned()),
                colour,
                values: series.counts.clone(),
            }
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
    let starts = (0..histogram.buckets).map(|i| histogram.start + f64::from(i) * histogram.step).collect();
    TimelineSpec { starts, step: histogram.step, layers, untimed: histogram.untimed }
}
