//! A digest file of CloudTrail: the log files of an hour with their hashes, and the hash of the digest before it.
//!
//! Source: AWS CloudTrail User Guide, “CloudTrail digest file structure”.

use super::documents::Documents;
use super::unwrap::{Found, Instead};
use super::{Format, rebuilt::Parts};
use crate::json;
use crate::problem::ProblemId;

pub(super) const FORMAT: Format = Format {
    name: "digest",
    label: "Digest file",
    about: "CloudTrail’s own list of the log files of an hour, with their hashes; holds no events",
    detect: |head| MARKS.iter().all(|mark| head.has(mark)),
    places: &[],
    fidelity: None,
    tentative: false,
    reader: || Box::new(Documents::default()),
};

const MARKS: &[&str] = &["digestStartTime", "digestS3Object"];

/// Kept as it stands, because its own hash is taken over its bytes.
pub(super) const INSTEAD: Instead = Instead { marks: MARKS, read };

fn read(digest: &str) -> Option<Found<'_>> {
    let parts = Parts::of(digest);
    let files = json::entries(parts.json("logFiles")).count();
    let before = match parts.text("previousDigestS3Object").as_str() {
        "" => "the first of its chain",
        _ => "follows another digest",
    };
    let facts = format!(
        "{} to {}, {files} log {}, {before}",
        parts.text("digestStartTime"),
        parts.text("digestEndTime"),
        if files == 1 { "file" } else { "files" },
    );
    Some(Found::Document { text: digest, problem: ProblemId::Digest, facts })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(text: &str) -> String {
        match read(text) {
            Some(Found::Document { facts, .. }) => facts,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_it_says_in_short() {
        let digest = r#"{"digestStartTime":"2026-09-01T10:00:00Z","digestEndTime":"2026-09-01T11:00:00Z","previousDigestS3Object":"x","logFiles":[{},{"s3Object":"a"}]}"#;
        assert_eq!(
            facts(digest),
            "2026-09-01T10:00:00Z to 2026-09-01T11:00:00Z, 2 log files, follows another digest"
        );
        let first = r#"{"digestStartTime":"a","digestEndTime":"b","previousDigestS3Object":null,"logFiles":[{"s3Object":"a"}]}"#;
        assert_eq!(facts(first), "a to b, 1 log file, the first of its chain");
    }
}
