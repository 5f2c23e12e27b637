//! The two kinds of worker, the messages between them and the page, and the page's ends of them.
//!
//! ```text
//! page ── ToEngine / FromEngine ── engine worker ◄── batches ── parse workers ── ToParser / FromParser ── page
//! ```
//!
//! A message is an array: the control message as a plain value, then whatever is handed over with it (files,
//! buffers, ports).

mod by_page;
mod engine_worker;
pub mod messages;
mod parse_worker;
pub mod pool;
mod queue;
pub mod reader;
mod reading_again;
mod search_job;
pub mod search_pool;
mod spawn;

pub use spawn::{Link, Spawned, spawn};

use wasm_bindgen::JsCast;
use web_sys::DedicatedWorkerGlobalScope;

use messages::Role;

/// Runs this program as a worker, until the page ends it.
pub fn run(scope: DedicatedWorkerGlobalScope) {
    messages::report_crashes(&scope);
    let first = scope.clone();
    messages::on_message(scope.unchecked_ref(), move |role: Role, _| match role {
        Role::Engine => engine_worker::run(&first),
        Role::Parser => parse_worker::run(&first),
    });
}

/// Grows this worker's memory before there is work, without touching it. To grow it bit by bit later stops all
/// threads of the process each time.
fn make_room(bytes: usize) {
    drop(std::hint::black_box(Vec::<u8>::with_capacity(bytes)));
}
