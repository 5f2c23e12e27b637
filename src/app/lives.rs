//! Life stories: asked for when their page is open, and again when more is loaded.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::routes::Route;
use super::shell::App;
use crate::emr::facts::Scope;
use crate::emr::resources::Kind;
use crate::engine::protocol::Request;
use crate::pages::clusters::{Lives, PAGE_ROWS};
use crate::view::stories::{StoriesPage, StoriesRequest, StoryPage};

/// What happens to the stories.
pub enum LivesMsg {
    /// A text that they have to hold.
    Text(String),
    /// One kind, or all.
    Kind(Option<Kind>),
    /// Sort by a column; again: the other way.
    Sort(u32),
    /// A row is wanted.
    Want(u32),
    /// Open the one at a place, or close.
    Open(Option<u32>),
    /// Lanes in place of the table, or the other way.
    Lanes(bool),
    /// A range of time, or all of it; it is that of all pages.
    Range(Option<[f64; 2]>),
    /// Show the events that a query finds.
    Events(String),
    /// Show the events of the story at a place.
    EventsOf(u32),
}

/// The stories, once they are here.
#[derive(Default)]
pub struct LifeStories {
    /// What is asked for.
    pub request: StoriesRequest,
    /// The rows.
    pub lives: Option<Rc<Lives>>,
    /// Whether lanes are shown.
    pub lanes: bool,
    /// The story that is open.
    pub opened: Option<Rc<StoryPage>>,
    /// Number of the last request for rows; older answers are dropped.
    seq: u32,
    /// Number of the last request for one story.
    story_seq: u32,
    asked: BTreeSet<u32>,
}

impl LifeStories {
    /// Nothing, and answers up to this number are not wanted.
    pub fn after(seq: u32) -> LifeStories {
        LifeStories { seq, story_seq: seq, ..LifeStories::default() }
    }

    /// Shows rows, if they are of the request that was made last.
    pub fn show(&mut self, seq: u32, page: StoriesPage) -> bool {
        if seq != self.seq {
            return false;
        }
        match &mut self.lives {
            Some(lives) if lives.seq == seq => Rc::make_mut(lives).add(page.offset, page.rows),
            lives => *lives = Some(Rc::new(Lives::new(seq, page))),
        }
        true
    }

    /// Shows a story, if it is the one that was asked for last.
    pub fn show_story(&mut self, seq: u32, story: StoryPage) -> bool {
        if seq == self.story_seq {
            self.opened = Some(Rc::new(story));
        }
        seq == self.story_seq
    }
}

impl App {
    /// More was loaded: what was shown of stories and people is of before.
    pub(super) fn lives_are_old(&mut self) {
        (self.stories.lives, self.stories.opened) = (None, None);
        (self.people.crowd, self.people.opened) = (None, None);
        match self.screen.route {
            Route::Clusters => self.ask_stories(),
            Route::People => self.ask_people(),
            _ => {}
        }
    }

    /// Asks for the first rows.
    pub(super) fn ask_stories(&mut self) {
        let request = self.next_stories();
        self.engine.ask(request);
    }

    /// The request for the first rows; from here on only its answer is wanted.
    pub(super) fn next_stories(&mut self) -> Request {
        let stories = &mut self.stories;
        stories.seq = self.engine.next();
        stories.asked.clear();
        // The time that is chosen on the Events page counts here too.
        stories.request.range = self.search.request.range;
        (stories.request.offset, stories.request.limit) = (0, PAGE_ROWS);
        Request::Stories { seq: stories.seq, stories: stories.request.clone() }
    }

    pub(super) fn update_stories(&mut self, msg: LivesMsg) -> bool {
        let stories = &mut self.stories;
        match msg {
            LivesMsg::Text(text) => stories.request.text = text,
            LivesMsg::Kind(kind) => stories.request.kind = kind,
            LivesMsg::Sort(column) => {
                let request = &mut stories.request;
                request.descending = request.sort == Some(column) && !request.descending;
                request.sort = Some(column);
            }
            LivesMsg::Want(place) => {
                self.want_stories(place);
                return false;
            }
            LivesMsg::Open(Some(place)) => {
                let Some(row) = stories.lives.as_ref().and_then(|lives| lives.get(place)) else {
                    return false;
                };
                let story = row.story;
                stories.story_seq = self.engine.next();
                self.engine.ask(Request::Story { seq: stories.story_seq, story });
                return false;
            }
            LivesMsg::Open(None) => {
                stories.opened = None;
                return true;
            }
            LivesMsg::Lanes(lanes) => {
                stories.lanes = lanes;
                return true;
            }
            LivesMsg::Range(range) => {
                self.search.request.range = range;
                self.searched();
            }
            LivesMsg::EventsOf(place) => {
                let row = stories.lives.as_ref().and_then(|lives| lives.get(place));
                return row
                    .map(|row| row.query.clone())
                    .is_some_and(|query| self.update_stories(LivesMsg::Events(query)));
            }
            LivesMsg::Events(query) => {
                // Whatever belongs to a story is to be seen, whichever service it is of.
                self.search.request.scope = Scope::Other;
                self.search.request.query = query;
                self.search.request.range = None;
                self.detail.opened = None;
                self.ask_view();
                self.go_to(Route::Events);
                return true;
            }
        }
        self.ask_stories();
        true
    }

    pub(super) fn want_stories(&mut self, place: u32) {
        let page = place / PAGE_ROWS;
        if self.stories.asked.insert(page) {
            let request =
                StoriesRequest { offset: page * PAGE_ROWS, limit: PAGE_ROWS, ..self.stories.request.clone() };
            self.engine.ask(Request::Stories { seq: self.stories.seq, stories: request });
        }
    }
}
