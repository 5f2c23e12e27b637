//! What becomes of an element that a reader found: a row, the records inside it, or a line in the ledger.

use std::borrow::Cow;
use std::collections::HashSet;

use super::dates::{Dates, further};
use super::deep_job::DeepSearch;
use crate::format::unwrap::{self, Found, Place};
use crate::format::{FORMATS, Sink, Taken};
use crate::json::{self, Scan};
use crate::problem::{ProblemId, Reporter};
use crate::record::Record;
use crate::record::repair::{attempts, readable};
use crate::record::scan;
use crate::record::time::{NO_TIME, Slashed};
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
    /// What is known of dates that can be read in two ways.
    pub dates: &'a mut Dates,
    /// Where records go that are searched; no rows are made then.
    pub search: Option<&'a mut DeepSearch>,
    /// Where everything is counted.
    pub report: &'a mut FileReport,
    /// The window as far as it is UTF-8: checked once here, and not again for each string of each record.
    pub text: &'a str,
    /// Where the window starts in the member.
    pub base: u64,
}

/// A record inside an element.
struct Inside {
    path: String,
    /// Whether it is a text, as somebody got it.
    as_it_came: bool,
    text: String,
    /// Whether it was made of something else, and what to say about that.
    made: Option<ProblemId>,
}

/// The records of an element that were kept.
#[derive(Default)]
struct Had {
    contents: HashSet<u64>,
    /// Ids of those that are as they came, and of the others.
    came: HashSet<String>,
    others: HashSet<String>,
}

impl Had {
    fn has(&self, record: &Inside, content: u64, id: &str) -> bool {
        self.contents.contains(&content)
            || (!record.as_it_came && self.came.contains(id))
            || (record.made.is_some() && self.others.contains(id))
    }

    fn add(&mut self, record: &Inside, content: u64, id: &str) {
        self.contents.insert(content);
        if !id.is_empty() {
            let of_its_kind = if record.as_it_came { &mut self.came } else { &mut self.others };
            of_its_kind.insert(id.to_owned());
        }
    }
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

    /// Takes the records inside an element; says whether there were any, or anything else there is an account of.
    fn inside(&mut self, element: &str, offset: u64, length: usize) -> bool {
        let before = self.accounted();
        let mut records = Vec::new();
        let mut add = |place: Place, text: String, made: Option<ProblemId>| {
            let as_it_came = place.in_text && made.is_none();
            records.push(Inside { path: place.path.to_owned(), as_it_came, text, made });
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
            Found::Damaged(text) => self.report.problems.report(ProblemId::BadRecord, Some(offset), text),
            // The event is counted with what stands in for its record.
            Found::Replaced(text) => self.report.problems.report(ProblemId::TextDamaged, Some(offset), text),
            Found::Without => self.left_out(ProblemId::NotAnEvent, Some(offset), ""),
            Found::TooDeep => self.left_out(ProblemId::WrappedTooDeep, Some(offset), place.path),
        });
        // A document often holds a record twice: as it came, in a text, and taken apart. The text is the record. What is
        // made of less is one event with any other of its id, and both would have the same place.
        records.sort_by_key(|record| (!record.as_it_came, record.made.is_some()));
        let form = self.report.format.and_then(|id| FORMATS.get(id as usize));
        if let Some(fidelity) = form.and_then(|form| form.fidelity) {
            for record in records.iter_mut().filter(|record| record.made.is_none()) {
                (record.text, record.made) = (fidelity.mark(&record.text), Some(ProblemId::Rebuilt));
            }
        }
        let places = form.map_or(&[][..], |form| form.places);
        let mut had = Had::default();
        for record in &records {
            if !self.found(record, offset, length, places, &mut had) {
                self.bad_record(&record.text, offset);
            }
        }
        // Escapes that are no text were replaced when the text around a record was read.
        if records.iter().any(|record| record.text.contains('\u{fffd}'))
            && matches!(readable(element.as_bytes()), Cow::Owned(_))
        {
            self.report.problems.report(ProblemId::InvalidUtf8, Some(offset), "");
        }
        before != self.accounted()
    }

    /// Elements that are accounted for.
    fn accounted(&self) -> u64 {
        self.report.events + self.report.not_events + self.report.problems.count(ProblemId::BadRecord)
    }

    fn bad_record(&mut self, text: &str, offset: u64) {
        let start: String = text.chars().take(80).collect();
        self.report.problems.report(ProblemId::BadRecord, Some(offset), start);
    }

    /// Takes a record that was found inside an element; says whether it could be read.
    fn found(&mut self, found: &Inside, offset: u64, length: usize, places: &[&str], had: &mut Had) -> bool {
        for (n, text) in attempts(&found.text).enumerate() {
            let Ok(record) = scan::read::<Record>(&text) else { continue };
            if !record.is_event() {
                self.left_out(ProblemId::NotAnEvent, Some(offset), "");
                return true;
            }
            let content = fingerprint(text.as_bytes(), &mut Vec::new());
            let id = record.event_id.as_str();
            if had.has(found, content, id) {
                return true;
            }
            if !self.keep(&record, text.as_bytes(), offset, length, false) {
                continue;
            }
            had.add(found, content, id);
            let problems = &mut self.report.problems;
            match found.made {
                Some(problem) => problems.report(problem, Some(offset), found.path.as_str()),
                None if places.contains(&found.path.as_str()) => {}
                None => problems.report(ProblemId::Wrapped, Some(offset), found.path.as_str()),
            }
            if n > 0 {
                problems.report(ProblemId::InvalidUtf8, Some(offset), "");
            }
            return true;
        }
        false
    }

    fn place(&self, offset: u64, length: usize) -> Provenance {
        Provenance { file: self.report.file, member: self.report.member, offset, length: length as u32 }
    }

    /// Keeps an event; says whether it could be read to its end. `whole`: it cannot be read again from there.
    fn keep(&mut self, record: &Record, raw: &[u8], offset: u64, length: usize, whole: bool) -> bool {
        let written = record.event_time.as_str();
        let (time, other) = match Slashed::of(written) {
            Some(date) => self.dates.read(date, self.builder, &mut self.report.span),
            None => (record.seconds(raw), None),
        };
        let (at, row) = (self.place(offset, length), self.builder.rows());
        let kept = match &mut self.search {
            None => self.builder.push(record, raw, time, at, whole),
            Some(search) => search.look(record, raw, at),
        };
        if kept.is_err() {
            return false;
        }
        match other {
            Some(other) => self.dates.guess(row, time, other, offset, written),
            None if time == NO_TIME => {
                self.report.problems.report(ProblemId::UnreadableTime, Some(offset), written);
            }
            None => further(&mut self.report.span, time),
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
            // To look for the end of what is damaged otherwise would be in vain.
            Some(Err(error)) if is_of_text(&error) => self.repaired(text, offset).unwrap_or(Taken::Broken(1)),
            Some(Err(_)) => Taken::Broken(1),
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
        for (n, text) in attempts(record).enumerate() {
            let Ok(read) = scan::read::<Record>(&text) else { continue };
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
        self.bad_record(record, offset);
    }

    fn reporter(&mut self) -> &mut Reporter {
        &mut self.report.problems
    }
}

/// Whether JSON is damaged by bytes or escapes that are no text.
fn is_of_text(error: &serde_json::Error) -> bool {
    let what = error.to_string();
    ["unicode", "surrogate", "escape"].iter().any(|of_text| what.contains(of_text))
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
