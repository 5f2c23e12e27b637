//! Which rows of a long list are on the screen: only these and a few around are drawn. And where the cursor goes.

use gloo::events::EventListener;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use yew::prelude::*;

use super::geometry::{self, Geometry};

/// Rows drawn above and below the screen.
const AROUND: u32 = 8;

/// Height of the headings of a table; the styles have the same.
pub const HEAD: f64 = 32.0;

/// The part of a list that is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Window {
    /// First row.
    pub from: u32,
    /// The one after the last.
    pub to: u32,
    /// Where the first is drawn, pixels from the top.
    pub offset: f64,
    /// Height of all rows, as far as the browser can have it.
    pub height: f64,
    /// How many rows the screen holds.
    pub page: u32,
}

/// Rows of this height in an area that is scrolled to `top` and `visible` pixels high.
pub fn window(total: u32, row: f64, top: f64, visible: f64) -> Window {
    let geometry = Geometry::new(total, row, geometry::Window { top, height: visible }, None);
    let (first, at) = geometry.first();
    let from = first.saturating_sub(AROUND).min(total);
    let to = (first + (visible / row).ceil() as u32 + 1 + AROUND).min(total);
    let offset = at - f64::from(first.saturating_sub(from)) * row;
    Window { from, to, offset, height: geometry.spacer, page: geometry.visible() as u32 }
}

/// Where a key leads from the cursor; `None` for one that does not move it, and where there are no rows.
pub fn moved(key: &str, cursor: Option<u32>, total: u32, page: u32) -> Option<u32> {
    let last = total.checked_sub(1)?;
    let to = match key {
        "ArrowDown" | "j" => cursor.map_or(0, |place| place.saturating_add(1)),
        "ArrowUp" | "k" => cursor.unwrap_or(0).saturating_sub(1),
        "PageDown" => cursor.unwrap_or(0).saturating_add(page),
        "PageUp" => cursor.unwrap_or(0).saturating_sub(page),
        "Home" => 0,
        "End" => last,
        _ => return None,
    };
    Some(to.min(last))
}

/// Brings the cursor into sight when it has moved. `covered` is what headings and the like take of the area.
#[hook]
pub fn use_cursor_in_sight(scroller: &NodeRef, cursor: Option<u32>, total: u32, row: f64, covered: f64) {
    let scroller = scroller.clone();
    use_effect_with(cursor, move |cursor| {
        if let (Some(element), Some(place)) = (scroller.cast::<HtmlElement>(), cursor) {
            let height = (f64::from(element.client_height()) - covered).max(row);
            let window = geometry::Window { top: element.scroll_top().into(), height };
            if let Some(to) = Geometry::new(total, row, window, None).reveal(*place) {
                element.set_scroll_top(to.top.ceil() as i32);
            }
        }
    });
}

/// Keeps the window in step with scrolling and with the size of the area. Returns the reference that the area has
/// to have, and the window.
#[hook]
pub fn use_window<V: PartialEq + 'static>(total: u32, row: f64, version: V) -> (NodeRef, Window) {
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
        let is_new = use_mut_ref(|| true);
        use_effect_with(version, move |_| {
            // A new area is at its top; to set that lays out the page.
            if let (false, Some(element)) = (is_new.replace(false), scroller.cast::<HtmlElement>()) {
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
    use super::geometry::MOST_PIXELS as MOST;
    use super::*;

    #[test]
    fn only_what_is_seen() {
        let none = window(0, 28.0, 0.0, 280.0);
        assert_eq!((none.from, none.to, none.offset, none.height), (0, 0, 0.0, 0.0));
        let middle = window(20_000, 28.0, 28_000.0, 280.0);
        assert_eq!((middle.from, middle.to, middle.page), (992, 1_019, 10));
        assert_eq!(middle.offset, 992.0 * 28.0);
        assert_eq!(window(10, 28.0, 0.0, 1_000.0).to, 10);
    }

    /// More than a browser can be high: the last rows are at the end of the scroll bar all the same.
    #[test]
    fn the_last_of_a_million_is_reached() {
        let (total, row, visible) = (1_000_000, 46.0, 460.0);
        let end = window(total, row, MOST - visible, visible);
        assert_eq!((end.to, end.height), (total, MOST));
        let first_seen = end.from + AROUND;
        assert_eq!((first_seen, end.offset), (total - 10, MOST - visible - f64::from(AROUND) * row));
    }

    #[test]
    fn keys_move_the_cursor_within_the_rows() {
        let from = |place| move |key| moved(key, place, 100, 10);
        assert_eq!(
            ["ArrowDown", "k", "End", "PageDown"].map(from(None)),
            [Some(0), Some(0), Some(99), Some(10)]
        );
        assert_eq!(
            ["j", "PageDown", "PageUp", "Home"].map(from(Some(95))),
            [Some(96), Some(99), Some(85), Some(0)]
        );
        assert_eq!(moved("x", Some(1), 100, 10), None);
        assert_eq!(moved("End", None, 0, 10), None);
    }
}
