//! Values that are offered while a query is written.

use std::rc::Rc;

use super::shell::App;
use crate::aggregate::FacetValue;
use crate::components::completion::{Values, Wanted};
use crate::engine::protocol::Request;

/// What was asked for last, and what is known.
#[derive(Default)]
pub struct Completion {
    seq: u32,
    asked: Wanted,
    /// The last answer.
    pub values: Rc<Values>,
}

impl Completion {
    /// Nothing, and answers up to this number are not wanted.
    pub fn after(seq: u32) -> Completion {
        Completion { seq, ..Completion::default() }
    }

    /// Takes an answer, if it is to what was asked for last.
    pub fn show(&mut self, seq: u32, values: Vec<FacetValue>, sample: Option<u32>) -> bool {
        if seq != self.seq {
            return false;
        }
        let list = values.into_iter().map(|value| (value.value, value.count)).collect();
        self.values = Rc::new(Values { of: self.asked.clone(), list, sample });
        true
    }
}

impl App {
    /// Asks for values within what is shown now.
    pub(super) fn complete(&mut self, wanted: Wanted) -> bool {
        self.completion.seq = self.engine.next();
        let (field, text) = (wanted.field.clone(), wanted.start.clone());
        let view = Box::new(self.search.request.clone());
        self.engine.ask(Request::Complete { seq: self.completion.seq, view, field, text });
        self.completion.asked = wanted;
        false
    }
}
