//! What has to be known of a record to read it right: what was added or left out, and what it is a part of. And the
//! fields that have no place of their own on the screen.
//!
//! Source: AWS CloudTrail User Guide, “CloudTrail record contents” (record version 1.11).

use super::detail::Block;
use super::tree;
use crate::json;
use crate::record::{AGGREGATED, Record};

/// Blocks that CloudTrail leaves out where they are too large.
const BLOCKS: [&str; 4] =
    ["requestParameters", "responseElements", "additionalEventData", "serviceEventDetails"];

/// First level of a record as far as the detail view shows it elsewhere, or as a column.
const SHOWN_ELSEWHERE: &[&str] = &[
    "requestParameters",
    "responseElements",
    "additionalEventData",
    "serviceEventDetails",
    "insightDetails",
    "eventTime",
    "eventSource",
    "eventName",
    "awsRegion",
    "sourceIPAddress",
    "userAgent",
    "errorCode",
    "errorMessage",
    "eventID",
    "eventId",
    "eventType",
    "eventCategory",
    "eventVersion",
    "readOnly",
    "recipientAccountId",
    "accountId",
    "sharedEventID",
    "vpcEndpointId",
    "sessionCredentialFromConsole",
    "trailglassFidelity",
];

/// The first text or number at a path; empty where there is none.
fn text(raw: &str, path: &str) -> String {
    json::first_at(raw, path).unwrap_or_default()
}

fn all(raw: &str, path: &str) -> Vec<String> {
    let mut found = Vec::new();
    json::at_path(raw, path, &mut |value| found.push(json::unquote(value).into_owned()));
    found
}

/// The remarks on a record, as sentences.
pub fn remarks(record: &Record, raw: &str) -> Vec<String> {
    let mut out = Vec::new();
    let reason = text(raw, "addendum.reason");
    if !reason.is_empty() {
        let mut said = match reason.as_str() {
            "DELIVERY_DELAY" => {
                "CloudTrail delivered this record late (addendum: DELIVERY_DELAY).".to_owned()
            }
            "UPDATED_DATA" => {
                "This record replaces one that was delivered before (addendum: UPDATED_DATA).".to_owned()
            }
            "SERVICE_OUTAGE" => {
                "This record was delivered late because of an outage (addendum: SERVICE_OUTAGE).".to_owned()
            }
            reason => format!("CloudTrail added to this record later (addendum: {reason})."),
        };
        let fields = all(raw, "addendum.updatedFields").join(", ");
        if !fields.is_empty() {
            said.push_str(&format!(" Changed: {fields}."));
        }
        let original = text(raw, "addendum.originalEventID");
        if !original.is_empty() {
            said.push_str(&format!(" The event before it: {original}."));
        }
        out.push(said);
    }
    if !record.shared_event_id.is_empty() {
        out.push(format!(
            "Other accounts have a record of the same event, with an event id of their own: look for sharedEventID:{}.",
            record.shared_event_id
        ));
    }
    for block in BLOCKS {
        if text(raw, &format!("{block}.omitted")) == "true" {
            let size = match text(raw, &format!("{block}.originalSize")).as_str() {
                "" => String::new(),
                size => format!(" ({size} bytes)"),
            };
            out.push(format!("CloudTrail left {block} out because it was too large{size}."));
        }
    }
    // What the request was is asked for beside this list, for calls that only read too.
    let changes = record.read_only.as_str() == "false" && record.error_code.is_empty();
    if changes && record.fidelity.is_empty() && record.response_elements.get().is_none() {
        out.push(
            "No answer is recorded. Many calls have none; CloudTrail also leaves out answers of more than 100 kB."
                .to_owned(),
        );
    }
    if record.event_type.as_str() == AGGREGATED {
        out.push(format!(
            "This is no single call: it sums up the calls from {} to {}. The time shown is the start.",
            text(raw, "timeWindow.windowStart"),
            text(raw, "timeWindow.windowEnd"),
        ));
    }
    if record.insight_details.get().is_some() {
        out.push(
            "This is no call: CloudTrail Insights noticed an unusual number of calls or errors.".to_owned(),
        );
    }
    out
}

/// The fields that are shown nowhere else, as one tree, the identity first: it has more to it than the columns.
pub fn further(raw: &str) -> Option<Block> {
    let known = |key: &str| SHOWN_ELSEWHERE.iter().any(|known| json::same_key(known, key));
    let members: Vec<String> = json::entries(raw)
        .filter(|entry| !json::is_missing(entry.value) && !known(&json::unquote(entry.key)))
        .map(|entry| format!("{}:{}", entry.key, entry.value))
        .collect();
    if members.is_empty() {
        return None;
    }
    let (lines, more) = tree::lines(&format!("{{{}}}", members.join(",")), "");
    Some(Block { name: FURTHER.to_owned(), lines, more })
}

/// Name of the block of [`further`].
pub const FURTHER: &str = "further";

#[cfg(test)]
mod tests {
    use super::*;

    fn said(raw: &str) -> Vec<String> {
        remarks(&serde_json::from_str(raw).unwrap(), raw)
    }

    #[test]
    fn what_matters_is_said() {
        assert_eq!(said(r#"{"eventName":"a","requestParameters":null}"#), Vec::<String>::new());
        let unanswered = r#"{"eventName":"a","readOnly":false,"responseElements":null"#;
        assert!(said(&format!("{unanswered}}}"))[0].starts_with("No answer is recorded."));
        for more in [r#","errorCode":"AccessDenied""#, r#","trailglassFidelity":"summary only""#] {
            assert_eq!(said(&format!("{unanswered}{more}}}")), Vec::<String>::new(), "{more}");
        }
        for record in [
            r#"{"readOnly":true,"responseElements":null}"#,
            r#"{"readOnly":false,"responseElements":{"a":1}}"#,
        ] {
            assert_eq!(said(record), Vec::<String>::new(), "{record}");
        }
        let addendum = r#"{"addendum":{"reason":"UPDATED_DATA","updatedFields":["responseElements","errorCode"],"originalEventID":"e-1"}}"#;
        assert_eq!(
            said(addendum),
            [
                "This record replaces one that was delivered before (addendum: UPDATED_DATA). Changed: responseElements, errorCode. The event before it: e-1."
            ]
        );
        let omitted = r#"{"requestParameters":{"omitted":true,"originalSize":123456,"reason":"too big"},"sharedEventID":"s"}"#;
        assert_eq!(said(omitted).len(), 2);
        assert_eq!(
            said(omitted)[1],
            "CloudTrail left requestParameters out because it was too large (123456 bytes)."
        );
        let aggregated =
            r#"{"eventType":"AwsAggregatedEvent","timeWindow":{"windowStart":"a","windowEnd":"b"}}"#;
        assert!(said(aggregated)[0].contains("from a to b"));
        assert!(said(r#"{"addendum":{"reason":"NEW"}}"#)[0].contains("addendum: NEW"));
    }

    #[test]
    fn no_field_is_shown_nowhere() {
        let raw = r#"{"eventName":"a","TlsDetails":{"tlsVersion":"TLSv1.3"},"resources":[],"userIdentity":{"type":"Root"},"new":1}"#;
        let block = further(raw).unwrap();
        let paths: Vec<&str> = block.lines.iter().map(|line| line.path.as_str()).collect();
        assert_eq!(
            paths,
            ["TlsDetails", "TlsDetails.tlsVersion", "userIdentity", "userIdentity.type", "new"]
        );
        assert_eq!(further(r#"{"eventName":"a","apiVersion":null}"#), None);
    }
}
