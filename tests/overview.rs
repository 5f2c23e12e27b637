//! The overview against a small corpus whose answers were counted by hand.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use support::load;
use trailglass::emr::facts::Scope;
use trailglass::engine::Engine;
use trailglass::engine::protocol::{Request, Response, ViewRequest};
use trailglass::query;
use trailglass::view::TableColumn;
use trailglass::view::chart::{Marks, TimelineSpec};
use trailglass::view::overview::{CHARTS, Overview, Tile, Value};
use trailglass::view::questions::QUESTIONS;
use trailglass::zone::Zone;

const EMR: &str = "elasticmapreduce";

/// One record: number, day of September 2026 and time, service, operation, identity, address and more members.
fn record(n: u32, at: &str, source: &str, name: &str, who: &str, ip: &str, more: &str) -> String {
    let identity = match who {
        "root" => r#"{"type":"Root","accountId":"111122223333"}"#.to_owned(),
        "key" => r#"{"type":"IAMUser","userName":"dave","accessKeyId":"AKIAEXAMPLE"}"#.to_owned(),
        "emr" => format!(r#"{{"type":"AWSService","invokedBy":"{EMR}.amazonaws.com"}}"#),
        name => format!(
            r#"{{"type":"AssumedRole","principalId":"AROAEXAMPLE:{name}","arn":"arn:aws:sts::111122223333:assumed-role/Data/{name}","sessionContext":{{"attributes":{{"mfaAuthenticated":"{}"}}}}}}"#,
            name == "alice"
        ),
    };
    format!(
        r#"{{"eventVersion":"1.11","userIdentity":{identity},"eventTime":"2026-09-{at}Z","eventSource":"{source}.amazonaws.com","eventName":"{name}","awsRegion":"eu-west-1","sourceIPAddress":"{ip}","userAgent":"aws-cli/2.31.0","eventID":"0e5ec7a1-0000-4000-8000-{n:012x}","recipientAccountId":"111122223333"{more}}}"#
    )
}

/// 2026-09-01 was a Tuesday, 2026-09-05 a Saturday.
fn corpus() -> Vec<(String, Vec<u8>)> {
    let ip = ["192.0.2.1", "192.0.2.2", "2001:db8::3"];
    let write = |more: &str| format!(r#","readOnly":false{more}"#);
    let read = r#","readOnly":true"#;
    let denied = r#","errorCode":"AccessDenied""#;
    let console = r#","sessionCredentialFromConsole":"true""#;
    let records = [
        record(
            1,
            "01T10:00:00",
            EMR,
            "RunJobFlow",
            "alice",
            ip[0],
            &write(
                r#","requestParameters":{"name":"a","releaseLabel":"emr-7.1.0","instances":{"instanceGroups":[{"instanceCount":2,"instanceType":"m5.xlarge"}]},"serviceRole":"EMR_DefaultRole","jobFlowRole":"EMR_EC2_DefaultRole"},"responseElements":{"jobFlowId":"j-EXAMPLE00001"}"#,
            ),
        ),
        record(2, "01T11:00:00", EMR, "RunJobFlow", "bob", ip[1], &write(denied)),
        record(
            3,
            "01T23:30:00",
            EMR,
            "AddJobFlowSteps",
            "bob",
            ip[1],
            &write(
                r#","requestParameters":{"jobFlowId":"j-EXAMPLE00001","executionRoleArn":"arn:aws:iam::111122223333:role/run","steps":[{"hadoopJarStep":{"jar":"s3://b/a.jar"}}]}"#,
            ),
        ),
        record(
            4,
            "02T09:00:00",
            EMR,
            "SetTerminationProtection",
            "alice",
            ip[0],
            &write(&format!(r#","requestParameters":{{"jobFlowIds":["j-EXAMPLE00001"]}}{console}"#)),
        ),
        record(
            5,
            "02T09:05:00",
            EMR,
            "TerminateJobFlows",
            "bob",
            ip[1],
            &write(r#","requestParameters":{"jobFlowIds":["j-EXAMPLE00001"]}"#),
        ),
        record(
            6,
            "03T12:00:00",
            EMR,
            "DescribeCluster",
            "root",
            ip[2],
            &format!(r#"{read},"requestParameters":{{"clusterId":"j-EXAMPLE00002"}}"#),
        ),
        record(7, "03T12:30:00", EMR, "ListClusters", "key", ip[2], read),
        record(
            8,
            "03T13:00:00",
            EMR,
            "GetClusterSessionCredentials",
            "bob",
            ip[1],
            &write(r#","requestParameters":{"clusterId":"j-EXAMPLE00001"}"#),
        ),
        record(9, "05T12:00:00", EMR, "PutBlockPublicAccessConfiguration", "alice", ip[0], &write("")),
        record(
            10,
            "05T12:10:00",
            EMR,
            "ModifyInstanceGroups",
            "emr",
            "elasticmapreduce.amazonaws.com",
            &write(""),
        ),
        record(11, "05T13:00:00", "ec2", "RunInstances", "emr", "elasticmapreduce.amazonaws.com", &write("")),
        record(12, "05T13:30:00", "s3", "GetObject", "carol", ip[0], denied),
        // Whoever is new signs in first, and that is no event of EMR.
        record(13, "01T10:55:00", "signin", "ConsoleLogin", "bob", ip[1], ""),
        record(14, "03T11:55:00", "signin", "ConsoleLogin", "bob", ip[2], ""),
    ];
    vec![("a.json".to_owned(), format!("{{\"Records\":[{}]}}", records.join(",")).into_bytes())]
}

fn overview(engine: &mut Engine, view: ViewRequest) -> Overview {
    match engine.handle(Request::Overview { seq: 7, view: Box::new(view) }) {
        Response::Overview { seq: 7, overview } => *overview,
        other => panic!("{other:?}"),
    }
}

/// What was counted by hand, question by question.
const ANSWERS: &[(&str, u32)] = &[
    ("launched", 1),
    ("terminated", 1),
    ("changed", 4),
    ("refused", 1),
    ("long-term", 2),
    ("code", 2),
    ("roles", 2),
    ("credentials", 1),
    ("off-hours", 2),
    ("new-address", 3),
    ("no-mfa", 4),
    ("open-network", 1),
    ("protection", 1),
    ("console", 1),
    ("by-emr", 1),
    ("looked-around", 2),
];

#[test]
fn each_question_has_its_answer() {
    let engine = &mut load(&corpus()).engine.into_inner();
    let found = overview(engine, ViewRequest::default());
    let found: Vec<(&str, u32)> = found.answers.iter().map(|a| (a.name.as_str(), a.count)).collect();
    assert_eq!(found, ANSWERS);
}

#[test]
fn each_question_is_understood() {
    for row in QUESTIONS {
        assert_eq!(query::parse(row.query, &Default::default()).errors, [], "{}", row.name);
        assert!(row.question.ends_with('?') && row.about.ends_with('.'), "{}", row.name);
        assert_eq!(QUESTIONS.iter().filter(|other| other.name == row.name).count(), 1, "{}", row.name);
    }
    assert!(QUESTIONS.len() >= 12);
    for name in QUESTIONS.iter().flat_map(|row| row.columns) {
        assert!(TableColumn::find(name).is_some_and(|column| column.path() == *name), "{name}");
    }
}

/// What a question asks for stands in the columns that it brings.
#[test]
fn answers_are_in_their_columns() {
    let engine = &mut load(&corpus()).engine.into_inner();
    let mut cells = |name: &str| {
        let row = QUESTIONS.iter().find(|row| row.name == name).unwrap();
        let columns = row.columns.iter().filter_map(|name| TableColumn::find(name)).collect();
        let view = ViewRequest {
            query: row.query.to_owned(),
            scope: row.scope,
            columns,
            limit: 10,
            ..ViewRequest::default()
        };
        let Response::View { view, .. } = engine.handle(Request::View { seq: 1, view }) else { panic!() };
        view.page.rows.into_iter().map(|row| row.cells.join("|")).collect::<Vec<_>>()
    };
    assert_eq!(cells("launched"), ["emr-7.1.0||2|m5.xlarge|||"]);
    assert_eq!(
        cells("roles"),
        ["arn:aws:iam::111122223333:role/run||", "|EMR_EC2_DefaultRole|EMR_DefaultRole"]
    );
    assert_eq!(cells("code"), ["s3://b/a.jar||||", "||||"]);
}

#[test]
fn tiles_count_what_is_left() {
    let engine = &mut load(&corpus()).engine.into_inner();
    let value =
        |found: &Overview, name: &str| found.tiles.iter().find(|t| t.name == name).unwrap().value.clone();
    let found = overview(engine, ViewRequest { scope: Scope::Other, ..ViewRequest::default() });
    assert_eq!(value(&found, "events"), Value::Count(14));
    assert_eq!(value(&found, "emr"), Value::Count(10));
    // alice, bob, carol, dave, root, and EMR itself.
    assert_eq!(value(&found, "people"), Value::Count(6));
    assert_eq!(value(&found, "clusters"), Value::Count(2));
    assert_eq!(value(&found, "refused"), Value::Count(2));
    assert_eq!(value(&found, "root"), Value::Count(1));
    assert_eq!(value(&found, "places"), Value::Product(1, 1));
    // 2026-09-01T10:00:00Z to 2026-09-05T13:30:00Z.
    assert_eq!(value(&found, "span"), Value::Span(1_788_256_800, 1_788_615_000));
    let distinct = |tile: &&Tile| matches!(tile.name.as_str(), "people" | "clusters");
    for tile in found.tiles.iter().filter(|tile| !tile.spark.is_empty() && !distinct(tile)) {
        assert_eq!(Value::Count(tile.spark.iter().sum()), tile.value, "{}", tile.name);
    }
    // Thirty parts of 3 h 19 min each; in each part everybody counts once, and so does each cluster.
    let spark = |name: &str| {
        let tile = found.tiles.iter().find(|tile| tile.name == name).unwrap();
        let parts = tile.spark.iter().copied().enumerate();
        (tile.spark.len(), parts.filter(|(_, count)| *count > 0).collect::<Vec<_>>())
    };
    assert_eq!(spark("people"), (30, vec![(0, 2), (4, 1), (6, 2), (15, 3), (29, 3)]));
    assert_eq!(spark("clusters"), (30, vec![(0, 1), (4, 1), (6, 1), (15, 2)]));
    let found = overview(engine, ViewRequest { query: "user:bob".to_owned(), ..ViewRequest::default() });
    assert_eq!(value(&found, "events"), Value::Count(4));
    let found = overview(engine, ViewRequest { query: "user:nobody".to_owned(), ..ViewRequest::default() });
    assert_eq!((value(&found, "events"), value(&found, "span")), (Value::Count(0), Value::Nothing));
}

/// Every mark of every chart leads to exactly the events it counts.
#[test]
fn marks_lead_to_what_they_count() {
    let engine = &mut load(&corpus()).engine.into_inner();
    let zone = Zone::fixed("+02:00", 7_200);
    let all = ViewRequest { scope: Scope::Other, zone, ..ViewRequest::default() };
    let found = overview(engine, all.clone());
    assert_eq!(found.charts.len(), CHARTS.len());
    let mut count = |query: &str| match engine
        .handle(Request::View { seq: 1, view: ViewRequest { query: query.to_owned(), ..all.clone() } })
    {
        Response::View { view, .. } => {
            assert_eq!(view.errors, [], "{query}");
            view.counts.matching
        }
        other => panic!("{other:?}"),
    };
    for chart in &found.charts {
        match &chart.marks {
            Marks::Bars(marks) => {
                assert!(!marks.is_empty(), "{}", chart.name);
                marks.iter().for_each(|mark| assert_eq!(count(&mark.query), mark.value, "{}", mark.query));
            }
            Marks::Grid { rows, columns, cells } => {
                assert!(!cells.is_empty(), "{}", chart.name);
                for cell in cells {
                    let query = trailglass::view::chart::ChartSpec::cell_query(rows, columns, *cell).unwrap();
                    assert_eq!(count(&query), cell.value, "{query}");
                }
            }
        }
    }
}

#[test]
fn charts_are_plain_data() {
    let engine = &mut load(&corpus()).engine.into_inner();
    let found = overview(engine, ViewRequest { scope: Scope::Other, ..ViewRequest::default() });
    let told: Vec<String> = found.charts.iter().map(|chart| chart.summary()).collect();
    insta::assert_json_snapshot!("charts", (&found.charts, told));
}

fn timeline(engine: &mut Engine, query: &str) -> TimelineSpec {
    timeline_of(
        engine,
        ViewRequest { query: query.to_owned(), scope: Scope::Other, ..ViewRequest::default() },
    )
}

fn timeline_of(engine: &mut Engine, view: ViewRequest) -> TimelineSpec {
    match engine.handle(Request::View { seq: 1, view }) {
        Response::View { view, .. } => view.timeline,
        other => panic!("{other:?}"),
    }
}

/// An hour that the query emptied is none for which nothing is loaded.
#[test]
fn hours_without_any_event_are_told_from_those_that_the_query_emptied() {
    let engine = &mut load(&corpus()).engine.into_inner();
    // From 09-01T10 to 09-05T14 in hours; events in 9 of the 100.
    let all = timeline(engine, "");
    assert_eq!((all.starts.len(), all.gaps.len()), (100, 91));
    let filled = |at: usize| all.layers.iter().any(|layer| layer.values[at] > 0);
    for at in 0..all.starts.len() {
        assert_ne!(filled(at), all.is_gap(at), "{at}");
    }
    // From 09-01T10 to 09-03T14; of these hours 7 have events of anybody, 6 of bob.
    let bob = timeline(engine, "user:bob");
    assert_eq!((bob.starts.len(), bob.gaps.len()), (52, 45));
    let noon = bob.bucket_at(1_788_436_800.0).unwrap();
    assert_eq!(bob.bucket(noon), Some([1_788_436_800.0, 1_788_440_400.0]), "2026-09-03T12:00:00Z");
    assert!(!bob.is_gap(noon) && bob.layers.iter().all(|layer| layer.values[noon] == 0));
    // Minutes of hours that have events.
    let minutes = timeline(engine, "event:(ListClusters OR GetClusterSessionCredentials)");
    assert!(minutes.starts.len() > 20 && minutes.gaps.is_empty(), "{minutes:?}");
    assert_eq!(timeline(engine, "user:nobody").gaps, [0u32; 0]);
}

#[test]
fn the_timeline_is_plain_data() {
    let engine = &mut load(&corpus()).engine.into_inner();
    let query = "user:(bob OR alice)".to_owned();
    let view = ViewRequest { query, scope: Scope::Other, buckets: 10, ..ViewRequest::default() };
    insta::assert_json_snapshot!("timeline", timeline_of(engine, view));
}
