//! What each fixture reads as, and that it reads the same whichever way its bytes come in.
//!
//! The fixtures are written by hand and synthetic. Names of files play no part: `Parser::open` takes a number
//! and never sees a name, so there is nothing that a misleading name could change.
//!
//! Each snapshot lies beside its fixture as `read.snap`; `cargo insta review` shows what has changed.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "support/packing.rs"]
mod packing;
#[path = "support/reading.rs"]
mod reading;

use std::collections::BTreeSet;

use reading::{Fixture, GENEROUS, Reading, fixtures, gzip, read, read_with, wraps};
use trailglass::engine::parse_job::{Parser, readable};
use trailglass::format::{FORMATS, unwrap};
use trailglass::problem::{ProblemId, Severity};
use trailglass::store::batch::Provenance;

#[test]
fn every_form_has_fixtures_and_every_folder_a_form() {
    let fixtures = fixtures();
    let groups: BTreeSet<&str> = fixtures.iter().map(|f| f.group.as_str()).collect();
    for format in FORMATS {
        assert!(groups.contains(format.name), "no fixture for {}", format.name);
    }
    for fixture in &fixtures {
        let reading = read(&fixture.bytes);
        let name = format!("{}/{}", fixture.group, fixture.case);
        match fixture.group.as_str() {
            "damaged" => {
                assert!(!reading.report.problems.problems.is_empty(), "{name} has no problem");
            }
            "not-cloudtrail" => {
                assert_eq!(reading.report.events, 0, "{name}");
                assert!(!reading.report.problems.problems.is_empty(), "{name} is passed over in silence");
            }
            form => {
                assert_eq!(reading.form(), form, "{name}");
                let worst = reading.report.problems.worst();
                assert!(worst.is_none_or(|w| w == Severity::Information), "{name}: {:?}", reading.report);
            }
        }
    }
}

#[test]
fn snapshots() {
    for fixture in fixtures() {
        let text = read(&fixture.bytes).text();
        insta::with_settings!({
            snapshot_path => &fixture.folder,
            prepend_module_to_snapshot => false,
            omit_expression => true,
            description => format!("{}/{}", fixture.group, fixture.case),
        }, {
            insta::assert_snapshot!("read", text);
        });
    }
}

/// Forms whose records are made of what lies there.
const DERIVED: &[&str] = &["console-csv", "query-csv", "logs-insights-csv", "cli-yaml"];

/// Where a row says its record lies, there it lies, or what it was made of.
#[test]
fn records_lie_where_the_rows_say() {
    for fixture in fixtures() {
        let reading = read(&fixture.bytes);
        let store = reading.engine.store();
        let places = (0..store.rows()).map(|row| (row, store.provenance(row).unwrap()));
        for (row, at) in places.chain(store.copies().iter().map(|copy| (copy.row, copy.at))) {
            let start = at.offset as usize;
            let text = readable(&fixture.bytes[start..start + at.length as usize]);
            let id = store.event_id(row);
            let is_it = |text: &str| {
                // What is found first may have to be repaired.
                let Ok(record) = serde_json::from_str::<trailglass::record::Record>(text) else {
                    return false;
                };
                record.is_event() && id.eq_ignore_ascii_case(record.event_id.as_str())
            };
            if DERIVED.contains(&reading.form()) {
                let record = store.records().get(row).unwrap();
                assert!(is_it(std::str::from_utf8(&record).unwrap()), "{}/{}", fixture.group, fixture.case);
                assert!(text.contains(&id), "{}/{}: {text}", fixture.group, fixture.case);
                continue;
            }
            let inside = wraps(reading.form()) || reading.report.problems.count(ProblemId::Wrapped) > 0;
            let there = match inside {
                true => unwrap::find(&text, is_it).is_some(),
                false => is_it(&text),
            };
            assert!(there, "{}/{}", fixture.group, fixture.case);
        }
    }
}

/// Digests and signatures are kept to the byte, because hashes are taken over them.
#[test]
fn what_holds_no_events_is_kept_whole() {
    for fixture in fixtures().iter().filter(|f| ["digest", "lake-sign"].contains(&f.group.as_str())) {
        let reading = read(&fixture.bytes);
        let [document] = reading.engine.store().documents.as_slice() else { panic!("{}", fixture.case) };
        assert_eq!(document.block.open(), fixture.bytes.trim_ascii(), "{}", fixture.case);
        assert_eq!(reading.report.problems.count(document.kind), 1);
        assert!(!reading.report.problems.problems[0].detail.is_empty());
    }
}

/// All fixtures as one drop: each element of each file is kept, a copy, left out or damaged, and what is kept is what
/// the engine holds.
#[test]
fn the_ledger_adds_up() {
    use trailglass::engine::Engine;
    use trailglass::engine::protocol::{Request, Response};
    use trailglass::view::ledger::{Totals, lines};

    let (mut engine, mut parser) = (Engine::default(), Parser::default());
    let fixtures = fixtures();
    for (number, fixture) in fixtures.iter().enumerate() {
        parser.open(number as u32);
        parser.feed(&fixture.bytes);
        parser.close();
    }
    for batch in parser.take_batches(true) {
        engine.ingest(&batch).unwrap();
    }
    let (rows, copies) = (u64::from(engine.store().rows()), engine.store().copies().len() as u64);
    let Response::Ledger { files, .. } = engine.handle(Request::Ledger { seq: 1 }) else { panic!() };
    let all =
        lines(&files, |file| format!("{}/{}", fixtures[file as usize].group, fixtures[file as usize].case));
    for line in &all {
        assert!(Totals::of([line].into_iter()).add_up(), "{line:?}");
        assert!(line.left_out + line.damaged == 0 || !line.problems.is_empty(), "{line:?}");
    }
    let totals = Totals::of(all.iter());
    assert_eq!((totals.files, totals.kept, totals.duplicates), (fixtures.len() as u64, rows, copies));
    assert!(totals.add_up() && copies > 100, "{totals:?}");
    let csv = trailglass::export::ledger::ledger(&all);
    // Line feeds inside cells are quoted; the headings are a line too.
    assert_eq!(csv.matches("\r\n").count(), all.len() + 1);
}

#[test]
fn the_same_comes_out_whichever_way_it_goes_in() {
    for fixture in fixtures() {
        let bytes = &fixture.bytes;
        let want = read(bytes).text();
        let zipped = gzip(bytes);
        let (head, tail) = bytes.split_at(bytes.len() / 2);
        let two = [gzip(head), gzip(tail)].concat();
        let empty_between = [gzip(head), gzip(b""), gzip(tail)].concat();
        let mut ways = vec![
            ("gzip", read(&zipped)),
            ("two gzip members", read(&two)),
            ("an empty gzip member between", read(&empty_between)),
            ("pieces of 7", read_with(Parser::default(), bytes, || 7)),
            ("gzip in pieces of 7", read_with(Parser::default(), &two, || 7)),
            ("gzip in pieces of 1", read_with(Parser::default(), &two, || 1)),
        ];
        for (way, packed) in packed(bytes) {
            ways.push((way, read(&packed)));
            ways.push((way, read_with(Parser::with_window(4096, GENEROUS), &packed, || 7)));
        }
        for window in [1, 7, 64, 4096] {
            let parser = || Parser::with_window(window, GENEROUS);
            ways.push(("small window", read_with(parser(), bytes, || usize::MAX)));
            ways.push(("small window, pieces of 3", read_with(parser(), bytes, || 3)));
            ways.push(("small window, gzip", read_with(parser(), &two, || 100)));
        }
        for (way, reading) in ways {
            assert!(reading.sums_hold(), "{}/{}, {way}", fixture.group, fixture.case);
            let (got, want) = (reading.text(), &want);
            assert!(got == *want, "{}/{}, {way}:\n{got}\nin place of\n{want}", fixture.group, fixture.case);
        }
    }
}

/// The data in all containers, under a name that says nothing.
fn packed(bytes: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    use packing::{Zip, tar, tar_pax, utf16, zip, zip_with};
    let member = |bytes| [("unknown", bytes)];
    let plain = &member(bytes)[..];
    let zipped = gzip(bytes);
    let deep = "folder/".repeat(30) + "unknown";
    let zip_kind = |stored, wide, streamed| zip_with(Zip { stored, wide, streamed }, plain);
    let mut all = vec![
        ("zip", zip(plain)),
        ("zip, stored", zip_kind(true, false, false)),
        ("zip, 64-bit", zip_kind(false, true, false)),
        ("zip, stored, 64-bit", zip_kind(true, true, false)),
        ("zip, streamed", zip_kind(false, false, true)),
        ("zip, stored, streamed", zip_kind(true, false, true)),
        ("zip, streamed, 64-bit", zip_kind(false, true, true)),
        ("zip of gzip", zip(&member(&zipped))),
        ("zip, stored, of gzip", zip_with(Zip { stored: true, ..Zip::default() }, &member(&zipped))),
        ("gzip of gzip", gzip(&zipped)),
        ("tar", tar(plain)),
        ("tar with a long name", tar(&[(&deep, bytes)])),
        ("tar with pax headers", tar_pax(plain)),
        ("tar.gz", gzip(&tar(plain))),
        ("tar.gz of gzip", gzip(&tar(&member(&zipped)))),
        ("zip of tar.gz of gzip", zip(&member(&gzip(&tar(&member(&zipped)))))),
    ];
    // The first character tells, and a mark of its own stands before the one that the fixture may have.
    for (way, big) in [("UTF-16 LE", false), ("UTF-16 BE", true)] {
        all.extend(utf16(bytes, big, true).map(|text| (way, text)));
    }
    if bytes.len() > 1 && bytes[..2].iter().all(|b| b.is_ascii_graphic()) {
        all.extend(utf16(bytes, false, false).map(|text| ("UTF-16 LE without a mark", gzip(&text))));
        all.extend(utf16(bytes, true, false).map(|text| ("UTF-16 BE without a mark", text)));
    }
    all
}

/// Whatever it is wrapped in, each record is found again at its place.
#[test]
fn records_are_read_again_through_all_containers() {
    for fixture in fixtures() {
        for (way, packed) in packed(&fixture.bytes) {
            let reading = read(&packed);
            let store = reading.engine.store();
            for row in 0..store.rows() {
                let at = store.provenance(row).unwrap();
                let record = reading::reread(&packed, at);
                let start = at.offset as usize;
                let wanted = &fixture.bytes[start..start + at.length as usize];
                assert!(record == wanted, "{}/{}, {way}: {at:?}", fixture.group, fixture.case);
            }
        }
    }
}

/// Forms that are lines or rows and not JSON.
const LINES: &[&str] =
    &["log-lines", "cli-text", "console-csv", "query-csv", "logs-insights-csv", "cli-yaml"];

/// Whether no record is cut at this place, nor what stands before one in its line: then nothing shows that more followed.
fn between_lines(fixture: &Fixture, whole: &Reading, at: usize) -> bool {
    let store = whole.engine.store();
    let places = (0..store.rows()).map(|row| store.provenance(row).unwrap());
    let cut = |place: Provenance| {
        let offset = place.offset as usize;
        let line = fixture.bytes[..offset].iter().rposition(|&b| b == b'\n').map_or(0, |n| n + 1);
        // Behind another record it begins where that one ends; blanks before it say nothing.
        let blank = fixture.bytes[line..offset].iter().all(|&b| b == b' ');
        let begin = if fixture.bytes[line] == b'{' || blank { offset } else { line };
        (begin + 1..offset + place.length as usize).contains(&at)
    };
    LINES.contains(&whole.form()) && !places.chain(store.copies().iter().map(|copy| copy.at)).any(cut)
}

/// A file that was cut gives rows of the whole file, from its start, and says that something is missing.
fn check_cut(name: &str, whole: &[String], cut: &Reading, lost_in_silence: bool) {
    assert!(cut.sums_hold(), "{name}: {:?}", cut.report);
    // A record whose wrapper is cut behind it is found without it, at its own place.
    let placeless = |row: &String| match name.split('/').next().is_some_and(wraps) {
        true => row.split_once(" at ").map_or(row.clone(), |(before, after)| {
            format!("{before}{}", after.split_once('\n').map_or("", |(_, columns)| columns))
        }),
        false => row.clone(),
    };
    let whole: Vec<String> = whole.iter().map(placeless).collect();
    let mut rows: Vec<String> = cut.rows().iter().map(placeless).collect();
    // Cut in the last field of a row, which cannot be told from a shorter value: that is said.
    let open = cut.report.problems.count(ProblemId::LastRowOpen) == 1;
    if open {
        rows.pop();
    }
    assert!(whole.starts_with(&rows), "{name}: {rows:#?}\nis no beginning of\n{whole:#?}");
    if rows.len() < whole.len() && !lost_in_silence && !open {
        assert!(
            cut.report.problems.worst() >= Some(Severity::DataLoss),
            "{name}: {} of {} rows, and only {:?}",
            rows.len(),
            whole.len(),
            cut.report.problems
        );
    }
}

#[test]
fn a_cut_file_gives_its_beginning_and_says_so() {
    for fixture in fixtures() {
        let reading = read(&fixture.bytes);
        let whole = reading.rows();
        let zipped = gzip(&fixture.bytes);
        let places = |length: usize| {
            let step = (length / 200).max(1);
            (1..length).step_by(step).chain([length / 2, length.saturating_sub(1)]).filter(|&n| n > 0)
        };
        for at in places(fixture.bytes.len()) {
            let head = &fixture.bytes[..at];
            // Between two documents nothing can tell that others followed: what is left is a whole file.
            let documents =
                || serde_json::Deserializer::from_slice(head).into_iter::<serde::de::IgnoredAny>();
            let between =
                documents().all(|document| document.is_ok()) || between_lines(&fixture, &reading, at);
            let name = format!("{}/{} cut at {at}", fixture.group, fixture.case);
            check_cut(&name, &whole, &read(head), between);
        }
        for at in places(zipped.len()) {
            let name = format!("{}/{} gzip cut at {at}", fixture.group, fixture.case);
            let cut = read(&zipped[..at]);
            check_cut(&name, &whole, &cut, false);
            let small = read_with(Parser::with_window(64, GENEROUS), &zipped[..at], || 5);
            assert_eq!(small.text(), cut.text(), "{name}, small window");
        }
    }
}

const RECORD: &str = r#""eventVersion":"1.11","eventTime":"2026-09-01T10:00:00Z","eventSource":"elasticmapreduce.amazonaws.com","eventName":"RunJobFlow","eventID":"0e5ec7a1-0000-4000-8000-000000000001""#;
const OTHER: &str = r#"{"eventVersion":"1.11","eventSource":"s3.amazonaws.com","eventName":"GetObject","eventID":"0e5ec7a1-0000-4000-8000-000000000002"}"#;

/// A parameter block no recursive reader survives, and numbers no machine type holds.
#[test]
fn depth_and_digits_are_survived() {
    use trailglass::engine::protocol::{Request, Response};
    let deep = [("[", "]"), ("{\"a\":", "}"), ("[{\"b\":", "}]")];
    let blocks = deep.map(|(open, close)| format!("{}1{}", open.repeat(100_000), close.repeat(100_000)));
    let digits = "9".repeat(100_000);
    for block in blocks.iter().chain([&digits, &format!("-{digits}.{digits}e{digits}")]) {
        for key in ["requestParameters", "userIdentity", "errorMessage", "unknown", "insightDetails"] {
            if key == "errorMessage" && block.contains(&digits) {
                continue; // A text field reads numbers as numbers: see `number-out-of-range` among the damaged.
            }
            if key == "userIdentity" && block.contains(&digits) {
                continue;
            }
            let text = format!("{{\"Records\":[{{{RECORD},\"{key}\":{block}}},{OTHER}]}}");
            let mut reading = read_with(Parser::with_window(4096, 4 << 20), text.as_bytes(), || 10_000);
            let what = format!("{key}: {}…", &block[..10]);
            assert_eq!((reading.report.events, reading.report.damaged), (2, 0), "{what}");
            let answer = reading.engine.handle(Request::Detail { seq: 1, row: 0 });
            let Response::Detail { detail, .. } = answer else { panic!("{what}") };
            assert!(detail.raw.contains(block.as_str()), "{what}");
        }
    }
}
