//! Any text as a query: it is understood or said not to be, the filter can be applied, and written out it reads as the
//! same filter. What it finds in records that are taken apart is what it finds in them as they came.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use trailglass_core::engine::parse_job::Parser;
use trailglass_core::query::{self, Clock};
use trailglass_core::store::{Store, wire};

const FILES: [&[u8]; 5] = [
    include_bytes!("../../tests/fixtures/formats/trail-log/identities/input.json"),
    include_bytes!("../../tests/fixtures/formats/trail-log/escapes/input.json"),
    include_bytes!("../../tests/fixtures/formats/trail-log/duplicate-keys/input.json"),
    include_bytes!("../../tests/fixtures/formats/trail-log/large-integers/input.json"),
    include_bytes!("../../tests/fixtures/formats/trail-log/every-field-of-version-1.11/input.json"),
];

static STORE: LazyLock<Store> = LazyLock::new(store);
static APART: LazyLock<Store> = LazyLock::new(|| {
    let mut store = store();
    while store.index() {}
    assert!(!store.records().segments().is_empty());
    store
});

fn store() -> Store {
    let mut parser = Parser::default();
    for (number, file) in (0..).zip(FILES) {
        parser.open(number);
        parser.feed(file);
        parser.close();
    }
    let mut store = Store::default();
    for batch in parser.take_batches(true) {
        store.add(wire::read(&batch).expect("what was written is read"));
    }
    store
}

fuzz_target!(|text: &str| {
    let parsed = query::parse(text, &Clock::default());
    let characters = text.chars().count() as u32;
    for error in &parsed.errors {
        assert!(error.at.is_none_or(|at| at <= characters), "{error:?} in {text:?}");
        assert!(!error.message.is_empty());
    }
    let written = parsed.filter.to_string();
    let again = query::parse(&written, &Clock::default());
    // What is written out in full may be longer than a query may be, and deeper.
    if again.errors.iter().all(|error| error.remark) {
        assert_eq!(again.filter, parsed.filter, "{text:?} as {written:?}");
    }
    let selection = query::select(&STORE, &parsed.filter);
    assert!(selection.count() <= STORE.rows());
    assert_eq!(selection, query::select(&APART, &parsed.filter), "{text:?}");
});
