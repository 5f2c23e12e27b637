//! The page's end of a worker that reads files again, for an export or to hash them. It is none of the pool's: what happens to it
//! costs no import anything, and it ends with what it was started for.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, ArrayBuffer};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::File;

use super::by_page;
use super::messages::{FromParser, JobFile, Role, ToParser};
use super::spawn::{Link, spawn};

/// What it tells.
pub enum FromReader {
    /// What lies at the next places.
    Found {
        /// Bytes of each record.
        lengths: Vec<u32>,
        /// The records, back to back.
        bytes: ArrayBuffer,
    },
    /// A file was hashed.
    Hashed {
        /// Its number.
        file: u32,
        /// Its SHA-256 in hexadecimal digits; none where it could not be read as it was.
        sha256: Option<String>,
    },
    /// The worker is lost, and with it what was not found yet.
    Lost,
}

/// The worker. Ends when dropped.
pub struct Reader {
    link: Rc<RefCell<Option<Link>>>,
    /// The files that it is reading.
    files: Rc<RefCell<Vec<(u32, File)>>>,
}

impl Reader {
    /// Starts it.
    pub fn start(tell: impl Fn(FromReader) + Clone + 'static) -> Result<Reader, JsValue> {
        let reader = Reader { link: Rc::default(), files: Rc::default() };
        let (link, files) = (Rc::downgrade(&reader.link), reader.files.clone());
        let died = tell.clone();
        let hear = move |message: FromParser, rest: Array| match message {
            FromParser::Extracted { lengths } => {
                tell(FromReader::Found { lengths, bytes: rest.shift().unchecked_into() })
            }
            FromParser::Hashed { file, sha256 } => tell(FromReader::Hashed { file, sha256 }),
            FromParser::Crashed(_) => tell(FromReader::Lost),
            FromParser::Read { read, files: wanted, part } => {
                let known = files.borrow();
                let handle = |id: &u32| known.iter().find(|(it, _)| it == id).map(|(_, file)| file.clone());
                let handles: Vec<File> = wanted.iter().filter_map(handle).collect();
                let link = link.clone();
                spawn_local(async move {
                    let result = by_page::read(&handles, part).await;
                    let Some(link) = link.upgrade() else { return };
                    if let Some(link) = &*link.borrow() {
                        by_page::answer(link, read, &result);
                    }
                });
            }
            // It has no jobs, and a build of its own it cannot be.
            FromParser::Hello(_)
            | FromParser::Found { .. }
            | FromParser::Progress { .. }
            | FromParser::Done { .. }
            | FromParser::Sent { .. }
            | FromParser::Flushed
            | FromParser::Record { .. } => {}
        };
        let link = spawn(Role::Parser, hear, move |_| died(FromReader::Lost))?;
        *reader.link.borrow_mut() = Some(link);
        Ok(reader)
    }

    /// Reads what lies at places, which come as bytes file by file: each file with its handle and how many places.
    pub fn extract(&self, files: Vec<(JobFile, File, u32)>, places: &ArrayBuffer) {
        let counts = files.iter().map(|(.., count)| *count).collect();
        let handles = files.iter().map(|(_, handle, _)| JsValue::from(handle));
        let rest: Vec<JsValue> = std::iter::once(places.into()).chain(handles).collect();
        let message = ToParser::Extract { files: files.iter().map(|(file, ..)| *file).collect(), counts };
        *self.files.borrow_mut() = files.into_iter().map(|(file, handle, _)| (file.id, handle)).collect();
        self.send(&message, &rest, &Array::of1(places));
    }

    /// Hashes a file.
    pub fn hash(&self, file: JobFile, handle: &File) {
        *self.files.borrow_mut() = vec![(file.id, handle.clone())];
        self.send(&ToParser::Hash { file }, &[handle.into()], &Array::new());
    }

    /// One piece more can be taken.
    pub fn more(&self) {
        self.send(&ToParser::More, &[], &Array::new());
    }

    fn send(&self, message: &ToParser, rest: &[JsValue], transfer: &Array) {
        if let Some(link) = &*self.link.borrow() {
            link.send(message, rest, transfer);
        }
    }
}
