//! What can be done from anywhere, one row each. What hears keys, Help and everything else that lists actions
//! is made from this table.

use yew::Context;

use super::detail::DetailMsg;
use super::document::focus;
use super::facets::FacetsMsg;
use super::search::SearchMsg;
use super::shell::App;

/// Something that can be done.
pub struct Action {
    /// The keys that do it, as the browser names them; empty for none.
    pub keys: &'static [&'static str],
    /// What it does.
    pub does: &'static str,
    /// Whether its keys count while something is being typed.
    pub typing: bool,
    /// Whether there is anything to do now. Of several actions with the same key, the first that can be done is.
    pub can: fn(&App) -> bool,
    /// Does it; says whether the screen has changed.
    pub run: fn(&mut App, &Context<App>) -> bool,
}

/// All actions.
pub const ACTIONS: &[Action] = &[
    Action {
        keys: &["/"],
        does: "go to the query box",
        typing: false,
        can: |_| true,
        run: |_, _| {
            focus("query");
            false
        },
    },
    Action {
        keys: &["Escape"],
        does: "close the facets, where they lie over the page",
        typing: true,
        can: |app| app.facets.over,
        run: |app, _| app.update_facets(FacetsMsg::Panel(true)),
    },
    Action {
        keys: &["Escape"],
        does: "close the event",
        typing: true,
        can: |app| app.detail.opened.is_some(),
        run: |app, _| app.update_detail(DetailMsg::Open(None)),
    },
    Action {
        keys: &["Escape"],
        does: "clear the time range, where no event is open",
        typing: false,
        can: |app| app.search.request.range.is_some(),
        run: |app, _| app.update_search(SearchMsg::Range(None)),
    },
];
