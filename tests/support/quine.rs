//! Files that hold themselves, by the construction of Russ Cox, “Zip Files All The Way Down” (2010).
//!
//! A program for deflate that writes itself, of stored blocks (“print the next n bytes”) and matches (“repeat the last
//! n bytes”), each of which takes five bytes. What stands before the data and behind it is part of what it writes. The
//! checksum of the whole stands in the whole: CRC-32 is linear, so it is the solution of 32 equations.

use flate2::Crc;

/// Bits as deflate packs them: the lowest of each byte first.
#[derive(Default)]
struct Bits(Vec<bool>);

impl Bits {
    /// A number, its lowest bit first.
    fn number(&mut self, value: u32, bits: u32) -> &mut Bits {
        self.0.extend((0..bits).map(|bit| value >> bit & 1 == 1));
        self
    }

    /// A code of Huffman's, its highest bit first.
    fn code(&mut self, code: u32, bits: u32) -> &mut Bits {
        self.0.extend((0..bits).rev().map(|bit| code >> bit & 1 == 1));
        self
    }

    /// A block with the fixed codes begins.
    fn block(&mut self) -> &mut Bits {
        self.number(0, 1).number(1, 2)
    }

    fn end_of_block(&mut self) -> &mut Bits {
        self.code(0, 7)
    }

    /// So many of the bytes that lie so far back.
    fn repeat(&mut self, length: u32, distance: u32) -> &mut Bits {
        // First length, code and further bits of it, for the lengths that occur here.
        const LENGTHS: [(u32, u32, u32); 5] =
            [(8, 262, 0), (9, 263, 0), (10, 264, 0), (59, 276, 3), (115, 280, 4)];
        const DISTANCES: [(u32, u32, u32); 3] = [(17, 8, 3), (65, 12, 5), (97, 13, 5)];
        let row = |table: &[(u32, u32, u32)], n: u32| *table.iter().rev().find(|row| row.0 <= n).unwrap();
        let (first, code, more) = row(&LENGTHS, length);
        assert!(length < first + (1 << more));
        match code {
            280.. => self.code(0b1100_0000 + code - 280, 8),
            _ => self.code(code - 256, 7),
        };
        self.number(length - first, more);
        let (first, code, more) = row(&DISTANCES, distance);
        assert!(distance < first + (1 << more));
        self.code(code, 5).number(distance - first, more)
    }

    fn bytes(&self) -> Vec<u8> {
        let byte = |bits: &[bool]| bits.iter().rev().fold(0, |byte, &bit| byte << 1 | u8::from(bit));
        self.0.chunks(8).map(byte).collect()
    }
}

/// Prints the next bytes.
fn print(length: usize) -> Vec<u8> {
    let length = (length as u16).to_le_bytes();
    vec![0, length[0], length[1], !length[0], !length[1]]
}

/// Repeats the last bytes, of which the very last is given. Five bytes that say so are there for some numbers only.
fn repeat(length: usize, last: u8) -> Vec<u8> {
    let (mut bits, n) = (Bits::default(), length as u32);
    match n {
        18..=20 => bits.block().repeat(n - 10, n).repeat(10, n).end_of_block(),
        65..=66 => bits.block().repeat(n, n).end_of_block().block().end_of_block(),
        116..=128 if last < 144 => {
            bits.block().repeat(n - 1, n).code(0x30 + u32::from(last), 8).end_of_block()
        }
        _ => panic!("{length} bytes cannot be repeated by five"),
    };
    let bytes = bits.bytes();
    assert_eq!((bits.0.len(), bytes.len()), (40, 5));
    bytes
}

/// What begins with this and ends with that, and unpacks to itself.
fn program(before: &[u8], behind: &[u8]) -> Vec<u8> {
    let behind = [&[1, 0, 0, 0xff, 0xff], behind].concat();
    let last = *behind.last().unwrap();
    let (p, s) = (before.len() + 5, behind.len() + 5);
    let (print_p, repeat_p) = (print(p), repeat(p, 0));
    let (print_s, repeat_s) = (print(s), repeat(s, last));
    let (print_0, print_1, print_4) = (print(0), print(5), print(20));
    // Four steps are repeated, the last of which is a `print`: that ends with 0xff, or nothing asks for it.
    let repeat_4 = repeat(20, 0xff);
    let steps: [&[u8]; 34] = [
        before, &print_p, before, &print_p, &repeat_p, &print_1, &repeat_p, &print_1, &print_1, &print_4,
        &repeat_p, &print_1, &print_1, &print_4, &repeat_4, &print_4, &repeat_4, &print_4, &repeat_4,
        &print_4, &repeat_4, &print_4, &repeat_4, &print_0, &print_0, &print_s, &repeat_4, &print_0,
        &print_0, &print_s, &repeat_s, &behind, &repeat_s, &behind,
    ];
    steps.concat()
}

fn crc(bytes: &[u8]) -> u32 {
    let mut crc = Crc::new();
    crc.update(bytes);
    crc.sum()
}

/// The file that has its own checksum in it: `with` makes it with any. There is none for one file in some; the
/// first of these files that has one.
fn solved(with: impl Fn(u32, u32) -> Vec<u8>) -> Vec<u8> {
    (0..64)
        .find_map(|variant| {
            let sum = |x: u32| crc(&with(variant, x));
            let none = sum(0);
            // Rows of x ^ A·x = sum(0), the right side in the bit behind the 32 of x.
            let mut rows: Vec<u64> = (0..32).map(|bit| 1 << bit | u64::from(none >> bit & 1) << 32).collect();
            for bit in 0..32 {
                let column = sum(1 << bit) ^ none;
                (0..32).for_each(|row| rows[row] ^= u64::from(column >> row & 1) << bit);
            }
            for bit in 0..32 {
                let pivot = (bit..32).find(|&row| rows[row] >> bit & 1 == 1)?;
                rows.swap(bit, pivot);
                for row in 0..32 {
                    if row != bit && rows[row] >> bit & 1 == 1 {
                        rows[row] ^= rows[bit];
                    }
                }
            }
            let x = (0..32).fold(0, |x, bit| x | ((rows[bit] >> 32 & 1) as u32) << bit);
            Some(with(variant, x))
        })
        .unwrap()
}

/// A gzip file that unpacks to itself.
pub fn gzip_quine() -> Vec<u8> {
    let with = |variant: u32, crc: u32, size: u32| {
        let time = variant.to_le_bytes();
        let head = [&[0x1f, 0x8b, 8, 8], &time[..], &[0, 3], b"me\0"].concat();
        program(&head, &[crc.to_le_bytes(), size.to_le_bytes()].concat())
    };
    let size = with(0, 0, 0).len() as u32;
    solved(|variant, crc| with(variant, crc, size))
}

/// A zip whose only member is itself, also by its directory.
pub fn zip_quine() -> Vec<u8> {
    const NAME: &[u8] = b"the-same-archive-once-more.zip";
    const COMMENT: &[u8] = b"trailglass";
    let with = |variant: u32, crc: u32, size: u32| {
        let packed = size.saturating_sub((30 + 46 + 22 + 2 * NAME.len() + COMMENT.len()) as u32);
        // Version, flags, method, time, checksum, sizes, length of the name: the same in both headers.
        let common = [
            &[20, 0, 0, 0, 8, 0][..],
            &variant.to_le_bytes(),
            &crc.to_le_bytes(),
            &packed.to_le_bytes(),
            &size.to_le_bytes(),
            &(NAME.len() as u32).to_le_bytes(),
        ]
        .concat();
        let head = [b"PK\x03\x04", &common[..], NAME].concat();
        let listed = [b"PK\x01\x02\x14\x00", &common[..], &[0; 14], NAME].concat();
        let (place, length) =
            (size.saturating_sub((listed.len() + 22 + COMMENT.len()) as u32), listed.len() as u32);
        let end = [
            &listed[..],
            b"PK\x05\x06\0\0\0\0\x01\0\x01\0",
            &length.to_le_bytes(),
            &place.to_le_bytes(),
            &(COMMENT.len() as u16).to_le_bytes(),
            COMMENT,
        ]
        .concat();
        program(&head, &end)
    };
    let size = with(0, 0, 0).len() as u32;
    solved(|variant, crc| with(variant, crc, size))
}
