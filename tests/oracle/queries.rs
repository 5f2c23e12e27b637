//! Queries made at random, each as it is meant and as it is written.

use super::clocks::Clocks;
use super::corpus::{FIRST_DAY, FIRST_OF, Rng, time_text};
use super::evaluate::{Query, Test};

/// A field: its name in the table, and names by which it is asked for.
type Field = (&'static str, &'static [&'static str]);

const FIELDS: &[Field] = &[
    ("eventName", &["event", "eventName", "EVENT"]),
    ("eventSource", &["source"]),
    ("person", &["user", "person"]),
    ("role", &["role"]),
    ("kind", &["kind", "credentials"]),
    ("temporary", &["temporary"]),
    ("resource", &["resource"]),
    ("session", &["session"]),
    ("channel", &["channel"]),
    ("release", &["release"]),
    ("sourceIPAddress", &["ip", "sourceIPAddress"]),
    ("awsRegion", &["region"]),
    ("recipientAccountId", &["account"]),
    ("errorCode", &["error", "errorcode"]),
    ("errorMessage", &["errorMessage"]),
    ("userAgent", &["agent"]),
    ("readOnly", &["readonly"]),
    ("category", &["category"]),
    ("userIdentity.arn", &["arn", "useridentity.ARN"]),
    ("userIdentity.sessionContext.attributes.mfaAuthenticated", &["mfa"]),
    ("requestParameters.steps.hadoopJarStep.args", &["requestParameters.Steps[].hadoopJarStep.args"]),
    ("requestParameters.instances.instanceCount", &["request.instances.instanceCount"]),
    ("requestParameters.instances", &["RequestParameters.instances"]),
    ("requestParameters.steps.retries", &["requestParameters.steps.retries"]),
    ("requestParameters.steps.weight", &["request.steps.weight"]),
    ("requestParameters.name", &["requestParameters.name"]),
    (
        "requestParameters.configurations.properties.spark.executor.memory",
        &["requestParameters.configurations.properties.spark.executor.memory"],
    ),
    ("responseElements", &["response"]),
    ("additionalEventData.a.b.c", &["additionalEventData.a.b.c"]),
    ("userIdentity.sessionContext", &["identity.sessionContext"]),
    ("requestParameters.nothing", &["request.nothing"]),
];

/// Words that stand in some values, in some case, or in none.
const WORDS: &[&str] = &[
    "RunJobFlow",
    "addjobflowsteps",
    "GetObject",
    "CREATEUSER",
    "alice",
    "bob@example.com",
    "carol",
    "smith",
    "root",
    "j-ONE",
    "j-two",
    "eu-west-1",
    "111122223333",
    "AccessDenied",
    "true",
    "false",
    "yes",
    "no",
    "read",
    "launch",
    "aws-cli/2.15.30",
    "terraform",
    "s3://b/x.py",
    "--deploy-mode",
    "spark-submit",
    "needle",
    "NÄH",
    "ärger",
    "5",
    "5.0",
    "0.5",
    "3",
    "05",
    "4g",
    "2g",
    "ops-key",
    "command-runner.jar",
    "192.0.2.1",
    "ec2.amazonaws.com",
    "nightly",
    "arn:aws:iam::444455556666:user/carol",
    "arn:aws:iam::111122223333:root",
    "DataEng",
    "role",
    "nowhere",
    "s-X1",
    "00f1",
    "00g2",
    "service",
    "CLI",
];

const PHRASES: &[&str] = &[
    "carol smith",
    "AWS Internal",
    "IAM user",
    "Nightly ETL",
    "steps & jobs",
    "[S3Console/0.4, aws-internal/3]",
    "mozilla/5.0 \"QUOTED\" \\ agent",
    "hive -f q.sql",
    "j-ONE",
    "j-ONE j-TWO",
    "Boto3/1.34 (x y)",
    "deep / value",
    "authorized to perform",
    "(",
    "AND",
    "alice",
    "accessdenied",
];

const GLOBS: &[&str] = &[
    "*object",
    "Run*",
    "j-?????",
    "j-???",
    "*@example.com",
    "eu-*-1",
    "aws*",
    "*/3.11.8",
    "?",
    "s3://b/?.py",
    "*ä*",
    "*e*e*",
    "192.0.2.?",
    "carol*",
    "00*",
    "s-*",
    "??????",
];

/// An expression, and what it finds in a text in lower case.
type Expression = (&'static str, fn(&str) -> bool);

const EXPRESSIONS: &[Expression] = &[
    ("/^run/", |text| text.starts_with("run")),
    ("/FLOW$/", |text| text.ends_with("flow")),
    ("/job/", |text| text.contains("job")),
    ("/^(get|put)object$/", |text| text == "getobject" || text == "putobject"),
    (r"/s3:\/\/b\/.*py/", |text| text.contains("s3://b/") && text.contains("py")),
    ("/[0-9]{12}/", |text| text.as_bytes().windows(12).any(|window| window.iter().all(u8::is_ascii_digit))),
    ("/ÄR|nightly e/", |text| text.contains("är") || text.contains("nightly e")),
];

/// What is written behind `ip:`, first and last address.
const V4: &[(&str, [u8; 4], [u8; 4])] = &[
    ("192.0.2.0/24", [192, 0, 2, 0], [192, 0, 2, 255]),
    ("192.0.2.77/24", [192, 0, 2, 0], [192, 0, 2, 255]),
    ("192.0.2.8/29", [192, 0, 2, 8], [192, 0, 2, 15]),
    ("192.0.2.9", [192, 0, 2, 9], [192, 0, 2, 9]),
    ("[192.0.2.1 TO 192.0.2.9]", [192, 0, 2, 1], [192, 0, 2, 9]),
    ("{192.0.2.1 TO 192.0.2.10}", [192, 0, 2, 2], [192, 0, 2, 9]),
    ("[192.0.2.255 TO *]", [192, 0, 2, 255], [255, 255, 255, 255]),
    ("<192.0.2.9", [0, 0, 0, 0], [192, 0, 2, 8]),
    ("0.0.0.0/0", [0, 0, 0, 0], [255, 255, 255, 255]),
];

const V6: &[(&str, u128, u128)] = &[
    ("2001:db8::/32", 0x2001_0db8 << 96, (0x2001_0db9 << 96) - 1),
    ("2001:db8::2", (0x2001_0db8 << 96) + 2, (0x2001_0db8 << 96) + 2),
    ("[2001:db8::1 TO 2001:db8::2}", (0x2001_0db8 << 96) + 1, (0x2001_0db8 << 96) + 1),
    ("::/0", 0, u128::MAX),
];

/// How a range of numbers is written, and its ends.
const NUMBERS: &[(&str, f64, f64)] = &[
    ("[1 TO 5]", 1.0, 5.0),
    (">=5", 5.0, f64::MAX),
    ("[-2 TO 0.5]", -2.0, 0.5),
    ("[* TO 3]", f64::MIN, 3.0),
    ("{4.99 TO 20.01}", 4.99, 20.01),
];

/// Patterns of event ids that are UUIDs or not.
const IDS: &[&str] = &["*00a", "0E5EC7A1*", "*-4000-*", "0e5ec7a1-?*", "odd*", "*-ID", "*7*", "Odd-?-id"];

/// Days of the week, by any name that is understood.
const WEEKDAYS: [&[&str]; 7] = [
    &["monday", "Mon"],
    &["tue", "TUESDAY"],
    &["wed"],
    &["thursday", "thurs"],
    &["fri"],
    &["sat", "Saturday"],
    &["sunday"],
];

/// A query, and its text. Times in it are meant by these clocks; `now` is the time of the last event.
pub fn query(rng: &mut Rng, clocks: &Clocks, now: i64) -> (Query, String) {
    let depth = rng.below(4);
    group(rng, depth, clocks, now)
}

fn group(rng: &mut Rng, depth: usize, clocks: &Clocks, now: i64) -> (Query, String) {
    if depth == 0 {
        return leaf(rng, clocks, now);
    }
    let operand = |rng: &mut Rng, depth: usize| {
        let (query, text) = group(rng, depth, clocks, now);
        // What was joined needs its parentheses here.
        let text = if matches!(query, Query::And(_) | Query::Or(_)) { format!("({text})") } else { text };
        if !matches!(query, Query::Not(_)) && rng.chance(25) {
            let not = *rng.pick(&["NOT ", "-", "!"]);
            return (Query::Not(Box::new(query)), format!("{not}{text}"));
        }
        (query, text)
    };
    let several = |rng: &mut Rng| -> Vec<(Query, String)> {
        (0..2 + rng.below(2)).map(|_| operand(rng, depth - 1)).collect()
    };
    match rng.below(4) {
        0 | 1 => {
            let (queries, texts): (Vec<_>, Vec<_>) = several(rng).into_iter().unzip();
            (Query::And(queries), texts.join(*rng.pick(&[" AND ", " ", " && "])))
        }
        2 => {
            let (queries, texts): (Vec<_>, Vec<_>) = several(rng).into_iter().unzip();
            (Query::Or(queries), texts.join(*rng.pick(&[" OR ", " || "])))
        }
        _ => {
            // AND binds tighter than OR, and OR tighter than nothing.
            let [(a, x), (b, y), (c, z)] = std::array::from_fn(|_| operand(rng, depth - 1));
            match rng.below(3) {
                0 => (Query::Or(vec![Query::And(vec![a, b]), c]), format!("{x} AND {y} OR {z}")),
                1 => (Query::Or(vec![a, Query::And(vec![b, c])]), format!("{x} OR {y} AND {z}")),
                _ => (Query::And(vec![a, Query::Or(vec![b, c])]), format!("{x} {y} OR {z}")),
            }
        }
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

fn leaf(rng: &mut Rng, clocks: &Clocks, now: i64) -> (Query, String) {
    match rng.below(26) {
        0 => (Query::All, "*".to_owned()),
        1 | 2 => {
            let word = *rng.pick(WORDS);
            (Query::Word(word.to_owned()), word.to_owned())
        }
        3 => {
            let phrase = *rng.pick(PHRASES);
            (Query::Word(phrase.to_owned()), quoted(phrase))
        }
        4 => {
            // The end of an event's id, or all of it.
            let id = format!("{:012x}", rng.below(400));
            if rng.chance(50) {
                return (Query::Word(id.clone()), id);
            }
            (Query::Id(Test::Glob(format!("*{id}"))), format!("id:*{id}"))
        }
        5..=8 => time(rng, clocks, now),
        9 | 10 => {
            let name = *rng.pick(&["ip", "sourceIPAddress"]);
            let (test, text) = if rng.chance(60) {
                let (text, low, high) = rng.pick(V4);
                (Test::V4(u32::from_be_bytes(*low), u32::from_be_bytes(*high)), text)
            } else {
                let (text, low, high) = rng.pick(V6);
                (Test::V6(*low, *high), text)
            };
            (Query::Field("sourceIPAddress", test), format!("{name}:{text}"))
        }
        11 => match rng.below(4) {
            0 => {
                let pattern = *rng.pick(IDS);
                (Query::Id(Test::Glob(pattern.to_owned())), format!("id:{pattern}"))
            }
            1 => {
                let finds = |text: &str| text.starts_with("odd") || text.ends_with("a7");
                (Query::Id(Test::Expression(finds)), "id:/^ODD|a7$/".to_owned())
            }
            2 => {
                let id = format!("Odd-{:x}-ID", rng.below(240));
                (Query::Id(Test::Phrase(id.clone())), format!("id:{id}"))
            }
            _ => (Query::Id(Test::Exists), "id:*".to_owned()),
        },
        12 => {
            let pattern = *rng.pick(GLOBS);
            (Query::Anywhere(Test::Glob(format!("*{pattern}*"))), pattern.to_owned())
        }
        13 => {
            let (text, finds) = *rng.pick(EXPRESSIONS);
            (Query::Anywhere(Test::Expression(finds)), text.to_owned())
        }
        14 => recurring(rng, clocks),
        15 => {
            let name = *rng.pick(&FIRST_OF);
            let written = match name {
                "sourceIPAddress" if rng.chance(50) => "ip",
                "person" if rng.chance(50) => "user",
                name => name,
            };
            (Query::First(name), format!("first:{written}"))
        }
        16 | 17 => {
            let kind = *rng.pick(&["cluster", "step", "application"]);
            let (test, text) = value(rng, "resource");
            (Query::Resource(kind, test), format!("{kind}:{text}"))
        }
        _ => field(rng),
    }
}

fn recurring(rng: &mut Rng, clocks: &Clocks) -> (Query, String) {
    let (most, is_hour) = *rng.pick(&[(24, true), (7, false)]);
    let (from, to) = (rng.below(most), rng.below(most));
    let name = |rng: &mut Rng, n: usize| {
        if is_hour { n.to_string() } else { (*rng.pick(WEEKDAYS[n])).to_owned() }
    };
    let (to, text) = match rng.chance(40) {
        true => (from, name(rng, from)),
        false => (to, format!("[{} TO {}]", name(rng, from), name(rng, to))),
    };
    let (from, to) = (from as i64, to as i64);
    match is_hour {
        true => (Query::Hour(from, to, clocks.clone()), format!("hour:{text}")),
        false => (Query::Weekday(from, to, clocks.clone()), format!("weekday:{text}")),
    }
}

/// What a field is compared with, and how it is written.
fn value(rng: &mut Rng, field: &str) -> (Test, String) {
    match rng.below(11) {
        0..=3 => {
            let word = *rng.pick(WORDS);
            // An address behind `ip` is meant as an address; there it is asked for above.
            let word = if field == "sourceIPAddress" && word.starts_with("192") { "terraform" } else { word };
            (Test::Word(word.to_owned()), word.to_owned())
        }
        4 | 5 => {
            let phrase = *rng.pick(PHRASES);
            (Test::Phrase(phrase.to_owned()), quoted(phrase))
        }
        6 | 7 => {
            let glob = *rng.pick(GLOBS);
            (Test::Glob(glob.to_owned()), glob.to_owned())
        }
        8 => (Test::Exists, "*".to_owned()),
        9 => {
            let (text, finds) = *rng.pick(EXPRESSIONS);
            (Test::Expression(finds), text.to_owned())
        }
        _ => {
            let (text, low, high) = *rng.pick(NUMBERS);
            (Test::Numbers(low, high), text.to_owned())
        }
    }
}

fn field(rng: &mut Rng) -> (Query, String) {
    let (field, names) = *rng.pick(FIELDS);
    let name = *rng.pick(names);
    if rng.chance(20) {
        let (tests, texts): (Vec<_>, Vec<_>) = (0..2 + rng.below(2)).map(|_| value(rng, field)).unzip();
        let any = tests.into_iter().map(|test| Query::Field(field, test)).collect();
        return (Query::Or(any), format!("{name}:({})", texts.join(" OR ")));
    }
    let (test, text) = value(rng, field);
    (Query::Field(field, test), format!("{name}:{text}"))
}

const ALWAYS: (i64, i64) = (i64::MIN, i64::MAX);

fn time(rng: &mut Rng, clocks: &Clocks, now: i64) -> (Query, String) {
    let name = *rng.pick(&["time", "eventTime"]);
    let day = 86_400;
    // A day of the zone, from 1 to 12 September.
    let date = 1 + rng.below(12) as i64;
    let later = date + rng.below(13 - date as usize) as i64;
    let start = |date: i64| clocks.utc(FIRST_DAY + (date - 1) * day);
    let local = (rng.below(24) as i64, *rng.pick(&[0i64, 59]));
    let ((from, to), text) = match rng.below(12) {
        0 => (ALWAYS, "*".to_owned()),
        1 => ((start(date), start(date + 1)), format!("2026-09-{date:02}")),
        2 => ((start(date), start(later + 1)), format!("[2026-09-{date:02} TO 2026-09-{later:02}]")),
        3 => ((start(date + 1), start(later)), format!("{{2026-09-{date:02} TO 2026-09-{later:02}}}")),
        4 => ((start(date), ALWAYS.1), format!(">=2026-09-{date:02}")),
        5 => ((ALWAYS.0, start(date)), format!("[* TO 2026-09-{date:02}}}")),
        6 => {
            let from = clocks.utc(FIRST_DAY + (date - 1) * day + local.0 * 3_600 + local.1 * 60);
            ((from, from + 60), format!("2026-09-{date:02}T{:02}:{:02}", local.0, local.1))
        }
        7 => {
            let time = FIRST_DAY + (date - 1) * day + local.0 * 3_600 + local.1;
            ((time, time + 1), time_text(time))
        }
        8 => ((clocks.utc(clocks.local(now) - 3 * day), now + 1), "[now-3d TO now]".to_owned()),
        9 => ((now - 7_200, now), "[now-2h TO now}".to_owned()),
        10 => {
            let midnight = clocks.local(now).div_euclid(day) * day;
            ((clocks.utc(midnight - day), clocks.utc(midnight + day)), "[now-1d/d TO now/d]".to_owned())
        }
        _ => ((start(1), start(31)), "2026-09".to_owned()),
    };
    (Query::Time(from, to), format!("{name}:{text}"))
}
