//! A small random generator, so that a seed means the same bytes on every machine and in every year.

/// SplitMix64 (Steele, Lea and Flood, 2014): one addition and two multiplications a number, and good enough
/// to pick names and ids. Not for anything secret.
#[derive(Clone, Debug)]
pub struct Rng(u64);

impl Rng {
    /// A generator for this seed.
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 bits.
    pub const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `bound`; 0 where the bound is 0.
    pub const fn below(&mut self, bound: u64) -> u64 {
        // The high half of the product: no division, and a bias nobody can see at these sizes.
        ((self.next() as u128 * bound as u128) >> 64) as u64
    }

    /// An index into something of this length.
    pub const fn index(&mut self, len: usize) -> usize {
        self.below(len as u64) as usize
    }

    /// True in `share` of all calls.
    pub fn chance(&mut self, share: f64) -> bool {
        // 53 bits are what a double can hold.
        ((self.next() >> 11) as f64) < share * (1u64 << 53) as f64
    }

    /// One of these, or the type's default where there is none.
    pub fn pick<T: Copy + Default>(&mut self, from: &[T]) -> T {
        from.get(self.index(from.len())).copied().unwrap_or_default()
    }
}

/// Choices with weights.
#[derive(Clone, Debug, Default)]
pub struct Weights(Vec<u64>);

impl Weights {
    /// From one weight per choice.
    pub fn new(weights: impl IntoIterator<Item = u64>) -> Self {
        let mut sum = 0;
        Self(
            weights
                .into_iter()
                .map(|weight| {
                    sum += weight;
                    sum
                })
                .collect(),
        )
    }

    /// The index of a choice.
    pub fn pick(&self, rng: &mut Rng) -> usize {
        let point = rng.below(self.0.last().copied().unwrap_or(0));
        self.0.partition_point(|&sum| sum <= point)
    }
}

const HEX: &[u8; 16] = b"0123456789abcdef";
const CAPS: &[u8; 36] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
const LOWER: &[u8; 36] = b"abcdefghijklmnopqrstuvwxyz0123456789";
const WORD: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// Appends `len` (at most 16) lower-case hexadecimal digits.
pub fn hex(out: &mut Vec<u8>, rng: &mut Rng, len: usize) {
    let mut bits = rng.next();
    for _ in 0..len {
        out.push(HEX[(bits & 15) as usize]);
        bits >>= 4;
    }
}

/// Appends `len` capitals and digits, as in `j-…`.
pub fn caps(out: &mut Vec<u8>, rng: &mut Rng, len: usize) {
    (0..len).for_each(|_| out.push(CAPS[rng.index(CAPS.len())]));
}

/// Appends `len` lower-case letters and digits, as in the ids of EMR Serverless and EMR on EKS.
pub fn lower(out: &mut Vec<u8>, rng: &mut Rng, len: usize) {
    (0..len).for_each(|_| out.push(LOWER[rng.index(LOWER.len())]));
}

/// Appends `len` letters and digits, as at the end of a trail file's name.
pub fn word(out: &mut Vec<u8>, rng: &mut Rng, len: usize) {
    (0..len).for_each(|_| out.push(WORD[rng.index(WORD.len())]));
}

/// Where the ids of events and requests come from.
#[derive(Clone, Debug)]
pub enum Ids {
    /// Random, as real ones are: half of what a compressed log weighs.
    Random,
    /// Counted: unique too, almost free when compressed, and plain to see that nobody's log was used.
    Counted(u64),
}

impl Ids {
    /// How counted ids begin; twelve digits follow.
    pub const COUNTED: &str = "00000000-0000-4000-8000-";

    /// Appends an id in the form of a UUID.
    pub fn uuid(&mut self, out: &mut Vec<u8>, rng: &mut Rng) {
        match self {
            Self::Random => {
                let (a, b) = (rng.next().to_le_bytes(), rng.next().to_le_bytes());
                for (i, byte) in a.into_iter().chain(b).enumerate() {
                    if matches!(i, 4 | 6 | 8 | 10) {
                        out.push(b'-');
                    }
                    // Version 4, as CloudTrail's own ids.
                    let byte = match i {
                        6 => 0x40 | (byte & 15),
                        8 => 0x80 | (byte & 63),
                        _ => byte,
                    };
                    out.extend([HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]]);
                }
            }
            Self::Counted(next) => {
                *next += 1;
                out.extend(format!("{}{next:012}", Self::COUNTED).bytes());
            }
        }
    }
}
