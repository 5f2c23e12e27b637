//! One event out of several forms: the fuller record is shown, the others are its copies, whatever the order in which
//! they come.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "support/reading.rs"]
mod reading;

use reading::row_text;
use trailglass::engine::Engine;
use trailglass::engine::parse_job::Parser;
use trailglass::engine::protocol::{Request, Response};
use trailglass::problem::ProblemId;
use trailglass::store::ledger::FileReport;
use trailglass::stories::build;

const HEADER: &str = "User name,AWS access key,Event time,Event source,Event name,AWS region,Source IP address,User agent,Error code,Resources,Request ID,Event ID,Read-only,Event type,Recipient Account Id,Event category";

/// Two rows of Event history: one of EMR, whose record is always kept, and one of another service.
fn summary(account: &str) -> String {
    let row = |id: u8, source: &str, name: &str| {
        format!(
            "alice,ASIAEXAMPLEKEY,2026-09-01T10:00:0{id}Z,{source}.amazonaws.com,{name},eu-west-1,192.0.2.1,example,,[],r-{id},0e5ec7a1-0000-4000-8000-00000000000{id},false,AwsApiCall,{account},Management\n"
        )
    };
    let rows =
        [row(1, "elasticmapreduce", "RunJobFlow"), row(2, "s3", "PutObject"), row(3, "s3", "GetObject")];
    format!("{HEADER}\n{}", rows.concat())
}

/// The first two of these as a trail writes them; `more` makes their content another one.
fn whole(more: &str) -> String {
    let record = |id: u8, source: &str, name: &str| {
        format!(
            r#"{{"eventVersion":"1.11","userIdentity":{{"type":"IAMUser","userName":"alice","arn":"arn:aws:iam::111122223333:user/alice"}},"eventTime":"2026-09-01T10:00:0{id}Z","eventSource":"{source}.amazonaws.com","eventName":"{name}","requestParameters":{{"name":"x{more}"}},"eventID":"0e5ec7a1-0000-4000-8000-00000000000{id}","recipientAccountId":"111122223333"}}"#
        )
    };
    format!(
        "{{\"Records\":[{},{}]}}",
        record(1, "elasticmapreduce", "RunJobFlow"),
        record(2, "s3", "PutObject")
    )
}

fn batch(file: u32, text: &str) -> Vec<Vec<u8>> {
    let mut parser = Parser::default();
    parser.open(file);
    parser.feed(text.as_bytes());
    parser.close();
    parser.take_batches(true)
}

fn orders(of: usize) -> Vec<Vec<usize>> {
    match of {
        0 => vec![Vec::new()],
        n => {
            let shorter = orders(n - 1);
            let with = |at: usize, order: &Vec<usize>| {
                let mut order = order.clone();
                order.insert(at, n - 1);
                order
            };
            (0..n)
                .flat_map(|at| shorter.iter().map(move |order| with(at, order)).collect::<Vec<_>>())
                .collect()
        }
    }
}

/// All that can be seen of the events, one text each, whatever the numbers of their rows.
fn seen(engine: &mut Engine) -> Vec<String> {
    let mut out = Vec::new();
    for row in 0..engine.store().rows() {
        let mut text = row_text(engine.store(), row);
        match engine.handle(Request::Detail { seq: 1, row }) {
            Response::Detail { detail, .. } => {
                text += &format!("    {}\n    {}\n    {:?}\n", detail.raw, detail.missing, detail.copies);
            }
            Response::NeedRecord { at, .. } => text += &format!("    to be read again: {at:?}\n"),
            other => panic!("{other:?}"),
        }
        text += &format!("    copies: {:?}\n", engine.store().copies_of(row));
        out.push(text);
    }
    out.sort();
    out
}

fn ledger(engine: &Engine) -> Vec<FileReport> {
    let mut ledger = engine.store().ledger();
    ledger.sort_by_key(|report| report.file);
    ledger
}

/// Reads the files in every order, checks that it makes no difference, and returns what is seen.
fn in_every_order(files: &[String]) -> (Engine, Vec<String>) {
    let batches: Vec<_> = files.iter().enumerate().map(|(n, text)| batch(n as u32, text)).collect();
    let mut first = None;
    for order in orders(files.len()) {
        let mut engine = Engine::default();
        for n in &order {
            batches[*n].iter().for_each(|batch| engine.ingest(batch).unwrap());
        }
        let events: u64 = engine.store().files.iter().map(|file| file.events).sum();
        let store = engine.store();
        assert_eq!(u64::from(store.rows()) + store.copies().len() as u64, events);
        let now = (seen(&mut engine), ledger(&engine));
        match &first {
            None => first = Some((engine, now)),
            Some((_, seen)) => assert_eq!(seen, &now, "{order:?}"),
        }
    }
    let (engine, (seen, _)) = first.unwrap();
    (engine, seen)
}

#[test]
fn the_fuller_record_wins() {
    let (engine, seen) = in_every_order(&[summary("111122223333"), whole(""), summary("1.11122E+11")]);
    assert_eq!(seen.len(), 3, "{seen:#?}");
    let of = |name: &str| seen.iter().find(|text| text.contains(name)).unwrap();
    for name in ["RunJobFlow", "PutObject"] {
        assert!(!of(name).contains("fidelity") && of(name).contains("user/alice"), "{}", of(name));
    }
    assert!(of("RunJobFlow").contains(r#"{"name":"x"}"#), "the whole record is what is kept");
    assert!(of("PutObject").contains("to be read again"), "the summary is kept no more");
    // Of two summaries the one that comes first in the files stands.
    assert!(of("GetObject").contains("summary only") && of("GetObject").contains("\"111122223333\""));
    let problems: Vec<_> = engine.store().files.iter().flat_map(|file| &file.problems.problems).collect();
    let expected = [ProblemId::MangledAccount, ProblemId::SummaryOnly];
    assert!(problems.iter().all(|problem| expected.contains(&problem.id)), "{problems:?}");
}

/// Wazuh writes records anew: they are no copies to the byte, and no events of their own either.
#[test]
fn what_was_written_anew_gives_way_to_the_record() {
    let trail = whole("");
    let records: serde_json::Value = serde_json::from_str(&trail).unwrap();
    let anew = |record: &serde_json::Value| {
        let text = record.to_string().replacen(
            '{',
            "{\"log_info\":{\"s3bucket\":\"example\"},\"readOnly\":\"false\",",
            1,
        );
        format!("{{\"integration\":\"aws\",\"aws\":{text}}}")
    };
    let wazuh = records["Records"].as_array().unwrap().iter().map(anew).collect::<Vec<_>>().join("\n");
    let (engine, seen) = in_every_order(&[wazuh, trail]);
    assert_eq!((seen.len(), engine.store().copies().len()), (2, 2), "{seen:#?}");
    assert!(seen.iter().all(|text| !text.contains("fidelity")), "{seen:#?}");
}

/// Two whole records that share an id are two events; a summary may be of either, and each shows it.
#[test]
fn events_that_share_an_id_stay_apart() {
    let (engine, seen) = in_every_order(&[summary("111122223333"), whole(""), whole("y"), whole("")]);
    assert_eq!((seen.len(), engine.store().copies().len()), (5, 4), "{seen:#?}");
    let of_summary = seen.iter().filter(|text| text.contains("copies: [Provenance { file: 0")).count();
    assert_eq!(of_summary, 4);
    let count = |report: &FileReport| report.problems.count(ProblemId::SameIdOtherContent);
    // The later one in the files is told: that of the third.
    assert_eq!(ledger(&engine).iter().map(count).collect::<Vec<_>>(), [0, 0, 2, 0]);
}

/// Stories are made of the record that stands, and of nothing of the others.
#[test]
fn stories_are_of_the_fuller_record() {
    let launch = whole("").replace(
        r#""requestParameters":{"name":"x"},"eventID":"0e5ec7a1-0000-4000-8000-000000000001""#,
        r#""requestParameters":{"name":"x"},"responseElements":{"jobFlowId":"j-EXAMPLE"},"eventID":"0e5ec7a1-0000-4000-8000-000000000001""#,
    );
    assert!(launch.contains("j-EXAMPLE"));
    let files = [summary("111122223333"), launch, summary("1.11122E+11")];
    let batches: Vec<_> = files.iter().enumerate().map(|(n, text)| batch(n as u32, text)).collect();
    for order in orders(files.len()) {
        let mut engine = Engine::default();
        for n in &order {
            batches[*n].iter().for_each(|batch| engine.ingest(batch).unwrap());
        }
        assert_eq!(engine.store().extracts().list().len(), 1, "{order:?}");
        let stories = build(engine.store());
        let [story] = stories.list.as_slice() else { panic!("{order:?}: {} stories", stories.list.len()) };
        assert_eq!((story.moments.len(), stories.value(story, "name")), (1, "x"), "{order:?}");
    }
}
