//! The text of a query cut into tokens, each with its place.
//!
//! The grammar that [`super::parse`] uses has other plans for many characters that stand in what people search in
//! CloudTrail: the colons of ARNs and IPv6 addresses, the slashes of paths and networks, brackets of user agents. So
//! words are read here and it only sees how they are joined.

use std::borrow::Cow;
use std::ops::Range;

use super::QueryError;
use super::escape::unquoted;
use super::fields;
use super::glob::{Glob, Piece};

/// A part of the text with its place in bytes.
#[derive(Clone, Debug, PartialEq)]
pub struct Token {
    /// What it is.
    pub kind: Kind,
    /// Where it stands.
    pub span: Range<usize>,
}

/// What a token is.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// `(`, with the field before it if there is one.
    Open(Option<FieldName>),
    /// `)`.
    Close,
    /// `AND`, `&&`.
    And,
    /// `OR`, `||`.
    Or,
    /// `NOT`, `!`, `-`.
    Not,
    /// `+`: what all words are anyway.
    Must,
    /// A condition.
    Term(Option<FieldName>, Value),
}

/// A name before a colon.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldName {
    /// The name, with escapes resolved.
    pub name: String,
    /// Where it stands.
    pub span: Range<usize>,
}

/// What stands behind the colon, or alone.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A word without wildcards.
    Word(String),
    /// A word with wildcards.
    Glob(Glob),
    /// `*` alone.
    Anything,
    /// Words in quotes.
    Phrase(String),
    /// Between slashes.
    Regex(String),
    /// `[a TO b]`, `>a`; a bound says whether it is included.
    Range(Option<(String, bool)>, Option<(String, bool)>),
    /// Nothing: a name and a colon, and then the end of its group.
    Missing,
    /// What cannot be read, and has been reported.
    Wrong,
}

/// What could not be read: where, and what is wrong with it.
pub type Unread = (Range<usize>, String);

/// The tokens of a text, and what could not be read.
pub fn tokens(text: &str) -> (Vec<Token>, Vec<Unread>) {
    let mut lexer = Lexer { text, at: 0, errors: Vec::new(), groups: Vec::new() };
    let mut tokens = Vec::new();
    while let Some(token) = lexer.token() {
        tokens.push(token);
    }
    (tokens, lexer.errors)
}

/// The text of a token with what it takes so that nothing before or behind it changes how it reads: a quote that nothing
/// closes is closed, and a word that begins as something else does has a backslash before it.
pub fn closed<'t>(text: &'t str, token: &Token) -> Cow<'t, str> {
    let written = text.get(token.span.clone()).unwrap_or_default();
    let Kind::Term(field, value) = &token.kind else { return Cow::Borrowed(written) };
    let behind = field.as_ref().map_or(0, |field| field.span.end + 1 - token.span.start);
    let at = written.len() - written.get(behind..).unwrap_or_default().trim_start().len();
    let (name, rest) = written.split_at_checked(at).unwrap_or((written, ""));
    let is_word = matches!(value, Value::Word(_) | Value::Glob(_) | Value::Anything);
    // What a backslash before the end would escape is the blank behind it.
    let escapes = rest.bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 1;
    let is_open = |quote: char| closing(rest.get(1..).unwrap_or_default(), quote).is_none();
    let begins = match rest.chars().next() {
        Some('"') if is_open('"') => {
            return Cow::Owned(format!("{written}{}\"", if escapes { "\\" } else { "" }));
        }
        Some('\'') => is_open('\''),
        // A second slash inside of the word has shown that it is a path.
        Some('/') => {
            let end = expression(&rest[1..]).map(|(_, end)| end + 2);
            is_word && end.is_none_or(|end| end >= rest.len())
        }
        Some('[') => is_word && !rest.contains(']'),
        Some('{') => is_word,
        _ => false,
    };
    match (begins, escapes && is_word) {
        (false, false) => Cow::Borrowed(written),
        (begins, ends) => {
            let mark = |is: bool| if is { "\\" } else { "" };
            Cow::Owned(format!("{name}{}{rest}{}", mark(begins), mark(ends)))
        }
    }
}

/// A name as it is written before a colon.
pub fn name(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.chars() {
        if !is_plain_in_name(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

fn is_plain_in_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '.' | '-' | '[' | ']')
}

/// An error at a place in bytes.
pub fn error_at(text: &str, span: &Range<usize>, message: String) -> QueryError {
    let chars = |to: usize| text.get(..to).map_or(0, |before| before.chars().count()) as u32;
    QueryError { at: Some(chars(span.start)), end: Some(chars(span.end)), message, remark: false }
}

struct Lexer<'t> {
    text: &'t str,
    at: usize,
    errors: Vec<Unread>,
    /// For each open parenthesis, whether there is a field before it, or before one around it.
    groups: Vec<bool>,
}

/// Characters that a backslash before them makes plain.
pub fn is_special(c: char) -> bool {
    c.is_whitespace() || "\\:\"'()[]{}*?/+-!<>=&|".contains(c)
}

impl<'t> Lexer<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn in_field(&self) -> bool {
        self.groups.last() == Some(&true)
    }

    fn skip_space(&mut self) {
        self.at = self.text.len() - self.rest().trim_start().len();
    }

    fn token(&mut self) -> Option<Token> {
        self.skip_space();
        let (start, first) = (self.at, self.peek()?);
        let kind = self.joint(first).unwrap_or_else(|| self.term());
        Some(Token { kind, span: start..self.at })
    }

    /// Parentheses and operators.
    fn joint(&mut self, first: char) -> Option<Kind> {
        let rest = self.rest();
        let mut second = rest.chars().skip(1);
        let (kind, length) = match first {
            '(' => (Kind::Open(None), 1),
            ')' => (Kind::Close, 1),
            // A sign belongs to what follows; alone it is a word, and a number keeps its own.
            // (--deploy-mode is an argument of programs, and a word.)
            '+' | '-' | '!'
                if second.next().is_some_and(|c| !c.is_whitespace() && c != ')' && c != first) =>
            {
                (if first == '+' { Kind::Must } else { Kind::Not }, 1)
            }
            _ => {
                let word = &rest
                    [..rest.find(|c: char| c.is_whitespace() || c == '(' || c == ')').unwrap_or(rest.len())];
                let kind = match word {
                    "AND" | "&&" => Kind::And,
                    "OR" | "||" => Kind::Or,
                    "NOT" => Kind::Not,
                    _ => return None,
                };
                (kind, word.len())
            }
        };
        match kind {
            Kind::Open(_) => self.groups.push(self.in_field()),
            Kind::Close => drop(self.groups.pop()),
            _ => {}
        }
        self.at += length;
        Some(kind)
    }

    fn term(&mut self) -> Kind {
        let Some(field) = self.field() else {
            let value = self.value(None);
            return Kind::Term(None, value);
        };
        self.skip_space();
        if self.peek() == Some('(') {
            self.at += 1;
            self.groups.push(true);
            return Kind::Open(Some(field));
        }
        let value = self.value(Some(&field));
        Kind::Term(Some(field), value)
    }

    /// A name and its colon, if that is what stands here.
    fn field(&mut self) -> Option<FieldName> {
        let rest = self.rest();
        let mut name = String::new();
        let mut chars = rest.char_indices();
        let colon = loop {
            let (at, c) = chars.next()?;
            match c {
                ':' => break at,
                '\\' => name.push(chars.next()?.1),
                c if is_plain_in_name(c) => name.push(c),
                _ => return None,
            }
        };
        let value = &rest[colon + 1..];
        if !name.starts_with(|c: char| c.is_alphabetic() || c == '_') || is_one_word(&name, value) {
            return None;
        }
        let span = self.at..self.at + colon;
        self.at += colon + 1;
        Some(FieldName { name, span })
    }

    fn value(&mut self, field: Option<&FieldName>) -> Value {
        let rest = self.rest();
        let quote = rest.chars().next();
        match quote {
            None | Some(')') => return Value::Missing,
            Some('"') => return self.phrase('"'),
            // An apostrophe that nothing closes is a letter.
            Some('\'') if closing(&rest[1..], '\'').is_some() => return self.phrase('\''),
            Some('/') => {
                if let Some(value) = self.regex() {
                    return value;
                }
            }
            Some('[' | '{') => {
                if let Some(value) = self.range() {
                    return value;
                }
            }
            Some('<' | '>') if field.is_some() || self.in_field() => {
                if let Some(value) = self.comparison() {
                    return value;
                }
            }
            _ => {}
        }
        if field.is_some() && is_operator(self.word_here()) {
            return Value::Missing;
        }
        self.word()
    }

    fn word_here(&self) -> &'t str {
        let rest = self.rest();
        &rest[..rest.find(|c: char| c.is_whitespace() || c == ')').unwrap_or(rest.len())]
    }

    fn word(&mut self) -> Value {
        let rest = self.rest();
        // A user agent in brackets is one word, blanks and all.
        let bracket = rest.starts_with('[').then(|| rest.find(']')).flatten();
        let mut pieces = Vec::new();
        let mut end = rest.len();
        let mut chars = rest.char_indices();
        while let Some((at, c)) = chars.next() {
            let inside = bracket.is_some_and(|close| at < close);
            match c {
                '\\' => match chars.next() {
                    Some((_, next)) if is_special(next) => pieces.push(Piece::Char(next)),
                    Some((_, next)) => pieces.extend([Piece::Char('\\'), Piece::Char(next)]),
                    None => pieces.push(Piece::Char('\\')),
                },
                '*' => pieces.push(Piece::Any),
                '?' => pieces.push(Piece::One),
                c if !inside && (c.is_whitespace() || c == ')' || c == '(') => {
                    end = at;
                    break;
                }
                c => pieces.push(Piece::Char(c)),
            }
        }
        self.at += end;
        if pieces.iter().all(|piece| matches!(piece, Piece::Char(_))) {
            let text = pieces.iter().filter_map(|p| if let Piece::Char(c) = p { Some(*c) } else { None });
            return Value::Word(text.collect());
        }
        let glob = Glob::new(pieces);
        if glob.is_anything() { Value::Anything } else { Value::Glob(glob) }
    }

    fn phrase(&mut self, quote: char) -> Value {
        let start = self.at;
        let inner = &self.rest()[1..];
        let length = closing(inner, quote);
        if length.is_none() {
            self.errors.push((start..start + 1, "This quote is not closed.".to_owned()));
        }
        let inner = &inner[..length.unwrap_or(inner.len())];
        self.at = (start + 1 + inner.len() + 1).min(self.text.len());
        let text = unquoted(inner, quote);
        // "abc"* is the phrase and what begins with it.
        let after = self.rest().strip_prefix('*');
        if after.is_some_and(|after| {
            after.starts_with(|c: char| c.is_whitespace() || c == ')') || after.is_empty()
        }) {
            self.at += 1;
            let glob = Glob::new(text.chars().map(Piece::Char).chain([Piece::Any]));
            return if glob.is_anything() { Value::Anything } else { Value::Glob(glob) };
        }
        let from = self.at;
        // Lucene's distance and weight: nothing is ranked here.
        if self.rest().starts_with(['~', '^']) {
            self.at += self.word_here().len();
            let message = "There is no distance and no weight here; this part has no effect.".to_owned();
            self.errors.push((from..self.at, message));
        }
        if text.is_empty() {
            self.errors.push((start..self.at, "There is nothing between these quotes.".to_owned()));
            return Value::Wrong;
        }
        Value::Phrase(text)
    }

    /// Between slashes; `None` where it is a path: the second slash must end the word.
    fn regex(&mut self) -> Option<Value> {
        let inner = &self.rest()[1..];
        let (source, end) = expression(inner)?;
        let after = inner[end + 1..].chars().next();
        if source.is_empty() || !after.is_none_or(|c| c.is_whitespace() || c == ')') {
            return None;
        }
        self.at += end + 2;
        Some(Value::Regex(source))
    }

    /// `[a TO b]`, `{a TO b}` and mixed; `None` where there is no `TO`: user agents have brackets too.
    fn range(&mut self) -> Option<Value> {
        let start = self.at;
        let rest = self.rest();
        let mut inner = Lexer { text: rest, at: 1, errors: Vec::new(), groups: Vec::new() };
        let low = inner.bound()?;
        inner.skip_space();
        inner.at += inner
            .rest()
            .strip_prefix("TO")
            .filter(|r| r.is_empty() || r.starts_with(|c: char| c.is_whitespace() || c == ')'))
            .map(|_| 2)?;
        let behind = inner.at;
        let high = inner.bound();
        inner.skip_space();
        let close = inner.peek().filter(|c| matches!(c, ']' | '}'));
        let (Some(high), Some(close)) = (high, close) else {
            // One word is taken for the other bound; whatever stands behind that must make no difference.
            inner.at = behind;
            inner.skip_space();
            let word = inner.word_here();
            let length = word.find([']', '}', ')']).unwrap_or(word.len());
            let is_bound = length > 0 && !is_operator(word);
            self.at = start + if is_bound { inner.at + length } else { behind };
            self.errors.push((start..self.at, "A range is written [from TO to].".to_owned()));
            return Some(Value::Wrong);
        };
        self.at = start + inner.at + 1;
        let bound = |text: String, included: bool| (text != "*").then_some((text, included));
        Some(Value::Range(bound(low, rest.starts_with('[')), bound(high, close == ']')))
    }

    /// A bound of a range: a phrase, or a word up to a blank or the closing bracket.
    fn bound(&mut self) -> Option<String> {
        self.skip_space();
        let rest = self.rest();
        // A quote that closes behind the range is another one.
        let inside = &rest[..rest.find([']', '}']).unwrap_or(rest.len())];
        if let Some(length) = inside.strip_prefix('"').and_then(|inner| closing(inner, '"')) {
            self.at += length + 2;
            return Some(rest[1..=length].to_owned());
        }
        let is_end = |c: char| c.is_whitespace() || matches!(c, ']' | '}' | ')');
        let end = rest.find(is_end).unwrap_or(rest.len());
        self.at += end;
        (end > 0).then(|| rest[..end].to_owned())
    }

    /// `>5`, `>=5`, `<5`, `<=5`.
    fn comparison(&mut self) -> Option<Value> {
        let rest = self.rest();
        let below = rest.starts_with('<');
        let behind = rest.get(1..)?;
        let (included, text) = match behind.strip_prefix('=') {
            Some(text) => (true, text),
            None => (false, behind),
        };
        let end = text.find(|c: char| c.is_whitespace() || matches!(c, '(' | ')')).unwrap_or(text.len());
        let bound = Some((text[..end].to_owned(), included)).filter(|(text, _)| !text.is_empty())?;
        self.at += rest.len() - text.len() + end;
        Some(if below { Value::Range(None, Some(bound)) } else { Value::Range(Some(bound), None) })
    }
}

fn is_operator(word: &str) -> bool {
    matches!(word, "AND" | "OR" | "NOT" | "&&" | "||")
}

/// Whether a word with a colon is one word, though what stands before the colon could be a field.
fn is_one_word(name: &str, value: &str) -> bool {
    let word = &value[..value.find(|c: char| c.is_whitespace() || c == ')').unwrap_or(value.len())];
    let address = format!("{name}:{word}");
    // s3://bucket/key; ARNs, though `arn` is a field; fe80::1 and fe80::/10.
    value.starts_with("//")
        || (name.eq_ignore_ascii_case("arn")
            && (value.starts_with("aws:") || value.starts_with("aws-") || value.starts_with("aws*")))
        || (fields::find(name).is_none() && super::address::Addresses::read(&address).is_some())
}

/// The expression that a text behind a slash begins with, and where its own slash is.
fn expression(text: &str) -> Option<(String, usize)> {
    let mut source = String::new();
    let mut class = false;
    let mut chars = text.char_indices();
    loop {
        let (at, c) = chars.next()?;
        match c {
            '\\' => match chars.next()? {
                (_, '/') => source.push('/'),
                (_, next) => source.extend(['\\', next]),
            },
            '/' if !class => return Some((source, at)),
            c => {
                class = (class || c == '[') && c != ']';
                source.push(c);
            }
        }
    }
}

/// Where the quote closes that a text stands behind.
fn closing(text: &str, quote: char) -> Option<usize> {
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => drop(chars.next()),
            c if c == quote => return Some(at),
            _ => {}
        }
    }
    None
}
