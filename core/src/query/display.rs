//! A filter as the text of a query, which reads as the same filter.

use std::fmt;

use super::escape::quoted;
use super::fields::{self, Field};
use super::{Filter, Match};
use crate::record::time;

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Filter::All => f.write_str("*"),
            Filter::And(parts) => joined(f, parts, " AND "),
            Filter::Or(parts) => joined(f, parts, " OR "),
            Filter::Not(part) => {
                f.write_str("NOT ")?;
                operand(f, part)
            }
            Filter::Column(id, wanted) => condition(f, id.column().path, wanted),
            Filter::Resource(kind, wanted) => condition(f, fields::own_name(&Field::Resource(*kind)), wanted),
            Filter::EventId(wanted) => condition(f, fields::EVENT_ID.path, wanted),
            Filter::File(wanted) => condition(f, fields::FILE.path, wanted),
            Filter::Story(wanted) => condition(f, fields::STORY.path, wanted),
            Filter::Actor(wanted) => condition(f, fields::ACTOR.path, wanted),
            Filter::Path(path, wanted) => condition(f, path.as_str(), wanted),
            Filter::Anywhere(wanted) => write!(f, "{wanted}"),
            Filter::Time(range) => {
                f.write_str("eventTime:")?;
                times(f, range)
            }
            Filter::Recurring(recurring) => write!(f, "{recurring}"),
            Filter::First(column, _) => write!(f, "first:{}", column.column().path),
            // The switch for scopes is beside the query; this is for people to read.
            Filter::Scope(scope) => write!(f, "[scope {scope:?}]"),
        }
    }
}

fn joined(f: &mut fmt::Formatter<'_>, parts: &[Filter], by: &str) -> fmt::Result {
    for (i, part) in parts.iter().enumerate() {
        if i > 0 {
            f.write_str(by)?;
        }
        operand(f, part)?;
    }
    Ok(())
}

fn operand(f: &mut fmt::Formatter<'_>, part: &Filter) -> fmt::Result {
    match part {
        Filter::And(_) | Filter::Or(_) => write!(f, "({part})"),
        _ => write!(f, "{part}"),
    }
}

fn condition(f: &mut fmt::Formatter<'_>, name: &str, wanted: &Match) -> fmt::Result {
    write!(f, "{}:{wanted}", super::lex::name(name))
}

fn times(f: &mut fmt::Formatter<'_>, range: &std::ops::Range<i64>) -> fmt::Result {
    let bound =
        |seconds: i64, open: i64| if seconds == open { "*".to_owned() } else { time::format(seconds) };
    write!(f, "[{} TO {}}}", bound(range.start, i64::MIN + 1), bound(range.end, i64::MAX))
}

impl fmt::Display for Match {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Match::Whole(text) | Match::Contains(text) => f.write_str(&quoted(text)),
            Match::Equal(text) => text.chars().enumerate().try_for_each(|(i, c)| write_escaped(f, c, i == 0)),
            Match::Wildcard(glob) => write!(f, "{glob}"),
            Match::Present => f.write_str("*"),
            Match::Regex(pattern) => {
                f.write_str("/")?;
                let mut chars = pattern.source().chars();
                while let Some(c) = chars.next() {
                    match c {
                        '/' => f.write_str("\\/")?,
                        '\\' => write!(f, "\\{}", chars.next().unwrap_or('\\'))?,
                        c => write!(f, "{c}")?,
                    }
                }
                f.write_str("/")
            }
            Match::Addresses(addresses) => write!(f, "{addresses}"),
            Match::Numbers(numbers) | Match::Years(numbers, _) => {
                let bound = |bound: Option<(f64, bool)>| bound.map_or("*".to_owned(), |(n, _)| n.to_string());
                let included = |bound: Option<(f64, bool)>| bound.is_none_or(|(_, included)| included);
                write!(
                    f,
                    "{}{} TO {}{}",
                    if included(numbers.low) { '[' } else { '{' },
                    bound(numbers.low),
                    bound(numbers.high),
                    if included(numbers.high) { ']' } else { '}' },
                )
            }
            Match::Times(range) => times(f, range),
        }
    }
}

/// A character of a word, with a backslash where it would mean something else.
pub(super) fn write_escaped(f: &mut fmt::Formatter<'_>, c: char, first: bool) -> fmt::Result {
    // Inside of a word the latter stand for themselves.
    if "\\*?()".contains(c) || c.is_whitespace() || (first && "\"'[{/<>&|".contains(c)) {
        f.write_str("\\")?;
    }
    write!(f, "{c}")
}
