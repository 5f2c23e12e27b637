//! The names that stand before a colon: columns, time, event id, and paths into the record.

use super::json_path::JsonPath;
use super::recurring::Part;
use crate::emr::resources::Kind;
use crate::store::ColumnId;
use crate::store::columns;

/// What a name in a query stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Field {
    /// A column: looked up for every event.
    Column(ColumnId),
    /// The event's time.
    Time,
    /// The event's id.
    EventId,
    /// The hour of the day or the day of the week.
    Recurring(Part),
    /// What has a value of a column first.
    First,
    /// The file that an event is in.
    File,
    /// The life story that an event belongs to.
    Story,
    /// An id of a kind among the resources that an event names.
    Resource(Kind),
    /// The person or machine behind roles and sessions.
    Actor,
    /// A path into the record: looked up in records that are held in memory.
    Path(JsonPath),
}

/// A name that is no column.
pub struct Name {
    /// CloudTrail's own name.
    pub path: &'static str,
    /// A shorter one, if there is one.
    pub alias: &'static str,
    /// What it holds, for Help and completion.
    pub about: &'static str,
}

/// The time.
pub const TIME: Name = Name { path: "eventTime", alias: "time", about: "when the request was completed" };

/// The event id.
pub const EVENT_ID: Name = Name { path: "eventID", alias: "id", about: "the event’s id" };

/// The hour.
pub const HOUR: Name = Name {
    path: "hour",
    alias: "",
    about: "hour of the day in the chosen time zone, 0 to 23: hour:[22 TO 5]",
};

/// The day of the week.
pub const WEEKDAY: Name = Name {
    path: "weekday",
    alias: "",
    about: "day of the week in the chosen time zone: weekday:[sat TO sun]",
};

/// What came first.
pub const FIRST: Name = Name {
    path: "first",
    alias: "",
    about: "for each value of a column the event that has it first, of those in the chosen scope: first:ip",
};

/// The file.
pub const FILE: Name =
    Name { path: "file", alias: "", about: "the file that an event is in, by path or name: file:*T0930Z*" };

/// Life stories.
pub const STORY: Name = Name {
    path: "story",
    alias: "",
    about: "what belongs to the story of a cluster, application or studio, whatever in it is named: story:j-…; story:none for what names a part of something unknown",
};

/// People.
pub const ACTOR: Name = Name {
    path: "actor",
    alias: "",
    about: "the human or machine behind roles and sessions, as on the People page: actor:alice, or with the account as actor:\"alice 111122223333\"",
};

/// Clusters.
pub const CLUSTER: Name =
    Name { path: "cluster", alias: "", about: "a cluster that the event names, by its id: cluster:j-…" };

/// Steps.
pub const STEP: Name =
    Name { path: "step", alias: "", about: "a step that the event names, by its id: step:s-…" };

/// Applications.
pub const APPLICATION: Name = Name {
    path: "application",
    alias: "",
    about: "an application of EMR Serverless that the event names, by its id",
};

/// The names that are neither columns nor paths, and what they stand for.
pub static OWN: &[(Name, Field)] = &[
    (TIME, Field::Time),
    (EVENT_ID, Field::EventId),
    (HOUR, Field::Recurring(Part::Hour)),
    (WEEKDAY, Field::Recurring(Part::Weekday)),
    (FIRST, Field::First),
    (FILE, Field::File),
    (STORY, Field::Story),
    (CLUSTER, Field::Resource(Kind::Cluster)),
    (STEP, Field::Resource(Kind::Step)),
    (APPLICATION, Field::Resource(Kind::Application)),
    (ACTOR, Field::Actor),
];

/// Members of a record that are no columns, and can be searched by paths. AWS CloudTrail User Guide, “CloudTrail
/// record contents for management, data, and network activity events” and “… for Insights events”, record version
/// 1.11.
pub static MEMBERS: &[Name] = &[
    Name { path: "requestParameters", alias: "request", about: "the parameters of the request" },
    Name { path: "responseElements", alias: "response", about: "what was answered" },
    Name { path: "additionalEventData", alias: "", about: "data that is part of neither" },
    Name {
        path: "serviceEventDetails",
        alias: "",
        about: "what a service event carries in place of parameters",
    },
    Name { path: "userIdentity", alias: "identity", about: "who asked, with all that the record says of it" },
    Name { path: "resources", alias: "", about: "resources that the event touched: ARN, accountId, type" },
    Name { path: "tlsDetails", alias: "", about: "version, cipher suite and host name of the connection" },
    Name { path: "requestID", alias: "", about: "the request’s id, given by the service" },
    Name { path: "apiVersion", alias: "", about: "version of the service’s interface" },
    Name { path: "managementEvent", alias: "", about: "whether it is a management event" },
    Name { path: "addendum", alias: "", about: "why an event came late or was corrected" },
    Name { path: "edgeDeviceDetails", alias: "", about: "the edge device that was asked" },
    Name { path: "insightDetails", alias: "", about: "the content of an Insights event" },
    Name { path: "eventContext", alias: "", about: "tags and keys that were added to the event" },
    Name { path: "timeWindow", alias: "", about: "the five minutes that an aggregated event counts" },
    Name { path: "summary", alias: "", about: "what an aggregated event counts" },
    Name { path: "annotation", alias: "", about: "what CloudTrail Lake was told of the event" },
    Name { path: "vpcEndpointAccountId", alias: "", about: "the account that owns the VPC endpoint" },
];

impl Name {
    fn is(&self, name: &str) -> bool {
        self.path.eq_ignore_ascii_case(name)
            || (!self.alias.is_empty() && self.alias.eq_ignore_ascii_case(name))
    }
}

/// The name of a field of [`OWN`].
pub fn own_name(field: &Field) -> &'static str {
    OWN.iter().find(|(_, own)| own == field).map_or("", |(name, _)| name.path)
}

fn member(head: &str) -> Option<&'static Name> {
    let head = head.trim_end_matches("[]");
    MEMBERS.iter().find(|member| member.is(head))
}

/// Whether a path begins with a member of a record that is known here.
pub fn is_known(path: &JsonPath) -> bool {
    member(path.as_str().split('.').next().unwrap_or_default()).is_some()
}

/// What a name stands for, whatever the case of a short name or of a path's first key.
pub fn find(name: &str) -> Option<Field> {
    if let Some((_, field)) = OWN.iter().find(|(own, _)| own.is(name)) {
        return Some(field.clone());
    }
    if let Some(column) = columns::find(name) {
        return Some(Field::Column(column));
    }
    let (head, rest) = name.split_once('.').map_or((name, ""), |(head, _)| (head, &name[head.len()..]));
    let path = match member(head) {
        Some(member) => JsonPath::new(&format!("{}{rest}", member.path))?,
        // CloudTrail gets new members, and not all that calls itself a record is one.
        None if !rest.is_empty() => JsonPath::new(name)?,
        None => return None,
    };
    Some(columns::find(path.as_str()).map_or(Field::Path(path), Field::Column))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::columns::{COLUMNS, IDENTITY_TYPE};

    #[test]
    fn names() {
        let path = |text: &str| Some(Field::Path(JsonPath::new(text).unwrap()));
        assert_eq!(find("TIME"), Some(Field::Time));
        assert_eq!(find("eventId"), Some(Field::EventId));
        assert_eq!(find("userIdentity.type"), Some(Field::Column(IDENTITY_TYPE)));
        assert_eq!(find("useridentity.sessionContext"), path("userIdentity.sessionContext"));
        assert_eq!(find("request.steps[].name"), path("requestParameters.steps.name"));
        assert_eq!(find("Resources[].ARN"), path("resources.ARN"));
        assert_eq!(find("identity.type"), Some(Field::Column(IDENTITY_TYPE)));
        assert_eq!(find("nonsense"), None);
        assert_eq!(find("nonsense.x"), path("nonsense.x"));
        assert_eq!(find("nonsense."), None);
        assert_eq!(find("timewindow.windowStart"), path("timeWindow.windowStart"));
        let known = |text: &str| is_known(&JsonPath::new(text).unwrap());
        assert!(known("summary.x") && known("annotation") && !known("nonsense.x"));
        assert_eq!(find("requestParameters."), None);
    }

    #[test]
    fn every_short_name_that_people_are_promised() {
        const PROMISED: &str = "event source user person role session ip agent region account error cluster step \
                                application id time kind temporary mfa readonly category channel";
        for name in PROMISED.split_whitespace() {
            assert!(find(name).is_some(), "{name}");
        }
    }

    #[test]
    fn no_name_stands_for_two() {
        for name in MEMBERS.iter().flat_map(|m| [m.path, m.alias]).filter(|name| !name.is_empty()) {
            assert_eq!(columns::find(name), None, "{name}");
            assert_eq!(MEMBERS.iter().filter(|m| m.is(name)).count(), 1, "{name}");
        }
        assert!(COLUMNS.iter().all(|c| !TIME.is(c.path) && !EVENT_ID.is(c.path)));
    }
}
