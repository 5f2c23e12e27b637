//! The worker that owns the store.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, Uint8Array};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent, MessagePort};

use super::messages::{FromEngine, Hello, ToEngine, on_message, post};
use crate::engine::Engine;
use crate::engine::protocol::Request;

#[derive(Default)]
struct State {
    engine: Engine,
    /// How many batches somebody waits for, and what is asked then.
    waiting: Option<(u32, Vec<Request>)>,
}

impl State {
    /// Says so when the batches that are waited for are in.
    fn settle(&mut self, scope: &DedicatedWorkerGlobalScope) {
        let batches = self.engine.batches();
        if let Some((_, then)) = self.waiting.take_if(|(wanted, _)| *wanted <= batches) {
            post(scope, &FromEngine::Synced { batches });
            for request in then {
                post(scope, &FromEngine::Response(self.engine.handle(request)));
            }
        }
    }
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
        ToEngine::Request(request) => {
            let response = state.borrow_mut().engine.handle(request);
            post(&own, &FromEngine::Response(response));
        }
        ToEngine::Sync { batches, then } => {
            let mut state = state.borrow_mut();
            state.waiting = Some((batches, then));
            state.settle(&own);
        }
    });
    post(scope, &FromEngine::Hello(Hello::mine()));
}

/// Takes batches from a parse worker.
fn listen(scope: &DedicatedWorkerGlobalScope, state: &Rc<RefCell<State>>, port: &MessagePort) {
    let (scope, state) = (scope.clone(), state.clone());
    let handler = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let bytes = Uint8Array::new(&event.data()).to_vec();
        let mut state = state.borrow_mut();
        if state.engine.ingest(&bytes).is_err() {
            post(&scope, &FromEngine::BadBatch);
        }
        state.settle(&scope);
    });
    // Setting the handler starts the port; it is heard for as long as the port lives.
    port.set_onmessage(Some(handler.as_ref().unchecked_ref()));
    handler.forget();
}
