//! What belongs to a story without naming its resource, against what was worked out by hand: parts, network
//! interfaces, roles; times without records by account and Region; what drives the cost. Any order of the input.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use proptest::prelude::*;
use serde_json::{Value, json};
use trailglass::emr::facts::Scope;
use trailglass::emr::resources::Kind;
use trailglass::engine::protocol::{Request, Response};
use trailglass::stories::{Stories, build};
use trailglass::view::stories::{StoriesRequest, StoryPage, story};

const ONE: &str = "111122223333";
const OTHER: &str = "444455556666";

/// `place` is account and Region; `who` is a role and a session, `minute` counts from 2026-09-01T00:00:00Z.
struct Play(Vec<Value>);

impl Play {
    fn add(&mut self, minute: u32, account: &str, who: &str, event: &str, request: Value, response: Value) {
        let (service, name) = event.split_once(' ').unwrap();
        let (role, session) = who.split_once('/').unwrap();
        let number = self.0.len();
        self.0.push(json!({
            "eventVersion": "1.09",
            "userIdentity": {"type": "AssumedRole", "principalId": format!("AROAEXAMPLE:{session}"), "accountId": account,
                "arn": format!("arn:aws:sts::{account}:assumed-role/{role}/{session}"),
                "sessionContext": {"sessionIssuer": {"type": "Role", "userName": role}}},
            "eventTime": format!("2026-09-01T{:02}:{:02}:00Z", minute / 60, minute % 60),
            "eventSource": format!("{service}.amazonaws.com"),
            "eventName": name,
            "awsRegion": "us-east-1",
            "sourceIPAddress": "192.0.2.10",
            "userAgent": "aws-cli/2.15.0",
            "requestParameters": request,
            "responseElements": response,
            "eventID": format!("00000000-0000-4000-8000-{number:012}"),
            "recipientAccountId": account,
        }));
    }

    fn refused(&mut self) {
        self.0.last_mut().unwrap()["errorCode"] = json!("AccessDenied");
    }
}

fn records() -> Vec<Value> {
    let mut play = Play(Vec::new());
    let none = || Value::Null;
    // Roles. Nodes-Role is in the instance profile Nodes; nothing was given Unrelated.
    for (minute, event, request) in [
        (1, "CreateRole", json!({"roleName": "Nodes-Role"})),
        (2, "AddRoleToInstanceProfile", json!({"roleName": "Nodes-Role", "instanceProfileName": "Nodes"})),
        (
            3,
            "PutRolePolicy",
            json!({"roleName": "Nodes-Role", "policyName": "p", "policyDocument": "arn:aws:elasticmapreduce:us-east-1:1:cluster/j-EXAMPLE00009"}),
        ),
        (4, "PutRolePolicy", json!({"roleName": "Svc", "policyName": "p"})),
        (5, "CreateRole", json!({"roleName": "Unrelated"})),
        (6, "CreateServiceLinkedRole", json!({"aWSServiceName": "elasticmapreduce.amazonaws.com"})),
        (7, "CreateServiceLinkedRole", json!({"aWSServiceName": "ops.emr-serverless.amazonaws.com"})),
        (8, "GetRole", json!({"roleName": "Nodes"})),
    ] {
        play.add(minute, ONE, "Admin/carol", &format!("iam {event}"), request, none());
        if minute == 4 {
            play.refused();
        }
    }
    play.add(
        5,
        OTHER,
        "Admin/dave",
        "iam AttachRolePolicy",
        json!({"roleName": "Nodes", "policyArn": "x"}),
        none(),
    );
    // The same id in two accounts.
    play.add(10, ONE, "DataEng/alice", "elasticmapreduce RunJobFlow",
        json!({"name": "one", "serviceRole": format!("arn:aws:iam::{ONE}:role/service/Svc"), "jobFlowRole": "Nodes", "autoScalingRole": "Scaler",
            "ebsRootVolumeSize": 20, "steps": [{"name": "setup"}], "autoTerminationPolicy": {"idleTimeout": 3600},
            "managedScalingPolicy": {"computeLimits": {"unitType": "Instances", "minimumCapacityUnits": 2, "maximumCapacityUnits": 20, "maximumOnDemandCapacityUnits": 5}},
            "instances": {"keepJobFlowAliveWhenNoSteps": true, "instanceGroups": [
                {"instanceRole": "MASTER", "instanceType": "m5.xlarge", "instanceCount": 1, "market": "ON_DEMAND"},
                {"instanceRole": "CORE", "instanceType": "m5.2xlarge", "instanceCount": 3, "market": "SPOT", "ebsConfiguration":
                    {"ebsBlockDeviceConfigs": [{"volumeSpecification": {"volumeType": "gp3", "sizeInGB": 64}, "volumesPerInstance": 2}]}}]}}),
        json!({"jobFlowId": "j-EXAMPLE00001"}));
    play.add(
        15,
        OTHER,
        "DataEng/erin",
        "elasticmapreduce RunJobFlow",
        json!({"name": "other", "jobFlowRole": "Nodes"}),
        json!({"jobFlowId": "j-EXAMPLE00001"}),
    );
    play.add(20, ONE, "DataEng/alice", "elasticmapreduce AddInstanceGroups",
        json!({"jobFlowId": "j-EXAMPLE00001", "instanceGroups": [{"instanceRole": "TASK", "instanceType": "m5.xlarge", "instanceCount": 2}]}),
        json!({"jobFlowId": "j-EXAMPLE00001", "instanceGroupIds": ["ig-EXAMPLE00001"]}));
    play.add(
        30,
        ONE,
        "DataEng/bob",
        "elasticmapreduce ModifyInstanceGroups",
        json!({"instanceGroups": [{"instanceGroupId": "ig-EXAMPLE00001", "instanceCount": 6}]}),
        none(),
    );
    play.add(70, ONE, "EMR_DefaultRole/x", "ec2 RunInstances",
        json!({"tagSpecificationSet": {"items": [{"tags": [{"key": "aws:elasticmapreduce:job-flow-id", "value": "j-EXAMPLE00001"}]}]}}),
        json!({"instancesSet": {"items": [{"instanceId": "i-0examplea"}]}}));
    play.add(
        80,
        ONE,
        "Admin/mallory",
        "ec2 TerminateInstances",
        json!({"instancesSet": {"items": [{"instanceId": "i-0examplea"}]}}),
        none(),
    );
    // Made with a role that a cluster was given, and with one that none was.
    play.add(81, ONE, "Nodes/i-0examplea", "s3 GetObject", json!({"bucketName": "b"}), none());
    play.add(82, ONE, "Unrelated/x", "s3 GetObject", json!({"bucketName": "b"}), none());
    // Applications and their interfaces.
    for (minute, id, subnets, group) in [
        (30, "00appone", json!(["subnet-a", "subnet-b"]), "sg-a"),
        (31, "00apptwo", json!(["subnet-a"]), "sg-b"),
        (32, "00appthree", json!(["subnet-c"]), "sg-c"),
        (33, "00appfour", json!(["subnet-c"]), "sg-c"),
    ] {
        play.add(minute, ONE, "DataEng/alice", "emr-serverless CreateApplication",
            json!({"name": id, "networkConfiguration": {"subnetIds": subnets, "securityGroupIds": [group]}, "maximumCapacity": {"cpu": "400vCPU"}}),
            json!({"applicationId": id}));
    }
    play.add(
        41,
        ONE,
        "DataEng/alice",
        "emr-serverless StartJobRun",
        json!({"applicationId": "00appfour", "executionRoleArn": format!("arn:aws:iam::{ONE}:role/Job")}),
        json!({"jobRunId": "00run"}),
    );
    play.add(
        120,
        ONE,
        "DataEng/alice",
        "emr-serverless UpdateApplication",
        json!({"applicationId": "00appthree", "networkConfiguration": {"subnetIds": ["subnet-d"]}}),
        none(),
    );
    for (minute, interface, subnet, group, who) in [
        // Before there was an application.
        (20, "eni-0", "subnet-a", "sg-a", SERVERLESS),
        (40, "eni-1", "subnet-a", "sg-a", SERVERLESS),
        (41, "eni-2", "subnet-a", "sg-b", SERVERLESS),
        // Of two that fit the one that was given work.
        (42, "eni-3", "subnet-c", "sg-c", SERVERLESS),
        // Nothing tells which of the two.
        (90, "eni-4", "subnet-c", "sg-c", SERVERLESS),
        // One of them has another subnet now.
        (125, "eni-5", "subnet-c", "sg-c", SERVERLESS),
        (43, "eni-6", "subnet-a", "sg-a", "Lambda/x"),
    ] {
        play.add(
            minute,
            ONE,
            who,
            "ec2 CreateNetworkInterface",
            json!({"subnetId": subnet, "groupSet": {"items": [{"groupId": group}]}}),
            json!({"networkInterface": {"networkInterfaceId": interface}}),
        );
    }
    play.add(
        50,
        ONE,
        "Admin/mallory",
        "ec2 DeleteNetworkInterface",
        json!({"networkInterfaceId": "eni-1"}),
        none(),
    );
    // Nothing is recorded from three to five.
    play.add(330, ONE, "DataEng/bob", "elasticmapreduce ListClusters", json!({}), none());
    play.0
}

const SERVERLESS: &str = "AWSServiceRoleForAmazonEMRServerless/x";

fn to_files(files: &[&[Value]]) -> Vec<(String, Vec<u8>)> {
    files
        .iter()
        .enumerate()
        .map(|(i, records)| (format!("{i}.json"), json!({ "Records": records }).to_string().into_bytes()))
        .collect()
}

fn load(files: &[&[Value]]) -> (support::Loaded, Stories) {
    let loaded = support::load(&to_files(files));
    let stories = build(loaded.engine.borrow().store());
    (loaded, stories)
}

fn page(loaded: &support::Loaded, stories: &Stories, at: usize) -> StoryPage {
    let engine = loaded.engine.borrow();
    let store = engine.store();
    story(stories, store, at as u32, &stories.list[at], |row| store.event_id(row))
}

fn find(stories: &Stories, kind: Kind, account: &str, id: &str) -> usize {
    stories.find(kind, account, "us-east-1", id).unwrap()
}

/// Minutes at which the events of a story are, with how surely they belong to it.
fn moments(stories: &Stories, at: usize) -> Vec<String> {
    const START: i64 = 1_788_220_800;
    let moments = &stories.list[at].moments;
    moments.iter().map(|m| format!("{} {}", (m.time - START) / 60, m.by.word())).collect()
}

#[test]
fn interfaces_go_to_the_one_application_that_fits() {
    let (_, stories) = load(&[&records()]);
    let of = |id| moments(&stories, find(&stories, Kind::Application, ONE, id));
    let (field, guess) = ("named in a known field", "a guess by place and time");
    assert_eq!(of("00appone"), [format!("30 {field}"), format!("40 {guess}"), format!("50 {guess}")]);
    assert_eq!(of("00apptwo"), [format!("31 {field}"), format!("41 {guess}")]);
    assert_eq!(of("00appthree"), [format!("32 {field}"), format!("120 {field}")]);
    assert_eq!(
        of("00appfour"),
        [format!("33 {field}"), format!("41 {field}"), format!("42 {guess}"), format!("125 {guess}")]
    );
    assert!(stories.unattached.is_empty());
}

#[test]
fn roles_join_what_iam_records_of_them() {
    let (loaded, stories) = load(&[&records()]);
    let roles = |account, kind, id| {
        let page = page(&loaded, &stories, find(&stories, kind, account, id));
        let lines = |lines: &[trailglass::view::stories::HistoryLine]| {
            lines
                .iter()
                .map(|line| format!("{}{}", &line.time[14..16], if line.refused { "!" } else { "" }))
                .collect::<Vec<_>>()
                .join(",")
        };
        let mut out: Vec<String> = page
            .groundwork
            .roles
            .iter()
            .map(|role| {
                format!(
                    "{} ({}) x{}: {}",
                    role.name,
                    role.labels.join(","),
                    role.resources,
                    lines(&role.lines)
                )
            })
            .collect();
        out.push(lines(&page.groundwork.linked));
        out
    };
    assert_eq!(
        roles(ONE, Kind::Cluster, "j-EXAMPLE00001"),
        [
            "Nodes (instance profile) x1: 01,02,03",
            "Scaler (scaling role) x1: ",
            "Svc (service role) x1: 04!",
            "06"
        ]
    );
    assert_eq!(roles(OTHER, Kind::Cluster, "j-EXAMPLE00001"), ["Nodes (instance profile) x1: 05", ""]);
    assert_eq!(
        roles(ONE, Kind::Application, "00appfour"),
        ["Job (role of a step, job run or session) x1: ", "07"]
    );
}

#[test]
fn each_event_that_a_join_brought_in_says_why() {
    let (loaded, stories) = load(&[&records()]);
    let before = loaded.view("", Scope::Related).counts.related;
    // Building the stories relates: three of IAM on Nodes-Role, one refused on Svc, AttachRolePolicy in the other
    // account, the terminated instance, the deleted interface, the object that a node read.
    let request = Request::Stories { seq: 1, stories: StoriesRequest::default() };
    let Response::Stories { page, .. } = loaded.engine.borrow_mut().handle(request) else { panic!() };
    assert_eq!(page.now_related, 7);
    assert_eq!(loaded.view("", Scope::Related).counts.related, before + 7);
    let engine = loaded.engine.borrow();
    let store = engine.store();
    let row = |minute: u32, name: &str| {
        let wanted = format!("2026-09-01T{:02}:{:02}:00Z", minute / 60, minute % 60);
        (0..store.rows())
            .find(|&row| {
                trailglass::record::time::format(store.times()[row as usize]) == wanted
                    && store.value(trailglass::store::columns::EVENT, row) == name
            })
            .unwrap()
    };
    let why = |minute, name| stories.reasons_of_roles(store, row(minute, name));
    assert_eq!(why(4, "PutRolePolicy"), ["names role Svc, given to cluster j-EXAMPLE00001 (service role)"]);
    assert_eq!(
        why(81, "GetObject"),
        ["made with role Nodes, given to cluster j-EXAMPLE00001 (instance profile)"]
    );
    assert!(why(82, "GetObject").is_empty() && why(5, "CreateRole").is_empty());
    let wanted = "names a role in instance profile Nodes, given to cluster j-EXAMPLE00001 (instance profile)";
    assert_eq!(why(1, "CreateRole"), [wanted]);
    let resize = row(30, "ModifyInstanceGroups");
    drop(engine);
    let Response::Detail { detail, .. } =
        loaded.engine.borrow_mut().handle(Request::Detail { seq: 1, row: resize })
    else {
        panic!()
    };
    let wanted = "part of the story of cluster j-EXAMPLE00001: found by what belongs to it (ig-EXAMPLE00001)";
    assert!(detail.about.scope.iter().any(|why| why == wanted), "{:?}", detail.about.scope);
}

#[test]
fn a_query_finds_the_events_of_a_story() {
    let (loaded, stories) = load(&[&records()]);
    let matching = |query: &str| loaded.view(query, Scope::Other).counts.matching;
    // Launch, group added, group resized by its id alone, instance launched by tag, instance ended by its id alone.
    let one = page(&loaded, &stories, find(&stories, Kind::Cluster, ONE, "j-EXAMPLE00001"));
    assert_eq!(one.query, format!("story:\"j-EXAMPLE00001 {ONE} us-east-1\""));
    assert_eq!(matching(&one.query), 5);
    let joins: Vec<_> =
        one.full.joins.iter().map(|j| (j.strength.as_str(), j.events, j.by.join(","))).collect();
    assert_eq!(
        joins,
        [
            ("named in a known field", 3, String::new()),
            ("found by what belongs to it", 2, "i-0examplea,ig-EXAMPLE00001".to_owned())
        ]
    );
    assert_eq!(matching("story:j-EXAMPLE00001"), 6);
    assert_eq!(matching("story:j-EXAMPLE00001 AND NOT resource:j-EXAMPLE00001"), 2);
    assert_eq!(matching(&format!("story:{OTHER}")), 1);
    assert_eq!(matching("story:j-NOTHING"), 0);
    let application = page(&loaded, &stories, find(&stories, Kind::Application, ONE, "00appone"));
    assert_eq!((application.query.as_str(), matching("story:00appone")), ("story:\"00appone\"", 3));
    assert_eq!(matching("story:*"), 6 + 3 + 2 + 2 + 4);
}

#[test]
fn holes_are_those_of_account_and_region() {
    let (loaded, stories) = load(&[&records()]);
    let page_of = |account, kind, id| page(&loaded, &stories, find(&stories, kind, account, id));
    let one = page_of(ONE, Kind::Cluster, "j-EXAMPLE00001");
    let hole = "2026-09-01 03:00 UTC to 2026-09-01 05:00 UTC";
    assert_eq!(one.unseen, [format!("{hole}, for which no record of account {ONE} in us-east-1 is loaded")]);
    assert_eq!(one.would_settle[0], format!("CloudTrail files of account {ONE} in us-east-1 for {hole}"));
    // The files of the other account end after an hour; there is no hole in between.
    let other = page_of(OTHER, Kind::Cluster, "j-EXAMPLE00001");
    assert_eq!(
        other.unseen,
        [format!(
            "after 2026-09-01 01:00 UTC, where the records of account {OTHER} in us-east-1 end; those of others go on until 2026-09-01 06:00 UTC"
        )]
    );
    assert_eq!(
        other.would_settle[0],
        format!("CloudTrail files of account {OTHER} in us-east-1 from 2026-09-01 01:00 UTC on")
    );
    let request = Request::Stories { seq: 1, stories: StoriesRequest::default() };
    let Response::Stories { page, .. } = loaded.engine.borrow_mut().handle(request) else { panic!() };
    let hours: Vec<_> = page
        .coverage
        .iter()
        .map(|place| {
            let hour = |at: f64| (at - 1_788_220_800.0) / 3_600.0;
            (
                place.account.as_str(),
                place.spans.iter().map(|[a, b]| [hour(*a), hour(*b)]).collect::<Vec<_>>(),
            )
        })
        .collect();
    assert_eq!(hours, [(ONE, vec![[0.0, 3.0], [5.0, 6.0]]), (OTHER, vec![[0.0, 1.0]])]);
    let places: Vec<u32> =
        page.rows.iter().filter_map(|row| row.lane.as_ref()).map(|lane| lane.place).collect();
    assert_eq!(places.iter().filter(|place| **place == 1).count(), 1);
    // With further rows it is not sent again.
    let request = Request::Stories {
        seq: 2,
        stories: StoriesRequest { offset: 2, limit: 2, ..StoriesRequest::default() },
    };
    let Response::Stories { page, .. } = loaded.engine.borrow_mut().handle(request) else { panic!() };
    assert_eq!((page.coverage.len(), page.rows.len()), (0, 2));
}

#[test]
fn what_drives_cost_is_what_requests_record() {
    let (loaded, stories) = load(&[&records()]);
    let costs = |account, kind, id| {
        let page = page(&loaded, &stories, find(&stories, kind, account, id));
        page.full.costs.iter().map(|(what, value)| format!("{what}: {value}")).collect::<Vec<_>>()
    };
    assert_eq!(
        costs(ONE, Kind::Cluster, "j-EXAMPLE00001"),
        [
            "at launch: 1 × m5.xlarge primary (on-demand), 3 × m5.2xlarge core (spot)",
            "EBS volumes of each: core: 2 × 64 GiB gp3",
            "root volume: 20 GiB",
            "added later: 2 × m5.xlarge task",
            "resized: ig-EXAMPLE00001 to 6",
            "managed scaling: 2 to 20 instances, at most 5 on demand",
            "ends by itself: after 3600 seconds without work",
        ]
    );
    assert_eq!(
        costs(OTHER, Kind::Cluster, "j-EXAMPLE00001"),
        ["ends by itself: after its last step, unless keep-alive was stated elsewhere"]
    );
    assert_eq!(
        costs(ONE, Kind::Application, "00appone"),
        ["at most: 400vCPU", "automatic stop: not recorded; on where it was not stated"]
    );
    let one = &stories.list[find(&stories, Kind::Cluster, ONE, "j-EXAMPLE00001")];
    assert_eq!(stories.more_roles(one), "Scaler");
    let parts = page(&loaded, &stories, find(&stories, Kind::Cluster, ONE, "j-EXAMPLE00001")).full.parts;
    let ids: Vec<&str> = parts.iter().map(|part| part.id.as_str()).collect();
    assert_eq!(
        ids,
        [
            "step 1 of the launch, id not recorded",
            "instance group 1 of the launch, id not recorded",
            "instance group 2 of the launch, id not recorded",
            "ig-EXAMPLE00001"
        ]
    );
}

/// Names of roles may look like anything.
#[test]
fn a_role_is_no_resource_whatever_it_is_called() {
    let mut play = Play(Vec::new());
    for (minute, event, role) in [
        (1, "iam CreateRole", "es-indexer"),
        (2, "iam DeleteRole", "j-smith-role"),
        (3, "iam CreateRole", "j-EXAMPLE00001"),
    ] {
        play.add(minute, ONE, "Admin/carol", event, json!({"roleName": role}), Value::Null);
    }
    // Made by EMR, and so related to it by itself.
    play.add(4, ONE, SERVERLESS, "kms CreateGrant", json!({"name": "es-indexer"}), Value::Null);
    let (loaded, stories) = load(&[&play.0]);
    assert!(stories.list.is_empty(), "{:?}", stories.list);
    loaded.engine.borrow_mut().idle();
    assert_eq!(loaded.view("", Scope::Related).counts.related, 1);
}

/// A group that thirty clusters share is opened to the world: each of them says so, the newest as well.
#[test]
fn events_of_a_shared_group_are_told_by_all_that_share_it() {
    let mut play = Play(Vec::new());
    let id = |n: u32| format!("j-EXAMPLE{n:05}");
    for n in 1..=30 {
        let mut instances = json!({"emrManagedMasterSecurityGroup": "sg-0example1", "additionalMasterSecurityGroups": ["sg-0example2", "sg-0example1"]});
        if n == 30 {
            instances["emrManagedSlaveSecurityGroup"] = json!("sg-0example3");
        }
        play.add(
            n,
            ONE,
            "DataEng/alice",
            "elasticmapreduce RunJobFlow",
            json!({"instances": instances}),
            json!({"jobFlowId": id(n)}),
        );
    }
    let open = |group: &str| json!({"groupId": group, "ipPermissions": {"items": [{"fromPort": 22, "toPort": 22, "ipRanges": {"items": [{"cidrIp": "0.0.0.0/0"}]}}]}});
    for (minute, account, group) in [
        (40, ONE, "sg-0example1"),
        (41, ONE, "sg-0example3"),
        (42, ONE, "sg-0other"),
        (43, OTHER, "sg-0example1"),
    ] {
        play.add(
            minute,
            account,
            "Admin/mallory",
            "ec2 AuthorizeSecurityGroupIngress",
            open(group),
            Value::Null,
        );
    }
    // An interface is given the group; that changes nothing of it.
    play.add(
        44,
        ONE,
        SERVERLESS,
        "ec2 CreateNetworkInterface",
        json!({"subnetId": "subnet-a", "groupSet": {"items": [{"groupId": "sg-0example1"}]}}),
        json!({"networkInterface": {"networkInterfaceId": "eni-1"}}),
    );
    let (loaded, stories) = load(&[&play.0]);
    let groups = |n: u32| -> Vec<String> {
        let page = page(&loaded, &stories, find(&stories, Kind::Cluster, ONE, &id(n)));
        let minutes = |lines: &[trailglass::view::stories::HistoryLine]| {
            lines
                .iter()
                .map(|line| format!("{} {}", &line.time[14..16], line.strength))
                .collect::<Vec<_>>()
                .join(",")
        };
        let given = page.groundwork.groups.iter();
        given
            .map(|g| format!("{} ({}) x{}: {}", g.name, g.labels.join(", "), g.resources, minutes(&g.lines)))
            .collect()
    };
    let shared =
        "sg-0example1 (primary security group, more primary security groups) x30: 40 by security group";
    let unchanged = "sg-0example2 (more primary security groups) x30: ";
    assert_eq!(groups(1), [shared, unchanged]);
    let own = "sg-0example3 (core security group) x1: 41 by security group";
    assert_eq!(groups(30), [shared, unchanged, own]);
    // In the story itself stands what names the cluster.
    assert_eq!(stories.list.iter().map(|story| story.moments.len()).max(), Some(1));
    let matching = |query: &str| loaded.view(query, Scope::Other).counts.matching;
    assert_eq!((matching("story:j-EXAMPLE00001"), matching("story:j-EXAMPLE00030")), (2, 3));
    assert_eq!(matching("story:*"), 32);
    assert_eq!(loaded.view("", Scope::Related).counts.related, 33);
    let engine = loaded.engine.borrow();
    let why = (0..engine.store().rows()).find_map(|row| stories.reasons_of_groups(row).pop());
    let wanted = "names security group sg-0example1, given to cluster j-EXAMPLE00001 (primary security group) and 29 other resources";
    assert_eq!(why.as_deref(), Some(wanted));
}

/// Ways onto a node, and what changes it, belong to its cluster: the record names the node alone.
#[test]
fn whatever_names_a_node_belongs_to_its_cluster() {
    let mut play = Play(Vec::new());
    let (node, other) = ("i-0examplea", "i-0exampleb");
    play.add(1, ONE, "EMR_DefaultRole/x", "ec2 RunInstances",
        json!({"tagSpecificationSet": {"items": [{"tags": [{"key": "aws:elasticmapreduce:job-flow-id", "value": "j-EXAMPLE00001"}]}]}}),
        json!({"instancesSet": {"items": [{"instanceId": node}]}}));
    for (minute, event, request) in [
        (2, "ssm StartSession", json!({"target": node})),
        (3, "ssm SendCommand", json!({"instanceIds": [node], "documentName": "AWS-RunShellScript"})),
        (4, "ec2-instance-connect SendSSHPublicKey", json!({"instanceId": node, "instanceOSUser": "hadoop"})),
        (
            5,
            "ec2 AssociateIamInstanceProfile",
            json!({"AssociateIamInstanceProfileRequest": {"InstanceId": node}}),
        ),
        (
            6,
            "ec2 CreateTags",
            json!({"resourcesSet": {"items": [{"resourceId": node}]}, "tagSet": {"items": [{"key": "a", "value": "b"}]}}),
        ),
        (7, "ec2 DeleteTags", json!({"resourcesSet": {"items": [{"resourceId": node}]}})),
        (8, "ssm StartSession", json!({"target": other})),
    ] {
        play.add(minute, ONE, "Admin/mallory", event, request, Value::Null);
    }
    let (loaded, stories) = load(&[&play.0]);
    let (field, belongs) = ("named in a known field", "found by what belongs to it");
    let wanted: Vec<String> =
        (1..=7).map(|minute| format!("{minute} {}", if minute == 1 { field } else { belongs })).collect();
    assert_eq!(moments(&stories, find(&stories, Kind::Cluster, ONE, "j-EXAMPLE00001")), wanted);
    loaded.engine.borrow_mut().idle();
    assert_eq!(loaded.view("", Scope::Related).counts.related, 7);
}

/// What another event only mentions is not acted on by it.
#[test]
fn a_mention_changes_nothing() {
    let mut play = Play(Vec::new());
    play.add(
        1,
        ONE,
        "DataEng/alice",
        "elasticmapreduce RunJobFlow",
        json!({"name": "one"}),
        json!({"jobFlowId": "j-EXAMPLE00001"}),
    );
    play.add(9, ONE, "DataEng/bob", "elasticmapreduce RunJobFlow",
        json!({"name": "two", "releaseLabel": "emr-7.5.0", "steps": [{"name": "s", "hadoopJarStep": {"args": ["s3://b/j-EXAMPLE00001/part", "s3://b/j-EXAMPLE00003/part"]}}]}),
        json!({"jobFlowId": "j-EXAMPLE00002"}));
    let (loaded, stories) = load(&[&play.0]);
    let at = find(&stories, Kind::Cluster, ONE, "j-EXAMPLE00001");
    assert_eq!(moments(&stories, at), ["1 named in a known field", "9 found in text"]);
    let full = page(&loaded, &stories, at).full;
    assert_eq!((full.name.as_str(), full.release.as_str(), full.parts.len()), ("one", "", 0));
    assert_eq!((full.evidence.as_str(), full.people), ("2026-09-01T00:01:00Z", vec!["alice".to_owned()]));
    // Nothing else names the third.
    assert_eq!(stories.list.len(), 2);
}

/// A guess that later files withdraw ties nothing to EMR any more.
#[test]
fn what_was_related_by_a_guess_is_so_no_more_without_it() {
    let mut play = Play(Vec::new());
    let launch = |play: &mut Play, minute, id: &str| {
        play.add(
            minute,
            ONE,
            "DataEng/alice",
            "elasticmapreduce RunJobFlow",
            json!({"instances": {"ec2SubnetIds": ["subnet-a", "subnet-b"]}}),
            json!({"jobFlowId": id}),
        );
    };
    launch(&mut play, 1, "j-EXAMPLE00001");
    let nodes = json!({"instancesSet": {"items": [{"instanceId": "i-0example1"}]}});
    play.add(3, ONE, "EMR_DefaultRole/x", "ec2 RunInstances", json!({"subnetId": "subnet-b"}), nodes.clone());
    play.0.last_mut().unwrap()["userIdentity"]["invokedBy"] = json!("elasticmapreduce.amazonaws.com");
    play.add(9, ONE, "Admin/mallory", "ec2 TerminateInstances", nodes, Value::Null);
    let first = play.0.len();
    launch(&mut play, 2, "j-EXAMPLE00002");
    let related = |records: &[Value]| {
        let (loaded, _) = load(&[records]);
        loaded.engine.borrow_mut().idle();
        loaded.view("", Scope::Related).counts.related
    };
    // With the second cluster nothing tells of which the node is.
    assert_eq!((related(&play.0[..first]), related(&play.0)), (3, 3));
    let parts = to_files(&[&play.0[..first], &play.0[first..]]);
    let loaded = support::load_slowly(&parts);
    assert_eq!(loaded.view("", Scope::Related).counts.related, 3);
    assert!(loaded.engine.borrow_mut().take_related());
}

/// What names a part of something unknown can be listed.
#[test]
fn what_belongs_to_no_story_is_found_by_that() {
    let mut play = Play(Vec::new());
    for (minute, group) in [(1, "ig-EXAMPLE00001"), (2, "ig-EXAMPLE00002")] {
        let request = json!({"instanceGroups": [{"instanceGroupId": group, "instanceCount": 2}]});
        play.add(minute, ONE, "DataEng/bob", "elasticmapreduce ModifyInstanceGroups", request, Value::Null);
    }
    let request = json!({"clusterId": "j-EXAMPLE00001", "instanceGroupId": "ig-EXAMPLE00001"});
    play.add(3, ONE, "DataEng/bob", "elasticmapreduce PutAutoScalingPolicy", request, Value::Null);
    let (loaded, stories) = load(&[&play.0]);
    let matching = |query: &str| loaded.view(query, Scope::Other).counts.matching;
    assert_eq!((stories.unattached.len(), matching("story:none"), matching("NOT story:none")), (1, 1, 2));
    assert_eq!(matching("story:none AND resource:ig-EXAMPLE00002"), 1);
}

#[test]
fn each_event_says_why_it_is_in() {
    let files = to_files(&[&records()]);
    let loaded = support::load(&files);
    let files: Vec<Vec<u8>> = files.into_iter().map(|(_, bytes)| bytes).collect();
    assert_eq!(support::without_reason(&mut loaded.engine.borrow_mut(), &files), Vec::<String>::new());
}

/// All pages of stories without numbers of rows, which depend on the order of the files.
fn fingerprint(loaded: &support::Loaded, stories: &Stories) -> Vec<String> {
    fn without_rows(value: &mut Value) {
        match value {
            Value::Object(object) => {
                object.remove("row");
                object.values_mut().for_each(without_rows);
            }
            Value::Array(list) => list.iter_mut().for_each(without_rows),
            _ => {}
        }
    }
    let of = |at| {
        let mut value = serde_json::to_value(page(loaded, stories, at)).unwrap();
        without_rows(&mut value);
        value.to_string()
    };
    (0..stories.list.len()).map(of).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]
    /// Any order and any split of the input gives the same pages.
    #[test]
    fn order_and_files_make_no_difference(mixed in Just(records()).prop_shuffle(), files in 1usize..9) {
        let records = records();
        let (loaded, stories) = load(&[&records]);
        let parts: Vec<&[Value]> = mixed.chunks(mixed.len().div_ceil(files)).collect();
        let other = support::load_slowly(&to_files(&parts));
        let others = build(other.engine.borrow().store());
        loaded.engine.borrow_mut().idle();
        prop_assert_eq!(loaded.view("", Scope::Related).counts.related, other.view("", Scope::Related).counts.related);
        prop_assert_eq!(fingerprint(&loaded, &stories), fingerprint(&other, &others));
        prop_assert_eq!(loaded.view("story:*", Scope::Other).counts.matching, other.view("story:*", Scope::Other).counts.matching);
    }
}
