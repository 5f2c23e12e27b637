//! Numbers and times for people.

use crate::zone::Zone;

/// `1,234,567`.
pub fn count(n: impl Into<f64>) -> String {
    let digits = format!("{:.0}", n.into());
    let mut out = String::with_capacity(digits.len() * 4 / 3);
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) && c.is_ascii_digit() && !out.ends_with('-') {
            out.push(',');
        }
        out.push(c);
    }
    out
}

/// `1.2 MB`, in powers of a thousand, as file managers and S3 count.
pub fn bytes(n: f64) -> String {
    const UNITS: &[&str] = &["B", "kB", "MB", "GB", "TB"];
    let (mut n, mut unit) = (n, 0);
    while n >= 999.5 && unit + 1 < UNITS.len() {
        n /= 1000.0;
        unit += 1;
    }
    let digits = if unit == 0 || n >= 99.95 { 0 } else { 1 };
    format!("{n:.digits$} {}", UNITS[unit])
}

/// `4 s`, `2 min`, `1 h 5 min`.
pub fn seconds(n: f64) -> String {
    let n = n.ceil().max(0.0);
    match n {
        n if n < 60.0 => format!("{n:.0} s"),
        n if n < 3_600.0 => format!("{:.0} min", (n / 60.0).ceil()),
        n => format!("{:.0} h {:.0} min", (n / 3_600.0).floor(), (n % 3_600.0 / 60.0).floor()),
    }
}

/// `2026-09-01 10:30:00` from seconds since 1970, UTC; the day alone where it is midnight and `short`.
pub fn utc(seconds: f64, short: bool) -> String {
    let text = crate::record::time::format(seconds as i64);
    let text = text.trim_end_matches('Z').replace('T', " ");
    match text.strip_suffix(" 00:00:00") {
        Some(day) if short => day.to_owned(),
        _ => text,
    }
}

/// A time as clocks in a zone show it, with the offset where it is not UTC; the day alone where it is midnight and
/// `short`.
pub fn time_in(zone: &Zone, seconds: f64, short: bool) -> String {
    if zone.transitions.is_empty() {
        return utc(seconds, short);
    }
    let text = zone.format(seconds as i64).replace('T', " ");
    let (time, offset) = text.split_at(text.len().min(19));
    match time.strip_suffix(" 00:00:00") {
        Some(day) if short => day.to_owned(),
        _ => format!("{time} {offset}"),
    }
}

/// A time as [`time_in`] has it, with the offset, UTC too.
pub fn moment(zone: &Zone, seconds: f64) -> String {
    let utc = if zone.transitions.is_empty() { " UTC" } else { "" };
    format!("{}{utc}", time_in(zone, seconds, false))
}

/// The offsets that hold in a span of time: `UTC`, `UTC+02:00`, or `UTC+01:00, UTC+02:00` where clocks are changed.
pub fn offsets(zone: &Zone, [from, to]: [f64; 2]) -> String {
    if zone.transitions.is_empty() {
        return "UTC".to_owned();
    }
    let changes = zone.transitions.iter().map(|&(at, _)| at);
    let inside = changes.filter(|&at| at as f64 > from && (at as f64) < to);
    let mut found: Vec<String> = Vec::new();
    for at in std::iter::once(from as i64).chain(inside) {
        let text = zone.format(at);
        let offset = format!("UTC{}", text.get(19..).unwrap_or_default());
        if !found.contains(&offset) {
            found.push(offset);
        }
    }
    found.join(", ")
}

/// `a, b and c`.
pub fn list(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn for_people() {
        assert_eq!(count(0u32), "0");
        assert_eq!(count(999u32), "999");
        assert_eq!(count(1_234_567u32), "1,234,567");
        assert_eq!(count(-1234), "-1,234");
        assert_eq!(bytes(0.0), "0 B");
        assert_eq!(bytes(999_999.0), "1.0 MB");
        assert_eq!(bytes(135_400_000.0), "135 MB");
        assert_eq!(seconds(61.0), "2 min");
        assert_eq!(seconds(3.2), "4 s");
        assert_eq!(seconds(3_900.0), "1 h 5 min");
        let zone = Zone::fixed("-03:30", -12_600);
        assert_eq!(time_in(&zone, 0.0, true), "1969-12-31 20:30:00 -03:30");
        assert_eq!(time_in(&zone, 12_600.0, true), "1970-01-01");
        assert_eq!(time_in(&Zone::utc(), 61.0, false), "1970-01-01 00:01:01");
        assert_eq!(moment(&zone, 12_600.0), "1970-01-01 00:00:00 -03:30");
        assert_eq!(moment(&Zone::utc(), 0.0), "1970-01-01 00:00:00 UTC");
        let summer = Zone { name: "x".to_owned(), transitions: vec![(0, 3_600), (100, 7_200), (200, 3_600)] };
        let in_span = |from: f64, to: f64| offsets(&summer, [from, to]);
        assert_eq!(in_span(0.0, 100.0), "UTC+01:00");
        assert_eq!(in_span(100.0, 150.0), "UTC+02:00");
        assert_eq!(in_span(50.0, 1e6), "UTC+01:00, UTC+02:00");
        assert_eq!(offsets(&Zone::utc(), [0.0, 1e9]), "UTC");
        assert_eq!(list(&["a".into(), "b".into(), "c".into()]), "a, b and c");
        assert_eq!(utc(0.0, true), "1970-01-01");
        assert_eq!(utc(61.0, true), "1970-01-01 00:01:01");
    }
}
