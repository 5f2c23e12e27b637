//! The checksum of gzip, fast where there is no instruction for it.
//!
//! A checksum is the remainder of the data, read as a polynomial over two elements, modulo a fixed polynomial P.
//! Tables take a byte at a time. But whatever is a multiple of P may be added to the data without changing the
//! remainder, and P has a multiple with only five terms that is not long: x³⁰⁰ + x¹⁵⁵ + x¹¹⁷ + x⁸⁹ + 1. Squaring
//! it six times gives x^(64·300) + x^(64·155) + x^(64·117) + x^(64·89) + 1: so a word of 64 bits can be taken away
//! if it is added again 145, 183, 211 and 300 words further on. That is exclusive-or of whole vectors and nothing
//! else; only the last 300 words are left to the tables. (The idea of Sam Russell's *Chorba*, 2024.)

/// How many words further on a word that is taken away is added again.
const LAGS: [usize; 4] = [300 - 155, 300 - 117, 300 - 89, 300];
/// Words behind which nothing taken away is added.
const REACH: usize = 300;
/// Words that do not depend on each other.
const STEP: usize = 144;
/// Steps after which what the next ones depend on is moved to the front.
const STEPS: usize = 12;
/// Below this length, in bytes, the tables are as fast.
const SHORT: usize = 4 * REACH * 8;

/// The checksum of some data, given the checksum of what came before it; 0 at the start.
pub fn crc32(before: u32, data: &[u8]) -> u32 {
    if data.len() < SHORT {
        return by_table(before, data);
    }
    let (words, rest) = data.as_chunks::<8>();
    let (folded, last) = words.split_at(words.len() - REACH);
    // What was taken away: first that on which the next steps depend, then what they make.
    let mut taken = [0u64; REACH + STEPS * STEP];
    let mut first = first_word(before);
    for block in folded.chunks(STEPS * STEP) {
        let mut at = REACH;
        for step in block.chunks(STEP) {
            let (known, new) = taken.split_at_mut(at);
            let [a, b, c, d] = LAGS.map(|lag| &known[at - lag..][..step.len()]);
            for ((((new, word), a), b), (c, d)) in new.iter_mut().zip(step).zip(a).zip(b).zip(c.iter().zip(d))
            {
                *new = u64::from_ne_bytes(*word) ^ a ^ b ^ c ^ d;
            }
            new[0] ^= std::mem::take(&mut first);
            at += step.len();
        }
        taken.copy_within(at - REACH..at, 0);
    }
    let mut remainder = [0u64; REACH];
    for (to, word) in remainder.iter_mut().zip(last) {
        *to = u64::from_ne_bytes(*word);
    }
    for lag in LAGS {
        for (to, from) in remainder[..lag].iter_mut().zip(&taken[REACH - lag..REACH]) {
            *to ^= from;
        }
    }
    // What came before is in the first word already: nothing more is to be mixed in.
    let crc = by_table(!0, bytemuck::cast_slice(&remainder));
    by_table(crc, rest)
}

/// What came before is mixed into the first four bytes.
fn first_word(before: u32) -> u64 {
    let [a, b, c, d] = (!before).to_le_bytes();
    u64::from_ne_bytes([a, b, c, d, 0, 0, 0, 0])
}

fn by_table(before: u32, data: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new_with_initial(before);
    hasher.update(data);
    hasher.finalize()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_the_tables_say() {
        let data: Vec<u8> =
            (0..80_000u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8 ^ (i >> 9) as u8).collect();
        for length in (SHORT..SHORT + 20).chain((0..60).map(|n| SHORT + n * 1_151)).chain([80_000]) {
            for start in [0, 1, 7] {
                let data = &data[start..length.min(data.len())];
                for before in [0, 1, !0, 0x1234_5678] {
                    assert_eq!(crc32(before, data), by_table(before, data), "{length} bytes from {start}");
                }
            }
        }
        // The check value of the catalogue of checksums.
        assert_eq!(crc32(0, b"123456789"), 0xcbf4_3926);
    }

    #[test]
    fn goes_on_from_what_came_before() {
        let data: Vec<u8> = (0..50_000u32).map(|i| (i % 251) as u8).collect();
        let (one, two) = data.split_at(23_456);
        assert_eq!(crc32(crc32(0, one), two), by_table(0, &data));
    }
}
