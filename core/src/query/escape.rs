//! Values in quotes. The text of a query stands in a box of one line, where line feeds are lost and some characters
//! hide or turn other text around: in quotes each of these is written by its code, as `\u{a}` or `\u{202e}`.

/// Whether a character cannot be seen, or turns other text around.
pub fn hidden(c: char) -> bool {
    matches!(c,
        '\0'..='\x1f' | '\x7f'..='\u{9f}' // control characters
        | '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// A value in quotes, which reads as the same value.
pub fn quoted(value: &str) -> String {
    let mut out = String::with_capacity(value.len() + 2);
    out.push('"');
    for c in value.chars() {
        match c {
            '\\' | '"' => out.extend(['\\', c]),
            c if hidden(c) => out.extend(c.escape_unicode()),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// What stands between quotes. A backslash that means nothing stands for itself.
pub fn unquoted(inner: &str, quote: char) -> String {
    let mut out = String::with_capacity(inner.len());
    let mut rest = inner;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        if c != '\\' {
            out.push(c);
            continue;
        }
        let mut behind = rest.chars();
        match behind.next() {
            Some(next) if next == quote || next == '\\' => {
                out.push(next);
                rest = behind.as_str();
            }
            _ => match code(rest) {
                Some((c, behind)) => {
                    out.push(c);
                    rest = behind;
                }
                None => out.push('\\'),
            },
        }
    }
    out
}

/// The character of a code behind a backslash, `u{202e}`, and what follows it.
fn code(text: &str) -> Option<(char, &str)> {
    let (digits, rest) = text.strip_prefix("u{")?.split_once('}')?;
    let c = u32::from_str_radix(digits, 16).ok().and_then(char::from_u32)?;
    digits.bytes().all(|digit| digit.is_ascii_hexdigit()).then_some((c, rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn nothing_in_quotes_hides() {
        let value = "a\nb\u{202e}c\\u{a}\"\t";
        assert_eq!(quoted(value), r#""a\u{a}b\u{202e}c\\u{a}\"\u{9}""#);
        let read = |text: &str| unquoted(text, '"');
        assert_eq!(read(r"C:\new \d+ \u{zz} \u{+a} \u{110000} \"), r"C:\new \d+ \u{zz} \u{+a} \u{110000} \");
    }

    proptest! {
        #[test]
        fn every_value_comes_back(value in "[\\x00-\\x20\\\\\"u{}0-9a\u{202e}]{0,12}|.{0,12}") {
            let text = quoted(&value);
            prop_assert_eq!(unquoted(&text[1..text.len() - 1], '"'), value);
            prop_assert!(!text.contains(hidden));
        }
    }
}
