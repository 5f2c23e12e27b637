//! One sentence for one event, from the templates of the operations table.
//!
//! A template is the rest of a sentence behind its verb. In it stand placeholders:
//!
//! | | |
//! |---|---|
//! | `{noun=path}` | the noun and the value: “session 00f1”; several: “2 sessions: a, b” |
//! | `{noun?path}` | the value alone: “j-1”; several: “2 clusters: j-1, j-2” |
//! | `{noun?^path}` | out of the answer in place of the request |
//! | `{noun?path\|path}` | the first path that holds something |
//! | `{!name}` | what the function of that name in [`SPECIALS`] says |
//! | `<…>` | left out where a placeholder in it finds nothing |
//!
//! What is not there is “(noun not recorded)”: a log may be without an argument that the call had, so a sentence
//! never says that there was none.

use std::borrow::Cow;

use super::facts;
use super::operations;
use super::phrases::SPECIALS;
use super::resources::{named_most_surely, touched};
use crate::json;
use crate::record::{Record, UserIdentity};

/// Values of a list that are written out.
const MOST_LISTED: usize = 5;
/// Characters of a value that are written out.
const LONGEST: usize = 90;

/// The record's event as a sentence: who did what to what; what was refused, and why.
pub fn sentence(record: &Record, identity: &UserIdentity) -> String {
    let event = match record.event_name.as_str() {
        "" => "an operation whose name is not recorded",
        name => name,
    };
    let who = who(identity);
    let code = record.error_code.as_str();
    if is_refusal(code) {
        let on = on(record);
        return format!("{who} was refused {event}{on}: {}.", reason(record.error_message.as_str(), code));
    }
    let (past, plain, rest) = match operations::find(record.event_source.as_str(), record.event_name.as_str())
    {
        Some(operation) => (operation.past, operation.plain, fill(operation.what, record)),
        None => ("called", "call", format!("{event}{}", on(record))),
    };
    match code {
        "" => format!("{who} {past} {rest}."),
        code => {
            let message = match record.error_message.as_str() {
                "" => String::new(),
                message => format!(": {}", short(message.trim_end_matches('.'))),
            };
            format!("{who} tried to {plain} {rest}; the answer was {code}{message}.")
        }
    }
}

/// “ on j-1, j-2”; where no id is recorded, by name; empty where there is neither.
fn on(record: &Record) -> String {
    let operation = operations::find(record.event_source.as_str(), record.event_name.as_str());
    let touched = touched(record, operation);
    let ids: Vec<String> = named_most_surely(&touched).map(|touched| plain(&touched.id)).collect();
    match (ids.is_empty(), facts::resource(record, operation, &touched)) {
        (false, _) => format!(" on {}", list(&ids)),
        (true, name) if name.is_empty() => String::new(),
        (true, name) => format!(" on {}", quoted(&name)),
    }
}

/// Role and person: “DataEng/alice”. A call that a service made for somebody says so.
pub fn who(identity: &UserIdentity) -> String {
    who_of(identity.person(), identity.role_name(), identity.invoked_by.as_str())
}

/// The same from the columns of an event; an empty text is not recorded.
pub fn who_of(person: &str, role: &str, by: &str) -> String {
    let mut out = match (person, role) {
        ("", "") => "Somebody who is not recorded".to_owned(),
        (person, "") => person.to_owned(),
        (person, role) if person.is_empty() || person == role => role.to_owned(),
        (person, role) => format!("{role}/{person}"),
    };
    if !by.is_empty() && by != person {
        out.push_str(&format!(" through {by}"));
    }
    out
}

/// Whether an error says that the caller was not allowed to, and not that something went wrong.
pub fn is_refusal(code: &str) -> bool {
    // Services have their own spellings: AccessDeniedException, Client.UnauthorizedOperation, NotAuthorized …
    ["AccessDenied", "Unauthorized", "NotAuthorized", "Forbidden", "AuthFailure", "InvalidClientTokenId"]
        .iter()
        .any(|word| code.contains(word))
}

/// Why a call was refused, from CloudTrail's own message.
fn reason(message: &str, code: &str) -> String {
    let after = |mark: &str| message.split_once(mark).map(|(_, rest)| rest);
    let word =
        |text: &str| text.split_whitespace().next().unwrap_or("").trim_end_matches(['.', ',']).to_owned();
    let Some(action) = after("not authorized to perform: ").map(word) else {
        return match message {
            "" => format!("{code}, no message recorded"),
            message => short(message.trim_end_matches('.')).into_owned(),
        };
    };
    let resource = after(" on resource: ").map(word).unwrap_or_default();
    let mut out = match action.as_str() {
        "iam:PassRole" => match resource.rsplit_once('/') {
            Some((_, role)) => format!("not allowed to pass role {role}"),
            None => "not allowed to pass a role (not recorded)".to_owned(),
        },
        action => format!("not allowed {action}"),
    };
    if message.contains("explicit deny") {
        out.push_str(", by an explicit deny");
    }
    out
}

/// A value as a sentence shows it: an ARN by its last part, hidden values as what they are, long ones cut.
fn short(value: &str) -> Cow<'_, str> {
    if value == "HIDDEN_DUE_TO_SECURITY_REASONS" || value.starts_with("***") {
        return Cow::Borrowed("(hidden in the log)");
    }
    let value = match value.strip_prefix("arn:") {
        Some(arn) => arn.rsplit(['/', ':']).next().unwrap_or(value),
        None => value,
    };
    match value.char_indices().nth(LONGEST) {
        Some((end, _)) => Cow::Owned(format!("{}…", &value[..end])),
        None => Cow::Borrowed(value),
    }
}

/// Fills a template.
fn fill(template: &str, record: &Record) -> String {
    let mut out = String::new();
    let mut rest = template;
    while let Some(at) = rest.find('<') {
        let (before, optional) = rest.split_at(at);
        out.push_str(&placeholders(before, record).0);
        let (inside, after) = optional[1..].split_once('>').unwrap_or((&optional[1..], ""));
        let (text, whole) = placeholders(inside, record);
        if whole {
            out.push_str(&text);
        }
        rest = after;
    }
    out.push_str(&placeholders(rest, record).0);
    // A placeholder that stands in brackets brings its own where it finds nothing.
    out.replace("((", "(").replace("))", ")")
}

/// Fills the placeholders of a text without optional parts; says whether all of them found something.
fn placeholders(text: &str, record: &Record) -> (String, bool) {
    let (mut out, mut whole, mut rest) = (String::new(), true, text);
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let (inside, after) = after.split_once('}').unwrap_or((after, ""));
        let found = match inside.strip_prefix('!') {
            Some(name) => special(name, record),
            None => named(inside, record),
        };
        whole &= found.is_ok();
        let (Ok(found) | Err(found)) = found;
        out.push_str(&found);
        rest = after;
    }
    out.push_str(rest);
    (out, whole)
}

/// What a special placeholder says, or that it is not recorded.
fn special(name: &str, record: &Record) -> Result<String, String> {
    let missing = |noun: &str| Err(format!("({noun} not recorded)"));
    match SPECIALS.iter().find(|special| special.name == name) {
        Some(special) => match (special.say)(record) {
            Some(text) => Ok(text),
            None => missing(special.noun),
        },
        None => missing(name),
    }
}

/// What a placeholder with paths says, or that it is not recorded.
fn named(inside: &str, record: &Record) -> Result<String, String> {
    let at = inside.find(['=', '?']).unwrap_or(inside.len());
    let (noun, rest) = inside.split_at(at);
    let with_noun = rest.starts_with('=');
    let paths = rest.get(1..).unwrap_or("");
    let values = paths.split('|').map(|path| values(record, path)).find(|values| !values.is_empty());
    match values.as_deref().unwrap_or(&[]) {
        [] if noun.is_empty() => Err("(not recorded)".to_owned()),
        [] => Err(format!("({noun} not recorded)")),
        [value] if with_noun => Ok(format!("{noun} {value}")),
        [value] => Ok(value.clone()),
        many if noun.is_empty() => Ok(list(many)),
        many => Ok(format!("{} {}: {}", many.len(), plural(noun), list(many))),
    }
}

/// The values at a path, each once; names in quotes.
fn values(record: &Record, path: &str) -> Vec<String> {
    let (block, path) = match path.strip_prefix('^') {
        Some(path) => (record.response_elements.get(), path),
        None => (record.request_parameters.get(), path),
    };
    let is_name = path.to_ascii_lowercase().ends_with("name");
    let mut out: Vec<String> = Vec::new();
    json::at_path(block.unwrap_or(""), path, &mut |value| {
        if value.starts_with(['{', '[']) {
            return;
        }
        let value = json::unquote(value);
        let value = match is_name && !value.starts_with("arn:") {
            true => format!("‘{}’", short(&value)),
            false => short(&value).into_owned(),
        };
        if !out.contains(&value) {
            out.push(value);
        }
    });
    out
}

/// `a, b, c`, and how many more.
pub(super) fn list(values: &[String]) -> String {
    let mut out = values.iter().take(MOST_LISTED).map(String::as_str).collect::<Vec<_>>().join(", ");
    if values.len() > MOST_LISTED {
        out.push_str(&format!(" and {} more", values.len() - MOST_LISTED));
    }
    out
}

/// The plural of a noun of the table.
pub(super) fn plural(noun: &str) -> String {
    match noun.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'o'])) {
        Some(stem) => format!("{stem}ies"),
        None => format!("{noun}s"),
    }
}

/// Text of an event in quotes, cut.
pub(super) fn quoted(text: &str) -> String {
    format!("‘{}’", short(text))
}

/// Text of an event, cut.
pub(super) fn plain(text: &str) -> String {
    short(text).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn say(text: &str) -> String {
        let record: Record = serde_json::from_str(text).unwrap();
        sentence(&record, &record.identity().unwrap())
    }

    const ALICE: &str = r#""userIdentity":{"type":"AssumedRole","principalId":"A:alice","arn":"arn:aws:sts::111122223333:assumed-role/DataEng/alice"},"eventSource":"elasticmapreduce.amazonaws.com""#;

    #[test]
    fn sentences_of_a_cluster() {
        let cases = [
            (
                r#""eventName":"AddJobFlowSteps","requestParameters":{"jobFlowId":"j-1","steps":[{"name":"nightly","hadoopJarStep":{"jar":"command-runner.jar","args":["spark-submit","--class","X","s3://bucket/job.jar"]}}]}"#,
                "DataEng/alice added step ‘nightly’ (spark-submit s3://bucket/job.jar) to j-1.",
            ),
            (
                r#""eventName":"AddJobFlowSteps","requestParameters":{"jobFlowId":"j-1","steps":[{"name":"bare","hadoopJarStep":{"args":["spark-submit","job.py"]}}]}"#,
                "DataEng/alice added step ‘bare’ (spark-submit job.py) to j-1.",
            ),
            (
                r#""eventName":"TerminateJobFlows","requestParameters":{"jobFlowIds":["j-1","j-2","j-3"]}"#,
                "DataEng/alice asked to terminate 3 clusters: j-1, j-2, j-3.",
            ),
            (
                r#""eventName":"RunJobFlow","errorCode":"AccessDeniedException","errorMessage":"User: arn:x is not authorized to perform: iam:PassRole on resource: arn:aws:iam::111122223333:role/Admin because no policy allows it","requestParameters":{"name":"x y"}"#,
                "DataEng/alice was refused RunJobFlow on ‘x y’: not allowed to pass role Admin.",
            ),
            (
                r#""eventName":"TerminateJobFlows","errorCode":"ValidationException","errorMessage":"Protected.","requestParameters":{"jobFlowIds":["j-1"]}"#,
                "DataEng/alice tried to terminate j-1; the answer was ValidationException: Protected.",
            ),
            (
                r#""eventName":"TerminateJobFlows""#,
                "DataEng/alice asked to terminate (cluster not recorded).",
            ),
            (
                r#""eventName":"FrobnicateCluster","requestParameters":{"x":"j-1ABCDEFGHIJKL"}"#,
                "DataEng/alice called FrobnicateCluster on j-1ABCDEFGHIJKL.",
            ),
        ];
        for (rest, wanted) in cases {
            assert_eq!(say(&format!("{{{ALICE},{rest}}}")), wanted);
        }
    }

    #[test]
    fn who_is_named_as_far_as_the_record_goes() {
        assert_eq!(say(r#"{"eventName":"X"}"#), "Somebody who is not recorded called X.");
        assert_eq!(
            say(
                r#"{"eventName":"X","userIdentity":{"type":"AssumedRole","arn":"arn:aws:sts::1:assumed-role/Deploy/d","invokedBy":"cloudformation.amazonaws.com"}}"#
            ),
            "Deploy/d through cloudformation.amazonaws.com called X."
        );
    }

    #[test]
    fn every_template_is_well_formed() {
        for operation in operations::operations() {
            let what = operation.what;
            assert_eq!(what.matches('{').count(), what.matches('}').count(), "{what}");
            assert_eq!(what.matches('<').count(), what.matches('>').count(), "{what}");
            for inside in
                what.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(inside, _)| inside)
            {
                match inside.strip_prefix('!') {
                    Some(name) => assert!(SPECIALS.iter().any(|special| special.name == name), "{what}"),
                    None => assert!(inside.contains(['=', '?']) && !inside.ends_with(['=', '?']), "{what}"),
                }
            }
        }
    }
}
