//! What one record says about Amazon EMR: its scope, the category of the operation, the resource it touches.

use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::operations::{self, EMR_SOURCES};
use crate::json;
use crate::record::{Record, UserIdentity};

/// How an event relates to Amazon EMR.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[repr(u8)]
pub enum Scope {
    /// Nothing to do with EMR as far as the record tells.
    Other = 0,
    /// Made by EMR, with a role of EMR's, or naming EMR.
    Related = 1,
    /// A call to EMR itself.
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

/// Names of roles that EMR's documentation gives to its service roles and its service-linked roles
/// (EMR Management Guide, “Service roles”; EMR Serverless and EMR on EKS guides, “Service-linked roles”).
const ROLE_PREFIXES: &[&str] = &["EMR_", "AWSServiceRoleForEMR", "AWSServiceRoleForAmazonEMR", "AmazonEMR-"];

/// The host names under which EMR calls other services, without `.amazonaws.com`.
fn is_emr_service(name: &str) -> bool {
    // ops.emr-serverless.amazonaws.com and the like belong to the service as well.
    let Some(host) = name.strip_suffix(".amazonaws.com") else { return false };
    let last = host.rsplit('.').next().unwrap_or(host);
    matches!(last, "elasticmapreduce" | "emr-containers" | "emr-serverless" | "emrwal")
        || host.starts_with("elasticmapreduce.")
}

/// Whether EMR asked: by the name it has as a service, or with a role of its own.
pub fn is_emr(identity: &UserIdentity) -> bool {
    let role = identity.role_name();
    is_emr_service(identity.invoked_by.as_str())
        || (!role.is_empty() && ROLE_PREFIXES.iter().any(|prefix| role.starts_with(prefix)))
}

/// How a record relates to EMR; `by_emr` says whether EMR asked ([`is_emr`]).
pub fn scope(record: &Record, by_emr: bool) -> Scope {
    if EMR_SOURCES.contains(&record.event_source.as_str()) {
        return Scope::Emr;
    }
    // Tags (aws:elasticmapreduce:job-flow-id), service names and ARNs in what was asked for, and in a refusal.
    let related = by_emr
        || is_emr_service(record.source_ip_address.as_str())
        || is_emr_service(record.user_agent.as_str())
        || names_emr(record.request_parameters.get().unwrap_or(""))
        || names_emr(record.error_message.as_str());
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

/// The category of the operation: from the table, else by its verb.
pub fn category(record: &Record) -> &'static str {
    let (source, name) = (record.event_source.as_str(), record.event_name.as_str());
    match operations::find(source, name) {
        Some(operation) => operation.category,
        None => operations::category_by_verb(name),
    }
}

/// The ids of the resources an operation touches, by the paths of the operations table, joined by blanks; the
/// request's before the response's. Where no id is recorded, the names. Empty where the record has neither.
pub fn resource(record: &Record) -> String {
    let Some(operation) = operations::find(record.event_source.as_str(), record.event_name.as_str()) else {
        return String::new();
    };
    // A role that is handed to a job is no resource of EMR's.
    let is_role = |path: &str| path.to_ascii_lowercase().contains("role");
    // RunJobFlow names its security configuration by name.
    let is_name =
        |path: &str| path.to_ascii_lowercase().ends_with("name") || path.ends_with("securityConfiguration");
    let ids = collect(record, operation, |path| !is_role(path) && !is_name(path));
    if ids.is_empty() { collect(record, operation, is_name) } else { ids }
}

fn collect(record: &Record, operation: &operations::Operation, wanted: impl Fn(&str) -> bool) -> String {
    let mut out: Vec<String> = Vec::new();
    let sides = [
        (record.request_parameters.get(), &operation.request_paths),
        (record.response_elements.get(), &operation.response_paths),
    ];
    for (text, paths) in sides {
        let Some(text) = text else { continue };
        for path in paths.iter().filter(|path| wanted(path)) {
            json::at_path(text, path, &mut |value| {
                // An object at the path is no id.
                if value.starts_with(['{', '[']) {
                    return;
                }
                let value = json::unquote(value);
                // The ARN of what is named already says nothing new.
                let known = |seen: &String| *seen == value || value.ends_with(&format!("/{seen}"));
                if !out.iter().any(known) {
                    out.push(value.into_owned());
                }
            });
        }
    }
    out.join(" ")
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
        }
    }

    #[test]
    fn resources_come_from_the_known_paths() {
        let terminate = r#"{"eventSource":"elasticmapreduce.amazonaws.com","eventName":"TerminateJobFlows","requestParameters":{"jobFlowIds":["j-1","j-2"]}}"#;
        assert_eq!(resource(&read(terminate)), "j-1 j-2");
        let launch = r#"{"eventSource":"elasticmapreduce.amazonaws.com","eventName":"RunJobFlow","requestParameters":{"name":"x","serviceRole":"r","securityConfiguration":"s"},"responseElements":{"jobFlowId":"j-9","clusterArn":"arn:aws:elasticmapreduce:eu-west-1:1:cluster/j-9"}}"#;
        assert_eq!(resource(&read(launch)), "j-9");
        assert_eq!(resource(&read(r#"{"eventSource":"s3.amazonaws.com","eventName":"GetObject"}"#)), "");
    }
}
