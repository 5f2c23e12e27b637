//! What the app does to the document by hand: its state as an attribute, clicks and focus by id.

use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::phase::Phase;

/// Tells the state to whoever looks at the body.
pub(super) fn show_phase(phase: &Phase) {
    if let Some(body) = gloo::utils::document().body() {
        // An attribute of the body, which is there: cannot fail.
        let _ = body.set_attribute("data-phase", phase.word());
    }
}

/// Clicks an element.
pub(super) fn click(id: &str) {
    if let Some(element) = gloo::utils::document().get_element_by_id(id) {
        element.unchecked_into::<HtmlElement>().click();
    }
}

/// Gives an element the focus.
pub(super) fn focus(id: &str) {
    if let Some(element) = gloo::utils::document().get_element_by_id(id) {
        // An element that cannot take the focus leaves it where it is.
        let _ = element.unchecked_into::<HtmlElement>().focus();
    }
}

/// Gives the table the focus.
pub(super) fn focus_table() {
    focus("events-table");
}

/// Puts a text into an input, as if it were typed, with the caret behind it.
pub(super) fn type_into(id: &str, text: &str) {
    let Some(element) = gloo::utils::document().get_element_by_id(id) else { return };
    let input: web_sys::HtmlInputElement = element.unchecked_into();
    input.set_value(text);
    let init = web_sys::EventInit::new();
    init.set_bubbles(true);
    if let Ok(event) = web_sys::Event::new_with_event_init_dict("input", &init) {
        // Whether somebody cancelled it makes no difference.
        let _ = input.dispatch_event(&event);
    }
    // It can take the focus: it is shown.
    let _ = input.focus();
}
