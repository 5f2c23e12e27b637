//! Events of EventBridge. Those of CloudTrail carry its record in `detail`. EMR's own say that a cluster, a step, an
//! application or a job run has changed its state: these are no events of CloudTrail, and are kept beside them as
//! what they are.
//!
//! Sources: Amazon EventBridge Events Reference, “Amazon EMR events”, “Amazon EMR Serverless events” and “Amazon EMR
//! Containers events”.

use super::Format;
use super::documents::Documents;
use super::rebuilt::{Parts, Rebuilt};
use super::unwrap::{Found, Instead};
use crate::record::STATE_CHANGE_SOURCES;
use crate::record::fidelity::Fidelity;

pub(super) const FORMAT: Format = Format {
    name: "eventbridge",
    label: "Events of EventBridge",
    about: "{\"detail-type\":…,\"source\":…,\"detail\":{…}}: CloudTrail’s events, and EMR’s state changes as a source of their own; alone, as a list, or one after another",
    detect: |head| head.has("detail-type") && head.has("source"),
    places: &["detail"],
    fidelity: None,
    tentative: false,
    reader: || Box::new(Documents::default()),
};

pub(super) const INSTEAD: Instead = Instead { marks: &["detail-type", "source", "detail"], read };

/// A state change as a record: its type is the event, `detail` stands where a service event has its details.
fn read(event: &str) -> Option<Found<'_>> {
    let parts = Parts::of(event);
    let source = parts.text("source");
    if !STATE_CHANGE_SOURCES.contains(&source.as_str()) {
        return None;
    }
    let mut made = Rebuilt::default();
    made.text("eventTime", &parts.text("time"))
        .text("eventSource", &source)
        .text("eventName", &parts.text("detail-type"))
        .text("awsRegion", &parts.text("region"))
        .text("eventID", &parts.text("id"))
        .text("recipientAccountId", &parts.text("account"))
        .json("eventBridgeResources", parts.json("resources"))
        .json("serviceEventDetails", parts.json("detail"));
    Some(Found::Made {
        record: made.record(Fidelity::NotCloudTrail),
        problem: crate::problem::ProblemId::StateChange,
    })
}
