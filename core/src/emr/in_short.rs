//! Sentences of events whose record is not in memory: out of their columns, which have ids and no parameters.

use super::operations;
use super::sentence::{is_refusal, list, plain};

/// What stands behind the verb of an operation of another service, where only ids are known: `{}` is their place. What
/// else the call had is in its record.
const RESTS: &[(&str, &str, &str)] = &[
    ("ec2", "RunInstances", "instances: {}"),
    ("ec2", "CreateFleet", "a fleet of instances: {}"),
    ("ec2", "TerminateInstances", "{}"),
    ("ec2", "StopInstances", "{}"),
    ("ec2", "ModifyInstanceAttribute", "an attribute of {}"),
    ("ec2", "AssociateIamInstanceProfile", "an instance profile to {}"),
    ("ec2", "CreateSecurityGroup", "security group {}"),
    ("ec2", "DeleteSecurityGroup", "security group {}"),
    ("ec2", "AuthorizeSecurityGroupIngress", "security group {}"),
    ("ec2", "RevokeSecurityGroupIngress", "security group {}"),
    ("ec2", "AuthorizeSecurityGroupEgress", "the way out of security group {}"),
    ("ec2", "RevokeSecurityGroupEgress", "the way out of security group {}"),
    ("ec2", "ModifySecurityGroupRules", "rules of security group {}"),
    ("ec2", "CreateTags", "{}"),
    ("ec2", "DeleteTags", "tags of {}"),
    ("ec2", "CreateNetworkInterface", "a network interface: {}"),
    ("ec2", "DeleteNetworkInterface", "network interface {}"),
    ("ec2", "ModifyNetworkInterfaceAttribute", "network interface {}"),
    ("ec2-instance-connect", "SendSSHPublicKey", "an SSH key to {}"),
    ("ssm", "StartSession", "a shell session on {}"),
    ("ssm", "SendCommand", "a command on {}"),
    ("iam", "CreateServiceLinkedRole", "a service-linked role: {}"),
    ("iam", "CreateRole", "role {}"),
    ("iam", "DeleteRole", "role {}"),
    ("iam", "AddRoleToInstanceProfile", "a role to an instance profile: {}"),
    ("iam", "PutRolePolicy", "an inline policy of role {}"),
    ("iam", "DeleteRolePolicy", "an inline policy of role {}"),
    ("iam", "AttachRolePolicy", "a policy to role {}"),
    ("iam", "DetachRolePolicy", "a policy from role {}"),
    ("iam", "UpdateAssumeRolePolicy", "who may take role {}"),
];

/// A sentence from the columns of an event: `who` from [`super::sentence::who_of`], `resource` as ids with blanks
/// between them.
pub fn short_sentence(who: &str, source: &str, event: &str, resource: &str, error: &str) -> String {
    let ids: Vec<String> = resource.split(' ').filter(|id| !id.is_empty()).map(plain).collect();
    let on = if ids.is_empty() { String::new() } else { format!(" on {}", list(&ids)) };
    let service = source.strip_suffix(".amazonaws.com").unwrap_or(source);
    let name = if event.is_empty() { "an operation whose name is not recorded" } else { event };
    let rest = RESTS.iter().find(|rest| (rest.0, rest.1) == (service, event));
    let (past, plain_form, rest) = match (operations::find(source, event), rest) {
        (Some(operation), Some((_, _, rest))) => {
            let ids = if ids.is_empty() { "(not recorded)".to_owned() } else { list(&ids) };
            (operation.past, operation.plain, rest.replace("{}", &ids))
        }
        _ => ("called", "call", format!("{name} of {service}{on}")),
    };
    match error {
        "" => format!("{who} {past} {rest}."),
        error if is_refusal(error) => format!("{who} was refused {name} of {service}{on}: {error}."),
        error => format!("{who} tried to {plain_form} {rest}; the answer was {error}."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_one_of_the_table() {
        for (service, event, rest) in RESTS {
            let operation = operations::find(&format!("{service}.amazonaws.com"), event);
            assert!(operation.is_some_and(|operation| operation.related), "{service} {event}");
            assert_eq!(rest.matches("{}").count(), 1, "{rest}");
        }
        // Whatever joins bring in of these services is told.
        let told = |op: &&operations::Operation| {
            ["ec2.", "iam.", "ssm.", "ec2-instance-connect."]
                .iter()
                .any(|service| op.source.starts_with(service))
        };
        assert_eq!(operations::operations().iter().filter(told).count(), RESTS.len());
    }

    #[test]
    fn what_was_done_is_said_in_words() {
        let say = |source: &str, event: &str, resource: &str, error: &str| {
            short_sentence("Admin/carol", &format!("{source}.amazonaws.com"), event, resource, error)
        };
        assert_eq!(
            say("iam", "PutRolePolicy", "Nodes", ""),
            "Admin/carol changed an inline policy of role Nodes."
        );
        assert_eq!(
            say("iam", "PutRolePolicy", "Nodes", "AccessDenied"),
            "Admin/carol was refused PutRolePolicy of iam on Nodes: AccessDenied."
        );
        assert_eq!(
            say("iam", "AttachRolePolicy", "Nodes", "LimitExceededException"),
            "Admin/carol tried to attach a policy to role Nodes; the answer was LimitExceededException."
        );
        assert_eq!(say("ssm", "StartSession", "i-1", ""), "Admin/carol opened a shell session on i-1.");
        assert_eq!(
            say("ec2", "DeleteSecurityGroup", "", ""),
            "Admin/carol deleted security group (not recorded)."
        );
        assert_eq!(say("s3", "GetObject", "", ""), "Admin/carol called GetObject of s3.");
        assert_eq!(
            say("s3", "", "", ""),
            "Admin/carol called an operation whose name is not recorded of s3."
        );
    }
}
