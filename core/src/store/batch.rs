//! Rows on their way from a parse worker to the engine: columns with a dictionary of their own, provenance,
//! whole records of EMR's events, and the ledger of the files that were finished.

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::{xxh3_64, xxh3_128};

use super::columns::{COLUMNS, Facts, Of, record_values};
use super::derived;
use super::dictionary::{Codes, Dictionary};
use super::extracts::Extracts;
use super::identities::Identities;
use super::ledger::FileReport;
use super::recent::Recent;
use crate::emr::facts::Scope;
use crate::limits;
use crate::problem::ProblemId;
use crate::record::Record;
use crate::record::seen::Seen;

/// Where a record lies in what the user gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Provenance {
    /// Number of the file.
    pub file: u32,
    /// Number of the member of the file, from 1 in the order in which they lie in it; 0 where the file is no archive.
    pub member: u32,
    /// Byte offset in the file's or member's data, decompressed and as UTF-8.
    pub offset: u64,
    /// Length in bytes.
    pub length: u32,
}

impl Provenance {
    /// What places are put in order by: file, member, offset.
    pub fn order(&self) -> (u32, u32, u64) {
        (self.file, self.member, self.offset)
    }
}

/// Where in the blocks of whole records a record lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(C)]
pub struct Kept {
    /// Row in the batch (in the store: row of the store).
    pub row: u32,
    /// Number of the block.
    pub block: u32,
    /// Offset in the block's decompressed bytes.
    pub offset: u32,
    /// Length in bytes.
    pub length: u32,
}

/// Compressed whole records.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// Bytes when decompressed.
    pub size: u32,
    /// An LZ4 block.
    pub data: Vec<u8>,
}

impl Block {
    /// Compresses.
    pub fn of(text: &[u8]) -> Block {
        let mut data = lz4_flex::block::compress(text);
        data.shrink_to_fit();
        Block { size: text.len() as u32, data }
    }

    /// What was compressed.
    pub fn open(&self) -> Vec<u8> {
        let mut out = Vec::new();
        self.open_into(&mut out);
        out
    }

    /// The same, in place of what another block held: to make room anew takes a tenth of the time.
    pub fn open_into(&self, out: &mut Vec<u8>) {
        out.resize(self.size as usize, 0);
        // Made by this program: damage would show as a record that does not parse.
        let made = lz4_flex::block::decompress_into(&self.data, out).unwrap_or(0);
        out.truncate(made);
    }
}

/// Some rows, struct of arrays.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    /// Seconds since 1970, or [`crate::record::time::NO_TIME`].
    pub time: Vec<i64>,
    /// The event id: a UUID's 128 bits as two words, or a hash of an id that is none.
    pub id: Vec<[u64; 2]>,
    /// Fingerprint of the record's content.
    pub hash: Vec<u64>,
    /// [`Scope`] as a byte.
    pub scope: Vec<u8>,
    /// Number of the file each row comes from.
    pub file: Vec<u32>,
    /// Number of the member that each row comes from; rows past its end have 0.
    pub member: Codes,
    /// Byte offset of each row's record.
    pub offset: Vec<u64>,
    /// Length of each row's record.
    pub length: Vec<u32>,
    /// For each column of the table: a dictionary and the rows' codes in it.
    pub columns: Vec<(Dictionary, Vec<u32>)>,
    /// Ids that are no UUIDs: row and text.
    pub odd_ids: Vec<(u32, String)>,
    /// Which rows have their record in a block.
    pub kept: Vec<Kept>,
    /// Whole records.
    pub blocks: Vec<Block>,
    /// What life stories need of EMR's own events.
    pub extracts: Extracts,
    /// What is no record and is kept whole.
    pub documents: Vec<Document>,
    /// Files that ended in this batch.
    pub files: Vec<FileReport>,
}

/// Something that holds no events and is kept whole, as it stands in its file: a digest of CloudTrail, the signature
/// of a query's result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// What it is.
    pub kind: ProblemId,
    /// Where it stands.
    pub at: Provenance,
    /// Its text, compressed.
    pub block: Block,
}

impl Batch {
    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.time.len()
    }

    /// Empties it, and keeps its room.
    fn clear(&mut self) {
        let Batch { time, id, hash, scope, file, member, offset, length, columns, odd_ids, .. } = self;
        time.clear();
        id.clear();
        hash.clear();
        scope.clear();
        file.clear();
        *member = Codes::default();
        offset.clear();
        length.clear();
        for (dictionary, codes) in columns {
            dictionary.clear();
            codes.clear();
        }
        odd_ids.clear();
        self.kept.clear();
        self.blocks.clear();
        self.extracts.clear();
        self.documents.clear();
        self.files.clear();
    }

    /// The batch without its rows: what is left is the account of files.
    pub fn without_rows(self) -> Batch {
        Batch { documents: self.documents, files: self.files, ..empty() }
    }
}

/// Builds batches, row by row.
pub struct Builder {
    batch: Batch,
    identities: Identities,
    /// Number of each row's identity.
    identity: Vec<u32>,
    /// Records of the block that is being filled.
    open: Vec<u8>,
    scratch: Vec<u8>,
    seen: Seen,
    recent: [Recent; COLUMNS.len()],
}

impl Default for Builder {
    fn default() -> Self {
        Builder {
            batch: empty(),
            identities: Identities::default(),
            identity: Vec::new(),
            open: Vec::new(),
            scratch: Vec::new(),
            seen: Seen::default(),
            recent: [Recent::default(); COLUMNS.len()],
        }
    }
}

fn empty() -> Batch {
    Batch { columns: COLUMNS.iter().map(|_| Default::default()).collect(), ..Batch::default() }
}

impl Builder {
    /// Adds a record. `raw` is its JSON, `time` its time in seconds, `whole` whether it is kept whatever it is, because it
    /// cannot be read again from where it lies. Fails, and adds nothing, where the record's
    /// identity is damaged or holds escapes that are no text.
    pub fn push(
        &mut self,
        record: &Record,
        raw: &[u8],
        time: i64,
        at: Provenance,
        whole: bool,
    ) -> Result<(), serde_json::Error> {
        let batch = &mut self.batch;
        let last = self.identity.last().copied();
        let identity = self.identities.number(record, last, &mut batch.columns)?;
        self.identity.push(identity);
        let facts = Facts::new(record, self.identities.caller(identity));
        let row = batch.time.len() as u32;
        record_values(&facts, |column, value| {
            let place = usize::from(column.0);
            // Both have a place for every column.
            if let (Some(column), Some(recent)) = (batch.columns.get_mut(place), self.recent.get_mut(place)) {
                put(column, recent, row, value);
            }
        });
        let content = normalised(raw, &mut self.scratch);
        batch.hash.push(xxh3_64(content));
        let id = record.event_id.as_str();
        batch.id.push(match uuid(id) {
            Some(words) => words,
            None => {
                let hash = if id.is_empty() { xxh3_128(content) } else { xxh3_128(id.as_bytes()) };
                batch.odd_ids.push((row, id.to_owned()));
                [(hash >> 64) as u64, hash as u64]
            }
        });
        if facts.scope == Scope::Emr {
            batch.extracts.push(row, record, facts.operation, &facts.touched);
        }
        batch.time.push(time);
        batch.scope.push(facts.scope as u8);
        batch.file.push(at.file);
        if at.member != 0 {
            batch.member.set(row, at.member);
        }
        batch.offset.push(at.offset);
        batch.length.push(at.length);
        // What was made here stands nowhere else.
        if facts.scope == Scope::Emr || whole || !record.fidelity.is_empty() {
            if self.open.len() + raw.len() > limits::RAW_BLOCK {
                self.close_block();
            }
            let block = self.batch.blocks.len() as u32;
            self.batch.kept.push(Kept {
                row,
                block,
                offset: self.open.len() as u32,
                length: raw.len() as u32,
            });
            self.open.extend_from_slice(raw);
        }
        Ok(())
    }

    /// Gives a row another time.
    pub fn set_time(&mut self, row: usize, seconds: i64) {
        if let Some(time) = self.batch.time.get_mut(row) {
            *time = seconds;
        }
    }

    /// Identities that were read lately, to be recognised by their text; kept from batch to batch.
    pub fn seen(&mut self) -> &mut Seen {
        &mut self.seen
    }

    fn close_block(&mut self) {
        if self.open.is_empty() {
            return;
        }
        self.batch.blocks.push(Block::of(&self.open));
        self.open.clear();
    }

    /// Keeps something whole that is no record.
    pub fn keep_document(&mut self, kind: ProblemId, text: &[u8], at: Provenance) {
        self.batch.documents.push(Document { kind, at, block: Block::of(text) });
    }

    /// Adds a file that is finished.
    pub fn finish_file(&mut self, report: FileReport) {
        self.batch.files.push(report);
    }

    /// Rows so far.
    pub fn rows(&self) -> usize {
        self.batch.rows()
    }

    /// Whether there is nothing to send.
    pub fn is_empty(&self) -> bool {
        self.batch.time.is_empty() && self.batch.files.is_empty()
    }

    /// The batch so far, complete. The builder goes on with [`Builder::clear`].
    pub fn complete(&mut self) -> &Batch {
        self.close_block();
        self.identities.write(&self.identity, &mut self.batch.columns);
        let rows = self.batch.rows();
        for (column, (_, codes)) in COLUMNS.iter().zip(&mut self.batch.columns) {
            if matches!(column.of, Of::Record) {
                codes.resize(rows, 0);
            }
        }
        derived::write(&mut self.batch.columns);
        &self.batch
    }

    /// Starts anew, with the room that the batch had: the next one is as long, and has much the same values.
    pub fn clear(&mut self) {
        self.identities.clear();
        self.identity.clear();
        self.recent = [Recent::default(); COLUMNS.len()];
        self.batch.clear();
    }
}

/// Sets the value of the last row; rows before it that have none yet have 0, which stands for missing. Not inlined: it
/// would be, once for each column.
#[inline(never)]
fn put((dictionary, codes): &mut (Dictionary, Vec<u32>), recent: &mut Recent, row: u32, value: &str) {
    let code = recent.code(dictionary, value);
    if codes.len() < row as usize {
        codes.resize(row as usize, 0);
    }
    codes.push(code);
}

/// The value of each byte as a hexadecimal digit; 16 for what is none.
static HEX: [u8; 256] = {
    let mut table = [16; 256];
    let mut i = 0;
    while i < 16 {
        table[b"0123456789abcdef"[i] as usize] = i as u8;
        table[b"0123456789ABCDEF"[i] as usize] = i as u8;
        i += 1;
    }
    table
};

/// A UUID as two words; `None` for anything else.
pub fn uuid(text: &str) -> Option<[u64; 2]> {
    let bytes: &[u8; 36] = text.as_bytes().try_into().ok()?;
    if [8, 13, 18, 23].iter().any(|&i| bytes[i] != b'-') {
        return None;
    }
    // All digits at once, and only then whether one of them was none.
    let mut wrong = 0;
    let mut word = |places: [usize; 4], lengths: [usize; 4]| {
        let mut word = 0u64;
        for (from, length) in places.into_iter().zip(lengths) {
            for &byte in &bytes[from..from + length] {
                let digit = HEX[byte as usize];
                wrong |= digit;
                word = word << 4 | u64::from(digit & 15);
            }
        }
        word
    };
    let words = [word([0, 9, 14, 0], [8, 4, 4, 0]), word([19, 24, 0, 0], [4, 12, 0, 0])];
    (wrong < 16).then_some(words)
}

/// The text of a UUID.
pub fn uuid_text(id: [u64; 2]) -> String {
    // It is ASCII.
    String::from_utf8_lossy(&uuid_bytes(id)).into_owned()
}

/// The same on the stack, for whoever goes through all of them.
pub fn uuid_bytes(id: [u64; 2]) -> [u8; 36] {
    let mut out = [b'-'; 36];
    let places = (0..36).filter(|place| !matches!(place, 8 | 13 | 18 | 23));
    for (number, place) in places.enumerate() {
        let digit = id[number / 16] >> (60 - number % 16 * 4) & 15;
        out[place] = b"0123456789abcdef"[digit as usize];
    }
    out
}

/// The fingerprint of a record's content, by which copies are told from events that only share an id.
pub fn fingerprint(raw: &[u8], scratch: &mut Vec<u8>) -> u64 {
    xxh3_64(normalised(raw, scratch))
}

/// The record without white space between its tokens, so that a pretty-printed copy has the same fingerprint as
/// the original. CloudTrail writes no such white space: then the bytes are taken as they are, which is told by
/// the first key, as a serialiser either writes it everywhere or nowhere.
fn normalised<'a>(raw: &'a [u8], scratch: &'a mut Vec<u8>) -> &'a [u8] {
    let is_space = |b: &u8| matches!(b, b' ' | b'\t' | b'\n' | b'\r');
    let spaced = raw.get(1).is_some_and(is_space)
        || match crate::json::skip_string(raw, 1) {
            crate::json::Scan::End(end) => {
                raw.get(end).is_some_and(is_space) || raw.get(end + 1).is_some_and(is_space)
            }
            _ => true,
        };
    if !spaced {
        return raw;
    }
    scratch.clear();
    let mut at = 0;
    while let Some(&byte) = raw.get(at) {
        match byte {
            b'"' => {
                let end = match crate::json::skip_string(raw, at) {
                    crate::json::Scan::End(end) => end,
                    _ => raw.len(),
                };
                scratch.extend_from_slice(&raw[at..end]);
                at = end;
            }
            byte => {
                if !is_space(&byte) {
                    scratch.push(byte);
                }
                at += 1;
            }
        }
    }
    scratch
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uuids_round_trip() {
        let text = "b348a38d-f744-4097-8b2a-e68c9b424698";
        assert_eq!(uuid_text(uuid(text).unwrap()), text);
        assert_eq!(uuid(&text.to_uppercase()), uuid(text));
        for bad in
            ["", "b348a38d", "b348a38d-f744-4097-8b2a-e68c9b42469x", "b348a38df-744-4097-8b2a-e68c9b424698"]
        {
            assert_eq!(uuid(bad), None);
        }
    }

    #[test]
    fn a_pretty_copy_has_the_same_fingerprint() {
        let compact = br#"{"a":"x  y \" z","b":[1,2,{"c":null}]}"#;
        let pretty = b"{\n  \"a\": \"x  y \\\" z\",\n  \"b\": [1, 2, {\"c\": null}]\n}";
        let (mut one, mut two) = (Vec::new(), Vec::new());
        assert_eq!(normalised(compact, &mut one), normalised(pretty, &mut two));
        assert_eq!(normalised(b"{}", &mut one), b"{}");
        assert_eq!(normalised(b"{\"a", &mut two), b"{\"a");
    }
}
