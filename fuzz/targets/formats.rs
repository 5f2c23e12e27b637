//! Any bytes as a file, read to rows: the sums of the ledger hold, the window makes no difference, and each row is found
//! again at its place.
#![no_main]

use libfuzzer_sys::fuzz_target;
use trailglass_core::engine::parse_job::Parser;
use trailglass_core::engine::reread::Reread;
use trailglass_core::limits::Unpacking;
use trailglass_core::store::ledger::FileReport;
use trailglass_core::store::{Store, wire};

const LIMITS: Unpacking = Unpacking { depth: 4, members: 50, ratio: 200, grace: 1 << 20, output: 4 << 20 };

/// The largest record: all windows below it must agree.
const RECORD: usize = 1 << 16;

fn read(bytes: &[u8], window: usize, piece: usize) -> Store {
    let mut parser = Parser::with_window(window, RECORD).limited(LIMITS);
    parser.open(0);
    for piece in bytes.chunks(piece) {
        parser.feed(piece);
    }
    parser.close();
    let mut store = Store::default();
    for batch in parser.take_batches(true) {
        store.add(wire::read(&batch).expect("what was written is read"));
    }
    store
}

/// What must not depend on how the bytes came.
fn counts(report: &FileReport) -> Vec<(String, u64, u64, u64, u64)> {
    report.lines().map(|r| (r.path.clone(), r.bytes_out, r.events, r.not_events, r.damaged)).collect()
}

fuzz_target!(|bytes: &[u8]| {
    if bytes.len() > RECORD {
        return;
    }
    let whole = read(bytes, RECORD, usize::MAX);
    assert_eq!(whole.files.len(), 1);
    let report = &whole.files[0];
    assert!(report.adds_up(), "{report:?}");
    assert_eq!(u64::from(whole.rows()) + whole.copies().len() as u64, report.events);
    assert!(report.events > 0 || !report.problems.problems.is_empty() || !report.members.is_empty());
    if let Some(at) = whole.rows().checked_sub(1).and_then(|row| whole.provenance(row)) {
        let mut reread = Reread::new(vec![at.into()]);
        reread.feed(bytes);
        let mut found = reread.take();
        found.extend(reread.finish());
        let lengths: Vec<usize> = found.iter().map(Vec::len).collect();
        assert_eq!(lengths, [at.length as usize], "{at:?}");
    }
    let small = read(bytes, 1 + bytes.len() % 50, 1 + bytes.len() % 13);
    assert_eq!(counts(&small.files[0]), counts(report));
    assert_eq!(small.rows(), whole.rows());
    for row in 0..whole.rows() {
        assert_eq!(small.provenance(row), whole.provenance(row));
        assert_eq!(small.content(row), whole.content(row));
    }
});
