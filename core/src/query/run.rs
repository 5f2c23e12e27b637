//! From a filter to the rows that match it. A predicate is tried once on each entry of a dictionary, not on
//! each row.

use super::conjuncts::is_file;
use super::{Match, Selection};
use crate::emr::resources::Kind;
use crate::store::actors::Actors;
use crate::store::batch::{uuid, uuid_bytes};
use crate::store::columns::RESOURCE;
use crate::store::{COLUMNS, ColumnId, Kinds, Store};

/// The rows of files whose path matches; of none where it is not known.
pub(super) fn by_file(store: &Store, wanted: &Match) -> Selection {
    let hits: Vec<bool> = store.paths().iter().map(|path| is_file(wanted, path)).collect();
    Selection::of_codes(store.files_of_rows(), &hits)
}

pub(super) fn by_column(store: &Store, column: ColumnId, wanted: &Match) -> Selection {
    let Some((dictionary, codes)) = store.column(column) else {
        return Selection::new(store.rows(), false);
    };
    let hits: Vec<bool> = dictionary.iter().map(|text| wanted.matches(text)).collect();
    match hits.iter().any(|&hit| hit) {
        true => Selection::of_codes(codes, &hits),
        false => Selection::new(store.rows(), false),
    }
}

/// The rows that name a resource of a kind whose id matches.
pub(super) fn by_resource(store: &Store, kind: Kind, wanted: &Match) -> Selection {
    let Some((dictionary, codes)) = store.column(RESOURCE) else {
        return Selection::new(store.rows(), false);
    };
    let kinds = Kinds::of(store);
    let is_one = |id: &str| wanted.matches(id) && kinds.is(id, kind);
    let hits: Vec<bool> = dictionary.iter().map(|list| list.split(' ').any(is_one)).collect();
    Selection::of_codes(codes, &hits)
}

pub(super) fn by_event_id(store: &Store, wanted: &Match) -> Selection {
    let rows = store.rows();
    let pattern = match wanted {
        Match::Wildcard(glob) => glob.one_text(),
        _ => None,
    };
    let mut out = match wanted {
        Match::Present => Selection::new(rows, true),
        Match::Equal(text) | Match::Whole(text) => match uuid(text) {
            Some(bits) => Selection::of_values(store.ids(), |id| id == bits),
            None => Selection::new(rows, false),
        },
        Match::Contains(text) => with_places(store, &places_in_uuid(text)),
        _ => match pattern {
            Some((before, text, behind)) => {
                let mut places = places_in_uuid(&text);
                let ends = |place: &InUuid| behind || place.from + text.len() == UUID;
                places.retain(|place| (before || place.from == 0) && ends(place));
                with_places(store, &places)
            }
            None => {
                let matches =
                    |id| std::str::from_utf8(&uuid_bytes(id)).is_ok_and(|text| wanted.matches(text));
                Selection::of_values(store.ids(), matches)
            }
        },
    };
    // Ids that are no UUIDs have a hash among the bits.
    for (row, id) in store.odd_ids() {
        out.set(*row, wanted.matches(id));
    }
    out
}

/// Stands in queries for events that name a part of something, and nothing tells of what. No id is written so.
const NO_STORY: &str = "none";

/// The rows of the stories that match; of none where stories were not built yet.
pub(super) fn by_story(store: &Store, wanted: &Match) -> Selection {
    let mut out = Selection::new(store.rows(), false);
    // What belongs to no story is found by that.
    if *wanted == Match::Equal(NO_STORY.to_owned()) {
        store.by_story.unattached.iter().for_each(|&row| out.set(row, true));
        return out;
    }
    store.by_story.find(|name| wanted.matches(name), |row| out.set(row, true));
    out
}

/// The rows that whoever matches is behind. Each of them is asked once.
pub(super) fn by_actor(store: &Store, wanted: &Match) -> Selection {
    let actors = Actors::new(store);
    let mut known = std::collections::HashMap::new();
    Selection::fill(store.rows(), |row| {
        let actor = actors.of(store, row);
        *known.entry(actor).or_insert_with(|| u32::from(wanted.matches(&actor.key(store)))) == 1
    })
}

/// Characters of a UUID.
const UUID: usize = 36;

/// Where a text can stand in a UUID: the bits that it covers there, and what they must be. To try these on the bits of an
/// id is many times faster than to write the id out.
struct InUuid {
    from: usize,
    mask: [u64; 2],
    bits: [u64; 2],
}

impl InUuid {
    fn is_in(&self, [high, low]: [u64; 2]) -> bool {
        high & self.mask[0] == self.bits[0] && low & self.mask[1] == self.bits[1]
    }
}

fn with_places(store: &Store, places: &[InUuid]) -> Selection {
    Selection::of_values(store.ids(), |id| places.iter().any(|place| place.is_in(id)))
}

/// Everywhere a text in lower case can stand.
fn places_in_uuid(text: &str) -> Vec<InUuid> {
    const DASHES: [usize; 4] = [8, 13, 18, 23];
    let at = |start: usize| {
        let (mut mask, mut bits) = ([0u64; 2], [0u64; 2]);
        for (place, byte) in (start..).zip(text.bytes()) {
            if DASHES.contains(&place) {
                if byte != b'-' {
                    return None;
                }
                continue;
            }
            let digit = char::from(byte).to_digit(16).filter(|_| !byte.is_ascii_uppercase())?;
            let number = place - DASHES.iter().filter(|dash| **dash < place).count();
            let (word, shift) = (number / 16, 60 - number % 16 * 4);
            mask[word] |= 15 << shift;
            bits[word] |= u64::from(digit) << shift;
        }
        Some(InUuid { from: start, mask, bits })
    };
    (0..=UUID.saturating_sub(text.len())).filter(|_| text.len() <= UUID).filter_map(at).collect()
}

/// The rows that have it in a column or in the event id.
pub(super) fn anywhere(store: &Store, wanted: &Match) -> Selection {
    let mut out = Selection::new(store.rows(), false);
    for i in 0..COLUMNS.len() {
        out.or(&by_column(store, ColumnId(i as u8), wanted));
    }
    if let Match::Contains(text) = wanted
        && text.len() >= 4
        && text.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-')
    {
        out.or(&by_event_id(store, wanted));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::batch::uuid_text;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_part_of_a_uuid_is_found_in_its_bits(
            id in any::<[u64; 2]>(), few: bool, start in 0usize..40, length in 0usize..40, other in "[0-9a-f-]{1,6}",
        ) {
            // Few different digits stand in many places.
            let id = if few { [id[0] & 0x1111_1111_1111_1111, id[1] & 0x1111_1111_1111_1111] } else { id };
            let text = uuid_text(id);
            let end = (start + length).min(36);
            let part = text.get(start.min(end)..end).unwrap_or("");
            for part in [part, &other, "x", "-", "--"] {
                let places = places_in_uuid(part);
                let stands = places.iter().any(|place| place.is_in(id));
                prop_assert_eq!(stands, text.contains(part), "{} in {}", part, text);
                let begins = places.iter().any(|place| place.from == 0 && place.is_in(id));
                prop_assert_eq!(begins, text.starts_with(part), "{} in {}", part, text);
            }
        }
    }
}
