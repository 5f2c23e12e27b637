//! Starting a worker from the page.

use js_sys::{Array, Object, Reflect};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use web_sys::{ErrorEvent, Worker};

use super::messages::{Role, on_message, pack};
use crate::browser::boot;

/// The page's end of a worker. Ends the worker when dropped.
pub struct Link {
    worker: Worker,
    _on_error: Closure<dyn FnMut(ErrorEvent)>,
}

/// What came of starting a worker.
pub type Spawned = Result<Link, JsValue>;

/// Starts a worker in a role. `hear` gets its messages; `died` is told when the browser reports an error in it.
pub fn spawn<T: DeserializeOwned + 'static>(
    role: Role,
    hear: impl FnMut(T, Array) + 'static,
    died: impl Fn(String) + 'static,
) -> Spawned {
    let worker = Worker::new(&boot::worker_url())?;
    let on_error = Closure::<dyn FnMut(ErrorEvent)>::new(move |event: ErrorEvent| {
        event.prevent_default();
        died(event.message());
    });
    worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
    on_message(&worker, hear);
    let start = Object::new();
    Reflect::set(&start, &"module".into(), &boot::module())?;
    Reflect::set(&start, &"build".into(), &boot::build().into())?;
    worker.post_message(&start)?;
    worker.post_message(pack(&role, &[])?.as_ref())?;
    Ok(Link { worker, _on_error: on_error })
}

impl Link {
    /// Sends a message. `rest` goes along with it; `transfer` says what of it changes hands.
    pub fn send(&self, control: &impl Serialize, rest: &[JsValue], transfer: &Array) {
        let sent = pack(control, rest)
            .and_then(|message| self.worker.post_message_with_transfer(&message, transfer));
        if let Err(error) = sent {
            gloo::console::error!("a message to a worker could not be sent", error);
        }
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}
