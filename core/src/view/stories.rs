//! Life stories as tables, lanes in time, and pages: plain data for the screen.

use serde::{Deserialize, Serialize};

use super::text::shown;
use crate::emr::operations::Phase;
use crate::emr::resources::{Kind, Strength};
use crate::record::time;
use crate::store::Store;
use crate::store::columns::{ADDRESS, CHANNEL, ERROR};
use crate::stories::{EndKind, Full, Grade, Moment, Stories, Story};

/// What a column of the table of stories says of one.
type Say = fn(&Stories, &Store, &Story) -> String;

/// A column of the table of stories.
pub struct StoryColumn {
    /// The heading.
    pub label: &'static str,
    /// What it holds, for the tooltip.
    pub about: &'static str,
    /// Width at first, CSS pixels.
    pub width: u16,
    /// Whether it is sorted as a number.
    pub number: bool,
    /// Its value; empty for what is not recorded.
    pub say: Say,
}

macro_rules! story_columns {
    ($($label:literal $about:literal $width:literal $number:literal, |$stories:pat_param, $store:pat_param, $story:ident| $value:expr;)*) => {
        /// All columns of the table of stories, in their order.
        pub static STORY_COLUMNS: &[StoryColumn] = &[$(StoryColumn {
            label: $label, about: $about, width: $width, number: $number,
            say: |$stories, $store, $story| $value,
        },)*];
    };
}

story_columns! {
    "Name" "the last recorded name" 170 false, |stories, _, story| stories.value(story, "name").to_owned();
    "Id" "the id that EMR gave it" 160 false, |stories, _, story| stories.text(story.id).to_owned();
    "Kind" "cluster, application, virtual cluster or studio" 110 false, |_, _, story| story.kind.word().to_owned();
    "Account" "the account it belongs to" 125 false, |stories, _, story| stories.place(story).0.to_owned();
    "Region" "its Region" 105 false, |stories, _, story| stories.place(story).1.to_owned();
    "Release" "the last recorded release" 105 false, |stories, _, story| stories.value(story, "release").to_owned();
    "Opened (UTC)" "when its opening was accepted; empty where it is older than the files" 170 false, |_, _, story| at(story.opened.map(|o| o.1));
    "Opened by" "who opened it" 140 false, |stories, store, story| story.opened.map_or(String::new(), |(row, _)| stories.who(store, row));
    "From" "where the opening came from" 120 false, |_, store, story| opened(store, story, ADDRESS);
    "With" "the way it was opened: console, CLI, SDK, a service" 120 false, |_, store, story| opened(store, story, CHANNEL);
    "Last evidence (UTC)" "the last event that shows it alive; reading does not" 170 false, |_, _, story| at(story.evidence);
    "End" "what the events tell of its end" 190 false, |_, _, story| story.end.kind.words(story.kind).to_owned();
    "End at (UTC)" "when, where that is known" 170 false, |_, _, story| at(story.end.time);
    "Grade" "how the end is known: recorded, inferred or unknown" 95 false, |_, _, story| story.end.grade.word().to_owned();
    "Submitted" "steps, job runs, sessions and notebook runs that were handed in" 105 true, |_, _, story| story.submitted().to_string();
    "Changes" "accepted changes of settings, size and tags" 95 true, |_, _, story| story.count(Phase::Changed).to_string();
    "Access" "user interfaces opened and credentials taken" 90 true, |_, _, story| story.count(Phase::Access).to_string();
    "Refused" "attempts that were refused or went wrong" 95 true, |_, _, story| story.refused().to_string();
    "People" "everybody who did more than read" 200 false, |stories, store, story| stories.people(store, story).join(", ");
    "Size" "what was asked for at launch" 100 true, |_, _, story| Stories::size(story);
    "Instances" "types, counts and markets at launch" 260 false, |stories, _, story| stories.value(story, "instances").to_owned();
 "Drives cost" "what is recorded that drives its cost: sizes, markets, volumes, scaling, what ends it; never an amount" 320 false, |stories, _, story| costs(stories, story);
    "EC2 known" "EC2 instances that events tie to it, and how many of them EMR ended" 100 false, |_, _, story| nodes(story);
    "Service role" "the role EMR works with" 150 false, |stories, _, story| stories.value(story, "service role").to_owned();
    "Instance profile" "the role of its nodes" 160 false, |stories, _, story| stories.value(story, "instance profile").to_owned();
    "More roles" "scaling, step and execution roles that it was given, by name" 170 false, |stories, _, story| stories.more_roles(story);
    "Key pair" "the SSH key of its nodes" 120 false, |stories, _, story| stories.value(story, "key pair").to_owned();
    "Security configuration" "encryption and authentication" 150 false, |stories, _, story| stories.value(story, "security configuration").to_owned();
    "Log location" "where it writes its logs" 220 false, |stories, _, story| stories.value(story, "log location").to_owned();
    "Tags" "the last recorded tags" 200 false, |stories, _, story| stories.tags(story);
}

fn at(seconds: Option<i64>) -> String {
    seconds.map_or(String::new(), clock)
}

/// `2026-09-01 10:30:00`, UTC.
pub(super) fn clock(seconds: i64) -> String {
    time::format(seconds).trim_end_matches('Z').replace('T', " ")
}

fn opened(store: &Store, story: &Story, column: crate::store::ColumnId) -> String {
    story.opened.map_or(String::new(), |(row, _)| store.value(column, row).to_owned())
}

fn costs(stories: &Stories, story: &Story) -> String {
    stories.costs(story).iter().map(|(what, value)| format!("{what}: {value}")).collect::<Vec<_>>().join("; ")
}

fn nodes(story: &Story) -> String {
    match story.nodes {
        (0, _) => String::new(),
        (known, ended) => format!("{known}, {ended} ended"),
    }
}

/// What the page of stories wants.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StoriesRequest {
    /// A text that some cell has to hold; empty for all.
    pub text: String,
    /// One kind only.
    pub kind: Option<Kind>,
    /// Half-open range of seconds since 1970 that a life has to touch.
    pub range: Option<[f64; 2]>,
    /// Column that is sorted by: its place in [`STORY_COLUMNS`]; none for the time of the first event.
    pub sort: Option<u32>,
    /// Largest first.
    pub descending: bool,
    /// First row wanted.
    pub offset: u32,
    /// How many.
    pub limit: u32,
}

impl Default for StoriesRequest {
    fn default() -> Self {
        StoriesRequest {
            text: String::new(),
            kind: None,
            range: None,
            sort: None,
            descending: true,
            offset: 0,
            limit: 100,
        }
    }
}

/// What a flag on a lane stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Flag {
    /// Work was handed in or taken back.
    Work,
    /// A setting, a size, a tag changed.
    Change,
    /// A user interface was opened, or credentials were taken.
    Access,
    /// Its end was asked for.
    Closing,
    /// An attempt was refused or went wrong.
    Refused,
}

/// A life as a bar. Times are seconds since 1970.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Lane {
    /// Its opening, or the first event that names it.
    pub from: f64,
    /// Whether the opening is recorded.
    pub opened: bool,
    /// The last evidence of its life: up to here the bar is solid.
    pub evidence: f64,
    /// Its end, where one is recorded or inferred.
    pub end: Option<f64>,
    /// Whether the end is only inferred.
    pub inferred: bool,
    /// The last event that names it.
    pub seen: f64,
    /// What happened when; close ones of the same sort are one.
    pub flags: Vec<(f64, Flag)>,
    /// Place of its account and Region in [`StoriesPage::coverage`].
    pub place: u32,
}

/// For which time there is any record of an account in a Region.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PlaceCoverage {
    /// The account.
    pub account: String,
    /// The Region.
    pub region: String,
    /// Spans with a record of any service, in hours or in larger steps; what is between them is a hole.
    pub spans: Vec<[f64; 2]>,
}

/// One row of the table of stories.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StoryRow {
    /// Number of the story; stays the same until more is loaded.
    pub story: u32,
    /// A value for each of [`STORY_COLUMNS`].
    pub cells: Vec<String>,
    /// Its lane; none where no event has a time.
    pub lane: Option<Lane>,
    /// The query that finds its events.
    pub query: String,
}

/// Some rows of the table, and the numbers above it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct StoriesPage {
    /// Resources in all.
    pub all: u32,
    /// Those that match.
    pub matching: u32,
    /// Opened in these files.
    pub opened: u32,
    /// Older than the files, or opened elsewhere.
    pub older: u32,
    /// Named only in refused calls.
    pub only_refused: u32,
    /// Events that name a part of something unknown.
    pub unattached: u32,
    /// Events of EMR whose operation is not in the table.
    pub unknown: u32,
    /// Whether any event of EC2 is in the files.
    pub has_ec2: bool,
    /// Events that were found by this very answer to be related to EMR: numbers of other views have changed.
    pub now_related: u32,
    /// First and last time of what matches.
    pub span: Option<[f64; 2]>,
    /// For which time there is any record, for each account and Region that has a story. With the first rows only: it
    /// is the same for all of them.
    pub coverage: Vec<PlaceCoverage>,
    /// Place of the first row.
    pub offset: u32,
    /// The rows.
    pub rows: Vec<StoryRow>,
}

/// Places on a lane where flags of one sort are told apart.
const FLAG_BUCKETS: i64 = 160;

fn lane(story: &Story, places: &[u32]) -> Option<Lane> {
    let times = || story.moments.iter().map(|m| m.time).filter(|&at| at != time::NO_TIME);
    let (first, last) = (times().min()?, times().max()?);
    let opened = story.opened.map(|(_, at)| at).filter(|&at| at != time::NO_TIME);
    let from = opened.unwrap_or(first);
    let mut flags: Vec<(f64, Flag)> = Vec::new();
    let step = ((last - first) / FLAG_BUCKETS).max(1);
    let mut taken = std::collections::BTreeSet::new();
    for moment in story.moments.iter().filter(|m| m.time != time::NO_TIME) {
        let flag = match (moment.refused, moment.phase) {
            (true, _) => Flag::Refused,
            (false, Phase::Work) => Flag::Work,
            (false, Phase::Changed) => Flag::Change,
            (false, Phase::Access) => Flag::Access,
            (false, Phase::Closing) => Flag::Closing,
            _ => continue,
        };
        if taken.insert((flag, (moment.time - first) / step)) {
            flags.push((moment.time as f64, flag));
        }
    }
    Some(Lane {
        from: from as f64,
        opened: opened.is_some(),
        evidence: solid_until(story).unwrap_or(from).max(from) as f64,
        end: story.end.time.filter(|_| story.end.kind != EndKind::Requested).map(|at| at as f64),
        inferred: story.end.grade == Grade::Inferred,
        seen: last as f64,
        flags,
        place: places.iter().position(|place| *place == story.place).unwrap_or(0) as u32,
    })
}

/// Up to when a bar is solid. An end that is inferred from EC2 is no evidence of life: what is before it is.
fn solid_until(story: &Story) -> Option<i64> {
    if story.end.kind != EndKind::NodesEnded {
        return story.evidence;
    }
    let lives = |phase| {
        matches!(phase, Phase::Opened | Phase::Changed | Phase::Work | Phase::Access | Phase::Closing)
    };
    let times = story.moments.iter().filter(|m| !m.refused && lives(m.phase)).map(|m| m.time);
    times.filter(|&at| story.end.time.is_none_or(|end| at <= end)).max()
}

/// First and last time of a life, by its events.
fn span(story: &Story) -> Option<(i64, i64)> {
    let mut times = story.moments.iter().map(|m| m.time).filter(|&at| at != time::NO_TIME);
    let first = times.next()?;
    // Events are in order of time.
    Some((first, times.next_back().unwrap_or(first)))
}

/// Answers the page of stories.
pub fn page(stories: &Stories, store: &Store, request: &StoriesRequest) -> StoriesPage {
    let wanted = request.text.trim().to_lowercase();
    let fits = |story: &Story| {
        request.kind.is_none_or(|kind| kind == story.kind)
            && request.range.is_none_or(|[from, to]| {
                span(story).is_some_and(|(first, last)| (first as f64) < to && last as f64 >= from)
            })
            && (wanted.is_empty()
                || STORY_COLUMNS
                    .iter()
                    .any(|column| (column.say)(stories, store, story).to_lowercase().contains(&wanted)))
    };
    let mut list: Vec<u32> = (0..stories.list.len() as u32)
        .filter(|&at| stories.list.get(at as usize).is_some_and(fits))
        .collect();
    sort(stories, store, request, &mut list);
    let of = |at: u32| stories.list.get(at as usize);
    let matching = || list.iter().filter_map(|&at| of(at));
    let count = |is: fn(&Story) -> bool| stories.list.iter().filter(|story| is(story)).count() as u32;
    let spans = || matching().filter_map(span);
    let places = places(stories);
    let start = (request.offset as usize).min(list.len());
    let end = start.saturating_add(request.limit as usize).min(list.len());
    let rows = list.get(start..end).unwrap_or(&[]).iter().filter_map(|&at| {
        let story = of(at)?;
        let cell = |column: &StoryColumn| shown(&(column.say)(stories, store, story)).into_owned();
        Some(StoryRow {
            story: at,
            cells: STORY_COLUMNS.iter().map(cell).collect(),
            lane: lane(story, &places),
            query: query(stories, story),
        })
    });
    StoriesPage {
        all: stories.list.len() as u32,
        matching: list.len() as u32,
        opened: count(|story| story.opened.is_some()),
        older: count(|story| story.opened.is_none() && story.end.kind != EndKind::OnlyRefused),
        only_refused: count(|story| story.end.kind == EndKind::OnlyRefused),
        unattached: stories.unattached.len() as u32,
        unknown: stories.unknown,
        has_ec2: stories.has_ec2,
        now_related: 0,
        span: spans().map(|s| s.0).min().zip(spans().map(|s| s.1).max()).map(|(a, b)| [a as f64, b as f64]),
        coverage: if start == 0 { coverage(stories, &places) } else { Vec::new() },
        offset: start as u32,
        rows: rows.collect(),
    }
}

/// Accounts and Regions that have a story: their codes, in the order of their names.
fn places(stories: &Stories) -> Vec<u32> {
    let mut places: Vec<u32> = Vec::new();
    // Stories of a place stand together as often as not.
    for place in stories.list.iter().map(|story| story.place) {
        if places.last() != Some(&place) && !places.contains(&place) {
            places.push(place);
        }
    }
    places.sort_by_key(|&place| stories.text(place));
    places
}

fn coverage(stories: &Stories, places: &[u32]) -> Vec<PlaceCoverage> {
    let of = |&place: &u32| {
        let (account, region) = stories.text(place).split_once(' ').unwrap_or(("", ""));
        let spans = stories.coverage.spans(place).iter().map(|&(from, to)| [from as f64, to as f64]);
        PlaceCoverage { account: account.to_owned(), region: region.to_owned(), spans: spans.collect() }
    };
    places.iter().map(of).collect()
}

fn sort(stories: &Stories, store: &Store, request: &StoriesRequest, list: &mut [u32]) {
    // The list is in order of the first event; ties stay in it.
    let column = request.sort.and_then(|at| STORY_COLUMNS.get(at as usize));
    let Some(column) = column else {
        if request.descending {
            list.reverse();
        }
        return;
    };
    let value =
        |at: u32| stories.list.get(at as usize).map_or(String::new(), |s| (column.say)(stories, store, s));
    let number =
        |text: &str| -> u64 { text.split(' ').next().and_then(|digits| digits.parse().ok()).unwrap_or(0) };
    // What is not recorded comes last either way.
    list.sort_by_cached_key(|&at| {
        let text = value(at);
        let rank = if column.number { number(&text) } else { 0 };
        (text.is_empty(), if request.descending { u64::MAX - rank } else { rank }, text.to_lowercase())
    });
    if request.descending && !column.number {
        let filled = list.partition_point(|&at| !value(at).is_empty());
        if let Some(part) = list.get_mut(..filled) {
            part.reverse();
        }
    }
}

/// One line of a history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryLine {
    /// The event's id.
    pub event: String,
    /// `2026-09-01T10:30:00Z`; empty where the record has no time.
    pub time: String,
    /// What happened.
    pub sentence: String,
    /// It was refused or went wrong.
    pub refused: bool,
    /// How surely it is about this resource, where it is not named in a field.
    pub strength: String,
}

/// The events of one phase.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct History {
    /// The phase, in words.
    pub phase: String,
    /// How many events there are.
    pub events: u32,
    /// All of them; of many, as many of the first as of the last.
    pub lines: Vec<HistoryLine>,
}

/// A role or a security group that a resource was given, and the events of IAM or EC2 that name it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Given {
    /// Its name or id.
    pub name: String,
    /// What it is there: service role, instance profile …
    pub labels: Vec<String>,
    /// How many resources were given it, this one among them.
    pub resources: u32,
    /// The events that name it; of many, as many of the first as of the last.
    pub lines: Vec<HistoryLine>,
    /// How many there are.
    pub events: u32,
}

/// What was prepared in the account, for this resource and others.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Groundwork {
    /// The roles that it was given.
    pub roles: Vec<Given>,
    /// The security groups that it was given.
    pub groups: Vec<Given>,
    /// Events that made the linked role of this part of EMR, for the account as a whole.
    pub linked: Vec<HistoryLine>,
}

/// A story as a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoryPage {
    /// The story in words.
    pub full: Full,
    /// The query that finds its events.
    pub query: String,
    /// Its events by phase.
    pub history: Vec<History>,
    /// How it may have ended without anybody asking.
    pub silent_ends: Vec<String>,
    /// Times without any record in which its end may lie.
    pub unseen: Vec<String>,
    /// What IAM's events say of the roles that it was given.
    pub groundwork: Groundwork,
    /// What does not fit together.
    pub gaps: Vec<String>,
    /// What would tell what the files do not.
    pub would_settle: Vec<String>,
}

/// Lines of a phase that are written out; there may be thousands of reads.
const MOST_LINES: usize = 300;

/// A line of a history; `strength` is empty where the resource is named in a field.
fn line(store: &Store, row: u32, strength: String, sentence: &mut dyn FnMut(u32) -> String) -> HistoryLine {
    HistoryLine {
        event: store.event_id(row),
        time: time::format(store.times().get(row as usize).copied().unwrap_or(time::NO_TIME)),
        sentence: sentence(row),
        refused: !store.value(ERROR, row).is_empty(),
        strength,
    }
}

/// The story at a place of the list as a page; `sentence` tells an event in one.
pub fn story(
    stories: &Stories,
    store: &Store,
    at: u32,
    story: &Story,
    mut sentence: impl FnMut(u32) -> String,
) -> StoryPage {
    let strength = |row: u32, by: Strength| match (by, stories.via(store, story, row, by)) {
        (Strength::Field, _) => String::new(),
        (by, via) if via.is_empty() => by.word().to_owned(),
        (by, via) => format!("{}: {via}", by.word()),
    };
    let history = Phase::ALL
        .into_iter()
        .filter_map(|phase| {
            let of_phase: Vec<&Moment> = story.moments.iter().filter(|m| m.phase == phase).collect();
            let (first, last) = ends(&of_phase);
            let lines = first.iter().chain(last);
            let lines =
                lines.map(|m| line(store, m.row, strength(m.row, m.by), &mut sentence)).collect::<Vec<_>>();
            let events = of_phase.len() as u32;
            (events > 0).then(|| History { phase: phase.word().to_owned(), events, lines })
        })
        .collect();
    let full = stories.full(store, story);
    StoryPage {
        query: query(stories, story),
        full,
        history,
        silent_ends: stories.silent_ends(story),
        unseen: stories.unseen(story),
        groundwork: groundwork(stories, store, at, story, &mut sentence),
        gaps: stories.gaps(story),
        would_settle: stories.would_settle(story),
    }
}

/// The query that finds what belongs to a story: by its id, and where another one has the same, by account and Region
/// as well.
fn query(stories: &Stories, story: &Story) -> String {
    let id = stories.text(story.id);
    let same = stories.list.iter().filter(|other| other.id == story.id).count();
    match stories.place(story) {
        (account, region) if same > 1 => format!("story:\"{id} {account} {region}\""),
        _ => format!("story:\"{id}\""),
    }
}

fn groundwork(
    stories: &Stories,
    store: &Store,
    at: u32,
    story: &Story,
    sentence: &mut dyn FnMut(u32) -> String,
) -> Groundwork {
    let mut roles: Vec<Given> = Vec::new();
    for (role, label) in stories.roles.all.of(at) {
        // Of the nodes' role the launch names only the profile that it is in.
        let strength = if label == "instance profile" { "by instance profile" } else { "by role name" };
        let mut line = |row| line(store, row, strength.to_owned(), sentence);
        give(&mut roles, &role.name, label, &role.given, &role.events, &mut line);
    }
    roles.sort_by(|a, b| a.name.cmp(&b.name));
    let mut groups: Vec<Given> = Vec::new();
    for (group, label) in stories.groups.of(at) {
        let mut line = |row| line(store, row, "by security group".to_owned(), sentence);
        give(&mut groups, &group.name, label, &group.given, &group.events, &mut line);
    }
    groups.sort_by(|a, b| a.name.cmp(&b.name));
    let linked = stories.roles.linked(stories.place(story).0, story.kind).take(MOST_LINES);
    let linked: Vec<u32> = linked.collect();
    Groundwork {
        roles,
        groups,
        linked: linked.into_iter().map(|row| line(store, row, String::new(), sentence)).collect(),
    }
}

/// Adds what a resource was given; once, whatever it is there.
fn give(
    list: &mut Vec<Given>,
    name: &str,
    label: &str,
    given: &[(u32, &'static str)],
    events: &[u32],
    line: &mut dyn FnMut(u32) -> HistoryLine,
) {
    if let Some(known) = list.iter_mut().find(|known| known.name == name) {
        known.labels.push(label.to_owned());
        return;
    }
    let mut resources: Vec<u32> = given.iter().map(|(story, _)| *story).collect();
    resources.dedup();
    let (first, last) = ends(events);
    list.push(Given {
        name: name.to_owned(),
        labels: vec![label.to_owned()],
        resources: resources.len() as u32,
        lines: first.iter().chain(last).map(|&row| line(row)).collect(),
        events: events.len() as u32,
    });
}

/// The first and the last of a long list, in place of all.
fn ends<T>(list: &[T]) -> (&[T], &[T]) {
    match list.len() > MOST_LINES {
        true => (
            list.get(..MOST_LINES / 2).unwrap_or(&[]),
            list.get(list.len() - MOST_LINES / 2..).unwrap_or(&[]),
        ),
        false => (list, &[]),
    }
}

/// What CloudTrail cannot tell of EMR, for “About this view”.
pub const CANNOT_KNOW: &[&str] = &[
    "When a cluster was ready for work, and whether it ever was.",
    "When and why it ended, where nobody asked for its end.",
    "What came of a step or a job run, and when it began and ended.",
    "Resizing by managed or automatic scaling, and lost spot instances; only the calls of EMR to EC2 show something of it.",
    "Automatic start and stop of Serverless applications, and how many workers they had.",
    "Anything done on the cluster itself: SSH, Livy, notebooks, Hue, Zeppelin, YARN.",
    "Which data was read or written, unless data events are recorded.",
    "Which roles were passed: iam:PassRole is never an event.",
    "The person behind a role, unless session name, source identity or Identity Center tells.",
    "The address of somebody who used the console, where the record says AWS Internal.",
    "Code and arguments that the service hides.",
    "What a read answered.",
    "Anything before, after and beside these files: other Regions, accounts, trails, and events that a trail leaves out.",
    "Which value a setting had before its first recorded change.",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_long_list_both_ends_are_shown() {
        let list: Vec<usize> = (0..MOST_LINES + 1).collect();
        let (first, last) = ends(&list);
        assert_eq!(
            (first.len() + last.len(), first.first(), last.last()),
            (MOST_LINES, Some(&0), Some(&MOST_LINES))
        );
        assert_eq!(ends(&list[1..]), (&list[1..], &[][..]));
    }

    #[test]
    fn columns_are_told_apart() {
        let mut labels: Vec<&str> = STORY_COLUMNS.iter().map(|column| column.label).collect();
        labels.sort_unstable();
        labels.dedup();
        assert_eq!(labels.len(), STORY_COLUMNS.len());
        assert!(STORY_COLUMNS.iter().all(|column| !column.about.is_empty() && column.width >= 80));
    }
}
