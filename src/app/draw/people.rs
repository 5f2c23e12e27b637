//! Draws the People page.

use yew::prelude::*;

use crate::app::shell::App;
use crate::components::ByPtr;
use crate::pages::people::PeoplePage;

/// The People page.
pub fn draw(app: &App, _: &Context<App>) -> Html {
    let people = &app.people;
    html! {
        <PeoplePage crowd={people.crowd.clone().map(ByPtr)} request={people.request.clone()}
            opened={people.opened.clone().map(ByPtr)} calls={app.calls.people.clone()} />
    }
}
