//! gzip, streamed: any number of members back to back, a truncated last one, bytes behind the end.

use flate2::{Decompress, FlushDecompress, Status};

use crate::problem::{ProblemId, Reporter};

/// What a gzip member starts with.
pub const MAGIC: [u8; 2] = [0x1f, 0x8b];

/// Largest deflate window; CloudTrail's gzip uses it.
const WINDOW_BITS: u8 = 15;

enum State {
    /// Between members; holds the first bytes of what may be the next one.
    Between(Vec<u8>),
    /// Inside a member.
    Member(Box<Decompress>),
    /// Nothing more is read: the rest is damage or padding.
    Done,
}

/// Inflates a stream of gzip members that arrives in pieces of any size.
pub struct Inflate {
    state: State,
    members: u64,
    /// Whether the last call ended for want of room.
    owing: bool,
    /// Bytes made so far.
    made: u64,
}

impl Default for Inflate {
    fn default() -> Self {
        Inflate { state: State::Between(Vec::new()), members: 0, owing: false, made: 0 }
    }
}

impl Inflate {
    /// Inflates from `input` into `out`, until the input is used up or `out` is full, and returns how much of the
    /// one was used and how much of the other was filled. Damage is reported once and ends the stream.
    pub fn push(&mut self, input: &[u8], out: &mut [u8], reporter: &mut Reporter) -> (usize, usize) {
        let (mut used, mut filled) = (0, 0);
        loop {
            match &mut self.state {
                State::Done => return (input.len(), filled),
                State::Between(head) => {
                    while head.len() < MAGIC.len() && used < input.len() {
                        head.push(input[used]);
                        used += 1;
                    }
                    if head.len() < MAGIC.len() {
                        return (used, filled);
                    }
                    if head[..] == MAGIC {
                        let mut inflate = Box::new(Decompress::new_gzip(WINDOW_BITS));
                        // The magic bytes may have come in an earlier piece: hand them over first.
                        let ok = inflate.decompress(&MAGIC, &mut [], FlushDecompress::None);
                        // A call that can make no output is no error: the header is only begun.
                        debug_assert!(ok.is_ok() || inflate.total_in() == 2);
                        self.state = State::Member(inflate);
                    } else {
                        reporter.report(ProblemId::GzipTrailing, Some(self.made), "");
                        self.state = State::Done;
                    }
                }
                State::Member(inflate) => {
                    // A call that ran out of room may owe output for input that is used up.
                    if filled == out.len() || (used == input.len() && !self.owing) {
                        return (used, filled);
                    }
                    let before = (inflate.total_in(), inflate.total_out());
                    let status =
                        inflate.decompress(&input[used..], &mut out[filled..], FlushDecompress::None);
                    let took = (inflate.total_in() - before.0) as usize;
                    let made = (inflate.total_out() - before.1) as usize;
                    used += took;
                    filled += made;
                    self.made += made as u64;
                    self.owing = filled == out.len();
                    match status {
                        Ok(Status::StreamEnd) => {
                            self.members += 1;
                            self.state = State::Between(Vec::new());
                        }
                        Ok(_) if took == 0 && made == 0 => return (used, filled),
                        Ok(_) => {}
                        Err(error) => {
                            reporter.report(ProblemId::GzipDamaged, None, error.to_string());
                            self.state = State::Done;
                        }
                    }
                }
            }
        }
    }

    /// The input has ended: reports a member that has not.
    pub fn finish(&mut self, reporter: &mut Reporter) {
        match &self.state {
            State::Member(_) => reporter.report(ProblemId::GzipTruncated, None, ""),
            State::Between(head) if self.members == 0 || !head.is_empty() => {
                let id = if self.members == 0 { ProblemId::GzipTruncated } else { ProblemId::GzipTrailing };
                reporter.report(id, None, "");
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn gz(data: &[u8]) -> Vec<u8> {
        let mut w = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        w.write_all(data).unwrap();
        w.finish().unwrap()
    }

    fn inflate(input: &[u8], chunk: usize, room: usize) -> (Vec<u8>, Reporter) {
        let (mut reporter, mut all, mut inflate) = (Reporter::default(), Vec::new(), Inflate::default());
        for mut piece in input.chunks(chunk) {
            loop {
                let mut out = vec![0; room];
                let (used, made) = inflate.push(piece, &mut out, &mut reporter);
                piece = &piece[used..];
                all.extend(&out[..made]);
                if piece.is_empty() && made < room {
                    break;
                }
            }
        }
        inflate.finish(&mut reporter);
        (all, reporter)
    }

    #[test]
    fn members_in_any_pieces() {
        let data: Vec<u8> = (0..100_000u32).flat_map(|i| (i % 977).to_le_bytes()).collect();
        let two = [gz(&data), gz(b""), gz(b"tail")].concat();
        let want = [&data[..], b"tail"].concat();
        for (chunk, room) in [(1, 7), (7, 1), (1000, 64), (two.len(), 1 << 20), (two.len(), 100)] {
            let (out, reporter) = inflate(&two, chunk, room);
            assert!(out == want, "chunk {chunk}, room {room}: {} of {}", out.len(), want.len());
            assert!(reporter.problems.is_empty(), "{reporter:?}");
        }
    }

    #[test]
    fn what_came_before_the_damage_stands() {
        let data = b"0123456789".repeat(5_000);
        let whole = gz(&data);
        for (bytes, id) in [
            (whole[..whole.len() / 2].to_vec(), ProblemId::GzipTruncated),
            (whole[..whole.len() - 1].to_vec(), ProblemId::GzipTruncated),
            (whole[..5].to_vec(), ProblemId::GzipTruncated),
            ([&whole[..], &[0; 9]].concat(), ProblemId::GzipTrailing),
            ([&whole[..], b"x"].concat(), ProblemId::GzipTrailing),
        ] {
            let (out, reporter) = inflate(&bytes, 64, 1 << 16);
            assert_eq!(reporter.problems.len(), 1, "{reporter:?}");
            assert_eq!(reporter.problems[0].id, id);
            assert!(data.starts_with(&out));
        }
        let mut bad = whole.clone();
        let at = bad.len() - 6; // inside the checksum
        bad[at] ^= 0xff;
        let (out, reporter) = inflate(&bad, bad.len(), 1 << 20);
        assert_eq!(reporter.problems[0].id, ProblemId::GzipDamaged);
        assert_eq!(out, data);
    }
}
