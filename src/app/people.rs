//! People: asked for when their page is open, and again when more is loaded.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::shell::App;
use crate::components::event_drawer::Filter;
use crate::engine::protocol::Request;
use crate::pages::people::{Crowd, PAGE_ROWS};
use crate::people::{By, Profile};
use crate::query::clauses;
use crate::view::people::{PeoplePage, PeopleRequest};

/// What happens to the people.
pub enum PeopleMsg {
    /// Group by this.
    By(By),
    /// A text that names have to hold.
    Text(String),
    /// Sort by a column; again: the other way.
    Sort(u32),
    /// A row is wanted.
    Want(u32),
    /// Open the one at a place, or close.
    Open(Option<u32>),
    /// Open the one who is behind an event, by its number, as far as other events tell.
    Behind(u32),
    /// Show the events of the one that is open; those that have a value, where one is given.
    Events(Option<Filter>),
}

/// The people, once they are here.
#[derive(Default)]
pub struct People {
    /// What is asked for.
    pub request: PeopleRequest,
    /// The rows.
    pub crowd: Option<Rc<Crowd>>,
    /// The one that is open.
    pub opened: Option<Rc<Profile>>,
    /// Number of the last request for rows; older answers are dropped.
    seq: u32,
    /// Number of the last request for one of them.
    profile_seq: u32,
    asked: BTreeSet<u32>,
}

impl People {
    /// Nothing, and answers up to this number are not wanted.
    pub fn after(seq: u32) -> People {
        People { seq, profile_seq: seq, ..People::default() }
    }

    /// Shows rows, if they are of the request that was made last.
    pub fn show(&mut self, seq: u32, page: PeoplePage) -> bool {
        if seq != self.seq {
            return false;
        }
        match &mut self.crowd {
            Some(crowd) if crowd.seq == seq => Rc::make_mut(crowd).add(page.offset, page.rows),
            crowd => *crowd = Some(Rc::new(Crowd::new(seq, page))),
        }
        true
    }

    /// Shows one of them, if it is the one that was asked for last.
    pub fn show_profile(&mut self, seq: u32, profile: Profile) -> bool {
        if seq == self.profile_seq {
            self.opened = Some(Rc::new(profile));
        }
        seq == self.profile_seq
    }
}

impl App {
    /// Asks for the first rows.
    pub(super) fn ask_people(&mut self) {
        let people = &mut self.people;
        people.seq = self.engine.next();
        people.asked.clear();
        // Scope and time are those of the Events page.
        people.request.range = self.search.request.range;
        people.request.scope = self.search.request.scope;
        (people.request.offset, people.request.limit) = (0, PAGE_ROWS);
        self.engine.ask(Request::People { seq: people.seq, people: people.request.clone() });
    }

    pub(super) fn update_people(&mut self, msg: PeopleMsg) -> bool {
        let people = &mut self.people;
        match msg {
            PeopleMsg::By(by) => (people.request.by, people.opened) = (by, None),
            PeopleMsg::Text(text) => people.request.text = text,
            PeopleMsg::Sort(column) => {
                let request = &mut people.request;
                // Numbers start with the largest, names with A.
                let first =
                    crate::view::people::PERSON_COLUMNS.get(column as usize).is_some_and(|c| c.number);
                request.descending = if request.sort == column { !request.descending } else { first };
                request.sort = column;
            }
            PeopleMsg::Want(place) => {
                self.want_people(place);
                return false;
            }
            PeopleMsg::Open(Some(place)) => {
                let Some(row) = people.crowd.as_ref().and_then(|crowd| crowd.get(place)) else {
                    return false;
                };
                let key = row.key.clone();
                people.profile_seq = self.engine.next();
                let request = people.request.clone();
                self.engine.ask(Request::Person { seq: people.profile_seq, people: request, key });
                return false;
            }
            PeopleMsg::Behind(row) => {
                (people.request.by, people.opened) = (By::Person, None);
                people.request.text.clear();
                // It asks for the list, in scope and time of the Events page.
                self.go_to(super::routes::Route::People);
                let people = &mut self.people;
                people.profile_seq = self.engine.next();
                self.engine.ask(Request::PersonOf {
                    seq: people.profile_seq,
                    people: people.request.clone(),
                    row,
                });
                return true;
            }
            PeopleMsg::Open(None) => {
                people.opened = None;
                return true;
            }
            PeopleMsg::Events(filter) => {
                let Some(profile) = &people.opened else { return false };
                let mut query = clauses::of_value(people.request.by.field(), &profile.key);
                if let Some(Filter { path, value, negate }) = filter {
                    query = clauses::with_condition(&query, &path, &value, negate);
                }
                // Scope and time are those that people are counted in, and these count in all files.
                self.search.request.query = query;
                self.detail.opened = None;
                self.ask_view();
                self.go_to(super::routes::Route::Events);
                return true;
            }
        }
        self.ask_people();
        true
    }

    pub(super) fn want_people(&mut self, place: u32) {
        let (people, page) = (&mut self.people, place / PAGE_ROWS);
        if people.asked.insert(page) {
            let request =
                PeopleRequest { offset: page * PAGE_ROWS, limit: PAGE_ROWS, ..people.request.clone() };
            self.engine.ask(Request::People { seq: people.seq, people: request });
        }
    }
}
