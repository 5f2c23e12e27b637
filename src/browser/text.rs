//! Copying text.

use wasm_bindgen::JsCast;
use web_sys::HtmlTextAreaElement;

/// Copies a text to the clipboard; says whether it worked. `navigator.clipboard` is missing on insecure http, so
/// the older way is used everywhere.
pub fn copy(text: &str) -> bool {
    let document = gloo::utils::document();
    let Some(body) = document.body() else { return false };
    let Ok(area) = document.create_element("textarea").map(|e| e.unchecked_into::<HtmlTextAreaElement>())
    else {
        return false;
    };
    area.set_value(text);
    // Out of sight, and out of the way of screen readers, for the moment it is there.
    let hidden = area.set_attribute("style", "position:fixed;inset:0 auto auto 0;opacity:0").is_ok()
        && area.set_attribute("aria-hidden", "true").is_ok();
    let focused = document.active_element().and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok());
    let copied = hidden && body.append_child(&area).is_ok() && {
        area.select();
        exec_copy(&document)
    };
    area.remove();
    if let Some(element) = focused {
        // Back to where the keyboard was; an element that is gone by now has no focus to get.
        let _ = element.focus();
    }
    copied
}

fn exec_copy(document: &web_sys::Document) -> bool {
    let function = js_sys::Reflect::get(document, &"execCommand".into()).ok();
    function
        .and_then(|f| f.dyn_into::<js_sys::Function>().ok())
        .and_then(|f| f.call1(document, &"copy".into()).ok())
        .is_some_and(|done| done.is_truthy())
}
