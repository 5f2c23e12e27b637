//! What one record says about Amazon EMR: its scope, the category of the operation, the resource it touches.

use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::operations::{self, EMR_SOURCES, Operation};
use super::resources::{self, Kind, Touched};
use super::state_change;
use crate::json;
use crate::record::{Record, UserIdentity};

/// How an event relates to Amazon EMR.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[repr(u8)]
pub enum Scope {
    /// Nothing to do with EMR as far as the record tells.
    Other = 0,
    /// Made by EMR, with a role of EMR's, or naming EMR.
    Related = 1,
    /// A call to EMR itself: what is shown at first.
    #[default]
    Emr = 2,
}

impl Scope {
    /// From the stored byte.
    pub fn from_byte(byte: u8) -> Scope {
        match byte {
            2 => Scope::Emr,
            1 => Scope::Related,
            _ => Scope::Other,
        }
    }
}

/// Names of roles that EMR's documentation gives to its service roles (EMR Management Guide, “Service roles”; for the
/// service-linked ones the EMR Serverless and EMR on EKS guides, “Service-linked roles”).
const ROLE_PREFIXES: &[&str] = &["EMR_", "AmazonEMR-"];

/// Names of its service-linked roles: IAM lets nobody else take them, and nobody else make one of that name.
const LINKED_PREFIXES: &[&str] = &["AWSServiceRoleForEMR", "AWSServiceRoleForAmazonEMR"];

/// The host names under which EMR calls other services, without `.amazonaws.com`.
pub fn is_emr_service(name: &str) -> bool {
    // ops.emr-serverless.amazonaws.com and the like belong to the service as well.
    let Some(host) = name.strip_suffix(".amazonaws.com") else { return false };
    let last = host.rsplit('.').next().unwrap_or(host);
    matches!(last, "elasticmapreduce" | "emr-containers" | "emr-serverless" | "emrwal")
        || host.starts_with("elasticmapreduce.")
}

/// Whether a role is named as EMR's own are. That says what it is for, and not who has taken it.
pub fn is_emr_role(role: &str) -> bool {
    is_linked_role(role) || ROLE_PREFIXES.iter().any(|prefix| role.starts_with(prefix))
}

/// Whether a role is one that only EMR itself can take.
pub fn is_linked_role(role: &str) -> bool {
    LINKED_PREFIXES.iter().any(|prefix| role.starts_with(prefix))
}

/// Calls of other services that name something which may turn out to be a part of a cluster, whoever makes them. Where
/// the ids stand is in the table of operations.
const JOINING: &[(&str, &[&str])] = &[
    (
        "ec2.amazonaws.com",
        &[
            "TerminateInstances",
            "StopInstances",
            "ModifyInstanceAttribute",
            "AssociateIamInstanceProfile",
            "CreateTags",
            "DeleteTags",
            "DeleteNetworkInterface",
            "ModifyNetworkInterfaceAttribute",
            "AuthorizeSecurityGroupIngress",
            "AuthorizeSecurityGroupEgress",
            "RevokeSecurityGroupIngress",
            "RevokeSecurityGroupEgress",
            "ModifySecurityGroupRules",
            "DeleteSecurityGroup",
        ],
    ),
    ("ec2-instance-connect.amazonaws.com", &["SendSSHPublicKey"]),
    ("ssm.amazonaws.com", &["StartSession", "SendCommand"]),
];

/// Ids in a record that has nothing to do with EMR by itself, by which it may turn out to belong to it: instances,
/// security groups, network interfaces, roles, the access key that a call of STS gave out. Most records are asked for
/// no more than the name of their service.
pub fn joining(record: &Record) -> String {
    let (source, name) = (record.event_source.as_str(), record.event_name.as_str());
    match source {
        // The table has what makes and changes roles; reads name them, too, and tell nothing.
        "iam.amazonaws.com" => match operations::find(source, name) {
            Some(operation) => resource(record, Some(operation), &[]),
            None => String::new(),
        },
        "sts.amazonaws.com" if name.starts_with("AssumeRole") => {
            first_text(record.response_elements.get().unwrap_or(""), "credentials.accessKeyId")
        }
        source => {
            let names =
                JOINING.iter().find(|(known, _)| *known == source).map_or(&[][..], |(_, names)| names);
            if !names.contains(&name) {
                return String::new();
            }
            let operation = operations::find(source, name);
            let mut touched = touched(record, operation);
            // What is tagged is a volume or an image as often as not.
            touched.retain(|touched| touched.kind != Kind::Other);
            resource(record, operation, &touched)
        }
    }
}

/// Whether EMR asked: by the name it has as a service, or with a role of its own.
pub fn is_emr(identity: &UserIdentity) -> bool {
    is_emr_service(identity.invoked_by.as_str()) || is_emr_role(identity.role_name())
}

/// How a record relates to EMR; `by_emr` says whether EMR asked ([`is_emr`]).
pub fn scope(record: &Record, by_emr: bool) -> Scope {
    let source = record.event_source.as_str();
    if EMR_SOURCES.contains(&source) || state_change::is_one(record) {
        return Scope::Emr;
    }
    // Tags (aws:elasticmapreduce:job-flow-id), service names and ARNs in what was asked for, and in a refusal.
    let related = by_emr
        || is_emr_service(record.source_ip_address.as_str())
        || is_emr_service(record.user_agent.as_str())
        || names_emr(record.request_parameters.get().unwrap_or(""))
        || names_emr(record.error_message.as_str())
        || names_emr(record.insight_details.get().unwrap_or(""));
    if related { Scope::Related } else { Scope::Other }
}

/// Whether a text has the name of one of EMR's services in it.
fn names_emr(text: &str) -> bool {
    // Made once: to prepare a search costs more than to go through the parameters of a call.
    static MAPREDUCE: LazyLock<Finder> = LazyLock::new(|| Finder::new("elasticmapreduce"));
    static EMR: LazyLock<Finder> = LazyLock::new(|| Finder::new("emr-"));
    let bytes = text.as_bytes();
    let names = |at: usize| {
        let rest = &bytes[at + "emr-".len()..];
        rest.starts_with(b"containers") || rest.starts_with(b"serverless")
    };
    MAPREDUCE.find(bytes).is_some() || EMR.find_iter(bytes).any(names)
}

/// Why a record is in its scope, in words, each with the field it rests on; empty where nothing ties it to EMR.
pub fn reasons(record: &Record, identity: &UserIdentity) -> Vec<String> {
    let mut out = Vec::new();
    let source = record.event_source.as_str();
    if state_change::is_one(record) {
        out.push(format!("EMR’s own report by EventBridge: source is {source}"));
    }
    if EMR_SOURCES.contains(&source) {
        out.push(format!("a call to EMR itself: eventSource is {source}"));
    }
    let services = [
        ("userIdentity.invokedBy", identity.invoked_by.as_str()),
        ("sourceIPAddress", record.source_ip_address.as_str()),
        ("userAgent", record.user_agent.as_str()),
    ];
    for (field, value) in services.into_iter().filter(|(_, value)| is_emr_service(value)) {
        out.push(format!("made by EMR: {field} is {value}"));
    }
    let role = identity.role_name();
    if is_emr_role(role) {
        let whose = if is_linked_role(role) { "a role of EMR’s" } else { "a role named as EMR’s are" };
        out.push(format!("made with {whose}: {role}"));
    }
    if !EMR_SOURCES.contains(&source) {
        let texts = [
            ("requestParameters", record.request_parameters.get().unwrap_or("")),
            ("errorMessage", record.error_message.as_str()),
            ("insightDetails", record.insight_details.get().unwrap_or("")),
        ];
        for (field, _) in texts.into_iter().filter(|(_, text)| names_emr(text)) {
            out.push(format!("{field} names EMR"));
        }
    }
    out
}

/// The release of EMR that a request names, as written; empty where it names none.
pub fn release(record: &Record) -> String {
    static LABEL: LazyLock<Finder> = LazyLock::new(|| Finder::new("eleaseLabel"));
    let parameters = record.request_parameters.get().unwrap_or("");
    // Nearly all requests name none, and to look for the key costs less than to go through the parameters.
    match LABEL.find(parameters.as_bytes()) {
        Some(_) => first_text(parameters, "releaseLabel"),
        None => String::new(),
    }
}

/// The first value at a path that is written as text; empty where there is none.
fn first_text(text: &str, path: &str) -> String {
    let mut first = String::new();
    json::at_path(text, path, &mut |value| {
        if first.is_empty() && value.starts_with('"') {
            first = json::unquote(value).into_owned();
        }
    });
    first
}

/// The category of the operation: from the table, else by its verb.
pub fn category(record: &Record, operation: Option<&Operation>) -> &'static str {
    if state_change::is_one(record) {
        return operations::STATE_CHANGES;
    }
    match operation {
        Some(operation) => operation.category,
        None => operations::category_by_verb(record.event_name.as_str()),
    }
}

/// The resources that a record touches.
pub fn touched(record: &Record, operation: Option<&Operation>) -> Vec<Touched> {
    match state_change::is_one(record) {
        true => resources::of_state_change(record),
        false => resources::touched(record, operation),
    }
}

/// The ids of the resources a record touches, joined by blanks: by the paths of the operations table, else out of
/// ARNs and text. Where no id is recorded, the names. Empty where the record has neither.
pub fn resource(record: &Record, operation: Option<&Operation>, touched: &[Touched]) -> String {
    if state_change::is_one(record) {
        return state_change::resource(record);
    }
    let mut out = String::new();
    let mut add = |text: &str| {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(text);
    };
    // What the policies of a role name says nothing of which role it is.
    let is_role = |operation: &Operation| operation.source == "iam.amazonaws.com" && operation.kind == "role";
    if !touched.is_empty() && !operation.is_some_and(is_role) {
        resources::named_most_surely(touched).for_each(|touched| add(&touched.id));
        return out;
    }
    let mut names: Vec<String> = Vec::new();
    let sides = [record.request_parameters.get(), record.response_elements.get()];
    for path in operation.map_or(&[][..], |operation| &operation.name_paths) {
        for text in sides.into_iter().flatten() {
            json::at_path(text, path, &mut |value| {
                let value = json::unquote(value);
                // An object at the path is no name.
                if !value.starts_with(['{', '[']) && !names.iter().any(|name| *name == value) {
                    names.push(value.into_owned());
                }
            });
        }
    }
    names.iter().for_each(|name| add(name));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Record<'_> {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn scopes() {
        let cases = [
            (r#"{"eventSource":"elasticmapreduce.amazonaws.com","eventName":"RunJobFlow"}"#, Scope::Emr),
            (r#"{"eventSource":"emr-serverless.amazonaws.com","eventName":"StartJobRun"}"#, Scope::Emr),
            (
                r#"{"eventSource":"ec2.amazonaws.com","eventName":"RunInstances","userIdentity":{"invokedBy":"elasticmapreduce.amazonaws.com"}}"#,
                Scope::Related,
            ),
            (
                r#"{"eventSource":"ec2.amazonaws.com","eventName":"x","sourceIPAddress":"elasticmapreduce.amazonaws.com"}"#,
                Scope::Related,
            ),
            (
                r#"{"eventSource":"ec2.amazonaws.com","eventName":"CreateTags","requestParameters":{"t":"aws:elasticmapreduce:job-flow-id"}}"#,
                Scope::Related,
            ),
            (
                r#"{"eventSource":"s3.amazonaws.com","eventName":"GetObject","userIdentity":{"type":"AssumedRole","arn":"arn:aws:sts::1:assumed-role/EMR_EC2_DefaultRole/i-1"}}"#,
                Scope::Related,
            ),
            (r#"{"eventSource":"s3.amazonaws.com","eventName":"GetObject"}"#, Scope::Other),
        ];
        for (text, scope_wanted) in cases {
            let record = read(text);
            let by_emr = is_emr(&record.identity().unwrap());
            assert_eq!(scope(&record, by_emr), scope_wanted, "{text}");
            // Whatever is in a scope can say why, and nothing else can.
            let why = reasons(&record, &record.identity().unwrap());
            assert_eq!(why.is_empty(), scope_wanted == Scope::Other, "{text}: {why:?}");
        }
    }

    #[test]
    fn calls_that_may_be_about_a_node_name_it() {
        for (source, names) in JOINING {
            for name in *names {
                let operation = operations::find(source, name);
                let paths = operation.map(|operation| &operation.request_paths);
                assert!(paths.is_some_and(|paths| !paths.is_empty()), "{source} {name}");
            }
        }
        let cases = [
            (
                r#"ec2.amazonaws.com","eventName":"ModifySecurityGroupRules","requestParameters":{"ModifySecurityGroupRulesRequest":{"GroupId":"sg-1"}}"#,
                "sg-1",
            ),
            (
                r#"ec2.amazonaws.com","eventName":"CreateTags","requestParameters":{"resourcesSet":{"items":[{"resourceId":"i-1"},{"resourceId":"vol-1"}]},"tagSet":{"items":[{"key":"a","value":"b"}]}}"#,
                "i-1",
            ),
            (
                r#"ec2.amazonaws.com","eventName":"AssociateIamInstanceProfile","requestParameters":{"AssociateIamInstanceProfileRequest":{"InstanceId":"i-1"}}"#,
                "i-1",
            ),
            (r#"ssm.amazonaws.com","eventName":"StartSession","requestParameters":{"target":"i-1"}"#, "i-1"),
            (
                r#"ssm.amazonaws.com","eventName":"SendCommand","requestParameters":{"instanceIds":["i-1","i-2"]}"#,
                "i-1 i-2",
            ),
            (
                r#"ec2-instance-connect.amazonaws.com","eventName":"SendSSHPublicKey","requestParameters":{"instanceId":"i-1","instanceOSUser":"hadoop"}"#,
                "i-1",
            ),
            (
                r#"ec2.amazonaws.com","eventName":"RunInstances","responseElements":{"instancesSet":{"items":[{"instanceId":"i-1"}]}}"#,
                "",
            ),
        ];
        for (text, ids) in cases {
            assert_eq!(joining(&read(&format!("{{\"eventSource\":\"{text}}}"))), ids, "{text}");
        }
    }

    #[test]
    fn resources_come_from_the_known_paths() {
        let resource = |record: &Record| {
            let operation = operations::find(record.event_source.as_str(), record.event_name.as_str());
            super::resource(record, operation, &touched(record, operation))
        };
        let terminate = r#"{"eventSource":"elasticmapreduce.amazonaws.com","eventName":"TerminateJobFlows","requestParameters":{"jobFlowIds":["j-1","j-2"]}}"#;
        assert_eq!(resource(&read(terminate)), "j-1 j-2");
        let launch = r#"{"eventSource":"elasticmapreduce.amazonaws.com","eventName":"RunJobFlow","requestParameters":{"name":"x","serviceRole":"r","securityConfiguration":"s"},"responseElements":{"jobFlowId":"j-9","clusterArn":"arn:aws:elasticmapreduce:eu-west-1:1:cluster/j-9"}}"#;
        assert_eq!(resource(&read(launch)), "j-9");
        assert_eq!(resource(&read(r#"{"eventSource":"s3.amazonaws.com","eventName":"GetObject"}"#)), "");
    }
}
