//! The work of a parse worker, without the worker: bytes of files in, batches out.

use std::borrow::Cow;

use super::window::Window;
use crate::container::Container;
use crate::container::gzip::Inflate;
use crate::format::{self, Detected, FORMATS, Fill, Reader, Sink, Taken, unwrap};
use crate::json::{self, Scan};
use crate::limits;
use crate::problem::{ProblemId, Reporter};
use crate::record::Record;
use crate::record::scan;
use crate::record::time::NO_TIME;
use crate::store::batch::{Builder, Provenance, event_time, fingerprint};
use crate::store::ledger::FileReport;
use crate::store::wire;

enum Source {
    /// The first bytes, until there are enough to tell.
    Undecided(Vec<u8>),
    Plain,
    Gzip(Box<Inflate>),
}

enum Stage {
    /// The form is not known yet.
    Detecting,
    Reading(Box<dyn Reader>),
    /// Not a form that is known: the rest is counted and passed over.
    PassingOver,
}

/// The file that is being read.
struct Open {
    report: FileReport,
    source: Source,
    stage: Stage,
    /// Offset of the window in the decompressed data.
    base: u64,
    /// The window is read when it has this size.
    target: usize,
}

/// Parses files, one after another, into batches.
pub struct Parser {
    builder: Builder,
    open: Option<Open>,
    window: Window,
    ready: Vec<Vec<u8>>,
    events: u64,
    window_size: usize,
    record_limit: usize,
}

impl Default for Parser {
    fn default() -> Self {
        Parser::with_window(limits::WINDOW, limits::RECORD)
    }
}

impl Parser {
    /// A parser whose window and largest record have these sizes. The same records come out for any window.
    pub fn with_window(window_size: usize, record_limit: usize) -> Self {
        Parser {
            builder: Builder::default(),
            open: None,
            window: Window::default(),
            ready: Vec::new(),
            events: 0,
            window_size: window_size.max(1),
            record_limit: record_limit.max(window_size),
        }
    }

    /// Events read since the start, for the progress line.
    pub fn events(&self) -> u64 {
        self.events + self.open.as_ref().map_or(0, |open| open.report.events)
    }

    /// Starts a file.
    pub fn open(&mut self, file: u32) {
        self.window.clear();
        self.open = Some(Open {
            report: FileReport::new(file),
            source: Source::Undecided(Vec::new()),
            stage: Stage::Detecting,
            base: 0,
            target: self.window_size,
        });
    }

    /// Takes the next bytes of the file.
    pub fn feed(&mut self, bytes: &[u8]) {
        let Some(mut open) = self.open.take() else { return };
        open.report.bytes_in += bytes.len() as u64;
        self.take(&mut open, bytes);
        self.open = Some(open);
    }

    fn take(&mut self, open: &mut Open, bytes: &[u8]) {
        if let Source::Undecided(head) = &mut open.source {
            head.extend_from_slice(bytes);
            if head.len() < Container::MAGIC {
                return;
            }
            let head = std::mem::take(head);
            self.decide(open, &head);
            return;
        }
        let mut at = 0;
        loop {
            match &mut open.source {
                Source::Gzip(inflate) => {
                    let room = self.window.room(open.target);
                    let (used, made) = inflate.push(&bytes[at..], room, &mut open.report.problems);
                    self.window.fill(made);
                    at += used;
                }
                _ => {
                    // A whole small file goes in at once; a large one a window at a time.
                    let room = self.window.room(open.target);
                    let take = room.len().min(bytes.len() - at);
                    room[..take].copy_from_slice(&bytes[at..at + take]);
                    self.window.fill(take);
                    at += take;
                }
            }
            if self.window.len() < open.target {
                return;
            }
            self.read_window(open, Fill::More);
        }
    }

    fn decide(&mut self, open: &mut Open, head: &[u8]) {
        open.report.container = Container::detect(head);
        open.source = match open.report.container {
            Container::Gzip => Source::Gzip(Box::default()),
            Container::Plain => Source::Plain,
        };
        self.take(open, head);
    }

    /// Reads what can be read from the window and moves it on.
    fn read_window(&mut self, open: &mut Open, fill: Fill) {
        let fill =
            if fill == Fill::More && self.window.len() >= self.record_limit { Fill::Full } else { fill };
        if matches!(open.stage, Stage::Detecting) {
            match format::detect(self.window.bytes(), fill) {
                Detected::Format(id) => {
                    open.report.format = Some(id);
                    open.stage = Stage::Reading((FORMATS[id as usize].reader)());
                }
                Detected::More => {}
                Detected::Unknown => open.stage = Stage::PassingOver,
            }
        }
        let used = match &mut open.stage {
            Stage::Detecting => 0,
            Stage::PassingOver => self.window.len(),
            Stage::Reading(reader) => {
                let text = valid_text(self.window.bytes());
                let mut sink = RecordSink {
                    builder: &mut self.builder,
                    report: &mut open.report,
                    text,
                    base: open.base,
                };
                reader.read(self.window.bytes(), open.base, fill, &mut sink).min(self.window.len())
            }
        };
        open.base += used as u64;
        open.report.bytes_out += used as u64;
        self.window.consume(used);
        // An element longer than the window: let it grow, doubling, so that the rereading stays linear.
        open.target = self
            .window_size
            .max(self.window.len().saturating_mul(2))
            .min(self.record_limit.max(self.window.len() + 1));
        if self.builder.rows() >= limits::BATCH_ROWS {
            self.ready.push(wire::write(&self.builder.take()));
        }
    }

    /// The file has ended.
    pub fn close(&mut self) {
        let Some(mut open) = self.open.take() else { return };
        if let Source::Undecided(head) = &mut open.source {
            let head = std::mem::take(head);
            self.decide(&mut open, &head);
        }
        if let Source::Gzip(inflate) = &mut open.source {
            inflate.finish(&mut open.report.problems);
        }
        self.read_window(&mut open, Fill::End);
        // What a reader leaves behind at the end is white space or was reported.
        open.report.bytes_out += self.window.len() as u64;
        self.window.clear();
        let report = &mut open.report;
        let damage = [ProblemId::BadRecord, ProblemId::RecordTooLarge, ProblemId::JsonTruncated];
        report.damaged = damage.iter().map(|&id| report.problems.count(id)).sum();
        report.records = report.events + report.not_events + report.damaged;
        if report.bytes_out == 0 {
            if report.problems.problems.is_empty() {
                report.problems.report(ProblemId::EmptyFile, None, "");
            }
        } else if report.events == 0 && (report.format.is_none() || report.not_events > 0) {
            // What could have been a wrapper was something else.
            report.format = report.format.filter(|&id| !FORMATS[id as usize].tentative);
            report.problems.report(ProblemId::NotCloudTrail, None, "");
        } else if report.records == 0 {
            report.problems.report(ProblemId::NoRecords, None, "");
        }
        self.events += report.events;
        self.builder.finish_file(open.report);
    }

    /// The file cannot be read on; what was read of it stays.
    pub fn abandon(&mut self, problem: ProblemId, detail: &str) {
        if let Some(open) = &mut self.open {
            open.report.problems.report(problem, None, detail);
        }
        self.close();
    }

    /// Whether every file that was closed is in a batch that was taken.
    pub fn is_drained(&self) -> bool {
        self.builder.is_empty() && self.ready.is_empty()
    }

    /// Batches that are full. `all`: also the one that is not.
    pub fn take_batches(&mut self, all: bool) -> Vec<Vec<u8>> {
        if self.builder.rows() >= limits::BATCH_ROWS || (all && !self.builder.is_empty()) {
            self.ready.push(wire::write(&self.builder.take()));
        }
        std::mem::take(&mut self.ready)
    }
}

/// The window as far as it is UTF-8.
fn valid_text(window: &[u8]) -> &str {
    match simdutf8::compat::from_utf8(window) {
        Ok(text) => text,
        Err(error) => std::str::from_utf8(&window[..error.valid_up_to()]).unwrap_or(""),
    }
}

struct RecordSink<'a> {
    builder: &'a mut Builder,
    report: &'a mut FileReport,
    /// The window as far as it is UTF-8: checked once here, and not again for each string of each record.
    text: &'a str,
    /// Where the window starts in the member.
    base: u64,
}

impl RecordSink<'_> {
    /// Takes an element that is `length` bytes long. Says whether it could be read: an identity with escapes that
    /// are no text cannot.
    fn take(&mut self, record: &Record, raw: &[u8], offset: u64, length: usize) -> bool {
        if !record.is_event() || unwrap::may_be_summary(record) {
            let (Ok(text), true) = (std::str::from_utf8(raw), record.identity().is_ok()) else {
                return false;
            };
            if self.inside(text, offset, length) {
                return true;
            }
            if !record.is_event() {
                self.report.not_events += 1;
                self.report.problems.report(ProblemId::NotAnEvent, Some(offset), "");
                return true;
            }
        }
        self.keep(record, raw, offset, length)
    }

    /// Takes the records inside an element; says whether there were any.
    fn inside(&mut self, element: &str, offset: u64, length: usize) -> bool {
        let mut found = Vec::new();
        unwrap::records(element, &mut |path, record| found.push((path.to_owned(), record.to_owned())));
        let mut seen = Vec::new();
        let before = self.report.events;
        // The element itself is looked at by whoever asks.
        for (path, text) in found.into_iter().filter(|(path, _)| !path.is_empty()) {
            // A document often holds a record twice: as it came, and taken apart.
            let content = fingerprint(text.as_bytes(), &mut Vec::new());
            if seen.contains(&content) {
                continue;
            }
            let Some(record) = scan::read::<Record>(&text).ok().filter(Record::is_event) else { continue };
            if self.keep(&record, text.as_bytes(), offset, length) {
                seen.push(content);
                self.report.problems.report(ProblemId::Wrapped, Some(offset), path);
            }
        }
        self.report.events > before
    }

    /// Keeps an event; says whether it could be read to its end.
    fn keep(&mut self, record: &Record, raw: &[u8], offset: u64, length: usize) -> bool {
        let time = event_time(record);
        let at = Provenance { file: self.report.file, offset, length: length as u32 };
        if self.builder.push(record, raw, time, at).is_err() {
            return false;
        }
        if time == NO_TIME {
            self.report.problems.report(ProblemId::UnreadableTime, Some(offset), record.event_time.as_str());
        } else {
            let (first, last) = self.report.span.get_or_insert((time, time));
            (*first, *last) = ((*first).min(time), (*last).max(time));
        }
        self.report.events += 1;
        true
    }
}

impl Sink for RecordSink<'_> {
    fn element(&mut self, text: &[u8], offset: u64) -> Taken {
        if let Some(checked) = self.text.get((offset - self.base) as usize..)
            && let Some((record, length)) = scan::scan::<Record>(checked)
            && self.take(&record, &text[..length], offset, length)
        {
            return Taken::Whole(length);
        }
        // Unusual, not a record, or not UTF-8 throughout: what exactly is told by the bytes.
        let mut values = serde_json::Deserializer::from_slice(text).into_iter::<Record>();
        match values.next() {
            Some(Ok(record)) => {
                let length = values.byte_offset();
                match self.take(&record, &text[..length], offset, length) {
                    true => Taken::Whole(length),
                    false => self.repaired(text, offset).unwrap_or(Taken::Broken(1)),
                }
            }
            None => Taken::More,
            Some(Err(error)) if error.is_eof() => Taken::More,
            Some(Err(_)) => self.repaired(text, offset).unwrap_or(Taken::Broken(1)),
        }
    }

    fn reporter(&mut self) -> &mut Reporter {
        &mut self.report.problems
    }
}

impl RecordSink<'_> {
    /// A record that is only spoilt by bytes or escapes that are no text is read with these replaced.
    fn repaired(&mut self, text: &[u8], offset: u64) -> Option<Taken> {
        let Scan::End(length) = json::skip_value(text, 0) else { return None };
        let Cow::Owned(repaired) = readable(&text[..length]) else { return None };
        let record: Record = serde_json::from_str(&repaired).ok()?;
        if !self.take(&record, repaired.as_bytes(), offset, length) {
            return None;
        }
        self.report.problems.report(ProblemId::InvalidUtf8, Some(offset), "");
        Some(Taken::Whole(length))
    }
}

/// The text of a record, with bytes that are not UTF-8 and escapes of lone surrogates replaced by U+FFFD.
pub fn readable(record: &[u8]) -> Cow<'_, str> {
    let text = String::from_utf8_lossy(record);
    if !lone_surrogates(&text).is_empty() {
        let mut out = text.into_owned();
        for at in lone_surrogates(&out) {
            out.replace_range(at..at + 6, "\\ufffd");
        }
        return Cow::Owned(out);
    }
    text
}

/// Places of `\ud800` to `\udfff` that are not half of a pair.
fn lone_surrogates(text: &str) -> Vec<usize> {
    let unit = |at: usize| -> Option<u32> {
        let escape = text.get(at..at + 6)?.strip_prefix("\\u")?;
        u32::from_str_radix(escape, 16).ok().filter(|n| (0xd800..0xe000).contains(n))
    };
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(n) = memchr::memchr(b'\\', &text.as_bytes()[at..]) {
        at += n;
        match (unit(at), unit(at + 6)) {
            (Some(0xd800..0xdc00), Some(0xdc00..)) => at += 12,
            (Some(_), _) => {
                found.push(at);
                at += 6;
            }
            // Any other escape is two characters at least; the second may itself be a backslash.
            (None, _) => at = (at + 2).min(text.len()),
        }
    }
    found
}
