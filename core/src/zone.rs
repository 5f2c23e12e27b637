//! Time zones as plain data: which offset holds from when on.
//!
//! Core has no table of zones and no clock. Whoever asks for a view brings the offsets of the chosen zone along, for
//! the span of time that is loaded; the browser knows them.

use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

/// A time zone over some span of time.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Zone {
    /// The name on the screen: an IANA name, `UTC`, or an offset.
    pub name: String,
    /// From which second since 1970 (UTC) on which offset holds, in seconds east of UTC; ascending. The first
    /// offset holds before its time too. None at all is UTC.
    pub transitions: Vec<(i64, i32)>,
}

/// A unit of time, as a clock and a calendar have them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Unit {
    /// A second.
    Second,
    /// 60 seconds.
    Minute,
    /// 60 minutes.
    Hour,
    /// From midnight to midnight: 23 or 25 hours where clocks are changed.
    Day,
    /// From Monday to Monday.
    Week,
    /// A month of the calendar.
    Month,
    /// A year of the calendar.
    Year,
}

const DAY: i64 = 86_400;

/// No offset is larger: clocks differ from UTC by less than a day.
const LARGEST_OFFSET: i64 = DAY;

/// The days of the week as queries name them.
pub const WEEKDAYS: [&str; 7] =
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

impl Default for Zone {
    fn default() -> Self {
        Zone::utc()
    }
}

impl Zone {
    /// UTC.
    pub fn utc() -> Zone {
        Zone { name: "UTC".to_owned(), transitions: Vec::new() }
    }

    /// The same offset at all times, in seconds east of UTC.
    pub fn fixed(name: &str, offset: i32) -> Zone {
        Zone { name: name.to_owned(), transitions: vec![(0, offset)] }
    }

    /// The number of the transition that holds at a time.
    fn place(&self, utc: i64) -> usize {
        self.transitions.partition_point(|&(from, _)| from <= utc).saturating_sub(1)
    }

    /// Seconds east of UTC at a time.
    pub fn offset(&self, utc: i64) -> i32 {
        self.transitions.get(self.place(utc)).map_or(0, |&(_, offset)| offset)
    }

    /// What a clock in the zone shows, as seconds since 1970-01-01T00:00:00 on that clock.
    pub fn local(&self, utc: i64) -> i64 {
        utc.saturating_add(i64::from(self.offset(utc)))
    }

    /// The day of the week, 0 for Monday to 6 for Sunday, and the hour of the day that a clock in the zone shows.
    pub fn weekday_and_hour(&self, utc: i64) -> (usize, usize) {
        let local = self.local(utc);
        // 1970-01-01 was a Thursday.
        let day = (local.div_euclid(DAY) + 3).rem_euclid(7);
        (day as usize, (local.rem_euclid(DAY) / 3_600) as usize)
    }

    /// When a clock in the zone shows this, in seconds since 1970 UTC. What it shows twice is taken for the first
    /// time; what it leaves out is as far behind the change of clocks as it would have been without one.
    pub fn utc_of(&self, local: i64) -> i64 {
        let first = self.place(local.saturating_sub(2 * LARGEST_OFFSET));
        let mut last = self.transitions.get(first).map_or(0, |&(_, offset)| offset);
        for (at, &(_, offset)) in self.transitions.iter().enumerate().skip(first) {
            let utc = local.saturating_sub(i64::from(offset));
            let begins = if at == 0 { i64::MIN } else { self.transitions[at].0 };
            if utc < begins {
                break;
            }
            last = offset;
            if self.transitions.get(at + 1).is_none_or(|&(ends, _)| utc < ends) {
                break;
            }
        }
        local.saturating_sub(i64::from(last))
    }

    /// The first second of the unit that a time lies in. At the ends of the calendar the time itself.
    pub fn floor(&self, utc: i64, unit: Unit) -> i64 {
        let local = self.local(utc);
        let clock = |size: i64| {
            // A change of clocks may lie inside the hour.
            let begins = match self.place(utc) {
                0 => i64::MIN,
                at => self.transitions[at].0,
            };
            utc.saturating_sub(local.rem_euclid(size)).max(begins)
        };
        match unit {
            Unit::Second => return utc,
            Unit::Minute => return clock(60),
            Unit::Hour => return clock(3_600),
            Unit::Day => return self.utc_of(local.saturating_sub(local.rem_euclid(DAY))),
            // 1970-01-05 was a Monday.
            Unit::Week => {
                return self.utc_of(local.saturating_sub(local.saturating_sub(4 * DAY).rem_euclid(7 * DAY)));
            }
            Unit::Month | Unit::Year => {}
        }
        let Some(date) = civil(local).map(DateTime::date) else { return utc };
        let start = match unit {
            Unit::Year => date.first_of_year(),
            _ => date.first_of_month(),
        };
        self.at(start.at(0, 0, 0, 0)).unwrap_or(utc)
    }

    /// The time so many units later, or earlier. Days and longer units keep what the clock shows; the 31st of a
    /// month that has fewer days becomes its last. `None` outside of the calendar.
    pub fn add(&self, utc: i64, count: i64, unit: Unit) -> Option<i64> {
        let seconds = |size: i64| utc.checked_add(count.checked_mul(size)?);
        let days = |size: i64| {
            let local = self.local(utc).checked_add(count.checked_mul(size * DAY)?)?;
            Some(self.utc_of(local))
        };
        match unit {
            Unit::Second => seconds(1),
            Unit::Minute => seconds(60),
            Unit::Hour => seconds(3_600),
            Unit::Day => days(1),
            Unit::Week => days(7),
            Unit::Month | Unit::Year => {
                let (date, time) = civil(self.local(utc)).map(|local| (local.date(), local.time()))?;
                let span = match unit {
                    Unit::Year => 0.years().try_years(count).ok()?,
                    _ => 0.months().try_months(count).ok()?,
                };
                let date: Date = date.checked_add(span).ok()?;
                self.at(date.to_datetime(time))
            }
        }
    }

    /// When a clock in the zone shows a date and time, in seconds since 1970 UTC; see [`Zone::utc_of`].
    pub fn at(&self, local: DateTime) -> Option<i64> {
        Offset::UTC.to_timestamp(local).ok().map(|stamp| self.utc_of(stamp.as_second()))
    }

    /// The date and time that a clock in the zone shows; `None` outside of the calendar.
    pub fn civil(&self, utc: i64) -> Option<DateTime> {
        civil(self.local(utc))
    }

    /// `2026-09-01T12:30:00+02:00`, in UTC `2026-09-01T10:30:00Z`; empty outside of the calendar.
    pub fn format(&self, utc: i64) -> String {
        let Some(local) = self.civil(utc) else { return String::new() };
        if self.transitions.is_empty() {
            return format!("{local}Z");
        }
        let offset = self.offset(utc);
        let (sign, size) = (if offset < 0 { '-' } else { '+' }, offset.unsigned_abs());
        let seconds = match size % 60 {
            0 => String::new(),
            seconds => format!(":{seconds:02}"),
        };
        format!("{local}{sign}{:02}:{:02}{seconds}", size / 3_600, size / 60 % 60)
    }
}

fn civil(local: i64) -> Option<DateTime> {
    Timestamp::from_second(local).ok().map(|stamp| Offset::UTC.to_datetime(stamp))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// 2026-01-01T00:00:00Z.
    const YEAR: i64 = 1_767_225_600;
    /// 2026-03-29T01:00:00Z and 2026-10-25T01:00:00Z, when clocks change in the European Union.
    const SPRING: i64 = 1_774_746_000;
    const AUTUMN: i64 = 1_792_890_000;

    fn berlin() -> Zone {
        let transitions = vec![(YEAR - 60 * DAY, 3_600), (SPRING, 7_200), (AUTUMN, 3_600)];
        Zone { name: "Europe/Berlin".to_owned(), transitions }
    }

    /// Clocks change at midnight there: on 2026-03-08 from 0:00 to 1:00, on 2026-11-01 from 1:00 back to 0:00.
    fn havana() -> Zone {
        let transitions = vec![(YEAR, -18_000), (1_772_946_000, -14_400), (1_793_509_200, -18_000)];
        Zone { name: "America/Havana".to_owned(), transitions }
    }

    fn at(text: &str) -> i64 {
        text.parse::<Timestamp>().unwrap().as_second()
    }

    #[test]
    fn the_week_begins_on_monday() {
        let utc = Zone::utc();
        assert_eq!(utc.weekday_and_hour(0), (3, 0), "1970-01-01, a Thursday");
        assert_eq!(utc.weekday_and_hour(-1), (2, 23));
        assert_eq!(utc.weekday_and_hour(at("2026-11-23T09:59:59Z")), (0, 9));
        assert_eq!(berlin().weekday_and_hour(at("2026-11-22T23:00:00Z")), (0, 0));
    }

    #[test]
    fn offsets_hold_from_their_time_on() {
        let zone = berlin();
        assert_eq!((SPRING, AUTUMN), (at("2026-03-29T01:00:00Z"), at("2026-10-25T01:00:00Z")));
        assert_eq!(zone.format(SPRING - 1), "2026-03-29T01:59:59+01:00");
        assert_eq!(zone.format(SPRING), "2026-03-29T03:00:00+02:00");
        assert_eq!(zone.format(AUTUMN - 1), "2026-10-25T02:59:59+02:00");
        assert_eq!(zone.format(AUTUMN), "2026-10-25T02:00:00+01:00");
        assert_eq!(zone.offset(i64::MIN), 3_600);
        assert_eq!(Zone::utc().format(SPRING), "2026-03-29T01:00:00Z");
        assert_eq!(Zone::fixed("-03:30", -12_600).format(0), "1969-12-31T20:30:00-03:30");
        assert_eq!(Zone::fixed("LMT", 3_208).format(0), "1970-01-01T00:53:28+00:53:28");
        assert_eq!(zone.format(i64::MIN), "");
    }

    #[test]
    fn what_a_clock_shows_twice_or_never() {
        let zone = berlin();
        let shows = |text: &str| zone.at(text.parse().unwrap()).unwrap();
        assert_eq!(shows("2026-03-29T01:59:59"), SPRING - 1);
        assert_eq!(shows("2026-03-29T02:30:00"), SPRING + 1_800, "left out: as far behind the change");
        assert_eq!(shows("2026-03-29T03:00:00"), SPRING);
        assert_eq!(shows("2026-10-25T02:30:00"), AUTUMN - 1_800, "twice: the first");
        assert_eq!(shows("2026-10-25T03:00:00"), AUTUMN + 3_600);
    }

    #[test]
    fn units_begin_on_the_clock() {
        let zone = berlin();
        let cases = [
            ("2026-03-29T12:00:00Z", Unit::Day, "2026-03-28T23:00:00Z"),
            ("2026-03-29T12:34:56Z", Unit::Hour, "2026-03-29T12:00:00Z"),
            ("2026-03-29T12:34:56Z", Unit::Minute, "2026-03-29T12:34:00Z"),
            ("2026-10-25T01:30:00Z", Unit::Hour, "2026-10-25T01:00:00Z"),
            ("2026-10-25T12:00:00Z", Unit::Day, "2026-10-24T22:00:00Z"),
            ("2026-10-25T12:00:00Z", Unit::Week, "2026-10-18T22:00:00Z"),
            ("2026-10-25T12:00:00Z", Unit::Month, "2026-09-30T22:00:00Z"),
            ("2026-10-25T12:00:00Z", Unit::Year, "2025-12-31T23:00:00Z"),
        ];
        for (time, unit, want) in cases {
            assert_eq!(zone.floor(at(time), unit), at(want), "{time} {unit:?}");
        }
        let zone = havana();
        assert_eq!(zone.floor(at("2026-03-08T12:00:00Z"), Unit::Day), at("2026-03-08T05:00:00Z"));
        assert_eq!(zone.floor(at("2026-11-01T05:30:00Z"), Unit::Day), at("2026-11-01T04:00:00Z"));
        assert_eq!(Zone::fixed("+05:45", 20_700).floor(0, Unit::Hour), -2_700);
    }

    #[test]
    fn days_and_months_keep_the_clock() {
        let zone = berlin();
        let noon = at("2026-03-28T11:00:00Z");
        assert_eq!(zone.add(noon, 1, Unit::Day), Some(at("2026-03-29T10:00:00Z")));
        assert_eq!(zone.add(noon, 24, Unit::Hour), Some(at("2026-03-29T11:00:00Z")));
        assert_eq!(zone.add(noon, -1, Unit::Month), Some(at("2026-02-28T11:00:00Z")));
        assert_eq!(zone.add(at("2026-03-31T10:00:00Z"), -1, Unit::Month), Some(at("2026-02-28T11:00:00Z")));
        assert_eq!(zone.add(noon, 2, Unit::Week), Some(at("2026-04-11T10:00:00Z")));
        assert_eq!(zone.add(noon, 1, Unit::Year), Some(at("2027-03-28T11:00:00Z")));
        assert_eq!(zone.add(0, i64::MAX, Unit::Day), None);
        assert_eq!(zone.add(0, i64::MAX, Unit::Year), None);
    }

    const UNITS: [Unit; 7] =
        [Unit::Second, Unit::Minute, Unit::Hour, Unit::Day, Unit::Week, Unit::Month, Unit::Year];

    proptest! {
        #[test]
        fn a_unit_holds_its_time(utc in YEAR..YEAR + 400 * DAY, which in 0usize..2, unit in 0usize..7) {
            let (zone, unit) = ([berlin(), havana()][which].clone(), UNITS[unit]);
            let start = zone.floor(utc, unit);
            prop_assert!(start <= utc);
            prop_assert_eq!(zone.floor(start, unit), start);
            let shown = zone.utc_of(zone.local(utc));
            prop_assert!(shown <= utc);
            prop_assert_eq!(zone.local(shown), zone.local(utc));
            if let Some(next) = zone.add(start, 1, unit) {
                prop_assert!(next > utc, "{start} {next} {utc}");
            }
        }

        #[test]
        fn any_table_is_survived(
            transitions in prop::collection::vec((any::<i64>(), any::<i32>()), 0..5),
            utc in any::<i64>(), count in any::<i64>(),
        ) {
            let zone = Zone { name: String::new(), transitions };
            for unit in UNITS {
                zone.floor(utc, unit);
                zone.add(utc, count, unit);
            }
            zone.format(utc);
        }
    }
}
