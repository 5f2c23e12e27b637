//! Draws the Help page.

use yew::prelude::*;

use crate::app::keys;
use crate::app::shell::App;
use crate::pages::help::HelpPage;

/// The Help page.
pub fn draw(_: &App, _: &Context<App>) -> Html {
    html! { <HelpPage keys={keys::all()} /> }
}
