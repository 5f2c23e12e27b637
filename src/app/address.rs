//! The address of the page follows what is looked for, and the other way round. Each change of what is looked for is
//! an entry in the browser's history, so that Back and Forward go through queries and ranges of time.

use super::columns::PINNED_AT_FIRST;
use super::link::{self, State};
use super::routes::Route;
use super::search::columns_at_first;
use super::shell::App;
use crate::browser::pause::now;

/// Changes that follow each other faster than this, in milliseconds, are one entry: turning a wheel is one change.
const ONE_GESTURE: f64 = 800.0;

/// What was written to the address.
#[derive(Default)]
pub struct Address {
    /// The fragment, as it is known.
    pub fragment: String,
    /// When a gesture last changed it.
    gesture: f64,
}

/// How a change enters the history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entry {
    /// As an entry of its own.
    New,
    /// As one with those right before it.
    Gesture,
    /// In place of the entry that is there.
    Same,
}

impl App {
    /// What is looked for, as a link has it.
    pub(super) fn link_state(&self) -> State {
        let request = &self.search.request;
        State {
            query: request.query.clone(),
            scope: request.scope,
            range: request.range,
            order: request.order.clone(),
            columns: (request.columns != columns_at_first()).then(|| request.columns.clone()),
            pinned: (self.table.pinned != PINNED_AT_FIRST).then_some(self.table.pinned),
            stack: request.stack,
            zone: (request.zone.name != "UTC").then(|| request.zone.name.clone()),
        }
    }

    /// Writes what is looked for to the address.
    pub(super) fn write_address(&mut self, entry: Entry) {
        let route = self.screen.route;
        let state = self.link_state();
        let plain = !self.address.fragment.contains('/');
        if plain && state == State::default() {
            return;
        }
        let new = link::write(route, &state);
        if new == self.address.fragment {
            return;
        }
        let replace = match entry {
            Entry::New => false,
            Entry::Same => true,
            Entry::Gesture => now() - std::mem::replace(&mut self.address.gesture, now()) < ONE_GESTURE,
        };
        let location = gloo::utils::window().location();
        // Refused only for too many changes in a short time; the next one writes it again.
        if replace {
            let _ = location.replace(&format!("#{new}"));
        } else {
            if plain {
                // The way back leads to how it was, not to a page's name that says nothing of it: in the zone and with the
                // columns that were preferred.
                let State { columns, pinned, zone, .. } = state;
                let before = State { columns, pinned, zone, ..State::default() };
                let _ = location.replace(&format!("#{}", link::write(route, &before)));
            }
            let _ = location.set_hash(&new);
        }
        self.address.fragment = new;
    }

    /// Goes to a page, with what is looked for.
    pub(super) fn go_to(&mut self, route: Route) {
        self.screen.route = route;
        let state = self.link_state();
        let plain = !self.address.fragment.contains('/') && state == State::default();
        let new = if plain { route.page().name.to_owned() } else { link::write(route, &state) };
        // Refused only for too many changes in a short time; the page is shown all the same.
        let _ = gloo::utils::window().location().set_hash(&new);
        self.address.fragment = new;
        self.opened_page();
    }

    /// Asks for what only the page needs that has just been opened.
    fn opened_page(&mut self) {
        if let Some(open) = self.screen.route.page().open {
            open(self);
        }
    }

    /// Follows the address, if somebody else has changed it. Says whether anything is different.
    pub(super) fn follow_address(&mut self) -> bool {
        let fragment = gloo::utils::window().location().hash().unwrap_or_default();
        let fragment = fragment.trim_start_matches('#').to_owned();
        if fragment == self.address.fragment {
            return false;
        }
        let link = link::read(&fragment);
        self.address.fragment = fragment;
        self.screen.route = link.route;
        if let Some(words) = link::left_out("the link", &link.ignored) {
            self.screen.notice = Some(words);
        }
        if let Some(state) = link.state {
            self.take_link(state);
        }
        self.write_address(Entry::Same);
        self.opened_page();
        true
    }

    /// Looks for what a link says, and for nothing else: what it does not say is as at first, whatever the preferences of
    /// whoever follows it. In another zone a query with a date is another query.
    pub(super) fn take_link(&mut self, state: State) {
        let before = self.search.request.clone();
        let request = &mut self.search.request;
        request.query = state.query;
        request.scope = state.scope;
        request.range = state.range;
        request.order = state.order;
        request.stack = state.stack;
        request.columns = state.columns.unwrap_or_else(columns_at_first);
        self.table.pinned =
            state.pinned.unwrap_or(PINNED_AT_FIRST).min(self.search.request.columns.len() + 1);
        self.take_zone(state.zone.as_deref().unwrap_or("UTC"));
        if self.search.request != before {
            self.ask_view();
        }
    }
}
