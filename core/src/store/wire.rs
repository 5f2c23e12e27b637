//! The bytes of a batch: little-endian arrays, each with its length before it, then the small structures in
//! postcard. Written and read by the same build of the same program; still, nothing in here can panic.

use std::fmt;

use bytemuck::Pod;

use super::batch::{Batch, Block, Document, Kept};
use super::columns::COLUMNS;
use super::dictionary::{Codes, Dictionary};
use super::extracts::{Extracts, Words};
use super::ledger::FileReport;

/// First bytes of a batch; changes with the layout.
const MAGIC: u32 = 0x5447_0003;

/// A batch that cannot be read: it was cut or comes from another build.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed;

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a batch from a parse worker could not be read")
    }
}

impl std::error::Error for Malformed {}

/// Writes a batch.
pub fn write(batch: &Batch) -> Vec<u8> {
    let mut out = Vec::with_capacity(batch.rows() * (48 + 4 * COLUMNS.len()) + (64 << 10));
    out.extend_from_slice(&MAGIC.to_le_bytes());
    put(&mut out, &batch.time);
    put(&mut out, bytemuck::cast_slice::<[u64; 2], u64>(&batch.id));
    put(&mut out, &batch.hash);
    put(&mut out, &batch.scope);
    put(&mut out, &batch.file);
    put(&mut out, &batch.offset);
    put(&mut out, &batch.length);
    match &batch.member {
        Codes::Zero(_) => put_tagged::<u8>(&mut out, &[]),
        Codes::U8(codes) => put_tagged(&mut out, codes),
        Codes::U16(codes) => put_tagged(&mut out, codes),
        Codes::U32(codes) => put_tagged(&mut out, codes),
    }
    for (dictionary, codes) in &batch.columns {
        put_texts(&mut out, dictionary);
        // Most columns of a batch have few values: one byte a row is enough for them.
        if dictionary.len() <= 256 {
            out.push(1);
            put_with(&mut out, codes.len(), |out| out.extend(codes.iter().map(|&c| c as u8)));
        } else {
            out.push(4);
            put(&mut out, codes);
        }
    }
    let kept: Vec<[u32; 4]> = batch.kept.iter().map(|k| [k.row, k.block, k.offset, k.length]).collect();
    put(&mut out, kept.as_flattened());
    out.extend_from_slice(&(batch.blocks.len() as u32).to_le_bytes());
    for block in &batch.blocks {
        out.extend_from_slice(&block.size.to_le_bytes());
        put(&mut out, &block.data);
    }
    put_texts(&mut out, batch.extracts.texts());
    let Words { list, named, settings, made } = batch.extracts.words();
    put(&mut out, list.as_flattened());
    put(&mut out, named.as_flattened());
    put(&mut out, settings.as_flattened());
    put(&mut out, made.as_flattened());
    let small = (&batch.odd_ids, &batch.documents, &batch.files);
    // Writing to a growing vector fails only for types that postcard does not know; these it does.
    put(&mut out, &postcard::to_allocvec(&small).unwrap_or_default());
    out
}

/// Writes the ledger: a tree of a trail has tens of thousands of files.
pub fn write_reports(reports: &[FileReport]) -> Vec<u8> {
    // As above, this cannot fail.
    postcard::to_allocvec(reports).unwrap_or_default()
}

/// Reads the ledger.
pub fn read_reports(bytes: &[u8]) -> Result<Vec<FileReport>, Malformed> {
    postcard::from_bytes(bytes).map_err(|_| Malformed)
}

fn put_texts(out: &mut Vec<u8>, dictionary: &Dictionary) {
    let (bytes, ends) = dictionary.parts();
    put(out, bytes.as_bytes());
    put(out, ends);
}

fn put_with(out: &mut Vec<u8>, length: usize, fill: impl FnOnce(&mut Vec<u8>)) {
    out.extend_from_slice(&(length as u32).to_le_bytes());
    fill(out);
}

/// The size of the values, and the values.
fn put_tagged<T: Pod>(out: &mut Vec<u8>, values: &[T]) {
    out.push(size_of::<T>() as u8);
    put(out, values);
}

fn put<T: Pod>(out: &mut Vec<u8>, values: &[T]) {
    put_with(out, values.len(), |out| out.extend_from_slice(bytemuck::cast_slice(values)));
}

/// Reads a batch.
pub fn read(bytes: &[u8]) -> Result<Batch, Malformed> {
    let mut from = Cursor(bytes);
    if from.word()? != MAGIC {
        return Err(Malformed);
    }
    let time: Vec<i64> = from.take()?;
    let rows = time.len();
    let words: Vec<u64> = from.take()?;
    let (id, rest) = words.as_chunks::<2>();
    if !rest.is_empty() {
        return Err(Malformed);
    }
    let mut batch = Batch {
        time,
        id: id.to_vec(),
        hash: from.take()?,
        scope: from.take()?,
        file: from.take()?,
        offset: from.take()?,
        length: from.take()?,
        member: match from.byte()? {
            1 => Codes::U8(from.take()?),
            2 => Codes::U16(from.take()?),
            4 => Codes::U32(from.take()?),
            _ => return Err(Malformed),
        },
        ..Batch::default()
    };
    for _ in COLUMNS {
        let dictionary = from.texts()?;
        let codes: Vec<u32> = match from.byte()? {
            1 => from.take::<u8>()?.into_iter().map(u32::from).collect(),
            4 => from.take()?,
            _ => return Err(Malformed),
        };
        if codes.len() != rows {
            return Err(Malformed);
        }
        batch.columns.push((dictionary, codes));
    }
    let kept: Vec<u32> = from.take()?;
    for &[row, block, offset, length] in kept.as_chunks::<4>().0 {
        batch.kept.push(Kept { row, block, offset, length });
    }
    for _ in 0..from.word()? {
        batch.blocks.push(Block { size: from.word()?, data: from.take()? });
    }
    let texts = from.texts()?;
    let words = Words { list: from.rows()?, named: from.rows()?, settings: from.rows()?, made: from.rows()? };
    batch.extracts = Extracts::of_words(texts, &words).ok_or(Malformed)?;
    let small: Vec<u8> = from.take()?;
    let (odd_ids, documents, files): (Vec<(u32, String)>, Vec<Document>, Vec<FileReport>) =
        postcard::from_bytes(&small).map_err(|_| Malformed)?;
    (batch.odd_ids, batch.documents, batch.files) = (odd_ids, documents, files);
    let lengths = [
        batch.id.len(),
        batch.hash.len(),
        batch.scope.len(),
        batch.file.len(),
        batch.offset.len(),
        batch.length.len(),
    ];
    if lengths.iter().any(|&n| n != rows) {
        return Err(Malformed);
    }
    Ok(batch)
}

struct Cursor<'a>(&'a [u8]);

impl Cursor<'_> {
    fn byte(&mut self) -> Result<u8, Malformed> {
        let (&first, rest) = self.0.split_first().ok_or(Malformed)?;
        self.0 = rest;
        Ok(first)
    }

    fn word(&mut self) -> Result<u32, Malformed> {
        let (first, rest) = self.0.split_first_chunk::<4>().ok_or(Malformed)?;
        self.0 = rest;
        Ok(u32::from_le_bytes(*first))
    }

    fn texts(&mut self) -> Result<Dictionary, Malformed> {
        let bytes: Vec<u8> = self.take()?;
        let ends: Vec<u32> = self.take()?;
        let mut dictionary = Dictionary::default();
        let text = String::from_utf8(bytes).map_err(|_| Malformed)?;
        let mut start = 0;
        for &end in ends.get(1..).ok_or(Malformed)? {
            dictionary.code(text.get(start..end as usize).ok_or(Malformed)?);
            start = end as usize;
        }
        if dictionary.len() == ends.len() { Ok(dictionary) } else { Err(Malformed) }
    }

    /// Rows of so many words each.
    fn rows<const N: usize>(&mut self) -> Result<Vec<[u32; N]>, Malformed> {
        let words: Vec<u32> = self.take()?;
        match words.as_chunks::<N>() {
            (rows, []) => Ok(rows.to_vec()),
            _ => Err(Malformed),
        }
    }

    fn take<T: Pod>(&mut self) -> Result<Vec<T>, Malformed> {
        let length = self.word()? as usize;
        let size = length.checked_mul(size_of::<T>()).ok_or(Malformed)?;
        let (bytes, rest) = self.0.split_at_checked(size).ok_or(Malformed)?;
        self.0 = rest;
        // Unaligned in the middle of a buffer: copied once into place.
        let mut out = vec![T::zeroed(); length];
        bytemuck::cast_slice_mut::<T, u8>(&mut out).copy_from_slice(bytes);
        Ok(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::ProblemId;
    use crate::store::batch::{Builder, Provenance};

    fn sample() -> Batch {
        let mut builder = Builder::default();
        for i in 0..600u64 {
            let raw = format!(
                r#"{{"eventName":"RunJobFlow","eventSource":"elasticmapreduce.amazonaws.com","eventID":"x{i}","awsRegion":"r{i}"}}"#
            );
            let record = serde_json::from_str(&raw).unwrap();
            let at = Provenance { file: 3, member: (i / 100) as u32, offset: i, length: raw.len() as u32 };
            builder.push(&record, raw.as_bytes(), i as i64, at, false).unwrap();
        }
        builder.finish_file(FileReport::new(3));
        builder.complete().clone()
    }

    #[test]
    fn a_batch_comes_back_as_it_went() {
        let batch = sample();
        let back = read(&write(&batch)).unwrap();
        assert_eq!(
            format!("{:?}", (&back.time, &back.id, &back.kept, &back.files, &back.odd_ids)),
            format!("{:?}", (&batch.time, &batch.id, &batch.kept, &batch.files, &batch.odd_ids))
        );
        for ((d1, c1), (d2, c2)) in batch.columns.iter().zip(&back.columns) {
            assert_eq!(c1, c2);
            assert!(d1.iter().eq(d2.iter()));
        }
        assert_eq!(batch.blocks, back.blocks);
        assert_eq!(batch.extracts.list(), back.extracts.list());
        assert_eq!(back.extracts.list().len(), 600);
        assert!((0..600).all(|row| back.member.get(row) == row / 100));
    }

    #[test]
    fn a_ledger_comes_back_as_it_went() {
        let mut report = FileReport::new(7);
        report.problems.report(ProblemId::BadRecord, Some(9), "words");
        (report.span, report.micros) = (Some((-1, 1 << 40)), Some(u64::MAX));
        report.members.push(FileReport { member: 1, path: "a/ü.json".to_owned(), ..FileReport::new(7) });
        let reports = vec![report, FileReport::new(8)];
        let bytes = write_reports(&reports);
        assert_eq!(read_reports(&bytes), Ok(reports));
        assert_eq!(read_reports(&bytes[..bytes.len() - 1]), Err(Malformed));
    }

    #[test]
    fn a_cut_batch_is_an_error_and_no_panic() {
        let bytes = write(&sample());
        for cut in 0..bytes.len().min(4_000) {
            assert_eq!(read(&bytes[..cut]).err(), Some(Malformed));
        }
        assert_eq!(read(&bytes[..bytes.len() - 1]).err(), Some(Malformed));
    }
}
