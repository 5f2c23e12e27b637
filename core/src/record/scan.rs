//! Reading a record fast: one pass over text that is known to be UTF-8, which checks the JSON and takes what the
//! record's fields need as it goes by.
//!
//! It reads what CloudTrail writes, and gives up on anything unusual: damage, the end of the text inside the
//! value, deep nesting, odd numbers. What it gives up on is read by `serde_json`, which is slower and tells what
//! is wrong. What both can read, they read the same (there is a test).

use super::marks::{WIDTH, marks, marks_at_end};
use super::same::same_bytes;
use super::seen::Seen;
use super::text::{Raw, Text, Unread};

/// Nesting up to which values are read here: a bit for each level.
const DEPTH: u32 = 64;

/// A place in the text.
pub struct Scanner<'a, 's> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    /// Whether an element was left unread: a second one of the name would take its place, and nobody read it.
    unread: bool,
    /// What ends or interrupts a string in the [`WIDTH`] bytes from `block` on.
    marks: u64,
    block: usize,
    seen: Option<&'s mut Seen>,
}

/// What can be read by a [`Scanner`]. `None`: given up on, somewhere.
pub trait Scan<'a>: Sized {
    /// Reads the value that starts here.
    fn scan(from: &mut Scanner<'a, '_>) -> Option<Self>;
}

/// Reads the object that `text` starts with, and says how long it is. Elements that are left unread are
/// recognised by `seen` and kept there.
pub fn scan<'a, T: Scan<'a>>(text: &'a str, seen: Option<&mut Seen>) -> Option<(T, usize)> {
    if !text.starts_with('{') {
        return None;
    }
    // So far behind the text that no place is in the block.
    let block = usize::MAX / 2;
    let mut scanner = Scanner { text, bytes: text.as_bytes(), at: 0, unread: false, marks: 0, block, seen };
    let value = T::scan(&mut scanner)?;
    Some((value, scanner.at))
}

/// Reads a whole text: fast if it can be, else by `serde_json`, which tells what is wrong.
pub fn read<'a, T: Scan<'a> + serde::Deserialize<'a>>(text: &'a str) -> Result<T, serde_json::Error> {
    match scan(text, None) {
        Some((value, length)) if length == text.len() => Ok(value),
        _ => serde_json::from_str(text),
    }
}

impl<'a> Scanner<'a, '_> {
    /// Index of the first byte from `at` on that ends or interrupts a string: a quote, a backslash or a control
    /// character.
    #[inline]
    fn interruption(&mut self, mut at: usize) -> Option<usize> {
        loop {
            let into = at.wrapping_sub(self.block);
            if into < WIDTH {
                let rest = self.marks >> into;
                if rest != 0 {
                    return Some(at + rest.trailing_zeros() as usize);
                }
                at = self.block + WIDTH;
            }
            self.look(at)?;
        }
    }

    /// Works out the marks of the bytes from here on; none at the end.
    fn look(&mut self, at: usize) -> Option<()> {
        let rest = self.bytes.get(at..).filter(|rest| !rest.is_empty())?;
        self.block = at;
        self.marks = match rest.first_chunk() {
            Some(bytes) => marks(bytes),
            None => marks_at_end(rest),
        };
        Some(())
    }

    #[inline]
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// The next byte that is not white space.
    #[inline]
    fn next_token(&mut self) -> Option<u8> {
        loop {
            match self.peek()? {
                b' ' | b'\t' | b'\n' | b'\r' => self.at += 1,
                byte => return Some(byte),
            }
        }
    }

    #[inline]
    fn take(&mut self, byte: u8) -> Option<()> {
        (self.next_token()? == byte).then(|| self.at += 1)
    }

    /// The string at the quote here: what is between the quotes, and whether there are escapes in it.
    #[inline]
    fn string(&mut self) -> Option<(&'a str, bool)> {
        let start = self.at + 1;
        let mut at = start;
        let mut escaped = false;
        loop {
            at = self.interruption(at)?;
            match self.bytes[at] {
                b'"' => break,
                b'\\' => {
                    escaped = true;
                    at = self.escape(at)?;
                }
                _ => return None,
            }
        }
        self.at = at + 1;
        Some((self.text.get(start..at)?, escaped))
    }

    /// Where the escape at the backslash here ends.
    fn escape(&self, at: usize) -> Option<usize> {
        match self.bytes.get(at + 1)? {
            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => Some(at + 2),
            b'u' => {
                let digits = self.bytes.get(at + 2..at + 6)?;
                digits.iter().all(u8::is_ascii_hexdigit).then_some(at + 6)
            }
            _ => None,
        }
    }

    fn digits(&mut self) -> Option<()> {
        let start = self.at;
        while self.peek().is_some_and(|b| b.is_ascii_digit()) {
            self.at += 1;
        }
        (self.at > start).then_some(())
    }

    fn number(&mut self) -> Option<()> {
        if self.peek()? == b'-' {
            self.at += 1;
        }
        match self.peek()? {
            b'0' => self.at += 1,
            _ => self.digits()?,
        }
        if self.peek()? == b'.' {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.peek()?, b'e' | b'E') {
            self.at += 1;
            if matches!(self.peek()?, b'+' | b'-') {
                self.at += 1;
            }
            self.digits()?;
        }
        // Its last digit is not the last byte of the text, so it cannot go on there.
        Some(())
    }

    fn word(&mut self, word: &str) -> Option<()> {
        self.bytes.get(self.at..)?.starts_with(word.as_bytes()).then(|| self.at += word.len())
    }

    /// Whether this stands here.
    #[inline]
    fn starts_with(&self, text: &str) -> bool {
        let here = self.bytes.get(self.at..).and_then(|rest| rest.get(..text.len()));
        here.is_some_and(|here| same_bytes(here, text.as_bytes()))
    }

    /// A key with its colon, up to the value.
    #[inline]
    fn key(&mut self) -> Option<(&'a str, bool)> {
        if self.next_token()? != b'"' {
            return None;
        }
        let key = self.string()?;
        self.take(b':')?;
        self.next_token()?;
        Some(key)
    }

    /// Goes past the value here.
    pub fn skip(&mut self) -> Option<()> {
        // A bit for each container that is open: whether it is an object. The outermost is the highest.
        let (mut objects, mut depth) = (0u64, 0u32);
        'value: loop {
            match self.peek()? {
                b'"' => drop(self.string()?),
                b't' => self.word("true")?,
                b'f' => self.word("false")?,
                b'n' => self.word("null")?,
                open @ (b'{' | b'[') => {
                    self.at += 1;
                    let object = open == b'{';
                    if self.next_token()? == (if object { b'}' } else { b']' }) {
                        self.at += 1;
                    } else {
                        if depth == DEPTH {
                            return None;
                        }
                        depth += 1;
                        objects = objects << 1 | u64::from(object);
                        if object {
                            self.key()?;
                        }
                        continue 'value;
                    }
                }
                _ => self.number()?,
            }
            // Behind a value.
            loop {
                if depth == 0 {
                    return Some(());
                }
                let object = objects & 1 == 1;
                match self.next_token()? {
                    b',' => {
                        self.at += 1;
                        if object {
                            self.key()?;
                        } else {
                            self.next_token()?;
                        }
                        continue 'value;
                    }
                    b'}' if object => {}
                    b']' if !object => {}
                    _ => return None,
                }
                self.at += 1;
                depth -= 1;
                objects >>= 1;
            }
        }
    }

    /// Goes past the value here by its brackets and strings, without checking what is between them.
    #[inline]
    fn skip_loosely(&mut self) -> Option<()> {
        if self.peek()? != b'{' {
            return self.skip();
        }
        let mut depth = 0u32;
        loop {
            match self.peek()? {
                b'"' => drop(self.string()?),
                b'{' | b'[' => {
                    depth += 1;
                    self.at += 1;
                }
                b'}' | b']' => {
                    depth -= 1;
                    self.at += 1;
                    if depth == 0 {
                        return Some(());
                    }
                }
                _ => self.at += 1,
            }
        }
    }

    /// Goes past something that stands in place of what was expected; `serde_json` would read it, so it gives up
    /// where that might fail.
    fn skip_odd(&mut self) -> Option<()> {
        let start = self.at;
        self.skip()?;
        let text = self.text.get(start..self.at)?;
        let plain = matches!(text, "null" | "true" | "false" | "{}" | "[]")
            || (text.starts_with('"') && !text.contains('\\'));
        plain.then_some(())
    }

    /// Calls `field` with the place in the table of each key of the object here that stands there, at its value; goes
    /// past all others, and past anything that is no object. `find` finds a key in the table; `written` are the keys of
    /// the table as they stand in a record, with quotes and colon.
    ///
    /// Records of one kind have their keys in one order. So the key is looked for first that followed the last one
    /// before: to compare is cheaper than to read it and to find it.
    #[inline]
    pub fn object(
        &mut self,
        written: &[&str],
        find: impl Fn(&str) -> Option<usize>,
        mut field: impl FnMut(usize, &mut Self) -> Option<()>,
    ) -> Option<()> {
        if self.peek()? != b'{' {
            return self.skip_odd();
        }
        self.at += 1;
        if self.next_token()? == b'}' {
            self.at += 1;
            return Some(());
        }
        // Behind the last of the table: none yet.
        let mut last = written.len();
        loop {
            let expected = self.seen.as_ref().and_then(|seen| seen.after(last));
            let found = match expected.and_then(|place| Some((place, *written.get(place)?))) {
                Some((place, key)) if self.starts_with(key) => {
                    self.at += key.len();
                    self.next_token()?;
                    Some(place)
                }
                _ => {
                    // Keys with escapes are too rare to be worth a line here.
                    let (key, false) = self.key()? else { return None };
                    let found = find(key);
                    if let (Some(place), Some(seen)) = (found, &mut self.seen) {
                        seen.follows(last, place);
                    }
                    found
                }
            };
            match found {
                Some(place) => {
                    last = place;
                    field(place, self)?;
                }
                None => self.skip()?,
            }
            match self.next_token()? {
                b',' => self.at += 1,
                b'}' => {
                    self.at += 1;
                    return Some(());
                }
                _ => return None,
            }
        }
    }
}

impl<'a> Scan<'a> for Text<'a> {
    #[inline]
    fn scan(from: &mut Scanner<'a, '_>) -> Option<Self> {
        let start = from.at;
        match from.peek()? {
            b'"' => match from.string()? {
                (text, false) => Some(text.into()),
                (_, true) => serde_json::from_str(from.text.get(start..from.at)?).ok(),
            },
            b't' => from.word("true").map(|()| "true".into()),
            b'f' => from.word("false").map(|()| "false".into()),
            b'n' | b'{' | b'[' => from.skip_odd().map(|()| Text::default()),
            _ => {
                from.number()?;
                let text = from.text.get(start..from.at)?;
                // Whole numbers are their own text; of others serde_json knows the value, and whether they fit.
                let plain = text.len() < 16 && text != "-0" && !text.contains(['.', 'e', 'E']);
                if plain { Some(text.into()) } else { serde_json::from_str(text).ok() }
            }
        }
    }
}

impl<'a> Scan<'a> for Unread<'a> {
    #[inline]
    fn scan(from: &mut Scanner<'a, '_>) -> Option<Self> {
        if std::mem::replace(&mut from.unread, true) {
            return None;
        }
        let start = from.at;
        let rest = from.bytes.get(start..)?;
        match from.seen.as_mut().and_then(|seen| seen.length(rest)) {
            Some(length) => from.at += length,
            None => {
                from.skip_loosely()?;
                if let Some(seen) = &mut from.seen {
                    seen.keep(rest, from.at - start);
                }
            }
        }
        Some(from.text.get(start..from.at)?.into())
    }
}

impl<'a> Scan<'a> for Raw<'a> {
    #[inline]
    fn scan(from: &mut Scanner<'a, '_>) -> Option<Self> {
        let start = from.at;
        from.skip()?;
        Some(from.text.get(start..from.at)?.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Record, UserIdentity};
    use proptest::prelude::*;

    /// What both readers can read, they read the same; what serde_json cannot read, the scanner gives up on.
    fn agree(text: &str) -> bool {
        let mut values = serde_json::Deserializer::from_str(text).into_iter::<Record>();
        let slow = values.next();
        match (scan::<Record>(text, None), slow) {
            (Some((fast, length)), Some(Ok(slow))) => {
                if fast.identity().is_err() {
                    return false;
                }
                let identity = slow.user_identity.text();
                if !identity.is_empty() {
                    assert_eq!(
                        fast.identity().ok(),
                        serde_json::from_str::<UserIdentity>(identity).ok(),
                        "{text}"
                    );
                }
                assert_eq!(fast, slow, "{text}");
                assert_eq!(length, values.byte_offset(), "{text}");
                true
            }
            // Its identity is damaged, which shows when it is read.
            (Some((fast, _)), _) if fast.identity().is_err() => false,
            (Some(_), slow) => panic!("only the scanner reads {text}: {slow:?}"),
            (None, _) => false,
        }
    }

    #[test]
    fn reads_what_cloudtrail_writes() {
        for text in [
            r#"{"eventVersion":"1.08","userIdentity":{"type":"Root"},"eventName":"x","readOnly":true}, "#,
            "{ \"eventName\" : \"a\\u0041\\n\" ,\n\"requestParameters\" : { \"a\" : [ 1 , -2.5e+3 , { } , [ ] , null ] } }",
            r#"{"EventName":"x","ARN":"y","recipientAccountId":123456789012,"eventID":null,"errorCode":{}} "#,
            r#"{"userIdentity":{"type":"x","a":{"b":[{}]}} ,"eventName":""}"#,
            r#"{"eventName":"é…😀","sourceIPAddress":"","userAgent":"a \"b\" \\","readOnly":false}"#,
            "{}",
            r#"{"recipientAccountId":-0 ,"eventVersion":1.10,"eventName":0 }"#,
        ] {
            assert!(agree(text), "{text}");
        }
    }

    #[test]
    fn gives_up_on_everything_else() {
        let deep = format!("{{\"a\":{}{}}}", "[".repeat(70), "]".repeat(70));
        for text in [
            "",
            "{",
            "{\"a\"",
            "{\"a\":",
            "{\"a\":1",
            "{\"a\":01}",
            "{\"a\":1.}",
            "{\"a\":+1}",
            "{\"a\":tru}",
            "{a:1}",
            "{\"a\":1,}",
            "{\"a\":[1,]}",
            "{\"a\":[1}}",
            "{\"a\":\"\n\"}",
            "{\"a\":\"\\x\"}",
            "{\"a\":\"\\u00g0\"}",
            "{\"a\" 1}",
            "{\"a\":1 \"b\":2}",
            "{\"a\":1e}",
            "{\"eventName\":1e999}",
            "{\"eventName\":\"\\ud800\"}",
            r#"{"userIdentity":{"x" oops},"userIdentity":{"type":"Root"},"eventSource":"s","eventName":"n"}"#,
            r#"{"UserIdentity":{"x" oops},"userIdentity":{}}"#,
            r#"{"errorCode":{"\ud800":1}}"#,
            &deep,
        ] {
            assert!(scan::<Record>(text, None).is_none(), "{text}");
        }
        for text in
            [r#"{"sessionContext":"\ud800"}"#, r#"{"sessionContext":1e999}"#, r#"{"onBehalfOf":[1e999]}"#]
        {
            assert!(scan::<UserIdentity>(text, None).is_none(), "{text}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]
        #[test]
        fn agrees_on_any_soup(parts in prop::collection::vec(prop::sample::select(vec![
            "{", "}", "[", "]", ",", ":", "\"eventName\"", "\"a\"", "\"requestParameters\"", "1", "-0.5e3", "null", "true",
            " ", "\n", "\"\\u0041\\\"\"", "\"é\"", "{\"a\":1}", "\"eventID\":", "\"userIdentity\":{\"type\":\"Root\"},", "\"userIdentity\":", "\\",
        ]), 0..14)) {
            agree(&format!("{{{}}}", parts.concat()));
            agree(&parts.concat());
        }
    }
}
