//! What was dropped: files, and folders with everything below them.
//!
//! Browsers differ (measured; `docs/ARCHITECTURE.md`, “Dropped folders”): on `file://` Chromium's directory
//! entries cannot be read, its file system handles can; on insecure http asking for a handle kills the tab, and
//! entries work. Both must be asked for inside the drop event, before anything is awaited.

use std::collections::VecDeque;

use js_sys::{Array, AsyncIterator, Function, Promise, Reflect};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    DataTransfer, File, FileSystemDirectoryEntry, FileSystemDirectoryHandle, FileSystemDirectoryReader,
    FileSystemEntry, FileSystemFileEntry, FileSystemFileHandle, FileSystemHandle, FileSystemHandleKind,
};

use super::files::Picked;
use super::pause::pause;

/// Handles asked for their files at once: 0.08 ms each then, against 0.45 ms one at a time.
const AT_ONCE: usize = 32;

/// Something that was dropped, taken inside the drop event.
pub enum Dropped {
    /// A promise of a file system handle.
    Handle(Promise, Option<FileSystemEntry>),
    /// A file or folder of the older interface.
    Entry(FileSystemEntry),
    /// A plain file.
    File(File),
}

impl Dropped {
    /// Its name, as far as it is known before anything is awaited.
    pub fn name(&self) -> Option<String> {
        match self {
            Dropped::File(file) => Some(file.name()),
            Dropped::Entry(entry) | Dropped::Handle(_, Some(entry)) => Some(entry.name()),
            Dropped::Handle(_, None) => None,
        }
    }
}

/// Takes what was dropped. Call it inside the event.
pub fn take(transfer: &DataTransfer) -> Vec<Dropped> {
    let items = transfer.items();
    let secure = gloo::utils::window().is_secure_context();
    let mut out = Vec::new();
    for i in 0..items.length() {
        let Some(item) = items.get(i).filter(|item| item.kind() == "file") else { continue };
        let entry = item.webkit_get_as_entry().ok().flatten();
        let ask = Reflect::get(&item, &"getAsFileSystemHandle".into())
            .ok()
            .and_then(|f| f.dyn_into::<Function>().ok());
        let handle = ask
            .filter(|_| secure)
            .and_then(|ask| ask.call0(&item).ok())
            .and_then(|promise| promise.dyn_into::<Promise>().ok());
        match (handle, entry) {
            (Some(handle), entry) => out.push(Dropped::Handle(handle, entry)),
            (None, Some(entry)) => out.push(Dropped::Entry(entry)),
            (None, None) => out.extend(item.get_as_file().ok().flatten().map(Dropped::File)),
        }
    }
    out
}

enum Place {
    Handle(FileSystemHandle),
    Entry(FileSystemEntry),
}

/// Walks what was dropped and hands over the files in slices. `unreadable` is told of folders that the browser
/// does not let us read. Stops when `take` says so.
pub async fn walk(
    dropped: Vec<Dropped>,
    mut take: impl FnMut(Vec<Picked>) -> bool,
    mut unreadable: impl FnMut(String, String),
) {
    let mut places: VecDeque<(String, Place)> = VecDeque::new();
    for one in dropped {
        match one {
            Dropped::File(file) => {
                if !take(vec![Picked::new(file, None)]) {
                    return;
                }
            }
            Dropped::Entry(entry) => places.push_back((entry.name(), Place::Entry(entry))),
            Dropped::Handle(promise, entry) => match JsFuture::from(promise).await.map(JsCast::dyn_into) {
                Ok(Ok(handle)) => {
                    let handle: FileSystemHandle = handle;
                    places.push_back((handle.name(), Place::Handle(handle)));
                }
                _ => places.extend(entry.map(|entry| (entry.name(), Place::Entry(entry)))),
            },
        }
    }
    let mut batch: Vec<(String, Promise)> = Vec::new();
    while let Some((path, place)) = places.pop_front() {
        match place {
            Place::Handle(handle) if handle.kind() == FileSystemHandleKind::Directory => {
                descend(&mut places, &path, list_handle(handle.unchecked_ref()).await, &mut unreadable);
            }
            Place::Entry(entry) if entry.is_directory() => {
                descend(&mut places, &path, list_entry(entry.unchecked_ref()).await, &mut unreadable);
            }
            Place::Handle(handle) => {
                batch.push((path, handle.unchecked_ref::<FileSystemFileHandle>().get_file()))
            }
            Place::Entry(entry) => batch.push((path, file_of(entry.unchecked_ref()))),
        }
        if batch.len() == AT_ONCE || (places.is_empty() && !batch.is_empty()) {
            if !take(settle(&mut batch, &mut unreadable).await) {
                return;
            }
            pause().await;
        }
    }
}

type Listing = Result<Vec<(String, Place)>, JsValue>;

fn descend(
    places: &mut VecDeque<(String, Place)>,
    path: &str,
    listing: Listing,
    unreadable: &mut impl FnMut(String, String),
) {
    match listing {
        Ok(found) => {
            for (name, place) in found.into_iter().rev() {
                places.push_front((format!("{path}/{name}"), place));
            }
        }
        Err(error) => unreadable(path.to_owned(), super::files::message(&error)),
    }
}

async fn list_handle(folder: &FileSystemDirectoryHandle) -> Listing {
    // web-sys has no method for the folder's async iterator.
    let values: Function = Reflect::get(folder, &"values".into())?.dyn_into()?;
    let values: AsyncIterator = values.call0(folder)?.unchecked_into();
    let mut out = Vec::new();
    loop {
        let next = JsFuture::from(values.next()?).await?;
        if Reflect::get(&next, &"done".into())?.is_truthy() {
            return Ok(out);
        }
        let handle: FileSystemHandle = Reflect::get(&next, &"value".into())?.unchecked_into();
        out.push((handle.name(), Place::Handle(handle)));
    }
}

async fn list_entry(folder: &FileSystemDirectoryEntry) -> Listing {
    let reader: FileSystemDirectoryReader = folder.create_reader();
    let mut out = Vec::new();
    loop {
        let more = JsFuture::from(promise(|resolve, reject| {
            reader.read_entries_with_callback_and_callback(resolve, reject)
        }))
        .await?;
        let more: Array = more.unchecked_into();
        // At most a hundred at a time; an empty answer is the end.
        if more.length() == 0 {
            return Ok(out);
        }
        for entry in more.iter() {
            let entry: FileSystemEntry = entry.unchecked_into();
            out.push((entry.name(), Place::Entry(entry)));
        }
    }
}

fn file_of(entry: &FileSystemFileEntry) -> Promise {
    promise(|resolve, reject| {
        entry.file_with_callback_and_callback(resolve, reject);
        Ok(())
    })
}

/// A promise for an interface that takes two callbacks.
fn promise(start: impl Fn(&Function, &Function) -> Result<(), JsValue>) -> Promise {
    Promise::new(&mut |resolve, reject| {
        if let Err(error) = start(&resolve, &reject) {
            // Calling a promise's own function cannot fail.
            let _ = reject.call1(&JsValue::NULL, &error);
        }
    })
}

/// Waits for the files that were asked for.
async fn settle(
    batch: &mut Vec<(String, Promise)>,
    unreadable: &mut impl FnMut(String, String),
) -> Vec<Picked> {
    let mut out = Vec::with_capacity(batch.len());
    for (path, file) in batch.drain(..) {
        match JsFuture::from(file).await {
            Ok(file) => out.push(Picked::new(file.unchecked_into(), Some(path))),
            Err(error) => unreadable(path, super::files::message(&error)),
        }
    }
    out
}
