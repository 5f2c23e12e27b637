//! Texts without which a regular expression cannot match. Looking for a text takes a fraction of the time of trying an
//! expression.

use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Hir, HirKind};

/// More alternatives than this are no help.
const MOST: usize = 16;
/// Shorter texts stand nearly everywhere.
const SHORTEST: usize = 2;

/// Texts of ASCII in lower case: whatever matches the expression has one of them in it, case aside. Nothing where there are
/// no such texts.
pub fn texts(source: &str) -> Option<Vec<String>> {
    // Without folding case: a folded expression has no text in it, only classes of letters.
    let expression = ParserBuilder::new().nest_limit(50).build().parse(source).ok()?;
    one_of(&expression)
}

fn one_of(expression: &Hir) -> Option<Vec<String>> {
    match expression.kind() {
        HirKind::Literal(literal) => longest(&literal.0).map(|text| vec![text]),
        HirKind::Capture(capture) => one_of(&capture.sub),
        HirKind::Repetition(repetition) if repetition.min > 0 => one_of(&repetition.sub),
        // All parts are there: the best of them.
        HirKind::Concat(parts) => parts.iter().filter_map(one_of).max_by_key(|texts| shortest(texts)),
        // One part is there: what any of them needs.
        HirKind::Alternation(parts) => {
            let all: Option<Vec<Vec<String>>> = parts.iter().map(one_of).collect();
            all.map(|texts| texts.concat()).filter(|texts| texts.len() <= MOST)
        }
        _ => None,
    }
}

fn shortest(texts: &[String]) -> usize {
    texts.iter().map(String::len).min().unwrap_or(0)
}

/// The longest part of a literal that is written in one way only, case of ASCII aside: K and S are also the Kelvin sign and
/// the long s.
fn longest(literal: &[u8]) -> Option<String> {
    let plain =
        |byte: &u8| byte.is_ascii_graphic() && !matches!(byte, b'k' | b'K' | b's' | b'S' | b'\\' | b'"');
    let part = literal.split(|byte| !plain(byte)).max_by_key(|part| part.len())?;
    (part.len() >= SHORTEST).then(|| String::from_utf8_lossy(part).to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_an_expression_cannot_do_without() {
        let of = |source: &str| texts(source).map(|texts| texts.join(" "));
        assert_eq!(of("step-?[0-9]+").as_deref(), Some("tep"));
        assert_eq!(of("^(Nightly|hive.*)-load$").as_deref(), Some("-load"));
        assert_eq!(of("(nightly|daily)+").as_deref(), Some("nightly daily"));
        assert_eq!(of("(?i)NIGHT"), None, "classes of letters");
        for nothing in ["", ".*", "(abc)?", "abc|.", "[a-z]+", "ks", "(", "a{0,3}"] {
            assert_eq!(of(nothing), None, "{nothing}");
        }
    }

    fn expression() -> impl Strategy<Value = String> {
        let leaf = prop_oneof![
            "[a-dK-Sks.]{1,4}",
            Just(r"\w".to_owned()),
            Just("[b-d]".to_owned()),
            Just("ſ".to_owned())
        ];
        leaf.prop_recursive(3, 12, 3, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 1..3).prop_map(|parts| parts.concat()),
                prop::collection::vec(inner.clone(), 1..3).prop_map(|parts| format!("({})", parts.join("|"))),
                (inner, prop_oneof![Just("?"), Just("+"), Just("*"), Just("{2}")])
                    .prop_map(|(part, often)| format!("(?:{part}){often}")),
            ]
        })
    }

    proptest! {
        #[test]
        fn whatever_matches_has_one_of_them(source in expression(), text in "[a-dK-SksſK]{0,8}") {
            let regex = regex::RegexBuilder::new(&source).case_insensitive(true).build().expect("an expression");
            if let (true, Some(texts)) = (regex.is_match(&text), texts(&source)) {
                let lower = text.to_ascii_lowercase();
                prop_assert!(texts.iter().any(|needed| lower.contains(needed.as_str())), "{source} {text} {texts:?}");
            }
        }
    }
}
