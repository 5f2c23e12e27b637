//! Output of `aws cloudtrail lookup-events` as JSON: `{"Events":[{…,"CloudTrailEvent":"{…}"}]}`, the list alone, one
//! entry a line, or only the texts (`--query 'Events[].CloudTrailEvent'`). The text is the record; what stands beside
//! it is a summary of it.

use super::documents::Documents;
use super::unwrap;
use super::{First, Format};

pub(super) const FORMAT: Format = Format {
    name: "lookup-events",
    label: "Output of lookup-events",
    about: "aws cloudtrail lookup-events as JSON: the records in “CloudTrailEvent”, or a list of these texts alone",
    detect: |head| {
        head.has("CloudTrailEvent")
            || (head.first == First::Array
                && head.element.starts_with('"')
                && unwrap::search(head.element, &mut |_, _| {}) > 0)
    },
    places: &["CloudTrailEvent", ""],
    tentative: false,
    reader: || Box::new(Documents::default()),
};
