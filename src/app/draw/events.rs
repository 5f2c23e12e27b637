//! Draws the Events page.

use yew::prelude::*;

use crate::app::draw::{bar, zone};
use crate::app::shell::App;
use crate::components::ByPtr;
use crate::pages::events::EventsPage;
use crate::pages::rows::Opened;

/// The Events page.
pub fn draw(app: &App, _: &Context<App>) -> Html {
    // While the first files are read the page stands already, without numbers.
    let view = app.search.view.clone().unwrap_or_default();
    let request = &app.search.request;
    let name = |file: u32| app.calls.name_of.emit(file).0;
    let facets = app.facets.views(&request.query, &view.facets, name);
    let menu =
        app.table.menu.map(|at| (at, app.menu_lines().into_iter().map(|(line, _)| line).collect::<Vec<_>>()));
    let note = match &app.detail.opened {
        Some(Opened::Here(detail)) => app.marks.all.get(&detail.row).map(|mark| mark.note.clone()),
        _ => None,
    };
    html! {
        <EventsPage view={ByPtr(view)} reading={app.import.loading.is_some()} bar={bar(app)}
            timeline={ByPtr(app.search.timeline.clone())} rows={ByPtr(app.table.rows.clone())}
            {facets} panel={[app.facets.panel, app.facets.over]} order={request.order.clone()}
            headings={app.table.headings(&request.columns, request.zone.transitions.is_empty())} cursor={app.table.cursor} cell={app.table.cell}
            selection={app.table.selection()} marked={app.marks.rows.clone()} {note} pinned={app.table.pinned} dense={app.table.dense} {menu}
            zone={zone(app)}
            opened={app.detail.opened.clone()} name={app.calls.name_of.clone()}
            theme={app.screen.theme.clone().unwrap_or_default()} calls={app.calls.events.clone()} />
    }
}
