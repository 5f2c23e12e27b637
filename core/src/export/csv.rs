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

    /// The whole.
    pub fn finish(self) -> String {
        self.text
    }
}

/// Writes a cell. What a spreadsheet would take for a formula gets an apostrophe before it (OWASP, “CSV Injection”);
/// numbers are numbers.
fn cell(value: &str, out: &mut String) {
    let number = value.strip_prefix('-').unwrap_or(value);
    let number = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let formula = !number && value.starts_with(['=', '+', '-', '@', '\t', '\r']);
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
            "\u{feff}a,b\r\n\"x,y\",\"say \"\"hi\"\"\nthere\"\r\n'=cmd|' /C calc'!A0,'+1+1\r\n-2,'-2+3\r\n'@x,\"'\t=1\"\r\n'-,\r\n"
        );
    }
}
