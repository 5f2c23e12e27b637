//! A path into a record and the values at it.

use serde::{Deserialize, Serialize};

use crate::json::{entries, leaves, unquote};

/// A path like `requestParameters.steps.hadoopJarStep.args`. Arrays on the way are gone through. Keys are the
/// record's own, the case of their first letter aside; a key with dots in it (`spark.executor.memory`) is written
/// as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct JsonPath(String);

impl TryFrom<String> for JsonPath {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        JsonPath::new(&text).ok_or("no path")
    }
}

impl From<JsonPath> for String {
    fn from(path: JsonPath) -> String {
        path.0
    }
}

/// Most dots in a path. Walking a path recurses, and a worker's stack is small.
const LONGEST: usize = 64;

/// Most arrays directly inside each other; no AWS request has so many.
const ARRAYS: usize = 8;

impl JsonPath {
    /// A path; `[]` behind a key is left out. `None` for an empty path or one that is too long.
    pub fn new(text: &str) -> Option<JsonPath> {
        let path = text.replace("[]", "");
        let fits = path.split('.').all(|key| !key.is_empty()) && path.split('.').count() <= LONGEST;
        fits.then_some(JsonPath(path))
    }

    /// The path as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last key without its first letter, as it must stand in every record that has the path.
    pub(super) fn tail(&self) -> &str {
        let last = self.0.rsplit('.').next().unwrap_or_default();
        let mut chars = last.chars();
        chars.next();
        chars.as_str()
    }

    /// Whether one of the values at the path in a record is wanted. Where an object or array stands there, the
    /// values inside it are tried.
    pub fn any(&self, record: &str, wanted: &mut dyn FnMut(&str) -> bool) -> bool {
        walk(record, &self.0, ARRAYS, wanted)
    }
}

fn walk(text: &str, path: &str, arrays: usize, wanted: &mut dyn FnMut(&str) -> bool) -> bool {
    if path.is_empty() {
        return any_leaf(text, wanted);
    }
    match text.as_bytes().first() {
        Some(b'[') if arrays > 0 => entries(text).any(|e| walk(e.value, path, arrays - 1, wanted)),
        Some(b'{') => entries(text).any(|e| {
            strip_key(path, &unquote(e.key)).is_some_and(|rest| walk(e.value, rest, ARRAYS, wanted))
        }),
        _ => false,
    }
}

/// The path behind a key, if it begins with the key.
fn strip_key<'p>(path: &'p str, key: &str) -> Option<&'p str> {
    let head = path.as_bytes().get(..key.len())?;
    let same =
        head.first()?.eq_ignore_ascii_case(key.as_bytes().first()?) && head[1..] == key.as_bytes()[1..];
    match path.as_bytes().get(key.len()) {
        _ if !same => None,
        None => Some(""),
        Some(b'.') => path.get(key.len() + 1..),
        Some(_) => None,
    }
}

/// Whether one of the values inside a JSON value is wanted. Goes through the text once, whatever the nesting.
pub fn any_leaf(text: &str, wanted: &mut dyn FnMut(&str) -> bool) -> bool {
    leaves(text).any(|leaf| wanted(&leaf.value(text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str, path: &str) -> Vec<String> {
        let mut out = Vec::new();
        JsonPath::new(path).unwrap().any(text, &mut |value| {
            out.push(value.to_owned());
            false
        });
        out
    }

    #[test]
    fn values_at_a_path() {
        let text = r#"{"requestParameters":{"Steps":[{"name":"a","args":["x",["y"]]},{"name":null},
            {"name":"b\u0041","n":-5.0,"ok":true,"e":"","o":{"k":"v", "l" : ["w"]}}],
            "properties":{"spark.executor.memory":"4g","spark.executor":{"memory":"5g"}}}}"#;
        assert_eq!(all(text, "requestParameters.steps.name"), ["a", "bA"]);
        assert_eq!(all(text, "RequestParameters.steps[].args[]"), ["x", "y"]);
        assert_eq!(all(text, "requestParameters.steps.n"), ["-5.0"]);
        assert_eq!(all(text, "requestParameters.steps.ok"), ["true"]);
        assert_eq!(all(text, "requestParameters.steps.o"), ["v", "w"]);
        assert_eq!(all(text, "requestParameters.properties.spark.executor.memory"), ["4g", "5g"]);
        assert_eq!(all(text, "requestParameters.steps").len(), 8);
        for none in
            ["requestParameters.steps.e", "requestparameters.steps.name", "steps", "requestParameters.step"]
        {
            assert!(all(text, none).is_empty(), "{none}");
        }
        for bad in ["", ".a", "a..b", "a.", &"a.".repeat(100)] {
            assert_eq!(JsonPath::new(bad), None, "{bad}");
        }
    }

    #[test]
    fn depth_and_damage_are_survived() {
        let deep = format!("{}\"x\"{}", "[".repeat(100_000), "]".repeat(100_000));
        assert!(any_leaf(&deep, &mut |value| value == "x"));
        assert!(!JsonPath::new("a").unwrap().any(&deep, &mut |_| true));
        for damaged in ["{\"a\":\"x", "{\"a\"", "{\"a\":", "[", "\"", "{\"a\":nul"] {
            all(damaged, "a");
        }
    }
}
