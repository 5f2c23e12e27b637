//! What a life story is, as it is kept: numbers of events and codes of texts. [`super::Stories::full`] makes words
//! of it.

use crate::emr::operations::Phase;
use crate::emr::resources::{Kind, Strength};

/// How an edge of a life is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[repr(u8)]
pub enum Grade {
    /// An event says so.
    Recorded,
    /// Other events let one conclude it.
    Inferred,
    /// Nothing tells.
    Unknown,
}

impl Grade {
    /// The word on the screen and in exports.
    pub const fn word(self) -> &'static str {
        match self {
            Grade::Recorded => "recorded",
            Grade::Inferred => "inferred",
            Grade::Unknown => "unknown",
        }
    }
}

/// How a life ends, as far as it can be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[repr(u8)]
pub enum EndKind {
    /// EMR itself told of its end, in an event of EventBridge.
    Told,
    /// Its deletion was asked for and accepted: for applications, virtual clusters and studios.
    Deleted,
    /// EMR ended every EC2 instance that it had, as far as its launch and the launches of its nodes are recorded.
    NodesEnded,
    /// Its termination was asked for and accepted; when it ended is not recorded.
    Requested,
    /// Nothing in the files tells.
    NotInFiles,
    /// It is named only in calls that were refused: nothing says that it ever was.
    OnlyRefused,
}

/// The end of a life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct End {
    /// What is known.
    pub kind: EndKind,
    /// How.
    pub grade: Grade,
    /// When, where that is known: seconds since 1970.
    pub time: Option<i64>,
}

/// An event of a story.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// Row of the store.
    pub row: u32,
    /// Seconds since 1970, or `NO_TIME`.
    pub time: i64,
    /// Which part of the life it belongs to.
    pub phase: Phase,
    /// How surely it is about this resource.
    pub by: Strength,
    /// It was refused or went wrong: an attempt that changed nothing.
    pub refused: bool,
}

/// A value that a setting had from an event on. Later ones of the same name stand after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Setting {
    /// Code of its name.
    pub name: u32,
    /// Code of its value.
    pub value: u32,
    /// The event that set it.
    pub row: u32,
    /// When.
    pub time: i64,
}

/// A part of a resource: a step, a job run, an instance group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// What it is.
    pub kind: Kind,
    /// Code of its id; 0 where it is not recorded.
    pub id: u32,
    /// Code of its name; 0 where it is not recorded.
    pub name: u32,
    /// Code of what it runs or consists of; 0 where it is not recorded.
    pub what: u32,
    /// Code of the role that it was given; 0 where none is recorded.
    pub role: u32,
    /// Code of what happens to the cluster where it does not succeed; 0 where it is not recorded.
    pub action: u32,
    /// Its place in the call that made it, from 1.
    pub place: u32,
    /// The event that asked for it; none for what was there before the files begin.
    pub made: Option<(u32, i64)>,
    /// Seconds after which it must have ended; 0 where the record does not say.
    pub at_most: i64,
    /// Events that asked for its end, and were accepted.
    pub end_asked: Vec<(u32, i64)>,
    /// Events that name it.
    pub named: u32,
    /// The last state that EMR reported of it: code of the state, event, time.
    pub told: Option<(u32, u32, i64)>,
}

/// The life of one resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Story {
    /// What it is.
    pub kind: Kind,
    /// Code of its id.
    pub id: u32,
    /// Code of account and Region.
    pub place: u32,
    /// The event that opened it; none for what is older than the files.
    pub opened: Option<(u32, i64)>,
    /// The first and the last event that names it and was not refused.
    pub seen: Option<(i64, i64)>,
    /// The last event that shows it alive: work, changes, credentials, nodes. Reading proves nothing of the kind.
    pub evidence: Option<i64>,
    /// The first accepted request to end it.
    pub end_requested: Option<(u32, i64)>,
    /// The last state that EMR reported of it, by EventBridge: code of the state, event, time.
    pub told: Option<(u32, u32, i64)>,
    /// Its end.
    pub end: End,
    /// EC2 instances that it is known to have had, and how many of them EMR ended.
    pub nodes: (u32, u32),
    /// When EMR ended the last of them, where it ended all that are known, and the files do not tell whether there were
    /// others.
    pub nodes_ended: Option<i64>,
    /// Nodes or, where the flag is set, units of instance fleets that were asked for at launch.
    pub size: Option<(u32, bool)>,
    /// All its events, in order.
    pub moments: Vec<Moment>,
    /// All that was set, in order.
    pub settings: Vec<Setting>,
    /// Its steps, job runs and the like, in order.
    pub parts: Vec<Part>,
}

impl Story {
    /// The events of a phase that were not refused.
    pub fn count(&self, phase: Phase) -> u32 {
        self.moments.iter().filter(|m| m.phase == phase && !m.refused).count() as u32
    }

    /// The attempts that were refused or went wrong.
    pub fn refused(&self) -> u32 {
        self.moments.iter().filter(|m| m.refused).count() as u32
    }

    /// The last value of a setting: its code.
    pub fn setting(&self, name: u32) -> Option<&Setting> {
        self.settings.iter().rev().find(|setting| setting.name == name)
    }
}
