//! Trailglass reads AWS CloudTrail files in the browser and shows what they say about Amazon EMR.
//!
//! Data flows one way:
//!
//! ```text
//! bytes → container → format → record → store → query → aggregate → stories, people → view → engine ⇄ worker ⇄ app → pages → components
//! ```
//!
//! A lower layer never imports a higher one, core (everything up to `engine`) never imports the shell
//! (`browser` and on), and components import neither app nor store. `tests/layers.rs` reads the `use` lines and
//! holds the code to it; the table of layers is there.

// core: no browser, no clock, no threads; a crate of its own
pub use trailglass_core::{
    aggregate, container, emr, engine, export, format, json, limits, people, problem, query, record, store,
    stories, view, zone,
};

// shell: the browser
pub mod app;
pub mod browser;
pub mod components;
pub mod pages;
pub mod worker;
