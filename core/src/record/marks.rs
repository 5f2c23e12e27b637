//! Which bytes end or interrupt a string: a bit for each of 64 bytes, worked out with vectors.

use wide::u8x16;

pub use crate::json::block::WIDTH;
use crate::json::block::bits;

/// A bit for each byte that is a quote, a backslash or a control character; the lowest for the first byte.
#[inline]
pub fn marks(bytes: &[u8; WIDTH]) -> u64 {
    bits(bytes, |part| {
        let control = part.simd_eq(part.min(u8x16::splat(0x1f)));
        part.simd_eq(u8x16::splat(b'"')) | part.simd_eq(u8x16::splat(b'\\')) | control
    })
}

/// The same for what stands at an end, where there are fewer.
pub fn marks_at_end(bytes: &[u8]) -> u64 {
    let mut whole = [b' '; WIDTH];
    for (to, from) in whole.iter_mut().zip(bytes) {
        *to = *from;
    }
    marks(&whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_byte_at_each_place() {
        for byte in 0..=255u8 {
            let marked = byte == b'"' || byte == b'\\' || byte < 0x20;
            for at in 0..WIDTH {
                let mut bytes = [b'x'; WIDTH];
                bytes[at] = byte;
                assert_eq!(marks(&bytes), u64::from(marked) << at, "{byte} at {at}");
                assert_eq!(marks_at_end(&bytes[..=at]), u64::from(marked) << at, "{byte} at the end, {at}");
            }
        }
        assert_eq!(marks(&[b'"'; WIDTH]), u64::MAX);
        assert_eq!(marks_at_end(b""), 0);
    }
}
