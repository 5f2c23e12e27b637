//! Giving way, so that no task on the page's thread is long.

use js_sys::Promise;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{MessageChannel, Performance};

/// Ends the current task and goes on in a new one. By a message to oneself: timers are slowed down after a few
/// calls, and `scheduler.yield` starves workers that are starting.
pub async fn pause() {
    let Ok(channel) = MessageChannel::new() else { return };
    let promise = Promise::new(&mut |resolve, _| channel.port1().set_onmessage(Some(&resolve)));
    if channel.port2().post_message(&JsValue::NULL).is_ok() {
        // Cannot be rejected: nobody holds the other function.
        let _ = JsFuture::from(promise).await;
    }
    channel.port1().close();
}

/// Goes on after so many milliseconds, or a few more.
pub async fn sleep(milliseconds: u32) {
    gloo::timers::future::TimeoutFuture::new(milliseconds).await;
}

/// Seconds since 1970, by the user's clock.
pub fn clock() -> i64 {
    (js_sys::Date::now() / 1e3) as i64
}

thread_local! {
    /// Asked for once: each look-up by name makes a text of the browser's, which costs more than a small record.
    static PERFORMANCE: Option<Performance> = js_sys::Reflect::get(&js_sys::global(), &"performance".into())
        .ok()
        .and_then(|found| found.dyn_into().ok());
}

/// Milliseconds since the page was opened, for rates and times left.
pub fn now() -> f64 {
    PERFORMANCE.with(|performance| performance.as_ref().map_or(0.0, Performance::now))
}
