//! What is kept between views of the same state of the store: orders of all rows, the rows of conditions, the
//! counts of scopes. All of it is made again when something came in.

use std::rc::Rc;

use crate::aggregate::Placed;
use crate::emr::facts::Scope;
use crate::query::{self, Answer, Filter, Known, Order};
use crate::store::Store;
use crate::store::ledger::Outcome;

/// Orders that are kept beside the one by time.
const ORDERS: usize = 2;

/// Conditions whose rows are kept: those of some queries, and those of the overview's questions.
const CONDITIONS: usize = 64;

/// Kept for one state of the store.
#[derive(Default)]
pub(super) struct Cache {
    generation: Option<u32>,
    /// [`Store::rows_generation`] of the order by time.
    ordered: Option<u32>,
    by_time: Rc<Vec<u32>>,
    /// The one used last is the last.
    orders: Vec<(Order, Rc<Vec<u32>>)>,
    /// The one used last is the last.
    conditions: Vec<(Filter, Rc<Answer>)>,
    outcomes: Outcomes,
    /// The buckets of time of all rows.
    placed: Placed,
    /// What was found in records that are not in memory.
    known: Known,
    /// Goes up when more is known.
    learned: u32,
}

/// How many files had a bad outcome.
#[derive(Clone, Copy, Default)]
pub(super) struct Outcomes {
    /// Nothing of these was read.
    pub skipped: u32,
    /// Something of these was lost.
    pub partly: u32,
}

/// All rows in some order.
#[derive(Clone)]
pub(super) struct Sorted {
    /// The rows.
    pub rows: Rc<Vec<u32>>,
    /// Whether they are to be read from the end.
    pub reversed: bool,
}

impl Cache {
    /// Forgets what is no longer true.
    pub fn refresh(&mut self, store: &Store) {
        if self.generation == Some(store.generation) {
            return;
        }
        let outcomes = |wanted| store.files.iter().filter(|file| file.outcome() == wanted).count() as u32;
        // A line in the ledger alone leaves the rows as they are.
        let (by_time, known) = match self.ordered == Some(store.rows_generation) {
            true => (std::mem::take(&mut self.by_time), std::mem::take(&mut self.known)),
            false => (Rc::new(query::time_order(store)), Known::default()),
        };
        *self = Cache {
            generation: Some(store.generation),
            ordered: Some(store.rows_generation),
            by_time,
            known,
            learned: self.learned,
            outcomes: Outcomes { skipped: outcomes(Outcome::Skipped), partly: outcomes(Outcome::Partly) },
            ..Cache::default()
        };
    }

    /// How many files had a bad outcome.
    pub fn outcomes(&self) -> Outcomes {
        self.outcomes
    }

    /// The row of the latest event, or one without time if no event has a time.
    pub fn last_row(&self) -> Option<u32> {
        self.by_time.last().copied()
    }

    /// All rows in order of time, those without one first.
    pub fn by_time(&self) -> &[u32] {
        &self.by_time
    }

    /// The same, with what is known of the buckets they are in.
    pub fn placed(&mut self) -> (&[u32], &mut Placed) {
        (&self.by_time, &mut self.placed)
    }

    /// All rows in an order.
    pub fn order(&mut self, store: &Store, order: &Order) -> Sorted {
        if let Some(reversed) = order.of_time() {
            return Sorted { rows: self.by_time.clone(), reversed };
        }
        let kept = self.orders.iter().position(|(known, _)| known == order);
        let entry = match kept {
            Some(at) => self.orders.remove(at),
            None => (order.clone(), Rc::new(order.apply(store, &self.by_time))),
        };
        let rows = entry.1.clone();
        keep(&mut self.orders, entry, ORDERS);
        Sorted { rows, reversed: false }
    }

    /// The rows that pass each condition. Records are gone through once for all that are new.
    pub fn answers(&mut self, store: &Store, conditions: &[&Filter]) -> Vec<Rc<Answer>> {
        let kept = conditions.iter().map(|condition| {
            let at = self.conditions.iter().position(|(known, _)| known == *condition)?;
            // Used now, so it is the last to go.
            let entry = self.conditions.remove(at);
            let answer = entry.1.clone();
            self.conditions.push(entry);
            Some(answer)
        });
        let kept: Vec<Option<Rc<Answer>>> = kept.collect();
        let new = conditions.iter().zip(&kept).filter(|(_, kept)| kept.is_none());
        let new: Vec<&Filter> = new.map(|(condition, _)| *condition).collect();
        let mut made = query::select_each(store, &new, &self.known).into_iter();
        let answers = conditions.iter().zip(kept).map(|(condition, kept)| {
            // One was made for each that is not kept, in order; a condition that is there twice is made twice.
            kept.unwrap_or_else(|| {
                let answer = Rc::new(made.next().unwrap_or_default());
                keep(&mut self.conditions, ((*condition).clone(), answer.clone()), CONDITIONS);
                answer
            })
        });
        answers.collect()
    }

    /// The rows that pass a condition that looks at no records.
    pub fn select(&mut self, store: &Store, condition: &Filter) -> Rc<Answer> {
        self.answers(store, &[condition]).pop().unwrap_or_default()
    }

    /// The rows of a scope.
    pub fn scope(&mut self, store: &Store, scope: Scope) -> Rc<Answer> {
        match scope {
            Scope::Other => self.select(store, &Filter::All),
            scope => self.select(store, &Filter::Scope(scope)),
        }
    }

    /// More is known of records that are not in memory.
    pub fn learn(&mut self, add: impl FnOnce(&mut Known)) {
        add(&mut self.known);
        self.learned = self.learned.wrapping_add(1);
        self.conditions.retain(|(condition, _)| !condition.needs_records());
    }

    /// Goes up when more is known of records.
    pub fn learned(&self) -> u32 {
        self.learned
    }

    /// Bytes on the heap.
    pub fn size(&self) -> usize {
        let orders = self.orders.iter().map(|(_, rows)| rows.capacity() * 4).sum::<usize>();
        let conditions = self
            .conditions
            .iter()
            .map(|(_, answer)| answer.rows.words().len() * 8 * (1 + usize::from(answer.unsearched.is_some())))
            .sum::<usize>();
        self.by_time.capacity() * 4 + orders + conditions + self.placed.size() + self.known.size()
    }
}

/// Adds an entry as the one used last.
fn keep<T>(list: &mut Vec<T>, entry: T, most: usize) {
    if list.len() >= most {
        list.remove(0);
    }
    list.push(entry);
}
