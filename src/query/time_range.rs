//! Times in queries: a year, month, day, minute or second, each meaning the whole of it.

use jiff::civil::{Date, DateTime};
use jiff::{Span, ToSpan, tz::TimeZone};
use std::ops::Range;

/// The half-open range of seconds that a written time covers, in UTC: `2026-09` is all of September.
pub fn covered(text: &str) -> Option<Range<i64>> {
    let text = text.trim();
    let parts: Vec<&str> = text.split('-').collect();
    let number = |s: &str, width: usize| -> Option<i16> {
        (s.len() == width && s.bytes().all(|b| b.is_ascii_digit())).then(|| s.parse().ok()).flatten()
    };
    match parts.as_slice() {
        [year] => {
            if let Some(year) = number(year, 4) {
                return from(Date::new(year, 1, 1).ok()?.at(0, 0, 0, 0), 1.year());
            }
        }
        [year, month] => {
            if let (Some(year), Some(month)) = (number(year, 4), number(month, 2)) {
                return from(Date::new(year, month as i8, 1).ok()?.at(0, 0, 0, 0), 1.month());
            }
        }
        [year, month, day] if day.len() == 2 => {
            let date = Date::new(number(year, 4)?, number(month, 2)? as i8, number(day, 2)? as i8).ok()?;
            return from(date.at(0, 0, 0, 0), 1.day());
        }
        _ => {}
    }
    // 2026-09-01T10:30 is a minute, with or without Z.
    let minute = text.trim_end_matches('Z');
    if minute.len() == 16
        && let Ok(start) = minute.parse::<DateTime>()
    {
        return from(start, 1.minute());
    }
    let second = crate::record::time::parse(text)?;
    Some(second..second.checked_add(1)?)
}

fn from(start: DateTime, length: Span) -> Option<Range<i64>> {
    let end = start.checked_add(length).ok()?;
    let seconds = |t: DateTime| t.to_zoned(TimeZone::UTC).ok().map(|z| z.timestamp().as_second());
    Some(seconds(start)?..seconds(end)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units() {
        let day = 86_400;
        assert_eq!(covered("1970-01-02"), Some(day..2 * day));
        assert_eq!(covered("1970-02"), Some(31 * day..59 * day));
        assert_eq!(covered("1971"), Some(365 * day..730 * day));
        assert_eq!(covered("1970-01-01T00:01"), Some(60..120));
        assert_eq!(covered("1970-01-01T00:01Z"), Some(60..120));
        assert_eq!(covered("1970-01-01T00:00:07Z"), Some(7..8));
        for bad in ["", "x", "1970-13", "1970-01-32", "today"] {
            assert_eq!(covered(bad), None, "{bad}");
        }
    }
}
