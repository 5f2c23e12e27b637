//! Components and pages rendered to text, without a browser: what they say, and that event text stays text.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
use std::rc::Rc;

use trailglass::components::ByPtr;
use trailglass::components::event_drawer::{EventDrawer, Props as DrawerProps};
use trailglass::components::header::{Header, Props as HeaderProps};
use trailglass::components::import_bar::{ImportBar, Props as ImportProps};
use trailglass::components::json_tree::{JsonTree, Props as TreeProps};
use trailglass::components::lanes::{LaneSource, Lanes, Props as LanesProps};
use trailglass::pages::files::{FilesPage, Props as FilesProps};
use trailglass::pages::landing::{Landing, Props as LandingProps};
use trailglass::problem::ProblemId;
use trailglass::record::Record;
use trailglass::store::Sizes;
use trailglass::store::batch::Provenance;
use trailglass::store::ledger::FileReport;
use trailglass::view::stories::{Flag, Lane, PlaceCoverage};
use trailglass::view::{detail, tree};
use trailglass::zone::Zone;
use yew::{BaseComponent, Callback, LocalServerRenderer};

const HOSTILE: &str = "<img src=x onerror=alert(1)>\u{202e}";

fn render<C: BaseComponent>(props: C::Properties) -> String {
    let renderer = LocalServerRenderer::<C>::with_props(props).hydratable(false);
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(renderer.render())
}

#[test]
fn the_landing_offers_the_three_ways_in() {
    let nothing = || Callback::from(|()| ());
    let html =
        render::<Landing>(LandingProps { on_files: nothing(), on_folder: nothing(), on_sample: nothing() });
    for words in ["Choose files", "Choose folder", "Explore sample data", "Nothing is uploaded"] {
        assert!(html.contains(words), "{words}: {html}");
    }
}

#[test]
fn the_header_names_the_page_and_the_sample() {
    let props = |sample, loaded| HeaderProps {
        route: "files".into(),
        routes: vec![("events", "Events"), ("files", "Files")],
        loaded,
        sample,
        theme: None,
        on_files: Callback::noop(),
        on_folder: Callback::noop(),
        on_clear: Callback::noop(),
        on_theme: Callback::noop(),
    };
    let html = render::<Header>(props(true, true));
    assert!(html.contains(r##"<a href="#files" aria-current="page">Files</a>"##), "{html}");
    assert!(html.contains("synthetic sample data") && html.contains(">Clear<"));
    let html = render::<Header>(props(false, false));
    assert!(!html.contains("synthetic") && !html.contains(">Clear<"));
}

#[test]
fn the_import_bar_says_how_far() {
    let html = render::<ImportBar>(ImportProps {
        share: 0.5,
        files: 1_000,
        files_done: 400,
        bytes: 2e6,
        bytes_done: 1e6,
        events: 12_345.0,
        rates: Some((5e5, 6_000.0, 2.0)),
        cancelled: false,
        on_cancel: Callback::noop(),
    });
    for words in [
        "400 of 1,000 files",
        "1.0 MB of 2.0 MB",
        "12,345 events",
        "2 s left",
        r#"aria-valuenow="50""#,
        "Cancel",
    ] {
        assert!(html.contains(words), "{words}: {html}");
    }
}

#[test]
fn the_ledger_names_file_reason_and_advice() {
    let mut report = FileReport::new(0);
    report.problems.report(ProblemId::NotCloudTrail, Some(1_234), HOSTILE);
    (report.records, report.events, report.duplicates, report.not_events) = (9_004, 9_001, 2, 3);
    report.micros = Some(12_300);
    let html = render::<FilesPage>(FilesProps {
        files: Some(ByPtr(Rc::new(vec![report]))),
        sizes: Sizes { fixed: 1_000, ..Sizes::default() },
        name: Callback::from(|_| (format!("a/111122223333/CloudTrail/eu-west-1/{HOSTILE}.txt"), 1.0)),
        on_save: Callback::noop(),
    });
    let kind = ProblemId::NotCloudTrail.kind();
    let figures = ["1 file with 9,004 records: 8,999 events kept, 2 duplicates, 3 entries left out", "12 ms"];
    let name = ["<span>111122223333</span>", "<span>eu-west-1</span>"];
    for words in [kind.what, "partly read", "byte 1,234"].into_iter().chain(figures).chain(name) {
        assert!(html.contains(words), "{words}: {html}");
    }
    assert!(!html.contains("<img") && !html.contains('\u{202e}'), "{html}");
    assert!(html.contains("&lt;img") && html.contains("⟨U+202E⟩"), "{html}");
}

/// The drawer of an event that stands in two places.
fn drawer_of(raw: &str) -> DrawerProps {
    let record: Record = serde_json::from_str(raw).unwrap();
    let at = Provenance { file: 0, member: 0, offset: 10, length: 20 };
    let detail = detail::detail(0, "id-1".into(), &record, raw, at, vec![at]);
    DrawerProps {
        note: Some("a note".to_owned()),
        on_mark: Callback::noop(),
        on_note: Callback::noop(),
        on_near: Callback::noop(),
        on_behind: Callback::noop(),
        detail: Some(ByPtr(Rc::new(detail))),
        failed: None,
        name: Callback::from(|_| ("logs/a.json".to_owned(), 1.0)),
        on_close: Callback::noop(),
        on_filter: Callback::noop(),
        on_copy: Callback::noop(),
        on_column: Callback::noop(),
        on_step: None,
    }
}

#[test]
fn the_drawer_answers_the_questions_and_trusts_no_text() {
    let raw = format!(
        r#"{{"eventName":"RunJobFlow","eventSource":"elasticmapreduce.amazonaws.com","userAgent":"{HOSTILE}",
        "userIdentity":{{"type":"Root"}},"requestParameters":{{"name":"{HOSTILE}","n":[1,{{}}]}}}}"#
    );
    let html = render::<EventDrawer>(drawer_of(&raw));
    // Opened from the marks: there is none before it and none after it.
    assert_eq!(html.matches(" disabled=").count(), 2, "{html}");
    for words in [
        "Who asked",
        r#"<span class="chain-what">root user</span>root"#,
        "(root user)",
        "With root or IAM user credentials?",
        "userIdentity.type is Root",
        "Request parameters",
        "Raw record",
        "Where it came from",
        "logs/a.json",
        "2 in all",
    ] {
        assert!(html.contains(words), "{words}: {html}");
    }
    assert!(!html.contains("Response elements"));
    assert!(!html.contains("<img") && !html.contains('\u{202e}'), "{html}");
}

/// The texts of `tests/fixtures/hostile.json`, which the browser's tests load as well.
fn hostile() -> Vec<String> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/hostile.json");
    let list: Vec<serde_json::Value> = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let text =
        |it: &serde_json::Value| it["text"].as_str().unwrap().repeat(it["times"].as_u64().unwrap() as usize);
    list.iter().map(text).collect()
}

#[test]
fn no_text_of_an_event_becomes_markup_or_hides() {
    let all = hostile();
    assert!(all.len() > 10 && all.iter().any(|text| text.len() >= 100_000));
    for text in all {
        let raw = serde_json::json!({
            "eventName": "RunJobFlow", "eventSource": "elasticmapreduce.amazonaws.com", "userAgent": text, "errorCode": text,
            "userIdentity": {"type": "IAMUser", "userName": text, "invokedBy": text},
            "requestParameters": {"name": text, text.clone(): [text]},
        })
        .to_string();
        let html = render::<EventDrawer>(drawer_of(&raw));
        let tags = ["<img", "<script", "<style", "<svg onload", "<svg><"];
        assert!(tags.iter().all(|tag| !html.contains(tag)), "{html}");
        let unseen = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200b}' | '\u{feff}' | '\u{0}' | '\u{7}' | '\u{1b}');
        assert!(!html.contains(unseen), "{html}");
    }
}

fn tree_of(lines: Vec<tree::Line>, more: bool) -> String {
    render::<JsonTree>(TreeProps {
        label: "Request parameters".into(),
        lines,
        more,
        on_filter: Callback::noop(),
        on_copy: Callback::noop(),
        on_column: Callback::noop(),
    })
}

#[test]
fn a_tree_shows_every_line() {
    let (lines, more) = tree::lines(r#"{"a":{"b":[1,"x"]},"empty":{}}"#, "");
    let html = tree_of(lines, more);
    for words in ["json-key\">a<", "json-number\">1<", "json-text\">x<", "{}"] {
        assert!(html.contains(words), "{words}: {html}");
    }
    // What a screen reader is told: level, unfolded or not, key and value as the name; one line takes the focus.
    let item = |level: u8, rest: &str| format!(r#"aria-level="{level}"{rest}"#);
    let unfolded = r#" aria-expanded="true""#;
    assert!(html.contains(r#"<ul role="tree" aria-label="Request parameters" class="json">"#), "{html}");
    assert_eq!(html.matches(r#"role="treeitem""#).count(), 5, "{html}");
    assert_eq!(html.matches(r#"tabindex="0""#).count(), 1, "{html}");
    assert_eq!(html.matches(&item(1, unfolded)).count(), 1, "an empty object opens nothing: {html}");
    assert_eq!(html.matches(&item(2, unfolded)).count(), 1, "{html}");
    assert_eq!(html.matches(&item(3, "")).count(), 2, "{html}");
    assert!(html.contains(r#"aria-labelledby="request-parameters-3""#), "{html}");
    assert!(html.contains(r#"id="request-parameters-3""#), "{html}");
    assert!(!html.contains("There is more"));
    assert!(!html.contains("more lines"));
    // A request with thousands of entries is drawn a part at a time.
    let (lines, more) = tree::lines(&format!("[{}0]", "1,".repeat(1_999)), "");
    let html = tree_of(lines, more);
    assert!(html.contains("Show 1,000 of 1,750 more lines"), "{html}");
    assert_eq!(html.matches("data-line").count(), 250);
}

struct OneLane(Lane);

impl LaneSource for OneLane {
    fn lane(&self, _: u32) -> Option<(&str, &str, Option<&Lane>)> {
        Some(("nightly-etl", "j-EXAMPLE00001", Some(&self.0)))
    }

    fn total(&self) -> u32 {
        1
    }

    fn version(&self) -> u32 {
        0
    }
}

#[test]
fn lanes_are_in_the_chosen_zone_and_say_so() {
    // 1970-01-01 00:00 to 04:00 UTC.
    let hour = 3_600.0;
    let lanes = |zone: Zone| {
        let lane = Lane {
            from: 0.0,
            opened: true,
            evidence: 2.0 * hour,
            end: None,
            inferred: false,
            seen: 2.0 * hour,
            flags: vec![(hour, Flag::Work)],
            place: 0,
        };
        let (account, region) = ("111122223333".to_owned(), "eu-west-1".to_owned());
        render::<Lanes<OneLane>>(LanesProps {
            rows: ByPtr(Rc::new(OneLane(lane))),
            span: [0.0, 4.0 * hour],
            zone: Rc::new(zone),
            coverage: vec![PlaceCoverage { account, region, spans: vec![[0.0, 3.0 * hour]] }],
            on_want: Callback::noop(),
            on_open: Callback::noop(),
            on_range: Callback::noop(),
        })
    };
    let utc = lanes(Zone::utc());
    let said = "records from 1970-01-01 00:00:00 UTC to 1970-01-01 03:00:00 UTC; 0 times without any in between, 0 hours";
    for words in ["times in UTC", ">1970-01-01 01:00:00<", "1970-01-01 01:00:00 UTC: work handed in", said] {
        assert!(utc.contains(words), "{words}: {utc}");
    }
    let east = lanes(Zone::fixed("x", 19_800));
    for words in [
        "times in UTC+05:30",
        ">1970-01-01 06:30:00 +05:30<",
        "1970-01-01 06:30:00 +05:30: work handed in",
        "records from 1970-01-01 05:30:00 +05:30 to 1970-01-01 08:30:00 +05:30",
    ] {
        assert!(east.contains(words), "{words}: {east}");
    }
}
