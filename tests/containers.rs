//! Archives: members have accounts of their own, damage costs what is damaged, and what is made to do harm is refused.
//!
//! Bombs are made here and not kept anywhere.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "support/packing.rs"]
mod packing;
#[path = "support/quine.rs"]
mod quine;
#[path = "support/reading.rs"]
mod reading;

use std::io::{Read, Write};
use std::sync::atomic::{AtomicU64, Ordering};

use packing::{Zip, tar, zip, zip_with};
use reading::{GENEROUS, Reading, gzip, read, read_with, reread};
use trailglass::container::Container;
use trailglass::engine::parse_job::Parser;
use trailglass::limits::{self, Unpacking};
use trailglass::problem::{ProblemId, Severity};
use trailglass::store::ledger::{FileReport, Outcome};
use trailglass::store::wire;

fn record(n: usize) -> String {
    format!(
        r#"{{"eventTime":"2026-09-01T10:00:00Z","eventSource":"s3.amazonaws.com","eventName":"Get{n}","eventID":"0e5ec7a1-0000-4000-8000-{n:012}"}}"#
    )
}

fn log(events: std::ops::Range<usize>) -> Vec<u8> {
    let records: Vec<String> = events.map(record).collect();
    format!("{{\"Records\":[{}]}}", records.join(",")).into_bytes()
}

fn line(report: &FileReport) -> (&str, u64, Outcome) {
    (&report.path, report.events, report.outcome())
}

fn problems(report: &FileReport) -> Vec<(ProblemId, u64)> {
    report.problems.problems.iter().map(|problem| (problem.id, problem.count)).collect()
}

/// Reads in one piece and in small ones; both must agree.
fn read_both(bytes: &[u8]) -> Reading {
    let want = read(bytes);
    assert!(want.sums_hold(), "{:?}", want.report);
    let small = read_with(Parser::with_window(300, GENEROUS), bytes, || 11);
    assert_eq!(small.ledger(), want.ledger());
    assert_eq!(small.rows(), want.rows());
    want
}

#[test]
fn each_member_has_its_account() {
    let (a, b) = (log(0..3), log(3..5));
    let stored = Zip { stored: true, ..Zip::default() };
    let inner = zip_with(stored, &[("b.json.gz", &gzip(&b)), ("empty.json", b"{\"Records\":[]}")]);
    let bytes = zip(&[("AWSLogs/a.json", &a), ("README.txt", b"hello"), ("more/inner.zip", &inner)]);
    let reading = read_both(&bytes);
    let report = &reading.report;
    assert_eq!(
        report.members.iter().map(line).collect::<Vec<_>>(),
        [
            ("AWSLogs/a.json", 3, Outcome::Read),
            ("README.txt", 0, Outcome::Skipped),
            ("more/inner.zip", 0, Outcome::Read),
            ("more/inner.zip/b.json.gz", 2, Outcome::Read),
            ("more/inner.zip/empty.json", 0, Outcome::Read),
        ]
    );
    assert_eq!((report.events, report.outcome()), (5, Outcome::Partly));
    assert_eq!(problems(report), [(ProblemId::MembersNotRead, 1)]);
    assert_eq!(report.problems.problems[0].detail, "README.txt");
    assert_eq!(report.containers, [Container::Zip]);
    assert_eq!(report.members[3].containers, [Container::Gzip]);
    assert_eq!((report.members[0].bytes_out, report.members[3].bytes_out), (a.len() as u64, b.len() as u64));
    assert_eq!(
        report.members[3].bytes_in,
        gzip(&b).len() as u64,
        "as it lies in the inner zip: stored or not"
    );
    // Each row says where it is from, and is found there again.
    let store = reading.engine.store();
    let members: Vec<u32> = (0..5).map(|row| store.provenance(row).unwrap().member).collect();
    assert_eq!(members, [1, 1, 1, 4, 4]);
    let at = store.provenance(4).unwrap();
    assert_eq!(store.member_path(at), "more/inner.zip/b.json.gz");
    assert_eq!(reread(&bytes, at), record(4).into_bytes());
}

/// Where there is a clock, each member says how long it took, and an archive as long as its members together.
#[test]
fn each_member_has_its_time() {
    fn clock() -> u64 {
        static TICKS: AtomicU64 = AtomicU64::new(0);
        TICKS.fetch_add(1, Ordering::Relaxed)
    }
    let inner = tar(&[("b", &log(3..5)), ("c", &log(5..6))]);
    let bytes = zip(&[("a.json", &log(0..3)), ("inner.tar", &inner)]);
    let report = read_with(Parser::default().timed(clock), &bytes, || 10).report;
    let took: Vec<Option<u64>> = report.members.iter().map(|member| member.micros).collect();
    // Each look at the clock is a tick: two for each of the members inside lie between those for the archive.
    assert_eq!(took, [Some(1), Some(5), Some(1), Some(1)]);
    assert!(read(&bytes).report.members.iter().all(|member| member.micros.is_none()));
}

/// The last part of a file, and of a small file all, is read when it ends: that counts, too, and so does what went before
/// where a file cannot be read on.
#[test]
fn the_time_of_a_file_is_taken_when_all_of_it_is_read() {
    fn clock() -> u64 {
        static TICKS: AtomicU64 = AtomicU64::new(0);
        TICKS.fetch_add(1, Ordering::Relaxed)
    }
    let mut timed = Parser::default().timed(clock);
    for abandoned in [false, true] {
        timed.open(0);
        timed.feed(&tar(&[("a", &log(0..3))]));
        match abandoned {
            true => timed.abandon(ProblemId::Unreadable, ""),
            false => timed.close(),
        }
        let report = reports(&mut timed).pop().unwrap();
        // The member looked at the clock twice in between.
        assert_eq!((report.micros, report.members[0].micros), (Some(3), Some(1)));
    }
    timed.open(0);
    timed.abandon(ProblemId::Unreadable, "");
    assert_eq!(reports(&mut timed).pop().unwrap().micros, None);
    let mut untimed = Parser::default();
    untimed.open(0);
    untimed.close();
    assert_eq!(reports(&mut untimed).pop().unwrap().micros, None);
}

fn reports(parser: &mut Parser) -> Vec<FileReport> {
    parser.take_batches(true).iter().flat_map(|batch| wire::read(batch).unwrap().files).collect()
}

#[test]
fn a_copy_in_a_later_member_is_the_copy() {
    let bytes = tar(&[("one", &log(0..2)), ("two", &log(0..2))]);
    let reading = read_both(&bytes);
    let store = reading.engine.store();
    assert_eq!((store.rows(), store.copies().len()), (2, 2));
    assert!((0..2).all(|row| store.provenance(row).unwrap().member == 1));
    assert!(store.copies().iter().all(|copy| copy.at.member == 2));
}

#[test]
fn archives_that_hold_nothing_say_so() {
    for bytes in [zip(&[]), zip(&[("folder/", b"")]), gzip(&zip(&[]))] {
        let report = read_both(&bytes).report;
        assert_eq!(problems(&report), [(ProblemId::EmptyArchive, 1)]);
        assert_eq!(report.outcome(), Outcome::Read);
    }
}

#[test]
fn a_cut_archive_gives_what_it_still_holds() {
    let (a, b) = (log(0..5), log(5..9));
    let members = [("a.json", &a[..]), ("b.json", &b[..])];
    let kinds = [(false, false), (true, false), (false, true), (true, true)];
    let zips = kinds.map(|(stored, streamed)| zip_with(Zip { stored, streamed, wide: false }, &members));
    for whole in zips.into_iter().chain([tar(&members), gzip(&tar(&members))]) {
        assert_eq!(read(&whole).report.events, 9);
        for at in (4..whole.len()).step_by(13) {
            let cut = read(&whole[..at]);
            assert!(cut.sums_hold(), "{:?}", cut.report);
            // The end mark of a tar is padded with blank blocks: without some of these nothing is missing.
            if cut.report.events < 9 {
                let worst = cut.report.problems.worst();
                assert!(worst >= Some(Severity::DataLoss), "cut at {at}: {:?}", cut.report);
            }
        }
    }
}

#[test]
fn damage_in_one_member_costs_that_member() {
    let noise: Vec<u8> = (0..4000u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    let members = [("a.json", &log(0..5)[..]), ("noise", &noise), ("b.json", &log(5..9))];
    for how in [Zip::default(), Zip { streamed: true, ..Zip::default() }] {
        let mut bytes = zip_with(how, &members);
        let place = bytes.windows(5).position(|part| part == b"noise").unwrap() + 200;
        bytes[place..place + 40].fill(0xff);
        let report = read_both(&bytes).report;
        assert_eq!(report.events, 9, "{how:?}: {report:?}");
        let damaged = &report.members[1].problems;
        assert!(
            damaged.count(ProblemId::MemberDamaged) + damaged.count(ProblemId::MemberChecksum) > 0,
            "{damaged:?}"
        );
    }
    // A checksum that is wrong, and nothing else.
    let mut bytes = zip(&members[..1]);
    bytes[14] ^= 1;
    let report = read_both(&bytes).report;
    assert_eq!(problems(&report.members[0]), [(ProblemId::MemberChecksum, 1)]);
    // A header of a tar that is overwritten: the member behind it is read.
    let mut bytes = tar(&members);
    let second = 512 + members[0].1.len().next_multiple_of(512);
    bytes[second..second + 100].fill(b'x');
    let report = read_both(&bytes).report;
    assert_eq!((report.events, report.problems.count(ProblemId::ArchiveDamaged)), (9, 1));
}

#[test]
fn what_is_locked_or_unknown_is_named_and_passed_over() {
    let mut bytes = zip(&[("locked", &log(0..3)), ("other", &log(3..5)), ("open", &log(5..7))]);
    bytes[6] |= 1;
    let other = bytes.windows(5).position(|part| part == b"other").unwrap() - 30;
    bytes[other + 8] = 93;
    let report = read_both(&bytes).report;
    assert_eq!(problems(&report.members[0]), [(ProblemId::MemberEncrypted, 1)]);
    assert_eq!(report.members[1].problems.problems[0].detail, "method 93");
    assert_eq!((report.members[2].events, report.events), (2, 2));
    assert_eq!(report.problems.count(ProblemId::MembersNotRead), 2);
}

#[test]
fn zips_and_tars_behind_one_another_are_read() {
    for one in [zip, tar] {
        let two = [one(&[("a", &log(0..2))]), one(&[("b", &log(2..5))])].concat();
        let report = read_both(&two).report;
        assert_eq!((report.events, problems(&report)), (5, vec![]));
    }
    let trailing = [zip(&[("a", &log(0..2))]), b"padding".to_vec()].concat();
    assert_eq!(problems(&read_both(&trailing).report), [(ProblemId::ArchiveTrailing, 1)]);
}

#[test]
fn members_that_the_directory_does_not_list_are_read_and_named() {
    let whole = zip(&[("a", &log(0..2)), ("b", &log(2..5))]);
    let listed = whole.windows(4).position(|part| part == b"PK\x01\x02").unwrap();
    let second = listed + 46 + 1;
    let without = [&whole[..listed], &whole[second..]].concat();
    let report = read_both(&without).report;
    assert_eq!((report.events, problems(&report)), (5, vec![(ProblemId::ZipUnlisted, 1)]));
}

#[test]
fn an_extension_ends_with_its_field() {
    let data = log(0..2);
    // The sizes are said to stand in a 64-bit extension of 16 bytes, for which the field has room for 8.
    let field = [&[1, 0, 16, 0][..], &(data.len() as u64).to_le_bytes()].concat();
    let mut header = b"PK\x03\x04".to_vec();
    header.extend([45, 0, 0, 0, 0, 0, 0, 0, 33, 0]);
    header.extend([0; 4]);
    header.extend([0xff; 8]);
    header.extend([1, 0, field.len() as u8, 0, b'a']);
    let bytes = [header, field, data].concat();
    let report = read_both(&bytes).report;
    // It has no sizes, then: the member goes on to the end of the file.
    assert_eq!((report.members.len(), report.events), (1, 2));
    assert_eq!(report.problems.count(ProblemId::ArchiveTruncated), 1, "{:?}", problems(&report));
}

/// As [`zip`], but the directory lists the first member many times, at places inside of it.
fn overlapping() -> Vec<u8> {
    let whole = zip(&[("a", &vec![b' '; 1 << 20])]);
    let listed = whole.windows(4).position(|part| part == b"PK\x01\x02").unwrap();
    let end = whole.windows(4).position(|part| part == b"PK\x05\x06").unwrap();
    let mut bytes = whole[..listed].to_vec();
    for n in 0..1000u32 {
        let mut entry = whole[listed..end].to_vec();
        entry[42..46].copy_from_slice(&n.to_le_bytes());
        bytes.extend(entry);
    }
    bytes.extend(&whole[end..]);
    bytes
}

/// A thousand bytes for each one.
fn swollen(megabytes: usize) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    let blank = vec![b' '; 1 << 20];
    for _ in 0..megabytes {
        encoder.write_all(&blank).unwrap();
    }
    encoder.finish().unwrap()
}

/// Reads something harmful. What it takes is bounded by what comes out of it, which each test looks at.
fn read_harmful(bytes: &[u8]) -> FileReport {
    let reading = read(bytes);
    assert!(reading.sums_hold());
    reading.report
}

#[test]
fn bombs_are_refused_and_the_rest_is_read() {
    let bomb = swollen(500);
    let report = read_harmful(&bomb);
    assert!(bomb.len() < 1_000_000 && report.bytes_out < 100 << 20, "{}", report.bytes_out);
    assert_eq!(report.problems.count(ProblemId::ExpandsTooMuch), 1);
    assert_eq!(report.outcome(), Outcome::Skipped);

    // A bomb in a bomb is small itself.
    let twice = gzip(&bomb);
    assert!(twice.len() < 40_000);
    assert_eq!(read_harmful(&twice).problems.count(ProblemId::ExpandsTooMuch), 1);

    // Beside it stands what is read.
    let good = log(0..50);
    for streamed in [false, true] {
        let how = Zip { stored: true, streamed, wide: false };
        let report = read_harmful(&zip_with(how, &[("bomb", &bomb), ("again", &bomb), ("good", &good)]));
        assert_eq!(report.events, 50);
        for bomb in &report.members[..2] {
            assert_eq!(bomb.problems.count(ProblemId::ExpandsTooMuch), 1, "{bomb:?}");
        }
        assert!(report.bytes_out < 200 << 20);
    }
    let blanks = vec![b' '; 120 << 20];
    for streamed in [false, true] {
        let how = Zip { streamed, ..Zip::default() };
        let report = read_harmful(&zip_with(how, &[("bomb", &blanks), ("good", &good)]));
        assert_eq!((report.events, report.members.len()), (50, 2));
        assert_eq!(report.members[0].problems.count(ProblemId::ExpandsTooMuch), 1);
        assert!(report.bytes_out < 100 << 20);
    }
}

#[test]
fn members_inside_one_another_are_read_once() {
    let report = read_harmful(&overlapping());
    assert_eq!(report.problems.count(ProblemId::ZipOverlap), 999);
    assert_eq!((report.members.len(), report.bytes_out), (1, 1 << 20));
}

#[test]
fn containers_end_at_the_set_depth() {
    type Wrap = fn(&[u8]) -> Vec<u8>;
    let nest = |depth: usize, wrap: Wrap| (0..depth).fold(log(0..2), |data, _| wrap(&data));
    let wraps: [Wrap; 3] = [gzip, |data| zip(&[("x", data)]), |data| tar(&[("x", data)])];
    for wrap in wraps {
        assert_eq!(read_both(&nest(limits::CONTAINER_DEPTH, wrap)).report.events, 2);
        let deeper = read_harmful(&nest(limits::CONTAINER_DEPTH + 1, wrap));
        assert_eq!((deeper.events, deeper.outcome()), (0, Outcome::Skipped));
        let too_deep = deeper.lines().map(|line| line.problems.count(ProblemId::TooDeep)).sum::<u64>();
        assert_eq!(too_deep, 1, "{deeper:?}");
    }
}

/// A gzip that unpacks to itself, and a zip whose only member is that zip, with the right sizes and checksums: no
/// program that unpacks them comes to an end.
#[test]
fn what_holds_itself_is_refused_and_the_rest_is_read() {
    let (gzipped, zipped) = (quine::gzip_quine(), quine::zip_quine());
    let mut unpacked = Vec::new();
    flate2::read::GzDecoder::new(&gzipped[..]).read_to_end(&mut unpacked).unwrap();
    assert!(unpacked == gzipped, "{unpacked:x?}");
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(&zipped)).unwrap();
    assert_eq!(archive.len(), 1);
    unpacked.clear();
    archive.by_index(0).unwrap().read_to_end(&mut unpacked).unwrap();
    assert!(unpacked == zipped, "{unpacked:x?}");

    for quine in [&gzipped, &zipped] {
        let too_deep = |report: &FileReport| {
            report.lines().map(|line| line.problems.count(ProblemId::TooDeep)).sum::<u64>()
        };
        let alone = read_harmful(quine);
        assert_eq!((too_deep(&alone), alone.outcome()), (1, Outcome::Skipped), "{alone:?}");
        assert!(alone.bytes_out < 100_000 && alone.members.len() <= limits::CONTAINER_DEPTH);
        for how in [Zip::default(), Zip { streamed: true, ..Zip::default() }] {
            let report = read_harmful(&zip_with(how, &[("itself", quine), ("good.json", &log(0..50))]));
            assert_eq!((too_deep(&report), report.events), (1, 50), "{report:?}");
            assert_eq!(
                report.members.last().map(|line| (line.events, line.outcome())),
                Some((50, Outcome::Read))
            );
        }
    }
}

/// No end of zips in zips.
#[test]
fn a_hundred_zips_in_one_another_are_nothing() {
    let report =
        read_harmful(&(0..100).fold(log(0..2), |data, _| zip(&[("again.zip", &data), ("b", b"{}")])));
    assert!(report.members.len() <= 2 * limits::CONTAINER_DEPTH, "{report:?}");
    let too_deep = report.lines().map(|line| line.problems.count(ProblemId::TooDeep)).sum::<u64>();
    assert_eq!(too_deep, 1);
}

fn read_limited(bytes: &[u8], limits: Unpacking) -> FileReport {
    let parser = Parser::with_window(4096, GENEROUS).limited(limits);
    let reading = read_with(parser, bytes, || 1000);
    assert!(reading.sums_hold());
    reading.report
}

#[test]
fn the_number_of_members_is_limited() {
    let logs: Vec<(String, Vec<u8>)> = (0..10).map(|n| (n.to_string(), log(n..n + 1))).collect();
    let members: Vec<(&str, &[u8])> = logs.iter().map(|(name, log)| (name.as_str(), &log[..])).collect();
    for bytes in [zip(&members), tar(&members), gzip(&tar(&members))] {
        let limits = |members| Unpacking { members, ..Unpacking::default() };
        assert_eq!(problems(&read_limited(&bytes, limits(10))), []);
        let report = read_limited(&bytes, limits(7));
        assert_eq!((report.events, report.members.len()), (7, 7));
        assert_eq!(problems(&report), [(ProblemId::TooManyMembers, 1)]);
    }
}

#[test]
fn what_a_file_holds_is_limited() {
    let bytes = gzip(&log(0..2000));
    let limits = |output| Unpacking { output, ..Unpacking::default() };
    assert_eq!(problems(&read_limited(&bytes, limits(1 << 20))), []);
    let report = read_limited(&bytes, limits(100_000));
    assert_eq!(report.problems.count(ProblemId::OutputTooLarge), 1);
    assert!(report.events > 500 && report.events < 2000 && report.outcome() == Outcome::Partly);
}

/// Logs whose records differ in nothing but what CloudTrail makes anew for each stay far below the ratio, and so does
/// a year of them in an archive.
#[test]
fn the_most_even_logs_are_below_the_ratio() {
    let mut seed = 1u64;
    let mut id = || {
        let mut half = || {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            seed >> 16
        };
        format!("{:08x}-0000-4000-8000-{:012x}", half() as u32, half() & 0xffff_ffff_ffff)
    };
    let padding = "x".repeat(3000);
    let records: Vec<String> = (0..4000)
        .map(|_| {
            let (event, request) = (id(), id());
            format!(r#"{{"eventTime":"2026-09-01T10:00:00Z","eventSource":"s3.amazonaws.com","eventName":"GetObject","userAgent":"{padding}","requestID":"{request}","eventID":"{event}"}}"#)
        })
        .collect();
    let data = format!("{{\"Records\":[{}]}}", records.join(","));
    let zipped = gzip(data.as_bytes());
    assert!(data.len() > 60 * zipped.len() / 2, "{} of {}", zipped.len(), data.len());
    // No grace at all: only the ratio.
    let limits = Unpacking { grace: 0, ..Unpacking::default() };
    for bytes in [zipped.clone(), zip(&[("a", &zipped)]), gzip(&tar(&[("a", &zipped), ("b", &zipped)]))] {
        let report = read_limited(&bytes, limits);
        assert_eq!(report.problems.count(ProblemId::ExpandsTooMuch), 0);
        assert!(report.lines().all(|line| line.outcome() == Outcome::Read), "{report:?}");
    }
}

/// A zip with as many members as a folder has files.
#[test]
fn twenty_thousand_members() {
    let logs: Vec<(String, Vec<u8>)> =
        (0..20_000).map(|n| (format!("AWSLogs/{n}.json.gz"), gzip(&log(n..n + 1)))).collect();
    let members: Vec<(&str, &[u8])> = logs.iter().map(|(name, log)| (name.as_str(), &log[..])).collect();
    let bytes = zip_with(Zip { stored: true, ..Zip::default() }, &members);
    let reading = read(&bytes);
    assert!(reading.sums_hold());
    assert_eq!((reading.report.events, reading.report.members.len()), (20_000, 20_000));
    let store = reading.engine.store();
    assert_eq!(store.provenance(19_999).unwrap().member, 20_000);
}
