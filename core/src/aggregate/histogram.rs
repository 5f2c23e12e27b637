//! Events over time, stacked by a column.

use serde::{Deserialize, Serialize};

use super::buckets::{Buckets, Width};
use super::lead::lead;
use crate::query::Selection;
use crate::record::time::NO_TIME;
use crate::store::{ColumnId, Store};
use crate::zone::Zone;

/// Counts by bucket of time and value of a column.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Histogram {
    /// Seconds since 1970: where each bucket begins, and at last where the last one ends; empty where there is
    /// nothing to show.
    pub bounds: Vec<f64>,
    /// Width of the buckets; `None` where it is none that a calendar has.
    pub width: Option<Width>,
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

/// What is counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stack {
    /// The column whose values are told apart.
    pub by: ColumnId,
    /// How many of them at most.
    pub top: u32,
    /// How many buckets at most.
    pub most: u32,
    /// The zone in which buckets begin.
    pub zone: Zone,
}

/// The bucket of each row, kept from one question to the next: most questions are about the same span of time. Made anew
/// when rows come in.
#[derive(Default)]
pub struct Placed {
    bounds: Vec<i64>,
    /// Behind the last bucket stand rows without time, and those that are in none.
    of_rows: Vec<u16>,
}

impl Placed {
    /// The buckets of all rows. Worked out where that is not known, unless few rows are asked for.
    fn of_rows(&mut self, times: &[i64], buckets: &Buckets, is_worth: bool) -> Option<&[u16]> {
        let none = u16::try_from(buckets.count()).ok()?;
        if self.of_rows.is_empty() || self.bounds != buckets.bounds {
            if !is_worth {
                return None;
            }
            let (Some(&first), Some(&end)) = (buckets.bounds.first(), buckets.bounds.last()) else {
                return None;
            };
            let finder = Finder::new(buckets);
            let place = |&time: &i64| match time != NO_TIME && first <= time && time < end {
                true => finder.bucket(time) as u16,
                false => none,
            };
            self.of_rows.clear();
            self.of_rows.extend(times.iter().map(place));
            self.bounds.clone_from(&buckets.bounds);
        }
        Some(&self.of_rows)
    }

    /// Bytes on the heap.
    pub fn size(&self) -> usize {
        self.of_rows.capacity() * 2 + self.bounds.capacity() * 8
    }
}

/// First and last time of the selected rows, and how many have none. `by_time` are all rows in order of time, those
/// without one first.
fn span(times: &[i64], selection: &Selection, are_few: bool, by_time: &[u32]) -> (i64, i64, u32) {
    let (mut first, mut last, mut untimed) = (i64::MAX, NO_TIME, 0);
    // Of few rows to look at each is faster than to come across one.
    if are_few {
        selection.for_each(|row| match times[row as usize] {
            NO_TIME => untimed += 1,
            time => (first, last) = (first.min(time), last.max(time)),
        });
        return (first, last, untimed);
    }
    let time = |row: &u32| times.get(*row as usize).copied().unwrap_or(NO_TIME);
    let selected = |row: &&u32| selection.contains(**row);
    let (without, with) = by_time.split_at(by_time.partition_point(|row| time(row) == NO_TIME));
    untimed = without.iter().filter(selected).count() as u32;
    if let (Some(early), Some(late)) = (with.iter().find(selected), with.iter().rev().find(selected)) {
        (first, last) = (time(early), time(late));
    }
    (first, last, untimed)
}

/// Counts the selected rows. `by_time` are all rows in order of time, those without one first.
pub fn histogram(
    store: &Store,
    selection: &Selection,
    stack: &Stack,
    by_time: &[u32],
    placed: &mut Placed,
) -> Histogram {
    let times = store.times();
    let matching = selection.count();
    let (first, last, untimed) = span(times, selection, matching < selection.rows() / 64, by_time);
    let Some((dictionary, codes)) = store.column(stack.by).filter(|_| last != NO_TIME) else {
        return Histogram { untimed, ..Histogram::default() };
    };
    let buckets = Buckets::over(first, last, stack.most, &stack.zone);
    let mut counts = vec![0; dictionary.len()];
    selection.tally(codes, &mut counts);
    let present = (0..).zip(counts).filter(|total| total.1 > 0);
    let mut totals: Vec<((&str, u32), u32)> =
        present.map(|(code, count)| ((dictionary.get(code), code), count)).collect();
    lead(&mut totals, stack.top as usize);
    // One series for each value, and one behind them for the rest. A bucket's series lie together.
    let wide = totals.len() + 1;
    let mut series_of = vec![totals.len() as u32; dictionary.len()];
    (0..).zip(&totals).for_each(|(i, &((_, code), _))| series_of[code as usize] = i);
    // And one bucket more, for rows that are in none.
    let mut counted = vec![0u32; (buckets.count() + 1) * wide];
    let mut count = |bucket: usize, row: u32| {
        counted[bucket * wide + series_of[codes.get(row) as usize] as usize] += 1;
    };
    match placed.of_rows(times, &buckets, matching > selection.rows() / 4) {
        Some(of_rows) => selection.for_each(|row| count(usize::from(of_rows[row as usize]), row)),
        None => {
            let finder = Finder::new(&buckets);
            selection.for_each(|row| match times[row as usize] {
                NO_TIME => {}
                time => count(finder.bucket(time), row),
            });
        }
    }
    counted.truncate(buckets.count() * wide);
    let of = |series: usize| -> Vec<u32> { counted.iter().skip(series).step_by(wide).copied().collect() };
    let series = totals
        .iter()
        .enumerate()
        .map(|(i, &((name, _), _))| Series { name: name.to_owned(), counts: of(i) })
        .filter(|series| series.counts.iter().any(|&n| n > 0))
        .collect();
    let other = of(totals.len());
    Histogram {
        bounds: buckets.bounds.iter().map(|&bound| bound as f64).collect(),
        width: buckets.width,
        series,
        other: if other.iter().any(|&n| n > 0) { other } else { Vec::new() },
        untimed,
    }
}

/// Finds the bucket of a time without dividing: by a table of equal slots, and from there a step or two.
struct Finder<'b> {
    bounds: &'b [i64],
    slots: Vec<u32>,
    scale: f64,
}

/// Slots of the table for each bucket. Buckets differ in width by a tenth (months) at most, or by an hour.
const SLOTS: usize = 8;

impl<'b> Finder<'b> {
    fn new(buckets: &'b Buckets) -> Self {
        let bounds = &buckets.bounds[..];
        let (first, last) = (bounds.first().copied().unwrap_or(0), bounds.last().copied().unwrap_or(0));
        let count = buckets.count() * SLOTS;
        let width = (last.saturating_sub(first) as f64 / count as f64).max(f64::MIN_POSITIVE);
        let slots = (0..count)
            .map(|slot| {
                let start = first.saturating_add((slot as f64 * width) as i64);
                bounds.partition_point(|&bound| bound <= start).saturating_sub(1) as u32
            })
            .collect();
        Finder { bounds, slots, scale: 1.0 / width }
    }

    /// The bucket of a time that lies in one.
    #[inline]
    fn bucket(&self, time: i64) -> usize {
        let slot = ((time - self.bounds[0]) as f64 * self.scale) as usize;
        let mut bucket = self.slots[slot.min(self.slots.len() - 1)] as usize;
        // The slot is right but for rounding, and for the bounds inside of it.
        while time < self.bounds[bucket] {
            bucket -= 1;
        }
        while time >= self.bounds[bucket + 1] {
            bucket += 1;
        }
        bucket
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn first_and_last_are_found_either_way(
            times in prop::collection::vec(prop_oneof![Just(NO_TIME), -9i64..9], 1..300), every in 1u32..200,
        ) {
            let mut by_time: Vec<u32> = (0..times.len() as u32).collect();
            by_time.sort_by_key(|&row| times[row as usize]);
            let selection = Selection::fill(times.len() as u32, |row| row % every == every / 2);
            let one_by_one = span(&times, &selection, true, &[]);
            let by_order = span(&times, &selection, false, &by_time);
            prop_assert_eq!(by_order, one_by_one);
        }

        #[test]
        fn a_row_is_in_the_same_bucket_however_it_is_found(
            times in prop::collection::vec(prop_oneof![Just(NO_TIME), -99i64..99], 1..60),
            bounds in prop::collection::btree_set(-90i64..90, 2..9),
        ) {
            let buckets = Buckets { bounds: bounds.into_iter().collect(), width: None };
            let mut placed = Placed::default();
            prop_assert!(placed.of_rows(&times, &buckets, false).is_none());
            let of_rows = placed.of_rows(&times, &buckets, true).unwrap().to_vec();
            prop_assert_eq!(placed.of_rows(&times, &buckets, false), Some(&of_rows[..]));
            for (time, bucket) in times.iter().zip(of_rows) {
                let plain = buckets.bounds.windows(2).position(|b| *time != NO_TIME && b[0] <= *time && *time < b[1]);
                prop_assert_eq!(usize::from(bucket), plain.unwrap_or(buckets.count()));
            }
        }

        #[test]
        fn each_time_is_in_its_bucket(
            bounds in prop::collection::btree_set(prop_oneof![-50i64..50, -1_000_000i64..4_000_000_000], 2..40),
            picks in prop::collection::vec(any::<prop::sample::Index>(), 20),
        ) {
            let bounds: Vec<i64> = bounds.into_iter().collect();
            let buckets = Buckets { bounds: bounds.clone(), width: None };
            let finder = Finder::new(&buckets);
            let span = (bounds[bounds.len() - 1] - bounds[0]) as usize;
            let inside = picks.iter().map(|pick| bounds[0] + pick.index(span) as i64);
            let at_bounds = bounds[..bounds.len() - 1].iter().flat_map(|&bound| [bound, (bound - 1).max(bounds[0])]);
            for time in inside.chain(at_bounds) {
                let bucket = finder.bucket(time);
                prop_assert!(bounds[bucket] <= time && time < bounds[bucket + 1]);
            }
        }
    }
}
