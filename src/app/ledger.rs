//! The ledger of files, asked for when its page is opened.

use std::rc::Rc;

use super::shell::App;
use crate::engine::protocol::Request;
use crate::store::Sizes;
use crate::store::ledger::FileReport;

/// The ledger, once it is here.
#[derive(Default)]
pub struct Ledger {
    /// The reports.
    pub files: Option<Rc<Vec<FileReport>>>,
    /// Memory of the engine by part.
    pub sizes: Sizes,
    /// Number of the last request; older answers are dropped.
    seq: u32,
}

impl Ledger {
    /// Nothing, and answers up to this number are not wanted.
    pub fn after(seq: u32) -> Ledger {
        Ledger { seq, ..Ledger::default() }
    }

    /// Shows a ledger, if it is the one that was asked for last.
    pub fn show(&mut self, seq: u32, files: Vec<FileReport>, sizes: Sizes) -> bool {
        if seq != self.seq {
            return false;
        }
        self.files = Some(Rc::new(files));
        self.sizes = sizes;
        true
    }
}

impl App {
    /// Asks for the ledger.
    pub(super) fn ask_ledger(&mut self) {
        let request = self.next_ledger();
        self.engine.ask(request);
    }

    /// The request for the ledger; from here on only its answer is wanted.
    pub(super) fn next_ledger(&mut self) -> Request {
        self.ledger.seq = self.engine.next();
        Request::Ledger { seq: self.ledger.seq }
    }
}
