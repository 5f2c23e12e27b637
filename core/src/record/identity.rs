//! Who asked: the `userIdentity` element, and what it says about person and credentials.
//!
//! Source: AWS CloudTrail User Guide, “CloudTrail userIdentity element”.

use super::text::{Text, lenient_object};

lenient_object! {
    /// The `userIdentity` element.
    pub struct UserIdentity<'a> {
        /// `Root`, `IAMUser`, `AssumedRole`, `Role`, `FederatedUser`, `Directory`, `AWSAccount`, `AWSService`,
        /// `IdentityCenterUser`, `SAMLUser`, `WebIdentityUser` or `Unknown`.
        kind: Text<'a> = "type",
        /// Unique id of the principal; for a role `ROLEID:session-name`.
        principal_id: Text<'a> = "principalId",
        /// ARN of the principal.
        arn: Text<'a> = "arn",
        /// Account of the principal.
        account_id: Text<'a> = "accountId",
        /// The access key that signed the request.
        access_key_id: Text<'a> = "accessKeyId",
        /// Name of the identity.
        user_name: Text<'a> = "userName",
        /// The AWS service that made the request.
        invoked_by: Text<'a> = "invokedBy",
        /// The provider of a SAML or web identity.
        identity_provider: Text<'a> = "identityProvider",
        /// Id of a bearer token.
        credential_id: Text<'a> = "credentialId",
        /// Where the credentials come from.
        session_context: SessionContext<'a> = "sessionContext",
        /// The IAM Identity Center user on whose behalf the request was made.
        on_behalf_of: OnBehalfOf<'a> = "onBehalfOf",
        /// What a service's credentials were issued for.
        in_scope_of: InScopeOf<'a> = "inScopeOf",
    }
}

lenient_object! {
    /// `userIdentity.sessionContext`: temporary credentials.
    pub struct SessionContext<'a> {
        /// The role or user that issued the session.
        session_issuer: SessionIssuer<'a> = "sessionIssuer",
        /// MFA and creation time.
        attributes: SessionAttributes<'a> = "attributes",
        /// Set by the original caller and kept through role chains.
        source_identity: Text<'a> = "sourceIdentity",
        /// Provider data of a web identity.
        web_id_federation_data: WebIdFederationData<'a> = "webIdFederationData",
    }
}

lenient_object! {
    /// The entity that provided the temporary credentials.
    pub struct SessionIssuer<'a> {
        /// `Root`, `IAMUser` or `Role`.
        kind: Text<'a> = "type",
        /// Its ARN.
        arn: Text<'a> = "arn",
        /// Its account.
        account_id: Text<'a> = "accountId",
        /// Its name: for a role, the role name.
        user_name: Text<'a> = "userName",
    }
}

lenient_object! {
    /// Attributes of a session; both are strings in the record.
    pub struct SessionAttributes<'a> {
        /// When the credentials were issued.
        creation_date: Text<'a> = "creationDate",
        /// `true` where the issuer used MFA.
        mfa_authenticated: Text<'a> = "mfaAuthenticated",
    }
}

lenient_object! {
    /// Web identity federation.
    pub struct WebIdFederationData<'a> {
        /// The provider, such as an OIDC provider's ARN.
        federated_provider: Text<'a> = "federatedProvider",
    }
}

lenient_object! {
    /// The Identity Center user behind a request.
    pub struct OnBehalfOf<'a> {
        /// Id of the user.
        user_id: Text<'a> = "userId",
        /// The identity store that knows the user.
        identity_store_arn: Text<'a> = "identityStoreArn",
    }
}

lenient_object! {
    /// What a service's credentials were issued for, such as a function or a cluster.
    pub struct InScopeOf<'a> {
        /// The ARN of what the credentials serve.
        source_arn: Text<'a> = "sourceArn",
        /// Its account.
        source_account: Text<'a> = "sourceAccount",
    }
}

/// What kind of credentials a request was made with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Credentials {
    /// Short name, used as the value of the column `kind`.
    pub name: &'static str,
    /// The sentence shown on the identity card.
    pub about: &'static str,
}

macro_rules! credentials {
    ($($type:literal => $name:literal, $about:literal;)*) => {
        const BY_TYPE: &[(&str, Credentials)] = &[$(($type, Credentials { name: $name, about: $about }),)*];
    };
}

credentials! {
    "Root" => "root", "The root user of the account: no policy limits it.";
    "IAMUser" => "IAM user", "An IAM user, with the user's own credentials.";
    "AssumedRole" => "role", "Temporary credentials of a role.";
    "Role" => "role", "A role that has similar permissions.";
    "FederatedUser" => "federated user", "Temporary credentials of a federated user (GetFederationToken).";
    "Directory" => "directory", "A user of a directory service.";
    "AWSAccount" => "other account", "Another AWS account.";
    "AWSService" => "service", "An AWS service, with an account that belongs to the service.";
    "IdentityCenterUser" => "Identity Center", "An IAM Identity Center user.";
    "SAMLUser" => "SAML", "A user asserted by a SAML provider.";
    "WebIdentityUser" => "web identity", "A user asserted by a web identity provider.";
}

const UNKNOWN: Credentials =
    Credentials { name: "unknown", about: "The record does not say what kind of identity this is." };

impl UserIdentity<'_> {
    /// The kind of credentials, by the identity's type; where the type is missing, a service that is named in
    /// `invokedBy` counts as a service.
    pub fn credentials(&self) -> Credentials {
        let kind = self.kind.as_str();
        match BY_TYPE.iter().find(|(name, _)| *name == kind) {
            Some((_, credentials)) => *credentials,
            None if kind.is_empty() && !self.invoked_by.is_empty() => BY_TYPE[7].1,
            None => UNKNOWN,
        }
    }

    /// Name of the session of a role or federated user: what follows the colon in `principalId`, or the last
    /// part of the ARN.
    pub fn session_name(&self) -> &str {
        if !matches!(self.kind.as_str(), "AssumedRole" | "FederatedUser") {
            return "";
        }
        match self.principal_id.as_str().split_once(':') {
            Some((_, session)) => session,
            None => self.arn.as_str().rsplit_once('/').map_or("", |(_, session)| session),
        }
    }

    /// Name of the role whose credentials were used.
    pub fn role_name(&self) -> &str {
        let issuer = &self.session_context.session_issuer;
        if issuer.kind.as_str() == "Role" && !issuer.user_name.is_empty() {
            return issuer.user_name.as_str();
        }
        match self.kind.as_str() {
            // arn:aws:sts::123456789012:assumed-role/RoleName/session
            "AssumedRole" => self.arn.as_str().split('/').nth(1).unwrap_or(""),
            "Role" => self.arn.as_str().rsplit_once('/').map_or("", |(_, name)| name),
            _ => "",
        }
    }

    /// The person or machine that acted, as far as one record can tell: the Identity Center user, the source
    /// identity, the session's name, the user's name, the service.
    pub fn person(&self) -> &str {
        let first = [
            self.on_behalf_of.user_id.as_str(),
            self.session_context.source_identity.as_str(),
            self.session_name(),
        ]
        .into_iter()
        .find(|name| !name.is_empty());
        if let Some(name) = first {
            return name;
        }
        match self.kind.as_str() {
            "Root" => "root",
            "AWSService" if !self.invoked_by.is_empty() => self.invoked_by.as_str(),
            _ => [
                self.user_name.as_str(),
                self.arn.as_str().rsplit_once('/').map_or("", |(_, name)| name),
                self.invoked_by.as_str(),
                self.arn.as_str(),
                self.principal_id.as_str(),
                self.account_id.as_str(),
            ]
            .into_iter()
            .find(|name| !name.is_empty())
            .unwrap_or(""),
        }
    }

    /// Who vouched for the identity: a SAML or OIDC provider.
    pub fn provider(&self) -> &str {
        match self.identity_provider.as_str() {
            "" => self.session_context.web_id_federation_data.federated_provider.as_str(),
            provider => provider,
        }
    }

    /// Whether the credentials were temporary; `None` where the record does not tell. A session context or a
    /// key that starts with `ASIA` means temporary; a key that starts with `AKIA` is long-term, but only for
    /// root and IAM users: published samples show it for roles, where it is an editor's slip.
    pub fn temporary(&self) -> Option<bool> {
        let key = self.access_key_id.as_str();
        match self.kind.as_str() {
            "AssumedRole" | "FederatedUser" | "SAMLUser" | "WebIdentityUser" => Some(true),
            "Root" | "IAMUser" if key.starts_with("AKIA") => Some(false),
            _ if key.starts_with("ASIA") => Some(true),
            "Root" | "IAMUser" if !self.session_context.attributes.creation_date.is_empty() => Some(true),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> UserIdentity<'_> {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn a_role_session_is_the_person() {
        let id = read(
            r#"{"type":"AssumedRole","principalId":"AROAEXAMPLE:alice","arn":"arn:aws:sts::111122223333:assumed-role/DataEng/alice",
                "accessKeyId":"ASIAEXAMPLE","sessionContext":{"sessionIssuer":{"type":"Role","userName":"DataEng"},
                "attributes":{"mfaAuthenticated":"true"}}}"#,
        );
        assert_eq!((id.person(), id.role_name(), id.session_name()), ("alice", "DataEng", "alice"));
        assert_eq!((id.credentials().name, id.temporary()), ("role", Some(true)));
    }

    #[test]
    fn each_kind_has_a_name() {
        assert_eq!(read(r#"{"type":"Root","userName":"alias"}"#).person(), "root");
        assert_eq!(
            read(r#"{"type":"IAMUser","userName":"bob","accessKeyId":"AKIAX"}"#).temporary(),
            Some(false)
        );
        assert_eq!(
            read(r#"{"type":"AWSService","invokedBy":"ec2.amazonaws.com"}"#).person(),
            "ec2.amazonaws.com"
        );
        assert_eq!(read(r#"{"accountId":"1","invokedBy":"x.amazonaws.com"}"#).credentials().name, "service");
        assert_eq!(read("{}").credentials().name, "unknown");
        assert_eq!(read("{}").person(), "");
        assert_eq!(
            read(r#"{"type":"IdentityCenterUser","arn":"","onBehalfOf":{"userId":"u-1"}}"#).person(),
            "u-1"
        );
        assert_eq!(BY_TYPE[7].0, "AWSService");
    }
}
