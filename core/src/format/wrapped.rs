//! Records inside other documents that nobody has named: whatever holds CloudTrail's records in some place.

use super::documents::Documents;
use super::{First, Format};

pub(super) const FORMAT: Format = Format {
    name: "wrapped",
    label: "Records inside other documents",
    about: "documents of any other kind with records in them, as objects or as text, wherever they lie: the ledger says where",
    detect: |head| {
        matches!(head.first, First::Envelopes | First::Array)
            || (head.first == First::Other && head.bytes.starts_with(b"{"))
            // Larger than can be held, and with a list in it.
            || (head.first == First::More && !head.element.is_empty())
    },
    places: &[],
    fidelity: None,
    tentative: true,
    reader: || Box::new(Documents::default()),
};
