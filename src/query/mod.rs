//! From the text of a query to the rows that match.
//!
//! Parsing never fails: it returns a filter and the errors it met, each with its place. What could not be
//! understood takes no part in the filter.

pub mod clauses;
mod conjuncts;
mod matcher;
mod parse;
mod run;
mod sort;
mod time_range;

pub use matcher::Match;
pub use parse::{Parsed, QueryError, parse};
pub use run::{Selection, of_files, select};
pub use sort::{Order, SortBy, SortKey, time_order};
pub use time_range::Clock;

use crate::emr::facts::Scope;
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
    /// Rows whose event id matches.
    EventId(Match),
    /// Rows with this text in any column, in the event id, or in a record held in memory.
    Anywhere(Match),
    /// Rows whose time is in the half-open range of seconds; rows without time never are.
    Time(std::ops::Range<i64>),
    /// Rows at least this close to EMR.
    Scope(Scope),
}
