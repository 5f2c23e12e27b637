//! Who took which credentials: the answer of `AssumeRole` names the access key that it gave out, so whoever uses that
//! key later is whoever asked for it.
//!
//! Only where the events of STS are loaded; without them a session stands for itself.

use crate::store::columns::{
    ACCESS_KEY, ERROR, KIND, ON_BEHALF_OF, PERSON, RESOURCE, SOURCE, SOURCE_IDENTITY,
};
use crate::store::{ColumnId, Store};

/// Longest chain of roles that is followed; AWS itself bounds the time of each, not their number.
const LONGEST: usize = 8;

/// The calls that gave out the keys.
pub(super) struct Issued {
    /// For each code of [`ACCESS_KEY`], the row of the call whose answer names it.
    by_key: Vec<Option<u32>>,
}

pub(super) fn code(store: &Store, column: ColumnId, row: u32) -> u32 {
    store.column(column).map_or(0, |(_, codes)| codes.get(row))
}

/// The access key in a column of resources: temporary ones begin with `ASIA`.
fn key_in(resources: &str) -> Option<&str> {
    resources.split(' ').find(|id| id.starts_with("ASIA"))
}

impl Issued {
    /// Looks for them in the whole store: the call of STS need not be one of EMR's.
    pub(super) fn new(store: &Store) -> Issued {
        let Some((keys, _)) = store.column(ACCESS_KEY) else { return Issued { by_key: Vec::new() } };
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
        Issued { by_key }
    }

    /// The calls behind an event's credentials, nearest first.
    pub(super) fn behind(&self, store: &Store, row: u32) -> Vec<u32> {
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
    pub(super) fn origin(&self, store: &Store, row: u32) -> u32 {
        if code(store, SOURCE_IDENTITY, row) != 0 || code(store, ON_BEHALF_OF, row) != 0 {
            return row;
        }
        self.behind(store, row).last().copied().unwrap_or(row)
    }
}
