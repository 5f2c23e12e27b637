//! For which hours these files hold any record at all, by account and Region. Trails are per Region: a Region whose
//! files are missing for a day looks quiet as long as the others are looked at together.

use super::gather::{Texts, place_name};
use super::ids::ByIds;
use crate::record::STATE_CHANGE_SOURCES;
use crate::record::time::NO_TIME;
use crate::store::Store;
use crate::store::columns::{ACCOUNT, REGION, SOURCE};

/// Steps of time that coverage is told in, at most.
const MOST_STEPS: i64 = 600;

const HOUR: i64 = 3_600;

/// A span of time, half-open, seconds since 1970.
pub type Span = (i64, i64);

/// Spans of time with a record, by code of account and Region.
#[derive(Default)]
pub struct Coverage {
    places: ByIds<u32, Vec<Span>>,
    whole: Option<Span>,
}

impl Coverage {
    /// The spans of a place that hold a record of any service, in hours or in larger steps, in order.
    pub fn spans(&self, place: u32) -> &[Span] {
        self.places.get(&place).map_or(&[], Vec::as_slice)
    }

    /// Bytes on the heap, about.
    pub(super) fn size(&self) -> usize {
        let spans = self.places.values().map(|spans| spans.capacity() * size_of::<Span>()).sum::<usize>();
        spans + self.places.capacity() * size_of::<(u32, Vec<Span>)>()
    }

    /// From the first to the last step with a record, wherever.
    pub fn whole(&self) -> Option<Span> {
        self.whole
    }

    /// The times between two spans of a place, as far as they lie after a time.
    pub fn holes_after(&self, place: u32, after: i64) -> impl Iterator<Item = Span> {
        let pairs = self.spans(place).iter().zip(self.spans(place).iter().skip(1));
        pairs.map(|(&(_, end), &(next, _))| (end, next)).filter(move |&(_, next)| next > after)
    }
}

/// What is covered, from all events of the store. What EMR reports by EventBridge is no record of a trail.
pub(super) fn coverage(store: &Store, texts: &mut Texts) -> Coverage {
    let known = || store.times().iter().copied().filter(|&at| at != NO_TIME);
    let (Some(first), Some(last)) = (known().min(), known().max()) else { return Coverage::default() };
    let step = (last.saturating_sub(first) / (MOST_STEPS * HOUR) + 1) * HOUR;
    // Steps begin where hours do.
    let first = first.div_euclid(step) * step;
    let slots = (last.saturating_sub(first) / step) as usize + 1;
    let reports = store.column(SOURCE).map_or(Vec::new(), |(sources, _)| {
        sources.iter().map(|source| STATE_CHANGE_SOURCES.contains(&source)).collect()
    });
    let code = |column, row| store.column(column).map_or(0, |(_, codes)| codes.get(row));
    let mut numbers: ByIds<(u32, u32), usize> = ByIds::default();
    let mut has: Vec<((u32, u32), Vec<bool>)> = Vec::new();
    // Rows of a place lie together for the most part.
    let mut last = ((u32::MAX, u32::MAX), 0);
    for (row, &at) in (0..).zip(store.times()) {
        let is_report = reports.get(code(SOURCE, row) as usize).copied().unwrap_or(false);
        if at == NO_TIME || is_report {
            continue;
        }
        let place = (code(ACCOUNT, row), code(REGION, row));
        if place != last.0 {
            let number = *numbers.entry(place).or_insert_with(|| {
                has.push((place, vec![false; slots]));
                has.len() - 1
            });
            last = (place, number);
        }
        let step = (at.saturating_sub(first) / step) as usize;
        if let Some(slot) = has.get_mut(last.1).and_then(|(_, slots)| slots.get_mut(step)) {
            *slot = true;
        }
    }
    let mut coverage = Coverage::default();
    for ((account, region), has) in has {
        let value = |column, code| store.column(column).map_or("", |(values, _)| values.get(code));
        let place = texts.code(&place_name(value(ACCOUNT, account), value(REGION, region)));
        let spans = spans(&has, first, step);
        if let (Some(from), Some(to)) = (spans.first(), spans.last()) {
            let whole = coverage.whole.get_or_insert((from.0, to.1));
            *whole = (whole.0.min(from.0), whole.1.max(to.1));
        }
        coverage.places.insert(place, spans);
    }
    coverage
}

/// Steps that have a record, joined where one follows the other.
fn spans(has: &[bool], first: i64, step: i64) -> Vec<Span> {
    let mut out: Vec<Span> = Vec::new();
    for (at, _) in (0..).zip(has).filter(|(_, has)| **has) {
        let (from, to) = (first + at * step, first + (at + 1) * step);
        match out.last_mut() {
            Some(open) if open.1 >= from => open.1 = to,
            _ => out.push((from, to)),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_that_follow_each_other_are_one_span() {
        assert_eq!(spans(&[], 0, HOUR), []);
        assert_eq!(
            spans(&[true, true, false, false, true], HOUR, HOUR),
            [(HOUR, 3 * HOUR), (5 * HOUR, 6 * HOUR)]
        );
    }

    #[test]
    fn holes_lie_between_spans() {
        let mut coverage = Coverage::default();
        coverage.places.insert(7, vec![(0, 10), (20, 30), (50, 60)]);
        let holes = |after| coverage.holes_after(7, after).collect::<Vec<_>>();
        assert_eq!(holes(0), [(10, 20), (30, 50)]);
        // One that has begun counts: the end may lie in what is left of it.
        assert_eq!(holes(15), [(10, 20), (30, 50)]);
        assert_eq!(holes(20), [(30, 50)]);
        assert_eq!(coverage.holes_after(8, 0).count(), 0);
    }
}
