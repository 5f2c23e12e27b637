//! Lucene syntax to [`Filter`], leniently.

use serde::{Deserialize, Serialize};
use tantivy_query_grammar::{
    Delimiter, Occur, UserInputAst, UserInputBound, UserInputLeaf, UserInputLiteral, parse_query_lenient,
};

use super::time_range::{Clock, covered};
use super::{Filter, Match};
use crate::store::columns;

/// Something in a query that was not understood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueryError {
    /// Where, in characters from the start; `None` where the place is not known.
    pub at: Option<u32>,
    /// What, as a sentence.
    pub message: String,
}

/// A filter and what was not understood.
#[derive(Clone, Debug, PartialEq)]
pub struct Parsed {
    /// The part that was understood.
    pub filter: Filter,
    /// The rest.
    pub errors: Vec<QueryError>,
}

/// Longest query that is read; beyond it, text is left out and said so.
const LONGEST: usize = 16 << 10;

/// Deepest nesting of parentheses. The grammar's parser is recursive, and a worker's stack is small.
const DEEPEST: usize = 50;

/// Reads a query; times in it are meant by the clock. Words next to each other must all match; a bare word is looked for everywhere.
pub fn parse(text: &str, clock: &Clock) -> Parsed {
    let mut errors = Vec::new();
    let depth = text
        .chars()
        .scan(0usize, |depth, c| {
            *depth = match c {
                '(' => *depth + 1,
                ')' => depth.saturating_sub(1),
                _ => *depth,
            };
            Some(*depth)
        })
        .max()
        .unwrap_or(0);
    if text.len() > LONGEST || depth > DEEPEST {
        let message = "The query is too long or too deeply nested; it is not applied.".to_owned();
        return Parsed { filter: Filter::All, errors: vec![QueryError { at: None, message }] };
    }
    let (ast, found) = parse_query_lenient(text);
    errors.extend(
        found
            .into_iter()
            .filter(|e| !is_about_colon(e.message.as_str()))
            .map(|e| QueryError { at: Some(e.pos as u32), message: sentence(&e.message) }),
    );
    let filter = convert(ast, text, clock, &mut errors).unwrap_or(Filter::All);
    Parsed { filter, errors }
}

/// An ARN or IPv6 address behind a field has colons of its own; that is no error.
fn is_about_colon(message: &str) -> bool {
    message.contains("possible invalid field as term")
}

fn sentence(message: &str) -> String {
    let mut chars = message.chars();
    match chars.next() {
        Some(first) => format!("{}{}.", first.to_uppercase(), chars.as_str().trim_end_matches('.')),
        None => "This part was not understood.".to_owned(),
    }
}

fn convert(ast: UserInputAst, text: &str, clock: &Clock, errors: &mut Vec<QueryError>) -> Option<Filter> {
    match ast {
        UserInputAst::Clause(parts) => {
            let (mut must, mut should, mut not) = (Vec::new(), Vec::new(), Vec::new());
            for (occur, part) in parts {
                let Some(filter) = convert(part, text, clock, errors) else { continue };
                match occur {
                    Some(Occur::MustNot) => not.push(Filter::Not(Box::new(filter))),
                    Some(Occur::Should) => should.push(filter),
                    Some(Occur::Must) | None => must.push(filter),
                }
            }
            if should.len() == 1 {
                must.append(&mut should);
            } else if !should.is_empty() {
                must.push(Filter::Or(should));
            }
            must.append(&mut not);
            match must.len() {
                0 => None,
                1 => must.pop(),
                _ => Some(Filter::And(must)),
            }
        }
        UserInputAst::Boost(inner, _) => convert(*inner, text, clock, errors),
        UserInputAst::Leaf(leaf) => leaf_filter(*leaf, text, clock, errors),
    }
}

fn leaf_filter(
    leaf: UserInputLeaf,
    text: &str,
    clock: &Clock,
    errors: &mut Vec<QueryError>,
) -> Option<Filter> {
    match leaf {
        UserInputLeaf::All => Some(Filter::All),
        UserInputLeaf::Literal(literal) => literal_filter(literal, text, clock, errors),
        UserInputLeaf::Exists { field } => field_filter(&field, Match::Present, text, errors),
        UserInputLeaf::Set { field, elements } => {
            let any = elements.into_iter().filter_map(|element| match &field {
                Some(field) => field_filter(field, Match::word(&element, true), text, errors),
                None => Some(Filter::Anywhere(Match::anywhere(&element, true))),
            });
            Some(Filter::Or(any.collect()))
        }
        UserInputLeaf::Range { field, lower, upper } => {
            let field = field.unwrap_or_default();
            if !is_time(&field) {
                errors.push(at_field(text, &field, format!("Ranges work on time only, not on “{field}”.")));
                return None;
            }
            range_filter(&lower, &upper, text, clock, errors)
        }
        UserInputLeaf::Regex { pattern, .. } => {
            errors.push(at_field(
                text,
                &pattern,
                "Regular expressions are not supported here; use * and ?.".to_owned(),
            ));
            None
        }
    }
}

fn is_time(field: &str) -> bool {
    field.eq_ignore_ascii_case("time") || field.eq_ignore_ascii_case("eventTime")
}

fn literal_filter(
    literal: UserInputLiteral,
    text: &str,
    clock: &Clock,
    errors: &mut Vec<QueryError>,
) -> Option<Filter> {
    let quoted = literal.delimiter != Delimiter::None;
    // "abc"* is a phrase and a prefix of what follows.
    let phrase = if literal.prefix { format!("{}*", literal.phrase) } else { literal.phrase };
    let quoted = quoted && !literal.prefix;
    let Some(field) = literal.field_name else {
        return Some(Filter::Anywhere(Match::anywhere(&phrase, quoted)));
    };
    if is_time(&field) {
        return match covered(&phrase, clock) {
            Ok(range) => Some(Filter::Time(range)),
            Err(message) => {
                errors.push(at_field(text, &phrase, message));
                None
            }
        };
    }
    field_filter(&field, Match::word(&phrase, quoted), text, errors)
}

fn field_filter(field: &str, wanted: Match, text: &str, errors: &mut Vec<QueryError>) -> Option<Filter> {
    if field.eq_ignore_ascii_case("id") || field.eq_ignore_ascii_case("eventID") {
        return Some(Filter::EventId(wanted));
    }
    match columns::find(field) {
        Some(column) => Some(Filter::Column(column, wanted)),
        None => {
            errors.push(at_field(text, field, format!("There is no field “{field}”.")));
            None
        }
    }
}

fn range_filter(
    lower: &UserInputBound,
    upper: &UserInputBound,
    text: &str,
    clock: &Clock,
    errors: &mut Vec<QueryError>,
) -> Option<Filter> {
    let mut bound = |b: &UserInputBound, open: i64, pick: fn(std::ops::Range<i64>, bool) -> i64| {
        let (written, inclusive) = match b {
            UserInputBound::Inclusive(written) => (written, true),
            UserInputBound::Exclusive(written) => (written, false),
            UserInputBound::Unbounded => return Some(open),
        };
        if written == "*" {
            return Some(open);
        }
        match covered(written, clock) {
            Ok(range) => Some(pick(range, inclusive)),
            Err(message) => {
                errors.push(at_field(text, written, message));
                None
            }
        }
    };
    let start =
        bound(lower, i64::MIN + 1, |range, inclusive| if inclusive { range.start } else { range.end });
    let end = bound(upper, i64::MAX, |range, inclusive| if inclusive { range.end } else { range.start });
    Some(Filter::Time(start?..end?))
}

/// An error at the first place where a word of the query stands.
fn at_field(text: &str, word: &str, message: String) -> QueryError {
    let at = text.find(word).filter(|_| !word.is_empty()).map(|byte| text[..byte].chars().count() as u32);
    QueryError { at, message }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::columns::{ADDRESS, ARN, ERROR, EVENT, PERSON};
    use proptest::prelude::*;

    fn read(text: &str) -> Parsed {
        parse(text, &Clock::default())
    }

    fn ok(text: &str) -> Filter {
        let parsed = read(text);
        assert_eq!(parsed.errors, [], "{text}");
        parsed.filter
    }

    #[test]
    fn syntax() {
        let column = |id, word: &str| Filter::Column(id, Match::word(word, false));
        assert_eq!(ok(""), Filter::All);
        assert_eq!(ok("*"), Filter::All);
        assert_eq!(ok("event:RunJobFlow"), column(EVENT, "runjobflow"));
        assert_eq!(
            ok("event:RunJobFlow AND NOT user:alice"),
            Filter::And(vec![column(EVENT, "runjobflow"), Filter::Not(Box::new(column(PERSON, "alice")))])
        );
        assert_eq!(ok("errorCode:*"), Filter::Column(ERROR, Match::Present));
        assert_eq!(
            ok("event:(RunJobFlow OR AddJobFlowSteps)"),
            Filter::Or(vec![column(EVENT, "runjobflow"), column(EVENT, "addjobflowsteps")])
        );
        assert_eq!(ok("ip:2001:db8::1"), column(ADDRESS, "2001:db8::1"));
        assert_eq!(ok("arn:arn:aws:iam::1:role/x"), column(ARN, "arn:aws:iam::1:role/x"));
        assert_eq!(ok("alice"), Filter::Anywhere(Match::Contains("alice".into())));
        assert_eq!(ok("time:[1970-01-01 TO 1970-01-02]"), Filter::Time(0..172_800));
        assert_eq!(ok("time:{1970-01-01 TO *]"), Filter::Time(86_400..i64::MAX));
        assert_eq!(ok("time:1970-01-01"), Filter::Time(0..86_400));
    }

    #[test]
    fn what_is_not_understood_is_said_and_the_rest_counts() {
        let parsed = read("event:RunJobFlow nonsense:x");
        assert_eq!(parsed.filter, Filter::Column(EVENT, Match::Equal("runjobflow".into())));
        assert_eq!(
            parsed.errors,
            [QueryError { at: Some(17), message: "There is no field “nonsense”.".into() }]
        );
        assert!(!read("(a").errors.is_empty());
        assert!(!read("event:").errors.is_empty());
        assert!(!read("time:yesterday").errors.is_empty());
        assert!(!read(&"(".repeat(10_000)).errors.is_empty());
        assert!(!read(&"a ".repeat(10_000)).errors.is_empty());
    }

    proptest! {
        #[test]
        fn anything_is_survived(text in "[a-z:()\\[\\]{}*?\"' /\\\\^~<>=+!-]{0,40}|\\PC{0,40}") {
            let _ = read(&text);
        }
    }
}
