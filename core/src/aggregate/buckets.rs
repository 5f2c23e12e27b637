//! Buckets of time: widths that people read off a clock or a calendar, beginning where these do in the zone.

use serde::{Deserialize, Serialize};

use crate::zone::{Unit, Zone};

/// The width of a bucket: so many of a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Width {
    /// How many.
    pub count: i64,
    /// Of what.
    pub unit: Unit,
}

/// A width in the table of widths.
struct Kind {
    width: Width,
    /// The unit whose beginning starts a new series of such buckets.
    within: Unit,
    /// Seconds at least, to pass over what is too small without trying.
    least: i64,
}

const fn of(count: i64, unit: Unit, within: Unit, least: i64) -> Kind {
    Kind { width: Width { count, unit }, within, least: count * least }
}

const MINUTE: i64 = 60;
const HOUR: i64 = 3_600;
const DAY: i64 = 86_400;

/// All widths, smallest first. From an hour to a week on, a change of clocks can cut an hour off.
const WIDTHS: &[Kind] = &[
    of(1, Unit::Second, Unit::Second, 1),
    of(5, Unit::Second, Unit::Minute, 1),
    of(10, Unit::Second, Unit::Minute, 1),
    of(30, Unit::Second, Unit::Minute, 1),
    of(1, Unit::Minute, Unit::Minute, MINUTE),
    of(5, Unit::Minute, Unit::Hour, MINUTE),
    of(10, Unit::Minute, Unit::Hour, MINUTE),
    of(30, Unit::Minute, Unit::Hour, MINUTE),
    of(1, Unit::Hour, Unit::Hour, HOUR),
    of(3, Unit::Hour, Unit::Day, HOUR),
    of(6, Unit::Hour, Unit::Day, HOUR),
    of(12, Unit::Hour, Unit::Day, HOUR),
    of(1, Unit::Day, Unit::Day, DAY),
    of(1, Unit::Week, Unit::Week, 7 * DAY),
    of(1, Unit::Month, Unit::Month, 28 * DAY),
    of(3, Unit::Month, Unit::Year, 28 * DAY),
    of(1, Unit::Year, Unit::Year, 365 * DAY),
];

/// Buckets without a gap, each from one bound to the next.
#[derive(Clone, Debug, PartialEq)]
pub struct Buckets {
    /// Seconds since 1970, ascending: where each bucket begins, and at last where the last one ends.
    pub bounds: Vec<i64>,
    /// Their width; `None` where the span is too long for any that a calendar has, and all are equal.
    pub width: Option<Width>,
}

impl Buckets {
    /// The narrowest buckets, `most` at most, that hold the times from `first` to `last`.
    pub fn over(first: i64, last: i64, most: u32, zone: &Zone) -> Buckets {
        let most = i64::from(most.max(1));
        let span = last.saturating_sub(first);
        for kind in WIDTHS.iter().filter(|kind| span / most <= kind.least.saturating_mul(2)) {
            if let Some(bounds) = bounds(kind, first, last, most as usize, zone) {
                return Buckets { bounds, width: Some(kind.width) };
            }
        }
        let step = span / most + 1;
        let count = span / step + 1;
        Buckets { bounds: (0..=count).map(|i| first.saturating_add(i * step)).collect(), width: None }
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.bounds.len().saturating_sub(1)
    }
}

/// The bounds of buckets of a kind; `None` if there are more than `most`.
fn bounds(kind: &Kind, first: i64, last: i64, most: usize, zone: &Zone) -> Option<Vec<i64>> {
    let Kind { width: Width { count, unit }, within, .. } = *kind;
    let mut series = zone.floor(first, within);
    let mut next_series = zone.add(series, 1, within)?;
    let mut bounds = vec![series];
    while *bounds.last()? <= last {
        let at = *bounds.last()?;
        // Hours of a day are those on the clock; a change of clocks makes one longer or shorter.
        let mut next = match unit {
            Unit::Hour if count > 1 => zone.utc_of(zone.local(at).checked_add(count * HOUR)?),
            unit => zone.add(at, count, unit)?,
        };
        if next >= next_series || next <= at {
            (series, next) = (next_series, next_series);
            next_series = zone.add(series, 1, within)?;
        }
        if next <= first {
            // Within the unit, but before there is anything.
            bounds.clear();
        }
        bounds.push(next);
        if bounds.len() > most + 1 {
            return None;
        }
    }
    Some(bounds)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(text: &str) -> i64 {
        crate::record::time::parse(text).unwrap()
    }

    fn berlin() -> Zone {
        let transitions =
            vec![(0, 3_600), (at("2026-03-29T01:00:00Z"), 7_200), (at("2026-10-25T01:00:00Z"), 3_600)];
        Zone { name: "Europe/Berlin".to_owned(), transitions }
    }

    fn shown(first: &str, last: &str, most: u32, zone: &Zone) -> (Vec<String>, Option<(i64, Unit)>) {
        let buckets = Buckets::over(at(first), at(last), most, zone);
        let bounds = buckets.bounds.iter().map(|&bound| zone.format(bound)).collect();
        (bounds, buckets.width.map(|width| (width.count, width.unit)))
    }

    #[test]
    fn buckets_begin_where_clock_and_calendar_do() {
        let utc = &Zone::utc();
        let zone = &berlin();
        type Case<'a> = (&'a str, &'a str, u32, &'a Zone, &'a [&'a str], i64, Unit);
        let cases: &[Case] = &[
            (
                "2026-09-01T10:00:07Z",
                "2026-09-01T10:00:08Z",
                5,
                utc,
                &["2026-09-01T10:00:07Z", "2026-09-01T10:00:08Z", "2026-09-01T10:00:09Z"],
                1,
                Unit::Second,
            ),
            (
                "2026-09-01T10:07:30Z",
                "2026-09-01T10:17:00Z",
                3,
                utc,
                &[
                    "2026-09-01T10:05:00Z",
                    "2026-09-01T10:10:00Z",
                    "2026-09-01T10:15:00Z",
                    "2026-09-01T10:20:00Z",
                ],
                5,
                Unit::Minute,
            ),
            (
                "2026-09-01T10:59:00Z",
                "2026-09-02T01:00:00Z",
                4,
                utc,
                &[
                    "2026-09-01T06:00:00Z",
                    "2026-09-01T12:00:00Z",
                    "2026-09-01T18:00:00Z",
                    "2026-09-02T00:00:00Z",
                    "2026-09-02T06:00:00Z",
                ],
                6,
                Unit::Hour,
            ),
            // The day on which clocks go forward has 23 hours.
            (
                "2026-03-28T23:30:00Z",
                "2026-03-30T10:00:00Z",
                2,
                zone,
                &["2026-03-29T00:00:00+01:00", "2026-03-30T00:00:00+02:00", "2026-03-31T00:00:00+02:00"],
                1,
                Unit::Day,
            ),
            (
                "2026-03-28T23:30:00Z",
                "2026-03-29T20:00:00Z",
                5,
                zone,
                &[
                    "2026-03-29T00:00:00+01:00",
                    "2026-03-29T06:00:00+02:00",
                    "2026-03-29T12:00:00+02:00",
                    "2026-03-29T18:00:00+02:00",
                    "2026-03-30T00:00:00+02:00",
                ],
                6,
                Unit::Hour,
            ),
            (
                "2026-01-31T23:30:00Z",
                "2026-03-15T00:00:00Z",
                2,
                zone,
                &["2026-02-01T00:00:00+01:00", "2026-03-01T00:00:00+01:00", "2026-04-01T00:00:00+02:00"],
                1,
                Unit::Month,
            ),
            (
                "2025-11-30T00:00:00Z",
                "2026-05-01T00:00:00Z",
                3,
                utc,
                &[
                    "2025-10-01T00:00:00Z",
                    "2026-01-01T00:00:00Z",
                    "2026-04-01T00:00:00Z",
                    "2026-07-01T00:00:00Z",
                ],
                3,
                Unit::Month,
            ),
        ];
        for (first, last, most, zone, want, count, unit) in cases {
            let (bounds, width) = shown(first, last, *most, zone);
            assert_eq!(
                (bounds, width),
                (want.iter().map(|&s| s.to_owned()).collect(), Some((*count, *unit))),
                "{first}"
            );
        }
    }

    proptest! {
        #[test]
        fn buckets_hold_their_times(
            first in prop_oneof![0i64..2_000_000_000, any::<i64>()],
            span in prop_oneof![0i64..100, 0i64..100_000, 0i64..100_000_000, 0i64..i64::MAX],
            most in 0u32..200,
            summer: bool,
        ) {
            let zone = if summer { berlin() } else { Zone::utc() };
            let (first, last) = (first.min(i64::MAX - 1), first.saturating_add(span).min(i64::MAX - 1));
            let buckets = Buckets::over(first, last, most, &zone);
            let bounds = &buckets.bounds;
            prop_assert!(bounds.windows(2).all(|pair| pair[0] < pair[1]), "{bounds:?}");
            prop_assert!(bounds[0] <= first && first < bounds[1], "{first} {bounds:?}");
            prop_assert!(bounds[bounds.len() - 2] <= last && last < bounds[bounds.len() - 1], "{last} {bounds:?}");
            prop_assert!(buckets.count() <= most.max(1) as usize);
        }
    }
}
