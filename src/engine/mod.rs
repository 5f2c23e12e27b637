//! The engine: owns the store and answers one closed enum of requests. Runs in a worker of its own; runs the
//! same, without a browser, in tests.

mod lives;
mod overview;
pub mod parse_job;
pub mod protocol;
mod record_sink;
pub mod rehearsal;
pub mod reread;
mod view;
mod window;

use crate::format::unwrap;
use crate::query;
use crate::record::time::NO_TIME;
use crate::store::batch::fingerprint;
use crate::store::ledger::{self, FileReport};
use crate::store::wire::Malformed;
use crate::store::{Store, wire};
use crate::view::detail;
use crate::view::overview::AnswerCount;
use crate::zone::Zone;
use protocol::{Request, Response};
use view::Shown;

/// Owns the store, answers requests.
#[derive(Default)]
pub struct Engine {
    store: Store,
    by_time: Option<(u32, Vec<u32>)>,
    shown: Option<Shown>,
    batches: u32,
    built: lives::Built,
    /// Of which generation and clock the answers of the overview are, and they.
    answers: Option<(u32, Zone, Vec<AnswerCount>)>,
}

impl Engine {
    /// Takes a batch in its wire form.
    pub fn ingest(&mut self, bytes: &[u8]) -> Result<(), Malformed> {
        // Counted even if it cannot be read: whoever waits for it must not wait for ever.
        self.batches += 1;
        self.store.add(wire::read(bytes)?);
        Ok(())
    }

    /// How many batches have come in since the start or the last [`Request::Clear`].
    pub fn batches(&self) -> u32 {
        self.batches
    }

    /// The store, for tests and measurements.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Answers a request.
    pub fn handle(&mut self, request: Request) -> Response {
        match request {
            Request::View { seq, view } => Response::View { seq, view: Box::new(self.view(seq, view)) },
            Request::Page { seq, offset, limit } => {
                match self.shown.as_ref().filter(|shown| shown.seq == seq) {
                    Some(shown) => Response::Page { seq, page: self.page(shown, offset, limit) },
                    // The view has changed since; its own answer is on the way.
                    None => Response::Stale { seq },
                }
            }
            Request::Overview { seq, view } => {
                Response::Overview { seq, overview: Box::new(self.overview(&view)) }
            }
            Request::Detail { seq, row } => self.detail(seq, row),
            Request::DetailOf { seq, row, record } => match self.detail_of(row, &record) {
                Some(detail) => Response::Detail { seq, detail: Box::new(detail) },
                None => Response::Failed { seq, what: "The record could not be read again.".to_owned() },
            },
            Request::Ledger { seq } => {
                let mut files = self.store.files.clone();
                ledger::count_duplicates(&mut files, self.store.copies().iter().map(|copy| copy.at));
                Response::Ledger { seq, files, sizes: self.store.sizes() }
            }
            Request::Stories { seq, stories } => {
                Response::Stories { seq, page: Box::new(self.stories(&stories)) }
            }
            Request::Story { seq, story } => match self.story(story) {
                Some(story) => Response::Story { seq, story: Box::new(story) },
                None => Response::Stale { seq },
            },
            Request::People { seq, people } => Response::People { seq, page: self.people(&people) },
            Request::Person { seq, people, name } => match self.person(&people, &name) {
                Some(profile) => Response::Person { seq, profile: Box::new(profile) },
                None => Response::Stale { seq },
            },
            Request::Report { report } => {
                self.store.files.push(*report);
                self.store.generation += 1;
                Response::Noted
            }
            Request::Clear { seq } => {
                *self = Engine::default();
                Response::Cleared { seq }
            }
        }
    }

    fn order(&mut self) -> &[u32] {
        let generation = self.store.generation;
        if self.by_time.as_ref().is_none_or(|(g, _)| *g != generation) {
            self.by_time = Some((generation, query::time_order(&self.store)));
        }
        self.by_time.as_ref().map_or(&[], |(_, rows)| rows)
    }

    /// The time of the last event, which is what `now` means in queries.
    fn last_time(&self) -> Option<i64> {
        let last = self.by_time.as_ref().and_then(|(_, rows)| rows.last())?;
        self.store.times().get(*last as usize).copied().filter(|&time| time != NO_TIME)
    }

    fn detail(&self, seq: u32, row: u32) -> Response {
        if let Some(record) = self.store.record(row) {
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
        let text = record_sink::readable(bytes);
        let at = self.store.provenance(row)?;
        let id = self.store.event_id(row);
        // Read again from a file that has changed since: another record may stand there now.
        // A record that had to be repaired was stored as it was read; one that had not, as it stands.
        let content = self.store.content(row)?;
        let is_it = |raw: &[u8]| fingerprint(raw, &mut Vec::new()) == content;
        let text = match is_it(bytes) {
            true => text,
            false => unwrap::find(&text, |text| is_it(text.as_bytes()))?.into_owned().into(),
        };
        let record: crate::record::Record = serde_json::from_str(&text).ok()?;
        let copies = self.store.copies_of(row);
        let mut detail = detail::detail(row, id, &record, &text, at, copies);
        detail.about.scope.extend(self.built.reasons(row));
        let places = std::iter::once(&detail.at).chain(&detail.copies);
        detail.members = places.map(|&at| self.store.member_path(at).to_owned()).collect();
        Some(detail)
    }
}

/// A report for a file that no parser saw: unreadable, cancelled, or lost with its worker.
pub fn report_of(file: u32, size: u64, problem: crate::problem::ProblemId, detail: &str) -> FileReport {
    let mut report = FileReport::new(file);
    report.bytes_in = size;
    report.problems.report(problem, None, detail);
    report
}
