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

// core: no browser, no clock, no threads; tested natively
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

// shell: the browser
pub mod app;
pub mod browser;
pub mod components;
pub mod pages;
pub mod worker;
