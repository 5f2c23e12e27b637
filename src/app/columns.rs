//! Which columns the table has, in which order and how wide, and which of them are pinned.

use super::address::Entry;
use super::search::{Same, columns_at_first};
use super::shell::App;
use super::table::TIME;
use crate::browser::preferences::{COLUMNS, DENSE, PINNED};
use crate::components::column_chooser::{Choice, ColumnAct};
use crate::components::event_table::stepped;
use crate::store::{ColumnId, columns};
use crate::view::TableColumn;

/// The time stays in sight.
pub(super) const PINNED_AT_FIRST: usize = 1;

impl App {
    /// Columns, widths and density as preferences say.
    pub(super) fn start_table(&mut self) {
        self.search.request.zone = super::screen::zone_at_first();
        self.table.dense = DENSE.get().unwrap_or(false);
        self.table.pinned = PINNED.get().unwrap_or(PINNED_AT_FIRST);
        let Some(kept) = COLUMNS.get::<Vec<(String, u16)>>() else { return };
        let mut columns = Vec::new();
        for (path, width) in kept {
            if let Some(column) = TableColumn::find(&path) {
                columns.push(column);
            } else if path != TIME {
                continue;
            }
            self.table.widths.insert(path, width);
        }
        if !columns.is_empty() {
            self.search.request.columns = columns;
        }
    }

    pub(super) fn keep_columns(&self) {
        let headings = self.table.headings(&self.search.request.columns, true);
        COLUMNS.set(&headings.iter().map(|heading| (&*heading.path, heading.width)).collect::<Vec<_>>());
        PINNED.set(&self.table.pinned);
    }

    pub(super) fn choose_columns(&mut self, act: ColumnAct) -> bool {
        let chosen = &mut self.search.request.columns;
        let place = |path: &str, chosen: &[TableColumn]| chosen.iter().position(|it| it.path() == path);
        match act {
            // The time is always there, as the first.
            ColumnAct::Pin(path) if path == TIME => {
                self.pin_column(0);
                return true;
            }
            ColumnAct::Width(path, steps) => {
                let headings = self.table.headings(chosen, self.search.request.zone.transitions.is_empty());
                let Some(heading) = headings.iter().find(|heading| heading.path == *path) else {
                    return false;
                };
                self.table.widths.insert(path.to_string(), stepped(i32::from(heading.width), steps));
                self.keep_columns();
                self.write_address(Entry::Same);
                return true;
            }
            ColumnAct::Toggle(path) => {
                let Some(column) = TableColumn::find(&path) else { return false };
                match chosen.iter().position(|it| *it == column) {
                    Some(at) => {
                        chosen.remove(at);
                        // The column behind it must not be pinned in its place.
                        self.table.pinned -= usize::from(at + 1 < self.table.pinned);
                    }
                    None => chosen.push(column),
                }
            }
            ColumnAct::Move(path, by) => {
                let at = place(&path, chosen);
                let Some((at, to)) = at.map(|at| (at, at.saturating_add_signed(by))) else { return false };
                if to >= chosen.len() {
                    return false;
                }
                chosen.swap(at, to);
            }
            ColumnAct::Pin(path) => {
                let Some(at) = place(&path, chosen) else { return false };
                self.pin_column(at + 1);
                return true;
            }
            ColumnAct::Reset => {
                *chosen = columns_at_first();
                self.table.widths.clear();
                self.table.pinned = PINNED_AT_FIRST;
            }
        }
        self.columns_changed();
        true
    }

    /// Shows the values at a path as a column, or says that they are one.
    pub(super) fn show_column(&mut self, path: &str) {
        let Some(column) = TableColumn::find(path) else {
            self.screen.said = "Queries have no field for this, so it cannot be a column.".to_owned();
            return;
        };
        let label = column.heading().label;
        if self.search.request.columns.contains(&column) {
            self.screen.said = format!("{label} is a column already.");
            return;
        }
        self.screen.said = format!("{label} is the last column now.");
        self.search.request.columns.push(column);
        self.columns_changed();
    }

    /// Moves a column, by its place in the table. The time stays where it is: the first.
    pub(super) fn move_column(&mut self, from: usize, to: usize) {
        let columns = &mut self.search.request.columns;
        if (1..=columns.len()).contains(&from) && (1..=columns.len()).contains(&to) {
            let column = columns.remove(from - 1);
            columns.insert(to - 1, column);
            self.columns_changed();
        }
    }

    /// Pins a column behind those that are pinned already, or lets it go. The time is always the first of them.
    pub(super) fn pin_column(&mut self, at: usize) {
        let pinned = self.table.pinned;
        match (at < pinned, at) {
            (true, 0) => self.table.pinned = 0,
            (true, _) => {
                self.table.pinned -= 1;
                self.move_column(at, pinned - 1);
            }
            (false, 0) => self.table.pinned = 1,
            (false, _) => {
                self.table.pinned = pinned.max(1) + 1;
                self.move_column(at, pinned.max(1));
            }
        }
        self.keep_columns();
        self.write_address(Entry::Same);
    }

    fn columns_changed(&mut self) {
        self.keep_columns();
        self.write_address(Entry::Same);
        self.table.cell = None;
        self.ask_view_again(Same::Rows);
    }

    /// All columns, for the chooser: those of the store, the event's id, and the paths that are shown.
    pub(super) fn column_choices(&self) -> Vec<Choice> {
        let chosen = &self.search.request.columns;
        let known = (0..columns::COLUMNS.len()).map(|at| TableColumn::Of(ColumnId(at as u8)));
        let mut all: Vec<TableColumn> = known.chain([TableColumn::EventId]).collect();
        all.extend(chosen.iter().filter(|it| matches!(it, TableColumn::At(_))).cloned());
        let headings = self.table.headings(chosen, self.search.request.zone.transitions.is_empty());
        let width = |at: usize| headings.get(at).map_or(0, |heading| heading.width);
        let time = Choice {
            path: TIME.into(),
            label: "Time".into(),
            about: "when it happened; always the first column",
            place: Some(0),
            pinned: self.table.pinned > 0,
            width: width(0),
            fixed: true,
        };
        let choice = |column: &TableColumn| {
            let place = chosen.iter().position(|it| it == column);
            Choice {
                path: column.path().to_owned().into(),
                label: column.heading().label.into_owned().into(),
                about: match column {
                    TableColumn::Of(id) => id.column().about,
                    TableColumn::EventId => crate::query::fields::EVENT_ID.about,
                    TableColumn::At(_) => "the values at this path of the record",
                },
                pinned: place.is_some_and(|place| place + 1 < self.table.pinned),
                width: place.map_or(0, |place| width(place + 1)),
                fixed: false,
                place,
            }
        };
        std::iter::once(time).chain(all.iter().map(choice)).collect()
    }
}
