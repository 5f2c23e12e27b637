//! Trailglass without a browser: no clock, no threads, no page; everything here is tested natively.
//!
//! ```text
//! bytes → container → format → record → store → query → aggregate → stories, people → view → engine
//! ```

pub mod aggregate;
pub mod container;
pub mod emr;
pub mod engine;
pub mod export;
pub mod format;
pub mod json;
pub mod limits;
pub mod people;
pub mod problem;
pub mod query;
pub mod record;
pub mod store;
pub mod stories;
pub mod view;
pub mod zone;
