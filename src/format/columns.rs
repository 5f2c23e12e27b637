//! The columns of tables that hold CloudTrail events, whoever wrote them, and what becomes of their values.

use super::rebuilt::Rebuilt;
use crate::record::fidelity::Fidelity;

/// What stands in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holds {
    /// Text.
    Text,
    /// `true` or `false`, in any case.
    Bool,
    /// An account's number.
    Account,
    /// JSON, where it is well formed; text otherwise.
    Json,
}

/// The columns that are known: name in lower case without blanks and hyphens, path in the record, what it holds.
///
/// Names: Event history's CSV; Athena's table for CloudTrail and event data stores of CloudTrail Lake, whose columns are
/// the record's fields.
const KNOWN: &[(&str, &str, Holds)] = &[
    ("username", "userIdentity.userName", Holds::Text),
    ("awsaccesskey", "userIdentity.accessKeyId", Holds::Text),
    ("eventversion", "eventVersion", Holds::Text),
    ("eventtime", "eventTime", Holds::Text),
    ("eventsource", "eventSource", Holds::Text),
    ("eventname", "eventName", Holds::Text),
    ("awsregion", "awsRegion", Holds::Text),
    ("sourceipaddress", "sourceIPAddress", Holds::Text),
    ("useragent", "userAgent", Holds::Text),
    ("errorcode", "errorCode", Holds::Text),
    ("errormessage", "errorMessage", Holds::Text),
    ("resources", "resources", Holds::Json),
    ("requestid", "requestID", Holds::Text),
    ("eventid", "eventID", Holds::Text),
    ("readonly", "readOnly", Holds::Bool),
    ("eventtype", "eventType", Holds::Text),
    ("recipientaccountid", "recipientAccountId", Holds::Account),
    ("eventcategory", "eventCategory", Holds::Text),
];

/// A column of a table.
pub(super) struct Column {
    path: String,
    holds: Holds,
}

/// A name without what different writers put in: case, blanks, hyphens, underscores.
fn plain(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, ' ' | '-' | '_')).flat_map(char::to_lowercase).collect()
}

/// The columns under these headings.
pub(super) fn of(headings: &[String]) -> Vec<Column> {
    let mut columns: Vec<Column> = Vec::new();
    for (n, heading) in headings.iter().enumerate() {
        let name = plain(heading);
        let (path, holds) = match KNOWN.iter().find(|(known, ..)| *known == name) {
            Some((_, path, holds)) => ((*path).to_owned(), *holds),
            None => (heading.clone(), Holds::Text),
        };
        // What has no heading, or that of another column, is kept too.
        let taken = path.is_empty() || columns.iter().any(|column| column.path == path);
        columns.push(match taken {
            true => Column { path: format!("column {}", n + 1), holds: Holds::Text },
            false => Column { path, holds },
        });
    }
    columns
}

/// What was made of a row.
pub(super) struct RowRecord {
    /// The record's text; `None` for a row without values.
    pub record: Option<String>,
    /// A number of an account that has lost digits.
    pub mangled: Option<String>,
}

/// Makes a record of a row.
pub(super) fn record<'v>(columns: &[Column], values: impl Iterator<Item = &'v str>) -> RowRecord {
    let mut made = Rebuilt::default();
    let mut mangled = None;
    let mut any = false;
    for (Column { path, holds }, value) in columns.iter().zip(values) {
        let value = value.trim();
        any |= !value.is_empty();
        match holds {
            Holds::Bool if value.eq_ignore_ascii_case("true") => made.json(path, "true"),
            Holds::Bool if value.eq_ignore_ascii_case("false") => made.json(path, "false"),
            Holds::Json => made.block(path, value),
            Holds::Text | Holds::Bool | Holds::Account => made.text(path, value),
        };
        if *holds == Holds::Account && is_mangled(value) {
            mangled = Some(value.to_owned());
        }
    }
    RowRecord { record: any.then(|| made.record(Fidelity::SummaryOnly)), mangled }
}

/// Whether a spreadsheet has taken an account for a number: `5.28758E+11`, or fewer than twelve digits.
fn is_mangled(account: &str) -> bool {
    let number = account.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b',' | b'E' | b'e' | b'+'));
    !account.is_empty() && number && !(account.len() == 12 && account.bytes().all(|b| b.is_ascii_digit()))
}
