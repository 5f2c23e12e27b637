//! Wildcards: `*` stands for anything, `?` for one character.

use std::fmt;

/// A piece of a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece {
    /// This character, in lower case.
    Char(char),
    /// Any one character.
    One,
    /// Anything, nothing included.
    Any,
}

/// A pattern with wildcards; case does not count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Glob(Vec<Piece>);

impl Glob {
    /// Of pieces in any case.
    pub fn new(pieces: impl IntoIterator<Item = Piece>) -> Glob {
        let mut out: Vec<Piece> = Vec::new();
        for piece in pieces {
            match piece {
                Piece::Any if out.last() == Some(&Piece::Any) => {}
                Piece::Char(c) => out.extend(c.to_lowercase().map(Piece::Char)),
                other => out.push(other),
            }
        }
        Glob(out)
    }

    /// The same pattern, found anywhere in a text.
    pub fn anywhere(self) -> Glob {
        Glob::new([Piece::Any].into_iter().chain(self.0).chain([Piece::Any]))
    }

    /// Whether this fits every text.
    pub fn is_anything(&self) -> bool {
        self.0 == [Piece::Any]
    }

    /// The longest piece of text in it.
    pub fn longest_text(&self) -> String {
        let runs = self.0.split(|piece| !matches!(piece, Piece::Char(_)));
        let longest = runs.max_by_key(|run| run.len()).unwrap_or_default();
        longest.iter().filter_map(|piece| if let Piece::Char(c) = piece { Some(*c) } else { None }).collect()
    }

    /// The text of a pattern that has only one, and whether anything may stand before and behind it.
    pub fn one_text(&self) -> Option<(bool, String, bool)> {
        let rest = self.0.strip_prefix(&[Piece::Any]).unwrap_or(&self.0);
        let text = rest.strip_suffix(&[Piece::Any]).unwrap_or(rest);
        let chars = text.iter().map(|piece| if let Piece::Char(c) = piece { Some(*c) } else { None });
        let text: String = chars.collect::<Option<String>>().filter(|text| !text.is_empty())?;
        let any = |piece: Option<&Piece>| piece == Some(&Piece::Any);
        Some((any(self.0.first()), text, any(self.0.last())))
    }

    /// Whether the pattern fits the whole text.
    pub fn fits(&self, text: &str) -> bool {
        if text.is_ascii() {
            return fits(&self.0, text.as_bytes(), |byte| char::from(byte.to_ascii_lowercase()));
        }
        let lower: Vec<char> = text.to_lowercase().chars().collect();
        fits(&self.0, &lower, |c| c)
    }
}

/// Linear in practice and at worst the product of the lengths: on a mismatch only the last `*` is tried again.
fn fits<T: Copy>(pattern: &[Piece], text: &[T], lower: impl Fn(T) -> char) -> bool {
    let (mut p, mut t) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while let Some(&at) = text.get(t) {
        match pattern.get(p) {
            Some(Piece::Any) => {
                star = Some((p, t));
                p += 1;
                continue;
            }
            Some(Piece::One) => (p, t) = (p + 1, t + 1),
            Some(&Piece::Char(c)) if c == lower(at) => (p, t) = (p + 1, t + 1),
            _ => match &mut star {
                Some((back, from)) => {
                    *from += 1;
                    (p, t) = (*back + 1, *from);
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|piece| *piece == Piece::Any)
}

impl fmt::Display for Glob {
    /// As it is written in a query, with everything else in it escaped.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, piece) in self.0.iter().enumerate() {
            match piece {
                Piece::Any => f.write_str("*")?,
                Piece::One => f.write_str("?")?,
                Piece::Char(c) => super::display::write_escaped(f, *c, i == 0)?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn glob(text: &str) -> Glob {
        Glob::new(text.chars().map(|c| match c {
            '*' => Piece::Any,
            '?' => Piece::One,
            c => Piece::Char(c),
        }))
    }

    #[test]
    fn fitting() {
        let cases = [
            ("run*flow", "RunJobFlow", true),
            ("Run*", "run", true),
            ("run?", "run", false),
            ("j-?", "j-1", true),
            ("*ä?", "xÄü", true),
            ("a*b*c", "aXbXbc", true),
            ("a*b*c", "aXbXcX", false),
            ("*", "", true),
            ("?", "ü", true),
        ];
        for (pattern, text, want) in cases {
            assert_eq!(glob(pattern).fits(text), want, "{pattern} {text}");
        }
        assert_eq!(glob("a**b"), glob("a*b"));
        assert_eq!(glob("*ab?abc*").longest_text(), "abc");
        assert_eq!(glob("*ab").one_text(), Some((true, "ab".to_owned(), false)));
        assert_eq!(glob("ab*").one_text(), Some((false, "ab".to_owned(), true)));
        assert!(["*", "a*b", "a?", "?"].into_iter().all(|pattern| glob(pattern).one_text().is_none()));
        assert!(glob("b").anywhere().fits("abc") && glob("**").is_anything());
    }

    #[test]
    fn a_hostile_pattern_ends() {
        let pattern = glob(&"*a".repeat(300).replace("*a*a", "*aa*b"));
        assert!(!pattern.fits(&"a".repeat(3_000)));
    }
}
