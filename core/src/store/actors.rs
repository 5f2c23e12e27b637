//! Who acted: the person or machine behind the credentials of an event, told apart from others of the same name.
//!
//! The answer of `AssumeRole` names the access key that it gave out, so whoever uses that key later is whoever asked for
//! it. Only where the events of STS are loaded; without them a session stands for itself.

use super::columns::{
    ACCESS_KEY, ACCOUNT, CALLER_ACCOUNT, ERROR, IDENTITY_TYPE, KIND, ON_BEHALF_OF, PERSON, RESOURCE, ROLE,
    SESSION, SOURCE, SOURCE_IDENTITY,
};
use super::{ColumnId, Store};

/// Longest chain of roles that is followed; AWS itself bounds the time of each, not their number.
const LONGEST: usize = 8;

/// Kinds of identities whose names are the same person's in every account: they come from somewhere outside of it.
const OUTSIDE: &[&str] =
    &["IdentityCenterUser", "SAMLUser", "WebIdentityUser", "Directory", "AWSService", "AWSAccount"];

/// How session names begin that programs make up where nobody gives one: the AWS SDKs for Python, Go, Java and
/// JavaScript. They tell programs of different roles apart no more than “session” would.
const MADE_UP: &[&str] = &["botocore-session", "aws-go-sdk-", "aws-sdk-java-", "aws-sdk-js-"];

/// Marks a code as one of [`ACCOUNT`], where [`CALLER_ACCOUNT`] does not have the account.
const OF_RECIPIENT: u32 = 1 << 31;

/// A person or machine, as codes; 0 for what is not recorded, or does not tell it from others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Actor {
    /// Code of [`PERSON`].
    pub person: u32,
    /// The account that knows it by this name.
    account: u32,
    /// Code of [`ROLE`], for names that say nothing.
    pub role: u32,
}

impl Actor {
    /// An entry of another column, where these are grouped by and not people.
    pub fn of_code(code: u32) -> Actor {
        Actor { person: code, ..Actor::default() }
    }
}

/// The calls that gave out keys, and what tells people apart.
#[derive(Default)]
pub struct Actors {
    /// For each code of [`ACCESS_KEY`], the row of the call whose answer names it.
    by_key: Vec<Option<u32>>,
    /// For each code of [`ACCOUNT`], the account as [`Actor::account`] has it.
    accounts: Vec<u32>,
    /// For each code of [`IDENTITY_TYPE`], whether its names come from outside of the account.
    outside: Vec<bool>,
    /// For each code of [`SESSION`], whether a program made it up.
    made_up: Vec<bool>,
}

/// The code that a row has in a column.
pub fn code(store: &Store, column: ColumnId, row: u32) -> u32 {
    store.column(column).map_or(0, |(_, codes)| codes.get(row))
}

/// The access key in a column of resources: temporary ones begin with `ASIA`.
fn key_in(resources: &str) -> Option<&str> {
    resources.split(' ').find(|id| id.starts_with("ASIA"))
}

/// What holds for each entry of a column.
fn each<T>(store: &Store, column: ColumnId, of: impl FnMut(&str) -> T) -> Vec<T> {
    store.column(column).map_or(Vec::new(), |(entries, _)| entries.iter().map(of).collect())
}

impl Actors {
    /// Looks at the whole store: a call of STS need not be one of EMR's.
    pub fn new(store: &Store) -> Actors {
        let callers = store.column(CALLER_ACCOUNT).map(|(callers, _)| callers);
        let mut number = 0;
        let accounts = each(store, ACCOUNT, |account| {
            let own = number | OF_RECIPIENT;
            number += 1;
            match account {
                "" => 0,
                account => callers.and_then(|callers| callers.find(account)).unwrap_or(own),
            }
        });
        Actors {
            by_key: given_out(store),
            accounts,
            outside: each(store, IDENTITY_TYPE, |kind| OUTSIDE.contains(&kind)),
            made_up: each(store, SESSION, |name| MADE_UP.iter().any(|start| name.starts_with(start))),
        }
    }

    /// The calls behind an event's credentials, nearest first.
    pub fn behind(&self, store: &Store, row: u32) -> Vec<u32> {
        let mut calls: Vec<u32> = Vec::new();
        let mut at = row;
        while calls.len() < LONGEST {
            let key = code(store, ACCESS_KEY, at) as usize;
            let Some(call) = self.by_key.get(key).copied().flatten().filter(|_| key != 0) else { break };
            // Damaged or invented data may go round in a circle.
            if call == row || calls.contains(&call) {
                break;
            }
            calls.push(call);
            at = call;
        }
        calls
    }

    /// The event that tells who it really was: the first call of the chain, or the event itself. Where the record
    /// names the person (source identity, Identity Center), nothing else is asked.
    pub fn origin(&self, store: &Store, row: u32) -> u32 {
        match names_the_person(store, row) {
            true => row,
            false => self.behind(store, row).last().copied().unwrap_or(row),
        }
    }

    /// Who acted in an event.
    pub fn of(&self, store: &Store, row: u32) -> Actor {
        let row = self.origin(store, row);
        let person = code(store, PERSON, row);
        let is =
            |list: &[bool], column| list.get(code(store, column, row) as usize).copied().unwrap_or(false);
        if person == 0 || names_the_person(store, row) || is(&self.outside, IDENTITY_TYPE) {
            return Actor::of_code(person);
        }
        let account = match code(store, CALLER_ACCOUNT, row) {
            0 => self.accounts.get(code(store, ACCOUNT, row) as usize).copied().unwrap_or(0),
            account => account,
        };
        let role = if is(&self.made_up, SESSION) { code(store, ROLE, row) } else { 0 };
        Actor { person, account, role }
    }

    /// Who acted in an event, for people to read: “alice”; where it was by way of roles, “alice (as Job/nightly)”.
    pub fn name(&self, store: &Store, row: u32) -> String {
        let origin = self.origin(store, row);
        let person = store.value(PERSON, origin);
        if origin == row {
            return person.to_owned();
        }
        match (store.value(ROLE, row), store.value(PERSON, row)) {
            ("", own) => format!("{person} (as {own})"),
            (role, own) => format!("{person} (as {role}/{own})"),
        }
    }
}

impl Actor {
    /// The account that knows it by this name; empty where that does not matter or is not recorded.
    pub fn account(self, store: &Store) -> &str {
        let (column, code) = match self.account & OF_RECIPIENT {
            0 => (CALLER_ACCOUNT, self.account),
            _ => (ACCOUNT, self.account & !OF_RECIPIENT),
        };
        text(store, column, code)
    }

    /// What tells it from all others, as words: name, account, role. Empty for whoever is not recorded.
    pub fn key(self, store: &Store) -> String {
        let words = [text(store, PERSON, self.person), self.account(store), text(store, ROLE, self.role)];
        words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
    }
}

fn text(store: &Store, column: ColumnId, code: u32) -> &str {
    store.column(column).map_or("", |(entries, _)| entries.get(code))
}

/// Whether the record itself names the person behind roles and sessions.
fn names_the_person(store: &Store, row: u32) -> bool {
    code(store, SOURCE_IDENTITY, row) != 0 || code(store, ON_BEHALF_OF, row) != 0
}

/// For each access key the call that gave it out.
fn given_out(store: &Store) -> Vec<Option<u32>> {
    let Some((keys, _)) = store.column(ACCESS_KEY) else { return Vec::new() };
    let mut by_key: Vec<Option<u32>> = vec![None; keys.len()];
    let sts = store.column(SOURCE).and_then(|(sources, _)| sources.find("sts.amazonaws.com"));
    for row in 0..store.rows() {
        if sts != Some(code(store, SOURCE, row)) || !store.value(ERROR, row).is_empty() {
            continue;
        }
        let Some(key) = key_in(store.value(RESOURCE, row)).and_then(|key| keys.find(key)) else {
            continue;
        };
        // A service that takes a role for itself is nobody's hop.
        let by_service = code(store, PERSON, row) == 0 || store.value(KIND, row) == "service";
        if let (Some(slot), false) = (by_key.get_mut(key as usize), by_service) {
            // A key is given out once; of two copies the one with the smaller id counts, whichever came first.
            let earlier = |row: u32| (store.times().get(row as usize).copied(), store.id_bits(row));
            if slot.is_none_or(|known| earlier(row) < earlier(known)) {
                *slot = Some(row);
            }
        }
    }
    by_key
}
