//! The way a request was made, told from the program's own words.

/// Ways, in order: the first whose mark fits wins. Only some of the marks are confirmed by published records; the
/// others are what the tools are known to send.
const MARKS: &[(&str, &[&str])] = &[
    ("IaC", &["Terraform", "Pulumi", "aws-cdk", "CloudFormation"]),
    ("CloudShell", &["exec-env/CloudShell"]),
    ("CLI", &["aws-cli/"]),
    ("SDK", &["aws-sdk-", "Boto3", "Botocore", "boto3", "botocore"]),
];

/// Programs that are the console.
const CONSOLES: &[&str] = &["AWS Internal", "signin.amazonaws.com"];

/// Whether a program is the console, or a browser, which leads nowhere else: `[S3Console/0.4]` and
/// `console.ec2.amazonaws.com` among them.
fn is_console(agent: &str) -> bool {
    CONSOLES.contains(&agent)
        || agent.starts_with("Mozilla/")
        || agent.trim_start_matches('[').starts_with("S3Console/")
        || (agent.starts_with("console.") && agent.ends_with(".amazonaws.com"))
}

/// The way of a request: `console`, `service`, `IaC` (infrastructure as code), `CLI`, `CloudShell`, `SDK`, `other`; empty
/// where no program is recorded. `console_session` is `sessionCredentialFromConsole`.
pub fn channel(agent: &str, console_session: &str, invoked_by: &str) -> &'static str {
    if console_session == "true" || is_console(agent) {
        return "console";
    }
    if agent.ends_with(".amazonaws.com") || invoked_by.ends_with(".amazonaws.com") {
        return "service";
    }
    match MARKS.iter().find(|(_, marks)| marks.iter().any(|mark| agent.contains(mark))) {
        Some((channel, _)) => channel,
        None if agent.is_empty() => "",
        None => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::channel;

    #[test]
    fn ways() {
        for (agent, session, by, wanted) in [
            ("AWS Internal", "", "", "console"),
            ("Mozilla/5.0 (X11)", "", "", "console"),
            ("console.amazonaws.com", "", "", "console"),
            ("console.ec2.amazonaws.com", "", "", "console"),
            ("[S3Console/0.4, aws-internal/3]", "", "", "console"),
            ("aws-cli/2.1", "true", "", "console"),
            ("aws-cli/1.18.188 Python/3.8.5", "", "", "CLI"),
            ("aws-cli/2.15 exec-env/CloudShell", "", "", "CloudShell"),
            ("APN/1.0 HashiCorp/1.0 Terraform/1.5 aws-sdk-go-v2/1.2", "", "", "IaC"),
            ("aws-sdk-java/1.11", "", "", "SDK"),
            ("elasticmapreduce.amazonaws.com", "", "", "service"),
            ("x", "", "cloudformation.amazonaws.com", "service"),
            ("curl/8", "", "", "other"),
            ("", "", "", ""),
        ] {
            assert_eq!(channel(agent, session, by), wanted, "{agent}");
        }
    }
}
