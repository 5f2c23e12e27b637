//! Any bytes as a file: unpacking ends, members begin and end in order, limits hold, and the pieces in which the bytes
//! come make no difference.
#![no_main]

use std::collections::BTreeMap;

use libfuzzer_sys::fuzz_target;
use trailglass_core::container::Container;
use trailglass_core::container::unpack::{Outlet, Unpack};
use trailglass_core::limits::Unpacking;
use trailglass_core::problem::{ProblemId, Reporter};

/// Small, so that they are met.
const LIMITS: Unpacking = Unpacking { depth: 4, members: 50, ratio: 200, grace: 1 << 20, output: 4 << 20 };

#[derive(Default)]
struct Collected {
    members: BTreeMap<u32, (Vec<u8>, Reporter)>,
    open: Vec<u32>,
    in_data: Option<u32>,
    room: Vec<u8>,
}

impl Outlet for Collected {
    fn reporter(&mut self, member: u32) -> &mut Reporter {
        &mut self.members.entry(member).or_default().1
    }

    fn wrapped(&mut self, member: u32, _: Container) {
        assert_eq!(member, self.open.last().copied().unwrap_or(0));
    }

    fn begin(&mut self, member: u32, _: &str) {
        assert!(self.in_data.is_none() && !self.members.contains_key(&member));
        assert!(member <= LIMITS.members);
        self.members.entry(member).or_default();
        self.open.push(member);
    }

    fn end(&mut self, member: u32, _: u64) {
        assert!(self.in_data.is_none());
        assert_eq!(self.open.pop(), Some(member));
    }

    fn data_begins(&mut self, member: u32) {
        assert_eq!(member, self.open.last().copied().unwrap_or(0));
        assert!(self.in_data.replace(member).is_none());
    }

    fn room(&mut self) -> &mut [u8] {
        &mut self.room
    }

    fn filled(&mut self, made: usize) {
        let member = self.in_data.expect("data is open");
        self.members.entry(member).or_default().0.extend(&self.room[..made]);
    }

    fn data_ends(&mut self) {
        assert!(self.in_data.take().is_some());
    }
}

fn collect(bytes: &[u8], piece: usize, room: usize) -> BTreeMap<u32, (Vec<u8>, Reporter)> {
    let (mut unpack, mut out) = (Unpack::new(LIMITS), Collected::default());
    out.room.resize(room, 0);
    for piece in bytes.chunks(piece) {
        unpack.feed(piece, &mut out);
    }
    unpack.finish(&mut out);
    assert!(out.open.is_empty() && out.in_data.is_none());
    out.members
}

fuzz_target!(|bytes: &[u8]| {
    let whole = collect(bytes, usize::MAX, 4096);
    let size: usize = whole.values().map(|(data, _)| data.len()).sum();
    assert!(size <= bytes.len() + LIMITS.output as usize + (1 << 20), "{size} bytes of {}", bytes.len());
    let refused = |(_, reporter): &(Vec<u8>, Reporter)| {
        reporter.count(ProblemId::ExpandsTooMuch) + reporter.count(ProblemId::OutputTooLarge) > 0
    };
    // Where exactly growth is stopped depends on how much of it is seen at once.
    if whole.values().any(refused) || bytes.len() > 1 << 16 {
        return;
    }
    let pieces = collect(bytes, 1 + usize::from(bytes.first().copied().unwrap_or(0)) % 40, 7);
    if pieces.values().any(refused) {
        return;
    }
    assert_eq!(whole.len(), pieces.len());
    for (member, (data, reporter)) in &whole {
        let (other, other_reporter) = &pieces[member];
        assert!(data == other, "member {member}");
        for problem in &reporter.problems {
            assert_eq!(problem.count, other_reporter.count(problem.id), "member {member}: {problem:?}");
        }
    }
});
