//! Files to hand on: plain data as text, without a browser.

pub mod csv;
pub mod ledger;
