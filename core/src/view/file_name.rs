//! What the name of a file says, where it is a name that CloudTrail gives. It is only what the name says: files are
//! renamed, and what a file holds is told by its content.
//!
//! Sources: AWS CloudTrail User Guide, “CloudTrail log file name format” and “CloudTrail digest files”.

use crate::record::time;

/// What a name says; empty where it does not say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileName {
    /// The account, twelve digits.
    pub account: String,
    /// The Region.
    pub region: String,
    /// `CloudTrail`, `CloudTrail-Insight`, `CloudTrail-NetworkActivity`, `CloudTrail-Aggregated`, `CloudTrail-Digest`.
    pub kind: &'static str,
    /// When it was delivered: for a log the minute, for a digest the second. Seconds since 1970.
    pub delivered: Option<i64>,
}

const KINDS: [&str; 5] = [
    "CloudTrail",
    "CloudTrail-Insight",
    "CloudTrail-NetworkActivity",
    "CloudTrail-Aggregated",
    "CloudTrail-Digest",
];

impl FileName {
    /// Reads a path: the name itself (`111122223333_CloudTrail_eu-west-1_20260901T1005Z_…`), and what it leaves open
    /// from the folders above it (`AWSLogs/[o-…/]111122223333/CloudTrail/eu-west-1/2026/09/01/`).
    pub fn of(path: &str) -> FileName {
        let mut segments: Vec<&str> = path.split(['/', '\\']).collect();
        let name = segments.pop().unwrap_or("");
        let mut out = FileName::default();
        let parts: Vec<&str> = name.split('.').next().unwrap_or("").split('_').collect();
        if let [account, kind, region, rest @ ..] = parts.as_slice()
            && is_account(account)
            && let Some(kind) = known_kind(kind)
        {
            out.account = (*account).to_owned();
            out.kind = kind;
            if is_region(region) {
                out.region = (*region).to_owned();
            }
            // A digest's name has the trail and its home Region before the time, and a trail may have underscores.
            out.delivered = rest.iter().find_map(|part| stamp(part));
        }
        if let Some(at) = segments.iter().rposition(|segment| known_kind(segment).is_some()) {
            if out.kind.is_empty() {
                out.kind = known_kind(segments[at]).unwrap_or("");
            }
            if out.account.is_empty()
                && let Some(account) = at.checked_sub(1).and_then(|before| segments.get(before))
                && is_account(account)
            {
                out.account = (*account).to_owned();
            }
            if out.region.is_empty()
                && let Some(region) = segments.get(at + 1).filter(|region| is_region(region))
            {
                out.region = (*region).to_owned();
            }
        }
        out
    }

    /// Whether the name says nothing.
    pub fn is_silent(&self) -> bool {
        *self == FileName::default()
    }
}

fn known_kind(text: &str) -> Option<&'static str> {
    KINDS.into_iter().find(|kind| *kind == text)
}

fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit())
}

/// `eu-west-1`, `us-gov-east-1`.
fn is_region(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [first, middle @ .., last] = parts.as_slice() else { return false };
    let letters = |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase());
    !middle.is_empty()
        && first.len() >= 2
        && letters(first)
        && middle.iter().all(letters)
        && (1..=2).contains(&last.len())
        && last.bytes().all(|b| b.is_ascii_digit())
}

/// `20260901T1005Z` or `20260901T100500Z`.
fn stamp(text: &str) -> Option<i64> {
    let digits = text.strip_suffix('Z')?;
    let (day, clock) = digits.split_once('T')?;
    let all_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if day.len() != 8 || !matches!(clock.len(), 4 | 6) || !all_digits(day) || !all_digits(clock) {
        return None;
    }
    time::parse(&if clock.len() == 4 { format!("{day}T{clock}00Z") } else { text.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(path: &str) -> (String, String, &'static str, String) {
        let name = FileName::of(path);
        (name.account, name.region, name.kind, name.delivered.map_or(String::new(), time::format))
    }

    fn want(
        account: &str,
        region: &str,
        kind: &'static str,
        at: &str,
    ) -> (String, String, &'static str, String) {
        (account.to_owned(), region.to_owned(), kind, at.to_owned())
    }

    #[test]
    fn what_cloudtrail_writes() {
        let log = "111122223333_CloudTrail_eu-west-1_20260901T1005Z_EXAMPLEEXAMPLE00.json.gz";
        assert_eq!(of(log), want("111122223333", "eu-west-1", "CloudTrail", "2026-09-01T10:05:00Z"));
        let digest = "a/111122223333_CloudTrail-Digest_us-gov-east-1_my_trail_us-gov-east-1_20260901T110001Z_backfill.json.gz";
        let wanted = want("111122223333", "us-gov-east-1", "CloudTrail-Digest", "2026-09-01T11:00:01Z");
        assert_eq!(of(digest), wanted);
        let insight = "AWSLogs/111122223333/CloudTrail-Insight/eu-west-1/2026/09/01/renamed.json";
        assert_eq!(of(insight), want("111122223333", "eu-west-1", "CloudTrail-Insight", ""));
        let organisation = "AWSLogs/o-example/111122223333/CloudTrail/eu-west-1/x.gz";
        assert_eq!(of(organisation), want("111122223333", "eu-west-1", "CloudTrail", ""));
    }

    #[test]
    fn other_names_say_nothing() {
        for path in [
            "",
            "event_history.csv",
            "a/b/c.json",
            "1_CloudTrail_x",
            "CloudTrail.json",
            "111122223333_Config_eu-west-1_20260901T1005Z.json",
        ] {
            assert!(FileName::of(path).is_silent(), "{path}");
        }
        assert_eq!(
            of("111122223333_CloudTrail_nowhere_20269901T1005Z_x"),
            want("111122223333", "", "CloudTrail", "")
        );
    }
}
