//! How often the values of two columns occur together.

use serde::{Deserialize, Serialize};

use super::facet::counts;
use super::lead::lead;
use crate::query::Selection;
use crate::store::{ColumnId, Store};

/// Counts of pairs, for the most frequent values of either column.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cross {
    /// Values of the one column, most frequent first, ties by value.
    pub rows: Vec<String>,
    /// Values of the other column, likewise.
    pub columns: Vec<String>,
    /// For each row a count for each column.
    pub counts: Vec<Vec<u32>>,
    /// Selected events that have a value in both columns, but not one of these.
    pub rest: u32,
}

/// Counts the selected rows by the `most` most frequent values of each column; rows without value are left out.
pub fn cross(store: &Store, selection: &Selection, of: [ColumnId; 2], most: [usize; 2]) -> Cross {
    let [Some((row_names, row_codes)), Some((column_names, column_codes))] = of.map(|id| store.column(id))
    else {
        return Cross::default();
    };
    let frequent = |id, names: &crate::store::dictionary::Dictionary, most: usize| {
        let present = (0..).zip(counts(store, selection, id)).skip(1).filter(|(_, count)| *count > 0);
        let mut found: Vec<((&str, u32), u32)> =
            present.map(|(code, count)| ((names.get(code), code), count)).collect();
        lead(&mut found, most);
        // For each code its place among the frequent ones.
        let mut places = vec![None; names.len()];
        for (place, ((_, code), _)) in found.iter().enumerate() {
            places[*code as usize] = Some(place);
        }
        let names: Vec<String> = found.iter().map(|((name, _), _)| (*name).to_owned()).collect();
        (names, places)
    };
    let (rows, row_of) = frequent(of[0], row_names, most[0]);
    let (columns, column_of) = frequent(of[1], column_names, most[1]);
    let mut found = Cross { counts: vec![vec![0; columns.len()]; rows.len()], rows, columns, rest: 0 };
    for row in selection.iter() {
        let (a, b) = (row_codes.get(row), column_codes.get(row));
        match (row_of[a as usize], column_of[b as usize]) {
            (Some(a), Some(b)) => found.counts[a][b] += 1,
            _ if a != 0 && b != 0 => found.rest += 1,
            _ => {}
        }
    }
    found
}
