//! A bare array of records, as `jq .Records` and many tools leave it.

use super::documents::Documents;
use super::{First, Format};

pub(super) const FORMAT: Format = Format {
    name: "bare-array",
    label: "Array of records",
    about: "[{…},{…}]: the records without their wrapper",
    detect: |head| head.first == First::Array,
    tentative: false,
    reader: || Box::new(Documents::default()),
};
