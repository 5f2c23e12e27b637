//! Output of `aws cloudtrail lookup-events` as JSON: `{"Events":[{…,"CloudTrailEvent":"{…}"}]}`, the list alone, one
//! entry a line, or only the texts (`--query 'Events[].CloudTrailEvent'`, and what `jq '.Events[].CloudTrailEvent'`
//! makes of it). The text is the record; what stands beside it is a summary of it, and is all there is of an event whose
//! text was left out or is damaged.

use super::documents::Documents;
use super::rebuilt::Rebuilt;
use super::unwrap::{self, Found, Instead};
use super::{First, Format};
use crate::json;
use crate::problem::ProblemId;
use crate::record::fidelity::Fidelity;

pub(super) const FORMAT: Format = Format {
    name: "lookup-events",
    label: "Output of lookup-events",
    about: "aws cloudtrail lookup-events as JSON: the records in “CloudTrailEvent”, a list of these texts alone, or one a line; entries without it are marked “summary only”",
    detect: |head| {
        is_entry(head.element)
            || (matches!(head.first, First::Array | First::Other)
                && head.element.starts_with('"')
                && unwrap::search(head.element, &mut |_, _| {}) > 0)
    },
    places: &[RECORD, ""],
    fidelity: None,
    tentative: false,
    reader: || Box::new(Documents::default()),
};

/// The key under which an entry has the record as text.
pub(super) const RECORD: &str = "CloudTrailEvent";

/// The key under which it has the event’s id, in a spelling that no record has.
const ID: &str = "EventId";

pub(super) const INSTEAD: Instead = Instead { marks: &["EventName", "EventSource"], read };

/// What an entry has beside the record, and where that stands in a record.
const FIELDS: &[(&str, &str)] = &[
    (ID, "eventID"),
    ("EventName", "eventName"),
    ("EventSource", "eventSource"),
    ("EventTime", "eventTime"),
    ("ReadOnly", "readOnly"),
    ("AccessKeyId", "userIdentity.accessKeyId"),
    ("Username", "userIdentity.userName"),
    ("Resources", "resources"),
];

/// Whether an object is an entry: the summary of a record that it carries as text, or should.
pub(super) fn is_entry(object: &str) -> bool {
    let (mut id, mut own) = (false, false);
    for entry in json::entries(object).filter(|entry| !entry.key.is_empty()) {
        let key = json::unquote(entry.key);
        if json::same_key(&key, RECORD) {
            return true;
        }
        id |= key == ID;
        own |= ["userIdentity", "eventVersion"].iter().any(|known| json::same_key(known, &key));
    }
    id && !own
}

/// The summary, for want of the record.
fn read(entry: &str) -> Option<Found<'_>> {
    if !is_entry(entry) {
        return None;
    }
    let mut made = Rebuilt::default();
    for member in json::entries(entry) {
        let key = json::unquote(member.key);
        let Some((_, path)) = FIELDS.iter().find(|(known, _)| json::same_key(known, &key)) else { continue };
        match json::unquote(member.value) {
            text if member.value.starts_with('"') && !matches!(&*text, "true" | "false") => {
                made.text(path, &text)
            }
            value => made.json(path, &value),
        };
    }
    let named = made.has("eventSource") && made.has("eventName");
    named.then(|| Found::Made { record: made.record(Fidelity::SummaryOnly), problem: ProblemId::SummaryOnly })
}
