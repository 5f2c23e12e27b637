//! Records inside other documents: EventBridge events, the output of `lookup-events` and `filter-log-events`,
//! subscriptions of CloudWatch Logs, documents of Elasticsearch, and wrappers that nobody has named.

use super::documents::Documents;
use super::{First, Format};

pub(super) const FORMAT: Format = Format {
    name: "wrapped",
    label: "Records inside other documents",
    about: "EventBridge events, lookup-events and CloudWatch Logs as JSON, Elasticsearch documents, other wrappers: records as objects or as text, wherever they lie",
    detect: |head| {
        head.first == First::Envelopes || (head.first == First::Other && head.bytes.starts_with(b"{"))
    },
    tentative: true,
    reader: || Box::new(Documents::default()),
};
