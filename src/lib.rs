//! Trailglass reads AWS CloudTrail files and understands Amazon EMR.
//!
//! (written below)
pub mod json;
pub mod limits;
pub mod problem;
pub mod record;
pub mod container;
pub mod format;
pub mod emr;
pub mod store;
pub mod query;
