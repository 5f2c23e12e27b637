//! The table: rows that have come in, cursor, selection, columns, and copying.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::columns::PINNED_AT_FIRST;
use super::copying::{Form, text_of};
use super::search::{Same, SearchMsg};
use super::shell::App;
use crate::browser::preferences::DENSE;
use crate::browser::text;
use crate::components::column_chooser::ColumnAct;
use crate::components::event_table::{Copying, TableAct};
use crate::components::format::count;
use crate::engine::protocol::{Page, Request, View};
use crate::pages::rows::{PAGE_ROWS, Rows};
use crate::query::clauses::with_condition;
use crate::view::column::{readable, values_of};
use crate::view::{Heading, TableColumn, headings};

/// What happens to the table.
pub enum TableMsg {
    /// Something is done in it.
    Act(TableAct),
    /// Columns are chosen.
    Columns(ColumnAct),
    /// Show the values at a path as a column.
    Show(String),
    /// The line of this number of its menu was chosen.
    Menu(usize),
    /// Rows close together, or not.
    Dense,
}

/// Rows that are copied at once, at most: more belong into a file.
const MOST_COPIED: u32 = 5_000;

/// Values of a cell with several that its menu lists.
const MOST_VALUES: usize = 6;

/// Room for the offset of a time, in pixels.
const OFFSET: u16 = 52;

/// The name of the time where columns are named.
pub(super) const TIME: &str = "eventTime";

/// Rows, cursor, columns.
pub struct Table {
    /// The pages that have come in.
    pub rows: Rc<Rows>,
    /// Place of the cursor.
    pub cursor: Option<u32>,
    /// The cell at the cursor, if it is one.
    pub cell: Option<usize>,
    /// Where the selection begins; it ends at the cursor.
    anchor: Option<u32>,
    /// Pages that were asked for and have not come in.
    pub asked: BTreeSet<u32>,
    /// Widths that were chosen, by path, in pixels.
    pub widths: BTreeMap<String, u16>,
    /// How many columns stay where they are when the others are scrolled sideways, the time included.
    pub pinned: usize,
    /// Whether the rows stand close.
    pub dense: bool,
    /// Where the menu is, if it is open.
    pub menu: Option<[i32; 2]>,
    /// What is copied as soon as its rows are here.
    copying: Option<(Form, [u32; 2])>,
}

impl Default for Table {
    fn default() -> Self {
        Table {
            rows: Rc::default(),
            cursor: None,
            cell: None,
            anchor: None,
            asked: BTreeSet::new(),
            widths: BTreeMap::new(),
            pinned: PINNED_AT_FIRST,
            dense: false,
            menu: None,
            copying: None,
        }
    }
}

impl Table {
    /// Without rows, seen the way it was before.
    pub fn emptied(&self) -> Table {
        Table { widths: self.widths.clone(), pinned: self.pinned, dense: self.dense, ..Table::default() }
    }

    /// Starts with the first page of a view; keeps the pages that are here where it is the same one again.
    pub fn show(&mut self, seq: u32, view: &View, same: Same) {
        let same = if self.rows.total == view.counts.matching { same } else { Same::Nothing };
        match same {
            Same::Cells => Rc::make_mut(&mut self.rows).seq = seq,
            Same::Rows => {
                self.rows = Rc::new(self.rows.with_other_cells(seq, view));
                self.copying = None;
            }
            Same::Nothing | Same::Event => {
                self.rows = Rc::new(Rows::of_view(seq, view));
                (self.cell, self.anchor, self.copying, self.menu) = (None, None, None, None);
            }
        }
        // Pages that were asked for since then were of the rows before.
        self.asked.clear();
        self.cursor = self.cursor.map(|place| place.min(view.counts.matching.saturating_sub(1)));
    }

    /// First and last place that are selected; the cursor alone where nothing is.
    pub fn selection(&self) -> Option<[u32; 2]> {
        let (anchor, cursor) = (self.anchor?, self.cursor?);
        Some([anchor.min(cursor), anchor.max(cursor)])
    }

    /// The headings, with the widths that were chosen; the time is wider where it has an offset.
    pub fn headings(&self, columns: &[TableColumn], utc: bool) -> Vec<Heading> {
        let mut headings = headings(columns);
        for heading in &mut headings {
            let with_offset = if heading.path == TIME && !utc { OFFSET } else { 0 };
            heading.width = self.widths.get(&*heading.path).copied().unwrap_or(heading.width + with_offset);
        }
        headings
    }
}

impl App {
    pub(super) fn update_table(&mut self, msg: TableMsg) -> bool {
        match msg {
            TableMsg::Act(act) => self.act(act),
            TableMsg::Columns(act) => self.choose_columns(act),
            TableMsg::Show(path) => {
                self.show_column(&path);
                true
            }
            TableMsg::Menu(at) => {
                self.table.menu = None;
                super::document::focus_table();
                if let Some((_, act)) = self.menu_lines().into_iter().nth(at) {
                    self.act(act);
                }
                true
            }
            TableMsg::Dense => {
                self.table.dense = !self.table.dense;
                DENSE.set(&self.table.dense);
                true
            }
        }
    }

    fn act(&mut self, act: TableAct) -> bool {
        match act {
            TableAct::Want(place) => {
                self.want(place);
                return false;
            }
            TableAct::Cursor { place, extend } => self.move_cursor(place, extend),
            TableAct::Cell(cell) => {
                self.table.cursor.get_or_insert(0);
                self.table.cell = cell;
            }
            TableAct::Open(place) => {
                self.table.anchor = None;
                self.open(place);
            }
            TableAct::Sort(by, more) => return self.update_search(SearchMsg::Sort(by, more)),
            TableAct::Resize(at, width) => {
                if let Some(heading) = headings(&self.search.request.columns).get(at) {
                    self.table.widths.insert(heading.path.clone().into_owned(), width);
                    self.keep_columns();
                }
            }
            TableAct::Move(from, to) => self.move_column(from, to),
            TableAct::Pin(at) => self.pin_column(at),
            TableAct::Mark => return self.mark_at_cursor(),
            TableAct::Copy(what) => self.copy(what),
            TableAct::Filter { value, negate } => {
                let Some((path, values)) = self.values_at_cursor() else { return true };
                let wanted = |at: &usize| value.is_none_or(|value| value == *at);
                let values = values.into_iter().enumerate().filter(|(at, _)| wanted(at));
                let query = values.fold(self.search.request.query.clone(), |query, (_, value)| {
                    with_condition(&query, &path, &value, negate)
                });
                return self.update_search(SearchMsg::Query(query));
            }
            TableAct::Menu(at) => {
                self.table.cursor.get_or_insert(0);
                self.table.menu = at;
            }
        }
        true
    }

    fn move_cursor(&mut self, place: u32, extend: bool) {
        let place = place.min(self.table.rows.total.saturating_sub(1));
        self.table.anchor = extend.then(|| self.table.anchor.or(self.table.cursor).unwrap_or(place));
        self.table.cursor = Some(place);
        // An open event follows the cursor.
        if self.detail.opened.is_some() && !extend {
            self.open(place);
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

    /// Adds a page, if it is of the view that is shown.
    pub(super) fn show_page(&mut self, seq: u32, page: Page) -> bool {
        if seq != self.table.rows.seq {
            return false;
        }
        let unread = page.rows.iter().filter(|row| row.unread).map(|row| row.row).collect();
        Rc::make_mut(&mut self.table.rows).add(page);
        self.read_unread(unread);
        self.copy_what_is_here();
        true
    }

    /// Path and text of the cell at the cursor; of the time, if the cursor is a whole row.
    fn cell_at_cursor(&self) -> Option<(String, String)> {
        let row = self.table.rows.get(self.table.cursor?)?;
        match self.table.cell.unwrap_or(0) {
            0 => Some((TIME.to_owned(), row.time.clone())),
            cell => {
                let column = self.search.request.columns.get(cell - 1)?;
                Some((column.path().to_owned(), readable(row.cells.get(cell - 1)?)))
            }
        }
    }

    /// Path and values of the cell at the cursor, if it can be filtered by.
    fn values_at_cursor(&self) -> Option<(String, Vec<String>)> {
        let row = self.table.rows.get(self.table.cursor?)?;
        let at = self.table.cell?.checked_sub(1)?;
        let column = self.search.request.columns.get(at)?;
        let values: Vec<String> = values_of(column, row.cells.get(at)?).map(str::to_owned).collect();
        (!values.is_empty()).then(|| (column.path().to_owned(), values))
    }

    /// What can be done with the cell and the rows at the cursor.
    pub(super) fn menu_lines(&self) -> Vec<(String, TableAct)> {
        let mut lines = Vec::new();
        let Some(cursor) = self.table.cursor else { return lines };
        let short = |value: &str| match value.chars().count() {
            0..=32 => value.to_owned(),
            _ => format!("{}…", value.chars().take(31).collect::<String>()),
        };
        let values = self.values_at_cursor().map_or(Vec::new(), |(_, values)| values);
        for (at, value) in values.iter().enumerate().take(MOST_VALUES) {
            for (word, negate) in [("Only", false), ("Without", true)] {
                let filter = TableAct::Filter { value: Some(at), negate };
                lines.push((format!("{word} {}", short(value)), filter));
            }
        }
        lines.push(("Copy the cell".to_owned(), TableAct::Copy(Copying::Cell)));
        let rows = match self.table.selection() {
            Some([from, to]) if to > from => format!("{} rows", count(to - from + 1)),
            _ => "the row".to_owned(),
        };
        lines.push((format!("Copy {rows}, separated by tabs"), TableAct::Copy(Copying::Tsv)));
        lines.push((format!("Copy {rows} as JSON"), TableAct::Copy(Copying::Json)));
        let marked = self.table.rows.get(cursor).is_some_and(|row| self.marks.has(row.row));
        lines.push((
            if marked { "Take the mark away" } else { "Mark as evidence" }.to_owned(),
            TableAct::Mark,
        ));
        if let Some(heading) =
            self.table.cell.and_then(|cell| headings(&self.search.request.columns).into_iter().nth(cell))
        {
            if let Some(by) = heading.by {
                lines.push((format!("Sort by {}", heading.label), TableAct::Sort(by, false)));
            }
            let at = self.table.cell.unwrap_or(0);
            let word = if at < self.table.pinned { "Unpin" } else { "Pin" };
            lines.push((format!("{word} {}", heading.label), TableAct::Pin(at)));
        }
        lines.push(("Open the event".to_owned(), TableAct::Open(cursor)));
        lines
    }

    fn copy(&mut self, what: Copying) {
        let form = match what {
            Copying::Cell => {
                if let Some((_, value)) = self.cell_at_cursor() {
                    self.say_copied(text::copy(&value), "The cell is");
                }
                return;
            }
            Copying::Tsv => Form::Tsv,
            Copying::Json => Form::Json,
        };
        let Some(cursor) = self.table.cursor else { return };
        let [from, to] = self.table.selection().unwrap_or([cursor, cursor]);
        if to - from >= MOST_COPIED {
            self.screen.notice = Some(format!("At most {} rows can be copied at once.", count(MOST_COPIED)));
            return;
        }
        self.table.copying = Some((form, [from, to]));
        for page in from / PAGE_ROWS..=to / PAGE_ROWS {
            self.want(page * PAGE_ROWS);
        }
        self.copy_what_is_here();
    }

    /// Copies, once all rows that are to be copied are here.
    fn copy_what_is_here(&mut self) {
        let Some((form, [from, to])) = self.table.copying else { return };
        let rows: Option<Vec<_>> = (from..=to).map(|place| self.table.rows.get(place)).collect();
        let Some(rows) = rows else { return };
        let headings = headings(&self.search.request.columns);
        let text = text_of(form, &headings, &rows, &self.search.request.zone);
        let what =
            if to == from { "One row is".to_owned() } else { format!("{} rows are", count(to - from + 1)) };
        self.table.copying = None;
        self.say_copied(text::copy(&text), &what);
    }

    fn say_copied(&mut self, copied: bool, what: &str) {
        self.screen.said = match copied {
            true => format!("{what} copied."),
            false => "The browser did not let the page copy.".to_owned(),
        };
    }
}
