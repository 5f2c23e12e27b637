//! Events over time, stacked by a column.

use serde::{Deserialize, Serialize};

use super::facet::counts;
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
    /// The most frequent values, most frequent first, ties by value.
    pub series: Vec<Series>,
    /// Counts of all other values; empty where there are none.
    pub other: Vec<u32>,
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

/// Counts the selected rows in at most `most` buckets of equal width, by the `top` most frequent values of a column.
pub fn histogram(store: &Store, selection: &Selection, by: ColumnId, top: u32, most: u32) -> Histogram {
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
    let mut totals: Vec<(u32, u32)> = (0..).zip(counts(store, selection, by)).filter(|t| t.1 > 0).collect();
    totals.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| dictionary.get(a.0).cmp(dictionary.get(b.0))));
    totals.truncate(top as usize);
    // One series for each value, and one behind them for the rest.
    let mut series_of = vec![totals.len() as u32; dictionary.len()];
    (0..).zip(&totals).for_each(|(i, &(code, _))| series_of[code as usize] = i);
    let mut counted = vec![0u32; buckets * (totals.len() + 1)];
    for row in selection.iter() {
        let t = times[row as usize];
        if t != NO_TIME {
            let series = series_of[codes.get(row) as usize] as usize;
            counted[series * buckets + ((t - start) / step) as usize] += 1;
        }
    }
    let (named, other) = counted.split_at(buckets * totals.len());
    let series = totals
        .iter()
        .zip(named.chunks(buckets))
        .filter(|(_, counts)| counts.iter().any(|&n| n > 0))
        .map(|(&(code, _), counts)| Series { name: dictionary.get(code).to_owned(), counts: counts.to_vec() })
        .collect();
    let other = if other.iter().any(|&n| n > 0) { other.to_vec() } else { Vec::new() };
    Histogram { start: start as f64, step: step as f64, buckets: buckets as u32, series, other, untimed }
}
