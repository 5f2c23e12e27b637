//! Event history of the CloudTrail console, downloaded as CSV: 16 columns, and no parameters. Also as a spreadsheet
//! writes it again: other line ends and separators, `FALSE`, and account numbers that have lost digits.

use super::rows::{self, Rows};
use super::{First, Format};

pub(super) const FORMAT: Format = Format {
    name: "console-csv",
    label: "Event history, CSV",
    about: "User name,AWS access key,Event time,…: Event history downloaded as CSV, also saved again by a spreadsheet; it has no parameters, so its events are marked “summary only”",
    detect: |head| head.first == First::Other && rows::headings(head.text, known).is_some(),
    places: &[],
    fidelity: None,
    tentative: false,
    reader: || Box::new(Rows::new(known)),
};

/// Without these a row is no event. The console writes headings with blanks in them.
const NEEDED: &[&str] = &["event name", "event source", "event time"];

fn known(headings: &[String]) -> bool {
    NEEDED.iter().all(|needed| headings.iter().any(|heading| heading.eq_ignore_ascii_case(needed)))
}
