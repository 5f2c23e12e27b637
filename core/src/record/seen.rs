//! Objects that were seen lately, by their text. A session makes many calls, and each of its records begins with
//! the same `userIdentity`: a third of the text. Comparing it with one that was read before is several times as
//! fast as going through it by its strings and brackets.

use super::same::same_bytes;

/// Sets of texts; a text can be in one of them only, by its first bytes.
const SETS: usize = 512;
/// Texts of a set. The one that was not met for the longest time gives way.
const WAYS: usize = 4;
/// Longer texts are not kept: only hostile files have them.
const LONGEST: usize = 4 << 10;
/// First bytes by which a text is looked for; some of the words in them.
const HEAD: usize = 64;
const WORDS: [usize; 4] = [16, 40, 48, 56];

/// More keys than the table of a record has.
const KEYS: usize = 32;

/// Texts of objects, each from its opening to its closing bracket; and which key followed which in a record.
#[derive(Default)]
pub struct Seen {
    texts: Vec<[Box<[u8]>; WAYS]>,
    /// For each key of the table, by its place, one more than the place of the key that followed it; 0 where none did.
    order: [u8; KEYS],
}

impl Seen {
    /// The place of the key that followed this one the last time.
    #[inline]
    pub fn after(&self, place: usize) -> Option<usize> {
        usize::from(*self.order.get(place)?).checked_sub(1)
    }

    /// Notes that this key followed that one.
    #[inline]
    pub fn follows(&mut self, before: usize, place: usize) {
        if let (Some(order), Ok(place)) = (self.order.get_mut(before), u8::try_from(place + 1)) {
            *order = place;
        }
    }

    /// How long the object at the start of `bytes` is, if it was seen.
    #[inline]
    pub fn length(&mut self, bytes: &[u8]) -> Option<usize> {
        let set = self.texts.get_mut(set(bytes)?)?;
        let known =
            |text: &[u8]| !text.is_empty() && bytes.get(..text.len()).is_some_and(|b| same_bytes(b, text));
        let way = set.iter().position(|text| known(text))?;
        // Next to nothing when it is the first already.
        set[..=way].rotate_right(1);
        Some(set[0].len())
    }

    /// Keeps the object of this length at the start of `bytes`.
    pub fn keep(&mut self, bytes: &[u8], length: usize) {
        let (Some(at), Some(text)) = (set(bytes), bytes.get(..length)) else { return };
        // Where a number ends is told by what follows it, where an object ends it tells itself.
        if !text.starts_with(b"{") || length > LONGEST {
            return;
        }
        if self.texts.is_empty() {
            self.texts.resize_with(SETS, Default::default);
        }
        if let Some(set) = self.texts.get_mut(at) {
            set.rotate_right(1);
            set[0] = text.into();
        }
    }
}

/// The set of what starts with these bytes; none so near to the end.
#[inline]
fn set(bytes: &[u8]) -> Option<usize> {
    let head = bytes.first_chunk::<HEAD>()?;
    let mut hash = 0u64;
    for at in WORDS {
        let word = head[at..].first_chunk::<8>()?;
        hash = (hash.rotate_left(23) ^ u64::from_le_bytes(*word)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
    Some((hash >> 32) as usize % SETS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_what_it_kept_and_nothing_else() {
        let object = |n: u32| format!("{{\"a\":\"{}\",\"n\":{n}}}", "x".repeat(80));
        let with_more = |n: u32| format!("{},\"b\":1}}  ", object(n));
        let mut seen = Seen::default();
        // All begin alike, so they share a set.
        for n in 1..=WAYS as u32 {
            let text = with_more(n);
            assert_eq!(seen.length(text.as_bytes()), None);
            seen.keep(text.as_bytes(), object(n).len());
        }
        for n in 1..=WAYS as u32 {
            assert_eq!(seen.length(with_more(n).as_bytes()), Some(object(n).len()));
            assert_eq!(seen.length(&with_more(n).as_bytes()[..object(n).len() - 1]), None);
        }
        assert_eq!(seen.length(with_more(77).as_bytes()), None);
        // The first was met longest ago.
        seen.keep(with_more(5).as_bytes(), object(5).len());
        assert_eq!(seen.length(with_more(1).as_bytes()), None);
        assert_eq!(seen.length(with_more(2).as_bytes()), Some(object(2).len()));
        assert_eq!(seen.length(b"{}"), None);
        let number = format!("12345678{}", " ".repeat(HEAD));
        seen.keep(number.as_bytes(), 8);
        assert_eq!(seen.length(number.as_bytes()), None);
    }
}
