//! What a subscription of CloudWatch Logs delivers, by Firehose or to a function: `{"messageType":"DATA_MESSAGE",…,
//! "logEvents":[{…,"message":"{…}"}]}`, one after another. Control messages are tests of the way and carry nothing.

use super::documents::Documents;
use super::unwrap::{Found, Instead};
use super::{First, Format};
use crate::json;
use crate::problem::ProblemId;

pub(super) const FORMAT: Format = Format {
    name: "log-subscription",
    label: "Subscription of CloudWatch Logs",
    about: "{\"messageType\":\"DATA_MESSAGE\",…}: what a subscription delivers, also many one after another",
    detect: |head| head.first == First::Envelopes && head.has("message") && !head.has("ingestionTime"),
    places: &["message"],
    fidelity: None,
    tentative: false,
    reader: || Box::new(Documents::default()),
};

/// By its text, because the type of the message stands before the list, and may be far away.
pub(super) const INSTEAD: Instead = Instead { marks: &["id", "timestamp", "message"], read };

fn read(event: &str) -> Option<Found<'_>> {
    let mut control = None;
    json::at_path(event, "message", &mut |message| {
        let text = json::unquote(message);
        if text.starts_with("CWL CONTROL MESSAGE") {
            control = Some(text.into_owned());
        }
    });
    Some(Found::Left { problem: ProblemId::ControlMessage, detail: control? })
}
