//! What the readers of zip and tar have in common.

use crate::problem::ProblemId;

/// What a step of reading an archive came to.
#[derive(Debug, PartialEq, Eq)]
pub enum Step {
    /// The input is used up.
    More,
    /// A member with this path begins.
    Begin(String),
    /// So many bytes of the member were put into the room that was given.
    Made(usize),
    /// The member has ended; it takes so many bytes of the archive.
    End(u64),
}

/// Something to be said about the member that is open, or about the archive where none is: what, at which offset, and
/// in which words.
pub type Note = (ProblemId, Option<u64>, String);

/// How the end of the input meets an archive.
#[derive(Debug, Default)]
pub struct Finish {
    /// The size in the archive of the member that was open, if one was.
    pub open: Option<u64>,
    /// What there is to say about that member.
    pub of_member: Vec<Note>,
    /// What there is to say about the archive.
    pub of_archive: Vec<Note>,
}

/// Bytes of a header that is not there as a whole yet, and bytes that were looked at too early.
#[derive(Debug, Default)]
pub struct Carry {
    bytes: Vec<u8>,
}

impl Carry {
    /// Takes from `input` what is missing for `wanted` bytes; how many it took.
    pub fn top_up(&mut self, input: &[u8], wanted: usize) -> usize {
        let taken = wanted.saturating_sub(self.bytes.len()).min(input.len());
        self.bytes.extend_from_slice(&input[..taken]);
        taken
    }

    /// What is there.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Lets go of bytes at the front.
    pub fn consume(&mut self, used: usize) {
        self.bytes.drain(..used.min(self.bytes.len()));
    }
}

/// A path as text, not longer than what is kept of one.
pub fn path_text(bytes: &[u8]) -> String {
    let kept = &bytes[..bytes.len().min(crate::limits::MEMBER_PATH)];
    let mut text = String::from_utf8_lossy(kept).into_owned();
    if kept.len() < bytes.len() {
        text.push('…');
    }
    text
}

/// The little-endian number at `at`; 0 where there is none.
pub fn number<const BYTES: usize>(bytes: &[u8], at: usize) -> u64 {
    let part = bytes.get(at..at + BYTES).unwrap_or(&[]);
    part.iter().rev().fold(0, |number, &byte| number << 8 | u64::from(byte))
}
