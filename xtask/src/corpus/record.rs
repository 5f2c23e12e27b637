//! One record, written as CloudTrail writes it: compact, in its order of members.

use anyhow::Context as _;

use super::clock;
use super::operations::{self, Access};
use super::people::{Session, Who};
use super::rng::{Ids, Rng};
use super::template::{Print, Template};
use super::world::{Lane, Pool};

/// What a call does to what it acts on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Nothing that a later record has to know.
    None,
    /// Makes one.
    Creates,
    /// Ends it.
    Ends,
}

/// An operation with templates for what it says.
#[derive(Clone, Debug)]
pub struct Call {
    /// `eventSource`.
    pub source: String,
    /// `eventName`.
    pub event: String,
    /// How often, compared with the others.
    pub weight: u64,
    /// Who calls.
    pub who: Who,
    /// A data event.
    pub data: bool,
    /// `readOnly`.
    pub read_only: bool,
    /// What it acts on.
    pub pool: Pool,
    /// What it does to it.
    pub effect: Effect,
    /// `requestParameters`; none is null.
    pub request: Option<Template>,
    /// `responseElements`; none is null.
    pub response: Option<Template>,
    /// The one of `resources`: type and ARN.
    pub resource: Option<(String, Template)>,
    /// `additionalEventData`.
    pub extra: Option<Template>,
    version: &'static str,
}

// Services do not change over to a new version at the same time.
const VERSIONS: [&str; 5] = ["1.11", "1.08", "1.09", "1.11", "1.10"];

fn rows(table: &str) -> impl Iterator<Item = Vec<&str>> {
    table.lines().filter(|line| !line.starts_with('#')).map(|line| line.split('\t').collect())
}

fn version(source: &str) -> &'static str {
    VERSIONS[source.len() % VERSIONS.len()]
}

/// The operations of EMR itself.
pub fn emr_calls() -> anyhow::Result<Vec<Call>> {
    rows(include_str!("emr.tsv"))
        .map(|row| emr_call(&row).with_context(|| format!("emr.tsv: {row:?}")))
        .collect()
}

fn emr_call(row: &[&str]) -> anyhow::Result<Call> {
    let &[service, event, weight, acts, request, response] = row else { anyhow::bail!("not six cells") };
    let source = format!("{service}.amazonaws.com");
    let known = operations::find(&source, event).context("unknown to the table of operations")?;
    let (effect, name) = match acts.split_at_checked(1) {
        Some(("+", name)) => (Effect::Creates, name),
        Some(("-", name)) => (Effect::Ends, name),
        _ => (Effect::None, acts),
    };
    let pool = if name == "." { Pool::Account } else { Pool::named(name).context("unknown kind")? };
    Ok(Call {
        version: version(&source),
        event: event.to_owned(),
        weight: weight.parse()?,
        who: Who::Any,
        data: false,
        // CloudTrail goes by the verb, where the reference says that handing out credentials is a write.
        read_only: matches!(known.access, Access::Read | Access::List) || known.acts_as_write,
        pool,
        effect,
        request: Template::cell(request)?,
        response: Template::cell(response)?,
        resource: None,
        extra: None,
        source,
    })
}

/// Calls of the other services.
pub fn other_calls() -> anyhow::Result<Vec<Call>> {
    rows(include_str!("other.tsv"))
        .map(|row| other_call(&row).with_context(|| format!("other.tsv: {row:?}")))
        .collect()
}

fn other_call(row: &[&str]) -> anyhow::Result<Call> {
    let &[service, event, weight, who, category, read_only, request, response, resource, extra] = row else {
        anyhow::bail!("not ten cells")
    };
    let source = format!("{service}.amazonaws.com");
    let resource = match resource.split_once(' ') {
        Some((kind, arn)) => Some((kind.to_owned(), Template::new(arn)?)),
        None => None,
    };
    Ok(Call {
        version: version(&source),
        event: event.to_owned(),
        weight: weight.parse()?,
        who: Who::named(who).context("unknown caller")?,
        data: category == "D",
        read_only: read_only == "true",
        pool: Pool::Cluster,
        effect: Effect::None,
        request: Template::cell(request)?,
        response: Template::cell(response)?,
        resource,
        extra: Template::cell(extra)?,
        source,
    })
}

/// Why a call failed.
#[derive(Clone, Debug)]
pub struct Failure {
    /// `errorCode`.
    pub code: String,
    /// `errorMessage`.
    pub message: String,
    /// A refusal: the parameters are not recorded.
    pub refused: bool,
}

/// A refusal or another failure, as this service would put it.
pub fn failure(call: &Call, who: &Session, rng: &mut Rng) -> Failure {
    let (code, message, refused) = match (rng.below(10), call.source.as_str()) {
        (0..6, "ec2.amazonaws.com") => (
            "Client.UnauthorizedOperation",
            format!(
                "You are not authorized to perform this operation. User: {} is not authorized to perform: ec2:{} because no identity-based policy allows the ec2:{} action",
                who.arn, call.event, call.event
            ),
            false,
        ),
        (0..6, source) => {
            let prefix = source.split('.').next().unwrap_or(source);
            let code = if source.starts_with("emr-") { "AccessDeniedException" } else { "AccessDenied" };
            (
                code,
                format!(
                    "User: {} is not authorized to perform: {prefix}:{} on resource: * because no identity-based policy allows the {prefix}:{} action",
                    who.arn, call.event, call.event
                ),
                true,
            )
        }
        (6..8, _) => ("ThrottlingException", "Rate exceeded".to_owned(), false),
        _ => ("ValidationException", "The specified example resource is not valid.".to_owned(), false),
    };
    Failure { code: code.to_owned(), message, refused }
}

/// Everything a record is made of.
pub struct Record<'a> {
    /// The operation.
    pub call: &'a Call,
    /// The caller.
    pub who: &'a Session,
    /// When.
    pub time: i64,
    /// Why it failed, if it did.
    pub failure: Option<&'a Failure>,
}

/// Appends the record.
pub fn write(out: &mut Vec<u8>, record: &Record<'_>, lane: &mut Lane, rng: &mut Rng, ids: &mut Ids) {
    let Record { call, who, time, failure } = *record;
    lane.begin();
    // Global services log in one Region, whichever trail file they land in.
    let region = if matches!(call.source.as_str(), "iam.amazonaws.com" | "organizations.amazonaws.com") {
        "us-east-1"
    } else {
        lane.region
    };
    put(
        out,
        &[r#"{"eventVersion":""#, call.version, r#"","userIdentity":"#, &who.identity, r#","eventTime":""#],
    );
    clock::iso(out, time);
    put(out, &[r#"","eventSource":""#, &call.source, r#"","eventName":""#, &call.event]);
    put(out, &[r#"","awsRegion":""#, region, r#"","sourceIPAddress":""#, &who.address]);
    put(out, &[r#"","userAgent":""#, &who.agent, r#"","#]);
    if let Some(Failure { code, message, .. }) = failure {
        put(out, &[r#""errorCode":""#, code, r#"","errorMessage":""#, message, r#"","#]);
    }
    let mut with = Print { lane, rng, ids, time, user: &who.user, subject: call.pool };
    let (request, response) = match failure {
        Some(failure) if failure.refused => (None, None),
        Some(_) => (call.request.as_ref(), None),
        None => (call.request.as_ref(), call.response.as_ref()),
    };
    part(out, r#""requestParameters":"#, request, &mut with, true);
    part(out, r#","responseElements":"#, response, &mut with, true);
    part(out, r#","additionalEventData":"#, call.extra.as_ref(), &mut with, false);
    put(out, &[r#","requestID":""#]);
    with.ids.uuid(out, with.rng);
    put(out, &[r#"","eventID":""#]);
    with.ids.uuid(out, with.rng);
    put(out, &[r#"","readOnly":"#, if call.read_only { "true" } else { "false" }]);
    let account = with.lane.account;
    if let Some((kind, arn)) = &call.resource {
        put(out, &[r#","resources":[{"accountId":""#, account, r#"","type":""#, kind, r#"","ARN":""#]);
        arn.print(out, &mut with);
        put(out, &[r#""}]"#]);
    }
    let kind = if call.event == "ConsoleLogin" { "AwsConsoleSignIn" } else { "AwsApiCall" };
    put(out, &[r#","eventType":""#, kind, r#"","managementEvent":"#]);
    put(out, &[if call.data { "false" } else { "true" }, r#","recipientAccountId":""#, account, r#"""#]);
    if matches!(call.who, Who::Account) {
        put(out, &[r#","sharedEventID":""#]);
        with.ids.uuid(out, with.rng);
        put(out, &[r#"""#]);
    }
    if let Some(endpoint) = &who.endpoint {
        put(out, &[r#","vpcEndpointId":""#, endpoint, r#"","vpcEndpointAccountId":""#, account, r#"""#]);
    }
    put(out, &[r#","eventCategory":""#, if call.data { "Data" } else { "Management" }, r#"""#]);
    if with.rng.chance(0.001) {
        put(out, &[r#","addendum":{"reason":"DELIVERY_DELAY"}"#]);
    }
    if who.console && !who.internal {
        put(out, &[r#","sessionCredentialFromConsole":"true""#]);
    }
    if !who.internal {
        let service = call.source.split('.').next().unwrap_or_default();
        put(
            out,
            &[
                r#","tlsDetails":{"tlsVersion":"TLSv1.3","cipherSuite":"TLS_AES_128_GCM_SHA256","clientProvidedHostHeader":""#,
            ],
        );
        put(out, &[service, ".", with.lane.region, r#".amazonaws.com""#]);
        if call.version == "1.11" {
            put(out, &[r#","keyExchange":"X25519MLKEM768""#]);
        }
        out.push(b'}');
    }
    out.push(b'}');
}

fn put(out: &mut Vec<u8>, texts: &[&str]) {
    for text in texts {
        out.extend_from_slice(text.as_bytes());
    }
}

/// A member whose value is a template; one that has none is null, or left out.
fn part(out: &mut Vec<u8>, key: &str, value: Option<&Template>, with: &mut Print<'_>, always: bool) {
    match value {
        Some(value) => {
            put(out, &[key]);
            value.print(out, with);
        }
        None if always => put(out, &[key, "null"]),
        None => {}
    }
}
