//! Draws the Files page.

use yew::prelude::*;

use crate::app::shell::App;
use crate::components::ByPtr;
use crate::pages::files::FilesPage;

/// The Files page.
pub fn draw(app: &App, _: &Context<App>) -> Html {
    html! {
        <FilesPage files={app.ledger.files.clone().map(ByPtr)} sizes={app.ledger.sizes}
            on_save={app.calls.save_ledger.clone()} name={app.calls.name_of.clone()} />
    }
}
