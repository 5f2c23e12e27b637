//! What many stories were given alike: roles, security groups. What becomes of one tells of none of the stories in
//! particular: so it is kept once for each of them, and not in the stories.

use std::collections::HashMap;

use crate::store::Store;

/// Something that stories were given.
#[derive(Debug, Default)]
pub struct Shared {
    /// Where it is: the account, and the Region where names are those of a Region.
    pub place: String,
    /// Its name or id there.
    pub name: String,
    /// Places of stories in their list, each with the label of what it is there; each story once for each label.
    pub given: Vec<(u32, &'static str)>,
    /// Events about it: rows in order of time.
    pub events: Vec<u32>,
}

/// All of a kind that any story was given.
#[derive(Debug, Default)]
pub struct SharedList {
    list: Vec<Shared>,
    /// Number by place and name.
    by_name: HashMap<(String, String), u32>,
    /// Story and number; sorted.
    by_story: Vec<(u32, u32)>,
    /// Row of an event and number; sorted.
    by_row: Vec<(u32, u32)>,
}

/// The numbers that belong to a key in a sorted list.
fn of_key(pairs: &[(u32, u32)], key: u32) -> impl Iterator<Item = u32> {
    let from = pairs.partition_point(|(of, _)| *of < key);
    let mine = pairs.get(from..).unwrap_or(&[]).iter().take_while(move |(of, _)| *of == key);
    mine.map(|&(_, number)| number)
}

/// What events are ordered by: the same however the files come.
pub(super) fn in_time(store: &Store, row: u32) -> (Option<i64>, [u64; 2], Option<u64>) {
    (store.times().get(row as usize).copied(), store.id_bits(row), store.content(row))
}

impl SharedList {
    /// All of them.
    pub fn list(&self) -> &[Shared] {
        &self.list
    }

    /// The number of one.
    pub(super) fn number(&self, place: &str, name: &str) -> Option<u32> {
        // Events are asked one at a time.
        self.by_name.get(&(place.to_owned(), name.to_owned())).copied()
    }

    /// One of them.
    pub fn find(&self, place: &str, name: &str) -> Option<&Shared> {
        self.list.get(self.number(place, name)? as usize)
    }

    /// Those that a story was given, each with the label of what it is there.
    pub fn of(&self, story: u32) -> impl Iterator<Item = (&Shared, &'static str)> {
        let mine = of_key(&self.by_story, story).filter_map(|number| self.list.get(number as usize));
        mine.flat_map(move |shared| {
            let from = shared.given.partition_point(|(of, _)| *of < story);
            let labels = shared.given.get(from..).unwrap_or(&[]).iter();
            labels.take_while(move |(of, _)| *of == story).map(move |&(_, label)| (shared, label))
        })
    }

    /// Those that an event is kept with.
    pub fn of_event(&self, row: u32) -> impl Iterator<Item = &Shared> {
        of_key(&self.by_row, row).filter_map(|number| self.list.get(number as usize))
    }

    /// Rows of all events that are kept.
    pub fn rows(&self) -> impl Iterator<Item = u32> {
        self.by_row.iter().map(|(row, _)| *row)
    }

    /// The number of one that may not be there yet.
    pub(super) fn add(&mut self, place: &str, name: &str) -> u32 {
        let next = self.list.len() as u32;
        let number = *self.by_name.entry((place.to_owned(), name.to_owned())).or_insert(next);
        if number == next {
            self.list.push(Shared { place: place.to_owned(), name: name.to_owned(), ..Shared::default() });
        }
        number
    }

    /// A story was given one. Stories come one after the other.
    pub(super) fn give(&mut self, number: u32, story: u32, label: &'static str) {
        let Some(shared) = self.list.get_mut(number as usize) else { return };
        // So what this one was given stands last.
        let mut mine = shared.given.iter().rev().take_while(|(of, _)| *of == story);
        if !mine.any(|(_, known)| *known == label) {
            shared.given.push((story, label));
            self.by_story.push((story, number));
        }
    }

    /// Keeps the events about one, in order of time.
    pub(super) fn keep(&mut self, store: &Store, number: u32, mut rows: Vec<u32>) {
        let Some(shared) = self.list.get_mut(number as usize) else { return };
        rows.sort_by_cached_key(|&row| in_time(store, row));
        rows.dedup();
        self.by_row.extend(rows.iter().map(|&row| (row, number)));
        shared.events = rows;
    }

    /// Once all is told.
    pub(super) fn finish(&mut self) {
        for pairs in [&mut self.by_story, &mut self.by_row] {
            pairs.sort_unstable();
            pairs.dedup();
        }
    }

    /// Bytes on the heap, about: names stand in the list and in the table.
    pub(super) fn size(&self) -> usize {
        let of = |shared: &Shared| {
            2 * (shared.place.len() + shared.name.len())
                + shared.given.capacity() * size_of::<(u32, &str)>()
                + shared.events.capacity() * 4
        };
        self.list.iter().map(of).sum::<usize>()
            + self.list.capacity() * size_of::<Shared>()
            + self.by_name.capacity() * size_of::<((String, String), u32)>()
            + (self.by_story.capacity() + self.by_row.capacity()) * size_of::<(u32, u32)>()
    }
}
