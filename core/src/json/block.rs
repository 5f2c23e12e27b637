//! 64 bytes looked at together, with vectors.

use wide::u8x16;

/// Bytes of a block.
pub const WIDTH: usize = 64;

/// A bit for each byte in which `found` sets all bits; the lowest for the first byte.
#[inline(always)]
pub fn bits(block: &[u8; WIDTH], found: impl Fn(u8x16) -> u8x16) -> u64 {
    let (parts, _) = block.as_chunks::<16>();
    let of_part = |part: &[u8; 16]| u64::from(found(u8x16::new(*part)).to_bitmask());
    parts.iter().rev().fold(0, |bits, part| bits << 16 | of_part(part))
}
