//! The heading of a column: sorts, moves, changes its width.

use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent, PointerEvent};
use yew::prelude::*;

use super::act::TableAct;
use crate::query::Order;
use crate::view::Heading;

/// What a heading needs.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Number of the column.
    pub at: usize,
    /// The heading.
    pub heading: Heading,
    /// Where it stays, if it is pinned.
    pub pinned: Option<AttrValue>,
    /// The words, where they are not those of the heading.
    pub label: AttrValue,
    /// How the rows are sorted.
    pub order: Order,
    /// Something is done.
    pub on_act: Callback<TableAct>,
}

/// Pixels that a pointer must go before it drags.
const DRAG: i32 = 6;
/// Pixels of one step of the keyboard, or of a button.
const STEP: i32 = 16;
/// Widths that a column may have, in pixels.
const WIDTHS: std::ops::RangeInclusive<i32> = 56..=1_600;

/// The width so many steps wider, as far as a column may be so wide.
pub fn stepped(width: i32, steps: i32) -> u16 {
    within(width.saturating_add(steps.saturating_mul(STEP)))
}

fn within(width: i32) -> u16 {
    width.clamp(*WIDTHS.start(), *WIDTHS.end()) as u16
}

/// A drag of the pointer, from where.
#[derive(Clone, Copy, PartialEq)]
enum Drag {
    Move(i32),
    Resize { from: i32, width: i32 },
}

/// The heading.
#[component]
pub fn Head(props: &Props) -> Html {
    let drag = use_mut_ref(|| None::<Drag>);
    // A drag ends with a click, which must not sort.
    let dragged = use_mut_ref(|| false);
    let cell = use_node_ref();
    let (at, by) = (props.at, props.heading.by);
    let key = props.order.keys.iter().position(|key| Some(key.by) == by);
    let descending = key.and_then(|key| props.order.keys.get(key)).is_some_and(|key| key.descending);
    let sorted = key.filter(|key| *key == 0).map(|_| if descending { "descending" } else { "ascending" });
    let place = key.filter(|_| props.order.keys.len() > 1).map(|key| (key + 1).to_string());
    let resized = move |width: i32| TableAct::Resize(at, within(width));
    let onpointerdown = {
        let (drag, dragged) = (drag.clone(), dragged.clone());
        Callback::from(move |event: PointerEvent| {
            // After some drags there is no click.
            *dragged.borrow_mut() = false;
            if event.button() == 0 {
                *drag.borrow_mut() = Some(Drag::Move(event.client_x()));
            }
        })
    };
    let resize_down = {
        let (drag, cell) = (drag.clone(), cell.clone());
        Callback::from(move |event: PointerEvent| {
            event.stop_propagation();
            event.prevent_default();
            let width = cell.cast::<Element>().map_or(0, |cell| cell.client_width());
            *drag.borrow_mut() = Some(Drag::Resize { from: event.client_x(), width });
            capture(&event);
        })
    };
    let onpointermove = {
        let (drag, dragged, on_act) = (drag.clone(), dragged.clone(), props.on_act.clone());
        Callback::from(move |event: PointerEvent| match *drag.borrow() {
            Some(Drag::Resize { from, width }) => on_act.emit(resized(width + event.client_x() - from)),
            Some(Drag::Move(from)) if (event.client_x() - from).abs() > DRAG => {
                *dragged.borrow_mut() = true;
                capture(&event);
            }
            _ => {}
        })
    };
    let onpointerup = {
        let (drag, dragged, on_act) = (drag.clone(), dragged.clone(), props.on_act.clone());
        Callback::from(move |event: PointerEvent| {
            let Some(Drag::Move(_)) = drag.borrow_mut().take() else { return };
            if *dragged.borrow()
                && let Some(to) = heading_at(event.client_x(), event.client_y())
                && to != at
            {
                on_act.emit(TableAct::Move(at, to));
            }
        })
    };
    let onclick = {
        let (dragged, on_act) = (dragged.clone(), props.on_act.clone());
        Callback::from(move |event: MouseEvent| {
            // A click of the keyboard, which counts none, ends no drag.
            let was_dragged = std::mem::take(&mut *dragged.borrow_mut()) && event.detail() > 0;
            if let Some(by) = by.filter(|_| !was_dragged) {
                on_act.emit(TableAct::Sort(by, event.shift_key()));
            }
        })
    };
    let onkeydown = {
        let (cell, on_act) = (cell.clone(), props.on_act.clone());
        Callback::from(move |event: KeyboardEvent| {
            let step = match event.key().as_str() {
                "ArrowRight" if event.alt_key() => 1,
                "ArrowLeft" if event.alt_key() => -1,
                "p" if !event.ctrl_key() && !event.meta_key() && !event.alt_key() => {
                    event.prevent_default();
                    event.stop_propagation();
                    return on_act.emit(TableAct::Pin(at));
                }
                _ => return,
            };
            event.prevent_default();
            event.stop_propagation();
            if event.shift_key() {
                on_act.emit(TableAct::Move(at, at.saturating_add_signed(step)));
            } else {
                let width = cell.cast::<Element>().map_or(0, |cell| cell.client_width());
                on_act.emit(TableAct::Resize(at, stepped(width, step as i32)));
            }
        })
    };
    let arrow = match (key, descending) {
        (None, _) => "",
        (_, true) => " ↓",
        (_, false) => " ↑",
    };
    let title = match by {
        Some(_) => {
            format!("{}: click to sort, Shift-click to sort by it as well, drag to move", props.heading.path)
        }
        None => format!("{}: drag to move; rows cannot be sorted by it", props.heading.path),
    };
    let class = props.pinned.is_some().then_some("grid-pinned");
    html! {
        <div ref={cell} role="columnheader" {class} style={props.pinned.clone()} aria-sort={sorted} data-column={at.to_string()} {onpointermove} {onpointerup}>
            <button type="button" {title} {onclick} {onkeydown} {onpointerdown}>
                {props.label.clone()}<span aria-hidden="true">{arrow}{place.clone()}</span>
                // `aria-sort` is for the first key alone.
                if let Some(place) = place {
                    <span class="visually-hidden">{format!(", sort key {place}, {}", if descending { "descending" } else { "ascending" })}</span>
                }
            </button>
            <span class="grid-resize" aria-hidden="true" onpointerdown={resize_down}></span>
        </div>
    }
}

/// The heading hears the pointer until its button is up, wherever it is.
fn capture(event: &PointerEvent) {
    let heading = event
        .target()
        .and_then(|it| it.dyn_into::<Element>().ok())
        .and_then(|element| element.closest("[data-column]").ok().flatten());
    if let Some(heading) = heading {
        // Refused only for a pointer that is gone; then there is nothing to hear.
        let _ = heading.set_pointer_capture(event.pointer_id());
    }
}

fn heading_at(x: i32, y: i32) -> Option<usize> {
    let element = gloo::utils::document().element_from_point(x as f32, y as f32)?;
    element.closest("[data-column]").ok()??.get_attribute("data-column")?.parse().ok()
}
