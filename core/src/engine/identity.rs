//! What tells an event from all others, so that it is found again when its files are loaded another time: its id, and
//! the fingerprint of its content, as ids alone are not always unique.

use super::protocol::{Identity, Known};
use crate::record::time::{self, NO_TIME};
use crate::store::Store;
use crate::store::columns::EVENT;

/// The identities of events.
pub(super) fn identify(store: &Store, rows: &[u32]) -> Vec<Identity> {
    let identity = |&row: &u32| {
        let content = store.content(row)?;
        let at = store.times().get(row as usize).copied().unwrap_or(NO_TIME);
        Some(Identity {
            row,
            id: store.event_id(row),
            content: format!("{content:016x}"),
            time: time::format(at),
            event: store.value(EVENT, row).to_owned(),
        })
    };
    rows.iter().filter_map(identity).collect()
}

/// The events that have these ids and fingerprints.
pub(super) fn find(store: &Store, events: &[(String, String)]) -> Vec<Known> {
    let known = |(id, content): &(String, String)| {
        let content = u64::from_str_radix(content, 16).ok();
        let rows = store.rows_of_id(id);
        match rows.iter().find(|&&row| content.is_some() && store.content(row) == content) {
            Some(&row) => Known::Same(row),
            // Events without an id have nothing in common.
            None if id.is_empty() => Known::Nowhere,
            None => rows.first().map_or(Known::Nowhere, |&row| Known::OtherContent(row)),
        }
    };
    events.iter().map(known).collect()
}
