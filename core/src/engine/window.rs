//! The part of a member that is held decompressed: filled at the end, read from the front, moved on.

/// Bytes with room behind them. The room is made once and kept: to blank two megabytes for each file would take
/// longer than to parse a small one.
#[derive(Default)]
pub(super) struct Window {
    bytes: Vec<u8>,
    filled: usize,
}

impl Window {
    /// The bytes that are there.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes[..self.filled]
    }

    /// How many bytes are there.
    pub fn len(&self) -> usize {
        self.filled
    }

    /// Forgets the bytes, keeps the room.
    pub fn clear(&mut self) {
        self.filled = 0;
    }

    /// The room behind the bytes, up to `target` bytes in all.
    pub fn room(&mut self, target: usize) -> &mut [u8] {
        if self.bytes.len() < target {
            let mut bytes = vec![0; target];
            bytes[..self.filled].copy_from_slice(self.bytes());
            self.bytes = bytes;
        }
        &mut self.bytes[self.filled.min(target)..target]
    }

    /// So many bytes were written into the room.
    pub fn fill(&mut self, made: usize) {
        self.filled = (self.filled + made).min(self.bytes.len());
    }

    /// Lets go of bytes at the front.
    pub fn consume(&mut self, used: usize) {
        let used = used.min(self.filled);
        self.bytes.copy_within(used..self.filled, 0);
        self.filled -= used;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fills_at_the_end_and_empties_at_the_front() {
        let mut window = Window::default();
        window.room(4).copy_from_slice(b"abcd");
        window.fill(3);
        assert_eq!(window.bytes(), b"abc");
        window.consume(2);
        assert_eq!(window.bytes(), b"c");
        assert_eq!((window.room(4).len(), window.room(1).len()), (3, 0));
        window.room(6)[..2].copy_from_slice(b"xy");
        window.fill(2);
        assert_eq!((window.bytes(), window.len()), (&b"cxy"[..], 3));
        window.consume(9);
        window.clear();
        assert_eq!(window.bytes(), b"");
    }
}
