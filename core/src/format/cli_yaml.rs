//! What the AWS CLI writes with `--output yaml` or `yaml-stream`: entries of `lookup-events` whose key `CloudTrailEvent`
//! holds the record as text, events of CloudWatch Logs with the record as `message`, or a list of such texts
//! (`--query 'Events[].CloudTrailEvent'`).
//!
//! This is no reader of YAML: it goes by lines, knows the keys of an entry, and reads the values that are JSON as text.
//! A parser of all of YAML needs all of the document and gives up at its first fault; this one reads any part of a
//! document of any size, and a fault costs one entry.

use std::borrow::Cow;

use super::scalar::{self, Scalar};
use super::{Fill, First, Format, Head, Reader, Sink};
use crate::json::same_key;
use crate::problem::ProblemId;

pub(super) const FORMAT: Format = Format {
    name: "cli-yaml",
    label: "AWS CLI, YAML",
    about: "Events: - CloudTrailEvent: '{…}': lookup-events and CloudWatch Logs with --output yaml or yaml-stream",
    detect,
    places: &[],
    fidelity: None,
    tentative: true,
    reader: || Box::new(Yaml { fresh: true, skipping: false, dash: None, entry: None }),
};

/// Keys whose value is a record: of `lookup-events`, of `filter-log-events` and `get-log-events`.
const RECORDS: &[&str] = &["CloudTrailEvent", "message"];

/// Keys with which an entry may begin. The AWS CLI puts keys in order of the alphabet, other writers need not.
const KEYS: &[&str] = &[
    "CloudTrailEvent",
    "message",
    "AccessKeyId",
    "EventId",
    "EventName",
    "EventSource",
    "EventTime",
    "ReadOnly",
    "Resources",
    "Username",
    "ingestionTime",
    "timestamp",
];

/// Keys with which a list inside an entry, or one beside the list of entries, begins its items.
const INNER: &[&str] = &["ResourceName", "ResourceType", "logStreamName", "searchedCompletely"];

fn is_one_of(keys: &[&str], key: &str) -> bool {
    keys.iter().any(|known| same_key(known, key))
}

fn detect(head: &Head) -> bool {
    if head.first != First::Other {
        return false;
    }
    let mut lines = head
        .text
        .split(|&b| b == b'\n')
        .map(|line| line.strip_suffix(b"\r").unwrap_or(line))
        .filter(|line| !line.is_empty() && !line.starts_with(b"#") && *line != b"---")
        .map(Line::of)
        .peekable();
    let Some(first) = lines.peek() else { return false };
    let empty = first.key.is_some_and(|key| same_key(key, "Events")) && first.value == b"[]";
    let yaml = first.item || first.key.is_some();
    empty || (yaml && lines.any(|line| line.holds_json()))
}

/// A line of a block of YAML.
struct Line<'w> {
    /// Whether it begins an item of a list.
    item: bool,
    /// Index of what it says: behind the blanks it begins with.
    start: usize,
    /// The key, if there is one.
    key: Option<&'w str>,
    /// The column of the key, or of the innermost dash.
    column: usize,
    /// Index of the value, and the value with what follows it in the line.
    at: usize,
    value: &'w [u8],
}

impl<'w> Line<'w> {
    fn of(line: &'w [u8]) -> Self {
        let blanks = |from: usize| line[from..].iter().take_while(|&&b| b == b' ').count();
        let start = blanks(0);
        let (mut at, mut item, mut column) = (start, false, start);
        while line.get(at) == Some(&b'-') && matches!(line.get(at + 1), None | Some(b' ')) {
            (item, column) = (true, at);
            at += 1;
            at += blanks(at);
        }
        let name = line[at..].iter().take_while(|b| b.is_ascii_alphanumeric()).count();
        let key = std::str::from_utf8(&line[at..at + name]).ok().filter(|key| !key.is_empty());
        let ends = matches!(line.get(at + name + 1), None | Some(b' ' | b'\r'));
        if key.is_some() && line.get(at + name) == Some(&b':') && ends {
            column = at;
            at += name + 1;
            at += blanks(at);
            return Line { item, start, key, column, at, value: &line[at..] };
        }
        Line { item, start, key: None, column, at, value: &line[at..] }
    }

    /// Whether the value is the text of a JSON object; of a block that shows below.
    fn holds_json(&self) -> bool {
        match self.value {
            [b'\'' | b'"', b'{', ..] => self.item || self.key.is_some(),
            [b'|' | b'>', ..] => self.key.is_some_and(|key| is_one_of(RECORDS, key)),
            _ => false,
        }
    }
}

struct Yaml {
    /// Whether nothing was read yet, so that a byte order mark may stand here.
    fresh: bool,
    /// Whether the rest of a line is passed over, which is too long.
    skipping: bool,
    /// Where a dash stands alone in its line: an item begins below.
    dash: Option<u64>,
    /// Where the entry begins whose record has not come yet.
    entry: Option<u64>,
}

impl Reader for Yaml {
    fn read(&mut self, window: &[u8], base: u64, fill: Fill, sink: &mut dyn Sink) -> usize {
        let mut at = 0;
        if self.fresh {
            at = if window.starts_with(super::documents::BYTE_ORDER_MARK) { 3 } else { 0 };
            self.fresh = false;
        }
        while at < window.len() {
            // The largest window is full only for what starts at its beginning: anything else gets one of its own.
            let fill = if fill == Fill::Full && at > 0 { Fill::More } else { fill };
            let rest = &window[at..];
            let feed = memchr::memchr(b'\n', rest);
            let next = at + feed.map_or(rest.len(), |n| n + 1);
            if self.skipping {
                self.skipping = feed.is_none();
                at = next;
                continue;
            }
            match (feed, fill) {
                (None, Fill::More) => return at,
                (None, Fill::Full) => {
                    let place = self.entry.take().unwrap_or(base + at as u64);
                    sink.reporter().report(ProblemId::RecordTooLarge, Some(place), "");
                    self.skipping = true;
                    at = next;
                }
                _ => match self.line(&Here { window, base, fill, at, next }, sink) {
                    Some(to) => at = to,
                    None => return at,
                },
            }
        }
        if fill == Fill::End
            && let Some(entry) = self.entry.take().or(self.dash.take())
        {
            sink.reporter().report(ProblemId::RowTruncated, Some(entry), "");
        }
        at
    }
}

/// A line of a window.
struct Here<'w> {
    window: &'w [u8],
    base: u64,
    fill: Fill,
    /// Index of the line.
    at: usize,
    /// Index behind it and its line feed.
    next: usize,
}

impl Yaml {
    /// Takes a line. Says where reading goes on; `None` where more of the data is needed.
    fn line(&mut self, here: &Here, sink: &mut dyn Sink) -> Option<usize> {
        let line = &here.window[here.at..here.next];
        let (line, cut) = match line.strip_suffix(b"\n") {
            Some(line) => (line, false),
            None => (line, true),
        };
        let seen = Line::of(line);
        let place = here.base + (here.at + seen.start) as u64;
        if seen.item && seen.key.is_none() && seen.value.trim_ascii().is_empty() {
            self.dash = Some(place);
            return Some(here.next);
        }
        let dash = self.dash.take();
        let item = dash.or(seen.item.then_some(place));
        if let Some(item) = item
            && seen.key.is_some_and(|key| is_one_of(KEYS, key))
            // The line may be read again, when the window has grown.
            && let Some(before) = self.entry.replace(item).filter(|&before| before != item)
        {
            sink.left_out(ProblemId::LineWithoutRecord, Some(before), "");
        }
        if seen.holds_json() {
            return self.record(here, &seen, sink);
        }
        if seen.key.is_some_and(|key| is_one_of(RECORDS, key)) {
            let start = self.entry.take().unwrap_or(place);
            match cut {
                true => sink.reporter().report(ProblemId::RowTruncated, Some(start), super::excerpt(line)),
                false => sink.left_out(ProblemId::LineWithoutRecord, Some(start), &super::excerpt(line)),
            }
        } else if let Some(item) = item.filter(|_| cut && !seen.key.is_some_and(|key| is_one_of(INNER, key)))
        {
            // What would have stood here may have been an entry.
            self.entry.get_or_insert(item);
        }
        Some(here.next)
    }

    /// Takes the record that is the value of a line.
    fn record(&mut self, here: &Here, seen: &Line, sink: &mut dyn Sink) -> Option<usize> {
        let start = self.entry.unwrap_or(here.base + (here.at + seen.start) as u64);
        let last = here.fill == Fill::End;
        let to = match scalar::read(here.window, here.at + seen.at, seen.column, last) {
            Scalar::Whole(text, end) => {
                let length = (here.base + end as u64).saturating_sub(start);
                let text = String::from_utf8_lossy(&text);
                if matches!(text, Cow::Owned(_)) {
                    sink.reporter().report(ProblemId::InvalidUtf8, Some(start), "");
                }
                sink.quoted(&text, start, length as usize);
                end
            }
            Scalar::Broken(line) => {
                let text = super::excerpt(&here.window[here.at..line]);
                sink.reporter().report(ProblemId::BadRecord, Some(start), text);
                line
            }
            Scalar::More => match here.fill {
                Fill::More => return None,
                Fill::Full => {
                    sink.reporter().report(ProblemId::RecordTooLarge, Some(start), "");
                    here.next
                }
                Fill::End => {
                    sink.reporter().report(ProblemId::JsonTruncated, Some(start), "");
                    here.window.len()
                }
            },
        };
        self.entry = None;
        Some(to)
    }
}
