//! Real CloudTrail data of other people, where the folder that holds it is there; says so where it is not.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use support::{Loaded, load, load_tree};
use trailglass::emr::facts::Scope;
use trailglass::problem::ProblemId;

fn folder(name: &str) -> Option<PathBuf> {
    let root = std::env::var_os("TRAILGLASS_CORPUS")
        .map(PathBuf::from)
        .unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus"));
    let path = root.join(name);
    if !path.exists() {
        support::tell(&format!(
            "skipped: {name} is not here (set TRAILGLASS_CORPUS to the folder that holds it)"
        ));
        return None;
    }
    Some(path)
}

fn check(name: &str, all: u32, duplicates: u32, skipped: &[&str]) -> Option<Loaded> {
    let loaded = load_tree(&folder(name)?);
    let view = loaded.view("", Scope::Other);
    assert_eq!((view.counts.all, view.counts.duplicates), (all, duplicates), "{name}");
    assert_eq!(loaded.skipped(), skipped, "{name}");
    Some(loaded)
}

#[test]
fn invictus() {
    check("invictus-ir_aws_dataset", 2_900, 0, &["LICENSE"]);
}

#[test]
fn cloudtrail_watcher() {
    let Some(loaded) = check("cloudtrail-watcher", 37, 0, &["LICENSE"]) else { return };
    let emr = loaded.view("", Scope::Emr);
    assert_eq!(emr.counts.matching, 1);
    assert_eq!(emr.page.rows[0].cells[0], "RunJobFlow");
}

#[test]
fn stratus() {
    check("stratus-red-team", 310, 0, &["LICENSE"]);
}

/// Distinct event ids of all events.
fn distinct_ids(loaded: &Loaded) -> usize {
    let engine = loaded.engine.borrow();
    let store = engine.store();
    let ids: BTreeSet<String> = (0..store.rows()).map(|row| store.event_id(row)).collect();
    ids.len()
}

/// 563 events, 314 of them distinct; the copies agree to the byte, white space aside.
#[test]
fn traildiscover() {
    let Some(loaded) = check("traildiscover", 314, 249, &["LICENSE"]) else { return };
    assert_eq!(distinct_ids(&loaded), 314);
    let empty = loaded.ledger().iter().filter(|f| f.problems.count(ProblemId::NoRecords) == 1).count();
    assert_eq!(empty, 21, "empty arrays are read, and said to be empty");
}

/// Test events of rules: 459, of which 51 have no id and many share invented ones (`1`, `1111`) without being the
/// same event. 23 are copies: what is left is what differs, not what has another id.
///
/// Where an event without an id is told by its first 300 characters with sorted keys, there are 171 ids: 46 of the 51
/// differ so far. That is the number that was published with the data. Here such an event has the hash of all its
/// content, and no id is shown: 50 of the 51 differ.
#[test]
fn panther() {
    let Some(loaded) = check("panther-analysis", 436, 23, &["LICENSE.txt"]) else { return };
    assert_eq!(distinct_ids(&loaded), 126, "125 ids, and none");
    let (mut ids, mut beginnings, mut contents) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for path in files_below(&folder("panther-analysis").unwrap()) {
        let Ok(log) = serde_json::from_slice::<serde_json::Value>(&std::fs::read(path).unwrap()) else {
            continue;
        };
        for event in log["Records"].as_array().into_iter().flatten() {
            match event["eventID"].as_str() {
                Some(id) => drop(ids.insert(id.to_owned())),
                None => {
                    let text = event.to_string();
                    beginnings.insert(text.chars().take(300).collect::<String>());
                    contents.insert(text);
                }
            }
        }
    }
    assert_eq!((ids.len(), beginnings.len(), contents.len()), (125, 46, 50));
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}

/// Seven events in three files, one of them gzip: the same three again and again.
#[test]
fn trailscraper() {
    let Some(loaded) = check("trailscraper", 3, 4, &["LICENSE"]) else { return };
    assert_eq!(distinct_ids(&loaded), 3);
}

/// Published EMR records, two of which share an id and not their content: both stay, and it is said.
#[test]
fn emr_samples() {
    let Some(path) = folder("../reference/emr/samples.json") else { return };
    let loaded = load(&[("samples.json".to_owned(), std::fs::read(path).unwrap())]);
    let view = loaded.view("", Scope::Emr);
    assert_eq!((view.counts.all, view.counts.emr, view.counts.duplicates), (5, 5, 0));
    let twins = loaded.view("id:b348a38d-f744-4097-8b2a-e68c9b424698", Scope::Emr);
    let names: Vec<&str> = twins.page.rows.iter().map(|row| row.cells[0].as_str()).collect();
    assert_eq!(names, ["RunJobFlow", "RunJobFlow"]);
    assert_eq!(loaded.ledger()[0].problems.count(ProblemId::SameIdOtherContent), 1);
}

/// The folders, how many events each holds, copies included, and how many distinct ids they have; in
/// `panther-analysis` 125 and none at all. The figures were made by a script that knows nothing of this program: it walks every JSON
/// value and counts objects with `eventName` and `eventSource`, or with `insightDetails`.
const FOLDERS: &[(&str, u32, usize)] = &[
    ("invictus-ir_aws_dataset", 2_900, 2_900),
    ("stratus-red-team", 310, 310),
    ("traildiscover", 563, 314),
    ("panther-analysis", 459, 126),
    ("cloudtrail-watcher", 37, 37),
    ("cloud-custodian", 24, 22),
    ("trailscraper", 7, 3),
    ("fivexl-cloudtrail-to-slack", 9, 6),
];

#[test]
fn counts_are_those_of_an_independent_script() {
    for &(name, events, distinct) in FOLDERS {
        let Some(folder) = folder(name) else { continue };
        let loaded = load_tree(&folder);
        let view = loaded.view("", Scope::Other);
        assert_eq!(view.counts.all + view.counts.duplicates, events, "{name}");
        assert_eq!(distinct_ids(&loaded), distinct, "{name}");
        let engine = loaded.engine.borrow();
        let store = engine.store();
        // Nothing disappears: each file has a line, each element is accounted for.
        assert_eq!(store.files.len(), loaded.names.len(), "{name}");
        assert!(store.files.iter().all(|file| file.adds_up()), "{name}");
    }
}

/// 13 of the files are events of other services, 11 of them by EventBridge: they are said to be no events of CloudTrail.
#[test]
fn events_of_other_services_are_left_out_aloud() {
    let Some(folder) = folder("cloud-custodian") else { return };
    let loaded = load_tree(&folder);
    let left: Vec<_> = loaded.ledger().into_iter().filter(|f| f.events == 0 && f.records > 0).collect();
    let named = left.iter().filter(|f| f.format_label() == "Events of EventBridge").count();
    assert_eq!((left.len(), named), (13, 11));
    assert!(left.iter().all(|f| f.problems.count(ProblemId::NotCloudTrail) == 1), "{left:#?}");
}
