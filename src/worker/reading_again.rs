//! Reading files again: one record for the drawer, any number of them for an export, all bytes for a hash.

use std::cell::{Cell, RefCell};

use js_sys::{Function, Promise};
use sha2::{Digest, Sha256};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

use super::messages::{FromParser, JobFile, post_bytes};
use super::parse_worker::Reading;
use crate::container::Container;
use crate::engine::reread::{Place, Reread};
use crate::limits;
use crate::store::batch::Provenance;

/// Bytes that are handed on at once, roughly.
const PIECE: usize = 1 << 20;
/// Bytes of a file that are unpacked before what was found is handed on: even where they grow fiftyfold, little
/// waits here.
const FEED: usize = 128 << 10;
/// Places in a plain file that are not further apart than this are read together.
const GAP: u64 = 64 << 10;
/// Pieces that may be on their way to the page.
const AHEAD: u32 = 2;

/// How much the page is ready to take.
#[derive(Default)]
pub(super) struct Wanted {
    pieces: Cell<u32>,
    waiting: RefCell<Option<Function>>,
}

impl Wanted {
    /// As at the start.
    pub fn reset(&self) {
        self.pieces.set(AHEAD);
    }

    /// One piece more.
    pub fn more(&self) {
        self.pieces.set(self.pieces.get() + 1);
        if let Some(resolve) = self.waiting.take() {
            // Calling a promise's own function cannot fail.
            let _ = resolve.call0(&JsValue::NULL);
        }
    }

    /// Waits until a piece is wanted.
    async fn one(&self) {
        while self.pieces.get() == 0 {
            let promise = Promise::new(&mut |resolve, _| *self.waiting.borrow_mut() = Some(resolve));
            // Nobody holds what would reject it.
            let _ = JsFuture::from(promise).await;
        }
        self.pieces.set(self.pieces.get() - 1);
    }
}

/// What was found and is not handed on.
#[derive(Default)]
struct Found {
    lengths: Vec<u32>,
    bytes: Vec<u8>,
}

impl Reading {
    /// One record.
    pub(super) async fn record(
        &self,
        file: JobFile,
        handle: &File,
        at: Provenance,
    ) -> Result<Vec<u8>, JsValue> {
        let mut found = Vec::new();
        let mut take = async |record: Vec<u8>| found.push(record);
        self.look_up(file, handle, &[at.into()], &mut take).await?;
        found.pop().ok_or_else(|| "the record is not there".into())
    }

    /// What lies at places in files, so many in each, handed to the page piece by piece: an entry for each place, empty
    /// where there is nothing.
    pub(super) async fn extract(
        &self,
        files: &[JobFile],
        handles: &[File],
        counts: &[u32],
        places: &[Place],
    ) {
        let (mut out, mut left) = (Found::default(), places);
        let (mut at, mut together) = (0, Vec::new());
        let mut end = 0;
        for (n, ((file, handle), &count)) in files.iter().zip(handles).zip(counts).enumerate() {
            let (of_file, rest) = left.split_at((count as usize).min(left.len()));
            left = rest;
            // Small files are read together, as in an import.
            if n >= end {
                end = n + group(&files[n..]);
                at = 0;
                together = match end - n {
                    1 => Vec::new(),
                    _ => self.whole(&files[n..end], &handles[n..end]).await.unwrap_or_default(),
                };
                if together.len() as f64 != files[n..end].iter().map(|file| file.size).sum::<f64>() {
                    together = Vec::new();
                }
            }
            let mut served = 0;
            let mut take = async |record: Vec<u8>| {
                served += 1;
                self.hand_on(&mut out, record).await;
            };
            // What cannot be read has no records: whoever asked counts them.
            let _ = match together.get(at..at + file.size as usize) {
                Some(bytes) if !together.is_empty() => {
                    look_up_in(bytes, of_file, &mut take).await;
                    Ok(())
                }
                _ => self.look_up(*file, handle, of_file, &mut take).await,
            };
            at += file.size as usize;
            for _ in served..of_file.len() {
                self.hand_on(&mut out, Vec::new()).await;
            }
        }
        if !out.lengths.is_empty() {
            self.flush(&mut out).await;
        }
    }

    /// SHA-256 of a file, in hexadecimal digits. In Rust: the browser's own is missing on insecure http, and takes a file
    /// only as a whole.
    pub(super) async fn hash(&self, file: JobFile, handle: &File) -> Result<String, JsValue> {
        let mut hash = Sha256::new();
        let mut read = 0.0;
        while read < file.size {
            let size = (limits::READ as f64).min(file.size - read);
            let bytes = self.part(self.start(file, handle, read, size)?, file, read, size).await?;
            if bytes.len() as f64 != size {
                return Err("the file is shorter than it was".into());
            }
            read += size;
            hash.update(&bytes);
        }
        Ok(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
    }

    async fn hand_on(&self, out: &mut Found, record: Vec<u8>) {
        out.lengths.push(record.len() as u32);
        out.bytes.extend_from_slice(&record);
        if out.bytes.len() >= PIECE || out.lengths.len() >= PIECE / 64 {
            self.flush(out).await;
        }
    }

    async fn flush(&self, out: &mut Found) {
        self.state.wanted.one().await;
        let Found { lengths, bytes } = std::mem::take(out);
        post_bytes(&self.state.scope, &FromParser::Extracted { lengths }, &bytes);
    }

    /// Gives what lies at places in a file, in their order. Fewer where the file cannot be read on.
    async fn look_up(
        &self,
        file: JobFile,
        handle: &File,
        places: &[Place],
        take: &mut impl AsyncFnMut(Vec<u8>),
    ) -> Result<(), JsValue> {
        let size = (Container::HEAD as f64).min(file.size);
        let head = self.part(self.start(file, handle, 0.0, size)?, file, 0.0, size).await?;
        if Container::detect(&head).is_none() {
            return self.pick(file, handle, places, take).await;
        }
        let mut search = Reread::new(places.to_vec());
        let mut read = 0.0;
        while read < file.size && !search.is_done() {
            let size = (limits::READ as f64).min(file.size - read);
            let bytes = self.part(self.start(file, handle, read, size)?, file, read, size).await?;
            if bytes.is_empty() {
                break;
            }
            read += bytes.len() as f64;
            feed(&mut search, &bytes, take).await;
        }
        for record in search.finish() {
            take(record).await;
        }
        Ok(())
    }

    /// The same in a plain file, of which only those parts are read.
    async fn pick(
        &self,
        file: JobFile,
        handle: &File,
        places: &[Place],
        take: &mut impl AsyncFnMut(Vec<u8>),
    ) -> Result<(), JsValue> {
        let end_of = |place: &Place| place.offset.saturating_add(u64::from(place.length));
        let mut left = places;
        while let Some(first) = left.first() {
            let (from, mut to, mut count) = (first.offset, end_of(first), 1);
            for place in &left[1..] {
                let end = end_of(place).max(to);
                if place.offset > to.saturating_add(GAP) || end - from > limits::READ as u64 {
                    break;
                }
                (to, count) = (end, count + 1);
            }
            let (group, rest) = left.split_at(count);
            left = rest;
            let (offset, length) = (from as f64, (to - from) as f64);
            let bytes = self.part(self.start(file, handle, offset, length)?, file, offset, length).await?;
            for place in group {
                let start = (place.offset - from) as usize;
                take(bytes.get(start..start + place.length as usize).unwrap_or_default().to_vec()).await;
            }
        }
        Ok(())
    }
}

/// The same in a file that was read.
async fn look_up_in(bytes: &[u8], places: &[Place], take: &mut impl AsyncFnMut(Vec<u8>)) {
    let mut search = Reread::new(places.to_vec());
    feed(&mut search, bytes, take).await;
    for record in search.finish() {
        take(record).await;
    }
}

/// Unpacks more of a file, and hands on what is found before there is much of it.
async fn feed(search: &mut Reread, bytes: &[u8], take: &mut impl AsyncFnMut(Vec<u8>)) {
    for piece in bytes.chunks(FEED) {
        search.feed(piece);
        for record in search.take() {
            take(record).await;
        }
    }
}

/// How many of these files are read together: small ones.
fn group(files: &[JobFile]) -> usize {
    let mut size = 0.0;
    let fits = |file: &&JobFile| {
        size += file.size;
        size <= limits::READ as f64
    };
    files.iter().take_while(fits).count().max(1)
}
