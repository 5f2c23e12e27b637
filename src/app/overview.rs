//! The overview: asked for when its page is open, and again with each new view.

use std::rc::Rc;

use super::routes::Route;
use super::search::SearchMsg;
use super::shell::App;
use crate::engine::protocol::Request;
use crate::view::overview::Overview as Counted;
use crate::view::questions::QUESTIONS;

/// The overview, once it is here.
#[derive(Default)]
pub struct Overview {
    /// What was counted last.
    pub counted: Option<Rc<Counted>>,
    /// Number of the last request; older answers are dropped.
    seq: u32,
}

/// What happens on the page.
pub enum OverviewMsg {
    /// A question was chosen, by its place in the table.
    Question(usize),
    /// A mark or tile was chosen: one condition more.
    Pick(String),
}

impl Overview {
    /// Nothing, and answers up to this number are not wanted.
    pub fn after(seq: u32) -> Overview {
        Overview { seq, ..Overview::default() }
    }

    /// Shows what was counted, if it is what was asked for last.
    pub fn show(&mut self, seq: u32, counted: Counted) -> bool {
        if seq != self.seq {
            return false;
        }
        self.counted = Some(Rc::new(counted));
        true
    }
}

impl App {
    /// Asks for the overview of what is looked for now.
    pub(super) fn ask_overview(&mut self) {
        self.overview.seq = self.engine.next();
        let request =
            Request::Overview { seq: self.overview.seq, view: Box::new(self.search.request.clone()) };
        self.engine.ask(request);
    }

    pub(super) fn update_overview(&mut self, msg: OverviewMsg) -> bool {
        match msg {
            OverviewMsg::Question(place) => {
                let Some(row) = QUESTIONS.get(place) else { return false };
                self.update_search(SearchMsg::Ask(row));
                self.go_to(Route::Events);
                true
            }
            OverviewMsg::Pick(condition) => self.update_search(SearchMsg::And(condition)),
        }
    }
}
