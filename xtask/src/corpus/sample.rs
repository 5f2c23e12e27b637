//! The page's sample data: two weeks in two invented accounts, small enough to be carried in the page.

use std::collections::HashMap;
use std::io::Write as _;

use anyhow::Context as _;
use flate2::Compression;
use flate2::write::GzEncoder;

use super::clock;
use super::people::{self, Session, Who};
use super::record::{self, Call, Failure, Record};
use super::rng::{Ids, Rng};
use super::template::{Print, Template};
use super::world::{Kid, Lane, Pool};

/// Monday, 2026-09-07T00:00:00Z.
const MONDAY: i64 = super::START + 6 * clock::DAY;
const DAYS: i64 = 14;

/// Records that are in the file twice, as trails sometimes deliver them.
pub const DUPLICATES: usize = 6;

/// Ordinary records of other services.
const ORDINARY: usize = 420;

/// Services whose records need nothing from the story.
const ORDINARY_SERVICES: [&str; 13] = [
    "s3",
    "iam",
    "logs",
    "lambda",
    "monitoring",
    "glue",
    "dynamodb",
    "athena",
    "secretsmanager",
    "health",
    "elasticloadbalancing",
    "kms",
    "config",
];

/// One thing that happens.
struct Happening {
    time: i64,
    lane: usize,
    who: String,
    call: Call,
    about: Option<About>,
    failure: Option<(String, Template)>,
}

/// What it happens to.
#[derive(Clone)]
struct About {
    pool: Pool,
    name: String,
    /// Release, type and core nodes of what is made here.
    made: Option<(&'static str, &'static str, u64)>,
}

/// The whole sample: one `.json.gz`.
pub fn sample() -> anyhow::Result<Vec<u8>> {
    let mut rng = Rng::new(14);
    let mut happenings = story()?;
    ordinary(&mut happenings, &mut rng)?;
    // In time order while the story is told: a cluster has its id before anybody names it.
    happenings.sort_by_key(|happening| happening.time);
    let mut stage = Stage::new()?;
    let mut records = Vec::new();
    for happening in &happenings {
        let day = happening.time.div_euclid(clock::DAY);
        let key = (happening.lane, happening.who.clone(), day, happening.call.event.clone(), happening.time);
        records.push((key, stage.play(happening, &mut rng)?));
    }
    // Like beside like: no order is promised inside a file, and this one compresses to a third.
    records.sort_by(|(a, _), (b, _)| a.cmp(b));
    let mut number = 0;
    records.iter_mut().for_each(|(_, record)| renumber(record, &mut number));
    let mut json = b"{\"Records\":[".to_vec();
    let every = records.len() / DUPLICATES;
    for (at, (_, record)) in records.iter().enumerate() {
        let times = if at % every == every / 2 { 2 } else { 1 };
        for _ in 0..times {
            json.extend(record);
            json.push(b',');
        }
    }
    json.pop();
    json.extend(b"]}");
    let mut zip = GzEncoder::new(Vec::new(), Compression::best());
    zip.write_all(&json)?;
    Ok(zip.finish()?)
}

/// Counts the ids anew, in the order of the file: neighbours then differ in a digit.
fn renumber(record: &mut [u8], number: &mut u64) {
    let (prefix, mut at) = (Ids::COUNTED.as_bytes(), 0);
    while let Some(rest) = record.get_mut(at..) {
        let Some(found) = rest.windows(prefix.len()).position(|window| window == prefix) else { return };
        *number += 1;
        let digits = rest.get_mut(found + prefix.len()..).unwrap_or_default();
        for (digit, new) in digits.iter_mut().zip(format!("{number:012}").bytes()) {
            *digit = new;
        }
        at += found + prefix.len();
    }
}

/// Accounts, Regions, people, and the names that the story gives to resources.
struct Stage {
    lanes: [Lane; 2],
    cast: HashMap<&'static str, [&'static str; 4]>,
    named: HashMap<(usize, String), usize>,
    ids: Ids,
}

impl Stage {
    fn new() -> anyhow::Result<Self> {
        let mut cast = HashMap::new();
        for line in include_str!("cast.tsv").lines().filter(|line| !line.starts_with('#')) {
            let cells: Vec<_> = line.split('\t').collect();
            let &[name, kind, role, address, agent] = cells.as_slice() else {
                anyhow::bail!("cast.tsv: {line}")
            };
            cast.insert(name, [kind, role, address, agent]);
        }
        let mut lanes =
            [Lane::new("111122223333", "us-east-1", MONDAY), Lane::new("444455556666", "eu-west-1", MONDAY)];
        lanes.iter_mut().for_each(|lane| {
            lane.create(Pool::Account, &mut Rng::new(3));
        });
        Ok(Self { lanes, cast, named: HashMap::new(), ids: Ids::Counted(0) })
    }

    fn play(&mut self, happening: &Happening, rng: &mut Rng) -> anyhow::Result<Vec<u8>> {
        let lane = self.lanes.get_mut(happening.lane).context("no such account")?;
        if let Some(About { pool, name, made }) = &happening.about {
            let key = (happening.lane, format!("{} {name}", *pool as usize));
            match self.named.get(&key) {
                Some(index) => lane.set_current(*pool, *index),
                // Where nobody made it, it is older than the log.
                None => {
                    let index = lane.create(*pool, rng);
                    self.named.insert(key, index);
                    if let Some(resource) = lane.current_mut(*pool) {
                        resource.name = format!("example-{name}");
                        if let Some((release, instance_type, count)) = *made {
                            (resource.release, resource.instance_type, resource.count) =
                                (release, instance_type, count);
                        }
                    }
                }
            }
        }
        let who = self
            .cast
            .get(&*happening.who)
            .with_context(|| format!("{} is not in the cast", happening.who))?;
        let who = sign_in(&happening.who, *who, lane, happening.time, rng)?;
        let failure = happening.failure.as_ref().map(|(code, message)| {
            let mut text = Vec::new();
            let (ids, time, user) = (&mut self.ids, happening.time, who.user.as_str());
            message.print(&mut text, &mut Print { lane, rng, ids, time, user, subject: Pool::Cluster });
            let message = String::from_utf8_lossy(&text).into_owned();
            Failure { refused: code.starts_with("AccessDenied"), code: code.clone(), message }
        });
        let mut out = Vec::new();
        let record =
            Record { call: &happening.call, who: &who, time: happening.time, failure: failure.as_ref() };
        record::write(&mut out, &record, lane, rng, &mut self.ids);
        Ok(out)
    }
}

/// Signs a member of the cast in: the same session all day, another one the day after.
fn sign_in(
    name: &str,
    cast: [&str; 4],
    lane: &mut Lane,
    time: i64,
    story: &mut Rng,
) -> anyhow::Result<Session> {
    let [kind, role, address, agent] = cast;
    let (account, region, today) = (lane.account, lane.region, time - time.rem_euclid(clock::DAY));
    let seed =
        name.bytes().fold(today as u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(u64::from(byte)));
    let rng = &mut Rng::new(seed);
    // As if everybody had signed in before breakfast; programs at midnight.
    let since = today + 3600;
    let mail = format!("{name}@example.com");
    let mut session = match kind {
        "console" | "role" => people::with_role(rng, account, role, &mail, since, ""),
        "studio" => {
            let center = r#"|,"onBehalfOf":{"userId":"00000000-0000-4000-9000-000000000007","identityStoreArn":"arn:aws:identitystore::111122223333:identitystore/d-example123"}"#;
            people::with_role(rng, account, role, &mail, since, center)
        }
        "program" => people::with_role(rng, account, role, name, since, ""),
        "user" => people::iam_user(&mut Rng::new(4), account, role, since, false),
        "root" => people::root(rng, account, since),
        "service" => people::service(role),
        "emr" => people::sign_in(rng, &Who::Emr, account, region, since),
        "linked" => people::sign_in(rng, &Who::Linked, account, region, since),
        "web" => people::sign_in(rng, &Who::Web, account, region, since),
        "saml" => people::sign_in(rng, &Who::Saml, account, region, since),
        "center" => people::sign_in(rng, &Who::Center, account, region, since),
        "account" => people::sign_in(rng, &Who::Account, account, region, since),
        "node" => {
            let mut id = Vec::new();
            lane.kid(Kid::named("instance").context("no instances")?, story, &mut id);
            people::with_role(
                rng,
                account,
                role,
                &String::from_utf8_lossy(&id),
                since,
                r#","ec2RoleDelivery":"2.0""#,
            )
        }
        _ => anyhow::bail!("{name} is a {kind}?"),
    };
    session.console = matches!(kind, "console" | "studio" | "root");
    if !session.internal {
        session.address = address.to_owned();
        session.agent = agent.to_owned();
    }
    Ok(session)
}

fn story() -> anyhow::Result<Vec<Happening>> {
    let calls: Vec<Call> = record::emr_calls()?.into_iter().chain(record::other_calls()?).collect();
    let mut happenings = Vec::new();
    for line in include_str!("story.tsv").lines().filter(|line| !line.starts_with('#')) {
        scene(line, &calls, &mut happenings).with_context(|| format!("story.tsv: {line}"))?;
    }
    Ok(happenings)
}

/// One line of the story, as often as it happens.
fn scene(line: &str, calls: &[Call], to: &mut Vec<Happening>) -> anyhow::Result<()> {
    let cells: Vec<_> = line.split('\t').collect();
    let &[when, lane, who, call, about, outcome, request, response] = cells.as_slice() else {
        anyhow::bail!("not eight cells");
    };
    let (name, word) = call.split_once(':').unwrap_or((call, ""));
    let (service, event) = name.split_once(' ').context("no event")?;
    let mut found = calls
        .iter()
        .find(|known| {
            known.event == event
                && known.source.strip_suffix(".amazonaws.com") == Some(service)
                // The same operation stands there several times, called by different services.
                && (word.is_empty() || format!("{:?}", known.who).contains(word))
        })
        .with_context(|| format!("{name} is unknown"))?
        .clone();
    if request != "=" {
        found.request = Template::cell(request)?;
    }
    if response != "=" {
        found.response = Template::cell(response)?;
    }
    let failure = match outcome.split_once('|') {
        Some((code, message)) => Some((code.to_owned(), Template::new(message)?)),
        None => None,
    };
    for (day, time) in times(when)? {
        to.push(Happening {
            time,
            lane: usize::from(lane != "A"),
            who: who.to_owned(),
            call: found.clone(),
            about: about_whom(about, day)?,
            failure: failure.clone(),
        });
    }
    Ok(())
}

fn about_whom(cell: &str, day: i64) -> anyhow::Result<Option<About>> {
    if cell == "-" {
        return Ok(None);
    }
    let mut words = cell.trim_start_matches('+').split(' ');
    let mut word = || words.next();
    let pool = word().and_then(Pool::named).context("unknown kind")?;
    let name = word().context("no name")?.replace('@', &format!("-{day}"));
    let made = match (word(), word(), word()) {
        (Some(release), Some(instance_type), Some(count)) => {
            Some((known(release)?, known(instance_type)?, count.parse()?))
        }
        _ => None,
    };
    Ok(Some(About { pool, name, made }))
}

/// The releases and types of the story, which live as long as the program.
fn known(word: &str) -> anyhow::Result<&'static str> {
    ["emr-7.5.0", "emr-7.9.0", "m5.2xlarge", "r5.2xlarge", "-"]
        .into_iter()
        .find(|known| *known == word)
        .with_context(|| format!("{word} is not among the story's releases and types"))
}

/// `2-9wd 10:30:00 x4/7200`: the days, and the times on them.
fn times(when: &str) -> anyhow::Result<Vec<(i64, i64)>> {
    let mut words = when.split(' ');
    let days = words.next().context("no days")?;
    let clock = words.next().context("no time")?;
    let (often, apart) = match words.next() {
        Some(repeat) => repeat.trim_start_matches('x').split_once('/').context("xN/S")?,
        None => ("1", "0"),
    };
    let (often, apart): (i64, i64) = (often.parse()?, apart.parse()?);
    let working = days.ends_with("wd");
    let days = days.trim_end_matches("wd");
    let (first, last) = days.split_once('-').unwrap_or((days, days));
    let (first, last): (i64, i64) = (first.parse()?, last.parse()?);
    anyhow::ensure!((1..=DAYS).contains(&first) && (first..=DAYS).contains(&last), "days out of range");
    let mut second = 0;
    for part in clock.split(':') {
        second = second * 60 + part.parse::<i64>()?;
    }
    let mut times = Vec::new();
    for day in first..=last {
        // Day 1 is a Monday.
        if working && (day - 1) % 7 >= 5 {
            continue;
        }
        // Nothing happens at the very same second every day.
        let late = (day * 37) % 11;
        times.extend(
            (0..often).map(|turn| (day, MONDAY + (day - 1) * clock::DAY + second + late + turn * apart)),
        );
    }
    Ok(times)
}

/// What else goes on in two accounts.
fn ordinary(to: &mut Vec<Happening>, rng: &mut Rng) -> anyhow::Result<()> {
    let fits = |call: &Call| {
        matches!(&call.who, Who::Any | Who::Lambda)
            && call.read_only
            && call
                .source
                .strip_suffix(".amazonaws.com")
                .is_some_and(|name| ORDINARY_SERVICES.contains(&name))
    };
    let calls: Vec<Call> = record::other_calls()?.into_iter().filter(fits).collect();
    for _ in 0..ORDINARY {
        let call = calls.get(rng.index(calls.len())).context("nothing ordinary")?.clone();
        // Programs day and night, people in office hours on working days.
        let person = call.who == Who::Any && rng.chance(0.6);
        let day = if person { rng.below(2) * 7 + rng.below(5) } else { rng.below(14) } as i64;
        let second = if person { 8 * 3600 + rng.below(10 * 3600) } else { rng.below(86_400) } as i64;
        let lane = usize::from(rng.chance(0.3));
        let who = match (person, &call.who, lane) {
            (true, _, 0) => rng.pick(&["alice", "bob", "carol"]),
            (true, ..) => rng.pick(&["erin", "frank"]),
            (_, Who::Any, _) => "terraform",
            _ => "function",
        };
        to.push(Happening {
            time: MONDAY + day * clock::DAY + second,
            lane,
            who: who.to_owned(),
            call,
            about: None,
            failure: None,
        });
    }
    Ok(())
}
