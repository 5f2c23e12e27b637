//! A store that grows: what shares an id costs no more than anything else, lists have little room to spare, and the limit
//! of memory is kept while they grow.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use trailglass::engine::Engine;
use trailglass::engine::parse_job::Parser;
use trailglass::problem::ProblemId;
use trailglass::store::batch::Batch;
use trailglass::store::dictionary::Dictionary;
use trailglass::store::ledger::FileReport;
use trailglass::store::{COLUMNS, Store, wire};
use trailglass::stories::{Moment, Story};

/// Rows in a batch.
const ROWS: u32 = 8_000;

/// Records of a file, one after another; in one column as many values as rows, in another few.
fn batch(file: u32, first: u32, id: impl Fn(u32) -> [u64; 2]) -> Batch {
    let rows = first..first + ROWS;
    let n = ROWS as usize;
    let column = |number: usize| {
        let mut dictionary = Dictionary::default();
        let mut code = |row: u32| match number {
            0 => dictionary.code(&format!("value {row}")),
            1 => dictionary.code(&format!("value {}", row % 7)),
            _ => 0,
        };
        let codes = rows.clone().map(&mut code).collect();
        (dictionary, codes)
    };
    Batch {
        time: rows.clone().map(i64::from).collect(),
        id: rows.clone().map(&id).collect(),
        hash: rows.clone().map(|row| u64::from(row).wrapping_mul(0x9e37_79b9_7f4a_7c15)).collect(),
        scope: vec![0; n],
        file: vec![file; n],
        offset: rows.clone().map(u64::from).collect(),
        length: vec![1; n],
        columns: (0..COLUMNS.len()).map(column).collect(),
        ..Batch::default()
    }
}

fn own_id(row: u32) -> [u64; 2] {
    [u64::from(row).wrapping_mul(0xd6e8_feb8_6659_fd93), u64::from(row)]
}

/// Further into a file than most are long.
#[test]
fn places_are_kept_however_far_they_are() {
    let mut store = Store::default();
    let mut far = batch(0, 0, own_id);
    let places: Vec<u64> = (0..u64::from(ROWS)).map(|row| row << 24 | row).collect();
    far.offset = places.clone();
    store.add(far);
    let offset = |store: &Store, row: u32| store.provenance(row).unwrap().offset;
    assert!((0..ROWS).all(|row| offset(&store, row) == places[row as usize]));
    // Found again before that, in another file.
    let mut near = batch(1, 0, own_id);
    near.file = vec![0; ROWS as usize];
    near.offset = (0..u64::from(ROWS)).map(|row| row / 2).collect();
    store.add(near);
    assert!((0..ROWS).all(|row| offset(&store, row) == u64::from(row) / 2));
}

/// Nobody writes such files but to do harm, or by a template: each would compare with all before it.
#[test]
fn as_many_records_as_you_like_may_share_an_id() {
    let all = 200_000;
    let mut store = Store::default();
    let add = |store: &mut Store, file: u32| {
        (0..all).step_by(ROWS as usize).for_each(|first| store.add(batch(file, first, |_| [7, 7])));
        store.report(FileReport::new(file));
    };
    add(&mut store, 1);
    assert_eq!((store.rows(), store.copies().len()), (all, 0));
    // Read again from the same place, they are the same records; in another file they are copies.
    add(&mut store, 1);
    assert_eq!((store.rows(), store.copies().len()), (all, 0));
    add(&mut store, 0);
    assert_eq!((store.rows(), store.copies().len()), (all, all as usize));
    assert_eq!(store.rows_of_id("00000000-0000-0007-0000-000000000007").len(), all as usize);
    // The event stands where it is found first; there all but the first share their id with another.
    let clashes = |report: &FileReport| (report.file, report.problems.count(ProblemId::SameIdOtherContent));
    let ledger: Vec<_> = store.ledger().iter().map(clashes).collect();
    assert_eq!(ledger, [(1, 0), (0, u64::from(all) - 1)]);
}

#[test]
fn columns_take_what_their_rows_need_and_little_more() {
    let mut store = Store::default();
    for first in (0..250_000).step_by(ROWS as usize) {
        store.add(batch(0, first, own_id));
        let rows = store.rows() as usize;
        // Fixed values; a byte for the column of few values, more for that of many, nothing for those without any.
        let need = rows * (39 + 1 + if rows > 0xffff { 4 } else { 2 });
        let sizes = store.sizes();
        let has = sizes.fixed + sizes.codes;
        assert!(need <= has && has <= need + need / 8 + 100 * ROWS as usize, "{rows} rows: {has} of {need}");
        if rows > 200_000 {
            assert!(has <= need * 9 / 8, "{rows} rows: {has} of {need}");
        }
        if rows > 240_000 {
            store.trim();
            let sizes = store.sizes();
            assert_eq!(sizes.fixed + sizes.codes, need, "{rows} rows");
        }
    }
    assert!(store.rows() > 240_000);
}

#[test]
fn numbers_and_lengths_of_any_width_are_kept() {
    let mut store = Store::default();
    let files = [3, 300, 70_000, 0];
    let lengths = [1, 70_000, 0xffff, 0x1_0000];
    for (n, (file, length)) in files.into_iter().zip(lengths).enumerate() {
        let mut of_file = batch(file, n as u32 * ROWS, own_id);
        of_file.length[7] = length;
        store.add(of_file);
    }
    for (n, (file, length)) in files.into_iter().zip(lengths).enumerate() {
        let at = |row| store.provenance(n as u32 * ROWS + row).unwrap();
        assert_eq!((at(7).file, at(7).length, at(8).file, at(8).length), (file, length, file, 1));
    }
    assert_eq!((store.files_end(), store.provenance(store.rows())), (70_001, None));
}

#[test]
fn the_limit_of_memory_is_kept_while_lists_grow() {
    for limit in [6, 9, 14, 21].map(|millions| millions * 1_000_000) {
        let mut engine = Engine::with_memory(limit);
        let mut first = 0;
        while !engine.is_full() {
            engine.ingest(&wire::write(&batch(0, first, own_id))).unwrap();
            first += ROWS;
            assert!(engine.sizes().total() <= limit, "{} of {limit}", engine.sizes().total());
        }
        // What is loaded is worth the limit.
        assert!(engine.sizes().total() > limit / 3, "{} of {limit}", engine.sizes().total());
    }
}

#[test]
fn all_that_is_kept_is_counted() {
    let mut store = Store::default();
    let mut odd = batch(0, 0, own_id);
    odd.odd_ids.push((5, "y".repeat(10_000)));
    let before = store.sizes();
    store.add(odd);
    assert!(store.sizes().fixed >= before.fixed + ROWS as usize * 39 + 10_000);
    let before = store.sizes().ledger;
    let mut report = FileReport::new(0);
    let member = FileReport { path: "p".repeat(5_000), ..FileReport::new(0) };
    report.problems.report(ProblemId::BadRecord, None, "d".repeat(3_000));
    report.members = vec![member; 3];
    store.report(report);
    assert!(store.sizes().ledger >= before + 3 * (5_000 + size_of::<FileReport>()) + 3_000);

    let launch = r#"{"eventVersion":"1.11","eventTime":"2026-09-01T10:00:00Z","eventSource":"elasticmapreduce.amazonaws.com","eventName":"RunJobFlow","eventID":"0e5ec7a1-0000-4000-8000-000000000001","responseElements":{"jobFlowId":"j-1"}}"#;
    let (mut engine, mut parser) = (Engine::default(), Parser::default());
    parser.open(0);
    parser.feed(launch.as_bytes());
    parser.close();
    parser.take_batches(true).iter().for_each(|batch| engine.ingest(batch).unwrap());
    assert_eq!(engine.sizes().stories, 0);
    engine.idle();
    assert!(engine.sizes().stories >= size_of::<Story>() + size_of::<Moment>());
    let parts = engine.sizes().parts();
    assert_eq!(engine.sizes().total(), parts.iter().map(|(_, bytes)| bytes).sum::<usize>());
}
