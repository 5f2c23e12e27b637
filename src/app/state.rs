//! What the app knows, as plain data, and the small rules that change it.

use crate::emr::facts::Scope;
use crate::engine::protocol::ViewRequest;
use crate::pages::rows::PAGE_ROWS;
use crate::query::Order;
use crate::store::ColumnId;
use crate::store::columns::{ACCOUNT, ADDRESS, ERROR, EVENT, PERSON, REGION, RESOURCE};
use crate::zone::Zone;

/// The columns shown at first, after the time.
pub const COLUMNS_AT_FIRST: &[ColumnId] = &[EVENT, RESOURCE, PERSON, ADDRESS, REGION, ACCOUNT, ERROR];

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
    pub const ALL: &[(Route, &str, &str)] = &[
        (Route::Events, "events", "Events"),
        (Route::Files, "files", "Files"),
        (Route::Help, "help", "Help"),
    ];

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
        zone: Zone::utc(),
    }
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
    fn routes() {
        assert_eq!(Route::from_fragment("#files"), Route::Files);
        assert_eq!(Route::from_fragment("#nonsense"), Route::Events);
        assert!(Route::ALL.iter().all(|(route, name, _)| Route::from_fragment(name) == *route));
    }
}
