//! Life stories and people: rebuilt when they are asked for and something was loaded since, answered from memory
//! otherwise.

use super::{Engine, record_sink};
use crate::emr::{sentence, state_change};
use crate::people::{self, Profile};
use crate::record::Record;
use crate::store::Store;
use crate::stories::{self, Stories};
use crate::view;
use crate::view::people::{PeoplePage, PeopleRequest};
use crate::view::stories::{StoriesPage, StoriesRequest, StoryPage};

/// What was built, and from which state of the store.
#[derive(Default)]
pub(super) struct Built {
    stories: Option<(u32, Stories)>,
}

impl Built {
    /// All stories of what is loaded.
    fn stories(&mut self, store: &Store) -> &Stories {
        if self.stories.as_ref().is_some_and(|(generation, _)| *generation != store.generation) {
            self.stories = None;
        }
        &self.stories.get_or_insert_with(|| (store.generation, stories::build(store))).1
    }

    /// What was built is of this state of the store, too.
    fn renew(&mut self, generation: u32) {
        if let Some((of, _)) = &mut self.stories {
            *of = generation;
        }
    }

    /// Why an event of another service belongs to EMR, where it does by what it names: only once the stories were
    /// asked for.
    pub(super) fn reasons(&self, row: u32) -> Vec<String> {
        let Some((_, stories)) = &self.stories else { return Vec::new() };
        let from = stories.joined_rows.partition_point(|joined| joined.0 < row);
        let mine = stories.joined_rows.get(from..).unwrap_or(&[]).iter().take_while(|joined| joined.0 == row);
        mine.filter_map(|&(_, story, by)| {
            let story = stories.list.get(story as usize)?;
            Some(format!(
                "part of the story of {} {}: {}",
                story.kind.word(),
                stories.text(story.id),
                by.word()
            ))
        })
        .collect()
    }
}

impl Engine {
    /// Rows of the table of stories.
    pub(super) fn stories(&mut self, request: &StoriesRequest) -> StoriesPage {
        let stories = self.built.stories(&self.store);
        let mut page = view::stories::page(stories, &self.store, request);
        // What belongs to a story is related to EMR, whatever its record says by itself.
        let rows: Vec<u32> = stories.joined_rows.iter().map(|joined| joined.0).collect();
        page.now_related = self.store.relate(&rows);
        if page.now_related > 0 {
            // Other views are of before; the stories are not.
            self.store.generation += 1;
            self.built.renew(self.store.generation);
        }
        page
    }

    /// Everybody in a scope and time.
    pub(super) fn people(&self, request: &PeopleRequest) -> PeoplePage {
        view::people::page(&self.store, request)
    }

    /// One of them in full.
    pub(super) fn person(&self, request: &PeopleRequest, name: &str) -> Option<Profile> {
        people::people(&self.store, request.by, request.scope, request.range).profile(&self.store, name)
    }

    /// One story in full.
    pub(super) fn story(&mut self, at: u32) -> Option<StoryPage> {
        let store = &self.store;
        let stories = self.built.stories(store);
        let story = stories.list.get(at as usize)?;
        Some(view::stories::story(stories, store, story, |row| event_sentence(store, row)))
    }
}

/// An event as a sentence: of its record where it is kept, else of its columns.
fn event_sentence(store: &Store, row: u32) -> String {
    use crate::store::columns::{ERROR, EVENT, INVOKED_BY, PERSON, RESOURCE, ROLE, SOURCE};
    if let Some(bytes) = store.record(row) {
        let text = record_sink::readable(&bytes);
        if let Ok(record) = serde_json::from_str::<Record>(&text) {
            if state_change::is_one(&record) {
                return state_change::sentence(&record);
            }
            return sentence::sentence(&record, &record.identity().unwrap_or_default());
        }
    }
    let value = |column| store.value(column, row);
    sentence::short_sentence(
        &sentence::who_of(value(PERSON), value(ROLE), value(INVOKED_BY)),
        value(SOURCE),
        value(EVENT),
        value(RESOURCE),
        value(ERROR),
    )
}
