//! Times in queries: a year, month, day, hour, minute or second of the calendar, each meaning the whole of it, and
//! times counted from the last event.

use std::ops::Range;

use jiff::civil::{Date, DateTime, Time};
use serde::{Deserialize, Serialize};

use crate::zone::{Unit, Zone};

/// What times in a query are meant by.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    /// The zone of times that name none.
    pub zone: Zone,
    /// What `now` stands for, seconds since 1970: the time of the last event loaded. There is no other clock here.
    pub now: Option<i64>,
}

/// The units of `now-7d`, as Elasticsearch writes them.
pub const UNITS: &[(char, Unit)] = &[
    ('s', Unit::Second),
    ('m', Unit::Minute),
    ('h', Unit::Hour),
    ('H', Unit::Hour),
    ('d', Unit::Day),
    ('w', Unit::Week),
    ('M', Unit::Month),
    ('y', Unit::Year),
];

/// Whether a written time counts from `now`.
pub fn is_relative(text: &str) -> bool {
    text.get(..3).is_some_and(|word| word.eq_ignore_ascii_case("now"))
        && text[3..].chars().next().is_none_or(|c| matches!(c, '+' | '-' | '/'))
}

/// The half-open range of seconds that a written time covers: `2026-09` is all of September, `now/d` the whole day
/// of the last event, `now-7d` one second. Fails with what is wrong, as a sentence.
pub fn covered(text: &str, clock: &Clock) -> Result<Range<i64>, String> {
    let text = text.trim();
    if is_relative(text) {
        let Some(now) = clock.now else {
            return Err("“now” is the time of the last event, and no event with a time is loaded.".to_owned());
        };
        return relative(&text[3..], now, &clock.zone)
            .ok_or_else(|| format!("“{text}” is no time; write now-7d or now/d (units s m h d w M y)."));
    }
    calendar(text, &clock.zone)
        .or_else(|| {
            let second = crate::record::time::parse(text)?;
            Some(second..second.checked_add(1)?)
        })
        .ok_or_else(|| {
            format!("“{text}” is no time; write 2026-09-01, 2026-09-01T10:30:00Z, 2026-09 or now-7d.")
        })
}

/// Steps like `-7d` and roundings like `/d`, one after the other. A rounded time covers its whole unit.
fn relative(steps: &str, now: i64, zone: &Zone) -> Option<Range<i64>> {
    let mut time = now;
    let mut whole = Unit::Second;
    let mut rest = steps;
    while let Some(sign) = rest.chars().next() {
        rest = rest.get(1..)?;
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let (number, after) = rest.split_at_checked(digits)?;
        let unit = after.chars().next()?;
        rest = &after[unit.len_utf8()..];
        let unit = UNITS.iter().find(|(letter, _)| *letter == unit)?.1;
        // Elasticsearch takes a missing number for one.
        let count = || if number.is_empty() { Some(1) } else { number.parse::<i64>().ok() };
        match sign {
            '/' if number.is_empty() => (time, whole) = (zone.floor(time, unit), unit),
            '+' => time = zone.add(time, count()?, unit)?,
            '-' => time = zone.add(time, -count()?, unit)?,
            _ => return None,
        }
    }
    Some(time..zone.add(time, 1, whole)?)
}

/// `YYYY`, `YYYY-MM`, `YYYY-MM-DD`, and with a time of day `THH`, `THH:MM` or `THH:MM:SS`, which may have a fraction
/// and a zone of its own.
fn calendar(text: &str, zone: &Zone) -> Option<Range<i64>> {
    let (text, own) = match text.get(11..).and_then(|time| time.find(['Z', 'z', '+', '-'])) {
        Some(at) => (&text[..11 + at], Some(offset(&text[11 + at..])?)),
        None => (text, None),
    };
    let zone = own.as_ref().unwrap_or(zone);
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if !fraction.bytes().all(|b| b.is_ascii_digit()) || (text.len() > whole.len() && whole.len() != 19) {
        return None;
    }
    const SHAPE: &[u8] = b"0000-00-00T00:00:00";
    let fits = whole.len() <= SHAPE.len()
        && whole.bytes().zip(SHAPE).all(|(byte, shape)| match shape {
            b'0' => byte.is_ascii_digit(),
            b'T' => matches!(byte, b'T' | b't' | b' '),
            _ => byte == *shape,
        });
    let unit = match whole.len() {
        4 => Unit::Year,
        7 => Unit::Month,
        10 => Unit::Day,
        13 => Unit::Hour,
        16 => Unit::Minute,
        19 => Unit::Second,
        _ => return None,
    };
    if !fits {
        return None;
    }
    let part = |from: usize, to: usize, missing: i16| match whole.get(from..to) {
        Some(digits) => digits.parse().ok(),
        None => Some(missing),
    };
    let date = Date::new(part(0, 4, 0)?, part(5, 7, 1)? as i8, part(8, 10, 1)? as i8).ok()?;
    let time = Time::new(part(11, 13, 0)? as i8, part(14, 16, 0)? as i8, part(17, 19, 0)? as i8, 0).ok()?;
    let start = zone.at(DateTime::from_parts(date, time))?;
    Some(start..zone.add(start, 1, unit)?)
}

/// `Z`, `+02`, `+0200` or `+02:00`.
fn offset(text: &str) -> Option<Zone> {
    if matches!(text, "Z" | "z") {
        return Some(Zone::utc());
    }
    let digits: String = text.get(1..)?.chars().filter(|c| *c != ':').collect();
    if !digits.bytes().all(|b| b.is_ascii_digit()) || !matches!(digits.len(), 2 | 4) {
        return None;
    }
    let part = |from: usize, to: usize| digits.get(from..to).map_or(Some(0), |d| d.parse::<i32>().ok());
    let (hours, minutes) = (part(0, 2)?, part(2, 4)?);
    let size = hours * 3_600 + minutes * 60;
    (hours < 24 && minutes < 60).then(|| Zone::fixed(text, if text.starts_with('-') { -size } else { size }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const DAY: i64 = 86_400;

    fn utc(text: &str) -> Option<Range<i64>> {
        covered(text, &Clock::default()).ok()
    }

    #[test]
    fn units() {
        assert_eq!(utc("1970-01-02"), Some(DAY..2 * DAY));
        assert_eq!(utc("1970-02"), Some(31 * DAY..59 * DAY));
        assert_eq!(utc("1971"), Some(365 * DAY..730 * DAY));
        assert_eq!(utc("1970-01-01T01"), Some(3_600..7_200));
        assert_eq!(utc("1970-01-01T00:01"), Some(60..120));
        assert_eq!(utc("1970-01-01T00:01Z"), Some(60..120));
        assert_eq!(utc("1970-01-01T02:01+02:00"), Some(60..120));
        assert_eq!(utc("1970-01-01T00:00:07Z"), Some(7..8));
        assert_eq!(utc("1970-01-01 00:00:07.250Z"), Some(7..8));
        assert_eq!(utc("1969-12-31T23:30:07-00:30"), Some(7..8));
        assert_eq!(utc("1673351121"), Some(1_673_351_121..1_673_351_122));
        for bad in [
            "",
            "x",
            "1970-13",
            "1970-01-32",
            "today",
            "1970-1-1",
            "1970-01-01T24",
            "1970-01-01.5",
            "nowhere",
            "now+",
            "1970-01-01T00:00:00+1",
        ] {
            assert_eq!(utc(bad), None, "{bad}");
        }
    }

    #[test]
    fn in_a_zone() {
        // 2026-03-29T01:00:00Z, when clocks in the European Union go from 2:00 to 3:00.
        let zone =
            Zone { name: "Europe/Berlin".to_owned(), transitions: vec![(0, 3_600), (1_774_746_000, 7_200)] };
        let clock = Clock { zone, now: None };
        let covers = |text: &str| covered(text, &clock).unwrap();
        assert_eq!(covers("1970-01-02"), DAY - 3_600..2 * DAY - 3_600);
        assert_eq!(covers("1970-01-02T00:00:00"), DAY - 3_600..DAY - 3_599);
        assert_eq!(covers("1970-01-02T00:00:00Z"), DAY..DAY + 1);
        assert_eq!(covers("2026-03-29"), 1_774_746_000 - 7_200..1_774_746_000 - 7_200 + 23 * 3_600);
        assert_eq!(covers("2026-03-29T03"), 1_774_746_000..1_774_749_600);
    }

    #[test]
    fn counted_from_the_last_event() {
        // Wednesday 1970-01-07T12:30:40Z.
        let now = 6 * DAY + 12 * 3_600 + 30 * 60 + 40;
        let clock = Clock { zone: Zone::utc(), now: Some(now) };
        let cases = [
            ("now", now..now + 1),
            ("NOW", now..now + 1),
            ("now-1d", now - DAY..now - DAY + 1),
            ("now-d", now - DAY..now - DAY + 1),
            ("now+90s", now + 90..now + 91),
            ("now/d", 6 * DAY..7 * DAY),
            ("now/w", 4 * DAY..11 * DAY),
            ("now/M", 0..31 * DAY),
            ("now/y", 0..365 * DAY),
            ("now/h", now - 1_840..now + 1_760),
            ("now/m", now - 40..now + 20),
            ("now-1M/M", -31 * DAY..0),
            ("now/d-1h", 6 * DAY - 3_600..7 * DAY - 3_600),
            ("now-1w/d", -DAY..0),
        ];
        for (text, want) in cases {
            assert_eq!(covered(text, &clock), Ok(want), "{text}");
        }
        for bad in [
            "now-",
            "now-7",
            "now-7x",
            "now/",
            "now/7d",
            "now-99999999999999999999d",
            "now -1d",
            "now-1d/",
            "now/d5d",
        ] {
            assert!(covered(bad, &clock).is_err(), "{bad}");
        }
        assert!(covered("now", &Clock::default()).unwrap_err().contains("no event"));
    }

    proptest! {
        #[test]
        fn anything_is_survived(text in "(now)?[-+/0-9smhdwMyTZ: .]{0,30}|\\PC{0,20}", now in any::<i64>()) {
            let _ = covered(&text, &Clock { zone: Zone::utc(), now: Some(now) });
        }
    }
}
