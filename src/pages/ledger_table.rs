//! The table of the ledger: any number of lines, of which only those on the screen are there.
//!
//! ARIA `grid`, as [`crate::components::data_grid`], whose keys it hears; its cells are more than text, and its last row
//! has the sums.

use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};
use yew::prelude::*;

use super::ledger_line::{form, from_name, said, said_briefly, span};
use crate::components::ByPtr;
use crate::components::format::{bytes, count};
use crate::components::printing::{self, use_printing};
use crate::components::virtual_rows::{HEAD, Window, moved, use_cursor_in_sight, use_window};
use crate::store::ledger::Outcome;
use crate::view::ledger::{By, Choice, Line, Totals};
use crate::view::text::shown;

/// Height of a line; the styles have the same.
const ROW: f64 = 46.0;
/// Height of the row with the sums; the styles have the same.
const FOOT: f64 = 32.0;

/// What the table shows.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// All lines.
    pub lines: ByPtr<Vec<Line>>,
    /// Which of them, in order.
    pub rows: ByPtr<Vec<u32>>,
    /// What is chosen, and in which order.
    pub choice: Choice,
    /// Put in order by this.
    pub on_sort: Callback<By>,
    /// Open a line, by its index among all; or, while one is open, the one that the cursor came to.
    pub on_open: Callback<u32>,
    /// Whether a line is open.
    pub open: bool,
    /// The element, for whoever gives the focus back to it.
    pub grid: NodeRef,
}

struct Column {
    /// What a press on its heading sorts by; nothing for what has no order.
    by: Option<By>,
    label: &'static str,
    /// Width in CSS pixels, and its share of the room that is left.
    width: u16,
    number: bool,
}

const fn text(by: By, label: &'static str, width: u16) -> Column {
    Column { by: Some(by), label, width, number: false }
}

const fn number(by: By, label: &'static str, width: u16) -> Column {
    Column { by: Some(by), label, width, number: true }
}

/// What matters most stands first: a narrow screen shows as much of a row as it can. One of 1440 pixels shows all of it.
const COLUMNS: [Column; 14] = [
    text(By::Path, "File", 150),
    text(By::Outcome, "Outcome", 94),
    text(By::Form, "Form", 108),
    Column { by: None, label: "What there is to say", width: 160, number: false },
    number(By::BytesIn, "Size", 76),
    number(By::BytesOut, "Data", 72),
    number(By::Records, "Records", 78),
    number(By::Kept, "Kept", 58),
    number(By::Duplicates, "Duplicates", 92),
    number(By::LeftOut, "Left out", 76),
    number(By::Damaged, "Damaged", 84),
    text(By::First, "First – last event (UTC)", 178),
    text(By::Delivered, "From the name", 128),
    number(By::Micros, "Time", 64),
];

/// The table.
#[component]
pub fn LedgerTable(props: &Props) -> Html {
    let total = props.rows.len() as u32;
    let printing = use_printing();
    let (scroller, window) = use_window(total, ROW, props.rows.clone());
    let cursor = use_state_eq(|| None::<u32>);
    {
        // Other lines: the cursor stood on one of those before.
        let cursor = cursor.setter();
        use_effect_with(props.rows.clone(), move |_| cursor.set(None));
    }
    use_cursor_in_sight(&scroller, *cursor, total, ROW, HEAD + FOOT);
    let totals = use_memo((props.lines.clone(), props.rows.clone()), |(lines, rows)| {
        Totals::of(rows.iter().filter_map(|&row| lines.get(row as usize)))
    });
    let onkeydown = keys(props, &cursor, window);
    let onclick = {
        let (cursor, rows, open) = (cursor.setter(), props.rows.clone(), props.on_open.clone());
        Callback::from(move |event: MouseEvent| {
            let place = event
                .target()
                .and_then(|target| target.dyn_into::<Element>().ok())
                .and_then(|element| element.closest("[data-place]").ok().flatten())
                .and_then(|row| row.get_attribute("data-place")?.parse::<u32>().ok());
            if let Some((place, &row)) = place.and_then(|place| Some((place, rows.get(place as usize)?))) {
                cursor.set(Some(place));
                open.emit(row);
            }
        })
    };
    let columns: Vec<String> =
        COLUMNS.iter().map(|c| format!("minmax({}px,{}fr)", c.width, c.width)).collect();
    let width: u32 = COLUMNS.iter().map(|c| u32::from(c.width)).sum();
    let active = cursor.filter(|place| (window.from..window.to).contains(place));
    html! {
        <>
        if printing {
            {on_paper(props)}
        }
        <div ref={props.grid.clone()} id="files-table" class="grid ledger" role="grid" tabindex="0" aria-label="Ledger of files"
            aria-rowcount={(total + 2).to_string()} aria-colcount={COLUMNS.len().to_string()}
            aria-activedescendant={active.map(|place| format!("files-table-{place}"))}
            style={format!("--columns:{};--width:{width}px", columns.join(" "))} {onkeydown}>
            <div ref={scroller} class="grid-scroll">
                <div class="grid-head" role="rowgroup">
                    <div class="grid-row" role="row" aria-rowindex="1">
                        for column in COLUMNS.iter() {
                            {heading(column, props)}
                        }
                    </div>
                </div>
                <div class="grid-body" role="rowgroup" style={format!("height:{}px", window.height)} {onclick}>
                    <div class="grid-window" role="presentation" style={format!("transform:translateY({}px)", window.offset)}>
                        for place in window.from..window.to {
                            {line(props, place, *cursor == Some(place))}
                        }
                    </div>
                </div>
                <div class="grid-foot" role="rowgroup">{sums(&totals, total)}</div>
            </div>
        </div>
        </>
    }
}

fn on_paper(props: &Props) -> Html {
    const HEADINGS: [&str; 9] = [
        "File",
        "Outcome",
        "Form",
        "What there is to say",
        "Records",
        "Kept",
        "Duplicates",
        "Left out",
        "Damaged",
    ];
    let total = props.rows.len() as u32;
    let cell = |place: u32, at: usize| {
        let line = props.rows.get(place as usize).and_then(|&row| props.lines.get(row as usize));
        let Some(line) = line else { return (String::new(), false) };
        let figures = [line.records, line.kept, line.duplicates, line.left_out, line.damaged];
        match (at, at.checked_sub(4).and_then(|at| figures.get(at))) {
            (_, Some(figure)) => (count(*figure as f64), true),
            (0, _) => (shown(&line.full_path()).into_owned(), false),
            (1, _) => (line.outcome.label().to_owned(), false),
            (2, _) => (form(line), false),
            _ => (line.problems.iter().map(said_briefly).collect::<Vec<_>>().join(" "), false),
        }
    };
    let headings = HEADINGS.map(str::to_owned);
    printing::table(&headings, total.min(printing::MOST_ROWS), total, cell)
}

fn keys(props: &Props, cursor: &UseStateHandle<Option<u32>>, window: Window) -> Callback<KeyboardEvent> {
    let (cursor, rows) = (cursor.clone(), props.rows.clone());
    let (on_open, is_open) = (props.on_open.clone(), props.open);
    Callback::from(move |event: KeyboardEvent| {
        let on_button = event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok())
            .is_some_and(|element| element.tag_name() == "BUTTON");
        if event.ctrl_key() || event.meta_key() || event.alt_key() || on_button {
            return;
        }
        let open = |place: u32| {
            if let Some(&row) = rows.get(place as usize) {
                on_open.emit(row);
            }
        };
        if event.key() == "Enter" {
            event.prevent_default();
            open(cursor.unwrap_or(0));
        } else if let Some(next) = moved(&event.key(), *cursor, rows.len() as u32, window.page) {
            event.prevent_default();
            cursor.set(Some(next));
            if is_open {
                open(next);
            }
        }
    })
}

fn heading(column: &Column, props: &Props) -> Html {
    let class = column.number.then_some("grid-number");
    let Some(by) = column.by else {
        return html! { <div role="columnheader" class="grid-label">{column.label}</div> };
    };
    let (sorted, arrow) = match (by == props.choice.by, props.choice.down) {
        (false, _) => (None, ""),
        (true, true) => (Some("descending"), " ↓"),
        (true, false) => (Some("ascending"), " ↑"),
    };
    html! {
        <div role="columnheader" aria-sort={sorted} {class}>
            <button type="button" onclick={props.on_sort.reform(move |_: MouseEvent| by)}>
                {column.label}<span aria-hidden="true">{arrow}</span>
            </button>
        </div>
    }
}

fn line(props: &Props, place: u32, current: bool) -> Html {
    let line = props.rows.get(place as usize).and_then(|&row| props.lines.get(row as usize));
    let Some(line) = line else { return Html::default() };
    let path = shown(&line.full_path()).into_owned();
    let outcome = match line.outcome {
        Outcome::Read => "outcome-read",
        Outcome::Partly => "outcome-partly",
        Outcome::Skipped => "outcome-skipped",
    };
    let figures = [line.records, line.kept, line.duplicates, line.left_out, line.damaged];
    html! {
        <div key={format!("{}/{}", line.file, line.member)} id={format!("files-table-{place}")} role="row"
            data-place={place.to_string()} data-file={path.clone()} data-form={line.form_name}
            class={classes!("grid-row", outcome, current.then_some("grid-current"))}
            aria-rowindex={(place + 2).to_string()} aria-selected={current.to_string()}>
            <div role="rowheader" title={path.clone()}>
                // Folders are where a long path breaks best.
                for part in path.split_inclusive('/') {
                    {part}<wbr />
                }
            </div>
            <div role="gridcell"><span class="outcome">{line.outcome.label()}</span></div>
            <div role="gridcell">{form(line)}</div>
            <div role="gridcell">
                for problem in line.problems.iter() {
                    {said(problem)}{" "}
                }
            </div>
            <div role="gridcell" class="grid-number">{bytes(line.bytes_in as f64)}</div>
            <div role="gridcell" class="grid-number">{bytes(line.bytes_out as f64)}</div>
            for n in figures {
                <div role="gridcell" class="grid-number">{count(n as f64)}</div>
            }
            <div role="gridcell" class="grid-time">{span(line.span)}</div>
            <div role="gridcell">{from_name(line)}</div>
            <div role="gridcell" class="grid-number">{line.micros.map_or(String::new(), milliseconds)}</div>
        </div>
    }
}

fn sums(totals: &Totals, lines: u32) -> Html {
    let files = match totals.files {
        1 => "1 file".to_owned(),
        files => format!("{} files", count(files as f64)),
    };
    html! {
        <div class="grid-row" role="row" aria-rowindex={(lines + 2).to_string()}>
            <div role="rowheader">{format!("Together: {files}")}</div>
            <div role="gridcell"></div><div role="gridcell"></div><div role="gridcell"></div>
            <div role="gridcell" class="grid-number">{bytes(totals.bytes_in as f64)}</div>
            <div role="gridcell" class="grid-number">{bytes(totals.bytes_out as f64)}</div>
            for n in [totals.records, totals.kept, totals.duplicates, totals.left_out, totals.damaged] {
                <div role="gridcell" class="grid-number">{count(n as f64)}</div>
            }
            <div role="gridcell"></div><div role="gridcell"></div><div role="gridcell"></div>
        </div>
    }
}

/// `< 0.1 ms`, `0.4 ms`, `12 ms`, `1.2 s`.
pub fn milliseconds(micros: u64) -> String {
    match micros as f64 / 1_000.0 {
        // Browsers round their clocks to this.
        ms if ms < 0.1 => "< 0.1 ms".to_owned(),
        ms if ms < 10.0 => format!("{ms:.1} ms"),
        ms if ms < 1_000.0 => format!("{ms:.0} ms"),
        ms => format!("{:.1} s", ms / 1_000.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_for_people() {
        assert_eq!([0, 420, 12_300, 1_234_000].map(milliseconds), ["< 0.1 ms", "0.4 ms", "12 ms", "1.2 s"]);
    }

    #[test]
    fn all_columns_are_on_a_screen_of_1440_pixels() {
        const SCROLL_BAR: u32 = 17;
        let width: u32 = COLUMNS.iter().map(|column| u32::from(column.width)).sum();
        assert!(width <= 1_440 - SCROLL_BAR, "{width}");
    }
}
