//! Events that are marked as evidence, each with a note. They last as long as what is loaded; case files keep them.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use gloo::events::{EventListener, EventListenerOptions};

use super::shell::App;
use super::table::WithRows;
use crate::components::format::{count, time_in};
use crate::components::mark_list::MarkLine;
use crate::pages::rows::Opened;
use crate::record::time;
use crate::store::columns::EVENT;
use crate::view::TableColumn;
use crate::view::column::plain;

/// What happens to marks.
pub enum MarksMsg {
    /// Mark an event, by its number in the store, or take its mark away.
    Toggle(u32),
    /// The note of a marked event.
    Note(u32, String),
    /// Open a marked event.
    Open(u32),
}

/// A marked event.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// Its time, as in the table.
    pub time: String,
    /// Its operation, if it is known.
    pub event: String,
    /// The note.
    pub note: String,
}

/// The marks, by the number of the event in the store.
#[derive(Default)]
pub struct Marks {
    /// All marks.
    pub all: BTreeMap<u32, Mark>,
    /// Their numbers; another one whenever they change.
    pub rows: Rc<BTreeSet<u32>>,
    /// Whether marks or notes are in no case file. Asked when the page is left as well.
    unsaved: Rc<Cell<bool>>,
}

impl Marks {
    /// Whether an event is marked.
    pub fn has(&self, row: u32) -> bool {
        self.all.contains_key(&row)
    }

    /// No marks; who watches them goes on watching.
    pub fn emptied(&self) -> Marks {
        self.unsaved.set(false);
        Marks { unsaved: self.unsaved.clone(), ..Marks::default() }
    }

    /// To be called when the user has changed them.
    fn changed(&mut self) {
        self.unsaved.set(!self.all.is_empty());
        self.show();
    }

    /// To be called when there are others.
    pub fn show(&mut self) {
        self.rows = Rc::new(self.all.keys().copied().collect());
    }

    /// They are in a case file now.
    pub fn saved(&self) {
        self.unsaved.set(false);
    }

    /// Whether something would be lost with them.
    pub fn is_unsaved(&self) -> bool {
        self.unsaved.get() && !self.all.is_empty()
    }

    /// The browser asks before it leaves the page, as long as something would be lost.
    pub fn guard(&self) -> EventListener {
        let unsaved = self.unsaved.clone();
        let options = EventListenerOptions::enable_prevent_default();
        EventListener::new_with_options(&gloo::utils::window(), "beforeunload", options, move |event| {
            if unsaved.get() {
                event.prevent_default();
            }
        })
    }
}

impl App {
    pub(super) fn update_marks(&mut self, msg: MarksMsg) -> bool {
        match msg {
            MarksMsg::Toggle(row) => {
                if self.marks.all.remove(&row).is_none() {
                    let mark = self.mark_of(row);
                    self.marks.all.insert(row, mark);
                }
                self.marks.changed();
            }
            MarksMsg::Note(row, note) => {
                if let Some(mark) = self.marks.all.get_mut(&row) {
                    mark.note = note;
                    self.marks.unsaved.set(true);
                }
            }
            MarksMsg::Open(row) => {
                self.screen.over = None;
                self.open_row(row);
                // The view says where it stands, if it is in it.
                self.ask_more_rows();
            }
        }
        true
    }

    /// Marks the event at the cursor, or all that are selected; takes the marks away where all have one.
    pub(super) fn mark_at_cursor(&mut self) -> bool {
        self.with_selected(WithRows::Mark);
        true
    }

    /// The same of the rows from place to place, which are here.
    pub(super) fn mark_rows(&mut self, from: u32, to: u32) {
        let rows: Vec<u32> = (from..=to).filter_map(|place| Some(self.table.rows.get(place)?.row)).collect();
        let all = rows.iter().all(|row| self.marks.has(*row));
        for row in &rows {
            match all {
                true => drop(self.marks.all.remove(row)),
                false if !self.marks.has(*row) => {
                    let mark = self.mark_of(*row);
                    self.marks.all.insert(*row, mark);
                }
                false => {}
            }
        }
        self.marks.changed();
        if rows.len() > 1 {
            let what = if all { "no longer marked" } else { "marked" };
            self.screen.said = format!("{} events are {what}.", count(rows.len() as f64));
        }
    }

    /// A mark for an event, of what is on the screen.
    fn mark_of(&self, row: u32) -> Mark {
        if let Some(Opened::Here(detail)) = &self.detail.opened
            && detail.row == row
        {
            let event = detail.facts.iter().find(|fact| fact.path == EVENT.column().path);
            return Mark {
                time: detail.time.clone(),
                event: event.map_or(String::new(), |fact| fact.value.clone()),
                note: String::new(),
            };
        }
        let found = self.table.rows.find(row);
        let column = self.search.request.columns.iter().position(|it| *it == TableColumn::Of(EVENT));
        Mark {
            time: found.map_or(String::new(), |found| found.time.clone()),
            event: found
                .zip(column)
                .and_then(|(found, at)| found.cells.get(at))
                .map(|cell| plain(cell))
                .unwrap_or_default(),
            note: String::new(),
        }
    }

    /// The marks, for the list.
    pub(super) fn mark_lines(&self) -> Vec<MarkLine> {
        let mut lines: Vec<MarkLine> = self
            .marks
            .all
            .iter()
            .map(|(row, mark)| MarkLine {
                row: *row,
                time: time::parse(&mark.time).map_or_else(
                    || mark.time.clone(),
                    |at| time_in(&self.search.request.zone, at as f64, false),
                ),
                event: mark.event.clone(),
                note: mark.note.clone(),
            })
            .collect();
        lines.sort_by(|a, b| a.time.cmp(&b.time).then(a.row.cmp(&b.row)));
        lines
    }
}
