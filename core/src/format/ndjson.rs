//! One record after another: NDJSON, or JSON objects back to back without line feeds.

use super::documents::{self, Documents};
use super::{First, Format};

pub(super) const FORMAT: Format = Format {
    name: "ndjson",
    label: "One record after another",
    about: "{…}\\n{…}: one record a line, or back to back",
    detect: |head| {
        // A first record larger than the limit hides the second one; it is read all the same.
        head.first == First::Record && documents::behind(head.bytes) == Some(b'{')
    },
    places: &[],
    fidelity: None,
    tentative: false,
    reader: || Box::new(Documents::default()),
};
