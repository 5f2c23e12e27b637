//! The size of the window on a file makes no difference: what lies across its end is read whole.

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
