//! The page reads for a worker that cannot: on `file://` WebKit's workers can read no file.

use js_sys::Array;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

use super::messages::ToParser;
use super::spawn::Link;
use crate::browser::files;

/// Bytes of files back to back, or a part (offset, length) of the only one.
pub(super) async fn read(handles: &[File], part: Option<[f64; 2]>) -> Result<JsValue, JsValue> {
    let started = match (part, handles) {
        (Some([offset, length]), [file]) => files::read_part(file, offset, length),
        _ => files::read(handles),
    };
    JsFuture::from(started?).await
}

/// Tells the worker that asked.
pub(super) fn answer(link: &Link, read: u32, result: &Result<JsValue, JsValue>) {
    match result {
        Ok(buffer) => {
            let message = ToParser::Bytes { read, error: None };
            link.send(&message, std::slice::from_ref(buffer), &Array::of1(buffer));
        }
        Err(error) => {
            let message = ToParser::Bytes { read, error: Some(files::message(error)) };
            link.send(&message, &[], &Array::new());
        }
    }
}
