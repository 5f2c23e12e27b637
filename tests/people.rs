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

fn person(loaded: &support::Loaded, key: &str) -> Profile {
    let request = Request::Person { seq: 1, people: PeopleRequest::default(), key: key.to_owned() };
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
    let alice = person(&loaded(), "alice 111122223333");
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
    let tally = |tallies: &trailglass::people::Tallies| -> Vec<(String, u32, u32)> {
        assert_eq!(tallies.all as usize, tallies.list.len());
        tallies.list.iter().map(|tally| (tally.value.clone(), tally.events, tally.refused)).collect()
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
        ("alice (as Job/nightly)", "CLI", "1, 0 ended", "unknown")
    );
    assert_eq!(of("People"), "alice (as Job/nightly), grace@example.com (as Analyst/grace)");
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
            "EMR_DefaultRole/x launched instances: j-EXAMPLE00001, i-0example.",
            "Admin/mallory asked to terminate i-0example.",
        ]
    );
}

fn load(records: &[Value]) -> support::Loaded {
    support::load(&[("a.json".to_owned(), json!({ "Records": records }).to_string().into_bytes())])
}

fn matching(loaded: &support::Loaded, query: &str) -> u32 {
    loaded.view(query, Scope::Other).counts.matching
}

/// A role of EMR Serverless makes the call of STS one that is related to EMR by itself.
#[test]
fn a_chain_goes_through_roles_that_name_emr() {
    let alice = json!({"type": "IAMUser", "userName": "alice", "accountId": "111122223333", "accessKeyId": "AKIAEXAMPLEALICE"});
    let mut assume = takes("ASIAEXAMPLEJOB");
    assume["requestParameters"]["roleArn"] = json!("arn:aws:iam::111122223333:role/emr-serverless-job-role");
    let records = [
        event(1, alice, "sts", "AssumeRole", assume),
        event(
            2,
            session("emr-serverless-job-role", "s", "ASIAEXAMPLEJOB"),
            "emr-serverless",
            "CreateApplication",
            json!({"requestParameters": {"name": "a"}, "responseElements": {"applicationId": "00example"}}),
        ),
    ];
    let loaded = load(&records);
    assert_eq!(loaded.view("eventName:AssumeRole", Scope::Related).counts.matching, 1);
    let links = &person(&loaded, "alice 111122223333").chains[0].0;
    let links: Vec<&str> = links.iter().map(|link| link.name.as_str()).collect();
    assert_eq!(links, ["alice", "emr-serverless-job-role", "s"]);
}

/// What is called the same in two accounts is two, unless the name comes from outside of them.
#[test]
fn names_are_those_of_their_account() {
    const ACCOUNTS: [&str; 2] = ["111122223333", "444455556666"];
    let mut records = Vec::new();
    for (n, account) in (0..).zip(ACCOUNTS) {
        let of = |mut identity: Value| {
            identity["accountId"] = json!(account);
            identity
        };
        let mut studio = session("Studio", "x", "ASIAEXAMPLESTUDIO");
        studio["onBehalfOf"] = json!({"userId": "user-heidi"});
        let by_program = |role: &str| session(role, "botocore-session-1788220800", "ASIAEXAMPLEBOTO");
        let identities = [
            json!({"type": "Root"}),
            json!({"type": "IAMUser", "userName": "admin"}),
            session("DataEng", "alice", "ASIAEXAMPLEALICE"),
            session("Admin", "alice", "ASIAEXAMPLEADMIN"),
            studio,
            by_program("Etl"),
            by_program("Report"),
        ];
        for identity in identities {
            let minute = records.len() as u32 + n;
            let rest = json!({"recipientAccountId": account});
            records.push(event(minute, of(identity), "elasticmapreduce", "ListClusters", rest));
        }
    }
    let loaded = load(&records);
    let page = people(&loaded, PeopleRequest { sort: 0, descending: false, ..PeopleRequest::default() });
    let names: Vec<String> = page
        .rows
        .iter()
        .map(|row| format!("{} = {}", row.name, matching(&loaded, &format!("actor:\"{}\"", row.key))))
        .collect();
    let boto = "botocore-session-1788220800, role";
    assert_eq!(
        names,
        [
            "admin, account 111122223333 = 1".to_owned(),
            "admin, account 444455556666 = 1".to_owned(),
            // The same person by two roles.
            "alice, account 111122223333 = 2".to_owned(),
            "alice, account 444455556666 = 2".to_owned(),
            format!("{boto} Etl, account 111122223333 = 1"),
            format!("{boto} Etl, account 444455556666 = 1"),
            format!("{boto} Report, account 111122223333 = 1"),
            format!("{boto} Report, account 444455556666 = 1"),
            "root, account 111122223333 = 1".to_owned(),
            "root, account 444455556666 = 1".to_owned(),
            "user-heidi = 2".to_owned(),
        ]
    );
}

/// Whoever is behind a session is found by it, with what else is asked for.
#[test]
fn a_query_finds_the_events_of_a_person() {
    let loaded = loaded();
    let page = people(&loaded, PeopleRequest { scope: Scope::Other, ..PeopleRequest::default() });
    for row in &page.rows {
        let events = cell(&row.cells, "Events", PERSON_COLUMNS.iter().map(|column| column.label));
        assert_eq!(matching(&loaded, &format!("actor:\"{}\"", row.key)).to_string(), events, "{}", row.key);
    }
    assert_eq!(matching(&loaded, "actor:alice AND eventName:RunJobFlow"), 1);
    // The record has the name of the session.
    assert_eq!(matching(&loaded, "person:alice AND eventName:RunJobFlow"), 0);
    assert_eq!(matching(&loaded, "actor:*"), 12);
}

/// What somebody touched is told by the stories: every cluster of a call, and the cluster behind a group's id.
#[test]
fn whole_clusters_are_counted() {
    let alice = || session("DataEng", "alice", "ASIAEXAMPLEALICE");
    let bob = || session("DataEng", "bob", "ASIAEXAMPLEBOB");
    let ids: Vec<String> = (1..=3).map(|n| format!("j-EXAMPLE0000{n}")).collect();
    let records = [
        event(
            1,
            alice(),
            "elasticmapreduce",
            "TerminateJobFlows",
            json!({"requestParameters": {"jobFlowIds": ids}}),
        ),
        event(
            2,
            alice(),
            "elasticmapreduce",
            "AddInstanceGroups",
            json!({"requestParameters": {"jobFlowId": ids[0]}, "responseElements": {"instanceGroupIds": ["ig-EXAMPLE00001"]}}),
        ),
        event(
            3,
            bob(),
            "elasticmapreduce",
            "ModifyInstanceGroups",
            json!({"requestParameters": {"instanceGroups": [{"instanceGroupId": "ig-EXAMPLE00001", "instanceCount": 2}]}}),
        ),
        event(
            4,
            bob(),
            "elasticmapreduce",
            "DeleteSecurityConfiguration",
            json!({"requestParameters": {"name": "tls"}}),
        ),
    ];
    let loaded = load(&records);
    let page = people(&loaded, PeopleRequest { sort: 0, descending: false, ..PeopleRequest::default() });
    let resources: Vec<&str> = page
        .rows
        .iter()
        .map(|row| cell(&row.cells, "Resources", PERSON_COLUMNS.iter().map(|column| column.label)))
        .collect();
    assert_eq!(resources, ["3", "2"]);
    let bob = person(&loaded, "bob 111122223333");
    let named = |tallies: &trailglass::people::Tallies| -> Vec<String> {
        tallies.list.iter().map(|tally| tally.value.clone()).collect()
    };
    assert_eq!((named(&bob.stories), named(&bob.resources)), (vec![ids[0].clone()], vec!["tls".to_owned()]));
    assert_eq!(named(&person(&loaded, "alice 111122223333").stories), ids);
}

/// A list that is cut says how long it is.
#[test]
fn cut_lists_have_true_counts() {
    let records: Vec<Value> = (0..5_000)
        .map(|n| {
            let mut record = event(
                1,
                session("DataEng", "alice", "ASIAEXAMPLEALICE"),
                "elasticmapreduce",
                "ListClusters",
                json!({}),
            );
            record["eventID"] = json!(format!("00000000-0000-4000-8000-{n:012}"));
            record["sourceIPAddress"] = json!(format!("198.51.{}.{}", 100 + n / 250, n % 250));
            record["userIdentity"]["sessionContext"]["sessionIssuer"]["userName"] =
                json!(format!("Role{}", n % 300));
            record
        })
        .collect();
    let alice = person(&load(&records), "alice 111122223333");
    assert_eq!((alice.addresses.all, alice.addresses.list.len()), (5_000, 200));
    assert_eq!((alice.all_chains, alice.chains.len()), (300, 200));
}

/// Pods of a job run take their role with a web identity; their service account names the namespace.
#[test]
fn pods_are_guessed_by_their_namespace() {
    let alice = || session("DataEng", "alice", "ASIAEXAMPLEALICE");
    let pod = |namespace: &str| json!({"type": "WebIdentityUser", "userName": format!("system:serviceaccount:{namespace}:emr-containers-sa-spark-driver-111122223333-example")});
    let create = |minute, eks: &str, namespace: &str, id: &str| {
        event(
            minute,
            alice(),
            "emr-containers",
            "CreateVirtualCluster",
            json!({"requestParameters": {"name": "v",
            "containerProvider": {"id": eks, "info": {"eksInfo": {"namespace": namespace}}}}, "responseElements": {"id": id}}),
        )
    };
    let records = [
        create(1, "eks", "science", "examplevc"),
        event(2, pod("science"), "sts", "AssumeRoleWithWebIdentity", takes("ASIAEXAMPLEPOD")),
        event(3, pod("other"), "sts", "AssumeRoleWithWebIdentity", takes("ASIAEXAMPLEPODTWO")),
        // Two EKS clusters have a namespace of this name, and a pod does not say of which it is.
        create(4, "eks", "shared", "examplevctwo"),
        create(5, "eks-two", "shared", "examplevcthree"),
        event(6, pod("shared"), "sts", "AssumeRoleWithWebIdentity", takes("ASIAEXAMPLEPODTHREE")),
    ];
    let loaded =
        support::load(&[("a.json".to_owned(), json!({ "Records": records }).to_string().into_bytes())]);
    let engine = loaded.engine.borrow();
    let stories = trailglass::stories::build(engine.store());
    let by =
        |at: usize| -> Vec<&str> { stories.list[at].moments.iter().map(|moment| moment.by.word()).collect() };
    assert_eq!(by(0), ["named in a known field", "a guess by place and time"]);
    assert_eq!((by(1).len(), by(2).len(), stories.list.len()), (1, 1, 3));
}

fn report_of(source: &str, minute: u32, kind: &str, detail: Value) -> Value {
    json!({"version": "0", "id": format!("11111111-0000-4000-8000-0000000000{minute:02}"), "detail-type": kind, "source": source,
        "account": "111122223333", "time": format!("2026-09-01T10:{minute:02}:00Z"), "region": "us-east-1", "resources": [], "detail": detail})
}

/// Only the reports on a resource itself tell its state, and what has ended stays so.
#[test]
fn reports_on_parts_tell_nothing_of_the_whole() {
    use trailglass::emr::resources::Kind;
    let (serverless, eks) = ("aws.emr-serverless", "aws.emr-containers");
    let job = "EMR Serverless Job Run State Change";
    let of_application = "EMR Serverless Application State Change";
    let reports = [
        report_of(serverless, 1, of_application, json!({"applicationId": "00example", "state": "STARTED"})),
        report_of(
            serverless,
            2,
            job,
            json!({"applicationId": "00example", "jobRunId": "00run", "state": "SUCCESS"}),
        ),
        report_of(
            serverless,
            3,
            of_application,
            json!({"applicationId": "00example", "state": "TERMINATED"}),
        ),
        report_of(serverless, 4, of_application, json!({"applicationId": "00example", "state": "STOPPED"})),
        report_of(
            serverless,
            5,
            "EMR Serverless Job Run Retry",
            json!({"applicationId": "00example", "state": "FAILED"}),
        ),
        report_of(
            eks,
            6,
            "EMR Job Run State Change",
            json!({"virtualClusterId": "examplevc", "id": "examplerun", "state": "RUNNING"}),
        ),
        report_of(
            eks,
            7,
            "EmrContainers Job Run State Change",
            json!({"virtualClusterId": "examplevc", "id": "examplerun", "state": "COMPLETED"}),
        ),
        report_of(
            "aws.emr",
            8,
            "EMR Cluster State Change",
            json!({"clusterId": "j-EXAMPLE00001", "name": "n", "state": "WAITING"}),
        ),
        report_of(
            "aws.emr",
            9,
            "EMR Auto Scaling Policy State Change",
            json!({"clusterId": "j-EXAMPLE00001", "resourceId": "ig-EXAMPLE00001", "name": "policy", "state": "FAILED"}),
        ),
        report_of(
            "aws.emr",
            10,
            "EMR Instance Group State Change",
            json!({"clusterId": "j-EXAMPLE00001", "instanceGroupId": "ig-EXAMPLE00001", "state": "TERMINATED"}),
        ),
    ];
    let lines = reports.map(|report| report.to_string()).join("\n");
    let loaded = support::load(&[("a.jsonl".to_owned(), lines.into_bytes())]);
    let engine = loaded.engine.borrow();
    let stories = trailglass::stories::build(engine.store());
    let of = |kind, id| {
        let at = stories.find(kind, "111122223333", "us-east-1", id).unwrap();
        stories.full(engine.store(), &stories.list[at])
    };
    let application = of(Kind::Application, "00example");
    assert_eq!(
        (application.told.as_str(), application.end_time.as_str()),
        ("TERMINATED, 2026-09-01T10:03:00Z", "2026-09-01T10:03:00Z")
    );
    assert_eq!(application.parts[0].told, "SUCCESS, 2026-09-01T10:02:00Z");
    let virtual_cluster = of(Kind::VirtualCluster, "examplevc");
    assert_eq!((virtual_cluster.told.as_str(), virtual_cluster.parts.len()), ("", 1));
    assert_eq!(virtual_cluster.parts[0].told, "COMPLETED, 2026-09-01T10:07:00Z");
    let cluster = of(Kind::Cluster, "j-EXAMPLE00001");
    assert_eq!((cluster.told.as_str(), cluster.name.as_str()), ("WAITING, 2026-09-01T10:08:00Z", "n"));
    assert_eq!((cluster.parts.len(), cluster.parts[0].id.as_str()), (1, "ig-EXAMPLE00001"));
    assert_eq!(cluster.parts[0].told, "TERMINATED, 2026-09-01T10:10:00Z");
    assert_eq!(stories.list.len(), 3);
}

/// EMR's own reports by EventBridge are a second source, and settle what they can.
#[test]
fn reports_of_states_settle_an_end() {
    let report = |minute: u32, kind: &str, detail: Value| report_of("aws.emr", minute, kind, detail);
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
