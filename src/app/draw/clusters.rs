//! Draws the Clusters page.

use yew::prelude::*;

use crate::app::draw::zone;
use crate::app::shell::App;
use crate::components::ByPtr;
use crate::pages::clusters::ClustersPage;

/// The Clusters page.
pub fn draw(app: &App, _: &Context<App>) -> Html {
    let stories = &app.stories;
    html! {
        <ClustersPage lives={stories.lives.clone().map(ByPtr)} request={stories.request.clone()} lanes={stories.lanes}
            zone={zone(app)} opened={stories.opened.clone().map(ByPtr)} calls={app.calls.clusters.clone()} />
    }
}
