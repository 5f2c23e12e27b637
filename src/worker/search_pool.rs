//! Parse workers that search files: workers of their own, which live as long as the search. A file whose worker dies
//! stays unsearched; the engine knows what is.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::{Rc, Weak};

use js_sys::Array;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

use super::by_page;
use super::messages::{FromParser, Hello, JobFile, Role, ToParser};
use super::pool::Pool;
use super::queue::Queue;
use super::spawn::{Link, spawn};
use crate::engine::deep::{DeepPlan, DeepQuery};

/// Jobs that a worker holds at once, so that it reads while it searches.
const JOBS_AHEAD: usize = 2;
/// Workers that may die before a search gives up what is left.
const SPARE_LIVES: u32 = 5;

/// How far a search is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct SearchProgress {
    /// Files to read.
    pub files: u32,
    /// Files that are done.
    pub files_done: u32,
    /// Bytes to read.
    pub bytes: f64,
    /// Bytes read.
    pub bytes_done: f64,
}

/// What the pool tells the app.
pub enum SearchEvent {
    /// Something was read.
    Progress(SearchProgress),
    /// Something was found in some files: a buffer for the engine.
    Found {
        /// Number of the search.
        seq: u32,
        /// The buffer.
        found: JsValue,
    },
    /// The search is over: everything that could be read was searched, and what was found was told.
    Finished {
        /// Number of the search.
        seq: u32,
    },
}

/// The workers of the search that is going on, if one is.
pub struct SearchPool {
    own: Weak<SearchPool>,
    pool: Rc<Pool>,
    tell: Box<dyn Fn(SearchEvent)>,
    state: RefCell<Option<State>>,
}

struct State {
    seq: u32,
    query: DeepQuery,
    queue: Queue,
    slots: Vec<Slot>,
    progress: SearchProgress,
    last_job: u32,
    last_slot: u32,
    deaths: u32,
}

struct Slot {
    link: Link,
    number: u32,
    ready: bool,
    /// Jobs that are not done, and how many files each has.
    jobs: BTreeMap<u32, u32>,
}

impl SearchPool {
    /// Searches files of this pool.
    pub fn new(pool: Rc<Pool>, tell: impl Fn(SearchEvent) + 'static) -> Rc<SearchPool> {
        Rc::new_cyclic(|own| SearchPool {
            own: own.clone(),
            pool,
            tell: Box::new(tell),
            state: RefCell::default(),
        })
    }

    /// Begins a search, in place of the one that is going on.
    pub fn start(&self, seq: u32, plan: DeepPlan) {
        let mut queue = Queue::default();
        let mut progress = SearchProgress::default();
        for (&id, picked) in plan.files.iter().zip(self.pool.picked(&plan.files)) {
            queue.push(id, picked.size);
            progress.files += 1;
            progress.bytes += picked.size;
        }
        let workers = self.pool.size().min(plan.files.len());
        *self.state.borrow_mut() = Some(State {
            seq,
            query: plan.query,
            queue,
            slots: Vec::new(),
            progress,
            last_job: 0,
            last_slot: 0,
            deaths: 0,
        });
        (self.tell)(SearchEvent::Progress(progress));
        for _ in 0..workers {
            self.start_worker();
        }
        self.pump();
    }

    /// Ends the search. What it has found stays found.
    pub fn stop(&self) {
        // Workers end when they are dropped.
        *self.state.borrow_mut() = None;
    }

    fn start_worker(&self) {
        let Some(number) = self.with(|state| {
            state.last_slot += 1;
            state.last_slot
        }) else {
            return;
        };
        let (heard, died) = (self.own.clone(), self.own.clone());
        let link = spawn(
            Role::Parser,
            move |message: FromParser, rest| {
                if let Some(pool) = heard.upgrade() {
                    pool.hear(number, message, &rest);
                }
            },
            move |_| {
                if let Some(pool) = died.upgrade() {
                    pool.died(number);
                }
            },
        );
        match link {
            Ok(link) => {
                self.with(|state| {
                    state.slots.push(Slot { link, number, ready: false, jobs: BTreeMap::new() })
                });
            }
            Err(error) => gloo::console::error!("a worker could not be started", error),
        }
    }

    fn with<T>(&self, change: impl FnOnce(&mut State) -> T) -> Option<T> {
        self.state.borrow_mut().as_mut().map(change)
    }

    fn with_slot(&self, number: u32, change: impl FnOnce(&mut Slot)) {
        self.with(|state| state.slots.iter_mut().find(|slot| slot.number == number).map(change));
    }

    fn hear(&self, number: u32, message: FromParser, rest: &Array) {
        match message {
            FromParser::Hello(hello) if hello == Hello::mine() => {
                self.with_slot(number, |slot| slot.ready = true);
                self.pump();
            }
            FromParser::Progress { bytes, .. } => {
                let progress = self.with(|state| {
                    state.progress.bytes_done += bytes;
                    state.progress
                });
                progress.into_iter().for_each(|progress| (self.tell)(SearchEvent::Progress(progress)));
            }
            FromParser::Found { job } => {
                let done = self.with(|state| {
                    let slot = state.slots.iter_mut().find(|slot| slot.number == number)?;
                    let files = slot.jobs.remove(&job)?;
                    state.progress.files_done += files;
                    Some((state.seq, state.progress))
                });
                if let Some(Some((seq, progress))) = done {
                    (self.tell)(SearchEvent::Found { seq, found: rest.get(0) });
                    (self.tell)(SearchEvent::Progress(progress));
                }
                self.pump();
            }
            FromParser::Read { read, files, part } => {
                let Some(own) = self.own.upgrade() else { return };
                spawn_local(async move {
                    let result = own.pool.read(&files, part).await;
                    own.with_slot(number, |slot| by_page::answer(&slot.link, read, &result));
                });
            }
            // A worker of another build reads nothing, and would be waited for in vain.
            FromParser::Hello(_) | FromParser::Crashed(_) => self.died(number),
            FromParser::Done { .. }
            | FromParser::Sent { .. }
            | FromParser::Flushed
            | FromParser::Extracted { .. }
            | FromParser::Hashed { .. }
            | FromParser::Record { .. } => {}
        }
    }

    fn died(&self, number: u32) {
        let again = self.with(|state| {
            let at = state.slots.iter().position(|slot| slot.number == number)?;
            let lost = state.slots.remove(at);
            state.progress.files_done += lost.jobs.values().sum::<u32>();
            state.deaths += 1;
            if state.deaths > SPARE_LIVES {
                state.progress.files_done += state.queue.drain().len() as u32;
            }
            Some(!state.queue.is_empty())
        });
        if again == Some(Some(true)) {
            self.start_worker();
        }
        self.pump();
    }

    /// Hands out work; when there is none left, and none can be done any more, says so.
    fn pump(&self) {
        let by_page = self.pool.by_page();
        let finished = self.with(|state| {
            // One job to each in turn: a worker that took all it can hold would leave the others without work.
            let mut given = true;
            while given {
                given = false;
                for place in 0..state.slots.len() {
                    given |= self.give_job(state, place, by_page);
                }
            }
            let busy = state.slots.iter().any(|slot| !slot.jobs.is_empty());
            let left = !state.queue.is_empty() && !state.slots.is_empty();
            (!busy && !left).then_some(state.seq)
        });
        if let Some(Some(seq)) = finished {
            self.stop();
            (self.tell)(SearchEvent::Finished { seq });
        }
    }

    fn give_job(&self, state: &mut State, place: usize, by_page: bool) -> bool {
        let workers = state.slots.len();
        let Some(slot) = state.slots.get_mut(place) else { return false };
        if !slot.ready || slot.jobs.len() >= JOBS_AHEAD {
            return false;
        }
        let job = state.queue.next_job(workers);
        if job.is_empty() {
            return false;
        }
        let ids: Vec<u32> = job.iter().map(|file| file.id).collect();
        let files = job.iter().map(|file| JobFile { id: file.id, size: file.size }).collect();
        let handles: Vec<JsValue> =
            self.pool.picked(&ids).into_iter().map(|picked| picked.file.into()).collect();
        state.last_job += 1;
        slot.jobs.insert(state.last_job, ids.len() as u32);
        let message = ToParser::Search { job: state.last_job, query: state.query.clone(), files, by_page };
        slot.link.send(&message, &handles, &Array::new());
        true
    }
}
