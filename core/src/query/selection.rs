//! A set of rows, a bit for each.

use crate::store::dictionary::Codes;

/// A set of rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    words: Vec<u64>,
    rows: u32,
}

impl Selection {
    /// No row, or every row, of so many.
    pub fn new(rows: u32, all: bool) -> Selection {
        let mut words = vec![if all { u64::MAX } else { 0 }; (rows as usize).div_ceil(64)];
        if let (true, Some(last)) = (all && !rows.is_multiple_of(64), words.last_mut()) {
            *last = (1 << (rows % 64)) - 1;
        }
        Selection { words, rows }
    }

    /// The rows whose code is wanted.
    pub fn of_codes(codes: &Codes, wanted: &[bool]) -> Selection {
        fn words<T: Copy>(codes: &[T], wanted: impl Fn(T) -> bool) -> Vec<u64> {
            let word =
                |codes: &[T]| codes.iter().rev().fold(0, |word, &code| word << 1 | u64::from(wanted(code)));
            codes.chunks(64).map(word).collect()
        }
        let is_wanted = |code: u32| wanted.get(code as usize).copied().unwrap_or(false);
        let words = match codes {
            Codes::Zero(rows) => return Selection::new(*rows as u32, is_wanted(0)),
            Codes::U8(codes) => {
                // A table of all codes there can be needs no check of its bounds.
                let table: [bool; 256] = std::array::from_fn(|code| is_wanted(code as u32));
                words(codes, |code| table[code as usize])
            }
            Codes::U16(codes) => words(codes, |code| is_wanted(u32::from(code))),
            Codes::U32(codes) => words(codes, is_wanted),
        };
        Selection { words, rows: codes.len() as u32 }
    }

    /// The rows whose value in a plain column is wanted.
    pub fn of_values<T: Copy>(values: &[T], wanted: impl Fn(T) -> bool) -> Selection {
        let word =
            |values: &[T]| values.iter().rev().fold(0, |word, &value| word << 1 | u64::from(wanted(value)));
        Selection { words: values.chunks(64).map(word).collect(), rows: values.len() as u32 }
    }

    /// Fills the set from a predicate on row numbers.
    pub fn fill(rows: u32, mut wanted: impl FnMut(u32) -> bool) -> Selection {
        let mut out = Selection::new(rows, false);
        for row in 0..rows {
            out.words[row as usize / 64] |= u64::from(wanted(row)) << (row % 64);
        }
        out
    }

    /// Adds a row.
    pub fn insert(&mut self, row: u32) {
        if let Some(word) = self.words.get_mut(row as usize / 64) {
            *word |= 1 << (row % 64);
        }
    }

    /// Adds a row or takes it out.
    pub fn set(&mut self, row: u32, is_in: bool) {
        if let Some(word) = self.words.get_mut(row as usize / 64) {
            *word = *word & !(1 << (row % 64)) | u64::from(is_in) << (row % 64);
        }
    }

    /// Takes a row out.
    pub fn remove(&mut self, row: u32) {
        self.set(row, false);
    }

    /// Whether a row is in the set.
    #[inline]
    pub fn contains(&self, row: u32) -> bool {
        self.words.get(row as usize / 64).is_some_and(|word| word >> (row % 64) & 1 == 1)
    }

    /// How many rows are in the set.
    pub fn count(&self) -> u32 {
        self.words.iter().map(|w| w.count_ones()).sum()
    }

    /// How many rows there are in all.
    pub fn rows(&self) -> u32 {
        self.rows
    }

    /// Whether no row is in the set.
    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|&word| word == 0)
    }

    /// The set as bits, 64 rows to a word, the first row in the lowest bit.
    pub fn words(&self) -> &[u64] {
        &self.words
    }

    /// The rows in ascending order.
    pub fn iter(&self) -> impl Iterator<Item = u32> {
        self.words.iter().enumerate().flat_map(|(i, &word)| {
            std::iter::successors((word != 0).then_some(word), |w| {
                let rest = w & (w - 1);
                (rest != 0).then_some(rest)
            })
            .map(move |w| i as u32 * 64 + w.trailing_zeros())
        })
    }

    /// Calls `each` with every row in ascending order. Where most rows are selected, faster than [`Self::iter`].
    #[inline]
    pub fn for_each(&self, mut each: impl FnMut(u32)) {
        for (first, &word) in (0..).step_by(64).zip(&self.words) {
            if word == u64::MAX {
                (first..first + 64).for_each(&mut each);
                continue;
            }
            let mut rest = word;
            while rest != 0 {
                each(first + rest.trailing_zeros());
                rest &= rest - 1;
            }
        }
    }

    /// Counts how often each code occurs among the rows of the set. `counts` has a place for each code.
    pub fn tally(&self, codes: &Codes, counts: &mut [u32]) {
        match codes {
            Codes::Zero(_) => counts.first_mut().into_iter().for_each(|count| *count += self.count()),
            Codes::U8(codes) => {
                // Two tables in turn: neighbours often agree, and adding to the same place twice has to wait.
                let mut tables = [[0u32; 256]; 2];
                let mut turn = 0;
                self.each_value(codes, |code: u8| {
                    tables[turn][code as usize] += 1;
                    turn ^= 1;
                });
                let [even, odd] = &tables;
                counts.iter_mut().zip(even).zip(odd).for_each(|((count, a), b)| *count += a + b);
            }
            Codes::U16(codes) => self.each_value(codes, |code: u16| add(counts, u32::from(code))),
            Codes::U32(codes) => self.each_value(codes, |code: u32| add(counts, code)),
        }
    }

    /// Calls `each` with the value of every row of the set.
    #[inline]
    fn each_value<T: Copy>(&self, values: &[T], mut each: impl FnMut(T)) {
        for (values, &word) in values.chunks(64).zip(&self.words) {
            if word == u64::MAX {
                values.iter().for_each(|&value| each(value));
                continue;
            }
            let mut rest = word;
            while rest != 0 {
                if let Some(&value) = values.get(rest.trailing_zeros() as usize) {
                    each(value);
                }
                rest &= rest - 1;
            }
        }
    }

    /// Keeps what is in both.
    pub fn and(&mut self, other: &Selection) {
        self.words.iter_mut().zip(&other.words).for_each(|(a, b)| *a &= b);
    }

    /// Takes out what is in the other.
    pub fn subtract(&mut self, other: &Selection) {
        self.words.iter_mut().zip(&other.words).for_each(|(a, b)| *a &= !b);
    }

    /// Adds what is in the other.
    pub fn or(&mut self, other: &Selection) {
        self.words.iter_mut().zip(&other.words).for_each(|(a, b)| *a |= b);
    }

    /// What is not in the set.
    #[expect(clippy::should_implement_trait, reason = "read beside `and` and `or`")]
    pub fn not(mut self) -> Selection {
        let all = Selection::new(self.rows, true);
        self.words.iter_mut().zip(&all.words).for_each(|(a, b)| *a = !*a & b);
        self
    }
}

fn add(counts: &mut [u32], code: u32) {
    if let Some(count) = counts.get_mut(code as usize) {
        *count += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn sets_behave(rows in 0u32..300, picks in prop::collection::vec(0u32..300, 0..50), all: bool) {
            let mut set = Selection::new(rows, false);
            let mut want: std::collections::BTreeSet<u32> = picks.into_iter().filter(|&r| r < rows).collect();
            want.iter().for_each(|&r| set.insert(r));
            if all {
                // Words that are full take another way.
                want = (0..rows).filter(|r| !want.contains(r)).collect();
                set = set.not();
            }
            prop_assert_eq!(set.count() as usize, want.len());
            prop_assert!(set.iter().eq(want.iter().copied()));
            let mut each = Vec::new();
            set.for_each(|row| each.push(row));
            prop_assert!(each.into_iter().eq(want.iter().copied()));
            prop_assert_eq!(&Selection::fill(rows, |row| want.contains(&row)), &set);
            let complement = set.clone().not();
            prop_assert_eq!(complement.count(), rows - set.count());
            prop_assert_eq!(Selection::new(rows, true).count(), rows);
            prop_assert!(complement.iter().all(|r| !set.contains(r)));
            prop_assert_eq!(set.is_empty(), want.is_empty());
        }

        #[test]
        fn codes_of_any_width(rows in 0u32..300, distinct in 1u32..9, width in 0usize..3, modulus in 1u32..5) {
            let base = [0, 300, 70_000][width];
            let code_of = |row: u32| base + row * 7 % distinct;
            let mut codes = Codes::default();
            codes.extend((0..rows).map(code_of), base + distinct);
            let wanted: Vec<bool> = (0..base + distinct).map(|code| code % 2 == 0).collect();
            let set = Selection::of_codes(&codes, &wanted);
            prop_assert_eq!(&set, &Selection::fill(rows, |row| code_of(row) % 2 == 0));
            let values: Vec<u32> = (0..rows).map(code_of).collect();
            prop_assert_eq!(&set, &Selection::of_values(&values, |code| code % 2 == 0));
            let some = Selection::fill(rows, |row| row % modulus == 0);
            let mut none = Codes::default();
            none.extend((0..rows).map(|_| 0), 0);
            for wanted in [true, false] {
                prop_assert_eq!(Selection::of_codes(&none, &[wanted]), Selection::new(rows, wanted));
            }
            let mut zeros = [0; 2];
            some.tally(&none, &mut zeros);
            prop_assert_eq!(zeros, [some.count(), 0]);
            let mut counts = vec![0; (base + distinct) as usize];
            some.tally(&codes, &mut counts);
            prop_assert_eq!(counts.iter().sum::<u32>(), some.count());
            for (code, &count) in (0..).zip(&counts).skip(base as usize) {
                let want = some.iter().filter(|&row| code_of(row) == code).count();
                prop_assert_eq!(count as usize, want);
            }
        }
    }
}
