//! The event that is open.

use std::rc::Rc;

use super::document::focus_table;
use super::shell::App;
use crate::engine::protocol::Request;
use crate::pages::rows::Opened;
use crate::view::detail;

/// What happens to the open event.
pub enum DetailMsg {
    /// Open the event at a place, or close.
    Open(Option<u32>),
}

/// The event that is open.
#[derive(Default)]
pub struct Detail {
    /// How far it is.
    pub opened: Option<Opened>,
    /// Its number in the store.
    row: Option<u32>,
    /// Number of the last request; older answers are dropped.
    seq: u32,
}

impl Detail {
    /// Nothing, and answers up to this number are not wanted.
    pub fn after(seq: u32) -> Detail {
        Detail { seq, ..Detail::default() }
    }

    /// Number in the store of what is open.
    pub fn row(&self) -> Option<u32> {
        self.row.filter(|_| self.opened.is_some())
    }

    /// Whether the answer of this number is wanted.
    pub fn wants(&self, seq: u32) -> bool {
        seq == self.seq
    }

    /// Shows an event, if it is the one that was asked for last.
    pub fn show(&mut self, seq: u32, detail: detail::Detail) -> bool {
        if self.wants(seq) {
            self.opened = Some(Opened::Here(Rc::new(detail)));
        }
        self.wants(seq)
    }

    /// Says why it cannot be shown.
    pub fn fail(&mut self, seq: u32, what: &str) -> bool {
        if self.wants(seq) {
            self.opened = Some(Opened::Failed(what.to_owned()));
        }
        self.wants(seq)
    }
}

impl App {
    pub(super) fn update_detail(&mut self, msg: DetailMsg) -> bool {
        match msg {
            DetailMsg::Open(Some(place)) => self.open(place),
            DetailMsg::Open(None) => {
                self.detail.opened = None;
                focus_table();
            }
        }
        true
    }

    /// Moves the cursor to a place and asks for its event.
    pub(super) fn open(&mut self, place: u32) {
        self.table.cursor = Some(place);
        self.want(place);
        if let Some(row) = self.table.rows.get(place).map(|row| row.row) {
            self.open_row(row);
        }
    }

    /// Asks for an event by its number in the store; it may be elsewhere than in the table.
    pub(super) fn open_row(&mut self, row: u32) {
        (self.detail.seq, self.detail.row) = (self.engine.next(), Some(row));
        self.engine.ask(Request::Detail { seq: self.detail.seq, row });
        if self.detail.opened.is_none() {
            self.detail.opened = Some(Opened::Waiting);
        }
    }

    /// The record that the page has read again for the open event.
    pub(super) fn record_read(&mut self, seq: u32, row: u32, record: Option<Vec<u8>>) -> bool {
        if !self.detail.wants(seq) {
            return true;
        }
        match record {
            Some(record) => self.engine.ask(Request::DetailOf { seq, row, record }),
            None => {
                let what = "The file could not be read again. It may have been moved or changed since it was loaded.";
                self.detail.fail(seq, what);
            }
        }
        true
    }
}
