//! The pages, one row each: name, label, what draws it, what it asks for.

use yew::{Context, Html};

use super::draw;
use super::shell::App;

/// Which page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// Questions, numbers, charts.
    Overview,
    /// Timeline and table.
    Events,
    /// Life stories.
    Clusters,
    /// People, addresses, access keys.
    People,
    /// The ledger.
    Files,
    /// How it works.
    Help,
}

/// A page.
pub struct Page {
    /// Which.
    pub route: Route,
    /// Name in the fragment.
    pub name: &'static str,
    /// The words of its link.
    pub label: &'static str,
    /// Whether it shows what was loaded; the landing page stands in its place until there is something.
    pub of_data: bool,
    /// Whether what is looked for stands on it: query, range of time.
    pub has_query: bool,
    /// What is done when it is opened: asks for what only this page needs.
    pub open: Option<fn(&mut App)>,
    /// What is done when there is a new view while it is open.
    pub follow: Option<fn(&mut App)>,
    /// Draws it.
    pub draw: fn(&App, &Context<App>) -> Html,
}

/// All pages, in the order of their links.
pub const PAGES: &[Page] = &[
    Page {
        route: Route::Overview,
        name: "overview",
        label: "Overview",
        of_data: true,
        has_query: true,
        open: Some(App::ask_overview),
        follow: Some(App::ask_overview),
        draw: draw::overview::draw,
    },
    Page {
        route: Route::Events,
        name: "events",
        label: "Events",
        of_data: true,
        has_query: true,
        open: None,
        follow: None,
        draw: draw::events::draw,
    },
    Page {
        route: Route::Clusters,
        name: "clusters",
        label: "Clusters",
        of_data: true,
        has_query: false,
        open: Some(App::ask_stories),
        follow: None,
        draw: draw::clusters::draw,
    },
    Page {
        route: Route::People,
        name: "people",
        label: "People",
        of_data: true,
        has_query: false,
        open: Some(App::ask_people),
        follow: None,
        draw: draw::people::draw,
    },
    Page {
        route: Route::Files,
        name: "files",
        label: "Files",
        of_data: true,
        has_query: false,
        open: Some(App::ask_ledger),
        follow: None,
        draw: draw::files::draw,
    },
    Page {
        route: Route::Help,
        name: "help",
        label: "Help",
        of_data: false,
        has_query: false,
        open: None,
        follow: None,
        draw: draw::help::draw,
    },
];

impl Route {
    /// Its row.
    pub fn page(self) -> &'static Page {
        PAGES.iter().find(|page| page.route == self).unwrap_or(&PAGES[0])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_page_is_found_by_its_name() {
        for page in PAGES {
            assert_eq!(crate::app::link::read(page.name).route, page.route);
            assert_eq!(page.route.page().name, page.name);
        }
    }
}
