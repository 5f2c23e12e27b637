//! Events over time, stacked by a column.

use serde::{Deserialize, Serialize};

use crate::query::Selection;
use crate::record::time::NO_TIME;
use crate::store::{ColumnId, Store};

/// Counts by bucket of time and value of a column.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Histogram {
    /// Start of the first bucket, seconds since 1970.
    pub start: f64,
    /// Width of a bucket, seconds; 0 where there is nothing to show.
    pub step: f64,
    /// Number of buckets.
    pub buckets: u32,
    /// One for each value, in order of first appearance in the column's dictionary.
    pub series: Vec<Series>,
    /// Selected events without time: in no bucket.
    pub untimed: u32,
}

/// The counts of one value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Series {
    /// The value; empty for missing.
    pub name: String,
    /// A count for each bucket.
    pub counts: Vec<u32>,
}

const MINUTE: i64 = 60;
const HOUR: i64 = 3_600;
const DAY: i64 = 86_400;

/// Widths of buckets: what people read off a clock or a calendar.
const STEPS: &[i64] = &[
    1,
    5,
    10,
    30,
    MINUTE,
    5 * MINUTE,
    10 * MINUTE,
    30 * MINUTE,
    HOUR,
    3 * HOUR,
    6 * HOUR,
    12 * HOUR,
    DAY,
    2 * DAY,
    7 * DAY,
    14 * DAY,
    28 * DAY,
    84 * DAY,
    364 * DAY,
    3_640 * DAY,
    36_400 * DAY,
];

/// 1970-01-05 was a Monday: weeks start there, and every shorter step divides it.
const MONDAY: i64 = 4 * DAY;

/// Counts the selected rows in at most `most` buckets of equal width.
pub fn histogram(store: &Store, selection: &Selection, by: ColumnId, most: u32) -> Histogram {
    let times = store.times();
    let mut span: Option<(i64, i64)> = None;
    let mut untimed = 0;
    for row in selection.iter() {
        match times[row as usize] {
            NO_TIME => untimed += 1,
            t => {
                let (first, last) = span.get_or_insert((t, t));
                (*first, *last) = ((*first).min(t), (*last).max(t));
            }
        }
    }
    let (Some((first, last)), Some((dictionary, codes))) = (span, store.column(by)) else {
        return Histogram { untimed, ..Histogram::default() };
    };
    let most = i64::from(most.max(1));
    let (start, step) = STEPS
        .iter()
        .map(|&step| ((first - MONDAY).div_euclid(step) * step + MONDAY, step))
        .find(|(start, step)| (last - start) / step < most)
        .unwrap_or((first, (last - first) / most + 1));
    let buckets = ((last - start) / step + 1) as usize;
    let mut counts = vec![0u32; buckets * dictionary.len()];
    for row in selection.iter() {
        let t = times[row as usize];
        if t != NO_TIME {
            counts[codes.get(row) as usize * buckets + ((t - start) / step) as usize] += 1;
        }
    }
    let series = counts
        .chunks(buckets)
        .enumerate()
        .filter(|(_, counts)| counts.iter().any(|&n| n > 0))
        .map(|(code, counts)| Series {
            name: dictionary.get(code as u32).to_owned(),
            counts: counts.to_vec(),
        })
        .collect();
    Histogram { start: start as f64, step: step as f64, buckets: buckets as u32, series, untimed }
}
