//! One file read by the core, as text that can be compared and as parts that can be counted.
#![allow(dead_code)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use trailglass::container::Container;
use trailglass::container::unpack::{Outlet, Unpack};
use trailglass::engine::Engine;
use trailglass::engine::parse_job::Parser;
use trailglass::engine::reread::Reread;
use trailglass::format::FORMATS;
use trailglass::problem::Reporter;
use trailglass::record::time;
use trailglass::store::batch::Provenance;
use trailglass::store::ledger::FileReport;
use trailglass::store::{COLUMNS, ColumnId, Store};

/// A record limit that no fixture comes near.
pub const GENEROUS: usize = 1 << 20;

/// What a file was read as.
pub struct Reading {
    pub engine: Engine,
    pub report: FileReport,
}

/// One row as text: time, place, id and every column that has a value. Two rows with the same text are the
/// same event at the same place.
pub fn row_text(store: &Store, row: u32) -> String {
    let at = store.provenance(row).unwrap();
    let time = time::format(store.times()[row as usize]);
    let mut out = format!("- “{time}” {} at {} length {}\n", store.event_id(row), at.offset, at.length);
    writeln!(out, "    scope = {:?}", store.scope(row)).unwrap();
    for (i, column) in COLUMNS.iter().enumerate() {
        let value = store.value(ColumnId(i as u8), row);
        if !value.is_empty() {
            writeln!(out, "    {} = {value:?}", column.path).unwrap();
        }
    }
    out
}

fn form(report: &FileReport) -> &'static str {
    report.format.map_or("none", |id| FORMATS[id as usize].name)
}

fn account_text(r: &FileReport) -> String {
    let mut out = format!(
        "form: {}\nrecords: {} = {} events + {} not events + {} damaged\noutcome: {}\n",
        form(r),
        r.records,
        r.events,
        r.not_events,
        r.damaged,
        r.outcome().label(),
    );
    let span = r.span.map(|(first, last)| format!("{} to {}", time::format(first), time::format(last)));
    writeln!(out, "bytes: {}\nspan: {}", r.bytes_out, span.unwrap_or("none".to_owned())).unwrap();
    writeln!(out, "problems:{}", if r.problems.problems.is_empty() { " none" } else { "" }).unwrap();
    // Unwrapping and reading go on side by side: which of them met its problem first says nothing.
    let mut problems: Vec<_> = r.problems.problems.iter().collect();
    problems.sort_by_key(|p| p.id.kind().name);
    for p in problems {
        let at = p.at.map_or("nowhere".to_owned(), |at| at.to_string());
        writeln!(out, "- {} × {} at {at}", p.id.kind().name, p.count).unwrap();
    }
    out
}

impl Reading {
    pub fn rows(&self) -> Vec<String> {
        let store = self.engine.store();
        (0..store.rows()).map(|row| row_text(store, row)).collect()
    }

    /// The account of the data: where only one member of archives holds any, that member's.
    pub fn account(&self) -> &FileReport {
        let mut with_data = self.report.members.iter().filter(|member| !member.is_archive());
        match (with_data.next(), with_data.next()) {
            (Some(member), None) => member,
            _ => &self.report,
        }
    }

    pub fn form(&self) -> &'static str {
        form(self.account())
    }

    /// All that must not depend on how the bytes came in: everything but the container and its own bytes.
    pub fn text(&self) -> String {
        let mut out = account_text(self.account());
        let rows = self.rows();
        writeln!(out, "rows:{}", if rows.is_empty() { " none" } else { "" }).unwrap();
        out.extend(rows);
        let copies = self.engine.store().copies();
        writeln!(out, "copies:{}", if copies.is_empty() { " none" } else { "" }).unwrap();
        for copy in copies {
            writeln!(out, "- of row {} at {} length {}", copy.row, copy.at.offset, copy.at.length).unwrap();
        }
        out
    }

    /// The ledger, each line with what must not depend on how the bytes came in.
    pub fn ledger(&self) -> String {
        let lines = self.report.lines();
        lines.map(|r| format!("{} {:?} {}\n{}", r.path, r.containers, r.bytes_in, account_text(r))).collect()
    }

    /// Each element is accounted for, and each event is a row or a copy of one.
    pub fn sums_hold(&self) -> bool {
        let store = self.engine.store();
        self.report.adds_up() && u64::from(store.rows()) + store.copies().len() as u64 == self.report.events
    }
}

/// Reads one file with this parser, fed in pieces that `piece` measures, one after another.
pub fn read_with(mut parser: Parser, mut bytes: &[u8], mut piece: impl FnMut() -> usize) -> Reading {
    let mut engine = Engine::default();
    parser.open(0);
    while !bytes.is_empty() {
        let (head, rest) = bytes.split_at(piece().clamp(1, bytes.len()));
        parser.feed(head);
        bytes = rest;
    }
    parser.close();
    for batch in parser.take_batches(true) {
        engine.ingest(&batch).unwrap();
    }
    let mut reports = engine.store().ledger();
    assert_eq!(reports.len(), 1, "one file, one report");
    let report = reports.remove(0);
    Reading { engine, report }
}

/// Reads one file as the page would.
pub fn read(bytes: &[u8]) -> Reading {
    read_with(Parser::default(), bytes, || usize::MAX)
}

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Whether records lie inside the elements of this form, or are made from them.
pub fn wraps(form: &str) -> bool {
    FORMATS.iter().any(|format| format.name == form && (format.tentative || !format.places.is_empty()))
}

/// Keeps everything that comes out of a file, by member.
#[derive(Default)]
pub struct Unpacked {
    pub members: BTreeMap<u32, Vec<u8>>,
    current: u32,
    room: Vec<u8>,
    reporter: Reporter,
}

impl Outlet for Unpacked {
    fn reporter(&mut self, _: u32) -> &mut Reporter {
        &mut self.reporter
    }

    fn wrapped(&mut self, _: u32, _: Container) {}

    fn begin(&mut self, _: u32, _: &str) {}

    fn end(&mut self, _: u32, _: u64) {}

    fn data_begins(&mut self, member: u32) {
        assert!(self.members.insert(member, Vec::new()).is_none(), "each member begins once");
        self.current = member;
    }

    fn room(&mut self) -> &mut [u8] {
        self.room.resize(4096, 0);
        &mut self.room
    }

    fn filled(&mut self, made: usize) {
        self.members.get_mut(&self.current).unwrap().extend(&self.room[..made]);
    }

    fn data_ends(&mut self) {}
}

/// What the members of a file hold, as far as they can be unpacked.
pub fn unpacked(bytes: &[u8]) -> BTreeMap<u32, Vec<u8>> {
    let (mut unpack, mut out) = (Unpack::default(), Unpacked::default());
    unpack.feed(bytes, &mut out);
    unpack.finish(&mut out);
    out.members
}

/// A record read again from the bytes of its file, as the page does it.
pub fn reread(bytes: &[u8], at: Provenance) -> Vec<u8> {
    let mut reread = Reread::new(vec![at.into()]);
    for piece in bytes.chunks(10_000) {
        reread.feed(piece);
    }
    let mut found = reread.take();
    found.extend(reread.finish());
    assert_eq!(found.len(), 1, "one place was asked for");
    found.remove(0)
}

/// A fixture: `tests/fixtures/formats/<group>/<case>/input.*`.
pub struct Fixture {
    pub group: String,
    pub case: String,
    pub folder: PathBuf,
    pub bytes: Vec<u8>,
}

/// All fixtures, in order of their names.
pub fn fixtures() -> Vec<Fixture> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/formats");
    let folders = |of: &Path| -> Vec<(String, PathBuf)> {
        let entries = std::fs::read_dir(of).unwrap().map(Result::unwrap).filter(|e| e.path().is_dir());
        entries.map(|e| (e.file_name().into_string().unwrap(), e.path())).collect()
    };
    let mut out = Vec::new();
    for (group, path) in folders(&root) {
        for (case, folder) in folders(&path) {
            let is_input = |p: &PathBuf| p.file_stem().is_some_and(|stem| stem == "input");
            let inputs: Vec<PathBuf> =
                std::fs::read_dir(&folder).unwrap().map(|e| e.unwrap().path()).filter(is_input).collect();
            assert_eq!(inputs.len(), 1, "{group}/{case} holds one file named input");
            let bytes = std::fs::read(&inputs[0]).unwrap();
            out.push(Fixture { group: group.clone(), case, folder, bytes });
        }
    }
    out.sort_by(|a, b| (&a.group, &a.case).cmp(&(&b.group, &b.case)));
    out
}
