//! From the text of a query to the rows that match.
//!
//! Parsing never fails: it returns a filter and the errors it met, each with its place. What could not be
//! understood takes no part in the filter.

mod address;
mod answer;
mod apart;
pub mod clauses;
mod condition;
mod conjuncts;
mod deep;
mod display;
pub mod escape;
pub mod fields;
mod find;
mod glob;
mod json_path;
mod lex;
mod matcher;
mod parse;
mod records;
mod recurring;
mod required;
mod run;
mod selection;
mod sort;
mod time_range;

pub use answer::{Answer, select, select_each};
pub use conjuncts::Subject;
pub use deep::{Known, MOST_SEARCHED, Searched};
pub use json_path::JsonPath;
pub use matcher::Match;
pub use parse::{Parsed, QueryError, parse};
pub use records::{Conditions, InRecord, conditions};
pub use recurring::{Part, Recurring};
pub use selection::Selection;
pub use sort::{Order, Pages, SortBy, SortKey, time_order};
pub use time_range::Clock;

use crate::emr::facts::Scope;
use crate::emr::resources::Kind;
use crate::store::ColumnId;

/// Which rows are wanted.
#[derive(Clone, Debug, PartialEq)]
pub enum Filter {
    /// Every row.
    All,
    /// Rows that match each of these.
    And(Vec<Filter>),
    /// Rows that match any of these.
    Or(Vec<Filter>),
    /// Rows that do not match.
    Not(Box<Filter>),
    /// Rows whose value in a column matches.
    Column(ColumnId, Match),
    /// Rows that name a resource of this kind whose id matches.
    Resource(Kind, Match),
    /// Rows whose event id matches.
    EventId(Match),
    /// Rows with this in any column, in the event id, or in any value of a record that is held in memory or was searched
    /// in its file.
    Anywhere(Match),
    /// Rows that have such a value at a path of their record, where that is held in memory or was searched in its file.
    Path(JsonPath, Match),
    /// Rows whose time is in the half-open range of seconds; rows without time never are.
    Time(std::ops::Range<i64>),
    /// Rows at certain hours of the day, or days of the week.
    Recurring(Recurring),
    /// For each value of a column the row that has it first, among those at least this close to EMR.
    First(ColumnId, Scope),
    /// Rows of files whose path matches; an event that lies in several files belongs to the first of them.
    File(Match),
    /// Rows that belong to a life story: by its id, account and Region, as a list of words.
    Story(Match),
    /// Rows that a person or machine is behind: by name, account and role, as a list of words.
    Actor(Match),
    /// Rows at least this close to EMR.
    Scope(Scope),
}

impl Filter {
    /// What matches each of these; `None` of none.
    fn all_of(parts: Vec<Filter>) -> Option<Filter> {
        let mut flat = Vec::new();
        let mut everything = false;
        for part in parts {
            match part {
                Filter::All => everything = true,
                Filter::And(inner) => flat.extend(inner),
                other => flat.push(other),
            }
        }
        match flat.len() {
            0 => everything.then_some(Filter::All),
            1 => flat.pop(),
            _ => Some(Filter::And(flat)),
        }
    }

    /// What matches any of these; `None` of none.
    fn any_of(parts: Vec<Filter>) -> Option<Filter> {
        let mut flat = Vec::new();
        for part in parts {
            match part {
                Filter::Or(inner) => flat.extend(inner),
                other => flat.push(other),
            }
        }
        match flat.len() {
            0 | 1 => flat.pop(),
            _ => Some(Filter::Or(flat)),
        }
    }

    /// What does not match.
    fn negated(self) -> Filter {
        match self {
            Filter::Not(inner) => *inner,
            other => Filter::Not(Box::new(other)),
        }
    }

    /// The same, asked within a scope: what came first is looked for among its events alone.
    pub fn within(self, scope: Scope) -> Filter {
        let all = |parts: Vec<Filter>| parts.into_iter().map(|part| part.within(scope)).collect();
        match self {
            Filter::First(column, _) => Filter::First(column, scope),
            Filter::And(parts) => Filter::And(all(parts)),
            Filter::Or(parts) => Filter::Or(all(parts)),
            Filter::Not(part) => Filter::Not(Box::new(part.within(scope))),
            other => other,
        }
    }

    /// Whether life stories must be there before it is answered.
    pub fn needs_stories(&self) -> bool {
        match self {
            Filter::Story(_) => true,
            Filter::And(parts) | Filter::Or(parts) => parts.iter().any(Filter::needs_stories),
            Filter::Not(part) => part.needs_stories(),
            _ => false,
        }
    }

    /// Whether rows must be looked up in their records, and not in the columns alone.
    pub fn needs_records(&self) -> bool {
        match self {
            Filter::Path(..) | Filter::Anywhere(_) => true,
            Filter::And(parts) | Filter::Or(parts) => parts.iter().any(Filter::needs_records),
            Filter::Not(part) => part.needs_records(),
            _ => false,
        }
    }
}
