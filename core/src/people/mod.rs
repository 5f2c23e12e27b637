//! The people and machines behind roles and sessions, and the same by address and by access key: what they did,
//! what they were refused, from where and with what.
//!
//! A person is, in this order: the IAM Identity Center user, the source identity, the caller of the `AssumeRole` that
//! gave out the access key (and its caller, and so on), the name of the session, the user, the service.

mod chain;
mod profile;

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::emr::facts::Scope;
use crate::emr::operations;
use crate::record::time::NO_TIME;
use crate::store::columns::{
    ACCESS_KEY, ADDRESS, CATEGORY, CHANNEL, ERROR, EVENT, KIND, PERSON, READ_ONLY, REGION, RESOURCE, ROLE,
    SOURCE,
};
use crate::store::{ColumnId, Store};
use chain::{Issued, code};

pub use profile::{Link, Profile, Tally};

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
    /// Code in the column that is grouped by.
    pub code: u32,
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
    /// Distinct clusters, applications and the like.
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
    issued: Issued,
    /// Rows in the scope and range.
    rows: Vec<u32>,
    /// Everybody, in order of their codes.
    pub list: Vec<Person>,
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
    let issued = Issued::new(store);
    let mut people = People { by, issued, rows, list: Vec::new() };
    people.list = people.count(store);
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
    /// What an event is grouped under: a code of the column.
    fn group(&self, store: &Store, row: u32) -> u32 {
        match self.by {
            By::Person => code(store, PERSON, self.issued.origin(store, row)),
            by => code(store, by.column(), row),
        }
    }

    fn count(&self, store: &Store) -> Vec<Person> {
        let mut all: HashMap<u32, Person> = HashMap::new();
        let mut changes = Changes { known: HashMap::new() };
        let columns = [ROLE, ADDRESS, ACCESS_KEY, RESOURCE, REGION, KIND];
        let mut distinct: [Distinct; 6] = Default::default();
        for &row in &self.rows {
            let group = self.group(store, row);
            let person = all.entry(group).or_insert_with(|| Person { code: group, ..Person::default() });
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
        let [roles, addresses, keys, resources, regions, kinds] = distinct;
        let mut on = |group: u32, change: fn(&mut Person, u32), value: u32| {
            if let Some(person) = all.get_mut(&group) {
                change(person, value);
            }
        };
        roles.each(|group, value| on(group, |p, _| p.roles += 1, value));
        addresses.each(|group, value| on(group, |p, _| p.addresses += 1, value));
        keys.each(|group, value| on(group, |p, _| p.keys += 1, value));
        regions.each(|group, value| on(group, |p, _| p.regions += 1, value));
        kinds.each(|group, value| on(group, |p, value| p.kinds.push(value), value));
        // What is named together is one entry of the column; whole resources are told apart by their ids.
        let mut ids: HashMap<&str, u32> = HashMap::new();
        let mut of = Distinct::default();
        resources.each(|group, value| {
            let text = store.column(RESOURCE).map_or("", |(dictionary, _)| dictionary.get(value));
            if let Some(id) = text.split(' ').next() {
                let next = ids.len() as u32 + 1;
                of.add(group, *ids.entry(id).or_insert(next));
            }
        });
        of.each(|group, value| on(group, |p, _| p.resources += 1, value));
        let mut list: Vec<Person> = all.into_values().collect();
        list.sort_by_key(|person| person.code);
        list
    }

    /// The name of one of them; empty where it is not recorded.
    pub fn name<'s>(&self, store: &'s Store, person: &Person) -> &'s str {
        store.column(self.by.column()).map_or("", |(dictionary, _)| dictionary.get(person.code))
    }

    /// One of them in full, by name.
    pub fn profile(&self, store: &Store, name: &str) -> Option<Profile> {
        let code = store.column(self.by.column())?.0.find(name)?;
        let rows: Vec<u32> =
            self.rows.iter().copied().filter(|&row| self.group(store, row) == code).collect();
        (!rows.is_empty()).then(|| profile::profile(store, &self.issued, name, &rows))
    }

    /// Name of the one that an event is counted under.
    pub fn name_of_event<'s>(&self, store: &'s Store, row: u32) -> &'s str {
        let code = self.group(store, row);
        store.column(self.by.column()).map_or("", |(dictionary, _)| dictionary.get(code))
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
