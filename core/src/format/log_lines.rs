//! Lines of CloudWatch Logs: what an export task writes to S3 (`TIME {…}`), and what `aws logs tail` prints
//! (`TIME STREAM {…}`, or the record pretty-printed below that).
//!
//! Exports come with an object `aws-logs-write-test` that holds one sentence.

use super::lines::{self, Lines, Without};
use super::{First, Format, Head};
use crate::problem::ProblemId;
use crate::record::time;

pub(super) const FORMAT: Format = Format {
    name: "log-lines",
    label: "CloudWatch Logs, lines",
    about: "TIME {…}: an export of CloudWatch Logs to S3, or what aws logs tail prints",
    detect,
    places: &[],
    fidelity: None,
    tentative: true,
    reader: || Box::new(Lines::new(without)),
};

/// The whole content of the object that CloudWatch Logs writes to see whether it may.
const WRITE_TEST: &[u8] = b"Permission Check Successful";

fn detect(head: &Head) -> bool {
    if head.first != First::Other {
        return false;
    }
    let mut lines = head.text.split(|&b| b == b'\n');
    let first = lines.clone().next().unwrap_or_default();
    first.trim_ascii_end() == WRITE_TEST
        || (time_of(first).is_some() && lines.any(|line| lines::record_start(line).is_some()))
}

/// What follows the time at the start of a line; `None` where there is no time.
fn time_of(line: &[u8]) -> Option<&[u8]> {
    // Milliseconds since 1970 have 13 digits; any date with a time of day is longer.
    const SHORTEST: usize = 13;
    let end = line.iter().position(|b| b.is_ascii_whitespace()).unwrap_or(line.len());
    let (time, rest) = line.split_at(end);
    let text = std::str::from_utf8(time).ok().filter(|text| text.len() >= SHORTEST)?;
    time::parse(text).map(|_| rest)
}

fn without(line: &[u8]) -> Without {
    if line.trim_ascii_end() == WRITE_TEST {
        return Without::NoRecords(ProblemId::LogWriteTest);
    }
    // `aws logs tail --format json` writes time and stream above the record.
    let above = |rest: &[u8]| !rest.trim_ascii().contains(&b' ');
    match time_of(line) {
        Some(rest) if above(rest) => Without::Heading,
        _ => Without::Unknown,
    }
}
