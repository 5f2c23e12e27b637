//! Which resources a record touches, and how surely: an id in a field that is known to hold one, inside an ARN, or
//! in some text (the message of a refusal has no parameters beside it).

use std::borrow::Cow;
use std::sync::LazyLock;

use memchr::memmem::Finder;
use serde::{Deserialize, Serialize};

use super::operations::Operation;
use crate::json;
use crate::record::{Raw, Record};

/// Kinds of resources that events of EMR name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[repr(u8)]
pub enum Kind {
    /// A cluster of EMR on EC2, `j-…`.
    Cluster,
    /// An application of EMR Serverless.
    Application,
    /// A virtual cluster of EMR on EKS.
    VirtualCluster,
    /// An EMR Studio, `es-…`.
    Studio,
    /// A step of a cluster, `s-…`.
    Step,
    /// A job run of an application or a virtual cluster.
    JobRun,
    /// An interactive session.
    Session,
    /// A managed endpoint of a virtual cluster.
    Endpoint,
    /// A workspace (notebook) of a studio, `e-…`.
    Workspace,
    /// A run of a notebook, `ex-…`.
    NotebookExecution,
    /// An instance group, `ig-…`.
    InstanceGroup,
    /// An instance fleet, `if-…`.
    InstanceFleet,
    /// An EC2 instance, `i-…`.
    Instance,
    /// A persistent application UI.
    PersistentUi,
    /// A security group, `sg-…`.
    SecurityGroup,
    /// A subnet, `subnet-…`.
    Subnet,
    /// A network interface, `eni-…`.
    NetworkInterface,
    /// Anything else that has an id.
    Other,
}

impl Kind {
    /// All, in order of their numbers.
    pub const ALL: [Kind; 18] = [
        Kind::Cluster,
        Kind::Application,
        Kind::VirtualCluster,
        Kind::Studio,
        Kind::Step,
        Kind::JobRun,
        Kind::Session,
        Kind::Endpoint,
        Kind::Workspace,
        Kind::NotebookExecution,
        Kind::InstanceGroup,
        Kind::InstanceFleet,
        Kind::Instance,
        Kind::PersistentUi,
        Kind::SecurityGroup,
        Kind::Subnet,
        Kind::NetworkInterface,
        Kind::Other,
    ];

    /// As a number, for the wire.
    pub const fn number(self) -> u32 {
        self as u32
    }

    /// The kind of a number.
    pub fn of_number(number: u32) -> Option<Kind> {
        Kind::ALL.get(number as usize).copied()
    }

    /// In words, for the screen.
    pub const fn word(self) -> &'static str {
        match self {
            Kind::Cluster => "cluster",
            Kind::Application => "application",
            Kind::VirtualCluster => "virtual cluster",
            Kind::Studio => "studio",
            Kind::Step => "step",
            Kind::JobRun => "job run",
            Kind::Session => "session",
            Kind::Endpoint => "endpoint",
            Kind::Workspace => "workspace",
            Kind::NotebookExecution => "notebook execution",
            Kind::InstanceGroup => "instance group",
            Kind::InstanceFleet => "instance fleet",
            Kind::Instance => "EC2 instance",
            Kind::PersistentUi => "persistent UI",
            Kind::SecurityGroup => "security group",
            Kind::Subnet => "subnet",
            Kind::NetworkInterface => "network interface",
            Kind::Other => "other",
        }
    }

    /// Whether it has a life story of its own.
    pub const fn has_story(self) -> bool {
        matches!(self, Kind::Cluster | Kind::Application | Kind::VirtualCluster | Kind::Studio)
    }
}

/// How surely a record is about a resource, surest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[repr(u8)]
pub enum Strength {
    /// Its id stands in a field that is known to hold one.
    Field,
    /// Its id stands in an ARN.
    Arn,
    /// Its id stands in some text.
    Text,
    /// It was found by what belongs to it: a step, an instance group, an instance.
    Belongs,
    /// Nothing but place and time speak for it.
    Guess,
}

impl Strength {
    /// All, in order of their numbers.
    pub const ALL: [Strength; 5] =
        [Strength::Field, Strength::Arn, Strength::Text, Strength::Belongs, Strength::Guess];

    /// As a number, for the wire.
    pub const fn number(self) -> u32 {
        self as u32
    }

    /// The strength of a number.
    pub fn of_number(number: u32) -> Option<Strength> {
        Strength::ALL.get(number as usize).copied()
    }

    /// In words, for the screen.
    pub const fn word(self) -> &'static str {
        match self {
            Strength::Field => "named in a known field",
            Strength::Arn => "found in an ARN",
            Strength::Text => "found in text",
            Strength::Belongs => "found by what belongs to it",
            Strength::Guess => "a guess by place and time",
        }
    }
}

/// A resource that a record names.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Touched {
    /// What it is.
    pub kind: Kind,
    /// Its id.
    pub id: String,
    /// How surely.
    pub by: Strength,
    /// Whether the answer names it, so that it was made or confirmed by this very call.
    pub answered: bool,
}

/// What the last member of a path holds ids of. `id` and `resourceId` hold what the operation is about.
const KEYS: &[(&str, Kind)] = &[
    ("clusterId", Kind::Cluster),
    ("jobFlowId", Kind::Cluster),
    ("jobFlowIds", Kind::Cluster),
    ("applicationId", Kind::Application),
    ("virtualClusterId", Kind::VirtualCluster),
    ("virtualClusterIdentifier", Kind::VirtualCluster),
    ("studioId", Kind::Studio),
    ("stepId", Kind::Step),
    ("stepIds", Kind::Step),
    ("jobRunId", Kind::JobRun),
    ("sessionId", Kind::Session),
    ("endpointId", Kind::Endpoint),
    ("endpointIdentifier", Kind::Endpoint),
    ("editorId", Kind::Workspace),
    ("workspaceId", Kind::Workspace),
    ("notebookExecutionId", Kind::NotebookExecution),
    ("instanceGroupId", Kind::InstanceGroup),
    ("instanceGroupIds", Kind::InstanceGroup),
    ("instanceFleetId", Kind::InstanceFleet),
    ("instanceId", Kind::Instance),
    ("instanceIds", Kind::Instance),
    ("eC2InstanceIdsToTerminate", Kind::Instance),
    ("persistentAppUIId", Kind::PersistentUi),
    ("profilerId", Kind::PersistentUi),
    ("groupId", Kind::SecurityGroup),
    ("subnetId", Kind::Subnet),
];

/// Prefixes of ids; `s-` and `e-` are too short to be looked for in text.
const PREFIXES: &[(&str, Kind)] = &[
    ("j-", Kind::Cluster),
    ("es-", Kind::Studio),
    ("ex-", Kind::NotebookExecution),
    ("ig-", Kind::InstanceGroup),
    ("if-", Kind::InstanceFleet),
    ("i-", Kind::Instance),
    ("sg-", Kind::SecurityGroup),
    ("subnet-", Kind::Subnet),
    ("eni-", Kind::NetworkInterface),
    ("s-", Kind::Step),
    ("e-", Kind::Workspace),
];

/// Words before an id in the last part of an ARN.
const ARN_WORDS: &[(&str, Kind)] = &[
    ("cluster", Kind::Cluster),
    ("studio", Kind::Studio),
    ("editor", Kind::Workspace),
    ("notebook-execution", Kind::NotebookExecution),
    ("applications", Kind::Application),
    ("virtualclusters", Kind::VirtualCluster),
    ("jobruns", Kind::JobRun),
    ("sessions", Kind::Session),
    ("endpoints", Kind::Endpoint),
    ("jobtemplates", Kind::Other),
    ("securityconfigurations", Kind::Other),
    // Of write-ahead logs.
    ("workspace", Kind::Other),
    ("instance", Kind::Instance),
    ("security-group", Kind::SecurityGroup),
    // Application Auto Scaling: instancegroup/j-…/ig-…
    ("instancegroup", Kind::Cluster),
];

/// The tag by which EMR marks what it makes for a cluster.
const CLUSTER_TAG: &str = "aws:elasticmapreduce:job-flow-id";

/// The kind of an id, by its prefix.
pub fn kind_of_id(id: &str) -> Option<Kind> {
    PREFIXES.iter().find(|(prefix, _)| id.starts_with(prefix)).map(|(_, kind)| *kind)
}

/// The kind of an id that is one by its whole shape: capitals and digits of EMR's, small letters and digits of EC2's.
/// What only begins like one is a name as often as not: `es-indexer`.
pub fn kind_of_whole_id(id: &str) -> Option<Kind> {
    let kind = kind_of_id(id)?;
    let (_, rest) = id.split_once('-')?;
    let of_ec2 = matches!(kind, Kind::Instance | Kind::SecurityGroup | Kind::Subnet | Kind::NetworkInterface);
    let fits = match of_ec2 {
        true => {
            (1..=17).contains(&rest.len())
                && rest.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        }
        false => {
            (8..=30).contains(&rest.len())
                && rest.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
        }
    };
    fits.then_some(kind)
}

/// The kind of what an operation is about, by the table's word.
fn kind_by_word(word: &str) -> Kind {
    let all = [
        Kind::Cluster,
        Kind::Application,
        Kind::VirtualCluster,
        Kind::Studio,
        Kind::Step,
        Kind::JobRun,
        Kind::Session,
        Kind::Endpoint,
        Kind::NotebookExecution,
        Kind::InstanceGroup,
        Kind::InstanceFleet,
        Kind::PersistentUi,
        Kind::NetworkInterface,
    ];
    match word {
        "editor" => Kind::Workspace,
        "instance" => Kind::Instance,
        word => all.into_iter().find(|kind| kind.word() == word).unwrap_or(Kind::Other),
    }
}

/// The resources that a record touches, by the paths of its operation, then by ARNs and by text. Each once, as surely
/// as it is named anywhere; the request's before the answer's.
pub fn touched(record: &Record, operation: Option<&Operation>) -> Vec<Touched> {
    let mut out = Vec::new();
    if let Some(operation) = operation {
        by_paths(record, operation, &mut out);
    }
    texts(record).for_each(|text| in_text(text, &mut out));
    out
}

/// The texts of a record in which resources may be named.
fn texts<'a>(record: &'a Record) -> impl Iterator<Item = &'a str> {
    let blocks = [record.request_parameters, record.response_elements, record.resources];
    blocks.into_iter().filter_map(Raw::get).chain([record.error_message.as_str()])
}

/// Those that a record is about: what is only mentioned in an ARN or in text counts where no field names anything.
pub fn named_most_surely(touched: &[Touched]) -> impl Iterator<Item = &Touched> {
    let by_field = touched.iter().any(|touched| touched.by == Strength::Field);
    touched.iter().filter(move |touched| !by_field || touched.by == Strength::Field)
}

/// The ARN of a resource, where the record has one that ends in its id; empty where it has none.
pub fn arn_of(record: &Record, id: &str) -> String {
    let ends_in_id = |arn: &&str| arn.rsplit(['/', ':']).next() == Some(id);
    texts(record).flat_map(arns).find(ends_in_id).unwrap_or_default().to_owned()
}

/// What a change of state that EMR reported is about; where its report names ids (see `state_change`).
pub fn of_state_change(record: &Record) -> Vec<Touched> {
    let mut out = Vec::new();
    let details = record.service_event_details.get().unwrap_or("");
    for (key, kind) in KEYS {
        json::at_path(details, key, &mut |value| {
            if !value.starts_with(['{', '[']) {
                push(&mut out, *kind, &json::unquote(value), Strength::Field, false);
            }
        });
    }
    // A scaling policy is that of whatever has this id.
    json::at_path(details, "resourceId", &mut |value| {
        let id = json::unquote(value);
        if let Some(kind) = kind_of_whole_id(&id) {
            push(&mut out, kind, &id, Strength::Field, false);
        }
    });
    // EMR on EKS calls the id of what changed just that, and its documented reports are on job runs.
    if record.event_source.as_str() == "aws.emr-containers" {
        let is_run = record.event_name.as_str().contains("Job Run");
        json::at_path(details, "id", &mut |value| {
            let kind = if is_run { Kind::JobRun } else { Kind::Other };
            push(&mut out, kind, &json::unquote(value), Strength::Field, false);
        });
    }
    out
}

fn by_paths(record: &Record, operation: &Operation, out: &mut Vec<Touched>) {
    let sides = [
        (record.request_parameters.get(), &operation.request_paths, false),
        (record.response_elements.get(), &operation.response_paths, true),
    ];
    for (text, paths, answered) in sides {
        let Some(text) = text else { continue };
        for path in paths {
            let key = path.rsplit('.').next().unwrap_or(path).trim_end_matches("[]");
            json::at_path(text, path, &mut |value| {
                if value.starts_with('{') {
                    if let Some(id) = cluster_tag(value) {
                        push(out, Kind::Cluster, &id, Strength::Field, answered);
                    }
                    return;
                }
                // A list at the path holds lists again; there is no id in that.
                if value.starts_with('[') {
                    return;
                }
                let value = json::unquote(value);
                if value.starts_with("arn:") || value.starts_with("instancegroup/") {
                    let before = out.len();
                    in_arn(&value, Strength::Field, answered, out);
                    let seen = |t: &Touched| value.ends_with(&t.id);
                    if out.len() == before && !out.iter().any(seen) {
                        push(out, Kind::Other, &value, Strength::Field, answered);
                    }
                    return;
                }
                let by_key = KEYS.iter().find(|(name, _)| *name == key).map(|(_, kind)| *kind);
                // The console's own operations have ids of YARN applications by the same name.
                let by_key = by_key.filter(|kind| {
                    *kind != Kind::Application || operation.source == "emr-serverless.amazonaws.com"
                });
                let kind =
                    by_key.or_else(|| kind_of_id(&value)).unwrap_or_else(|| kind_by_word(operation.kind));
                push(out, kind, &value, Strength::Field, answered);
            });
        }
    }
}

fn push(out: &mut Vec<Touched>, kind: Kind, id: &str, by: Strength, answered: bool) {
    match out.iter_mut().find(|known| known.id == id) {
        Some(known) => known.answered |= answered,
        None => out.push(Touched { kind, id: id.to_owned(), by, answered }),
    }
}

/// The cluster in `{"key":"aws:elasticmapreduce:job-flow-id","value":"j-…"}`.
fn cluster_tag(object: &str) -> Option<Cow<'_, str>> {
    let member = |wanted: &str| {
        json::entries(object)
            .find(|entry| json::same_key(&json::unquote(entry.key), wanted))
            .map(|entry| json::unquote(entry.value))
    };
    if member("key")? == CLUSTER_TAG { member("value") } else { None }
}

/// The resources in the last part of an ARN: `cluster/j-…`, `/applications/A/jobruns/J`.
fn in_arn(arn: &str, by: Strength, answered: bool, out: &mut Vec<Touched>) {
    // Behind the fifth colon; what has fewer is taken from the last one on.
    let mut colons = memchr::memchr_iter(b':', arn.as_bytes()).take(5);
    let last = colons.by_ref().last().map_or(arn, |at| &arn[at + 1..]);
    let mut parts = last.split(['/', ':']).filter(|part| !part.is_empty());
    let mut kind = None;
    while let Some(part) = parts.next() {
        match ARN_WORDS.iter().find(|(word, _)| *word == part) {
            Some((_, known)) => {
                let Some(id) = parts.next() else { return };
                // “cluster” is what other services call theirs, too.
                if *known == Kind::Cluster && !id.starts_with("j-") {
                    return;
                }
                push(out, *known, id, by, answered);
                kind = Some(*known);
            }
            // instancegroup/j-…/ig-…
            None if kind.is_some() => {
                if let Some(kind) = kind_of_id(part) {
                    push(out, kind, part, by, answered);
                }
            }
            None => return,
        }
    }
}

/// The ARNs in a text.
fn arns(text: &str) -> impl Iterator<Item = &str> {
    // Made once: to prepare a search costs more than to go through the parameters of a call.
    static ARNS: LazyLock<Finder> = LazyLock::new(|| Finder::new("arn:"));
    ARNS.find_iter(text.as_bytes()).map(|at| {
        let rest = &text[at..];
        // All of them are ASCII, and so no part of another character.
        let is_end = |b: u8| {
            b.is_ascii_whitespace() || matches!(b, b'"' | b'\'' | b',' | b';' | b')' | b'\\' | b']' | b'}')
        };
        let end = rest.bytes().position(is_end).unwrap_or(rest.len());
        rest[..end].trim_end_matches('.')
    })
}

/// ARNs and ids of clusters and studios in any text.
fn in_text(text: &str, out: &mut Vec<Touched>) {
    static CLUSTERS: LazyLock<Finder> = LazyLock::new(|| Finder::new("j-"));
    static STUDIOS: LazyLock<Finder> = LazyLock::new(|| Finder::new("es-"));
    arns(text).for_each(|arn| in_arn(arn, Strength::Arn, false, out));
    for (finder, kind) in [(&CLUSTERS, Kind::Cluster), (&STUDIOS, Kind::Studio)] {
        for at in finder.find_iter(text.as_bytes()) {
            let before = text[..at].chars().next_back();
            if before.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')) {
                continue;
            }
            let start = at + finder.needle().len();
            let rest = &text[start..];
            let is_id = |c: &char| c.is_ascii_uppercase() || c.is_ascii_digit();
            let length = rest.chars().take_while(is_id).count();
            let ends = rest[length..].chars().next().is_none_or(|c| !c.is_ascii_alphanumeric() && c != '-');
            if (8..=30).contains(&length) && ends {
                let id = &text[at..start + length];
                push(out, kind, id, Strength::Text, false);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emr::operations;

    fn all(text: &str) -> Vec<(Kind, String, Strength)> {
        let record: Record = serde_json::from_str(text).unwrap();
        let operation = operations::find(record.event_source.as_str(), record.event_name.as_str());
        touched(&record, operation).into_iter().map(|t| (t.kind, t.id, t.by)).collect()
    }

    #[test]
    fn numbers_are_places() {
        assert!(Kind::ALL.into_iter().all(|kind| Kind::of_number(kind.number()) == Some(kind)));
        assert!(Strength::ALL.into_iter().all(|by| Strength::of_number(by.number()) == Some(by)));
        assert_eq!((Kind::of_number(18), Strength::of_number(5)), (None, None));
    }

    #[test]
    fn three_strengths() {
        let step = all(
            r#"{"eventSource":"elasticmapreduce.amazonaws.com","eventName":"AddJobFlowSteps","requestParameters":{"jobFlowId":"j-1"},"responseElements":{"stepIds":["s-1","s-2"]}}"#,
        );
        assert_eq!(
            step,
            [
                (Kind::Cluster, "j-1".to_owned(), Strength::Field),
                (Kind::Step, "s-1".to_owned(), Strength::Field),
                (Kind::Step, "s-2".to_owned(), Strength::Field)
            ]
        );
        let refused = all(
            r#"{"eventSource":"elasticmapreduce.amazonaws.com","eventName":"DescribeCluster","requestParameters":null,"errorMessage":"User: arn:aws:iam::111122223333:user/dave is not authorized to perform: x on resource: arn:aws:elasticmapreduce:us-east-1:111122223333:cluster/j-1ABCDEFGHIJKL because y"}"#,
        );
        assert_eq!(refused, [(Kind::Cluster, "j-1ABCDEFGHIJKL".to_owned(), Strength::Arn)]);
        let text = all(
            r#"{"eventSource":"elasticmapreduce.amazonaws.com","eventName":"DescribeCluster","errorMessage":"Cluster id 'j-1ABCDEFGHIJKL' is not valid. abc-j-1ABCDEFGHIJKL, j-short"}"#,
        );
        assert_eq!(text, [(Kind::Cluster, "j-1ABCDEFGHIJKL".to_owned(), Strength::Text)]);
    }

    #[test]
    fn arns_say_what_they_name() {
        let tag = all(
            r#"{"eventSource":"emr-serverless.amazonaws.com","eventName":"TagResource","requestParameters":{"resourceArn":"arn:aws:emr-serverless:us-east-1:1:/applications/00f1/jobruns/00g2"}}"#,
        );
        let kinds: Vec<_> = tag.iter().map(|(kind, id, _)| (*kind, id.as_str())).collect();
        assert_eq!(kinds, [(Kind::Application, "00f1"), (Kind::JobRun, "00g2")]);
        let target = all(
            r#"{"eventSource":"application-autoscaling.amazonaws.com","eventName":"RegisterScalableTarget","requestParameters":{"resourceId":"instancegroup/j-1/ig-2"}}"#,
        );
        let kinds: Vec<_> = target.iter().map(|(kind, id, _)| (*kind, id.as_str())).collect();
        assert_eq!(kinds, [(Kind::Cluster, "j-1"), (Kind::InstanceGroup, "ig-2")]);
    }

    #[test]
    fn what_is_mentioned_stands_behind_what_is_named() {
        let mentions = r#"{"eventSource":"elasticmapreduce.amazonaws.com","eventName":"AddJobFlowSteps","requestParameters":{"jobFlowId":"j-1ABCDEFGHIJKL","steps":[{"hadoopJarStep":{"args":["s3://b/logs/j-2ABCDEFGHIJKL/","arn:aws:elasticmapreduce:us-east-1:1:cluster/j-1ABCDEFGHIJKL"]}}]}}"#;
        let (named, mentioned) = ("j-1ABCDEFGHIJKL".to_owned(), "j-2ABCDEFGHIJKL".to_owned());
        assert_eq!(
            all(mentions),
            [(Kind::Cluster, named.clone(), Strength::Field), (Kind::Cluster, mentioned, Strength::Text)]
        );
        let record: Record = serde_json::from_str(mentions).unwrap();
        let operation = operations::find(record.event_source.as_str(), record.event_name.as_str());
        let touched = touched(&record, operation);
        let about: Vec<&str> = named_most_surely(&touched).map(|touched| touched.id.as_str()).collect();
        assert_eq!(about, [&named]);
        let arn = "arn:aws:elasticmapreduce:us-east-1:1:cluster/j-1ABCDEFGHIJKL";
        assert_eq!((arn_of(&record, &named).as_str(), arn_of(&record, "j-3").as_str()), (arn, ""));
    }

    #[test]
    fn what_cloudtrail_lists_is_read() {
        let wal = all(
            r#"{"eventSource":"emrwal.amazonaws.com","eventName":"AppendWALEdits","resources":[{"type":"AWS::EMRWAL::Workspace","ARN":"arn:aws:emrwal:us-east-1:111122223333:workspace/example"}]}"#,
        );
        assert_eq!(wal, [(Kind::Other, "example".to_owned(), Strength::Arn)]);
    }

    #[test]
    fn a_new_workspace_is_told_by_the_answer() {
        for event in ["CreateEditor", "CreateEditorPrivate"] {
            let made = all(&format!(
                r#"{{"eventSource":"elasticmapreduce.amazonaws.com","eventName":"{event}","requestParameters":{{"studioId":"es-1"}},"responseElements":{{"editorId":"e-1"}}}}"#
            ));
            assert!(made.contains(&(Kind::Workspace, "e-1".to_owned(), Strength::Field)), "{made:?}");
        }
    }

    #[test]
    fn whole_ids_are_told_from_names() {
        for (id, kind) in [
            ("j-2E1G6JJE6X1MQ", Some(Kind::Cluster)),
            ("es-EXAMPLE00001", Some(Kind::Studio)),
            ("i-0123456789abcdef0", Some(Kind::Instance)),
            ("subnet-0123456789abcdef0", Some(Kind::Subnet)),
            ("es-indexer", None),
            ("j-smith-role", None),
            ("j-SHORT", None),
            ("i-am-a-role", None),
            ("ex-", None),
        ] {
            assert_eq!(kind_of_whole_id(id), kind, "{id}");
        }
    }

    #[test]
    fn nodes_are_told_by_their_tag() {
        let run = all(
            r#"{"eventSource":"ec2.amazonaws.com","eventName":"RunInstances","requestParameters":{"subnetId":"subnet-1","tagSpecificationSet":{"items":[{"resourceType":"instance","tags":[{"key":"x","value":"y"},{"key":"aws:elasticmapreduce:job-flow-id","value":"j-1"}]}]}},"responseElements":{"instancesSet":{"items":[{"instanceId":"i-1"}]}}}"#,
        );
        let kinds: Vec<_> = run.iter().map(|(kind, id, _)| (*kind, id.as_str())).collect();
        assert_eq!(kinds, [(Kind::Cluster, "j-1"), (Kind::Subnet, "subnet-1"), (Kind::Instance, "i-1")]);
    }
}
