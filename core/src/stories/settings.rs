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
    Tags,
    Untags,
    Always(&'static str),
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

type Table = HashMap<(&'static str, &'static str), Vec<Row>>;

static ROWS: LazyLock<Table> = LazyLock::new(|| {
    let mut table: Table = HashMap::new();
    for (source, event, row) in rows().filter_map(parse) {
        table.entry((source, event)).or_default().push(row);
    }
    table
});

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
        "tags" => How::Tags,
        "untags" => How::Untags,
        always => How::Always(always.strip_prefix('=')?),
    };
    let label = cells.next()?;
    cells.next().is_none().then_some((source, event, Row { path, how, label }))
}

/// Calls `set` with the name and the value of everything that an event's parameters set. The name of a tag is
/// `tag ` and its key.
pub(super) fn settings(source: &str, event: &str, parameters: &str, set: &mut dyn FnMut(&str, &str)) {
    let source = source.strip_suffix(".amazonaws.com").unwrap_or(source);
    for row in ROWS.get(&(source, event)).map_or(&[][..], Vec::as_slice) {
        match row.how {
            How::Always(value) => set(row.label, value),
            How::Value => {
                let mut first = true;
                json::at_path(parameters, row.path, &mut |value| {
                    if std::mem::take(&mut first) && !value.starts_with(['{', '[']) {
                        set(row.label, &json::unquote(value));
                    }
                });
            }
            How::List => {
                let mut all = Vec::new();
                json::at_path(parameters, row.path, &mut |value| all.push(json::unquote(value)));
                if !all.is_empty() {
                    set(row.label, &all.join(", "));
                }
            }
            How::Count => {
                let mut count = 0;
                json::at_path(parameters, row.path, &mut |_| count += 1);
                if count > 0 {
                    set(row.label, &count.to_string());
                }
            }
            How::Instances => {
                if let Some(text) = phrases::instances(parameters) {
                    set(row.label, &text);
                }
            }
            How::Tags => {
                for tag in phrases::tag_list(parameters, row.path) {
                    let (key, value) = tag.split_once('=').unwrap_or((&tag, ""));
                    set(&format!("{} {key}", row.label), value);
                }
            }
            How::Untags => json::at_path(parameters, row.path, &mut |key| {
                set(&format!("{} {}", row.label, json::unquote(key)), REMOVED);
            }),
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
            assert_eq!(parsed.path == "-", matches!(parsed.how, How::Always(_)), "{row}");
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
}
