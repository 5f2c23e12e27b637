//! The people and machines behind roles and sessions, and the same by address and by access key: what they did,
//! what they were refused, from where and with what.
//!
//! A person is, in this order: the IAM Identity Center user, the source identity, the caller of the `AssumeRole` that
//! gave out the access key (and its caller, and so on), the name of the session, the user, the service. Names that only
//! mean something in an account are told apart by it (`store/actors`).

mod profile;

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::emr::facts::Scope;
use crate::emr::operations;
use crate::record::time::NO_TIME;
use crate::store::actors::{Actor, Actors, code};
use crate::store::columns::{
    ACCESS_KEY, ADDRESS, CATEGORY, CHANNEL, ERROR, EVENT, KIND, PERSON, READ_ONLY, REGION, RESOURCE, ROLE,
    SOURCE,
};
use crate::store::{ColumnId, Store};

pub use profile::{Link, Profile, Tallies, Tally};

/// What a list of people is grouped by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum By {
    /// The person or machine, as far as it can be told.
    #[default]
    Person,
    /// The address the requests came from.
    Address,
    /// The access key that signed them.
    AccessKey,
}

impl By {
    /// All, in order.
    pub const ALL: [By; 3] = [By::Person, By::Address, By::AccessKey];

    /// The words on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            By::Person => "Person",
            By::Address => "Address",
            By::AccessKey => "Access key",
        }
    }

    /// The field of queries that has what one of them is asked for by.
    pub fn field(self) -> &'static str {
        match self {
            By::Person => "actor",
            by => by.column().column().path,
        }
    }

    /// The column it groups by.
    pub const fn column(self) -> ColumnId {
        match self {
            By::Person => PERSON,
            By::Address => ADDRESS,
            By::AccessKey => ACCESS_KEY,
        }
    }
}

/// One of them, in numbers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Person {
    /// Who, or the entry of the column that is grouped by.
    pub who: Actor,
    /// Events.
    pub events: u32,
    /// Events that do more than read.
    pub changes: u32,
    /// Events that were refused or went wrong.
    pub refused: u32,
    /// Distinct roles.
    pub roles: u32,
    /// Distinct addresses.
    pub addresses: u32,
    /// Distinct access keys.
    pub keys: u32,
    /// Distinct clusters, applications and the like that events belong to, and other things that they name.
    pub resources: u32,
    /// Distinct Regions.
    pub regions: u32,
    /// Kinds of credentials, as codes of their column.
    pub kinds: Vec<u32>,
    /// First and last time, seconds since 1970.
    pub seen: Option<(i64, i64)>,
}

/// Whether an event does more than read: by the table of operations, else by CloudTrail's own flag, else by its
/// verb. One answer for each pair of source and event.
struct Changes {
    known: HashMap<(u32, u32, u32), bool>,
}

impl Changes {
    fn is(&mut self, store: &Store, row: u32) -> bool {
        let key = (code(store, SOURCE, row), code(store, EVENT, row), code(store, READ_ONLY, row));
        *self.known.entry(key).or_insert_with(|| {
            let event = store.value(EVENT, row);
            match operations::find(store.value(SOURCE, row), event) {
                Some(operation) => {
                    operation.acts_as_write
                        || !matches!(operation.access, operations::Access::Read | operations::Access::List)
                            && operation.category != "read"
                }
                None => match store.value(READ_ONLY, row) {
                    "true" => false,
                    "false" => true,
                    _ => operations::category_by_verb(event) != "read",
                },
            }
        })
    }
}

/// All people of a scope and a range of time.
pub struct People {
    by: By,
    actors: Actors,
    /// Rows in the scope and range.
    rows: Vec<u32>,
    /// Everybody, in order of their codes.
    pub list: Vec<Person>,
    /// Names that several of them have, in order.
    repeated: Vec<u32>,
}

/// Finds everybody. `range` is half-open, seconds since 1970.
pub fn people(store: &Store, by: By, scope: Scope, range: Option<[f64; 2]>) -> People {
    let in_range = |row: u32| {
        range.is_none_or(|[from, to]| {
            let at = store.times().get(row as usize).copied().unwrap_or(NO_TIME);
            at != NO_TIME && at as f64 >= from && (at as f64) < to
        })
    };
    let rows: Vec<u32> =
        (0..store.rows()).filter(|&row| store.scope(row) >= scope && in_range(row)).collect();
    let mut people = People { by, actors: Actors::new(store), rows, list: Vec::new(), repeated: Vec::new() };
    people.list = people.count(store);
    // In order of their names' codes.
    let pairs = people.list.iter().zip(people.list.iter().skip(1)).map(|(a, b)| (a.who.person, b.who.person));
    people.repeated = pairs.filter(|(a, b)| a == b).map(|(name, _)| name).collect();
    people
}

/// Pairs of a group and a value, told apart.
#[derive(Default)]
struct Distinct(Vec<u64>);

impl Distinct {
    fn add(&mut self, group: u32, value: u32) {
        if value != 0 {
            self.0.push(u64::from(group) << 32 | u64::from(value));
        }
    }

    /// Calls `each` with every pair once, in order.
    fn each(mut self, mut each: impl FnMut(u32, u32)) {
        self.0.sort_unstable();
        self.0.dedup();
        self.0.iter().for_each(|&pair| each((pair >> 32) as u32, pair as u32));
    }
}

impl People {
    /// What an event is grouped under.
    fn group(&self, store: &Store, row: u32) -> Actor {
        match self.by {
            By::Person => self.actors.of(store, row),
            by => Actor::of_code(code(store, by.column(), row)),
        }
    }

    fn count(&self, store: &Store) -> Vec<Person> {
        let mut places: HashMap<Actor, u32> = HashMap::new();
        let mut all: Vec<Person> = Vec::new();
        let mut changes = Changes { known: HashMap::new() };
        let columns = [ROLE, ADDRESS, ACCESS_KEY, REGION, KIND];
        let mut distinct: [Distinct; 5] = Default::default();
        // The place of whom each row is of.
        let mut of_row = vec![NOBODY; store.rows() as usize];
        for &row in &self.rows {
            let who = self.group(store, row);
            let group = *places.entry(who).or_insert_with(|| {
                all.push(Person { who, ..Person::default() });
                all.len() as u32 - 1
            });
            if let Some(slot) = of_row.get_mut(row as usize) {
                *slot = group;
            }
            let Some(person) = all.get_mut(group as usize) else { continue };
            person.events += 1;
            person.refused += u32::from(code(store, ERROR, row) != 0);
            person.changes += u32::from(changes.is(store, row));
            let at = store.times().get(row as usize).copied().unwrap_or(NO_TIME);
            if at != NO_TIME {
                let (first, last) = person.seen.get_or_insert((at, at));
                (*first, *last) = ((*first).min(at), (*last).max(at));
            }
            for (column, distinct) in columns.into_iter().zip(&mut distinct) {
                distinct.add(group, code(store, column, row));
            }
        }
        let [roles, addresses, keys, regions, kinds] = distinct;
        let mut on = |group: u32, change: fn(&mut Person, u32), value: u32| {
            if let Some(person) = all.get_mut(group as usize) {
                change(person, value);
            }
        };
        roles.each(|group, value| on(group, |p, _| p.roles += 1, value));
        addresses.each(|group, value| on(group, |p, _| p.addresses += 1, value));
        keys.each(|group, value| on(group, |p, _| p.keys += 1, value));
        regions.each(|group, value| on(group, |p, _| p.regions += 1, value));
        kinds.each(|group, value| on(group, |p, value| p.kinds.push(value), value));
        let mut resources = Distinct::default();
        touched(store, &of_row, |group, thing| resources.add(group, thing));
        resources.each(|group, value| on(group, |p, _| p.resources += 1, value));
        all.sort_by_key(|person| person.who);
        all
    }

    /// The name of one of them, with what tells it from others of that name; empty where it is not recorded.
    pub fn name(&self, store: &Store, person: &Person) -> String {
        let name = store.column(self.by.column()).map_or("", |(entries, _)| entries.get(person.who.person));
        let mut out = name.to_owned();
        if self.by == By::Person && self.repeated.binary_search(&person.who.person).is_ok() {
            let role = store.column(ROLE).map_or("", |(roles, _)| roles.get(person.who.role));
            for (what, value) in [("role", role), ("account", person.who.account(store))] {
                if !value.is_empty() {
                    out.push_str(&format!(", {what} {value}"));
                }
            }
        }
        out
    }

    /// What one of them is asked for by; empty where the name is not recorded.
    pub fn key(&self, store: &Store, person: &Person) -> String {
        match self.by {
            By::Person => person.who.key(store),
            _ => self.name(store, person),
        }
    }

    /// The key of the one that an event is counted under.
    pub fn key_of_event(&self, store: &Store, row: u32) -> String {
        let who = self.group(store, row);
        match self.by {
            By::Person => who.key(store),
            by => store.column(by.column()).map_or("", |(entries, _)| entries.get(who.person)).to_owned(),
        }
    }

    /// One of them in full, by [`People::key`].
    pub fn profile(&self, store: &Store, key: &str) -> Option<Profile> {
        let person = self.list.iter().find(|person| self.key(store, person) == key)?;
        let rows = self.rows.iter().copied().filter(|&row| self.group(store, row) == person.who);
        let rows: Vec<u32> = rows.collect();
        let name = self.name(store, person);
        (!rows.is_empty())
            .then(|| Profile { key: key.to_owned(), ..profile::profile(store, &self.actors, &name, &rows) })
    }
}

/// Stands for a row that is not asked about.
const NOBODY: u32 = u32::MAX;

/// Calls `each` with whoever a row is of and a number for everything that the row touches: the stories that it belongs
/// to, whatever it names of them; where there is none, what it names first.
fn touched(store: &Store, of_row: &[u32], mut each: impl FnMut(u32, u32)) {
    let mut in_a_story = vec![false; of_row.len()];
    let mut stories = 0;
    for (_, rows) in store.by_story.iter() {
        stories += 1;
        for &row in rows {
            let group = of_row.get(row as usize).copied().unwrap_or(NOBODY);
            if group != NOBODY {
                each(group, stories);
                if let Some(slot) = in_a_story.get_mut(row as usize) {
                    *slot = true;
                }
            }
        }
    }
    let Some((names, codes)) = store.column(RESOURCE) else { return };
    let mut ids: HashMap<&str, u32> = HashMap::new();
    for ((row, &group), _) in (0..).zip(of_row).zip(&in_a_story).filter(|(_, is)| !**is) {
        let id = names.get(codes.get(row)).split(' ').next().unwrap_or("");
        if group != NOBODY && !id.is_empty() {
            let next = stories + 1 + ids.len() as u32;
            each(group, *ids.entry(id).or_insert(next));
        }
    }
}

/// The way of an event.
fn channel_of(store: &Store, row: u32) -> &str {
    store.value(CHANNEL, row)
}

/// The category of an event, for those who ask what somebody did.
fn category_of(store: &Store, row: u32) -> &str {
    store.value(CATEGORY, row)
}
