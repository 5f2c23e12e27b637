//! Whole records: in compressed blocks, as they come in, then taken apart into segments.

use super::batch::{Block, Kept};
use super::fuller::Replaced;
use super::segment::{Dissection, Segment, Shapes};

/// The block that was opened last: records that lie together are wanted together.
#[derive(Default)]
pub struct OpenBlock {
    number: Option<u32>,
    text: Vec<u8>,
}

/// Whole records of some rows.
#[derive(Default)]
pub struct Records {
    /// Those in blocks, ascending by row; the entries of a block lie together, unless records were replaced.
    kept: Vec<Kept>,
    /// Empty where the records are in a segment.
    blocks: Vec<Block>,
    /// How many of these were taken apart or cannot be.
    seen: usize,
    segments: Vec<Segment>,
    shapes: Shapes,
    /// Bytes of all blocks.
    packed: usize,
}

/// Bytes of records that are taken apart at once, which takes some ten milliseconds. In so many most values that are not
/// a record's own come up often, and all of them have numbers of two bytes.
const SEGMENT: usize = 4 << 20;

/// Bytes that a segment may take more than its blocks did, and beyond a quarter of that.
const SLACK: usize = 64 << 10;

impl Records {
    /// Adds the blocks of a batch and those records in them whose row of the store `row_of` knows; `replaced` are rows
    /// whose record is another one now.
    pub(super) fn add(
        &mut self,
        blocks: Vec<Block>,
        kept: &[Kept],
        replaced: &Replaced,
        row_of: impl Fn(u32) -> Option<u32>,
    ) {
        let first = self.blocks.len() as u32;
        for block in blocks {
            self.packed += block.data.capacity();
            self.blocks.push(block);
        }
        let kept = kept.iter().map(|kept| Kept { block: kept.block + first, ..*kept });
        replaced.keep(&mut self.kept, kept, row_of);
        if !replaced.is_empty() {
            self.segments.iter_mut().for_each(|segment| segment.forget(|row| replaced.has(row)));
        }
    }

    /// The record of a row, if it is here.
    pub fn get(&self, row: u32) -> Option<Vec<u8>> {
        self.get_in(row, &mut OpenBlock::default())
    }

    /// The record of a row, if it is here; its block stays open for the next one.
    pub fn get_in(&self, row: u32, open: &mut OpenBlock) -> Option<Vec<u8>> {
        let Some(kept) = self.kept_of(row) else {
            return self.segments.iter().find_map(|segment| segment.text(row, &self.shapes));
        };
        record(self.open(kept, open)?, kept).map(<[u8]>::to_vec)
    }

    /// The records of these rows, in their order; each block is opened once.
    pub fn get_all(&self, rows: &[u32]) -> Vec<Option<Vec<u8>>> {
        let mut places: Vec<usize> = (0..rows.len()).collect();
        places
            .sort_by_key(|place| rows.get(*place).and_then(|row| self.kept_of(*row)).map(|kept| kept.block));
        let (mut out, mut open) = (vec![None; rows.len()], OpenBlock::default());
        for place in places {
            out[place] = self.get_in(rows[place], &mut open);
        }
        out
    }

    fn kept_of(&self, row: u32) -> Option<&Kept> {
        let at = self.kept.binary_search_by_key(&row, |kept| kept.row).ok()?;
        self.kept.get(at)
    }

    fn open<'o>(&self, kept: &Kept, open: &'o mut OpenBlock) -> Option<&'o [u8]> {
        if open.number != Some(kept.block) {
            self.blocks.get(kept.block as usize)?.open_into(&mut open.text);
            open.number = Some(kept.block);
        }
        Some(&open.text)
    }

    /// Calls `each` with row and text of all records that are still in blocks.
    pub fn each_in_blocks(&self, mut each: impl FnMut(u32, &[u8])) {
        let mut open = OpenBlock::default();
        for kept in &self.kept {
            if let Some(record) = self.open(kept, &mut open).and_then(|text| record(text, kept)) {
                each(kept.row, record);
            }
        }
    }

    /// The records that are in no block any more.
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// What stands around the values of records in segments.
    pub fn shapes(&self) -> &Shapes {
        &self.shapes
    }

    /// Whether the record of a row is here.
    pub fn has(&self, row: u32) -> bool {
        self.kept_of(row).is_some() || self.segments.iter().any(|segment| segment.has(row))
    }

    /// The rows whose records are here, in no order in particular.
    pub fn rows(&self) -> impl Iterator<Item = u32> {
        self.kept.iter().map(|kept| kept.row).chain(self.segments.iter().flat_map(Segment::rows))
    }

    /// Takes a few more blocks apart. Says whether there are more. Blocks that would take much more memory stay as they
    /// are, and so do those whose records are no text.
    pub(super) fn take_apart(&mut self) -> bool {
        let (from, mut size) = (self.seen, 0);
        let fitting = self.blocks.iter().skip(from).take_while(|block| {
            let fits = size < SEGMENT;
            size += block.size as usize;
            fits
        });
        self.seen += fitting.count();
        let next = from..self.seen;
        let is_next = |kept: &Kept| next.contains(&(kept.block as usize));
        let (mut dissection, mut open) = (Dissection::default(), OpenBlock::default());
        let could = self.kept.iter().filter(|kept| is_next(kept)).all(|kept| {
            let text = self.open(kept, &mut open).and_then(|text| record(text, kept));
            let text = text.and_then(|text| simdutf8::basic::from_utf8(text).ok());
            text.is_some_and(|text| dissection.push(kept.row, text))
        });
        // Nobody asks any more for what was dropped or replaced.
        let is_empty = could && dissection.is_empty();
        let packed: usize = self.blocks[next.clone()].iter().map(|block| block.data.capacity()).sum();
        let most = packed + packed / 4 + SLACK;
        let segment = (could && !is_empty).then(|| dissection.finish(&mut self.shapes, most)).flatten();
        if is_empty || segment.is_some() {
            self.packed -= packed;
            self.segments.extend(segment);
            self.kept.retain(|kept| !is_next(kept));
            self.blocks[next.clone()].fill(Block::default());
        }
        let more = self.seen < self.blocks.len();
        if !more {
            self.kept.shrink_to_fit();
        }
        more
    }

    /// Bytes on the heap.
    pub(super) fn size(&self) -> usize {
        let entries = self.kept.capacity() * size_of::<Kept>() + self.blocks.capacity() * size_of::<Block>();
        let segments = self.segments.capacity() * size_of::<Segment>() + self.shapes.size();
        self.packed + entries + segments + self.segments.iter().map(Segment::size).sum::<usize>()
    }
}

fn record<'t>(text: &'t [u8], kept: &Kept) -> Option<&'t [u8]> {
    let start = kept.offset as usize;
    text.get(start..start + kept.length as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn added(records: &mut Records, first: u32, texts: &[&[u8]]) {
        let kept: Vec<Kept> = (0..)
            .zip(texts)
            .map(|(n, text)| Kept { row: n, block: n, offset: 1, length: text.len() as u32 })
            .collect();
        let blocks = texts.iter().map(|text| Block::of(&[b" ", *text, b" "].concat())).collect();
        records.add(blocks, &kept, &Replaced::default(), |row| Some(first + row));
    }

    fn all(records: &Records) -> Vec<String> {
        let mut rows: Vec<u32> = records.rows().collect();
        rows.sort_unstable();
        let texts: Vec<_> = rows.iter().map(|row| records.get(*row)).collect();
        assert_eq!(records.get_all(&rows), texts);
        assert!(rows.iter().all(|row| records.has(*row)));
        texts.into_iter().map(|text| String::from_utf8(text.unwrap()).unwrap()).collect()
    }

    #[test]
    fn a_record_is_the_same_in_a_block_and_taken_apart() {
        let mut records = Records::default();
        added(&mut records, 0, &[br#"{"a":"x"}"#, br#"{"a":"y"}"#, br#"{"a":"z"}"#]);
        let before = all(&records);
        assert!(!records.take_apart() && !records.take_apart());
        assert_eq!((all(&records), records.segments().len(), records.packed), (before, 1, 0));
        // Later ones, one of which takes the place of one that is there.
        let mut replaced = Replaced::default();
        replaced.insert(1, 0);
        let kept = [
            Kept { row: 0, block: 0, offset: 0, length: 9 },
            Kept { row: 1, block: 0, offset: 9, length: 9 },
        ];
        let block = Block::of(br#"{"a":"Y"}{"a":"w"}"#);
        records.add(vec![block], &kept, &replaced, |row| (row == 1).then_some(3));
        let wanted = [r#"{"a":"x"}"#, r#"{"a":"Y"}"#, r#"{"a":"z"}"#, r#"{"a":"w"}"#];
        assert_eq!(all(&records), wanted);
        records.take_apart();
        assert_eq!((all(&records).join(""), records.segments().len()), (wanted.concat(), 2));
        assert_eq!(records.get(9), None);
    }

    #[test]
    fn what_cannot_be_taken_apart_stays() {
        let mut records = Records::default();
        added(&mut records, 0, &[br#"{"a":"x"}"#, b"{\"a\":\"\xff\"}"]);
        assert!(!records.take_apart());
        let mut found = Vec::new();
        records.each_in_blocks(|row, text| found.push((row, text.to_vec())));
        assert_eq!((found.len(), records.segments().len()), (2, 0));
        assert_eq!(records.get(1).unwrap(), b"{\"a\":\"\xff\"}");
    }
}
