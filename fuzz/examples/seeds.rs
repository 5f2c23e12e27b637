//! Writes the seeds of the fuzz targets: every fixture, as it is and in containers, and queries. An example, so that the
//! targets are built without what it needs.
#![allow(clippy::expect_used)]

#[path = "../../tests/support/packing.rs"]
mod packing;

use std::io::Write as _;
use std::path::{Path, PathBuf};

use packing::{Zip, tar, tar_pax, utf16, zip, zip_with};

/// The language's parts; the fuzzer puts them together anew.
const QUERIES: &[&str] = &[
    "event:RunJobFlow AND NOT user:alice",
    "event:(TerminateJobFlows OR SetTerminationProtection)",
    "errorCode:*",
    "agent:aws-cli* ip:10.0.0.0/8",
    "time:[2026-09-01 TO 2026-09-02} time:2026-09 time:now-7d",
    "\"spark-submit\" -id:1? +(a OR b^2) {a TO b]",
    "/a.*b/ arn:arn\\:aws\\:iam\\:\\:* ip:2001:db8::1",
];

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).expect("a vector takes all");
    encoder.finish().expect("a vector takes all")
}

fn inputs(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("the fixtures are there") {
        let path = entry.expect("the fixtures can be listed").path();
        if path.is_dir() {
            inputs(&path, found);
        } else if path.file_stem().is_some_and(|stem| stem == "input") {
            found.push(path);
        }
    }
}

fn main() {
    let fuzz = Path::new(env!("CARGO_MANIFEST_DIR"));
    let write = |target: &str, name: usize, bytes: &[u8]| {
        let folder = fuzz.join("seeds").join(target);
        std::fs::create_dir_all(&folder).expect("folders can be made");
        std::fs::write(folder.join(name.to_string()), bytes).expect("files can be written");
    };
    let mut paths = Vec::new();
    inputs(&fuzz.join("../tests/fixtures/formats"), &mut paths);
    paths.sort();
    for (n, path) in paths.iter().enumerate() {
        let bytes = std::fs::read(path).expect("fixtures can be read");
        write("formats", 2 * n, &bytes);
        let member = [("a", &bytes[..]), ("b", b"{}")];
        let how = |stored, wide, streamed| Zip { stored, wide, streamed };
        let packed = match n % 8 {
            0 => zip(&member),
            1 => zip_with(how(true, false, true), &member),
            2 => zip_with(how(false, true, true), &member),
            3 => tar(&member),
            4 => gzip(&tar_pax(&member)),
            5 => zip_with(how(true, true, false), &[("inner.zip", &zip(&member))]),
            6 => utf16(&bytes, n % 16 == 6, true).unwrap_or_else(|| gzip(&bytes)),
            _ => gzip(&bytes),
        };
        write("formats", 2 * n + 1, &packed);
        write("container", n, &packed);
    }
    for (n, query) in QUERIES.iter().enumerate() {
        write("query", n, query.as_bytes());
    }
}
