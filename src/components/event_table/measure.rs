//! Keeps the window in step with scrolling and with the size of the table.

use gloo::events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, WheelEvent};
use yew::prelude::*;

use crate::components::geometry::{Anchor, Geometry, Window};
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

/// Where the scroll bar is compressed, the wheel goes by rows.
#[hook]
pub fn use_wheel<F: Fn(Anchor, bool) + 'static>(scroller: &NodeRef, geometry: Geometry, scroll_to: F) {
    // As it is now, and pixels that make no whole row yet.
    let now = use_mut_ref(|| (geometry, 0.0_f64));
    now.borrow_mut().0 = geometry;
    let to = use_mut_ref(Callback::<Anchor>::noop);
    *to.borrow_mut() = Callback::from(move |anchor| scroll_to(anchor, true));
    let scroller = scroller.clone();
    use_effect_with(geometry.compressed(), move |compressed| {
        let element = scroller.cast::<HtmlElement>().filter(|_| *compressed);
        let listener = element.map(|element| {
            let options = EventListenerOptions::enable_prevent_default();
            EventListener::new_with_options(&element, "wheel", options, move |event| {
                let Some(event) = event.dyn_ref::<WheelEvent>() else { return };
                let (dx, dy) = (event.delta_x(), event.delta_y());
                if event.ctrl_key() || event.shift_key() || dx.abs() > dy.abs() {
                    return;
                }
                event.prevent_default();
                let (geometry, rest) = *now.borrow();
                let pixels = rest
                    + dy * match event.delta_mode() {
                        WheelEvent::DOM_DELTA_LINE => geometry.row,
                        WheelEvent::DOM_DELTA_PAGE => geometry.visible() * geometry.row,
                        _ => 1.0,
                    };
                let rows = (pixels / geometry.row).trunc();
                let anchor = geometry.moved(rows);
                *now.borrow_mut() = (geometry.scrolled(anchor), pixels - rows * geometry.row);
                to.borrow().emit(anchor);
            })
        });
        move || drop(listener)
    });
}
