//! The size of the window on a file makes no difference: what lies across its end is read whole.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "support/reading.rs"]
mod reading;

use reading::{GENEROUS, gzip, read, read_with};
use trailglass::engine::parse_job::Parser;
use trailglass::problem::ProblemId;

/// A small record of its own; `padding` makes it longer.
fn record(n: usize, padding: usize) -> String {
    format!(
        r#"{{"eventTime":"2026-09-01T10:00:00Z","eventSource":"s3.amazonaws.com","eventName":"Get{n}","userAgent":"{}","eventID":"0e5ec7a1-0000-4000-8000-{n:012}"}}"#,
        "x".repeat(padding)
    )
}

/// Reads with windows of every small size; all must agree with the default window, whose reading is returned.
fn same_for_all_windows(bytes: &[u8]) -> reading::Reading {
    let want = read(bytes);
    for window in (1..=80).chain([100, 255, 256, 257, 300, 1000]) {
        let got = read_with(Parser::with_window(window, GENEROUS), bytes, || usize::MAX);
        assert_eq!(got.text(), want.text(), "window {window}");
    }
    want
}

#[test]
fn the_form_shows_in_any_window() {
    let (one, two) = (record(1, 0), record(2, 0));
    let forms = [
        (format!("{one}\n{two}"), "ndjson"),
        (format!("{one}{two}"), "ndjson"),
        (format!("{one}\r\n \n"), "single-record"),
        (format!("[{one},{two}]"), "bare-array"),
        (format!("{{\"Records\":[{one},{two}]}}"), "trail-log"),
    ];
    for (text, form) in forms {
        for mark in ["", "\u{feff}", "\u{feff} \n"] {
            let reading = same_for_all_windows(format!("{mark}{text}").as_bytes());
            assert_eq!(reading.form(), form);
        }
    }
    assert_eq!(same_for_all_windows(b"\xef\xbb").form(), "none");
    assert_eq!(same_for_all_windows(b"\xef\xbb\xbf").form(), "none");
}

#[test]
fn a_number_is_one_element_in_any_window() {
    let text = format!("[{},1234567,{},98]", record(1, 0), record(2, 0));
    let report = same_for_all_windows(text.as_bytes()).report;
    assert_eq!((report.events, report.not_events, report.damaged), (2, 2, 0));
}

/// Records above the limit are left out with a report; the ones around them are not.
#[test]
fn only_what_is_too_large_is_left_out() {
    for (limit, window) in [(4096, 1), (4096, 64), (4096, 1000), (4096, 4096), (1000, 10)] {
        // One close to the limit makes the window grow to it; the records behind it lie across its end.
        let sizes = [10, limit - 200, 500, 700, 700, 600, limit - 180, 300, 800, 10];
        let small: Vec<String> = sizes.iter().enumerate().map(|(n, &size)| record(n, size)).collect();
        let text = format!("{{\"Records\":[{}]}}", small.join(",\n"));
        let reading = read_with(Parser::with_window(window, limit), text.as_bytes(), || 1000);
        assert_eq!(reading.report.problems.problems, [], "limit {limit}, window {window}");
        assert_eq!(reading.report.events, sizes.len() as u64);

        let mut with_large = small.clone();
        with_large.insert(3, record(90, 3 * limit));
        with_large.insert(6, record(91, limit));
        for text in [format!("{{\"Records\":[{}]}}", with_large.join(",")), with_large.join("\n")] {
            let reading = read_with(Parser::with_window(window, limit), text.as_bytes(), || 1000);
            let report = &reading.report;
            assert_eq!(report.problems.count(ProblemId::RecordTooLarge), 2, "{report:?}");
            assert_eq!(report.events, sizes.len() as u64, "limit {limit}, window {window}: {report:?}");
            assert!(reading.sums_hold());
        }
    }
}

/// An answer of Elasticsearch is one object, whatever is in it: larger than the limit, it is read hit by hit.
#[test]
fn what_is_around_records_may_be_larger_than_the_limit() {
    let hit = |n: usize| {
        let original = serde_json::to_string(&record(n, 40)).unwrap();
        format!("{{\"_index\":\"i\",\"_source\":{{\"event\":{{\"original\":{original}}}}}}}")
    };
    let hits: Vec<String> = (0..60).map(hit).collect();
    let around = |hits: &str| {
        format!(
            "{{\"took\":1,\"_shards\":{{\"total\":1}},\"hits\":{{\"total\":{{\"value\":60}},\"hits\":[{hits}]}},\"x\":[]}}\n"
        )
    };
    let whole = around(&hits.join(","));
    for (window, limit) in [(1, 4096), (64, 4096), (1000, 1000), (64, 1 << 20)] {
        let reading = read_with(Parser::with_window(window, limit), whole.as_bytes(), || 100);
        assert_eq!((reading.form(), reading.report.events), ("elastic", 60), "{window}, {limit}");
        assert_eq!(reading.report.problems.problems, []);
    }
    // Two of them, and a hit that is too large itself.
    let mut large = hits.clone();
    large.insert(20, hit(90).replace("\"i\"", &format!("\"{}\"", "i".repeat(9_000))));
    let both = format!("{whole}{}", around(&large.join(",")));
    let reading = read_with(Parser::with_window(64, 4096), both.as_bytes(), || 100);
    assert_eq!((reading.report.events, reading.report.damaged), (120, 1), "{:?}", reading.report);
    assert_eq!(reading.report.problems.count(ProblemId::RecordTooLarge), 1);
    assert!(reading.sums_hold());
    // A list under a name that nobody knows is one all the same.
    let own =
        format!("{{\"took\":1,\"mine\":[{}]}}", (0..60).map(|n| record(n, 40)).collect::<Vec<_>>().join(","));
    let reading = read_with(Parser::with_window(64, 4096), own.as_bytes(), || 100);
    assert_eq!((reading.report.events, reading.report.damaged), (60, 0));
}

/// Inputs that are made to have each byte looked at once for every other: they would take hours.
#[test]
fn nothing_is_gone_over_again_and_again() {
    let size = 3 << 20;
    let record = record(1, 0);
    for (what, unit) in [
        ("records in records", "{\"eventName\":"),
        ("records in records, in lists", "{\"eventName\":[1,"),
        ("objects in objects", "{\"a\":"),
        ("objects in lists in objects", "[1,{\"a\":"),
        ("strings that do not end", "{\"eventName\":\""),
        ("damaged records in records", "{\"eventName\" {"),
        ("backslashes", "{\"eventName\":\"\\"),
    ] {
        let text = format!("{record}\n{}", unit.repeat(size / unit.len()));
        for parser in [Parser::default(), Parser::with_window(4096, 1 << 20)] {
            let reading = read_with(parser, text.as_bytes(), || 1 << 16);
            assert_eq!(reading.report.events, 1, "{what}");
            assert!(reading.report.damaged > 0 && reading.sums_hold(), "{what}");
        }
    }
    // Brackets that close, and what follows does not fit.
    let levels = 20_000;
    let text = format!("{record}\n{}{}x", "{\"eventName\" ".repeat(levels), "}".repeat(levels));
    let reading = read(text.as_bytes());
    assert_eq!(reading.report.events, 1);
    assert!(reading.report.damaged > 0 && reading.sums_hold());
    let records: Vec<String> =
        (0..10_000).map(|n| format!("{{\"detail\":{}}}", self::record(n, 0))).collect();
    let reading = read(format!("{{\"messages\":[{}]}}", records.join(",")).as_bytes());
    assert_eq!(reading.report.events, 10_000);
    let cell = format!("{{type=Root, {}username=x}}", "a, ".repeat(size / 3));
    let table = format!("eventname,eventsource,requestparameters,useridentity\nA,s3,,\"{cell}\"\n");
    assert_eq!(read(table.as_bytes()).report.events, 1);
}

/// Which part of a date is the day may show only behind it.
#[test]
fn dates_are_read_by_those_behind_them() {
    let dated = |n: usize, date: &str| record(n, 0).replace("2026-09-01T10:00:00Z", date);
    for (dates, times, ambiguous) in [
        (["9/1/2026 10:00", "2/1/2026 10:00", "13/1/2026 10:00"], ["01-09", "01-02", "01-13"], 0),
        (["9/1/2026 10:00", "2/1/2026 10:00", "1/13/2026 10:00"], ["09-01", "02-01", "01-13"], 0),
        (["9/1/2026 10:00", "2/2/2026 10:00", "9/3/2026 10:00"], ["09-01", "02-02", "09-03"], 2),
    ] {
        let text = [dated(1, dates[0]), dated(2, dates[1]), dated(3, dates[2])].join("\n");
        let reading = same_for_all_windows(text.as_bytes());
        let time = |day: &str| trailglass::record::time::parse(&format!("2026-{day}T10:00:00Z")).unwrap();
        let times = times.map(time);
        assert_eq!(reading.engine.store().times(), times, "{dates:?}");
        let span = (times.iter().copied().min().unwrap(), times.iter().copied().max().unwrap());
        assert_eq!(reading.report.span, Some(span), "{dates:?}");
        assert_eq!(reading.report.problems.count(ProblemId::AmbiguousDate), ambiguous, "{dates:?}");
    }
}

/// Behind damage the next record is found, or not, whatever the window; also where white space parts its brace
/// from its first key.
#[test]
fn the_way_back_is_the_same_in_any_window() {
    for blanks in [0, 1, 100, 230, 240, 250, 260, 300, 1000] {
        let far = record(2, 0).replacen('{', &format!("{{{}", " ".repeat(blanks)), 1);
        let text = format!("{{\"Records\":[{},...,{far},{}]}}", record(1, 300), record(3, 0));
        let report = same_for_all_windows(text.as_bytes()).report;
        assert_eq!(report.events, if blanks <= 240 { 3 } else { 2 }, "{blanks}");
        assert_eq!(report.damaged, 1);
    }
}

/// What the cut end of a gzip file holds comes out to the last byte.
#[test]
fn the_end_of_cut_gzip_is_the_same_in_any_window() {
    let records: Vec<String> = (0..40).map(|n| record(n, n * 7)).collect();
    let zipped = gzip(records.join("\n").as_bytes());
    for at in 1..zipped.len() {
        let want = read(&zipped[..at]);
        for window in [1, 13, 64, 200] {
            let got = read_with(Parser::with_window(window, GENEROUS), &zipped[..at], || usize::MAX);
            assert_eq!(got.text(), want.text(), "cut at {at}, window {window}");
        }
    }
}

/// The place of trailing bytes counts from the start of the data, not of the window.
#[test]
fn trailing_bytes_have_a_place() {
    let text = [record(1, 0), record(2, 500), record(3, 0), String::new()].join("\n");
    let bytes = [gzip(text.as_bytes()), b"padding".to_vec()].concat();
    let problems = same_for_all_windows(&bytes).report.problems.problems;
    assert_eq!((problems[0].id, problems[0].at), (ProblemId::GzipTrailing, Some(text.len() as u64)));
}
