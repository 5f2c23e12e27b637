//! Looking for a text in others, case aside. Two of its bytes are looked for at once, sixteen places at a time, and the
//! two are those that are rare in records: the whole text is compared only where both stand.

use wide::u8x16;

const WIDTH: usize = 16;

/// How often a byte stands in a record, roughly; a record is keys, names, ids, ARNs and times.
fn frequency(byte: u8) -> u8 {
    match byte {
        b'"' | b'e' | b'a' | b's' | b't' | b'i' | b'r' | b'n' | b'o' => 3,
        b'c' | b'd' | b'm' | b'u' | b'l' | b'p' | b'0'..=b'9' | b':' | b',' | b'-' => 2,
        b'a'..=b'z' | b'.' | b'/' | b'_' | b'{' | b'}' => 1,
        _ => 0,
    }
}

/// A text that is looked for many times.
pub struct Finder {
    lower: String,
    /// Places in it of the two rarest bytes, the earlier one first.
    places: [usize; 2],
}

impl Finder {
    /// Of a text in lower case.
    pub fn new(lower: String) -> Finder {
        let bytes = lower.as_bytes();
        let rarest = |but: Option<usize>| {
            let places = (0..bytes.len()).filter(|place| Some(*place) != but);
            places.min_by_key(|&place| frequency(bytes[place])).unwrap_or(0)
        };
        let first = rarest(None);
        let second = rarest(Some(first));
        Finder { places: [first.min(second), first.max(second)], lower }
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.lower
    }

    /// Whether it stands in another one, case aside.
    pub fn stands_in(&self, text: &[u8]) -> bool {
        match self.lower.is_ascii() {
            true => self.find(text, 0).is_some(),
            false => String::from_utf8_lossy(text).to_lowercase().contains(&self.lower),
        }
    }

    /// Where in another one it stands first at or behind a place, the case of ASCII letters aside.
    pub fn find(&self, text: &[u8], from: usize) -> Option<usize> {
        find_at(text.get(from..)?, self.lower.as_bytes(), self.places).map(|at| from + at)
    }
}

/// Whether `lower` (in lower case) stands in the text, case aside. For short texts, in which it does not pay to find out
/// which bytes are rare: the first and the last are looked for.
pub fn contains(text: &[u8], lower: &str) -> bool {
    match lower.is_ascii() {
        true => find_at(text, lower.as_bytes(), [0, lower.len().saturating_sub(1)]).is_some(),
        false => String::from_utf8_lossy(text).to_lowercase().contains(lower),
    }
}

fn find_at(text: &[u8], wanted: &[u8], [first, second]: [usize; 2]) -> Option<usize> {
    let (Some(&one), Some(&other)) = (wanted.get(first), wanted.get(second)) else { return Some(0) };
    // How many places there are at which it may begin.
    let starts = (text.len() + 1).checked_sub(wanted.len())?;
    let stands_at = |start: usize| {
        text.get(start..start + wanted.len()).is_some_and(|found| found.eq_ignore_ascii_case(wanted))
    };
    let (one, other) = (Letter::new(one), Letter::new(other));
    let mut start = 0;
    while start + WIDTH <= starts {
        let (Some(a), Some(b)) = (vector(text, start + first), vector(text, start + second)) else { break };
        let mut both = (one.stands_in(a) & other.stands_in(b)).to_bitmask();
        while both != 0 {
            let found = start + both.trailing_zeros() as usize;
            if stands_at(found) {
                return Some(found);
            }
            both &= both - 1;
        }
        start += WIDTH;
    }
    // Fewer places than a vector has: the first byte tells where it may begin.
    (start..starts).find(|&start| text[start].eq_ignore_ascii_case(&wanted[0]) && stands_at(start))
}

/// A byte in either case.
struct Letter {
    lower: u8x16,
    /// The bit in which the cases differ.
    case: u8x16,
}

impl Letter {
    fn new(lower: u8) -> Letter {
        let case = if lower.is_ascii_lowercase() { 0x20 } else { 0 };
        Letter { lower: u8x16::splat(lower), case: u8x16::splat(case) }
    }

    #[inline]
    fn stands_in(&self, bytes: u8x16) -> u8x16 {
        (bytes | self.case).simd_eq(self.lower)
    }
}

#[inline]
fn vector(text: &[u8], at: usize) -> Option<u8x16> {
    text.get(at..)?.first_chunk::<WIDTH>().map(|bytes| u8x16::new(*bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn in_either_case_and_nowhere_else() {
        assert!(contains(b"RunJobFlow", "jobf") && contains(b"RunJobFlow", ""));
        assert!(!contains(b"RunJobFlow", "flowx") && !contains(b"", "a"));
        assert!(contains("xÄy".as_bytes(), "ä"));
        // These differ from letters in the bit of the case alone.
        assert!(!contains(b"@[{", "`") && !contains(b"@", "`") && !contains(b"[", "{"));
        assert!(!contains(b"\x01 ", "!"));
    }

    proptest! {
        #[test]
        fn as_a_plain_search_finds(text in "[abAB`@-]{0,70}", wanted in "[ab`-]{0,6}") {
            let plain = text.to_ascii_lowercase().contains(&wanted);
            prop_assert_eq!(contains(text.as_bytes(), &wanted), plain);
            let inside = format!("{text}{}{text}", wanted.to_ascii_uppercase());
            prop_assert!(contains(inside.as_bytes(), &wanted));
            let finder = Finder::new(wanted);
            prop_assert_eq!(finder.stands_in(text.as_bytes()), plain);
            let again = finder.find(inside.as_bytes(), text.len());
            let first = inside.to_ascii_lowercase()[text.len()..].find(finder.text()).map(|at| text.len() + at);
            prop_assert_eq!(again, first);
            prop_assert!(finder.stands_in(inside.as_bytes()));
        }
    }
}
