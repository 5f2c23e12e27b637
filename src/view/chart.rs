//! Charts as plain data. One component draws them; this says what is drawn.

use serde::{Deserialize, Serialize};

use crate::aggregate::Histogram;
use crate::emr::operations::CATEGORIES;

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
    /// Which colour of the palette, by position in the list of categories; the last one is neutral.
    pub colour: u32,
    /// A value for each bucket.
    pub values: Vec<u32>,
}

/// Name of the layer of events that are not EMR's.
pub const NOT_EMR: &str = "not EMR";

/// The timeline of a histogram by category, in the categories' own order.
pub fn timeline(histogram: &Histogram) -> TimelineSpec {
    let mut layers: Vec<Layer> = histogram
        .series
        .iter()
        .map(|series| {
            let place = CATEGORIES.iter().position(|c| *c == series.name).unwrap_or(CATEGORIES.len());
            let name = if series.name.is_empty() { NOT_EMR } else { &series.name };
            Layer { name: name.to_owned(), colour: place as u32, values: series.counts.clone() }
        })
        .collect();
    layers.sort_by(|a, b| a.colour.cmp(&b.colour).then_with(|| a.name.cmp(&b.name)));
    let starts = (0..histogram.buckets).map(|i| histogram.start + f64::from(i) * histogram.step).collect();
    TimelineSpec { starts, step: histogram.step, layers, untimed: histogram.untimed }
}
