//! The columns of tables that hold CloudTrail events, whoever wrote them, and what becomes of their values.

use super::hive::{self, Shape};
use super::rebuilt::Rebuilt;
use crate::problem::ProblemId;
use crate::record::fidelity::Fidelity;

/// What stands in a column.
#[derive(Clone, Copy, Debug)]
pub(super) enum Holds {
    /// Text.
    Text,
    /// `true` or `false`, in any case.
    Bool,
    /// An account's number.
    Account,
    /// JSON, where it is well formed; text otherwise.
    Json,
    /// JSON, or Hive's text of this shape; text otherwise.
    Nested(&'static Shape),
    /// The record itself as JSON.
    Record,
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
    ("resources", "resources", Holds::Nested(&hive::RESOURCES)),
    ("requestid", "requestID", Holds::Text),
    ("eventid", "eventID", Holds::Text),
    ("readonly", "readOnly", Holds::Bool),
    ("eventtype", "eventType", Holds::Text),
    ("recipientaccountid", "recipientAccountId", Holds::Account),
    ("eventcategory", "eventCategory", Holds::Text),
    ("eventjson", "eventJson", Holds::Record),
    ("@message", "@message", Holds::Record),
    ("useridentity", "userIdentity", Holds::Nested(&hive::USER_IDENTITY)),
    ("requestparameters", "requestParameters", Holds::Nested(&hive::PARAMETERS)),
    ("responseelements", "responseElements", Holds::Nested(&hive::PARAMETERS)),
    ("additionaleventdata", "additionalEventData", Holds::Nested(&hive::PARAMETERS)),
    ("serviceeventdetails", "serviceEventDetails", Holds::Nested(&hive::PARAMETERS)),
    ("insightdetails", "insightDetails", Holds::Nested(&hive::PARAMETERS)),
    ("edgedevicedetails", "edgeDeviceDetails", Holds::Json),
    ("eventcontext", "eventContext", Holds::Nested(&hive::PARAMETERS)),
    ("tlsdetails", "tlsDetails", Holds::Nested(&hive::TLS_DETAILS)),
    ("addendum", "addendum", Holds::Nested(&hive::ADDENDUM)),
    ("apiversion", "apiVersion", Holds::Text),
    ("managementevent", "managementEvent", Holds::Bool),
    ("sharedeventid", "sharedEventID", Holds::Text),
    ("vpcendpointid", "vpcEndpointId", Holds::Text),
    ("vpcendpointaccountid", "vpcEndpointAccountId", Holds::Account),
    ("sessioncredentialfromconsole", "sessionCredentialFromConsole", Holds::Text),
];

/// A column of a table.
pub(super) struct Column {
    path: String,
    holds: Holds,
}

/// A name without what different writers put in: case, blanks, hyphens, underscores.
pub(super) fn plain(name: &str) -> String {
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

/// What a row is.
pub(super) enum Row {
    /// A row without values.
    Empty,
    /// The record itself stands in it.
    Quoted(String),
    /// A record was made of it.
    Made(String),
}

/// The record of a row. `odd` is told what is not as it should be, and what stands there.
pub(super) fn record<'v>(
    columns: &[Column],
    values: impl Iterator<Item = &'v str> + Clone,
    odd: &mut dyn FnMut(ProblemId, &str),
) -> Row {
    let cells = columns.iter().zip(values).map(|(column, value)| (column, value.trim()));
    let mut whole = cells.clone().filter(|(column, _)| matches!(column.holds, Holds::Record));
    if let Some((_, record)) = whole.find(|(_, value)| !value.is_empty()) {
        return Row::Quoted(record.to_owned());
    }
    let mut made = Rebuilt::default();
    let mut any = false;
    for (Column { path, holds }, value) in cells.filter(|(_, value)| !value.is_empty()) {
        any = true;
        match holds {
            Holds::Bool if value.eq_ignore_ascii_case("true") => made.json(path, "true"),
            Holds::Bool if value.eq_ignore_ascii_case("false") => made.json(path, "false"),
            Holds::Nested(shape) => match hive::json(value, shape) {
                _ if value == "null" => &mut made,
                Some(json) => made.json(path, &json),
                None => {
                    let json = serde_json::from_str::<&serde_json::value::RawValue>(value).is_ok();
                    if value.starts_with(['{', '[']) && !json {
                        odd(ProblemId::UnreadableValue, value);
                    }
                    made.block(path, value)
                }
            },
            Holds::Json => made.block(path, value),
            Holds::Text | Holds::Bool | Holds::Account | Holds::Record => made.text(path, value),
        };
        if matches!(holds, Holds::Account) && is_mangled(value) {
            odd(ProblemId::MangledAccount, value);
        }
    }
    if !any {
        return Row::Empty;
    }
    let (fidelity, problem) = match columns.iter().any(Column::has_parameters) {
        true => (Fidelity::Lossy, ProblemId::Rebuilt),
        false => (Fidelity::SummaryOnly, ProblemId::SummaryOnly),
    };
    odd(problem, "");
    Row::Made(made.record(fidelity))
}

impl Column {
    /// Whether what was asked for or answered stands in it, or a part of that.
    fn has_parameters(&self) -> bool {
        let block = self.path.split('.').next().unwrap_or_default();
        matches!(block, "requestParameters" | "responseElements")
    }
}

/// Whether a spreadsheet has taken an account for a number: `5.28758E+11`, or fewer than twelve digits.
fn is_mangled(account: &str) -> bool {
    let number = account.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b',' | b'E' | b'e' | b'+'));
    !account.is_empty() && number && !(account.len() == 12 && account.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(cells: &[(&str, &str)]) -> (String, Vec<ProblemId>) {
        let headings: Vec<String> = cells.iter().map(|(heading, _)| (*heading).to_owned()).collect();
        let mut problems = Vec::new();
        let values = cells.iter().map(|(_, value)| *value);
        match record(&of(&headings), values, &mut |problem, _| problems.push(problem)) {
            Row::Empty => (String::new(), problems),
            Row::Quoted(text) | Row::Made(text) => (text, problems),
        }
    }

    #[test]
    fn columns_become_fields() {
        let (text, problems) = made(&[
            ("eventname", "RunJobFlow"),
            ("Source_IP-address", " 192.0.2.1 "),
            ("useridentity", "{type=Root, sessioncontext={attributes={mfaauthenticated=true}}}"),
            ("requestparameters", r#"{"name":"x","n":12345678901234567890}"#),
            ("responseelements", "null"),
            ("additionaleventdata", "{a=b}"),
            ("resources", "[{arn=arn:aws:s3:::b/a, b, type=AWS::S3::Object}]"),
            ("tlsdetails", "{tlsversion=TLSv1.3}"),
            ("readonly", "FALSE"),
            ("recipientaccountid", "111122223333"),
            ("day", "2026/09/01"),
            ("", "no heading"),
            ("Event name", "another of the same name"),
        ]);
        assert_eq!(
            text,
            r#"{"eventName":"RunJobFlow","sourceIPAddress":"192.0.2.1","userIdentity":{"type":"Root","sessionContext":{"attributes":{"mfaAuthenticated":"true"}}},"requestParameters":{"name":"x","n":12345678901234567890},"additionalEventData":{"a":"b"},"resources":[{"ARN":"arn:aws:s3:::b/a, b","type":"AWS::S3::Object"}],"tlsDetails":{"tlsVersion":"TLSv1.3"},"readOnly":false,"recipientAccountId":"111122223333","day":"2026/09/01","column 12":"no heading","column 13":"another of the same name","trailglassFidelity":"lossy"}"#
        );
        assert_eq!(problems, [ProblemId::Rebuilt]);
    }

    #[test]
    fn what_is_odd_is_kept_and_told() {
        let (text, problems) = made(&[
            ("Recipient Account Id", "5.28758E+11"),
            ("useridentity", "{type=Root"),
            ("readonly", "WAHR"),
        ]);
        assert_eq!(
            text,
            r#"{"recipientAccountId":"5.28758E+11","userIdentity":"{type=Root","readOnly":"WAHR","trailglassFidelity":"summary only"}"#
        );
        assert_eq!(problems, [ProblemId::MangledAccount, ProblemId::UnreadableValue, ProblemId::SummaryOnly]);
        for account in ["111122223333", "YOUR_ACCOUNT_ID", "653XXXXXXXXX", ""] {
            assert!(!is_mangled(account), "{account}");
        }
        for account in ["12345678901", "5,28758E+11", "1.11122E+11", "1E+11"] {
            assert!(is_mangled(account), "{account}");
        }
    }

    #[test]
    fn a_record_that_is_there_is_taken_alone() {
        assert_eq!(made(&[("eventname", "a"), ("eventJson", "{}")]), ("{}".to_owned(), vec![]));
        assert_eq!(made(&[("eventname", ""), ("eventJson", "")]), (String::new(), vec![]));
    }
}
