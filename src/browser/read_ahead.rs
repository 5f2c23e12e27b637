//! Reading many small files on the page's thread, many of them at once.
//!
//! Chromium does not know the size of a file that came by a folder input. `File.size`, and handing the file to a
//! worker, ask another process and wait for it: 0.2 ms when nothing else runs, 0.6 ms while workers parse, one file
//! after another. Reading waits for nobody, so here the bytes are read and handed over instead.

use std::collections::VecDeque;

use js_sys::{Array, Promise};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{File, FileList};

use super::boot;
use super::files::Picked;
use super::pause::sleep;

/// Files of a slice.
const SLICE: u32 = 32;
/// Slices that are read at once.
const SLICES: usize = 3;
/// A file with more bytes is left to the workers, which read it part by part.
const MOST: u32 = 1 << 20;
/// Milliseconds to wait for room.
const WAIT: u32 = 4;

/// Hands over the files of a list from one on, in their order, with their bytes where they are small. Stops when
/// `take` says so, waits while there is no `room`.
pub async fn each_slice(
    list: &FileList,
    from: u32,
    mut take: impl FnMut(Vec<Picked>) -> bool,
    room: impl Fn() -> bool,
) {
    let mut at = from;
    let mut begun: VecDeque<(Vec<File>, Promise)> = VecDeque::new();
    loop {
        while at < list.length() && begun.len() < SLICES {
            let files: Vec<File> =
                (at..list.length().min(at + SLICE)).filter_map(|at| list.get(at)).collect();
            let reads = boot::read(&files.iter().collect(), MOST);
            begun.push_back((files, reads));
            at += SLICE;
        }
        let Some((files, reads)) = begun.pop_front() else { return };
        // What is large or cannot be read has no bytes: a worker finds out and says so.
        let read: Array = JsFuture::from(reads).await.map(JsCast::unchecked_into).unwrap_or_default();
        let slice = files.into_iter().zip(read.iter());
        let slice = slice.map(|(file, bytes)| Picked::read(file, bytes.dyn_into().ok())).collect();
        if !take(slice) {
            return;
        }
        while !room() {
            sleep(WAIT).await;
        }
    }
}
