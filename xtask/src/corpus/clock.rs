//! Seconds since 1970 to the spellings CloudTrail uses. Three million times a corpus are printed here, so
//! they are written digit by digit.

/// Seconds in a day.
pub const DAY: i64 = 86_400;

/// Year, month and day of a number of days since 1970 (Howard Hinnant's `civil_from_days`).
pub const fn civil(days: i64) -> (i64, i64, i64) {
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z.rem_euclid(146_097);
    let yoe = (doe - doe / 1_460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let month = if mp < 10 { mp + 3 } else { mp - 9 };
    (yoe + era * 400 + if month <= 2 { 1 } else { 0 }, month, doy - (153 * mp + 2) / 5 + 1)
}

fn two(out: &mut Vec<u8>, number: i64) {
    out.extend([b'0' + (number / 10 % 10) as u8, b'0' + (number % 10) as u8]);
}

/// Appends `2026-09-01`, with this separator.
pub fn date(out: &mut Vec<u8>, time: i64, separator: &[u8]) {
    let (year, month, day) = civil(time.div_euclid(DAY));
    two(out, year / 100);
    two(out, year);
    out.extend(separator);
    two(out, month);
    out.extend(separator);
    two(out, day);
}

/// Appends `2026-09-01T09:30:00Z`.
pub fn iso(out: &mut Vec<u8>, time: i64) {
    let second = time.rem_euclid(DAY);
    date(out, time, b"-");
    out.push(b'T');
    two(out, second / 3600);
    out.push(b':');
    two(out, second / 60 % 60);
    out.push(b':');
    two(out, second % 60);
    out.push(b'Z');
}

/// Appends `20260901T0930Z`, as in the name of a trail file.
pub fn stamp(out: &mut Vec<u8>, time: i64) {
    let second = time.rem_euclid(DAY);
    date(out, time, b"");
    out.push(b'T');
    two(out, second / 3600);
    two(out, second / 60 % 60);
    out.push(b'Z');
}

/// Appends `Sep 1, 2026, 9:30:00 AM`, as times inside parameters are written.
pub fn nice(out: &mut Vec<u8>, time: i64) {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let (year, month, day) = civil(time.div_euclid(DAY));
    let second = time.rem_euclid(DAY);
    let hour = second / 3600;
    let twelve = (hour + 11) % 12 + 1;
    let half = if hour < 12 { "AM" } else { "PM" };
    let (minute, second) = (second / 60 % 60, second % 60);
    let month = MONTHS.get(month as usize - 1).copied().unwrap_or_default();
    out.extend(format!("{month} {day}, {year}, {twelve}:{minute:02}:{second:02} {half}").bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(print: impl Fn(&mut Vec<u8>)) -> String {
        let mut out = Vec::new();
        print(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn spellings() {
        assert_eq!(text(|out| iso(out, 0)), "1970-01-01T00:00:00Z");
        assert_eq!(text(|out| iso(out, 951_827_696)), "2000-02-29T12:34:56Z");
        assert_eq!(text(|out| stamp(out, 1_788_255_000)), "20260901T0930Z");
        assert_eq!(text(|out| nice(out, 1_788_255_000)), "Sep 1, 2026, 9:30:00 AM");
        assert_eq!(text(|out| nice(out, 951_827_696)), "Feb 29, 2000, 12:34:56 PM");
    }
}
