//! One story for each resource, from the events that belong to it.

use super::gather::{Event, Events};
use super::ids::ByIds;
use super::join::{Joined, Key, is_mention};
use super::story::{End, EndKind, Grade, Moment, Part, Setting, Story};
use super::{Stories, end};
use crate::emr::made::asks_for_end;
use crate::emr::operations::Phase;
use crate::emr::resources::{Kind, Strength};
use crate::record::time::NO_TIME;
use crate::store::extracts::Named;

/// What is only needed while a story is put together.
#[derive(Default)]
pub(super) struct Draft {
    /// EC2 instances, and when EMR last asked for their end.
    pub instances: ByIds<u32, Option<i64>>,
    /// Some of them are only guessed to be its own.
    pub guessed: bool,
    /// Nodes that groups added later were asked to have.
    pub added: u32,
    /// Places of parts by id.
    parts: ByIds<u32, u32>,
}

/// Builds all stories.
pub(super) fn live(events: Events, joined: Joined) -> Stories {
    let mut list: Vec<Story> = Vec::new();
    let mut drafts: Vec<Draft> = Vec::new();
    let mut by_key: ByIds<Key, u32> = ByIds::default();
    let mut joined_rows = Vec::new();
    let final_states: Vec<u32> = end::ENDED.iter().filter_map(|state| events.texts.find(state)).collect();
    for &(at, key, by) in &joined.of {
        let story = *by_key.entry(key).or_insert_with(|| {
            list.push(new(key));
            drafts.push(Draft::default());
            list.len() as u32 - 1
        }) as usize;
        let Some(event) = events.list.get(at as usize) else { continue };
        if event.phase == Phase::Context || by >= Strength::Belongs {
            joined_rows.push((event.row, story as u32, by));
        }
        if let (Some(story), Some(draft)) = (list.get_mut(story), drafts.get_mut(story)) {
            take(story, draft, event, by, &joined.parents, &final_states);
        }
    }
    for (story, draft) in list.iter_mut().zip(&drafts) {
        let told = story.told.map_or("", |(state, _, _)| events.texts.get(state));
        end::settle(story, draft, told, end::asked(story, draft, &events.texts));
    }
    joined_rows.sort_unstable();
    Stories {
        list,
        unattached: joined.unattached,
        unknown: events.unknown,
        has_ec2: events.has_ec2,
        by_key,
        joined_rows,
        texts: events.texts,
        ..Stories::default()
    }
}

fn new((kind, place, id): Key) -> Story {
    Story {
        kind,
        id,
        place,
        opened: None,
        seen: None,
        evidence: None,
        end_requested: None,
        told: None,
        end: End { kind: EndKind::NotInFiles, grade: Grade::Unknown, time: None },
        nodes: (0, 0),
        nodes_ended: None,
        size: None,
        moments: Vec::new(),
        settings: Vec::new(),
        parts: Vec::new(),
    }
}

/// Takes one event into a story. Events come in order of time.
fn take(
    story: &mut Story,
    draft: &mut Draft,
    event: &Event,
    by: Strength,
    parents: &ByIds<(u32, u32), Key>,
    final_states: &[u32],
) {
    let named = event.named;
    let name = event.operation.map_or("", |operation| operation.event);
    // What only mentions it is about something else, and did nothing to it.
    if is_mention(named, by) {
        let phase = Phase::Context;
        story.moments.push(Moment { row: event.row, time: event.time, phase, by, refused: event.refused });
        return;
    }
    let phase = match event.phase {
        // A cluster is named by its own launch; whatever else opens something does not open this one.
        Phase::Opened if !named.iter().any(|n| n.id == story.id && n.answered) => Phase::Work,
        // Ending a studio does not close the cluster that it names.
        Phase::Closing if !ends(story.kind, name) => Phase::Changed,
        phase => phase,
    };
    story.moments.push(Moment { row: event.row, time: event.time, phase, by, refused: event.refused });
    if event.refused {
        return;
    }
    let when = (event.row, event.time);
    if event.time != NO_TIME {
        let (first, last) = story.seen.get_or_insert((event.time, event.time));
        (*first, *last) = ((*first).min(event.time), (*last).max(event.time));
        if shows_life(phase, name, event) {
            story.evidence = Some(story.evidence.unwrap_or(event.time).max(event.time));
        }
    }
    match phase {
        Phase::Opened if story.opened.is_none() => story.opened = Some(when),
        Phase::Closing if story.end_requested.is_none() => story.end_requested = Some(when),
        Phase::Context => {
            nodes(story, draft, named, name, event, parents);
            draft.guessed |= by == Strength::Guess;
        }
        _ => {}
    }
    // Something was asked of a part that the files do not show being made.
    for n in named.iter().filter(|n| is_part(n.kind) && !n.answered) {
        if parents.get(&(event.place, n.id)).is_some_and(|key| key.2 != story.id) {
            continue;
        }
        let place = *draft.parts.entry(n.id).or_insert_with(|| {
            story.parts.push(part(n.kind, n.id));
            story.parts.len() as u32 - 1
        });
        if let Some(part) = story.parts.get_mut(place as usize) {
            part.named += 1;
            if event.told != 0 {
                part.told = Some((event.told, event.row, event.time));
            }
            if asks_for_end(name) {
                part.end_asked.push(when);
            }
        }
    }
    // What has ended stays so, whatever a report says that came later or has the same second.
    let is_final = story.told.is_some_and(|(state, ..)| final_states.contains(&state));
    if event.told != 0 && !is_final && named.iter().all(|n| !is_part(n.kind)) {
        story.told = Some((event.told, event.row, event.time));
    }
    match (phase, event.size) {
        (Phase::Opened, size) => story.size = story.size.or(size),
        (_, Some((nodes, false))) => draft.added = draft.added.saturating_add(nodes),
        _ => {}
    }
    // The tags of a job run or a workspace are not those of what it belongs to.
    let of_part = matches!(name, "AddTags" | "RemoveTags" | "TagResource" | "UntagResource")
        && named.iter().any(|n| is_part(n.kind));
    if !of_part {
        let setting = |&(name, value)| Setting { name, value, row: event.row, time: event.time };
        story.settings.extend(event.settings.iter().map(setting));
    }
    // Two resources can be named by one call, but what it makes belongs to one of them.
    let owner = |kind: Kind| match kind {
        Kind::Workspace => story.kind == Kind::Studio,
        _ => story.kind != Kind::Studio,
    };
    for (i, made) in event.made.iter().enumerate().filter(|(_, made)| owner(made.kind)) {
        let known = draft.parts.get(&made.id).copied().filter(|_| made.id != 0);
        let place = known.unwrap_or_else(|| {
            story.parts.push(part(made.kind, made.id));
            story.parts.len() as u32 - 1
        });
        if made.id != 0 {
            draft.parts.insert(made.id, place);
        }
        if let Some(part) = story.parts.get_mut(place as usize).filter(|part| part.made.is_none()) {
            (part.name, part.what, part.role, part.action) = (made.name, made.what, made.role, made.action);
            // A launch makes steps and groups; each kind is counted by itself.
            let before = event.made.iter().take(i).filter(|other| other.kind == made.kind);
            part.place = before.count() as u32 + 1;
            part.made = Some(when);
            part.at_most = i64::from(made.at_most);
        }
    }
}

fn part(kind: Kind, id: u32) -> Part {
    Part {
        kind,
        id,
        name: 0,
        what: 0,
        role: 0,
        action: 0,
        place: 0,
        made: None,
        at_most: 0,
        end_asked: Vec::new(),
        named: 0,
        told: None,
    }
}

fn is_part(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Step
            | Kind::JobRun
            | Kind::Session
            | Kind::Endpoint
            | Kind::Workspace
            | Kind::NotebookExecution
            | Kind::InstanceGroup
            | Kind::InstanceFleet
            | Kind::PersistentUi
    )
}

/// Whether an operation that closes something closes this kind of resource.
fn ends(kind: Kind, event: &str) -> bool {
    match kind {
        Kind::Cluster => event == "TerminateJobFlows",
        Kind::Application => event == "DeleteApplication",
        Kind::VirtualCluster => event == "DeleteVirtualCluster",
        Kind::Studio => matches!(event, "DeleteStudio" | "DeleteStudioPrivate"),
        _ => false,
    }
}

/// Whether an event shows that the resource was there and at work. Reading, and the history server of a cluster,
/// go on after its end; an answer to a read is not in the log.
fn shows_life(phase: Phase, event: &str, of: &Event) -> bool {
    match phase {
        Phase::Opened | Phase::Changed | Phase::Work | Phase::Closing => {
            // A tag can be put on what has ended.
            !matches!(event, "AddTags" | "RemoveTags" | "TagResource" | "UntagResource")
        }
        Phase::Access => !matches!(
            event,
            "CreatePersistentAppUI"
                | "GetPersistentAppUIPresignedURL"
                | "CreateProfilerPrivate"
                | "CreateProfilerPresignedUrlPrivate"
                | "GetDashboardForJobRun"
                | "GetResourceDashboard"
        ),
        Phase::Context => of.by_emr && matches!(event, "RunInstances" | "CreateFleet" | "TerminateInstances"),
        // What EMR reports of a state, it knows.
        Phase::Told => of.told != 0,
        Phase::Prepared | Phase::LookedAt => false,
    }
}

/// Launches and ends of nodes.
fn nodes(
    story: &mut Story,
    draft: &mut Draft,
    named: &[Named],
    name: &str,
    event: &Event,
    parents: &ByIds<(u32, u32), Key>,
) {
    let mine = |id: u32| parents.get(&(event.place, id)) == Some(&(story.kind, story.place, story.id));
    for n in named.iter().filter(|n| n.kind == Kind::Instance && mine(n.id)) {
        let ended = draft.instances.entry(n.id).or_default();
        if name == "TerminateInstances" && event.by_emr && event.time != NO_TIME {
            *ended = Some(ended.unwrap_or(event.time).max(event.time));
        }
    }
}
