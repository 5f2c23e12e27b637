//! `cargo bench`: the engine without a browser, on a synthetic corpus. `TRAILGLASS_BENCH` names its folder; without
//! it the smallest one that `cargo xtask bench` has made is taken.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use std::path::{Path, PathBuf};
use std::time::Duration;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use trailglass_core::aggregate::{FacetBy, FacetRequest};
use trailglass_core::emr::facts::Scope;
use trailglass_core::engine::Engine;
use trailglass_core::engine::parse_job::Parser;
use trailglass_core::engine::protocol::{Request, Response, View, ViewRequest};
use trailglass_core::query::{Order, SortBy};
use trailglass_core::store::ColumnId;
use trailglass_core::store::columns::{
    ACCOUNT, ADDRESS, ERROR, EVENT, KIND, PERSON, REGION, RESOURCE, SOURCE,
};
use trailglass_core::view::TableColumn;
use trailglass_core::view::stories::{STORY_COLUMNS, StoriesRequest};

fn files_in(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => files.extend(files_in(&path)),
            false => files.push(path),
        }
    }
    files.sort();
    files
}

fn load(files: &[PathBuf]) -> Engine {
    let (mut engine, mut parser) = (Engine::default(), Parser::default());
    for (number, path) in (0..).zip(files) {
        read(&mut parser, number, &std::fs::read(path).unwrap());
        for batch in parser.take_batches(false) {
            engine.ingest(&batch).unwrap();
        }
    }
    for batch in parser.take_batches(true) {
        engine.ingest(&batch).unwrap();
    }
    while engine.idle() {}
    engine
}

fn read(parser: &mut Parser, number: u32, bytes: &[u8]) {
    parser.open(number);
    parser.feed(bytes);
    parser.close();
}

/// What the page asks for: eight facets, the timeline, the first page.
fn request(query: &str) -> ViewRequest {
    let columns = [EVENT, SOURCE, PERSON, ADDRESS, REGION, ACCOUNT, ERROR, KIND];
    let facet = |column| FacetRequest { by: FacetBy::Column(column), top: 10, search: String::new() };
    ViewRequest {
        query: query.to_owned(),
        scope: Scope::Other,
        columns: [EVENT, RESOURCE, PERSON, ADDRESS, REGION, ACCOUNT, ERROR].map(TableColumn::Of).to_vec(),
        limit: 100,
        buckets: 120,
        facets: columns.into_iter().map(facet).collect(),
        ..ViewRequest::default()
    }
}

fn view(engine: &mut Engine, view: ViewRequest) -> View {
    match engine.handle(Request::View { seq: 1, view }) {
        Response::View { view, .. } => *view,
        other => panic!("{other:?}"),
    }
}

fn benches(criterion: &mut Criterion) {
    let corpora = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/xtask/corpora");
    let folder = std::env::var_os("TRAILGLASS_BENCH").map_or(corpora.join("100k-20"), PathBuf::from);
    let files = files_in(&folder);
    let Some(one) = files.first() else {
        eprintln!("there is no corpus in {}: `cargo xtask bench` makes one", folder.display());
        return;
    };
    parsing(criterion, &std::fs::read(one).unwrap());
    let mut group = criterion.benchmark_group("load");
    group.sample_size(10).warm_up_time(Duration::from_millis(1)).measurement_time(Duration::from_secs(1));
    group.bench_function("all files", |bencher| bencher.iter(|| load(&files).store().rows()));
    group.finish();
    let mut engine = load(&files);
    let first = view(&mut engine, request(""));
    let sizes = engine.sizes();
    println!("{} events, {} bytes", first.counts.all, sizes.total());
    for (part, bytes) in sizes.parts() {
        println!("  {part}: {:.1} bytes an event", bytes as f64 / f64::from(first.counts.all));
    }
    let mut group = criterion.benchmark_group("view");
    group.sample_size(20).warm_up_time(Duration::from_millis(200)).measurement_time(Duration::from_secs(1));
    for (name, wanted) in views(&first) {
        group.bench_function(name, |bencher| {
            bencher.iter_batched(
                || wanted.clone(),
                |wanted| {
                    // Each time as if it were the first.
                    engine.forget();
                    view(&mut engine, wanted)
                },
                BatchSize::SmallInput,
            )
        });
    }
    group.finish();
    stories(criterion, &mut engine);
}

/// Life stories from nothing, and pages of them.
fn stories(criterion: &mut Criterion, engine: &mut Engine) {
    let mut page =
        |request: StoriesRequest| match engine.handle(Request::Stories { seq: 1, stories: request }) {
            Response::Stories { page, .. } => *page,
            other => panic!("{other:?}"),
        };
    println!("{} life stories", page(StoriesRequest::default()).all);
    let text = || StoriesRequest { text: "nightly".to_owned(), ..StoriesRequest::default() };
    let by_people = || StoriesRequest {
        sort: STORY_COLUMNS.iter().position(|column| column.label == "People").map(|at| at as u32),
        ..StoriesRequest::default()
    };
    let mut group = criterion.benchmark_group("stories");
    group.sample_size(10).warm_up_time(Duration::from_millis(200)).measurement_time(Duration::from_secs(2));
    group.bench_function("first page", |bencher| bencher.iter(|| page(StoriesRequest::default()).rows.len()));
    group.bench_function("by text", |bencher| bencher.iter(|| page(text()).rows.len()));
    group.bench_function("by people", |bencher| bencher.iter(|| page(by_people()).rows.len()));
    group.bench_function("built", |bencher| {
        bencher.iter(|| trailglass_core::stories::build(engine.store()).list.len())
    });
    group.finish();
}

/// Bytes of a file in, batches out, on one thread.
fn parsing(criterion: &mut Criterion, file: &[u8]) {
    // The last four bytes of a gzip file are its size when inflated.
    let inflated = file.last_chunk::<4>().map_or(0, |size| u32::from_le_bytes(*size));
    let mut group = criterion.benchmark_group("parse");
    group
        .sample_size(20)
        .measurement_time(Duration::from_secs(2))
        .throughput(Throughput::Bytes(u64::from(inflated)));
    group.bench_function("one file", |bencher| {
        let mut parser = Parser::default();
        bencher.iter(|| {
            read(&mut parser, 0, file);
            parser.take_batches(true).len()
        })
    });
    group.finish();
}

/// What is asked for, with names that `cargo xtask bench` knows.
fn views(first: &View) -> Vec<(&'static str, ViewRequest)> {
    let last = first.timeline.span().map_or(0.0, |[_, end]| end);
    let value = |column: ColumnId| {
        let facet = first.facets.iter().find(|facet| facet.by == FacetBy::Column(column)).unwrap();
        facet.values.first().map_or(String::new(), |value| value.value.clone())
    };
    let of = |query: &str| ViewRequest { query: query.to_owned(), ..request("") };
    vec![
        ("everything", of("")),
        ("emr", ViewRequest { scope: Scope::Emr, ..of("") }),
        ("one value", of(&format!("event:\"{}\"", value(EVENT)))),
        ("two conditions", of(&format!("user:\"{}\" AND NOT error:*", value(PERSON)))),
        ("a word in few records", of("spark-submit")),
        ("a word in many records", of("instance")),
        ("a word in no record", of("nothingholdsthis")),
        ("json path", of("requestParameters.steps.name:*")),
        ("a day", ViewRequest { range: Some([last - 86_400.0, last]), ..of("") }),
        ("by person", ViewRequest { order: Order::by(SortBy::Column(PERSON), false), ..of("") }),
        ("a page at the far end", ViewRequest { offset: first.counts.all.saturating_sub(100), ..of("") }),
    ]
}

criterion_group!(all, benches);
criterion_main!(all);
