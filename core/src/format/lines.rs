//! The reader of lines that hold a record each, behind something else: `TIME {…}`, `TIME STREAM {…}`,
//! `EVENTS⇥KEY⇥{…}⇥…`, and of lines with several, separated by tabs.
//!
//! The record stands in the line as CloudTrail wrote it, so it is handed on from there and can be read again. One
//! that is damaged costs itself: reading goes on behind the next tab or line feed, neither of which JSON text has
//! inside a string.

use super::{Fill, Reader, Sink, Taken};
use crate::json;
use crate::problem::ProblemId;

/// What a line without a record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Without {
    /// Part of the form: there is nothing to say.
    Frame,
    /// The head of a record that stands below.
    Heading,
    /// The whole of a file that holds no records, and why it holds none.
    NoRecords(ProblemId),
    /// Something else, which is left out.
    Unknown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// At the start of a line.
    Start,
    /// Behind a record, or what should have been one: whatever comes before the next tab or line feed is passed over.
    Behind,
    /// In a line too long to be held: passed over to its end.
    Skipping,
}

/// Reads lines.
pub(super) struct Lines {
    state: State,
    /// Whether nothing was read yet, so that a byte order mark may stand here.
    fresh: bool,
    /// Judges a line, without its end, that holds no record.
    without: fn(&[u8]) -> Without,
}

/// One step of the reader.
enum Step {
    At(usize),
    Wait(usize),
}

impl Lines {
    pub(super) fn new(without: fn(&[u8]) -> Without) -> Self {
        Lines { state: State::Start, fresh: true, without }
    }
}

/// Index of the first brace that may begin a record: at the start of the text, or behind a blank or tab, and before a
/// key.
pub(super) fn record_start(line: &[u8]) -> Option<usize> {
    memchr::memchr_iter(b'{', line).find(|&at| {
        let parted = at == 0 || matches!(line[at - 1], b' ' | b'\t');
        // What is cut here, or goes on in the next line, may be anything.
        parted && matches!(line.get(json::skip_ws(line, at + 1)), None | Some(b'"'))
    })
}

impl Reader for Lines {
    fn read(&mut self, window: &[u8], base: u64, fill: Fill, sink: &mut dyn Sink) -> usize {
        let mut at = 0;
        if self.fresh {
            at = super::documents::start(window);
            self.fresh = at == window.len();
        }
        while at < window.len() {
            // The largest window is full only for what starts at its beginning: anything else gets one of its own.
            let fill = if fill == Fill::Full && at > 0 { Fill::More } else { fill };
            let step = match self.state {
                State::Start => self.line(window, at, base, fill, sink),
                State::Behind => self.behind(window, at, fill),
                State::Skipping => self.skip(window, at),
            };
            match step {
                Step::At(next) => at = next,
                Step::Wait(from) => return from,
            }
        }
        at
    }
}

impl Lines {
    fn line(&mut self, window: &[u8], at: usize, base: u64, fill: Fill, sink: &mut dyn Sink) -> Step {
        let start = json::skip_ws(window, at);
        if start == window.len() {
            return Step::At(start);
        }
        let fill = if fill == Fill::Full && start > 0 { Fill::More } else { fill };
        let rest = &window[start..];
        let feed = memchr::memchr(b'\n', rest);
        let line = &rest[..feed.unwrap_or(rest.len())];
        if let Some(brace) = record_start(line) {
            return self.record(window, start, start + brace, base, fill, sink);
        }
        let place = Some(base + start as u64);
        match (feed, fill) {
            (None, Fill::More) => return Step::Wait(start),
            (None, Fill::Full) => {
                sink.reporter().report(ProblemId::RecordTooLarge, place, "");
                self.state = State::Skipping;
                return Step::At(window.len());
            }
            _ => {}
        }
        let text = line.strip_suffix(b"\r").unwrap_or(line);
        match (self.without)(text) {
            Without::Frame => {}
            Without::NoRecords(why) => sink.reporter().report(why, place, ""),
            // The file ends in the middle of a line: a record may have been to come.
            Without::Heading | Without::Unknown if feed.is_none() => {
                sink.reporter().report(ProblemId::RowTruncated, place, super::excerpt(text));
            }
            Without::Heading => {}
            Without::Unknown => sink.left_out(ProblemId::LineWithoutRecord, place, &super::excerpt(text)),
        }
        Step::At(start + line.len())
    }

    /// Hands on the record at the brace of the line that starts at `start`.
    fn record(
        &mut self,
        window: &[u8],
        start: usize,
        brace: usize,
        base: u64,
        fill: Fill,
        sink: &mut dyn Sink,
    ) -> Step {
        let place = base + brace as u64;
        let bound = bound(window, brace);
        let text = &window[brace..bound.unwrap_or(window.len())];
        let problem = match (sink.element(text, place), bound, fill) {
            (Taken::Whole(length), ..) => {
                self.state = State::Behind;
                return Step::At(brace + length.max(1));
            }
            (_, None, Fill::More) => return Step::Wait(start),
            // What stands before a record is no part of its size.
            (_, None, Fill::Full) if brace > 0 => return Step::Wait(brace),
            (Taken::More, None, Fill::Full) => ProblemId::RecordTooLarge,
            (Taken::More, None, Fill::End) => ProblemId::JsonTruncated,
            (Taken::More | Taken::Broken(_), ..) => ProblemId::BadRecord,
        };
        let seen = if problem == ProblemId::BadRecord { super::excerpt(text) } else { String::new() };
        sink.reporter().report(problem, Some(place), seen);
        self.state = State::Behind;
        Step::At(brace + 1)
    }

    /// Looks for the next line, or for another record in this one.
    fn behind(&mut self, window: &[u8], at: usize, fill: Fill) -> Step {
        let Some(n) = memchr::memchr2(b'\n', b'\t', &window[at..]) else {
            return Step::At(window.len());
        };
        let mark = at + n;
        if window[mark] == b'\n' {
            self.state = State::Start;
            return Step::At(mark + 1);
        }
        match window.get(mark + 1) {
            None if fill == Fill::End => Step::At(window.len()),
            None => Step::Wait(mark),
            Some(b'{') => {
                self.state = State::Start;
                Step::At(mark + 1)
            }
            Some(_) => Step::At(mark + 1),
        }
    }

    fn skip(&mut self, window: &[u8], at: usize) -> Step {
        match memchr::memchr(b'\n', &window[at..]) {
            Some(n) => {
                self.state = State::Start;
                Step::At(at + n + 1)
            }
            None => Step::At(window.len()),
        }
    }
}

/// Where the record at the brace ends at the latest: before the next line that starts with a letter or a digit, as
/// none inside a pretty-printed record does, or before a tab with another record behind it. `None` where neither is
/// in the window.
fn bound(window: &[u8], brace: usize) -> Option<usize> {
    let rest = &window[brace..];
    memchr::memchr2_iter(b'\n', b'\t', rest)
        .find(|&n| match rest.get(n + 1) {
            Some(next) if rest[n] == b'\n' => next.is_ascii_alphanumeric(),
            Some(next) => *next == b'{',
            None => false,
        })
        .map(|n| brace + n)
}
