//! From a filter to the rows that match it, and to those of which that is not known: most records are not in memory.

use super::deep::Known;
use super::{Filter, Selection, run};
use super::{records, recurring};
use crate::record::time::NO_TIME;
use crate::store::Store;

/// The rows that match a filter, and those of which that is not known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// The rows that match, as far as what is in memory tells: a record that is not counts as one without what is
    /// looked for.
    pub rows: Selection,
    /// Rows that may match or not, depending on what stands in records that are not in memory. `None` for none.
    pub unsearched: Option<Selection>,
}

impl Answer {
    /// The rows that match each of these, of so many.
    pub fn all_of<'a>(parts: impl Iterator<Item = &'a Answer> + Clone, rows: u32) -> Answer {
        Answer::joined(parts, rows, true, Selection::and)
    }

    fn any_of<'a>(parts: impl Iterator<Item = &'a Answer> + Clone, rows: u32) -> Answer {
        Answer::joined(parts, rows, false, Selection::or)
    }

    fn joined<'a>(
        parts: impl Iterator<Item = &'a Answer> + Clone,
        rows: u32,
        neutral: bool,
        join: impl Fn(&mut Selection, &Selection),
    ) -> Answer {
        let neutral = || Selection::new(rows, neutral);
        let mut matching = neutral();
        parts.clone().for_each(|part| join(&mut matching, &part.rows));
        if parts.clone().all(|part| part.unsearched.is_none()) {
            return Answer { rows: matching, unsearched: None };
        }
        // What matches whatever the records hold, and what may match.
        let (mut sure, mut possible) = (neutral(), neutral());
        for part in parts {
            let (mut is, mut may_be) = (part.rows.clone(), part.rows.clone());
            if let Some(unsearched) = &part.unsearched {
                is.subtract(unsearched);
                may_be.or(unsearched);
            }
            join(&mut sure, &is);
            join(&mut possible, &may_be);
        }
        possible.subtract(&sure);
        Answer { rows: matching, unsearched: Some(possible).filter(|rows| rows.count() > 0) }
    }

    fn not(self) -> Answer {
        Answer { rows: self.rows.not(), ..self }
    }
}

/// The rows that match.
pub fn select(store: &Store, filter: &Filter) -> Selection {
    select_each(store, &[filter], &Known::default())
        .pop()
        .map_or_else(|| Selection::new(store.rows(), false), |answer| answer.rows)
}

/// The rows that match each filter. Records in memory are gone through once for all of them; of the others counts what is
/// known.
pub fn select_each<'s>(store: &'s Store, filters: &[&Filter], known: &'s Known) -> Vec<Answer> {
    let mut conditions = Vec::new();
    filters.iter().for_each(|filter| records::conditions(filter, &mut conditions));
    let found = records::search(store, &conditions).into_iter().zip(conditions);
    let found = found.map(|(mut rows, condition)| {
        let known = known.of(&condition);
        if let Some(known) = known {
            rows.or(&known.rows);
        }
        Found { rows, searched: known.map(|known| &known.searched) }
    });
    let mut run = Run { store, found: found.collect::<Vec<_>>().into_iter(), unheld: None };
    filters.iter().map(|filter| run.answer(filter)).collect()
}

/// What was found for a condition.
#[derive(Default)]
struct Found<'k> {
    /// The rows whose records meet it.
    rows: Selection,
    /// Rows whose records are not in memory, and were searched in their files.
    searched: Option<&'k Selection>,
}

struct Run<'s> {
    store: &'s Store,
    /// What was found in records, in the order of the conditions.
    found: std::vec::IntoIter<Found<'s>>,
    /// The rows whose records are not in memory, once they were asked for; `None` inside for none.
    unheld: Option<Option<Selection>>,
}

impl<'s> Run<'s> {
    fn answer(&mut self, filter: &Filter) -> Answer {
        let (store, rows) = (self.store, self.store.rows());
        let known = |rows| Answer { rows, unsearched: None };
        match filter {
            Filter::All => known(Selection::new(rows, true)),
            Filter::And(parts) => {
                let parts: Vec<Answer> = parts.iter().map(|part| self.answer(part)).collect();
                Answer::all_of(parts.iter(), rows)
            }
            Filter::Or(parts) => {
                let parts: Vec<Answer> = parts.iter().map(|part| self.answer(part)).collect();
                Answer::any_of(parts.iter(), rows)
            }
            Filter::Not(part) => self.answer(part).not(),
            Filter::Column(column, wanted) => known(run::by_column(store, *column, wanted)),
            Filter::Resource(kind, wanted) => known(run::by_resource(store, *kind, wanted)),
            Filter::EventId(wanted) => known(run::by_event_id(store, wanted)),
            Filter::Anywhere(wanted) => {
                let mut found = self.found();
                found.rows.or(&run::anywhere(store, wanted));
                self.in_records(found)
            }
            Filter::Path(..) => {
                let found = self.found();
                self.in_records(found)
            }
            Filter::Time(range) => {
                known(Selection::of_values(store.times(), |time| time != NO_TIME && range.contains(&time)))
            }
            Filter::Recurring(recurring) => known(recurring.rows(store)),
            Filter::First(column, scope) => known(recurring::first_rows(store, *column, *scope)),
            Filter::File(wanted) => known(run::by_file(store, wanted)),
            Filter::Story(wanted) => known(run::by_story(store, wanted)),
            Filter::Actor(wanted) => known(run::by_actor(store, wanted)),
            Filter::Scope(scope) => {
                let least = *scope as u8;
                known(Selection::of_values(store.scopes(), |scope| scope >= least))
            }
        }
    }

    /// What was found in records for the condition that is next.
    fn found(&mut self) -> Found<'s> {
        let none = || Found { rows: Selection::new(self.store.rows(), false), searched: None };
        self.found.next().unwrap_or_else(none)
    }

    /// The answer where these rows were found, in records or elsewhere.
    fn in_records(&mut self, Found { rows, searched }: Found) -> Answer {
        let store = self.store;
        let unheld = self.unheld.get_or_insert_with(|| {
            let mut unheld = Selection::new(store.rows(), true);
            store.records().rows().for_each(|row| unheld.remove(row));
            Some(unheld).filter(|rows| rows.count() > 0)
        });
        let unsearched = unheld.as_ref().map(|unheld| {
            let mut open = unheld.clone();
            open.subtract(&rows);
            if let Some(searched) = searched {
                open.subtract(searched);
            }
            open
        });
        Answer { rows, unsearched: unsearched.filter(|rows| rows.count() > 0) }
    }
}
