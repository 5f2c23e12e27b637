//! One record alone: what people save from a console's detail page or keep as a test event.

use super::documents::Documents;
use super::{First, Format};

pub(super) const FORMAT: Format = Format {
    name: "single-record",
    label: "Single record",
    about: "{…}: one record alone",
    detect: |head| head.first == First::Record,
    places: &[],
    fidelity: None,
    tentative: false,
    reader: || Box::new(Documents::default()),
};
