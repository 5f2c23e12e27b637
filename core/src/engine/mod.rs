//! The engine: owns the store and answers one closed enum of requests. Runs in a worker of its own; runs the
//! same, without a browser, in tests.

mod cache;
mod complete;
mod dates;
pub mod deep;
pub mod deep_job;
mod export;
mod export_table;
mod identity;
mod lives;
mod overview;
pub mod parse_job;
pub mod protocol;
mod record_sink;
pub mod rehearsal;
pub mod reread;
mod unread;
mod view;
mod window;

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::format::unwrap;
use crate::limits;
use crate::problem::ProblemId;
use crate::record::repair::readable;
use crate::store::batch::fingerprint;
use crate::store::ledger::FileReport;
use crate::store::wire::Malformed;
use crate::store::{Sizes, Store, wire};
use crate::view::detail;
use cache::Cache;
use protocol::{Request, Response};
use view::Shown;

/// Owns the store, answers requests.
pub struct Engine {
    store: Store,
    cache: Cache,
    shown: Option<Shown>,
    export: Option<export::Job>,
    batches: u32,
    built: lives::Built,
    /// The search through files that is going on.
    deep: Option<deep::Running>,
    limit: usize,
    /// Since the memory is full, how many events of which file and member were left out whose report is on its way.
    left_out: Option<BTreeMap<(u32, u32), u64>>,
}

impl Default for Engine {
    fn default() -> Self {
        Engine::with_memory(limits::ENGINE_MEMORY)
    }
}

impl Engine {
    /// An engine that takes so many bytes of events.
    pub fn with_memory(limit: usize) -> Engine {
        Engine {
            store: Store::default(),
            cache: Cache::default(),
            shown: None,
            export: None,
            batches: 0,
            built: lives::Built::default(),
            deep: None,
            limit,
            left_out: None,
        }
    }

    /// Takes a batch in its wire form. When the memory is full, its events are left out, and the reports of its files
    /// say so.
    pub fn ingest(&mut self, bytes: &[u8]) -> Result<(), Malformed> {
        // Counted even if it cannot be read: whoever waits for it must not wait for ever.
        self.batches += 1;
        let mut batch = wire::read(bytes)?;
        if self.left_out.is_none() {
            let more = bytes.len().saturating_add(self.store.growth(&batch));
            if self.sizes().total().saturating_add(more) > self.limit {
                self.left_out = Some(BTreeMap::new());
            }
        }
        if let Some(left_out) = &mut self.left_out {
            for (row, &file) in (0..).zip(&batch.file) {
                *left_out.entry((file, batch.member.get(row))).or_default() += 1;
            }
            for report in &mut batch.files {
                let of_file = (report.file, 0)..=(report.file, u32::MAX);
                for (&(_, member), &count) in left_out.range(of_file.clone()) {
                    report.leave_out(member, count);
                }
                left_out.retain(|place, _| !of_file.contains(place));
            }
            batch = batch.without_rows();
        }
        if batch.rows() > 0 {
            self.built.forget();
        }
        self.store.add(batch);
        Ok(())
    }

    /// Whether the memory is full and events were left out.
    pub fn is_full(&self) -> bool {
        self.left_out.is_some()
    }

    /// How many batches have come in since the start or the last [`Request::Clear`].
    pub fn batches(&self) -> u32 {
        self.batches
    }

    /// The store, for tests and measurements.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Bytes on the heap by part.
    pub fn sizes(&self) -> Sizes {
        let shown = self.shown.as_ref().map_or(0, Shown::size);
        let deep = self.deep.as_ref().map_or(0, deep::Running::size);
        let store = self.store.sizes();
        Sizes {
            views: store.views + self.cache.size() + shown + deep,
            stories: self.built.size() + self.store.by_story.size(),
            ..store
        }
    }

    /// Forgets what is kept between views, for measurements: the next view is made from nothing, but for the order of
    /// time.
    pub fn forget(&mut self) {
        (self.shown, self.store.generation) = (None, self.store.generation.wrapping_add(1));
    }

    /// Does a little of what is needed later: life stories first, which take a few milliseconds for 10,000 events of
    /// EMR, then what makes searches faster. Says whether there is more to do.
    pub fn idle(&mut self) -> bool {
        if self.store.rows() > 0 {
            self.build_stories();
            self.store.trim();
        }
        self.store.index()
    }

    /// Answers a request.
    pub fn handle(&mut self, request: Request) -> Response {
        match request {
            Request::View { seq, view } => Response::View { seq, view: Box::new(self.view(seq, view)) },
            Request::Page { seq, offset, limit } => {
                match self.shown.as_mut().filter(|shown| shown.seq == seq) {
                    Some(shown) => Response::Page { seq, page: shown.page(&self.store, offset, limit) },
                    // The view has changed since; its own answer is on the way.
                    None => Response::Stale { seq },
                }
            }
            Request::Places { seq, rows } => self.places(seq, rows),
            Request::Cells { seq, rows, lengths, bytes } => self.cells(seq, &rows, &lengths, &bytes),
            Request::Overview { seq, view } => {
                Response::Overview { seq, overview: Box::new(self.overview(&view)) }
            }
            Request::Complete { seq, view, field, text } => {
                let complete::Completed { values, sample } = self.complete(&view, &field, &text);
                Response::Complete { seq, values, sample }
            }
            Request::Deep { seq, view } => {
                Response::Deep { seq, plan: Box::new(self.begin_deep(seq, &view)) }
            }
            Request::DeepEnd => {
                self.deep = None;
                Response::Noted
            }
            Request::Detail { seq, row } => {
                // They may be what ties the event to EMR.
                self.build_stories();
                self.detail(seq, row)
            }
            Request::DetailOf { seq, row, record } => match self.detail_of(row, &record) {
                Some(detail) => Response::Detail { seq, detail: Box::new(detail) },
                None => Response::Failed { seq, what: "The record could not be read again.".to_owned() },
            },
            Request::Ledger { seq } => {
                Response::Ledger { seq, files: self.store.ledger(), sizes: self.sizes() }
            }
            Request::Stories { seq, stories } => {
                Response::Stories { seq, page: Box::new(self.stories(&stories)) }
            }
            Request::Story { seq, story } => match self.story(story) {
                Some(story) => Response::Story { seq, story: Box::new(story) },
                None => Response::Stale { seq },
            },
            Request::People { seq, people } => Response::People { seq, page: self.people(&people) },
            Request::Person { seq, people, key } => match self.person(&people, &key) {
                Some(profile) => Response::Person { seq, profile: Box::new(profile) },
                None => Response::Stale { seq },
            },
            Request::PersonOf { seq, people, row } => match self.person_of(&people, row) {
                Some(profile) => Response::Person { seq, profile: Box::new(profile) },
                None => Response::Stale { seq },
            },
            Request::Identify { seq, rows } => {
                Response::Identified { seq, events: identity::identify(&self.store, &rows) }
            }
            Request::Find { seq, events } => {
                Response::Found { seq, found: identity::find(&self.store, &events) }
            }
            Request::Export { seq, export } => self.begin_export(seq, *export),
            Request::ExportOn { seq } => self.go_on_with_export(seq, |_| {}),
            Request::ExportFound { seq, lengths, bytes } => {
                self.go_on_with_export(seq, |job| job.found(&lengths, bytes))
            }
            Request::ExportLost { seq } => self.go_on_with_export(seq, export::Job::lost),
            Request::ExportEnd { seq } => {
                self.export.take_if(|job| job.seq == seq);
                Response::Noted
            }
            Request::Report { report } => {
                self.given_up(*report);
                Response::Noted
            }
            Request::Paths { first, paths } => {
                self.store.name_files(first, paths);
                Response::Noted
            }
            Request::Clear { seq } => {
                *self = Engine::with_memory(self.limit);
                Response::Cleared { seq }
            }
        }
    }

    /// Takes the report of a file that no parser has read to its end.
    fn given_up(&mut self, mut report: FileReport) {
        if let Some(left_out) = &mut self.left_out {
            let of_file = (report.file, 0)..=(report.file, u32::MAX);
            let count: u64 = left_out.range(of_file.clone()).map(|(_, count)| count).sum();
            left_out.retain(|place, _| !of_file.contains(place));
            report.problems.report_many(ProblemId::MemoryFull, count);
            report.no_room += count;
            report.records += count;
        }
        self.store.give_up(report);
    }

    fn detail(&self, seq: u32, row: u32) -> Response {
        if let Some(record) = self.store.records().get(row) {
            return match self.detail_of(row, &record) {
                Some(detail) => Response::Detail { seq, detail: Box::new(detail) },
                None => Response::Failed { seq, what: "The record could not be opened.".to_owned() },
            };
        }
        match self.store.provenance(row) {
            Some(at) => Response::NeedRecord { seq, row, at },
            None => Response::Failed { seq, what: "There is no such event.".to_owned() },
        }
    }

    fn detail_of(&self, row: u32, bytes: &[u8]) -> Option<detail::Detail> {
        let at = self.store.provenance(row)?;
        let id = self.store.event_id(row);
        let text = verified(&self.store, row, bytes)?;
        let record: crate::record::Record = serde_json::from_str(&text).ok()?;
        let copies = self.store.copies_of(row);
        let mut detail = detail::detail(row, id, &record, &text, at, copies);
        detail.about.scope.extend(self.built.reasons(&self.store, row));
        let places = std::iter::once(&detail.at).chain(&detail.copies);
        detail.members = places.map(|&at| self.store.member_path(at).to_owned()).collect();
        Some(detail)
    }
}

/// The record of an event, out of what was read at its place. `None` where something else stands there now: the file
/// has changed since. What had to be repaired is as it was stored; all else is as it stands.
fn verified<'b>(store: &Store, row: u32, bytes: &'b [u8]) -> Option<Cow<'b, str>> {
    let content = store.content(row)?;
    let text = readable(bytes);
    let is_it = |raw: &[u8]| fingerprint(raw, &mut Vec::new()) == content;
    if is_it(bytes) {
        return Some(text);
    }
    match text {
        Cow::Borrowed(text) => unwrap::find(text, |text| is_it(text.as_bytes())),
        Cow::Owned(text) => {
            unwrap::find(&text, |text| is_it(text.as_bytes())).map(|found| Cow::Owned(found.into_owned()))
        }
    }
}

/// A report for a file that no parser saw: unreadable, cancelled, or lost with its worker.
pub fn report_of(file: u32, size: u64, problem: ProblemId, detail: &str) -> FileReport {
    let mut report = FileReport::new(file);
    report.bytes_in = size;
    report.problems.report(problem, None, detail);
    report
}
