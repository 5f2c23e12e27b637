//! Damage of every kind to every fixture, the same in every run: nothing panics, the sums hold, the window makes
//! no difference, and each row that was read can be opened.
//!
//! `TRAILGLASS_MUTATIONS` sets how many inputs are tried, `TRAILGLASS_SEED` where they start.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "support/packing.rs"]
mod packing;
#[path = "support/reading.rs"]
mod reading;

use std::collections::BTreeMap;

use reading::{Fixture, GENEROUS, Reading, fixtures, gzip, read_with, reread, unpacked};
use trailglass::engine::parse_job::Parser;
use trailglass::engine::protocol::{Request, Response};

/// xorshift64*: small, and the same everywhere.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() >> 33) as usize % n.max(1)
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}

/// What matters to the readers: structure, escapes, starts of documents and records, numbers, broken UTF-8.
const PIECES: &[&[u8]] = &[
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b":",
    b"\"",
    b"\\",
    b"\n",
    b"\r\n",
    b" ",
    b"\0",
    b"\xff",
    b"\xef\xbb\xbf",
    b"-",
    b"1",
    b"12345678901234567890123",
    b"1e999",
    b"null",
    b"tru",
    b"{}",
    b"[]",
    b"\"\"",
    b"{{",
    b"]]",
    b"\"}",
    b"\\ud800",
    b"\\udc00",
    b"\\u12",
    b"{\"Records\":[",
    b"{\"eventVersion\":",
    b"{\"eventName\":\"x\",\"eventSource\":\"y\"}",
    b"\"eventName\":null,",
    b"\"eventID\":\"\",",
    b"\x1f\x8b",
    b"\x1e",
    b"\n  ",
    b"\n- ",
    b"'",
    b";",
    b", type=",
];

fn mutate(bytes: &mut Vec<u8>, others: &[Fixture], random: &mut Random) {
    let at = random.below(bytes.len() + 1);
    let to = (at + random.below(60)).min(bytes.len());
    match random.below(9) {
        0 if at < bytes.len() => bytes[at] ^= 1 << random.below(8),
        1 if at < bytes.len() => bytes[at] = random.next() as u8,
        2 => drop(bytes.splice(at..at, random.pick(PIECES).iter().copied())),
        3 => drop(bytes.splice(at..to, random.pick(PIECES).iter().copied())),
        4 => drop(bytes.drain(at..to)),
        5 => {
            let copy = bytes[at..to].to_vec();
            let there = random.below(bytes.len() + 1);
            bytes.splice(there..there, copy);
        }
        6 => {
            let other = &random.pick(others).bytes;
            let from = random.below(other.len() + 1);
            let until = (from + random.below(2000)).min(other.len());
            bytes.splice(at..to, other[from..until].iter().copied());
        }
        7 => bytes.truncate(at),
        // A byte of the structure that is there is doubled or taken away.
        _ => {
            let marks: Vec<usize> = (0..bytes.len()).filter(|&i| b"{}[]\",:\\".contains(&bytes[i])).collect();
            if !marks.is_empty() {
                let mark = *random.pick(&marks);
                if random.below(2) == 0 {
                    bytes.remove(mark);
                } else {
                    bytes.insert(mark, bytes[mark]);
                }
            }
        }
    }
}

/// Opens each row as the page would: from memory, or from the bytes it lies in.
fn open_all(reading: &mut Reading, bytes: &[u8], data: &BTreeMap<u32, Vec<u8>>) {
    for row in 0..reading.engine.store().rows() {
        let mut answer = reading.engine.handle(Request::Detail { seq: 1, row });
        if let Response::NeedRecord { at, .. } = answer {
            let start = at.offset as usize;
            let record = data[&at.member][start..start + at.length as usize].to_vec();
            // The way of the page takes the whole file each time: the first of them will do.
            if row == 0 {
                assert!(reread(bytes, at) == record, "{at:?}");
            }
            answer = reading.engine.handle(Request::DetailOf { seq: 2, row, record });
        }
        assert!(matches!(answer, Response::Detail { .. }), "row {row}: {answer:?}");
    }
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

#[test]
fn damage_is_survived_and_accounted_for() {
    let inputs = number("TRAILGLASS_MUTATIONS").unwrap_or(24_000);
    let seed = number("TRAILGLASS_SEED").unwrap_or(1);
    let fixtures = fixtures();
    let threads = std::thread::available_parallelism().map_or(2, |n| n.get() as u64);
    let totals: Vec<(u64, u64)> = std::thread::scope(|scope| {
        let (fixtures, workers) = (&fixtures, (0..threads));
        let running: Vec<_> = workers
            .map(|worker| {
                scope.spawn(move || {
                    let mut totals = (0, 0);
                    for n in (worker..inputs).step_by(threads as usize) {
                        let (rows, lossy) = check(seed + n, fixtures);
                        totals = (totals.0 + rows, totals.1 + u64::from(lossy));
                    }
                    totals
                })
            })
            .collect();
        running.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let (rows, lossy) = totals.iter().fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
    eprintln!("{inputs} inputs, {rows} rows opened, {lossy} inputs with loss");
    // Neither harmless nor hopeless: otherwise the damage would not reach what is to be tested.
    assert!(rows > inputs / 2 && lossy > inputs / 4 && lossy < inputs, "{rows} rows, {lossy} lossy");
}

/// The input in a container of one kind or another; archives have a second member.
fn wrapped(kind: usize, bytes: &[u8], fixtures: &[Fixture], random: &mut Random) -> Vec<u8> {
    use packing::{Zip, tar, tar_pax, utf16, zip_with};
    let other = &random.pick(fixtures).bytes;
    let zipped = gzip(bytes);
    let mut flip = || random.below(2) == 0;
    let how = Zip { stored: flip(), wide: flip(), streamed: flip() };
    let inner = if flip() { &zipped[..] } else { bytes };
    let members =
        if flip() { [("a", inner), ("b/c", &other[..])] } else { [("b", &other[..]), ("a", inner)] };
    match kind {
        5 | 6 => zip_with(how, &members),
        7 => tar(&members),
        8 => gzip(&tar_pax(&members)),
        9 => zip_with(how, &[("inner.zip", &zip_with(Zip::default(), &members)), ("d", other)]),
        10 => utf16(bytes, flip(), flip()).unwrap_or(zipped),
        _ => zipped,
    }
}

/// Tries one input; how many rows it gave and whether something was lost.
fn check(seed: u64, fixtures: &[Fixture]) -> (u64, bool) {
    let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    random.next();
    let fixture = random.pick(fixtures);
    let mut bytes = fixture.bytes.clone();
    for _ in 0..=random.below(3) {
        mutate(&mut bytes, fixtures, &mut random);
    }
    // Plain, or in a container, which is damaged itself or not.
    let wrapping = random.below(12);
    if wrapping >= 4 {
        bytes = wrapped(wrapping, &bytes, fixtures, &mut random);
        if random.below(2) == 0 {
            mutate(&mut bytes, fixtures, &mut random);
        }
    }
    let what = format!("TRAILGLASS_SEED={seed} TRAILGLASS_MUTATIONS=1 ({}/{})", fixture.group, fixture.case);
    let outcome = std::panic::catch_unwind(move || {
        // A small limit makes records too large; the widest window it allows is the one to compare with.
        let limit = *random.pick(&[GENEROUS, GENEROUS, 300, 900, 1500]);
        let mut whole = read_with(Parser::with_window(limit, limit), &bytes, || usize::MAX);
        assert!(whole.sums_hold(), "{:?}", whole.report);
        assert_eq!(whole.report.bytes_in, bytes.len() as u64);
        let data = unpacked(&bytes);
        assert_eq!(whole.report.bytes_out, data.values().map(|data| data.len() as u64).sum::<u64>());
        open_all(&mut whole, &bytes, &data);
        // The same input in other pieces, through a small window.
        let widest = *random.pick(&[40, 3000]);
        let window = (1 + random.below(widest)).min(limit);
        let most = 1 + random.below(400);
        let pieces = read_with(Parser::with_window(window, limit), &bytes, || 1 + random.below(most));
        let (got, want) = (pieces.text(), whole.text());
        assert!(got == want, "window {window}:\n{got}\nin place of\n{want}");
        assert_eq!(pieces.ledger(), whole.ledger(), "window {window}");
        let lossy = whole.report.problems.worst() >= Some(trailglass::problem::Severity::DataLoss);
        (u64::from(whole.engine.store().rows()), lossy)
    });
    outcome.unwrap_or_else(|_| panic!("{what}"))
}
