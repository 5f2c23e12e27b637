//! Event times: CloudTrail's own spelling on the fast path, the spellings of other tools behind it.

/// A missing or unreadable time.
pub const NO_TIME: i64 = i64::MIN;

/// Seconds since 1970-01-01T00:00:00Z for any of the spellings that occur in real files; `None` otherwise.
///
/// `2023-07-10T12:00:00Z`, with fraction or offset; a blank in place of the `T`; no zone (taken as UTC, as Lake
/// and Athena write it); `20131102T010628Z`; seconds, milliseconds or fractions since 1970; and what consoles show:
/// `9/1/2026, 10:00:00 AM` (month first, where both are possible: see [`Slashed`]) and `September 01, 2026, 10:00:00 (UTC+02:00)`.
pub fn parse(text: &str) -> Option<i64> {
    fast(text.as_bytes()).or_else(|| slow(text.trim()))
}

/// `YYYY-MM-DDTHH:MM:SSZ`, which nearly every record has.
fn fast(b: &[u8]) -> Option<i64> {
    let fixed: &[u8; 20] = b.try_into().ok()?;
    if fixed[4] != b'-'
        || fixed[7] != b'-'
        || fixed[10] != b'T'
        || fixed[13] != b':'
        || fixed[16] != b':'
        || fixed[19] != b'Z'
    {
        return None;
    }
    let n = |from: usize, to: usize| -> Option<i64> {
        fixed[from..to].iter().try_fold(0i64, |n, d| d.is_ascii_digit().then(|| n * 10 + i64::from(d - b'0')))
    };
    let (year, month, day) = (n(0, 4)?, n(5, 7)?, n(8, 10)?);
    let (hour, minute, second) = (n(11, 13)?, n(14, 16)?, n(17, 19)?);
    if !(1..=12).contains(&month)
        || day < 1
        || day > days_in_month(year, month)
        || hour > 23
        || minute > 59
        || second > 60
    {
        return None;
    }
    Some(days_from_civil(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second)
}

fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days since 1970-01-01 in the proleptic Gregorian calendar, counted in years that start in March so that the
/// leap day comes last.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

fn slow(text: &str) -> Option<i64> {
    if text.is_empty() {
        return None;
    }
    if let Ok(number) = text.parse::<f64>() {
        // Milliseconds from 2001 on are larger than seconds until the year 33658.
        let seconds = if number.abs() >= 1e12 { number / 1e3 } else { number };
        // Eight digits would be a date, not a second of 1970.
        return (seconds.abs() < 1e11 && number.abs() >= 1e8).then_some(seconds.floor() as i64);
    }
    let text = text.replace('\u{202f}', " ");
    if let Ok(stamp) = text.parse::<jiff::Timestamp>() {
        return Some(stamp.as_second());
    }
    let utc = |t: jiff::civil::DateTime| {
        t.to_zoned(jiff::tz::TimeZone::UTC).ok().map(|z| z.timestamp().as_second())
    };
    if let Ok(civil) = text.trim_end_matches(" UTC").parse::<jiff::civil::DateTime>() {
        // A bare date says nothing of the time of day; take its start.
        return utc(civil);
    }
    let date = console(text.trim())?;
    date.month_first.or(date.day_first)
}

/// A date with slashes, in seconds since 1970: as what it is with the month first, and with the day first, as far as it can
/// be that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slashed {
    /// `9/1/2026` as the first of September.
    pub month_first: Option<i64>,
    /// `9/1/2026` as the ninth of January.
    pub day_first: Option<i64>,
}

impl Slashed {
    /// Of a time that is written so; `None` for any other.
    pub fn of(text: &str) -> Option<Slashed> {
        // Hardly any time is.
        if text.as_bytes().get(4) == Some(&b'-') || !text.contains('/') {
            return None;
        }
        console(text.replace('\u{202f}', " ").trim())
    }
}

/// `9/1/2026, 10:00 AM`, as browsers write it for American English, and others with the day first, and `September 01, 2026,
/// 10:00:00 (UTC+02:00)`, as AWS consoles do. A time without zone is taken as UTC.
fn console(text: &str) -> Option<Slashed> {
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let (text, offset) = match text.split_once('(') {
        Some((text, zone)) => (text, zone_offset(zone.trim().trim_end_matches(')'))?),
        None => (text, 0),
    };
    let words: Vec<&str> = text.split([' ', ',', '/']).filter(|word| !word.is_empty()).collect();
    let (month, day, year, clock, half) = match words.as_slice() {
        [month, day, year, clock] => (month, day, year, clock, ""),
        [month, day, year, clock, half] => (month, day, year, clock, *half),
        _ => return None,
    };
    let day = day.parse::<i8>().ok()?;
    // In words it is the month wherever it stands.
    let (month, turned) = match month.parse::<i8>() {
        Ok(number) => (number, Some((day, number))),
        Err(_) => {
            let name = month.get(..3)?.to_ascii_lowercase();
            (MONTHS.iter().position(|known| *known == name)? as i8 + 1, None)
        }
    };
    // Two digits are no year.
    let year = year.parse::<i16>().ok().filter(|year| *year >= 1_000)?;
    let mut clock = clock.split(':').map(|part| part.parse::<i8>().ok());
    let (hour, minute) = (clock.next()??, clock.next()??);
    let second = clock.next().unwrap_or(Some(0))?;
    let hour = match half.to_ascii_uppercase().as_str() {
        "" => hour,
        _ if !(1..=12).contains(&hour) => return None,
        "AM" => hour % 12,
        "PM" => hour % 12 + 12,
        _ => return None,
    };
    let seconds = |(month, day)| {
        let civil = jiff::civil::DateTime::new(year, month, day, hour, minute, second, 0).ok()?;
        let stamp = civil.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp().as_second();
        Some(stamp - offset)
    };
    let date = Slashed { month_first: seconds((month, day)), day_first: turned.and_then(seconds) };
    (date.month_first.is_some() || date.day_first.is_some()).then_some(date)
}

/// Seconds of `UTC+02:00`.
fn zone_offset(zone: &str) -> Option<i64> {
    let zone = zone.strip_prefix("UTC").or_else(|| zone.strip_prefix("GMT"))?;
    if zone.is_empty() {
        return Some(0);
    }
    let (sign, rest) = match zone.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-" | "\u{2212}", rest) => (-1, rest),
        _ => return None,
    };
    let (hours, minutes) = rest.split_once(':').unwrap_or((rest, "0"));
    let (hours, minutes) = (hours.parse::<u8>().ok()?, minutes.parse::<u8>().ok()?);
    (hours < 24 && minutes < 60).then_some(sign * (i64::from(hours) * 3_600 + i64::from(minutes) * 60))
}

/// `2023-07-10T12:00:00Z`; empty for [`NO_TIME`].
pub fn format(seconds: i64) -> String {
    match jiff::Timestamp::from_second(seconds) {
        Ok(stamp) if seconds != NO_TIME => stamp.to_string(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn all_spellings() {
        let t = Some(1_673_351_121);
        for text in [
            "2023-01-10T11:45:21Z",
            "2023-01-10T11:45:21.000Z",
            "2023-01-10 11:45:21.000000000",
            "2023-01-10T22:45:21+11:00",
            "2023-01-10 22:45:21+11:00",
            "20230110T114521Z",
            "1673351121",
            "1673351121.25",
            "1673351121000",
            " 2023-01-10T11:45:21Z ",
            "2023-01-10 11:45:21",
            "2023-01-10 11:45:21 UTC",
            "1/10/2023, 11:45:21 AM",
            "1/10/2023, 11:45:21\u{202f}AM",
            "01/10/2023 11:45:21",
            "January 10, 2023, 11:45:21 (UTC+00:00)",
            "January 10, 2023, 22:45:21 (UTC+11:00)",
            "Jan 10, 2023, 06:45:21 AM (UTC-05:00)",
        ] {
            assert_eq!(parse(text), t, "{text}");
        }
        for text in [
            "",
            "today",
            "2023-02-30T00:00:00Z",
            "2023-13-01T00:00:00Z",
            "9999999999999999999",
            "NaN",
            "inf",
            "5",
            "13/13/2023, 10:00 AM",
            "1/10/23, 10:00 AM",
            "1/10/2023, 13:00 PM",
            "1/10/2023, 0:00 AM",
            "Smarch 1, 2023, 10:00",
            "January 10, 2023, 22:45:21 (CET)",
            "(",
            "ä/1/2023 10:00",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
        assert_eq!(parse("13/1/2023 10:00"), parse("2023-01-13T10:00:00Z"));
        for (text, month_first, day_first) in [
            ("9/1/2026 10:00", "2026-09-01T10:00:00Z", "2026-01-09T10:00:00Z"),
            ("9/13/2026, 10:00:00 PM", "2026-09-13T22:00:00Z", ""),
            ("13/09/2026 10:00:00", "", "2026-09-13T10:00:00Z"),
            ("30/2/2026 10:00", "", ""),
            ("09/01/2026, 10:00:00", "2026-09-01T10:00:00Z", "2026-01-09T10:00:00Z"),
        ] {
            let date = Slashed::of(text).unwrap_or(Slashed { month_first: None, day_first: None });
            let wanted = Slashed { month_first: parse(month_first), day_first: parse(day_first) };
            assert_eq!(date, wanted, "{text}");
        }
        for text in
            ["2026-09-01T10:00:00Z", "September 01, 2026, 10:00:00 (UTC+02:00)", "a/b", "", "9/1/2026"]
        {
            assert_eq!(Slashed::of(text), None, "{text}");
        }
        let noon = parse("2026-09-01T12:00:00Z");
        assert_eq!(
            [parse("9/1/2026, 12:00 PM"), parse("9/1/2026, 12:00 AM").map(|t| t + 43_200)],
            [noon, noon]
        );
        assert_eq!(format(1_673_351_121), "2023-01-10T11:45:21Z");
        assert_eq!(format(NO_TIME), "");
    }

    proptest! {
        #[test]
        fn fast_path_agrees_with_jiff(s in -62_000_000_000i64..250_000_000_000) {
            let text = format(s);
            if text.len() == 20 && !text.starts_with('-') {
                prop_assert_eq!(fast(text.as_bytes()), Some(s));
            }
        }

        #[test]
        fn anything_is_survived(text in "\\PC{0,40}") {
            let _ = parse(&text);
        }
    }
}
