//! Events of Security Lake in the Open Cybersecurity Schema, exported as JSON: API Activity (6003), and Account
//! Change (3001) and Authentication (3002), into which CloudTrail's events go. The record is put together again from
//! their fields; what has no field of its own stands in `unmapped`.
//!
//! Sources: OCSF’s published mapping of CloudTrail (versions 1.0.0-rc.2 and 1.1.0), Security Lake User Guide.

use super::Format;
use super::documents::Documents;
use super::rebuilt::{Parts, Rebuilt};
use super::unwrap::{Found, Instead};
use crate::json;
use crate::problem::ProblemId;
use crate::record::fidelity::Fidelity;

pub(super) const FORMAT: Format = Format {
    name: "ocsf",
    label: "OCSF, as Security Lake exports it",
    about: "events of class 6003, 3002 or 3001 in the Open Cybersecurity Schema, one or many; put together to records again, which is marked “lossy”",
    detect: |head| head.has("class_uid") && head.has("metadata"),
    places: &["raw_data"],
    fidelity: None,
    tentative: false,
    reader: || Box::new(Documents::default()),
};

pub(super) const INSTEAD: Instead = Instead { marks: &["class_uid", "metadata"], read };

const CLASSES: &[&str] = &["6003", "3002", "3001"];

/// Fields of the record and where they stand: in newer and in older versions of the mapping.
const FIELDS: &[(&str, &[&str])] = &[
    ("eventVersion", &["metadata.product.version"]),
    ("userIdentity.type", &["actor.user.type"]),
    ("userIdentity.principalId", &["actor.user.uid_alt"]),
    ("userIdentity.accountId", &["actor.user.account.uid", "actor.user.account_uid"]),
    ("userIdentity.accessKeyId", &["actor.user.credential_uid", "actor.session.credential_uid"]),
    ("userIdentity.userName", &["actor.user.name"]),
    ("userIdentity.invokedBy", &["actor.invoked_by"]),
    ("userIdentity.identityProvider", &["actor.idp.name"]),
    ("userIdentity.sessionContext.sessionIssuer.arn", &["actor.session.issuer"]),
    (
        "userIdentity.sessionContext.attributes.creationDate",
        &["actor.session.created_time_dt", "actor.session.created_time"],
    ),
    (
        "userIdentity.sessionContext.attributes.mfaAuthenticated",
        &["actor.session.is_mfa", "actor.session.mfa", "is_mfa"],
    ),
    ("eventTime", &["time_dt", "time"]),
    ("eventSource", &["api.service.name"]),
    ("eventName", &["api.operation"]),
    ("awsRegion", &["cloud.region"]),
    ("sourceIPAddress", &["src_endpoint.ip", "src_endpoint.domain", "src_endpoint.svc_name"]),
    ("userAgent", &["http_request.user_agent"]),
    ("errorCode", &["api.response.error"]),
    ("errorMessage", &["api.response.error_message", "api.response.message"]),
    ("requestID", &["api.request.uid"]),
    ("eventID", &["metadata.uid"]),
    ("eventType", &["metadata.event_code"]),
    ("apiVersion", &["api.version"]),
    ("recipientAccountId", &["cloud.account.uid", "cloud.account_uid"]),
    ("vpcEndpointId", &["src_endpoint.uid"]),
];

fn read(event: &str) -> Option<Found<'_>> {
    let parts = Parts::of(event);
    let of_cloudtrail = parts.text("metadata.product.name").eq_ignore_ascii_case("CloudTrail")
        || parts.text("metadata.log_name").contains("CloudTrail");
    if !of_cloudtrail || !CLASSES.contains(&parts.text("class_uid").as_str()) {
        return None;
    }
    let mut made = Rebuilt::default();
    // `uid` is the ARN in newer versions and the principal's id in older ones, which have the ARN in `uuid`.
    for place in ["actor.user.uid", "actor.user.uuid"] {
        match parts.text(place) {
            arn if arn.starts_with("arn:") => made.text("userIdentity.arn", &arn),
            id => made.text("userIdentity.principalId", &id),
        };
    }
    for (field, places) in FIELDS {
        made.text(field, &parts.first(places));
    }
    made.block("requestParameters", &block(&parts, "api.request.data"));
    made.block("responseElements", &block(&parts, "api.response.data"));
    let mut resources = Vec::new();
    json::at_path(parts.json("resources"), "uid", &mut |uid| resources.push(format!("{{\"ARN\":{uid}}}")));
    made.json("resources", &format!("[{}]", resources.join(",")));
    unmapped(&parts, event, &mut made);
    let named = made.has("eventSource") && made.has("eventName");
    named.then(|| Found::Made { record: made.record(Fidelity::Lossy), problem: ProblemId::Rebuilt })
}

/// A block is a text with JSON in it, or the JSON itself.
fn block(parts: &Parts, place: &str) -> String {
    match parts.text(place) {
        text if text.is_empty() => parts.json(place).to_owned(),
        text => text,
    }
}

/// What has no field of its own: an object of CloudTrail's dotted paths, or a list of pairs of such a path and its
/// value, as a table's map is exported.
fn unmapped(parts: &Parts, event: &str, made: &mut Rebuilt) {
    let mut put = |path: &str, value: &str| {
        if !value.starts_with(['{', '[']) {
            made.text(path, &json::unquote(value));
        }
    };
    for (path, value) in parts.below("unmapped") {
        put(path, value);
    }
    json::at_path(event, "unmapped", &mut |pair| {
        let cells: Vec<&str> = json::entries(pair).map(|cell| cell.value).collect();
        if let ([path, value], true) = (cells.as_slice(), parts.json("unmapped").starts_with('[')) {
            put(&json::unquote(path), value);
        }
    });
}
