//! A `<details>` whose contents are made when it is opened.

use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use yew::prelude::*;

/// Whether the element is open, and what it has to call at `toggle`.
#[hook]
pub fn use_disclosure() -> (bool, Callback<Event>) {
    let open = use_state(|| false);
    let ontoggle = {
        let open = open.clone();
        Callback::from(move |event: Event| {
            let details = event.target().and_then(|t| t.dyn_into::<HtmlElement>().ok());
            open.set(details.is_some_and(|details| details.has_attribute("open")));
        })
    };
    (*open, ontoggle)
}
