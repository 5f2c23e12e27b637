//! CSV that spreadsheets and scripts read alike: RFC 4180, UTF-8 with a byte order mark, and no cell that a spreadsheet
//! would run as a formula.

/// Rows of cells as text.
#[derive(Clone, Debug)]
pub struct Csv {
    text: String,
}

impl Csv {
    /// Starts with the headings.
    pub fn new<'a>(headings: impl IntoIterator<Item = &'a str>) -> Self {
        // Without the mark Excel takes UTF-8 for something else.
        let mut csv = Csv { text: "\u{feff}".to_owned() };
        csv.row(headings);
        csv
    }

    /// Adds a row.
    pub fn row<T: AsRef<str>>(&mut self, cells: impl IntoIterator<Item = T>) {
        for (n, value) in cells.into_iter().enumerate() {
            if n > 0 {
                self.text.push(',');
            }
            cell(value.as_ref(), &mut self.text);
        }
        self.text.push_str("\r\n");
    }

    /// Bytes written and not taken.
    pub fn len(&self) -> usize {
        self.text.len()
    }

    /// Whether nothing is there to be taken.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// What was written since it was last asked, for a table that is longer than memory should hold.
    pub fn take(&mut self) -> String {
        std::mem::take(&mut self.text)
    }

    /// The whole.
    pub fn finish(self) -> String {
        self.text
    }
}

/// What a spreadsheet takes for the beginning of a formula, in some the wide forms too (OWASP, “CSV Injection”).
pub const FORMULA: [char; 10] =
    ['=', '+', '-', '@', '\t', '\r', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'];

/// Writes a cell. One that a spreadsheet would take for a formula gets an apostrophe before it.
fn cell(value: &str, out: &mut String) {
    let formula = value.starts_with(FORMULA);
    let value: std::borrow::Cow<str> = if formula { format!("'{value}").into() } else { value.into() };
    if value.contains([',', '"', '\r', '\n', '\t', ';']) {
        out.push('"');
        out.push_str(&value.replace('"', "\"\""));
        out.push('"');
    } else {
        out.push_str(&value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Cells of CSV, by somebody else's reader.
    fn read(text: &str) -> Vec<Vec<String>> {
        let mut reader = csv_core::Reader::new();
        let (mut rows, mut input) = (Vec::new(), text.as_bytes());
        let (mut out, mut ends) = (vec![0; text.len() + 16], [0; 64]);
        loop {
            let (result, used, _, count) = reader.read_record(input, &mut out, &mut ends);
            input = &input[used..];
            match result {
                csv_core::ReadRecordResult::Record => {
                    let starts = std::iter::once(0).chain(ends.iter().copied());
                    let cells = starts.zip(ends.iter().copied()).take(count);
                    let cells = cells.map(|(from, to)| String::from_utf8(out[from..to].to_vec()).unwrap());
                    rows.push(cells.collect());
                }
                csv_core::ReadRecordResult::End => return rows,
                csv_core::ReadRecordResult::InputEmpty => {}
                other => panic!("{other:?}"),
            }
        }
    }

    proptest! {
        #[test]
        fn no_cell_is_a_formula_and_every_cell_comes_back(
            rows in prop::collection::vec(prop::collection::vec("[=+@\t\r\n\"',;a0＝-]{0,6}|\\PC{0,8}", 2..5), 1..6),
        ) {
            let mut csv = Csv::new(["a"; 4]);
            rows.iter().for_each(|row| csv.row(row));
            let text = csv.finish();
            let back = read(text.trim_start_matches('\u{feff}'));
            prop_assert_eq!(back.len(), rows.len() + 1);
            for (row, back) in rows.iter().zip(&back[1..]) {
                prop_assert_eq!(row.len(), back.len());
                for (cell, back) in row.iter().zip(back) {
                    prop_assert!(!back.starts_with(['=', '+', '-', '@', '\t', '\r']));
                    prop_assert!(back == cell || back.strip_prefix('\'') == Some(cell));
                }
            }
        }
    }

    #[test]
    fn cells_are_quoted_and_formulas_are_text() {
        let mut csv = Csv::new(["a", "b"]);
        csv.row(["x,y", "say \"hi\"\nthere"]);
        csv.row(["=cmd|' /C calc'!A0", "+1+1"]);
        csv.row(["-2", "-2+3"]);
        csv.row(["@x", "\t=1"]);
        csv.row(["-", ""]);
        let text = csv.finish();
        assert_eq!(
            text,
            "\u{feff}a,b\r\n\"x,y\",\"say \"\"hi\"\"\nthere\"\r\n'=cmd|' /C calc'!A0,'+1+1\r\n'-2,'-2+3\r\n'@x,\"'\t=1\"\r\n'-,\r\n"
        );
    }
}
