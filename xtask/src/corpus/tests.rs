use std::collections::{HashMap, HashSet};
use std::io::Read;

use flate2::read::MultiGzDecoder;
use serde_json::Value;

use super::*;

fn small(events: u64, files: u32) -> Options {
    Options { events, files, ..Options::default() }
}

fn inflate(bytes: &[u8]) -> Vec<u8> {
    let mut json = Vec::new();
    MultiGzDecoder::new(bytes).read_to_end(&mut json).unwrap();
    json
}

fn records(json: &[u8]) -> Vec<Value> {
    let mut whole: Value = serde_json::from_slice(json).unwrap();
    serde_json::from_value(whole["Records"].take()).unwrap()
}

fn check(record: &Value) {
    for key in ["eventTime", "eventVersion", "eventSource", "eventName", "awsRegion", "sourceIPAddress"] {
        assert!(record[key].as_str().is_some_and(|text| !text.is_empty()), "{key}: {record}");
    }
    for key in ["userAgent", "eventID", "requestID", "eventType", "eventCategory", "recipientAccountId"] {
        assert!(record[key].is_string(), "{key}: {record}");
    }
    assert!(record["userIdentity"]["type"].is_string(), "{record}");
    assert!(record["requestParameters"].is_object() || record["requestParameters"].is_null(), "{record}");
    assert!(record["responseElements"].is_object() || record["responseElements"].is_null(), "{record}");
    assert!(record["readOnly"].is_boolean(), "{record}");
    assert!(!record.to_string().contains('$'), "a token is left: {record}");
}

fn name(record: &Value) -> (String, String) {
    let text = |key: &str| record[key].as_str().unwrap().to_owned();
    (text("eventSource"), text("eventName"))
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let all = |options: &Options| files(options).unwrap().collect::<Vec<_>>();
    let options = small(600, 6);
    assert_eq!(all(&options), all(&options));
    assert_ne!(all(&options), all(&Options { seed: 2, ..options.clone() }));
}

#[test]
fn twenty_thousand_records() {
    let (mut ids, mut operations, mut kinds) = (HashSet::new(), HashMap::new(), HashSet::new());
    let (mut json_bytes, mut gz_bytes, mut paths, mut count) = (0, 0, HashSet::new(), 0);
    for (path, gz) in files(&small(20_000, 10)).unwrap() {
        let parts: Vec<&str> = path.split('/').collect();
        assert!(path.starts_with("AWSLogs/") && path.ends_with(".json.gz") && parts.len() == 8, "{path}");
        let json = inflate(&gz);
        for record in records(&json) {
            check(&record);
            assert_eq!(record["recipientAccountId"], parts[1], "{path}");
            assert!(ids.insert(record["eventID"].as_str().unwrap().to_owned()));
            kinds.insert(record["userIdentity"]["type"].as_str().unwrap().to_owned());
            *operations.entry(name(&record)).or_insert(0u64) += 1;
            count += 1;
        }
        json_bytes += json.len();
        gz_bytes += gz.len();
        assert!(paths.insert(path));
    }
    assert_eq!((count, paths.len()), (20_000, 10));
    let size = json_bytes / count;
    assert!((1_000..=1_400).contains(&size), "{size} bytes a record");
    let ratio = json_bytes as f64 / gz_bytes as f64;
    assert!((7.0..=11.0).contains(&ratio), "{ratio} to one");
    for op in operations::operations().iter().filter(|op| op.public) {
        assert!(operations.contains_key(&(op.source.into(), op.event.into())), "{} {}", op.source, op.event);
    }
    let emr = |source: &str| operations::EMR_SOURCES.contains(&source);
    let share = operations.iter().filter(|((source, _), _)| emr(source)).map(|(_, n)| n).sum::<u64>();
    assert!((1_850..=2_150).contains(&share), "{share} of EMR");
    for kind in [
        "Root",
        "IAMUser",
        "AssumedRole",
        "FederatedUser",
        "AWSService",
        "AWSAccount",
        "SAMLUser",
        "WebIdentityUser",
        "IdentityCenterUser",
    ] {
        assert!(kinds.contains(kind), "no {kind}");
    }
}

#[test]
fn a_cluster_keeps_its_id() {
    let (_, gz) = files(&Options { emr_share: 1.0, ..small(3_000, 1) }).unwrap().next().unwrap();
    let all = records(&inflate(&gz));
    let ids = |event: &str, path: &str| -> HashSet<String> {
        let of_event = all.iter().filter(|record| record["eventName"] == event);
        of_event.filter_map(|record| record.pointer(path)?.as_str()).map(str::to_owned).collect()
    };
    let born = ids("RunJobFlow", "/responseElements/jobFlowId");
    assert!(born.len() > 20);
    assert!(ids("AddJobFlowSteps", "/requestParameters/jobFlowId").intersection(&born).count() > 10);
    assert!(ids("TerminateJobFlows", "/requestParameters/jobFlowIds/0").intersection(&born).count() > 10);
}

#[test]
fn trees_and_counts_agree() {
    let dir = tempfile::tempdir().unwrap();
    let options = Options { plain: true, ..small(1_003, 7) };
    let summary = write_tree(dir.path(), &options).unwrap();
    let listed: Vec<_> = files(&options).unwrap().collect();
    let mut seen = Summary { files: 7, ..Summary::default() };
    for (path, bytes) in &listed {
        assert_eq!(&fs::read(dir.path().join(path)).unwrap(), bytes);
        let all = records(bytes);
        seen.events += all.len() as u64;
        seen.emr_events +=
            all.iter().filter(|record| operations::EMR_SOURCES.contains(&&*name(record).0)).count() as u64;
        seen.json_bytes += bytes.len() as u64;
        seen.file_bytes += bytes.len() as u64;
    }
    assert_eq!((seen, summary.events), (summary, 1_003));
    assert_eq!(listed.len(), 7);
    assert!(write_tree(dir.path(), &Options { files: 3, events: 0, ..options }).unwrap().events == 0);
}

#[test]
fn options_that_cannot_be() {
    assert!(files(&small(1, 0)).is_err());
    assert!(files(&Options { emr_share: 1.5, ..Options::default() }).is_err());
    let run = |args: &[&str]| cli(args.iter().map(|arg| (*arg).to_owned()));
    assert!(run(&[]).is_err() && run(&["--events"]).is_err() && run(&["d", "--events", "x"]).is_err());
    assert!(run(&["--what"]).is_err() && run(&["--help"]).is_ok());
}

/// Whatever the sample has that counts as EMR's or related to it says why, what joins bring in as well.
#[test]
fn each_event_of_the_sample_says_why_it_is_there() {
    use trailglass_core::emr::facts::Scope;
    use trailglass_core::engine::parse_job::Parser;
    use trailglass_core::engine::protocol::{Request, Response};

    let json = inflate(&sample().unwrap());
    let (mut engine, mut parser) = (trailglass_core::engine::Engine::default(), Parser::default());
    parser.open(0);
    parser.feed(&json);
    parser.close();
    parser.take_batches(true).iter().for_each(|batch| engine.ingest(batch).unwrap());
    engine.idle();
    let related = (0..engine.store().rows()).filter(|&row| engine.store().scope(row) > Scope::Other);
    let related: Vec<u32> = related.collect();
    assert!(related.len() > 500, "{}", related.len());
    for row in related {
        let mut response = engine.handle(Request::Detail { seq: 1, row });
        if let Response::NeedRecord { at, .. } = response {
            let start = at.offset as usize;
            let record = json[start..start + at.length as usize].to_vec();
            response = engine.handle(Request::DetailOf { seq: 1, row, record });
        }
        let Response::Detail { detail, .. } = response else { panic!("{response:?}") };
        assert!(!detail.about.scope.is_empty(), "{}", detail.raw);
    }
}

#[test]
fn the_sample_tells_its_story() {
    let gz = sample().unwrap();
    assert_eq!(gz, sample().unwrap());
    assert!(gz.len() <= 60_000, "{} bytes", gz.len());
    let all = records(&inflate(&gz));
    assert!((1_100..=1_400).contains(&all.len()), "{} records", all.len());
    all.iter().for_each(check);
    let (mut ids, mut twice) = (HashMap::new(), 0);
    for record in &all {
        if let Some(first) = ids.insert(record["eventID"].as_str().unwrap(), record) {
            assert_eq!(first, record);
            twice += 1;
        }
    }
    assert_eq!(twice, SAMPLE_DUPLICATES);
    let times: Vec<_> = all.iter().map(|record| record["eventTime"].as_str().unwrap()).collect();
    assert!(!times.is_sorted());
    assert_eq!(times.iter().min().unwrap().get(..10), Some("2026-09-07"));
    assert_eq!(times.iter().max().unwrap().get(..10), Some("2026-09-20"));

    // Launched by alice, unprotected and ended by mallory.
    let research = all
        .iter()
        .filter(|record| record["requestParameters"]["name"] == "example-research")
        .min_by_key(|record| record["eventTime"].as_str())
        .unwrap();
    let id = &research["responseElements"]["jobFlowId"];
    let by =
        |record: &Value, who: &str| record["userIdentity"]["arn"].as_str().unwrap_or_default().contains(who);
    assert!(by(research, "alice@"));
    let end = |record: &&Value| {
        record["eventName"] == "TerminateJobFlows"
            && record["errorCode"].is_null()
            && record["requestParameters"]["jobFlowIds"][0] == *id
    };
    assert!(by(all.iter().find(end).unwrap(), "mallory@"));
    // Every node that was started for it is ended with it.
    let of_cluster = |record: &&Value| record["requestParameters"].to_string().contains(id.as_str().unwrap());
    let nodes = |event: &str, of: &dyn Fn(&&Value) -> bool| -> HashSet<String> {
        let found = all.iter().filter(|record| record["eventName"] == event).filter(of);
        found
            .map(|record| {
                record["responseElements"]["instancesSet"]["items"][0]["instanceId"].as_str().unwrap().into()
            })
            .collect()
    };
    let (started, ended) = (nodes("RunInstances", &of_cluster), nodes("TerminateInstances", &|_| true));
    assert!(started.len() == 6 && started.is_subset(&ended));

    let refused = all.iter().filter(|record| record["eventName"] == "RunJobFlow" && by(record, "dave"));
    assert_eq!(
        refused.filter(|record| record["errorMessage"].as_str().unwrap().contains("iam:PassRole")).count(),
        2
    );
    let sources: HashSet<_> = all.iter().map(|record| name(record).0).collect();
    assert!(operations::EMR_SOURCES[..3].iter().all(|source| sources.contains(*source)));
}
