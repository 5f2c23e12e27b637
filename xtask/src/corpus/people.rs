//! Who calls: people, programs and services, with every kind of identity that CloudTrail knows.

use super::clock;
use super::rng::{self, Rng};

/// The `who` column of the template files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// Any person or program with credentials.
    Any,
    /// A cluster's node (its instance profile's role).
    Node,
    /// EMR itself, with its service role.
    Emr,
    /// EMR Serverless, with its service-linked role.
    Linked,
    /// A function.
    Lambda,
    /// Another account.
    Account,
    /// A pod, by web identity.
    Web,
    /// Somebody whom a SAML provider vouches for.
    Saml,
    /// A user of IAM Identity Center.
    Center,
    /// Somebody who signs in to the console.
    SignIn,
    /// A service.
    Service(String),
}

impl Who {
    /// The caller with this name in the template files.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "any" => Self::Any,
            "node" => Self::Node,
            "emr" => Self::Emr,
            "slr" => Self::Linked,
            "lambda" => Self::Lambda,
            "account" => Self::Account,
            "web" => Self::Web,
            "saml" => Self::Saml,
            "idc" => Self::Center,
            "signin" => Self::SignIn,
            _ => Self::Service(name.strip_prefix("service:")?.to_owned()),
        })
    }

    /// How many of a kind are signed in at a time in one account and Region.
    pub const fn most(&self) -> usize {
        match self {
            Self::Any => 24,
            Self::Node => 5,
            Self::Service(_) | Self::Lambda | Self::Emr | Self::Linked => 1,
            _ => 3,
        }
    }
}

/// Somebody signed in: what all records of the session have in common.
#[derive(Clone, Debug, Default)]
pub struct Session {
    /// `userIdentity`, as JSON.
    pub identity: String,
    /// Name of the person or program.
    pub user: String,
    /// The ARN that refusals name.
    pub arn: String,
    /// `sourceIPAddress`.
    pub address: String,
    /// `userAgent`.
    pub agent: String,
    /// Called from the console with a console session.
    pub console: bool,
    /// Called by a service: no TLS details.
    pub internal: bool,
    /// Came through a VPC endpoint.
    pub endpoint: Option<String>,
}

/// Everybody's first name; the next of kin of alice and bob.
pub const PEOPLE: [&str; 14] = [
    "alice", "bob", "carol", "dave", "erin", "frank", "grace", "heidi", "ivan", "judy", "mallory", "niaj",
    "olivia", "peggy",
];

const AGENTS: [&str; 9] = [
    "aws-cli/2.17.40 md/awscrt#0.21.2 ua/2.0 os/linux#6.8.0 lang/python#3.11.9 md/command#emr",
    "aws-cli/2.22.12 md/awscrt#0.23.4 ua/2.0 os/macos#24.1.0 lang/python#3.12.6 md/command#emr",
    "aws-cli/1.33.2 md/Botocore#1.34.120 ua/2.0 os/windows#10 md/arch#amd64 lang/python#3.8.10",
    "Boto3/1.34.162 md/Botocore#1.34.162 ua/2.0 os/linux#5.15.0 lang/python#3.10.12 Botocore/1.34.162",
    "Boto3/1.35.90 md/Botocore#1.35.90 ua/2.1 os/linux#6.1.115 lang/python#3.12.7 airflow/2.10.3",
    "APN/1.0 HashiCorp/1.0 Terraform/1.9.8 (+https://www.terraform.io) terraform-provider-aws/5.75.1",
    "aws-sdk-java/2.29.15 md/io#sync md/http#Apache ua/2.1 os/Linux#6.1.112 lang/java#17.0.13",
    "aws-sdk-go-v2/1.30.3 os/linux lang/go#1.22.5 md/GOOS#linux md/GOARCH#arm64 api/emr#1.42.1",
    "aws-sdk-js/3.654.0 ua/2.0 os/linux#5.10 lang/js md/nodejs#20.17.0 api/emr#3.654.0",
];
const BROWSERS: [&str; 3] = [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15",
    "Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0",
];

/// What people do through which role.
const ROLES: [&str; 6] = [
    "AWSReservedSSO_ExampleDataEngineer_0123456789abcdef",
    "AWSReservedSSO_ExampleAdmin_fedcba9876543210",
    "example-data-scientist",
    "example-platform-ops",
    "example-read-only",
    "example-breakglass",
];
const PROGRAMS: [(&str, &str); 4] = [
    ("example-airflow", "airflow-worker"),
    ("example-terraform", "ci-deploy"),
    ("example-stepfunctions", "AWSStepFunctions"),
    ("example-dashboard", "emr-poller"),
];

/// The inside of a session context for this role.
fn context(rng: &mut Rng, account: &str, role: &str, time: i64, mfa: bool, more: &str) -> String {
    let mut since = Vec::new();
    clock::iso(&mut since, time - 60 - rng.below(3000) as i64);
    let since = String::from_utf8_lossy(&since).into_owned();
    let name = role.rsplit('/').next().unwrap_or(role);
    let id = principal("AROA", name);
    format!(
        r#""sessionContext":{{"sessionIssuer":{{"type":"Role","principalId":"{id}","arn":"arn:aws:iam::{account}:role/{role}","accountId":"{account}","userName":"{name}"}},"attributes":{{"creationDate":"{since}","mfaAuthenticated":"{mfa}"}}{more}}}"#
    )
}

/// An id that is always the same for the same name, as a principal's is.
fn principal(prefix: &str, name: &str) -> String {
    let seed = name.bytes().fold(7, |sum: u64, byte| sum.wrapping_mul(31).wrapping_add(u64::from(byte)));
    let mut id = prefix.as_bytes().to_vec();
    rng::caps(&mut id, &mut Rng::new(seed), 10);
    id.extend(b"EXAMPLE");
    String::from_utf8_lossy(&id).into_owned()
}

fn key(rng: &mut Rng, prefix: &str) -> String {
    let mut id = prefix.as_bytes().to_vec();
    rng::caps(&mut id, rng, 9);
    id.extend(b"EXAMPLE");
    String::from_utf8_lossy(&id).into_owned()
}

/// Addresses from the ranges kept for documentation, and private ones.
fn address(rng: &mut Rng) -> String {
    match rng.below(12) {
        0..5 => format!("192.0.2.{}", 1 + rng.below(254)),
        5..7 => format!("198.51.100.{}", 1 + rng.below(254)),
        7..9 => format!("203.0.113.{}", 1 + rng.below(254)),
        9 => format!("2001:db8:{:x}::{:x}", rng.below(64), 1 + rng.below(4000)),
        _ => format!("10.20.{}.{}", rng.below(8), 1 + rng.below(254)),
    }
}

/// Somebody who holds a role.
pub fn with_role(rng: &mut Rng, account: &str, role: &str, session: &str, time: i64, more: &str) -> Session {
    let name = role.rsplit('/').next().unwrap_or(role);
    let (id, key) = (principal("AROA", name), key(rng, "ASIA"));
    let arn = format!("arn:aws:sts::{account}:assumed-role/{name}/{session}");
    let mfa = role.contains("ExampleAdmin");
    // What follows the session context (invokedBy, onBehalfOf) is set apart from what is inside it.
    let (inside, after) = more.split_once('|').unwrap_or((more, ""));
    let context = context(rng, account, role, time, mfa, inside);
    Session {
        identity: format!(
            r#"{{"type":"AssumedRole","principalId":"{id}:{session}","arn":"{arn}","accountId":"{account}","accessKeyId":"{key}",{context}{after}}}"#
        ),
        user: session.split('@').next().unwrap_or(session).to_owned(),
        arn,
        address: address(rng),
        agent: rng.pick(&AGENTS).to_owned(),
        ..Session::default()
    }
}

/// An IAM user with a long-term key, or in the console.
pub fn iam_user(rng: &mut Rng, account: &str, user: &str, time: i64, console: bool) -> Session {
    let id = principal("AIDA", user);
    let arn = format!("arn:aws:iam::{account}:user/{user}");
    let key = key(rng, if console { "ASIA" } else { "AKIA" });
    let mut since = Vec::new();
    clock::iso(&mut since, time - 60);
    let since = String::from_utf8_lossy(&since);
    let context = if console {
        format!(
            r#","sessionContext":{{"sessionIssuer":{{}},"webIdFederationData":{{}},"attributes":{{"creationDate":"{since}","mfaAuthenticated":"true"}}}}"#
        )
    } else {
        String::new()
    };
    Session {
        identity: format!(
            r#"{{"type":"IAMUser","principalId":"{id}","arn":"{arn}","accountId":"{account}","accessKeyId":"{key}","userName":"{user}"{context}}}"#
        ),
        user: user.to_owned(),
        arn,
        address: address(rng),
        agent: rng.pick(if console { &BROWSERS[..] } else { &AGENTS[..] }).to_owned(),
        console,
        ..Session::default()
    }
}

/// The account's root user.
pub fn root(rng: &mut Rng, account: &str, time: i64) -> Session {
    let mut since = Vec::new();
    clock::iso(&mut since, time - 60);
    let since = String::from_utf8_lossy(&since);
    let key = key(rng, "ASIA");
    Session {
        identity: format!(
            r#"{{"type":"Root","principalId":"{account}","arn":"arn:aws:iam::{account}:root","accountId":"{account}","accessKeyId":"{key}","sessionContext":{{"attributes":{{"creationDate":"{since}","mfaAuthenticated":"false"}}}}}}"#
        ),
        user: "root".to_owned(),
        arn: format!("arn:aws:iam::{account}:root"),
        address: address(rng),
        agent: rng.pick(&BROWSERS).to_owned(),
        console: true,
        ..Session::default()
    }
}

/// A service that calls in its own name.
pub fn service(name: &str) -> Session {
    Session {
        identity: format!(r#"{{"type":"AWSService","invokedBy":"{name}"}}"#),
        user: name.split('.').next().unwrap_or(name).to_owned(),
        arn: name.to_owned(),
        address: name.to_owned(),
        agent: name.to_owned(),
        internal: true,
        ..Session::default()
    }
}

/// A service that calls with a role it was given.
pub fn service_with_role(
    rng: &mut Rng,
    account: &str,
    role: &str,
    session: &str,
    by: &str,
    time: i64,
) -> Session {
    Session {
        address: by.to_owned(),
        agent: by.to_owned(),
        internal: true,
        ..with_role(rng, account, role, session, time, &format!(r#"|,"invokedBy":"{by}""#))
    }
}

/// A caller without an ARN: only a type, an id, and whatever names it.
fn plain(rng: &mut Rng, kind: &str, user: &str, rest: &str) -> Session {
    Session {
        identity: format!(r#"{{"type":"{kind}",{rest}}}"#),
        user: user.to_owned(),
        arn: user.to_owned(),
        address: address(rng),
        agent: rng.pick(&AGENTS).to_owned(),
        ..Session::default()
    }
}

/// Signs somebody in.
pub fn sign_in(rng: &mut Rng, who: &Who, account: &str, region: &str, time: i64) -> Session {
    let person = rng.pick(&PEOPLE);
    match who {
        Who::Any => anybody(rng, account, time, person),
        Who::Node => {
            let mut id = b"i-".to_vec();
            rng::hex(&mut id, rng, 16);
            rng::hex(&mut id, rng, 1);
            let id = String::from_utf8_lossy(&id).into_owned();
            let mut node =
                with_role(rng, account, "EMR_EC2_DefaultRole", &id, time, r#","ec2RoleDelivery":"2.0""#);
            node.address = format!("10.0.{}.{}", rng.below(16), 4 + rng.below(240));
            node.agent = "ElasticMapReduce/1.0.0 emrfs/s3n {}, aws-sdk-java/2.29.15 ua/2.1 os/Linux#6.1.112"
                .to_owned();
            node.endpoint = rng.chance(0.5).then(|| "vpce-0example0123456789".to_owned());
            node
        }
        Who::Emr => service_with_role(
            rng,
            account,
            "EMR_DefaultRole",
            "CCSession",
            "elasticmapreduce.amazonaws.com",
            time,
        ),
        Who::Linked => service_with_role(
            rng,
            account,
            "aws-service-role/ops.emr-serverless.amazonaws.com/AWSServiceRoleForAmazonEMRServerless",
            "EmrServerless",
            "ops.emr-serverless.amazonaws.com",
            time,
        ),
        Who::Lambda => {
            let mut function = with_role(rng, account, "example-ingest-lambda", "example-ingest", time, "");
            function.agent =
                "Boto3/1.35.90 md/Botocore#1.35.90 lang/python#3.12.7 exec-env/AWS_Lambda_python3.12"
                    .to_owned();
            function
        }
        Who::Account => plain(
            rng,
            "AWSAccount",
            "partner",
            r#""principalId":"AROAEXAMPLEPARTNER000:partner","accountId":"555555555555""#,
        ),
        Who::Web => {
            let user =
                format!("system:serviceaccount:spark:emr-containers-sa-spark-driver-{account}-example");
            let issuer = format!(
                "arn:aws:iam::{account}:oidc-provider/oidc.eks.{region}.amazonaws.com/id/EXAMPLE0123456789"
            );
            plain(
                rng,
                "WebIdentityUser",
                &user,
                &format!(
                    r#""principalId":"{issuer}:sts.amazonaws.com:{user}","userName":"{user}","identityProvider":"{issuer}""#
                ),
            )
        }
        Who::Saml => plain(
            rng,
            "SAMLUser",
            person,
            &format!(
                r#""principalId":"EXAMPLEIDP=:{person}@example.com","userName":"{person}@example.com","identityProvider":"EXAMPLEIDP=""#
            ),
        ),
        Who::Center => plain(
            rng,
            "IdentityCenterUser",
            person,
            &format!(
                r#""accountId":"{account}","onBehalfOf":{},"credentialId":"EXAMPLEVFAQ""#,
                center_user(account, person)
            ),
        ),
        Who::SignIn => Session { console: false, ..iam_user(rng, account, person, time, true) },
        Who::Service(name) => service(name),
    }
}

fn center_user(account: &str, person: &str) -> String {
    let number = PEOPLE.iter().position(|known| *known == person).unwrap_or_default();
    format!(
        r#"{{"userId":"00000000-0000-4000-9000-{number:012}","identityStoreArn":"arn:aws:identitystore::{account}:identitystore/d-example123"}}"#
    )
}

fn anybody(rng: &mut Rng, account: &str, time: i64, person: &str) -> Session {
    let role = rng.pick(&ROLES);
    let mail = format!("{person}@example.com");
    match rng.below(100) {
        0..34 => {
            let mut session = with_role(rng, account, role, &mail, time, "");
            session.agent = rng.pick(&BROWSERS).to_owned();
            session.console = true;
            session
        }
        34..56 => with_role(rng, account, role, &mail, time, &format!(r#","sourceIdentity":"{person}""#)),
        56..76 => {
            let (role, name) = rng.pick(&PROGRAMS);
            with_role(rng, account, role, name, time, "")
        }
        76..80 => service_with_role(
            rng,
            account,
            "example-stack-role",
            "AWSCloudFormation",
            "cloudformation.amazonaws.com",
            time,
        ),
        80..88 => iam_user(rng, account, person, time, false),
        88..91 => iam_user(rng, account, person, time, true),
        91..93 => root(rng, account, time),
        93..96 => {
            let key = key(rng, "ASIA");
            let mut session = plain(
                rng,
                "FederatedUser",
                person,
                &format!(
                    r#""principalId":"{account}:{person}","arn":"arn:aws:sts::{account}:federated-user/{person}","accountId":"{account}","accessKeyId":"{key}","sessionContext":{{"sessionIssuer":{{"type":"IAMUser","principalId":"{issuer}","arn":"arn:aws:iam::{account}:user/example-broker","accountId":"{account}","userName":"example-broker"}},"attributes":{{"creationDate":"2026-09-01T00:00:00Z","mfaAuthenticated":"false"}}}}"#,
                    issuer = principal("AIDA", "example-broker"),
                ),
            );
            session.arn = format!("arn:aws:sts::{account}:federated-user/{person}");
            session
        }
        _ => with_role(
            rng,
            account,
            "example-studio-user",
            &mail,
            time,
            &format!(r#"|,"onBehalfOf":{}"#, center_user(account, person)),
        ),
    }
}
