//! One person, address or access key in full.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::{category_of, channel_of};
use crate::record::time::{self, NO_TIME};
use crate::store::Store;
use crate::store::actors::Actors;
use crate::store::columns::{
    ACCESS_KEY, ACCOUNT, ADDRESS, AGENT, ERROR, EVENT, INVOKED_BY, KIND, MFA, ON_BEHALF_OF, PERSON, REGION,
    RESOURCE, ROLE, SESSION, SOURCE_IDENTITY, TEMPORARY,
};

/// Something that was counted: how often, and how often refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// What.
    pub value: String,
    /// Events.
    pub events: u32,
    /// Those that were refused or went wrong.
    pub refused: u32,
}

/// Things that were counted, most frequent first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tallies {
    /// How many different ones there are.
    pub all: u32,
    /// The first of them.
    pub list: Vec<Tally>,
}

/// A link of an identity chain: “took role DataEng as session alice”.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Link {
    /// What kind of link it is.
    pub what: String,
    /// Its name.
    pub name: String,
    /// Whether it is told by another event: the one whose answer names the access key.
    pub inferred: bool,
}

/// Somebody in full.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// The name; empty where it is not recorded.
    pub name: String,
    /// What it is asked for by: the value of the field `actor`, where it is a person.
    pub key: String,
    /// Events.
    pub events: u32,
    /// Those that were refused or went wrong.
    pub refused: u32,
    /// First and last time; empty where no event has one.
    pub seen: [String; 2],
    /// Ways from the person to the credentials of the event, with how many events came by each: the first of them.
    pub chains: Vec<(Vec<Link>, u32)>,
    /// How many ways there are.
    pub all_chains: u32,
    /// Kinds of credentials, with MFA and whether they were temporary.
    pub credentials: Tallies,
    /// Access keys.
    pub keys: Tallies,
    /// Roles.
    pub roles: Tallies,
    /// Operations.
    pub operations: Tallies,
    /// Categories of operations.
    pub categories: Tallies,
    /// Clusters, applications and the like whose stories the events belong to.
    pub stories: Tallies,
    /// What is named by events that belong to none.
    pub resources: Tallies,
    /// Addresses.
    pub addresses: Tallies,
    /// Ways: console, CLI, SDK …
    pub channels: Tallies,
    /// Programs.
    pub agents: Tallies,
    /// Regions.
    pub regions: Tallies,
    /// Accounts.
    pub accounts: Tallies,
    /// Names that the same person went by: sessions and users.
    pub names: Tallies,
    /// Events of each hour of the day, UTC.
    pub hours: [u32; 24],
}

/// Values of one kind that are listed.
const MOST_VALUES: usize = 200;

/// Counts values, most frequent first.
#[derive(Default)]
struct Counter<'s>(HashMap<std::borrow::Cow<'s, str>, (u32, u32)>);

impl<'s> Counter<'s> {
    fn add(&mut self, value: impl Into<std::borrow::Cow<'s, str>>, refused: bool) {
        let value = value.into();
        if !value.is_empty() {
            let (events, of_them) = self.0.entry(value).or_default();
            *events += 1;
            *of_them += u32::from(refused);
        }
    }

    fn list(self) -> Tallies {
        let tally = |(value, (events, refused)): (std::borrow::Cow<str>, _)| Tally {
            value: value.into_owned(),
            events,
            refused,
        };
        let mut list: Vec<Tally> = self.0.into_iter().map(tally).collect();
        list.sort_by(|a, b| b.events.cmp(&a.events).then_with(|| a.value.cmp(&b.value)));
        let all = list.len() as u32;
        list.truncate(MOST_VALUES);
        Tallies { all, list }
    }
}

/// A counter for each list of a profile.
#[derive(Default)]
struct Counters<'s> {
    credentials: Counter<'s>,
    keys: Counter<'s>,
    roles: Counter<'s>,
    events: Counter<'s>,
    categories: Counter<'s>,
    stories: Counter<'s>,
    resources: Counter<'s>,
    addresses: Counter<'s>,
    channels: Counter<'s>,
    agents: Counter<'s>,
    regions: Counter<'s>,
    accounts: Counter<'s>,
    names: Counter<'s>,
}

/// Somebody in full, from their events, in order of the rows.
pub(super) fn profile(store: &Store, actors: &Actors, name: &str, rows: &[u32]) -> Profile {
    let mut profile = Profile { name: name.to_owned(), events: rows.len() as u32, ..Profile::default() };
    let mut counters = Counters::default();
    let mut chains: HashMap<Vec<Link>, u32> = HashMap::new();
    let mut seen: Option<(i64, i64)> = None;
    let in_a_story = count_stories(store, rows, &mut counters.stories);
    for (&row, in_a_story) in rows.iter().zip(in_a_story) {
        let value = |column| store.value(column, row);
        let refused = !value(ERROR).is_empty();
        profile.refused += u32::from(refused);
        counters.credentials.add(credentials_of(store, row), refused);
        counters.keys.add(value(ACCESS_KEY), refused);
        counters.roles.add(value(ROLE), refused);
        counters.events.add(value(EVENT), refused);
        counters.categories.add(category_of(store, row), refused);
        if !in_a_story {
            // Ids that belong to another stand behind it.
            counters.resources.add(value(RESOURCE).split(' ').next().unwrap_or(""), refused);
        }
        counters.addresses.add(value(ADDRESS), refused);
        counters.channels.add(channel_of(store, row), refused);
        counters.agents.add(value(AGENT), refused);
        counters.regions.add(value(REGION), refused);
        counters.accounts.add(value(ACCOUNT), refused);
        counters.names.add(value(PERSON), refused);
        *chains.entry(chain(store, actors, row)).or_insert(0) += 1;
        let at = store.times().get(row as usize).copied().unwrap_or(NO_TIME);
        if at != NO_TIME {
            let (first, last) = seen.get_or_insert((at, at));
            (*first, *last) = ((*first).min(at), (*last).max(at));
            if let Some(hour) = profile.hours.get_mut((at.rem_euclid(86_400) / 3_600) as usize) {
                *hour += 1;
            }
        }
    }
    if let Some((first, last)) = seen {
        profile.seen = [time::format(first), time::format(last)];
    }
    profile.credentials = counters.credentials.list();
    profile.keys = counters.keys.list();
    profile.roles = counters.roles.list();
    profile.operations = counters.events.list();
    profile.categories = counters.categories.list();
    profile.stories = counters.stories.list();
    profile.resources = counters.resources.list();
    profile.addresses = counters.addresses.list();
    profile.channels = counters.channels.list();
    profile.agents = counters.agents.list();
    profile.regions = counters.regions.list();
    profile.accounts = counters.accounts.list();
    profile.names = counters.names.list();
    profile.chains = chains.into_iter().collect();
    profile.chains.sort_by(|(a, m), (b, n)| n.cmp(m).then_with(|| a.cmp(b)));
    profile.all_chains = profile.chains.len() as u32;
    profile.chains.truncate(MOST_VALUES);
    profile
}

/// Counts the stories that rows, in their order, belong to, by the id of the resource; says for each row whether it
/// belongs to one.
fn count_stories<'s>(store: &'s Store, rows: &[u32], stories: &mut Counter<'s>) -> Vec<bool> {
    let mut found = vec![false; rows.len()];
    for (name, of_story) in store.by_story.iter() {
        // Behind the id stand account and Region.
        let id = name.split(' ').next().unwrap_or("");
        for row in of_story {
            if let Some(found) = rows.binary_search(row).ok().and_then(|at| found.get_mut(at)) {
                stories.add(id, !store.value(ERROR, *row).is_empty());
                *found = true;
            }
        }
    }
    found
}

/// “role, temporary, MFA: true”.
fn credentials_of(store: &Store, row: u32) -> String {
    let term = match store.value(TEMPORARY, row) {
        "yes" => "temporary",
        "no" => "long-term",
        _ => "temporary or not is not recorded",
    };
    let mfa = match store.value(MFA, row) {
        "" => "MFA not recorded".to_owned(),
        mfa => format!("MFA {mfa}"),
    };
    format!("{}, {term}, {mfa}", store.value(KIND, row))
}

/// From the person to the credentials of an event.
fn chain(store: &Store, actors: &Actors, row: u32) -> Vec<Link> {
    let mut out: Vec<Link> = Vec::new();
    let mut push = |what: &str, name: &str, inferred: bool| {
        if !name.is_empty() && out.last().is_none_or(|last| last.name != name || last.what != what) {
            out.push(Link { what: what.to_owned(), name: name.to_owned(), inferred });
        }
    };
    push("Identity Center user", store.value(ON_BEHALF_OF, row), false);
    push("source identity", store.value(SOURCE_IDENTITY, row), false);
    // The farthest call first: who began it.
    for call in actors.behind(store, row).into_iter().rev().chain([row]) {
        let (role, session, inferred) = (store.value(ROLE, call), store.value(SESSION, call), call != row);
        if role.is_empty() {
            push(store.value(KIND, call), store.value(PERSON, call), inferred);
        } else {
            push("role", role, inferred);
            push("session", session, inferred);
        }
    }
    push("through", store.value(INVOKED_BY, row), false);
    out
}
