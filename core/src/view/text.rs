//! Text from events made safe to look at: what cannot be seen, or turns other text around, is shown as what it
//! is.

use std::borrow::Cow;

use crate::query::escape::hidden;

/// Replaces control characters by their pictures, and invisible and direction-changing ones by their code.
pub fn shown(text: &str) -> Cow<'_, str> {
    if text.chars().all(|c| !hidden(c)) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            // Unicode has a picture for each of them.
            '\0'..='\x1f' => out.extend(char::from_u32(0x2400 + c as u32)),
            '\x7f' => out.push('\u{2421}'),
            c if hidden(c) => out.push_str(&format!("⟨U+{:04X}⟩", c as u32)),
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_hides() {
        assert_eq!(shown("plain ü 漢"), "plain ü 漢");
        assert_eq!(shown("a\tb\u{202e}c\u{200b}"), "a␉b⟨U+202E⟩c⟨U+200B⟩");
        assert!(matches!(shown("x"), Cow::Borrowed(_)));
    }
}
