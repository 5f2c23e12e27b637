//! Draws the overview.

use yew::prelude::*;

use crate::app::draw::bar;
use crate::app::overview::OverviewMsg;
use crate::app::shell::{App, Msg};
use crate::components::ByPtr;
use crate::pages::overview::OverviewPage;

/// The overview.
pub fn draw(app: &App, ctx: &Context<App>) -> Html {
    let link = ctx.link();
    html! {
        <OverviewPage bar={bar(app)} bar_calls={app.calls.events.bar.clone()} timeline={ByPtr(app.search.timeline.clone())}
            overview={app.overview.counted.clone().map(ByPtr)}
            theme={app.screen.theme.clone().unwrap_or_default()}
            on_question={link.callback(|place| Msg::Overview(OverviewMsg::Question(place)))}
            on_pick={link.callback(|condition| Msg::Overview(OverviewMsg::Pick(condition)))} />
    }
}
