//! The global `trailglassBoot`, made by `src/boot/page.js` before this program starts (in a worker: by
//! `src/boot/worker.js`, with nothing but `build`).

use js_sys::{Array, Promise, Uint8Array, WebAssembly};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    type Boot;

    #[wasm_bindgen(thread_local_v2, js_name = trailglassBoot)]
    static BOOT: Boot;

    #[wasm_bindgen(method, getter)]
    fn build(this: &Boot) -> Option<String>;

    #[wasm_bindgen(method, getter)]
    fn module(this: &Boot) -> WebAssembly::Module;

    #[wasm_bindgen(method, js_name = workerUrl)]
    fn worker_url(this: &Boot) -> String;

    #[wasm_bindgen(method)]
    fn sample(this: &Boot) -> Uint8Array;

    #[wasm_bindgen(method)]
    fn charts(this: &Boot) -> Promise;

    #[wasm_bindgen(method)]
    fn read(this: &Boot, files: &Array, most: u32) -> Promise;
}

/// Name of the build: page and workers must agree on it.
pub fn build() -> String {
    BOOT.with(|boot| boot.build()).unwrap_or_default()
}

/// The compiled module that this program runs from; workers are given the same one.
pub fn module() -> WebAssembly::Module {
    BOOT.with(Boot::module)
}

/// URL of the script that workers start from.
pub fn worker_url() -> String {
    BOOT.with(Boot::worker_url)
}

/// The embedded sample: a `.json.gz` of synthetic events.
pub fn sample() -> Uint8Array {
    BOOT.with(Boot::sample)
}

/// Loads the chart library, once.
pub fn charts() -> Promise {
    BOOT.with(Boot::charts)
}

/// Reads small files side by side: resolves to an array with the bytes of each (`Uint8Array`), or `undefined` where it has
/// more than `most` or cannot be read. Is never rejected.
pub fn read(files: &Array, most: u32) -> Promise {
    BOOT.with(|boot| boot.read(files, most))
}
