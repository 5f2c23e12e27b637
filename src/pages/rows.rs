//! What has come in of a view: pages of rows, and the event that is open.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::components::event_table::RowSource;
use crate::engine::protocol::{Page, View};
use crate::view::Row;
use crate::view::detail::Detail;

/// Rows in one page of the table.
pub const PAGE_ROWS: u32 = 100;

/// The pages of rows that have come in for the view that is shown.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    /// Number of the view.
    pub seq: u32,
    /// Number of the view that first had these rows.
    first_seq: u32,
    /// Rows of the whole view.
    pub total: u32,
    pages: BTreeMap<u32, Rc<Vec<Row>>>,
}

impl Rows {
    /// The first page of a view.
    pub fn of_view(seq: u32, view: &View) -> Rows {
        let mut rows = Rows { seq, first_seq: seq, total: view.counts.matching, pages: BTreeMap::new() };
        rows.add(view.page.clone());
        rows
    }

    /// The same rows, of which this view has other cells.
    pub fn with_other_cells(&self, seq: u32, view: &View) -> Rows {
        Rows { first_seq: self.first_seq, ..Rows::of_view(seq, view) }
    }

    /// Adds a page that has come in.
    pub fn add(&mut self, page: Page) {
        self.pages.insert(page.offset / PAGE_ROWS, Rc::new(page.rows));
    }

    /// Rows of which a cell is not known, by number.
    pub fn unread(&self) -> Vec<u32> {
        self.pages.values().flat_map(|page| page.iter()).filter(|row| row.unread).map(|row| row.row).collect()
    }

    /// Puts rows in place of those with their numbers.
    pub fn replace(&mut self, rows: Vec<Row>) {
        let rows: BTreeMap<u32, Row> = rows.into_iter().map(|row| (row.row, row)).collect();
        for page in self.pages.values_mut().filter(|page| page.iter().any(|row| rows.contains_key(&row.row)))
        {
            for row in Rc::make_mut(page) {
                if let Some(new) = rows.get(&row.row) {
                    row.clone_from(new);
                }
            }
        }
    }

    /// A row by its place in the view, if it has come in.
    pub fn get(&self, place: u32) -> Option<&Row> {
        self.pages.get(&(place / PAGE_ROWS))?.get((place % PAGE_ROWS) as usize)
    }

    /// A row by its number in the store, if it has come in.
    pub fn find(&self, row: u32) -> Option<&Row> {
        self.pages.values().flat_map(|page| page.iter()).find(|it| it.row == row)
    }

    /// Whether the page of a place has come in.
    pub fn has(&self, place: u32) -> bool {
        self.pages.contains_key(&(place / PAGE_ROWS))
    }
}

/// The event that is open.
#[derive(Clone, Debug, PartialEq)]
pub enum Opened {
    /// It is on its way.
    Waiting,
    /// It is here.
    Here(Rc<Detail>),
    /// It cannot be shown, with the reason.
    Failed(String),
}

impl RowSource for Rows {
    fn row(&self, place: u32) -> Option<&Row> {
        self.get(place)
    }

    fn total(&self) -> u32 {
        self.total
    }

    fn version(&self) -> u32 {
        self.first_seq
    }
}
