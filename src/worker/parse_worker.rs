//! A worker that turns files into batches and sends them straight to the engine.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use js_sys::{Array, ArrayBuffer, Function, Promise, Uint8Array};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{DedicatedWorkerGlobalScope, File, MessagePort};

use super::messages::{FromParser, Hello, JobFile, ToParser, on_message, post, unpack_files};
use super::reading_again::Wanted;
use crate::browser::files::{self, message};
use crate::browser::pause::{now, pause};
use crate::engine::parse_job::Parser;
use crate::engine::rehearsal::Rehearsal;
use crate::engine::reread::Place;
use crate::limits;
use crate::problem::ProblemId;

/// Bytes that are parsed before full batches are sent off: even where they inflate a thousandfold, what waits
/// here stays small.
pub(super) const PIECE: usize = 1 << 20;

/// Bytes after which the page is told how far the work is.
const TELL: f64 = (1 << 20) as f64;

/// By which it is told how long files and the members of archives take, for their lines in the ledger.
fn micros() -> u64 {
    (now() * 1_000.0).max(0.0) as u64
}

pub(super) struct State {
    pub(super) scope: DedicatedWorkerGlobalScope,
    port: RefCell<Option<MessagePort>>,
    /// Parses all small files; a large one has a parser of its own, because it is read bit by bit.
    parser: RefCell<Parser>,
    batches: Cell<u32>,
    /// Reads that the page was asked for, by number.
    reads: RefCell<HashMap<u32, (Function, Function)>>,
    last_read: Cell<u32>,
    /// Bytes and events that the page does not know of.
    untold: Cell<(f64, u64)>,
    /// Why no more files are begun.
    stopped: Cell<Option<ProblemId>>,
    /// Whether there was a job.
    working: Cell<bool>,
    /// How much that was read again the page is ready to take.
    pub(super) wanted: Wanted,
}

/// Runs until the page ends the worker.
pub(super) fn run(scope: &DedicatedWorkerGlobalScope) {
    super::make_room(12 << 20);
    let state = Rc::new(State {
        scope: scope.clone(),
        port: RefCell::default(),
        parser: RefCell::new(Parser::default().timed(micros)),
        batches: Cell::default(),
        reads: RefCell::default(),
        last_read: Cell::default(),
        untold: Cell::default(),
        stopped: Cell::default(),
        working: Cell::default(),
        wanted: Wanted::default(),
    });
    on_message(scope.unchecked_ref(), move |message: ToParser, rest: Array| {
        state.clone().hear(message, rest)
    });
    post(scope, &FromParser::Hello(Hello::mine()));
}

impl State {
    fn hear(self: Rc<Self>, message: ToParser, rest: Array) {
        match message {
            ToParser::Port => *self.port.borrow_mut() = rest.shift().dyn_into().ok(),
            ToParser::Stop { problem } => self.stopped.set(Some(problem)),
            ToParser::Practise { rounds } => {
                let sample = Uint8Array::new(&rest.shift()).to_vec();
                spawn_local(async move { self.practise(&sample, rounds).await });
            }
            ToParser::Flush => {
                self.send(&mut self.parser.borrow_mut(), true);
                post(&self.scope, &FromParser::Flushed);
            }
            ToParser::Bytes { read, error } => {
                let Some((resolve, reject)) = self.reads.borrow_mut().remove(&read) else { return };
                // Calling a promise's own functions cannot fail.
                let _ = match error {
                    None => resolve.call1(&JsValue::NULL, &rest.shift()),
                    Some(error) => reject.call1(&JsValue::NULL, &error.into()),
                };
            }
            ToParser::Job { job, careful, by_page } => {
                self.working.set(true);
                spawn_local(async move {
                    let reader = Reading { state: self.clone(), by_page };
                    reader.job(rest, careful).await;
                    self.tell_progress();
                    post(&self.scope, &FromParser::Done { job });
                });
            }
            ToParser::Search { job, query, files, by_page } => {
                self.working.set(true);
                let handles: Vec<File> = rest.iter().map(JsCast::unchecked_into).collect();
                spawn_local(async move {
                    let reader = Reading { state: self.clone(), by_page };
                    reader.search(job, &query, &files, &handles).await;
                });
            }
            ToParser::Extract { files, counts } => {
                let places = Place::read(&Uint8Array::new(&rest.shift()).to_vec());
                let handles: Vec<File> = rest.iter().map(JsCast::unchecked_into).collect();
                self.wanted.reset();
                spawn_local(async move {
                    Reading { state: self, by_page: false }.extract(&files, &handles, &counts, &places).await;
                });
            }
            ToParser::More => self.wanted.more(),
            ToParser::Hash { file } => {
                let handle: File = rest.shift().unchecked_into();
                spawn_local(async move {
                    let sha256 =
                        Reading { state: self.clone(), by_page: false }.hash(file, &handle).await.ok();
                    post(&self.scope, &FromParser::Hashed { file: file.id, sha256 });
                });
            }
            ToParser::Record { seq, row, at, file } => {
                let handle: File = rest.shift().unchecked_into();
                spawn_local(async move {
                    let reader = Reading { state: self.clone(), by_page: false };
                    let record = reader.record(file, &handle, at).await;
                    post(&self.scope, &FromParser::Record { seq, row, record: record.ok() });
                });
            }
        }
    }

    /// Sends batches to the engine, those that are full or all, and tells the page which files are safe with them: those of
    /// which nothing is left here.
    fn send(&self, parser: &mut Parser, all: bool) {
        let (batches, files) = (parser.take_batches(all), parser.take_safe());
        if batches.is_empty() && files.is_empty() {
            return;
        }
        if let Some(port) = &*self.port.borrow() {
            for batch in &batches {
                let bytes = Uint8Array::from(&batch[..]).buffer();
                let sent = port.post_message_with_transferable(&bytes, &Array::of1(&bytes));
                debug_assert!(sent.is_ok());
                self.batches.set(self.batches.get() + 1);
            }
        }
        post(&self.scope, &FromParser::Sent { files, batches: self.batches.get() });
    }

    /// Does all that an import does, with sample data and for nobody, until there is work. A browser first
    /// compiles quickly and badly, and well only what has run for a while: without practice the first hundred
    /// megabytes take three times as long. What is compiled serves all workers.
    async fn practise(&self, sample: &[u8], rounds: u32) {
        let mut rehearsal = Rehearsal::default();
        for _ in 0..rounds {
            if self.working.get() {
                return;
            }
            rehearsal.round(sample);
            // A job that has come in meanwhile is heard.
            pause().await;
        }
    }

    /// Tells how much more was read, now and then: thousands of small files would be thousands of messages.
    pub(super) fn progress(&self, bytes: f64, events: u64) {
        let (before, events_before) = self.untold.get();
        self.untold.set((before + bytes, events_before + events));
        if before + bytes >= TELL {
            self.tell_progress();
        }
    }

    pub(super) fn tell_progress(&self) {
        let (bytes, events) = self.untold.take();
        if bytes > 0.0 || events > 0 {
            post(&self.scope, &FromParser::Progress { bytes, events: events as u32 });
        }
    }

    /// Asks the page for bytes.
    fn ask_page(&self, files: Vec<u32>, part: Option<[f64; 2]>) -> Promise {
        let read = self.last_read.get() + 1;
        self.last_read.set(read);
        let promise = Promise::new(&mut |resolve, reject| {
            self.reads.borrow_mut().insert(read, (resolve, reject));
        });
        post(&self.scope, &FromParser::Read { read, files, part });
        promise
    }
}

/// Reading files for one job.
pub(super) struct Reading {
    pub(super) state: Rc<State>,
    by_page: bool,
}

impl Reading {
    /// Bytes of files back to back, read here or, where this browser's workers cannot, by the page.
    pub(super) async fn whole(&self, files: &[JobFile], handles: &[File]) -> Result<Vec<u8>, JsValue> {
        let ids = || files.iter().map(|f| f.id).collect();
        if self.by_page {
            return bytes(self.state.ask_page(ids(), None)).await;
        }
        match bytes(files::read(handles)?).await {
            Err(error) if files.len() == 1 => {
                // The page is asked before a file is given up: on file:// WebKit's workers can read none.
                bytes(self.state.ask_page(ids(), None)).await.map_err(|_| error)
            }
            result => result,
        }
    }

    /// Starts reading a part; it is on its way from here on, awaited or not.
    pub(super) fn start(
        &self,
        file: JobFile,
        handle: &File,
        offset: f64,
        length: f64,
    ) -> Result<JsFuture, JsValue> {
        let promise = match self.by_page {
            true => self.state.ask_page(vec![file.id], Some([offset, length])),
            false => files::read_part(handle, offset, length)?,
        };
        Ok(JsFuture::from(promise))
    }

    /// Waits for a part; where this worker cannot read it, the page is asked.
    pub(super) async fn part(
        &self,
        started: JsFuture,
        file: JobFile,
        offset: f64,
        length: f64,
    ) -> Result<Vec<u8>, JsValue> {
        match started.await {
            Ok(buffer) => Ok(Uint8Array::new(&buffer).to_vec()),
            Err(error) if self.by_page => Err(error),
            Err(error) => {
                let asked = self.state.ask_page(vec![file.id], Some([offset, length]));
                bytes(asked).await.map_err(|_| error)
            }
        }
    }

    /// Files that are read already, and those that are not: many small ones or a large one.
    async fn job(&self, handed: Array, careful: bool) {
        let files = unpack_files(&handed.shift().unchecked_into());
        let read = handed.shift().dyn_into().map_or_else(|_| Vec::new(), |read: Uint8Array| read.to_vec());
        let handles: Vec<File> = handed.iter().map(JsCast::unchecked_into).collect();
        let (mut unread, mut rest) = (Vec::new(), &read[..]);
        for (file, is_read) in files {
            if !is_read {
                unread.push(file);
                continue;
            }
            let (bytes, after) = rest.split_at((file.size as usize).min(rest.len()));
            rest = after;
            match self.state.stopped.get() {
                Some(problem) => self.parse(file, Err((problem, String::new())), careful),
                None => self.parse(file, Ok(bytes), careful),
            }
        }
        match (&unread[..], &handles[..]) {
            ([], _) => {}
            ([file], [handle]) if file.size > limits::READ as f64 => self.large(*file, handle).await,
            _ => self.small(&unread, &handles, careful).await,
        }
    }

    /// Small files: read together, parsed one after another.
    async fn small(&self, files: &[JobFile], handles: &[File], careful: bool) {
        let size: f64 = files.iter().map(|f| f.size).sum();
        match self.whole(files, handles).await {
            Ok(all) if all.len() as f64 == size && self.state.stopped.get().is_none() => {
                let mut rest = &all[..];
                for file in files {
                    let (bytes, after) = rest.split_at((file.size as usize).min(rest.len()));
                    rest = after;
                    self.parse(*file, Ok(bytes), careful);
                }
            }
            // One that cannot be read, or has changed, spoils the read of all: one by one, then.
            _ => {
                for (file, handle) in files.iter().zip(handles) {
                    if let Some(problem) = self.state.stopped.get() {
                        self.parse(*file, Err((problem, String::new())), careful);
                        continue;
                    }
                    match self.whole(&[*file], std::slice::from_ref(handle)).await {
                        Ok(bytes) => self.parse(*file, Ok(&bytes), careful),
                        Err(error) => {
                            self.parse(*file, Err((ProblemId::Unreadable, message(&error))), careful)
                        }
                    }
                }
            }
        }
    }

    fn parse(&self, file: JobFile, bytes: Result<&[u8], (ProblemId, String)>, careful: bool) {
        let state = &self.state;
        let mut parser = state.parser.borrow_mut();
        let before = parser.events();
        parser.open(file.id);
        match bytes {
            Ok(bytes) => {
                for piece in bytes.chunks(PIECE) {
                    parser.feed(piece);
                    state.send(&mut parser, false);
                }
                parser.close();
            }
            Err((problem, detail)) => parser.abandon(problem, &detail),
        }
        let events = parser.events() - before;
        state.send(&mut parser, careful);
        drop(parser);
        state.progress(file.size, events);
    }

    /// A large file: read and parsed part by part, the next part on its way while one is parsed.
    async fn large(&self, file: JobFile, handle: &File) {
        let mut parser = Parser::default().timed(micros);
        parser.open(file.id);
        let failed = self.feed_large(&mut parser, file, handle).await.err();
        match failed {
            Some((problem, detail)) => parser.abandon(problem, &detail),
            None => parser.close(),
        }
        self.state.send(&mut parser, true);
    }

    pub(super) async fn feed_large(
        &self,
        parser: &mut Parser,
        file: JobFile,
        handle: &File,
    ) -> Result<(), (ProblemId, String)> {
        let unreadable = |error: JsValue| (ProblemId::Unreadable, message(&error));
        let step = |offset: f64| (limits::READ as f64).min(file.size - offset);
        let mut offset = 0.0;
        let mut next = Some(self.start(file, handle, offset, step(offset)).map_err(unreadable)?);
        while let Some(started) = next.take() {
            let bytes = self.part(started, file, offset, step(offset)).await.map_err(unreadable)?;
            if let Some(problem) = self.state.stopped.get() {
                return Err((problem, String::new()));
            }
            if bytes.len() as f64 != step(offset) {
                return Err((ProblemId::Unreadable, "the file is shorter than it was".to_owned()));
            }
            offset += bytes.len() as f64;
            if offset < file.size {
                next = Some(self.start(file, handle, offset, step(offset)).map_err(unreadable)?);
            }
            let before = parser.events();
            for piece in bytes.chunks(PIECE) {
                parser.feed(piece);
                self.state.send(parser, false);
            }
            self.state.progress(bytes.len() as f64, parser.events() - before);
        }
        Ok(())
    }
}

async fn bytes(promise: Promise) -> Result<Vec<u8>, JsValue> {
    let buffer: ArrayBuffer = JsFuture::from(promise).await?.unchecked_into();
    Ok(Uint8Array::new(&buffer).to_vec())
}
