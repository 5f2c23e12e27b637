//! What becomes of an element that a reader found: a row, the records inside it, or a line in the ledger.

use std::borrow::Cow;

use super::deep_job::DeepSearch;
use crate::format::unwrap::{self, Found, Place};
use crate::format::{FORMATS, Sink, Taken};
use crate::json::{self, Scan};
use crate::problem::{ProblemId, Reporter};
use crate::record::Record;
use crate::record::scan;
use crate::record::time::NO_TIME;
use crate::store::batch::{Builder, Provenance, fingerprint};
use crate::store::ledger::FileReport;

/// The window as far as it is UTF-8.
pub(super) fn valid_text(window: &[u8]) -> &str {
    match simdutf8::compat::from_utf8(window) {
        Ok(text) => text,
        Err(error) => std::str::from_utf8(&window[..error.valid_up_to()]).unwrap_or(""),
    }
}

/// Takes the elements of one window.
pub(super) struct RecordSink<'a> {
    /// Where events go.
    pub builder: &'a mut Builder,
    /// Where records go that are searched; no rows are made then.
    pub search: Option<&'a mut DeepSearch>,
    /// Where everything is counted.
    pub report: &'a mut FileReport,
    /// The window as far as it is UTF-8: checked once here, and not again for each string of each record.
    pub text: &'a str,
    /// Where the window starts in the member.
    pub base: u64,
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
                self.left_out(ProblemId::NotAnEvent, Some(offset), "");
                return true;
            }
        }
        self.keep(record, raw, offset, length, false)
    }

    /// Takes the records inside an element; says whether there were any.
    fn inside(&mut self, element: &str, offset: u64, length: usize) -> bool {
        let before = (self.report.events, self.report.not_events);
        let mut records = Vec::new();
        let mut add = |place: Place, text: String, made: Option<ProblemId>| {
            records.push((place.path.to_owned(), place.in_text && made.is_none(), text, made));
        };
        unwrap::search(element, &mut |place, found| match found {
            // The element itself is looked at by whoever asks.
            Found::Record(record) if record.len() == element.len() => {}
            Found::Record(record) => add(place, record.to_owned(), None),
            Found::Made { record, problem } => add(place, record, Some(problem)),
            Found::Document { text, problem, facts } => {
                if self.search.is_none() {
                    self.builder.keep_document(problem, text.as_bytes(), self.place(offset, length));
                }
                self.left_out(problem, Some(offset), &facts);
            }
            Found::Left { problem, detail } => self.left_out(problem, Some(offset), &detail),
        });
        // A document often holds a record twice: as it came, in a text, and taken apart. The text is the record. What is
        // made of less is one event with any other of its id, and both would have the same place.
        records.sort_by_key(|(_, as_it_came, _, made)| (!as_it_came, made.is_some()));
        let places =
            self.report.format.and_then(|id| FORMATS.get(id as usize)).map_or(&[][..], |form| form.places);
        let (mut contents, mut came, mut ids) = (Vec::new(), Vec::new(), Vec::new());
        for (path, as_it_came, text, made) in records {
            let content = fingerprint(text.as_bytes(), &mut Vec::new());
            let Some(record) = scan::read::<Record>(&text).ok().filter(Record::is_event) else { continue };
            let id = record.event_id.as_str();
            let is_among = |known: &[String]| known.iter().any(|known| known == id);
            if contents.contains(&content)
                || (!as_it_came && is_among(&came))
                || (made.is_some() && is_among(&ids))
            {
                continue;
            }
            if self.keep(&record, text.as_bytes(), offset, length, false) {
                contents.push(content);
                if !id.is_empty() {
                    let of_its_kind = if as_it_came { &mut came } else { &mut ids };
                    of_its_kind.push(id.to_owned());
                }
                match made {
                    Some(problem) => self.report.problems.report(problem, Some(offset), path),
                    None if places.contains(&path.as_str()) => {}
                    None => self.report.problems.report(ProblemId::Wrapped, Some(offset), path),
                }
            }
        }
        before != (self.report.events, self.report.not_events)
    }

    fn place(&self, offset: u64, length: usize) -> Provenance {
        Provenance { file: self.report.file, member: self.report.member, offset, length: length as u32 }
    }

    /// Keeps an event; says whether it could be read to its end. `whole`: it cannot be read again from there.
    fn keep(&mut self, record: &Record, raw: &[u8], offset: u64, length: usize, whole: bool) -> bool {
        let time = record.seconds(raw);
        let at = self.place(offset, length);
        let kept = match &mut self.search {
            None => self.builder.push(record, raw, time, at, whole),
            Some(search) => search.look(record, raw, at),
        };
        if kept.is_err() {
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
        let start = (offset - self.base) as usize;
        if let Some(checked) = self.text.get(start..self.text.len().min(start + text.len()))
            && let Some((record, length)) = scan::scan::<Record>(checked, Some(self.builder.seen()))
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

    fn left_out(&mut self, why: ProblemId, at: Option<u64>, seen: &str) {
        self.report.not_events += 1;
        self.report.problems.report(why, at, seen);
    }

    fn derived(&mut self, record: &str, offset: u64, length: usize) {
        match scan::read::<Record>(record) {
            Ok(read) if read.is_event() && self.keep(&read, record.as_bytes(), offset, length, true) => {}
            _ => self.left_out(ProblemId::NotAnEvent, Some(offset), ""),
        }
    }

    fn quoted(&mut self, record: &str, offset: u64, length: usize) {
        let repaired = readable(record.as_bytes());
        let texts = [Some(record), matches!(repaired, Cow::Owned(_)).then_some(&*repaired)];
        for (n, text) in texts.into_iter().flatten().enumerate() {
            let Ok(read) = scan::read::<Record>(text) else { continue };
            match read.is_event() {
                false => return self.left_out(ProblemId::NotAnEvent, Some(offset), ""),
                true if self.keep(&read, text.as_bytes(), offset, length, true) => {
                    if n > 0 {
                        self.report.problems.report(ProblemId::InvalidUtf8, Some(offset), "");
                    }
                    return;
                }
                true => {}
            }
        }
        let start: String = record.chars().take(80).collect();
        self.report.problems.report(ProblemId::BadRecord, Some(offset), start);
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
