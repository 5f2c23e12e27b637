//! Which rows of a long list are on the screen: only these and a few around are drawn.

use gloo::events::EventListener;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use yew::prelude::*;

/// Rows drawn above and below the screen.
const AROUND: u32 = 8;
/// Browsers cut elements that are higher (Firefox at 17.8 million, Chromium at 33 million pixels).
pub const MOST_PIXELS: f64 = 8_000_000.0;

/// The part of a list that is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Window {
    /// First row.
    pub from: u32,
    /// The one after the last.
    pub to: u32,
    /// Where the first is drawn, pixels from the top.
    pub offset: f64,
    /// Height of all rows.
    pub height: f64,
}

/// Rows of this height in an area that is scrolled to `top` and `visible` pixels high.
pub fn window(total: u32, row: f64, top: f64, visible: f64) -> Window {
    let height = (f64::from(total) * row).min(MOST_PIXELS);
    let first = (top.max(0.0) / row).floor() as u32;
    let from = first.saturating_sub(AROUND).min(total);
    let to = (first + (visible / row).ceil() as u32 + 1 + AROUND).min(total);
    Window { from, to, offset: f64::from(from) * row, height }
}

/// Keeps the window in step with scrolling and with the size of the area. Returns the reference that the area has
/// to have, and the window.
#[hook]
pub fn use_window(total: u32, row: f64, version: u32) -> (NodeRef, Window) {
    let scroller = use_node_ref();
    // Little at first; the area measures itself when it is laid out.
    let seen = use_state_eq(|| (0.0_f64, 280.0_f64));
    {
        let (scroller, seen) = (scroller.clone(), seen.setter());
        use_effect_with((), move |_| {
            let element = scroller.cast::<HtmlElement>();
            let update = {
                let element = element.clone();
                move || {
                    if let Some(element) = &element {
                        seen.set((element.scroll_top().into(), f64::from(element.client_height()).max(row)));
                    }
                }
            };
            watch(element, update)
        });
    }
    {
        // Other rows: back to the top, as the first of them are the answer.
        let scroller = scroller.clone();
        use_effect_with(version, move |_| {
            if let Some(element) = scroller.cast::<HtmlElement>() {
                element.set_scroll_top(0);
            }
        });
    }
    let window = window(total, row, seen.0, seen.1);
    (scroller, window)
}

/// Calls `update` when an area is scrolled or has another size, the first one too; until what comes back is called.
pub fn watch(element: Option<HtmlElement>, update: impl Fn() + Clone + 'static) -> impl FnOnce() {
    let on_scroll = element.as_ref().map(|element| {
        let update = update.clone();
        EventListener::new(element, "scroll", move |_| update())
    });
    let on_resize = element.map(|element| {
        let first = update.clone();
        let update = wasm_bindgen::closure::Closure::<dyn Fn()>::new(update);
        let observer = web_sys::ResizeObserver::new(update.as_ref().unchecked_ref());
        match &observer {
            // It reports the first size too, when the browser has laid out the page anyway.
            Ok(observer) => observer.observe(&element),
            Err(_) => first(),
        }
        (observer, update)
    });
    move || {
        drop(on_scroll);
        if let Some((Ok(observer), _)) = &on_resize {
            observer.disconnect();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_seen() {
        assert_eq!(window(0, 28.0, 0.0, 280.0), Window { from: 0, to: 0, offset: 0.0, height: 0.0 });
        let middle = window(20_000, 28.0, 28_000.0, 280.0);
        assert_eq!((middle.from, middle.to), (992, 1_019));
        assert_eq!(middle.offset, 992.0 * 28.0);
        assert_eq!(window(10, 28.0, 0.0, 1_000.0).to, 10);
    }
}
