//! The page's end of the engine worker, and the numbers of what was asked.

use js_sys::{Array, ArrayBuffer, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::MessagePort;
use yew::prelude::*;

use super::export::ExportMsg;
use super::phase::Phase;
use super::shell::{App, Msg};
use crate::browser::options;
use crate::browser::pause::pause;
use crate::engine::protocol::{Request, Response, Step};
use crate::store::wire;
use crate::worker::messages::{FromEngine, Role, ToEngine};
use crate::worker::{Link, spawn};

/// The engine worker, if it runs, and the last number that was given to a request.
#[derive(Default)]
pub struct Engine {
    link: Option<Link>,
    last: u32,
}

impl Engine {
    /// Starts a worker. `hear` gets all it says, its death included; `step` what it says of an export.
    fn start(
        &mut self,
        hear: Callback<FromEngine>,
        step: Callback<(u32, Step, Option<ArrayBuffer>)>,
    ) -> Result<(), String> {
        let died = hear.clone();
        let later = hear.clone();
        let link = spawn(
            Role::Engine,
            move |message: FromEngine, rest| match message {
                FromEngine::Response(Response::Exported { seq, step: next, .. }) => {
                    step.emit((seq, next, rest.shift().dyn_into().ok()));
                }
                FromEngine::Response(Response::Ledger { seq, sizes, .. }) => {
                    match wire::read_reports(&Uint8Array::new(&rest.shift()).to_vec()) {
                        Ok(files) => hear.emit(FromEngine::Response(Response::Ledger { seq, files, sizes })),
                        // Both sides come from one file, so this is a fault of ours: say it where it can be seen.
                        Err(_) => gloo::console::error!("the ledger could not be read"),
                    }
                }
                // The largest answer there is: to read it and to draw it are two tasks.
                message @ FromEngine::Response(Response::View { .. }) => {
                    let hear = later.clone();
                    spawn_local(async move {
                        pause().await;
                        hear.emit(message);
                    });
                }
                message => hear.emit(message),
            },
            move |what| died.emit(FromEngine::Crashed(what)),
        );
        self.link = Some(link.map_err(|error| crate::browser::files::message(&error))?);
        if let Some(megabytes) = options::number("memory") {
            self.send(&ToEngine::Memory { limit: megabytes * f64::from(1 << 20) });
        }
        Ok(())
    }

    /// Ends the worker.
    pub fn stop(&mut self) {
        self.link = None;
    }

    /// A number for a request. It goes up for as long as the page lives, over all workers.
    pub fn next(&mut self) -> u32 {
        self.last += 1;
        self.last
    }

    /// Asks. Without a worker there is no answer; the page says then that the engine is lost.
    pub fn ask(&self, request: Request) {
        self.send(&ToEngine::Request(Box::new(request)));
    }

    /// Asks, and hands bytes over.
    pub fn ask_with(&self, request: Request, bytes: &ArrayBuffer) {
        if let Some(link) = &self.link {
            link.send(&ToEngine::Request(Box::new(request)), &[bytes.into()], &Array::of1(bytes));
        }
    }

    /// Asks to be told when so many batches are in, and asks something about them.
    pub fn sync(&self, batches: u32, then: Vec<Request>) {
        self.send(&ToEngine::Sync { batches, then });
    }

    /// Hands on what a search found in files.
    pub fn found(&self, seq: u32, found: &JsValue) {
        if let Some(link) = &self.link {
            link.send(&ToEngine::Found { seq }, std::slice::from_ref(found), &Array::of1(found));
        }
    }

    /// Connects a parse worker.
    pub fn attach(&self, port: &MessagePort) {
        if let Some(link) = &self.link {
            link.send(&ToEngine::Port, &[port.into()], &Array::of1(port));
        }
    }

    fn send(&self, message: &ToEngine) {
        if let Some(link) = &self.link {
            link.send(message, &[], &Array::new());
        }
    }
}

impl App {
    /// Starts the engine; says so on the screen if it cannot be.
    pub(super) fn start_engine(&mut self, ctx: &Context<Self>) {
        let hear = ctx.link().callback(Msg::Engine);
        let step = ctx.link().callback(|(seq, step, bytes)| Msg::Export(ExportMsg::Step(seq, step, bytes)));
        if let Err(what) = self.engine.start(hear, step) {
            self.phase = Phase::Failed(what);
        }
    }
}
