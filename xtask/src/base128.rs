//! Bytes as text, seven bits a character: eight characters for seven bytes, where base64 needs nine and a third.
//! `src/boot/page.js` reads it.
//!
//! A character is one of ASCII, control characters included, which HTML leaves as they are. [`EXCEPT`] cannot stand in
//! an element: such a group is written together with the next one as a single character from U+0080 on, which takes two
//! bytes in UTF-8 as well. The number of bytes stands before the text; the last group is filled up with zeros.

/// NUL and CR are not what they were after HTML is read, and `<` can end an element.
const EXCEPT: [u8; 3] = [0, b'\r', b'<'];

/// The text of some bytes.
pub fn encode(bytes: &[u8]) -> String {
    let mut out = format!("{}:", bytes.len());
    out.reserve(bytes.len() * 8 / 7 + 8);
    let mut groups = groups(bytes);
    while let Some(group) = groups.next() {
        let code = match EXCEPT.iter().position(|except| *except == group) {
            None => u32::from(group),
            // 0x80, 0x100, 0x180: which one it is; and below, the next group.
            Some(at) => (at as u32 + 1) << 7 | u32::from(groups.next().unwrap_or(0)),
        };
        out.extend(char::from_u32(code));
    }
    out
}

/// The bits of some bytes, seven at a time, the highest first.
fn groups(bytes: &[u8]) -> impl Iterator<Item = u8> + '_ {
    (0..(bytes.len() * 8).div_ceil(7)).map(|group| {
        let (at, bit) = (group * 7 / 8, group * 7 % 8);
        let two = u16::from_be_bytes([bytes[at], bytes.get(at + 1).copied().unwrap_or(0)]);
        (two >> (9 - bit)) as u8 & 127
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As `page.js` does it.
    fn decode(text: &str) -> Vec<u8> {
        let (length, text) = text.split_once(':').unwrap();
        let length: usize = length.parse().unwrap();
        let (mut out, mut held, mut bits) = (Vec::new(), 0u32, 0);
        let mut push = |group: u32| {
            held = held << 7 | group;
            bits += 7;
            if bits >= 8 {
                bits -= 8;
                out.push((held >> bits) as u8);
            }
        };
        for code in text.chars().map(u32::from) {
            if code > 127 {
                push(u32::from(EXCEPT[(code >> 7) as usize - 1]));
            }
            push(code & 127);
        }
        out.truncate(length);
        out
    }

    #[test]
    fn what_is_written_is_read() {
        assert_eq!(encode(b""), "0:");
        assert_eq!(encode(&[255]), "1:\u{7f}@");
        // `<` and then 5; a group that is left out and has none after it.
        assert_eq!(encode(&[0b0111_1000, 0b0001_0100]), "2:\u{185}\u{80}");
        for length in 0..300usize {
            let bytes: Vec<u8> = (0..length).map(|i| ((i * 73) ^ length) as u8).collect();
            let text = encode(&bytes);
            assert_eq!(decode(&text), bytes);
            assert!(!text.contains(['<', '\r', '\0']), "{text:?}");
        }
    }
}
