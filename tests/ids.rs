//! Ids: of which kind those are that an event names, and the order of the events' own.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use support::{Loaded, load};
use trailglass::emr::facts::Scope;
use trailglass::engine::protocol::{Request, Response, ViewRequest};
use trailglass::query::{Order, SortBy, SortKey};

fn record(id: &str, service: &str, name: &str, request: &str, response: &str) -> String {
    format!(
        r#"{{"eventVersion":"1.11","eventTime":"2026-09-01T10:00:00Z","eventSource":"{service}.amazonaws.com","eventName":"{name}","eventID":"{id}","requestParameters":{request},"responseElements":{response}}}"#
    )
}

fn uuid(n: u32) -> String {
    format!("0e5ec7a1-0000-4000-8000-{n:012x}")
}

/// Ids of applications, of job runs and of virtual clusters look alike.
fn resources() -> Loaded {
    let emr = "elasticmapreduce";
    let serverless = "emr-serverless";
    let records = [
        record(&uuid(1), emr, "DescribeCluster", r#"{"clusterId":"j-ONE"}"#, "null"),
        record(&uuid(2), emr, "AddJobFlowSteps", r#"{"jobFlowId":"j-ONE"}"#, r#"{"stepIds":["s-1","s-2"]}"#),
        record(&uuid(3), serverless, "StopApplication", r#"{"applicationId":"00f1"}"#, "null"),
        record(
            &uuid(4),
            serverless,
            "StartJobRun",
            r#"{"applicationId":"00f2"}"#,
            r#"{"applicationId":"00f2","jobRunId":"00g1"}"#,
        ),
        record(&uuid(5), "emr-containers", "DescribeVirtualCluster", r#"{"id":"abc9"}"#, "null"),
        record(
            &uuid(6),
            "ec2",
            "TerminateInstances",
            r#"{"instancesSet":{"items":[{"instanceId":"i-1"}]}}"#,
            "null",
        ),
    ];
    load(&[("a".to_owned(), records.join("\n").into_bytes())])
}

/// The last digits of the ids of the events that are found.
fn found(loaded: &Loaded, query: &str) -> Vec<u32> {
    let view = loaded.view(query, Scope::Other);
    assert_eq!(view.errors, [], "{query}");
    let engine = loaded.engine.borrow();
    let number = |row: u32| u32::from_str_radix(&engine.store().event_id(row)[24..], 16).unwrap();
    let mut numbers: Vec<u32> = view.page.rows.iter().map(|row| number(row.row)).collect();
    numbers.sort_unstable();
    numbers
}

#[test]
fn a_resource_is_asked_for_by_its_kind() {
    let loaded = resources();
    let cases: &[(&str, &[u32])] = &[
        ("cluster:*", &[1, 2]),
        ("cluster:J-one", &[1, 2]),
        ("step:*", &[2]),
        ("step:s-2", &[2]),
        ("step:j-ONE", &[]),
        ("application:*", &[3, 4]),
        ("application:00f2", &[4]),
        // A job run, which looks like one.
        ("application:00g1", &[]),
        ("resource:00g1", &[4]),
        ("application:00*", &[3, 4]),
        ("cluster:abc9 OR application:abc9 OR cluster:i-1", &[]),
        ("cluster:(j-ONE OR j-TWO) AND NOT step:*", &[1]),
        ("cluster:/one$/", &[1, 2]),
    ];
    for (query, want) in cases {
        assert_eq!(found(&loaded, query), *want, "{query}");
    }
}

#[test]
fn values_that_are_offered_are_of_the_kind() {
    let loaded = resources();
    let offered = |field: &str| {
        let view = ViewRequest { scope: Scope::Other, ..ViewRequest::default() };
        let request =
            Request::Complete { seq: 1, view: Box::new(view), field: field.to_owned(), text: String::new() };
        match loaded.engine.borrow_mut().handle(request) {
            Response::Complete { values, .. } => {
                values.into_iter().map(|it| format!("{} {}", it.value, it.count)).collect::<Vec<_>>()
            }
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(offered("cluster"), ["j-ONE 2"]);
    assert_eq!(offered("step"), ["s-1 1", "s-2 1"]);
    assert_eq!(offered("application"), ["00f1 1", "00f2 1"]);
}

/// However many records there are: some of them are looked at, from all over, and it is said how many.
#[test]
fn values_of_a_path_are_out_of_some_records() {
    let named = |n: u32| {
        let name = if n.is_multiple_of(2) { "even".to_owned() } else { format!("odd {n}") };
        record(&uuid(n), "elasticmapreduce", "RunJobFlow", &format!(r#"{{"name":"{name}"}}"#), "null")
    };
    let offered = |events: u32| {
        let records: Vec<String> = (0..events).map(named).collect();
        let loaded = load(&[("a".to_owned(), records.join("\n").into_bytes())]);
        let request = Request::Complete {
            seq: 1,
            view: Box::new(ViewRequest::default()),
            field: "request.name".to_owned(),
            text: String::new(),
        };
        match loaded.engine.into_inner().handle(request) {
            Response::Complete { values, sample, .. } => {
                let values = values.into_iter().map(|it| (it.value, it.count)).collect::<Vec<_>>();
                (values, sample.unwrap())
            }
            other => panic!("{other:?}"),
        }
    };
    let (values, sample) = offered(4);
    let want = [("even".to_owned(), 2), ("odd 1".to_owned(), 1), ("odd 3".to_owned(), 1)];
    assert_eq!((&values[..], sample), (&want[..], 4));
    let (values, sample) = offered(3_000);
    assert_eq!((values.len(), &values[0], sample), (8, &("even".to_owned(), 256), 512));
}

#[test]
fn events_are_sorted_by_their_id() {
    let ids = [&uuid(3), "Zebra", &uuid(1), "", "apple", &uuid(2), "f0000000-0000-4000-8000-000000000000"];
    let records = ids.map(|id| record(id, "s3", &format!("Get{}", id.len()), "{}", "null"));
    let loaded = load(&[("a".to_owned(), records.join("\n").into_bytes())]);
    let order = |descending: bool, then: bool| {
        let key = SortKey { by: SortBy::EventId, descending };
        let time = SortKey { by: SortBy::Time, descending: false };
        let keys = if then { vec![key, time] } else { vec![key] };
        let view =
            ViewRequest { scope: Scope::Other, limit: 10, order: Order { keys }, ..ViewRequest::default() };
        let mut engine = loaded.engine.borrow_mut();
        let Response::View { view, .. } = engine.handle(Request::View { seq: 1, view }) else { panic!() };
        let ids = view.page.rows.iter().map(|row| engine.store().event_id(row.row));
        ids.collect::<Vec<_>>()
    };
    let (first, second, third) = (uuid(1), uuid(2), uuid(3));
    let last = "f0000000-0000-4000-8000-000000000000";
    let want = [first.as_str(), &second, &third, last, "apple", "Zebra", ""];
    assert_eq!(order(false, false), want);
    assert_eq!(order(false, true), want);
    assert_eq!(order(true, false), [last, third.as_str(), &second, &first, "Zebra", "apple", ""]);
}

/// By bits where that will do, by text else; both find the same.
#[test]
fn patterns_of_ids() {
    let ids =
        ["0e5ec7a1-1111-4000-8000-00000000abcd", "abcd0000-1111-4000-8000-000000000001", "x-abcd", "ABCD"];
    let records = ids.map(|id| record(id, "s3", "GetObject", "{}", "null"));
    let loaded = load(&[("a".to_owned(), records.join("\n").into_bytes())]);
    let cases: &[(&str, &[usize])] = &[
        ("id:*abcd", &[0, 2, 3]),
        ("id:ABCD*", &[1, 3]),
        ("id:*abcd*", &[0, 1, 2, 3]),
        ("id:*1-4000*", &[0, 1]),
        ("id:*-1111-*-8000-*", &[0, 1]),
        ("id:?bcd", &[3]),
        ("id:/^abcd|0001$/", &[1, 3]),
        ("id:*", &[0, 1, 2, 3]),
        ("id:abcd", &[3]),
        ("id:0E5EC7A1-1111-4000-8000-00000000ABCD", &[0]),
        ("id:*xyz", &[]),
    ];
    for (query, want) in cases {
        let view = loaded.view(query, Scope::Other);
        let engine = loaded.engine.borrow();
        let mut found: Vec<String> =
            view.page.rows.iter().map(|row| engine.store().event_id(row.row)).collect();
        found.sort();
        let mut want: Vec<&str> = want.iter().map(|n| ids[*n]).collect();
        want.sort_unstable();
        assert_eq!(found, want, "{query}");
    }
}
