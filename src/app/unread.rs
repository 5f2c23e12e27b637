//! Cells of paths into records that are not in memory: the records of the rows that have come in are read again from their
//! files, a round at a time, by a worker that lives as long as there is something to read.

use std::collections::VecDeque;

use js_sys::Uint8Array;
use yew::{Callback, html};

use super::shell::{App, Msg};
use crate::engine::protocol::Request;
use crate::view::Row;
use crate::worker::messages::JobFile;
use crate::worker::reader::{FromReader, Reader};

/// What is to be read, and what is being read.
pub struct Unread {
    tell: Callback<FromReader>,
    reader: Option<Reader>,
    /// Rows to read, as they came in: those that came last are on the screen.
    rows: Vec<Vec<u32>>,
    /// The round that goes on: number of the view, and the rows that have not been read.
    round: Option<(u32, VecDeque<u32>)>,
}

impl Unread {
    /// Nothing.
    pub fn start(link: &html::Scope<App>) -> Unread {
        Unread { tell: link.callback(Msg::Unread), reader: None, rows: Vec::new(), round: None }
    }

    /// What was to be read is of a view that is gone.
    pub fn forget(&mut self) {
        // The worker may be in the middle of something.
        (self.reader, self.round) = (None, None);
        self.rows.clear();
    }
}

impl App {
    /// Reads what rows that have come in do not know of their records.
    pub(super) fn read_unread(&mut self, rows: Vec<u32>) {
        if !rows.is_empty() {
            self.unread.rows.push(rows);
            self.next_round();
        }
    }

    fn next_round(&mut self) {
        if self.unread.round.is_some() {
            return;
        }
        match self.unread.rows.pop() {
            Some(rows) => {
                let seq = self.table.rows.seq;
                self.unread.round = Some((seq, VecDeque::new()));
                self.engine.ask(Request::Places { seq, rows });
            }
            // The worker has nothing to wait for.
            None => self.unread.reader = None,
        }
    }

    /// The engine says where they stand.
    pub(super) fn read_places(
        &mut self,
        seq: u32,
        rows: Vec<u32>,
        files: Vec<(u32, u32)>,
        places: &[u8],
    ) -> bool {
        let pool = self.import.pool();
        let Some((_, left)) = self.unread.round.as_mut().filter(|(of, _)| *of == seq) else { return false };
        let handle = |(id, places)| {
            let (handle, size) = pool.handle(id)?;
            Some((JobFile { id, size }, handle, places))
        };
        let files: Option<Vec<_>> = files.into_iter().map(handle).collect();
        if self.unread.reader.is_none() {
            let tell = self.unread.tell.clone();
            self.unread.reader = Reader::start(move |event| tell.emit(event)).ok();
        }
        match (&self.unread.reader, files) {
            (Some(reader), Some(files)) if !rows.is_empty() => {
                *left = rows.into();
                reader.extract(files, &Uint8Array::from(places).buffer());
            }
            // The cells go on saying that they are not known.
            _ => {
                self.unread.round = None;
                self.next_round();
            }
        }
        false
    }

    pub(super) fn hear_unread(&mut self, event: FromReader) -> bool {
        match event {
            FromReader::Found { lengths, bytes } => {
                let Some((seq, left)) = &mut self.unread.round else { return false };
                let rows: Vec<u32> = left.drain(..lengths.len().min(left.len())).collect();
                let (seq, done) = (*seq, left.is_empty());
                self.engine.ask_with(Request::Cells { seq, rows, lengths, bytes: Vec::new() }, &bytes);
                if let Some(reader) = &self.unread.reader {
                    reader.more();
                }
                if done {
                    self.unread.round = None;
                    self.next_round();
                }
            }
            // This one hashes nothing.
            FromReader::Hashed { .. } => {}
            FromReader::Lost => {
                (self.unread.reader, self.unread.round) = (None, None);
                self.next_round();
            }
        }
        false
    }

    /// Shows rows with cells that are known now.
    pub(super) fn show_cells(&mut self, seq: u32, rows: Vec<Row>) -> bool {
        let mine = seq == self.table.rows.seq;
        if mine {
            std::rc::Rc::make_mut(&mut self.table.rows).replace(rows);
        }
        mine
    }
}
