//! Which events belong to which resource.
//!
//! 1. Whatever names a resource and a part of it ties the part to it: a step to its cluster, an instance to the
//!    cluster that its tag names. All events are asked, whichever order they come in.
//! 2. An event belongs to the resources it names; where it names only parts, to those that they are tied to.
//! 3. Launches that EMR made without a tag go to the one cluster that was opened shortly before, in the same
//!    account, Region and subnet, if there is exactly one: a guess, and marked as one. So do network interfaces, to the
//!    one Serverless application whose subnets and security groups they have (`interfaces`).

use super::gather::{Event, Events};
use super::ids::{ByIds, Ids};
use super::interfaces;
use crate::emr::operations::Phase;
use crate::emr::resources::{Kind, Strength};
use crate::record::time::NO_TIME;
use crate::store::extracts::Named;

/// Longest time between the opening of a cluster and the launch of its first nodes, for a guess. Not documented;
/// provisioning takes minutes.
pub(super) const GUESS_WITHIN: i64 = 15 * 60;

/// Virtual clusters that a pod of a namespace is joined to, at most.
const MOST_SHARING: usize = 20;

/// A resource with a story: its kind, account and Region, id.
pub(super) type Key = (Kind, u32, u32);

/// What each event belongs to, and what is left over.
pub(super) struct Joined {
    /// Places of events, each with a resource it belongs to and how surely; in order of the events.
    pub of: Vec<(u32, Key, Strength)>,
    /// Events that change something and belong to nothing that is known.
    pub unattached: Vec<u32>,
    /// Parts and what they are tied to: account and Region, id of the part.
    pub parents: ByIds<(u32, u32), Key>,
}

/// The kinds of resource that a part can belong to, best first.
fn parents_of(part: Kind) -> &'static [Kind] {
    match part {
        Kind::Workspace => &[Kind::Studio],
        Kind::Endpoint => &[Kind::VirtualCluster],
        Kind::JobRun => &[Kind::Application, Kind::VirtualCluster],
        Kind::Session => &[Kind::Application, Kind::VirtualCluster, Kind::Cluster],
        Kind::Step
        | Kind::InstanceGroup
        | Kind::InstanceFleet
        | Kind::Instance
        | Kind::PersistentUi
        | Kind::NotebookExecution => &[Kind::Cluster],
        Kind::NetworkInterface => &[Kind::Application, Kind::Cluster],
        _ => &[],
    }
}

/// The one resource of a kind that an event names, as surely as it does; none where it names several.
fn only(named: &[Named], kind: Kind) -> Option<u32> {
    let surest = named.iter().filter(|n| n.kind == kind).map(|n| n.by).min()?;
    let is_one = |n: &&Named| n.kind == kind && n.by == surest && n.by <= Strength::Arn;
    let mut of_kind = named.iter().filter(is_one).map(|n| n.id);
    let first = of_kind.next()?;
    of_kind.all(|id| id == first).then_some(first)
}

/// Ties parts to resources. The first event in order that does so counts.
fn parents(events: &Events) -> ByIds<(u32, u32), Key> {
    let mut parents = ByIds::default();
    for event in events.list.iter().filter(|event| !event.refused) {
        let named = event.named;
        for part in named.iter().filter(|n| !parents_of(n.kind).is_empty()) {
            let parent = parents_of(part.kind).iter().find_map(|&kind| Some((kind, only(named, kind)?)));
            if let Some((kind, id)) = parent {
                parents.entry((event.place, part.id)).or_insert((kind, event.place, id));
            }
        }
    }
    parents
}

/// What opened a resource of a kind, and which.
fn opened<'e, 's>(events: &'e Events<'s>, kind: Kind) -> impl Iterator<Item = (&'e Event<'s>, u32)> {
    let made = move |event: &Event| event.named.iter().find(|n| n.kind == kind && n.answered).map(|n| n.id);
    events.list.iter().filter(|event| !event.settings.is_empty()).filter_map(move |e| Some((e, made(e)?)))
}

/// The virtual clusters of each EKS namespace: account and Region, code of the namespace. A namespace is one of an EKS
/// cluster, of which a pod does not tell: where several have one of that name, nothing tells whose pod it is.
fn namespaces(events: &Events) -> ByIds<(u32, u32), Vec<Key>> {
    let [namespace, cluster] = ["namespace", "EKS cluster"].map(|label| events.texts.find(label));
    let mut namespaces: ByIds<(u32, u32), (u32, Vec<Key>)> = ByIds::default();
    let mut of_several: Ids<(u32, u32)> = Ids::default();
    for (event, made) in opened(events, Kind::VirtualCluster) {
        let value = |label: Option<u32>| event.settings.iter().find(|(name, _)| Some(*name) == label);
        let Some(&(_, name)) = value(namespace) else { continue };
        let cluster = value(cluster).map_or(0, |(_, cluster)| *cluster);
        let (of, keys) = namespaces.entry((event.place, name)).or_insert_with(|| (cluster, Vec::new()));
        if *of != cluster {
            of_several.insert((event.place, name));
        }
        keys.push((Kind::VirtualCluster, event.place, made));
    }
    let of_one = namespaces.into_iter().filter(|(name, _)| !of_several.contains(name));
    of_one.map(|(name, (_, keys))| (name, keys)).collect()
}

/// Joins all events.
pub(super) fn join(events: &Events) -> Joined {
    let mut parents = parents(events);
    let mut guessed = guesses(events, &mut parents);
    interfaces::guess(events, &mut parents, &mut guessed);
    let namespaces = namespaces(events);
    let known = known(events);
    let mut joined = Joined { of: Vec::with_capacity(events.list.len()), unattached: Vec::new(), parents };
    let mut of: Vec<(Key, Strength)> = Vec::new();
    for (at, event) in events.list.iter().enumerate() {
        of.clear();
        let named = event.named;
        for n in named.iter().filter(|n| n.kind.has_story()) {
            // A text may hold anything that looks like an id; where nothing else names it, it is none.
            if is_mention(named, n.by) && !known.contains(&(n.kind, event.place, n.id)) {
                continue;
            }
            add(&mut of, (n.kind, event.place, n.id), n.by);
        }
        if of.is_empty() {
            for n in named {
                if let Some(&key) = joined.parents.get(&(event.place, n.id)) {
                    // What was tied by a guess stays one.
                    let is_guess = guessed.parts.contains(&(event.place, n.id));
                    add(&mut of, key, if is_guess { Strength::Guess } else { Strength::Belongs });
                }
            }
        }
        // A pod takes a role for a job run: which one, only its namespace tells.
        if let (true, Some(clusters)) = (of.is_empty(), namespaces.get(&(event.place, event.namespace))) {
            clusters.iter().take(MOST_SHARING).for_each(|&key| add(&mut of, key, Strength::Guess));
        }
        // A launch whose answer names no instance has nothing that could be tied.
        if let (true, Some(&key)) = (of.is_empty(), guessed.launches.get(&(at as u32))) {
            of.push((key, Strength::Guess));
        }
        let names_a_part = named.iter().any(|n| !parents_of(n.kind).is_empty());
        // Instances and interfaces of others are nobody's parts.
        if of.is_empty() && names_a_part && event.phase != Phase::Context {
            joined.unattached.push(event.row);
        }
        joined.of.extend(of.iter().map(|&(key, by)| (at as u32, key, by)));
    }
    joined
}

/// Whether a resource that is named so surely is only mentioned: a field says which resource the event is about.
pub(super) fn is_mention(named: &[Named], by: Strength) -> bool {
    let by_field = |n: &Named| n.by == Strength::Field && n.kind.has_story();
    matches!(by, Strength::Arn | Strength::Text) && named.iter().any(by_field)
}

/// Whatever has a story and is more than mentioned by some event.
fn known(events: &Events) -> Ids<Key> {
    let mut known = Ids::default();
    for event in &events.list {
        for n in event.named.iter().filter(|n| n.kind.has_story() && !is_mention(event.named, n.by)) {
            known.insert((n.kind, event.place, n.id));
        }
    }
    known
}

fn add(of: &mut Vec<(Key, Strength)>, key: Key, by: Strength) {
    match of.iter_mut().find(|(known, _)| *known == key) {
        Some((_, strength)) => *strength = (*strength).min(by),
        None => of.push((key, by)),
    }
}

/// What is joined by a guess.
#[derive(Default)]
pub(super) struct Guessed {
    /// Launches, by their place among the events.
    pub launches: ByIds<u32, Key>,
    /// Instances and network interfaces: account and Region, id.
    pub parts: Ids<(u32, u32)>,
}

/// An accepted launch of a cluster: when, where, its id, and the subnets that were asked for, where they are recorded.
type Opening = (i64, u32, u32, Option<Vec<u32>>);

fn openings(events: &Events) -> Vec<Opening> {
    let label = events.texts.find("subnet");
    let mut openings = Vec::new();
    for event in events.list.iter().filter(|event| !event.refused && is(event, "RunJobFlow")) {
        let id = event.named.iter().find(|n| n.kind == Kind::Cluster).map(|n| n.id);
        let subnets = event.settings.iter().find(|(name, _)| Some(*name) == label).map(|(_, value)| {
            // What no event names by itself has no code, and fits nothing.
            events.texts.get(*value).split(", ").filter_map(|id| events.texts.find(id)).collect()
        });
        if let (Some(id), true) = (id, event.time != NO_TIME) {
            openings.push((event.time, event.place, id, subnets));
        }
    }
    openings
}

pub(super) fn is(event: &Event, name: &str) -> bool {
    event.operation.is_some_and(|operation| operation.event == name)
}

/// Launches of EMR that name no cluster, and whose instances nothing else ties to one. Ties their instances.
fn guesses(events: &Events, parents: &mut ByIds<(u32, u32), Key>) -> Guessed {
    let openings = openings(events);
    let mut guessed = Guessed::default();
    for (at, event) in events.list.iter().enumerate() {
        let named = event.named;
        let launches = is(event, "RunInstances") || is(event, "CreateFleet");
        let tied =
            named.iter().any(|n| n.kind == Kind::Cluster || parents.contains_key(&(event.place, n.id)));
        if !launches || !event.by_emr || event.refused || tied || event.time == NO_TIME {
            continue;
        }
        let from = openings.partition_point(|opening| opening.0 < event.time - GUESS_WITHIN);
        let to = openings.partition_point(|opening| opening.0 <= event.time);
        let own = named.iter().find(|n| n.kind == Kind::Subnet).map(|n| n.id);
        let fits = |opening: &&Opening| {
            let subnets = opening.3.as_ref();
            opening.1 == event.place && own.is_none_or(|own| subnets.is_none_or(|asked| asked.contains(&own)))
        };
        let mut candidates = openings.get(from..to).unwrap_or(&[]).iter().filter(fits);
        if let (Some(&(_, place, id, _)), None) = (candidates.next(), candidates.next()) {
            let key = (Kind::Cluster, place, id);
            guessed.launches.insert(at as u32, key);
            for n in named.iter().filter(|n| n.kind == Kind::Instance) {
                parents.insert((event.place, n.id), key);
                guessed.parts.insert((event.place, n.id));
            }
        }
    }
    guessed
}
