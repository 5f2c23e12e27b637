//! What the app knows, as plain data, and the small rules that change it.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::emr::facts::Scope;
use crate::engine::protocol::{Page, View, ViewRequest};
use crate::query::Order;
use crate::store::ColumnId;
use crate::store::columns::{ACCOUNT, ADDRESS, ERROR, EVENT, PERSON, REGION, RESOURCE};
use crate::view::Row;
use crate::view::detail::Detail;

/// The columns shown at first, after the time.
pub const COLUMNS_AT_FIRST: &[ColumnId] = &[EVENT, RESOURCE, PERSON, ADDRESS, REGION, ACCOUNT, ERROR];

/// Rows in one page of the table.
pub const PAGE_ROWS: u32 = 100;

/// Most bars of the timeline.
pub const BUCKETS: u32 = 120;

/// Where the app is. `data-phase` of the body.
#[derive(Clone, Debug, PartialEq)]
pub enum Phase {
    /// Nothing is loaded.
    Empty,
    /// Files are being read. What was loaded before stays usable.
    Loading,
    /// Everything that was given is loaded.
    Ready,
    /// The engine is lost, with the reason.
    Failed(String),
}

impl Phase {
    /// The word for `data-phase`.
    pub fn word(&self) -> &'static str {
        match self {
            Phase::Empty => "empty",
            Phase::Loading => "loading",
            Phase::Ready => "ready",
            Phase::Failed(_) => "failed",
        }
    }
}

/// The pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// Timeline and table.
    Events,
    /// The ledger.
    Files,
    /// How it works.
    Help,
}

impl Route {
    /// All pages: route, name in the fragment, label.
    pub const ALL: &[(Route, &str, &str)] =
        &[(Route::Events, "events", "Events"), (Route::Files, "files", "Files"), (Route::Help, "help", "Help")];

    /// The page of a fragment; Events for anything unknown.
    pub fn from_fragment(fragment: &str) -> Route {
        let name = fragment.trim_start_matches('#');
        Route::ALL.iter().find(|(_, known, _)| *known == name).map_or(Route::Events, |(route, ..)| *route)
    }

    /// The page's name in the fragment.
    pub fn fragment(self) -> &'static str {
        Route::ALL.iter().find(|(route, ..)| *route == self).map_or("events", |(_, name, _)| name)
    }
}

/// What a new view shows, before anybody has asked for anything.
pub fn first_request() -> ViewRequest {
    ViewRequest {
        query: String::new(),
        scope: Scope::Emr,
        range: None,
        order: Order::default(),
        columns: COLUMNS_AT_FIRST.to_vec(),
        offset: 0,
        limit: PAGE_ROWS,
        buckets: BUCKETS,
    }
}

/// The pages of rows that have come in for the view that is shown.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    /// Number of the view.
    pub seq: u32,
    /// Rows of the whole view.
    pub total: u32,
    pages: BTreeMap<u32, Rc<Vec<Row>>>,
}

impl Rows {
    /// The first page of a view.
    pub fn of_view(seq: u32, view: &View) -> Rows {
        let mut rows = Rows { seq, total: view.counts.matching, pages: BTreeMap::new() };
        rows.add(view.page.clone());
        rows
    }

    /// Adds a page that has come in.
    pub fn add(&mut self, page: Page) {
        self.pages.insert(page.offset / PAGE_ROWS, Rc::new(page.rows));
    }

    /// A row by its place in the view, if it has come in.
    pub fn get(&self, place: u32) -> Option<&Row> {
        self.pages.get(&(place / PAGE_ROWS))?.get((place % PAGE_ROWS) as usize)
    }

    /// Whether the page of a place has come in.
    pub fn has(&self, place: u32) -> bool {
        self.pages.contains_key(&(place / PAGE_ROWS))
    }
}

/// The event that is open.
#[derive(Clone, Debug, PartialEq)]
pub enum Opened {
    /// It is on its way.
    Waiting,
    /// It is here.
    Here(Rc<Detail>),
    /// It cannot be shown, with the reason.
    Failed(String),
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
        assert_eq!(crate::query::parse(&query).errors, []);
    }

    #[test]
    fn routes() {
        assert_eq!(Route::from_fragment("#files"), Route::Files);
        assert_eq!(Route::from_fragment("#nonsense"), Route::Events);
        assert!(Route::ALL.iter().all(|(route, name, _)| Route::from_fragment(name) == *route));
    }
}
