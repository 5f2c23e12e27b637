//! The parse workers and their work: which files are waiting, which are with whom, and what happens when a
//! worker is lost.
//!
//! A file counts as safe when a batch that holds the rest of it has been sent to the engine. When a worker dies,
//! its files that are not safe go back to the queue, to be read one by one and sent one by one; one that kills
//! a worker when read alone is given up and goes into the ledger.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::{Rc, Weak};

use gloo::timers::callback::Timeout;
use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{File, MessageChannel, MessagePort};

use super::by_page;
use super::messages::{FromParser, Hello, JobFile, Lost, Role, ToParser, pack_files};
use super::queue::{Queue, Waiting};
use super::spawn::{Link, spawn};
use crate::browser::files::{self, Picked};
use crate::browser::pause::now;
use crate::problem::ProblemId;
use crate::store::batch::Provenance;

/// Jobs that a worker holds at once, so that it reads while it parses.
const JOBS_AHEAD: usize = 2;
/// Bytes of files that were read by the page and wait for a worker, about.
const HELD: f64 = (32 << 20) as f64;
/// Milliseconds between two words about progress: a worker has news a hundred times a second.
const TELL: f64 = 100.0;
/// Workers whose work is done end after so many milliseconds.
const RETIRE_AFTER: u32 = 1_000;
/// Workers that may die before the pool gives up starting new ones, beyond one for each file that killed one.
const SPARE_LIVES: u32 = 20;

/// How far an import is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Progress {
    /// Files found so far.
    pub files: u32,
    /// Files that are done.
    pub files_done: u32,
    /// Bytes found so far.
    pub bytes: f64,
    /// Bytes read.
    pub bytes_done: f64,
    /// Events read.
    pub events: f64,
}

/// What the pool tells the app.
pub enum PoolEvent {
    /// Something was read.
    Progress,
    /// A file that could not be read; belongs into the ledger.
    Lost(Lost),
    /// All files are read and sent: so many batches since the start.
    Finished {
        /// Batches sent to the engine.
        batches: u32,
    },
    /// A record that was asked for.
    Record {
        /// Number of the request.
        seq: u32,
        /// The event.
        row: u32,
        /// The record, if it could be read.
        record: Option<Vec<u8>>,
    },
    /// No worker can be started.
    Failed(String),
}

struct Slot {
    link: Link,
    number: u32,
    ready: bool,
    /// Holds a file that was with a worker that died.
    careful: bool,
    flushing: bool,
    flushed: bool,
    /// Jobs that are not done.
    jobs: BTreeMap<u32, Vec<u32>>,
    /// Files that are not safe.
    unsafe_files: BTreeSet<u32>,
    batches: u32,
}

/// The parse workers.
pub struct Pool {
    own: Weak<Pool>,
    size: usize,
    tell: Box<dyn Fn(PoolEvent)>,
    /// Hands the engine's end of a new worker's channel to the engine.
    attach: Box<dyn Fn(MessagePort)>,
    state: RefCell<State>,
}

#[derive(Default)]
struct State {
    slots: Vec<Slot>,
    /// Workers whose work is done, for a moment.
    retired: Option<(Vec<Slot>, Timeout)>,
    files: Vec<Picked>,
    /// Bytes that [`Picked::bytes`] hold.
    held: f64,
    /// Files to read.
    queue: Queue,
    /// Walks and lists that still add files to this import.
    listing: u32,
    running: bool,
    /// Why no more files are begun.
    stopped: Option<ProblemId>,
    /// Goes up with every [`Pool::clear`]: what was begun before it may add no more.
    epoch: u32,
    progress: Progress,
    /// When it was told last.
    told: f64,
    /// Batches of workers that are no more.
    old_batches: u32,
    last_job: u32,
    last_slot: u32,
    deaths: u32,
    by_page: bool,
    /// Records to read, until a worker is there.
    wanted: Vec<(u32, u32, Provenance)>,
    /// Records that a worker is reading: request and event.
    reading: Vec<(u32, u32)>,
}

/// Leave to add files to an import.
#[derive(Clone, Copy, Debug)]
pub struct Listing(u32);

impl Pool {
    /// A pool of so many workers.
    pub fn new(
        size: usize,
        tell: impl Fn(PoolEvent) + 'static,
        attach: impl Fn(MessagePort) + 'static,
    ) -> Rc<Pool> {
        Rc::new_cyclic(|own| Pool {
            own: own.clone(),
            size: size.max(1),
            tell: Box::new(tell),
            attach: Box::new(attach),
            state: RefCell::default(),
        })
    }

    /// Has the workers practise on sample data, unless there is work. The first does it long enough for what it
    /// runs to be compiled well, which serves all; the others just get their memory.
    pub fn practise(&self, sample: &js_sys::Uint8Array) {
        const ROUNDS: [u32; 2] = [120, 4];
        let state = self.state.borrow();
        for (place, slot) in state.slots.iter().enumerate().filter(|_| !state.running) {
            let rounds = ROUNDS[place.min(1)];
            slot.link.send(&ToParser::Practise { rounds }, &[sample.into()], &Array::new());
        }
    }

    /// Starts the workers, so that they are there when files come.
    pub fn warm_up(&self) {
        while self.state.borrow().slots.len() < self.size {
            if let Err(error) = self.start_worker() {
                (self.tell)(PoolEvent::Failed(files::message(&error)));
                return;
            }
        }
    }

    fn start_worker(&self) -> Result<(), JsValue> {
        let number = {
            let mut state = self.state.borrow_mut();
            state.last_slot += 1;
            state.last_slot
        };
        let (pool, died) = (self.own.clone(), self.own.clone());
        let link = spawn(
            Role::Parser,
            move |message: FromParser, _| {
                if let Some(pool) = pool.upgrade() {
                    pool.hear(number, message);
                }
            },
            move |what| {
                if let Some(pool) = died.upgrade() {
                    pool.died(number, &what);
                }
            },
        )?;
        let channel = MessageChannel::new()?;
        link.send(&ToParser::Port, &[channel.port1().into()], &Array::of1(&channel.port1()));
        (self.attach)(channel.port2());
        self.state.borrow_mut().slots.push(Slot {
            link,
            number,
            ready: false,
            careful: false,
            flushing: false,
            flushed: false,
            jobs: BTreeMap::new(),
            unsafe_files: BTreeSet::new(),
            batches: 0,
        });
        Ok(())
    }

    /// An import begins, or goes on: files will be added, until the answer is handed to [`Pool::listed`].
    pub fn begin(&self) -> Listing {
        let epoch = {
            let mut state = self.state.borrow_mut();
            state.listing += 1;
            if !state.running {
                state.retired = None;
                state.running = true;
                state.stopped = None;
                state.deaths = 0;
                state.progress = Progress::default();
            }
            state.epoch
        };
        self.warm_up();
        Listing(epoch)
    }

    /// Adds files to the import. Says whether more are wanted: not after everything was forgotten. After a
    /// cancel they are, because each gets its line in the ledger.
    pub fn add(&self, listing: Listing, picked: Vec<Picked>) -> bool {
        let stopped = self.state.borrow().stopped;
        if let Some(problem) = stopped {
            for file in picked {
                self.unreadable(listing, file.path, problem, String::new());
            }
            return self.state.borrow().epoch == listing.0;
        }
        {
            let mut state = self.state.borrow_mut();
            if state.epoch != listing.0 {
                return false;
            }
            for file in picked {
                let id = state.files.len() as u32;
                state.progress.files += 1;
                state.progress.bytes += file.size;
                if file.bytes.is_some() {
                    state.held += file.size;
                }
                state.queue.push(id, file.size);
                state.files.push(file);
            }
        }
        self.pump();
        true
    }

    /// Whether more files that are read already can wait here.
    pub fn has_room(&self) -> bool {
        self.state.borrow().held < HELD
    }

    /// All files of the import are added.
    pub fn listed(&self, listing: Listing) {
        {
            let mut state = self.state.borrow_mut();
            if state.epoch != listing.0 {
                return;
            }
            state.listing = state.listing.saturating_sub(1);
        }
        self.pump();
    }

    /// A folder or file that never became a file we can hold: it gets a number and a line in the ledger.
    pub fn unreadable(&self, listing: Listing, path: String, problem: ProblemId, detail: String) {
        let file = {
            let mut state = self.state.borrow_mut();
            if state.epoch != listing.0 {
                return;
            }
            let Ok(nothing) = files::from_bytes(&js_sys::Uint8Array::new_with_length(0), &path) else {
                return;
            };
            state.files.push(Picked { path, size: 0.0, file: nothing, bytes: None });
            state.progress.files += 1;
            state.progress.files_done += 1;
            state.files.len() as u32 - 1
        };
        (self.tell)(PoolEvent::Lost(Lost { file, size: 0.0, problem, detail }));
    }

    /// Ends the import: what is not begun is left out, with a line in the ledger for each file.
    pub fn stop(&self, problem: ProblemId) {
        let left: Vec<u32> = {
            let mut state = self.state.borrow_mut();
            state.stopped = Some(problem);
            for slot in &state.slots {
                slot.link.send(&ToParser::Stop { problem }, &[], &Array::new());
            }
            let left = state.leave_out();
            state.progress.files_done += left.len() as u32;
            left
        };
        for id in left {
            self.lost(id, problem, "");
        }
        self.pump();
    }

    /// Forgets all files and ends all workers.
    pub fn clear(&self) {
        let mut state = self.state.borrow_mut();
        *state = State { epoch: state.epoch + 1, ..State::default() };
    }

    /// Whether an import is going on.
    pub fn running(&self) -> bool {
        self.state.borrow().running
    }

    /// How far the import is.
    pub fn progress(&self) -> Progress {
        self.state.borrow().progress
    }

    /// How many files there are.
    pub fn files(&self) -> u32 {
        self.state.borrow().files.len() as u32
    }

    /// Path and size of a file.
    pub fn file(&self, id: u32) -> Option<(String, f64)> {
        self.state.borrow().files.get(id as usize).map(|file| (file.path.clone(), file.size))
    }

    /// The browser's handle of a file, and its size.
    pub fn handle(&self, id: u32) -> Option<(File, f64)> {
        self.state.borrow().files.get(id as usize).map(|file| (file.file.clone(), file.size))
    }

    /// Reads one record again; the answer comes as [`PoolEvent::Record`].
    pub fn read_record(&self, seq: u32, row: u32, at: Provenance) {
        self.state.borrow_mut().wanted.push((seq, row, at));
        if self.state.borrow().slots.is_empty()
            && let Err(error) = self.start_worker()
        {
            (self.tell)(PoolEvent::Failed(files::message(&error)));
        }
        self.serve_records();
    }

    fn serve_records(&self) {
        let mut state = self.state.borrow_mut();
        let Some(slot) = state.slots.iter().position(|slot| slot.ready) else { return };
        for (seq, row, at) in std::mem::take(&mut state.wanted) {
            let Some(picked) = state.files.get(at.file as usize) else { continue };
            let file = JobFile { id: at.file, size: picked.size };
            let handle = picked.file.clone();
            state.reading.push((seq, row));
            let message = ToParser::Record { seq, row, at, file };
            state.slots[slot].link.send(&message, &[handle.into()], &Array::new());
        }
    }

    fn hear(&self, number: u32, message: FromParser) {
        match message {
            FromParser::Hello(hello) if hello == Hello::mine() => {
                self.with_slot(number, |slot| slot.ready = true);
                self.serve_records();
                self.pump();
            }
            FromParser::Hello(_) => (self.tell)(PoolEvent::Failed("a worker runs another build".to_owned())),
            FromParser::Progress { bytes, events } => {
                let mut state = self.state.borrow_mut();
                state.progress.bytes_done += bytes;
                state.progress.events += f64::from(events);
                drop(state);
                self.tell_progress();
            }
            FromParser::Done { job } => {
                self.with_slot(number, |slot| {
                    slot.jobs.remove(&job);
                    slot.careful = slot.careful && !slot.jobs.is_empty();
                });
                self.pump();
            }
            FromParser::Sent { files, batches } => {
                self.state.borrow_mut().progress.files_done += files.len() as u32;
                self.with_slot(number, |slot| {
                    slot.batches = batches;
                    for id in &files {
                        slot.unsafe_files.remove(id);
                    }
                });
                self.tell_progress();
            }
            FromParser::Flushed => {
                self.with_slot(number, |slot| {
                    slot.flushing = false;
                    slot.flushed = slot.jobs.is_empty();
                });
                self.pump();
            }
            FromParser::Read { read, files, part } => self.read_for(number, read, files, part),
            FromParser::Record { seq, row, record } => {
                self.state.borrow_mut().reading.retain(|asked| *asked != (seq, row));
                (self.tell)(PoolEvent::Record { seq, row, record });
            }
            // Workers of this pool neither search nor read again for exports and hashes.
            FromParser::Found { .. } | FromParser::Extracted { .. } | FromParser::Hashed { .. } => {}
            FromParser::Crashed(what) => self.died(number, &what),
        }
    }

    fn with_slot(&self, number: u32, change: impl FnOnce(&mut Slot)) {
        if let Some(slot) = self.state.borrow_mut().slots.iter_mut().find(|slot| slot.number == number) {
            change(slot);
        }
    }

    fn tell_progress(&self) {
        let mut state = self.state.borrow_mut();
        if now() - state.told >= TELL {
            state.told = now();
            drop(state);
            (self.tell)(PoolEvent::Progress);
        }
    }

    /// Hands out work; when there is none left, collects what the workers still hold; then says so.
    fn pump(&self) {
        let finished = {
            let mut guard = self.state.borrow_mut();
            let state = &mut *guard;
            if !state.running {
                return;
            }
            // One job to each in turn: a worker that took all it can hold would leave the others without work.
            let mut given = true;
            while given {
                given = false;
                for place in 0..state.slots.len() {
                    given |= state.give_job(place);
                }
            }
            if !state.queue.is_empty() || state.listing > 0 {
                return;
            }
            // Who has no job left gives what it holds at once: the engine takes it in while the others still parse.
            let idle =
                |slot: &&mut Slot| slot.ready && slot.jobs.is_empty() && !slot.flushed && !slot.flushing;
            for slot in state.slots.iter_mut().filter(idle) {
                slot.flushing = true;
                slot.link.send(&ToParser::Flush, &[], &Array::new());
            }
            // Workers that are still starting hold nothing.
            let finished = state.slots.iter().all(|slot| slot.flushed || !slot.ready);
            if finished {
                state.running = false;
                let batches = state.old_batches + state.slots.iter().map(|slot| slot.batches).sum::<u32>();
                // Memory of a worker never shrinks: they end here, and new ones start when they are needed. Not at
                // once: the engine and the page have something to do now.
                let (done, own) = (std::mem::take(&mut state.slots), self.own.clone());
                let end = Timeout::new(RETIRE_AFTER, move || {
                    // In a task of its own: what is dropped holds this very timer.
                    spawn_local(async move {
                        if let Some(pool) = own.upgrade() {
                            pool.state.borrow_mut().retired = None;
                        }
                    });
                });
                state.retired = Some((done, end));
                state.old_batches = batches;
            }
            finished.then_some(state.old_batches)
        };
        if let Some(batches) = finished {
            (self.tell)(PoolEvent::Finished { batches });
        }
    }

    fn lost(&self, id: u32, problem: ProblemId, detail: &str) {
        let size = self.state.borrow().files.get(id as usize).map_or(0.0, |file| file.size);
        (self.tell)(PoolEvent::Lost(Lost { file: id, size, problem, detail: detail.to_owned() }));
    }

    /// A worker is lost: its files that are not safe are read again, one by one.
    fn died(&self, number: u32, what: &str) {
        let (given_up, problem, unread) = {
            let mut guard = self.state.borrow_mut();
            let state = &mut *guard;
            let Some(at) = state.slots.iter().position(|slot| slot.number == number) else { return };
            let slot = state.slots.remove(at);
            state.old_batches += slot.batches;
            state.deaths += 1;
            let alone = slot.jobs.len() == 1 && slot.jobs.values().all(|files| files.len() == 1);
            let mut given_up = Vec::new();
            let culprit = slot.jobs.values().next().filter(|_| alone).map(|files| files[0]);
            for id in slot.unsafe_files {
                if culprit == Some(id) {
                    given_up.push(id);
                } else {
                    let size = state.files.get(id as usize).map_or(0.0, |file| file.size);
                    state.queue.push_suspect(id, size);
                }
            }
            let unread = std::mem::take(&mut state.reading);
            // Once stopped, nothing is begun again.
            if state.stopped.is_some() {
                given_up.extend(state.leave_out());
            }
            let problem = state.stopped.unwrap_or(ProblemId::ReaderDied);
            if state.deaths > SPARE_LIVES + state.files.len() as u32 {
                given_up.extend(state.leave_out());
            }
            state.progress.files_done += given_up.len() as u32;
            (given_up, problem, unread)
        };
        for id in given_up {
            self.lost(id, problem, what);
        }
        for (seq, row) in unread {
            (self.tell)(PoolEvent::Record { seq, row, record: None });
        }
        let needed = {
            let state = self.state.borrow();
            state.running || !state.wanted.is_empty()
        };
        if needed && let Err(error) = self.start_worker() {
            (self.tell)(PoolEvent::Failed(files::message(&error)));
        }
        self.pump();
    }

    /// A worker that cannot read files asks the page to.
    fn read_for(&self, number: u32, read: u32, ids: Vec<u32>, part: Option<[f64; 2]>) {
        let Some(pool) = self.own.upgrade() else { return };
        spawn_local(async move {
            let result = pool.read(&ids, part).await;
            pool.with_slot(number, |slot| by_page::answer(&slot.link, read, &result));
        });
    }

    /// Reads files on the page's thread: several back to back, or a part of the only one.
    pub(super) async fn read(&self, ids: &[u32], part: Option<[f64; 2]>) -> Result<JsValue, JsValue> {
        let handles: Vec<File> = self.picked(ids).into_iter().map(|picked| picked.file).collect();
        let bytes = by_page::read(&handles, part).await?;
        // The worker could not and the page can: later jobs need not try.
        self.state.borrow_mut().by_page = true;
        Ok(bytes)
    }

    /// Files by their numbers; what is no file is left out.
    pub(super) fn picked(&self, ids: &[u32]) -> Vec<Picked> {
        let state = self.state.borrow();
        ids.iter().filter_map(|&id| state.files.get(id as usize)).cloned().collect()
    }

    /// Whether workers cannot read files in this browser, and the page can.
    pub(super) fn by_page(&self) -> bool {
        self.state.borrow().by_page
    }

    /// How many workers it has.
    pub(super) fn size(&self) -> usize {
        self.size
    }
}

impl State {
    /// Gives the worker in this place the next job, many small files or one that is large or suspect, and says
    /// whether it did.
    fn give_job(&mut self, place: usize) -> bool {
        let slot = &self.slots[place];
        // A suspect file is the only job of its worker, so that it is known who killed it.
        if !slot.ready
            || slot.jobs.len() >= JOBS_AHEAD
            || slot.careful
            || (self.queue.suspect_is_next() && !slot.jobs.is_empty())
        {
            return false;
        }
        let job = self.queue.next_job(self.slots.len());
        if job.is_empty() {
            return false;
        }
        let careful = job.iter().any(|file| file.alone);
        let ids: Vec<u32> = job.iter().map(|file| file.id).collect();
        let (handed, moved) = self.hand_over(&job);
        let slot = &mut self.slots[place];
        slot.careful = careful;
        self.last_job += 1;
        slot.flushed = false;
        slot.unsafe_files.extend(&ids);
        slot.jobs.insert(self.last_job, ids);
        let message = ToParser::Job { job: self.last_job, careful, by_page: self.by_page };
        slot.link.send(&message, &handed, &moved);
        true
    }

    /// What a worker gets of the files of a job, and what of it changes hands: which they are, the bytes of those that the
    /// page has read, and the handles of the others. The bytes as a single array, since each one that is sent costs more
    /// than copying a small file.
    fn hand_over(&mut self, job: &[Waiting]) -> (Vec<JsValue>, Array) {
        let picked = |file: &Waiting| &self.files[file.id as usize];
        let read = job.iter().filter_map(|file| picked(file).bytes.as_ref());
        let all = Uint8Array::new_with_length(read.map(Uint8Array::length).sum());
        let files = pack_files(
            job.iter().map(|file| (JobFile { id: file.id, size: file.size }, picked(file).bytes.is_some())),
        );
        let mut handed = vec![JsValue::from(files), JsValue::from(&all)];
        let mut at = 0;
        for file in job {
            let picked = &mut self.files[file.id as usize];
            match picked.bytes.take() {
                Some(bytes) => {
                    all.set(&bytes, at);
                    at += bytes.length();
                    self.held -= file.size;
                }
                None => handed.push(picked.file.clone().into()),
            }
        }
        (handed, Array::of1(&all.buffer()))
    }

    /// Empties the queue, and forgets the bytes of what was in it.
    fn leave_out(&mut self) -> Vec<u32> {
        let left = self.queue.drain();
        for &id in &left {
            if self.files[id as usize].bytes.take().is_some() {
                self.held -= self.files[id as usize].size;
            }
        }
        left
    }
}
