//! What is looked for, and the view that answers it: query, scope, range of time, order, columns.

use std::rc::Rc;

use super::shell::App;
use crate::components::event_drawer::Filter;
use crate::emr::facts::Scope;
use crate::engine::protocol::{Request, View, ViewRequest};
use crate::pages::rows::PAGE_ROWS;
use crate::query::clauses::{and, with_condition};
use crate::query::{Order, SortBy};
use crate::store::ColumnId;
use crate::store::columns::{ACCOUNT, ADDRESS, ERROR, EVENT, PERSON, REGION, RESOURCE};
use crate::view::chart::TimelineSpec;
use crate::view::questions::QuestionRow;

/// The columns shown at first, after the time.
pub const COLUMNS_AT_FIRST: &[ColumnId] = &[EVENT, RESOURCE, PERSON, ADDRESS, REGION, ACCOUNT, ERROR];

/// Most bars of the timeline.
pub const BUCKETS: u32 = 120;

/// What changes what is looked for.
pub enum SearchMsg {
    /// A query.
    Query(String),
    /// One condition more.
    Condition(Filter),
    /// One condition more, as text.
    And(String),
    /// A question in place of what is looked for now.
    Ask(&'static QuestionRow),
    /// A scope.
    Scope(Scope),
    /// A range of time, or all of it.
    Range(Option<[f64; 2]>),
    /// Events of all files again.
    AllFiles,
    /// Sort by this; again: the other way.
    Sort(SortBy),
}

/// What is looked for, and the answer.
pub struct Search {
    /// What is asked of the engine.
    pub request: ViewRequest,
    /// Number of the last request; older answers are dropped.
    pub seq: u32,
    /// The last answer.
    pub view: Option<Rc<View>>,
    /// Its bars.
    pub timeline: Rc<TimelineSpec>,
    /// The last request, if it asked for the same rows again.
    same_rows: Option<u32>,
}

impl Default for Search {
    fn default() -> Self {
        Search { request: first_request(), seq: 0, view: None, timeline: Rc::default(), same_rows: None }
    }
}

impl Search {
    /// Nothing, and answers up to this number are not wanted.
    pub fn after(seq: u32) -> Search {
        Search { seq, ..Search::default() }
    }
}

impl App {
    pub(super) fn update_search(&mut self, msg: SearchMsg) -> bool {
        let request = &mut self.search.request;
        match msg {
            SearchMsg::Query(query) => request.query = query,
            SearchMsg::Condition(Filter { path, value, negate }) => {
                request.query = with_condition(&request.query, &path, &value, negate);
            }
            SearchMsg::And(condition) => request.query = and(&request.query, &condition),
            SearchMsg::Ask(row) => {
                (request.query, request.scope, request.range) = (row.query.to_owned(), row.scope, None);
                request.stack = row.by;
            }
            SearchMsg::Scope(scope) => request.scope = scope,
            SearchMsg::Range(range) => request.range = range,
            SearchMsg::AllFiles => request.files.clear(),
            SearchMsg::Sort(by) => request.order = sorted_by(&request.order, by),
        }
        self.searched();
        true
    }

    /// Something else is looked for.
    pub(super) fn searched(&mut self) {
        self.ask_view();
    }

    /// Asks for the view of what is looked for now.
    pub(super) fn ask_view(&mut self) {
        let request = self.next_view();
        self.engine.ask(request);
    }

    /// Asks again for the view that is shown, with other facets. Its rows are the same ones: cursor and open event
    /// stay.
    pub(super) fn ask_view_again(&mut self) {
        let request = self.next_view();
        self.search.same_rows = Some(self.search.seq);
        self.engine.ask(request);
    }

    /// The request for the view of what is looked for now; from here on only its answer is wanted.
    pub(super) fn next_view(&mut self) -> Request {
        self.search.seq = self.engine.next();
        self.table.asked.clear();
        self.search.same_rows = None;
        self.search.request.facets = self.facets.requests();
        Request::View { seq: self.search.seq, view: self.search.request.clone() }
    }

    /// Shows a view, if it is the one that was asked for last.
    pub(super) fn show_view(&mut self, seq: u32, view: View) -> bool {
        if seq != self.search.seq {
            return false;
        }
        let same_rows = self.search.same_rows == Some(seq);
        self.table.show(seq, &view, same_rows);
        if !same_rows && self.detail.opened.take().is_some() {
            // What was open may be elsewhere now, or gone.
            self.table.cursor = None;
        }
        self.search.timeline = Rc::new(view.timeline.clone());
        self.search.view = Some(Rc::new(view));
        self.import_shown(seq);
        if let Some(follow) = self.screen.route.page().follow {
            follow(self);
        }
        true
    }
}

/// What a new view shows, before anybody has asked for anything.
fn first_request() -> ViewRequest {
    ViewRequest {
        columns: COLUMNS_AT_FIRST.to_vec(),
        limit: PAGE_ROWS,
        buckets: BUCKETS,
        ..ViewRequest::default()
    }
}

/// The order after a click on a heading: time starts with the newest, text with A; again turns it around.
fn sorted_by(order: &Order, by: SortBy) -> Order {
    let descending = order.leads(by).map_or(by == SortBy::Time, |descending| !descending);
    Order::by(by, descending)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_sorts_both_ways() {
        let event = sorted_by(&Order::default(), SortBy::Column(EVENT));
        assert_eq!(event, Order::by(SortBy::Column(EVENT), false));
        assert_eq!(sorted_by(&event, SortBy::Column(EVENT)).leads(SortBy::Column(EVENT)), Some(true));
        assert_eq!(sorted_by(&event, SortBy::Time), Order::default());
    }
}
