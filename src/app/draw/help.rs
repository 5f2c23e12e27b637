//! Draws the Help page.

use yew::prelude::*;

use crate::app::keys;
use crate::app::screen::ScreenMsg;
use crate::app::shell::{App, Msg};
use crate::pages::help::HelpPage;

/// The Help page.
pub fn draw(app: &App, ctx: &Context<App>) -> Html {
    let on_forget = ctx.link().callback(|()| Msg::Screen(ScreenMsg::ForgetPreferences));
    let on_single = ctx.link().callback(|on| Msg::Screen(ScreenMsg::SingleKeys(on)));
    html! { <HelpPage keys={keys::all()} single={app.screen.single_keys} {on_single} {on_forget} /> }
}
