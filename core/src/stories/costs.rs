//! What is recorded of a resource that drives its cost: sizes, limits, what ends it. Never an amount of money: prices
//! are not in CloudTrail, and how long machines were there is not either.

use std::collections::BTreeMap;

use super::Stories;
use super::story::Story;
use crate::emr::resources::Kind;
use crate::emr::settings::REMOVED;

/// A fact: what it is about, and what is recorded.
pub type Cost = (&'static str, String);

/// The setting of the policy that ends a cluster.
const POLICY: &str = "automatic termination (seconds without work)";

impl Stories {
    /// The facts, those of the launch first; empty where nothing is recorded.
    pub fn costs(&self, story: &Story) -> Vec<Cost> {
        let mut out = Vec::new();
        match story.kind {
            Kind::Cluster => self.costs_of_cluster(story, &mut out),
            Kind::Application => self.costs_of_application(story, &mut out),
            Kind::VirtualCluster => {
                self.add(story, &mut out, "job runs at once", "job runs at once", "");
            }
            _ => {}
        }
        out
    }

    fn add(&self, story: &Story, out: &mut Vec<Cost>, label: &'static str, setting: &str, unit: &str) {
        if let Some(value) = self.last(story, setting) {
            out.push((label, format!("{value}{unit}")));
        }
    }

    fn costs_of_cluster(&self, story: &Story, out: &mut Vec<Cost>) {
        self.add(story, out, "at launch", "instances", "");
        self.add(story, out, "EBS volumes of each", "EBS volumes", "");
        self.add(story, out, "root volume", "root volume (GiB)", " GiB");
        let opened_by = story.opened.map(|(row, _)| row);
        let is_size = |kind| matches!(kind, Kind::InstanceGroup | Kind::InstanceFleet);
        let added: Vec<&str> = story
            .parts
            .iter()
            .filter(|part| is_size(part.kind) && part.made.is_some_and(|(row, _)| Some(row) != opened_by))
            .map(|part| self.text(part.what))
            .map(|what| if what.is_empty() { "size not recorded" } else { what })
            .collect();
        if !added.is_empty() {
            out.push(("added later", added.join(", ")));
        }
        let resized = self.each(story, &["nodes of ", "units of "], |id, size| format!("{id} to {size}"));
        if !resized.is_empty() {
            out.push(("resized", resized));
        }
        let automatic = self.each(story, &["automatic scaling of "], |id, limits| format!("{id} {limits}"));
        if !automatic.is_empty() {
            out.push(("automatic scaling", automatic));
        }
        if let Some(managed) = self.managed_scaling(story) {
            out.push(("managed scaling", managed));
        }
        if let Some(end) = self.end_without_asking(story) {
            out.push(("ends by itself", end));
        }
    }

    /// The last values of all settings whose names begin so, in order of the rest of the name.
    fn each(&self, story: &Story, prefixes: &[&str], say: impl Fn(&str, &str) -> String) -> String {
        let mut last: BTreeMap<&str, &str> = BTreeMap::new();
        for setting in &story.settings {
            let name = self.text(setting.name);
            if let Some(id) = prefixes.iter().find_map(|prefix| name.strip_prefix(prefix)) {
                match self.text(setting.value) {
                    REMOVED => last.remove(id),
                    value => last.insert(id, value),
                };
            }
        }
        last.into_iter().map(|(id, value)| say(id, value)).collect::<Vec<_>>().join(", ")
    }

    fn managed_scaling(&self, story: &Story) -> Option<String> {
        let (least, most) = (self.last(story, "scaling minimum"), self.last(story, "scaling maximum"));
        if least.is_none() && most.is_none() {
            return None;
        }
        let or = |limit: Option<&str>| limit.unwrap_or("(not recorded)").to_owned();
        let unit = match self.last(story, "scaling unit") {
            Some("VCPU") => "vCPU".to_owned(),
            Some(unit) => unit.to_ascii_lowercase().replace("instancefleetunits", "units of fleets"),
            None => "units".to_owned(),
        };
        let mut out = format!("{} to {} {unit}", or(least), or(most));
        for (setting, what) in
            [("scaling maximum on demand", "on demand"), ("scaling maximum of core nodes", "core")]
        {
            if let Some(most) = self.last(story, setting) {
                out.push_str(&format!(", at most {most} {what}"));
            }
        }
        Some(out)
    }

    fn end_without_asking(&self, story: &Story) -> Option<String> {
        let policy = self.last(story, POLICY).map(|seconds| format!("after {seconds} seconds without work"));
        let steps = match self.last(story, "keep alive without steps") {
            Some("true") => None,
            Some(_) => Some("after its last step".to_owned()),
            // Only the launch would have stated it.
            None => {
                story.opened.map(|_| "after its last step, unless keep-alive was stated elsewhere".to_owned())
            }
        };
        match (steps, policy) {
            (Some(steps), Some(policy)) => Some(format!("{steps}, or {policy}")),
            (Some(end), None) | (None, Some(end)) => Some(end),
            (None, None) => story.opened.map(|_| {
                "not by its settings: keep-alive is true, and no automatic termination is recorded".to_owned()
            }),
        }
    }

    fn costs_of_application(&self, story: &Story, out: &mut Vec<Cost>) {
        let most = ["maximum CPU", "maximum memory", "maximum disk"];
        let most: Vec<&str> = most.iter().filter_map(|setting| self.last(story, setting)).collect();
        match most.is_empty() {
            false => out.push(("at most", most.join(", "))),
            true if story.opened.is_some() => out.push(("at most", "no limit is recorded".to_owned())),
            true => {}
        }
        self.add(story, out, "kept ready", "workers kept ready", "");
        self.add(story, out, "job runs at once", "job runs at once", "");
        self.add(story, out, "architecture", "architecture", "");
        let minutes = self.last(story, "automatic stop (minutes without work)");
        let stop = match (self.last(story, "automatic stop"), minutes) {
            (Some("false"), _) => Some("off".to_owned()),
            (_, Some(minutes)) => Some(format!("after {minutes} minutes without work")),
            (Some(_), None) => Some("on, its time is not recorded".to_owned()),
            (None, None) => story.opened.map(|_| "not recorded; on where it was not stated".to_owned()),
        };
        if let Some(stop) = stop {
            out.push(("automatic stop", stop));
        }
    }
}
