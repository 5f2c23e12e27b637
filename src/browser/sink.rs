//! A file of any size that is written piece by piece: straight to the disk where the browser can do that, else as a
//! Blob, whose pieces the browser keeps out of the page's memory.

use std::cell::RefCell;

use js_sys::{Array, ArrayBuffer, Function, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, FileSystemFileHandle, FileSystemWritableFileStream};

use super::download;

/// From so many bytes on the user is asked for a place first. What is smaller comes as any other download.
const LARGE: f64 = 64e6;

/// A file that is being written.
pub struct Sink {
    name: String,
    media: &'static str,
    to: To,
}

enum To {
    Disk(FileSystemWritableFileStream),
    Blob(RefCell<Vec<Blob>>),
}

impl Sink {
    /// Begins a file of about so many bytes. `None`: the user was asked where to put it, and wants it nowhere.
    pub async fn open(name: String, media: &'static str, bytes: f64) -> Option<Sink> {
        if bytes >= LARGE {
            match pick(&name).await {
                Ok(stream) => return Some(Sink { name, media, to: To::Disk(stream) }),
                Err(error) if error_name(&error) == "AbortError" => return None,
                // Not there, not allowed here, or too long after the click: there is the other way.
                Err(_) => {}
            }
        }
        Some(Sink { name, media, to: To::Blob(RefCell::default()) })
    }

    /// Adds a piece.
    pub async fn write(&self, piece: &ArrayBuffer) -> Result<(), JsValue> {
        match &self.to {
            To::Disk(stream) => {
                JsFuture::from(stream.write_with_buffer_source(piece)?).await?;
            }
            To::Blob(pieces) => {
                let blob = Blob::new_with_buffer_source_sequence(&Array::of1(piece))?;
                pieces.borrow_mut().push(blob);
            }
        }
        Ok(())
    }

    /// The file is whole.
    pub async fn close(&self) -> Result<(), JsValue> {
        match &self.to {
            To::Disk(stream) => {
                JsFuture::from(stream.close()).await?;
            }
            To::Blob(pieces) => {
                let options = BlobPropertyBag::new();
                options.set_type(self.media);
                let pieces: Array = pieces.borrow().iter().map(JsValue::from).collect();
                let blob = Blob::new_with_blob_sequence_and_options(&pieces, &options)?;
                download::save_blob(&self.name, &blob)?;
            }
        }
        Ok(())
    }

    /// The file is not wanted any more: nothing of it stays.
    pub fn abort(&self) {
        if let To::Disk(stream) = &self.to {
            let aborted: Promise = stream.abort();
            // Whether the browser has thrown away what it wrote cannot be told from here, nor changed.
            wasm_bindgen_futures::spawn_local(async move { drop(JsFuture::from(aborted).await) });
        }
    }
}

/// Asks the user for a place. Only secure pages have the function, and only right after a click.
async fn pick(name: &str) -> Result<FileSystemWritableFileStream, JsValue> {
    let window = gloo::utils::window();
    let function: Function = Reflect::get(&window, &"showSaveFilePicker".into())?.dyn_into()?;
    let options = Object::new();
    Reflect::set(&options, &"suggestedName".into(), &name.into())?;
    let picked: Promise = function.call1(&window, &options)?.dyn_into()?;
    let handle: FileSystemFileHandle = JsFuture::from(picked).await?.unchecked_into();
    Ok(JsFuture::from(handle.create_writable()).await?.unchecked_into())
}

fn error_name(error: &JsValue) -> String {
    Reflect::get(error, &"name".into()).ok().and_then(|name| name.as_string()).unwrap_or_default()
}
