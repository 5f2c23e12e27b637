//! The case file: what one person found, to be opened again by another who has the same files. JSON with a version.
//!
//! It holds what is looked for, the saved views, the marks with their notes, and names, sizes and hashes of the files. Of a
//! marked event it holds what is needed to find it again and to name it where it is not there: id, fingerprint of
//! the content, time, operation. No other event data ever goes into it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::link::{self, Link, State};
use super::routes::{PAGES, Route};

/// The version that is written.
const VERSION: u32 = 1;

/// Bytes of a case file at most.
pub const MOST_BYTES: f64 = 64e6;

/// Characters of a name or a note that are kept.
const MOST_TEXT: usize = 10_000;

/// What is said in the file itself.
const ABOUT: &str = "A case of Trailglass: what was looked for, marked events with notes, and the files with their SHA-256. \
It holds no events; open it in Trailglass together with the files.";

/// A case.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Case {
    /// Version of the form; stands first and tells what it is.
    pub trailglass_case: u32,
    /// What it is, for whoever opens the file in an editor.
    pub about: String,
    /// When it was saved.
    pub saved: String,
    /// What is looked for: the names of [`link::fields`], and `page`.
    pub state: Fields,
    /// Parts of the query that are paused.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub paused: Vec<String>,
    /// Saved views.
    pub views: Vec<View>,
    /// Marked events.
    pub marks: Vec<CaseMark>,
    /// The files that were loaded.
    pub files: Vec<CaseFile>,
}

/// Fields of what is looked for, with their values.
pub type Fields = BTreeMap<String, String>;

/// Something to look for, under a name.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct View {
    /// Its name.
    pub name: String,
    /// What is looked for.
    pub state: Fields,
}

/// A marked event.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct CaseMark {
    /// Its id.
    #[serde(rename = "eventID")]
    pub event_id: String,
    /// Fingerprint of its record, 16 hexadecimal digits: ids alone are not always unique.
    pub content: String,
    /// Its time.
    pub time: String,
    /// Its operation.
    pub event: String,
    /// The note.
    pub note: String,
}

/// A file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct CaseFile {
    /// Its path below what was chosen, or its name.
    pub path: String,
    /// Its size in bytes.
    pub size: f64,
    /// Its SHA-256 in hexadecimal digits; empty where it could not be read.
    pub sha256: String,
}

impl Case {
    /// A case of this form.
    pub fn new(saved: String, state: Fields) -> Case {
        Case { trailglass_case: VERSION, about: ABOUT.to_owned(), saved, state, ..Case::default() }
    }

    /// As JSON for people.
    pub fn write(&self) -> String {
        // Strings and numbers only: it cannot fail, and a case that says nothing would be noticed.
        serde_json::to_string_pretty(self).unwrap_or_default()
    }

    /// Reads a case; else says why it is none, as a sentence.
    pub fn read(text: &str) -> Result<Case, String> {
        let text = text.trim_start_matches('\u{feff}').trim_start();
        // A list would be taken for the fields in their order.
        if !text.is_empty() && !text.starts_with('{') {
            return Err("It is no case file of Trailglass: it is no JSON object.".to_owned());
        }
        let mut case: Case = serde_json::from_str(text)
            .map_err(|error| format!("It is no case file of Trailglass ({error})."))?;
        match case.trailglass_case {
            VERSION => {}
            0 => return Err("It is no case file of Trailglass: it does not say that it is one.".to_owned()),
            later => {
                return Err(format!(
                    "It was written by a later Trailglass (version {later} of the form; this page knows {VERSION})."
                ));
            }
        }
        let texts = case
            .marks
            .iter_mut()
            .flat_map(|mark| [&mut mark.note, &mut mark.event, &mut mark.time])
            .chain(case.views.iter_mut().map(|view| &mut view.name))
            .chain(case.files.iter_mut().map(|file| &mut file.path))
            .chain(case.paused.iter_mut())
            .chain([&mut case.saved]);
        texts.for_each(shorten);
        for file in &mut case.files {
            file.sha256.make_ascii_lowercase();
        }
        Ok(case)
    }
}

/// Cuts a text that is longer than anybody would write it.
fn shorten(text: &mut String) {
    if let Some((end, _)) = text.char_indices().nth(MOST_TEXT) {
        text.truncate(end);
    }
}

/// Page and state as fields.
pub fn fields_of(route: Route, state: &State) -> Fields {
    let fields = link::fields(state).into_iter().map(|(name, value)| (name.to_owned(), value));
    fields.chain([("page".to_owned(), route.page().name.to_owned())]).collect()
}

/// What fields say, as a link would.
pub fn link_of(fields: &Fields) -> Link {
    let page = fields.get("page").and_then(|name| PAGES.iter().find(|page| page.name == name));
    let mut ignored = Vec::new();
    let others = fields.iter().filter(|(name, _)| *name != "page");
    let state = link::of_fields(others.map(|(name, value)| (name.as_str(), value.as_str())), &mut ignored);
    Link { route: page.map_or(Route::Events, |page| page.route), state: Some(state), ignored }
}

/// What became of a file of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is loaded, with the same content.
    Same,
    /// A file of this name is loaded, with other content.
    Differs,
    /// It is not loaded.
    Missing,
    /// It had no hash when the case was saved, or its like cannot be read now: nothing can be said of it.
    Unknown,
}

/// A file that is loaded: path, size, and its hash where that was wanted and could be made.
#[derive(Clone, Debug)]
pub struct LoadedFile {
    /// Its path.
    pub path: String,
    /// Its size in bytes.
    pub size: f64,
    /// Its hash.
    pub sha256: Option<String>,
}

/// The loaded files, by number, whose hashes tell what became of the files of a case: those that have the size of one
/// of them.
pub fn to_hash(case: &[CaseFile], loaded: &[LoadedFile]) -> Vec<u32> {
    let sizes: std::collections::HashSet<u64> = case.iter().map(|file| file.size as u64).collect();
    let wanted = (0..).zip(loaded).filter(|(_, file)| sizes.contains(&(file.size as u64)));
    wanted.map(|(number, _)| number).collect()
}

/// What became of each file of a case. A file is known by its content, whatever its name is now.
pub fn fates(case: &[CaseFile], loaded: &[LoadedFile]) -> Vec<Fate> {
    let by_hash: std::collections::HashSet<&str> =
        loaded.iter().filter_map(|file| file.sha256.as_deref()).collect();
    let mut by_path: std::collections::HashMap<&str, Vec<&LoadedFile>> = Default::default();
    for file in loaded {
        by_path.entry(&file.path).or_default().push(file);
    }
    let fate = |file: &CaseFile| {
        if by_hash.contains(file.sha256.as_str()) {
            return Fate::Same;
        }
        let same_name = by_path.get(file.path.as_str());
        match same_name {
            None => Fate::Missing,
            Some(files) if files.iter().all(|it| it.size != file.size) => Fate::Differs,
            Some(files) if file.sha256.is_empty() || files.iter().any(|it| it.sha256.is_none()) => {
                Fate::Unknown
            }
            Some(_) => Fate::Differs,
        }
    };
    case.iter().map(fate).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn case() -> Case {
        let state = State { query: "event:RunJobFlow".to_owned(), ..State::default() };
        Case {
            paused: vec!["NOT user:alice".into()],
            views: vec![View { name: "who".into(), state: fields_of(Route::People, &State::default()) }],
            marks: vec![CaseMark {
                event_id: "0e5ec7a1-0000-4000-8000-000000000001".into(),
                content: "00ff00ff00ff00ff".into(),
                time: "2026-09-01T10:00:00Z".into(),
                event: "RunJobFlow".into(),
                note: "the \"first\"".into(),
            }],
            files: vec![CaseFile { path: "a/b.json.gz".into(), size: 5_000_000_000.0, sha256: "ab".into() }],
            ..Case::new("2026-09-02T00:00:00Z".into(), fields_of(Route::Events, &state))
        }
    }

    #[test]
    fn a_case_comes_back_and_says_what_it_is() {
        let text = case().write();
        assert!(
            text.starts_with("{\n  \"trailglassCase\": 1,\n  \"about\": \"A case of Trailglass"),
            "{text}"
        );
        assert!(
            text.contains("\"eventID\": \"0e5e") && text.contains("\"q\": \"event:RunJobFlow\""),
            "{text}"
        );
        assert_eq!(Case::read(&text), Ok(case()));
        assert_eq!(Case::read(&format!("\u{feff}{text}")), Ok(case()));
        let link = link_of(&case().state);
        assert_eq!((link.route, link.state.unwrap().query.as_str()), (Route::Events, "event:RunJobFlow"));
        assert_eq!(link_of(&case().views[0].state).route, Route::People);
    }

    #[test]
    fn what_is_no_case_is_refused_with_a_reason() {
        let refused = |text: &str| Case::read(text).unwrap_err();
        assert!(refused("").starts_with("It is no case file of Trailglass (EOF"));
        assert!(refused("[1]").starts_with("It is no case file"));
        assert!(refused("{\"Records\":[]}").contains("does not say that it is one"));
        assert!(refused("{\"trailglassCase\":7}").contains("later Trailglass (version 7"));
        assert!(refused("{\"trailglassCase\":1,\"marks\":5}").starts_with("It is no case file"));
        assert!(
            refused(&format!("{{\"trailglassCase\":1,\"x\":{}", "[".repeat(100_000)))
                .starts_with("It is no case")
        );
        // What a later writer adds is passed over; what is too long is cut.
        let long = "n".repeat(20_000);
        let case = Case::read(&format!(
            "{{\"trailglassCase\":1,\"more\":{{}},\"marks\":[{{\"note\":\"{long}\"}}]}}"
        ));
        assert_eq!(case.unwrap().marks[0].note.len(), MOST_TEXT);
        let link = link_of(&[("page".into(), "moon".into()), ("scope".into(), "moon".into())].into());
        assert_eq!((link.route, link.ignored), (Route::Events, vec!["“scope=moon”".to_owned()]));
    }

    #[test]
    fn files_are_known_by_their_content() {
        let file =
            |path: &str, size: f64, sha256: &str| CaseFile { path: path.into(), size, sha256: sha256.into() };
        let files = [
            file("same.json", 5.0, "aa"),
            file("renamed.json", 6.0, "bb"),
            file("other.json", 5.0, "cc"),
            file("longer.json", 7.0, "dd"),
            file("gone.json", 5.0, "ee"),
            file("unread.json", 8.0, "ff"),
            file("unhashed.json", 9.0, ""),
        ];
        let loaded = |path: &str, size: f64, sha256: Option<&str>| LoadedFile {
            path: path.into(),
            size,
            sha256: sha256.map(str::to_owned),
        };
        let here = [
            loaded("same.json", 5.0, Some("aa")),
            loaded("new name.json", 6.0, Some("bb")),
            loaded("other.json", 5.0, Some("c0")),
            loaded("longer.json", 70.0, None),
            loaded("unread.json", 8.0, None),
            loaded("unhashed.json", 9.0, Some("99")),
        ];
        assert_eq!(to_hash(&files, &here), [0, 1, 2, 4, 5]);
        use Fate::{Differs, Missing, Same, Unknown};
        assert_eq!(fates(&files, &here), [Same, Same, Differs, Differs, Missing, Unknown, Unknown]);
    }

    proptest! {
        #[test]
        fn anything_is_survived(text in "\\PC{0,80}", value in "[\\[\\]{}\",:a-z0-9]{0,60}") {
            let _ = Case::read(&text);
            let _ = Case::read(&format!("{{\"trailglassCase\":1,\"state\":{value},\"marks\":{value}}}"));
        }
    }
}
