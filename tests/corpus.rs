//! Real CloudTrail data of other people, where the folder that holds it is there; says so where it is not.

mod support;

use std::path::{Path, PathBuf};

use support::{Loaded, load_tree};
use trailglass::emr::facts::Scope;

fn folder(name: &str) -> Option<PathBuf> {
    let root = std::env::var_os("TRAILGLASS_CORPUS")
        .map(PathBuf::from)
        .unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus"));
    let path = root.join(name);
    if !path.is_dir() {
        eprintln!("skipped: {name} is not here (set TRAILGLASS_CORPUS to the folder that holds it)");
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
