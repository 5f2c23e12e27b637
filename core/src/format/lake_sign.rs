//! `result_sign.json`, which lies beside the results of a CloudTrail Lake query: the hashes of its files, signed.
//!
//! Source: AWS CloudTrail User Guide, “CloudTrail Lake sign file structure”.

use super::documents::Documents;
use super::unwrap::{Found, Instead};
use super::{Format, rebuilt::Parts};
use crate::json;
use crate::problem::ProblemId;

pub(super) const FORMAT: Format = Format {
    name: "lake-sign",
    label: "Signature of a Lake query",
    about: "result_sign.json: the hashes of the result files of a CloudTrail Lake query; holds no events",
    detect: |head| MARKS.iter().all(|mark| head.has(mark)),
    places: &[],
    fidelity: None,
    tentative: false,
    reader: || Box::new(Documents::default()),
};

const MARKS: &[&str] = &["hashSignature", "hashAlgorithm", "files"];

pub(super) const INSTEAD: Instead = Instead { marks: MARKS, read };

fn read(sign: &str) -> Option<Found<'_>> {
    let parts = Parts::of(sign);
    let mut names = Vec::new();
    json::at_path(sign, "files.fileName", &mut |name| names.push(json::unquote(name)));
    let facts = format!("query of {}, {}", parts.text("queryCompleteTime"), names.join(", "));
    Some(Found::Document { text: sign, problem: ProblemId::LakeSign, facts })
}
