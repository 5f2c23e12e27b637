//! What is drawn from the app's state: a file for each page, which gives the page its props, and the frame.

pub mod clusters;
pub mod events;
pub mod files;
mod frame;
pub mod help;
pub mod overview;

use super::filters::chips;
use super::shell::App;
use crate::pages::search_bar::Bar;

/// What is looked for, for the bar on top.
fn bar(app: &App) -> Bar {
    let request = &app.search.request;
    let view = app.search.view.as_ref();
    Bar {
        query: request.query.clone(),
        errors: view.map(|view| view.errors.clone()).unwrap_or_default(),
        chips: chips(&request.query),
        paused: app.filters.paused.clone(),
        files: request.files.len(),
        scope: request.scope,
        range: request.range,
        counts: view.map(|view| view.counts).unwrap_or_default(),
    }
}
pub mod people;
