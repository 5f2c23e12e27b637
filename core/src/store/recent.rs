//! Codes that a column had lately, found by a few bytes of the text: the values of a column come again and again,
//! and to compare with one is cheaper than to work out the hash that a dictionary needs.

use super::dictionary::Dictionary;
use crate::record::same::same;

/// Codes that are kept for a column.
const PLACES: usize = 64;

/// The codes of one column of a batch.
#[derive(Clone, Copy)]
pub(super) struct Recent {
    /// The last of them: neighbouring records often agree.
    last: u32,
    places: [u32; PLACES],
}

impl Default for Recent {
    fn default() -> Self {
        Recent { last: 0, places: [0; PLACES] }
    }
}

impl Recent {
    /// The code of a text in the column's dictionary, given to it now if it is new.
    #[inline]
    pub fn code(&mut self, dictionary: &mut Dictionary, text: &str) -> u32 {
        if same(dictionary.get(self.last), text) {
            return self.last;
        }
        if text.is_empty() {
            return 0;
        }
        let known = &mut self.places[place(text.as_bytes())];
        if *known == 0 || !same(dictionary.get(*known), text) {
            *known = dictionary.code(text);
        }
        self.last = *known;
        self.last
    }
}

/// The place of a text: by its length, how it begins and how it ends.
#[inline]
fn place(text: &[u8]) -> usize {
    let word = match (text.first_chunk(), text.last_chunk()) {
        (Some(first), Some(last)) => u64::from_le_bytes(*first) ^ u64::from_le_bytes(*last).rotate_left(27),
        _ => text.iter().fold(0, |word, &byte| word << 8 | u64::from(byte)),
    };
    let mixed = (word ^ text.len() as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed >> 32) as usize % PLACES
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_the_dictionary_says() {
        let (mut recent, mut dictionary, mut plain) =
            (Recent::default(), Dictionary::default(), Dictionary::default());
        // More texts than places, of every length, again and again, in another order each time.
        let text = |n: usize| format!("{}{}", &"abcdefghijklmnop"[..n % 17], n / 17 % 31);
        for round in 1..6 {
            for n in (0..1_000).map(|n| n * round * 7 % 1_000) {
                assert_eq!(recent.code(&mut dictionary, &text(n)), plain.code(&text(n)));
            }
        }
        assert_eq!(recent.code(&mut dictionary, ""), 0);
        assert!(dictionary.iter().eq(plain.iter()));
    }
}
