//! Whole records, in compressed blocks, and what tells which blocks need not be opened in a search.

use super::batch::{Block, Kept};
use crate::json::{self, Scan};

/// The block that was opened last: records that lie together are wanted together.
#[derive(Default)]
pub struct OpenBlock {
    number: Option<u32>,
    text: Vec<u8>,
}

/// Whole records of some rows.
#[derive(Default)]
pub(super) struct Records {
    /// Ascending by row; the entries of a block lie together, unless records were replaced.
    kept: Vec<Kept>,
    blocks: Vec<Block>,
    /// Bytes of all blocks.
    bytes: usize,
    /// Of the first blocks; the others have none yet.
    signatures: Vec<Signature>,
}

impl Records {
    /// Adds blocks; returns the number of the first.
    pub fn add_blocks(&mut self, blocks: impl Iterator<Item = Block>) -> u32 {
        let first = self.blocks.len() as u32;
        for block in blocks {
            self.bytes += block.data.capacity();
            self.blocks.push(block);
        }
        first
    }

    /// Where records lie, to be changed; stays in order of the rows.
    pub fn kept_mut(&mut self) -> &mut Vec<Kept> {
        &mut self.kept
    }

    /// The record of a row, if it is here.
    pub fn get(&self, row: u32) -> Option<Vec<u8>> {
        let i = self.kept.binary_search_by_key(&row, |kept| kept.row).ok()?;
        let kept = self.kept.get(i)?;
        let text = self.blocks.get(kept.block as usize)?.open();
        record(&text, kept).map(<[u8]>::to_vec)
    }

    /// The records of these rows, in their order; each block is opened once where rows that follow each other lie in
    /// the same one.
    pub fn get_all(&self, rows: &[u32]) -> Vec<Option<Vec<u8>>> {
        let mut places: Vec<(usize, &Kept)> = Vec::with_capacity(rows.len());
        for (place, row) in rows.iter().enumerate() {
            let found = self.kept.binary_search_by_key(row, |kept| kept.row).ok();
            places.extend(found.and_then(|i| self.kept.get(i)).map(|kept| (place, kept)));
        }
        places.sort_by_key(|(_, kept)| kept.block);
        let mut out = vec![None; rows.len()];
        for of_block in places.chunk_by(|(_, a), (_, b)| a.block == b.block) {
            let block = of_block.first().and_then(|(_, kept)| self.blocks.get(kept.block as usize));
            let Some(text) = block.map(Block::open) else { continue };
            for (place, kept) in of_block {
                if let Some(out) = out.get_mut(*place) {
                    *out = record(&text, kept).map(<[u8]>::to_vec);
                }
            }
        }
        out
    }

    /// The record of a row, if it is here; its block stays open for the next one.
    pub fn get_in(&self, row: u32, open: &mut OpenBlock) -> Option<Vec<u8>> {
        let i = self.kept.binary_search_by_key(&row, |kept| kept.row).ok()?;
        let kept = self.kept.get(i)?;
        if open.number != Some(kept.block) {
            self.blocks.get(kept.block as usize)?.open_into(&mut open.text);
            open.number = Some(kept.block);
        }
        record(&open.text, kept).map(<[u8]>::to_vec)
    }

    /// Calls `each` with row and text of all records, but for those of blocks in which none of these lists of texts
    /// stands whole, where that is known.
    pub fn search(&self, any_of: &[Vec<&str>], mut each: impl FnMut(u32, &[u8])) {
        let of_list = |list: &Vec<&str>| list.iter().flat_map(|text| grams(text.as_bytes())).collect();
        let probes: Vec<Vec<usize>> = any_of.iter().map(of_list).collect();
        let mut text = Vec::new();
        for of_block in self.kept.chunk_by(|a, b| a.block == b.block) {
            let Some(number) = of_block.first().map(|kept| kept.block as usize) else { continue };
            let signature = self.signatures.get(number);
            let may_hold = |probes: &Vec<usize>| signature.is_none_or(|signature| signature.has_all(probes));
            if !probes.iter().any(may_hold) {
                continue;
            }
            let Some(block) = self.blocks.get(number) else { continue };
            block.open_into(&mut text);
            for kept in of_block {
                if let Some(record) = record(&text, kept) {
                    each(kept.row, record);
                }
            }
        }
    }

    /// Whether the record of a row is here.
    pub fn has(&self, row: u32) -> bool {
        self.kept.binary_search_by_key(&row, |kept| kept.row).is_ok()
    }

    /// The rows whose records are here, in ascending order.
    pub fn rows(&self) -> impl Iterator<Item = u32> {
        self.kept.iter().map(|kept| kept.row)
    }

    /// Makes the signatures of a few more blocks. Says whether there are more to make.
    pub fn index(&mut self, blocks: usize) -> bool {
        let from = self.signatures.len();
        let next = self.blocks.iter().skip(from).take(blocks);
        self.signatures.extend(next.map(|block| Signature::of(&block.open())));
        self.signatures.len() < self.blocks.len()
    }

    /// Bytes on the heap: records, signatures.
    pub fn sizes(&self) -> (usize, usize) {
        let entries = self.kept.capacity() * size_of::<Kept>() + self.blocks.capacity() * size_of::<Block>();
        (self.bytes + entries, self.signatures.len() * size_of::<[u64; WORDS]>())
    }
}

fn record<'t>(text: &'t [u8], kept: &Kept) -> Option<&'t [u8]> {
    let start = kept.offset as usize;
    text.get(start..start + kept.length as usize)
}

/// Words of a signature: 8 KiB, for blocks of 128 KiB. A quarter of the bits is set then, so that of the blocks
/// without a word of eight letters (five groups of four) one in a thousand is opened in vain.
const WORDS: usize = 1_024;

/// Which groups of four bytes stand in a block, in lower case: a bit for each, by a hash.
struct Signature(Box<[u64; WORDS]>);

impl Signature {
    fn of(text: &[u8]) -> Signature {
        let mut bits = Box::new([0u64; WORDS]);
        let mut add = |text: &[u8]| grams(text).for_each(|bit| bits[bit / 64] |= 1 << (bit % 64));
        add(text);
        // What is written with escapes counts as what it stands for, too.
        let mut at = 0;
        while let Some(start) = memchr::memchr(b'"', &text[at..]).map(|n| at + n) {
            let Scan::End(end) = json::skip_string(text, start) else { break };
            let string = &text[start..end];
            if memchr::memchr(b'\\', string).is_some() {
                add(json::unquote(&String::from_utf8_lossy(string)).as_bytes());
            }
            at = end;
        }
        Signature(bits)
    }

    fn has_all(&self, probes: &[usize]) -> bool {
        probes.iter().all(|bit| self.0[bit / 64] >> (bit % 64) & 1 == 1)
    }
}

/// The bits of all groups of four bytes. None for a text that is shorter. Bytes that are not ASCII are taken as they
/// are: whoever looks for such text case aside must not ask.
fn grams(text: &[u8]) -> impl Iterator<Item = usize> {
    let mut group = 0u32;
    text.iter().enumerate().filter_map(move |(i, byte)| {
        group = group << 8 | u32::from(byte.to_ascii_lowercase());
        // The multiplier of Fibonacci hashing: 2^32 divided by the golden ratio.
        (i >= 3).then_some((group.wrapping_mul(0x9e37_79b9) >> 16) as usize)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_stands_in_a_block_is_never_passed_over(
            text in "[a-fA-F\"{}:é ]{0,80}", from in any::<prop::sample::Index>(), length in 0usize..12,
        ) {
            let signature = Signature::of(text.as_bytes());
            let chars: Vec<char> = text.chars().collect();
            let start = if chars.is_empty() { 0 } else { from.index(chars.len()) };
            let piece: String = chars[start..(start + length).min(chars.len())].iter().collect();
            let probes = |piece: &str| grams(piece.as_bytes()).collect::<Vec<_>>();
            prop_assert!(signature.has_all(&probes(&piece)));
            prop_assert!(signature.has_all(&probes(&piece.to_ascii_uppercase())));
        }
    }

    #[test]
    fn what_stands_nowhere_is_passed_over() {
        let signature = Signature::of(
            br#"{"eventName":"RunJobFlow","requestParameters":{"name":"nightly","a":"sp\u0061rk\/x"}}"#,
        );
        let has = |piece: &str| signature.has_all(&grams(piece.as_bytes()).collect::<Vec<_>>());
        assert!(has("RUNJOBFLOW") && has("nightly") && has("abc") && has("spark/x"));
        assert!(!has("terminate") && !has("sparkle") && !has("nights"));
    }
}
