//! Any text as a query: it is understood or said not to be, the filter can be applied, and written out it reads as the
//! same filter.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use trailglass_core::engine::parse_job::Parser;
use trailglass_core::query::{self, Clock};
use trailglass_core::store::{Store, wire};

static STORE: LazyLock<Store> = LazyLock::new(|| {
    let mut parser = Parser::default();
    parser.open(0);
    parser.feed(include_bytes!("../../tests/fixtures/formats/trail-log/identities/input.json"));
    parser.close();
    let mut store = Store::default();
    for batch in parser.take_batches(true) {
        store.add(wire::read(&batch).expect("what was written is read"));
    }
    store
});

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
});
