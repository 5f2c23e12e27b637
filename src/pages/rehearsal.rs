//! The Events page, drawn where nobody sees it, so that the browser has compiled what draws it before there are
//! events to draw.

use std::rc::Rc;

use wasm_bindgen::JsValue;
use yew::Callback;

use super::events::{Calls, EventsPage, Props};
use super::rows::{PAGE_ROWS, Rows};
use super::search_bar::{Bar, BarCalls};
use crate::browser::pause::pause;
use crate::components::ByPtr;
use crate::components::facet_list::FacetCalls;
use crate::engine::protocol::{Page, Response, View};
use crate::query::Order;
use crate::store::ColumnId;
use crate::view::{Counts, Row, TableColumn, headings};
use crate::worker::messages::FromEngine;

/// Draws and redraws, in a task each, until there is work.
pub async fn rehearse(work: impl Fn() -> bool) -> Result<(), JsValue> {
    const ROUNDS: u32 = 6;
    // It is never put into the document.
    let element = gloo::utils::document().create_element("div")?;
    let mut page = yew::Renderer::<EventsPage>::with_root_and_props(element, props(0)).render();
    for round in 1..=ROUNDS {
        pause().await;
        if work() {
            break;
        }
        let next = props(round);
        let view = next.view.clone();
        page.update(next);
        read_answer(&view)?;
    }
    pause().await;
    page.destroy();
    Ok(())
}

/// Reads an answer as it comes from the engine.
fn read_answer(view: &View) -> Result<(), JsValue> {
    let view = Box::new(view.clone());
    let answer = FromEngine::Response(Response::View { seq: 0, view });
    let message = serde_wasm_bindgen::to_value(&answer)?;
    let _: FromEngine = serde_wasm_bindgen::from_value(message)?;
    Ok(())
}

fn props(round: u32) -> Props {
    let columns: Vec<TableColumn> = (0..7).map(|n| ColumnId(n).into()).collect();
    let rows = if round == 0 { 0 } else { PAGE_ROWS };
    let row = |row| Row {
        row,
        time: format!("2026-09-01T10:30:{:02}Z", row % 60),
        cells: columns.iter().map(|column| format!("{} {round} {row}", column.path())).collect(),
        refused: row % 7 == 0,
        unread: false,
    };
    let counts = Counts { matching: rows, scope: rows, all: rows, ..Counts::default() };
    let page = Page { offset: 0, rows: (0..rows).map(row).collect() };
    let view = Rc::new(View { counts, page, ..View::default() });
    Props {
        rows: ByPtr(Rc::new(Rows::of_view(round, &view))),
        view: ByPtr(view),
        reading: round == 0,
        timeline: ByPtr(Rc::default()),
        bar: Bar { counts, ..Bar::default() },
        facets: Vec::new(),
        panel: [true, false],
        order: Order::default(),
        headings: headings(&columns),
        cursor: None,
        cell: None,
        selection: None,
        marked: Rc::default(),
        note: None,
        pinned: 1,
        dense: false,
        menu: None,
        zone: Rc::default(),
        opened: None,
        name: Callback::from(|_| (String::new(), 0.0)),
        theme: "".into(),
        calls: Calls {
            bar: BarCalls {
                zoom: Callback::noop(),
                complete: Callback::noop(),
                deep: Callback::noop(),
                stack: Callback::noop(),
                zone: Callback::noop(),
                query: Callback::noop(),
                chip: Callback::noop(),
                scope: Callback::noop(),
                range: Callback::noop(),
            },
            facets: FacetCalls {
                pick: Callback::noop(),
                toggle: Callback::noop(),
                search: Callback::noop(),
                more: Callback::noop(),
                panel: Callback::noop(),
            },
            near: Callback::noop(),
            behind: Callback::noop(),
            act: Callback::noop(),
            menu: Callback::noop(),
            dense: Callback::noop(),
            columns: Callback::noop(),
            marks: Callback::noop(),
            export: Callback::noop(),
            case: Callback::noop(),
            views: Callback::noop(),
            mark: Callback::noop(),
            note: Callback::noop(),
            open: Callback::noop(),
            filter: Callback::noop(),
            column: Callback::noop(),
            copy: Callback::noop(),
        },
    }
}
