//! The worker that owns the store.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, Uint8Array};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent, MessagePort};

use super::messages::{FromEngine, Hello, ToEngine, on_message, post, post_bytes};
use crate::browser::pause::{pause, sleep};
use crate::engine::Engine;
use crate::engine::protocol::{Request, Response};
use crate::store::wire;

/// How long the page is left alone after an import, in milliseconds.
const DRAWING: u32 = 150;

#[derive(Default)]
struct State {
    engine: Engine,
    /// How many batches somebody waits for, and what is asked then.
    waiting: Option<(u32, Vec<Request>)>,
    /// Whether what is left to do is being done.
    idling: bool,
}

impl State {
    /// Says so when the batches that are waited for are in; returns whether they are.
    fn settle(&mut self, scope: &DedicatedWorkerGlobalScope) -> bool {
        let batches = self.engine.batches();
        let settled = self.waiting.take_if(|(wanted, _)| *wanted <= batches);
        let is_settled = settled.is_some();
        if let Some((_, then)) = settled {
            post(scope, &FromEngine::Synced { batches });
            for request in then {
                answer(scope, self.engine.handle(request));
            }
        }
        is_settled
    }
}

/// Answers; the bytes of an export, and the ledger as bytes, are handed over beside the answer.
fn answer(scope: &DedicatedWorkerGlobalScope, mut response: Response) {
    match &mut response {
        Response::Exported { bytes, .. } => {
            let bytes = std::mem::take(bytes);
            post_bytes(scope, &FromEngine::Response(response), &bytes);
        }
        Response::Ledger { files, .. } => {
            let bytes = wire::write_reports(&std::mem::take(files));
            post_bytes(scope, &FromEngine::Response(response), &bytes);
        }
        _ => post(scope, &FromEngine::Response(response)),
    }
}

/// Does what will be needed, in small tasks, once an import is over and answered: requests come between.
fn idle(scope: &DedicatedWorkerGlobalScope, state: &Rc<RefCell<State>>) {
    if std::mem::replace(&mut state.borrow_mut().idling, true) {
        return;
    }
    let (scope, state) = (scope.clone(), state.clone());
    spawn_local(async move {
        // The page is drawing what it was just answered, and has few cores for it.
        sleep(DRAWING).await;
        loop {
            pause().await;
            let mut state = state.borrow_mut();
            let more = state.engine.idle();
            if state.engine.take_related() {
                post(&scope, &FromEngine::Related);
            }
            if !more {
                state.idling = false;
                break;
            }
        }
    });
}

/// Runs until the page ends the worker.
pub(super) fn run(scope: &DedicatedWorkerGlobalScope) {
    super::make_room(32 << 20);
    let state = Rc::new(RefCell::new(State::default()));
    let own = scope.clone();
    on_message(scope.unchecked_ref(), move |message: ToEngine, rest: Array| match message {
        ToEngine::Port => {
            if let Ok(port) = rest.shift().dyn_into::<MessagePort>() {
                listen(&own, &state, &port);
            }
        }
        ToEngine::Memory { limit } => state.borrow_mut().engine = Engine::with_memory(limit as usize),
        ToEngine::Request(mut request) => {
            if let Request::ExportFound { bytes, .. } | Request::Cells { bytes, .. } = &mut *request {
                *bytes = Uint8Array::new(&rest.shift()).to_vec();
            }
            let response = state.borrow_mut().engine.handle(*request);
            answer(&own, response);
            if state.borrow_mut().engine.take_related() {
                post(&own, &FromEngine::Related);
            }
        }
        ToEngine::Found { seq } => {
            let found = Uint8Array::new(&rest.shift()).to_vec();
            state.borrow_mut().engine.found(seq, &found);
        }
        ToEngine::Sync { batches, then } => {
            state.borrow_mut().waiting = Some((batches, then));
            let settled = state.borrow_mut().settle(&own);
            if settled {
                idle(&own, &state);
            }
        }
    });
    post(scope, &FromEngine::Hello(Hello::mine()));
}

/// Takes batches from a parse worker.
fn listen(scope: &DedicatedWorkerGlobalScope, state: &Rc<RefCell<State>>, port: &MessagePort) {
    let (scope, state) = (scope.clone(), state.clone());
    let handler = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let bytes = Uint8Array::new(&event.data()).to_vec();
        let settled = {
            let mut state = state.borrow_mut();
            let was_full = state.engine.is_full();
            if state.engine.ingest(&bytes).is_err() {
                post(&scope, &FromEngine::BadBatch);
            }
            if state.engine.is_full() && !was_full {
                post(&scope, &FromEngine::Full);
            }
            state.settle(&scope)
        };
        if settled {
            idle(&scope, &state);
        }
    });
    // Setting the handler starts the port; it is heard for as long as the port lives.
    port.set_onmessage(Some(handler.as_ref().unchecked_ref()));
    handler.forget();
}
