//! Which brackets of a text do not close. Where a record does not end, reading goes on inside it, at whatever looks like
//! the start of a record; to look for the end of each of these from its own start would take a time that grows with the
//! square of the text. Here each byte is looked at once.

use std::collections::VecDeque;

use crate::json;

/// Brackets that are open, in a text that goes on; those that could begin a document.
#[derive(Debug)]
struct Open {
    /// Where in the text what is to be looked at next lies.
    next: u64,
    /// Inside a string; behind a backslash in it.
    string: bool,
    escaped: bool,
    /// Brackets that are open.
    depth: u32,
    /// Where those lie that could begin a document, and how many are open with each of them.
    begun: VecDeque<(u64, u32)>,
    /// The last byte was a bracket, behind which it shows whether it begins a document.
    fresh: bool,
}

impl Open {
    fn at(start: u64) -> Self {
        Open { next: start, string: false, escaped: false, depth: 0, begun: VecDeque::new(), fresh: false }
    }

    fn go_on(&mut self, window: &[u8], base: u64) {
        let from = self.next.saturating_sub(base) as usize;
        for (i, &byte) in window.iter().enumerate().skip(from) {
            if self.string {
                match byte {
                    _ if self.escaped => self.escaped = false,
                    b'\\' => self.escaped = true,
                    b'"' => self.string = false,
                    _ => {}
                }
                continue;
            }
            if self.fresh && !matches!(byte, b' ' | b'\t' | b'\n' | b'\r') {
                if !matches!(byte, b'"' | b'{') {
                    self.begun.pop_back();
                }
                self.fresh = false;
            }
            match byte {
                b'"' => self.string = true,
                b'{' | b'[' => {
                    self.depth = self.depth.saturating_add(1);
                    self.begun.push_back((base + i as u64, self.depth));
                    self.fresh = true;
                }
                b'}' | b']' => {
                    while self.begun.back().is_some_and(|(_, depth)| *depth >= self.depth) {
                        self.begun.pop_back();
                    }
                    self.depth = self.depth.saturating_sub(1);
                    // What is behind is nothing of this.
                    if self.depth == 0 {
                        break;
                    }
                }
                _ => {}
            }
        }
        self.next = self.next.max(base + window.len() as u64);
    }

    fn has(&self, at: u64) -> bool {
        self.begun.binary_search_by_key(&at, |(at, _)| *at).is_ok()
    }
}

/// What is known of brackets that do not close.
#[derive(Debug, Default)]
pub(super) struct Unclosed(Vec<Open>);

/// What is a bracket and what is in a string depends on where one begins to read, in three ways: outside of a string,
/// in it, and behind a backslash in it.
const WAYS: usize = 3;

impl Unclosed {
    /// Notes that what starts at this index does not close in the window.
    pub fn note(&mut self, window: &[u8], at: usize, base: u64) {
        if !matches!(window.get(at), Some(b'{' | b'[')) || self.has(at, base) {
            return;
        }
        if self.0.len() == WAYS {
            self.0.remove(0);
        }
        let mut open = Open::at(base + at as u64);
        open.go_on(window, base);
        if open.depth > 0 {
            self.0.push(open);
        }
    }

    /// Goes on to the end of a window, which is to be done for each before anything is asked: so what is known does not
    /// depend on what was asked before.
    pub fn go_on(&mut self, window: &[u8], base: u64) {
        // Those that have closed are gone: none goes on behind its end.
        self.0.iter_mut().for_each(|open| open.go_on(window, base));
        self.0.retain(|open| open.depth > 0);
    }

    /// Whether what starts at this index is known not to close in the window.
    pub fn has(&mut self, at: usize, base: u64) -> bool {
        let place = base + at as u64;
        self.0.iter_mut().any(|open| {
            // What lies before is not asked for again.
            while open.begun.front().is_some_and(|(begun, _)| *begun < place) {
                open.begun.pop_front();
            }
            open.has(place)
        })
    }

    /// Where the value at this index ends, as [`json::skip_value`].
    pub fn skip(&mut self, window: &[u8], at: usize, base: u64) -> json::Scan {
        if self.has(at, base) {
            return json::Scan::More;
        }
        json::skip_value(window, at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Against reading each from its own start, in windows of every size.
    #[test]
    fn the_same_as_from_each_start() {
        let text = br#"{"a":[{"b":"}"},{"c":{"d":[[1],{"e":"{\"f\":","g":{"h":[{"i":1}"#;
        for size in 1..=text.len() {
            let mut unclosed = Unclosed::default();
            unclosed.note(text.get(..size).unwrap(), 0, 0);
            let window = &text[..text.len().min(size + 7)];
            unclosed.go_on(window, 0);
            for at in (0..size).filter(|&at| text[at] == b'{' && text[at + 1] == b'"' && at + 1 < size) {
                let closes = matches!(json::skip_value(window, at), json::Scan::End(_));
                assert_eq!(unclosed.has(at, 0), !closes, "{at} in {size}");
            }
        }
    }
}
