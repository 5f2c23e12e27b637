//! The security groups that resources were given, and what becomes of them in EC2. A group is shared by many clusters
//! as often as not, and its events tell of none in particular: so they are kept once for each group, and not in the
//! stories.

use std::collections::HashMap;

use super::gather::{Texts, place_name};
use super::ids::ByIds;
use super::roles::in_time;
use super::story::Story;
use crate::emr::settings;
use crate::store::Store;
use crate::store::actors::code;
use crate::store::columns::{ACCOUNT, EVENT, REGION, RESOURCE, SOURCE};

/// Calls that give a group to a machine or an interface; they say nothing of the group.
const GIVE: &[&str] =
    &["RunInstances", "CreateFleet", "CreateNetworkInterface", "ModifyNetworkInterfaceAttribute"];

/// A security group of an account in a Region, and who was given it.
#[derive(Debug, Default)]
pub struct Group {
    /// Its id.
    pub id: String,
    /// Places of stories in their list, each with the label of what it is there; each story once for each label.
    pub given: Vec<(u32, &'static str)>,
    /// Events of EC2 that change it: rows in order of time.
    pub events: Vec<u32>,
}

/// All security groups that any story was given.
#[derive(Debug, Default)]
pub struct Groups {
    list: Vec<Group>,
    /// Account and Region, and id.
    by_id: HashMap<(String, String), u32>,
    /// Places of groups by place of a story; sorted.
    by_story: Vec<(u32, u32)>,
    /// Rows of all events that change one, and which.
    rows: Vec<(u32, u32)>,
}

impl Groups {
    /// All of them.
    pub fn list(&self) -> &[Group] {
        &self.list
    }

    /// The groups that a story was given, each with the label of what it is there.
    pub fn of(&self, story: u32) -> impl Iterator<Item = (&Group, &'static str)> {
        let from = self.by_story.partition_point(|(of, _)| *of < story);
        let mine = self.by_story.get(from..).unwrap_or(&[]).iter().take_while(move |(of, _)| *of == story);
        mine.filter_map(|&(_, group)| self.list.get(group as usize)).flat_map(move |group| {
            let from = group.given.partition_point(|(of, _)| *of < story);
            let labels = group.given.get(from..).unwrap_or(&[]).iter();
            labels.take_while(move |(of, _)| *of == story).map(move |&(_, label)| (group, label))
        })
    }

    /// The groups that an event changes.
    pub fn of_event(&self, row: u32) -> impl Iterator<Item = &Group> {
        let from = self.rows.partition_point(|(of, _)| *of < row);
        let mine = self.rows.get(from..).unwrap_or(&[]).iter().take_while(move |(of, _)| *of == row);
        mine.filter_map(|&(_, group)| self.list.get(group as usize))
    }

    /// Rows of all events that change one.
    pub fn rows(&self) -> impl Iterator<Item = u32> {
        self.rows.iter().map(|(row, _)| *row)
    }
}

/// Finds them, from the stories and all events.
pub(super) fn groups(store: &Store, texts: &Texts, stories: &[Story]) -> Groups {
    let mut groups = given(texts, stories);
    if groups.list.is_empty() {
        return groups;
    }
    let Some((names, codes)) = store.column(RESOURCE) else { return groups };
    // Which entries of the column name a group at all.
    let named: Vec<Vec<&str>> =
        names.iter().map(|value| value.split(' ').filter(|id| id.starts_with("sg-")).collect()).collect();
    let ec2 = store.column(SOURCE).and_then(|(sources, _)| sources.find("ec2.amazonaws.com"));
    let mut places: ByIds<(u32, u32), Option<u32>> = ByIds::default();
    for row in 0..store.rows() {
        let ids = named.get(codes.get(row) as usize).map_or(&[][..], Vec::as_slice);
        if ids.is_empty() || ec2 != Some(code(store, SOURCE, row)) || GIVE.contains(&store.value(EVENT, row))
        {
            continue;
        }
        let place = *places
            .entry((code(store, ACCOUNT, row), code(store, REGION, row)))
            .or_insert_with(|| texts.find(&place_name(store.value(ACCOUNT, row), store.value(REGION, row))));
        let Some(place) = place else { continue };
        for id in ids {
            if let Some(&group) = groups.by_id.get(&(texts.get(place).to_owned(), (*id).to_owned())) {
                groups.rows.push((row, group));
            }
        }
    }
    groups.rows.sort_unstable();
    groups.rows.dedup();
    for &(row, group) in &groups.rows {
        if let Some(group) = groups.list.get_mut(group as usize) {
            group.events.push(row);
        }
    }
    groups.list.iter_mut().for_each(|group| group.events.sort_by_cached_key(|&row| in_time(store, row)));
    groups
}

/// Who was given which group.
fn given(texts: &Texts, stories: &[Story]) -> Groups {
    let mut groups = Groups::default();
    let labels = settings::LABELS.iter().filter(|label| label.contains("security group"));
    let labels: Vec<(u32, &'static str)> =
        labels.filter_map(|label| Some((texts.find(label)?, *label))).collect();
    // Of each value in each place, once worked out: most clusters were given the same groups.
    let mut known: ByIds<(u32, u32), Vec<u32>> = ByIds::default();
    for (at, story) in (0..).zip(stories) {
        for setting in &story.settings {
            let Some(&(_, label)) = labels.iter().find(|(code, _)| *code == setting.name) else { continue };
            let numbers = known.entry((story.place, setting.value)).or_insert_with(|| {
                let ids = texts.get(setting.value).split(", ").filter(|id| id.starts_with("sg-"));
                ids.map(|id| groups.number(texts.get(story.place), id)).collect()
            });
            for &number in numbers.iter() {
                let Some(group) = groups.list.get_mut(number as usize) else { continue };
                // Stories come one after the other, so what this one was given stands last.
                if !group.given.iter().rev().take_while(|(of, _)| *of == at).any(|(_, l)| *l == label) {
                    group.given.push((at, label));
                    groups.by_story.push((at, number));
                }
            }
        }
    }
    groups.by_story.sort_unstable();
    groups.by_story.dedup();
    groups
}

impl Groups {
    fn number(&mut self, place: &str, id: &str) -> u32 {
        let next = self.list.len() as u32;
        let number = *self.by_id.entry((place.to_owned(), id.to_owned())).or_insert(next);
        if number == next {
            self.list.push(Group { id: id.to_owned(), ..Group::default() });
        }
        number
    }
}
