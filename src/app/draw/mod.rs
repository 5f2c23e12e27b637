//! What is drawn from the app's state: a file for each page, which gives the page its props, and the frame.

pub mod clusters;
pub mod events;
pub mod files;
mod frame;
pub mod help;
pub mod overview;
pub mod people;

use std::rc::Rc;

use super::facets::FACETS;
use super::filters::chips;
use super::shell::App;
use crate::aggregate::FacetBy;
use crate::components::completion::Field;
use crate::components::deep_bar::{DeepProgress, DeepState};
use crate::pages::search_bar::Bar;
use crate::store::{COLUMNS, ColumnId};
use crate::zone::Zone;

/// What is looked for, for the bar on top.
fn bar(app: &App) -> Bar {
    let request = &app.search.request;
    let view = app.search.view.as_ref();
    Bar {
        query: request.query.clone(),
        fields: Rc::new(fields(app)),
        zone: zone(app),
        errors: view.map(|view| view.errors.clone()).unwrap_or_default(),
        chips: chips(&request.query),
        paused: app.filters.paused.clone(),
        files: request.files.len(),
        scope: request.scope,
        range: request.range,
        full: app.search.full,
        stack: request.stack.column().path,
        stacks: stacks(),
        counts: view.map(|view| view.counts).unwrap_or_default(),
        deep: DeepState {
            unsearched: view.map_or(0, |view| view.unsearched),
            progress: app.deep.progress().map(|progress| DeepProgress {
                files: [progress.files_done, progress.files],
                bytes: [progress.bytes_done, progress.bytes],
            }),
            finished: app.deep.is_finished(request),
        },
    }
}

/// The zone in which times are shown.
fn zone(app: &App) -> Rc<Zone> {
    Rc::new(app.search.request.zone.clone())
}

/// The fields that a query can have, with the values that open facets know.
fn fields(app: &App) -> Vec<Field> {
    let facets = app.search.view.as_ref().map(|view| &view.facets[..]).unwrap_or_default();
    let values = |id: ColumnId| {
        let facet = facets.iter().find(|facet| facet.by == FacetBy::Column(id));
        facet.map(|facet| facet.values.iter().map(|value| value.value.clone()).collect()).unwrap_or_default()
    };
    let columns = COLUMNS.iter().enumerate().map(|(at, column)| Field {
        names: column.aliases.iter().copied().chain([column.path]).collect(),
        about: column.about,
        values: values(ColumnId(at as u8)),
    });
    let time = Field {
        names: vec!["time", "eventTime"],
        about: "when it was: a day, or [from TO to]",
        values: Vec::new(),
    };
    let id = Field { names: vec!["id", "eventID"], about: "the event’s id", values: Vec::new() };
    columns.chain([time, id]).collect()
}

/// What the timeline can be stacked by: what has a facet, as it has few values.
fn stacks() -> Vec<(&'static str, &'static str)> {
    let columns =
        FACETS.iter().filter_map(|facet| facet.by.column().map(|column| (column.column().path, facet.label)));
    let mut seen = Vec::new();
    for (path, label) in columns {
        if !seen.iter().any(|(known, _)| *known == path) {
            seen.push((path, label));
        }
    }
    seen
}
