//! Changes of state that EMR reports by EventBridge. They are no events of CloudTrail: nobody called anything.
//!
//! Sources: Amazon EventBridge Events Reference, “Amazon EMR events”, “Amazon EMR Serverless events” and “Amazon EMR
//! Containers events”.

use super::resources::Kind;
use crate::json;
use crate::record::{Record, STATE_CHANGE_SOURCES};

/// Whether a record is one: it was made from such a report, and says so.
pub fn is_one(record: &Record) -> bool {
    !record.fidelity.is_empty() && STATE_CHANGE_SOURCES.contains(&record.event_source.as_str())
}

/// The reports whose `state` is that of a resource, and of which one. Others tell states, too: of a scaling policy, of
/// an application on the cluster.
const SUBJECTS: [(&str, Kind); 8] = [
    ("EMR Cluster State Change", Kind::Cluster),
    ("EMR Step Status Change", Kind::Step),
    ("EMR Instance Group State Change", Kind::InstanceGroup),
    ("EMR Instance Fleet State Change", Kind::InstanceFleet),
    ("EMR Serverless Application State Change", Kind::Application),
    ("EMR Serverless Job Run State Change", Kind::JobRun),
    ("EMR Job Run State Change", Kind::JobRun),
    ("EmrContainers Job Run State Change", Kind::JobRun),
];

/// The kind of resource whose state a report tells; none where it tells that of something else.
pub fn subject(record: &Record) -> Option<Kind> {
    let name = record.event_name.as_str();
    SUBJECTS.iter().find(|(known, _)| *known == name).map(|(_, kind)| *kind)
}

/// Where ids stand in its `detail`, the largest thing first. A job run of EMR on EKS is `id`.
const IDS: [&str; 10] = [
    "clusterId",
    "virtualClusterId",
    "applicationId",
    "jobRunId",
    "id",
    "stepId",
    "instanceGroupId",
    "instanceFleetId",
    "notebookExecutionId",
    "resourceId",
];

fn detail<'a>(record: &Record<'a>, path: &str) -> Vec<String> {
    let mut values = Vec::new();
    json::at_path(record.service_event_details.get().unwrap_or(""), path, &mut |value| {
        if !value.starts_with(['{', '[']) {
            values.push(json::unquote(value).into_owned());
        }
    });
    values
}

/// The ids of what changed, joined by blanks.
pub fn resource(record: &Record) -> String {
    IDS.iter().flat_map(|path| detail(record, path)).collect::<Vec<_>>().join(" ")
}

/// The state that is reported, and the name of what changed; empty where there is none.
pub fn state_and_name(record: &Record) -> (String, String) {
    let first = |path| detail(record, path).into_iter().next().unwrap_or_default();
    (first("state"), first("name"))
}

/// “EMR reported by EventBridge, not CloudTrail: EMR Cluster State Change of j-…: TERMINATED.”
pub fn sentence(record: &Record) -> String {
    let mut out = format!("EMR reported by EventBridge, not CloudTrail: {}", record.event_name);
    let resource = resource(record);
    if !resource.is_empty() {
        out.push_str(&format!(" of {}", resource.replace(' ', ", ")));
    }
    if let Some(state) = detail(record, "state").first() {
        out.push_str(&format!(": {state}"));
    }
    out.push('.');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_said_to_be_none_of_cloudtrails() {
        let text = r#"{"eventSource":"aws.emr","eventName":"EMR Step Status Change","trailglassFidelity":"not CloudTrail",
            "serviceEventDetails":{"stepId":"s-1","clusterId":"j-1","state":"FAILED","id":{"x":1}}}"#;
        let record: Record = serde_json::from_str(text).unwrap();
        assert!(is_one(&record));
        assert_eq!(resource(&record), "j-1 s-1");
        let said = "EMR reported by EventBridge, not CloudTrail: EMR Step Status Change of j-1, s-1: FAILED.";
        assert_eq!(sentence(&record), said);
        let call: Record = serde_json::from_str(r#"{"eventSource":"aws.emr","eventName":"x"}"#).unwrap();
        assert!(!is_one(&call));
    }
}
