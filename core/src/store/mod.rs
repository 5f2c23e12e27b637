//! Columns with dictionary codes, provenance, and whole records of EMR's events.

pub mod actors;
mod arrivals;
pub mod batch;
mod by_story;
pub mod columns;
mod derived;
pub mod dictionary;
mod entries;
pub mod extracts;
mod fuller;
mod identities;
mod kinds;
pub mod ledger;
mod lookup;
mod recent;
mod records;
mod room;
mod segment;
mod sizes;
mod table;
pub mod wire;

pub use by_story::ByStory;
pub use columns::{COLUMNS, Column, ColumnId};
pub use entries::Entries;
pub use kinds::Kinds;
pub use records::{OpenBlock, Records};
pub use segment::{Segment, Shapes, Values};
pub use sizes::Sizes;
pub use table::{Copy, Store};
