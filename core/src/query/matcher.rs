//! Comparing one value; case does not count.

use std::ops::Range;

use super::address::Addresses;
use super::find::contains;
use super::glob::Glob;
use crate::record::time;

/// What a value is compared with. All text is in lower case.
#[derive(Clone, Debug, PartialEq)]
pub enum Match {
    /// Equal to the text.
    Whole(String),
    /// Equal to the text, or one of the value's blank-separated words equal to it.
    Equal(String),
    /// The pattern fits the value, or one of its blank-separated words.
    Wildcard(Glob),
    /// The text stands somewhere in the value.
    Contains(String),
    /// There is a value.
    Present,
    /// The expression is found in the value.
    Regex(Pattern),
    /// The value is one of these addresses.
    Addresses(Addresses),
    /// The value is a number in the range.
    Numbers(Numbers),
    /// The value is a time in the half-open range of seconds.
    Times(Range<i64>),
    /// The value is a number in the range, or a time in the range of seconds: the bounds can be meant as years.
    Years(Numbers, Range<i64>),
}

/// A range of numbers; a bound says whether it is included.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Numbers {
    /// The lower bound, if there is one.
    pub low: Option<(f64, bool)>,
    /// The upper bound.
    pub high: Option<(f64, bool)>,
}

impl Numbers {
    /// Whether no number is in the range.
    pub fn is_empty(&self) -> bool {
        match (self.low, self.high) {
            (Some((low, with_low)), Some((high, with_high))) => {
                low > high || (low == high && !(with_low && with_high))
            }
            _ => false,
        }
    }

    /// Whether a value is a number in the range.
    pub fn hold(&self, value: &str) -> bool {
        number(value).is_some_and(|n| {
            self.low.is_none_or(|(low, included)| n > low || (included && n == low))
                && self.high.is_none_or(|(high, included)| n < high || (included && n == high))
        })
    }
}

/// A decimal number; words like `inf` are none.
pub fn number(text: &str) -> Option<f64> {
    let plain = |b: u8| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'+' | b'e' | b'E');
    text.bytes().all(plain).then(|| text.parse::<f64>().ok()).flatten().filter(|n| n.is_finite())
}

/// A regular expression, compiled. Time to look for it is linear in the text, whatever the expression.
#[derive(Clone, Debug)]
pub struct Pattern {
    source: String,
    regex: regex::Regex,
    /// One of these stands in whatever matches.
    needs: Option<Vec<String>>,
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.source == other.source
    }
}

impl Pattern {
    /// Largest compiled expression, bytes: `\w{1000}` and the like are refused.
    const LARGEST: usize = 1 << 20;

    /// Compiles an expression. Fails with what is wrong with it, as a sentence.
    pub fn new(source: &str) -> Result<Pattern, String> {
        let built = regex::RegexBuilder::new(source)
            .case_insensitive(true)
            .size_limit(Self::LARGEST)
            .nest_limit(50)
            .build();
        match built {
            Ok(regex) => {
                Ok(Pattern { source: source.to_owned(), regex, needs: super::required::texts(source) })
            }
            Err(regex::Error::CompiledTooBig(_)) => Err("This regular expression is too large.".to_owned()),
            Err(error) => {
                // The crate draws the expression with a mark under it; what is wrong stands in the last line.
                let error = error.to_string();
                let what = error.lines().last().unwrap_or_default().trim_start_matches("error: ");
                Err(format!("This regular expression cannot be read: {what}."))
            }
        }
    }

    fn matches(&self, value: &str) -> bool {
        let needs = self.needs.as_deref();
        needs.is_none_or(|texts| texts.iter().any(|text| contains(value.as_bytes(), text)))
            && self.regex.is_match(value)
    }

    /// The expression as it was written.
    pub fn source(&self) -> &str {
        &self.source
    }
}

impl Match {
    /// Whether a value matches.
    pub fn matches(&self, value: &str) -> bool {
        match self {
            Match::Present => !value.is_empty(),
            Match::Whole(text) => same(value, text),
            Match::Equal(text) => same(value, text) || value.split(' ').any(|word| same(word, text)),
            Match::Contains(text) => contains(value.as_bytes(), text),
            Match::Wildcard(glob) => {
                !value.is_empty() && (glob.fits(value) || value.split(' ').any(|word| glob.fits(word)))
            }
            Match::Regex(pattern) => !value.is_empty() && pattern.matches(value),
            Match::Addresses(addresses) => addresses.hold(value),
            Match::Numbers(numbers) => numbers.hold(value),
            Match::Times(range) => time::parse(value).is_some_and(|time| range.contains(&time)),
            Match::Years(numbers, range) => {
                // Smaller ones are no seconds since 1970.
                let may_be_time = number(value).is_none_or(|number| number >= 1e8);
                numbers.hold(value)
                    || (may_be_time && time::parse(value).is_some_and(|time| range.contains(&time)))
            }
        }
    }

    /// Texts in lower case, one of which stands in every value that matches, if there are such texts.
    pub fn texts(&self) -> Option<Vec<String>> {
        match self {
            Match::Whole(text) | Match::Equal(text) | Match::Contains(text) => Some(vec![text.clone()]),
            Match::Wildcard(glob) => Some(vec![glob.longest_text()]),
            Match::Regex(pattern) => pattern.needs.clone(),
            _ => None,
        }
        .filter(|texts| texts.iter().all(|text| !text.is_empty()))
    }
}

/// Equality without case; `lower` is in lower case.
fn same(value: &str, lower: &str) -> bool {
    value == lower
        || (value.len() == lower.len() && value.eq_ignore_ascii_case(lower))
        || (!value.is_ascii() && value.to_lowercase() == lower)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words() {
        let equal = |text: &str| Match::Equal(text.to_lowercase());
        assert!(equal("runjobflow").matches("RunJobFlow"));
        assert!(!equal("runjob").matches("RunJobFlow"));
        assert!(equal("j-2").matches("j-1 j-2"));
        assert!(equal("ÄRGER").matches("ärger"));
        assert!(!Match::Whole("j-2".into()).matches("j-1 j-2"));
        assert!(Match::Whole("j-1 j-2".into()).matches("J-1 j-2"));
        assert!(Match::Present.matches("x") && !Match::Present.matches(""));
    }

    #[test]
    fn anywhere() {
        let holds = |text: &str| Match::Contains(text.to_lowercase());
        assert!(holds("JOBf").matches("RunJobFlow"));
        assert!(!holds("flowx").matches("RunJobFlow"));
        assert!(holds("ä").matches("xÄy"));
        assert!(!holds("aab").matches("aaa"));
    }

    #[test]
    fn numbers() {
        let five_to_ten = Numbers { low: Some((5.0, true)), high: Some((10.0, false)) };
        assert!(["5", "5.0", "9.99", "05", "9e0"].iter().all(|value| five_to_ten.hold(value)));
        assert!(
            !["4.9", "10", "", "x", "5 apples", "NaN", "inf"].iter().any(|value| five_to_ten.hold(value))
        );
        assert!(Numbers::default().hold("-3") && !Numbers::default().hold("-inf"));
    }

    #[test]
    fn years_are_numbers_too() {
        let from_to = Numbers { low: Some((2026.0, true)), high: Some((2027.0, true)) };
        let years = Match::Years(from_to, 1_767_225_600..1_830_297_600);
        assert!(["2026", "2026.5", "2026-01-01T00:00:00Z", "1788220800"].iter().all(|v| years.matches(v)));
        assert!(!["2025", "2028-01-01T00:00:00Z", "1767225599", "x", ""].iter().any(|v| years.matches(v)));
        let empty = |low, high| Numbers { low: Some(low), high: Some(high) }.is_empty();
        assert!(empty((5.0, true), (4.0, true)) && empty((5.0, true), (5.0, false)));
        assert!(!empty((5.0, true), (5.0, true)) && !Numbers::default().is_empty());
    }

    #[test]
    fn expressions() {
        let finds = |source: &str, value: &str| Match::Regex(Pattern::new(source).unwrap()).matches(value);
        assert!(finds("^run.*flow$", "RunJobFlow") && finds("jobf", "RunJobFlow") && finds("ÄR", "bär"));
        assert!(!finds("^job", "RunJobFlow") && !finds(".*", ""));
        assert!(Pattern::new("(").unwrap_err().contains("unclosed group"));
        assert!(Pattern::new(r"(\w{100}){100}").unwrap_err().contains("too large"));
        assert!(Pattern::new(&"(".repeat(10_000)).is_err());
        // What takes other engines for ever takes this one no time.
        assert!(!finds("^(a+)+$", &format!("{}b", "a".repeat(10_000))));
    }
}
