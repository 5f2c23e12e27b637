//! Columns with dictionary codes, provenance, and whole records of EMR's events.

mod arrivals;
pub mod batch;
mod by_story;
pub mod columns;
mod derived;
pub mod dictionary;
pub mod extracts;
mod fuller;
mod identities;
pub mod ledger;
mod recent;
mod records;
mod sizes;
mod table;
pub mod wire;

pub use by_story::ByStory;
pub use columns::{COLUMNS, Column, ColumnId};
pub use records::OpenBlock;
pub use sizes::Sizes;
pub use table::{Copy, Store};
