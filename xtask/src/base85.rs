//! Bytes as text, five characters for four bytes: base64 needs five and a third. `src/boot/page.js` reads it.
//!
//! The characters are those from `(` to `}` in ASCII but `<`, so that a text can stand in an element whatever it is.
//! The number of bytes stands before the text; the last group is filled up with zeros.

/// Number of characters.
const BASE: u32 = 85;

/// The text of some bytes.
pub fn encode(bytes: &[u8]) -> String {
    let mut out = format!("{}:", bytes.len());
    out.reserve(bytes.len() * 5 / 4 + 5);
    for group in bytes.chunks(4) {
        let mut four = [0; 4];
        four[..group.len()].copy_from_slice(group);
        let mut value = u32::from_be_bytes(four);
        let mut five = [0; 5];
        for digit in five.iter_mut().rev() {
            *digit = value % BASE;
            value /= BASE;
        }
        out.extend(five.map(character));
    }
    out
}

fn character(digit: u32) -> char {
    let code = digit as u8 + b'(';
    // `<` is left out: what is above it is one further.
    char::from(if code < b'<' { code } else { code + 1 })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As `page.js` does it.
    fn decode(text: &str) -> Vec<u8> {
        let (length, text) = text.split_once(':').unwrap();
        let digit = |c: u8| u64::from(if c > b'<' { c - b'(' - 1 } else { c - b'(' });
        let groups = text.as_bytes().chunks(5);
        let mut out: Vec<u8> = groups
            .flat_map(|five| (five.iter().fold(0, |n, c| n * 85 + digit(*c)) as u32).to_be_bytes())
            .collect();
        out.truncate(length.parse().unwrap());
        out
    }

    #[test]
    fn what_is_written_is_read() {
        assert_eq!(encode(b""), "0:");
        assert_eq!(encode(&[0]), "1:(((((");
        assert_eq!(encode(&[255; 4]), "4:{@_4(");
        for length in 0..70u8 {
            let bytes: Vec<u8> = (0..length).map(|i| i.wrapping_mul(73) ^ length).collect();
            let text = encode(&bytes);
            assert_eq!(decode(&text), bytes);
            assert!(!text.contains(['<', '&', '"', '\r', '\n']), "{text}");
        }
    }
}
