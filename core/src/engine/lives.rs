//! Life stories and people. Stories are built when there is nothing else to do, or when they are asked for before that,
//! and kept until more events are loaded.

use super::Engine;
use crate::emr::facts::Scope;
use crate::emr::{in_short, sentence, state_change};
use crate::people::{self, Profile};
use crate::record::Record;
use crate::store::{ByStory, Store};
use crate::stories::{self, Stories};
use crate::view;
use crate::view::people::{PeoplePage, PeopleRequest};
use crate::view::stories::{StoriesPage, StoriesRequest, StoryPage};

/// What was built, and from which rows of the store.
#[derive(Default)]
pub(super) struct Built {
    stories: Option<(u32, Stories)>,
    /// Bytes of these.
    size: usize,
    /// Other events than before were found to be related to EMR, and nobody was told.
    related: bool,
}

impl Built {
    /// All stories, if they are of these rows.
    fn of(&self, store: &Store) -> Option<&Stories> {
        self.stories.as_ref().filter(|(rows, _)| *rows == store.rows_generation).map(|(_, stories)| stories)
    }

    /// Forgets the stories: they are of fewer rows, and share texts with the store.
    pub(super) fn forget(&mut self) {
        (self.stories, self.size) = (None, 0);
    }

    /// Bytes on the heap.
    pub(super) fn size(&self) -> usize {
        self.size
    }

    /// Why an event belongs to EMR, where it does by what it names or by the role it was made with: once the stories
    /// are built.
    pub(super) fn reasons(&self, store: &Store, row: u32) -> Vec<String> {
        let Some((_, stories)) = &self.stories else { return Vec::new() };
        let from = stories.joined_rows.partition_point(|joined| joined.0 < row);
        let mine = stories.joined_rows.get(from..).unwrap_or(&[]).iter().take_while(|joined| joined.0 == row);
        let of_stories = mine.filter_map(|&(_, at, by)| {
            let story = stories.list.get(at as usize)?;
            let via = stories.via(store, story, row, by);
            let via = if via.is_empty() { String::new() } else { format!(" ({via})") };
            Some(format!("part of the story of {}: {}{via}", stories.named(at), by.word()))
        });
        let of_roles = stories.reasons_of_roles(store, row);
        of_stories.chain(of_roles).chain(stories.reasons_of_groups(row)).collect()
    }
}

impl Engine {
    /// Builds the stories, unless they are there. What belongs to one is related to EMR from then on, whatever its
    /// record says by itself; returns how many events were not before.
    pub(super) fn build_stories(&mut self) -> u32 {
        if self.built.of(&self.store).is_some() {
            return 0;
        }
        self.built.forget();
        let stories = stories::build(&self.store);
        let (related, differs) = self.store.relate(stories.related_rows());
        let mut by_story = ByStory::default();
        for story in &stories.list {
            let (account, region) = stories.place(story);
            let name = format!("{} {account} {region}", stories.text(story.id));
            by_story.push(name, story.moments.iter().map(|moment| moment.row));
        }
        for group in stories.groups.list().iter().filter(|group| !group.events.is_empty()) {
            let mut of: Vec<u32> = group.given.iter().map(|(story, _)| *story).collect();
            of.dedup();
            by_story.share(group.events.clone(), of);
        }
        by_story.unattached.clone_from(&stories.unattached);
        self.store.by_story = by_story;
        self.built.size = stories.bytes();
        self.built.stories = Some((self.store.rows_generation, stories));
        if differs {
            // Other views are of before.
            self.store.generation += 1;
            self.built.related = true;
        }
        related
    }

    /// Whether other events were found to be related to EMR since this was asked last: numbers of views have changed.
    pub fn take_related(&mut self) -> bool {
        std::mem::take(&mut self.built.related)
    }

    /// Rows of the table of stories.
    pub(super) fn stories(&mut self, request: &StoriesRequest) -> StoriesPage {
        let now_related = self.build_stories();
        let page =
            self.built.of(&self.store).map(|stories| view::stories::page(stories, &self.store, request));
        StoriesPage { now_related, ..page.unwrap_or_default() }
    }

    /// Everybody in a scope and time.
    pub(super) fn people(&mut self, request: &PeopleRequest) -> PeoplePage {
        // What they touched is told by the stories.
        self.build_stories();
        view::people::page(&self.store, request)
    }

    /// One of them in full, by its key.
    pub(super) fn person(&mut self, request: &PeopleRequest, key: &str) -> Option<Profile> {
        self.build_stories();
        people::people(&self.store, request.by, request.scope, request.range).profile(&self.store, key)
    }

    /// The one under whom an event is counted, in full; of all events where there is none of theirs in scope and time, as
    /// a marked event may be of any.
    pub(super) fn person_of(&mut self, request: &PeopleRequest, row: u32) -> Option<Profile> {
        self.build_stories();
        let find = |scope: Scope, range: Option<[f64; 2]>| {
            let people = people::people(&self.store, request.by, scope, range);
            people.profile(&self.store, &people.key_of_event(&self.store, row))
        };
        find(request.scope, request.range).or_else(|| find(Scope::Other, None))
    }

    /// One story in full.
    pub(super) fn story(&mut self, at: u32) -> Option<StoryPage> {
        self.build_stories();
        let store = &self.store;
        let stories = self.built.of(store)?;
        let story = stories.list.get(at as usize)?;
        Some(view::stories::story(stories, store, at, story, |row| event_sentence(store, row)))
    }
}

/// An event as a sentence: of its record where it is kept, else of its columns.
fn event_sentence(store: &Store, row: u32) -> String {
    use crate::store::columns::{ERROR, EVENT, INVOKED_BY, PERSON, RESOURCE, ROLE, SOURCE};
    if let Some(bytes) = store.records().get(row) {
        let text = crate::record::repair::readable(&bytes);
        if let Ok(record) = serde_json::from_str::<Record>(&text) {
            if state_change::is_one(&record) {
                return state_change::sentence(&record);
            }
            return sentence::sentence(&record, &record.identity().unwrap_or_default());
        }
    }
    let value = |column| store.value(column, row);
    in_short::short_sentence(
        &sentence::who_of(value(PERSON), value(ROLE), value(INVOKED_BY)),
        value(SOURCE),
        value(EVENT),
        value(RESOURCE),
        value(ERROR),
    )
}
