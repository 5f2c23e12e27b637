//! What EMR's operations are: one row each in `operations.tsv`, read once.
//!
//! A newcomer adds an operation by adding a row there; nothing here changes.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::LazyLock;

/// Event sources that are EMR itself, whatever their operations are called.
pub const EMR_SOURCES: [&str; 4] = [
    "elasticmapreduce.amazonaws.com",
    "emr-containers.amazonaws.com",
    "emr-serverless.amazonaws.com",
    "emrwal.amazonaws.com",
];

/// Every category an operation can have, in the order charts and legends show them.
pub const CATEGORIES: [&str; 14] = [
    "launch",
    "terminate",
    "steps & jobs",
    "sessions",
    "instances & scaling",
    "security & access",
    "configuration",
    "studio & notebooks",
    "monitoring & UI",
    "write-ahead log",
    "tags",
    "read",
    "related",
    STATE_CHANGES,
];

/// The category of what EMR reports by EventBridge, which is no operation.
pub const STATE_CHANGES: &str = "state changes";

/// The access level that the AWS Service Authorization Reference gives an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Access {
    /// Reads one resource.
    Read,
    /// Lists resources.
    List,
    /// Changes something.
    Write,
    /// Changes tags only.
    Tagging,
    /// Changes who may do what.
    PermissionsManagement,
    /// No reference states a level (console-only operations and data events).
    Unstated,
}

impl Access {
    /// The word the table and the reference use; `-` for [`Access::Unstated`].
    pub const fn word(self) -> &'static str {
        match self {
            Self::Read => "Read",
            Self::List => "List",
            Self::Write => "Write",
            Self::Tagging => "Tagging",
            Self::PermissionsManagement => "Permissions management",
            Self::Unstated => "-",
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        [Self::Read, Self::List, Self::Write, Self::Tagging, Self::PermissionsManagement, Self::Unstated]
            .into_iter()
            .find(|access| access.word() == word)
    }
}

/// Which part of a resource's life an operation belongs to, in the order in which a story shows them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Phase {
    /// Groundwork in the account: roles, security configurations.
    Prepared,
    /// The resource is asked for.
    Opened,
    /// A setting, a size, a tag changes.
    Changed,
    /// Work is handed in or taken back.
    Work,
    /// A user interface is opened, or credentials are taken.
    Access,
    /// It is only read.
    LookedAt,
    /// Its end is asked for.
    Closing,
    /// Another service takes part.
    Context,
    /// EMR itself reports a state, by EventBridge and not by CloudTrail. No operation is of this phase.
    Told,
}

impl Phase {
    /// All, in order.
    pub const ALL: [Phase; 9] = [
        Phase::Prepared,
        Phase::Opened,
        Phase::Changed,
        Phase::Work,
        Phase::Access,
        Phase::LookedAt,
        Phase::Closing,
        Phase::Context,
        Phase::Told,
    ];

    /// The word that the table and the screen use.
    pub const fn word(self) -> &'static str {
        match self {
            Phase::Prepared => "prepared",
            Phase::Opened => "opened",
            Phase::Changed => "changed",
            Phase::Work => "work",
            Phase::Access => "access",
            Phase::LookedAt => "looked at",
            Phase::Closing => "closing",
            Phase::Context => "context",
            Phase::Told => "told by EMR",
        }
    }

    fn from_word(word: &str) -> Option<Phase> {
        Phase::ALL.into_iter().find(|phase| phase.word() == word)
    }
}

/// One operation, as the table describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation {
    /// `eventSource`.
    pub source: &'static str,
    /// `eventName`.
    pub event: &'static str,
    /// The service in words: "EMR on EC2", "EMR Serverless" …
    pub service: &'static str,
    /// The access level.
    pub access: Access,
    /// Named like a read, but hands out credentials or a link into a user interface.
    pub acts_as_write: bool,
    /// One of [`CATEGORIES`].
    pub category: &'static str,
    /// What it acts on: "cluster", "step", "application" …
    pub kind: &'static str,
    /// Where ids and ARNs stand in `requestParameters`; `[]` after a list. What belongs to another resource stands
    /// after it.
    pub request_paths: Vec<&'static str>,
    /// Where ids and ARNs stand in `responseElements`.
    pub response_paths: Vec<&'static str>,
    /// Where names stand, of either.
    pub name_paths: Vec<&'static str>,
    /// Where roles stand in `requestParameters` that are handed over.
    pub role_paths: Vec<&'static str>,
    /// Which part of a resource's life it belongs to.
    pub phase: Phase,
    /// How much it tells an auditor: `high`, `med`, `low` or `info`.
    pub interest: &'static str,
    /// What it does: “added”.
    pub past: &'static str,
    /// The same in its plain form: “add”.
    pub plain: &'static str,
    /// The rest of the sentence, with placeholders (`emr/sentence.rs`).
    pub what: &'static str,
    /// What to think of when it is seen; empty for nothing in particular.
    pub risk: &'static str,
    /// An operation of another service that belongs to a cluster's story.
    pub related: bool,
    /// Part of the public API; otherwise permission only, console only, or a data event.
    pub public: bool,
}

const TABLE: &str = include_str!("operations.tsv");
const SERVICES: &str = include_str!("services.tsv");
const NONE: &str = "-";

/// How much an operation tells an auditor, most first.
pub const INTEREST: [&str; 4] = ["high", "med", "low", "info"];

static OPERATIONS: LazyLock<Vec<Operation>> = LazyLock::new(|| rows().filter_map(parse).collect());

// Keyed by both names: `StartJobRun`, `TagResource` … exist in several of the services.
static BY_NAME: LazyLock<HashMap<(&'static str, &'static str), usize, BuildHasherDefault<Words>>> =
    LazyLock::new(|| operations().iter().enumerate().map(|(at, op)| ((op.source, op.event), at)).collect());

/// A hash for a table that nobody fills but us, asked for each event that has to do with EMR: eight bytes at a time.
#[derive(Default)]
struct Words(u64);

impl Hasher for Words {
    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks();
        let rest = rest.iter().fold(0, |word, &byte| word << 8 | u64::from(byte));
        for word in words.iter().map(|word| u64::from_le_bytes(*word)).chain([rest]) {
            self.0 = (self.0.rotate_left(23) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        }
    }

    fn finish(&self) -> u64 {
        // The table looks at the lowest bits and at the highest, and products have their best in the middle.
        self.0 ^ self.0 >> 32
    }
}

/// The whole table, in its own order.
pub fn operations() -> &'static [Operation] {
    &OPERATIONS
}

/// The operation with this `eventSource` and `eventName`, if the table knows it.
pub fn find(source: &str, event: &str) -> Option<&'static Operation> {
    operations().get(place(source, event)?)
}

/// The place of an operation in the table.
pub fn place(source: &str, event: &str) -> Option<usize> {
    BY_NAME.get(&(source, event)).copied()
}

impl Operation {
    /// Where AWS documents it; empty where nothing public does. Only shown: the page makes no request.
    pub fn reference(&self) -> String {
        let row = SERVICES.lines().find_map(|line| line.strip_prefix(self.source)?.strip_prefix('\t'));
        let Some((page, all)) = row.and_then(|row| row.split_once('\t')) else { return String::new() };
        // The public API and everything of other services has a page for each operation.
        match if (self.public || self.related) && page != NONE { page } else { all } {
            NONE => String::new(),
            address => address.replace('*', self.event),
        }
    }
}

/// A category for an operation that the table does not know, guessed from its verb.
///
/// Always one of [`CATEGORIES`]; what no verb explains is "configuration", the least telling of them.
pub fn category_by_verb(event: &str) -> &'static str {
    // The first verb that fits wins, so longer ones stand before their own beginnings.
    const VERBS: [(&str, &str); 29] = [
        ("Describe", "read"),
        ("List", "read"),
        ("Get", "read"),
        ("View", "read"),
        ("Search", "read"),
        ("BatchGet", "read"),
        ("Verify", "read"),
        ("TagResource", "tags"),
        ("UntagResource", "tags"),
        ("AddTags", "tags"),
        ("RemoveTags", "tags"),
        ("StartJobRun", "steps & jobs"),
        ("Cancel", "steps & jobs"),
        ("Submit", "steps & jobs"),
        ("StartSession", "sessions"),
        ("TerminateSession", "sessions"),
        ("Run", "launch"),
        ("Launch", "launch"),
        ("Start", "launch"),
        ("Terminate", "terminate"),
        ("Delete", "terminate"),
        ("Stop", "terminate"),
        ("Resize", "instances & scaling"),
        ("Scale", "instances & scaling"),
        ("Export", "read"),
        ("Grant", "security & access"),
        ("Revoke", "security & access"),
        ("Authorize", "security & access"),
        ("Assume", "security & access"),
    ];
    VERBS.iter().find(|(verb, _)| event.starts_with(verb)).map_or("configuration", |(_, category)| category)
}

/// The data rows: without comments and without the header.
fn rows() -> impl Iterator<Item = &'static str> {
    TABLE.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).skip(1)
}

/// A row that does not fit gives `None` and is left out: a broken table must not stop the page.
/// A test holds every row to this.
fn parse(row: &'static str) -> Option<Operation> {
    let mut cells = row.split('\t');
    let mut plain = "";
    let operation = Operation {
        source: cells.next()?,
        event: cells.next()?,
        service: cells.next()?,
        access: Access::from_word(cells.next()?)?,
        acts_as_write: yes(cells.next()?)?,
        category: cells.next().and_then(|name| CATEGORIES.into_iter().find(|known| *known == name))?,
        kind: cells.next()?,
        request_paths: paths(cells.next()?),
        response_paths: paths(cells.next()?),
        name_paths: paths(cells.next()?),
        role_paths: paths(cells.next()?),
        phase: Phase::from_word(cells.next()?)?,
        interest: cells.next().and_then(|word| INTEREST.into_iter().find(|known| *known == word))?,
        past: verb(cells.next()?, &mut plain)?,
        plain,
        what: cells.next()?,
        risk: cells.next().map(|risk| if risk == NONE { "" } else { risk })?,
        related: yes(cells.next()?)?,
        public: yes(cells.next()?)?,
    };
    cells.next().is_none().then_some(operation)
}

/// `added/add`: the past form; the plain one goes to the side.
fn verb(cell: &'static str, plain_form: &mut &'static str) -> Option<&'static str> {
    let (past, plain) = cell.split_once('/')?;
    *plain_form = plain;
    Some(past)
}

fn yes(word: &str) -> Option<bool> {
    match word {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    }
}

fn paths(cell: &'static str) -> Vec<&'static str> {
    if cell == NONE { Vec::new() } else { cell.split(';').collect() }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_row_is_read() {
        for row in rows() {
            assert!(parse(row).is_some(), "malformed row: {row}");
        }
        assert_eq!(operations().len(), rows().count());
        assert!(operations().len() > 250);
    }

    #[test]
    fn every_row_is_sane() {
        let mut keys = HashSet::new();
        for op in operations() {
            let name = format!("{}/{}", op.source, op.event);
            assert!(keys.insert((op.source, op.event)), "{name} twice");
            assert!(op.source.ends_with(".amazonaws.com"), "{name}");
            assert!(op.event.chars().all(|c| c.is_ascii_alphanumeric()), "{name}");
            assert!(op.event.starts_with(|c: char| c.is_ascii_uppercase()), "{name}");
            assert!(!op.service.is_empty() && !op.kind.is_empty(), "{name}");
            assert_eq!(op.related, !EMR_SOURCES.contains(&op.source), "{name}");
            assert_eq!(op.related, op.category == "related", "{name}");
            assert!(!op.acts_as_write || op.event.starts_with("Get"), "{name}");
            assert!(!op.past.is_empty() && !op.plain.is_empty() && !op.what.is_empty(), "{name}");
            assert_eq!(op.related, op.phase == Phase::Context, "{name}");
            assert!(!op.acts_as_write || op.phase == Phase::Access, "{name}");
            assert!(op.category != "read" || op.phase == Phase::LookedAt, "{name}");
            assert!(op.risk.is_empty() || op.risk.ends_with('.'), "{name}");
            assert!(
                op.interest != "high" || !op.risk.is_empty(),
                "{name} is of interest, and nothing is said"
            );
            assert!(!op.public || op.reference().ends_with(&format!("API_{}.html", op.event)), "{name}");
            let all = [&op.request_paths, &op.response_paths, &op.name_paths, &op.role_paths];
            for path in all.into_iter().flatten() {
                let well_formed = path.split('.').all(|part| {
                    let key = part.strip_suffix("[]").unwrap_or(part);
                    !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric())
                });
                assert!(well_formed, "{name}: {path}");
            }
        }
        for category in CATEGORIES.into_iter().filter(|&category| category != STATE_CHANGES) {
            assert!(operations().iter().any(|op| op.category == category), "{category} is empty");
        }
    }

    #[test]
    fn the_public_api_is_whole() {
        let public = |source| operations().iter().filter(|op| op.public && op.source == source).count();
        assert_eq!(EMR_SOURCES.map(public), [65, 25, 22, 0]);
    }

    /// Counts by service, against those of the service models and the reference.
    #[test]
    fn the_services_are_whole() {
        let mut counts = std::collections::BTreeMap::new();
        operations().iter().for_each(|op| *counts.entry(op.service).or_insert(0) += 1);
        let of = |service| counts.get(service).copied().unwrap_or(0);
        assert_eq!(
            ["EMR on EC2", "EMR on EKS", "EMR Serverless", "EMR WAL"].map(of),
            [159, 26, 28, 14],
            "{counts:?}"
        );
        for op in operations() {
            let listed = SERVICES.lines().any(|line| line.starts_with(&format!("{}\t", op.source)));
            assert!(listed, "{} is not in services.tsv", op.source);
        }
        assert_eq!(
            find("emrwal.amazonaws.com", "TrimWAL").unwrap().reference(),
            "https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-emrwal.html"
        );
    }

    #[test]
    fn look_ups() {
        let run = find("elasticmapreduce.amazonaws.com", "RunJobFlow").unwrap();
        assert_eq!((run.category, run.access, run.kind), ("launch", Access::Write, "cluster"));
        assert!(run.response_paths.contains(&"jobFlowId"));
        let credentials = find("elasticmapreduce.amazonaws.com", "GetClusterSessionCredentials").unwrap();
        assert!(credentials.acts_as_write);
        assert!(find("iam.amazonaws.com", "CreateRole").unwrap().related);
        assert!(find("emr-serverless.amazonaws.com", "RunJobFlow").is_none());
        assert!(find("", "").is_none());
    }

    #[test]
    fn unknown_operations_get_a_known_category() {
        assert_eq!(category_by_verb("DescribeSomethingNew"), "read");
        assert_eq!(category_by_verb("TerminateEverything"), "terminate");
        assert_eq!(category_by_verb("TerminateSessions"), "sessions");
        assert_eq!(category_by_verb("DeleteNovelty"), "terminate");
        assert_eq!(category_by_verb("StopNovelty"), "terminate");
        assert_eq!(category_by_verb("StartNovelty"), "launch");
        assert_eq!(category_by_verb("CancelNovelty"), "steps & jobs");
        assert_eq!(category_by_verb("PutNovelty"), "configuration");
        for event in ["", "X", "RunThing", "GrantThing", "Attach", "Frobnicate"] {
            assert!(CATEGORIES.contains(&category_by_verb(event)));
        }
    }
}
