//! Records that are spoilt only by bytes or escapes that are no text.

use std::borrow::Cow;

/// The text of a record, with bytes that are not UTF-8 and escapes of lone surrogates replaced by U+FFFD.
pub fn readable(record: &[u8]) -> Cow<'_, str> {
    let text = String::from_utf8_lossy(record);
    let lone = lone_surrogates(&text);
    if !lone.is_empty() {
        let mut out = text.into_owned();
        for at in lone {
            out.replace_range(at..at + 6, "\\ufffd");
        }
        return Cow::Owned(out);
    }
    text
}

/// A text as it stands and then, where that makes a difference, repaired: whoever cannot read the one tries the other.
pub fn attempts(text: &str) -> impl Iterator<Item = Cow<'_, str>> {
    // Nearly always the first is read, and nothing has to be looked for.
    let repaired = std::iter::once_with(|| readable(text.as_bytes()));
    std::iter::once(Cow::Borrowed(text)).chain(repaired.filter(|it| matches!(it, Cow::Owned(_))))
}

/// Places of `\ud800` to `\udfff` that are not half of a pair.
fn lone_surrogates(text: &str) -> Vec<usize> {
    let unit = |at: usize| -> Option<u32> {
        let escape = text.get(at..at + 6)?.strip_prefix("\\u")?;
        u32::from_str_radix(escape, 16).ok().filter(|n| (0xd800..0xe000).contains(n))
    };
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(n) = memchr::memchr(b'\\', &text.as_bytes()[at..]) {
        at += n;
        match (unit(at), unit(at + 6)) {
            (Some(0xd800..0xdc00), Some(0xdc00..)) => at += 12,
            (Some(_), _) => {
                found.push(at);
                at += 6;
            }
            // Any other escape is two characters at least; the second may itself be a backslash.
            (None, _) => at = (at + 2).min(text.len()),
        }
    }
    found
}
