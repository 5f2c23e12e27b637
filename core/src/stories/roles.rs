//! The roles that resources were given, and what becomes of them in IAM. A role is shared by many resources.

use std::collections::HashMap;

use super::gather::Texts;
use super::ids::ByIds;
use super::shared::{Shared, SharedList, in_time};
use super::story::Story;
use crate::emr::facts::Scope;
use crate::emr::operations::EMR_SOURCES;
use crate::emr::resources::Kind;
use crate::store::Store;
use crate::store::columns::{ACCOUNT, ERROR, EVENT, RESOURCE, ROLE, SOURCE};

/// Settings that hold a role: its name, its ARN, or the name of an instance profile.
const LABELS: &[&str] = &["service role", "instance profile", "scaling role", "step role", "user role"];

/// The label of a role that a step or a job run was given.
const PART: &str = "role of a step, job run or session";

/// The source of the events that make and change roles.
const IAM: &str = "iam.amazonaws.com";

/// All roles that any story was given, and the events by which whole accounts are prepared for EMR.
#[derive(Debug, Default)]
pub struct Roles {
    /// The roles: by account, each with the events of IAM that name it, or that name a role in the instance profile of its
    /// name.
    pub all: SharedList,
    /// Linked roles that were made: account, service, row.
    linked: Vec<(String, String, u32)>,
    /// Rows of other services' events that are related to EMR by a role: made with it, or naming it.
    pub rows: Vec<u32>,
}

/// The name of a role or a profile: what stands last in its ARN.
fn name_of(value: &str) -> &str {
    value.rsplit('/').next().unwrap_or(value)
}

impl Roles {
    /// Bytes on the heap, about.
    pub(super) fn size(&self) -> usize {
        self.all.size()
            + self.linked.capacity() * size_of::<(String, String, u32)>()
            + self.rows.capacity() * 4
    }

    /// Events that made the linked role of a part of EMR in an account: rows in order of time.
    pub fn linked<'a>(&'a self, account: &'a str, kind: Kind) -> impl Iterator<Item = u32> + 'a {
        let fits = move |service: &str| match kind {
            Kind::Application => service.contains("emr-serverless"),
            Kind::VirtualCluster => service.contains("emr-containers"),
            _ => service.contains("elasticmapreduce") || service.contains("emrwal"),
        };
        let mine = self.linked.iter().filter(move |(of, service, _)| of == account && fits(service));
        mine.map(|&(_, _, row)| row)
    }
}

/// Finds them, from the stories and all events.
pub(super) fn roles(store: &Store, texts: &Texts, stories: &[Story]) -> Roles {
    let mut roles = Roles { all: given(texts, stories), ..Roles::default() };
    let mut by_name: HashMap<(&str, &str), Vec<u32>> = HashMap::new();
    // Instance profile to the roles in it.
    let mut inside: HashMap<(&str, &str), Vec<&str>> = HashMap::new();
    for row in of_iam(store) {
        let account = store.value(ACCOUNT, row);
        let names: Vec<&str> = store.value(RESOURCE, row).split(' ').filter(|n| !n.is_empty()).collect();
        if let (Some(service), "CreateServiceLinkedRole") =
            (names.iter().find(|name| is_of_emr(name)), store.value(EVENT, row))
        {
            roles.linked.push((account.to_owned(), (*service).to_owned(), row));
            roles.rows.push(row);
        }
        if let ("AddRoleToInstanceProfile", [role, profile], "") =
            (store.value(EVENT, row), names.as_slice(), store.value(ERROR, row))
        {
            inside.entry((account, profile)).or_default().push(role);
        }
        for name in names {
            by_name.entry((account, name)).or_default().push(row);
        }
    }
    let of_role = |role: &Shared| -> Vec<u32> {
        let key = (role.place.as_str(), role.name.as_str());
        let others = inside.get(&key).into_iter().flatten().map(|name| (key.0, *name));
        let rows = std::iter::once(key).chain(others).filter_map(|key| by_name.get(&key));
        rows.flatten().copied().collect()
    };
    let events: Vec<Vec<u32>> = roles.all.list().iter().map(of_role).collect();
    (0..).zip(events).for_each(|(number, rows)| roles.all.keep(store, number, rows));
    roles.all.finish();
    roles.rows.extend(roles.all.rows());
    roles.linked.sort_by_cached_key(|(_, _, row)| in_time(store, *row));
    made_with(store, &mut roles);
    roles.rows.sort_unstable();
    roles.rows.dedup();
    roles
}

/// Whether a name is that of one of EMR's services.
fn is_of_emr(name: &str) -> bool {
    EMR_SOURCES.iter().any(|source| name.ends_with(source))
}

/// Rows of IAM that name something.
fn of_iam(store: &Store) -> impl Iterator<Item = u32> + '_ {
    let columns = store.column(SOURCE).zip(store.column(RESOURCE));
    let found = columns.and_then(|((sources, by), (_, names))| Some((sources.find(IAM)?, by, names)));
    let rows = if found.is_some() { store.rows() } else { 0 };
    (0..rows)
        .filter(move |&row| found.is_some_and(|(iam, by, names)| by.get(row) == iam && names.get(row) != 0))
}

/// Who was given which role.
fn given(texts: &Texts, stories: &[Story]) -> SharedList {
    let mut roles = SharedList::default();
    let labels: Vec<(u32, &'static str)> =
        LABELS.iter().filter_map(|label| Some((texts.find(label)?, *label))).collect();
    // Of each value in each place, once worked out.
    let mut known: ByIds<(u32, u32), Option<u32>> = ByIds::default();
    for (at, story) in (0..).zip(stories) {
        let of_settings = story.settings.iter().filter_map(|setting| {
            let (_, label) = labels.iter().find(|(code, _)| *code == setting.name)?;
            Some((setting.value, *label))
        });
        let of_parts = story.parts.iter().filter(|part| part.role != 0).map(|part| (part.role, PART));
        for (value, label) in of_settings.chain(of_parts) {
            let number = *known.entry((story.place, value)).or_insert_with(|| {
                let account = texts.get(story.place).split(' ').next().unwrap_or("");
                let name = name_of(texts.get(value));
                (!name.is_empty()).then(|| roles.add(account, name))
            });
            if let Some(number) = number {
                roles.give(number, at, label);
            }
        }
    }
    roles.finish();
    roles
}

/// The names of the roles that a story was given besides service role and instance profile, each once.
pub(super) fn more_roles<'t>(texts: &'t Texts, story: &Story) -> Vec<&'t str> {
    let labels = LABELS.iter().skip(2).filter_map(|label| texts.find(label));
    let labels: Vec<u32> = labels.collect();
    let of_settings = story.settings.iter().filter(|s| labels.contains(&s.name)).map(|s| s.value);
    let mut codes: Vec<u32> = of_settings.chain(story.parts.iter().map(|part| part.role)).collect();
    // Most parts of a story have the same role.
    codes.dedup();
    let mut names: Vec<&str> =
        codes.into_iter().map(|code| name_of(texts.get(code))).filter(|name| !name.is_empty()).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// Adds the rows of events that were made with one of the roles.
fn made_with(store: &Store, roles: &mut Roles) {
    let (Some((names, by_role)), Some((accounts, by_account))) = (store.column(ROLE), store.column(ACCOUNT))
    else {
        return;
    };
    let mut codes: Vec<(u32, u32)> = roles
        .all
        .list()
        .iter()
        .filter_map(|role| Some((accounts.find(&role.place)?, names.find(&role.name)?)))
        .collect();
    codes.sort_unstable();
    let mut is_one = vec![false; names.len()];
    for &(_, name) in &codes {
        if let Some(slot) = is_one.get_mut(name as usize) {
            *slot = true;
        }
    }
    let mine = |row: u32| {
        let name = by_role.get(row);
        is_one.get(name as usize).copied().unwrap_or(false)
            && codes.binary_search(&(by_account.get(row), name)).is_ok()
            && store.scope(row) != Scope::Emr
    };
    roles.rows.extend((0..store.rows()).filter(|&row| mine(row)));
}
