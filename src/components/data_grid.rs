//! A table of any number of rows of text that can be sorted and opened.
//!
//! ARIA `grid`: the grid has the focus, the cursor is a row. [`KEYS`] lists its keys.

use web_sys::{Element, KeyboardEvent};
use yew::prelude::*;

use wasm_bindgen::JsCast;

use super::ByPtr;
use super::keys::KeyHelp;
use super::printing::{self, use_printing};
use super::virtual_rows::{HEAD, moved, use_cursor_in_sight, use_window};

/// Height of a row; the styles have the same.
const ROW: f64 = 28.0;

const PLACE: &str = "clusters, people, files";

/// The keys that the table hears; that of files hears the same.
pub const KEYS: &[KeyHelp] = &[
    KeyHelp { keys: &["ArrowDown", "j", "ArrowUp", "k"], place: PLACE, does: "next or previous line" },
    KeyHelp { keys: &["PageUp", "PageDown"], place: PLACE, does: "a screen of lines up or down" },
    KeyHelp { keys: &["Home", "End"], place: PLACE, does: "first line, last line" },
    KeyHelp { keys: &["Enter"], place: PLACE, does: "open what the line is about" },
    KeyHelp { keys: &["e"], place: "clusters", does: "show the events of what the line is about" },
];

/// A heading.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GridColumn {
    /// The words.
    pub label: &'static str,
    /// What the column holds, as a tooltip.
    pub about: &'static str,
    /// Width in CSS pixels.
    pub width: u16,
    /// Whether it holds numbers.
    pub number: bool,
}

/// Where the cells come from.
pub trait CellSource: 'static {
    /// The cells of a row, if they are here.
    fn cells(&self, place: u32) -> Option<&[String]>;
    /// How many rows there are.
    fn total(&self) -> u32;
    /// A number that changes when these are other rows.
    fn version(&self) -> u32;
}

/// What the table shows.
#[derive(Properties)]
pub struct Props<S: CellSource> {
    /// Id of the element.
    pub id: &'static str,
    /// Its name.
    pub label: &'static str,
    /// The rows.
    pub rows: ByPtr<S>,
    /// The headings.
    pub columns: Vec<GridColumn>,
    /// Place of the column that is sorted by.
    pub sort: Option<u32>,
    /// Largest first.
    pub descending: bool,
    /// Sort by this column.
    pub on_sort: Callback<u32>,
    /// A row that is not here is on the screen.
    pub on_want: Callback<u32>,
    /// Open the row at a place.
    pub on_open: Callback<u32>,
    /// Show the events of the row at a place.
    #[prop_or_default]
    pub on_events: Option<Callback<u32>>,
    /// The column whose cells lead there.
    #[prop_or_default]
    pub events_column: Option<usize>,
}

impl<S: CellSource> PartialEq for Props<S> {
    fn eq(&self, other: &Self) -> bool {
        self.rows == other.rows
            && self.columns == other.columns
            && (self.sort, self.descending) == (other.sort, other.descending)
    }
}

/// The table.
#[component]
pub fn DataGrid<S: CellSource>(props: &Props<S>) -> Html {
    let total = props.rows.total();
    let printing = use_printing();
    let (scroller, window) = use_window(total, ROW, props.rows.version());
    let cursor = use_state_eq(|| None::<u32>);
    {
        // Rows that are on the screen and not here.
        let (want, rows) = (props.on_want.clone(), props.rows.clone());
        use_effect_with((window.from, window.to, props.rows.clone()), move |_| {
            [window.from, window.to.saturating_sub(1)]
                .into_iter()
                .filter(|&place| place < total && rows.cells(place).is_none())
                .for_each(|place| want.emit(place));
        });
    }
    use_cursor_in_sight(&scroller, *cursor, total, ROW, HEAD);
    let onkeydown = {
        let (cursor, open, events) = (cursor.clone(), props.on_open.clone(), props.on_events.clone());
        Callback::from(move |event: KeyboardEvent| {
            let on_button = event
                .target()
                .and_then(|target| target.dyn_into::<Element>().ok())
                .is_some_and(|element| element.tag_name() == "BUTTON");
            if total == 0 || event.ctrl_key() || event.meta_key() || event.alt_key() || on_button {
                return;
            }
            if event.key() == "Enter" {
                event.prevent_default();
                open.emit(cursor.unwrap_or(0));
                return;
            }
            if event.key() == "e" {
                if let (Some(events), Some(place)) = (&events, *cursor) {
                    event.prevent_default();
                    events.emit(place);
                }
                return;
            }
            let Some(next) = moved(&event.key(), *cursor, total, window.page) else { return };
            event.prevent_default();
            cursor.set(Some(next));
        })
    };
    let onclick = {
        let (open, events) = (props.on_open.clone(), props.on_events.clone());
        Callback::from(move |event: MouseEvent| {
            let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
            let closest =
                |selector: &str| target.as_ref().and_then(|element| element.closest(selector).ok().flatten());
            let place =
                closest("[data-place]").and_then(|row| row.get_attribute("data-place")?.parse::<u32>().ok());
            match (place, &events) {
                (Some(place), Some(events)) if closest(".grid-events").is_some() => events.emit(place),
                (Some(place), _) => open.emit(place),
                (None, _) => {}
            }
        })
    };
    let columns: Vec<String> =
        props.columns.iter().map(|c| format!("minmax({}px,{}fr)", c.width, c.width)).collect();
    let width: u32 = props.columns.iter().map(|c| u32::from(c.width)).sum();
    let active = cursor.filter(|place| (window.from..window.to).contains(place));
    html! {
        <>
        if printing {
            {on_paper(props)}
        }
        <div id={props.id} class="grid" role="grid" tabindex="0" aria-label={props.label}
            aria-rowcount={(total + 1).to_string()} aria-colcount={props.columns.len().to_string()}
            aria-activedescendant={active.map(|place| format!("{}-{place}", props.id))}
            style={format!("--columns:{};--width:{width}px", columns.join(" "))} {onkeydown}>
            <div ref={scroller} class="grid-scroll">
                <div class="grid-head" role="rowgroup">
                    <div class="grid-row" role="row" aria-rowindex="1">
                        for (at, column) in props.columns.iter().enumerate() {
                            {head(props, at as u32, column)}
                        }
                    </div>
                </div>
                <div class="grid-body" role="rowgroup" style={format!("height:{}px", window.height)} {onclick}>
                    <div class="grid-window" role="presentation" style={format!("transform:translateY({}px)", window.offset)}>
                        for place in window.from..window.to {
                            {row(props, place, *cursor == Some(place))}
                        }
                    </div>
                </div>
            </div>
        </div>
        </>
    }
}

fn on_paper<S: CellSource>(props: &Props<S>) -> Html {
    let headings: Vec<String> = props.columns.iter().map(|column| column.label.to_owned()).collect();
    let total = props.rows.total();
    let rows = printing::rows_to_print(total, |place| props.rows.cells(place).is_some());
    printing::table(&headings, rows, total, |place, at| {
        let text = props.rows.cells(place).and_then(|cells| cells.get(at)).cloned();
        (text.unwrap_or_default(), props.columns.get(at).is_some_and(|column| column.number))
    })
}

fn head<S: CellSource>(props: &Props<S>, at: u32, column: &GridColumn) -> Html {
    let (sorted, arrow) = match (props.sort == Some(at), props.descending) {
        (false, _) => (None, ""),
        (true, true) => (Some("descending"), " ↓"),
        (true, false) => (Some("ascending"), " ↑"),
    };
    html! {
        <div role="columnheader" aria-sort={sorted} class={column.number.then_some("grid-number")}>
            <button type="button" title={column.about} onclick={props.on_sort.reform(move |_: MouseEvent| at)}>
                {column.label}<span aria-hidden="true">{arrow}</span>
            </button>
        </div>
    }
}

fn row<S: CellSource>(props: &Props<S>, place: u32, current: bool) -> Html {
    let Some(cells) = props.rows.cells(place) else {
        return html! {
            <div key={place} class="grid-row grid-waiting" role="row" aria-rowindex={(place + 2).to_string()}>
                <div role="gridcell">{"…"}</div>
            </div>
        };
    };
    html! {
        <div key={place} id={format!("{}-{place}", props.id)} role="row" data-place={place.to_string()}
            class={classes!("grid-row", current.then_some("grid-current"))}
            aria-rowindex={(place + 2).to_string()} aria-selected={current.to_string()}>
            for (at, (cell, column)) in cells.iter().zip(&props.columns).enumerate() {
                if props.on_events.is_some() && props.events_column == Some(at) {
                    <div role="gridcell" title={format!("Show the events of {cell}")}><span class="grid-events">{cell}</span></div>
                } else {
                    <div role="gridcell" title={cell.clone()} class={column.number.then_some("grid-number")}>{cell}</div>
                }
            }
        </div>
    }
}
