//! Conditions on the clock and the calendar that hold again and again, and on what came first.

use std::fmt;

use super::Selection;
use super::lex::Value;
use crate::emr::facts::Scope;
use crate::record::time::NO_TIME;
use crate::store::{ColumnId, Store};
use crate::zone::{WEEKDAYS, Zone};

/// What is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The hour of the day, 0 to 23.
    Hour,
    /// The day of the week, Monday first.
    Weekday,
}

/// Hours of the day or days of the week, as clocks in a zone show them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recurring {
    /// What is looked at.
    pub part: Part,
    /// The first hour or day; Monday is 0.
    pub from: u8,
    /// The last one, included. Where it is before the first, the range goes on over midnight or the weekend.
    pub to: u8,
    /// Whose clocks.
    pub zone: Zone,
}

impl Recurring {
    /// Reads what stands behind `hour:` or `weekday:`. Fails with what is wrong with it, as a sentence.
    pub fn read(part: Part, value: Value, zone: &Zone) -> Result<Recurring, String> {
        let one = |text: &str| part.read(text).ok_or_else(|| part.expected(text));
        let (from, to) = match value {
            Value::Word(text) | Value::Phrase(text) => (one(&text)?, one(&text)?),
            Value::Range(Some((from, true)), Some((to, true))) => (one(&from)?, one(&to)?),
            Value::Range(..) => return Err("Both ends of this range must be there, in [ and ].".to_owned()),
            _ => return Err(part.expected("it")),
        };
        Ok(Recurring { part, from, to, zone: zone.clone() })
    }

    /// The rows whose time is in these hours or on these days; rows without time never are.
    pub fn rows(&self, store: &Store) -> Selection {
        let times = store.times();
        Selection::fill(store.rows(), |row| match times.get(row as usize) {
            Some(&time) if time != NO_TIME => self.holds(time),
            _ => false,
        })
    }

    fn holds(&self, time: i64) -> bool {
        let (day, hour) = self.zone.weekday_and_hour(time);
        let value = match self.part {
            Part::Hour => hour as u8,
            Part::Weekday => day as u8,
        };
        match self.from <= self.to {
            true => (self.from..=self.to).contains(&value),
            false => value >= self.from || value <= self.to,
        }
    }
}

impl Part {
    fn read(self, text: &str) -> Option<u8> {
        match self {
            Part::Hour => text.parse().ok().filter(|hour| *hour < 24),
            // `mon` and `monday` both.
            Part::Weekday => {
                let text = text.to_ascii_lowercase();
                let is = |day: &str| text.len() >= 3 && day.starts_with(&text);
                WEEKDAYS.iter().position(|day| is(day)).map(|day| day as u8)
            }
        }
    }

    fn expected(self, text: &str) -> String {
        match self {
            Part::Hour => format!("“{text}” is no hour; write hour:8 or hour:[8 TO 17]."),
            Part::Weekday => format!("“{text}” is no day; write weekday:saturday or weekday:[mon TO fri]."),
        }
    }
}

impl fmt::Display for Recurring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = |n: u8| match self.part {
            Part::Hour => n.to_string(),
            Part::Weekday => WEEKDAYS.get(n as usize).map_or(String::new(), |day| (*day).to_owned()),
        };
        f.write_str(match self.part {
            Part::Hour => "hour:",
            Part::Weekday => "weekday:",
        })?;
        match self.from == self.to {
            true => f.write_str(&value(self.from)),
            false => write!(f, "[{} TO {}]", value(self.from), value(self.to)),
        }
    }
}

/// For each value of a column the row of a scope that has it first: by time, ties by place in the files. Rows without
/// time come first of nothing.
pub(super) fn first_rows(store: &Store, column: ColumnId, scope: Scope) -> Selection {
    let mut out = Selection::new(store.rows(), false);
    let Some((dictionary, codes)) = store.column(column) else { return out };
    let mut first: Vec<Option<(i64, u32)>> = vec![None; dictionary.len()];
    let place = |row: u32| store.provenance(row).map(|at| (at.file, at.member, at.offset));
    let least = scope as u8;
    for ((row, &time), &of) in (0..store.rows()).zip(store.times()).zip(store.scopes()) {
        let code = codes.get(row) as usize;
        if code == 0 || time == NO_TIME || of < least {
            continue;
        }
        let Some(first) = first.get_mut(code) else { continue };
        let earlier = match *first {
            None => true,
            Some((known, _)) if known != time => time < known,
            Some((_, known)) => place(row) < place(known),
        };
        if earlier {
            *first = Some((time, row));
        }
    }
    first.into_iter().flatten().for_each(|(_, row)| out.insert(row));
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::{Clock, Filter, parse};

    fn read(text: &str) -> Recurring {
        let parsed = parse(text, &Clock::default());
        assert_eq!(parsed.errors, [], "{text}");
        match parsed.filter {
            Filter::Recurring(recurring) => recurring,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn hours_and_days() {
        // 2026-11-23T09:59:59Z was a Monday.
        let monday = 1_795_427_999;
        for (text, holds) in [
            ("hour:9", true),
            ("hour:10", false),
            ("hour:[7 TO 18]", true),
            ("hour:[22 TO 9]", true),
            ("hour:[22 TO 8]", false),
            ("weekday:Mon", true),
            ("weekday:monday", true),
            ("weekday:[sat TO mon]", true),
            ("weekday:[tue TO sunday]", false),
        ] {
            assert_eq!(read(text).holds(monday), holds, "{text}");
            assert_eq!(read(&read(text).to_string()), read(text), "{text}");
        }
        let mut later = read("hour:10");
        later.zone = Zone::fixed("+00:01", 60);
        assert!(later.holds(monday));
    }

    #[test]
    fn what_is_none_is_told() {
        for text in [
            "hour:24",
            "hour:x",
            "weekday:mo",
            "weekday:8",
            "hour:[1 TO *]",
            "hour:{1 TO 5]",
            "hour:*",
            "first:x",
            "first:time",
        ] {
            assert_eq!(parse(text, &Clock::default()).errors.len(), 1, "{text}");
        }
    }
}
