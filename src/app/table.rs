//! The rows that have come in, and the cursor among them.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::shell::App;
use crate::engine::protocol::{Page, Request, View};
use crate::pages::rows::{PAGE_ROWS, Rows};

/// What happens to the table.
pub enum TableMsg {
    /// Rows are wanted, by place.
    Want(u32),
    /// The cursor moved to a place.
    Cursor(u32),
}

/// Rows and cursor.
#[derive(Default)]
pub struct Table {
    /// The pages that have come in.
    pub rows: Rc<Rows>,
    /// Place of the cursor.
    pub cursor: Option<u32>,
    /// Pages that were asked for and have not come in.
    pub asked: BTreeSet<u32>,
}

impl Table {
    /// Starts with the first page of a view; keeps the pages that are here where it is the same one again.
    pub fn show(&mut self, seq: u32, view: &View, same_rows: bool) {
        if same_rows && self.rows.total == view.counts.matching {
            Rc::make_mut(&mut self.rows).seq = seq;
        } else {
            self.rows = Rc::new(Rows::of_view(seq, view));
        }
        // Pages that were asked for since then were of the rows before.
        self.asked.clear();
        self.cursor = self.cursor.map(|place| place.min(view.counts.matching.saturating_sub(1)));
    }

    /// Adds a page, if it is of the view that is shown.
    pub fn show_page(&mut self, seq: u32, page: Page) -> bool {
        if seq != self.rows.seq {
            return false;
        }
        Rc::make_mut(&mut self.rows).add(page);
        true
    }
}

impl App {
    pub(super) fn update_table(&mut self, msg: TableMsg) -> bool {
        match msg {
            TableMsg::Want(place) => {
                self.want(place);
                false
            }
            TableMsg::Cursor(place) => {
                let place = place.min(self.table.rows.total.saturating_sub(1));
                self.table.cursor = Some(place);
                // An open event follows the cursor.
                if self.detail.opened.is_some() {
                    self.open(place);
                }
                true
            }
        }
    }

    /// Asks for the page of a place, unless it is here or on its way.
    pub(super) fn want(&mut self, place: u32) {
        let page = place / PAGE_ROWS;
        let rows = &self.table.rows;
        if place < rows.total && !rows.has(place) && self.table.asked.insert(page) {
            let (seq, offset) = (self.table.rows.seq, page * PAGE_ROWS);
            self.engine.ask(Request::Page { seq, offset, limit: PAGE_ROWS });
        }
    }
}
