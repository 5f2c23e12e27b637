//! One condition of a query: a field and a value, made a filter.

use std::ops::Range;

use super::address::{self, Addresses};
use super::fields::{self, Field};
use super::lex::Value;
use super::matcher::{Numbers, Pattern, number};
use super::time_range::covered;
use super::{Clock, Filter, Match, Recurring};
use crate::emr::facts::Scope;
use crate::store::columns::{ADDRESS, LISTS};

/// All times that events can have.
const ANY_TIME: Range<i64> = i64::MIN + 1..i64::MAX;

/// A bound as it was written, and whether it is included.
type Bound = Option<(String, bool)>;

/// The filter of a condition; without a field the value is looked for everywhere. Fails with what is wrong with it,
/// as a sentence.
pub fn filter(field: Option<Field>, value: Value, clock: &Clock) -> Result<Filter, String> {
    let Some(field) = field else { return anywhere(value) };
    match field {
        Field::Time => time(value, clock),
        Field::Recurring(part) => Recurring::read(part, value, &clock.zone).map(Filter::Recurring),
        Field::First => match &value {
            Value::Word(name) | Value::Phrase(name) => match fields::find(name) {
                Some(Field::Column(column)) => Ok(Filter::First(column, Scope::Other)),
                _ => Err(format!("“{name}” is no column; write first:ip or first:user.")),
            },
            _ => Err("Behind “first” stands the name of a column, as in first:ip.".to_owned()),
        },
        Field::File => compared(value, clock, false).map(Filter::File),
        Field::Story => compared(value, clock, true).map(Filter::Story),
        // Of a list one entry is looked at.
        Field::Resource(kind) => compared(value, clock, true).map(|m| Filter::Resource(kind, m)),
        Field::Actor => compared(value, clock, true).map(Filter::Actor),
        Field::EventId => match value {
            Value::Range(..) => Err("An id has no range.".to_owned()),
            Value::Word(text) => Ok(Filter::EventId(Match::Whole(text.to_lowercase()))),
            value => compared(value, clock, false).map(Filter::EventId),
        },
        Field::Column(ADDRESS) => match value {
            Value::Word(text) | Value::Phrase(text) => address(&text).map(|m| Filter::Column(ADDRESS, m)),
            value => compared(value, clock, false).map(|m| Filter::Column(ADDRESS, m)),
        },
        Field::Column(id) => compared(value, clock, LISTS.contains(&id)).map(|m| Filter::Column(id, m)),
        Field::Path(path) => compared(value, clock, false).map(|m| Filter::Path(path, m)),
    }
}

fn anywhere(value: Value) -> Result<Filter, String> {
    Ok(Filter::Anywhere(match value {
        Value::Anything => return Ok(Filter::All),
        Value::Word(text) | Value::Phrase(text) => Match::Contains(text.to_lowercase()),
        Value::Glob(glob) => Match::Wildcard(glob.anywhere()),
        Value::Regex(source) => Match::Regex(Pattern::new(&source)?),
        Value::Range(..) => return Err("A range needs a field, as in time:[2026-09-01 TO now].".to_owned()),
        Value::Missing | Value::Wrong => return Err("There is no value.".to_owned()),
    }))
}

/// What a value is compared with. In a list quotes hold one entry, elsewhere the whole value.
fn compared(value: Value, clock: &Clock, is_list: bool) -> Result<Match, String> {
    Ok(match value {
        Value::Word(text) => Match::Equal(text.to_lowercase()),
        Value::Phrase(text) if is_list && !text.contains(' ') => Match::Equal(text.to_lowercase()),
        Value::Phrase(text) => Match::Whole(text.to_lowercase()),
        Value::Glob(glob) => Match::Wildcard(glob),
        Value::Anything => Match::Present,
        Value::Regex(source) => Match::Regex(Pattern::new(&source)?),
        Value::Range(low, high) => range(low, high, clock)?,
        Value::Missing | Value::Wrong => return Err("There is no value.".to_owned()),
    })
}

fn address(text: &str) -> Result<Match, String> {
    if let Some(addresses) = Addresses::read(text) {
        return Ok(Match::Addresses(addresses));
    }
    match text.split_once('/') {
        Some((network, _)) if address::address(network).is_some() => {
            Err(format!("“{text}” is no network; write 10.0.0.0/8 or 2001:db8::/32."))
        }
        _ => Ok(Match::Whole(text.to_lowercase())),
    }
}

fn time(value: Value, clock: &Clock) -> Result<Filter, String> {
    match value {
        Value::Anything => Ok(Filter::Time(ANY_TIME)),
        Value::Word(text) | Value::Phrase(text) => covered(&text, clock).map(Filter::Time),
        Value::Range(low, high) => times(&low, &high, clock).map(Filter::Time),
        _ => Err("A time has no patterns; write 2026-09-01, 2026-09 or [2026-09-01 TO now].".to_owned()),
    }
}

/// The range between two times. A bound that covers more than a second is meant as a whole: `2026-09-02` as the last
/// day includes all of it, and excluded leaves out all of it.
fn times(low: &Bound, high: &Bound, clock: &Clock) -> Result<Range<i64>, String> {
    let start = match low {
        None => ANY_TIME.start,
        Some((text, included)) => {
            let covered = covered(text, clock)?;
            if *included { covered.start } else { covered.end }
        }
    };
    let end = match high {
        None => ANY_TIME.end,
        Some((text, included)) => {
            let covered = covered(text, clock)?;
            if *included { covered.end } else { covered.start }
        }
    };
    Ok(start..end)
}

impl Filter {
    /// Whether it is a range in which nothing lies, whatever the events.
    pub(super) fn is_empty_range(&self) -> bool {
        match self {
            Filter::Time(times) => times.is_empty(),
            Filter::Column(_, wanted) | Filter::Path(_, wanted) => match wanted {
                Match::Times(times) => times.is_empty(),
                Match::Numbers(numbers) | Match::Years(numbers, _) => numbers.is_empty(),
                _ => false,
            },
            _ => false,
        }
    }
}

/// A range of numbers, addresses or times, whichever its bounds are.
fn range(low: Bound, high: Bound, clock: &Clock) -> Result<Match, String> {
    if low.is_none() && high.is_none() {
        return Ok(Match::Present);
    }
    let bounds = || [&low, &high].into_iter().flatten().map(|(text, _)| text.as_str());
    if bounds().all(|text| number(text).is_some()) {
        let read =
            |bound: &Bound| bound.as_ref().and_then(|(text, included)| Some((number(text)?, *included)));
        let numbers = Numbers { low: read(&low), high: read(&high) };
        // Four digits may be a year.
        let is_year = |text: &str| {
            text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit()) && !text.starts_with('0')
        };
        return Ok(match times(&low, &high, clock) {
            Ok(times) if bounds().all(is_year) => Match::Years(numbers, times),
            _ => Match::Numbers(numbers),
        });
    }
    if bounds().all(|text| address::address(text).is_some()) {
        let read = |bound: &Bound| {
            bound.as_ref().and_then(|(text, included)| Some((address::address(text)?, *included)))
        };
        return Addresses::between(read(&low), read(&high))
            .map(Match::Addresses)
            .ok_or_else(|| "There is no address between these two.".to_owned());
    }
    if let Ok(range) = times(&low, &high, clock) {
        return Ok(Match::Times(range));
    }
    let odd = bounds().find(|text| number(text).is_none() && address::address(text).is_none());
    Err(format!(
        "“{}” does not go with a range; both ends must be times, numbers or addresses.",
        odd.unwrap_or_default()
    ))
}
