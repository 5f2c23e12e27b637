//! Searching files again for what stands in records that are not in memory: whichever way they are wrapped, and honest
//! about files that are not what they were.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "support/packing.rs"]
mod packing;
mod support;

use packing::{Zip, zip_with};
use support::{load, search_deep};
use trailglass::emr::facts::Scope;
use trailglass::engine::Engine;
use trailglass::engine::parse_job::Parser;
use trailglass::engine::protocol::{Request, Response, View, ViewRequest};
use trailglass::query::MOST_SEARCHED;

/// Calls of KMS; the last group of the id is the number.
fn record(n: u32, parameters: &str) -> String {
    format!(
        r#"{{"eventVersion":"1.11","userIdentity":{{"type":"IAMUser","userName":"dave"}},"eventTime":"2026-09-01T10:00:{n:02}Z","eventSource":"kms.amazonaws.com","eventName":"Decrypt","awsRegion":"eu-west-1","eventID":"0e5ec7a1-0000-4000-8000-{n:012}","requestParameters":{parameters}}}"#
    )
}

fn lookup(records: &[String]) -> String {
    let events: Vec<String> = records
        .iter()
        .map(|record| format!(r#"{{"EventName":"Decrypt","CloudTrailEvent":{}}}"#, serde_json::json!(record)))
        .collect();
    format!(r#"{{"Events":[{}]}}"#, events.join(","))
}

/// Two records as lines, one each in two members of a zip, two in the output of lookup-events, and one that two files
/// have.
fn files() -> Vec<(String, Vec<u8>)> {
    let needle = |n| record(n, r#"{"keyId":"alias/Needle-key","note":["x",{"deep":"Heuhaufen"}]}"#);
    let hay = |n| record(n, r#"{"keyId":"alias/hay"}"#);
    let zip = zip_with(
        Zip::default(),
        &[("one.json", needle(3).as_bytes()), ("two.json", format!("[{},{}]", hay(4), needle(5)).as_bytes())],
    );
    vec![
        ("lines.json".to_owned(), [hay(1), needle(2)].join("\n").into_bytes()),
        ("trail.zip".to_owned(), zip),
        ("lookup.json".to_owned(), lookup(&[hay(6), needle(7)]).into_bytes()),
        // The same event as in the first file.
        ("again.json".to_owned(), format!("[{},{}]", needle(2), hay(8)).into_bytes()),
    ]
}

fn request(query: &str) -> ViewRequest {
    ViewRequest { query: query.to_owned(), scope: Scope::Other, limit: 100, ..ViewRequest::default() }
}

fn view(engine: &mut Engine, query: &str) -> View {
    match engine.handle(Request::View { seq: 1, view: request(query) }) {
        Response::View { view, .. } => *view,
        other => panic!("{other:?}"),
    }
}

/// The numbers of the events that match, and how many were not searched.
fn found(engine: &mut Engine, query: &str) -> (Vec<u32>, u32) {
    let view = view(engine, query);
    let number = |row: u32| engine.store().event_id(row)[24..].parse().unwrap();
    let mut numbers: Vec<u32> = view.page.rows.iter().map(|row| number(row.row)).collect();
    numbers.sort_unstable();
    (numbers, view.unsearched)
}

fn loaded(files: &[(String, Vec<u8>)]) -> Engine {
    load(files).engine.into_inner()
}

fn search(engine: &mut Engine, query: &str, files: &[(String, Vec<u8>)]) {
    let missed = search_deep(engine, &request(query), |file| Some(files[file as usize].1.clone()));
    assert!(missed.is_empty());
}

#[test]
fn words_and_paths_are_found_in_every_form() {
    let files = files();
    for query in [
        "needle-KEY",
        "request.keyId:alias/needle-key",
        "request.note.deep:heu*",
        "NOT request.keyId:alias/hay",
    ] {
        let mut engine = loaded(&files);
        let before = found(&mut engine, query);
        assert_ne!(before.0, [2, 3, 5, 7], "{query}");
        assert_eq!(before.1, 8, "{query}");
        search(&mut engine, query, &files);
        assert_eq!(found(&mut engine, query), (vec![2, 3, 5, 7], 0), "{query}");
        // Whoever joins it with something else need not search again.
        let half = format!("{query} AND time:[2026-09-01T10:00:04Z TO *]");
        assert_eq!(found(&mut engine, &half), (vec![5, 7], 0), "{query}");
        // Other conditions were not searched for.
        assert_eq!(found(&mut engine, "haystack").1, 8, "{query}");
    }
}

#[test]
fn only_the_files_that_hold_what_is_open_are_read() {
    let files = files();
    let mut engine = loaded(&files);
    let plan = |engine: &mut Engine, view: ViewRequest| match engine
        .handle(Request::Deep { seq: 3, view: Box::new(view) })
    {
        Response::Deep { plan, .. } => (plan.files, plan.records),
        other => panic!("{other:?}"),
    };
    let range = Some([1_788_256_806.0, 1_788_256_807.0]);
    assert_eq!(plan(&mut engine, ViewRequest { range, ..request("needle") }), (vec![2], 1));
    assert_eq!(plan(&mut engine, request("needle")), (vec![0, 1, 2, 3], 8));
    assert_eq!(plan(&mut engine, request("user:dave")), (vec![], 0));
    // Facets count without the conditions on their own column, so they need the records that these leave out.
    assert_eq!(plan(&mut engine, request("needle AND user:nobody")), (vec![0, 1, 2, 3], 8));
}

#[test]
fn what_cannot_be_read_or_has_changed_stays_unsearched() {
    let files = files();
    let mut engine = loaded(&files);
    let missed = search_deep(&mut engine, &request("needle"), |file| match file {
        // Another text, a record less, and no file at all.
        0 => Some(String::from_utf8(files[0].1.clone()).unwrap().replace("hay", "Needle").into_bytes()),
        2 => Some(lookup(&[record(7, r#"{"keyId":"needle"}"#)]).into_bytes()),
        3 => None,
        file => Some(files[file as usize].1.clone()),
    });
    assert_eq!(missed, [3]);
    // The zip was searched; of the other files nothing is known: events 1, 2, 6, 7 and 8.
    assert_eq!(found(&mut engine, "needle"), (vec![3, 5], 5));
    search(&mut engine, "needle", &files);
    assert_eq!(found(&mut engine, "needle"), (vec![2, 3, 5, 7], 0));
}

#[test]
fn what_was_found_holds_until_other_events_come() {
    let files = files();
    let mut engine = loaded(&files);
    search(&mut engine, "needle", &files);
    // Another search leaves it as it is.
    search(&mut engine, "heuhaufen", &files);
    assert_eq!(found(&mut engine, "needle AND heuhaufen"), (vec![2, 3, 5, 7], 0));
    let mut parser = Parser::default();
    parser.open(4);
    parser.feed(record(9, r#"{"keyId":"needle"}"#).as_bytes());
    parser.close();
    for batch in parser.take_batches(true) {
        engine.ingest(&batch).unwrap();
    }
    assert_eq!(found(&mut engine, "needle"), (vec![], 9));
}

#[test]
fn a_search_that_is_no_more_adds_nothing() {
    let files = files();
    let mut engine = loaded(&files);
    let Response::Deep { seq, plan } =
        engine.handle(Request::Deep { seq: 3, view: Box::new(request("needle")) })
    else {
        panic!("no plan")
    };
    let mut parser = Parser::searching(&plan.query);
    parser.open(0);
    parser.feed(&files[0].1);
    parser.close();
    let bytes = parser.take_found();
    engine.found(seq + 1, &bytes);
    engine.found(seq, b"\xff\xff\xff\xff");
    assert_eq!(found(&mut engine, "needle"), (vec![], 8));
    engine.found(seq, &bytes);
    assert_eq!(found(&mut engine, "needle"), (vec![2], 6));
    engine.handle(Request::DeepEnd);
    engine.found(seq, &bytes);
    assert_eq!(found(&mut engine, "needle"), (vec![2], 6));
}

/// As many words as nobody types, but a saved view may have: more than there are bits in one hit.
#[test]
fn a_search_for_many_words_leaves_nothing_open() {
    let files = files();
    let mut engine = loaded(&files);
    let words = |count: u32| (1..count).map(|n| format!("word{n} OR ")).collect::<String>();
    for count in [40, 70, 200] {
        let query = words(count) + "heuhaufen";
        search(&mut engine, &query, &files);
        assert_eq!(found(&mut engine, &query), (vec![2, 3, 5, 7], 0), "{count}");
    }
}

/// What is too much for one search stays open, and the plan says so.
#[test]
fn what_is_too_much_for_one_search_is_told() {
    let files = files();
    let mut engine = loaded(&files);
    let query = |count: usize| (0..count).map(|n| format!("w{n:03} ")).collect::<String>();
    let beyond = |engine: &mut Engine, query: &str| match engine
        .handle(Request::Deep { seq: 3, view: Box::new(request(query)) })
    {
        Response::Deep { plan, .. } => plan.beyond,
        other => panic!("{other:?}"),
    };
    assert_eq!(beyond(&mut engine, &query(MOST_SEARCHED)), 0);
    assert_eq!(beyond(&mut engine, &query(MOST_SEARCHED + 3)), 3);
    // The last word is the one that is found.
    let query = query(MOST_SEARCHED).replace(' ', " OR ") + "heuhaufen";
    search(&mut engine, &query, &files);
    assert_eq!(found(&mut engine, &query), (vec![], 8));
}
