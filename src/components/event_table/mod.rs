//! The table of events: any number of rows, of which only those on the screen are there.
//!
//! ARIA `grid` with `aria-rowcount` and `aria-activedescendant`: the grid itself has the focus, the cursor is a row,
//! or one cell of it. [`KEYS`] lists its keys.

mod act;
mod head;
mod measure;

use std::collections::BTreeSet;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};
use yew::prelude::*;

pub use act::{Copying, KEYS, TableAct};
use head::Head;
pub use head::stepped;

use super::ByPtr;
use super::format::time_in;
use super::geometry::{Anchor, Geometry, Window};
use super::printing::{self, use_printing};
use crate::query::{Order, SortBy};
use crate::view::column::readable;
use crate::view::{Heading, Row};
use crate::zone::Zone;

/// Height of a row in pixels, and of one of a dense table; the styles have the same.
const ROW: f64 = 28.0;
const DENSE: f64 = 22.0;
/// Rows drawn above and below the screen.
const AROUND: u32 = 6;
/// What stands in a cell whose record is not in memory.
const UNREAD: &str = "not in memory";

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
    /// The cell of it, if it is one.
    pub cell: Option<usize>,
    /// First and last place that are selected.
    pub selection: Option<[u32; 2]>,
    /// The rows that are marked, by their number in the store.
    pub marked: Rc<BTreeSet<u32>>,
    /// How many columns stay in sight when the others are scrolled sideways.
    pub pinned: usize,
    /// Whether the rows stand close.
    pub dense: bool,
    /// The zone in which times are shown.
    pub zone: Rc<Zone>,
    /// Something is done.
    pub on_act: Callback<TableAct>,
}

impl<S: RowSource> PartialEq for Props<S> {
    fn eq(&self, other: &Self) -> bool {
        self.rows == other.rows
            && self.headings == other.headings
            && self.order == other.order
            && self.cursor == other.cursor
            && self.cell == other.cell
            && self.selection == other.selection
            && self.pinned == other.pinned
            && self.dense == other.dense
            && Rc::ptr_eq(&self.marked, &other.marked)
            && self.zone == other.zone
    }
}

/// The table.
#[component]
pub fn EventTable<S: RowSource>(props: &Props<S>) -> Html {
    let scroller = use_node_ref();
    let printing = use_printing();
    // Little at first: what is there at once is the answer, and the table measures itself then.
    let window = use_state_eq(|| Window { top: 0.0, height: 280.0 });
    measure::use_measure(&scroller, &window);
    let height = if props.dense { DENSE } else { ROW };
    let anchor = use_state_eq(|| None::<Anchor>);
    let geometry = Geometry::new(props.rows.total(), height, *window, *anchor);
    let scroll_to = {
        let (scroller, window, anchor, height) =
            (scroller.clone(), window.setter(), anchor.setter(), window.height);
        move |to: Anchor, compressed: bool| {
            if let Some(element) = scroller.cast::<Element>() {
                element.set_scroll_top(to.top.round() as i32);
                anchor.set(Some(to));
                if compressed {
                    // The scroll bar may stand where it stood, and then nothing more is heard of it.
                    window.set(Window { top: to.top, height });
                }
            }
        }
    };
    measure::use_wheel(&scroller, geometry, scroll_to.clone());
    {
        // Other rows: back to the top, as the first of them are the answer; or to the one that is kept.
        let scroll_to = scroll_to.clone();
        let from_top =
            Geometry::new(props.rows.total(), height, Window { top: 0.0, height: window.height }, None);
        let target = props.cursor.and_then(|place| from_top.reveal(place));
        // A new table is at its top. To scroll it there again would have the browser lay out the whole page at once, before
        // anything else is done.
        let is_new = use_mut_ref(|| true);
        use_effect_with(props.rows.version(), move |_| {
            if is_new.replace(false) && target.is_none() {
                return;
            }
            scroll_to(target.unwrap_or(Anchor { top: 0.0, first: 0 }), from_top.compressed());
        });
    }
    {
        let target = props.cursor.and_then(|place| geometry.reveal(place));
        use_effect_with(props.cursor, move |_| {
            if let Some(to) = target {
                scroll_to(to, geometry.compressed());
            }
        });
    }
    use_reveal_cell(props.cursor, props.cell);
    let (first, offset) = geometry.first();
    let total = props.rows.total();
    let from = first.saturating_sub(if geometry.compressed() { 0 } else { AROUND });
    let to = total.min(first + geometry.visible() as u32 + 2 + AROUND);
    let offset = offset - f64::from(first - from) * height;
    {
        // Rows that are on the screen and not here.
        let (act, rows) = (props.on_act.clone(), props.rows.clone());
        use_effect_with((from, to, props.rows.clone()), move |_| {
            [from, to.saturating_sub(1)]
                .into_iter()
                .filter(|&p| p < total && rows.row(p).is_none())
                .for_each(|p| act.emit(TableAct::Want(p)));
        });
    }
    let onkeydown = keys(props, geometry.visible() as u32);
    let (onclick, oncontextmenu) = pointer(&props.on_act);
    let active = props.cursor.filter(|place| (from..to).contains(place)).map(|place| match props.cell {
        Some(cell) => format!("event-{place}-{cell}"),
        None => format!("event-{place}"),
    });
    html! {
        <>
        if printing {
            {on_paper(props)}
        }
        <div id="events-table" class={classes!("grid", props.dense.then_some("grid-dense"))} role="grid" tabindex="0"
            aria-label="Events" aria-rowcount={(total + 1).to_string()} aria-colcount={props.headings.len().to_string()}
            aria-multiselectable="true" aria-activedescendant={active} style={columns(&props.headings, props.pinned)} {onkeydown}>
            <div ref={scroller} class="grid-scroll">
                <div class="grid-head" role="rowgroup">
                    <div class="grid-row" role="row" aria-rowindex="1">
                        for (at, heading) in props.headings.iter().enumerate() {
                            <Head key={&*heading.path} {at} pinned={pinned(at, &props.headings, props.pinned)} heading={heading.clone()} label={label(heading, &props.zone)}
                                order={props.order.clone()} on_act={props.on_act.clone()} />
                        }
                    </div>
                </div>
                <div class="grid-body" role="rowgroup" style={format!("height:{}px", geometry.spacer)} {onclick} {oncontextmenu}>
                    <div class="grid-window" role="presentation" style={format!("transform:translateY({offset}px)")}>
                        for place in from..to {
                            {row(props, place)}
                        }
                    </div>
                </div>
            </div>
        </div>
        </>
    }
}

fn on_paper<S: RowSource>(props: &Props<S>) -> Html {
    let headings: Vec<String> =
        props.headings.iter().map(|heading| label(heading, &props.zone).to_string()).collect();
    let total = props.rows.total();
    let rows = printing::rows_to_print(total, |place| props.rows.row(place).is_some());
    printing::table(&headings, rows, total, |place, at| {
        let Some(row) = props.rows.row(place) else { return Default::default() };
        let text = match at.checked_sub(1) {
            None if props.marked.contains(&row.row) => format!("★ {}", clock(&row.time, props)),
            None => clock(&row.time, props),
            Some(cell) => {
                let text = row.cells.get(cell).map(|text| readable(text)).unwrap_or_default();
                let heading = props.headings.get(at);
                match text.is_empty() {
                    true => heading.map_or("", |heading| said_of_nothing(heading, row.unread)).to_owned(),
                    false => text,
                }
            }
        };
        (text, false)
    })
}

/// A cell at the cursor may be beside the screen.
#[hook]
fn use_reveal_cell(cursor: Option<u32>, cell: Option<usize>) {
    use_effect_with((cursor, cell), move |(cursor, cell)| {
        if let (Some(place), Some(cell)) = (cursor, cell)
            && let Some(element) = gloo::utils::document().get_element_by_id(&format!("event-{place}-{cell}"))
        {
            let options = web_sys::ScrollIntoViewOptions::new();
            options.set_block(web_sys::ScrollLogicalPosition::Nearest);
            options.set_inline(web_sys::ScrollLogicalPosition::Nearest);
            element.scroll_into_view_with_scroll_into_view_options(&options);
        }
    });
}

/// The widths, for the styles. What is pinned has its width alone, so that it is known where it ends.
fn columns(headings: &[Heading], pinned: usize) -> String {
    let columns: Vec<String> = headings
        .iter()
        .enumerate()
        .map(|(at, h)| match at < pinned {
            true => format!("{}px", h.width),
            false => format!("minmax({}px,{}fr)", h.width, h.width),
        })
        .collect();
    let width: u32 = headings.iter().map(|h| u32::from(h.width)).sum();
    format!("--columns:{};--width:{width}px", columns.join(" "))
}

/// Where a cell of a pinned column stays, in the styles' words.
fn pinned(at: usize, headings: &[Heading], pinned: usize) -> Option<AttrValue> {
    let before = || headings.iter().take(at).map(|h| u32::from(h.width)).sum::<u32>();
    (at < pinned).then(|| format!("left:{}px", before()).into())
}

fn label(heading: &Heading, zone: &Zone) -> AttrValue {
    match heading.by {
        Some(SortBy::Time) => format!("Time ({})", zone.name).into(),
        _ => heading.label.clone().into_owned().into(),
    }
}

fn keys<S: RowSource>(props: &Props<S>, screen: u32) -> Callback<KeyboardEvent> {
    let (cursor, cell, total, cells) = (props.cursor, props.cell, props.rows.total(), props.headings.len());
    let act = props.on_act.clone();
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
        let to = |place: u32| TableAct::Cursor { place: place.min(total - 1), extend: event.shift_key() };
        let done = match event.key().as_str() {
            "ArrowDown" | "j" => to(cursor.map_or(0, |place| place + 1)),
            "ArrowUp" | "k" => to(now.saturating_sub(1)),
            "PageDown" => to(now + screen),
            "PageUp" => to(now.saturating_sub(screen)),
            "Home" => to(0),
            "End" => to(total - 1),
            "ArrowRight" => TableAct::Cell(Some(cell.map_or(0, |cell| (cell + 1).min(cells - 1)))),
            "ArrowLeft" => TableAct::Cell(cell.and_then(|cell| cell.checked_sub(1))),
            "Enter" => TableAct::Open(now),
            "x" => TableAct::Mark,
            "c" => TableAct::Copy(if cell.is_some() { Copying::Cell } else { Copying::Tsv }),
            "C" => TableAct::Copy(Copying::Json),
            "f" | "F" if cell.is_some() => TableAct::Filter { value: None, negate: event.shift_key() },
            "m" | "ContextMenu" => TableAct::Menu(Some(corner(cursor, cell))),
            "F10" if event.shift_key() => TableAct::Menu(Some(corner(cursor, cell))),
            _ => return,
        };
        event.prevent_default();
        act.emit(done);
    })
}

/// Where a menu for the cursor opens.
fn corner(cursor: Option<u32>, cell: Option<usize>) -> [i32; 2] {
    let id = match (cursor, cell) {
        (Some(place), Some(cell)) => format!("event-{place}-{cell}"),
        (Some(place), None) => format!("event-{place}"),
        _ => "events-table".to_owned(),
    };
    let place =
        gloo::utils::document().get_element_by_id(&id).map(|element| element.get_bounding_client_rect());
    place.map_or([0, 0], |place| [place.left() as i32 + 12, place.bottom() as i32])
}

fn pointer(act: &Callback<TableAct>) -> (Callback<MouseEvent>, Callback<MouseEvent>) {
    let onclick = {
        let act = act.clone();
        Callback::from(move |event: MouseEvent| {
            if let Some((place, _)) = place_of(&event) {
                act.emit(match event.shift_key() {
                    true => TableAct::Cursor { place, extend: true },
                    false => TableAct::Open(place),
                });
            }
        })
    };
    let oncontextmenu = {
        let act = act.clone();
        Callback::from(move |event: MouseEvent| {
            if let Some((place, cell)) = place_of(&event) {
                event.prevent_default();
                act.emit(TableAct::Cursor { place, extend: false });
                act.emit(TableAct::Cell(cell));
                act.emit(TableAct::Menu(Some([event.client_x(), event.client_y()])));
            }
        })
    };
    (onclick, oncontextmenu)
}

/// The row and the cell that were clicked.
fn place_of(event: &MouseEvent) -> Option<(u32, Option<usize>)> {
    let element: Element = event.target()?.dyn_into().ok()?;
    let row = element.closest("[data-place]").ok()??.get_attribute("data-place")?.parse().ok()?;
    let cell = element.closest("[data-cell]").ok().flatten().and_then(|cell| cell.get_attribute("data-cell"));
    Some((row, cell.and_then(|cell| cell.parse().ok())))
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
    let selected = current || props.selection.is_some_and(|[from, to]| (from..=to).contains(&place));
    let marked = props.marked.contains(&row.row);
    let class = classes!(
        "grid-row",
        row.refused.then_some("grid-refused"),
        current.then_some("grid-current"),
        (selected && !current).then_some("grid-selected"),
        marked.then_some("grid-marked"),
    );
    let class_of = |cell: usize| {
        classes!(
            (current && props.cell == Some(cell)).then_some("grid-cell-current"),
            (cell < props.pinned).then_some("grid-pinned"),
            (cell + 1 == props.pinned).then_some("grid-pinned-last"),
        )
    };
    let style = |cell: usize| pinned(cell, &props.headings, props.pinned);
    html! {
        <div key={place} id={format!("event-{place}")} {class} role="row" data-place={place.to_string()}
            aria-rowindex={(place + 2).to_string()} aria-selected={selected.to_string()}>
            <div id={format!("event-{place}-0")} role="gridcell" data-cell="0" class={classes!("grid-time", class_of(0))} style={style(0)}>
                {clock(&row.time, props)}
                if marked {
                    <span class="visually-hidden">{", marked"}</span>
                }
            </div>
            for (cell, (text, heading)) in row.cells.iter().zip(props.headings.iter().skip(1)).enumerate() {
                {self::cell(place, cell + 1, text, heading, row.unread, class_of(cell + 1), style(cell + 1))}
            }
        </div>
    }
}

fn cell(
    place: u32,
    cell: usize,
    text: &str,
    heading: &Heading,
    unread: bool,
    class: Classes,
    style: Option<AttrValue>,
) -> Html {
    let text = readable(text);
    let id = format!("event-{place}-{cell}");
    let unknown = heading.of_record && unread;
    let (said, title) = match text.is_empty() {
        true if unknown => (
            UNREAD,
            "The record of this event is not in memory. It is read again from its file, if the file is as it was.",
        ),
        true => (said_of_nothing(heading, unread), ""),
        false => (&*text, &*text),
    };
    html! {
        <div {id} role="gridcell" data-cell={cell.to_string()} class={classes!(class, unknown.then_some("grid-unread"))} {style}
            title={title.to_owned()}>{said}</div>
    }
}

/// What stands in a cell without a value.
fn said_of_nothing(heading: &Heading, unread: bool) -> &'static str {
    if heading.of_record && unread { UNREAD } else { heading.empty }
}

/// The time as a clock in the zone shows it; what an empty one is called.
fn clock<S: RowSource>(time: &str, props: &Props<S>) -> String {
    match crate::record::time::parse(time) {
        Some(seconds) => time_in(&props.zone, seconds as f64, false),
        None => props.headings.first().map_or("", |heading| heading.empty).to_owned(),
    }
}
