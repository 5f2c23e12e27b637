//! Columns that are worked out from other columns of a batch: a value for each combination of codes, not for each row.

use super::columns::{COLUMNS, ColumnId, Of};
use super::dictionary::Dictionary;

/// Combinations that a batch is expected to have at most. Where there are more, each row is worked out for itself.
const COMBINATIONS: usize = 1 << 16;

/// Writes these columns, once all others of the batch are there.
pub(super) fn write(columns: &mut [(Dictionary, Vec<u32>)]) {
    for (place, column) in COLUMNS.iter().enumerate() {
        let Of::Columns(of, value) = column.of else { continue };
        let Some(mine) = made(columns, of, value) else { continue };
        if let Some(column) = columns.get_mut(place) {
            *column = mine;
        }
    }
}

/// A column of what these three hold.
fn made(
    columns: &[(Dictionary, Vec<u32>)],
    of: [ColumnId; 3],
    value: fn([&str; 3]) -> &'static str,
) -> Option<(Dictionary, Vec<u32>)> {
    let column = |id: ColumnId| columns.get(id.0 as usize);
    let [a, b, c] = [column(of[0])?, column(of[1])?, column(of[2])?];
    let mut dictionary = Dictionary::default();
    let mut code = |[x, y, z]: [u32; 3]| dictionary.code(value([a.0.get(x), b.0.get(y), c.0.get(z)]));
    let (wide, deep) = (b.0.len(), c.0.len());
    let combinations = a.0.len().saturating_mul(wide).saturating_mul(deep);
    let mut known = vec![None; if combinations <= COMBINATIONS { combinations } else { 0 }];
    let rows = a.1.iter().zip(&b.1).zip(&c.1);
    let codes = rows.map(|((&x, &y), &z)| {
        let place = (x as usize * wide + y as usize) * deep + z as usize;
        match known.get_mut(place) {
            Some(known) => *known.get_or_insert_with(|| code([x, y, z])),
            None => code([x, y, z]),
        }
    });
    let codes = codes.collect();
    Some((dictionary, codes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_row_has_what_its_own_values_make() {
        let value: fn([&str; 3]) -> &'static str = |[a, b, c]| match (a, b, c) {
            ("1", "x", "") => "one",
            ("2", _, "k") => "two",
            _ => "",
        };
        for others in [2, COMBINATIONS] {
            let mut columns: Vec<(Dictionary, Vec<u32>)> = (0..3).map(|_| Default::default()).collect();
            // Many values that no row has, so that there is no table of all combinations.
            for n in 0..others {
                columns[0].0.code(&format!("other {n}"));
            }
            let rows = [["1", "x", ""], ["2", "", "k"], ["1", "x", "k"], ["", "", ""], ["2", "y", "k"]];
            for row in rows {
                for ((dictionary, codes), value) in columns.iter_mut().zip(row) {
                    codes.push(dictionary.code(value));
                }
            }
            let (dictionary, codes) = made(&columns, [ColumnId(0), ColumnId(1), ColumnId(2)], value).unwrap();
            let values: Vec<&str> = codes.iter().map(|&code| dictionary.get(code)).collect();
            assert_eq!(values, ["one", "two", "", "", "two"]);
        }
    }
}
