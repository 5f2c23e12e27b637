//! The browser's interfaces as the app uses them: files, dropped folders, clipboard, storage. Each
//! says what it does where the browser lacks something.

pub mod boot;
pub mod download;
pub mod drop;
pub mod files;
pub mod options;
pub mod pause;
pub mod preferences;
pub mod print;
mod read_ahead;
pub mod scheme;
pub mod sink;
pub mod text;
pub mod zone;
