//! Results of a query of CloudWatch Logs Insights as CSV: the column `@message` is the record.

use super::rows::{self, Rows};
use super::{First, Format};

pub(super) const FORMAT: Format = Format {
    name: "logs-insights-csv",
    label: "Logs Insights, CSV",
    about: "@timestamp,@message: results of a query of CloudWatch Logs Insights as CSV, with the record as @message",
    detect: |head| head.first == First::Other && rows::headings(head.text, known).is_some(),
    places: &[],
    fidelity: None,
    tentative: true,
    reader: || Box::new(Rows::new(known)),
};

fn known(headings: &[String]) -> bool {
    headings.iter().any(|heading| heading == "@message")
}
