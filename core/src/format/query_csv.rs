//! Results of queries as CSV: Athena over its table for CloudTrail, CloudTrail Lake (`result_N.csv.gz`), fields that Logs
//! Insights found. Columns are the record's fields, in lower case or not; what is nested is Hive's text. Where the column
//! `eventJson` is there, it is the record, and no other is asked.

use super::rows::{self, Rows};
use super::{First, Format, columns};

pub(super) const FORMAT: Format = Format {
    name: "query-csv",
    label: "Query result, CSV",
    about: "eventversion,useridentity,eventtime,…: a result of Athena or CloudTrail Lake; its records are put together from the columns and marked “lossy”, or “summary only” without parameters; a column eventJson is taken as it is",
    detect: |head| head.first == First::Other && rows::headings(head.text, known).is_some(),
    places: &[],
    fidelity: None,
    tentative: false,
    reader: || Box::new(Rows::new(known)),
};

fn known(headings: &[String]) -> bool {
    let has = |name: &str| headings.iter().any(|heading| columns::plain(heading) == name);
    has("eventjson") || (has("eventname") && has("eventsource"))
}
