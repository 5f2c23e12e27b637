//! Life stories of clusters, Serverless applications, virtual clusters and studios, out of all events that are
//! loaded.
//!
//! CloudTrail records what was asked for, not what came of it. A story holds what events say, tells apart what is
//! recorded, what is inferred and what nobody knows, and never claims a state of EMR's.
//!
//! ```text
//! store → gather (events in order of time) → join (which belongs to what) → live (one story each) → end
//!       → coverage (hours with any record)                                            → roles, groups
//! ```
//!
//! The result depends on the events alone, not on the order in which they came.

mod costs;
mod coverage;
mod end;
mod full;
mod gather;
mod groups;
mod ids;
mod interfaces;
mod join;
mod live;
mod roles;
mod shared;
mod size;
mod story;
mod why;

use crate::emr::resources::{Kind, Strength};
use crate::store::Store;
use crate::store::actors::Actors;

pub use costs::Cost;
pub use coverage::{Coverage, Span};
pub use full::{Full, FullPart, FullSetting, Mark};
pub use roles::Roles;
pub use shared::{Shared, SharedList};
pub use story::{End, EndKind, Grade, Moment, Part, Setting, Story};
pub use why::Joins;

/// All stories.
#[derive(Default)]
pub struct Stories {
    /// One for each resource, in order of first appearance, then of id.
    pub list: Vec<Story>,
    /// Events that name a part of something unknown: an instance group whose cluster no event tells.
    pub unattached: Vec<u32>,
    /// Events of EMR whose operation the table does not know.
    pub unknown: u32,
    /// Whether any event of EC2 is in the files; without them no end can be inferred.
    pub has_ec2: bool,
    /// Place of a story in the list.
    by_key: ids::ByIds<join::Key, u32>,
    /// Events that belong to a story without naming its resource, and those of other services: row, place of the
    /// story in the list, how surely. By row.
    pub joined_rows: Vec<(u32, u32, Strength)>,
    /// For which hours there is any record, by account and Region.
    pub coverage: Coverage,
    /// The roles that resources were given.
    pub roles: Roles,
    /// The security groups that they were given.
    pub groups: SharedList,
    texts: gather::Texts,
    /// Who is behind roles and sessions.
    actors: Actors,
}

impl Stories {
    /// The text of a code.
    pub fn text(&self, code: u32) -> &str {
        self.texts.get(code)
    }

    /// The code of a text, if any event has it.
    pub fn code(&self, text: &str) -> Option<u32> {
        self.texts.find(text)
    }

    /// Rows of events that have to do with EMR because of a story, whatever their records say by themselves.
    pub fn related_rows(&self) -> impl Iterator<Item = u32> {
        let joined = self.joined_rows.iter().map(|joined| joined.0);
        joined.chain(self.roles.rows.iter().copied()).chain(self.groups.rows())
    }

    /// The story of a resource: its kind, account, Region and id.
    pub fn find(&self, kind: Kind, account: &str, region: &str, id: &str) -> Option<usize> {
        let place = self.texts.find(&format!("{account} {region}"))?;
        self.by_key.get(&(kind, place, self.texts.find(id)?)).map(|&at| at as usize)
    }
}

/// Rebuilds all stories.
pub fn build(store: &Store) -> Stories {
    let mut texts = gather::texts(store);
    let coverage = coverage::coverage(store, &mut texts);
    let (others, rows) = gather::others(store, &mut texts);
    let events = gather::gather(store, &others, &rows, texts);
    let joined = join::join(&events);
    let stories = live::live(events, joined);
    let roles = roles::roles(store, &stories.texts, &stories.list);
    let groups = groups::groups(store, &stories.texts, &stories.list);
    Stories { coverage, roles, groups, actors: Actors::new(store), ..stories }
}
