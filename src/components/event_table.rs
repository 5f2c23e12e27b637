//! The table of events: any number of rows, of which only those on the screen are there.
//!
//! ARIA `grid` with `aria-rowcount` and `aria-activedescendant`: the grid itself has the focus, the cursor is a
//! row. Keys: ↓ ↑ j k, Page Down and Up, Home, End move the cursor; Enter opens the event.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};
use yew::prelude::*;

use super::ByPtr;
use super::keys::KeyHelp;
use super::virtual_rows::{MOST_PIXELS, watch};
use crate::query::{Order, SortBy};
use crate::view::{Heading, Row};

/// Height of a row in pixels; the styles have the same.
const ROW: f64 = 28.0;
/// Rows drawn above and below the screen.
const AROUND: u32 = 6;

/// The keys that the table hears.
pub const KEYS: &[KeyHelp] = &[
    KeyHelp { keys: &["ArrowDown", "j"], place: "table", does: "next event" },
    KeyHelp { keys: &["ArrowUp", "k"], place: "table", does: "previous event" },
    KeyHelp { keys: &["PageDown", "PageUp"], place: "table", does: "a screenful of events down or up" },
    KeyHelp { keys: &["Home", "End"], place: "table", does: "first event, last event" },
    KeyHelp { keys: &["Enter"], place: "table", does: "open the event" },
];

/// Where rows come from.
pub trait RowSource: 'static {
    /// The row at a place, if it is here.
    fn row(&self, place: u32) -> Option<&Row>;
    /// How many rows there are.
    fn total(&self) -> u32;
    /// A number that changes when these are other rows.
    fn version(&self) -> u32;
}

/// What the table shows.
#[derive(Properties)]
pub struct Props<S: RowSource> {
    /// The rows.
    pub rows: ByPtr<S>,
    /// Headings of the time and of each cell.
    pub headings: Vec<Heading>,
    /// How they are sorted.
    pub order: Order,
    /// Place of the cursor.
    pub cursor: Option<u32>,
    /// Sort by this.
    pub on_sort: Callback<SortBy>,
    /// A row that is not here is on the screen.
    pub on_want: Callback<u32>,
    /// Move the cursor.
    pub on_cursor: Callback<u32>,
    /// Open the event at a place.
    pub on_open: Callback<u32>,
}

impl<S: RowSource> PartialEq for Props<S> {
    fn eq(&self, other: &Self) -> bool {
        self.rows == other.rows
            && self.headings == other.headings
            && self.order == other.order
            && self.cursor == other.cursor
    }
}

/// What part of the rows is on the screen.
#[derive(Clone, Copy, PartialEq)]
struct Window {
    top: f64,
    height: f64,
}

struct Geometry {
    total: f64,
    /// Height of all rows, as far as the browser can have it.
    spacer: f64,
    window: Window,
}

impl Geometry {
    fn new(total: u32, window: Window) -> Self {
        let total = f64::from(total);
        Geometry { total, spacer: (total * ROW).min(MOST_PIXELS), window }
    }

    fn visible(&self) -> f64 {
        (self.window.height / ROW).floor().max(1.0)
    }

    /// Whether the scroll bar stands for more than its height.
    fn compressed(&self) -> bool {
        self.total * ROW > MOST_PIXELS
    }

    /// First row on the screen, and where it is drawn.
    fn first(&self) -> (u32, f64) {
        let room = (self.spacer - self.window.height).max(1.0);
        let top = self.window.top.clamp(0.0, room);
        if self.compressed() {
            let last_first = (self.total - self.visible()).max(0.0);
            ((top / room * last_first).round() as u32, top)
        } else {
            let first = (top / ROW).floor();
            (first as u32, first * ROW)
        }
    }

    /// Where to scroll so that a row is on the screen; `None` if it is.
    fn reveal(&self, place: u32) -> Option<f64> {
        let (first, _) = self.first();
        let last = first + self.visible() as u32 - 1;
        if (first..=last).contains(&place)
            && !(place == first && !self.compressed() && self.window.top > f64::from(first) * ROW)
        {
            return None;
        }
        let target = if place <= first { f64::from(place) } else { f64::from(place) - self.visible() + 1.0 };
        if self.compressed() {
            let last_first = (self.total - self.visible()).max(1.0);
            Some(target / last_first * (self.spacer - self.window.height))
        } else if place > last {
            // The last row whole, at the lower edge.
            Some((f64::from(place) + 1.0) * ROW - self.window.height)
        } else {
            Some(target * ROW)
        }
    }
}

/// The table.
#[component]
pub fn EventTable<S: RowSource>(props: &Props<S>) -> Html {
    let scroller = use_node_ref();
    // Little at first: what is there at once is the answer, and the table measures itself then.
    let window = use_state_eq(|| Window { top: 0.0, height: 280.0 });
    use_measure(&scroller, &window);
    let geometry = Geometry::new(props.rows.total(), *window);
    {
        // Other rows: back to the top, as the first of them are the answer.
        let scroller = scroller.clone();
        use_effect_with(props.rows.version(), move |_| {
            if let Some(element) = scroller.cast::<Element>() {
                element.set_scroll_top(0);
            }
        });
    }
    {
        let scroller = scroller.clone();
        let target = props.cursor.and_then(|place| geometry.reveal(place));
        use_effect_with(props.cursor, move |_| {
            if let (Some(element), Some(top)) = (scroller.cast::<Element>(), target) {
                element.set_scroll_top(top.round() as i32);
            }
        });
    }
    let (first, offset) = geometry.first();
    let total = props.rows.total();
    let from = first.saturating_sub(if geometry.compressed() { 0 } else { AROUND });
    let to = total.min(first + geometry.visible() as u32 + 2 + AROUND);
    let offset = offset - f64::from(first - from) * ROW;
    {
        // Rows that are on the screen and not here.
        let (want, rows) = (props.on_want.clone(), props.rows.clone());
        use_effect_with((from, to, props.rows.clone()), move |_| {
            [from, to.saturating_sub(1)]
                .into_iter()
                .filter(|&p| p < total && rows.row(p).is_none())
                .for_each(|p| want.emit(p));
        });
    }
    let onkeydown = keys(props, geometry.visible() as u32);
    let onclick = {
        let open = props.on_open.clone();
        Callback::from(move |event: MouseEvent| {
            if let Some(place) = place_of(&event) {
                open.emit(place);
            }
        })
    };
    let columns: Vec<String> =
        props.headings.iter().map(|h| format!("minmax({}px,{}fr)", h.width, h.width)).collect();
    let width: u32 = props.headings.iter().map(|h| u32::from(h.width)).sum();
    let columns = format!("--columns:{};--width:{width}px", columns.join(" "));
    let active = props.cursor.filter(|p| (from..to).contains(p)).map(|p| format!("event-{p}"));
    html! {
        <div id="events-table" class="grid" role="grid" tabindex="0" aria-label="Events" aria-rowcount={(total + 1).to_string()}
            aria-colcount={props.headings.len().to_string()} aria-activedescendant={active} style={columns}
            {onkeydown}>
            <div ref={scroller} class="grid-scroll">
                <div class="grid-head" role="rowgroup">
                    <div class="grid-row" role="row" aria-rowindex="1">
                        for heading in props.headings.iter() {
                            {head(props, heading)}
                        }
                    </div>
                </div>
                <div class="grid-body" role="rowgroup" style={format!("height:{}px", geometry.spacer)} {onclick}>
                    <div class="grid-window" role="presentation" style={format!("transform:translateY({offset}px)")}>
                        for place in from..to {
                            {row(props, place)}
                        }
                    </div>
                </div>
            </div>
        </div>
    }
}

/// Keeps the window in step with scrolling and with the size of the table.
#[hook]
fn use_measure(scroller: &NodeRef, window: &UseStateHandle<Window>) {
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
                    let height = (f64::from(element.client_height()) - head).max(ROW);
                    window.set(Window { top: element.scroll_top().into(), height });
                }
            }
        };
        watch(element, update)
    });
}

fn keys<S: RowSource>(props: &Props<S>, screen: u32) -> Callback<KeyboardEvent> {
    let (cursor, total) = (props.cursor, props.rows.total());
    let (go, open) = (props.on_cursor.clone(), props.on_open.clone());
    Callback::from(move |event: KeyboardEvent| {
        // Enter on a heading's button is the button's.
        let on_button = event
            .target()
            .and_then(|t| t.dyn_into::<Element>().ok())
            .is_some_and(|e| e.tag_name() == "BUTTON");
        if total == 0 || event.ctrl_key() || event.meta_key() || event.alt_key() || on_button {
            return;
        }
        let now = cursor.unwrap_or(0);
        let next = match event.key().as_str() {
            "ArrowDown" | "j" => cursor.map_or(0, |place| place + 1),
            "ArrowUp" | "k" => now.saturating_sub(1),
            "PageDown" => now + screen,
            "PageUp" => now.saturating_sub(screen),
            "Home" => 0,
            "End" => total - 1,
            "Enter" => {
                event.prevent_default();
                open.emit(now);
                return;
            }
            _ => return,
        };
        event.prevent_default();
        go.emit(next.min(total - 1));
    })
}

fn place_of(event: &MouseEvent) -> Option<u32> {
    let element: Element = event.target()?.dyn_into().ok()?;
    element.closest("[data-place]").ok()??.get_attribute("data-place")?.parse().ok()
}

fn head<S: RowSource>(props: &Props<S>, heading: &Heading) -> Html {
    let Heading { by, label, path, .. } = *heading;
    let (sorted, arrow) = match props.order.leads(by) {
        None => (None, ""),
        Some(true) => (Some("descending"), " ↓"),
        Some(false) => (Some("ascending"), " ↑"),
    };
    html! {
        <div role="columnheader" aria-sort={sorted}>
            <button type="button" title={format!("Sort by {path}")} onclick={props.on_sort.reform(move |_: MouseEvent| by)}>
                {label}<span aria-hidden="true">{arrow}</span>
            </button>
        </div>
    }
}

fn row<S: RowSource>(props: &Props<S>, place: u32) -> Html {
    let current = props.cursor == Some(place);
    let Some(row) = props.rows.row(place) else {
        return html! {
            <div key={place} class="grid-row grid-waiting" role="row" aria-rowindex={(place + 2).to_string()}>
                <div role="gridcell">{"…"}</div>
            </div>
        };
    };
    let class =
        classes!("grid-row", row.refused.then_some("grid-refused"), current.then_some("grid-current"));
    html! {
        <div key={place} id={format!("event-{place}")} {class} role="row" data-place={place.to_string()}
            aria-rowindex={(place + 2).to_string()} aria-selected={current.to_string()}>
            <div role="gridcell" class="grid-time">{clock(&row.time, &props.headings)}</div>
            for (cell, heading) in row.cells.iter().zip(props.headings.iter().skip(1)) {
                <div role="gridcell" title={cell.clone()}>{if cell.is_empty() { heading.empty } else { cell }}</div>
            }
        </div>
    }
}

/// The time without its letters; what an empty one is called.
fn clock(time: &str, headings: &[Heading]) -> String {
    match time {
        "" => headings.first().map_or("", |heading| heading.empty).to_owned(),
        time => time.trim_end_matches('Z').replace('T', " "),
    }
}
