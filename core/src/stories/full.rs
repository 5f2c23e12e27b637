//! A story in words: what the screen, exports and tests read.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::Stories;
use super::story::{EndKind, Grade, Story};
use super::why::Joins;
use crate::emr::operations::Phase;
use crate::emr::settings;
use crate::record::time;
use crate::store::Store;
use crate::store::actors::code;
use crate::store::columns::{ADDRESS, AGENT, CHANNEL, PERSON, ROLE};

/// An event as an edge of a life: who, when, from where, with which tool.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// Row of the store.
    pub row: u32,
    /// The event's id.
    pub event: String,
    /// `2026-09-01T10:30:00Z`; empty where the record has no time.
    pub time: String,
    /// The person or machine; with the way it came by, where that was by taking roles.
    pub who: String,
    /// The role whose credentials were used; empty for none, and where it is part of that way.
    pub role: String,
    /// Where the request came from.
    pub address: String,
    /// The way it was made: console, CLI, SDK …
    pub channel: String,
    /// The program, as it called itself.
    pub agent: String,
}

impl Mark {
    /// The query that finds the event.
    pub fn query(&self) -> String {
        format!("eventID:\"{}\"", self.event)
    }
}

/// A setting with its history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FullSetting {
    /// Its name.
    pub name: String,
    /// Its last known value.
    pub value: String,
    /// The event that set it.
    pub by: Mark,
    /// Earlier values, latest first, each with the event that set it.
    pub before: Vec<(String, Mark)>,
}

/// A step, job run, session, endpoint, instance group …
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FullPart {
    /// What it is.
    pub kind: String,
    /// Its id; “step 1 of RunJobFlow” where that is all that is known.
    pub id: String,
    /// Its name; empty where none is recorded.
    pub name: String,
    /// What it runs or consists of; empty where that is not recorded.
    pub what: String,
    /// The role that it was given; empty where none is recorded.
    pub role: String,
    /// What happens to the cluster where it does not succeed; empty where that is not recorded.
    pub action: String,
    /// The event that asked for it; none where no event of the files does.
    pub asked: Option<Mark>,
    /// No later than this it must have ended; empty where the record does not say.
    pub no_later_than: String,
    /// Accepted requests to end it.
    pub end_asked: Vec<Mark>,
    /// The last state that EMR reported by EventBridge, and when; empty where none is loaded.
    pub told: String,
    /// What can be said of it besides.
    pub note: String,
}

/// A story in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Full {
    /// What it is.
    pub kind: String,
    /// Its id.
    pub id: String,
    /// Its last known name; empty where none is recorded.
    pub name: String,
    /// Account.
    pub account: String,
    /// Region.
    pub region: String,
    /// Release; empty where none is recorded.
    pub release: String,
    /// The event that opened it; none where it is older than the files.
    pub opened: Option<Mark>,
    /// First and last time it is named by an event that was not refused; empty for never.
    pub seen: [String; 2],
    /// Last evidence of its life; empty for none.
    pub evidence: String,
    /// How it ends.
    pub end: EndKind,
    /// In words, without its time.
    pub end_words: String,
    /// How that is known.
    pub grade: Grade,
    /// When; empty where that is not known.
    pub end_time: String,
    /// What the end of its nodes says, where it does not say that it ended; empty for nothing.
    pub nodes_ended: String,
    /// The first accepted request to end it.
    pub end_requested: Option<Mark>,
    /// The last state that EMR reported by EventBridge, and when; empty where none is loaded.
    pub told: String,
    /// EC2 instances that are known, and how many of them EMR ended.
    pub nodes: (u32, u32),
    /// Size at launch in words; empty where it is not recorded.
    pub size: String,
    /// Events by phase that were not refused, in the order of [`Phase::ALL`].
    pub counts: [u32; 9],
    /// Refused attempts.
    pub refused: u32,
    /// Steps and job runs that were handed in.
    pub submitted: u32,
    /// Everybody who acted on it, without those who only read.
    pub people: Vec<String>,
    /// Settings with their history.
    pub settings: Vec<FullSetting>,
    /// Steps, job runs and the like.
    pub parts: Vec<FullPart>,
    /// What is recorded that drives its cost.
    pub costs: Vec<(String, String)>,
    /// Its events by the strength of their join.
    pub joins: Vec<Joins>,
}

fn or_empty(at: Option<i64>) -> String {
    at.map_or(String::new(), time::format)
}

impl Stories {
    /// Who made an event: the person behind it, as far as the events of STS tell.
    pub fn who(&self, store: &Store, row: u32) -> String {
        self.actors.name(store, row)
    }

    /// Who made an event, when, from where.
    pub(super) fn mark(&self, store: &Store, row: u32, at: i64) -> Mark {
        let value = |column| store.value(column, row).to_owned();
        let is_told = self.actors.origin(store, row) != row;
        Mark {
            row,
            event: store.event_id(row),
            time: time::format(at),
            who: self.who(store, row),
            role: if is_told { String::new() } else { value(ROLE) },
            address: value(ADDRESS),
            channel: value(CHANNEL),
            agent: value(AGENT),
        }
    }

    /// Size at launch in words.
    pub fn size(story: &Story) -> String {
        match story.size {
            None => String::new(),
            Some((1, false)) => "1 node".to_owned(),
            Some((count, false)) => format!("{count} nodes"),
            Some((units, true)) => format!("{units} units"),
        }
    }

    /// Account and Region.
    pub fn place(&self, story: &Story) -> (&str, &str) {
        self.text(story.place).split_once(' ').unwrap_or(("", ""))
    }

    /// The last value of a setting; empty where no event of the files sets it.
    pub fn value(&self, story: &Story, name: &str) -> &str {
        self.last(story, name).unwrap_or("")
    }

    /// Everybody who did more than read, each once, in order of appearance.
    pub fn people(&self, store: &Store, story: &Story) -> Vec<String> {
        let mut known = HashSet::new();
        let mut people: Vec<String> = Vec::new();
        for moment in story.moments.iter().filter(|m| !matches!(m.phase, Phase::LookedAt | Phase::Context)) {
            let origin = self.actors.origin(store, moment.row);
            let way = if origin == moment.row { 0 } else { code(store, ROLE, moment.row) };
            // Most events are of a few, who need not be put into words each time.
            if !known.insert((code(store, PERSON, origin), way, code(store, PERSON, moment.row))) {
                continue;
            }
            let person = self.who(store, moment.row);
            if !person.is_empty() && !people.contains(&person) {
                people.push(person);
            }
        }
        people
    }

    /// A story in words.
    pub fn full(&self, store: &Store, story: &Story) -> Full {
        let text = |code: u32| self.text(code).to_owned();
        let (account, region) = self.place(story);
        let to_mark = |at: Option<(u32, i64)>| at.map(|(row, time)| self.mark(store, row, time));
        Full {
            kind: story.kind.word().to_owned(),
            id: text(story.id),
            name: self.value(story, "name").to_owned(),
            account: account.to_owned(),
            region: region.to_owned(),
            release: self.value(story, "release").to_owned(),
            opened: to_mark(story.opened),
            seen: [or_empty(story.seen.map(|seen| seen.0)), or_empty(story.seen.map(|seen| seen.1))],
            evidence: or_empty(story.evidence),
            end: story.end.kind,
            end_words: story.end.kind.words(story.kind).to_owned(),
            grade: story.end.grade,
            end_time: or_empty(story.end.time),
            nodes_ended: self.nodes_ended(story),
            end_requested: to_mark(story.end_requested),
            told: self.told(story.told),
            nodes: story.nodes,
            size: Stories::size(story),
            counts: Phase::ALL.map(|phase| story.count(phase)),
            refused: story.refused(),
            submitted: story.submitted(),
            people: self.people(store, story),
            settings: self.full_settings(store, story),
            parts: self.full_parts(store, story),
            costs: self.costs(story).into_iter().map(|(what, value)| (what.to_owned(), value)).collect(),
            joins: self.joins(store, story),
        }
    }

    /// Roles that it was given besides service role and instance profile: names, each once.
    pub fn more_roles(&self, story: &Story) -> String {
        super::roles::more_roles(&self.texts, story).join(", ")
    }

    /// “TERMINATED, 2026-09-01T10:30:00Z”.
    fn told(&self, told: Option<(u32, u32, i64)>) -> String {
        told.map_or(String::new(), |(state, _, at)| format!("{}, {}", self.text(state), time::format(at)))
    }

    /// The last recorded tags: `key=value`, in order of their keys.
    pub fn tags(&self, story: &Story) -> String {
        let mut tags: std::collections::BTreeMap<&str, &str> = Default::default();
        for setting in &story.settings {
            if let Some(key) = self.text(setting.name).strip_prefix("tag ") {
                match self.text(setting.value) {
                    settings::REMOVED => tags.remove(key),
                    value => tags.insert(key, value),
                };
            }
        }
        tags.into_iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join(", ")
    }

    fn full_settings(&self, store: &Store, story: &Story) -> Vec<FullSetting> {
        let mut out: Vec<(u32, FullSetting)> = Vec::new();
        for setting in story.settings.iter().rev() {
            let value = self.text(setting.value).to_owned();
            let by = self.mark(store, setting.row, setting.time);
            match out.iter_mut().find(|(name, _)| *name == setting.name) {
                Some((_, known)) => known.before.push((value, by)),
                None => {
                    let name = self.text(setting.name).to_owned();
                    out.push((setting.name, FullSetting { name, value, by, before: Vec::new() }));
                }
            }
        }
        // Some labels have an id or a key behind them: “nodes of ig-…”, “tag team”.
        let is = |name: &str, label: &str| {
            name.strip_prefix(label).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
        };
        let place =
            |name: &str| settings::LABELS.iter().position(|label| is(name, label)).unwrap_or(usize::MAX);
        out.sort_by(|(_, a), (_, b)| (place(&a.name), &a.name).cmp(&(place(&b.name), &b.name)));
        out.into_iter().map(|(_, setting)| setting).collect()
    }

    fn full_parts(&self, store: &Store, story: &Story) -> Vec<FullPart> {
        let text = |code: u32| self.text(code).to_owned();
        let opened_by = story.opened.map(|(row, _)| row);
        let of_launch = |row: u32| Some(row) == opened_by;
        use crate::emr::resources::Kind;
        // The answer to a launch has no ids of these.
        let of_launch_kind = |kind| matches!(kind, Kind::Step | Kind::InstanceGroup | Kind::InstanceFleet);
        // Kinds of which parts were made whose ids are not recorded. Asked once: there may be tens of thousands.
        let mut unexplained: Vec<Kind> = Vec::new();
        for part in story.parts.iter().filter(|part| part.id == 0 && part.made.is_some()) {
            if !unexplained.contains(&part.kind) {
                unexplained.push(part.kind);
            }
        }
        story
            .parts
            .iter()
            .map(|part| FullPart {
                kind: part.kind.word().to_owned(),
                id: match part.made {
                    Some((row, _)) if part.id == 0 && of_launch(row) => {
                        format!("{} {} of the launch, id not recorded", part.kind.word(), part.place)
                    }
                    _ if part.id == 0 => "id not recorded".to_owned(),
                    _ => text(part.id),
                },
                name: text(part.name),
                what: text(part.what),
                role: text(part.role),
                action: text(part.action),
                asked: part.made.map(|(row, at)| self.mark(store, row, at)),
                no_later_than: match part.made {
                    Some((_, at)) if part.at_most > 0 && at != time::NO_TIME => {
                        time::format(at.saturating_add(part.at_most))
                    }
                    _ => String::new(),
                },
                end_asked: part.end_asked.iter().map(|&(row, at)| self.mark(store, row, at)).collect(),
                told: self.told(part.told),
                note: match part.made {
                    None if of_launch_kind(part.kind) && unexplained.contains(&part.kind) => {
                        format!("named later; probably one of the {}s of the launch", part.kind.word())
                    }
                    None => "asked for before these files begin, or in others".to_owned(),
                    Some(_) => String::new(),
                },
            })
            .collect()
    }
}

impl Story {
    /// Steps, job runs, sessions and notebook runs that were handed in.
    pub fn submitted(&self) -> u32 {
        use crate::emr::resources::Kind;
        let is_work =
            |kind| matches!(kind, Kind::Step | Kind::JobRun | Kind::Session | Kind::NotebookExecution);
        self.parts.iter().filter(|part| part.made.is_some() && is_work(part.kind)).count() as u32
    }
}
