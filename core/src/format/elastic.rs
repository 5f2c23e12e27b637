//! Documents of Elasticsearch, made by its CloudTrail integration. `event.original` is the record as it came, and is
//! taken where it is there; without it the record is put together again from `aws.cloudtrail.*` and ECS’ own fields.
//!
//! Sources: Filebeat reference, “AWS fields”; the Elastic Common Schema.

use super::Format;
use super::documents::Documents;
use super::rebuilt::{Parts, Rebuilt};
use super::unwrap::{Found, Instead};
use crate::json;
use crate::limits;
use crate::problem::ProblemId;
use crate::record::fidelity::Fidelity;

pub(super) const FORMAT: Format = Format {
    name: "elastic",
    label: "Documents of Elasticsearch",
    about: "documents of Elastic’s CloudTrail integration, alone or as hits of a search: “event.original”, or else put together again from “aws.cloudtrail”, which is marked “lossy”",
    detect: |head| {
        let mut documents = vec![head.element];
        json::at_path(head.element, "hits.hits", &mut |hit| documents.push(hit));
        documents.truncate(limits::FORM_HITS);
        documents.into_iter().any(is_document)
    },
    places: &[
        "event.original",
        "_source.event.original",
        "hits.hits[]._source.event.original",
        "fields.event.original[]",
    ],
    fidelity: None,
    tentative: false,
    reader: || Box::new(Documents::default()),
};

/// Whether it is a document, or a hit with one in it.
fn is_document(text: &str) -> bool {
    let parts = Parts::of(text);
    ["", "_source.", "fields."].iter().any(|at| {
        let has = |path: &str| !parts.json(&format!("{at}{path}")).is_empty();
        parts.below(&format!("{at}aws.cloudtrail")).next().is_some()
            || has("event.original")
            || (has("event.action") && has("event.provider"))
    })
}

pub(super) const INSTEAD: Instead = Instead { marks: &["aws", "event"], read };

/// The same with dots in its keys.
pub(super) const INSTEAD_DOTTED: Instead = Instead { marks: &["event.action", "event.provider"], read };

/// Fields of the record and where they stand.
const FIELDS: &[(&str, &[&str])] = &[
    ("eventVersion", &["aws.cloudtrail.event_version"]),
    ("userIdentity.type", &["aws.cloudtrail.user_identity.type"]),
    ("userIdentity.principalId", &["user.id"]),
    ("userIdentity.arn", &["aws.cloudtrail.user_identity.arn"]),
    ("userIdentity.accessKeyId", &["aws.cloudtrail.user_identity.access_key_id"]),
    ("userIdentity.invokedBy", &["aws.cloudtrail.user_identity.invoked_by"]),
    (
        "userIdentity.sessionContext.sessionIssuer.type",
        &["aws.cloudtrail.user_identity.session_context.session_issuer.type"],
    ),
    (
        "userIdentity.sessionContext.sessionIssuer.principalId",
        &["aws.cloudtrail.user_identity.session_context.session_issuer.principal_id"],
    ),
    (
        "userIdentity.sessionContext.sessionIssuer.arn",
        &["aws.cloudtrail.user_identity.session_context.session_issuer.arn"],
    ),
    (
        "userIdentity.sessionContext.sessionIssuer.accountId",
        &["aws.cloudtrail.user_identity.session_context.session_issuer.account_id"],
    ),
    (
        "userIdentity.sessionContext.attributes.creationDate",
        &["aws.cloudtrail.user_identity.session_context.creation_date"],
    ),
    (
        "userIdentity.sessionContext.attributes.mfaAuthenticated",
        &["aws.cloudtrail.user_identity.session_context.mfa_authenticated"],
    ),
    ("eventTime", &["@timestamp"]),
    ("eventSource", &["event.provider"]),
    ("eventName", &["event.action"]),
    ("awsRegion", &["cloud.region"]),
    ("sourceIPAddress", &["source.address", "source.ip"]),
    ("userAgent", &["user_agent.original"]),
    ("errorCode", &["aws.cloudtrail.error_code"]),
    ("errorMessage", &["aws.cloudtrail.error_message"]),
    ("requestID", &["aws.cloudtrail.request_id"]),
    ("eventID", &["event.id"]),
    ("eventType", &["aws.cloudtrail.event_type"]),
    ("eventCategory", &["aws.cloudtrail.event_category"]),
    ("apiVersion", &["aws.cloudtrail.api_version"]),
    ("managementEvent", &["aws.cloudtrail.management_event"]),
    ("readOnly", &["aws.cloudtrail.read_only"]),
    ("recipientAccountId", &["aws.cloudtrail.recipient_account_id", "cloud.account.id"]),
    ("sharedEventID", &["aws.cloudtrail.shared_event_id"]),
    ("vpcEndpointId", &["aws.cloudtrail.vpc_endpoint_id"]),
];

/// Blocks, and their names there: taken apart under `flattened`, or as text.
const BLOCKS: &[(&str, &str)] = &[
    ("requestParameters", "request_parameters"),
    ("responseElements", "response_elements"),
    ("additionalEventData", "additional_eventdata"),
    ("serviceEventDetails", "service_event_details"),
    ("insightDetails", "insight_details"),
];

fn read(document: &str) -> Option<Found<'_>> {
    let parts = Parts::of(document);
    parts.below("aws.cloudtrail").next()?;
    let mut made = Rebuilt::default();
    for (field, places) in FIELDS {
        made.text(field, &parts.first(places));
    }
    // The integration puts both names into one field: the issuer's, and for everybody else the user's own.
    let name = match parts.text("aws.cloudtrail.user_identity.type").as_str() {
        "AssumedRole" => "userIdentity.sessionContext.sessionIssuer.userName",
        _ => "userIdentity.userName",
    };
    made.text(name, &parts.text("user.name"));
    for (block, name) in BLOCKS {
        let flattened = format!("aws.cloudtrail.flattened.{name}");
        made.json(block, parts.json(&flattened));
        if !made.has(block) {
            for (path, value) in parts.below(&flattened) {
                made.json(&format!("{block}.{path}"), value);
            }
            made.block(block, &parts.text(&format!("aws.cloudtrail.{name}")));
        }
    }
    let named = made.has("eventSource") && made.has("eventName");
    named.then(|| Found::Made { record: made.record(Fidelity::Lossy), problem: ProblemId::Rebuilt })
}
