//! Queries against an oracle: a plain, slow evaluator over `serde_json::Value` that shares no code with the crate.
//! Both must agree on the exact set of rows, on those of which nothing is known, on every count of every facet and on
//! every bar of the timeline.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "oracle/clocks.rs"]
mod clocks;
#[path = "oracle/corpus.rs"]
mod corpus;
#[path = "oracle/evaluate.rs"]
mod evaluate;
#[path = "oracle/queries.rs"]
mod queries;
mod support;

use std::collections::{BTreeMap, BTreeSet};

use clocks::Clocks;
use corpus::{Event, Rng};
use evaluate::{Query, column, is_of, matches, parts};
use support::{load, search_deep};
use trailglass::aggregate::{FacetBy, FacetRequest};
use trailglass::emr::facts::Scope;
use trailglass::engine::Engine;
use trailglass::engine::protocol::{Request, Response, View, ViewRequest};
use trailglass::query::{Clock, Known, parse, select_each};
use trailglass::store::columns::{COLUMNS, find};
use trailglass::zone::Zone;

const EVENTS: usize = 240;
const QUERIES: usize = 800;
/// Of these the files are read again each time.
const DEEP_QUERIES: usize = 250;

const FACETS: [&str; 8] = [
    "eventName",
    "person",
    "resource",
    "errorCode",
    "awsRegion",
    "sourceIPAddress",
    "category",
    "recipientAccountId",
];

/// The events in three files, two records after another and one wrapped. The last one has some of the others again.
fn files(events: &[Event]) -> Vec<(String, Vec<u8>)> {
    let texts: Vec<String> = events.iter().map(|event| event.record.to_string()).collect();
    let third = events.len() / 3;
    let copies = texts[..2 * third].iter().step_by(7);
    let last: Vec<&str> = texts[2 * third..].iter().chain(copies).map(String::as_str).collect();
    vec![
        ("a".to_owned(), texts[..third].join("\n").into_bytes()),
        ("b".to_owned(), format!("{{\"Records\":[{}]}}", texts[third..2 * third].join(",")).into_bytes()),
        ("c".to_owned(), last.join(" ").into_bytes()),
    ]
}

fn loaded(events: &[Event]) -> Engine {
    load(&files(events)).engine.into_inner()
}

fn request(query: &str, scope: Scope, zone: &Zone, range: Option<[f64; 2]>, buckets: u32) -> ViewRequest {
    let facet = |name: &&str| FacetRequest {
        by: FacetBy::Column(find(name).unwrap()),
        top: 1_000,
        search: String::new(),
    };
    ViewRequest {
        query: query.to_owned(),
        scope,
        range,
        zone: zone.clone(),
        limit: EVENTS as u32,
        buckets,
        facets: FACETS.iter().map(facet).collect(),
        ..ViewRequest::default()
    }
}

fn ask(engine: &mut Engine, view: ViewRequest) -> View {
    match engine.handle(Request::View { seq: 1, view }) {
        Response::View { view, .. } => *view,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_oracle_knows_all_columns() {
    let known: BTreeSet<&str> = evaluate::COLUMNS.iter().chain(evaluate::DERIVED).copied().collect();
    let all: BTreeSet<&str> = COLUMNS.iter().map(|column| column.path).collect();
    assert_eq!(known, all, "a new column has to be worked out in tests/oracle too");
}

#[test]
fn the_corpus_reads_as_the_oracle_says() {
    let events = corpus::events(&mut Rng(7), EVENTS);
    let engine = loaded(&events);
    let store = engine.store();
    assert_eq!(store.rows() as usize, EVENTS);
    let by_id: BTreeMap<&str, &Event> = events.iter().map(|event| (event.id.as_str(), event)).collect();
    for row in 0..store.rows() {
        let event = by_id[store.event_id(row).as_str()];
        for (number, column) in COLUMNS.iter().enumerate() {
            let value = store.value(trailglass::store::ColumnId(number as u8), row);
            assert_eq!(value, evaluate::column(event, column.path), "{}: {}", column.path, event.record);
        }
        let scope = match (event.emr, event.related) {
            (true, _) => Scope::Emr,
            (_, true) => Scope::Related,
            _ => Scope::Other,
        };
        assert_eq!(store.scope(row), scope, "{}", event.record);
    }
}

#[test]
fn queries_agree_with_the_oracle() {
    agree(Records::InBlocks, 0x7261_696c);
}

/// Whole records in memory are taken apart once there is time.
#[test]
fn queries_agree_with_the_oracle_after_a_rest() {
    agree(Records::TakenApart, 0x7265_7374);
}

/// The records that are not in memory are read again from their files.
#[test]
fn queries_agree_with_the_oracle_after_a_search_through_the_files() {
    agree(Records::ReadAgain, 0x6465_6570);
}

/// Clocks of all kinds: fixed ones, with whole hours and without, and some that are put forward or back.
struct Zones(Vec<Clocks>);

impl Zones {
    fn new() -> Zones {
        let fixed = |offset: i64| Clocks(vec![(0, offset)]);
        // 2026-09-10T01:00:00Z.
        let change = corpus::FIRST_DAY + 9 * clocks::DAY + 3_600;
        Zones(vec![
            Clocks(Vec::new()),
            fixed(7_200),
            fixed(-12_600),
            fixed(20_700),
            Clocks(vec![(0, 3_600), (change, 7_200)]),
            Clocks(vec![(0, 7_200), (change, 3_600)]),
            Clocks(vec![(0, -14_400), (change, -10_800), (change + 2 * clocks::DAY, -14_400)]),
        ])
    }

    fn pick(&self, rng: &mut Rng) -> Clocks {
        rng.pick(&self.0).clone()
    }
}

/// Where values of records are looked for.
#[derive(Clone, Copy, PartialEq)]
enum Records {
    InBlocks,
    TakenApart,
    /// In memory and, where they are not there, in the files.
    ReadAgain,
}

fn agree(records: Records, seed: u64) {
    let mut rng = Rng(seed);
    let mut events = corpus::events(&mut rng, EVENTS);
    let files = files(&events);
    let mut engine = loaded(&events);
    if records == Records::TakenApart {
        while engine.idle() {}
    }
    let apart = engine.store().records().segments().len();
    assert_eq!(apart, usize::from(records == Records::TakenApart));
    let now = events.iter().filter_map(|event| event.time).max().unwrap();
    let zones = Zones::new();
    let mut sizes = BTreeMap::new();
    let mut searches = 0;
    events.iter_mut().for_each(|event| event.searched |= records == Records::ReadAgain);
    let queries = if records == Records::ReadAgain { DEEP_QUERIES } else { QUERIES };
    for number in 0..queries {
        let clocks = zones.pick(&mut rng);
        let transitions = clocks.0.iter().map(|(from, offset)| (*from, *offset as i32)).collect();
        let zone = Zone { name: "there".to_owned(), transitions };
        let (query, text) = queries::query(&mut rng, &clocks, now);
        let scope = *rng.pick(&[Scope::Emr, Scope::Related, Scope::Other]);
        let buckets = *rng.pick(&[40u32, 40, 12, 5, 2, 1]);
        let range = rng.chance(20).then_some((corpus::FIRST_DAY + 86_400, corpus::FIRST_DAY + 5 * 86_400));
        let case = format!("{number}: {text}  {query:?}  {scope:?} {range:?} {clocks:?} {buckets}");

        let wanted = request(&text, scope, &zone, range.map(|(from, to)| [from as f64, to as f64]), buckets);
        if records == Records::ReadAgain {
            searches += usize::from(ask(&mut engine, wanted.clone()).unsearched > 0);
            let missed = search_deep(&mut engine, &wanted, |file| Some(files[file as usize].1.clone()));
            assert!(missed.is_empty(), "{case}");
        }
        let view = ask(&mut engine, wanted);
        // A range that is empty gets a remark, and finds nothing.
        assert!(view.errors.iter().all(|error| error.remark), "{case}: {:?}", view.errors);
        let in_scope =
            |event: &Event| scope == Scope::Other || event.emr || (scope == Scope::Related && event.related);
        corpus::note_firsts(&mut events, in_scope);
        let in_view = |event: &&Event| {
            in_scope(event)
                && range.is_none_or(|(from, to)| event.time.is_some_and(|time| from <= time && time < to))
        };
        let parts = parts(&query);
        let inside: Vec<Judged> =
            events.iter().filter(in_view).map(|event| Judged::new(event, &parts)).collect();
        let want: Vec<&Event> =
            inside.iter().filter(|judged| judged.passes(|_| true)).map(|judged| judged.event).collect();

        check_rows(&engine, &view, &want, &case);
        check_facets(&view, &parts, &inside, &case);
        check_bars(&view, &want, &clocks, buckets, &case);
        let found = want.len();
        // A query by itself is asked of all events.
        corpus::note_firsts(&mut events, |_| true);
        match records {
            Records::ReadAgain => assert_eq!(view.unsearched, 0, "{case}"),
            _ => {
                check_unsearched(&engine, &text, &query, &events, &Clock { zone, now: Some(now) }, &case);
            }
        }
        *sizes.entry(found * 4 / EVENTS.max(1)).or_insert(0) += 1;
    }
    // A test of queries that all find nothing, or all find everything, would show little.
    assert!(sizes.len() >= 4 && sizes.values().all(|count| *count < queries * 9 / 10), "{sizes:?}");
    assert_eq!(searches > queries / 20, records == Records::ReadAgain, "{searches}");
}

/// An event, and which of the parts of a query it passes.
struct Judged<'e> {
    event: &'e Event,
    passes: Vec<bool>,
}

impl<'e> Judged<'e> {
    fn new(event: &'e Event, parts: &[&Query]) -> Self {
        Judged { event, passes: parts.iter().map(|part| matches(event, part, false) == Some(true)).collect() }
    }

    /// Whether it passes all the parts that count.
    fn passes(&self, counts: impl Fn(usize) -> bool) -> bool {
        self.passes.iter().enumerate().all(|(part, passes)| *passes || !counts(part))
    }
}

fn check_rows(engine: &Engine, view: &View, want: &[&Event], case: &str) {
    let found: BTreeSet<String> = view.page.rows.iter().map(|row| engine.store().event_id(row.row)).collect();
    let want: BTreeSet<String> = want.iter().map(|event| event.id.clone()).collect();
    let (missing, extra) =
        (want.difference(&found).collect::<Vec<_>>(), found.difference(&want).collect::<Vec<_>>());
    assert!(missing.is_empty() && extra.is_empty(), "{case}\nmissing {missing:?}\nextra {extra:?}");
    assert_eq!(view.counts.matching as usize, want.len(), "{case}");
}

/// A facet counts without the conditions on its own column.
fn check_facets(view: &View, parts: &[&Query], inside: &[Judged], case: &str) {
    for (name, facet) in FACETS.iter().zip(&view.facets) {
        let mut counts: BTreeMap<String, u32> = BTreeMap::new();
        let mut without = 0;
        for judged in inside.iter().filter(|judged| judged.passes(|part| !is_of(parts[part], name))) {
            let value = column(judged.event, name);
            let values: BTreeSet<&str> = match *name {
                "resource" => value.split(' ').filter(|entry| !entry.is_empty()).collect(),
                _ => Some(value.as_str()).filter(|value| !value.is_empty()).into_iter().collect(),
            };
            without += u32::from(values.is_empty());
            values.into_iter().for_each(|value| *counts.entry(value.to_owned()).or_default() += 1);
        }
        let found: BTreeMap<String, u32> = facet.values.iter().map(|v| (v.value.clone(), v.count)).collect();
        assert_eq!(found, counts, "facet {name} of {case}");
        assert_eq!((facet.missing, facet.rest), (without, 0), "facet {name} of {case}");
        assert_eq!(facet.distinct as usize, counts.len(), "facet {name} of {case}");
    }
}

/// An event stands in the last bucket that begins at or before it, and they begin where clock and calendar say.
fn check_bars(view: &View, want: &[&Event], clocks: &Clocks, most: u32, case: &str) {
    let line = &view.timeline;
    let times = || want.iter().filter_map(|event| event.time);
    let bounds = match (times().min(), times().max()) {
        (Some(first), Some(last)) => clocks::bars(first, last, most, clocks),
        _ => Vec::new(),
    };
    let found: Vec<i64> = line.buckets().map(|[start, _]| start as i64).collect();
    let (end, starts) = bounds.split_last().map_or((0, &[][..]), |(end, starts)| (*end, starts));
    assert_eq!((&found[..], line.end as i64), (starts, end), "{case}");
    let mut counts: BTreeMap<(String, usize), u32> = BTreeMap::new();
    let mut untimed = 0;
    for event in want {
        let Some(time) = event.time else {
            untimed += 1;
            continue;
        };
        let bucket = starts.iter().rposition(|start| *start <= time).expect("a bucket for each time");
        *counts.entry((column(event, "category"), bucket)).or_default() += 1;
    }
    let mut found: BTreeMap<(String, usize), u32> = BTreeMap::new();
    for layer in &line.layers {
        let value = layer.value.clone().expect("there are few categories");
        for (bucket, count) in layer.values.iter().enumerate().filter(|(_, count)| **count > 0) {
            found.insert((value.clone(), bucket), *count);
        }
    }
    assert_eq!((found, line.untimed), (counts, untimed), "{case}");
}

/// What the engine does not know is what nobody can know without the records.
fn check_unsearched(engine: &Engine, text: &str, query: &Query, events: &[Event], clock: &Clock, case: &str) {
    let store = engine.store();
    let filter = parse(text, clock).filter;
    let none = Known::default();
    let answer = select_each(store, &[&filter], &none).pop().unwrap();
    let rows = answer.unsearched.iter().flat_map(|rows| rows.iter());
    let found: BTreeSet<String> = rows.map(|row| store.event_id(row)).collect();
    let unknown = events.iter().filter(|event| matches(event, query, true).is_none());
    let want: BTreeSet<String> = unknown.map(|event| event.id.clone()).collect();
    assert_eq!(found, want, "unsearched: {case}");
}
