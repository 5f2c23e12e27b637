//! Comparing one text: equality, wildcards, presence; case does not count.

/// What a value is compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Match {
    /// Equal to the text, or one of the value's blank-separated words equal to it (a list of ids).
    Equal(String),
    /// Text with `*` (anything) and `?` (one character), compared with the whole value or a word of it.
    Wildcard(String),
    /// The text stands somewhere in the value.
    Contains(String),
    /// There is a value.
    Present,
}

impl Match {
    /// A match for a word of a query on a field: wildcards count unless it was quoted.
    pub fn word(text: &str, quoted: bool) -> Match {
        let text = text.to_lowercase();
        if !quoted && text.contains(['*', '?']) { Match::Wildcard(text) } else { Match::Equal(text) }
    }

    /// A match for a bare word of a query: the text anywhere in a value.
    pub fn anywhere(text: &str, quoted: bool) -> Match {
        let text = text.to_lowercase();
        if !quoted && text.contains(['*', '?']) {
            Match::Wildcard(format!("*{text}*"))
        } else {
            Match::Contains(text)
        }
    }

    /// Whether a value matches.
    pub fn matches(&self, value: &str) -> bool {
        match self {
            Match::Present => !value.is_empty(),
            Match::Equal(text) => same(value, text) || value.split(' ').any(|word| same(word, text)),
            Match::Contains(text) => contains(value.as_bytes(), text),
            Match::Wildcard(pattern) => {
                !value.is_empty() && {
                    let value = value.to_lowercase();
                    wildcard(pattern, &value) || value.split(' ').any(|word| wildcard(pattern, word))
                }
            }
        }
    }

    /// Whether the bytes of a record match; only text that may stand anywhere is looked for there.
    pub fn matches_record(&self, record: &[u8]) -> bool {
        match self {
            Match::Contains(text) => contains(record, text),
            Match::Wildcard(pattern) => wildcard(pattern, &String::from_utf8_lossy(record).to_lowercase()),
            Match::Equal(_) | Match::Present => false,
        }
    }
}

/// Equality without case; `lower` is in lower case.
fn same(value: &str, lower: &str) -> bool {
    value == lower
        || (value.len() == lower.len() && value.eq_ignore_ascii_case(lower))
        || (!value.is_ascii() && value.to_lowercase() == lower)
}

/// Whether `lower` (in lower case) stands in the text, case aside.
fn contains(text: &[u8], lower: &str) -> bool {
    let needle = lower.as_bytes();
    let Some((&first, rest)) = needle.split_first() else { return true };
    if !lower.is_ascii() {
        return String::from_utf8_lossy(text).to_lowercase().contains(lower);
    }
    let mut at = 0;
    // The first letter in both cases is looked for with SIMD; the rest is compared on the spot.
    while let Some(n) = memchr::memchr2(first, first.to_ascii_uppercase(), &text[at..]) {
        let start = at + n + 1;
        match text.get(start..start + rest.len()) {
            Some(found) if found.eq_ignore_ascii_case(rest) => return true,
            Some(_) => at = start,
            None => return false,
        }
    }
    false
}

/// Whether the pattern fits the whole text. Linear in practice and at worst the product of the lengths: on a
/// mismatch only the last `*` is tried again.
fn wildcard(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
    let (mut p, mut t) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while t < text.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, t));
                p += 1;
            }
            Some(&c) if c == '?' || c == text[t] => {
                p += 1;
                t += 1;
            }
            _ => match &mut star {
                Some((back, from)) => {
                    *from += 1;
                    (p, t) = (*back + 1, *from);
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|&c| c == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words() {
        assert!(Match::word("runjobflow", false).matches("RunJobFlow"));
        assert!(!Match::word("runjob", false).matches("RunJobFlow"));
        assert!(Match::word("Run*Flow", false).matches("RunJobFlow"));
        assert!(Match::word("j-?", false).matches("j-1 j-22"));
        assert!(!Match::word("Run*", true).matches("RunJobFlow"));
        assert!(Match::word("j-2", false).matches("j-1 j-2"));
        assert!(Match::Present.matches("x") && !Match::Present.matches(""));
        assert!(!Match::word("*", false).matches(""));
        assert!(Match::word("ÄRGER", false).matches("ärger"));
    }

    #[test]
    fn anywhere() {
        assert!(Match::anywhere("JOBf", false).matches("RunJobFlow"));
        assert!(Match::anywhere("job*ow", false).matches("RunJobFlow x"));
        assert!(!Match::anywhere("flowx", false).matches("RunJobFlow"));
        assert!(Match::anywhere("ä", false).matches("xÄy"));
        assert!(Match::anywhere("spark-submit", false).matches_record(br#"{"args":["Spark-Submit"]}"#));
        assert!(!Match::anywhere("aab", false).matches("aaa"));
    }

    #[test]
    fn a_hostile_pattern_ends() {
        let text = "a".repeat(3_000);
        assert!(!wildcard(&"*a".repeat(300).replace("*a*a", "*aa*b"), &text));
    }
}
