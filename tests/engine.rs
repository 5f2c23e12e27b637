//! The engine, asked through its closed enum as the page asks it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use proptest::prelude::*;
use support::{Loaded, load};
use trailglass::aggregate::{FacetBy, FacetRequest};
use trailglass::emr::facts::Scope;
use trailglass::engine::Engine;
use trailglass::engine::parse_job::Parser;
use trailglass::engine::protocol::{Page, Request, Response, View, ViewRequest};
use trailglass::engine::report_of;
use trailglass::engine::reread::Place;
use trailglass::problem::ProblemId;
use trailglass::query::clauses::with_condition;
use trailglass::query::{Order, SortBy, SortKey};
use trailglass::store::columns::{COLUMNS, ERROR, EVENT, PERSON, REGION};
use trailglass::store::{ColumnId, wire};
use trailglass::view::TableColumn;
use trailglass::view::column::values_of;
use trailglass::zone::Zone;

/// A record; `n` makes its id, `minute` its time.
fn record(n: usize, minute: usize, source: &str, name: &str, person: &str, more: &str) -> String {
    format!(
        r#"{{"eventVersion":"1.11","userIdentity":{{"type":"IAMUser","userName":"{person}"}},"eventTime":"2026-09-01T10:{minute:02}:00Z","eventSource":"{source}.amazonaws.com","eventName":"{name}","awsRegion":"eu-west-{}","sourceIPAddress":"192.0.2.{n}","eventID":"{}","recipientAccountId":"111122223333"{more}}}"#,
        n % 3,
        id(n),
    )
}

fn id(n: usize) -> String {
    format!("0e5ec7a1-0000-4000-8000-{n:012x}")
}

const EMR: &str = "elasticmapreduce";

/// Twelve events in two files; several at the same minute, one without time, one twice.
fn files() -> Vec<(String, Vec<u8>)> {
    let launch =
        record(1, 1, EMR, "RunJobFlow", "alice", r#","requestParameters":{"name":"needle in parameters"}"#);
    let one = [
        launch.clone(),
        record(2, 5, EMR, "AddJobFlowSteps", "bob", r#","requestParameters":{"jobFlowId":"j-EXAMPLE1"}"#),
        record(
            3,
            5,
            EMR,
            "TerminateJobFlows",
            "Alice",
            r#","errorCode":"AccessDenied","errorMessage":"no permission""#,
        ),
        record(4, 5, "ec2", "RunInstances", "carol", r#","userAgent":"elasticmapreduce.amazonaws.com""#),
        record(5, 9, "s3", "GetObject", "bob", r#","requestParameters":{"key":"hidden needle"}"#),
        record(6, 3, "s3", "PutObject", "dave", ""),
    ];
    let two = [
        record(7, 5, "iam", "CreateUser", "bob", r#","errorCode":"AccessDenied""#),
        record(8, 0, "sts", "GetCallerIdentity", "", ""),
        record(9, 59, EMR, "DescribeCluster", "alice", r#","errorCode":"ThrottlingException""#),
        record(10, 30, "s3", "GetObject", "erin", ""),
        record(11, 5, "s3", "GetObject", "erin", "").replace("2026-09-01T10:05:00Z", "unknown"),
        record(12, 5, "s3", "GetObject", "frank", ""),
        launch,
    ];
    let wrap = |records: &[String]| format!("{{\"Records\":[{}]}}", records.join(",")).into_bytes();
    vec![("one".to_owned(), wrap(&one)), ("two".to_owned(), wrap(&two))]
}

fn request(query: &str, scope: Scope) -> ViewRequest {
    ViewRequest {
        query: query.to_owned(),
        scope,
        columns: vec![EVENT.into(), PERSON.into()],
        limit: 100,
        buckets: 60,
        ..ViewRequest::default()
    }
}

fn view(engine: &mut Engine, seq: u32, request: ViewRequest) -> View {
    match engine.handle(Request::View { seq, view: request }) {
        Response::View { seq: back, view } => {
            assert_eq!(back, seq);
            *view
        }
        other => panic!("{other:?}"),
    }
}

/// The last digits of the event ids of a page, as numbers.
fn numbers(engine: &Engine, page: &Page) -> Vec<u64> {
    page.rows
        .iter()
        .map(|row| u64::from_str_radix(&engine.store().event_id(row.row)[24..], 16).unwrap())
        .collect()
}

fn loaded() -> Engine {
    load(&files()).engine.into_inner()
}

/// The numbers of the events that a query finds, oldest first.
fn find(engine: &mut Engine, query: &str, scope: Scope) -> Vec<u64> {
    let mut wanted = request(query, scope);
    wanted.order = Order::by(SortBy::Time, false);
    let view = view(engine, 1, wanted);
    assert_eq!(view.errors, [], "{query}");
    assert_eq!(view.counts.matching as usize, view.page.rows.len());
    numbers(engine, &view.page)
}

#[test]
fn an_event_is_kept_in_sight() {
    let engine = &mut loaded();
    let orders = [
        Order::default(),
        Order::by(SortBy::Time, false),
        Order::by(SortBy::Column(PERSON), true),
        Order::by(SortBy::Column(EVENT), false),
    ];
    for order in orders {
        for query in ["", "user:bob", "error:*", "event:Nothing"] {
            let wanted = ViewRequest { order: order.clone(), ..request(query, Scope::Other) };
            let rows: Vec<u32> =
                view(engine, 1, wanted.clone()).page.rows.iter().map(|row| row.row).collect();
            for row in 0..=engine.store().rows() {
                let place = rows.iter().position(|it| *it == row).map(|place| place as u32);
                let kept = view(engine, 1, ViewRequest { keep: Some(row), ..wanted.clone() }).kept;
                assert_eq!(kept, place, "{query} {order:?} {row}");
            }
            assert_eq!(view(engine, 1, wanted).kept, None);
        }
    }
}

/// Records of other services are not in memory. Where they stand is said, and what was read there becomes cells.
#[test]
fn cells_of_records_that_are_read_again() {
    let engine = &mut loaded();
    let mut wanted = request("event:GetObject OR event:RunJobFlow", Scope::Other);
    wanted.columns = vec![TableColumn::find("requestParameters.key").unwrap()];
    let rows = view(engine, 7, wanted).page.rows;
    let unread: Vec<u32> = rows.iter().filter(|row| row.unread).map(|row| row.row).collect();
    // Four GetObject; the record of RunJobFlow is there.
    assert_eq!((rows.len(), unread.len()), (5, 4));
    assert_eq!(engine.handle(Request::Places { seq: 6, rows: unread.clone() }), Response::Stale { seq: 6 });
    // One that there is not is left out.
    let asked = unread.iter().copied().chain([1_000_000]).collect();
    let Response::Places { seq: 7, rows, files: of_files, places } =
        engine.handle(Request::Places { seq: 7, rows: asked })
    else {
        panic!("no places");
    };
    assert_eq!(of_files, [(0, 1), (1, 3)]);
    let contents = files();
    let of_places = of_files.iter().flat_map(|&(file, count)| std::iter::repeat_n(file, count as usize));
    let mut records: Vec<Vec<u8>> = of_places
        .zip(Place::read(&places))
        .map(|(file, at)| contents[file as usize].1[at.offset as usize..][..at.length as usize].to_vec())
        .collect();
    let ask = |records: &[Vec<u8>], rows: &[u32]| Request::Cells {
        seq: 7,
        rows: rows.to_vec(),
        lengths: records.iter().map(|record| record.len() as u32).collect(),
        bytes: records.concat(),
    };
    let Response::Cells { rows: read, .. } = engine.handle(ask(&records, &rows)) else { panic!("no cells") };
    assert_eq!(read.iter().map(|row| row.row).collect::<Vec<_>>(), rows);
    let cells: Vec<(&str, bool)> = read.iter().map(|row| (row.cells[0].as_str(), row.unread)).collect();
    assert_eq!(cells, [("hidden needle", false), ("", false), ("", false), ("", false)]);
    // What is another record now, or none, stays unknown.
    records[0] = String::from_utf8(records[0].clone()).unwrap().replace("hidden", "forged").into_bytes();
    records[1].clear();
    let Response::Cells { rows: read, .. } = engine.handle(ask(&records, &rows)) else { panic!("no cells") };
    assert_eq!(read.iter().map(|row| row.row).collect::<Vec<_>>(), rows[2..]);
}

#[test]
fn queries() {
    let engine = &mut loaded();
    let all = Scope::Other;
    // Ties by file and place; the one without time comes first.
    let everything = [11, 8, 1, 6, 2, 3, 4, 7, 12, 5, 10, 9];
    let cases: &[(&str, &[u64])] = &[
        ("", &everything),
        ("event:RunJobFlow", &[1]),
        ("eventName:runjobflow", &[1]),
        ("event:*Object", &[11, 6, 12, 5, 10]),
        ("event:GetObject AND user:bob", &[5]),
        ("event:GetObject user:bob", &[5]),
        ("event:(RunJobFlow OR PutObject)", &[1, 6]),
        ("NOT source:s3.amazonaws.com AND NOT error:*", &[8, 1, 2, 4]),
        ("error:*", &[3, 7, 9]),
        ("-error:* +user:alice", &[1]),
        ("user:alice", &[1, 3, 9]),
        ("error:AccessDenied user:bob", &[7]),
        ("region:eu-west-0", &[6, 3, 12, 9]),
        ("ip:192.0.2.1?", &[11, 12, 10]),
        ("account:111122223333", &everything),
        ("account:444455556666", &[]),
        ("resource:j-EXAMPLE1", &[2]),
        ("cluster:j-example1", &[2]),
        ("\"no permission\"", &[3]),
        ("permission", &[3]),
        // Only EMR's records are held whole; what is in the others' parameters is not looked for here.
        ("needle", &[1]),
        ("NEEDLE", &[1]),
        ("id:0e5ec7a1-0000-4000-8000-00000000000a", &[10]),
        ("id:0E5EC7A1-0000-4000-8000-00000000000A", &[10]),
        ("eventID:*0c", &[12]),
        ("00000000000c", &[12]),
        ("time:2026-09-01T10:05", &[2, 3, 4, 7, 12]),
        ("time:[2026-09-01T10:09 TO 2026-09-01T10:30]", &[5, 10]),
        ("time:2025", &[]),
        ("nothing-has-this", &[]),
    ];
    for (query, want) in cases {
        assert_eq!(find(engine, query, all), *want, "{query}");
    }
    let odd = view(engine, 1, request("event:GetObject nonsense:x", all));
    assert_eq!((odd.errors.len(), odd.errors[0].at), (1, Some(16)));
    assert_eq!(odd.counts.matching, 4, "what was understood counts");
}

#[test]
fn times_of_a_zone_and_times_from_the_last_event() {
    let engine = &mut loaded();
    let mut ask = |query: &str, zone: Zone| {
        let mut wanted = request(query, Scope::Other);
        (wanted.order, wanted.zone) = (Order::by(SortBy::Time, false), zone);
        let view = view(engine, 1, wanted);
        assert_eq!(view.errors, [], "{query}");
        assert_eq!(view.now, trailglass::record::time::parse("2026-09-01T10:59:00Z").map(|t| t as f64));
        numbers(engine, &view.page)
    };
    let kabul = || Zone::fixed("Asia/Kabul", 16_200);
    assert_eq!(ask("time:[now-50m TO now]", Zone::utc()), [5, 10, 9]);
    assert_eq!(ask("time:now", Zone::utc()), [9]);
    assert_eq!(ask("time:{now-50m TO now}", Zone::utc()), [10]);
    assert_eq!(ask("time:now/h", Zone::utc()), ask("time:2026-09-01T10", Zone::utc()));
    // 10:30 UTC is 15:00 in Kabul.
    assert_eq!(ask("time:now/h", kabul()), [10, 9]);
    assert_eq!(ask("time:2026-09-01T15:00", kabul()), [10]);
    assert_eq!(ask("time:2026-09-01T10:30Z", kabul()), [10]);
}

#[test]
fn scopes_and_ranges() {
    let engine = &mut loaded();
    assert_eq!(find(engine, "", Scope::Emr), [1, 2, 3, 9]);
    assert_eq!(find(engine, "", Scope::Related), [1, 2, 3, 4, 9]);
    assert_eq!(find(engine, "error:*", Scope::Emr), [3, 9]);
    let counts = view(engine, 1, request("error:*", Scope::Emr)).counts;
    assert_eq!((counts.matching, counts.scope, counts.all), (2, 4, 12));
    assert_eq!((counts.emr, counts.related, counts.duplicates), (4, 5, 1));
    assert_eq!((counts.files, counts.skipped, counts.partly), (2, 0, 0));

    let at = |minute: i64| {
        let start = trailglass::record::time::parse("2026-09-01T10:00:00Z").unwrap();
        (start + 60 * minute) as f64
    };
    for (range, want) in [
        ([at(5), at(9)], vec![2, 3, 4, 7, 12]),
        ([at(5), at(9) + 0.5], vec![2, 3, 4, 7, 12, 5]),
        ([at(5) + 0.5, at(9)], vec![2, 3, 4, 7, 12]),
        ([at(0), at(1)], vec![8]),
        ([at(9), at(5)], vec![]),
        ([at(-1_000_000), at(1_000_000)], vec![8, 1, 6, 2, 3, 4, 7, 12, 5, 10, 9]),
        ([f64::NAN, f64::NAN], vec![]),
    ] {
        let mut wanted = request("", Scope::Other);
        (wanted.range, wanted.order) = (Some(range), Order::by(SortBy::Time, false));
        let view = view(engine, 1, wanted);
        assert_eq!(numbers(engine, &view.page), want, "{range:?}");
        assert_eq!(bars(&view), view.counts.matching - view.timeline.untimed);
    }
}

/// All that the bars of a timeline count.
fn bars(view: &View) -> u32 {
    view.timeline.layers.iter().flat_map(|layer| &layer.values).sum()
}

#[test]
fn the_timeline_counts_what_is_shown() {
    let engine = &mut loaded();
    for buckets in [0, 1, 2, 7, 60, 10_000] {
        for (query, scope) in
            [("", Scope::Other), ("user:bob", Scope::Other), ("", Scope::Emr), ("zzz", Scope::Emr)]
        {
            let mut wanted = request(query, scope);
            wanted.buckets = buckets;
            let view = view(engine, 1, wanted);
            let line = &view.timeline;
            assert_eq!(bars(&view) + line.untimed, view.counts.matching, "{query}, {buckets}");
            assert!(line.starts.len() <= buckets.max(1) as usize);
            assert!(line.layers.iter().all(|layer| layer.values.len() == line.starts.len()));
        }
    }
}

#[test]
fn cells_of_paths_come_from_the_records_in_memory() {
    let engine = &mut loaded();
    let mut wanted = request("event:RunJobFlow OR event:GetObject", Scope::Other);
    wanted.order = Order::by(SortBy::Column(EVENT), true);
    wanted.columns =
        ["requestParameters.name", "eventID"].map(|name| TableColumn::find(name).unwrap()).to_vec();
    let page = view(engine, 1, wanted).page;
    let [launch, .., object] = &page.rows[..] else { panic!("{page:?}") };
    assert_eq!((launch.cells[0].as_str(), launch.unread), ("needle in parameters", false));
    assert!(!launch.cells[1].is_empty());
    // Its record is in the file alone: what stands there is not known, and not taken for empty.
    assert_eq!((object.cells[0].as_str(), object.unread), ("", true));
}

/// What hides in a value is made visible where it is drawn; a condition is on the value as it stands in the record.
#[test]
fn a_value_is_found_by_its_cell_and_its_line() {
    let value = "a\nb\u{202e}c";
    let more = |text: &str| format!(r#","requestParameters":{{"policyDocument":"{text}"}}"#);
    let records = [
        record(1, 1, EMR, "RunJobFlow", "alice", &more(r"a\nb\u202ec")),
        record(2, 2, EMR, "RunJobFlow", "bob", &more("b")),
    ];
    let files = [("a".to_owned(), format!("{{\"Records\":[{}]}}", records.join(",")).into_bytes())];
    let engine = &mut load(&files).engine.into_inner();
    let column = TableColumn::find("requestParameters.policyDocument").unwrap();
    let mut wanted = request("user:alice", Scope::Emr);
    wanted.columns = vec![column.clone()];
    let row = view(engine, 1, wanted).page.rows.remove(0);
    let [cell] = &values_of(&column, &row.cells[0])[..] else { panic!("{row:?}") };
    let Response::Detail { detail, .. } = engine.handle(Request::Detail { seq: 2, row: row.row }) else {
        panic!("no detail")
    };
    let line = detail
        .blocks
        .iter()
        .flat_map(|block| &block.lines)
        .find(|line| line.key == "policyDocument")
        .unwrap();
    for (path, found) in [(column.path(), &cell.text), (&line.path, &line.value)] {
        assert_eq!(found, value);
        let query = with_condition("", path, found, false);
        assert_eq!(query, r#"requestParameters.policyDocument:"a\u{a}b\u{202e}c""#);
        assert_eq!(find(engine, &query, Scope::Emr), [1]);
        assert_eq!(find(engine, &with_condition("", path, found, true), Scope::Emr), [2]);
    }
}

/// A sign-in from a new address is no event of EMR: what comes after it is the first one that is asked for.
#[test]
fn what_came_first_is_within_the_scope() {
    let engine = &mut loaded();
    // In eu-west-2 and eu-west-0 other services were called before EMR was.
    assert_eq!(find(engine, "first:region", Scope::Emr), [1, 2, 3]);
    assert_eq!(find(engine, "NOT first:region", Scope::Emr), [9]);
    assert_eq!(find(engine, "first:region", Scope::Other), [8, 1, 6]);
}

#[test]
fn sorting_by_each_column_both_ways_with_ties_by_time() {
    let engine = &mut loaded();
    for column in 0..COLUMNS.len() as u8 {
        for descending in [false, true] {
            let mut wanted = request("", Scope::Other);
            wanted.order = Order::by(SortBy::Column(ColumnId(column)), descending);
            wanted.columns = vec![ColumnId(column).into()];
            let page = view(engine, 1, wanted).page;
            let name = COLUMNS[column as usize].path;
            assert_eq!(page.rows.len(), 12, "{name}");
            for pair in page.rows.windows(2) {
                let key = |i: usize| pair[i].cells[0].to_lowercase();
                let (a, b) = (key(0), key(1));
                if pair[0].cells[0] == pair[1].cells[0] {
                    assert!(pair[0].time >= pair[1].time, "{name}: ties are newest first");
                } else if b.is_empty() {
                    assert!(!a.is_empty(), "{name}: missing values last");
                } else {
                    assert!(!a.is_empty() && if descending { a >= b } else { a <= b }, "{name}: {a}, {b}");
                }
            }
        }
    }
    let mut by_person = request("", Scope::Other);
    by_person.order = Order::by(SortBy::Column(PERSON), false);
    let page = view(engine, 1, by_person).page;
    let people: Vec<&str> = page.rows.iter().map(|row| row.cells[1].as_str()).collect();
    let want = ["Alice", "alice", "alice", "bob", "bob", "bob", "carol", "dave", "erin", "erin", "frank", ""];
    assert_eq!(people, want);
    let (newest, oldest) = (find_in(engine, true), find_in(engine, false));
    assert!(newest.iter().eq(oldest.iter().rev()), "one way is the other way round");
}

fn find_in(engine: &mut Engine, descending: bool) -> Vec<u64> {
    let mut wanted = request("", Scope::Other);
    wanted.order = Order::by(SortBy::Time, descending);
    let page = view(engine, 1, wanted).page;
    numbers(engine, &page)
}

#[test]
fn pages_and_stale_pages() {
    let engine = &mut loaded();
    let whole = view(engine, 7, request("", Scope::Other)).page;
    let mut first = request("", Scope::Other);
    (first.offset, first.limit) = (2, 3);
    assert_eq!(view(engine, 8, first).page, Page { offset: 2, rows: whole.rows[2..5].to_vec() });
    for (offset, limit, want) in
        [(0, 4, 0..4), (10, 5, 10..12), (12, 5, 12..12), (99, 5, 12..12), (3, 0, 3..3), (5, u32::MAX, 5..12)]
    {
        match engine.handle(Request::Page { seq: 8, offset, limit }) {
            Response::Page { seq: 8, page } => {
                assert_eq!(page, Page { offset: want.start as u32, rows: whole.rows[want].to_vec() });
            }
            other => panic!("{other:?}"),
        }
    }
    // Pages go on from the view as it was, also while data comes in; a view that is no more has none.
    let mut parser = Parser::default();
    parser.open(2);
    parser.feed(record(99, 40, "s3", "GetObject", "zoe", "").as_bytes());
    parser.close();
    parser.take_batches(true).iter().for_each(|batch| engine.ingest(batch).unwrap());
    match engine.handle(Request::Page { seq: 8, offset: 0, limit: 100 }) {
        Response::Page { page, .. } => assert_eq!(page.rows, whole.rows),
        other => panic!("{other:?}"),
    }
    assert_eq!(engine.handle(Request::Page { seq: 7, offset: 0, limit: 1 }), Response::Stale { seq: 7 });
    assert_eq!(view(engine, 9, request("", Scope::Other)).counts.all, 13);
    assert_eq!(engine.handle(Request::Page { seq: 8, offset: 0, limit: 1 }), Response::Stale { seq: 8 });
}

/// The row of the event with this number.
fn row_of(engine: &Engine, number: usize) -> u32 {
    (0..engine.store().rows()).find(|&row| engine.store().event_id(row) == id(number)).unwrap()
}

#[test]
fn details() {
    let files = files();
    let engine = &mut loaded();
    // EMR's own are held in memory.
    let row = row_of(engine, 1);
    let Response::Detail { seq: 5, detail } = engine.handle(Request::Detail { seq: 5, row }) else {
        panic!()
    };
    assert_eq!((detail.event_id.as_str(), detail.row), (id(1).as_str(), row));
    assert!(detail.raw.contains("needle in parameters"));
    assert_eq!((detail.at.file, detail.copies.len(), detail.copies[0].file), (0, 1, 1));
    // The others' bytes have to be read again.
    let row = row_of(engine, 5);
    let Response::NeedRecord { seq: 6, row: back, at } = engine.handle(Request::Detail { seq: 6, row })
    else {
        panic!()
    };
    assert_eq!((back, at.file), (row, 0));
    let bytes = &files[at.file as usize].1;
    let place = at.offset as usize..at.offset as usize + at.length as usize;
    let Response::Detail { seq: 6, detail } =
        engine.handle(Request::DetailOf { seq: 6, row, record: bytes[place.clone()].to_vec() })
    else {
        panic!()
    };
    assert_eq!(detail.event_id, id(5));
    assert!(detail.raw.contains("hidden needle") && detail.copies.is_empty());
    // Another record, half a record, none, or no such row: said, not shown.
    let other = record(6, 3, "s3", "PutObject", "dave", "").into_bytes();
    let half = bytes[place.start..place.end - 9].to_vec();
    for (row, record) in
        [(row, other), (row, half), (row, vec![]), (row, b"{}".to_vec()), (999, bytes[place].to_vec())]
    {
        let answer = engine.handle(Request::DetailOf { seq: 9, row, record });
        assert!(matches!(answer, Response::Failed { seq: 9, .. }), "{answer:?}");
    }
    assert!(matches!(engine.handle(Request::Detail { seq: 9, row: 999 }), Response::Failed { seq: 9, .. }));
}

#[test]
fn ledger_reports_and_clear() {
    let engine = &mut loaded();
    let report = report_of(2, 123, ProblemId::Unreadable, "example");
    assert_eq!(engine.handle(Request::Report { report: Box::new(report.clone()) }), Response::Noted);
    let Response::Ledger { seq: 3, files, sizes } = engine.handle(Request::Ledger { seq: 3 }) else {
        panic!()
    };
    assert_eq!(files.iter().map(|f| (f.file, f.events)).collect::<Vec<_>>(), [(0, 6), (1, 7), (2, 0)]);
    assert_eq!(files[2], report);
    assert!(files.iter().all(|f| f.adds_up()) && sizes.total() > 0);
    let counts = view(engine, 4, request("", Scope::Other)).counts;
    assert_eq!((counts.files, counts.skipped), (3, 1));

    assert!(engine.batches() > 0);
    assert!(engine.ingest(b"no batch").is_err());
    assert_eq!(view(engine, 5, request("", Scope::Other)).counts, counts, "a broken batch changes nothing");

    assert_eq!(engine.handle(Request::Clear { seq: 6 }), Response::Cleared { seq: 6 });
    assert_eq!(engine.batches(), 0);
    assert!(matches!(engine.handle(Request::Page { seq: 5, offset: 0, limit: 1 }), Response::Stale { .. }));
    let empty = view(engine, 7, request("", Scope::Other));
    assert_eq!((empty.counts, empty.page.rows.len()), (Default::default(), 0));
    assert_eq!((empty.timeline.layers.len(), empty.timeline.starts.len()), (0, 0));
    assert!(matches!(engine.handle(Request::Detail { seq: 8, row: 0 }), Response::Failed { .. }));
    let Response::Ledger { files, .. } = engine.handle(Request::Ledger { seq: 9 }) else { panic!() };
    assert!(files.is_empty());
    // And it can be filled again.
    let again = load(&self::files());
    assert_eq!(again.view("", Scope::Other).counts.all, 12);
}

/// What a user sees, without the numbers of rows.
#[derive(Debug, PartialEq)]
struct Seen {
    view: View,
    ids: Vec<String>,
    details: Vec<Option<(u32, u64, usize)>>,
}

/// All facets, some stack, a page.
fn everything(query: &str, scope: Scope, order: &Order, stack: ColumnId) -> ViewRequest {
    let columns = (0..COLUMNS.len() as u8).map(|n| FacetBy::Column(ColumnId(n)));
    let facets = columns.chain([FacetBy::File, FacetBy::Result]);
    ViewRequest {
        order: order.clone(),
        columns: [EVENT, PERSON, REGION, ERROR].map(TableColumn::Of).to_vec(),
        facets: facets.map(|by| FacetRequest { by, top: 5, search: String::new() }).collect(),
        stack,
        series: 2,
        ..request(query, scope)
    }
}

fn seen(engine: &mut Engine, wanted: ViewRequest) -> Seen {
    let mut view = view(engine, 1, wanted);
    let store = engine.store();
    let ids = view.page.rows.iter().map(|row| store.event_id(row.row)).collect();
    let place = |row: u32| {
        let copies = store.copies().iter().filter(|copy| copy.row == row).count();
        store.provenance(row).map(|at| (at.file, at.offset, copies))
    };
    let details = view.page.rows.iter().map(|row| place(row.row)).collect();
    view.page.rows.iter_mut().for_each(|row| row.row = 0);
    Seen { view, ids, details }
}

/// An event for the property: few of them, so that copies, ids with two contents and ties in time are many.
fn any_record() -> impl Strategy<Value = String> {
    (0usize..16, 0usize..8, any::<bool>()).prop_map(|(n, variant, pretty)| {
        let source = [EMR, "s3", "ec2"][n % 3];
        let name = ["RunJobFlow", "GetObject", "RunInstances"][n % 3];
        let person = ["alice", "Alice", "bob", ""][n % 4];
        let more = ["", r#","errorCode":"AccessDenied""#][usize::from(variant == 0)];
        let text = record(n, n / 5, source, name, person, more);
        // A pretty copy is the same event.
        if pretty { text.replacen('{', "{ ", 1).replace("\":\"", "\": \"") } else { text }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    /// Files come to the engine from several workers, in any order and in batches of any size: what is seen is
    /// the same. The number of a file goes with the file.
    #[test]
    fn the_order_of_files_and_batches_makes_no_difference(
        files in prop::collection::vec(prop::collection::vec(any_record(), 0..12), 1..6),
        shuffle in prop::collection::vec(any::<prop::sample::Index>(), 6),
        together in prop::collection::vec(any::<bool>(), 6),
        asked in prop::collection::vec(any::<bool>(), 6),
        scope in prop::sample::select(vec![Scope::Other, Scope::Related, Scope::Emr]),
        keys in prop::collection::vec((prop::option::of(0..COLUMNS.len() as u8), any::<bool>()), 0..3),
        stack in 0..COLUMNS.len() as u8,
        query in prop::sample::select(vec!["", "user:alice", "NOT error:*", "get", "event:RunJobFlow OR user:bob", "region:*1 user:alice", "0003"]),
    ) {
        let by = |column: Option<u8>| column.map_or(SortBy::Time, |n| SortBy::Column(ColumnId(n)));
        let keys = keys.into_iter().map(|(column, descending)| SortKey { by: by(column), descending });
        let order = Order { keys: keys.collect() };
        let wanted = everything(query, scope, &order, ColumnId(stack));
        let mut plain = Engine::default();
        let mut shuffled = Engine::default();
        let parse = |parser: &mut Parser, n: usize| {
            parser.open(n as u32);
            parser.feed(files[n].join("\n").as_bytes());
            parser.close();
        };
        let mut parser = Parser::default();
        for n in 0..files.len() {
            parse(&mut parser, n);
        }
        for batch in parser.take_batches(true) {
            plain.ingest(&batch).unwrap();
        }
        // Another order, each file with the one before it in a batch or not.
        let mut order: Vec<usize> = (0..files.len()).collect();
        for i in (1..order.len()).rev() {
            order.swap(i, shuffle[i].index(i + 1));
        }
        let mut batches = Vec::new();
        for (i, &n) in order.iter().enumerate() {
            parse(&mut parser, n);
            if together[i] {
                batches.extend(parser.take_batches(true));
            }
        }
        batches.extend(parser.take_batches(true));
        for (batch, asked) in batches.iter().zip(asked.iter().cycle()) {
            prop_assert!(wire::read(batch).is_ok());
            shuffled.ingest(batch).unwrap();
            // One drop after another, with something looked at in between.
            if *asked {
                seen(&mut shuffled, wanted.clone());
                shuffled.idle();
            }
        }
        let want = seen(&mut plain, wanted.clone());
        let got = seen(&mut shuffled, wanted.clone());
        // And once more, from what is kept; and page by page.
        prop_assert_eq!(&seen(&mut shuffled, wanted.clone()), &got);
        for offset in 0..want.view.counts.matching {
            let one = ViewRequest { offset, limit: 1, ..wanted.clone() };
            prop_assert_eq!(&seen(&mut shuffled, one).ids[..], &want.ids[offset as usize..][..1]);
        }
        prop_assert_eq!(&got.view, &want.view);
        prop_assert_eq!(&got.ids, &want.ids);
        prop_assert_eq!(&got.details, &want.details);
        // Of two records with one id the later one in the files is told, whichever came first.
        let ledger = |engine: &Engine| {
            let mut files = engine.store().ledger();
            files.sort_by_key(|file| file.file);
            files
        };
        prop_assert_eq!(ledger(&shuffled), ledger(&plain));
        let events: u64 = files.iter().map(|f| f.len() as u64).sum();
        let counts = want.view.counts;
        prop_assert_eq!(u64::from(counts.all) + u64::from(counts.duplicates), events);
    }
}

#[test]
fn loading_says_how_many_files() {
    let loaded: Loaded = load(&files());
    assert_eq!(loaded.ledger().len(), 2);
    assert!(loaded.skipped().is_empty());
}

/// A worker died: what it had sent comes again, alone or with more behind it.
#[test]
fn what_comes_twice_counts_once() {
    let digest = br#"{"awsAccountId":"111122223333","digestStartTime":"2026-09-01T10:00:00Z","digestEndTime":"2026-09-01T11:00:00Z","digestS3Bucket":"example","digestS3Object":"example","logFiles":[]}"#;
    let batch = |number: u32, bytes: &[u8]| {
        let mut parser = Parser::default();
        parser.open(number);
        parser.feed(bytes);
        parser.close();
        parser.take_batches(true).remove(0)
    };
    let files = files();
    // The second file has a copy of an event of the first, and the third is the first once more.
    let batches = [batch(0, &files[0].1), batch(1, &files[1].1), batch(2, &files[0].1), batch(3, digest)];
    let mut once = Engine::default();
    batches.iter().for_each(|batch| once.ingest(batch).unwrap());
    let seen = |engine: &mut Engine| {
        let Response::Ledger { files, .. } = engine.handle(Request::Ledger { seq: 1 }) else { panic!() };
        let store = engine.store();
        (files, store.rows(), store.copies().len(), store.documents.len())
    };
    let want = seen(&mut once);
    assert_eq!((want.0.len(), want.1, want.2, want.3), (4, 12, 7, 1));
    for order in [vec![0, 0, 1, 1, 2, 2, 3, 3], vec![0, 1, 2, 3, 3, 2, 1, 0], vec![2, 1, 2, 0, 2, 1, 3, 3, 0]]
    {
        let mut twice = Engine::default();
        order.iter().for_each(|&n| twice.ingest(&batches[n]).unwrap());
        let mut got = seen(&mut twice);
        got.0.sort_by_key(|report| report.file);
        assert_eq!(got, want, "{order:?}");
    }
}

/// A file is safe when nothing of it is left with the parser.
#[test]
fn a_file_is_safe_with_the_batch_that_holds_its_end() {
    let mut parser = Parser::default();
    let events = |from: usize, count: usize| {
        let all = (from..from + count).map(|n| record(n, n % 60, EMR, "RunJobFlow", "alice", ""));
        all.collect::<Vec<_>>().join("\n").into_bytes()
    };
    for file in [1, 2] {
        parser.open(file);
        parser.feed(&events(10 * file as usize, 5));
        parser.close();
        assert!(parser.take_batches(false).is_empty() && parser.take_safe().is_empty());
    }
    // A batch is full in the middle of the third: the first two are in it.
    let many = events(100, 20_000);
    let mut engine = Engine::default();
    parser.open(3);
    parser.feed(&many);
    let full = parser.take_batches(false);
    assert_eq!((full.is_empty(), parser.take_safe()), (false, vec![1, 2]));
    full.iter().for_each(|batch| engine.ingest(batch).unwrap());
    let (rows, reports) = (engine.store().rows(), engine.store().files.len());
    assert!(reports == 2 && rows > 8_000 && rows < 20_010, "{rows}");

    // It is given up here: what came of it is in its line, and the sums hold.
    let report = report_of(3, many.len() as u64, ProblemId::ReaderDied, "example");
    engine.handle(Request::Report { report: Box::new(report) });
    let Response::Ledger { files, .. } = engine.handle(Request::Ledger { seq: 1 }) else { panic!() };
    let given_up = files.iter().find(|report| report.file == 3).unwrap();
    assert_eq!((given_up.events, given_up.records), (u64::from(rows) - 10, u64::from(rows) - 10));
    assert!(given_up.adds_up() && given_up.span.is_some());
    assert_eq!(given_up.problems.count(ProblemId::ReaderDied), 1);

    // The report takes another way than the rows, and may be there first.
    let mut late = Engine::default();
    late.handle(Request::Report {
        report: Box::new(report_of(3, many.len() as u64, ProblemId::ReaderDied, "example")),
    });
    full.iter().for_each(|batch| late.ingest(batch).unwrap());
    let Response::Ledger { files: of_late, .. } = late.handle(Request::Ledger { seq: 1 }) else { panic!() };
    assert_eq!(of_late.iter().find(|report| report.file == 3), Some(given_up));

    parser.close();
    assert!(parser.take_safe().is_empty(), "its end has not been taken");
    assert_eq!((parser.take_batches(true).len(), parser.take_safe()), (1, vec![3]));
}

/// When the memory is full, what is loaded stays as it is, and the ledger says what was left out.
#[test]
fn what_does_not_fit_is_said() {
    let names = |file: usize| {
        let events = (0..50).map(|n| record(file * 50 + n, n, EMR, "RunJobFlow", "alice", ""));
        events.collect::<Vec<_>>().join("\n").into_bytes()
    };
    let load = |limit: usize| {
        let (mut engine, mut parser) = (Engine::with_memory(limit), Parser::default());
        for file in 0..20 {
            parser.open(file);
            parser.feed(&names(file as usize));
            parser.close();
            // The first half of the files by themselves, then two to a batch.
            if file < 10 || file % 2 == 1 {
                parser.take_batches(true).iter().for_each(|batch| engine.ingest(batch).unwrap());
            }
        }
        engine
    };
    let mut whole = load(usize::MAX);
    let all = view(&mut whole, 1, request("", Scope::Other)).counts;
    assert_eq!((all.all, all.skipped, whole.is_full()), (1_000, 0, false));
    let size = whole.store().sizes().total();
    for limit in [0, size / 8, size / 4, size / 2] {
        let mut engine = load(limit);
        assert!(engine.is_full(), "{limit}");
        let counts = view(&mut engine, 1, request("", Scope::Other)).counts;
        assert!(counts.all < 1_000 && counts.all.is_multiple_of(50) && (limit == 0) == (counts.all == 0));
        assert_eq!(view(&mut engine, 2, request("event:RunJobFlow", Scope::Emr)).counts.matching, counts.all);
        let Response::Ledger { files, .. } = engine.handle(Request::Ledger { seq: 1 }) else { panic!() };
        assert_eq!(files.len(), 20);
        assert!(files.iter().all(|file| file.adds_up() && file.records == 50));
        assert_eq!(files.iter().map(|file| file.events).sum::<u64>(), u64::from(counts.all));
        assert_eq!(files.iter().map(|file| file.no_room).sum::<u64>(), 1_000 - u64::from(counts.all));
        assert_eq!(counts.skipped, (1_000 - counts.all) / 50, "each file came in one batch");
        for file in files {
            assert_eq!(file.problems.count(ProblemId::MemoryFull), file.no_room);
        }
    }
}
