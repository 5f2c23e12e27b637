//! The page's end of the engine worker.

use js_sys::Array;
use web_sys::MessagePort;
use yew::Callback;

use crate::engine::protocol::Request;
use crate::worker::messages::{FromEngine, Role, ToEngine};
use crate::worker::{Link, spawn};

/// The engine worker.
pub struct EngineLink(Link);

impl EngineLink {
    /// Starts the engine. `hear` gets all it says, its death included.
    pub fn start(hear: Callback<FromEngine>) -> Result<EngineLink, String> {
        let died = hear.clone();
        let link = spawn(
            Role::Engine,
            move |message: FromEngine, _| hear.emit(message),
            move |what| died.emit(FromEngine::Crashed(what)),
        );
        link.map(EngineLink).map_err(|error| crate::browser::files::message(&error))
    }

    /// Asks.
    pub fn ask(&self, request: Request) {
        self.0.send(&ToEngine::Request(request), &[], &Array::new());
    }

    /// Connects a parse worker.
    pub fn attach(&self, port: &MessagePort) {
        self.0.send(&ToEngine::Port, &[port.into()], &Array::of1(port));
    }

    /// Asks to be told when so many batches are in, and asks something about them.
    pub fn sync(&self, batches: u32, then: Vec<Request>) {
        self.0.send(&ToEngine::Sync { batches, then }, &[], &Array::new());
    }
}
