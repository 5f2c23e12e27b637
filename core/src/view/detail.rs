//! One event in full: a sentence, the identity card, request and response as trees, the raw record.

use serde::{Deserialize, Serialize};

use super::remarks;
use super::tree::{self, Line};
use crate::emr::facts::{Scope, reasons};
use crate::emr::operations::{self, Operation};
use crate::emr::resources::{Strength, Touched, arn_of, touched};
use crate::emr::sentence::sentence;
use crate::emr::state_change;
use crate::json;
use crate::people::Link;
use crate::record::fidelity::Fidelity;
use crate::record::identity::SESSION_NAME;
use crate::record::{Record, UserIdentity};
use crate::store::batch::Provenance;
use crate::store::columns::{COLUMNS, Caller, ColumnId, Facts, Of, PERSON, record_values};

/// Answer to a question that the record may leave open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answer {
    /// Yes.
    Yes,
    /// No.
    No,
    /// The record does not say.
    Unknown,
}

/// One of the questions that, by CloudTrail's documentation, every entry's identity answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// The question.
    pub question: String,
    /// The answer.
    pub answer: Answer,
    /// What it rests on.
    pub because: String,
}

/// A named value, and the field by which it can be filtered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// Heading.
    pub label: String,
    /// The field's path in queries.
    pub path: String,
    /// The value.
    pub value: String,
    /// What the value is, where its heading says too little; empty mostly.
    pub note: String,
}

/// A block of JSON as a tree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// CloudTrail's name of the block.
    pub name: String,
    /// Its lines.
    pub lines: Vec<Line>,
    /// Whether lines were left out.
    pub more: bool,
}

/// A resource that an event names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resource {
    /// What it is, in words.
    pub kind: String,
    /// Its id.
    pub id: String,
    /// Its name; empty where the record has none.
    pub name: String,
    /// Its ARN; empty where the record has none.
    pub arn: String,
    /// How surely the event is about it, in words.
    pub strength: String,
}

/// What is known of an operation, and of what it touched in this event.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// The service in words; empty for an operation that the table does not know.
    pub service: String,
    /// The access level that AWS gives it; "-" where no reference states one.
    pub access: String,
    /// Named like a read, but hands out credentials or a link.
    pub acts_as_write: bool,
    /// What to think of when it is seen; empty for nothing in particular.
    pub risk: String,
    /// Where AWS documents it. Text only: the page makes no request.
    pub reference: String,
    /// The resources it names.
    pub resources: Vec<Resource>,
    /// Why the event counts as one of EMR or related to it, in words.
    pub scope: Vec<String>,
}

/// One event in full.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Detail {
    /// Number of the event in the store.
    pub row: u32,
    /// The event's id.
    pub event_id: String,
    /// What happened, in one sentence.
    pub sentence: String,
    /// What is known of the operation and of what it touched.
    pub about: About,
    /// What has to be known of the record to read it right, as sentences.
    pub remarks: Vec<String>,
    /// Time as in the record.
    pub time: String,
    /// Who acted through whom, from whoever is behind it to the service, by this record alone.
    pub chain: Vec<Link>,
    /// The identity's questions.
    pub questions: Vec<Question>,
    /// All columns that have a value.
    pub facts: Vec<Fact>,
    /// Request, response and further blocks, and all fields that are shown nowhere else; empty ones are left out.
    pub blocks: Vec<Block>,
    /// The record as it stands in the file.
    pub raw: String,
    /// Where it stands.
    pub at: Provenance,
    /// Where further copies stand.
    pub copies: Vec<Provenance>,
    /// The members of archives that they stand in, by path, first that of `at`; empty for files that are none.
    pub members: Vec<String>,
    /// What the record is where it is not CloudTrail's own text, and what is missing in it, as a sentence; empty where it
    /// is.
    pub missing: String,
}

/// Builds the view of one record.
pub fn detail(
    row: u32,
    event_id: String,
    record: &Record,
    raw: &str,
    at: Provenance,
    copies: Vec<Provenance>,
) -> Detail {
    // What cannot be read was replaced before this record was.
    let identity = &record.identity().unwrap_or_default();
    let facts = Facts::new(record, Caller::new(identity));
    let mut of_record = [""; COLUMNS.len()];
    record_values(&facts, |column, value| {
        if let Some(place) = of_record.get_mut(usize::from(column.0)) {
            *place = value;
        }
    });
    let value_of = |id: ColumnId| match id.column().of {
        Of::Identity(value) => value(identity),
        Of::Record | Of::Columns(..) => of_record.get(id.0 as usize).copied().unwrap_or_default(),
    };
    let values = (0..)
        .zip(COLUMNS)
        .map(|(number, column)| Fact {
            label: column.label.to_owned(),
            path: column.path.to_owned(),
            value: match column.of {
                Of::Columns(of, value) => value(of.map(value_of)).to_owned(),
                Of::Identity(_) | Of::Record => value_of(ColumnId(number)).to_owned(),
            },
            note: match ColumnId(number) {
                PERSON => identity.acting().whose.to_owned(),
                _ => String::new(),
            },
        })
        .filter(|fact| !fact.value.is_empty())
        .collect();
    let blocks = [
        ("requestParameters", record.request_parameters),
        ("responseElements", record.response_elements),
        ("additionalEventData", record.additional_event_data),
        ("serviceEventDetails", record.service_event_details),
        ("insightDetails", record.insight_details),
    ]
    .into_iter()
    .filter_map(|(name, block)| {
        let (lines, more) = tree::lines(block.get()?, name);
        Some(Block { name: name.to_owned(), lines, more })
    })
    .chain(remarks::further(raw))
    .collect();
    Detail {
        row,
        event_id,
        sentence: match state_change::is_one(record) {
            true => state_change::sentence(record),
            false => sentence(record, identity),
        },
        about: about(&facts, identity),
        remarks: remarks::remarks(record, raw),
        time: record.event_time.as_str().to_owned(),
        chain: chain(identity),
        questions: questions(identity),
        facts: values,
        blocks,
        raw: raw.to_owned(),
        at,
        copies,
        members: Vec::new(),
        missing: Fidelity::of(record.fidelity.as_str()).map_or("", Fidelity::about).to_owned(),
    }
}

fn about(facts: &Facts, identity: &UserIdentity) -> About {
    let record = facts.record;
    let operation = operations::find(record.event_source.as_str(), record.event_name.as_str());
    let resources = match facts.scope {
        Scope::Other => Vec::new(),
        _ => touched(record, operation),
    };
    let resources = resources
        .into_iter()
        .map(|touched| Resource {
            kind: touched.kind.word().to_owned(),
            name: name_of(record, operation, &touched),
            arn: arn_of(record, &touched.id),
            id: touched.id,
            strength: touched.by.word().to_owned(),
        })
        .collect();
    let known = operation.map_or_else(About::default, |operation| About {
        service: operation.service.to_owned(),
        access: operation.access.word().to_owned(),
        acts_as_write: operation.acts_as_write,
        risk: operation.risk.to_owned(),
        reference: operation.reference(),
        ..About::default()
    });
    About { resources, scope: reasons(record, identity), ..known }
}

/// The name of what an operation makes or changes, where it has one.
fn name_of(record: &Record, operation: Option<&Operation>, touched: &Touched) -> String {
    let is_it = operation.is_some_and(|operation| operation.kind == touched.kind.word());
    let parameters = record.request_parameters.get().filter(|_| is_it && touched.by == Strength::Field);
    parameters.and_then(|parameters| json::first_at(parameters, "name")).unwrap_or_default()
}

/// Who acted through whom. A session's name stands behind its role: whoever took the role chose it.
fn chain(identity: &UserIdentity) -> Vec<Link> {
    let acting = identity.acting();
    let first = if acting.whose == SESSION_NAME { "" } else { acting.name };
    let links = [
        (acting.whose, first),
        ("role", identity.role_name()),
        (SESSION_NAME, identity.session_name()),
        ("service", identity.invoked_by.as_str()),
    ];
    let mut out: Vec<Link> = Vec::new();
    for (what, name) in links {
        // The service, or the federated user, may be whoever acted; a role may be all there is.
        if !name.is_empty() && out.iter().all(|link| link.name != name) {
            out.push(Link { what: what.to_owned(), name: name.to_owned(), inferred: false });
        }
    }
    out
}

/// The four questions, as CloudTrail's documentation for EMR asks them of each entry.
fn questions(identity: &UserIdentity) -> Vec<Question> {
    let kind = identity.kind.as_str();
    let known = !kind.is_empty() && kind != "Unknown";
    let yes_no = |yes: bool| match (yes, known) {
        (true, _) => Answer::Yes,
        (false, true) => Answer::No,
        (false, false) => Answer::Unknown,
    };
    let by_type = || match kind {
        "" => "userIdentity has no type".to_owned(),
        kind => format!("userIdentity.type is {kind}"),
    };
    let on_behalf = identity.on_behalf_of.user_id.as_str();
    let temporary = matches!(kind, "AssumedRole" | "FederatedUser" | "SAMLUser" | "WebIdentityUser");
    let service = kind == "AWSService" || !identity.invoked_by.is_empty();
    vec![
        Question {
            question: "With root or IAM user credentials?".to_owned(),
            answer: yes_no(matches!(kind, "Root" | "IAMUser")),
            because: match (kind, identity.temporary()) {
                ("Root" | "IAMUser", Some(true)) => format!("{}, with temporary credentials", by_type()),
                ("Root" | "IAMUser", Some(false)) => format!("{}, with a long-term access key", by_type()),
                _ => by_type(),
            },
        },
        Question {
            question: "On behalf of an IAM Identity Center user?".to_owned(),
            answer: yes_no(!on_behalf.is_empty() || kind == "IdentityCenterUser"),
            because: match on_behalf {
                "" if kind == "IdentityCenterUser" => by_type(),
                "" => "the record has no userIdentity.onBehalfOf".to_owned(),
                user => format!("userIdentity.onBehalfOf.userId is {user}"),
            },
        },
        Question {
            question: "With temporary credentials of a role or a federated user?".to_owned(),
            answer: yes_no(temporary),
            because: match identity.role_name() {
                "" => by_type(),
                role => format!("{}, role {role}", by_type()),
            },
        },
        Question {
            question: "By another AWS service?".to_owned(),
            answer: yes_no(service),
            because: match identity.invoked_by.as_str() {
                "" => by_type(),
                by => format!("userIdentity.invokedBy is {by}"),
            },
        },
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_call() {
        let raw = r#"{"eventName":"RunJobFlow","eventSource":"elasticmapreduce.amazonaws.com","errorCode":"AccessDenied",
            "sourceIPAddress":"192.0.2.1","userIdentity":{"type":"AssumedRole","principalId":"A:alice",
            "arn":"arn:aws:sts::1:assumed-role/DataEng/alice","onBehalfOf":{"userId":"u-1"}},"requestParameters":{"name":"x"}}"#;
        let record = serde_json::from_str(raw).unwrap();
        let d = detail(
            0,
            "e".into(),
            &record,
            raw,
            Provenance { file: 0, member: 0, offset: 0, length: 1 },
            vec![],
        );
        assert_eq!(
            d.sentence,
            "DataEng/u-1 was refused RunJobFlow on ‘x’: AccessDenied, no message recorded."
        );
        let answers: Vec<Answer> = d.questions.iter().map(|q| q.answer).collect();
        assert_eq!(answers, [Answer::No, Answer::Yes, Answer::Yes, Answer::No]);
        let blocks: Vec<&str> = d.blocks.iter().map(|block| block.name.as_str()).collect();
        assert_eq!(blocks, ["requestParameters", "further"]);
        assert_eq!((d.about.service.as_str(), d.about.access.as_str()), ("EMR on EC2", "Write"));
        assert!(d.about.reference.ends_with("API_RunJobFlow.html") && !d.about.risk.is_empty());
    }

    type Links = &'static [(&'static str, &'static str)];

    fn chain_of(identity: &str) -> Vec<(String, String)> {
        let identity = serde_json::from_str(identity).unwrap();
        chain(&identity).into_iter().map(|link| (link.what, link.name)).collect()
    }

    #[test]
    fn each_kind_of_identity_has_a_chain() {
        let role = r#""type":"AssumedRole","principalId":"AROAEXAMPLE:botocore-session-1",
            "arn":"arn:aws:sts::111122223333:assumed-role/DataEng/botocore-session-1""#;
        let session: Links = &[("role", "DataEng"), ("session name", "botocore-session-1")];
        let cases: [(String, Links, Links); 8] = [
            (format!("{{{role}}}"), &[], session),
            (
                format!(r#"{{{role},"sessionContext":{{"sourceIdentity":"alice"}}}}"#),
                &[("source identity", "alice")],
                session,
            ),
            (
                format!(r#"{{{role},"onBehalfOf":{{"userId":"u-1"}}}}"#),
                &[("Identity Center user", "u-1")],
                session,
            ),
            (r#"{"type":"IAMUser","userName":"bob"}"#.to_owned(), &[("IAM user", "bob")], &[]),
            (
                r#"{"type":"IAMUser","userName":"bob","invokedBy":"athena.amazonaws.com"}"#.to_owned(),
                &[("IAM user", "bob"), ("service", "athena.amazonaws.com")],
                &[],
            ),
            (r#"{"type":"Root"}"#.to_owned(), &[("root user", "root")], &[]),
            (
                r#"{"type":"FederatedUser","principalId":"1:carol"}"#.to_owned(),
                &[("federated user", "carol")],
                &[],
            ),
            (
                r#"{"type":"AWSService","invokedBy":"ec2.amazonaws.com"}"#.to_owned(),
                &[("service", "ec2.amazonaws.com")],
                &[],
            ),
        ];
        for (identity, first, then) in cases {
            let wanted: Vec<(String, String)> = first
                .iter()
                .chain(then)
                .map(|(what, name)| ((*what).to_owned(), (*name).to_owned()))
                .collect();
            assert_eq!(chain_of(&identity), wanted, "{identity}");
        }
        assert!(chain_of("{}").is_empty());
    }

    #[test]
    fn a_resource_has_its_name_and_arn() {
        let raw = r#"{"eventName":"RunJobFlow","eventSource":"elasticmapreduce.amazonaws.com","requestParameters":{"name":"nightly"},
            "responseElements":{"jobFlowId":"j-1","clusterArn":"arn:aws:elasticmapreduce:us-east-1:1:cluster/j-1"}}"#;
        let record = serde_json::from_str(raw).unwrap();
        let at = Provenance { file: 0, member: 0, offset: 0, length: 1 };
        let about = detail(0, "e".into(), &record, raw, at, vec![]).about;
        let resource = &about.resources[0];
        assert_eq!(
            (resource.id.as_str(), resource.name.as_str(), resource.arn.as_str()),
            ("j-1", "nightly", "arn:aws:elasticmapreduce:us-east-1:1:cluster/j-1")
        );
    }

    #[test]
    fn without_identity_nothing_is_claimed() {
        let record = serde_json::from_str("{}").unwrap();
        let d = detail(
            0,
            String::new(),
            &record,
            "{}",
            Provenance { file: 0, member: 0, offset: 0, length: 2 },
            vec![],
        );
        assert!(d.questions.iter().all(|q| q.answer == Answer::Unknown));
        assert_eq!(
            d.sentence,
            "Somebody who is not recorded called an operation whose name is not recorded."
        );
    }
}
