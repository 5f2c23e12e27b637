//! UTF-16 to UTF-8, streamed.
//!
//! Own code and no library: the one that does this best brings the tables of all other encodings along.

use crate::problem::{ProblemId, Reporter};

/// What stands at the start of UTF-16 text that says its byte order.
const BYTE_ORDER_MARK: u16 = 0xfeff;

/// Turns UTF-16 that arrives in pieces of any size into UTF-8.
#[derive(Debug)]
pub struct Transcoder {
    big: bool,
    /// The first byte of a unit whose second has not come yet.
    odd: Option<u8>,
    /// The first half of a pair.
    high: Option<u16>,
    /// UTF-8 that there was no room for.
    owed: [u8; 8],
    /// From where to where in `owed`.
    owing: std::ops::Range<usize>,
    fresh: bool,
}

impl Transcoder {
    /// A transcoder for text whose units have the high byte first, or last.
    pub fn new(big: bool) -> Self {
        Transcoder { big, odd: None, high: None, owed: [0; 8], owing: 0..0, fresh: true }
    }

    /// Transcodes from `input` into `out`, until the input is used up or `out` is full; returns how much of the one
    /// was used and how much of the other was filled.
    pub fn push(&mut self, input: &[u8], out: &mut [u8], reporter: &mut Reporter) -> (usize, usize) {
        let (mut used, mut filled) = (0, 0);
        loop {
            while !self.owing.is_empty() && filled < out.len() {
                out[filled] = self.owed[self.owing.start];
                self.owing.start += 1;
                filled += 1;
            }
            if filled == out.len() {
                return (used, filled);
            }
            let Some(&byte) = input.get(used) else { return (used, filled) };
            used += 1;
            let Some(first) = self.odd.take() else {
                self.odd = Some(byte);
                continue;
            };
            let pair = [first, byte];
            let unit = if self.big { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) };
            self.unit(unit, reporter);
        }
    }

    fn unit(&mut self, unit: u16, reporter: &mut Reporter) {
        let fresh = std::mem::replace(&mut self.fresh, false);
        if let Some(high) = self.high.take() {
            if let Some(Ok(char)) = char::decode_utf16([high, unit]).next() {
                self.owe(char);
                return;
            }
            reporter.report(ProblemId::InvalidUtf16, None, "");
            self.owe(char::REPLACEMENT_CHARACTER);
        }
        match unit {
            BYTE_ORDER_MARK if fresh => {}
            0xd800..0xdc00 => self.high = Some(unit),
            0xdc00..0xe000 => {
                reporter.report(ProblemId::InvalidUtf16, None, "");
                self.owe(char::REPLACEMENT_CHARACTER);
            }
            _ => self.owe(char::from_u32(u32::from(unit)).unwrap_or(char::REPLACEMENT_CHARACTER)),
        }
    }

    /// UTF-8 for which room is yet to be found: two characters at most, as all before was handed over.
    fn owe(&mut self, char: char) {
        if self.owing.is_empty() {
            self.owing = 0..0;
        }
        if let Some(room) = self.owed.get_mut(self.owing.end..) {
            self.owing.end += char.encode_utf8(room).len();
        }
    }

    /// The text has ended: what half a character at its end stands for.
    pub fn finish(&mut self, reporter: &mut Reporter) -> &'static str {
        if self.odd.take().is_none() && self.high.take().is_none() {
            return "";
        }
        reporter.report(ProblemId::InvalidUtf16, None, "");
        "\u{fffd}"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn transcode(bytes: &[u8], big: bool, piece: usize, room: usize) -> (String, u64) {
        let (mut reporter, mut out) = (Reporter::default(), Vec::new());
        let mut transcoder = Transcoder::new(big);
        for mut bytes in bytes.chunks(piece) {
            loop {
                let mut space = vec![0; room];
                let (used, made) = transcoder.push(bytes, &mut space, &mut reporter);
                bytes = &bytes[used..];
                out.extend(&space[..made]);
                if bytes.is_empty() && made < room {
                    break;
                }
            }
        }
        out.extend(transcoder.finish(&mut reporter).as_bytes());
        (String::from_utf8(out).unwrap(), reporter.count(ProblemId::InvalidUtf16))
    }

    #[test]
    fn comes_out_the_same_in_any_pieces() {
        let text = "{\"a\":\"é漢🦀\u{feff}\"}";
        for big in [false, true] {
            let units = std::iter::once(0xfeff).chain(text.encode_utf16());
            let bytes: Vec<u8> =
                units.flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() }).collect();
            for piece in 1..9 {
                for room in 1..9 {
                    assert_eq!(transcode(&bytes, big, piece, room), (text.to_owned(), 0));
                }
            }
        }
    }

    #[test]
    fn halves_are_replaced_and_counted() {
        let bytes = |units: &[u16]| units.iter().flat_map(|u| u.to_le_bytes()).collect::<Vec<u8>>();
        let odd = [&bytes(&[0x41])[..], b"B"].concat();
        for (input, text, count) in [
            (bytes(&[0xd83e, 0x6f22]), "\u{fffd}漢", 1),
            (bytes(&[0xd83e, 0xd83e, 0xdd80]), "\u{fffd}🦀", 1),
            (bytes(&[0xdd80, 0x41]), "\u{fffd}A", 1),
            (bytes(&[0x41, 0xd83e]), "A\u{fffd}", 1),
            (odd, "A\u{fffd}", 1),
            (vec![], "", 0),
        ] {
            for room in 1..8 {
                assert_eq!(transcode(&input, false, 1, room), (text.to_owned(), count));
            }
        }
    }
}
