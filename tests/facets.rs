//! Facets, stacks and orders of several keys, against what was counted by hand.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use support::load;
use trailglass::aggregate::{FacetBy, FacetRequest};
use trailglass::emr::channel;
use trailglass::engine::Engine;
use trailglass::engine::protocol::{Request, Response, View, ViewRequest};
use trailglass::query::{Order, SortBy, SortKey};
use trailglass::store::columns::{ERROR, EVENT, PERSON, REGION, RELEASE, RESOURCE};

/// Person, operation, region, error, cluster and minute.
const EVENTS: &[(&str, &str, &str, &str, &str, u32)] = &[
    ("alice", "RunJobFlow", "eu-west-1", "", "", 1),
    ("alice", "AddJobFlowSteps", "eu-west-1", "", "j-ONE", 2),
    ("alice", "TerminateJobFlows", "eu-west-1", "AccessDenied", "j-ONE j-TWO", 3),
    ("bob", "TerminateJobFlows", "eu-west-2", "AccessDenied", "j-TWO", 3),
    ("bob", "RunJobFlow", "eu-west-2", "", "", 4),
    ("carol", "DescribeCluster", "eu-west-1", "ThrottlingException", "j-ONE", 65),
    ("", "DescribeCluster", "eu-west-1", "", "j-ONE", 66),
];

/// The first four events in one file, the others in another.
fn loaded() -> Engine {
    let record = |n: usize| {
        let (person, event, region, error, clusters, minute) = EVENTS[n];
        let error = if error.is_empty() { String::new() } else { format!(r#","errorCode":"{error}""#) };
        let ids: Vec<String> = clusters.split_whitespace().map(|id| format!("{id:?}")).collect();
        let parameters = match event {
            "TerminateJobFlows" => format!(r#""jobFlowIds":[{}]"#, ids.join(",")),
            "AddJobFlowSteps" => format!(r#""jobFlowId":{}"#, ids.join("")),
            "DescribeCluster" => format!(r#""clusterId":{}"#, ids.join("")),
            _ => String::new(),
        };
        format!(
            r#"{{"eventVersion":"1.11","userIdentity":{{"type":"IAMUser","userName":"{person}"}},"eventTime":"2026-09-01T{:02}:{:02}:00Z","eventSource":"elasticmapreduce.amazonaws.com","eventName":"{event}","awsRegion":"{region}","eventID":"0e5ec7a1-0000-4000-8000-{n:012}","requestParameters":{{{parameters}}}{error}}}"#,
            10 + minute / 60,
            minute % 60,
        )
    };
    let file = |of: std::ops::Range<usize>| of.map(record).collect::<Vec<_>>().join("\n").into_bytes();
    load(&[("a".to_owned(), file(0..4)), ("b".to_owned(), file(4..EVENTS.len()))]).engine.into_inner()
}

fn ask(engine: &mut Engine, view: ViewRequest) -> View {
    match engine.handle(Request::View { seq: 1, view }) {
        Response::View { view, .. } => *view,
        other => panic!("{other:?}"),
    }
}

const BY_PERSON: FacetBy = FacetBy::Column(PERSON);

/// A facet as one line: values with counts, unselected ones in parentheses, then what is said beside them.
fn line(engine: &mut Engine, query: &str, by: FacetBy, top: u32, search: &str) -> String {
    let facets = vec![FacetRequest { by, top, search: search.to_owned() }];
    let view = ask(engine, ViewRequest { query: query.to_owned(), facets, ..ViewRequest::default() });
    assert_eq!(view.errors, [], "{query}");
    let [facet] = &view.facets[..] else { panic!("{:?}", view.facets) };
    assert_eq!(facet.by, by);
    let mut out: Vec<String> = facet
        .values
        .iter()
        .map(|value| {
            let text = format!("{} {}", value.value, value.count);
            if value.selected { text } else { format!("({text})") }
        })
        .collect();
    if facet.rest > 0 {
        out.push(format!("+{} with {}", facet.distinct - facet.values.len() as u32, facet.rest));
    }
    if facet.missing > 0 {
        out.push(format!("missing {}", facet.missing));
    }
    if facet.filtered {
        out.push("filtered".to_owned());
    }
    out.join(", ")
}

#[test]
fn facets() {
    let engine = &mut loaded();
    let column = FacetBy::Column;
    let cases: &[(&str, FacetBy, u32, &str, &str)] = &[
        ("", BY_PERSON, 10, "", "alice 3, bob 2, carol 1, missing 1"),
        ("", BY_PERSON, 1, "", "alice 3, +2 with 3, missing 1"),
        ("", BY_PERSON, 0, "", "+3 with 6, missing 1"),
        ("", BY_PERSON, 10, "A", "alice 3, carol 1, missing 1"),
        ("", BY_PERSON, 10, "zoe", "missing 1"),
        // Ties by value.
        ("", column(EVENT), 3, "", "DescribeCluster 2, RunJobFlow 2, TerminateJobFlows 2, +1 with 1"),
        ("", column(ERROR), 10, "", "AccessDenied 2, ThrottlingException 1, missing 4"),
        ("", FacetBy::Result, 10, "", "ok 4, error 3"),
        ("user:carol", FacetBy::Result, 10, "", "error 1"),
        ("", FacetBy::File, 10, "", "0 4, 1 3"),
        // Entries of lists.
        ("", column(RESOURCE), 10, "", "j-ONE 4, j-TWO 2, missing 2"),
        ("", column(RESOURCE), 10, "two", "j-TWO 2, missing 2"),
        // A condition on the facet's own column does not count, one on others does.
        ("user:alice", BY_PERSON, 10, "", "alice 3, (bob 2), (carol 1), missing 1, filtered"),
        ("NOT user:alice", BY_PERSON, 10, "", "(alice 3), bob 2, carol 1, missing 1, filtered"),
        ("user:(alice OR bob)", BY_PERSON, 10, "", "alice 3, bob 2, (carol 1), missing 1, filtered"),
        ("user:alice event:TerminateJobFlows", BY_PERSON, 10, "", "alice 1, (bob 1), filtered"),
        (
            "user:alice event:TerminateJobFlows",
            column(EVENT),
            10,
            "",
            "(AddJobFlowSteps 1), (RunJobFlow 1), TerminateJobFlows 1, filtered",
        ),
        ("user:alice event:TerminateJobFlows", column(REGION), 10, "", "eu-west-1 1"),
        // Joined by OR with another column, or a word that may stand anywhere: not its own.
        ("user:alice OR event:DescribeCluster", BY_PERSON, 10, "", "alice 3, carol 1, missing 1"),
        ("alice", BY_PERSON, 10, "", "alice 3"),
        ("error:*", FacetBy::Result, 10, "", "(ok 4), error 3, filtered"),
        ("NOT error:*", FacetBy::Result, 10, "", "ok 4, (error 3), filtered"),
        ("error:AccessDenied", FacetBy::Result, 10, "", "(ok 4), error 3, filtered"),
        (
            "error:AccessDenied",
            column(ERROR),
            10,
            "",
            "AccessDenied 2, (ThrottlingException 1), missing 4, filtered",
        ),
        ("cluster:j-TWO", column(RESOURCE), 10, "", "(j-ONE 4), j-TWO 2, missing 2, filtered"),
        ("nothing-has-this", BY_PERSON, 10, "", ""),
    ];
    for (query, by, top, search, want) in cases {
        let got = line(engine, query, *by, *top, search);
        assert_eq!(got, *want, "{query} {by:?} {top} {search}");
    }
}

#[test]
fn files_as_condition_and_facet() {
    let engine = &mut loaded();
    let by = FacetBy::File;
    // Until its path is told, no file has one.
    assert_eq!(line(engine, "file:*", BY_PERSON, 10, ""), "");
    engine.handle(Request::Paths { first: 0, paths: vec!["logs/a.json".into()] });
    engine.handle(Request::Paths { first: 1, paths: vec!["logs/b b.json".into()] });
    assert_eq!(line(engine, "", by, 10, ""), "0 4, 1 3");
    assert_eq!(line(engine, "", by, 10, "B.J"), "1 3");
    assert_eq!(line(engine, "file:\"logs/b b.json\"", by, 10, ""), "(0 4), 1 3, filtered");
    assert_eq!(line(engine, "file:*.json", by, 10, ""), "0 4, 1 3, filtered");
    assert_eq!(line(engine, "NOT file:a.json", by, 10, ""), "(0 4), 1 3, filtered");
    assert_eq!(line(engine, "NOT file:a.json", BY_PERSON, 10, ""), "bob 1, carol 1, missing 1");
    assert_eq!(
        line(engine, "user:bob AND NOT file:a.json", BY_PERSON, 10, ""),
        "bob 1, (carol 1), missing 1, filtered"
    );
    assert_eq!(line(engine, "user:alice AND NOT file:a.json", by, 10, ""), "(0 3), filtered");
    assert_eq!(line(engine, "file:a.json OR user:carol", BY_PERSON, 10, ""), "alice 3, bob 1, carol 1");
    assert_eq!(line(engine, "file:other.json", BY_PERSON, 10, ""), "");
}

#[test]
fn the_stack_of_a_timeline() {
    let engine = &mut loaded();
    let mut stacked = |stack, series, query: &str| {
        let view =
            ask(engine, ViewRequest { query: query.to_owned(), stack, series, ..ViewRequest::default() });
        let total = |values: &[u32]| values.iter().sum::<u32>();
        let layers = view.timeline.layers.iter();
        let lines: Vec<String> =
            layers.map(|l| format!("{}={:?} {}", l.name, l.value, total(&l.values))).collect();
        lines.join(", ")
    };
    assert_eq!(
        stacked(PERSON, 9, ""),
        r#"alice=Some("alice") 3, bob=Some("bob") 2, no value=Some("") 1, carol=Some("carol") 1"#
    );
    assert_eq!(stacked(PERSON, 1, ""), r#"alice=Some("alice") 3, other=None 4"#);
    assert_eq!(stacked(PERSON, 0, ""), "other=None 7");
    assert_eq!(stacked(PERSON, 1, "user:bob"), r#"bob=Some("bob") 2"#);
    assert_eq!(stacked(PERSON, 1, "user:zoe"), "");
}

#[test]
fn orders_of_several_keys() {
    let engine = &mut loaded();
    let mut order = |keys: &[(SortBy, bool)]| {
        let keys = keys.iter().map(|&(by, descending)| SortKey { by, descending }).collect();
        let request = ViewRequest { order: Order { keys }, limit: 100, ..ViewRequest::default() };
        let rows = ask(engine, request).page.rows;
        let number = |row: u32| engine.store().event_id(row)[24..].parse::<usize>().unwrap();
        rows.iter().map(|row| number(row.row)).collect::<Vec<_>>()
    };
    let column = SortBy::Column;
    assert_eq!(order(&[]), [6, 5, 4, 3, 2, 1, 0]);
    assert_eq!(order(&[(SortBy::Time, false)]), [0, 1, 2, 3, 4, 5, 6]);
    // What agrees is newest first; events without value last either way.
    assert_eq!(order(&[(column(PERSON), false)]), [2, 1, 0, 4, 3, 5, 6]);
    assert_eq!(order(&[(column(PERSON), true)]), [5, 4, 3, 2, 1, 0, 6]);
    assert_eq!(order(&[(column(PERSON), false), (SortBy::Time, false)]), [0, 1, 2, 3, 4, 5, 6]);
    assert_eq!(order(&[(column(REGION), true), (column(EVENT), false)]), [4, 3, 1, 6, 5, 0, 2]);
    assert_eq!(
        order(&[(column(EVENT), false), (column(REGION), true), (SortBy::Time, false)]),
        [1, 5, 6, 4, 0, 3, 2]
    );
    // Only events of the same second are left for what follows the time.
    assert_eq!(order(&[(SortBy::Time, true), (column(PERSON), true)]), [6, 5, 4, 3, 2, 1, 0]);
    assert_eq!(order(&[(SortBy::Time, true), (column(PERSON), false)]), [6, 5, 4, 2, 3, 1, 0]);
}

#[test]
fn values_are_offered_within_what_is_shown() {
    let mut engine = loaded();
    let mut offered = |query: &str, field: &str, text: &str| {
        let view = Box::new(ViewRequest { query: query.to_owned(), ..ViewRequest::default() });
        let (field, text) = (field.to_owned(), text.to_owned());
        match engine.handle(Request::Complete { seq: 5, view, field, text }) {
            Response::Complete { seq: 5, values, .. } => {
                let values = values.iter().map(|value| format!("{} {}", value.value, value.count));
                values.collect::<Vec<_>>().join(", ")
            }
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(
        offered("", "event", ""),
        "DescribeCluster 2, RunJobFlow 2, TerminateJobFlows 2, AddJobFlowSteps 1"
    );
    assert_eq!(
        offered("user:alice", "eventName", "JOB"),
        "AddJobFlowSteps 1, RunJobFlow 1, TerminateJobFlows 1"
    );
    // As in its facet, a condition on the field itself does not count: the value can be exchanged.
    assert_eq!(offered("user:alice AND region:eu-west-1", "user", ""), "alice 3, carol 1");
    assert_eq!(offered("", "cluster", "two"), "j-TWO 2");
    // Of a path, in records that are in memory.
    assert_eq!(offered("", "request.clusterId", ""), "j-ONE 2");
    assert_eq!(offered("", "request.jobFlowIds", ""), "j-TWO 2, j-ONE 1");
    assert_eq!(offered("user:bob", "request.jobFlowIds", "TWO"), "j-TWO 1");
    assert_eq!(offered("", "request.nothing", ""), "");
    assert_eq!(offered("", "nonsense", ""), "");
}

/// Families of user agents, and for each the query that the page writes for it: what the facet counts, the query finds.
#[test]
fn families_of_user_agents_and_releases() {
    let agents = [
        "aws-cli/2.15 Python/3.11",
        "aws-cli/1.18",
        "APN/1.0 HashiCorp/1.0 Terraform/1.5 (+https://example.com) aws-sdk-go/1",
        "APN/1.0 HashiCorp/1.0 Terraform/1.6",
        "APN/1.0 Example/1.0 Other/1",
        "AWS Internal",
        "aws-cli",
        "",
    ];
    let record = |(n, agent): (usize, &&str)| {
        let release =
            if n % 2 == 0 { r#""releaseLabel":"emr-7.1.0""# } else { r#""a":{"releaseLabel":"emr-6.0.0"}"# };
        format!(
            r#"{{"eventTime":"2026-09-01T10:00:00Z","eventSource":"elasticmapreduce.amazonaws.com","eventName":"RunJobFlow","eventID":"0e5ec7a1-0000-4000-8000-{n:012}","userAgent":"{agent}","requestParameters":{{{release}}}}}"#
        )
    };
    let records: Vec<String> = agents.iter().enumerate().map(record).collect();
    let engine = &mut load(&[("a".to_owned(), records.join("\n").into_bytes())]).engine.into_inner();
    let families = line(engine, "", FacetBy::AgentFamily, 10, "");
    assert_eq!(
        families,
        "APN/1.0 HashiCorp/1.0 Terraform/ 2, aws-cli/ 2, APN/1.0 Example/1.0 Other/ 1, AWS Internal 1, aws-cli 1, missing 1"
    );
    let mut sum = 0;
    for (family, count) in
        [("APN/1.0 HashiCorp/1.0 Terraform/", 2), ("aws-cli/", 2), ("AWS Internal", 1), ("aws-cli", 1)]
    {
        let value = channel::pattern(family).unwrap_or_else(|| format!("{family:?}"));
        let query = format!("userAgent:{value}");
        let view = ask(engine, ViewRequest { query: query.clone(), ..ViewRequest::default() });
        assert_eq!((view.counts.matching, &view.errors[..]), (count, &[][..]), "{query}");
        sum += count;
    }
    assert_eq!(sum, 6);
    assert_eq!(
        line(engine, "userAgent:(aws-cli/* OR \"AWS Internal\")", FacetBy::AgentFamily, 2, "aws"),
        "aws-cli/ 2, AWS Internal 1, +1 with 1, missing 1, filtered"
    );
    // The release that the request itself names, and not one that stands deeper in it.
    assert_eq!(line(engine, "", FacetBy::Column(RELEASE), 9, ""), "emr-7.1.0 4, missing 4");
    assert_eq!(line(engine, "release:emr-7*", FacetBy::AgentFamily, 1, "cli"), "aws-cli 1, +1 with 1");
}
