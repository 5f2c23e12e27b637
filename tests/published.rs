//! Records of EMR that others have published, read in every field. The file that `TRAILGLASS_EMR_SAMPLES` names holds
//! five of them (AWS's documentation samples, and one real record); it is not part of the project.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use trailglass::emr::facts::Scope;
use trailglass::emr::sentence::sentence;
use trailglass::engine::protocol::{Request, Response};
use trailglass::record::Record;
use trailglass::stories::build;
use trailglass::view::detail::Detail;

/// Sentence, person, role, credentials, account, Region, address, resource, category of each; by hand.
const RECORDS: [[&str; 9]; 5] = [
    [
        "temporary-user-xx-7M launched cluster ‘Integ 3xm1large’ (j-2WDJCGEG4E6AJ): 3.0.4, 1 node.",
        "temporary-user-xx-7M",
        "",
        "IAM user",
        "123456789012",
        "us-east-1",
        "127.0.0.1",
        "j-2WDJCGEG4E6AJ",
        "launch",
    ],
    [
        "temporary-user-xx-7M launched cluster ‘MyCluster’ (j-2WDJCGEG4E6AJ): emr-5.16.0, 1 node.",
        "temporary-user-xx-7M",
        "",
        "IAM user",
        "123456789012",
        "us-west-2",
        "192.0.2.1",
        "j-2WDJCGEG4E6AJ",
        "launch",
    ],
    [
        "admin read studio es-9O5XXXXXXXXXXXXXXXXXXXXXX.",
        "admin",
        "",
        "IAM user",
        "653XXXXXXXXX",
        "us-east-1",
        "72.XX.XXX.XX",
        "es-9O5XXXXXXXXXXXXXXXXXXXXXX",
        "read",
    ],
    [
        "Admin/admin listed job runs of virtual cluster 1K48XXXXXXHCB.",
        "admin",
        "Admin",
        "role",
        "012345678910",
        "us-east-1",
        "203.0.113.1",
        "1K48XXXXXXHCB",
        "read",
    ],
    [
        "test launched cluster ‘My cluster’ (j-2E1G6JJE6X1MQ): emr-5.34.0, 3 nodes.",
        "test",
        "",
        "IAM user",
        "YOUR_ACCOUNT_ID",
        "ap-northeast-2",
        "AWS Internal",
        "j-2E1G6JJE6X1MQ",
        "launch",
    ],
];

/// What the story of the real record holds; by hand, from the record.
const SETTINGS: &[(&str, &str)] = &[
    ("name", "My cluster"),
    ("release", "emr-5.34.0"),
    ("instances", "1 × r3.xlarge primary (on-demand), 2 × r3.xlarge core (on-demand)"),
    ("applications", "Hadoop, Hive, Pig, Hue"),
    ("service role", "EMR_DefaultRole"),
    ("instance profile", "EMR_EC2_DefaultRole"),
    ("scaling role", "EMR_AutoScaling_DefaultRole"),
    ("key pair", "YOUR_KEYPAIR_NAME"),
    ("log location", "s3://aws-logs-YOUR_ACCOUNT_ID-ap-northeast-2/elasticmapreduce/"),
    ("subnet", "subnet-YOUR_SUBNET_ID"),
    ("keep alive without steps", "true"),
    ("termination protection", "true"),
    ("automatic termination (seconds without work)", "3600"),
    ("visible to all users", "true"),
    ("step concurrency", "1"),
    ("root volume (GiB)", "10"),
    ("steps at launch", "1"),
];

#[test]
fn published_records_read_right() {
    let Ok(path) = std::env::var("TRAILGLASS_EMR_SAMPLES") else {
        support::tell("skipped: TRAILGLASS_EMR_SAMPLES names no file");
        return;
    };
    let bytes = std::fs::read(&path).unwrap();
    let document: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
    let records = document["Records"].as_array().unwrap().clone();
    assert_eq!(records.len(), RECORDS.len());
    let loaded = support::load(&[("samples.json".to_owned(), bytes)]);
    assert_eq!(
        loaded.view("", Scope::Emr).counts.emr,
        5,
        "each is one of EMR's, and none is a copy of another"
    );
    for (json, wanted) in records.iter().zip(RECORDS) {
        let text = json.to_string();
        let record: Record = serde_json::from_str(&text).unwrap();
        assert_eq!(sentence(&record, &record.identity().unwrap()), wanted[0]);
        let detail = detail_of(&loaded, json);
        let fact =
            |path: &str| detail.facts.iter().find(|fact| fact.path == path).map_or("", |fact| &fact.value);
        let paths = [
            "person",
            "role",
            "kind",
            "recipientAccountId",
            "awsRegion",
            "sourceIPAddress",
            "resource",
            "category",
        ];
        assert_eq!(paths.map(fact), wanted[1..]);
        assert_eq!(detail.time, json["eventTime"].as_str().unwrap());
        every_field_is_shown(json, &detail);
    }
    let engine = loaded.engine.borrow();
    let stories = build(engine.store());
    // The first two share everything but Region and time: AWS made one of the other.
    let kinds: Vec<&str> = stories.list.iter().map(|story| story.kind.word()).collect();
    assert_eq!(kinds, ["cluster", "cluster", "virtual cluster", "studio", "cluster"]);
    let real = stories.full(engine.store(), stories.list.last().unwrap());
    let settings: Vec<(&str, &str)> =
        real.settings.iter().map(|setting| (setting.name.as_str(), setting.value.as_str())).collect();
    assert_eq!(settings, SETTINGS);
    let opened = real.opened.unwrap();
    assert_eq!((opened.who.as_str(), opened.channel.as_str()), ("test", "console"));
    let parts: Vec<[&str; 3]> =
        real.parts.iter().map(|part| [part.kind.as_str(), part.name.as_str(), part.what.as_str()]).collect();
    assert_eq!(
        parts,
        [
            ["step", "Setup hadoop debugging", "command-runner.jar, arguments not recorded"],
            ["instance group", "Master - 1", "1 × r3.xlarge primary (on-demand)"],
            ["instance group", "Core - 2", "2 × r3.xlarge core (on-demand)"],
        ]
    );
    let step = &real.parts[0];
    assert_eq!(
        [step.name.as_str(), step.what.as_str(), step.action.as_str()],
        ["Setup hadoop debugging", "command-runner.jar, arguments not recorded", "TERMINATE_JOB_FLOW"]
    );
    assert!(step.id.contains("id not recorded"));
}

/// Whatever a record says stands in a field, or in one of the trees, under its path and as it is.
fn every_field_is_shown(json: &serde_json::Value, detail: &Detail) {
    let mut leaves = Vec::new();
    collect(json, "", &mut leaves);
    assert!(leaves.len() > 10);
    for (path, value) in leaves {
        let facts = detail.facts.iter().any(|fact| fact.path == path && fact.value == value);
        let lines = detail.blocks.iter().flat_map(|block| &block.lines);
        let trees = lines.into_iter().any(|line| line.path == path && line.value == value);
        let is_head = value == detail.event_id || value == detail.time;
        assert!(facts || trees || is_head, "{path}: {value}");
    }
}

/// The values of a record, with dotted paths.
fn collect(json: &serde_json::Value, path: &str, out: &mut Vec<(String, String)>) {
    match json {
        serde_json::Value::Object(members) => {
            for (key, member) in members {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                collect(member, &path, out);
            }
        }
        serde_json::Value::Array(entries) => entries.iter().for_each(|entry| collect(entry, path, out)),
        serde_json::Value::String(text) => out.push((path.to_owned(), text.clone())),
        // It says nothing.
        serde_json::Value::Null => {}
        other => out.push((path.to_owned(), other.to_string())),
    }
}

fn detail_of(loaded: &support::Loaded, json: &serde_json::Value) -> Detail {
    let mut engine = loaded.engine.borrow_mut();
    for row in 0..engine.store().rows() {
        if let Response::Detail { detail, .. } = engine.handle(Request::Detail { seq: 1, row })
            && serde_json::from_str::<serde_json::Value>(&detail.raw).unwrap() == *json
        {
            return *detail;
        }
    }
    panic!("{json}");
}
