//! Events that are marked as evidence, each with a note. They last as long as what is loaded; case files keep them.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::shell::App;
use crate::components::format::time_in;
use crate::components::mark_list::MarkLine;
use crate::pages::rows::Opened;
use crate::record::time;
use crate::store::columns::EVENT;
use crate::view::TableColumn;

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
}

impl Marks {
    /// Whether an event is marked.
    pub fn has(&self, row: u32) -> bool {
        self.all.contains_key(&row)
    }

    /// To be called when they have changed.
    pub fn changed(&mut self) {
        self.rows = Rc::new(self.all.keys().copied().collect());
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
                }
            }
            MarksMsg::Open(row) => {
                self.screen.over = None;
                self.open_row(row);
            }
        }
        true
    }

    /// Marks the event at the cursor, or all that are selected; takes the marks away where all have one.
    pub(super) fn mark_at_cursor(&mut self) -> bool {
        let Some(cursor) = self.table.cursor else { return false };
        let [from, to] = self.table.selection().unwrap_or([cursor, cursor]);
        let rows: Vec<u32> = (from..=to).filter_map(|place| Some(self.table.rows.get(place)?.row)).collect();
        let all = rows.iter().all(|row| self.marks.has(*row));
        for row in rows {
            match all {
                true => drop(self.marks.all.remove(&row)),
                false if !self.marks.has(row) => {
                    let mark = self.mark_of(row);
                    self.marks.all.insert(row, mark);
                }
                false => {}
            }
        }
        self.marks.changed();
        true
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
            event: found.zip(column).and_then(|(found, at)| found.cells.get(at).cloned()).unwrap_or_default(),
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
