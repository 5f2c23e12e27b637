//! What is made inside a resource: steps, job runs, sessions, endpoints, instance groups and fleets.

use crate::emr::phrases;
use crate::emr::resources::Kind;
use crate::json;
use crate::record::Record;

/// How an operation makes things.
struct Makes {
    source: &'static str,
    event: &'static str,
    kind: Kind,
    /// Where they are listed in the request; empty where the request itself describes one.
    list: &'static str,
    /// Where the answer has their ids, in the same order; empty where it has none.
    ids: &'static str,
    /// Where one of them has its name.
    name: &'static str,
    /// Where the request has the role they are given.
    role: &'static str,
}

macro_rules! makes {
    ($($source:literal $event:literal $kind:ident $list:literal $ids:literal $name:literal $role:literal;)*) => {
        const MAKES: &[Makes] = &[$(Makes {
            source: $source, event: $event, kind: Kind::$kind, list: $list, ids: $ids, name: $name, role: $role,
        },)*];
    };
}

// RunJobFlow's answer has no ids of steps, groups and fleets.
makes! {
    "elasticmapreduce" "RunJobFlow" Step "steps" "" "name" "stepExecutionRoleArn";
    "elasticmapreduce" "RunJobFlow" InstanceGroup "instances.instanceGroups" "" "name" "";
    "elasticmapreduce" "RunJobFlow" InstanceFleet "instances.instanceFleets" "" "name" "";
    "elasticmapreduce" "AddJobFlowSteps" Step "steps" "stepIds" "name" "executionRoleArn";
    "elasticmapreduce" "AddInstanceGroups" InstanceGroup "instanceGroups" "instanceGroupIds" "name" "";
    "elasticmapreduce" "AddInstanceFleet" InstanceFleet "instanceFleet" "instanceFleetId" "name" "";
    "elasticmapreduce" "StartSession" Session "" "id" "name" "executionRoleArn";
    "elasticmapreduce" "StartNotebookExecution" NotebookExecution "" "notebookExecutionId" "notebookExecutionName" "executionEngine.executionRoleArn";
    "elasticmapreduce" "CreatePersistentAppUI" PersistentUi "" "persistentAppUIId" "profilerType" "";
    "elasticmapreduce" "CreateEditor" Workspace "" "editorId" "name" "serviceRole";
    "elasticmapreduce" "CreateEditorPrivate" Workspace "" "editorId" "name" "serviceRole";
    "emr-serverless" "StartJobRun" JobRun "" "jobRunId" "name" "executionRoleArn";
    "emr-serverless" "StartSession" Session "" "sessionId" "name" "executionRoleArn";
    "emr-containers" "StartJobRun" JobRun "" "id" "name" "executionRoleArn";
    "emr-containers" "CreateManagedEndpoint" Endpoint "" "id" "name" "executionRoleArn";
}

/// Verbs of operations that ask for the end of what they name.
const ENDS: &[&str] = &["Cancel", "Terminate", "Stop", "Delete"];

/// Whether an operation asks for the end of the part that it names.
pub fn asks_for_end(event: &str) -> bool {
    ENDS.iter().any(|verb| event.starts_with(verb))
}

/// One thing that was made; texts are empty where nothing is recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// What it is.
    pub kind: Kind,
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it runs, or of what it consists.
    pub what: String,
    /// The role it was given.
    pub role: String,
    /// What a step does to the cluster where it does not succeed: `actionOnFailure`.
    pub action: String,
    /// Seconds after which it must have ended; 0 where the record does not say.
    pub at_most: u32,
}

fn first(text: &str, path: &str) -> String {
    match path {
        "" => String::new(),
        path => json::first_at(text, path).unwrap_or_default(),
    }
}

/// What a record's call made.
pub fn made(record: &Record) -> Vec<Made> {
    let source = record.event_source.as_str();
    let source = source.strip_suffix(".amazonaws.com").unwrap_or(source);
    let event = record.event_name.as_str();
    let makes = MAKES.iter().filter(|makes| makes.source == source && makes.event == event);
    makes.flat_map(|makes| made_by(makes, record)).collect()
}

fn made_by(makes: &Makes, record: &Record) -> Vec<Made> {
    let request = record.request_parameters.get().unwrap_or("{}");
    let mut ids: Vec<String> = Vec::new();
    if let (Some(answer), false) = (record.response_elements.get(), makes.ids.is_empty()) {
        json::at_path(answer, makes.ids, &mut |id| ids.push(json::unquote(id).into_owned()));
    }
    let mut parts: Vec<&str> = Vec::new();
    match makes.list {
        "" => parts.push(request),
        list => json::at_path(request, list, &mut |part| parts.push(part)),
    }
    // The answer may name more than the request shows: blocks of parameters can be left out of a record.
    let count = parts.len().max(ids.len());
    let role = first(request, makes.role);
    (0..count)
        .map(|i| {
            let part = parts.get(i).copied().unwrap_or("{}");
            let minutes: u32 = first(part, "executionTimeoutMinutes").parse().unwrap_or(0);
            Made {
                kind: makes.kind,
                id: ids.get(i).cloned().unwrap_or_default(),
                name: first(part, makes.name),
                what: what(makes.kind, part),
                role: role.clone(),
                action: first(part, "actionOnFailure"),
                at_most: minutes.saturating_mul(60),
            }
        })
        .collect()
}

fn what(kind: Kind, part: &str) -> String {
    match kind {
        Kind::Step => phrases::step_code(part),
        Kind::InstanceGroup => (part != "{}").then(|| phrases::group(part)),
        Kind::InstanceFleet => phrases::fleet_of(part),
        Kind::JobRun => phrases::entry_point(part),
        Kind::NotebookExecution => Some(first(part, "relativePath")),
        Kind::Endpoint => Some(first(part, "type")),
        _ => None,
    }
    .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emr::operations;

    #[test]
    fn every_row_names_an_operation() {
        for makes in MAKES {
            assert!(
                operations::find(&format!("{}.amazonaws.com", makes.source), makes.event).is_some(),
                "{}",
                makes.event
            );
        }
    }

    #[test]
    fn steps_get_their_ids_by_place() {
        let text = r#"{"eventSource":"elasticmapreduce.amazonaws.com","eventName":"AddJobFlowSteps","requestParameters":{"executionRoleArn":"r",
            "steps":[{"name":"a","actionOnFailure":"CONTINUE","hadoopJarStep":{"jar":"s3://b/a.jar"}}]},"responseElements":{"stepIds":["s-1","s-2"]}}"#;
        let made = made(&serde_json::from_str(text).unwrap());
        let short: Vec<_> = made.iter().map(|m| (m.id.as_str(), m.name.as_str(), m.what.as_str())).collect();
        assert_eq!(short, [("s-1", "a", "s3://b/a.jar"), ("s-2", "", "")]);
        assert_eq!((made[0].action.as_str(), made[1].role.as_str()), ("CONTINUE", "r"));
    }

    #[test]
    fn a_limit_that_is_not_recorded_is_none() {
        let run = |limit: &str| {
            let text = format!(
                r#"{{"eventSource":"emr-serverless.amazonaws.com","eventName":"StartJobRun","requestParameters":{{"name":"x"{limit}}},"responseElements":{{"jobRunId":"1"}}}}"#
            );
            made(&serde_json::from_str(&text).unwrap())[0].at_most
        };
        assert_eq!((run(""), run(r#","executionTimeoutMinutes":60"#)), (0, 3600));
    }
}
