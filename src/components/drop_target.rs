//! The whole page as a place to drop files on.

use gloo::events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast;
use web_sys::{DataTransfer, DragEvent};
use yew::Callback;

/// Hears drops anywhere on the page. `take` is called inside the event, where alone the browser gives out what
/// was dropped. While something is dragged over the page, the body has the attribute `data-dropping`.
pub fn listen_for_drops<T: 'static>(
    on_drop: Callback<Vec<T>>,
    take: impl Fn(&DataTransfer) -> Vec<T> + 'static,
) -> Vec<EventListener> {
    let window = gloo::utils::window();
    let options = EventListenerOptions::enable_prevent_default();
    let over = EventListener::new_with_options(&window, "dragover", options, |event| {
        // Without this the browser would open the file in place of the page.
        event.prevent_default();
        dropping(true);
    });
    let leave = EventListener::new(&window, "dragleave", |event| {
        let event: &DragEvent = event.unchecked_ref();
        if event.related_target().is_none() {
            dropping(false);
        }
    });
    let drop = EventListener::new_with_options(&window, "drop", options, move |event| {
        event.prevent_default();
        dropping(false);
        let event: &DragEvent = event.unchecked_ref();
        let dropped = event.data_transfer().map(|transfer| take(&transfer)).unwrap_or_default();
        if !dropped.is_empty() {
            on_drop.emit(dropped);
        }
    });
    vec![over, leave, drop]
}

fn dropping(on: bool) {
    if let Some(body) = gloo::utils::document().body() {
        // An attribute of the body, which is there: cannot fail.
        let _ = match on {
            true => body.set_attribute("data-dropping", ""),
            false => body.remove_attribute("data-dropping"),
        };
    }
}
