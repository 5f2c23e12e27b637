//! Draws the Files page.

use yew::prelude::*;

use crate::app::shell::App;
use crate::components::ByPtr;
use crate::pages::files::FilesPage;

/// The Files page.
pub fn draw(app: &App, _: &Context<App>) -> Html {
    let counts = app.search.view.as_ref().map(|view| view.counts).unwrap_or_default();
    html! {
        <FilesPage files={app.ledger.files.clone().map(ByPtr)} size={app.ledger.size} events={counts.all}
            duplicates={counts.duplicates} name={app.calls.name_of.clone()} />
    }
}
