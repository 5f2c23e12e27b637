//! Records, read again from the file that they came from.

use std::collections::VecDeque;

use crate::container::Container;
use crate::container::unpack::{Outlet, Unpack};
use crate::limits;
use crate::problem::Reporter;
use crate::store::batch::Provenance;

/// A place in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Number of the member; 0 where the file is no archive.
    pub member: u32,
    /// Length in bytes.
    pub length: u32,
    /// Byte offset in the member's data, decompressed and as UTF-8.
    pub offset: u64,
}

impl Place {
    /// Bytes of a place on the wire.
    pub const SIZE: usize = 16;

    /// Writes it: member, length, offset, little-endian.
    pub fn write(self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.member.to_le_bytes());
        out.extend_from_slice(&self.length.to_le_bytes());
        out.extend_from_slice(&self.offset.to_le_bytes());
    }

    /// Reads those that were written one after another; a rest that is none is left out.
    pub fn read(bytes: &[u8]) -> Vec<Place> {
        let number = |bytes: &[u8]| bytes.iter().rev().fold(0u64, |n, &byte| n << 8 | u64::from(byte));
        let one = |bytes: &[u8]| Place {
            member: number(bytes.get(..4).unwrap_or_default()) as u32,
            length: number(bytes.get(4..8).unwrap_or_default()) as u32,
            offset: number(bytes.get(8..).unwrap_or_default()),
        };
        bytes.chunks_exact(Place::SIZE).map(one).collect()
    }
}

impl From<Provenance> for Place {
    fn from(at: Provenance) -> Place {
        Place { member: at.member, length: at.length, offset: at.offset }
    }
}

/// Finds the bytes at some places in a file that is fed from its start, in one pass.
pub struct Reread {
    unpack: Unpack,
    search: Search,
}

struct Search {
    /// In the order of members and offsets.
    wanted: Vec<Place>,
    /// How many of them were begun.
    begun: usize,
    /// What was found of those that were begun and are not whole; the last of these is the last that was begun.
    open: VecDeque<Vec<u8>>,
    /// What was found and is not taken, in the order of the places.
    found: Vec<Vec<u8>>,
    /// The member whose data is passing by.
    member: u32,
    /// Bytes of it that have passed by.
    passed: u64,
    room: Vec<u8>,
    /// What goes wrong was told when the file was read first.
    reporter: Reporter,
}

impl Reread {
    /// Looks for what lies at these places, which are in the order of members and offsets.
    pub fn new(wanted: Vec<Place>) -> Self {
        Reread {
            unpack: Unpack::default(),
            search: Search {
                wanted,
                begun: 0,
                open: VecDeque::new(),
                found: Vec::new(),
                member: 0,
                passed: 0,
                room: vec![0; limits::WINDOW],
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
        self.search.begun == self.search.wanted.len() && self.search.open.is_empty()
    }

    /// What was found since it was last asked: an entry for each place, in their order.
    pub fn take(&mut self) -> Vec<Vec<u8>> {
        std::mem::take(&mut self.search.found)
    }

    /// The file has ended: entries for all places that are left. Short where the file has ended before.
    pub fn finish(mut self) -> Vec<Vec<u8>> {
        if !self.is_done() {
            self.unpack.finish(&mut self.search);
        }
        let mut search = self.search;
        let missing = search.wanted.len() - search.begun;
        search.found.extend(search.open.drain(..));
        search.found.extend(std::iter::repeat_n(Vec::new(), missing));
        search.found
    }
}

impl Search {
    /// Takes what is whole, or cannot become whole any more, from the front.
    fn settle(&mut self) {
        loop {
            let first = self.begun - self.open.len();
            let (Some(front), Some(place)) = (self.open.front(), self.wanted.get(first)) else { return };
            if front.len() < place.length as usize && place.member >= self.member {
                return;
            }
            self.found.extend(self.open.pop_front());
        }
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
        while let Some(place) = self.wanted.get(self.begun) {
            // What lies in a member that has passed by without it is begun too, and found empty.
            if (place.member, place.offset) >= (self.member, self.passed) {
                break;
            }
            self.open.push_back(Vec::new());
            self.begun += 1;
        }
        let first = self.begun - self.open.len();
        let places = self.wanted.get(first..).unwrap_or_default();
        for (found, place) in
            self.open.iter_mut().zip(places).filter(|(_, place)| place.member == self.member)
        {
            let from = place.offset.saturating_sub(start).min(made as u64) as usize;
            let to = made.min(from + (place.length as usize).saturating_sub(found.len()));
            found.extend_from_slice(self.room.get(from..to).unwrap_or_default());
        }
        self.settle();
    }

    fn data_ends(&mut self) {}
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn whatever_lies_at_the_places_is_found_in_one_pass(
            data in prop::collection::vec(any::<u8>(), 0..300),
            places in prop::collection::vec((0u64..320, 0u32..40), 0..12),
            piece in 1usize..50,
        ) {
            // Nothing that a container begins with.
            let data: Vec<u8> = std::iter::once(b'{').chain(data).collect();
            let mut places: Vec<Place> =
                places.into_iter().map(|(offset, length)| Place { member: 0, length, offset }).collect();
            places.sort_by_key(|place| place.offset);
            let mut wire = Vec::new();
            places.iter().for_each(|place| place.write(&mut wire));
            prop_assert_eq!(&Place::read(&wire), &places);
            let mut reread = Reread::new(places.clone());
            let mut found = Vec::new();
            for bytes in data.chunks(piece) {
                reread.feed(bytes);
                found.extend(reread.take());
            }
            found.extend(reread.finish());
            let wanted: Vec<Vec<u8>> = places
                .iter()
                .map(|place| {
                    let start = (place.offset as usize).min(data.len());
                    let end = (start + place.length as usize).min(data.len());
                    data[start..end].to_vec()
                })
                .collect();
            prop_assert_eq!(found, wanted);
        }
    }
}
