//! People behind roles and sessions, and life stories by way of the engine's requests; against what was worked out
//! by hand.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use serde_json::{Value, json};
use trailglass::emr::facts::Scope;
use trailglass::engine::protocol::{Request, Response};
use trailglass::people::{By, Profile};
use trailglass::store::columns::PERSON;
use trailglass::view::people::{PERSON_COLUMNS, PeoplePage, PeopleRequest};
use trailglass::view::stories::{STORY_COLUMNS, StoriesPage, StoriesRequest, StoryPage};

fn event(minute: u32, identity: Value, source: &str, name: &str, rest: Value) -> Value {
    let mut record = json!({
        "eventVersion": "1.09",
        "eventTime": format!("2026-09-01T10:{minute:02}:00Z"),
        "eventID": format!("00000000-0000-4000-8000-0000000000{minute:02}"),
        "eventSource": format!("{source}.amazonaws.com"),
        "eventName": name,
        "awsRegion": "us-east-1",
        "sourceIPAddress": "192.0.2.7",
        "userAgent": "aws-cli/2.15.0",
        "recipientAccountId": "111122223333",
        "userIdentity": identity,
    });
    for (key, value) in rest.as_object().unwrap() {
        record[key] = value.clone();
    }
    record
}

fn session(role: &str, name: &str, key: &str) -> Value {
    json!({"type": "AssumedRole", "principalId": format!("AROAEXAMPLE:{name}"), "accountId": "111122223333",
        "arn": format!("arn:aws:sts::111122223333:assumed-role/{role}/{name}"), "accessKeyId": key,
        "sessionContext": {"sessionIssuer": {"type": "Role", "userName": role}, "attributes": {"mfaAuthenticated": "false"}}})
}

fn takes(key: &str) -> Value {
    json!({"requestParameters": {"roleArn": "arn:aws:iam::111122223333:role/x", "roleSessionName": "s"},
        "responseElements": {"credentials": {"accessKeyId": key, "sessionToken": "x"}}})
}

/// alice takes a role, and from it another; a service takes a role for itself; grace comes by SAML; heidi by
/// Identity Center.
fn records() -> Vec<Value> {
    let alice = json!({"type": "IAMUser", "userName": "alice", "arn": "arn:aws:iam::111122223333:user/alice", "accessKeyId": "AKIAEXAMPLEALICE"});
    let service = json!({"type": "AWSService", "invokedBy": "ec2.amazonaws.com"});
    let saml = json!({"type": "SAMLUser", "principalId": "x:grace@example.com", "userName": "grace@example.com", "identityProvider": "x"});
    let mut heidi = session("Studio", "somebody", "ASIAEXAMPLEHEIDI");
    heidi["onBehalfOf"] = json!({"userId": "user-heidi"});
    let mut chained = session("Job", "nightly", "ASIAEXAMPLETWO");
    chained["sessionContext"]["sourceIdentity"] = json!("bob");
    vec![
        event(1, alice, "sts", "AssumeRole", takes("ASIAEXAMPLEONE")),
        event(2, session("Deploy", "ci-run", "ASIAEXAMPLEONE"), "sts", "AssumeRole", takes("ASIAEXAMPLETWO")),
        event(
            3,
            session("Job", "nightly", "ASIAEXAMPLETWO"),
            "elasticmapreduce",
            "RunJobFlow",
            json!({"requestParameters": {"name": "n"}, "responseElements": {"jobFlowId": "j-EXAMPLE00001"}}),
        ),
        event(
            4,
            session("Job", "nightly", "ASIAEXAMPLETWO"),
            "elasticmapreduce",
            "TerminateJobFlows",
            json!({"errorCode": "AccessDenied", "requestParameters": {"jobFlowIds": ["j-EXAMPLE00001"]}}),
        ),
        // Where the record names the person, nothing else is asked.
        event(5, chained, "elasticmapreduce", "ListClusters", json!({})),
        event(6, service, "sts", "AssumeRole", takes("ASIAEXAMPLENODE")),
        event(
            7,
            session("Node", "i-0example", "ASIAEXAMPLENODE"),
            "elasticmapreduce",
            "DescribeCluster",
            json!({"requestParameters": {"clusterId": "j-EXAMPLE00001"}}),
        ),
        event(8, saml, "sts", "AssumeRoleWithSAML", takes("ASIAEXAMPLESAML")),
        event(
            9,
            session("Analyst", "grace", "ASIAEXAMPLESAML"),
            "elasticmapreduce",
            "GetClusterSessionCredentials",
            json!({"requestParameters": {"clusterId": "j-EXAMPLE00001"}}),
        ),
        event(
            10,
            heidi,
            "elasticmapreduce",
            "DescribeStudio",
            json!({"requestParameters": {"studioId": "es-EXAMPLE00001"}}),
        ),
        // A person ends the only node of a cluster: nothing in the record says so, the tag of the launch does.
        event(
            11,
            session("EMR_DefaultRole", "x", "ASIAEXAMPLEEMR"),
            "ec2",
            "RunInstances",
            json!({"sourceIPAddress": "elasticmapreduce.amazonaws.com", "requestParameters": {"tagSpecificationSet": {"items": [{"tags": [
                {"key": "aws:elasticmapreduce:job-flow-id", "value": "j-EXAMPLE00001"}]}]}},
                "responseElements": {"instancesSet": {"items": [{"instanceId": "i-0example"}]}}}),
        ),
        event(
            12,
            session("Admin", "mallory", "ASIAEXAMPLEMAL"),
            "ec2",
            "TerminateInstances",
            json!({"requestParameters": {"instancesSet": {"items": [{"instanceId": "i-0example"}]}}}),
        ),
    ]
}

fn loaded() -> support::Loaded {
    support::load(&[("a.json".to_owned(), json!({ "Records": records() }).to_string().into_bytes())])
}

fn people(loaded: &support::Loaded, request: PeopleRequest) -> PeoplePage {
    match loaded.engine.borrow_mut().handle(Request::People { seq: 1, people: request }) {
        Response::People { page, .. } => page,
        other => panic!("{other:?}"),
    }
}

fn person(loaded: &support::Loaded, name: &str) -> Profile {
    let request = Request::Person { seq: 1, people: PeopleRequest::default(), name: name.to_owned() };
    match loaded.engine.borrow_mut().handle(request) {
        Response::Person { profile, .. } => *profile,
        other => panic!("{other:?}"),
    }
}

fn stories(loaded: &support::Loaded) -> StoriesPage {
    let request = Request::Stories { seq: 1, stories: StoriesRequest::default() };
    match loaded.engine.borrow_mut().handle(request) {
        Response::Stories { page, .. } => *page,
        other => panic!("{other:?}"),
    }
}

fn cell<'a>(cells: &'a [String], label: &str, labels: impl Iterator<Item = &'static str>) -> &'a str {
    let at = labels.into_iter().position(|known| known == label).unwrap();
    &cells[at]
}

#[test]
fn sessions_lead_back_to_people() {
    let loaded = loaded();
    let page = people(&loaded, PeopleRequest { sort: 0, descending: false, ..PeopleRequest::default() });
    let names: Vec<&str> = page.rows.iter().map(|row| row.name.as_str()).collect();
    assert_eq!(names, ["alice", "bob", "grace@example.com", "i-0example", "user-heidi"]);
    let of = |name: &str, label: &str| {
        let row = page.rows.iter().find(|row| row.name == name).unwrap();
        cell(&row.cells, label, PERSON_COLUMNS.iter().map(|column| column.label)).to_owned()
    };
    assert_eq!(
        (of("alice", "Events"), of("alice", "Changes"), of("alice", "Refused")),
        ("2".into(), "2".into(), "1".into())
    );
    // Credentials are handed out by a call that is named like a read.
    assert_eq!(of("grace@example.com", "Changes"), "1");
    assert_eq!(of("i-0example", "Changes"), "0");
}

#[test]
fn a_chain_is_told_link_by_link() {
    let alice = person(&loaded(), "alice");
    let links: Vec<(&str, &str)> =
        alice.chains[0].0.iter().map(|link| (link.what.as_str(), link.name.as_str())).collect();
    let wanted = [
        ("IAM user", "alice"),
        ("role", "Deploy"),
        ("session", "ci-run"),
        ("role", "Job"),
        ("session", "nightly"),
    ];
    assert_eq!(links, wanted);
    // What another event tells is marked; the credentials themselves are in the record.
    let inferred: Vec<bool> = alice.chains[0].0.iter().map(|link| link.inferred).collect();
    assert_eq!(inferred, [true, true, true, false, false]);
    assert_eq!((alice.events, alice.refused, alice.hours[10]), (2, 1, 2));
    let tally = |list: &[trailglass::people::Tally]| -> Vec<(String, u32, u32)> {
        list.iter().map(|tally| (tally.value.clone(), tally.events, tally.refused)).collect()
    };
    assert_eq!(tally(&alice.operations), [("RunJobFlow".into(), 1, 0), ("TerminateJobFlows".into(), 1, 1)]);
    assert_eq!(tally(&alice.credentials), [("role, temporary, MFA false".into(), 2, 1)]);
    assert_eq!(tally(&alice.channels), [("CLI".into(), 2, 1)]);
    assert_eq!(tally(&alice.names), [("nightly".into(), 2, 1)]);
}

#[test]
fn an_event_leads_to_whoever_is_behind_it() {
    let loaded = loaded();
    let of = |row: u32, people: PeopleRequest| match loaded.engine.borrow_mut().handle(Request::PersonOf {
        seq: 1,
        people,
        row,
    }) {
        Response::Person { profile, .. } => profile.name,
        other => panic!("{other:?}"),
    };
    let row = (0..loaded.engine.borrow().store().rows())
        .find(|&row| loaded.engine.borrow().store().value(PERSON, row) == "nightly")
        .unwrap();
    assert_eq!(of(row, PeopleRequest::default()), "alice");
    // Outside of scope and time there is somebody all the same.
    assert_eq!(of(row, PeopleRequest { range: Some([0.0, 1.0]), ..PeopleRequest::default() }), "alice");
}

#[test]
fn the_same_by_address_and_by_key() {
    let loaded = loaded();
    let by = |by: By| people(&loaded, PeopleRequest { by, scope: Scope::Other, ..PeopleRequest::default() });
    assert_eq!(by(By::Address).all, 2);
    let keys = by(By::AccessKey);
    assert_eq!(keys.all, 9, "eight keys, and events without one");
    assert!(keys.rows.iter().any(|row| row.name.is_empty()));
}

#[test]
fn a_join_makes_an_event_related_and_says_why() {
    let loaded = loaded();
    let before = loaded.view("", Scope::Related).counts.related;
    let page = stories(&loaded);
    assert_eq!((page.all, page.opened, page.older, page.now_related), (2, 1, 1, 1));
    assert_eq!(loaded.view("", Scope::Related).counts.related, before + 1);
    assert_eq!(stories(&loaded).now_related, 0);
    let row = page.rows.iter().find(|row| row.cells.iter().any(|cell| cell == "j-EXAMPLE00001")).unwrap();
    let of = |label: &str| cell(&row.cells, label, STORY_COLUMNS.iter().map(|column| column.label));
    assert_eq!(
        (of("Opened by"), of("With"), of("EC2 known"), of("Grade")),
        ("nightly", "CLI", "1, 0 ended", "unknown")
    );
    let request = Request::Story { seq: 1, story: row.story };
    let Response::Story { story, .. } = loaded.engine.borrow_mut().handle(request) else {
        panic!("no story")
    };
    let story: StoryPage = *story;
    let said: Vec<&str> =
        story.history.iter().flat_map(|history| &history.lines).map(|line| line.sentence.as_str()).collect();
    assert_eq!(
        said,
        [
            "Job/nightly launched cluster ‘n’ (j-EXAMPLE00001): (release not recorded), (size not recorded).",
            "Analyst/grace took credentials for j-EXAMPLE00001 as role (not recorded).",
            "Node/i-0example read cluster j-EXAMPLE00001.",
            "Job/nightly was refused TerminateJobFlows on j-EXAMPLE00001: AccessDenied, no message recorded.",
            "EMR_DefaultRole/x called RunInstances of ec2 on j-EXAMPLE00001, i-0example.",
            "Admin/mallory called TerminateInstances of ec2 on i-0example.",
        ]
    );
}

/// Pods of a job run take their role with a web identity; their service account names the namespace.
#[test]
fn pods_are_guessed_by_their_namespace() {
    let alice = || session("DataEng", "alice", "ASIAEXAMPLEALICE");
    let pod = |namespace: &str| json!({"type": "WebIdentityUser", "userName": format!("system:serviceaccount:{namespace}:emr-containers-sa-spark-driver-111122223333-example")});
    let records = [
        event(
            1,
            alice(),
            "emr-containers",
            "CreateVirtualCluster",
            json!({"requestParameters": {"name": "v",
            "containerProvider": {"id": "eks", "info": {"eksInfo": {"namespace": "science"}}}}, "responseElements": {"id": "examplevc"}}),
        ),
        event(2, pod("science"), "sts", "AssumeRoleWithWebIdentity", takes("ASIAEXAMPLEPOD")),
        event(3, pod("other"), "sts", "AssumeRoleWithWebIdentity", takes("ASIAEXAMPLEPODTWO")),
    ];
    let loaded =
        support::load(&[("a.json".to_owned(), json!({ "Records": records }).to_string().into_bytes())]);
    let engine = loaded.engine.borrow();
    let stories = trailglass::stories::build(engine.store());
    assert_eq!(stories.list.len(), 1);
    let by: Vec<&str> = stories.list[0].moments.iter().map(|moment| moment.by.word()).collect();
    assert_eq!(by, ["named in a known field", "a guess by place and time"]);
}

/// EMR's own reports by EventBridge are a second source, and settle what they can.
#[test]
fn reports_of_states_settle_an_end() {
    let report = |minute: u32, kind: &str, detail: Value| {
        json!({"version": "0", "id": format!("11111111-0000-4000-8000-0000000000{minute:02}"), "detail-type": kind, "source": "aws.emr",
            "account": "111122223333", "time": format!("2026-09-01T10:{minute:02}:00Z"), "region": "us-east-1", "resources": [], "detail": detail})
    };
    let reports = [
        report(
            30,
            "EMR Step Status Change",
            json!({"clusterId": "j-EXAMPLE00001", "stepId": "s-EXAMPLE00001", "state": "COMPLETED", "name": "x"}),
        ),
        report(
            40,
            "EMR Cluster State Change",
            json!({"clusterId": "j-EXAMPLE00001", "state": "TERMINATED", "name": "n"}),
        ),
    ];
    let lines = reports.map(|report| report.to_string()).join("\n");
    let loaded = support::load(&[
        ("a.json".to_owned(), json!({ "Records": records() }).to_string().into_bytes()),
        ("b.jsonl".to_owned(), lines.into_bytes()),
    ]);
    let engine = loaded.engine.borrow();
    let stories = trailglass::stories::build(engine.store());
    let at = stories.find(
        trailglass::emr::resources::Kind::Cluster,
        "111122223333",
        "us-east-1",
        "j-EXAMPLE00001",
    );
    let full = stories.full(engine.store(), &stories.list[at.unwrap()]);
    assert_eq!((full.end_words.as_str(), full.grade.word()), ("ended, as EMR told EventBridge", "recorded"));
    assert_eq!(full.end_time, "2026-09-01T10:40:00Z");
    let step = full.parts.iter().find(|part| part.id == "s-EXAMPLE00001").unwrap();
    assert_eq!(step.told, "COMPLETED, 2026-09-01T10:30:00Z");
}
