//! People as a table: plain data for the screen.

use serde::{Deserialize, Serialize};

use super::text::shown;
use crate::emr::facts::Scope;
use crate::people::{By, People, Person, people};
use crate::store::Store;
use crate::store::columns::KIND;

/// A column of the table of people.
pub struct PersonColumn {
    /// The heading; the first column's is that of what is grouped by.
    pub label: &'static str,
    /// What it holds, for the tooltip.
    pub about: &'static str,
    /// Width at first, CSS pixels.
    pub width: u16,
    /// Whether it is sorted as a number.
    pub number: bool,
    /// Its value; empty for what is not recorded.
    pub say: fn(&People, &Store, &Person) -> String,
}

macro_rules! person_columns {
    ($($label:literal $about:literal $width:literal $number:literal, |$people:pat_param, $store:pat_param, $person:ident| $value:expr;)*) => {
        /// All columns of the table of people, in their order.
        pub static PERSON_COLUMNS: &[PersonColumn] = &[$(PersonColumn {
            label: $label, about: $about, width: $width, number: $number,
            say: |$people, $store, $person| $value,
        },)*];
    };
}

person_columns! {
    "Name" "person, address or access key" 260 false, |people, store, person| people.name(store, person);
    "Events" "events in the chosen scope and time" 90 true, |_, _, person| person.events.to_string();
    "Changes" "events that do more than read; credentials and links count" 105 true, |_, _, person| person.changes.to_string();
    "Refused" "events that were refused or went wrong" 90 true, |_, _, person| person.refused.to_string();
    "Credentials" "kinds of credentials" 180 false, |_, store, person| kinds(store, person);
    "Roles" "different roles" 85 true, |_, _, person| person.roles.to_string();
    "Access keys" "different access keys" 120 true, |_, _, person| person.keys.to_string();
    "Addresses" "different source addresses" 110 true, |_, _, person| person.addresses.to_string();
    "Resources" "different clusters, applications and the like that events belong to, and other things that they name" 110 true, |_, _, person| person.resources.to_string();
    "Regions" "different Regions" 95 true, |_, _, person| person.regions.to_string();
    "First seen (UTC)" "the first event" 170 false, |_, _, person| at(person.seen.map(|seen| seen.0));
    "Last seen (UTC)" "the last event" 170 false, |_, _, person| at(person.seen.map(|seen| seen.1));
}

fn at(seconds: Option<i64>) -> String {
    seconds.map_or(String::new(), super::stories::clock)
}

fn kinds(store: &Store, person: &Person) -> String {
    let Some((dictionary, _)) = store.column(KIND) else { return String::new() };
    let mut kinds: Vec<&str> = person.kinds.iter().map(|&code| dictionary.get(code)).collect();
    kinds.sort_unstable();
    kinds.join(", ")
}

/// What the page of people wants.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PeopleRequest {
    /// What is grouped by.
    pub by: By,
    /// A text that the name has to hold; empty for all.
    pub text: String,
    /// Events at least this close to EMR.
    pub scope: Scope,
    /// Half-open range of seconds since 1970.
    pub range: Option<[f64; 2]>,
    /// Column that is sorted by: its place in [`PERSON_COLUMNS`].
    pub sort: u32,
    /// Largest first.
    pub descending: bool,
    /// First row wanted.
    pub offset: u32,
    /// How many.
    pub limit: u32,
}

impl Default for PeopleRequest {
    /// Everybody in EMR's events, those with most changes first.
    fn default() -> Self {
        PeopleRequest {
            by: By::Person,
            text: String::new(),
            scope: Scope::Emr,
            range: None,
            sort: 2,
            descending: true,
            offset: 0,
            limit: 100,
        }
    }
}

/// One row of the table of people.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PersonRow {
    /// What it is asked for by; empty for those whose name is not recorded.
    pub key: String,
    /// The name.
    pub name: String,
    /// A value for each of [`PERSON_COLUMNS`].
    pub cells: Vec<String>,
}

/// Some rows of the table, and the numbers above it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PeoplePage {
    /// Everybody in the scope and time.
    pub all: u32,
    /// Those that match.
    pub matching: u32,
    /// Place of the first row.
    pub offset: u32,
    /// The rows.
    pub rows: Vec<PersonRow>,
}

/// Answers the page of people.
pub fn page(store: &Store, request: &PeopleRequest) -> PeoplePage {
    let people = people(store, request.by, request.scope, request.range);
    let wanted = request.text.trim().to_lowercase();
    let mut list: Vec<&Person> = people
        .list
        .iter()
        .filter(|person| wanted.is_empty() || people.name(store, person).to_lowercase().contains(&wanted))
        .collect();
    if let Some(column) = PERSON_COLUMNS.get(request.sort as usize) {
        let key = |person: &&Person| {
            let text = (column.say)(&people, store, person);
            let number: u64 = if column.number { text.parse().unwrap_or(0) } else { 0 };
            (number, text.to_lowercase())
        };
        // By name where the column has the same for both, so that the order depends on the data alone.
        list.sort_by_cached_key(|person| (people.name(store, person), people.key(store, person)));
        match request.descending {
            true => list.sort_by_cached_key(|person| std::cmp::Reverse(key(person))),
            false => list.sort_by_cached_key(key),
        }
    }
    let start = (request.offset as usize).min(list.len());
    let end = start.saturating_add(request.limit as usize).min(list.len());
    let row = |person: &&Person| PersonRow {
        key: people.key(store, person),
        name: people.name(store, person),
        cells: PERSON_COLUMNS
            .iter()
            .map(|column| shown(&(column.say)(&people, store, person)).into_owned())
            .collect(),
    };
    PeoplePage {
        all: people.list.len() as u32,
        matching: list.len() as u32,
        offset: start as u32,
        rows: list.get(start..end).unwrap_or(&[]).iter().map(row).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn most_changes_first() {
        let sort = PERSON_COLUMNS.get(PeopleRequest::default().sort as usize).map(|column| column.label);
        assert_eq!(sort, Some("Changes"));
    }
}
