//! zip, streamed from its front: each member by its local header, stored or deflated, with sizes before or behind its
//! data, in 32 or 64 bits. The directory at the end only says whether all was found.

use flate2::{Decompress, FlushDecompress, Status};

use super::archive::{Carry, Finish, Note, Step, number, path_text};
use super::crc32::crc32;
use crate::limits;
use crate::problem::ProblemId;

/// What a zip starts with: a member, the end of an empty directory, or the mark of what was once split.
pub const MAGIC: [&[u8]; 3] = [b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08PK\x03\x04"];

const MEMBER: &[u8] = b"PK\x03\x04";
const DESCRIPTOR: &[u8] = b"PK\x07\x08";
const LISTED: &[u8] = b"PK\x01\x02";
const END: &[u8] = b"PK\x05\x06";

/// Parts that are passed over: signature, bytes of the fixed part, where and how wide the length of the rest is.
const PASSED: &[(&[u8], usize, usize, usize)] = &[
    // Digital signature, extra data of encryption, end of a 64-bit directory, its locator.
    (b"PK\x05\x05", 6, 4, 2),
    (b"PK\x06\x08", 8, 4, 4),
    (b"PK\x06\x06", 12, 4, 8),
    (b"PK\x06\x07", 20, 0, 0),
];

/// Bytes of data that are looked through at once for the end of a member whose size is not known.
const LOOK: usize = 64 << 10;

/// The longest descriptor: signature, checksum, two sizes in 64 bits.
const LONGEST_DESCRIPTOR: usize = 24;

/// In 32-bit fields: the value is in the 64-bit extension.
const IN_EXTENSION: u64 = 0xffff_ffff;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    Stored,
    Deflated,
    /// Refused, encrypted, damaged, or of a method that is not known.
    PassedOver,
}

#[derive(Debug)]
struct Member {
    how: How,
    /// Bytes still to come, where the header says so; else a descriptor says it behind the data.
    left: Option<u64>,
    has_descriptor: bool,
    /// Where its header lies.
    start: u64,
    /// Bytes used and made so far.
    used: u64,
    made: u64,
    crc: u32,
    /// What checksum and size should be, once that is known.
    wanted: Option<(u32, u64)>,
    /// A folder has no line of its own.
    folder: bool,
    /// The inflater may owe output.
    owing: bool,
    /// What there is to say about it once it has begun.
    pending: Vec<Note>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Signature,
    Data,
    /// The compressed data has ended, or what can be read of it.
    Rest,
    Descriptor,
    Ending,
    Lost,
    /// Passing over a part of the directory.
    Skip(u64),
    /// Behind the end of the directory.
    Ended,
    Done,
}

/// A member that was found: from where to where, and whether the directory lists it.
#[derive(Clone, Copy, Debug)]
struct Found {
    start: u64,
    end: u64,
    listed: bool,
}

/// Cuts a zip that arrives in pieces of any size into its members.
pub struct Zip {
    state: State,
    carry: Carry,
    /// Where the next byte lies, and where the zip started: one may follow another.
    at: u64,
    base: u64,
    member: Option<Member>,
    inflate: Decompress,
    found: Vec<Found>,
    notes: Vec<Note>,
}

impl Default for Zip {
    fn default() -> Self {
        Zip {
            state: State::Signature,
            carry: Carry::default(),
            at: 0,
            base: 0,
            member: None,
            inflate: Decompress::new(false),
            found: Vec::new(),
            notes: Vec::new(),
        }
    }
}

impl Zip {
    /// What there is to say since this was last asked.
    pub fn notes(&mut self) -> Vec<Note> {
        std::mem::take(&mut self.notes)
    }

    fn note(&mut self, id: ProblemId, detail: impl Into<String>) {
        self.notes.push((id, Some(self.at), detail.into()));
    }

    /// Says something about the member that is open. A place in the archive is none in the member's data.
    fn about_member(&mut self, id: ProblemId, detail: impl Into<String>) {
        self.notes.push((id, None, detail.into()));
    }

    /// Passes over the rest of the member that is open.
    pub fn refuse(&mut self) {
        if let (Some(member), State::Data) = (&mut self.member, self.state) {
            member.how = How::PassedOver;
        }
    }

    /// Goes on by one step; how much of the input was used.
    pub fn step(&mut self, input: &[u8], room: &mut [u8]) -> (usize, Step) {
        let mut used = 0;
        loop {
            match self.state {
                State::Done => return (input.len(), Step::More),
                State::Signature | State::Ended => match self.header(input, &mut used) {
                    Some(Some(path)) => return (used, Step::Begin(path)),
                    Some(None) => {}
                    None => return (used, Step::More),
                },
                State::Data => match self.data(input, &mut used, room) {
                    Some(0) => {}
                    Some(made) => return (used, Step::Made(made)),
                    None => return (used, Step::More),
                },
                State::Rest => {
                    let left = self.member.as_ref().and_then(|member| member.left).unwrap_or(0);
                    let took = self.pass(&input[used..], &mut used, left);
                    let Some(member) = &mut self.member else { continue };
                    member.used += took;
                    member.left = member.left.map(|left| left - took);
                    if took < left {
                        return (used, Step::More);
                    }
                    self.state = if member.has_descriptor { State::Descriptor } else { State::Ending };
                }
                State::Descriptor => {
                    used += self.carry.top_up(&input[used..], LONGEST_DESCRIPTOR);
                    if self.carry.bytes().len() < LONGEST_DESCRIPTOR {
                        return (used, Step::More);
                    }
                    self.descriptor();
                    self.state = State::Ending;
                }
                State::Ending => {
                    if let Some((size, folder)) = self.ended()
                        && !folder
                    {
                        return (used, Step::End(size));
                    }
                }
                State::Skip(left) => {
                    let took = self.pass(&input[used..], &mut used, left);
                    if took < left {
                        self.state = State::Skip(left - took);
                        return (used, Step::More);
                    }
                    self.state = State::Signature;
                }
                State::Lost => {
                    used += self.carry.top_up(&input[used..], LOOK);
                    let bytes = self.carry.bytes();
                    let known = |at: &usize| {
                        let rest = &bytes[*at..];
                        [MEMBER, LISTED, END].iter().any(|signature| rest.starts_with(signature))
                    };
                    let place = memchr::memmem::find_iter(bytes, b"PK").find(known);
                    let passed = place.unwrap_or(bytes.len().saturating_sub(3));
                    self.carry.consume(passed);
                    self.at += passed as u64;
                    if place.is_none() {
                        if used == input.len() {
                            return (used, Step::More);
                        }
                    } else {
                        self.state = State::Signature;
                    }
                }
            }
        }
    }

    /// Lets go of up to `most` bytes; how many.
    fn pass(&mut self, input: &[u8], used: &mut usize, most: u64) -> u64 {
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        let carried = self.carry.bytes().len().min(most);
        self.carry.consume(carried);
        let taken = input.len().min(most - carried);
        *used += taken;
        self.at += (carried + taken) as u64;
        (carried + taken) as u64
    }

    /// Makes sure that so many bytes of the header are there.
    fn have(&mut self, input: &[u8], used: &mut usize, wanted: usize) -> bool {
        *used += self.carry.top_up(&input[*used..], wanted);
        self.carry.bytes().len() >= wanted
    }

    /// Takes a header. `None`: there is too little of it; a path: a member begins.
    fn header(&mut self, input: &[u8], used: &mut usize) -> Option<Option<String>> {
        if !self.have(input, used, 4) {
            return None;
        }
        let mut signature = [0; 4];
        signature.copy_from_slice(&self.carry.bytes()[..4]);
        if self.state == State::Ended {
            if signature != *MEMBER {
                self.note(ProblemId::ArchiveTrailing, "");
                self.state = State::Done;
                return Some(None);
            }
            // A zip behind a zip: its directory counts from its own start.
            self.base = self.at;
            self.state = State::Signature;
        }
        match &signature[..] {
            MEMBER => {
                if !self.have(input, used, 30) {
                    return None;
                }
                let (name, extra) = (self.field::<2>(26) as usize, self.field::<2>(28) as usize);
                let size = 30 + name + extra;
                if !self.have(input, used, size) {
                    return None;
                }
                let path = self.local_header(name, extra);
                self.leave(size);
                Some(path)
            }
            LISTED => {
                if !self.have(input, used, 46) {
                    return None;
                }
                let lengths = [28, 30, 32].map(|at| self.field::<2>(at) as usize);
                let size = 46 + lengths.iter().sum::<usize>();
                if !self.have(input, used, size) {
                    return None;
                }
                self.listed(lengths[0], lengths[1]);
                self.leave(size);
                Some(None)
            }
            END => {
                if !self.have(input, used, 22) {
                    return None;
                }
                let size = 22 + self.field::<2>(20) as usize;
                if !self.have(input, used, size) {
                    return None;
                }
                self.leave(size);
                self.unlisted();
                self.state = State::Ended;
                Some(None)
            }
            DESCRIPTOR if self.at == self.base => {
                self.leave(4);
                Some(None)
            }
            other => {
                let Some(&(_, fixed, at, width)) = PASSED.iter().find(|(known, ..)| *known == other) else {
                    self.note(ProblemId::ArchiveDamaged, "");
                    // Not the same place again.
                    self.leave(1);
                    self.state = State::Lost;
                    return Some(None);
                };
                if !self.have(input, used, fixed) {
                    return None;
                }
                let rest = match width {
                    2 => self.field::<2>(at),
                    4 => self.field::<4>(at),
                    8 => self.field::<8>(at),
                    _ => 0,
                };
                self.leave(fixed);
                self.state = if rest <= limits::ARCHIVE_HEADER as u64 {
                    State::Skip(rest)
                } else {
                    self.note(ProblemId::ArchiveDamaged, "");
                    State::Lost
                };
                Some(None)
            }
        }
    }

    fn field<const BYTES: usize>(&self, at: usize) -> u64 {
        number::<BYTES>(self.carry.bytes(), at)
    }

    fn leave(&mut self, size: usize) {
        self.carry.consume(size);
        self.at += size as u64;
    }

    /// Reads the local header that is carried; the path of the member, unless that is a folder.
    fn local_header(&mut self, name_length: usize, extra_length: usize) -> Option<String> {
        let header = self.carry.bytes();
        let (flags, method) = (number::<2>(header, 6), number::<2>(header, 8));
        let crc = number::<4>(header, 14) as u32;
        let (mut packed, mut size) = (number::<4>(header, 18), number::<4>(header, 22));
        let (name, extra) = name_and_extra(header, 30, name_length, extra_length);
        let mut wide = extension(extra);
        for field in [&mut size, &mut packed] {
            if *field == IN_EXTENSION
                && let Some((value, rest)) = wide.split_first_chunk::<8>()
            {
                *field = u64::from_le_bytes(*value);
                wide = rest;
            }
        }
        // Bit 3: what is not known yet stands behind the data. Some programs fill it in here all the same.
        let has_descriptor = flags & 8 != 0;
        let left = (!has_descriptor || packed != 0).then_some(packed);
        let folder = name.ends_with(b"/") && size == 0;
        let path = path_text(name);
        let encrypted = flags & 1 != 0;
        let how = match method {
            _ if encrypted || folder => How::PassedOver,
            0 => How::Stored,
            8 => How::Deflated,
            _ => How::PassedOver,
        };
        let mut pending = Vec::new();
        if !folder && encrypted {
            pending.push((ProblemId::MemberEncrypted, None, String::new()));
        } else if !folder && how == How::PassedOver {
            pending.push((ProblemId::MemberUnsupported, None, format!("method {method}")));
        }
        self.inflate.reset(false);
        self.member = Some(Member {
            how,
            left,
            has_descriptor,
            start: self.at,
            used: 0,
            made: 0,
            crc: 0,
            wanted: left.map(|_| (crc, size)),
            folder,
            owing: false,
            pending,
        });
        self.state = State::Data;
        (!folder).then_some(path)
    }

    /// Goes on in the data of the member. `None`: the input is used up; else how many bytes were made.
    fn data(&mut self, input: &[u8], used: &mut usize, room: &mut [u8]) -> Option<usize> {
        let Some(member) = &mut self.member else {
            self.state = State::Signature;
            return Some(0);
        };
        self.notes.append(&mut member.pending);
        if member.left.is_none() && member.how != How::Deflated {
            return self.up_to_descriptor(input, used, room);
        }
        if member.left == Some(0) && !(member.how == How::Deflated && member.owing) {
            if member.how == How::Deflated {
                self.about_member(ProblemId::MemberDamaged, "");
            }
            self.state = State::Rest;
            return Some(0);
        }
        let carried = !self.carry.bytes().is_empty();
        let source = if carried { self.carry.bytes() } else { &input[*used..] };
        let most = member
            .left
            .map_or(source.len(), |left| source.len().min(usize::try_from(left).unwrap_or(usize::MAX)));
        let source = &source[..most];
        let (mut took, mut made) = (most, 0);
        let mut failed = None;
        match member.how {
            How::PassedOver => {}
            How::Stored => {
                took = most.min(room.len());
                room[..took].copy_from_slice(&source[..took]);
                made = took;
            }
            How::Deflated if room.is_empty() => took = 0,
            How::Deflated => {
                let before = (self.inflate.total_in(), self.inflate.total_out());
                let status = self.inflate.decompress(source, room, FlushDecompress::None);
                took = (self.inflate.total_in() - before.0) as usize;
                made = (self.inflate.total_out() - before.1) as usize;
                member.owing = made == room.len();
                match status {
                    Ok(Status::StreamEnd) => self.state = State::Rest,
                    Ok(_) => {}
                    Err(error) => {
                        member.how = How::PassedOver;
                        failed = Some(error.to_string());
                    }
                }
            }
        }
        member.crc = crc32(member.crc, &room[..made]);
        member.made += made as u64;
        member.used += took as u64;
        member.left = member.left.map(|left| left - took as u64);
        if carried {
            self.carry.consume(took);
        } else {
            *used += took;
        }
        self.at += took as u64;
        if let Some(error) = failed {
            self.about_member(ProblemId::MemberDamaged, error);
            return Some(made);
        }
        let all_there = self.member.as_ref().is_some_and(|member| member.left == Some(0));
        if took == 0 && made == 0 && self.state == State::Data && !all_there {
            return None;
        }
        Some(made)
    }

    /// Looks for the descriptor that ends a member of unknown size which does not end of itself: the one whose checksum
    /// and sizes are those of what stands before it.
    fn up_to_descriptor(&mut self, input: &[u8], used: &mut usize, room: &mut [u8]) -> Option<usize> {
        let Some(member) = &mut self.member else { return None };
        *used += self.carry.top_up(&input[*used..], LOOK.min(room.len().max(LONGEST_DESCRIPTOR)));
        let bytes = self.carry.bytes();
        let passed = match memchr::memmem::find(bytes, DESCRIPTOR) {
            Some(0) if bytes.len() < LONGEST_DESCRIPTOR => return None,
            Some(0) if described(bytes, member).is_some() => {
                self.state = State::Descriptor;
                return Some(0);
            }
            Some(0) => 1,
            Some(place) => place,
            None if bytes.len() < DESCRIPTOR.len() => return None,
            None => bytes.len() + 1 - DESCRIPTOR.len(),
        };
        let mut made = 0;
        let mut passed = passed;
        if member.how == How::Stored {
            passed = passed.min(room.len());
            made = passed;
            room[..made].copy_from_slice(&bytes[..made]);
            member.crc = crc32(member.crc, &room[..made]);
        }
        member.made += made as u64;
        member.used += passed as u64;
        self.at += passed as u64;
        self.carry.consume(passed);
        if passed == 0 { None } else { Some(made) }
    }

    /// Takes the descriptor that is carried.
    fn descriptor(&mut self) {
        let Some(member) = &mut self.member else { return };
        match described(self.carry.bytes(), member) {
            Some((size, wanted)) => {
                member.wanted = Some(wanted);
                self.leave(size);
            }
            None if member.wanted.is_none() => self.about_member(ProblemId::MemberChecksum, ""),
            None => {}
        }
    }

    /// The member has ended: its size in the archive, and whether it was a folder.
    fn ended(&mut self) -> Option<(u64, bool)> {
        self.state = State::Signature;
        let member = self.member.take()?;
        if self.found.len() <= limits::MEMBERS as usize {
            self.found.push(Found { start: member.start, end: self.at, listed: false });
        }
        if member.how != How::PassedOver
            && member.wanted.is_some_and(|wanted| wanted != (member.crc, member.made))
        {
            self.about_member(ProblemId::MemberChecksum, "");
        }
        Some((member.used, member.folder))
    }

    /// Reads the entry of the directory that is carried, and looks whether its member was found.
    fn listed(&mut self, name_length: usize, extra_length: usize) {
        let header = self.carry.bytes();
        let mut start = number::<4>(header, 42);
        let (name, extra) = name_and_extra(header, 46, name_length, extra_length);
        if start == IN_EXTENSION {
            // Of size, packed size and place only those are there that do not fit the header.
            let before = [24, 20].iter().filter(|&&at| number::<4>(header, at) == IN_EXTENSION).count();
            start = number::<8>(extension(extra), 8 * before);
        }
        let start = self.base.saturating_add(start);
        let detail = path_text(name);
        if self.found.len() > limits::MEMBERS as usize {
            return;
        }
        match self.found.binary_search_by_key(&start, |found| found.start) {
            Ok(i) => self.found[i].listed = true,
            Err(i) if i > 0 && start < self.found[i - 1].end => {
                self.notes.push((ProblemId::ZipOverlap, Some(start), detail));
            }
            Err(_) => self.notes.push((ProblemId::ZipMissing, Some(start), detail)),
        }
    }

    /// The directory has ended: what it does not list.
    fn unlisted(&mut self) {
        for found in std::mem::take(&mut self.found) {
            if !found.listed {
                self.notes.push((ProblemId::ZipUnlisted, Some(found.start), String::new()));
            }
        }
    }

    /// The input has ended.
    pub fn finish(&mut self) -> Finish {
        let mut finish = Finish::default();
        let at = self.at;
        let truncated = || (ProblemId::ArchiveTruncated, Some(at), String::new());
        if let Some(member) = &mut self.member {
            finish.of_member.append(&mut member.pending);
            if !member.folder {
                finish.open = Some(member.used);
                // Where only the descriptor is cut, the data is whole.
                if matches!(self.state, State::Data | State::Rest) {
                    finish.of_member.push((ProblemId::MemberDamaged, None, String::new()));
                }
            }
            finish.of_archive.push(truncated());
            return finish;
        }
        match self.state {
            State::Done => {}
            State::Ended if self.carry.bytes().is_empty() => {}
            State::Ended => {
                finish.of_archive.push((ProblemId::ArchiveTrailing, Some(self.at), String::new()))
            }
            _ => finish.of_archive.push(truncated()),
        }
        finish
    }
}

/// What stands in a header behind its fixed part. No more than that: what is carried beyond the header depends on the pieces
/// in which the file comes.
fn name_and_extra(header: &[u8], fixed: usize, name: usize, extra: usize) -> (&[u8], &[u8]) {
    let name_end = fixed + name;
    let part = |from: usize, to: usize| header.get(from..to).unwrap_or(&[]);
    (part(fixed, name_end), part(name_end, name_end + extra))
}

/// The 64-bit extension among the extensions of a header.
fn extension(mut extra: &[u8]) -> &[u8] {
    while extra.len() >= 4 {
        let (id, length) = (number::<2>(extra, 0), number::<2>(extra, 2) as usize);
        let Some(value) = extra.get(4..4 + length) else { break };
        if id == 1 {
            return value;
        }
        extra = &extra[4 + length..];
    }
    &[]
}

/// The descriptor at the start of `bytes`, if it is the member's: its length, and what checksum and size it gives. With
/// or without a signature, with sizes in 32 or 64 bits: told by the packed size, which is known.
fn described(bytes: &[u8], member: &Member) -> Option<(usize, (u32, u64))> {
    let signed = if bytes.starts_with(DESCRIPTOR) { DESCRIPTOR.len() } else { 0 };
    let crc = number::<4>(bytes, signed) as u32;
    let short = (number::<4>(bytes, signed + 4), number::<4>(bytes, signed + 8), signed + 12);
    let long = (number::<8>(bytes, signed + 4), number::<8>(bytes, signed + 12), signed + 20);
    // Of data that is passed over only the packed size is known.
    let fits = |&(packed, size, length): &(u64, u64, usize)| {
        bytes.len() >= length
            && packed == member.used
            && (member.how == How::PassedOver
                || (member.how == How::Deflated && size == member.made)
                || (size == member.made && crc == member.crc))
    };
    let (_, size, length) = [short, long].into_iter().find(fits)?;
    Some((length, (crc, size)))
}
