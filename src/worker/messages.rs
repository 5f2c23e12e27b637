//! What page and workers say to each other.

use js_sys::{Array, Float64Array};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, EventTarget, MessageEvent};

use crate::engine::deep::DeepQuery;
use crate::engine::protocol::{PROTOCOL, Request, Response};
use crate::problem::ProblemId;
use crate::store::batch::Provenance;

/// The first message to a worker: what it is to be.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub enum Role {
    /// Owns the store.
    Engine,
    /// Parses files.
    Parser,
}

/// A worker's first message back. Both must be what the page has.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Hello {
    /// Version of the messages.
    pub protocol: u32,
    /// Name of the build.
    pub build: String,
}

impl Hello {
    /// What this side has.
    pub fn mine() -> Hello {
        Hello { protocol: PROTOCOL, build: crate::browser::boot::build() }
    }
}

/// Page to engine.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum ToEngine {
    /// A parse worker's batches come by the port that is handed over.
    Port,
    /// Something to answer.
    Request(Box<Request>),
    /// Take so many bytes of events at most. The first message, if it comes.
    Memory {
        /// Bytes.
        limit: f64,
    },
    /// What a search found in some files is handed over.
    Found {
        /// Number of the search.
        seq: u32,
    },
    /// Say so when so many batches have come in, and answer.
    Sync {
        /// Batches since the start.
        batches: u32,
        /// What to answer then.
        then: Vec<Request>,
    },
}

/// Engine to page.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum FromEngine {
    /// Ready for requests.
    Hello(Hello),
    /// An answer.
    Response(Response),
    /// The batches that were waited for are in.
    Synced {
        /// How many.
        batches: u32,
    },
    /// Events were found to be related to EMR by what they belong to: numbers of views have changed.
    Related,
    /// A batch could not be read.
    BadBatch,
    /// The memory is full: events are left out from here on.
    Full,
    /// The worker is lost.
    Crashed(String),
}

/// One file of a job.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct JobFile {
    /// Number of the file.
    pub id: u32,
    /// Size in bytes as the page saw it.
    pub size: f64,
}

/// The files of a [`ToParser::Job`] on their way, and of each whether the page has read it. As numbers: an object for
/// each would cost more than parsing a small file.
pub fn pack_files(files: impl Iterator<Item = (JobFile, bool)>) -> Float64Array {
    let numbers: Vec<f64> =
        files.flat_map(|(file, read)| [f64::from(file.id), file.size, f64::from(u8::from(read))]).collect();
    Float64Array::from(&numbers[..])
}

/// The files that were packed.
pub fn unpack_files(packed: &Float64Array) -> Vec<(JobFile, bool)> {
    let numbers = packed.to_vec();
    let files = numbers.as_chunks::<3>().0.iter();
    files.map(|&[id, size, read]| (JobFile { id: id as u32, size }, read != 0.0)).collect()
}

/// Page to parse worker.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum ToParser {
    /// The port to the engine is handed over.
    Port,
    /// Parse this sample, which is handed over, for practice: browsers compile a program well only once it runs,
    /// and all workers share what is compiled.
    Practise {
        /// How often.
        rounds: u32,
    },
    /// Files to read, which are handed over ([`pack_files`]); then the bytes of those that the page has read, back to back;
    /// then a handle for each of the others.
    Job {
        /// Number of the job.
        job: u32,
        /// Send the batch after each file: one of these killed a worker.
        careful: bool,
        /// Ask the page for the bytes: this browser's workers cannot read files.
        by_page: bool,
    },
    /// Files to search; the handles are handed over, in order.
    Search {
        /// Number of the job.
        job: u32,
        /// What for; the same in all jobs of a worker.
        query: DeepQuery,
        /// The files.
        files: Vec<JobFile>,
        /// Ask the page for the bytes: this browser's workers cannot read files.
        by_page: bool,
    },
    /// Send what is left and say so.
    Flush,
    /// Leave out what is not begun, end what is.
    Stop {
        /// Why, for the ledger.
        problem: ProblemId,
    },
    /// The bytes that were asked for, handed over; or none, with the reason.
    Bytes {
        /// Number of the read.
        read: u32,
        /// Why there are none.
        error: Option<String>,
    },
    /// Read again what lies at places in these files: the places are handed over, and the files' handles.
    Extract {
        /// The files.
        files: Vec<JobFile>,
        /// How many places lie in each.
        counts: Vec<u32>,
    },
    /// The page is ready for one more [`FromParser::Extracted`]; for two it is from the start.
    More,
    /// Hash a file, whose handle is handed over.
    Hash {
        /// The file.
        file: JobFile,
    },
    /// Read one record again; the file's handle is handed over.
    Record {
        /// Number of the request, for the answer.
        seq: u32,
        /// The event, for the answer.
        row: u32,
        /// Where it lies.
        at: Provenance,
        /// Number of the file.
        file: JobFile,
    },
}

/// Parse worker to page.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum FromParser {
    /// Ready for jobs.
    Hello(Hello),
    /// Bytes were read from files.
    Progress {
        /// Bytes since the last message.
        bytes: f64,
        /// Events since the last message.
        events: u32,
    },
    /// A job is done. Its files may still be in a batch that is not sent.
    Done {
        /// Number of the job.
        job: u32,
    },
    /// A job of a search is done; what was found is handed over, for the engine.
    Found {
        /// Number of the job.
        job: u32,
    },
    /// A batch was sent to the engine, with all of these files in it or before it.
    Sent {
        /// Numbers of the files.
        files: Vec<u32>,
        /// Batches sent so far.
        batches: u32,
    },
    /// Nothing is left.
    Flushed,
    /// Bytes are wanted: of these files back to back, or a part of the only one.
    Read {
        /// Number of the read.
        read: u32,
        /// Numbers of the files.
        files: Vec<u32>,
        /// Offset and length of the part.
        part: Option<[f64; 2]>,
    },
    /// What lies at the next of the places is handed over, back to back.
    Extracted {
        /// Bytes of each.
        lengths: Vec<u32>,
    },
    /// What was to be hashed is.
    Hashed {
        /// Number of the file.
        file: u32,
        /// Its SHA-256 in hexadecimal digits; none where it could not be read as it was.
        sha256: Option<String>,
    },
    /// The record that was asked for is handed over; or none, with the reason.
    Record {
        /// Number of the request.
        seq: u32,
        /// The event.
        row: u32,
        /// The record.
        record: Option<Vec<u8>>,
    },
    /// The worker is lost.
    Crashed(String),
}

/// A file that no parser could read.
#[derive(Clone, Debug)]
pub struct Lost {
    /// Number of the file.
    pub file: u32,
    /// Size in bytes.
    pub size: f64,
    /// Why.
    pub problem: ProblemId,
    /// In the browser's words.
    pub detail: String,
}

/// A control message with what is handed over after it.
pub fn pack(control: &impl Serialize, rest: &[JsValue]) -> Result<Array, JsValue> {
    let message = Array::of1(&serde_wasm_bindgen::to_value(control)?);
    for value in rest {
        message.push(value);
    }
    Ok(message)
}

/// Hears messages of one type. Later calls for the same target replace earlier ones.
pub fn on_message<T: DeserializeOwned + 'static>(
    target: &EventTarget,
    mut hear: impl FnMut(T, Array) + 'static,
) {
    let handler = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let Ok(message) = event.data().dyn_into::<Array>() else { return };
        match serde_wasm_bindgen::from_value(message.shift()) {
            Ok(control) => hear(control, message),
            // Both sides come from one file, so this is a fault of ours: say it where it can be seen.
            Err(error) => gloo::console::error!(format!("a message could not be read: {error}")),
        }
    });
    // By property, not by listener: setting it is what lets held messages go, and a second call replaces the first.
    let set = js_sys::Reflect::set(target, &"onmessage".into(), handler.as_ref());
    debug_assert!(set.is_ok());
    // Heard for as long as the target lives.
    handler.forget();
}

/// Posts from a worker to the page.
pub fn post(scope: &DedicatedWorkerGlobalScope, control: &impl Serialize) {
    let posted = pack(control, &[]).and_then(|message| scope.post_message(&message));
    say_if_not(posted);
}

/// Posts from a worker to the page, and hands bytes over.
pub fn post_bytes(scope: &DedicatedWorkerGlobalScope, control: &impl Serialize, bytes: &[u8]) {
    let buffer = js_sys::Uint8Array::from(bytes).buffer();
    let posted = pack(control, &[buffer.clone().into()])
        .and_then(|message| scope.post_message_with_transfer(&message, &Array::of1(&buffer)));
    say_if_not(posted);
}

fn say_if_not(posted: Result<(), JsValue>) {
    if let Err(error) = posted {
        gloo::console::error!("a message could not be sent", error);
    }
}

/// Tells the page when this worker is lost: a panic, or a trap inside a promise, raises no `error` event there.
pub fn report_crashes(scope: &DedicatedWorkerGlobalScope) {
    let report = |scope: &DedicatedWorkerGlobalScope, what: String| post(scope, &FromParser::Crashed(what));
    let on_panic = scope.clone();
    std::panic::set_hook(Box::new(move |info| report(&on_panic, info.to_string())));
    let on_reject = scope.clone();
    let rejected = Closure::<dyn FnMut(web_sys::PromiseRejectionEvent)>::new(
        move |event: web_sys::PromiseRejectionEvent| {
            report(&on_reject, crate::browser::files::message(&event.reason()))
        },
    );
    let listening =
        scope.add_event_listener_with_callback("unhandledrejection", rejected.as_ref().unchecked_ref());
    debug_assert!(listening.is_ok());
    rejected.forget();
}
