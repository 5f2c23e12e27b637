//! The pages: each arranges components.

pub mod clusters;
pub mod events;
pub mod files;
pub mod help;
pub mod landing;
mod ledger_line;
mod ledger_table;
pub mod overview;
pub mod people;
pub mod rehearsal;
pub mod rows;
pub mod search_bar;
pub mod story;
