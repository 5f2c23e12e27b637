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
use crate::view::column::{CellValue, is_cut, plain, values_of};
use crate::view::text::shown;
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

/// What is done with rows that may not be here yet.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum WithRows {
    /// Copy them.
    Copy(Form),
    /// Mark them.
    Mark,
}

/// Rows that are copied or marked at once, at most: more belong into a file.
const MOST_ROWS: u32 = 5_000;

/// Values of a cell with several that its menu lists.
const MOST_VALUES: usize = 6;

/// What is said of a cell of which only the beginning is here.
const TOO_LONG: &str =
    "The cell shows only the beginning. Open the event and filter by the whole value there.";

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
    /// What is done with rows, from place to place, as soon as all of them are here.
    awaited: Option<(WithRows, [u32; 2])>,
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
            awaited: None,
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
                self.awaited = None;
            }
            Same::Nothing | Same::Event => {
                self.rows = Rc::new(Rows::of_view(seq, view));
                (self.cell, self.anchor, self.awaited, self.menu) = (None, None, None, None);
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
                let values: Vec<CellValue> =
                    values.into_iter().enumerate().filter(|(at, _)| wanted(at)).map(|(_, it)| it).collect();
                if values.iter().any(|value| value.cut) {
                    // The condition would be on the beginning alone, and no event would meet it.
                    self.screen.said = TOO_LONG.to_owned();
                    return true;
                }
                let query = values.iter().fold(self.search.request.query.clone(), |query, value| {
                    with_condition(&query, &path, &value.text, negate)
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
        self.go_on_with_rows();
        true
    }

    /// The cell at the cursor; the time, if the cursor is a whole row.
    fn cell_at_cursor(&self) -> Option<&str> {
        let row = self.table.rows.get(self.table.cursor?)?;
        match self.table.cell.unwrap_or(0) {
            0 => Some(&row.time),
            cell => row.cells.get(cell - 1).map(String::as_str),
        }
    }

    /// Path and values of the cell at the cursor, if it can be filtered by.
    fn values_at_cursor(&self) -> Option<(String, Vec<CellValue>)> {
        let row = self.table.rows.get(self.table.cursor?)?;
        let at = self.table.cell?.checked_sub(1)?;
        let column = self.search.request.columns.get(at)?;
        let values = values_of(column, row.cells.get(at)?);
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
        let whole = values.iter().enumerate().filter(|(_, value)| !value.cut);
        for (at, value) in whole.take(MOST_VALUES) {
            for (word, negate) in [("Only", false), ("Without", true)] {
                let filter = TableAct::Filter { value: Some(at), negate };
                lines.push((format!("{word} {}", shown(&short(&value.text))), filter));
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
                if let Some(cell) = self.cell_at_cursor() {
                    let (copied, cut) = (text::copy(&plain(cell)), u32::from(is_cut(cell)));
                    self.say_copied(copied, "The cell is", cut);
                }
                return;
            }
            Copying::Tsv => Form::Tsv,
            Copying::Json => Form::Json,
        };
        self.with_selected(WithRows::Copy(form));
    }

    /// Does something with the rows that are selected, or with that at the cursor, once all of them are here.
    pub(super) fn with_selected(&mut self, what: WithRows) {
        let Some(cursor) = self.table.cursor else { return };
        let [from, to] = self.table.selection().unwrap_or([cursor, cursor]);
        if to - from >= MOST_ROWS {
            let done = if what == WithRows::Mark { "marked" } else { "copied" };
            self.screen.notice = Some(format!("At most {} rows can be {done} at once.", count(MOST_ROWS)));
            return;
        }
        self.table.awaited = Some((what, [from, to]));
        for page in from / PAGE_ROWS..=to / PAGE_ROWS {
            self.want(page * PAGE_ROWS);
        }
        self.go_on_with_rows();
    }

    fn go_on_with_rows(&mut self) {
        let Some((what, [from, to])) = self.table.awaited else { return };
        if (from..=to).all(|place| self.table.rows.get(place).is_some()) {
            self.table.awaited = None;
            match what {
                WithRows::Copy(form) => self.copy_rows(form, from, to),
                WithRows::Mark => self.mark_rows(from, to),
            }
        }
    }

    fn copy_rows(&mut self, form: Form, from: u32, to: u32) {
        let rows: Vec<_> = (from..=to).filter_map(|place| self.table.rows.get(place)).collect();
        let text = text_of(form, &self.search.request.columns, &rows, &self.search.request.zone);
        let what =
            if to == from { "One row is".to_owned() } else { format!("{} rows are", count(to - from + 1)) };
        let cut = rows.iter().flat_map(|row| &row.cells).filter(|cell| is_cut(cell)).count() as u32;
        self.say_copied(text::copy(&text), &what, cut);
    }

    /// Says what was copied, and of how many cells only the beginning.
    fn say_copied(&mut self, copied: bool, what: &str, cut: u32) {
        self.screen.said = match (copied, cut) {
            (true, 0) => format!("{what} copied."),
            (true, 1) => format!("{what} copied, of one cell only the beginning, which ends in “…”."),
            (true, cut) => {
                format!("{what} copied, of {} cells only the beginning, which ends in “…”.", count(cut))
            }
            (false, _) => "The browser did not let the page copy.".to_owned(),
        };
    }
}
