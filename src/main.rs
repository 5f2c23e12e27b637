//! Page or worker? One module serves both: it is compiled once and downloaded once.

use wasm_bindgen::JsCast;
use web_sys::DedicatedWorkerGlobalScope;

fn main() {
    match js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() {
        Ok(scope) => trailglass::worker::run(scope),
        Err(_) => trailglass::app::run(),
    }
}
