//! Printing the page that is shown: what stands on top of it, and the rows that have to be here before.

use super::phase::Phase;
use super::routes::Route;
use super::shell::App;
use crate::browser::pause::clock;
use crate::browser::print;
use crate::components::format::{count, time_in};
use crate::components::printing::MOST_ROWS;
use crate::pages::clusters;
use crate::pages::rows::PAGE_ROWS;
use crate::pages::search_bar::scope_label;
use crate::query::SortBy;
use crate::view::text::shown;

impl App {
    /// Prints the page, with more rows than are on the screen.
    pub(super) fn print(&mut self) -> bool {
        self.screen.to_print = true;
        self.print_what_is_here();
        false
    }

    /// Prints, once all rows that are to be printed are here; asks for those that are not.
    pub(super) fn print_what_is_here(&mut self) {
        if !self.screen.to_print || !self.rows_to_print_are_here() {
            return;
        }
        self.screen.to_print = false;
        // After what has come in is drawn, and when nothing else is being drawn: what is only on paper could not be then.
        gloo::timers::callback::Timeout::new(50, print::print).forget();
    }

    fn rows_to_print_are_here(&mut self) -> bool {
        // Without an engine, or before there is a view, nothing comes.
        if self.phase != Phase::Ready {
            return true;
        }
        let total = match self.screen.route {
            Route::Events => self.table.rows.total,
            Route::Clusters => self.stories.lives.as_ref().map_or(0, |lives| lives.page.matching),
            Route::People => self.people.crowd.as_ref().map_or(0, |crowd| crowd.matching),
            Route::Overview | Route::Files | Route::Help => 0,
        };
        let mut all = true;
        for place in (0..total.min(MOST_ROWS)).step_by(PAGE_ROWS as usize) {
            let here = match self.screen.route {
                Route::Clusters => {
                    self.stories.lives.as_ref().is_some_and(|lives| lives.get(place).is_some())
                }
                Route::People => self.people.crowd.as_ref().is_some_and(|crowd| crowd.get(place).is_some()),
                _ => self.table.rows.has(place),
            };
            if !here {
                all = false;
                match self.screen.route {
                    Route::Clusters => self.want_stories(place),
                    Route::People => self.want_people(place),
                    _ => self.want(place),
                }
            }
        }
        all
    }

    /// The heading of the page on paper.
    pub(super) fn print_title(&self) -> String {
        format!("Trailglass: {}", self.screen.route.page().label)
    }

    /// What was looked for, and how much there is of it.
    pub(super) fn print_lines(&self) -> Vec<(&'static str, String)> {
        let request = &self.search.request;
        let mut lines = Vec::new();
        let loaded = self.search.view.as_ref();
        if let Some(view) = loaded {
            let counts = view.counts;
            match self.screen.route {
                Route::Overview | Route::Events => {
                    let query = request.query.trim();
                    lines.push((
                        "Query",
                        if query.is_empty() { "none".to_owned() } else { shown(query).into_owned() },
                    ));
                    lines.push(("Scope", scope_label(request.scope).to_owned()));
                    lines.push(("Times", self.times()));
                    lines.push((
                        "Events",
                        format!(
                            "{} match, {} in scope, {} in all; duplicates left out: {}; files: {}, skipped: {}",
                            count(counts.matching),
                            count(counts.scope),
                            count(counts.all),
                            count(counts.duplicates),
                            count(counts.files),
                            count(counts.skipped),
                        ),
                    ));
                    if view.unsearched > 0 {
                        lines.push((
                            "Not searched",
                            format!("the records of {} events", count(view.unsearched)),
                        ));
                    }
                }
                Route::Clusters => {
                    let text = self.stories.request.text.trim();
                    if !text.is_empty() {
                        lines.push(("Filter", shown(text).into_owned()));
                    }
                    if let Some(kind) = self.stories.request.kind {
                        lines.push(("Kind", clusters::kind_label(kind).to_owned()));
                    }
                    lines.push(("Times", self.times()));
                }
                Route::People => {
                    let people = &self.people.request;
                    let text = people.text.trim();
                    if !text.is_empty() {
                        lines.push(("Filter", shown(text).into_owned()));
                    }
                    lines.push(("Grouped by", people.by.label().to_owned()));
                    lines.push(("Scope", scope_label(request.scope).to_owned()));
                    lines.push(("Times", self.times()));
                }
                Route::Files | Route::Help => {}
            }
            if self.screen.route == Route::Events && self.detail.opened.is_none() {
                lines.push(("Order", self.order_in_words()));
            }
        }
        lines.push((
            "Printed",
            format!("{} {}", time_in(&request.zone, clock() as f64, false), request.zone.name),
        ));
        lines
    }

    fn times(&self) -> String {
        let request = &self.search.request;
        let time = |at: f64| time_in(&request.zone, at, true);
        let zone = &request.zone.name;
        match (request.range, self.search.full) {
            (Some([from, to]), _) => format!("{} – {} {zone}", time(from), time(to)),
            (None, Some([from, to])) => format!("all, {} – {} {zone}", time(from), time(to)),
            (None, None) => "all".to_owned(),
        }
    }

    fn order_in_words(&self) -> String {
        let keys = &self.search.request.order.keys;
        let key = |by: SortBy, descending: bool| {
            let (name, ways) = match by {
                SortBy::Time => ("Time", ["oldest first", "newest first"]),
                SortBy::Column(id) => (id.column().label, ["ascending", "descending"]),
                SortBy::EventId => ("Event id", ["ascending", "descending"]),
            };
            format!("{name}, {}", ways[usize::from(descending)])
        };
        match keys.is_empty() {
            true => key(SortBy::Time, true),
            false => keys.iter().map(|it| key(it.by, it.descending)).collect::<Vec<_>>().join("; then "),
        }
    }
}
