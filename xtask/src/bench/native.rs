//! The engine without a browser, and DuckDB over the same files.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::{places, process};

/// Threads that DuckDB may use. The engine uses one.
const THREADS: &str = "2";

/// The benchmarks of `core/benches/engine.rs` on a corpus: the median of each in milliseconds.
pub fn engine(corpus: &Path) -> Result<Value> {
    let home = home();
    if home.is_dir() {
        // What was measured under other names before is not of this run.
        std::fs::remove_dir_all(&home).with_context(|| format!("cannot remove {}", home.display()))?;
    }
    let mut cargo = Command::new("cargo");
    cargo.current_dir(places::root());
    cargo.args(["bench", "-p", "trailglass-core", "--bench", "engine", "--", "--quiet"]);
    process::run(cargo.env("TRAILGLASS_BENCH", corpus).env("CRITERION_HOME", &home))?;
    Ok(json!(medians()?))
}

/// Where criterion keeps its figures.
fn home() -> PathBuf {
    places::scratch().join("criterion")
}

/// What criterion has written down. It makes file names of what is measured and keeps the name beside.
fn medians() -> Result<BTreeMap<String, f64>> {
    let mut all = BTreeMap::new();
    for group in folders(&home())? {
        for measured in folders(&group)? {
            let read = |name: &str| -> Result<Value> {
                let file = measured.join("new").join(name);
                let text = std::fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
                Ok(serde_json::from_slice(&text)?)
            };
            let (benchmark, estimates) = (read("benchmark.json")?, read("estimates.json")?);
            let nanos = estimates["median"]["point_estimate"].as_f64().context("no median was written")?;
            let name = benchmark["full_id"].as_str().context("no name was written")?;
            all.insert(name.to_owned(), nanos / 1e6);
        }
    }
    Ok(all)
}

fn folders(dir: &Path) -> Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(dir).with_context(|| format!("cannot list {}", dir.display()))?;
    let paths = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    Ok(paths
        .into_iter()
        .filter(|path| path.is_dir() && path.file_name() != Some("report".as_ref()))
        .collect())
}

/// What a view takes in DuckDB, and in the engine in the same run. Says so where no Python has DuckDB.
pub fn duckdb(corpus: &Path) -> Result<Value> {
    let python = std::env::var("TRAILGLASS_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let has = Command::new(&python).args(["-c", "import duckdb"]).output();
    if !has.is_ok_and(|output| output.status.success()) {
        println!("DuckDB is not there: `pip install duckdb`, or TRAILGLASS_PYTHON for a Python that has it");
        return Ok(Value::Null);
    }
    let script = places::root().join("xtask").join("src").join("bench").join("duckdb_views.py");
    let mut run = Command::new(&python);
    run.arg(script).arg(corpus).arg(THREADS);
    let theirs: Value = serde_json::from_str(&process::output(&mut run)?)?;
    let ours = engine(corpus)?;
    let mut ratios = BTreeMap::new();
    if let (Some(theirs), Some(ours)) = (theirs["load"].as_f64(), ours["load/all files"].as_f64()) {
        println!(
            "reading the files: DuckDB, {THREADS} threads, {theirs:.0} ms; engine, one thread, {ours:.0} ms; {:.1} times as fast",
            theirs / ours
        );
        ratios.insert("load".to_owned(), theirs / ours);
    }
    for (name, times) in theirs["views"].as_object().context("DuckDB measured no views")? {
        let median = times.as_array().and_then(|times| times.get(times.len() / 2)).and_then(Value::as_f64);
        let (Some(theirs), Some(ours)) = (median, ours[format!("view/{name}")].as_f64()) else { continue };
        println!("{name}: DuckDB {theirs:.1} ms, engine {ours:.1} ms, {:.1} times as fast", theirs / ours);
        ratios.insert(name.clone(), theirs / ours);
    }
    Ok(json!({ "duckdb": theirs, "engine": ours, "ratios": ratios }))
}
