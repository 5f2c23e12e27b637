//! Output of `aws logs filter-log-events` or `get-log-events`: `{"events":[{…,"message":"{…}"}]}`.

use super::documents::Documents;
use super::{First, Format};

pub(super) const FORMAT: Format = Format {
    name: "filter-log-events",
    label: "Output of filter-log-events",
    about: "aws logs filter-log-events or get-log-events as JSON: the records in “message”",
    detect: |head| head.first == First::Envelopes && head.has("message") && head.has("ingestionTime"),
    places: &["message"],
    fidelity: None,
    tentative: false,
    reader: || Box::new(Documents::default()),
};
