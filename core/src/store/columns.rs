//! The table of columns: one row for each, from which store, query, table and documentation are made.

use crate::emr::channel::channel;
use crate::emr::facts::{self, Scope};
use crate::emr::operations;
use crate::emr::resources::Touched;
use crate::record::{Record, UserIdentity};

/// What the columns of a record need to know of who asked.
#[derive(Clone, Copy, Debug)]
pub struct Caller<'r> {
    /// Whether EMR itself asked, by its own name or by a role of its own.
    pub is_emr: bool,
    /// The caller's account.
    pub account: &'r str,
}

impl<'r> Caller<'r> {
    /// Of an identity.
    pub fn new(identity: &'r UserIdentity) -> Self {
        Caller { is_emr: facts::is_emr(identity), account: identity.account_id.as_str() }
    }
}

/// A record with what is derived from it, each computed once.
pub struct Facts<'r, 'a> {
    /// The record as read.
    pub record: &'r Record<'a>,
    /// Who asked, in short.
    pub caller: Caller<'r>,
    /// How it relates to EMR.
    pub scope: Scope,
    /// Category of the operation.
    pub category: &'static str,
    /// The place of its operation in the table, where EMR is concerned and the table knows it.
    pub operation: Option<usize>,
    /// The resources that an event of EMR's own touches.
    pub touched: Vec<Touched>,
    /// Ids of the resources it touches, joined by blanks.
    pub resource: String,
    /// The release of EMR that its request names.
    pub release: String,
}

impl<'r, 'a> Facts<'r, 'a> {
    /// Derives what a record says.
    pub fn new(record: &'r Record<'a>, caller: Caller<'r>) -> Self {
        let scope = facts::scope(record, caller.is_emr);
        if scope == Scope::Other {
            let resource = facts::joining(record);
            return Facts {
                record,
                caller,
                scope,
                category: "",
                operation: None,
                touched: Vec::new(),
                resource,
                release: String::new(),
            };
        }
        let operation = operations::place(record.event_source.as_str(), record.event_name.as_str());
        let row = operation.and_then(|at| operations::operations().get(at));
        let touched = facts::touched(record, row);
        let resource = facts::resource(record, row, &touched);
        let release = if scope == Scope::Emr { facts::release(record) } else { String::new() };
        let category = facts::category(record, row);
        Facts { record, caller, scope, category, operation, touched, resource, release }
    }
}

/// Where a column's value comes from; empty for missing.
#[derive(Clone, Copy)]
pub enum Of {
    /// The `userIdentity` element alone. A few identities make most calls, so these columns are worked out once
    /// for each identity and not for each record.
    Identity(for<'f> fn(&'f UserIdentity<'_>) -> &'f str),
    /// Three other columns, none of which is of this kind. Worked out for each combination of values that a batch has,
    /// and not for each record.
    Columns([ColumnId; 3], fn([&str; 3]) -> &'static str),
    /// The record: see [`record_values`].
    Record,
}

/// One row of the table of columns.
pub struct Column {
    /// CloudTrail's own path, or a short name of ours for what is derived.
    pub path: &'static str,
    /// The heading.
    pub label: &'static str,
    /// Shorter names in queries.
    pub aliases: &'static [&'static str],
    /// What it holds, for Help and tooltips.
    pub about: &'static str,
    /// Width in the table at first, CSS pixels.
    pub width: u16,
    /// Its value.
    pub of: Of,
}

/// Number of a column: its index in [`COLUMNS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct ColumnId(pub u8);

impl ColumnId {
    /// The row of the table.
    pub fn column(self) -> &'static Column {
        // An id that is no column cannot be made by this crate, but one can come in by a message.
        &COLUMNS[(self.0 as usize).min(COLUMNS.len() - 1)]
    }
}

macro_rules! columns {
    ($($id:ident: $path:literal $label:literal [$($alias:literal),*] $about:literal $width:literal, $of:ident |$f:ident| $value:expr;)*) => {
        /// All columns of strings, in the order in which the column chooser lists them.
        pub static COLUMNS: &[Column] = &[$(Column {
            path: $path, label: $label, aliases: &[$($alias),*], about: $about, width: $width,
            of: columns!(@of $of $f $value),
        },)*];

        /// Calls `each` with the columns that depend on the record itself and their values, where there is one. One
        /// function in place of a call for each column: this runs for every record, and most columns are empty in it.
        #[inline]
        pub fn record_values<'f>(facts: &'f Facts<'_, '_>, mut each: impl FnMut(ColumnId, &'f str)) {
            $(columns!(@value $of facts each $id $f $value);)*
        }
        columns!(@ids 0u8; $($id $path,)*);
    };
    (@value identity $facts:ident $each:ident $id:ident $i:ident $value:expr) => {};
    (@value columns $facts:ident $each:ident $id:ident $f:ident $value:expr) => {};
    (@value record $facts:ident $each:ident $id:ident $f:ident $value:expr) => {{
        let $f = $facts;
        let value: &str = $value;
        if !value.is_empty() {
            $each($id, value);
        }
    }};
    (@of identity $i:ident $value:expr) => {
        Of::Identity({ fn value<'f>($i: &'f UserIdentity<'_>) -> &'f str { $value } value })
    };
    (@of columns $of:ident $value:expr) => {{
        const OF: ([ColumnId; 3], fn([&str; 3]) -> &'static str) = $value;
        Of::Columns(OF.0, OF.1)
    }};
    (@of record $f:ident $value:expr) => { Of::Record };
    (@ids $n:expr; $id:ident $path:literal, $($rest:tt)*) => {
        #[doc = concat!("The column `", $path, "`.")]
        pub const $id: ColumnId = ColumnId($n);
        columns!(@ids $n + 1; $($rest)*);
    };
    (@ids $n:expr;) => {};
}

columns! {
    EVENT: "eventName" "Event" ["event"] "the operation that was asked for" 170, record |f| f.record.event_name.as_str();
    SOURCE: "eventSource" "Event source" ["source"] "the service that was asked" 210, record |f| f.record.event_source.as_str();
    CATEGORY: "category" "Category" [] "what the operation does (Trailglass's grouping)" 150, record |f| f.category;
    RESOURCE: "resource" "Resource" [] "ids of the EMR resources the event names" 176, record |f| &f.resource;
    RELEASE: "release" "Release" [] "the release of EMR that the request names: emr-7.1.0" 110, record |f| &f.release;
    PERSON: "person" "Person" ["user"] "the human or machine that acted: Identity Center user, source identity, session name or user name" 140, identity |i| i.person();
    ROLE: "role" "Role" [] "the role whose credentials were used" 170, identity |i| i.role_name();
    SESSION: "session" "Session" [] "name of the role session" 170, identity |i| i.session_name();
    KIND: "kind" "Credentials" ["credentials"] "kind of credentials: root, IAM user, role, federated user, service, Identity Center …" 140, identity |i| i.credentials().name;
    TEMPORARY: "temporary" "Temporary" [] "whether the credentials were temporary: yes or no" 140, identity |i| temporary(i);
    MFA: "userIdentity.sessionContext.attributes.mfaAuthenticated" "MFA" ["mfa"] "whether the session was opened with MFA" 140, identity |i| i.session_context.attributes.mfa_authenticated.as_str();
    ADDRESS: "sourceIPAddress" "Source address" ["ip", "address"] "IP address, or DNS name of a service, the request came from" 136, record |f| f.record.source_ip_address.as_str();
    REGION: "awsRegion" "Region" ["region"] "the Region the request was made to" 122, record |f| f.record.aws_region.as_str();
    ACCOUNT: "recipientAccountId" "Account" ["account"] "the account that received the event; in old records the caller's" 128, record |f| account(f);
    ERROR: "errorCode" "Error" ["error"] "the error, where the request was refused or failed" 130, record |f| f.record.error_code.as_str();
    ERROR_MESSAGE: "errorMessage" "Error message" [] "the error's description" 320, record |f| f.record.error_message.as_str();
    AGENT: "userAgent" "User agent" ["agent"] "the program that made the request" 260, record |f| f.record.user_agent.as_str();
    CHANNEL: "channel" "Channel" [] "the way the request was made, told from user agent, console session and calling service: console, CLI, CloudShell, SDK, IaC (infrastructure as code), service, other" 120, columns |of| ([AGENT, CONSOLE, INVOKED_BY], |[agent, console, by]| channel(agent, console, by));
    READ_ONLY: "readOnly" "Read only" [] "whether the operation only reads" 140, record |f| f.record.read_only.as_str();
    EVENT_TYPE: "eventType" "Event type" ["type"] "AwsApiCall, AwsServiceEvent, AwsConsoleAction, AwsConsoleSignIn …" 140, record |f| f.record.event_type.as_str();
    EVENT_CATEGORY: "eventCategory" "Event category" [] "Management, Data, NetworkActivity or Insight" 140, record |f| f.record.event_category.as_str();
    EVENT_VERSION: "eventVersion" "Record version" [] "version of the record format" 140, record |f| f.record.event_version.as_str();
    IDENTITY_TYPE: "userIdentity.type" "Identity type" [] "CloudTrail's own word for the kind of identity" 140, identity |i| i.kind.as_str();
    ARN: "userIdentity.arn" "Identity ARN" ["arn"] "ARN of the principal" 320, identity |i| i.arn.as_str();
    PRINCIPAL: "userIdentity.principalId" "Principal id" ["principal"] "unique id of the principal" 140, identity |i| i.principal_id.as_str();
    CALLER_ACCOUNT: "userIdentity.accountId" "Caller's account" [] "account of the principal" 140, identity |i| i.account_id.as_str();
    ACCESS_KEY: "userIdentity.accessKeyId" "Access key" ["key"] "the access key that signed the request" 140, identity |i| i.access_key_id.as_str();
    USER_NAME: "userIdentity.userName" "User name" [] "name of the identity" 140, identity |i| i.user_name.as_str();
    INVOKED_BY: "userIdentity.invokedBy" "Invoked by" ["invokedby"] "the AWS service that made the request" 140, identity |i| i.invoked_by.as_str();
    SOURCE_IDENTITY: "userIdentity.sessionContext.sourceIdentity" "Source identity" [] "identity set by the original caller, kept through role chains" 140, identity |i| i.session_context.source_identity.as_str();
    ON_BEHALF_OF: "userIdentity.onBehalfOf.userId" "On behalf of" ["onbehalfof"] "IAM Identity Center user behind the request" 140, identity |i| i.on_behalf_of.user_id.as_str();
    ISSUER: "userIdentity.sessionContext.sessionIssuer.arn" "Session issuer" [] "ARN of the role or user that issued the session" 320, identity |i| i.session_context.session_issuer.arn.as_str();
    PROVIDER: "userIdentity.identityProvider" "Identity provider" [] "who vouched for the identity: the SAML provider, or that of a web identity" 200, identity |i| i.provider();
    IN_SCOPE_OF: "userIdentity.inScopeOf.sourceArn" "In scope of" [] "what a service's credentials were issued for" 200, identity |i| i.in_scope_of.source_arn.as_str();
    SHARED: "sharedEventID" "Shared event id" [] "ties the records of one event in different accounts; their event ids differ" 160, record |f| f.record.shared_event_id.as_str();
    CONSOLE: "sessionCredentialFromConsole" "Console session" [] "true where the session was opened in the console" 140, record |f| f.record.session_credential_from_console.as_str();
    FIDELITY: "fidelity" "Fidelity" [] "what the record is where it is not CloudTrail's own text: lossy (put together from another form), summary only, or not CloudTrail (a state change that EMR reports by EventBridge)" 120, record |f| f.record.fidelity.as_str();
    VPC_ENDPOINT: "vpcEndpointId" "VPC endpoint" [] "the VPC endpoint the request went through" 140, record |f| f.record.vpc_endpoint_id.as_str();
}

/// Columns whose value is a list of ids joined by blanks.
pub const LISTS: [ColumnId; 1] = [RESOURCE];

fn account<'f>(facts: &'f Facts) -> &'f str {
    match facts.record.recipient_account_id.as_str() {
        "" => facts.caller.account,
        account => account,
    }
}

/// `yes` or `no`; empty where the record does not tell.
fn temporary(identity: &UserIdentity) -> &'static str {
    match identity.temporary() {
        Some(true) => "yes",
        Some(false) => "no",
        None => "",
    }
}

/// The column of a name in a query: its path or an alias, whatever the case.
pub fn find(name: &str) -> Option<ColumnId> {
    let found = COLUMNS.iter().position(|column| {
        column.path.eq_ignore_ascii_case(name)
            || column.aliases.iter().any(|alias| alias.eq_ignore_ascii_case(name))
    });
    found.map(|i| ColumnId(i as u8))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_found() {
        let mut seen = std::collections::BTreeSet::new();
        for (i, column) in COLUMNS.iter().enumerate() {
            for name in std::iter::once(&column.path).chain(column.aliases) {
                assert!(seen.insert(name.to_ascii_lowercase()), "{name} is named twice");
                assert_eq!(find(&name.to_ascii_uppercase()), Some(ColumnId(i as u8)));
            }
            assert!(!column.label.is_empty() && !column.about.is_empty());
        }
        assert_eq!(EVENT.column().path, "eventName");
        assert_eq!(VPC_ENDPOINT.0 as usize, COLUMNS.len() - 1);
        assert_eq!(find("nonsense"), None);
    }
}
