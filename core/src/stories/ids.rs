//! Tables whose keys are codes. Codes are small numbers that nobody outside chooses, so hashing them may be cheap.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

/// A table by codes.
pub(super) type ByIds<K, V> = HashMap<K, V, BuildHasherDefault<Mix>>;

/// A set of codes.
pub(super) type Ids<K> = HashSet<K, BuildHasherDefault<Mix>>;

/// Multiplies and folds.
#[derive(Default)]
pub(super) struct Mix(u64);

impl Mix {
    fn take(&mut self, word: u64) {
        // 2^64 divided by the golden ratio.
        self.0 = (self.0.rotate_left(23) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

impl Hasher for Mix {
    fn finish(&self) -> u64 {
        // A table takes places from the low bits and a tag from the high ones.
        self.0 ^ self.0 >> 32
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|&byte| self.take(u64::from(byte)));
    }

    fn write_u32(&mut self, word: u32) {
        self.take(u64::from(word));
    }

    fn write_isize(&mut self, word: isize) {
        self.take(word as u64);
    }
}
