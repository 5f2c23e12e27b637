//! tar, streamed: ustar, pax records, GNU's long names.

use super::archive::{Carry, Finish, Note, Step, path_text};
use crate::limits;
use crate::problem::ProblemId;

/// Everything in a tar is a multiple of this.
pub const BLOCK: usize = 512;

/// Whether a block is the header of a member: its checksum is right. The first formats had no other sign.
pub fn is_header(block: &[u8]) -> bool {
    let Some(block) = block.get(..BLOCK) else { return false };
    let Some(wanted) = octal(&block[148..156]) else { return false };
    // The checksum is taken with blanks in its own place; some old programs took bytes for signed.
    let (before, rest) = block.split_at(148);
    let parts = || before.iter().chain(&[b' '; 8]).chain(&rest[8..]);
    let unsigned: u64 = parts().map(|&byte| u64::from(byte)).sum();
    let signed: i64 = parts().map(|&byte| i64::from(byte as i8)).sum();
    wanted == unsigned || i64::try_from(wanted) == Ok(signed)
}

/// A number in octal digits, with blanks around it, or in binary where its first bit is set.
fn octal(field: &[u8]) -> Option<u64> {
    if let [first, rest @ ..] = field
        && first & 0x80 != 0
    {
        // Above 63 bits is no size of anything.
        let high = u64::from(first & 0x7f);
        return rest
            .iter()
            .try_fold(high, |number, &byte| number.checked_mul(256).map(|number| number | u64::from(byte)));
    }
    let text = field.trim_ascii_start();
    let end = text.iter().position(|byte| matches!(byte, b' ' | 0)).unwrap_or(text.len());
    let digits = &text[..end];
    let valid = !digits.is_empty() && digits.len() < 20 && digits.iter().all(|b| (b'0'..=b'7').contains(b));
    valid.then(|| digits.iter().fold(0, |number, &digit| number << 3 | u64::from(digit - b'0')))
}

fn text(field: &[u8]) -> &[u8] {
    &field[..field.iter().position(|&byte| byte == 0).unwrap_or(field.len())]
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// At a header.
    Header,
    /// A member begins; so many bytes.
    Data { left: u64 },
    /// Extended headers for the next member: what they are, how many bytes.
    Extension { kind: u8, left: u64 },
    /// To be passed over.
    Skip { left: u64 },
    /// Behind damage: looking for a header.
    Lost,
    /// Behind the end.
    Ended,
    /// Nothing more is read.
    Done,
}

/// Cuts a tar that arrives in pieces of any size into its members.
#[derive(Debug)]
pub struct Tar {
    state: State,
    carry: Carry,
    /// Where the next byte lies in the tar.
    at: u64,
    /// Bytes that fill up the last block of the member.
    padding: u64,
    size: u64,
    /// The extended header that is being read, and what those before said about the next member.
    extension: Vec<u8>,
    path: Option<Vec<u8>>,
    pax_size: Option<u64>,
    sparse: bool,
    notes: Vec<Note>,
}

impl Default for Tar {
    fn default() -> Self {
        Tar {
            state: State::Header,
            carry: Carry::default(),
            at: 0,
            padding: 0,
            size: 0,
            extension: Vec::new(),
            path: None,
            pax_size: None,
            sparse: false,
            notes: Vec::new(),
        }
    }
}

impl Tar {
    /// What there is to say since this was last asked.
    pub fn notes(&mut self) -> Vec<Note> {
        std::mem::take(&mut self.notes)
    }

    /// Goes on by one step; how much of the input was used.
    pub fn step(&mut self, input: &[u8], room: &mut [u8]) -> (usize, Step) {
        let mut used = 0;
        loop {
            let rest = &input[used..];
            match self.state {
                State::Done => return (input.len(), Step::More),
                State::Header | State::Lost | State::Ended => {
                    used += self.carry.top_up(rest, BLOCK);
                    if self.carry.bytes().len() < BLOCK {
                        return (used, Step::More);
                    }
                    let mut block = [0; BLOCK];
                    block.copy_from_slice(self.carry.bytes());
                    self.carry.consume(BLOCK);
                    if let Some(path) = self.header(&block) {
                        return (used, Step::Begin(path));
                    }
                    self.at += BLOCK as u64;
                }
                State::Data { left: 0 } => {
                    self.state = State::Skip { left: self.padding };
                    return (used, Step::End(self.size));
                }
                State::Data { left } => {
                    let take = rest.len().min(room.len()).min(usize::try_from(left).unwrap_or(usize::MAX));
                    if take == 0 {
                        return (used, Step::More);
                    }
                    room[..take].copy_from_slice(&rest[..take]);
                    self.at += take as u64;
                    self.state = State::Data { left: left - take as u64 };
                    return (used + take, Step::Made(take));
                }
                State::Skip { left: 0 } => self.state = State::Header,
                State::Extension { kind, left: 0 } => {
                    self.extended(kind);
                    self.state = State::Skip { left: self.padding };
                }
                State::Skip { left } | State::Extension { left, .. } => {
                    let take = rest.len().min(usize::try_from(left).unwrap_or(usize::MAX));
                    if take == 0 {
                        return (used, Step::More);
                    }
                    used += take;
                    self.at += take as u64;
                    let left = left - take as u64;
                    self.state = match self.state {
                        State::Extension { kind, .. } => {
                            self.extension.extend_from_slice(&rest[..take]);
                            State::Extension { kind, left }
                        }
                        _ => State::Skip { left },
                    };
                }
            }
        }
    }

    /// Takes a block where a header should be; the path of the member that begins with it.
    fn header(&mut self, block: &[u8; BLOCK]) -> Option<String> {
        if !is_header(block) {
            let blank = block.iter().all(|&byte| byte == 0);
            match self.state {
                State::Ended if blank => {}
                State::Ended => {
                    self.notes.push((ProblemId::ArchiveTrailing, Some(self.at), String::new()));
                    self.state = State::Done;
                }
                State::Lost => {}
                _ if blank => self.state = State::Ended,
                _ => self.lose(),
            }
            return None;
        }
        let Some(mut size) = octal(&block[124..136]) else {
            self.lose();
            return None;
        };
        let kind = block[156];
        let is_extension = matches!(kind, b'x' | b'g' | b'L' | b'K' | b'X');
        if !is_extension {
            size = self.pax_size.take().unwrap_or(size);
        }
        self.padding = (BLOCK as u64 - size % BLOCK as u64) % BLOCK as u64;
        if is_extension {
            self.extension.clear();
            self.state = match kind {
                b'x' | b'L' if size <= limits::ARCHIVE_HEADER as u64 => State::Extension { kind, left: size },
                _ => State::Skip { left: size.saturating_add(self.padding) },
            };
            return None;
        }
        let name = match self.path.take() {
            Some(path) => path,
            None if block[257..263] == *b"ustar\0" && block[345] != 0 => {
                [text(&block[345..500]), text(&block[..100])].join(&b'/')
            }
            None => text(&block[..100]).to_vec(),
        };
        let sparse = std::mem::take(&mut self.sparse) || kind == b'S';
        let path = path_text(&name);
        match kind {
            // Folders, and what old programs wrote for them.
            b'5' => self.state = State::Skip { left: 0 },
            b'0' | 0 if name.ends_with(b"/") && size == 0 => self.state = State::Skip { left: 0 },
            b'1'..=b'6' => {
                self.notes.push((ProblemId::NotAFile, Some(self.at), path));
                self.state = State::Skip { left: 0 };
            }
            // GNU: lists of folders, names of volumes, what goes on from another volume.
            b'D' | b'V' | b'M' | b'N' => {
                self.notes.push((ProblemId::NotAFile, Some(self.at), path));
                self.state = State::Skip { left: size.saturating_add(self.padding) };
            }
            _ if sparse => {
                self.notes.push((ProblemId::MemberUnsupported, Some(self.at), format!("sparse: {path}")));
                self.state = State::Skip { left: size.saturating_add(self.padding) };
            }
            _ => {
                self.at += BLOCK as u64;
                self.size = size;
                self.state = State::Data { left: size };
                return Some(path);
            }
        }
        None
    }

    fn lose(&mut self) {
        self.notes.push((ProblemId::ArchiveDamaged, Some(self.at), String::new()));
        self.state = State::Lost;
        (self.path, self.pax_size, self.sparse) = (None, None, false);
    }

    /// Takes an extended header.
    fn extended(&mut self, kind: u8) {
        let bytes = std::mem::take(&mut self.extension);
        if kind == b'L' {
            self.path = Some(text(&bytes).to_vec());
            return;
        }
        // `length key=value\n`, the length being that of the whole.
        let mut rest = &bytes[..];
        while let Some(blank) = rest.iter().position(|&byte| byte == b' ') {
            let length = std::str::from_utf8(&rest[..blank]).ok().and_then(|digits| digits.parse().ok());
            let Some((record, after)) = length.and_then(|length: usize| rest.split_at_checked(length)) else {
                return;
            };
            let Some(pair) = record.get(blank + 1..record.len().saturating_sub(1)) else { return };
            if let Some(equals) = pair.iter().position(|&byte| byte == b'=') {
                let (key, value) = (&pair[..equals], &pair[equals + 1..]);
                match key {
                    b"path" => self.path = Some(value.to_vec()),
                    b"size" => {
                        self.pax_size =
                            std::str::from_utf8(value).ok().and_then(|digits| digits.parse().ok());
                    }
                    _ if key.starts_with(b"GNU.sparse.") => self.sparse = true,
                    _ => {}
                }
            }
            rest = after;
        }
    }

    /// The input has ended.
    pub fn finish(&mut self) -> Finish {
        let truncated = |at| vec![(ProblemId::ArchiveTruncated, Some(at), String::new())];
        let mut finish = Finish::default();
        match self.state {
            State::Data { left } => {
                finish.open = Some(self.size - left);
                // The last member may end with the input; the archive should not.
                if left > 0 {
                    finish.of_member = vec![(ProblemId::MemberDamaged, None, String::new())];
                }
                finish.of_archive = truncated(self.at);
            }
            State::Done | State::Lost => {}
            State::Ended if self.carry.bytes().iter().all(|&byte| byte == 0) => {}
            State::Ended => {
                finish.of_archive = vec![(ProblemId::ArchiveTrailing, Some(self.at), String::new())];
            }
            _ => finish.of_archive = truncated(self.at),
        }
        finish
    }
}
