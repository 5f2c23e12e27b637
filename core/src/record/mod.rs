//! The CloudTrail record: a borrowed, typed view of one JSON object.
//!
//! Fields and their meaning: AWS CloudTrail User Guide, “CloudTrail record contents” (record version 1.11) and
//! “CloudTrail userIdentity element”. Only `eventTime`, `eventSource`, `eventName`, `awsRegion` and
//! `userIdentity` can be expected in old records, and even they are missing in some; so every field may be
//! missing here.

pub mod fidelity;
pub mod identity;
mod marks;
pub mod repair;
pub mod same;
pub mod scan;
pub mod seen;
mod text;
pub mod time;

use text::lenient_object;
pub use text::{Raw, Text, Unread};

pub use identity::UserIdentity;

lenient_object! {
    /// One CloudTrail record. Fields that are not listed stay in the raw record.
    pub struct Record<'a> {
        /// Version of the record format, such as `1.11`.
        event_version: Text<'a> = "eventVersion",
        /// Who asked, as written; [`Record::identity`] reads it.
        user_identity: Unread<'a> = "userIdentity",
        /// When the request was completed, UTC.
        event_time: Text<'a> = "eventTime",
        /// The service that was asked, such as `elasticmapreduce.amazonaws.com`.
        event_source: Text<'a> = "eventSource",
        /// The operation that was asked for.
        event_name: Text<'a> = "eventName",
        /// The Region the request was made to.
        aws_region: Text<'a> = "awsRegion",
        /// Where the request came from: an IP address, a service's DNS name, or `AWS Internal`.
        source_ip_address: Text<'a> = "sourceIPAddress",
        /// The agent through which the request was made.
        user_agent: Text<'a> = "userAgent",
        /// The error, if the request was refused or failed.
        error_code: Text<'a> = "errorCode",
        /// The error's description.
        error_message: Text<'a> = "errorMessage",
        /// The parameters of the request.
        request_parameters: Raw<'a> = "requestParameters",
        /// What was answered, for operations that change something.
        response_elements: Raw<'a> = "responseElements",
        /// The resources that the event touched, as CloudTrail lists them for some services.
        resources: Raw<'a> = "resources",
        /// Data that is part of neither.
        additional_event_data: Raw<'a> = "additionalEventData",
        /// What a service event carries in place of parameters.
        service_event_details: Raw<'a> = "serviceEventDetails",
        /// The content of an Insights event.
        insight_details: Raw<'a> = "insightDetails",
        /// The request's id, given by the service.
        request_id: Text<'a> = "requestID",
        /// The event's id, given by CloudTrail; spelt `eventId` in aggregated events.
        event_id: Text<'a> = "eventID" | "eventId",
        /// The kind of event: `AwsApiCall`, `AwsServiceEvent`, `AwsConsoleAction`, `AwsConsoleSignIn` …
        event_type: Text<'a> = "eventType",
        /// `Management`, `Data`, `NetworkActivity` or `Insight`.
        event_category: Text<'a> = "eventCategory",
        /// Whether the operation only reads.
        read_only: Text<'a> = "readOnly",
        /// The account that received the event; called `accountId` in aggregated events.
        recipient_account_id: Text<'a> = "recipientAccountId" | "accountId",
        /// Ties copies of one event in different accounts.
        shared_event_id: Text<'a> = "sharedEventID",
        /// The VPC endpoint the request went through.
        vpc_endpoint_id: Text<'a> = "vpcEndpointId",
        /// `true` where the session was opened in the console.
        session_credential_from_console: Text<'a> = "sessionCredentialFromConsole",
        /// What the record is, where it was made here and is not CloudTrail's own text: see [`fidelity`].
        fidelity: Text<'a> = "trailglassFidelity",
    }
}

impl<'a> Record<'a> {
    /// Who asked. Fails where the element is damaged, or has escapes in it that are no text.
    pub fn identity(&self) -> Result<UserIdentity<'a>, serde_json::Error> {
        let text = self.user_identity.text();
        if text.is_empty() {
            return Ok(UserIdentity::default());
        }
        scan::read(text)
    }

    /// Whether the object has what makes a CloudTrail event: a source and a name, or insight details, or the type
    /// of an aggregated event.
    pub fn is_event(&self) -> bool {
        (!self.event_source.is_empty()
            && !self.event_name.is_empty()
            && !is_notification(self.event_source.as_str()))
            || self.insight_details.get().is_some()
            || self.event_type.as_str() == AGGREGATED
    }

    /// Seconds since 1970 at which the event was; for an aggregated event at which its window starts;
    /// [`time::NO_TIME`] where the record, whose text is `raw`, has none that can be read.
    pub fn seconds(&self, raw: &[u8]) -> i64 {
        let written = time::parse(self.event_time.as_str());
        written.or_else(|| self.window_start(raw)).unwrap_or(time::NO_TIME)
    }

    /// Looked for in the text, because so few records have it that it is no field.
    fn window_start(&self, raw: &[u8]) -> Option<i64> {
        if self.event_type.as_str() != AGGREGATED {
            return None;
        }
        let mut start = None;
        crate::json::at_path(std::str::from_utf8(raw).ok()?, "timeWindow.windowStart", &mut |text| {
            start = time::parse(&crate::json::unquote(text));
        });
        start
    }
}

/// Whether a source is that of a notification: `aws:s3`, `aws:dynamodb` and the like name the events that services
/// hand to functions and queues, which look like CloudTrail's and are none.
pub fn is_notification(source: &str) -> bool {
    source.starts_with("aws:")
}

/// `eventType` of an aggregated event.
pub const AGGREGATED: &str = "AwsAggregatedEvent";

/// Sources under which EMR reports changes of state by EventBridge. These are no events of CloudTrail.
pub const STATE_CHANGE_SOURCES: [&str; 3] = ["aws.emr", "aws.emr-serverless", "aws.emr-containers"];

/// Keys by which the first level of a CloudTrail record is known, as they stand in files.
pub const RECORD_KEYS: &[&str] = &[
    "eventVersion",
    "userIdentity",
    "eventTime",
    "eventSource",
    "eventName",
    "eventID",
    "awsRegion",
    "eventType",
    "eventCategory",
    "sourceIPAddress",
    "insightDetails",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Record<'_> {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn odd_values_are_taken_for_what_they_mean() {
        let r = read(
            r#"{"EventName":"RunJobFlow","eventSource":5,"readOnly":false,"errorCode":null,"errorMessage":{},
                "requestParameters":{},"responseElements":"text","userIdentity":null,"awsRegion":["x"],
                "unknown":{"deep":[1,2,{}]},"recipientAccountId":123456789012}"#,
        );
        assert_eq!(r.event_name.as_str(), "RunJobFlow");
        assert_eq!(r.event_source.as_str(), "5");
        assert_eq!(r.read_only.as_str(), "false");
        assert!(r.error_code.is_empty() && r.error_message.is_empty() && r.aws_region.is_empty());
        assert_eq!(r.request_parameters.get(), None);
        assert_eq!(r.response_elements.get(), Some("\"text\""));
        assert_eq!(r.identity().unwrap(), UserIdentity::default());
        assert_eq!(r.recipient_account_id.as_str(), "123456789012");
        assert!(r.is_event());
    }

    #[test]
    fn an_identity_of_any_shape_is_no_error() {
        for text in ["5", "\"x\"", "[1,{}]", "true", "{}", "{\"sessionContext\":\"x\",\"onBehalfOf\":[]}"] {
            let record = format!("{{\"userIdentity\":{text},\"eventName\":\"a\",\"eventSource\":\"b\"}}");
            assert!(read(&record).is_event() && read(&record).identity().is_ok(), "{text}");
        }
        let r = read(r#"{"userIdentity":{"ARN":"arn:x","Type":"Root"}}"#);
        assert_eq!(r.identity().unwrap().arn.as_str(), "arn:x");
        assert_eq!(r.identity().unwrap().kind.as_str(), "Root");
        assert!(read(r#"{"userIdentity":{"arn":"\ud800"}}"#).identity().is_err());
    }
}
