//! Exports, taken from the engine step by step as the page does it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "support/packing.rs"]
mod packing;
#[path = "support/reading.rs"]
mod reading;
mod support;

use std::collections::BTreeMap;

use packing::{utf16, zip};
use proptest::prelude::*;
use reading::gzip;
use support::{Loaded, load};
use trailglass::emr::facts::Scope;
use trailglass::engine::protocol::{ExportRequest, Request, Response, Step, ViewRequest};
use trailglass::engine::reread::{Place, Reread};
use trailglass::export::Form;
use trailglass::query::{Order, SortBy};
use trailglass::store::columns::{AGENT, EVENT, PERSON};
use trailglass::view::TableColumn;
use trailglass::zone::Zone;

/// What came of an export.
#[derive(Debug, Default)]
struct Exported {
    text: String,
    hash: String,
    rows: u32,
    written: u32,
    missing: BTreeMap<u32, u32>,
    pieces: usize,
    unknown: u32,
}

/// Exports, with the files as they are now.
fn export(loaded: &Loaded, files: &[(String, Vec<u8>)], request: ExportRequest) -> Exported {
    let mut engine = loaded.engine.borrow_mut();
    let (mut out, mut bytes_out) = (Exported::default(), Vec::new());
    let mut next = Request::Export { seq: 9, export: Box::new(request) };
    // What a worker has found and not handed on, in two parts of each answer.
    let mut found: Vec<Vec<u8>> = Vec::new();
    loop {
        let Response::Exported { seq: 9, step, bytes } = engine.handle(next) else { panic!("no answer") };
        next = Request::ExportOn { seq: 9 };
        match step {
            Step::Begun { hash, rows, bytes } => {
                assert!(rows == 0 || bytes > 0.0);
                (out.hash, out.rows) = (hash, rows);
            }
            Step::Piece { done } => {
                assert!(done <= out.rows && !bytes.is_empty());
                bytes_out.extend(bytes);
                out.pieces += 1;
            }
            Step::Read { files: wanted } => {
                let mut places = &Place::read(&bytes)[..];
                assert_eq!(wanted.iter().map(|(_, count)| *count as usize).sum::<usize>(), places.len());
                assert!(found.is_empty(), "more is asked for before all came in");
                for (file, count) in wanted {
                    let (of_file, rest) = places.split_at(count as usize);
                    places = rest;
                    let mut reread = Reread::new(of_file.to_vec());
                    for piece in files[file as usize].1.chunks(1_000) {
                        reread.feed(piece);
                        found.extend(reread.take());
                    }
                    found.extend(reread.finish());
                }
                next = hand_on(&mut found);
            }
            Step::More => next = hand_on(&mut found),
            Step::Done { written, unknown, missing } => {
                out.unknown = unknown;
                (out.written, out.missing) = (written, missing.into_iter().collect());
                break;
            }
        }
    }
    assert!(matches!(engine.handle(Request::ExportOn { seq: 9 }), Response::Stale { seq: 9 }));
    out.text = String::from_utf8(bytes_out).expect("exports are UTF-8");
    out
}

fn hand_on(found: &mut Vec<Vec<u8>>) -> Request {
    let some: Vec<Vec<u8>> = found.drain(..found.len().div_ceil(2)).collect();
    let lengths = some.iter().map(|record| record.len() as u32).collect();
    Request::ExportFound { seq: 9, lengths, bytes: some.concat() }
}

fn everything(form: Form) -> ExportRequest {
    let view = ViewRequest {
        scope: Scope::Other,
        columns: vec![EVENT.into(), PERSON.into()],
        ..ViewRequest::default()
    };
    ExportRequest { view, form, marked: None }
}

/// A record with odd spellings of numbers, keys and text. Of every three, one is EMR's own.
fn record(n: usize) -> String {
    let source = if n.is_multiple_of(3) { "elasticmapreduce" } else { "s3" };
    format!(
        r#"{{"eventVersion":"1.11","userIdentity":{{"type":"IAMUser","userName":"user{n}"}},"eventTime":"2026-09-01T10:{:02}:00Z","eventSource":"{source}.amazonaws.com","eventName":"Op{n}","eventID":"0e5ec7a1-0000-4000-8000-{n:012x}","requestParameters":{{"x":1.50e+3,"big":123456789012345678901234567890,"é\u00e9":"\/ \ud83d\ude00 \t","":[ ],"x":2}}}}"#,
        (n * 7) % 60,
    )
}

fn document(records: &[String]) -> Vec<u8> {
    format!("{{\"Records\":[{}]}}", records.join(",")).into_bytes()
}

/// A trail of several containers and forms, and its records in the order of the files.
fn trail() -> (Vec<(String, Vec<u8>)>, Vec<String>) {
    let records: Vec<String> = (1..=24).map(record).collect();
    let lines = records[8..12].join("\n").into_bytes();
    let looked_up: Vec<String> = records[12..16]
        .iter()
        .map(|record| {
            format!(r#"{{"EventId":"x","CloudTrailEvent":{}}}"#, serde_json::to_string(record).unwrap())
        })
        .collect();
    let looked_up = format!(r#"{{"Events": [{}]}}"#, looked_up.join(", "));
    let members = [document(&records[16..18]), gzip(&document(&records[18..20])), document(&records[20..22])];
    let archive = zip(&[("a.json", &members[0][..]), ("b.json.gz", &members[1]), ("c/d.json", &members[2])]);
    let files = vec![
        ("plain.json".to_owned(), document(&records[..4])),
        ("packed.json.gz".to_owned(), gzip(&document(&records[4..8]))),
        ("lines.json".to_owned(), lines),
        ("lookup.json".to_owned(), looked_up.into_bytes()),
        ("archive.zip".to_owned(), archive),
        ("utf16.json".to_owned(), utf16(&document(&records[22..]), false, true).unwrap()),
    ];
    (files, records)
}

#[test]
fn original_records_come_out_byte_for_byte_in_the_order_of_the_files() {
    let (files, records) = trail();
    let loaded = load(&files);
    let lines = export(&loaded, &files, everything(Form::Lines));
    assert_eq!(lines.text, records.iter().map(|record| format!("{record}\n")).collect::<String>());
    assert_eq!((lines.rows, lines.written, lines.missing.len()), (24, 24, 0));
    let document = export(&loaded, &files, everything(Form::Document));
    assert_eq!(document.text, format!("{{\"Records\":[\n{}\n]}}\n", records.join(",\n")));
    assert_eq!((document.written, &document.hash), (24, &lines.hash));
    // What was exported reads as the same events.
    let again = load(&[("again.json".to_owned(), document.text.into_bytes())]);
    let once_more = export(&again, &[], ExportRequest { form: Form::All, ..everything(Form::All) });
    assert_eq!(once_more.text, export(&loaded, &files, everything(Form::All)).text);
}

#[test]
fn what_is_filtered_or_marked_is_exported_and_nothing_else() {
    let (files, records) = trail();
    let loaded = load(&files);
    let mut filtered = everything(Form::Lines);
    filtered.view.query = "event:(Op2 OR Op9 OR Op14 OR Op20)".to_owned();
    let result = export(&loaded, &files, filtered.clone());
    let wanted: String = [2, 9, 14, 20].iter().map(|n| format!("{}\n", records[n - 1])).collect();
    assert_eq!(result.text, wanted);
    assert_ne!(result.hash, export(&loaded, &files, everything(Form::Lines)).hash);
    filtered.view.query = "eventName:( Op2 OR  Op9 OR Op14 OR Op20 )".to_owned();
    assert_eq!(result.hash, export(&loaded, &files, filtered.clone()).hash, "the same filter in other words");
    filtered.view.query = "event:Nothing".to_owned();
    let nothing = export(&loaded, &files, filtered);
    assert_eq!((nothing.text.as_str(), nothing.rows), ("", 0));

    let row_of = |n: usize| {
        let store = loaded.engine.borrow();
        let found = (0..24).find(|&row| store.store().value(EVENT, row) == format!("Op{n}"));
        found.unwrap()
    };
    let marked = vec![(row_of(11), "seen \"twice\"".to_owned()), (row_of(3), "=note".to_owned())];
    let mut request = ExportRequest { marked: Some(marked), ..everything(Form::Shown) };
    request.view.order = Order::by(SortBy::Column(EVENT), false);
    let table = export(&loaded, &files, request.clone());
    assert_eq!(
        table.text,
        "\u{feff}eventTime,eventName,person,note\r\n\
         2026-09-01T10:17:00Z,Op11,user11,\"seen \"\"twice\"\"\"\r\n\
         2026-09-01T10:21:00Z,Op3,user3,'=note\r\n"
    );
    request.form = Form::Lines;
    assert_eq!(export(&loaded, &files, request).text, format!("{}\n{}\n", records[2], records[10]));
}

#[test]
fn tables_have_the_order_the_zone_and_all_columns() {
    let (files, _) = trail();
    let loaded = load(&files);
    let mut request = everything(Form::Shown);
    request.view.query = "event:(Op1 OR Op2)".to_owned();
    request.view.zone = Zone::fixed("+02:00", 7_200);
    assert_eq!(
        export(&loaded, &files, request.clone()).text,
        "\u{feff}eventTime,eventTime (+02:00),eventName,person\r\n\
         2026-09-01T10:14:00Z,2026-09-01T12:14:00+02:00,Op2,user2\r\n\
         2026-09-01T10:07:00Z,2026-09-01T12:07:00+02:00,Op1,user1\r\n"
    );
    // Of a path: from the record in memory, or as it is read again.
    request.view.columns = vec![TableColumn::find("requestParameters.x").unwrap(), TableColumn::EventId];
    request.view.query = "event:(Op2 OR Op3)".to_owned();
    request.view.zone = Zone::utc();
    let paths = export(&loaded, &files, request.clone());
    assert_eq!(
        paths.text,
        "\u{feff}eventTime,requestParameters.x,eventID\r\n\
         2026-09-01T10:21:00Z,\"1.50e+3\n2\",0e5ec7a1-0000-4000-8000-000000000003\r\n\
         2026-09-01T10:14:00Z,\"1.50e+3\n2\",0e5ec7a1-0000-4000-8000-000000000002\r\n"
    );
    assert_eq!((paths.unknown, paths.written), (0, 2));
    // What stands there now is another record.
    let mut changed = files.clone();
    changed[0].1 =
        String::from_utf8(changed[0].1.clone()).unwrap().replace("1.50e+3", "1.60e+3").into_bytes();
    let paths = export(&loaded, &changed, request.clone());
    assert!(
        paths.text.contains("\"1.50e+3\n2\",") && paths.text.contains(",(record could not be read again),")
    );
    assert_eq!((paths.unknown, paths.written), (1, 2));
    request.view.query = "event:(Op1 OR Op2)".to_owned();
    request.view.zone = Zone::fixed("+02:00", 7_200);
    request.form = Form::All;
    let all = export(&loaded, &files, request).text;
    let heading = all.lines().next().unwrap();
    assert_eq!(heading.split(',').count(), trailglass::store::COLUMNS.len() + 3);
    assert!(heading.ends_with(",vpcEndpointId,eventID"));
    assert!(all.contains(",0e5ec7a1-0000-4000-8000-000000000002\r\n"));
}

#[test]
fn records_that_are_not_there_any_more_are_counted_by_file() {
    let (mut files, records) = trail();
    let loaded = load(&files);
    // Cut, replaced by other records of the same size, gone.
    let cut = files[0].1.len() / 2;
    files[0].1.truncate(cut);
    files[2].1 = records[8..12].join("\n").replace("Op", "OP").into_bytes();
    files[4].1.clear();
    let result = export(&loaded, &files, everything(Form::Lines));
    // EMR's own are in memory: those that a file has lost are there all the same.
    let is_emr = |n: usize| n.is_multiple_of(3);
    let lost: Vec<usize> =
        (1..=24).filter(|&n| !is_emr(n) && matches!(n, 3..=4 | 9..=12 | 17..=22)).collect();
    let wanted: String =
        (1..=24).filter(|n| !lost.contains(n)).map(|n| format!("{}\n", records[n - 1])).collect();
    assert_eq!(result.text, wanted);
    assert_eq!(result.missing.values().sum::<u32>() as usize, lost.len());
    assert_eq!(result.missing.keys().copied().collect::<Vec<_>>(), [0, 2, 4]);
    assert_eq!(result.written as usize, 24 - lost.len());
}

#[test]
fn a_worker_that_is_lost_costs_what_it_was_to_read() {
    let (files, _) = trail();
    let loaded = load(&files);
    let mut engine = loaded.engine.borrow_mut();
    let mut next = Request::Export { seq: 3, export: Box::new(everything(Form::Lines)) };
    let (mut lost, mut reads) = (0, 0);
    loop {
        let Response::Exported { step, .. } = engine.handle(next) else { panic!("no answer") };
        next = match step {
            Step::Read { files } => {
                reads += files.iter().map(|(_, count)| count).sum::<u32>();
                Request::ExportLost { seq: 3 }
            }
            Step::Done { written, missing, .. } => {
                lost += missing.iter().map(|(_, count)| count).sum::<u32>();
                assert_eq!(written + lost, 24);
                break;
            }
            _ => Request::ExportOn { seq: 3 },
        };
    }
    assert_eq!((lost, reads), (16, 16));
}

#[test]
fn an_export_of_any_size_goes_in_pieces() {
    let records: Vec<String> = (1..=9_000).map(record).collect();
    let files = vec![
        ("a.json".to_owned(), document(&records[..4_000])),
        ("b.json.gz".to_owned(), gzip(&document(&records[4_000..]))),
    ];
    let loaded = load(&files);
    let lines = export(&loaded, &files, everything(Form::Lines));
    assert_eq!(lines.text, records.iter().map(|record| format!("{record}\n")).collect::<String>());
    assert!(lines.pieces > 3, "{} pieces", lines.pieces);
    let mut paths = everything(Form::Shown);
    paths.view.columns = vec![TableColumn::EventId, TableColumn::find("requestParameters.big").unwrap()];
    let paths = export(&loaded, &files, paths);
    let known = paths.text.lines().filter(|line| line.ends_with(",123456789012345678901234567890")).count();
    assert_eq!((known, paths.unknown), (9_000, 0));
    let table = export(&loaded, &files, everything(Form::All));
    assert_eq!(table.text.lines().count(), 9_001);
    assert!(table.pieces > 1, "{} pieces", table.pieces);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn no_cell_of_an_export_is_a_formula(values in prop::collection::vec("[=+@\t\r\n\"',;a-]{0,5}", 1..8)) {
        let records: Vec<String> = values
            .iter()
            .enumerate()
            .map(|(n, value)| {
                let agent = serde_json::to_string(value).unwrap();
                record(n).replace("\"requestParameters\"", &format!("\"userAgent\":{agent},\"requestParameters\""))
            })
            .collect();
        let files = vec![("a.json".to_owned(), document(&records))];
        let loaded = load(&files);
        let mut request = everything(Form::Shown);
        request.view.columns = vec![AGENT.into()];
        request.view.order = Order::by(SortBy::Time, false);
        let text = export(&loaded, &files, request).text;
        let mut reader = text.trim_start_matches('\u{feff}');
        // Cells, quotes resolved.
        let (mut cells, mut cell, mut quoted) = (Vec::new(), String::new(), false);
        while let Some(c) = reader.chars().next() {
            reader = &reader[c.len_utf8()..];
            match c {
                '"' if quoted && reader.starts_with('"') => {
                    cell.push('"');
                    reader = &reader[1..];
                }
                '"' => quoted = !quoted,
                ',' | '\r' | '\n' if !quoted => {
                    if !(c == '\n' && cell.is_empty()) {
                        cells.push(std::mem::take(&mut cell));
                    }
                }
                c => cell.push(c),
            }
        }
        prop_assert_eq!(cells.len(), (values.len() + 1) * 2);
        for cell in &cells {
            prop_assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{:?}", cell);
        }
        let mut shown: Vec<&str> = cells.iter().skip(3).step_by(2).map(|cell| cell.strip_prefix('\'').unwrap_or(cell)).collect();
        let mut given: Vec<&str> = values.iter().map(|value| value.strip_prefix('\'').unwrap_or(value)).collect();
        shown.sort_unstable();
        given.sort_unstable();
        prop_assert_eq!(shown, given);
    }
}
