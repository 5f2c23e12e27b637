//! Keeps the window in step with scrolling and with the size of the table.

use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use yew::prelude::*;

use crate::components::geometry::Window;
use crate::components::virtual_rows::watch;

/// The least height of the rows' part, so that there is always a row.
const LEAST: f64 = 28.0;

/// Keeps the window in step with scrolling and with the size of the table.
#[hook]
pub fn use_measure(scroller: &NodeRef, window: &UseStateHandle<Window>) {
    let (scroller, window) = (scroller.clone(), window.clone());
    use_effect_with((), move |_| {
        let element = scroller.cast::<HtmlElement>();
        let update = {
            let (element, window) = (element.clone(), window.setter());
            move || {
                if let Some(element) = &element {
                    let head =
                        element.first_element_child().and_then(|head| head.dyn_into::<HtmlElement>().ok());
                    // With its border: the last row would be cut by as much.
                    let head = head.map_or(0.0, |head| head.offset_height().into());
                    let height = (f64::from(element.client_height()) - head).max(LEAST);
                    window.set(Window { top: element.scroll_top().into(), height });
                }
            }
        };
        watch(element, update)
    });
}
