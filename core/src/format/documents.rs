//! The reader of all forms that are JSON documents one after another: each document is a record, a list of
//! records, or a wrapper with such a list in it.
//!
//! One damaged record costs that record. Where its end can be found by its brackets, reading goes on behind it;
//! where it cannot, at the next place that looks like the start of a record.

use super::{Fill, Reader, Sink, Taken};
use crate::json::{self, Scan};
use crate::problem::ProblemId;
use crate::record::RECORD_KEYS;

/// Keys under which a list lies, and what a document with such a list is: of a trail's records, or of things that
/// records lie in (`lookup-events`, `filter-log-events`, a subscription of CloudWatch Logs, Logs Insights).
const LIST_KEYS: &[(&str, First)] = &[
    ("Records", First::Wrapper),
    ("Events", First::Envelopes),
    ("LogEvents", First::Envelopes),
    ("Results", First::Envelopes),
];

fn list_of(key: &str) -> Option<First> {
    LIST_KEYS.iter().find(|(known, _)| json::same_key(known, key)).map(|(_, first)| *first)
}

/// Bytes that stay in the window while the start of a record is looked for: the longest key and some white space.
const RESYNC_TAIL: usize = 256;

/// What a JSON document is, by its first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum First {
    /// An object with a list of records in it.
    Wrapper,
    /// An object with a list of things in it that have records in them.
    Envelopes,
    /// An array.
    Array,
    /// An object with a key of a CloudTrail record.
    Record,
    /// An object, or something else, that is none of these.
    Other,
    /// Too little to tell.
    More,
}

/// Tells what the document at the start of `text` is.
pub fn classify(text: &[u8]) -> First {
    match text.first() {
        None => First::More,
        Some(b'[') => {
            let at = json::skip_ws(text, 1);
            match text.get(at) {
                None => First::More,
                Some(b'{' | b']' | b'[' | b'"') => First::Array,
                Some(_) => First::Other,
            }
        }
        Some(b'{') => classify_object(text),
        Some(_) => First::Other,
    }
}

fn classify_object(text: &[u8]) -> First {
    let mut at = 1;
    loop {
        at = json::skip_ws(text, at);
        let end = match json::skip_string(text, at) {
            Scan::End(end) => end,
            Scan::More => return First::More,
            Scan::Bad(_) => return First::Other,
        };
        let key = std::str::from_utf8(&text[at + 1..end - 1]).unwrap_or("");
        at = json::skip_ws(text, end);
        if at >= text.len() {
            return First::More;
        }
        if text[at] != b':' {
            return First::Other;
        }
        at = json::skip_ws(text, at + 1);
        if at >= text.len() {
            return First::More;
        }
        if let (Some(first), b'[') = (list_of(key), text[at]) {
            return first;
        }
        if RECORD_KEYS.iter().any(|k| json::same_key(k, key)) {
            return First::Record;
        }
        at = match json::skip_value(text, at) {
            Scan::End(end) => json::skip_ws(text, end),
            Scan::More => return First::More,
            Scan::Bad(_) => return First::Other,
        };
        match text.get(at) {
            None => return First::More,
            Some(b',') => at += 1,
            Some(_) => return First::Other,
        }
    }
}

/// What some editors put before UTF-8.
pub const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Index of the first byte that is neither a byte order mark nor white space.
pub fn start(text: &[u8]) -> usize {
    let mark = if text.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len() } else { 0 };
    json::skip_ws(text, mark)
}

/// The first thing that a reader would take for an element: the document itself, or the first in its list. `None`
/// where it does not end in the text; empty where there is none.
pub fn first_element(text: &str, first: First) -> Option<&str> {
    let bytes = text.as_bytes();
    let from = match first {
        First::Array => json::skip_ws(bytes, 1),
        First::Wrapper | First::Envelopes => list_start(bytes)?,
        First::Record | First::Other | First::More => 0,
    };
    match json::skip_value(bytes, from) {
        Scan::End(end) => text.get(from..end),
        Scan::More => None,
        Scan::Bad(_) => Some(""),
    }
}

/// Where the first element of the list in a wrapper stands.
fn list_start(bytes: &[u8]) -> Option<usize> {
    let mut at = 1;
    loop {
        at = json::skip_ws(bytes, at);
        let Scan::End(end) = json::skip_string(bytes, at) else { return None };
        let key = std::str::from_utf8(&bytes[at + 1..end - 1]).unwrap_or("");
        let value = json::skip_ws(bytes, json::skip_ws(bytes, end) + 1);
        if bytes.get(value) == Some(&b'[') && list_of(key).is_some() {
            return Some(json::skip_ws(bytes, value + 1));
        }
        let Scan::End(end) = json::skip_value(bytes, value) else { return None };
        at = json::skip_ws(bytes, end) + 1;
    }
}

/// The first byte behind the value that starts `text`, white space aside; `None` where none can be seen.
pub fn behind(text: &[u8]) -> Option<u8> {
    match json::skip_value(text, 0) {
        Scan::End(end) => text.get(json::skip_ws(text, end)).copied(),
        _ => None,
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Between documents.
    Between,
    /// In a wrapper, where a key is expected.
    Wrapper,
    /// In a list of records.
    List { wrapped: bool },
    /// Looking for the start of a record after damage; then back to the list or between documents.
    Lost { list: Option<bool> },
}

/// Reads JSON documents one after another.
#[derive(Debug)]
pub struct Documents {
    state: State,
    /// Whether nothing was read yet, so that a byte order mark may stand here.
    fresh: bool,
}

impl Default for Documents {
    fn default() -> Self {
        Documents { state: State::Between, fresh: true }
    }
}

/// One step of the reader.
enum Step {
    /// Go on at this index.
    At(usize),
    /// The window must grow or move before anything more can be read from this index on.
    Wait(usize),
}

impl Reader for Documents {
    fn read(&mut self, window: &[u8], base: u64, fill: Fill, sink: &mut dyn Sink) -> usize {
        let mut at = 0;
        if self.fresh {
            at = start(window);
            self.fresh = at == window.len();
        }
        loop {
            at = json::skip_ws(window, at);
            if at >= window.len() {
                if fill == Fill::End && !matches!(self.state, State::Between | State::Lost { .. }) {
                    sink.reporter().report(ProblemId::JsonTruncated, Some(base + at as u64), "");
                }
                return at;
            }
            // The largest window is full only for what starts at its beginning: anything else gets one of its own.
            let fill = if fill == Fill::Full && at > 0 { Fill::More } else { fill };
            let step = match self.state {
                State::Between => self.between(window, at, base, fill, sink),
                State::Wrapper => self.wrapper(window, at, base, fill, sink),
                State::List { wrapped } => self.list(window, at, base, fill, sink, wrapped),
                State::Lost { list } => self.lost(window, at, fill, list),
            };
            match step {
                Step::At(next) => at = next,
                Step::Wait(from) => return from,
            }
        }
    }
}

impl Documents {
    fn between(&mut self, window: &[u8], at: usize, base: u64, fill: Fill, sink: &mut dyn Sink) -> Step {
        match window[at] {
            b'[' => {
                self.state = State::List { wrapped: false };
                Step::At(at + 1)
            }
            // Commas, and record separators (RFC 7464), between documents do no harm.
            b',' | 0x1e => Step::At(at + 1),
            b'{' => match classify(&window[at..]) {
                First::Wrapper | First::Envelopes => {
                    self.state = State::Wrapper;
                    Step::At(at + 1)
                }
                First::More if fill == Fill::More => Step::Wait(at),
                _ => self.element(window, at, base, fill, sink, None),
            },
            _ => self.damage(window, at, at, base, sink, None),
        }
    }

    fn wrapper(&mut self, window: &[u8], at: usize, base: u64, fill: Fill, sink: &mut dyn Sink) -> Step {
        match window[at] {
            b'}' => {
                self.state = State::Between;
                Step::At(at + 1)
            }
            b',' => Step::At(at + 1),
            b'"' => {
                let Scan::End(end) = json::skip_string(window, at) else {
                    return self.incomplete(at, base, fill, sink, None);
                };
                let key = std::str::from_utf8(&window[at + 1..end - 1]).unwrap_or("");
                let colon = json::skip_ws(window, end);
                let value = json::skip_ws(window, colon + 1);
                if value >= window.len() {
                    return self.incomplete(at, base, fill, sink, None);
                }
                if window[colon] != b':' {
                    return self.damage(window, at, colon, base, sink, None);
                }
                if window[value] == b'[' && list_of(key).is_some() {
                    self.state = State::List { wrapped: true };
                    return Step::At(value + 1);
                }
                match json::skip_value(window, value) {
                    Scan::End(end) => Step::At(end),
                    Scan::More => self.incomplete(at, base, fill, sink, None),
                    Scan::Bad(bad) => self.damage(window, at, bad, base, sink, None),
                }
            }
            _ => self.damage(window, at, at, base, sink, None),
        }
    }

    fn list(
        &mut self,
        window: &[u8],
        at: usize,
        base: u64,
        fill: Fill,
        sink: &mut dyn Sink,
        wrapped: bool,
    ) -> Step {
        match window[at] {
            b']' => {
                self.state = if wrapped { State::Wrapper } else { State::Between };
                Step::At(at + 1)
            }
            b',' => Step::At(at + 1),
            _ => self.element(window, at, base, fill, sink, Some(wrapped)),
        }
    }

    /// Hands an element to the sink and finds the way past it if it is damaged. `list` is the state to go back
    /// to: in a list, wrapped or not, or between documents.
    fn element(
        &mut self,
        window: &[u8],
        at: usize,
        base: u64,
        fill: Fill,
        sink: &mut dyn Sink,
        list: Option<bool>,
    ) -> Step {
        // A number at the end of the window may have more digits behind it.
        let open = !matches!(window[at], b'{' | b'[' | b'"');
        if open && fill == Fill::More && json::skip_value(window, at) == Scan::More {
            return Step::Wait(at);
        }
        let broken = match sink.element(&window[at..], base + at as u64) {
            Taken::Whole(length) => return Step::At(at + length.max(1)),
            Taken::More => return self.incomplete(at, base, fill, sink, list),
            Taken::Broken(into) => (at + into).min(window.len()),
        };
        match json::skip_value(window, at) {
            Scan::More if fill == Fill::More => Step::Wait(at),
            Scan::End(end) if fill == Fill::More && json::skip_ws(window, end) == window.len() => {
                Step::Wait(at)
            }
            // Its brackets close and what follows fits: only this one is lost.
            Scan::End(end) if self.fits(window, end, list) => {
                let text = String::from_utf8_lossy(&window[at..end.min(at + 80)]).into_owned();
                sink.reporter().report(ProblemId::BadRecord, Some(base + at as u64), text);
                Step::At(end)
            }
            _ => self.damage(window, at, broken, base, sink, list),
        }
    }

    fn fits(&self, window: &[u8], end: usize, list: Option<bool>) -> bool {
        match window.get(json::skip_ws(window, end)) {
            None => true,
            Some(b',' | b']') => list.is_some(),
            Some(b'{' | b'[') => list.is_none(),
            Some(_) => false,
        }
    }

    /// An element that does not end in the window.
    fn incomplete(
        &mut self,
        at: usize,
        base: u64,
        fill: Fill,
        sink: &mut dyn Sink,
        list: Option<bool>,
    ) -> Step {
        let offset = Some(base + at as u64);
        match fill {
            Fill::More => Step::Wait(at),
            Fill::Full => {
                sink.reporter().report(ProblemId::RecordTooLarge, offset, "");
                self.state = State::Lost { list: list.or(self.in_list()) };
                Step::At(at + 1)
            }
            Fill::End => {
                sink.reporter().report(ProblemId::JsonTruncated, offset, "");
                // What follows an opening bracket that never closes may still hold whole records.
                self.state = State::Lost { list: list.or(self.in_list()) };
                Step::At(at + 1)
            }
        }
    }

    fn damage(
        &mut self,
        window: &[u8],
        at: usize,
        broken: usize,
        base: u64,
        sink: &mut dyn Sink,
        list: Option<bool>,
    ) -> Step {
        let end = window.len().min(at + 80);
        let text = String::from_utf8_lossy(&window[at..end]).into_owned();
        sink.reporter().report(ProblemId::BadRecord, Some(base + at as u64), text);
        self.state = State::Lost { list: list.or(self.in_list()) };
        Step::At(broken.max(at + 1))
    }

    fn in_list(&self) -> Option<bool> {
        match self.state {
            State::List { wrapped } => Some(wrapped),
            State::Wrapper => Some(true),
            State::Lost { list } => list,
            State::Between => None,
        }
    }

    /// Looks for `{"key"` with a key that only records have, or for a new `{"Records":[`.
    fn lost(&mut self, window: &[u8], at: usize, fill: Fill, list: Option<bool>) -> Step {
        let mut from = at;
        while let Some(n) = memchr::memchr(b'{', &window[from..]) {
            let brace = from + n;
            let more = fill == Fill::More || (fill == Fill::Full && brace > 0);
            if more && window.len() - brace < RESYNC_TAIL {
                return Step::Wait(brace);
            }
            // No further than could be seen at the end of a window, so that the window makes no difference.
            let near = &window[..window.len().min(brace + RESYNC_TAIL)];
            let quote = json::skip_ws(near, brace + 1);
            if let Scan::End(end) = json::skip_string(near, quote) {
                let key = std::str::from_utf8(&near[quote + 1..end - 1]).unwrap_or("");
                if RECORD_KEYS.iter().any(|k| json::same_key(k, key)) {
                    self.state = match list {
                        Some(wrapped) => State::List { wrapped },
                        None => State::Between,
                    };
                    return Step::At(brace);
                }
                if list_of(key) == Some(First::Wrapper) {
                    self.state = State::Between;
                    return Step::At(brace);
                }
            }
            from = brace + 1;
        }
        Step::Wait(window.len())
    }
}
