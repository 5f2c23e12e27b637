//! Which events set what: the table `settings.tsv`, read once.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::emr::phrases;
use crate::json;

const TABLE: &str = include_str!("settings.tsv");

/// How the value of a setting is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    Value,
    List,
    Count,
    Instances,
    Volumes,
    Sizes,
    Workers,
    Limits,
    Tags,
    Untags,
    Always(&'static str),
}

impl How {
    /// Whether it looks at the event as a whole, and not at what stands at a path.
    fn is_of_the_event(self) -> bool {
        matches!(self, How::Always(_) | How::Limits)
    }
}

/// One row of the table.
#[derive(Debug)]
struct Row {
    path: &'static str,
    how: How,
    label: &'static str,
}

/// What a removed setting or tag has for a value.
pub const REMOVED: &str = "removed";

/// The rows of an operation, and a tree of their paths: a launch has forty, and its parameters are gone through once.
#[derive(Default)]
struct Rows {
    rows: Vec<Row>,
    tree: Vec<Node>,
}

/// A member that lies on the path of a row.
struct Node {
    key: &'static str,
    /// Places of the rows whose path ends here.
    rows: Vec<usize>,
    nodes: Vec<Node>,
}

type Table = HashMap<(&'static str, &'static str), Rows>;

static ROWS: LazyLock<Table> = LazyLock::new(|| {
    let mut table: Table = HashMap::new();
    for (source, event, row) in rows().filter_map(parse) {
        let of = table.entry((source, event)).or_default();
        if !row.how.is_of_the_event() {
            grow(&mut of.tree, row.path, of.rows.len());
        }
        of.rows.push(row);
    }
    table
});

fn grow(nodes: &mut Vec<Node>, path: &'static str, row: usize) {
    let (key, rest) = path.split_once('.').unwrap_or((path, ""));
    let at = nodes.iter().position(|node| node.key == key).unwrap_or_else(|| {
        nodes.push(Node { key, rows: Vec::new(), nodes: Vec::new() });
        nodes.len() - 1
    });
    if let Some(node) = nodes.get_mut(at) {
        match rest {
            "" => node.rows.push(row),
            rest => grow(&mut node.nodes, rest, row),
        }
    }
}

/// Calls `found` with the row and the value for every present value at the path of a row.
fn collect<'a>(text: &'a str, nodes: &[Node], found: &mut Vec<(usize, &'a str)>) {
    json::at_path(text, "", &mut |object: &'a str| {
        for entry in json::entries(object).filter(|_| object.starts_with('{')) {
            let key = json::unquote(entry.key);
            let Some(node) = nodes.iter().find(|node| json::same_key(&key, node.key)) else { continue };
            for &row in &node.rows {
                json::at_path(entry.value, "", &mut |value| found.push((row, value)));
            }
            if !node.nodes.is_empty() {
                collect(entry.value, &node.nodes, found);
            }
        }
    });
}

/// All labels, in the order in which a story shows them.
pub static LABELS: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let mut labels = Vec::new();
    for (_, _, row) in rows().filter_map(parse) {
        if !labels.contains(&row.label) {
            labels.push(row.label);
        }
    }
    labels
});

fn rows() -> impl Iterator<Item = &'static str> {
    TABLE.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).skip(1)
}

/// A row that does not fit is left out; a test holds every row to this.
fn parse(row: &'static str) -> Option<(&'static str, &'static str, Row)> {
    let mut cells = row.split('\t');
    let (source, event) = (cells.next()?, cells.next()?);
    let path = cells.next()?;
    let how = match cells.next()? {
        "value" => How::Value,
        "list" => How::List,
        "count" => How::Count,
        "instances" => How::Instances,
        "volumes" => How::Volumes,
        "sizes" => How::Sizes,
        "workers" => How::Workers,
        "limits" => How::Limits,
        "tags" => How::Tags,
        "untags" => How::Untags,
        always => How::Always(always.strip_prefix('=')?),
    };
    let label = cells.next()?;
    cells.next().is_none().then_some((source, event, Row { path, how, label }))
}

/// Calls `set` with the name and the value of everything that an event's parameters set. The name of a tag is
/// `tag ` and its key, that of the size of an instance group `nodes of ` and its id.
pub fn settings(source: &str, event: &str, parameters: &str, set: &mut dyn FnMut(&str, &str)) {
    let source = source.strip_suffix(".amazonaws.com").unwrap_or(source);
    let Some(Rows { rows, tree }) = ROWS.get(&(source, event)) else { return };
    let mut found = Vec::new();
    collect(parameters, tree, &mut found);
    // In the order of the rows, and those of a row in the order of the record.
    found.sort_by_key(|&(row, _)| row);
    for (at, row) in rows.iter().enumerate() {
        let from = found.partition_point(|&(of, _)| of < at);
        let mut values = found.get(from..).unwrap_or(&[]).iter().take_while(|(of, _)| *of == at);
        let mut values = std::iter::from_fn(|| values.next().map(|(_, value)| *value)).peekable();
        match row.how {
            How::Always(value) => set(row.label, value),
            How::Limits => {
                let value = match event.starts_with("Remove") {
                    true => Some(REMOVED.to_owned()),
                    false => phrases::limits(parameters),
                };
                if let (Some(id), Some(value)) = (json::first_at(parameters, "instanceGroupId"), value) {
                    set(&format!("{} {id}", row.label), &value);
                }
            }
            _ if values.peek().is_none() => {}
            How::Value => {
                if let Some(value) = values.next().filter(|value| !value.starts_with(['{', '['])) {
                    set(row.label, &json::unquote(value));
                }
            }
            How::List => set(row.label, &values.map(json::unquote).collect::<Vec<_>>().join(", ")),
            How::Count => set(row.label, &values.count().to_string()),
            How::Instances => {
                if let Some(text) = values.find_map(phrases::instances) {
                    set(row.label, &text);
                }
            }
            How::Volumes => {
                if let Some(text) = values.find_map(phrases::volumes) {
                    set(row.label, &text);
                }
            }
            How::Workers => {
                if let Some(text) = values.find_map(phrases::workers) {
                    set(row.label, &text);
                }
            }
            How::Sizes => {
                for (id, size) in values.filter_map(phrases::size_of_part) {
                    set(&format!("{} {id}", row.label), &size);
                }
            }
            How::Tags => {
                for tag in values.flat_map(|value| phrases::tag_list(value, "")) {
                    let (key, value) = tag.split_once('=').unwrap_or((&tag, ""));
                    set(&format!("{} {key}", row.label), value);
                }
            }
            How::Untags => {
                values.for_each(|key| set(&format!("{} {}", row.label, json::unquote(key)), REMOVED));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emr::operations;

    #[test]
    fn every_row_is_sane() {
        for row in rows() {
            let Some((source, event, parsed)) = parse(row) else { panic!("malformed row: {row}") };
            let operation = operations::find(&format!("{source}.amazonaws.com"), event);
            assert!(operation.is_some_and(|operation| !operation.related), "{row}: no such operation");
            assert!(!parsed.path.contains("[]"), "{row}");
            assert_eq!(parsed.path == "-", parsed.how.is_of_the_event(), "{row}");
        }
        assert!(LABELS.len() > 40 && LABELS.first() == Some(&"name"));
    }

    #[test]
    fn settings_of_a_launch_and_of_changes() {
        let all = |event: &str, parameters: &str| {
            let mut out = Vec::new();
            settings("elasticmapreduce.amazonaws.com", event, parameters, &mut |name, value| {
                out.push(format!("{name}: {value}"));
            });
            out
        };
        let launch = r#"{"name":"n","ReleaseLabel":"emr-7.5.0","instances":{"instanceGroups":[],"terminationProtected":false},
            "steps":[{"name":"a"},{"name":"b"}],"tags":[{"key":"team","value":"data"}],"bootstrapActions":[]}"#;
        assert_eq!(
            all("RunJobFlow", launch),
            [
                "name: n",
                "release: emr-7.5.0",
                "termination protection: false",
                "steps at launch: 2",
                "tag team: data"
            ]
        );
        assert_eq!(all("RemoveTags", r#"{"tagKeys":["team","x"]}"#), ["tag team: removed", "tag x: removed"]);
        assert_eq!(
            all("RemoveAutoTerminationPolicy", "{}"),
            ["automatic termination (seconds without work): removed"]
        );
        assert!(all("DescribeCluster", launch).is_empty());
    }

    #[test]
    fn settings_that_cost() {
        let all = |source: &str, event: &str, parameters: &str| {
            let mut out = Vec::new();
            settings(source, event, parameters, &mut |name, value| out.push(format!("{name}: {value}")));
            out
        };
        let of_emr = |event: &str, parameters: &str| all("elasticmapreduce", event, parameters);
        let launch = r#"{"instances":{"instanceGroups":[
            {"instanceRole":"MASTER","instanceType":"m5.xlarge","instanceCount":1},
            {"instanceRole":"CORE","instanceType":"m5.xlarge","instanceCount":6,"market":"SPOT","ebsConfiguration":
              {"ebsBlockDeviceConfigs":[{"volumeSpecification":{"volumeType":"gp3","sizeInGB":64},"volumesPerInstance":2},{"volumesPerInstance":1}]}}]}}"#;
        assert_eq!(
            of_emr("RunJobFlow", launch),
            [
                "instances: 1 × m5.xlarge primary, 6 × m5.xlarge core (spot)",
                "EBS volumes: core: 2 × 64 GiB gp3 and 1 × size not recorded"
            ]
        );
        let fleets = r#"{"instances":{"instanceFleets":[{"instanceFleetType":"TASK","targetSpotCapacity":8,"instanceTypeConfigs":[
            {"instanceType":"r5.large","ebsConfiguration":{"ebsBlockDeviceConfigs":[{"volumeSpecification":{"sizeInGB":32}}]}}]}]}}"#;
        assert_eq!(
            of_emr("RunJobFlow", fleets),
            ["instances: task fleet: 8 spot units of r5.large", "EBS volumes: r5.large: 32 GiB"]
        );
        let resize = r#"{"instanceGroups":[{"instanceGroupId":"ig-1","instanceCount":4},{"instanceGroupId":"ig-2"},{"instanceCount":9}]}"#;
        assert_eq!(of_emr("ModifyInstanceGroups", resize), ["nodes of ig-1: 4"]);
        let fleet = r#"{"instanceFleet":{"instanceFleetId":"if-1","targetOnDemandCapacity":0,"targetSpotCapacity":12}}"#;
        assert_eq!(of_emr("ModifyInstanceFleet", fleet), ["units of if-1: 0 on-demand and 12 spot units"]);
        let policy = r#"{"instanceGroupId":"ig-1","autoScalingPolicy":{"constraints":{"minCapacity":1,"maxCapacity":30}}}"#;
        assert_eq!(of_emr("PutAutoScalingPolicy", policy), ["automatic scaling of ig-1: 1 to 30 nodes"]);
        assert_eq!(of_emr("RemoveAutoScalingPolicy", policy), ["automatic scaling of ig-1: removed"]);
        let application = r#"{"maximumCapacity":{"cpu":"400vCPU","memory":"3000GB"},"initialCapacity":{
            "DRIVER":{"workerCount":1,"workerConfiguration":{"cpu":"4vCPU","memory":"16GB"}},"EXECUTOR":{"workerCount":10}}}"#;
        assert_eq!(
            all("emr-serverless", "CreateApplication", application),
            [
                "maximum CPU: 400vCPU",
                "maximum memory: 3000GB",
                "workers kept ready: 1 driver (4vCPU, 16GB), 10 executor"
            ]
        );
    }
}
