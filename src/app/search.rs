//! What is looked for, and the view that answers it: query, scope, range of time, order, columns.

use std::rc::Rc;

use super::address::Entry;
use super::shell::App;
use crate::components::event_drawer::{Filter, Near};
use crate::emr::facts::Scope;
use crate::engine::protocol::{Request, View, ViewRequest};
use crate::pages::rows::PAGE_ROWS;
use crate::query::clauses::{and, with_condition};
use crate::query::{Order, SortBy, SortKey};
use crate::store::ColumnId;
use crate::store::columns::{self, ACCOUNT, ADDRESS, ERROR, EVENT, PERSON, REGION, RESOURCE};
use crate::view::TableColumn;
use crate::view::chart::TimelineSpec;
use crate::view::questions::QuestionRow;

/// The columns shown at first, after the time.
pub const COLUMNS_AT_FIRST: &[ColumnId] = &[EVENT, RESOURCE, PERSON, ADDRESS, REGION, ACCOUNT, ERROR];

/// The same, as the table has them.
pub fn columns_at_first() -> Vec<TableColumn> {
    COLUMNS_AT_FIRST.iter().copied().map(TableColumn::Of).collect()
}

/// Most bars of the timeline.
pub const BUCKETS: u32 = 120;

/// Half the time that is near an event, in seconds: a quarter of an hour.
const NEAR: f64 = 900.0;

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
    /// Sort by this, or behind what is sorted by already; again: the other way.
    Sort(SortBy, bool),
    /// The range of time as a gesture has it so far.
    Zoom(Option<[f64; 2]>),
    /// Stack the timeline by the column of this path.
    Stack(String),
    /// Only what has a value, or is near a time, in all scopes.
    Near(Near),
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
    /// From first to last time without a range, as it was last seen.
    pub full: Option<[f64; 2]>,
    /// What of the table stays in the answer to the last request.
    same: Same,
}

/// What of the table stays in an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Same {
    /// Nothing: something else was looked for.
    #[default]
    Nothing,
    /// The open event: the same was looked for, and more may have been found.
    Event,
    /// The rows, with other cells.
    Rows,
    /// All of it.
    Cells,
}

impl Default for Search {
    fn default() -> Self {
        Search {
            request: first_request(),
            seq: 0,
            view: None,
            timeline: Rc::default(),
            full: None,
            same: Same::Nothing,
        }
    }
}

impl Search {
    /// Nothing, seen the way it was before; answers up to this number are not wanted.
    pub fn emptied(&self, seq: u32) -> Search {
        let mut search = Search { seq, ..Search::default() };
        search.request.columns.clone_from(&self.request.columns);
        search.request.zone = self.request.zone.clone();
        search
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
                add_columns(&mut request.columns, row.columns);
                self.detail.opened = None;
            }
            SearchMsg::Scope(scope) => request.scope = scope,
            SearchMsg::Range(range) => request.range = range,
            SearchMsg::Sort(by, more) => request.order = sorted_by(&request.order, by, more),
            SearchMsg::Zoom(range) => {
                request.range = range;
                self.write_address(Entry::Gesture);
                self.ask_view();
                return true;
            }
            SearchMsg::Stack(path) => {
                let Some(column) = columns::find(&path) else { return false };
                request.stack = column;
                self.write_address(Entry::Same);
                self.ask_view_again(Same::Cells);
                return true;
            }
            SearchMsg::Near(near) => {
                request.scope = Scope::Other;
                (request.query, request.range) = match near {
                    Near::Value { path, value } => (with_condition("", &path, &value, false), None),
                    Near::Time(at) => (String::new(), Some([at - NEAR, at + NEAR])),
                };
            }
        }
        self.searched();
        true
    }

    /// Something else is looked for.
    pub(super) fn searched(&mut self) {
        self.write_address(Entry::New);
        self.ask_view();
    }

    /// The span of all times that the query leaves, as far as it is known; and the range that is shown.
    pub(super) fn spans(&self) -> Option<([f64; 2], [f64; 2])> {
        let full = self.search.full?;
        Some((full, self.search.request.range.unwrap_or(full)))
    }

    /// Asks for the view of what is looked for now.
    pub(super) fn ask_view(&mut self) {
        let request = self.next_view();
        self.engine.ask(request);
    }

    /// Asks again for the view that is shown, with other facets or columns. Its rows are the same ones: cursor and
    /// open event stay.
    pub(super) fn ask_view_again(&mut self, same: Same) {
        // Unless the rows that were asked for last are not here yet: then these are they.
        let here = self.table.rows.seq == self.search.seq;
        let same = if here { same } else { self.search.same.min(same) };
        // The rows at the cursor come along, so that they need not be asked for.
        let place = if same == Same::Rows { self.table.cursor.unwrap_or(0) } else { 0 };
        self.search.request.offset = place / PAGE_ROWS * PAGE_ROWS;
        let request = self.next_view();
        self.search.request.offset = 0;
        self.search.same = same;
        self.engine.ask(request);
    }

    /// Asks for the view once more, because more may match now.
    pub(super) fn ask_more_rows(&mut self) {
        let request = self.next_view();
        self.search.same = Same::Event;
        self.engine.ask(request);
    }

    /// The request for the view of what is looked for now; from here on only its answer is wanted.
    pub(super) fn next_view(&mut self) -> Request {
        self.name_files();
        self.search.seq = self.engine.next();
        self.table.asked.clear();
        self.search.same = Same::Nothing;
        self.leave_deep();
        self.search.request.facets = self.facets.requests();
        self.search.request.keep = self.detail.row();
        Request::View { seq: self.search.seq, view: self.search.request.clone() }
    }

    /// Shows a view, if it is the one that was asked for last.
    pub(super) fn show_view(&mut self, seq: u32, view: View) -> bool {
        if seq != self.search.seq {
            return false;
        }
        let same = self.search.same;
        self.table.show(seq, &view, same);
        let open = self.detail.row();
        if matches!(same, Same::Event | Same::Nothing) {
            // What is open stays at the cursor, wherever it stands now. Where nothing is, other rows have none.
            self.table.cursor = view.kept.filter(|_| open == self.search.request.keep);
            if same == Same::Nothing && open.is_some() && self.table.cursor.is_none() {
                self.detail.opened = None;
            }
        }
        if self.search.request.range.is_none() {
            self.search.full = view.timeline.span();
        }
        self.unread.forget();
        self.read_unread(self.table.rows.unread());
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
    ViewRequest { columns: columns_at_first(), limit: PAGE_ROWS, buckets: BUCKETS, ..ViewRequest::default() }
}

/// Adds columns that are not there behind the operation: what a question asks about is on the screen at once.
fn add_columns(columns: &mut Vec<TableColumn>, names: &[&str]) {
    let event = columns.iter().position(|column| *column == TableColumn::Of(EVENT));
    let mut place = event.map_or(0, |at| at + 1);
    for column in names.iter().filter_map(|name| TableColumn::find(name)) {
        if !columns.contains(&column) {
            columns.insert(place, column);
            place += 1;
        }
    }
}

/// The order after a click on a heading: time starts with the newest, text with A; again turns it around. `more`
/// keeps the other keys before it.
fn sorted_by(order: &Order, by: SortBy, more: bool) -> Order {
    let first = by == SortBy::Time;
    if !more {
        return Order::by(by, order.leads(by).map_or(first, |descending| !descending));
    }
    let mut keys = order.keys.clone();
    match keys.iter_mut().find(|key| key.by == by) {
        Some(key) => key.descending = !key.descending,
        None => keys.push(SortKey { by, descending: first }),
    }
    Order { keys }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_sorts_both_ways() {
        let by = SortBy::Column(EVENT);
        let event = sorted_by(&Order::default(), by, false);
        assert_eq!(event, Order::by(by, false));
        assert_eq!(sorted_by(&event, by, false), Order::by(by, true));
        assert_eq!(sorted_by(&event, SortBy::Time, false), Order::default());
        let both = sorted_by(&event, SortBy::Time, true);
        assert_eq!(both.keys.len(), 2);
        assert!(!sorted_by(&both, SortBy::Time, true).keys[1].descending);
    }

    #[test]
    fn a_question_brings_its_columns() {
        let mut columns = columns_at_first();
        add_columns(&mut columns, &["requestParameters.serviceRole", "person", "release"]);
        add_columns(&mut columns, &["requestParameters.serviceRole"]);
        let paths: Vec<&str> = columns.iter().map(TableColumn::path).collect();
        assert_eq!(paths[..4], ["eventName", "requestParameters.serviceRole", "release", "resource"]);
        assert_eq!(paths.len(), COLUMNS_AT_FIRST.len() + 2);
    }
}
