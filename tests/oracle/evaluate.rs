//! The plain, slow, obviously right evaluator: over `serde_json::Value`, event by event, with nothing of the crate.

use std::net::Ipv6Addr;

use serde_json::Value;

use super::clocks::{Clocks, DAY};
use super::corpus::Event;

/// A query as it is meant.
#[derive(Clone, Debug)]
pub enum Query {
    All,
    And(Vec<Query>),
    Or(Vec<Query>),
    Not(Box<Query>),
    /// A name as it stands in the record or in the table of columns, and what its values are compared with.
    Field(&'static str, Test),
    /// A text anywhere.
    Word(String),
    /// Half-open, in seconds since 1970.
    Time(i64, i64),
    /// The event's id.
    Id(Test),
    /// A value anywhere, the event's id aside where its record does not hold it.
    Anywhere(Test),
    /// An id of a kind among the resources.
    Resource(&'static str, Test),
    /// From one hour of the day to another, both included, by these clocks.
    Hour(i64, i64, Clocks),
    /// The same with days of the week, Monday first.
    Weekday(i64, i64, Clocks),
    /// What has a value of a column first.
    First(&'static str),
}

/// What a value is compared with.
#[derive(Clone, Debug)]
pub enum Test {
    Word(String),
    Phrase(String),
    Glob(String),
    Exists,
    Expression(fn(&str) -> bool),
    /// From and to, both included, as numbers.
    Numbers(f64, f64),
    /// Network or range of IPv4 addresses: first and last.
    V4(u32, u32),
    /// Likewise for IPv6.
    V6(u128, u128),
}

/// Names of values that are worked out and stand in no record.
pub const DERIVED: &[&str] = &[
    "person",
    "role",
    "session",
    "kind",
    "temporary",
    "category",
    "resource",
    "release",
    "fidelity",
    "channel",
];

/// Columns by the path of their value in the record.
pub const COLUMNS: &[&str] = &[
    "eventName",
    "eventSource",
    "sourceIPAddress",
    "awsRegion",
    "recipientAccountId",
    "errorCode",
    "errorMessage",
    "userAgent",
    "readOnly",
    "eventType",
    "eventCategory",
    "eventVersion",
    "sessionCredentialFromConsole",
    "vpcEndpointId",
    "userIdentity.type",
    "userIdentity.arn",
    "userIdentity.principalId",
    "userIdentity.accountId",
    "userIdentity.accessKeyId",
    "userIdentity.userName",
    "userIdentity.invokedBy",
    "userIdentity.sessionContext.sourceIdentity",
    "userIdentity.onBehalfOf.userId",
    "userIdentity.sessionContext.sessionIssuer.arn",
    "userIdentity.identityProvider",
    "userIdentity.inScopeOf.sourceArn",
    "sharedEventID",
    "userIdentity.sessionContext.attributes.mfaAuthenticated",
];

/// The value of a column; empty for missing.
pub fn column(event: &Event, name: &str) -> String {
    if let Some((_, value)) = event.derived.iter().find(|(derived, _)| *derived == name) {
        return value.clone();
    }
    let mut value = &event.record;
    for key in name.split('.') {
        value = &value[key];
    }
    text(value).unwrap_or_default()
}

/// A value as text, if it is one.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(value) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// All values inside of a value.
fn leaves(value: &Value, out: &mut Vec<String>) {
    match value {
        Value::Array(list) => list.iter().for_each(|value| leaves(value, out)),
        Value::Object(object) => object.values().for_each(|value| leaves(value, out)),
        value => out.extend(text(value)),
    }
}

/// All values at a path. A key may have dots of its own, and its first letter either case.
fn at_path(value: &Value, path: &[&str], out: &mut Vec<String>) {
    match value {
        _ if path.is_empty() => leaves(value, out),
        Value::Array(list) => list.iter().for_each(|value| at_path(value, path, out)),
        Value::Object(object) => {
            for (key, value) in object {
                for length in 1..=path.len() {
                    let wanted = path[..length].join(".");
                    let same_first = key.chars().next().map(|c| c.to_ascii_lowercase())
                        == wanted.chars().next().map(|c| c.to_ascii_lowercase());
                    if same_first && key.chars().skip(1).eq(wanted.chars().skip(1)) {
                        at_path(value, &path[length..], out);
                    }
                }
            }
        }
        _ => {}
    }
}

fn same(a: &str, b: &str) -> bool {
    a.to_lowercase() == b.to_lowercase()
}

/// Over midnight or the weekend, where the end comes before the beginning.
fn between(value: i64, from: i64, to: i64) -> bool {
    if from <= to { from <= value && value <= to } else { value >= from || value <= to }
}

fn holds(value: &str, text: &str) -> bool {
    value.to_lowercase().contains(&text.to_lowercase())
}

/// Whether a pattern fits a text: for each beginning of the pattern, which beginnings of the text it fits.
fn fits(pattern: &[char], text: &[char]) -> bool {
    let mut ends: Vec<bool> = (0..=text.len()).map(|end| end == 0).collect();
    for piece in pattern {
        ends = match piece {
            '*' => {
                let first = ends.iter().position(|end| *end).unwrap_or(usize::MAX);
                (0..ends.len()).map(|end| end >= first).collect()
            }
            piece => {
                let is = |at: usize| ends[at] && (*piece == '?' || *piece == text[at]);
                std::iter::once(false).chain((0..text.len()).map(is)).collect()
            }
        };
    }
    ends[text.len()]
}

fn v4(text: &str) -> Option<u32> {
    let text = text.strip_prefix("::ffff:").unwrap_or(text);
    let parts: Vec<u32> =
        text.split('.').map(|part| part.parse().ok().filter(|n| *n < 256)).collect::<Option<_>>()?;
    (parts.len() == 4).then(|| parts.iter().fold(0, |all, part| all * 256 + part))
}

impl Test {
    /// `list`: the value is a list of words, and a phrase without blank is one of them.
    pub fn passes(&self, value: &str, list: bool) -> bool {
        match self {
            Test::Exists => !value.is_empty(),
            Test::Word(word) => same(value, word) || value.split(' ').any(|part| same(part, word)),
            Test::Phrase(phrase) => {
                same(value, phrase) || (list && value.split(' ').any(|part| same(part, phrase)))
            }
            Test::Glob(glob) => {
                // What the pattern has of text is there, or there is no need to try.
                let (glob, value) = (glob.to_lowercase(), value.to_lowercase());
                if !glob.split(['*', '?']).all(|text| value.contains(text)) {
                    return false;
                }
                let chars = |text: &str| text.chars().collect::<Vec<char>>();
                let fits = |text: &str| fits(&chars(&glob), &chars(text));
                !value.is_empty() && (fits(&value) || value.split(' ').any(fits))
            }
            Test::Expression(finds) => !value.is_empty() && finds(&value.to_lowercase()),
            Test::Numbers(low, high) => value.parse::<f64>().is_ok_and(|n| *low <= n && n <= *high),
            Test::V4(low, high) => v4(value).is_some_and(|n| (*low..=*high).contains(&n)),
            Test::V6(low, high) => {
                v4(value).is_none()
                    && value.parse::<Ipv6Addr>().is_ok_and(|a| (*low..=*high).contains(&u128::from(a)))
            }
        }
    }
}

pub fn is_column(name: &str) -> bool {
    COLUMNS.contains(&name) || DERIVED.contains(&name)
}

/// Whether an event matches; `None` where that stands in a record that was not searched. `strict` is whether
/// such a record counts as unknown, and not as one without what is looked for.
pub fn matches(event: &Event, query: &Query, strict: bool) -> Option<bool> {
    let unknown = if strict { None } else { Some(false) };
    match query {
        Query::All => Some(true),
        Query::Not(query) => matches(event, query, strict).map(|is| !is),
        Query::And(parts) => {
            let parts: Vec<Option<bool>> = parts.iter().map(|part| matches(event, part, strict)).collect();
            if parts.contains(&Some(false)) {
                Some(false)
            } else if parts.contains(&None) {
                None
            } else {
                Some(true)
            }
        }
        Query::Or(parts) => {
            let parts: Vec<Option<bool>> = parts.iter().map(|part| matches(event, part, strict)).collect();
            if parts.contains(&Some(true)) {
                Some(true)
            } else if parts.contains(&None) {
                None
            } else {
                Some(false)
            }
        }
        Query::Time(from, to) => Some(event.time.is_some_and(|time| *from <= time && time < *to)),
        Query::Id(test) => Some(test.passes(&event.id, false)),
        Query::Resource(kind, test) => {
            let ids = event.kinds.iter().filter(|(of, _)| of == kind);
            Some(ids.into_iter().any(|(_, id)| test.passes(id, true)))
        }
        Query::Hour(from, to, clocks) => Some(
            event.time.is_some_and(|time| between(clocks.local(time).rem_euclid(DAY) / 3_600, *from, *to)),
        ),
        Query::Weekday(from, to, clocks) => {
            Some(event.time.is_some_and(|time| between(clocks.days(time).rem_euclid(7), *from, *to)))
        }
        Query::First(name) => Some(event.first_of.contains(name)),
        Query::Field(name, test) if is_column(name) => {
            let list = *name == "resource";
            Some(test.passes(&column(event, name), list))
        }
        Query::Field(_, _) if !event.searched => unknown,
        Query::Field(path, test) => {
            let mut values = Vec::new();
            at_path(&event.record, &path.split('.').collect::<Vec<_>>(), &mut values);
            Some(values.iter().any(|value| test.passes(value, false)))
        }
        Query::Word(word) => {
            let mut values: Vec<String> =
                COLUMNS.iter().chain(DERIVED).map(|name| column(event, name)).collect();
            // A part of an id is looked for where it can be one.
            if word.len() >= 4 && word.chars().all(|c| c.is_ascii_hexdigit() || c == '-') {
                values.push(event.id.clone());
            }
            if event.searched {
                leaves(&event.record, &mut values);
            }
            match values.iter().any(|value| holds(value, word)) {
                true => Some(true),
                false if event.searched => Some(false),
                false => unknown,
            }
        }
        Query::Anywhere(test) => {
            let mut values: Vec<String> =
                COLUMNS.iter().chain(DERIVED).map(|name| column(event, name)).collect();
            if event.searched {
                leaves(&event.record, &mut values);
            }
            match values.iter().any(|value| test.passes(value, false)) {
                true => Some(true),
                false if event.searched => Some(false),
                false => unknown,
            }
        }
    }
}

/// The parts that must all hold.
pub fn parts(query: &Query) -> Vec<&Query> {
    match query {
        Query::And(inner) => inner.iter().flat_map(parts).collect(),
        other => vec![other],
    }
}

/// Whether a query looks at this column and at nothing else.
pub fn is_of(query: &Query, name: &str) -> bool {
    match query {
        Query::Field(field, _) => *field == name,
        Query::Resource(..) => name == "resource",
        Query::Not(part) => is_of(part, name),
        Query::And(parts) | Query::Or(parts) => parts.iter().all(|part| is_of(part, name)),
        _ => false,
    }
}
