//! The reader of all forms that are JSON documents one after another: each document is a record, a list of
//! records, or a wrapper with such a list in it.
//!
//! One damaged record costs that record. Where its end can be found by its brackets, reading goes on behind it;
//! where it cannot, at the next place that looks like the start of a record, or begins like what was read before.

use super::unclosed::Unclosed;
use super::{Fill, Reader, Sink, Taken};
use crate::json::{self, Scan};
use crate::limits;
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

/// How many ways in which elements begin are remembered. Those of one file begin alike.
const OPENINGS: usize = 4;

/// Elements from which that is learned.
const LEARNING: u8 = 32;

/// Elements in a row behind damage after which what is odd is damage of its own, and no longer what is left over.
const SETTLED: u8 = 2;

/// How an element, or a document around elements, begins: its bracket and its first key.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Opening {
    /// `{"key"`
    Object(String),
    /// `[{"key"`
    List(String),
    /// `"{\"`: JSON as text.
    Text,
}

impl Opening {
    /// Of what starts `text`; no more is looked at than what stays in the window.
    fn of(text: &[u8]) -> Option<Opening> {
        let near = &text[..text.len().min(RESYNC_TAIL)];
        let key = |at: usize| {
            let quote = json::skip_ws(near, at);
            let Scan::End(end) = json::skip_string(near, quote) else { return None };
            Some(std::str::from_utf8(&near[quote + 1..end - 1]).ok()?.to_owned())
        };
        match near {
            [b'"', b'{', b'\\', ..] => Some(Opening::Text),
            [b'{', ..] => Some(Opening::Object(key(1)?)),
            [b'[', ..] => {
                let brace = json::skip_ws(near, 1);
                (near.get(brace) == Some(&b'{')).then_some(Opening::List(key(brace + 1)?))
            }
            _ => None,
        }
    }
}

/// The last byte that is no white space.
fn last_mark(text: &[u8]) -> Option<u8> {
    text.iter().rev().find(|byte| !byte.is_ascii_whitespace()).copied()
}

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
        First::Wrapper | First::Envelopes | First::More => list_start(bytes)?,
        First::Record | First::Other => 0,
    };
    match json::skip_value(bytes, from) {
        Scan::End(end) => text.get(from..end),
        Scan::More => None,
        Scan::Bad(_) => Some(""),
    }
}

/// Where the first element of the list in a wrapper stands; of an object that does not end, in what does not end of it.
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
        at = match (json::skip_value(bytes, value), bytes.get(value)) {
            (Scan::End(end), _) => json::skip_ws(bytes, end) + 1,
            (Scan::More, Some(b'[')) => return Some(json::skip_ws(bytes, value + 1)),
            (Scan::More, Some(b'{')) => value + 1,
            _ => return None,
        };
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
    /// Whether documents are JSON as text.
    texts: bool,
    /// How elements begin that were read, and documents around them.
    elements: Vec<Opening>,
    wrappers: Vec<Opening>,
    /// Elements from which it is still to be learned how they begin.
    learning: u8,
    /// Elements that were read since the last damage.
    wholes: u8,
    /// While the start of a record is looked for: the last byte before, white space aside.
    before: u8,
    /// Whether reading went on at something inside of what is damaged, and between documents, where the brackets around
    /// it are still to come.
    nested: bool,
    unclosed_around: bool,
    /// Objects that were stepped into, because they are too large to be held.
    inside: u32,
    unclosed: Unclosed,
    /// Bytes of damaged elements whose end was looked for and did not help.
    spent: u64,
    /// Whether the window has its largest size and begins with something that does not end in it.
    within_large: bool,
}

impl Default for Documents {
    fn default() -> Self {
        Documents {
            state: State::Between,
            fresh: true,
            texts: false,
            elements: Vec::new(),
            wrappers: Vec::new(),
            learning: LEARNING,
            wholes: SETTLED,
            before: 0,
            nested: false,
            unclosed_around: false,
            inside: 0,
            unclosed: Unclosed::default(),
            spent: 0,
            within_large: false,
        }
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
        self.within_large = false;
        self.unclosed.go_on(window, base);
        if self.fresh {
            at = start(window);
            self.fresh = at == window.len();
            self.texts = window.get(at) == Some(&b'"');
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
            b'{' => match self.classify(window, at, base) {
                First::Wrapper | First::Envelopes => {
                    self.unclosed_around = false;
                    learn(&mut self.wrappers, &window[at..]);
                    self.state = State::Wrapper;
                    Step::At(at + 1)
                }
                First::More if self.waits(window, at, base, fill) => Step::Wait(at),
                // No record, and too large for an element: what records lie in is inside.
                First::More if fill != Fill::End => {
                    self.does_not_end(window, at, base, fill);
                    self.state = State::Wrapper;
                    Step::At(at + 1)
                }
                _ => self.element(window, at, base, fill, sink, None),
            },
            b'"' if self.texts => self.element(window, at, base, fill, sink, None),
            b'}' | b']' if self.unclosed_around => Step::At(at + 1),
            _ => self.damage(window, at, at, base, sink, None),
        }
    }

    fn wrapper(&mut self, window: &[u8], at: usize, base: u64, fill: Fill, sink: &mut dyn Sink) -> Step {
        match window[at] {
            b'}' => {
                match self.inside.checked_sub(1) {
                    Some(outer) => self.inside = outer,
                    None => self.state = State::Between,
                }
                Step::At(at + 1)
            }
            b',' => Step::At(at + 1),
            b'"' => {
                let Scan::End(end) = json::skip_string(window, at) else {
                    return self.incomplete(window, at, base, fill, sink, None);
                };
                let key = std::str::from_utf8(&window[at + 1..end - 1]).unwrap_or("");
                let colon = json::skip_ws(window, end);
                let value = json::skip_ws(window, colon + 1);
                if value >= window.len() {
                    return self.incomplete(window, at, base, fill, sink, None);
                }
                if window[colon] != b':' {
                    return self.damage(window, at, colon, base, sink, None);
                }
                if window[value] == b'[' && list_of(key).is_some() {
                    self.state = State::List { wrapped: true };
                    return Step::At(value + 1);
                }
                match (self.unclosed.skip(window, value, base), window[value]) {
                    (Scan::End(end), _) => Step::At(end),
                    (Scan::More, _) if self.waits(window, value, base, fill) => Step::Wait(at),
                    (Scan::More, bracket @ (b'{' | b'[')) if fill != Fill::End => {
                        self.does_not_end(window, value, base, fill);
                        match bracket {
                            b'{' => self.inside += 1,
                            _ => self.state = State::List { wrapped: true },
                        }
                        Step::At(value + 1)
                    }
                    (Scan::More, _) => self.incomplete(window, at, base, fill, sink, None),
                    (Scan::Bad(bad), _) => self.damage(window, at, bad, base, sink, None),
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
        if matches!(window[at], b'{' | b'[') && self.unclosed.has(at, base) {
            return match self.waits(window, at, base, fill) {
                true => Step::Wait(at),
                false => self.incomplete(window, at, base, fill, sink, list),
            };
        }
        // A number at the end of the window may have more digits behind it.
        let open = !matches!(window[at], b'{' | b'[' | b'"');
        if open && fill == Fill::More && json::skip_value(window, at) == Scan::More {
            return Step::Wait(at);
        }
        if window[at] == b'"' && self.wholes < SETTLED {
            // A key may be left over of a damaged record.
            let colon = match json::skip_string(window, at) {
                Scan::End(end) => json::skip_ws(window, end),
                _ => at,
            };
            match window.get(colon) {
                None if fill == Fill::More => return Step::Wait(at),
                Some(b':') => return self.lose(window, at, colon, list),
                _ => {}
            }
        }
        let is_text = window[at] == b'"';
        let bad = if is_text { sink.reporter().count(ProblemId::BadRecord) } else { 0 };
        let broken = match sink.element(&window[at..], base + at as u64) {
            Taken::Whole(length) => {
                self.wholes = self.wholes.saturating_add(1);
                if is_text && sink.reporter().count(ProblemId::BadRecord) > bad {
                    // A quote inside may have ended it: then the rest of it follows.
                    (self.wholes, self.nested) = (0, false);
                }
                if self.learning > 0 {
                    self.learning -= 1;
                    learn(&mut self.elements, &window[at..]);
                }
                return Step::At(at + length.max(1));
            }
            Taken::More => return self.incomplete(window, at, base, fill, sink, list),
            Taken::Broken(into) => (at + into).min(window.len()),
        };
        let end = match self.spent < limits::DAMAGE {
            true => self.unclosed.skip(window, at, base),
            false => Scan::Bad(at),
        };
        match end {
            Scan::More if self.waits(window, at, base, fill) => Step::Wait(at),
            Scan::End(end) if fill == Fill::More && json::skip_ws(window, end) == window.len() => {
                Step::Wait(at)
            }
            // Its brackets close and what follows fits: only this one is lost.
            Scan::End(end) if self.fits(window, end, list) => {
                let text = String::from_utf8_lossy(&window[at..end.min(at + 80)]).into_owned();
                self.tell(ProblemId::BadRecord, window[at], base + at as u64, &text, sink);
                Step::At(end)
            }
            Scan::More => {
                self.does_not_end(window, at, base, fill);
                self.damage(window, at, broken, base, sink, list)
            }
            end => {
                if let Scan::End(end) = end {
                    self.spent += (end - at) as u64;
                }
                self.damage(window, at, broken, base, sink, list)
            }
        }
    }

    fn does_not_end(&mut self, window: &[u8], at: usize, base: u64, fill: Fill) {
        self.within_large |= fill == Fill::Full;
        self.unclosed.note(window, at, base);
    }

    /// Tells what the object is; of one that is known not to close by its first key.
    fn classify(&mut self, window: &[u8], at: usize, base: u64) -> First {
        match self.unclosed.has(at, base) {
            true => classify(&window[at..window.len().min(at + RESYNC_TAIL)]),
            false => classify(&window[at..]),
        }
    }

    /// Whether more of the data may show the end of what starts at this index. Inside something that is too large already,
    /// what does not end in half of the largest window does not either: to wait for each would be without end.
    fn waits(&mut self, window: &[u8], at: usize, base: u64, fill: Fill) -> bool {
        let is_large = self.within_large && window.len() - at >= window.len() / 2;
        fill == Fill::More && !(is_large && self.unclosed.has(at, base))
    }

    fn fits(&self, window: &[u8], end: usize, list: Option<bool>) -> bool {
        match window.get(json::skip_ws(window, end)) {
            None => true,
            Some(b',' | b']') => list.is_some(),
            Some(b'{' | b'[') => list.is_none(),
            Some(b'"') => list.is_none() && self.texts,
            Some(_) => false,
        }
    }

    /// An element that does not end in the window.
    fn incomplete(
        &mut self,
        window: &[u8],
        at: usize,
        base: u64,
        fill: Fill,
        sink: &mut dyn Sink,
        list: Option<bool>,
    ) -> Step {
        let problem = match fill {
            Fill::More if self.waits(window, at, base, fill) => return Step::Wait(at),
            Fill::More | Fill::Full => ProblemId::RecordTooLarge,
            Fill::End => ProblemId::JsonTruncated,
        };
        self.does_not_end(window, at, base, fill);
        self.tell(problem, window[at], base + at as u64, "", sink);
        // What follows an opening bracket that never closes may still hold whole records.
        self.lose(window, at, at, list)
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
        let text = String::from_utf8_lossy(&window[at..window.len().min(at + 80)]).into_owned();
        self.tell(ProblemId::BadRecord, window[at], base + at as u64, &text, sink);
        self.lose(window, at, broken, list)
    }

    /// Reports a problem with what starts with this byte, unless that is left over of damage that is told already.
    fn tell(&self, problem: ProblemId, byte: u8, offset: u64, text: &str, sink: &mut dyn Sink) {
        let is_left_over = match byte {
            b'{' | b'[' => self.wholes == 0 && self.nested,
            b'}' | b']' | b':' => self.wholes < SETTLED,
            b'"' => self.wholes == 0 && !self.elements.contains(&Opening::Text),
            _ => self.wholes == 0,
        };
        if !is_left_over {
            sink.reporter().report(problem, Some(offset), text);
        }
    }

    /// Looks for the next record, from `from` on.
    fn lose(&mut self, window: &[u8], at: usize, from: usize, list: Option<bool>) -> Step {
        let from = from.max(at + 1);
        // Where the first one is damaged, nothing else tells how they begin.
        if self.wholes >= SETTLED && self.elements.is_empty() && !matches!(self.state, State::Wrapper) {
            learn(&mut self.elements, &window[at..]);
        }
        self.wholes = 0;
        self.before = last_mark(&window[at..from.min(window.len())]).unwrap_or(0);
        self.state = State::Lost { list: list.or(self.in_list()) };
        Step::At(from)
    }

    fn in_list(&self) -> Option<bool> {
        match self.state {
            State::List { wrapped } => Some(wrapped),
            State::Wrapper => Some(true),
            State::Lost { list } => list,
            State::Between => None,
        }
    }

    /// Looks for `{"key"` with a key that only records have, for a new `{"Records":[`, and for what begins as other
    /// elements do.
    fn lost(&mut self, window: &[u8], at: usize, fill: Fill, list: Option<bool>) -> Step {
        let mut from = at;
        while let Some(n) = memchr::memchr2(b'{', b'[', &window[from..]) {
            let bracket = from + n;
            let quoted =
                bracket > at && window[bracket - 1] == b'"' && window.get(bracket + 1) == Some(&b'\\');
            let start = if quoted { bracket - 1 } else { bracket };
            let more = fill == Fill::More || (fill == Fill::Full && start > 0);
            if more && window.len() - bracket < RESYNC_TAIL {
                let wait = if bracket > at && window[bracket - 1] == b'"' { bracket - 1 } else { bracket };
                self.before = last_mark(&window[at..wait]).unwrap_or(self.before);
                return Step::Wait(wait);
            }
            let before = last_mark(&window[at..start]).unwrap_or(self.before);
            if let Some(state) =
                Opening::of(&window[start..]).and_then(|found| self.resume(&found, before, list))
            {
                self.state = state;
                self.nested = before == b':';
                if state == State::Between {
                    (self.inside, self.unclosed_around) = (0, true);
                }
                return Step::At(start);
            }
            from = bracket + 1;
        }
        // A quote may belong to what follows.
        let wait = match (window.last(), fill) {
            (Some(b'"'), Fill::More | Fill::Full) => window.len() - 1,
            _ => window.len(),
        };
        self.before = last_mark(&window[at..wait]).unwrap_or(self.before);
        Step::Wait(wait)
    }

    /// How reading goes on where this was found; `None` where it does not.
    fn resume(&self, found: &Opening, before: u8, list: Option<bool>) -> Option<State> {
        let element = list.map_or(State::Between, |wrapped| State::List { wrapped });
        match found {
            Opening::Object(key) if RECORD_KEYS.iter().any(|k| json::same_key(k, key)) => Some(element),
            Opening::Object(key) if list_of(key) == Some(First::Wrapper) => Some(State::Between),
            // Something inside an element may begin as elements do.
            _ if before == b':' => None,
            found if self.elements.contains(found) => Some(element),
            found if self.wrappers.contains(found) => Some(State::Between),
            _ => None,
        }
    }
}

/// Remembers how something begins.
fn learn(known: &mut Vec<Opening>, text: &[u8]) {
    if known.len() < OPENINGS
        && let Some(opening) = Opening::of(text)
        && !known.contains(&opening)
    {
        known.push(opening);
    }
}
