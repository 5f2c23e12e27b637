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
use crate::components::completion::Field;
use crate::components::deep_bar::{DeepProgress, DeepState};
use crate::pages::search_bar::Bar;
use crate::query::Subject;
use crate::query::fields::{MEMBERS, Name, OWN};
use crate::store::COLUMNS;
use crate::zone::Zone;

/// What is looked for, for the bar on top.
fn bar(app: &App) -> Bar {
    let request = &app.search.request;
    let view = app.search.view.as_ref();
    Bar {
        query: request.query.clone(),
        fields: Rc::new(fields()),
        values: app.completion.values.clone(),
        now: view
            .and_then(|view| view.now)
            .filter(|_| names_now(&request.query))
            .map(|now| request.zone.format(now as i64)),
        zone: zone(app),
        errors: view.map(|view| view.errors.clone()).unwrap_or_default(),
        chips: chips(&request.query),
        paused: app.filters.paused.clone(),
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
            finished: app.deep.finished(request),
        },
    }
}

/// Whether a query counts times from the last event: `now` as a value or the end of a range.
fn names_now(query: &str) -> bool {
    let begins = |at: usize| {
        query.get(..at).is_some_and(|before| before.ends_with([':', '[', '{', ' ', '=', '<', '>']))
    };
    let ends = |at: usize| {
        query
            .get(at..)
            .is_some_and(|after| after.is_empty() || after.starts_with(['-', '+', '/', ']', '}', ' ', ')']))
    };
    query.contains(':') && query.match_indices("now").any(|(at, now)| begins(at) && ends(at + now.len()))
}

/// The zone in which times are shown.
fn zone(app: &App) -> Rc<Zone> {
    Rc::new(app.search.request.zone.clone())
}

/// The fields that a query can have.
fn fields() -> Vec<Field> {
    let columns = COLUMNS.iter().map(|column| Field {
        names: column.aliases.iter().copied().chain([column.path]).collect(),
        about: column.about,
        before: ':',
    });
    let names =
        |name: &'static Name| [name.alias, name.path].into_iter().filter(|name| !name.is_empty()).collect();
    let own = OWN.iter().map(|(name, _)| Field { names: names(name), about: name.about, before: ':' });
    let members = MEMBERS.iter().map(|name| Field { names: names(name), about: name.about, before: '.' });
    columns.chain(own).chain(members).collect()
}

/// What the timeline can be stacked by: what has a facet, as it has few values.
fn stacks() -> Vec<(&'static str, &'static str)> {
    let columns =
        FACETS.iter().map(|facet| facet.by.subject()).zip(FACETS).filter_map(
            |(subject, facet)| match subject {
                Subject::Column(column) => Some((column.column().path, facet.label)),
                Subject::File => None,
            },
        );
    let mut seen = Vec::new();
    for (path, label) in columns {
        if !seen.iter().any(|(known, _)| *known == path) {
            seen.push((path, label));
        }
    }
    seen
}
