//! Network interfaces of EMR Serverless. The service makes them with its linked role, in the subnets and with the
//! security groups that the application was given; nothing in the record names the application.

use super::gather::{Event, Events};
use super::ids::ByIds;
use super::join::{GUESS_WITHIN, Guessed, Key, is};
use crate::emr::operations::Phase;
use crate::emr::resources::Kind;
use crate::record::time::NO_TIME;

/// The call that makes one.
pub(super) const CREATE: &str = "CreateNetworkInterface";

/// The network that an application was given by an event.
struct Network {
    from: i64,
    subnets: Vec<u32>,
    /// Empty where none are recorded.
    groups: Vec<u32>,
}

/// What matters of an application.
#[derive(Default)]
struct Application {
    /// In order of time.
    networks: Vec<Network>,
    deleted: Option<i64>,
}

impl Application {
    /// Whether an interface with these could be its own at a time.
    fn fits(&self, at: i64, subnet: u32, groups: &[u32]) -> bool {
        let network = self.networks.iter().rev().find(|network| network.from <= at);
        self.deleted.is_none_or(|deleted| at <= deleted)
            && network.is_some_and(|network| {
                network.subnets.contains(&subnet)
                    && (network.groups.is_empty()
                        || groups.iter().all(|group| network.groups.contains(group)))
            })
    }
}

/// Applications, and which of them each subnet was ever given to.
#[derive(Default)]
struct Applications {
    by_id: ByIds<(u32, u32), Application>,
    /// Each once, with the time at which it was first given the subnet; in order of time.
    by_subnet: ByIds<(u32, u32), Vec<(i64, u32)>>,
    /// Accepted work: time, account and Region, application. In order of time.
    work: Vec<(i64, u32, u32)>,
}

fn applications(events: &Events) -> Applications {
    let mut all = Applications::default();
    let [subnets_label, groups_label] = ["subnet", "security groups"].map(|label| events.texts.find(label));
    // What no event names by itself has no code, and fits nothing.
    let codes = |value: u32| -> Vec<u32> {
        events.texts.get(value).split(", ").filter_map(|id| events.texts.find(id)).collect()
    };
    for event in events.list.iter().filter(|event| !event.refused && event.time != NO_TIME) {
        let Some(id) = event.named.iter().find(|n| n.kind == Kind::Application).map(|n| n.id) else {
            continue;
        };
        let key = (event.place, id);
        let value = |label: Option<u32>| {
            let set = event.settings.iter().find(|(name, _)| Some(*name) == label)?;
            Some(codes(set.1))
        };
        if let Some(subnets) = value(subnets_label) {
            for subnet in &subnets {
                let networks = all.by_id.get(&key).map_or(&[][..], |app| &app.networks);
                if !networks.iter().any(|network| network.subnets.contains(subnet)) {
                    all.by_subnet.entry((event.place, *subnet)).or_default().push((event.time, id));
                }
            }
            let groups = value(groups_label).unwrap_or_default();
            let network = Network { from: event.time, subnets, groups };
            all.by_id.entry(key).or_default().networks.push(network);
        }
        if is(event, "DeleteApplication") {
            all.by_id.entry(key).or_default().deleted = Some(event.time);
        }
        if event.phase == Phase::Work || is(event, "StartApplication") {
            all.work.push((event.time, event.place, id));
        }
    }
    all
}

impl Applications {
    /// The one application that an interface can be of: the only one with its network, or the only one of these that
    /// was given work shortly before.
    fn only(&mut self, event: &Event, subnet: u32, groups: &[u32]) -> Option<Key> {
        let by_id = &self.by_id;
        let fits =
            |id: u32| by_id.get(&(event.place, id)).is_some_and(|app| app.fits(event.time, subnet, groups));
        let of_subnet = self.by_subnet.get_mut(&(event.place, subnet))?;
        // Interfaces come in order of time: what is deleted fits none that are still to come.
        let is_gone = |id: u32| {
            let app = by_id.get(&(event.place, id));
            app.and_then(|app| app.deleted).is_some_and(|deleted| deleted < event.time)
        };
        let gone = of_subnet.iter().take_while(|(_, id)| is_gone(*id)).count();
        of_subnet.drain(..gone);
        let given = of_subnet.iter().take_while(|(from, _)| *from <= event.time);
        let mut fitting = given.map(|(_, id)| *id).filter(|&id| fits(id));
        let first = fitting.next()?;
        let id = match fitting.next() {
            None => first,
            Some(_) => {
                let from = self.work.partition_point(|work| work.0 < event.time - GUESS_WITHIN);
                let to = self.work.partition_point(|work| work.0 <= event.time);
                let work = self.work.get(from..to).unwrap_or(&[]).iter();
                let mut busy = work.filter(|work| work.1 == event.place && fits(work.2)).map(|work| work.2);
                let first = busy.next()?;
                busy.all(|id| id == first).then_some(first)?
            }
        };
        Some((Kind::Application, event.place, id))
    }
}

/// Ties network interfaces that EMR made to applications.
pub(super) fn guess(events: &Events, parents: &mut ByIds<(u32, u32), Key>, guessed: &mut Guessed) {
    let made = |event: &Event| is(event, CREATE) && event.by_emr && !event.refused && event.time != NO_TIME;
    if !events.list.iter().any(made) {
        return;
    }
    let mut applications = applications(events);
    for (at, event) in (0..).zip(&events.list).filter(|(_, event)| made(event)) {
        let of_kind = |kind: Kind| event.named.iter().filter(move |n| n.kind == kind).map(|n| n.id);
        let tied = event.named.iter().any(|n| {
            n.kind.has_story()
                || n.kind == Kind::NetworkInterface && parents.contains_key(&(event.place, n.id))
        });
        let Some(subnet) = of_kind(Kind::Subnet).next().filter(|_| !tied) else { continue };
        let groups: Vec<u32> = of_kind(Kind::SecurityGroup).collect();
        if let Some(key) = applications.only(event, subnet, &groups) {
            guessed.launches.insert(at, key);
            for id in of_kind(Kind::NetworkInterface) {
                parents.insert((event.place, id), key);
                guessed.parts.insert((event.place, id));
            }
        }
    }
}
