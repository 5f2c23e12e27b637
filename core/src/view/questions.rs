//! The questions that people come with, each one click from its answer.

use crate::emr::facts::Scope;
use crate::store::ColumnId;
use crate::store::columns::{ERROR, EVENT, KIND, PERSON};

/// One row of the table.
pub struct QuestionRow {
    /// Stable name, used in links and tests.
    pub name: &'static str,
    /// The question.
    pub question: &'static str,
    /// What the answer shows, and what it cannot.
    pub about: &'static str,
    /// Where it is looked for.
    pub scope: Scope,
    /// The events that answer it.
    pub query: &'static str,
    /// What the timeline stacks them by.
    pub by: ColumnId,
    /// Names of the columns that say what is asked, beside those that are shown.
    pub columns: &'static [&'static str],
}

/// All questions, in the order of the page.
pub static QUESTIONS: &[QuestionRow] = &[
    QuestionRow {
        name: "launched",
        question: "Who launched clusters, and how big?",
        about: "Requests to open clusters, applications and virtual clusters. The size that was asked for is in each event.",
        scope: Scope::Emr,
        query: "category:launch AND NOT errorCode:*",
        by: PERSON,
        columns: &[
            "release",
            "requestParameters.instances.instanceCount",
            "requestParameters.instances.instanceGroups.instanceCount",
            "requestParameters.instances.instanceGroups.instanceType",
            "requestParameters.instances.instanceFleets.targetOnDemandCapacity",
            "requestParameters.instances.instanceFleets.targetSpotCapacity",
            "requestParameters.maximumCapacity",
        ],
    },
    QuestionRow {
        name: "terminated",
        question: "Who terminated them?",
        about: "Requests to end something, refused ones included. What ends by itself leaves no event.",
        scope: Scope::Emr,
        query: "category:terminate",
        by: PERSON,
        columns: &[],
    },
    QuestionRow {
        name: "changed",
        question: "What changed on a cluster?",
        about: "Settings, size, protection and tags. Choose a resource to see one cluster alone.",
        scope: Scope::Emr,
        query: "category:(\"instances & scaling\" OR \"security & access\" OR configuration OR tags) AND NOT readOnly:true AND NOT errorCode:*",
        by: EVENT,
        columns: &[],
    },
    QuestionRow {
        name: "refused",
        question: "What was refused, and to whom?",
        about: "Calls with an error code: denied, or failed for another reason.",
        scope: Scope::Related,
        query: "errorCode:*",
        by: ERROR,
        columns: &["errorMessage"],
    },
    QuestionRow {
        name: "long-term",
        question: "What did root or long-term keys do?",
        about: "Calls of the root user, and calls signed with a key that does not expire.",
        scope: Scope::Emr,
        query: "kind:root OR temporary:no",
        by: KIND,
        columns: &[],
    },
    QuestionRow {
        name: "code",
        question: "What code ran, and from which bucket?",
        about: "Steps, jobs and clusters that bring code along. The event names jar, script and arguments where CloudTrail recorded them; whether it ran to its end is not recorded.",
        scope: Scope::Emr,
        query: "event:(RunJobFlow OR AddJobFlowSteps OR StartJobRun OR StartNotebookExecution) AND NOT errorCode:*",
        by: PERSON,
        columns: &[
            "requestParameters.steps.hadoopJarStep.jar",
            "requestParameters.steps.hadoopJarStep.args",
            "requestParameters.bootstrapActions.scriptBootstrapAction.path",
            "requestParameters.jobDriver",
            "requestParameters.relativePath",
        ],
    },
    QuestionRow {
        name: "roles",
        question: "Which roles were handed to jobs?",
        about: "Requests that name an execution, instance or service role.",
        scope: Scope::Emr,
        query: "requestParameters.executionRoleArn:* OR requestParameters.jobFlowRole:* OR requestParameters.serviceRole:*",
        by: PERSON,
        columns: &[
            "requestParameters.executionRoleArn",
            "requestParameters.jobFlowRole",
            "requestParameters.serviceRole",
        ],
    },
    QuestionRow {
        name: "credentials",
        question: "Who opened user interfaces or took credentials?",
        about: "Links into Spark, YARN and Studio, session endpoints, and credentials for clusters: named Get…, but they let somebody in.",
        scope: Scope::Emr,
        query: "category:\"monitoring & UI\" OR event:(GetClusterSessionCredentials OR GetManagedEndpointSessionCredentials OR GetSessionEndpoint OR GetDashboardForJobRun)",
        by: PERSON,
        columns: &[],
    },
    QuestionRow {
        name: "off-hours",
        question: "What happened outside office hours?",
        about: "Before 7, after 19, and at weekends, by the clock of the chosen time zone; calls of AWS services left out.",
        scope: Scope::Emr,
        query: "(NOT hour:[7 TO 18] OR weekday:(saturday OR sunday)) AND NOT kind:service",
        by: PERSON,
        columns: &[],
    },
    QuestionRow {
        name: "new-address",
        question: "Who came from an address never seen before?",
        about: "For each source address its first event of EMR in the files that are loaded; calls of AWS services left out. Older events, in other files, may have come from it as well.",
        scope: Scope::Emr,
        query: "first:sourceIPAddress AND NOT sourceIPAddress:(*amazonaws.com* OR \"AWS Internal\")",
        by: PERSON,
        columns: &[],
    },
    QuestionRow {
        name: "no-mfa",
        question: "What was changed without MFA?",
        about: "Changes in sessions that say they were opened without MFA. Roles that machines use never have it.",
        scope: Scope::Emr,
        query: "mfa:false AND readOnly:false",
        by: PERSON,
        columns: &[],
    },
    QuestionRow {
        name: "open-network",
        question: "Who touched block public access or security configurations?",
        about: "Changes of what guards the whole account, and of encryption and authentication settings.",
        scope: Scope::Emr,
        query: "event:(PutBlockPublicAccessConfiguration OR CreateSecurityConfiguration OR DeleteSecurityConfiguration)",
        by: EVENT,
        columns: &[],
    },
    QuestionRow {
        name: "protection",
        question: "Who changed protection or automatic termination?",
        about: "Requests that decide whether clusters can be ended, and when they end by themselves.",
        scope: Scope::Emr,
        query: "event:(SetTerminationProtection OR PutAutoTerminationPolicy OR RemoveAutoTerminationPolicy OR SetKeepJobFlowAliveWhenNoSteps OR SetUnhealthyNodeReplacement)",
        by: EVENT,
        columns: &[],
    },
    QuestionRow {
        name: "console",
        question: "What was done by hand in the console?",
        about: "Calls from sessions that were opened in the console; often what infrastructure as code should have done.",
        scope: Scope::Emr,
        query: "sessionCredentialFromConsole:true AND NOT readOnly:true",
        by: PERSON,
        columns: &[],
    },
    QuestionRow {
        name: "by-emr",
        question: "What did EMR do by itself in other services?",
        about: "Calls to other services that an EMR service made: instances, network, keys.",
        scope: Scope::Related,
        query: "(invokedBy:*elasticmapreduce* OR invokedBy:*emr-* OR ip:elasticmapreduce.amazonaws.com OR ip:*emr-*.amazonaws.com) AND NOT source:(elasticmapreduce.amazonaws.com OR emr-containers.amazonaws.com OR emr-serverless.amazonaws.com)",
        by: EVENT,
        columns: &[],
    },
    QuestionRow {
        name: "looked-around",
        question: "Who looked around?",
        about: "Reads: describing and listing. Many of them by one person in a short time are worth a look.",
        scope: Scope::Emr,
        query: "category:read",
        by: PERSON,
        columns: &[],
    },
];
