//! One event in full: a sentence, the identity card, request and response as trees, the raw record.

use serde::{Deserialize, Serialize};

use super::tree::{self, Line};
use crate::record::{Record, UserIdentity};
use crate::store::batch::Provenance;
use crate::store::columns::{COLUMNS, Caller, Facts, Of, record_values};

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

/// One event in full.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Detail {
    /// Number of the event in the store.
    pub row: u32,
    /// The event's id.
    pub event_id: String,
    /// What happened, in one sentence.
    pub sentence: String,
    /// Time as in the record.
    pub time: String,
    /// The identity's questions.
    pub questions: Vec<Question>,
    /// All columns that have a value.
    pub facts: Vec<Fact>,
    /// Request, response and further blocks; empty ones are left out.
    pub blocks: Vec<Block>,
    /// The record as it stands in the file.
    pub raw: String,
    /// Where it stands.
    pub at: Provenance,
    /// Where further copies stand.
    pub copies: Vec<Provenance>,
    /// The members of archives that they stand in, by path, first that of `at`; empty for files that are none.
    pub members: Vec<String>,
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
    let values = COLUMNS
        .iter()
        .zip(record_values(&facts))
        .map(|(column, of_record)| Fact {
            label: column.label.to_owned(),
            path: column.path.to_owned(),
            value: match column.of {
                Of::Identity(value) => value(identity).to_owned(),
                Of::Record => of_record.to_owned(),
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
    .collect();
    Detail {
        row,
        event_id,
        sentence: sentence(&facts, identity),
        time: record.event_time.as_str().to_owned(),
        questions: questions(identity),
        facts: values,
        blocks,
        raw: raw.to_owned(),
        at,
        copies,
        members: Vec::new(),
    }
}

/// “alice, as role DataEng, called RunJobFlow on j-…; refused: AccessDenied.”
fn sentence(facts: &Facts, identity: &UserIdentity) -> String {
    let record = facts.record;
    let person = match identity.person() {
        "" => "Somebody unknown",
        person => person,
    };
    let mut out = person.to_owned();
    let role = identity.role_name();
    if !role.is_empty() && role != person {
        out.push_str(&format!(", as role {role},"));
    }
    let refused = record.error_code.as_str();
    let name = match record.event_name.as_str() {
        "" => "an operation without name",
        name => name,
    };
    out.push_str(if refused.is_empty() { " called " } else { " tried to call " });
    out.push_str(name);
    if !facts.resource.is_empty() {
        out.push_str(&format!(" on {}", facts.resource.replace(' ', ", ")));
    }
    if !record.source_ip_address.is_empty() {
        out.push_str(&format!(" from {}", record.source_ip_address));
    }
    if !refused.is_empty() {
        out.push_str(&format!("; it failed with {refused}"));
    }
    out.push('.');
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
            "u-1, as role DataEng, tried to call RunJobFlow on x from 192.0.2.1; it failed with AccessDenied."
        );
        let answers: Vec<Answer> = d.questions.iter().map(|q| q.answer).collect();
        assert_eq!(answers, [Answer::No, Answer::Yes, Answer::Yes, Answer::No]);
        assert_eq!(d.blocks.len(), 1);
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
        assert_eq!(d.sentence, "Somebody unknown called an operation without name.");
    }
}
