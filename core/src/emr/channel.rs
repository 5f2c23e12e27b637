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

/// The family of a user agent: what all versions of a program have in common. It is the beginning of the user agent
/// up to the slash behind its first product (`aws-cli/` of `aws-cli/2.15 Python/3.11`), so that a query for it needs no
/// more than a pattern. Partners of AWS name themselves before their product (`APN/1.0 HashiCorp/1.0 Terraform/`). A user
/// agent without product (`AWS Internal`) is its own family, and ends with no slash.
pub fn family(agent: &str) -> &str {
    let words = if agent.starts_with("APN/") { 2 } else { 0 };
    let before: usize = agent.split(' ').take(words).map(|word| word.len() + 1).sum();
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/' | ' ');
    let end = agent.get(before..).and_then(|rest| {
        let slash = rest.find(['/', ' ']).filter(|at| rest[*at..].starts_with('/'))?;
        Some(before + slash + 1).filter(|end| slash > 0 && agent[..*end].chars().all(plain))
    });
    agent.get(..end.unwrap_or(agent.len())).unwrap_or(agent)
}

/// The pattern that the user agents of a family have in common; `None` where there is but one.
pub fn pattern(family: &str) -> Option<String> {
    family.ends_with('/').then(|| format!("{}*", family.replace(' ', "?")))
}

/// The name of a family's program.
pub fn program(family: &str) -> &str {
    match family.strip_suffix('/') {
        Some(products) => products.rsplit(' ').next().unwrap_or(products),
        None => family,
    }
}

#[cfg(test)]
mod tests {
    use super::{channel, family, pattern, program};

    #[test]
    fn families() {
        for (agent, wanted, name) in [
            ("aws-cli/1.18.188 Python/3.8.5", "aws-cli/", "aws-cli"),
            ("Boto3/1.40", "Boto3/", "Boto3"),
            (
                "APN/1.0 HashiCorp/1.0 Terraform/1.5 (+x) aws-sdk-go/1",
                "APN/1.0 HashiCorp/1.0 Terraform/",
                "Terraform",
            ),
            ("APN/1.0 x", "APN/1.0 x", "APN/1.0 x"),
            ("APN/1.0", "APN/1.0", "APN/1.0"),
            ("AWS Internal", "AWS Internal", "AWS Internal"),
            (
                "elasticmapreduce.amazonaws.com",
                "elasticmapreduce.amazonaws.com",
                "elasticmapreduce.amazonaws.com",
            ),
            (
                "[S3Console/0.4, aws-internal/3]",
                "[S3Console/0.4, aws-internal/3]",
                "[S3Console/0.4, aws-internal/3]",
            ),
            ("a*b/1", "a*b/1", "a*b/1"),
            ("/x", "/x", "/x"),
            ("curl", "curl", "curl"),
            ("é/1", "é/1", "é/1"),
            ("", "", ""),
        ] {
            assert_eq!((family(agent), program(family(agent))), (wanted, name), "{agent}");
        }
        assert_eq!(
            pattern("APN/1.0 HashiCorp/1.0 Terraform/").as_deref(),
            Some("APN/1.0?HashiCorp/1.0?Terraform/*")
        );
        assert_eq!(pattern("curl"), None);
    }

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
