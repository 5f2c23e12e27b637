//! The security groups that resources were given, and what becomes of them in EC2. A group is shared by many clusters
//! as often as not.

use super::gather::{Texts, place_name};
use super::ids::ByIds;
use super::shared::SharedList;
use super::story::Story;
use crate::emr::settings;
use crate::store::Store;
use crate::store::actors::code;
use crate::store::columns::{ACCOUNT, EVENT, REGION, RESOURCE, SOURCE};

/// Calls that give a group to a machine or an interface; they say nothing of the group.
const GIVE: &[&str] =
    &["RunInstances", "CreateFleet", "CreateNetworkInterface", "ModifyNetworkInterfaceAttribute"];

/// Finds them, from the stories and all events.
pub(super) fn groups(store: &Store, texts: &Texts, stories: &[Story]) -> SharedList {
    let mut groups = given(texts, stories);
    if groups.list().is_empty() {
        return groups;
    }
    let Some((names, codes)) = store.column(RESOURCE) else { return groups };
    // Which entries of the column name a group at all.
    let named: Vec<Vec<&str>> =
        names.iter().map(|value| value.split(' ').filter(|id| id.starts_with("sg-")).collect()).collect();
    let ec2 = store.column(SOURCE).and_then(|(sources, _)| sources.find("ec2.amazonaws.com"));
    let mut places: ByIds<(u32, u32), Option<u32>> = ByIds::default();
    let mut events: Vec<Vec<u32>> = groups.list().iter().map(|_| Vec::new()).collect();
    for row in 0..store.rows() {
        let ids = named.get(codes.get(row) as usize).map_or(&[][..], Vec::as_slice);
        if ids.is_empty() || ec2 != Some(code(store, SOURCE, row)) || GIVE.contains(&store.value(EVENT, row))
        {
            continue;
        }
        let place = *places
            .entry((code(store, ACCOUNT, row), code(store, REGION, row)))
            .or_insert_with(|| texts.find(&place_name(store.value(ACCOUNT, row), store.value(REGION, row))));
        let Some(place) = place else { continue };
        for id in ids {
            let number = groups.number(texts.get(place), id);
            if let Some(rows) = number.and_then(|number| events.get_mut(number as usize)) {
                rows.push(row);
            }
        }
    }
    (0..).zip(events).for_each(|(number, rows)| groups.keep(store, number, rows));
    groups.finish();
    groups
}

/// Who was given which group.
fn given(texts: &Texts, stories: &[Story]) -> SharedList {
    let mut groups = SharedList::default();
    let labels = settings::LABELS.iter().filter(|label| label.contains("security group"));
    let labels: Vec<(u32, &'static str)> =
        labels.filter_map(|label| Some((texts.find(label)?, *label))).collect();
    // Of each value in each place, once worked out: most clusters were given the same groups.
    let mut known: ByIds<(u32, u32), Vec<u32>> = ByIds::default();
    for (at, story) in (0..).zip(stories) {
        for setting in &story.settings {
            let Some(&(_, label)) = labels.iter().find(|(code, _)| *code == setting.name) else { continue };
            let numbers = known.entry((story.place, setting.value)).or_insert_with(|| {
                let ids = texts.get(setting.value).split(", ").filter(|id| id.starts_with("sg-"));
                ids.map(|id| groups.add(texts.get(story.place), id)).collect()
            });
            numbers.iter().for_each(|&number| groups.give(number, at, label));
        }
    }
    groups.finish();
    groups
}
