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

/// Conditions of which something is known at once, and that one search looks for, at most. The one that was searched for
/// longest ago is forgotten first.
pub const MOST_KNOWN: usize = 32;

impl Known {
    /// What is known of a condition.
    pub fn of(&self, condition: &InRecord) -> Option<&Searched> {
        self.0.iter().find(|(known, _)| known == condition).map(|(_, searched)| searched)
    }

    /// What is known of a condition, to be added to; nothing yet, of a store of so many rows.
    pub fn of_mut(&mut self, condition: &InRecord, rows: u32) -> &mut Searched {
        // The one used last is the last.
        let entry = match self.0.iter().position(|(known, _)| known == condition) {
            Some(at) => self.0.remove(at),
            None => {
                if self.0.len() >= MOST_KNOWN {
                    self.0.remove(0);
                }
                let none = || Selection::new(rows, false);
                (condition.clone(), Searched { rows: none(), searched: none() })
            }
        };
        &mut self.0.push_mut(entry).1
    }

    /// Bytes on the heap.
    pub fn size(&self) -> usize {
        self.0.iter().map(|(_, known)| (known.rows.words().len() + known.searched.words().len()) * 8).sum()
    }
}
