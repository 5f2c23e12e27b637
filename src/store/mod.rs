//! Columns with dictionary codes, provenance, and whole records of EMR's events.

pub mod batch;
pub mod columns;
pub mod dictionary;
pub mod ledger;
mod table;
pub mod wire;

pub use columns::{COLUMNS, Column, ColumnId};
pub use table::{Copy, Sizes, Store};
