//! Where an object or array ends: brackets outside of strings, found 64 bytes at a time.

use wide::u8x16;

use super::Scan;
use super::block::{WIDTH, bits};

/// Skips the object or array whose bracket is at `i`.
pub fn skip(text: &[u8], i: usize) -> Scan {
    let mut state = State { depth: 0, in_string: false, escaped: false };
    let mut at = i;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let end = match rest.first_chunk::<WIDTH>() {
            Some(block) => state.block(block),
            None => state.bytes(rest),
        };
        if let Some(end) = end {
            return Scan::End(at + end + 1);
        }
        at += WIDTH.min(rest.len());
    }
    Scan::More
}

struct State {
    /// Brackets that are open.
    depth: usize,
    in_string: bool,
    /// Whether the next byte stands behind a backslash in a string.
    escaped: bool,
}

impl State {
    /// Goes through a block; the place in it of the bracket that closes the first one.
    #[inline]
    fn block(&mut self, block: &[u8; WIDTH]) -> Option<usize> {
        if self.escaped || bits(block, |part| part.simd_eq(u8x16::splat(b'\\'))) != 0 {
            return self.bytes(block);
        }
        // A bit for each byte inside a string, its opening quote included: as many quotes came up to it as make an odd number.
        let mut inside = bits(block, |part| part.simd_eq(u8x16::splat(b'"')));
        for by in [1, 2, 4, 8, 16, 32] {
            inside ^= inside << by;
        }
        if self.in_string {
            inside = !inside;
        }
        self.in_string = inside >> (WIDTH - 1) == 1;
        // The brackets of objects and of arrays differ in this bit.
        let brackets = |of_object: u8| {
            bits(block, |part| (part | u8x16::splat(0x20)).simd_eq(u8x16::splat(of_object))) & !inside
        };
        let (opening, mut closing) = (brackets(b'{'), brackets(b'}'));
        if (closing.count_ones() as usize) < self.depth {
            self.depth = self.depth + opening.count_ones() as usize - closing.count_ones() as usize;
            return None;
        }
        // It may be among these: of those that are open before it there are as many as it closes.
        let mut closed = 0;
        while closing != 0 {
            let place = closing.trailing_zeros();
            let opened = (opening & ((1 << place) - 1)).count_ones() as usize;
            closed += 1;
            if self.depth + opened <= closed {
                return Some(place as usize);
            }
            closing &= closing - 1;
        }
        self.depth = self.depth + opening.count_ones() as usize - closed;
        None
    }

    /// The same byte by byte, where there are backslashes or few bytes.
    fn bytes(&mut self, bytes: &[u8]) -> Option<usize> {
        for (place, byte) in bytes.iter().enumerate() {
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' => self.escaped = self.in_string,
                b'"' => self.in_string = !self.in_string,
                b'{' | b'[' if !self.in_string => self.depth += 1,
                b'}' | b']' if !self.in_string => {
                    self.depth = self.depth.saturating_sub(1);
                    if self.depth == 0 {
                        return Some(place);
                    }
                }
                _ => {}
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn as_byte_by_byte(
            parts in prop::collection::vec(prop::sample::select(vec![
                "{", "}", "[", "]", "\"", "\\", "\\\"", ",", ":", "\"a{b]\"", "\"\\\\\"", "12", "é", "[[[", "]]]",
                "\"long text without anything in it that would end it, for longer than one block is wide\"",
                "                                        ",
            ]), 0..40),
            before in 0usize..70,
        ) {
            let text = format!("{}{{{}", "x".repeat(before), parts.concat());
            let mut plain = State { depth: 0, in_string: false, escaped: false };
            let want = plain.bytes(&text.as_bytes()[before..]);
            let want = want.map_or(Scan::More, |end| Scan::End(before + end + 1));
            prop_assert_eq!(skip(text.as_bytes(), before), want, "{}", text);
        }
    }
}
