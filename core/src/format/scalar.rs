//! Scalars of YAML: text between single or double quotes, over several lines or not, and blocks. Only as much of YAML as
//! it takes to get a text back that a serialiser has written.
//!
//! Source: YAML 1.2.2, chapters 7.3 (flow scalars) and 8.1 (block scalars).

/// What a scalar turned out to be.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Scalar {
    /// Its text, and the index behind it.
    Whole(Vec<u8>, usize),
    /// The window ends inside it.
    More,
    /// It does not end where the value should: at this index a line begins that cannot belong to it.
    Broken(usize),
}

/// Reads the scalar at `at`, which is the value of a key, or an item of a list, that stands in the column `parent`:
/// further lines of it are indented by more. `last`: nothing follows the window.
pub(super) fn read(window: &[u8], at: usize, parent: usize, last: bool) -> Scalar {
    match window.get(at) {
        Some(b'\'') => single(window, at + 1, parent, last),
        Some(b'"') => double(window, at + 1, parent),
        Some(b'|' | b'>') => block(window, at, parent, last),
        _ => match memchr::memchr(b'\n', &window[at.min(window.len())..]) {
            Some(n) => Scalar::Whole(window[at..at + n].trim_ascii().to_vec(), at + n),
            None if last => Scalar::Whole(window[at..].trim_ascii().to_vec(), window.len()),
            None => Scalar::More,
        },
    }
}

/// What a break of lines in a quoted scalar stands for.
enum Break {
    /// The text goes on at this index, after so many line feeds.
    On(usize, usize),
    More,
    /// A line that cannot belong to it begins here.
    Ends(usize),
}

/// Goes over the line feed at `at` and the white space around it.
fn line_break(window: &[u8], mut at: usize, parent: usize) -> Break {
    let mut feeds = 0;
    loop {
        feeds += 1;
        let line = at + 1;
        at = line + window[line..].iter().take_while(|b| matches!(b, b' ' | b'\t' | b'\r')).count();
        match window.get(at) {
            None => return Break::More,
            Some(b'\n') => {}
            Some(_) if at - line > parent => return Break::On(at, feeds),
            Some(_) => return Break::Ends(line),
        }
    }
}

/// A line feed alone is a blank; of several, all but one are themselves.
fn fold(out: &mut Vec<u8>, feeds: usize) {
    match feeds {
        1 => out.push(b' '),
        more => out.resize(out.len() + more - 1, b'\n'),
    }
}

/// Folds the lines that meet at a line feed, and says where the text goes on; or what the scalar is, if it does not.
fn fold_at(out: &mut Vec<u8>, window: &[u8], at: usize, parent: usize) -> Result<usize, Scalar> {
    match line_break(window, at, parent) {
        Break::On(next, feeds) => {
            fold(out, feeds);
            Ok(next)
        }
        Break::More => Err(Scalar::More),
        Break::Ends(line) => Err(Scalar::Broken(line)),
    }
}

fn single(window: &[u8], mut at: usize, parent: usize, last: bool) -> Scalar {
    let mut out = Vec::new();
    loop {
        let rest = &window[at..];
        let Some(n) = memchr::memchr2(b'\'', b'\n', rest) else { return Scalar::More };
        out.extend_from_slice(&rest[..n]);
        at += n;
        match (window[at], window.get(at + 1)) {
            (b'\n', _) => {
                out.truncate(out.trim_ascii_end().len());
                match fold_at(&mut out, window, at, parent) {
                    Ok(next) => at = next,
                    Err(end) => return end,
                }
            }
            (_, Some(b'\'')) => {
                out.push(b'\'');
                at += 2;
            }
            // It may be the first of two.
            (_, None) if !last => return Scalar::More,
            _ => return Scalar::Whole(out, at + 1),
        }
    }
}

fn double(window: &[u8], mut at: usize, parent: usize) -> Scalar {
    let mut out = Vec::new();
    // White space that was written as an escape is not taken away at the end of a line.
    let mut firm = 0;
    loop {
        let rest = &window[at..];
        let Some(n) = memchr::memchr3(b'"', b'\\', b'\n', rest) else { return Scalar::More };
        out.extend_from_slice(&rest[..n]);
        at += n;
        match window[at] {
            b'"' => return Scalar::Whole(out, at + 1),
            b'\n' => {
                out.truncate(out.trim_ascii_end().len().max(firm));
                match fold_at(&mut out, window, at, parent) {
                    Ok(next) => at = next,
                    Err(end) => return end,
                }
            }
            _ => {
                let Some(&kind) = window.get(at + 1) else { return Scalar::More };
                let feed = match (kind, window.get(at + 2)) {
                    (b'\n', _) => Some(at + 1),
                    (b'\r', Some(b'\n')) => Some(at + 2),
                    (b'\r', None) => return Scalar::More,
                    _ => None,
                };
                if let Some(feed) = feed {
                    // The line goes on as if it had not been broken; blank lines behind are line feeds.
                    match line_break(window, feed, parent) {
                        Break::On(next, feeds) => {
                            out.resize(out.len() + feeds - 1, b'\n');
                            at = next;
                        }
                        Break::More => return Scalar::More,
                        Break::Ends(line) => return Scalar::Broken(line),
                    }
                } else {
                    let digits = match kind {
                        b'x' => 2,
                        b'u' => 4,
                        b'U' => 8,
                        _ => 0,
                    };
                    let Some(code) = window.get(at + 2..at + 2 + digits) else { return Scalar::More };
                    escape(kind, code, &mut out);
                    at += 2 + digits;
                }
                firm = out.len();
            }
        }
    }
}

/// The character that an escape stands for.
fn escape(kind: u8, code: &[u8], out: &mut Vec<u8>) {
    let text = match kind {
        b'0' => "\0",
        b'a' => "\x07",
        b'b' => "\x08",
        b't' | b'\t' => "\t",
        b'n' => "\n",
        b'v' => "\x0b",
        b'f' => "\x0c",
        b'r' => "\r",
        b'e' => "\x1b",
        b'N' => "\u{85}",
        b'_' => "\u{a0}",
        b'L' => "\u{2028}",
        b'P' => "\u{2029}",
        b'x' | b'u' | b'U' => {
            let number = std::str::from_utf8(code).ok().and_then(|code| u32::from_str_radix(code, 16).ok());
            let character = number.and_then(char::from_u32).unwrap_or(char::REPLACEMENT_CHARACTER);
            out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
            return;
        }
        other => {
            out.push(other);
            return;
        }
    };
    out.extend_from_slice(text.as_bytes());
}

/// A block: the lines below its head that are indented by more than its parent. Line feeds of a folded one are blanks;
/// more of YAML's rules for them make no difference to JSON.
fn block(window: &[u8], at: usize, parent: usize, last: bool) -> Scalar {
    let feed = if window.get(at) == Some(&b'>') { b' ' } else { b'\n' };
    let Some(head) = memchr::memchr(b'\n', &window[at..]) else { return Scalar::More };
    let mut out = Vec::new();
    let mut line = at + head + 1;
    loop {
        let rest = &window[line.min(window.len())..];
        let end = match memchr::memchr(b'\n', rest) {
            Some(n) => n + 1,
            None if last => rest.len(),
            None => return Scalar::More,
        };
        let text = &rest[..end];
        let indent = text.iter().take_while(|&&b| b == b' ').count();
        let blank = text.trim_ascii().is_empty();
        if end == 0 || (!blank && indent <= parent) {
            return Scalar::Whole(out.trim_ascii().to_vec(), line);
        }
        out.extend_from_slice(text.trim_ascii());
        out.push(feed);
        line += end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(yaml: &str) -> String {
        match read(yaml.as_bytes(), 0, 0, true) {
            Scalar::Whole(text, _) => String::from_utf8(text).unwrap(),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn quoted_scalars_are_folded() {
        for (yaml, wanted) in [
            ("'a ''b'' c'\n", "a 'b' c"),
            ("'a\n  b\n\n  c'", "a b\nc"),
            ("'a  \r\n  b'", "a b"),
            (r#""a \"b\" \\ \x41\u00e9\U0001F600\n""#, "a \"b\" \\ Aé😀\n"),
            ("\"a\n  b \\\n  c\\\n  \\ d\"", "a b c d"),
            ("\"a\\t\n  b\"", "a\t b"),
            ("|-\n  {\"a\":\n   1}\nnext: x", "{\"a\":\n1}"),
            (">\n  a\n  b\n\n", "a b"),
            ("plain text  \nnext", "plain text"),
            ("''", ""),
        ] {
            assert_eq!(text(yaml), wanted, "{yaml:?}");
        }
    }

    #[test]
    fn what_does_not_end_is_told() {
        assert_eq!(read(b"'a\nkey: b'", 0, 2, true), Scalar::Broken(3));
        assert_eq!(read(b"\"a \\\nkey: b\"", 0, 2, true), Scalar::Broken(5));
        for open in ["'a", "\"a", "\"a\\", "\"a\\u00", "'a\n   ", "|", "|\n  a", "plain"] {
            assert_eq!(read(open.as_bytes(), 0, 0, false), Scalar::More, "{open:?}");
        }
    }
}
