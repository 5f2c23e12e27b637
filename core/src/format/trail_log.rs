//! A trail's log object as it lies in S3: `{"Records":[…]}`, also what the console's Event history downloads.

use super::documents::Documents;
use super::{First, Format};

pub(super) const FORMAT: Format = Format {
    name: "trail-log",
    label: "Trail log file",
    about: "{\"Records\":[…]}: a trail's log object, or Event history downloaded as JSON",
    detect: |head| head.first == First::Wrapper,
    places: &[],
    fidelity: None,
    tentative: false,
    reader: || Box::new(Documents::default()),
};
