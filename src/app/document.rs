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
