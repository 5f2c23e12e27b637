//! Draws the Events page.

use yew::prelude::*;

use crate::app::draw::bar;
use crate::app::shell::App;
use crate::components::ByPtr;
use crate::pages::events::EventsPage;
use crate::view::headings;

/// The Events page.
pub fn draw(app: &App, _: &Context<App>) -> Html {
    // While the first files are read the page stands already, without numbers.
    let view = app.search.view.clone().unwrap_or_default();
    let request = &app.search.request;
    let name = |file: u32| app.calls.name_of.emit(file).0;
    let facets = app.facets.views(&request.query, &request.files, &view.facets, name);
    html! {
        <EventsPage view={ByPtr(view)} reading={app.import.loading.is_some()} bar={bar(app)}
            timeline={ByPtr(app.search.timeline.clone())} rows={ByPtr(app.table.rows.clone())}
            {facets} panel={[app.facets.panel, app.facets.over]} order={request.order.clone()}
            headings={headings(&request.columns)} cursor={app.table.cursor} opened={app.detail.opened.clone()}
            name={app.calls.name_of.clone()} theme={app.screen.theme.clone().unwrap_or_default()}
            calls={app.calls.events.clone()} />
    }
}
