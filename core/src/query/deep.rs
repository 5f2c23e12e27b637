//! What is known of records that are not in memory, because they were read again from their files and searched.

use super::Selection;
use super::records::InRecord;

/// What a search through files found for one condition.
#[derive(Clone, Debug, Default)]
pub struct Searched {
    /// Rows whose records meet the condition.
    pub rows: Selection,
    /// Rows whose records were searched.
    pub searched: Selection,
}

/// What is known, condition by condition.
#[derive(Default)]
pub struct Known(Vec<(InRecord, Searched)>);

/// Conditions of which something is known at once, as long as one search does not look for more. The one that was searched
/// for longest ago is forgotten first.
const MOST_KNOWN: usize = 32;

/// Conditions that one search looks for at most: for each of them there are two bits for each row.
pub const MOST_SEARCHED: usize = 256;

impl Known {
    /// What is known of a condition.
    pub fn of(&self, condition: &InRecord) -> Option<&Searched> {
        self.0.iter().find(|(known, _)| known == condition).map(|(_, searched)| searched)
    }

    /// A search begins for these conditions: what is known of them is kept until another one begins.
    pub fn begin(&mut self, conditions: &[InRecord]) {
        // Those used last are the last.
        self.0.sort_by_key(|(known, _)| conditions.contains(known));
        let new = conditions.iter().filter(|condition| self.of(condition).is_none()).count();
        let most = MOST_KNOWN.max(conditions.len());
        self.0.drain(..(self.0.len() + new).saturating_sub(most));
    }

    /// What is known of a condition, to be added to; nothing yet, of a store of so many rows.
    pub fn of_mut(&mut self, condition: &InRecord, rows: u32) -> &mut Searched {
        match self.0.iter().position(|(known, _)| known == condition) {
            Some(at) => &mut self.0[at].1,
            None => {
                let none = || Selection::new(rows, false);
                &mut self.0.push_mut((condition.clone(), Searched { rows: none(), searched: none() })).1
            }
        }
    }

    /// Bytes on the heap.
    pub fn size(&self) -> usize {
        self.0.iter().map(|(_, known)| (known.rows.words().len() + known.searched.words().len()) * 8).sum()
    }
}
