//! Draws the Help page.

use yew::prelude::*;

use crate::app::keys;
use crate::app::screen::ScreenMsg;
use crate::app::shell::{App, Msg};
use crate::pages::help::HelpPage;

/// The Help page.
pub fn draw(_: &App, ctx: &Context<App>) -> Html {
    let on_forget = ctx.link().callback(|()| Msg::Screen(ScreenMsg::ForgetPreferences));
    html! { <HelpPage keys={keys::all()} {on_forget} /> }
}
