//! One record after another: NDJSON, or JSON objects back to back without line feeds.

use super::documents::Documents;
use super::{First, Format};
use crate::json::{self, Scan};

pub(super) const FORMAT: Format = Format {
    name: "ndjson",
    label: "One record after another",
    about: "{…}\\n{…}: one record a line, or back to back",
    detect: |head| {
        // Where the first record is longer than the head, a second one cannot be seen; it is read all the same.
        head.first == First::Record
            && matches!(json::skip_value(head.bytes, 0), Scan::End(end)
                if head.bytes.get(json::skip_ws(head.bytes, end)) == Some(&b'{'))
    },
    reader: || Box::new(Documents::default()),
};
