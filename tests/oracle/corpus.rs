//! Records with what is awkward in real ones, and what is known of each without reading it again.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::evaluate::column;

/// xorshift64*: the same seed gives the same test.
pub struct Rng(pub u64);

impl Rng {
    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    pub fn below(&mut self, n: usize) -> usize {
        (self.next() >> 33) as usize % n
    }

    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}

/// Columns that are asked for what came first of them.
pub const FIRST_OF: [&str; 4] = ["sourceIPAddress", "person", "eventName", "errorCode"];

/// 2026-09-01T00:00:00Z.
pub const FIRST_DAY: i64 = 1_788_220_800;

#[derive(Clone)]
pub struct Event {
    pub record: Value,
    pub id: String,
    /// Seconds since 1970.
    pub time: Option<i64>,
    /// Of EMR itself.
    pub emr: bool,
    /// Made by EMR, or naming it.
    pub related: bool,
    /// The record can be searched: it is in memory, as those of EMR are, or was searched in its file.
    pub searched: bool,
    /// Values that are worked out from the record, by the name of their column; what is missing is empty.
    pub derived: Vec<(&'static str, String)>,
    /// The ids that it names, each with its kind.
    pub kinds: Vec<(&'static str, String)>,
    /// Columns of which no earlier event that is asked about has its value ([`note_firsts`]).
    pub first_of: Vec<&'static str>,
}

/// An identity, and person, role, session, kind and temporary of it.
type Identity = (Value, [&'static str; 5]);

fn identities() -> Vec<Identity> {
    let role = |role: &str, session: &str, mfa: &str| {
        json!({"type":"AssumedRole","principalId":format!("AROAEXAMPLE:{session}"),"accountId":"111122223333",
            "arn":format!("arn:aws:sts::111122223333:assumed-role/{role}/{session}"),"accessKeyId":"ASIAEXAMPLE",
            "sessionContext":{"sessionIssuer":{"type":"Role","userName":role,
                "arn":format!("arn:aws:iam::111122223333:role/{role}")},
                "attributes":{"mfaAuthenticated":mfa,"creationDate":"2026-09-02T10:00:00Z"}}})
    };
    vec![
        (role("DataEng", "alice", "true"), ["alice", "DataEng", "alice", "role", "yes"]),
        (role("DataEng", "Alice", "false"), ["Alice", "DataEng", "Alice", "role", "yes"]),
        (
            role("Ops", "bob@example.com", "false"),
            ["bob@example.com", "Ops", "bob@example.com", "role", "yes"],
        ),
        (
            json!({"type":"IAMUser","userName":"carol smith","accountId":"444455556666","accessKeyId":"AKIAEXAMPLE",
                "arn":"arn:aws:iam::444455556666:user/carol smith","principalId":"AIDAEXAMPLE"}),
            ["carol smith", "", "", "IAM user", "no"],
        ),
        (
            json!({"type":"Root","accountId":"111122223333","arn":"arn:aws:iam::111122223333:root","principalId":"111122223333"}),
            ["root", "", "", "root", ""],
        ),
        (
            json!({"type":"IdentityCenterUser","accountId":"111122223333","onBehalfOf":{"userId":"u-ärger"}}),
            ["u-ärger", "", "", "Identity Center", ""],
        ),
        (
            json!({"type":"AWSService","invokedBy":"ec2.amazonaws.com"}),
            ["ec2.amazonaws.com", "", "", "service", ""],
        ),
        (Value::Null, ["", "", "", "unknown", ""]),
    ]
}

const ADDRESSES: &[&str] = &[
    "192.0.2.1",
    "192.0.2.9",
    "192.0.2.10",
    "192.0.2.255",
    "192.0.3.0",
    "198.51.100.7",
    "2001:db8::1",
    "2001:DB8:0:0:0:0:0:2",
    "2001:db8:1::",
    "2001:db9::1",
    "AWS Internal",
    "ec2.amazonaws.com",
    "elasticmapreduce.amazonaws.com",
    "::ffff:192.0.2.5",
];

/// Programs, and the way of a request that each is.
const AGENTS: &[(&str, &str)] = &[
    ("aws-cli/2.15.30 Python/3.11.8", "CLI"),
    ("AWS-CLI/2.0", "other"),
    ("Boto3/1.34 (x y)", "SDK"),
    ("[S3Console/0.4, aws-internal/3]", "console"),
    ("Mozilla/5.0 \"quoted\" \\ agent", "console"),
    ("console.amazonaws.com", "console"),
    ("terraform", "other"),
    ("APN/1.0 HashiCorp/1.0 Terraform/1.9 aws-sdk-go-v2/1.30", "IaC"),
];

/// Source, operation, whether it is EMR's, category.
const OPERATIONS: &[(&str, &str, bool, &str)] = &[
    ("elasticmapreduce.amazonaws.com", "RunJobFlow", true, "launch"),
    ("elasticmapreduce.amazonaws.com", "AddJobFlowSteps", true, "steps & jobs"),
    ("elasticmapreduce.amazonaws.com", "TerminateJobFlows", true, "terminate"),
    ("elasticmapreduce.amazonaws.com", "DescribeCluster", true, "read"),
    ("emr-serverless.amazonaws.com", "StopApplication", true, "terminate"),
    ("emr-serverless.amazonaws.com", "StartJobRun", true, "steps & jobs"),
    ("s3.amazonaws.com", "GetObject", false, ""),
    ("s3.amazonaws.com", "PutObject", false, ""),
    ("iam.amazonaws.com", "createuser", false, ""),
];

/// Seconds from [`FIRST_DAY`] on that are borders of something, or one off.
const SECONDS: &[i64] = &[
    0, 1, -1, 59, 60, 3_599, 3_600, 36_000, 43_200, 86_399, 86_400, 86_401, 172_799, 172_800, 259_200, 7_200,
    79_200,
];

pub fn time_text(time: i64) -> String {
    let from = time - FIRST_DAY;
    let (day, second) = (from.div_euclid(86_400), from.rem_euclid(86_400));
    // All days are in September but the last of August.
    let date = if day < 0 { format!("2026-08-{:02}", 32 + day) } else { format!("2026-09-{:02}", day + 1) };
    format!("{date}T{:02}:{:02}:{:02}Z", second / 3_600, second / 60 % 60, second % 60)
}

pub fn events(rng: &mut Rng, count: usize) -> Vec<Event> {
    let identities = identities();
    (0..count).map(|n| event(rng, n, &identities)).collect()
}

/// Notes which events have a value of a column first, of those that are asked about.
pub fn note_firsts(events: &mut [Event], asked: impl Fn(&Event) -> bool) {
    events.iter_mut().for_each(|event| event.first_of.clear());
    for name in FIRST_OF {
        // Earlier, or at the same time and before it in the files.
        let is_one = |n: &usize| events[*n].time.is_some() && asked(&events[*n]);
        let mut order: Vec<usize> = (0..events.len()).filter(is_one).collect();
        order.sort_by_key(|n| events[*n].time);
        let mut seen = BTreeSet::new();
        for n in order {
            let value = column(&events[n], name);
            if !value.is_empty() && seen.insert(value) {
                events[n].first_of.push(name);
            }
        }
    }
}

fn event(rng: &mut Rng, n: usize, identities: &[Identity]) -> Event {
    let (identity, [person, role, session, kind, temporary]) = rng.pick(identities);
    let (source, name, emr, category) = *rng.pick(OPERATIONS);
    let mut record = json!({"eventVersion":"1.11","eventSource":source,"eventName":name});
    let mut set = |key: &str, value: Value| record[key] = value;
    if !identity.is_null() {
        set("userIdentity", identity.clone());
    }
    let time = (!rng.chance(5)).then(|| FIRST_DAY + 86_400 * rng.below(12) as i64 + rng.pick(SECONDS));
    if let Some(time) = time {
        set("eventTime", json!(time_text(time)));
    }
    let id = match rng.chance(10) {
        true => format!("Odd-{n:x}-ID"),
        false => format!("0e5ec7a1-{:04x}-4000-8000-{n:012x}", rng.below(0xffff)),
    };
    set("eventID", json!(id));
    let mut related = false;
    let mut category = category;
    if rng.chance(90) {
        let address = *rng.pick(ADDRESSES);
        set("sourceIPAddress", json!(address));
        if !emr && address == "elasticmapreduce.amazonaws.com" {
            related = true;
            category = if name == "GetObject" { "read" } else { "configuration" };
        }
    }
    let mut channel = "";
    if rng.chance(85) {
        let (agent, way) = *rng.pick(AGENTS);
        set("userAgent", json!(agent));
        channel = way;
    }
    // A service that calls is one, unless it is the console.
    if identity["invokedBy"].is_string() && channel != "console" {
        channel = "service";
    }
    if rng.chance(90) {
        set("awsRegion", json!(rng.pick(&["eu-west-1", "EU-WEST-1", "us-east-1"])));
    }
    let account = *rng.pick(&["111122223333", "444455556666"]);
    let recipient = rng.chance(80);
    if recipient {
        set("recipientAccountId", json!(account));
    }
    if rng.chance(25) {
        let code = *rng.pick(&["AccessDenied", "accessdenied", "ThrottlingException"]);
        set("errorCode", json!(code));
        set("errorMessage", json!(format!("User is not authorized to perform: {name} ÄRGER")));
    }
    if rng.chance(50) {
        set("readOnly", json!(rng.chance(50)));
    }
    let cluster = |rng: &mut Rng| (*rng.pick(&["j-ONE", "j-TWO", "j-THREE"])).to_owned();
    let mut kinds: Vec<(&'static str, String)> = Vec::new();
    let mut release = String::new();
    let mut parameters = json!({});
    match name {
        "RunJobFlow" => {
            let id = cluster(rng);
            set("responseElements", json!({"jobFlowId":id}));
            kinds.push(("cluster", id));
            if rng.chance(70) {
                release = (*rng.pick(&["emr-7.1.0", "EMR-7.1.0", "emr-6.15.0"])).to_owned();
                parameters["releaseLabel"] = json!(release);
            }
            parameters["name"] = json!(*rng.pick(&["nightly etl", "Nightly ETL", "needle", "näh"]));
            parameters["Instances"] = json!({"instanceCount": *rng.pick(&[1, 5, 20]), "keepAlive": rng.chance(50),
                "ec2KeyName": if rng.chance(50) { json!("ops-key") } else { Value::Null }});
            parameters["configurations"] = json!([{"classification":"spark","properties":
                {"spark.executor.memory": *rng.pick(&["4g", "8g"]), "spark.executor": {"memory":"2g"}}}]);
        }
        "AddJobFlowSteps" => {
            let id = cluster(rng);
            parameters["jobFlowId"] = json!(id);
            kinds.push(("cluster", id));
            if rng.chance(60) {
                let steps = [format!("s-{}", rng.below(4)), format!("s-X{}", rng.below(4))];
                set("responseElements", json!({"stepIds":steps}));
                kinds.extend(steps.map(|step| ("step", step)));
            }
            let steps: Vec<Value> = (0..rng.below(3))
                .map(|i| {
                    let args = if rng.chance(70) {
                        json!(["spark-submit", ["--deploy-mode", "cluster"], *rng.pick(&["s3://b/x.py", "s3://b/Y.py"])])
                    } else {
                        json!("hive -f q.sql")
                    };
                    json!({"name":format!("step {i}"),"hadoopJarStep":{"jar":"command-runner.jar","args":args},
                        "retries": *rng.pick(&["3", "05", "x", ""]), "weight": *rng.pick(&[0.5, -2.0, 5.0])})
                })
                .collect();
            parameters["steps"] = json!(steps);
        }
        "TerminateJobFlows" => {
            let mut ids = vec![cluster(rng)];
            if rng.chance(40) {
                let other = cluster(rng);
                if other != ids[0] {
                    ids.push(other);
                }
            }
            parameters["jobFlowIds"] = json!(ids);
            kinds = ids.into_iter().map(|id| ("cluster", id)).collect();
        }
        "DescribeCluster" => {
            let id = cluster(rng);
            parameters["clusterId"] = json!(id);
            kinds.push(("cluster", id));
        }
        // What begins with nothing in particular: applications and job runs look alike.
        "StopApplication" => {
            let id = *rng.pick(&["00f1", "00f2"]);
            parameters["applicationId"] = json!(id);
            kinds.push(("application", id.to_owned()));
        }
        "StartJobRun" => {
            let (id, run) = (*rng.pick(&["00f1", "00f3"]), format!("00g{}", rng.below(4)));
            parameters["applicationId"] = json!(id);
            set("responseElements", json!({"applicationId":id,"jobRunId":run}));
            kinds.extend([("application", id.to_owned()), ("job run", run)]);
        }
        _ => {
            parameters["key"] = json!("needle");
            parameters["instances"] = json!({"instanceCount": 5});
        }
    }
    if rng.chance(90) || !kinds.is_empty() {
        set("requestParameters", parameters);
    }
    if rng.chance(30) {
        set(
            "additionalEventData",
            json!({"a":{"b":[{"c":"deep / value"},{"c":null},{"c":[]},{"c":"\"q\" \\ \u{7}"}]}}),
        );
    }
    let own = identity["accountId"].as_str().unwrap_or_default();
    let derived = vec![
        ("person", (*person).to_owned()),
        ("role", (*role).to_owned()),
        ("session", (*session).to_owned()),
        ("kind", (*kind).to_owned()),
        ("temporary", (*temporary).to_owned()),
        ("category", category.to_owned()),
        ("resource", kinds.iter().map(|(_, id)| id.as_str()).collect::<Vec<_>>().join(" ")),
        ("release", release),
        ("fidelity", String::new()),
        ("channel", channel.to_owned()),
        ("recipientAccountId", if recipient { account } else { own }.to_owned()),
    ];
    Event { record, id, time, emr, related, searched: emr, derived, kinds, first_of: Vec::new() }
}
