//! A bare array of records, as `jq .Records` and many tools leave it.

use super::documents::Documents;
use super::{First, Format, classify};

pub(super) const FORMAT: Format = Format {
    name: "bare-array",
    label: "Array of records",
    about: "[{…},{…}]: the records without their wrapper",
    detect: |head| {
        head.first == First::Array
            && (head.element.is_empty() || classify(head.element.as_bytes()) == First::Record)
    },
    places: &[],
    fidelity: None,
    tentative: false,
    reader: || Box::new(Documents::default()),
};
