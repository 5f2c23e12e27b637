//! Strings once, numbered in order of first appearance. Code 0 is the empty string, which stands for missing.

use hashbrown::HashTable;
use xxhash_rust::xxh64::xxh64;

use super::room;
use crate::record::same::same;

/// A growing set of distinct strings.
#[derive(Clone, Debug)]
pub struct Dictionary {
    bytes: String,
    /// Where each string ends in `bytes`; the string of code 0 is empty.
    ends: Vec<u32>,
    codes: HashTable<u32>,
}

impl Default for Dictionary {
    fn default() -> Self {
        Dictionary { bytes: String::new(), ends: vec![0], codes: HashTable::new() }
    }
}

impl Dictionary {
    /// The code of a string, given to it now if it is new.
    pub fn code(&mut self, text: &str) -> u32 {
        if text.is_empty() {
            return 0;
        }
        let (bytes, ends) = (&mut self.bytes, &mut self.ends);
        let hashed = hash(text);
        let found = self.codes.find(hashed, |&code| same(slice(bytes, ends, code), text));
        if let Some(&code) = found {
            return code;
        }
        let code = ends.len() as u32;
        bytes.push_str(text);
        ends.push(bytes.len() as u32);
        self.codes.insert_unique(hashed, code, |&c| hash(slice(bytes, ends, c)));
        code
    }

    /// The code of a string that is already there.
    pub fn find(&self, text: &str) -> Option<u32> {
        if text.is_empty() {
            return Some(0);
        }
        self.codes.find(hash(text), |&code| same(self.get(code), text)).copied()
    }

    /// The string of a code; empty for a code that was never given.
    pub fn get(&self, code: u32) -> &str {
        slice(&self.bytes, &self.ends, code)
    }

    /// How many codes there are, the one for missing included.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is nothing but the code for missing.
    pub fn is_empty(&self) -> bool {
        self.ends.len() == 1
    }

    /// All strings in order of their codes, starting with the empty one.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len() as u32).map(|code| self.get(code))
    }

    /// Makes room for the strings of another one.
    pub(super) fn make_room(&mut self, other: &Dictionary) {
        room::make_for_text(&mut self.bytes, other.bytes.len());
        room::make(&mut self.ends, other.ends.len());
    }

    /// Bytes more than its own that may be needed while the strings of another one are added.
    pub(super) fn growth(&self, other: &Dictionary) -> usize {
        room::spare_of_text(&self.bytes, other.bytes.len())
            + room::spare(&self.ends, other.ends.len()) * 4
            + room::of_table(&self.codes, other.ends.len())
    }

    /// Gives back the room that the strings have to spare.
    pub(super) fn trim(&mut self) {
        self.bytes.shrink_to_fit();
        self.ends.shrink_to_fit();
    }

    /// Bytes on the heap.
    pub fn size(&self) -> usize {
        self.bytes.capacity() + self.ends.capacity() * 4 + self.codes.allocation_size()
    }

    /// The strings and their ends, for the wire.
    pub(super) fn parts(&self) -> (&str, &[u32]) {
        (&self.bytes, &self.ends)
    }

    /// The same, without what finds them.
    pub(super) fn into_parts(self) -> (String, Vec<u32>) {
        (self.bytes, self.ends)
    }

    /// Forgets the strings, keeps the room.
    pub fn clear(&mut self) {
        self.bytes.clear();
        self.ends.truncate(1);
        self.codes.clear();
    }
}

/// Of short strings. Not the kind that works with products of 128 bits: WebAssembly has none.
fn hash(text: &str) -> u64 {
    xxh64(text.as_bytes(), 0)
}

fn slice<'a>(bytes: &'a str, ends: &[u32], code: u32) -> &'a str {
    let code = code as usize;
    let end = ends.get(code).copied().unwrap_or(0) as usize;
    let start = if code == 0 { 0 } else { ends.get(code - 1).copied().unwrap_or(0) as usize };
    bytes.get(start..end).unwrap_or("")
}

/// Codes of one column for all rows, in the narrowest integers that hold them.
#[derive(Clone, Debug)]
pub enum Codes {
    /// So many rows that all have 0: a column that no record has a value for takes no memory.
    Zero(usize),
    /// Up to 256 distinct values.
    U8(Vec<u8>),
    /// Up to 65,536.
    U16(Vec<u16>),
    /// Any number.
    U32(Vec<u32>),
}

impl Default for Codes {
    fn default() -> Self {
        Codes::Zero(0)
    }
}

impl Codes {
    /// Appends codes, widening the column if the largest does not fit.
    pub fn extend(&mut self, codes: impl ExactSizeIterator<Item = u32>, largest: u32) {
        fn add<T>(list: &mut Vec<T>, codes: impl ExactSizeIterator<Item = T>) {
            room::make(list, codes.len());
            list.extend(codes);
        }
        self.widen(largest);
        match self {
            Codes::Zero(rows) => *rows += codes.len(),
            Codes::U8(v) => add(v, codes.map(|c| c as u8)),
            Codes::U16(v) => add(v, codes.map(|c| c as u16)),
            Codes::U32(v) => add(v, codes),
        }
    }

    /// Sets the code of a row. Rows before it that have none yet have 0.
    pub fn set(&mut self, row: u32, code: u32) {
        fn put<T: Default + Clone>(codes: &mut Vec<T>, row: usize, code: T) {
            if codes.len() <= row {
                room::make(codes, row + 1 - codes.len());
                codes.resize(row + 1, T::default());
            }
            codes[row] = code;
        }
        self.widen(code);
        match self {
            Codes::Zero(rows) => *rows = (row as usize + 1).max(*rows),
            Codes::U8(v) => put(v, row as usize, code as u8),
            Codes::U16(v) => put(v, row as usize, code as u16),
            Codes::U32(v) => put(v, row as usize, code),
        }
    }

    fn widen(&mut self, largest: u32) {
        *self = match std::mem::take(self) {
            Codes::Zero(rows) if largest > 0xffff => Codes::U32(vec![0; rows]),
            Codes::Zero(rows) if largest > 0xff => Codes::U16(vec![0; rows]),
            Codes::Zero(rows) if largest > 0 => Codes::U8(vec![0; rows]),
            Codes::U8(v) if largest > 0xffff => Codes::U32(v.into_iter().map(u32::from).collect()),
            Codes::U8(v) if largest > 0xff => Codes::U16(v.into_iter().map(u16::from).collect()),
            Codes::U16(v) if largest > 0xffff => Codes::U32(v.into_iter().map(u32::from).collect()),
            same => same,
        }
    }

    /// The code in a row; 0 (missing) past the end.
    #[inline]
    pub fn get(&self, row: u32) -> u32 {
        let row = row as usize;
        match self {
            Codes::Zero(_) => 0,
            Codes::U8(v) => v.get(row).copied().map_or(0, u32::from),
            Codes::U16(v) => v.get(row).copied().map_or(0, u32::from),
            Codes::U32(v) => v.get(row).copied().unwrap_or(0),
        }
    }

    /// Calls `each` with every row's code in order. One test of the width for the whole column.
    pub fn for_each(&self, mut each: impl FnMut(usize, u32)) {
        match self {
            Codes::Zero(rows) => (0..*rows).for_each(|i| each(i, 0)),
            Codes::U8(v) => v.iter().enumerate().for_each(|(i, &c)| each(i, u32::from(c))),
            Codes::U16(v) => v.iter().enumerate().for_each(|(i, &c)| each(i, u32::from(c))),
            Codes::U32(v) => v.iter().enumerate().for_each(|(i, &c)| each(i, c)),
        }
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        match self {
            Codes::Zero(rows) => *rows,
            Codes::U8(v) => v.len(),
            Codes::U16(v) => v.len(),
            Codes::U32(v) => v.len(),
        }
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Bytes beyond the rows themselves for which there will be room when so many more were added.
    pub(super) fn spare(&self, more: usize) -> usize {
        match self {
            Codes::Zero(_) => 0,
            Codes::U8(v) => room::spare(v, more),
            Codes::U16(v) => room::spare(v, more) * 2,
            Codes::U32(v) => room::spare(v, more) * 4,
        }
    }

    /// Gives back the room that there is to spare.
    pub(super) fn trim(&mut self) {
        match self {
            Codes::Zero(_) => {}
            Codes::U8(v) => v.shrink_to_fit(),
            Codes::U16(v) => v.shrink_to_fit(),
            Codes::U32(v) => v.shrink_to_fit(),
        }
    }

    /// Bytes on the heap.
    pub fn size(&self) -> usize {
        match self {
            Codes::Zero(_) => 0,
            Codes::U8(v) => v.capacity(),
            Codes::U16(v) => v.capacity() * 2,
            Codes::U32(v) => v.capacity() * 4,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_string_keeps_its_code(words in prop::collection::vec("[a-c]{0,3}", 0..200)) {
            let mut d = Dictionary::default();
            let codes: Vec<u32> = words.iter().map(|w| d.code(w)).collect();
            for (word, code) in words.iter().zip(&codes) {
                prop_assert_eq!(d.get(*code), word);
                prop_assert_eq!(d.find(word), Some(*code));
            }
            prop_assert_eq!(d.iter().count(), d.len());
        }
    }

    #[test]
    fn codes_widen_and_keep() {
        let mut codes = Codes::default();
        codes.extend([1, 255].into_iter(), 255);
        codes.extend([300].into_iter(), 300);
        codes.extend([70_000].into_iter(), 70_000);
        assert_eq!((0..4).map(|r| codes.get(r)).collect::<Vec<_>>(), [1, 255, 300, 70_000]);
        assert!(matches!(codes, Codes::U32(_)));
        assert_eq!(codes.get(9), 0);
        let mut none = Codes::default();
        none.extend([0, 0].into_iter(), 0);
        none.set(4, 0);
        assert_eq!((none.len(), none.size(), none.get(4)), (5, 0, 0));
        none.extend([300].into_iter(), 300);
        assert_eq!((0..7).map(|r| none.get(r)).collect::<Vec<_>>(), [0, 0, 0, 0, 0, 300, 0]);
        let mut sparse = Codes::default();
        for (row, code) in [(3, 7), (1, 256), (5, 1)] {
            sparse.set(row, code);
        }
        assert_eq!((0..7).map(|r| sparse.get(r)).collect::<Vec<_>>(), [0, 256, 0, 7, 0, 1, 0]);
    }
}
