//! Dates with slashes, as spreadsheets and consoles write them: `9/1/2026` is the first of September or the ninth of January.
//! Which of them a file means shows where one of its dates can only be the one or the other; of those before it, what has
//! not gone to the engine is put right. Where nothing shows it, the month is taken to come first, and that is said.

use crate::problem::{ProblemId, Reporter};
use crate::record::time::{NO_TIME, Slashed};
use crate::store::batch::Builder;

/// The dates of the data that is being read.
#[derive(Default)]
pub(super) struct Dates {
    /// Whether the day comes first, once that is known.
    day_first: Option<bool>,
    /// Rows of the builder whose date was guessed, and what it is with the day first.
    guessed: Vec<(usize, i64)>,
    /// The same of rows that have gone to the engine: how many.
    gone: u64,
    /// Where the first guess was made, and what stood there.
    first: Option<(u64, String)>,
    /// Earliest and latest time of guessed rows: with the month first, and with the day first.
    spans: [Option<(i64, i64)>; 2],
}

/// The span with a time in it.
pub(super) fn further(span: &mut Option<(i64, i64)>, time: i64) {
    let (first, last) = span.get_or_insert((time, time));
    (*first, *last) = ((*first).min(time), (*last).max(time));
}

impl Dates {
    /// What a date is, and, where that is a guess, what it may be as well.
    pub fn read(
        &mut self,
        date: Slashed,
        builder: &mut Builder,
        span: &mut Option<(i64, i64)>,
    ) -> (i64, Option<i64>) {
        if self.day_first.is_none()
            && let (Some(_), None) | (None, Some(_)) = (date.month_first, date.day_first)
        {
            self.decide(date.month_first.is_none(), builder, span);
        }
        match (date.month_first, date.day_first, self.day_first) {
            (Some(month), Some(day), None) if month != day => (month, Some(day)),
            (_, Some(day), Some(true)) => (day, None),
            (month, day, _) => (month.or(day).unwrap_or(NO_TIME), None),
        }
    }

    /// Notes a row whose date was guessed.
    pub fn guess(&mut self, row: usize, time: i64, other: i64, offset: u64, written: &str) {
        self.guessed.push((row, other));
        self.first.get_or_insert_with(|| (offset, written.to_owned()));
        further(&mut self.spans[0], time);
        further(&mut self.spans[1], other);
    }

    fn decide(&mut self, day_first: bool, builder: &mut Builder, span: &mut Option<(i64, i64)>) {
        self.day_first = Some(day_first);
        let rows = std::mem::take(&mut self.guessed);
        if day_first {
            rows.into_iter().for_each(|(row, time)| builder.set_time(row, time));
        } else {
            self.gone = 0;
        }
        let of_guesses = std::mem::take(&mut self.spans)[usize::from(day_first)];
        of_guesses.into_iter().flat_map(|(first, last)| [first, last]).for_each(|time| further(span, time));
    }

    /// The rows of the builder go to the engine.
    pub fn rows_go(&mut self, span: &mut Option<(i64, i64)>) {
        if self.guessed.is_empty() {
            return;
        }
        self.gone += self.guessed.len() as u64;
        self.guessed.clear();
        // They stay as they are.
        let [guessed, _] = std::mem::take(&mut self.spans);
        guessed.into_iter().flat_map(|(first, last)| [first, last]).for_each(|time| further(span, time));
    }

    /// The data has ended: says what was guessed.
    pub fn end(&mut self, span: &mut Option<(i64, i64)>, problems: &mut Reporter) {
        let guesses = self.gone + self.guessed.len() as u64;
        self.rows_go(span);
        if let Some((offset, written)) = self.first.take().filter(|_| guesses > 0) {
            problems.report(ProblemId::AmbiguousDate, Some(offset), written);
            problems.report_many(ProblemId::AmbiguousDate, guesses - 1);
        }
        *self = Dates::default();
    }
}
