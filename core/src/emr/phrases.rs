//! Parts of sentences that need more than a value at a path: steps, sizes, tags, the code of a job.

use super::sentence::{list, plain, plural, quoted};
use crate::json::{self, first_at};
use crate::record::Record;

/// A placeholder that is a function.
pub struct Special {
    /// Its name in templates.
    pub name: &'static str,
    /// What is not recorded where it finds nothing.
    pub noun: &'static str,
    /// What it says.
    pub say: fn(&Record) -> Option<String>,
}

/// All of them.
pub const SPECIALS: &[Special] = &[
    Special { name: "steps", noun: "steps", say: steps },
    Special { name: "nodes", noun: "size", say: nodes },
    Special { name: "groups", noun: "instance groups", say: groups },
    Special { name: "fleet", noun: "capacity", say: fleet },
    Special { name: "resize", noun: "instance groups", say: resize },
    Special { name: "tags", noun: "tags", say: tags },
    Special { name: "job", noun: "code", say: job },
];

fn number(text: &str, path: &str) -> Option<u64> {
    first_at(text, path)?.parse().ok()
}

/// The elements of a list of objects.
fn objects<'a>(text: &'a str, path: &str) -> Vec<&'a str> {
    let mut out = Vec::new();
    json::at_path(text, path, &mut |value| out.push(value));
    out
}

/// What a step runs: its jar, or what the command runner was told to run. Where only arguments are recorded, they are
/// what there is to say.
pub fn step_code(step: &str) -> Option<String> {
    let jar = first_at(step, "hadoopJarStep.jar");
    let mut args = Vec::new();
    json::at_path(step, "hadoopJarStep.args", &mut |value| args.push(json::unquote(value).into_owned()));
    let is_runner = |jar: &String| jar.rsplit('/').next().is_some_and(|name| name.contains("-runner"));
    Some(match (jar, args.first()) {
        (None, None) => return None,
        (Some(jar), _) if !is_runner(&jar) => jar,
        (Some(jar), None) => format!("{jar}, arguments not recorded"),
        (_, Some(program)) => {
            let is_code = |arg: &&String| {
                arg.contains("://")
                    || [".jar", ".py", ".sh", ".sql", ".hql", ".R"].iter().any(|end| arg.ends_with(end))
            };
            match args.iter().skip(1).find(is_code) {
                Some(code) => format!("{program} {code}"),
                None => program.clone(),
            }
        }
    })
}

fn steps(record: &Record) -> Option<String> {
    let steps: Vec<String> = objects(record.request_parameters.get()?, "steps")
        .into_iter()
        .map(|step| {
            let name = first_at(step, "name").map_or("(name not recorded)".to_owned(), |name| quoted(&name));
            let code = step_code(step).unwrap_or_else(|| "code not recorded".to_owned());
            format!("{name} ({})", plain(&code))
        })
        .collect();
    match steps.as_slice() {
        [] => None,
        [step] => Some(format!("step {step}")),
        many => Some(format!("{} steps: {}", many.len(), list(many))),
    }
}

/// How many nodes a cluster was asked to have; the capacity of fleets is in their own units.
pub fn size(parameters: &str) -> Option<(u64, bool)> {
    objects(parameters, "instances").into_iter().find_map(size_of)
}

/// The same of an object that has the groups: the member `instances` of a launch, or what is added later.
pub fn size_of(instances: &str) -> Option<(u64, bool)> {
    let groups = objects(instances, "instanceGroups");
    let counts: u64 = groups.iter().filter_map(|group| number(group, "instanceCount")).sum();
    if counts > 0 {
        return Some((counts, false));
    }
    let fleets = objects(instances, "instanceFleets");
    let units: u64 = fleets
        .iter()
        .flat_map(|fleet| [number(fleet, "targetOnDemandCapacity"), number(fleet, "targetSpotCapacity")])
        .flatten()
        .sum();
    if units > 0 {
        return Some((units, true));
    }
    number(instances, "instanceCount").map(|count| (count, false))
}

/// The instances that a launch asks for, in words, by its member `instances`.
pub fn instances(instances: &str) -> Option<String> {
    let groups: Vec<String> = objects(instances, "instanceGroups").into_iter().map(group).collect();
    if !groups.is_empty() {
        return Some(groups.join(", "));
    }
    let fleets: Vec<String> = objects(instances, "instanceFleets").into_iter().filter_map(fleet_of).collect();
    if !fleets.is_empty() {
        return Some(fleets.join(", "));
    }
    // The oldest form: one type for the primary node and one for all others.
    let count = number(instances, "instanceCount")?;
    let kind = |path| first_at(instances, path).unwrap_or_else(|| "type not recorded".to_owned());
    let primary = format!("1 × {} primary", kind("masterInstanceType"));
    Some(match count {
        0 | 1 => primary,
        count => format!("{primary}, {} × {}", count - 1, kind("slaveInstanceType")),
    })
}

/// The EBS volumes that a launch asks for, in words, by its member `instances`: for each instance group, or for each
/// type of instance of the fleets.
pub fn volumes(instances: &str) -> Option<String> {
    let groups = objects(instances, "instanceGroups").into_iter().map(|group| (group, "instanceRole"));
    let types = objects(instances, "instanceFleets.instanceTypeConfigs");
    let all = groups.chain(types.into_iter().map(|config| (config, "instanceType")));
    let volumes: Vec<String> = all
        .filter_map(|(of, name)| {
            let volumes: Vec<String> =
                objects(of, "ebsConfiguration.ebsBlockDeviceConfigs").into_iter().map(volume).collect();
            let name = first_at(of, name).unwrap_or_else(|| "name not recorded".to_owned());
            let name = name.to_ascii_lowercase().replace("master", "primary");
            (!volumes.is_empty()).then(|| format!("{name}: {}", volumes.join(" and ")))
        })
        .collect();
    (!volumes.is_empty()).then(|| volumes.join(", "))
}

/// `2 × 64 GiB gp3`.
fn volume(volume: &str) -> String {
    let count = number(volume, "volumesPerInstance").map_or(String::new(), |count| format!("{count} × "));
    let size = number(volume, "volumeSpecification.sizeInGB")
        .map_or("size not recorded".to_owned(), |size| format!("{size} GiB"));
    let kind = first_at(volume, "volumeSpecification.volumeType");
    format!("{count}{size}{}", kind.map_or(String::new(), |kind| format!(" {kind}")))
}

/// The workers that an application starts before there is work, in words, by its member `initialCapacity`.
pub fn workers(capacity: &str) -> Option<String> {
    let workers: Vec<String> = json::entries(capacity)
        .filter_map(|entry| {
            let count = number(entry.value, "workerCount")?;
            let each: Vec<String> = ["cpu", "memory", "disk"]
                .iter()
                .filter_map(|part| first_at(entry.value, &format!("workerConfiguration.{part}")))
                .collect();
            let each = if each.is_empty() { String::new() } else { format!(" ({})", each.join(", ")) };
            Some(format!("{count} {}{each}", json::unquote(entry.key).to_ascii_lowercase()))
        })
        .collect();
    (!workers.is_empty()).then(|| workers.join(", "))
}

/// The id of an instance group or fleet that is to have another size, and that size.
pub fn size_of_part(part: &str) -> Option<(String, String)> {
    match first_at(part, "instanceGroupId") {
        Some(group) => Some((group, number(part, "instanceCount")?.to_string())),
        None => Some((first_at(part, "instanceFleetId")?, capacity(part)?)),
    }
}

/// Least and most nodes of automatic scaling.
pub fn limits(parameters: &str) -> Option<String> {
    let limit = |path| number(parameters, &format!("autoScalingPolicy.constraints.{path}"));
    Some(format!("{} to {} nodes", limit("minCapacity")?, limit("maxCapacity")?))
}

fn nodes(record: &Record) -> Option<String> {
    Some(match size(record.request_parameters.get()?)? {
        (1, false) => "1 node".to_owned(),
        (count, false) => format!("{count} nodes"),
        (units, true) => format!("{units} units of instance fleets"),
    })
}

/// `20 × m5.xlarge task (spot)`.
pub fn group(group: &str) -> String {
    let mut out = match number(group, "instanceCount") {
        Some(count) => format!("{count} × "),
        None => String::new(),
    };
    out.push_str(&first_at(group, "instanceType").unwrap_or_else(|| "type not recorded".to_owned()));
    if let Some(role) = first_at(group, "instanceRole") {
        out.push_str(&format!(" {}", role.to_ascii_lowercase().replace("master", "primary")));
    }
    if let Some(market) = first_at(group, "market") {
        out.push_str(&format!(" ({})", market.to_ascii_lowercase().replace('_', "-")));
    }
    out
}

fn groups(record: &Record) -> Option<String> {
    let groups: Vec<String> =
        objects(record.request_parameters.get()?, "instanceGroups").into_iter().map(group).collect();
    (!groups.is_empty()).then(|| list(&groups))
}

/// `0 on-demand and 12 spot units`.
pub fn capacity(fleet: &str) -> Option<String> {
    let (demand, spot) = (number(fleet, "targetOnDemandCapacity"), number(fleet, "targetSpotCapacity"));
    match (demand, spot) {
        (None, None) => None,
        (Some(demand), None) => Some(format!("{demand} on-demand units")),
        (None, Some(spot)) => Some(format!("{spot} spot units")),
        (Some(demand), Some(spot)) => Some(format!("{demand} on-demand and {spot} spot units")),
    }
}

/// `task fleet: 8 spot units of r5.large`; none of an object that says nothing of a fleet.
pub fn fleet_of(fleet: &str) -> Option<String> {
    let kind = first_at(fleet, "instanceFleetType");
    let mut types = Vec::new();
    json::at_path(fleet, "instanceTypeConfigs.instanceType", &mut |name| {
        types.push(json::unquote(name).into_owned());
    });
    let size = capacity(fleet);
    if kind.is_none() && types.is_empty() && size.is_none() {
        return None;
    }
    let kind = kind.map_or("fleet".to_owned(), |kind| {
        format!("{} fleet", kind.to_ascii_lowercase().replace("master", "primary"))
    });
    let of = if types.is_empty() { String::new() } else { format!(" of {}", list(&types)) };
    Some(format!("{kind}: {}{of}", size.unwrap_or_else(|| "capacity not recorded".to_owned())))
}

fn fleet(record: &Record) -> Option<String> {
    objects(record.request_parameters.get()?, "instanceFleet").into_iter().find_map(capacity)
}

fn resize(record: &Record) -> Option<String> {
    let changes: Vec<String> = objects(record.request_parameters.get()?, "instanceGroups")
        .into_iter()
        .map(|group| {
            let id = first_at(group, "instanceGroupId")
                .unwrap_or_else(|| "(instance group not recorded)".to_owned());
            match number(group, "instanceCount") {
                Some(count) => format!("{id} to {count} {}", if count == 1 { "node" } else { "nodes" }),
                None => id,
            }
        })
        .collect();
    (!changes.is_empty()).then(|| list(&changes))
}

/// The tags in a list of `{key, value}`, or in an object, as `key=value`.
pub fn tag_list(parameters: &str, path: &str) -> Vec<String> {
    let mut out = Vec::new();
    json::at_path(parameters, path, &mut |tags| {
        // One of EMR on EC2's.
        if let Some(key) = first_at(tags, "key") {
            out.push(format!("{key}={}", first_at(tags, "value").unwrap_or_default()));
            return;
        }
        for entry in json::entries(tags) {
            out.push(format!("{}={}", json::unquote(entry.key), json::unquote(entry.value)));
        }
    });
    out
}

fn tags(record: &Record) -> Option<String> {
    let tags: Vec<String> =
        tag_list(record.request_parameters.get()?, "tags").iter().map(|tag| plain(tag)).collect();
    (!tags.is_empty()).then(|| {
        format!("{} {}", if tags.len() == 1 { "tag".to_owned() } else { plural("tag") }, list(&tags))
    })
}

/// Where a job driver holds its code; the service may hide it.
const ENTRY_POINTS: &[&str] = &[
    "jobDriver.sparkSubmitJobDriver.entryPoint",
    "jobDriver.sparkSqlJobDriver.entryPoint",
    "jobDriver.sparkSubmit.entryPoint",
    "jobDriver.hive.query",
];

/// The code of a job run.
pub fn entry_point(parameters: &str) -> Option<String> {
    ENTRY_POINTS.iter().find_map(|path| first_at(parameters, path))
}

fn job(record: &Record) -> Option<String> {
    entry_point(record.request_parameters.get()?).map(|code| match plain(&code) {
        hidden if hidden.starts_with('(') => format!("code {}", hidden.trim_matches(['(', ')'])),
        code => code,
    })
}
