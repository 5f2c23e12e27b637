//! Why an event belongs to a story, or to EMR at all, where its own record does not say so.

use super::Stories;
use super::shared::Shared;
use super::story::Story;
use crate::emr::facts::Scope;
use crate::emr::resources::{Kind, Strength, kind_of_id};
use crate::store::Store;
use crate::store::columns::{ACCOUNT, RESOURCE, ROLE};

/// Ids that are written out.
const MOST_IDS: usize = 4;

/// How many events of a story are joined to it by one strength, and by which ids.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Joins {
    /// The strength, in words.
    pub strength: String,
    /// Events.
    pub events: u32,
    /// Parts by which they were found; empty where they name the resource.
    pub by: Vec<String>,
}

impl Stories {
    /// “cluster j-…”.
    pub fn named(&self, at: u32) -> String {
        self.list
            .get(at as usize)
            .map_or(String::new(), |story| format!("{} {}", story.kind.word(), self.text(story.id)))
    }

    /// The ids by which an event was found to belong to a story that it does not name, joined by commas.
    pub fn via(&self, store: &Store, story: &Story, row: u32, by: Strength) -> String {
        let ids: Vec<&str> = self.via_ids(store, story, row, by).collect();
        match ids.len() {
            0..=MOST_IDS => ids.join(", "),
            more => {
                let first = ids.iter().take(MOST_IDS).copied().collect::<Vec<_>>().join(", ");
                format!("{first} and {} more", more - MOST_IDS)
            }
        }
    }

    fn via_ids<'s>(
        &'s self,
        store: &'s Store,
        story: &'s Story,
        row: u32,
        by: Strength,
    ) -> impl Iterator<Item = &'s str> {
        // Where the resource itself is named, nothing else had to be asked.
        let resources = if by >= Strength::Belongs { store.value(RESOURCE, row) } else { "" };
        resources.split(' ').filter(move |id| {
            let is_place = matches!(kind_of_id(id), Some(Kind::Subnet));
            !id.is_empty() && !is_place && *id != self.text(story.id)
        })
    }

    /// Events of a story by the strength of their join, surest first.
    pub fn joins(&self, store: &Store, story: &Story) -> Vec<Joins> {
        let of = |by: Strength| {
            let mine = || story.moments.iter().filter(move |moment| moment.by == by);
            let mut ids: Vec<String> = Vec::new();
            for id in mine().flat_map(|moment| self.via_ids(store, story, moment.row, by)) {
                ids.push(id.to_owned());
            }
            ids.sort_unstable();
            ids.dedup();
            Joins { strength: by.word().to_owned(), events: mine().count() as u32, by: ids }
        };
        Strength::ALL.into_iter().map(of).filter(|joins| joins.events > 0).collect()
    }

    /// Why an event of another service has to do with EMR, by roles that resources of EMR were given.
    pub fn reasons_of_roles(&self, store: &Store, row: u32) -> Vec<String> {
        if store.scope(row) == Scope::Emr {
            return Vec::new();
        }
        let account = store.value(ACCOUNT, row);
        let mut out = Vec::new();
        if let Some(role) = self.roles.all.find(account, store.value(ROLE, row)) {
            out.push(format!("made with role {}, {}", role.name, self.given_to(&role.given)));
        }
        for role in self.roles.all.of_event(row) {
            let is_named = store.value(RESOURCE, row).split(' ').any(|name| name == role.name);
            let what = if is_named { "role" } else { "a role in instance profile" };
            out.push(format!("names {what} {}, {}", role.name, self.given_to(&role.given)));
        }
        out
    }

    /// Why an event of EC2 has to do with EMR, by security groups that resources of EMR were given.
    pub fn reasons_of_groups(&self, row: u32) -> Vec<String> {
        let why =
            |group: &Shared| format!("names security group {}, {}", group.name, self.given_to(&group.given));
        self.groups.of_event(row).map(why).collect()
    }

    /// “given to cluster j-… (service role) and 3 other resources”.
    fn given_to(&self, given: &[(u32, &'static str)]) -> String {
        let mut stories: Vec<u32> = given.iter().map(|(at, _)| *at).collect();
        stories.dedup();
        let Some((first, label)) = given.first() else { return String::new() };
        let others = match stories.len() - 1 {
            0 => String::new(),
            1 => " and 1 other resource".to_owned(),
            others => format!(" and {others} other resources"),
        };
        format!("given to {} ({label}){others}", self.named(*first))
    }
}
