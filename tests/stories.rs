//! Life stories against what was worked out by hand: `tests/fixtures/stories/scenario.tsv` is what happens,
//! `expected.tsv` is what its stories are. Each part is played for several clusters, in two accounts that use the
//! same ids at the same time.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::{Value, json};
use trailglass::emr::resources::Kind;
use trailglass::record::time;
use trailglass::stories::{Full, Stories, build};

const CLUSTERS: usize = 200;

/// What the parts play whose names begin so; all others play clusters.
const KINDS: [(&str, Kind, &str); 3] = [
    ("application", Kind::Application, "00example"),
    ("virtual", Kind::VirtualCluster, "examplevc"),
    ("studio", Kind::Studio, "es-EXAMPLE"),
];

/// 2026-09-01T00:00:00Z.
const START: i64 = 1_788_220_800;
/// Between one cluster and the next, so that none can be taken for another.
const APART: i64 = 3 * 3600;

const ACCOUNTS: [(&str, &str); 2] = [("111122223333", "us-east-1"), ("444455556666", "eu-west-1")];

fn rows(table: &'static str) -> Vec<Vec<&'static str>> {
    table
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .map(|line| line.split('\t').collect())
        .collect()
}

fn scenario() -> Vec<Vec<&'static str>> {
    rows(include_str!("fixtures/stories/scenario.tsv"))
}

fn expected() -> Vec<Vec<&'static str>> {
    rows(include_str!("fixtures/stories/expected.tsv"))
}

/// One of the clusters: which part it plays, where, when it begins, its ids.
struct Cluster {
    part: &'static str,
    account: &'static str,
    region: &'static str,
    start: i64,
    number: usize,
}

impl Cluster {
    fn kind(&self) -> (Kind, &'static str) {
        let own = KINDS.iter().find(|(part, ..)| self.part.starts_with(part));
        own.map_or((Kind::Cluster, "j-EXAMPLE"), |(_, kind, id)| (*kind, *id))
    }

    fn id(&self) -> String {
        format!("{}{:05}", self.kind().1, self.number)
    }

    fn fill(&self, text: &str) -> String {
        let n = self.number;
        let pairs = [
            ("$J", self.id()),
            ("$I1", format!("i-0example{n:05}a")),
            ("$I2", format!("i-0example{n:05}b")),
            ("$S", format!("s-EXAMPLE{n:05}")),
            ("$G", format!("ig-EXAMPLE{n:05}")),
            ("$U", format!("p-example{n:05}")),
            ("$N", format!("subnet-0example{n:05}")),
            ("$A", self.account.to_owned()),
            ("$R", self.region.to_owned()),
        ];
        pairs.iter().fold(text.to_owned(), |text, (token, value)| text.replace(token, value))
    }
}

fn clusters() -> Vec<Cluster> {
    let parts = expected();
    (0..CLUSTERS)
        .map(|k| {
            // The second hundred has the ids of the first, and other parts.
            let (account, region) = ACCOUNTS[k / (CLUSTERS / 2)];
            let number = k % (CLUSTERS / 2);
            let part = parts[(number + 7 * (k / (CLUSTERS / 2))) % parts.len()][0];
            Cluster { part, account, region, start: START + number as i64 * APART, number }
        })
        .collect()
}

fn identity(who: &str, account: &str) -> Value {
    let role = |role: &str, session: &str| {
        json!({"type": "AssumedRole", "principalId": format!("AROAEXAMPLE:{session}"), "accountId": account,
            "arn": format!("arn:aws:sts::{account}:assumed-role/{role}/{session}"),
            "sessionContext": {"sessionIssuer": {"type": "Role", "userName": role}}})
    };
    match who {
        "emr" => {
            let mut identity = role("EMR_DefaultRole", "example-session");
            identity["invokedBy"] = json!("elasticmapreduce.amazonaws.com");
            identity
        }
        "cleanup" => role("AWSServiceRoleForEMRCleanup", "example-cleanup"),
        "admins" => role("EMR_Admins", "bob"),
        "node" => role("EMR_EC2_DefaultRole", "i-0example"),
        who => role("DataEng", who),
    }
}

/// All records of all clusters.
fn records() -> Vec<Value> {
    let scenario = scenario();
    let mut records = Vec::new();
    for cluster in clusters() {
        for row in scenario.iter().filter(|row| row[0] == cluster.part) {
            let &[_, minute, who, service, event, error, request, response] = row.as_slice() else {
                panic!("{row:?}")
            };
            let at = cluster.start + minute.parse::<i64>().unwrap() * 60;
            let number = records.len();
            let filled = |text: &str| serde_json::from_str::<Value>(&cluster.fill(text)).unwrap();
            if who == "report" {
                records.push(json!({
                    "version": "0", "id": format!("11111111-0000-4000-8000-{number:012}"), "detail-type": event,
                    "source": service, "account": cluster.account, "time": time::format(at),
                    "region": cluster.region, "resources": [], "detail": filled(request),
                }));
                continue;
            }
            let mut record = json!({
                "eventVersion": "1.09",
                "userIdentity": identity(who, cluster.account),
                "eventTime": time::format(at),
                "eventSource": format!("{service}.amazonaws.com"),
                "eventName": event,
                "awsRegion": cluster.region,
                "sourceIPAddress": if who == "emr" { "elasticmapreduce.amazonaws.com" } else { "192.0.2.10" },
                "userAgent": "aws-cli/2.15.0",
                "requestParameters": filled(request),
                "responseElements": filled(response),
                "eventID": format!("00000000-0000-4000-8000-{number:012}"),
                "eventType": "AwsApiCall",
                "recipientAccountId": cluster.account,
            });
            if error != "-" {
                record["errorCode"] = json!(error);
                if request == "null" {
                    record["errorMessage"] = json!(cluster.fill(
                        "User: arn:aws:sts::$A:assumed-role/DataEng/bob is not authorized to perform: elasticmapreduce:DescribeCluster on resource: arn:aws:elasticmapreduce:$R:$A:cluster/$J because no identity-based policy allows it"
                    ));
                }
            }
            records.push(record);
        }
    }
    records
}

fn load(files: &[&[Value]]) -> (support::Loaded, Stories) {
    let loaded = support::load(&to_files(files));
    let stories = build(loaded.engine.borrow().store());
    (loaded, stories)
}

fn to_files(files: &[&[Value]]) -> Vec<(String, Vec<u8>)> {
    files
        .iter()
        .enumerate()
        .flat_map(|(i, records)| {
            let (reports, records): (Vec<&Value>, Vec<&Value>) =
                records.iter().partition(|record| record["detail-type"].is_string());
            let lines = reports.iter().map(|report| format!("{report}\n")).collect::<String>();
            [
                (format!("{i}.json"), json!({ "Records": records }).to_string().into_bytes()),
                (format!("{i}.jsonl"), lines.into_bytes()),
            ]
        })
        .filter(|(_, bytes)| !bytes.is_empty())
        .collect()
}

#[test]
fn each_event_says_why_it_is_in() {
    let records = records();
    let files = to_files(&[&records]);
    let loaded = support::load(&files);
    let files: Vec<Vec<u8>> = files.into_iter().map(|(_, bytes)| bytes).collect();
    assert_eq!(support::without_reason(&mut loaded.engine.borrow_mut(), &files), Vec::<String>::new());
}

#[test]
fn all_stories_are_as_worked_out_by_hand() {
    let records = records();
    let (loaded, stories) = load(&[&records]);
    let engine = loaded.engine.borrow();
    let expected = expected();
    assert_eq!(stories.list.len(), CLUSTERS);
    let strays = clusters().iter().filter(|cluster| cluster.part == "stray").count();
    assert_eq!(stories.unattached.len(), strays);
    assert!(stories.has_ec2 && stories.unknown == 0);
    let mut seen = BTreeMap::new();
    for cluster in clusters() {
        let at = stories.find(cluster.kind().0, cluster.account, cluster.region, &cluster.id()).unwrap();
        let (story, row) = (&stories.list[at], expected.iter().find(|row| row[0] == cluster.part).unwrap());
        let full = stories.full(engine.store(), story);
        let minute = |text: &str| match text {
            "" => "-".to_owned(),
            text => ((time::parse(text).unwrap() - cluster.start) / 60).to_string(),
        };
        let mark = |mark: &Option<trailglass::stories::Mark>| {
            mark.as_ref().map_or("-".to_owned(), |mark| minute(&mark.time))
        };
        let found = [
            cluster.part.to_owned(),
            mark(&full.opened),
            minute(&full.evidence),
            minute(&full.seen[1]),
            format!("{:?}", full.end),
            full.grade.word().to_owned(),
            minute(&full.end_time),
            mark(&full.end_requested),
            format!("{}/{}", full.nodes.0, full.nodes.1),
            full.submitted.to_string(),
            full.refused.to_string(),
            story.moments.len().to_string(),
            full.people.join(","),
        ];
        assert_eq!(found.as_slice(), &row[..13], "{} as {}", cluster.id(), cluster.part);
        for wanted in row[13].split(';').filter(|wanted| !wanted.is_empty()) {
            let (name, value) = wanted.split_once('=').unwrap();
            let setting = full.settings.iter().find(|setting| setting.name == name);
            assert_eq!(setting.map(|setting| setting.value.as_str()), Some(value), "{} {name}", cluster.part);
        }
        let ends = stories.silent_ends(story);
        let words: Vec<&str> = row[14].split(';').filter(|word| !word.is_empty()).collect();
        assert_eq!(ends.len(), words.len(), "{}: {ends:?}", cluster.part);
        assert!(ends.iter().zip(&words).all(|(end, word)| end.contains(word)), "{}: {ends:?}", cluster.part);
        assert_eq!(stories.gaps(story).len().to_string(), row[15], "{}", cluster.part);
        // All known nodes ended, and that says nothing of others.
        let open = ["elder", "partial", "grown", "resized", "guess"].contains(&cluster.part);
        assert_eq!(full.nodes_ended.contains("others may exist"), open, "{}", cluster.part);
        *seen.entry(cluster.part).or_insert(0) += 1;
    }
    assert_eq!(seen.len(), expected.len(), "every part is played");
}

/// What CloudTrail cannot know is not said, in no story.
#[test]
fn stories_claim_no_state() {
    let records = records();
    let (loaded, stories) = load(&[&records]);
    let engine = loaded.engine.borrow();
    for story in &stories.list {
        let full = stories.full(engine.store(), story);
        let mut said = vec![full.end_words, full.grade.word().to_owned(), full.size, full.nodes_ended];
        said.extend(full.settings.iter().map(|setting| setting.name.clone()));
        said.extend(full.parts.into_iter().map(|part| format!("{} {}", part.note, part.kind)));
        said.extend(stories.silent_ends(story));
        said.extend(stories.gaps(story));
        said.extend(stories.would_settle(story));
        said.extend(stories.unseen(story));
        said.extend(stories.costs(story).into_iter().map(|(what, value)| format!("{what} {value}")));
        for text in said {
            for word in text.split(|c: char| !c.is_alphanumeric()) {
                let claims = ["running", "completed", "failed", "idle", "terminated"];
                assert!(!claims.contains(&word.to_lowercase().as_str()), "{text}");
            }
        }
    }
}

/// All stories without what depends on the order of the files: numbers of rows.
fn fingerprint(loaded: &support::Loaded, stories: &Stories) -> Vec<String> {
    fn without_rows(value: &mut Value) {
        match value {
            Value::Object(object) => {
                object.remove("row");
                object.values_mut().for_each(without_rows);
            }
            Value::Array(list) => list.iter_mut().for_each(without_rows),
            _ => {}
        }
    }
    let engine = loaded.engine.borrow();
    let of = |full: Full| {
        let mut value = serde_json::to_value(full).unwrap();
        without_rows(&mut value);
        value.to_string()
    };
    stories.list.iter().map(|story| of(stories.full(engine.store(), story))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, ..ProptestConfig::default() })]
    /// Any order and any split of the input gives the same stories.
    #[test]
    fn order_and_files_make_no_difference(seed in any::<u64>(), files in 1usize..20) {
        let records = records();
        let (loaded, stories) = load(&[&records]);
        let mut mixed = records;
        // Fisher and Yates, with a small generator: the order depends on the seed alone.
        let mut state = seed | 1;
        for i in (1..mixed.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            mixed.swap(i, (state >> 33) as usize % (i + 1));
        }
        let parts: Vec<&[Value]> = mixed.chunks(mixed.len().div_ceil(files)).collect();
        let (other, others) = load(&parts);
        prop_assert_eq!(fingerprint(&loaded, &stories), fingerprint(&other, &others));
    }
}
