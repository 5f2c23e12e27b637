//! Original records, one after another. Each stands there byte for byte as it was read: numbers, keys and escapes have
//! the spelling that CloudTrail gave them.

use crate::json::{Scan, skip_string};

/// What stands around the records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    /// One a line, and nothing else.
    Lines,
    /// `{"Records":[…]}`.
    Document,
}

impl Framing {
    /// What stands before the first.
    pub fn begin(self, out: &mut Vec<u8>) {
        if self == Framing::Document {
            out.extend_from_slice(b"{\"Records\":[");
        }
    }

    /// Adds a record. In lines a record that has line breaks between its tokens, and only such a one, is written
    /// without white space there.
    pub fn record(self, first: bool, text: &[u8], out: &mut Vec<u8>) {
        match self {
            Framing::Lines if memchr::memchr2(b'\n', b'\r', text).is_some() => compact(text, out),
            Framing::Lines => out.extend_from_slice(text),
            Framing::Document => {
                out.extend_from_slice(if first { b"\n" } else { b",\n" });
                out.extend_from_slice(text);
            }
        }
        if self == Framing::Lines {
            out.push(b'\n');
        }
    }

    /// What stands behind the last.
    pub fn end(self, out: &mut Vec<u8>) {
        if self == Framing::Document {
            out.extend_from_slice(b"\n]}\n");
        }
    }
}

/// Copies JSON without the white space between its tokens.
fn compact(text: &[u8], out: &mut Vec<u8>) {
    let mut at = 0;
    while let Some(&byte) = text.get(at) {
        let end = match byte {
            b'"' => match skip_string(text, at) {
                Scan::End(end) => end,
                Scan::More | Scan::Bad(_) => text.len(),
            },
            _ => at + 1,
        };
        if !matches!(byte, b' ' | b'\t' | b'\n' | b'\r') {
            out.extend_from_slice(text.get(at..end).unwrap_or_default());
        }
        at = end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(framing: Framing, records: &[&str]) -> String {
        let mut out = Vec::new();
        framing.begin(&mut out);
        for (n, record) in records.iter().enumerate() {
            framing.record(n == 0, record.as_bytes(), &mut out);
        }
        framing.end(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn records_keep_their_spelling() {
        let odd = r#"{"a" : 1.50e+2,"b":"\u00e9\/ x"}"#;
        assert_eq!(written(Framing::Lines, &[odd, "{}"]), format!("{odd}\n{{}}\n"));
        assert_eq!(written(Framing::Document, &[odd, "{}"]), format!("{{\"Records\":[\n{odd},\n{{}}\n]}}\n"));
        assert_eq!(written(Framing::Document, &[]), "{\"Records\":[\n]}\n");
        assert_eq!(written(Framing::Lines, &[]), "");
    }

    #[test]
    fn a_line_has_no_line_breaks() {
        let pretty = "{\r\n  \"a b\": [1.0,\n 2],\n \"c\": \"x \\\" y\" }";
        assert_eq!(written(Framing::Lines, &[pretty]), "{\"a b\":[1.0,2],\"c\":\"x \\\" y\"}\n");
    }
}
