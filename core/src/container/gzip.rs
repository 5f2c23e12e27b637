//! gzip, streamed: any number of members back to back, a truncated last one, bytes behind the end. A damaged member costs
//! itself: reading goes on at the next place that begins like one and inflates.

use flate2::{Decompress, FlushDecompress, Status};

use super::crc32::crc32;
use crate::problem::{ProblemId, Reporter};

/// What a gzip member starts with.
pub const MAGIC: [u8; 2] = [0x1f, 0x8b];

enum State {
    /// Between members; holds the first bytes of what may be the next one.
    Between(Vec<u8>),
    /// In the header of a member.
    Header(Header),
    /// Inside the compressed data of a member.
    Data,
    /// In the trailer of a member; holds what there is of it.
    Trailer(Vec<u8>),
    /// Looking for the next member, behind damage or padding: so many bytes of what one starts with have come.
    Seeking(usize),
}

/// What a member starts with, its method too, as it is looked for where none is due.
const START: [u8; 3] = [MAGIC[0], MAGIC[1], DEFLATE];

/// Bytes before damage among which the next member may begin: those that were taken for the end of the damaged one, and
/// those that the inflater has read ahead.
const RECENT: usize = 8;

/// Inflates a stream of gzip members that arrives in pieces of any size.
pub struct Inflate {
    state: State,
    inflate: Decompress,
    /// Checksum of what the member has given so far.
    crc: u32,
    members: u64,
    /// Whether this member was looked for, and nothing has come of it yet: it may be none.
    doubtful: bool,
    /// The last bytes of the input, while they are no more than [`RECENT`].
    recent: Vec<u8>,
    /// Whether the last call ended for want of room.
    owing: bool,
    /// Bytes made so far.
    made: u64,
}

impl Default for Inflate {
    fn default() -> Self {
        Inflate {
            state: State::Between(Vec::new()),
            // Header and checksum are read here: the checksum takes a third of the time then (see `crc32`).
            inflate: Decompress::new(false),
            crc: 0,
            members: 0,
            doubtful: false,
            recent: Vec::new(),
            owing: false,
            made: 0,
        }
    }
}

impl Inflate {
    /// Inflates from `input` into `out`, until the input is used up or `out` is full, and returns how much of the
    /// one was used and how much of the other was filled. Damage is reported once for each member.
    pub fn push(&mut self, input: &[u8], out: &mut [u8], reporter: &mut Reporter) -> (usize, usize) {
        let (used, filled) = self.inflate(input, out, reporter);
        self.recent = recent(&self.recent, &input[..used]);
        (used, filled)
    }

    fn inflate(&mut self, input: &[u8], out: &mut [u8], reporter: &mut Reporter) -> (usize, usize) {
        let (mut used, mut filled) = (0, 0);
        loop {
            let damage = match &mut self.state {
                State::Seeking(_) => {
                    let Some(&byte) = input.get(used) else { return (used, filled) };
                    // Most of what is passed over cannot begin one.
                    if matches!(self.state, State::Seeking(0)) && byte != START[0] {
                        let next = memchr::memchr(START[0], &input[used..]);
                        used = next.map_or(input.len(), |n| used + n);
                        continue;
                    }
                    used += 1;
                    self.seek(byte);
                    None
                }
                State::Between(head) => {
                    while head.len() < MAGIC.len() && used < input.len() {
                        head.push(input[used]);
                        used += 1;
                    }
                    if head.len() < MAGIC.len() {
                        return (used, filled);
                    }
                    if head[..] == MAGIC {
                        self.state = State::Header(Header::default());
                    } else {
                        reporter.report(ProblemId::GzipTrailing, Some(self.made), "");
                        let head = std::mem::take(head);
                        self.state = State::Seeking(0);
                        head.into_iter().for_each(|byte| self.seek(byte));
                    }
                    None
                }
                State::Header(header) => {
                    let Some(&byte) = input.get(used) else { return (used, filled) };
                    used += 1;
                    match header.take(byte) {
                        Ok(false) => None,
                        Ok(true) => {
                            self.begin();
                            None
                        }
                        Err(damage) => Some(damage.to_owned()),
                    }
                }
                State::Data => {
                    // A call that ran out of room may owe output for input that is used up.
                    if filled == out.len() || (used == input.len() && !self.owing) {
                        return (used, filled);
                    }
                    let inflate = &mut self.inflate;
                    let before = (inflate.total_in(), inflate.total_out());
                    let status =
                        inflate.decompress(&input[used..], &mut out[filled..], FlushDecompress::None);
                    let took = (inflate.total_in() - before.0) as usize;
                    let made = (inflate.total_out() - before.1) as usize;
                    self.crc = crc32(self.crc, &out[filled..filled + made]);
                    used += took;
                    filled += made;
                    self.made += made as u64;
                    self.doubtful &= made == 0;
                    self.owing = filled == out.len();
                    match status {
                        Ok(Status::StreamEnd) => {
                            self.state = State::Trailer(Vec::new());
                            None
                        }
                        Ok(_) if took == 0 && made == 0 => return (used, filled),
                        Ok(_) => None,
                        Err(error) => Some(error.to_string()),
                    }
                }
                State::Trailer(trailer) => {
                    let missing = (TRAILER - trailer.len()).min(input.len() - used);
                    trailer.extend_from_slice(&input[used..used + missing]);
                    used += missing;
                    let Some((crc, size)) = trailer_of(trailer) else { return (used, filled) };
                    let made = self.inflate.total_out() as u32;
                    self.members += 1;
                    self.doubtful = false;
                    self.state = State::Between(Vec::new());
                    if crc != self.crc {
                        Some("the checksum is wrong".to_owned())
                    } else if size != made {
                        Some("the length is wrong".to_owned())
                    } else {
                        None
                    }
                }
            };
            if let Some(damage) = damage {
                if !self.doubtful {
                    reporter.report(ProblemId::GzipDamaged, None, damage);
                }
                self.state = State::Seeking(0);
                recent(&self.recent, &input[..used]).into_iter().for_each(|byte| self.seek(byte));
            }
        }
    }

    /// The header has ended.
    fn begin(&mut self) {
        self.inflate.reset(false);
        self.crc = 0;
        self.state = State::Data;
    }

    /// Takes a byte of what is passed over, or of the header of what may be a member. Of the bytes that are looked at again
    /// after damage no more are left behind the start of a header than belong to it.
    fn seek(&mut self, byte: u8) {
        match &mut self.state {
            State::Seeking(come) => {
                *come = if byte == START[*come] { *come + 1 } else { usize::from(byte == START[0]) };
                if *come == START.len() {
                    let mut header = Header::default();
                    // The method is the one that is wanted.
                    let _ = header.take(DEFLATE);
                    self.state = State::Header(header);
                    self.doubtful = true;
                }
            }
            State::Header(header) => match header.take(byte) {
                Ok(false) => {}
                Ok(true) => self.begin(),
                Err(_) => self.state = State::Seeking(0),
            },
            State::Between(_) | State::Data | State::Trailer(_) => {}
        }
    }

    /// The input has ended: reports a member that has not.
    pub fn finish(&mut self, reporter: &mut Reporter) {
        match &self.state {
            // What may be none is part of the damage, or padding, before it.
            State::Header(_) | State::Data | State::Trailer(_) if self.doubtful => {}
            State::Header(_) | State::Data | State::Trailer(_) => {
                reporter.report(ProblemId::GzipTruncated, None, "")
            }
            State::Between(head) if self.members == 0 || !head.is_empty() => {
                let id = if self.members == 0 { ProblemId::GzipTruncated } else { ProblemId::GzipTrailing };
                reporter.report(id, None, "");
            }
            _ => {}
        }
    }
}

/// The last bytes of what came before and of what came then.
fn recent(before: &[u8], then: &[u8]) -> Vec<u8> {
    let from_then = &then[then.len().saturating_sub(RECENT)..];
    let from_before = &before[before.len().saturating_sub(RECENT - from_then.len())..];
    [from_before, from_then].concat()
}

/// Checksum of the data and its length modulo 2³².
const TRAILER: usize = 8;

fn trailer_of(bytes: &[u8]) -> Option<(u32, u32)> {
    let (crc, rest) = bytes.split_first_chunk()?;
    Some((u32::from_le_bytes(*crc), u32::from_le_bytes(*rest.first_chunk()?)))
}

/// The parts of a member's header (RFC 1952, 2.3), those that a flag says are there.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Magic bytes, method, flags, time, system: always there, the magic bytes read before.
    Fixed,
    ExtraLength,
    Extra,
    Name,
    Comment,
    Checksum,
    End,
}

const HAS_CHECKSUM: u8 = 1 << 1;
const HAS_EXTRA: u8 = 1 << 2;
const HAS_NAME: u8 = 1 << 3;
const HAS_COMMENT: u8 = 1 << 4;
/// Bits of the flags that have no meaning yet.
const RESERVED: u8 = 0xe0;
/// The only method there is.
const DEFLATE: u8 = 8;

/// Reads a header, byte by byte.
struct Header {
    part: Part,
    /// Bytes of this part that are still to come; not known of names and comments, which end with a zero byte.
    left: usize,
    flags: u8,
    /// The last two bytes, the later one in the upper half.
    last: u16,
    /// Checksum of the header so far.
    crc: u32,
}

impl Default for Header {
    fn default() -> Self {
        Header { part: Part::Fixed, left: 8, flags: 0, last: 0, crc: crc32(0, &MAGIC) }
    }
}

impl Header {
    /// Takes a byte and says whether it was the last one of the header.
    fn take(&mut self, byte: u8) -> Result<bool, &'static str> {
        if self.part != Part::Checksum {
            self.crc = crc32(self.crc, &[byte]);
        }
        self.last = self.last >> 8 | u16::from(byte) << 8;
        self.left = self.left.saturating_sub(1);
        match (self.part, self.left) {
            (Part::Fixed, 7) if byte != DEFLATE => return Err("unknown compression method"),
            (Part::Fixed, 6) if byte & RESERVED != 0 => return Err("unknown header flags"),
            (Part::Fixed, 6) => self.flags = byte,
            (Part::Checksum, 0) if self.last != self.crc as u16 => {
                return Err("the checksum of the header is wrong");
            }
            _ => {}
        }
        let ended = match self.part {
            Part::Name | Part::Comment => byte == 0,
            _ => self.left == 0,
        };
        while ended && self.part != Part::End {
            self.next();
            if self.is_there() {
                break;
            }
        }
        Ok(self.part == Part::End)
    }

    fn next(&mut self) {
        (self.part, self.left) = match self.part {
            Part::Fixed => (Part::ExtraLength, 2),
            Part::ExtraLength => (Part::Extra, usize::from(self.last)),
            Part::Extra => (Part::Name, 0),
            Part::Name => (Part::Comment, 0),
            Part::Comment => (Part::Checksum, 2),
            Part::Checksum | Part::End => (Part::End, 0),
        };
    }

    fn is_there(&self) -> bool {
        match self.part {
            Part::Fixed => true,
            Part::ExtraLength => self.flags & HAS_EXTRA != 0,
            Part::Extra => self.flags & HAS_EXTRA != 0 && self.left > 0,
            Part::Name => self.flags & HAS_NAME != 0,
            Part::Comment => self.flags & HAS_COMMENT != 0,
            Part::Checksum => self.flags & HAS_CHECKSUM != 0,
            Part::End => false,
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

    /// A damaged member costs itself and not those behind it, in whatever pieces they come.
    #[test]
    fn members_behind_damage_are_found() {
        let text =
            |name: &str| (0..3_000).flat_map(|i| format!("{name}{i} ").into_bytes()).collect::<Vec<u8>>();
        let (one, two, three) = (text("one"), text("two"), text("three"));
        let damage: [fn(&mut Vec<u8>); 4] = [
            |member| *member.last_mut().unwrap() ^= 1,
            |member| drop(member.drain(40..member.len() / 2)),
            |member| member.truncate(9),
            |member| member.extend([0; 512]),
        ];
        for (n, damage) in damage.into_iter().enumerate() {
            let mut damaged = gz(&two);
            damage(&mut damaged);
            // What begins like a member and is none.
            damaged.extend([0x1f, 0x8b, 0x08, 0xff, 0x1f, 0x8b, 0x08, 0, 0, 0, 0, 0, 0, 3, 0xff, 0xff]);
            let file = [gz(&one), damaged, gz(&three)].concat();
            let id = if n == 3 { ProblemId::GzipTrailing } else { ProblemId::GzipDamaged };
            for (chunk, room) in [(file.len(), 1 << 20), (1, 7), (7, 100), (1000, 64)] {
                let (out, reporter) = inflate(&file, chunk, room);
                // How much comes of what is damaged depends on the pieces.
                assert!(out.starts_with(&one) && out.ends_with(&three), "{n}, pieces of {chunk}");
                let told: Vec<_> = reporter.problems.iter().map(|p| (p.id, p.count)).collect();
                assert_eq!(told, [(id, 1)], "{n}, pieces of {chunk}");
            }
        }
    }

    #[test]
    fn headers_of_every_kind() {
        let data = b"some data".repeat(1_000);
        let plain = || flate2::GzBuilder::new();
        for builder in [
            plain(),
            plain().filename("a name").comment("a comment"),
            plain().extra(vec![7; 300]).mtime(5),
            plain().extra(Vec::new()).filename("x"),
            plain().comment("only a comment").operating_system(3),
        ] {
            let mut writer = builder.write(Vec::new(), flate2::Compression::default());
            writer.write_all(&data).unwrap();
            let file = writer.finish().unwrap();
            for chunk in [1, 3, file.len()] {
                let (out, reporter) = inflate(&file, chunk, 1 << 20);
                assert!(out == data && reporter.problems.is_empty(), "{reporter:?}");
            }
        }
        // With a checksum of its own, which the library does not write.
        let whole = gz(&data);
        let mut header = whole[..10].to_vec();
        header[3] = HAS_CHECKSUM;
        let crc = crc32(0, &header) as u16;
        let with = |crc: u16| [&header[..], &crc.to_le_bytes(), &whole[10..]].concat();
        assert!(inflate(&with(crc), 5, 1 << 20).1.problems.is_empty());
        let damaged = [
            with(crc ^ 1),
            [&whole[..2], &[7], &whole[3..]].concat(),
            [&whole[..3], &[0x20], &whole[4..]].concat(),
            // The length, and not the checksum.
            [&whole[..whole.len() - 1], &[1]].concat(),
        ];
        for bytes in damaged {
            let (_, reporter) = inflate(&bytes, 100, 1 << 20);
            assert_eq!(reporter.problems.len(), 1);
            assert_eq!(reporter.problems[0].id, ProblemId::GzipDamaged);
        }
    }
}
