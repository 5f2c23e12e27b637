//! Every operation of the table as a sentence: on success, on refusal, and with everything optional missing.
//!
//! The records are made from the table itself: an example value at every path that a template or a column of the
//! table names. `tests/fixtures/sentences.tsv` has richer parameters where a sentence is made of more than values.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fmt::Write as _;

use serde_json::{Map, Value, json};
use trailglass::emr::operations::{Operation, operations};
use trailglass::emr::sentence::sentence;
use trailglass::record::Record;

/// Puts a value at a path of our own notation into an object.
fn put(at: &mut Value, path: &str, value: &Value) {
    if !at.is_object() {
        *at = Value::Object(Map::new());
    }
    let (head, rest) = path.split_once('.').unwrap_or((path, ""));
    let key = head.trim_end_matches("[]");
    let slot = at.as_object_mut().unwrap().entry(key).or_insert(Value::Null);
    if rest.is_empty() {
        if slot.is_null() {
            *slot = if head.ends_with("[]") { json!([value]) } else { value.clone() };
        }
    } else if head.ends_with("[]") {
        if !slot.is_array() {
            *slot = json!([{}]);
        }
        put(&mut slot.as_array_mut().unwrap()[0], rest, value);
    } else if let Some(list) = slot.as_array_mut() {
        put(&mut list[0], rest, value);
    } else {
        put(slot, rest, value);
    }
}

/// An example of what stands at a path.
fn example(path: &str, kind: &str) -> Value {
    let key = path.rsplit('.').next().unwrap().trim_end_matches("[]");
    let id = |prefix: &str| json!(format!("{prefix}EXAMPLE00001"));
    match key {
        "clusterId" | "jobFlowId" | "jobFlowIds" => id("j-"),
        "stepId" | "stepIds" => id("s-"),
        "instanceGroupId" | "instanceGroupIds" => id("ig-"),
        "instanceFleetId" => id("if-"),
        "studioId" => id("es-"),
        "editorId" | "workspaceId" => id("e-"),
        "notebookExecutionId" => id("ex-"),
        "instanceId" | "instanceIds" | "item" => id("i-"),
        "executionRoleArn" | "roleArn" => json!("arn:aws:iam::111122223333:role/example-role"),
        "targetResourceArn" | "clusterArn" => {
            json!("arn:aws:elasticmapreduce:us-east-1:111122223333:cluster/j-EXAMPLE00001")
        }
        "resourceArn" => json!("arn:aws:emr-serverless:us-east-1:111122223333:/applications/00example"),
        "tags" if path.contains("tagSpecificationSet") => {
            json!({"key": "aws:elasticmapreduce:job-flow-id", "value": "j-EXAMPLE00001"})
        }
        key if key.ends_with("ame") => json!("example"),
        key if key.contains("Capacity") || key.contains("Port") || key.contains("Level") => json!(7),
        key if key.contains("terminationProtected")
            || key.contains("keepJobFlow")
            || key.starts_with("visible") =>
        {
            json!(false)
        }
        key => json!(format!("example-{}", if key == "id" { kind } else { key }.replace(' ', "-"))),
    }
}

fn rich() -> Vec<[&'static str; 4]> {
    include_str!("fixtures/sentences.tsv")
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .map(|line| <[&str; 4]>::try_from(line.split('\t').collect::<Vec<_>>()).unwrap())
        .collect()
}

/// A record of an operation, with everything in it.
fn whole(operation: &Operation) -> Value {
    let (mut request, mut response) = (Value::Null, Value::Null);
    if let Some([_, _, asked, answered]) =
        rich().into_iter().find(|row| row[0] == operation.source && row[1] == operation.event)
    {
        request = serde_json::from_str(asked).unwrap();
        response = serde_json::from_str(answered).unwrap();
    }
    for path in operation.request_paths.iter().chain(&operation.role_paths).chain(&operation.name_paths) {
        put(&mut request, path, &example(path, operation.kind));
    }
    for path in &operation.response_paths {
        put(&mut response, path, &example(path, operation.kind));
    }
    for inside in operation.what.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|part| part.0)
    {
        let Some((_, paths)) = inside.split_once(['=', '?']) else { continue };
        for path in paths.split('|') {
            match path.strip_prefix('^') {
                Some(path) => put(&mut response, path, &example(path, operation.kind)),
                None => put(&mut request, path, &example(path, operation.kind)),
            }
        }
    }
    record(operation, request, response)
}

fn record(operation: &Operation, request: Value, response: Value) -> Value {
    json!({
        "eventSource": operation.source,
        "eventName": operation.event,
        "userIdentity": {"type": "AssumedRole", "principalId": "AROAEXAMPLE:alice",
            "arn": "arn:aws:sts::111122223333:assumed-role/DataEng/alice"},
        "requestParameters": request,
        "responseElements": response,
    })
}

fn say(record: &Value) -> String {
    let text = record.to_string();
    let record: Record = serde_json::from_str(&text).unwrap();
    sentence(&record, &record.identity().unwrap())
}

/// Refused as CloudTrail tells it: no answer, and often no parameters either.
fn refused(operation: &Operation) -> Value {
    let mut refused = whole(operation);
    let action = format!("{}:{}", operation.source.split('.').next().unwrap(), operation.event);
    refused["responseElements"] = Value::Null;
    refused["errorCode"] = json!("AccessDeniedException");
    refused["errorMessage"] = json!(format!(
        "User: arn:aws:sts::111122223333:assumed-role/DataEng/alice is not authorized to perform: {action} on resource: arn:aws:x with an explicit deny in an identity-based policy"
    ));
    refused
}

#[test]
fn every_operation_on_success() {
    let mut out = String::new();
    for operation in operations() {
        let sentence = say(&whole(operation));
        assert!(!sentence.contains(" not recorded)"), "{sentence}");
        writeln!(out, "{sentence}").unwrap();
    }
    insta::assert_snapshot!(out);
}

#[test]
fn every_operation_on_refusal() {
    let mut out = String::new();
    for operation in operations() {
        let sentence = say(&refused(operation));
        assert!(sentence.contains(" was refused ") && sentence.contains("not allowed"), "{sentence}");
        writeln!(out, "{sentence}").unwrap();
    }
    insta::assert_snapshot!(out);
}

#[test]
fn every_operation_with_nothing_recorded() {
    let mut out = String::new();
    for operation in operations() {
        let sentence = say(&record(operation, Value::Null, Value::Null));
        // What is not in the log may have been in the call.
        for claim in [" none", " no ", " without ", "null", "  ", "( ", " ."] {
            let explained =
                ["keep-alive without steps", "seconds without work"].iter().any(|s| sentence.contains(s));
            assert!(!sentence.contains(claim) || explained, "{sentence}");
        }
        writeln!(out, "{sentence}").unwrap();
    }
    insta::assert_snapshot!(out);
}

/// What CloudTrail cannot know is not said.
#[test]
fn sentences_claim_no_state() {
    let words = ["running", "completed", "failed", "idle"];
    for operation in operations() {
        for record in [whole(operation), refused(operation), record(operation, Value::Null, Value::Null)] {
            let sentence = say(&record);
            let said = sentence.split(|c: char| !c.is_alphanumeric());
            assert!(!said.into_iter().any(|word| words.contains(&&*word.to_lowercase())), "{sentence}");
        }
    }
}
