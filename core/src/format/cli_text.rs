//! What the AWS CLI writes with `--output text`: records with tabs between them
//! (`lookup-events --query 'Events[].CloudTrailEvent'`), or rows with the record in one of their fields
//! (`EVENTS⇥KEY⇥{…}⇥ID⇥…`, of `lookup-events` and of CloudWatch Logs alike).

use super::lines::{self, Lines, Without};
use super::{First, Format, Head};
use crate::json::{self, Scan};

pub(super) const FORMAT: Format = Format {
    name: "cli-text",
    label: "AWS CLI, text",
    about: "{…}⇥{…} or EVENTS⇥…⇥{…}⇥…: lookup-events and CloudWatch Logs with --output text",
    detect,
    places: &[],
    fidelity: None,
    tentative: true,
    reader: || Box::new(Lines::new(without)),
};

/// Rows that go with a row of `EVENTS` or close a page.
const OTHER_ROWS: &[&[u8]] = &[b"RESOURCES", b"NEXTTOKEN", b"SEARCHEDLOGSTREAMS"];

fn detect(head: &Head) -> bool {
    match head.first {
        First::Record => match json::skip_value(head.bytes, 0) {
            Scan::End(end) => head.bytes.get(end) == Some(&b'\t') && head.bytes.get(end + 1) == Some(&b'{'),
            _ => false,
        },
        First::Other => {
            let line = head.text.split(|&b| b == b'\n').next().unwrap_or_default();
            line.starts_with(b"EVENTS\t") && lines::record_start(line).is_some()
        }
        _ => false,
    }
}

fn without(line: &[u8]) -> Without {
    let name = line.split(|&b| b == b'\t').next().unwrap_or_default();
    match OTHER_ROWS.contains(&name) {
        true => Without::Frame,
        false => Without::Unknown,
    }
}
