//! Files that the user chose, in slices small enough for the page's thread.

use js_sys::{Array, Promise, Reflect, Uint8Array};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use web_sys::{Blob, File, FileList};

use super::pause::{now, pause};
use super::read_ahead;

/// Files that are handed over together, at most.
const SLICE: usize = 50;
/// Milliseconds after which a task gives way. The size of a chosen file is asked of the browser's own process, and
/// the page's thread waits for the answer: 0.2 ms mostly, 2 ms when that process is busy reading.
const SPAN: f64 = 10.0;
/// After so many files it is known whether their sizes come slowly.
const TRIED: u32 = 16;
/// Milliseconds for one size that are slow.
const SLOW: f64 = 0.05;

/// A file that was chosen or dropped.
#[derive(Clone)]
pub struct Picked {
    /// Path below what was chosen, or the name.
    pub path: String,
    /// Size in bytes.
    pub size: f64,
    /// The browser's handle.
    pub file: File,
    /// All of it, where it was read along with being listed; gone once it is handed to a worker.
    pub bytes: Option<Uint8Array>,
}

impl Picked {
    /// Looks at a file; `path` where it is known better than by the file itself.
    pub fn new(file: File, path: Option<String>) -> Picked {
        let path = path.unwrap_or_else(|| path_of(&file));
        Picked { path, size: file.size(), file, bytes: None }
    }

    /// The same with its bytes, or like any other if there are none.
    pub fn read(file: File, bytes: Option<Uint8Array>) -> Picked {
        match bytes {
            Some(bytes) => {
                Picked { path: path_of(&file), size: bytes.length().into(), file, bytes: Some(bytes) }
            }
            None => Picked::new(file, None),
        }
    }
}

#[wasm_bindgen]
extern "C" {
    /// A file that knows its path below the folder that was chosen.
    #[wasm_bindgen(extends = File)]
    type FromFolder;

    #[wasm_bindgen(method, getter, js_name = webkitRelativePath)]
    fn relative_path(this: &FromFolder) -> Option<String>;
}

fn path_of(file: &File) -> String {
    let relative = file.unchecked_ref::<FromFolder>().relative_path();
    relative.filter(|path| !path.is_empty()).unwrap_or_else(|| file.name())
}

/// Hands over the files of a list slice by slice, giving way in between. Stops when `take` says so. Where asking for
/// sizes is slow, the files are read as well, while `room` says that there is some.
pub async fn each_slice(list: &FileList, mut take: impl FnMut(Vec<Picked>) -> bool, room: impl Fn() -> bool) {
    // The first files go out at once, so that there is work while the others are looked at.
    let (mut slice, mut wanted) = (Vec::new(), 1);
    let mut began = now();
    let mut looking = 0.0;
    for at in 0..list.length() {
        if at == TRIED && looking > SLOW * f64::from(TRIED) {
            return read_ahead::each_slice(list, at, take, room).await;
        }
        let before = now();
        slice.extend(list.get(at).map(|file| Picked::new(file, None)));
        looking += now() - before;
        if slice.len() >= wanted || at + 1 == list.length() || at + 1 == TRIED {
            if !take(std::mem::take(&mut slice)) {
                return;
            }
            wanted = (wanted * 2).min(SLICE);
        }
        if now() - began > SPAN {
            pause().await;
            began = now();
        }
    }
}

/// The bytes of a file, or of several back to back: one read for many small files is five times faster than
/// one each.
pub fn read(files: &[File]) -> Result<Promise, JsValue> {
    match files {
        [one] => Ok(one.array_buffer()),
        many => {
            let parts: Array = many.iter().map(JsValue::from).collect();
            Ok(Blob::new_with_blob_sequence(&parts)?.array_buffer())
        }
    }
}

/// Some bytes of a file.
pub fn read_part(file: &File, offset: f64, length: f64) -> Result<Promise, JsValue> {
    Ok(file.slice_with_f64_and_f64(offset, offset + length)?.array_buffer())
}

/// A file made of bytes, such as the embedded sample.
pub fn from_bytes(bytes: &Uint8Array, name: &str) -> Result<File, JsValue> {
    File::new_with_buffer_source_sequence(&Array::of1(bytes), name)
}

/// What went wrong in the browser, in its own words.
pub fn message(error: &JsValue) -> String {
    error
        .dyn_ref::<js_sys::Error>()
        .map(|error| String::from(error.message()))
        .or_else(|| Reflect::get(error, &"message".into()).ok().and_then(|message| message.as_string()))
        .or_else(|| error.as_string())
        .unwrap_or_else(|| format!("{error:?}"))
}
