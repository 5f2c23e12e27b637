//! A record, read again from the file it came from.

use crate::container::Container;
use crate::container::unpack::{Outlet, Unpack};
use crate::limits;
use crate::problem::Reporter;
use crate::store::batch::Provenance;

/// Finds the bytes at a place in a file that is fed from its start.
pub struct Reread {
    unpack: Unpack,
    search: Search,
}

struct Search {
    wanted: Provenance,
    /// The member whose data is passing by.
    member: u32,
    /// Bytes of it that have passed by.
    passed: u64,
    room: Vec<u8>,
    found: Vec<u8>,
    /// What goes wrong was told when the file was read first.
    reporter: Reporter,
}

impl Reread {
    /// Looks for what lies at this place.
    pub fn new(wanted: Provenance) -> Self {
        Reread {
            unpack: Unpack::default(),
            search: Search {
                wanted,
                member: 0,
                passed: 0,
                room: vec![0; limits::WINDOW],
                found: Vec::new(),
                reporter: Reporter::default(),
            },
        }
    }

    /// Takes the next bytes of the file.
    pub fn feed(&mut self, bytes: &[u8]) {
        if !self.is_done() {
            self.unpack.feed(bytes, &mut self.search);
        }
    }

    /// Whether all that was wanted is there.
    pub fn is_done(&self) -> bool {
        self.search.found.len() >= self.search.wanted.length as usize
    }

    /// What was found. Short where the file has ended before.
    pub fn finish(mut self) -> Vec<u8> {
        if !self.is_done() {
            self.unpack.finish(&mut self.search);
        }
        self.search.found
    }
}

impl Outlet for Search {
    fn reporter(&mut self, _: u32) -> &mut Reporter {
        &mut self.reporter
    }

    fn wrapped(&mut self, _: u32, _: Container) {}

    fn begin(&mut self, _: u32, _: &str) {}

    fn end(&mut self, _: u32, _: u64) {}

    fn data_begins(&mut self, member: u32) {
        (self.member, self.passed) = (member, 0);
    }

    fn room(&mut self) -> &mut [u8] {
        &mut self.room
    }

    fn filled(&mut self, made: usize) {
        let start = self.passed;
        self.passed += made as u64;
        if self.member != self.wanted.member {
            return;
        }
        let length = self.wanted.length as usize;
        let from = (self.wanted.offset.saturating_sub(start)).min(made as u64) as usize;
        let to = made.min(from + (length - self.found.len().min(length)));
        if let Some(part) = self.room.get(from..to) {
            self.found.extend_from_slice(part);
        }
    }

    fn data_ends(&mut self) {}
}
