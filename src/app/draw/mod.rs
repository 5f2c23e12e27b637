//! What is drawn from the app's state: a file for each page, which gives the page its props, and the frame.

pub mod events;
pub mod files;
mod frame;
pub mod help;
