//! The events that stories are made of, out of the store: EMR's own as they were taken out of their records, those of
//! other services from the columns.

use std::sync::Arc;

use super::ids::ByIds;
use crate::emr::facts::{self, Scope};
use crate::emr::operations::{self, Operation, Phase};
use crate::emr::resources::{Kind, Strength, kind_of_whole_id};
use crate::record::time::NO_TIME;
use crate::store::actors::code;
use crate::store::columns::{
    ACCOUNT, ADDRESS, AGENT, ERROR, EVENT, INVOKED_BY, REGION, RESOURCE, ROLE, SOURCE, USER_NAME,
};
use crate::store::dictionary::Dictionary;
use crate::store::extracts::{Extract, Extracts, MadePart, Named};
use crate::store::{ColumnId, Store};

/// Texts by code: those of the store, and a few more.
#[derive(Default)]
pub(super) struct Texts {
    of_store: Arc<Dictionary>,
    more: Dictionary,
}

impl Texts {
    fn new(of_store: Arc<Dictionary>) -> Texts {
        Texts { of_store, more: Dictionary::default() }
    }

    /// Bytes on the heap of those that the store does not have.
    pub fn size(&self) -> usize {
        self.more.size()
    }

    /// The text of a code. Code 0 is the empty text: what is not recorded.
    pub fn get(&self, code: u32) -> &str {
        match code.checked_sub(self.of_store.len() as u32) {
            None => self.of_store.get(code),
            Some(more) => self.more.get(more + 1),
        }
    }

    /// The code of a text that is there.
    pub fn find(&self, text: &str) -> Option<u32> {
        self.of_store.find(text).or_else(|| Some(self.more.find(text)? + self.of_store.len() as u32 - 1))
    }

    /// The code of a text, given to it now if it is new.
    pub fn code(&mut self, text: &str) -> u32 {
        match self.of_store.find(text) {
            Some(code) => code,
            None => self.more.code(text) + self.of_store.len() as u32 - 1,
        }
    }
}

/// One event.
#[derive(Debug)]
pub(super) struct Event<'s> {
    pub row: u32,
    pub time: i64,
    /// Code of account and Region.
    pub place: u32,
    pub operation: Option<&'static Operation>,
    pub phase: Phase,
    pub refused: bool,
    pub by_emr: bool,
    /// Code of the EKS namespace whose pod asked, where the identity names one; 0 for none.
    pub namespace: u32,
    /// What it names.
    pub named: &'s [Named],
    /// Codes of names and values that it set.
    pub settings: &'s [(u32, u32)],
    /// What it made.
    pub made: &'s [MadePart],
    /// Nodes, or units of fleets, that a launch or a group added later asks for.
    pub size: Option<(u32, bool)>,
    /// Code of the state that EMR reported, where the event is such a report; 0 for none.
    pub told: u32,
}

/// All of them, in order of time; events of the same second in order of their ids, which has no meaning but is
/// the same however the files come.
pub(super) struct Events<'s> {
    pub list: Vec<Event<'s>>,
    pub texts: Texts,
    /// Rows of EMR whose operation the table does not know.
    pub unknown: u32,
    /// Whether there is any event of EC2 in the files.
    pub has_ec2: bool,
}

/// What a code of a column says, worked out once for each entry of its dictionary.
struct ByCode<T>(Vec<T>);

impl<T: Copy + Default> ByCode<T> {
    fn new(store: &Store, column: ColumnId, of: impl FnMut(&str) -> T) -> Self {
        ByCode(store.column(column).map_or(Vec::new(), |(dictionary, _)| dictionary.iter().map(of).collect()))
    }

    fn get(&self, store: &Store, column: ColumnId, row: u32) -> T {
        self.0.get(code(store, column, row) as usize).copied().unwrap_or_default()
    }
}

/// An event of another service that names something.
struct Other {
    operation: Option<&'static Operation>,
    namespace: u32,
    /// From here to there in `Others::named`.
    named: (u32, u32),
}

/// What events of other services name.
#[derive(Default)]
pub(super) struct Others {
    list: Vec<Other>,
    named: Vec<Named>,
}

/// Where an event comes from: its time, its row, its place among the extracts or the others.
#[derive(Clone, Copy)]
struct Source {
    time: i64,
    row: u32,
    at: u32,
    own: bool,
}

/// Whether EMR itself asked, by code of the columns that tell. Its service roles do not: anybody may take a role whose
/// name begins like theirs, and nodes call with that of the instance profile. A linked role only EMR can take.
struct ByEmr {
    names: [(ColumnId, ByCode<bool>); 3],
    roles: ByCode<bool>,
}

impl ByEmr {
    fn new(store: &Store) -> ByEmr {
        ByEmr {
            names: [INVOKED_BY, ADDRESS, AGENT]
                .map(|column| (column, ByCode::new(store, column, facts::is_emr_service))),
            roles: ByCode::new(store, ROLE, facts::is_linked_role),
        }
    }

    fn is(&self, store: &Store, row: u32) -> bool {
        self.names.iter().any(|(column, by)| by.get(store, *column, row)) || self.roles.get(store, ROLE, row)
    }
}

/// What of other services' events stories need. Made first, because the events borrow from it.
pub(super) fn others(store: &Store, texts: &mut Texts) -> (Others, Vec<u32>) {
    let mut others = Others::default();
    let mut rows = Vec::new();
    // Ids of each value of the column: which they are does not depend on the event.
    let mut ids: Vec<(Kind, u32)> = Vec::new();
    let by_resource = ByCode::new(store, RESOURCE, |value| {
        let start = ids.len() as u32;
        // The shortest prefixes say too little outside of EMR's own events.
        let known = |id: &str| kind_of_whole_id(id).filter(|k| !matches!(k, Kind::Step | Kind::Workspace));
        ids.extend(value.split(' ').filter_map(|id| Some((known(id)?, texts.code(id)))));
        (start, ids.len() as u32)
    });
    let namespaces = ByCode::new(store, USER_NAME, |user| namespace(user).map_or(0, |name| texts.code(name)));
    // What these name are roles and access keys, which may look like anything.
    let names_roles =
        ByCode::new(store, SOURCE, |source| matches!(source, "iam.amazonaws.com" | "sts.amazonaws.com"));
    let mut operations = ByIds::default();
    for row in 0..store.rows() {
        if store.scope(row) == Scope::Emr {
            continue;
        }
        let (from, to) = match names_roles.get(store, SOURCE, row) {
            true => (0, 0),
            false => by_resource.get(store, RESOURCE, row),
        };
        // A pod that takes a role names no resource.
        let namespace = namespaces.get(store, USER_NAME, row);
        if from == to && namespace == 0 {
            continue;
        }
        let key = (code(store, SOURCE, row), code(store, EVENT, row));
        let operation = *operations
            .entry(key)
            .or_insert_with(|| operations::find(store.value(SOURCE, row), store.value(EVENT, row)));
        let by = if operation.is_some() { Strength::Field } else { Strength::Text };
        let start = others.named.len() as u32;
        let named = ids.get(from as usize..to as usize).unwrap_or(&[]);
        others.named.extend(named.iter().map(|&(kind, id)| Named { kind, id, by, answered: false }));
        others.list.push(Other { operation, namespace, named: (start, others.named.len() as u32) });
        rows.push(row);
    }
    (others, rows)
}

/// Account and Region as one text.
pub(super) fn place_name(account: &str, region: &str) -> String {
    format!("{account} {region}")
}

/// The texts of a store, for its stories.
pub(super) fn texts(store: &Store) -> Texts {
    Texts::new(store.extracts().texts().clone())
}

/// All events in order.
pub(super) fn gather<'s>(
    store: &'s Store,
    others: &'s Others,
    other_rows: &[u32],
    mut texts: Texts,
) -> Events<'s> {
    let extracts = store.extracts();
    let time = |row: u32| store.times().get(row as usize).copied().unwrap_or(NO_TIME);
    let own = extracts.list().iter().map(|extract| (extract.row, true));
    let other = other_rows.iter().map(|&row| (row, false));
    let mut sources: Vec<Source> = (0..)
        .zip(own)
        .chain((0..).zip(other))
        .map(|(at, (row, own))| Source { time: time(row), row, at, own })
        .collect();
    sources.sort_unstable_by_key(|source| source.time);
    for same in sources.chunk_by_mut(|a, b| a.time == b.time).filter(|same| same.len() > 1) {
        same.sort_by_cached_key(|source| (store.id_bits(source.row), store.content(source.row)));
    }
    let by_emr = ByEmr::new(store);
    let mut places = ByIds::default();
    let mut place = |row: u32| {
        *places
            .entry((code(store, ACCOUNT, row), code(store, REGION, row)))
            .or_insert_with(|| texts.code(&place_name(store.value(ACCOUNT, row), store.value(REGION, row))))
    };
    let list = sources.iter().filter_map(|&Source { time, row, at, own }| {
        let place = place(row);
        let by_emr = by_emr.is(store, row);
        Some(match own {
            true => of_extract(extracts, extracts.list().get(at as usize)?, time, place, by_emr),
            false => {
                let other = others.list.get(at as usize)?;
                Event {
                    row,
                    time,
                    place,
                    operation: other.operation,
                    phase: Phase::Context,
                    refused: code(store, ERROR, row) != 0,
                    by_emr,
                    namespace: other.namespace,
                    named: others.named.get(other.named.0 as usize..other.named.1 as usize)?,
                    settings: &[],
                    made: &[],
                    size: None,
                    told: 0,
                }
            }
        })
    });
    let list: Vec<Event> = list.collect();
    let is_unknown = |extract: &&Extract| extract.place.is_none() && extract.phase != Phase::Told;
    let is_ec2 = ByCode::new(store, SOURCE, |source| source == "ec2.amazonaws.com");
    Events {
        list,
        texts,
        unknown: extracts.list().iter().filter(is_unknown).count() as u32,
        has_ec2: is_ec2.0.contains(&true),
    }
}

fn of_extract<'s>(
    extracts: &'s Extracts,
    extract: &Extract,
    time: i64,
    place: u32,
    by_emr: bool,
) -> Event<'s> {
    Event {
        row: extract.row,
        time,
        place,
        operation: extract.operation(),
        phase: extract.phase,
        refused: extract.refused,
        // What EMR reports, it reports itself.
        by_emr: by_emr || extract.phase == Phase::Told,
        namespace: 0,
        named: extracts.named(extract),
        settings: extracts.settings(extract),
        made: extracts.made(extract),
        size: extract.size,
        told: extract.told,
    }
}

/// The EKS namespace in the name of a service account that EMR on EKS makes for the pods of a job run:
/// `system:serviceaccount:NAMESPACE:emr-containers-sa-…` (EMR on EKS guide, “job execution roles”).
fn namespace(user: &str) -> Option<&str> {
    let (namespace, account) = user.strip_prefix("system:serviceaccount:")?.split_once(':')?;
    account.starts_with("emr-containers-sa-").then_some(namespace)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_the_store_and_more() {
        let mut of_store = Dictionary::default();
        of_store.code("a");
        let mut texts = Texts::new(Arc::new(of_store));
        let (a, b) = (texts.code("a"), texts.code("b"));
        assert_eq!((a, texts.code("b"), texts.code("")), (1, b, 0));
        assert_eq!((texts.get(a), texts.get(b), texts.get(0), texts.get(99)), ("a", "b", "", ""));
        assert_eq!((texts.find("b"), texts.find("c"), texts.find("")), (Some(b), None, Some(0)));
    }

    #[test]
    fn namespaces_of_pods() {
        let user = "system:serviceaccount:spark:emr-containers-sa-spark-driver-111122223333-x";
        assert_eq!(namespace(user), Some("spark"));
        assert_eq!(namespace("system:serviceaccount:spark:other"), None);
        assert_eq!(namespace("alice"), None);
    }
}
