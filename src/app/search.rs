//! What is looked for, and the view that answers it: query, scope, range of time, order, columns.

use std::rc::Rc;

use super::shell::App;
use crate::components::event_drawer::Filter;
use crate::emr::facts::Scope;
use crate::engine::protocol::{Request, View, ViewRequest};
use crate::pages::rows::PAGE_ROWS;
use crate::query::{Order, SortBy};
use crate::store::ColumnId;
use crate::store::columns::{ACCOUNT, ADDRESS, ERROR, EVENT, PERSON, REGION, RESOURCE};
use crate::view::chart::TimelineSpec;

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
    /// A scope.
    Scope(Scope),
    /// A range of time, or all of it.
    Range(Option<[f64; 2]>),
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
}

impl Default for Search {
    fn default() -> Self {
        Search { request: first_request(), seq: 0, view: None, timeline: Rc::default() }
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
            SearchMsg::Scope(scope) => request.scope = scope,
            SearchMsg::Range(range) => request.range = range,
            SearchMsg::Sort(by) => request.order = sorted_by(&request.order, by),
        }
        self.ask_view();
        true
    }

    /// Asks for the view of what is looked for now.
    pub(super) fn ask_view(&mut self) {
        let request = self.next_view();
        self.engine.ask(request);
    }

    /// The request for the view of what is looked for now; from here on only its answer is wanted.
    pub(super) fn next_view(&mut self) -> Request {
        self.search.seq = self.engine.next();
        self.table.asked.clear();
        Request::View { seq: self.search.seq, view: self.search.request.clone() }
    }

    /// Shows a view, if it is the one that was asked for last.
    pub(super) fn show_view(&mut self, seq: u32, view: View) -> bool {
        if seq != self.search.seq {
            return false;
        }
        self.table.show(seq, &view);
        if self.detail.opened.take().is_some() {
            // What was open may be elsewhere now, or gone.
            self.table.cursor = None;
        }
        self.search.timeline = Rc::new(view.timeline.clone());
        self.search.view = Some(Rc::new(view));
        self.import_shown(seq);
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

/// A query with one more condition.
pub fn with_condition(query: &str, path: &str, value: &str, negate: bool) -> String {
    let value = value.replace('\\', "\\\\").replace('"', "\\\"");
    let condition = format!("{}{path}:\"{value}\"", if negate { "NOT " } else { "" });
    match query.trim() {
        "" => condition,
        // What is joined by OR must stay together.
        query if query.contains(" OR ") => format!("({query}) AND {condition}"),
        query => format!("{query} AND {condition}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_join() {
        assert_eq!(with_condition("", "eventName", "RunJobFlow", false), "eventName:\"RunJobFlow\"");
        assert_eq!(with_condition("a OR b", "x", "1", true), "(a OR b) AND NOT x:\"1\"");
        let query = with_condition("alice", "userAgent", "a \"quoted\" \\ agent", false);
        assert_eq!(crate::query::parse(&query, &Default::default()).errors, []);
    }

    #[test]
    fn a_heading_sorts_both_ways() {
        let event = sorted_by(&Order::default(), SortBy::Column(EVENT));
        assert_eq!(event, Order::by(SortBy::Column(EVENT), false));
        assert_eq!(sorted_by(&event, SortBy::Column(EVENT)).leads(SortBy::Column(EVENT)), Some(true));
        assert_eq!(sorted_by(&event, SortBy::Time), Order::default());
    }
}
