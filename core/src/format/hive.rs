//! Text of Hive's structs, lists and maps, as Athena and CloudTrail Lake write them into CSV:
//! `{type=AssumedRole, arn=arn:…, invokedby=null, sessioncontext={attributes={…}}}`.
//!
//! Nothing in it is quoted: a value may hold commas, braces and equals signs of its own. So a value ends only where what
//! follows fits: a comma with a key behind it that the struct is known to have and has not had yet, or a brace behind
//! which the same holds for what is around it. A map has keys that nobody knows; there, anything that looks like a key
//! ends a value, which is wrong where a value looks so itself.

use super::rebuilt::quoted;
use crate::json::{self, Scan};

/// What a text is.
#[derive(Debug)]
pub(super) enum Shape {
    /// A value.
    Text,
    /// Fields: key in lower case, CloudTrail's name, shape.
    Struct(&'static [Field]),
    /// A list of these.
    List(&'static Shape),
    /// Keys and values.
    Map,
}

/// A field of a struct: its key in lower case, CloudTrail's name, its shape.
pub(super) type Field = (&'static str, &'static str, Shape);

const ISSUER: Shape = Shape::Struct(&[
    ("type", "type", Shape::Text),
    ("principalid", "principalId", Shape::Text),
    ("arn", "arn", Shape::Text),
    ("accountid", "accountId", Shape::Text),
    ("username", "userName", Shape::Text),
]);

const SESSION: Shape = Shape::Struct(&[
    (
        "attributes",
        "attributes",
        Shape::Struct(&[
            ("mfaauthenticated", "mfaAuthenticated", Shape::Text),
            ("creationdate", "creationDate", Shape::Text),
        ]),
    ),
    ("sessionissuer", "sessionIssuer", ISSUER),
    ("ec2roledelivery", "ec2RoleDelivery", Shape::Text),
    ("ec2issuedinvpc", "ec2IssuedInVpc", Shape::Text),
    ("assumedroot", "assumedRoot", Shape::Text),
    ("sourceidentity", "sourceIdentity", Shape::Text),
    (
        "webidfederationdata",
        "webIdFederationData",
        Shape::Struct(&[
            ("federatedprovider", "federatedProvider", Shape::Text),
            ("attributes", "attributes", Shape::Map),
        ]),
    ),
]);

/// `userIdentity`, as the columns of Athena's table and of an event data store have it.
pub(super) static USER_IDENTITY: Shape = Shape::Struct(&[
    ("type", "type", Shape::Text),
    ("principalid", "principalId", Shape::Text),
    ("arn", "arn", Shape::Text),
    ("accountid", "accountId", Shape::Text),
    ("invokedby", "invokedBy", Shape::Text),
    ("accesskeyid", "accessKeyId", Shape::Text),
    ("username", "userName", Shape::Text),
    ("identityprovider", "identityProvider", Shape::Text),
    ("credentialid", "credentialId", Shape::Text),
    ("sessioncontext", "sessionContext", SESSION),
    (
        "onbehalfof",
        "onBehalfOf",
        Shape::Struct(&[
            ("userid", "userId", Shape::Text),
            ("identitystorearn", "identityStoreArn", Shape::Text),
        ]),
    ),
    (
        "inscopeof",
        "inScopeOf",
        Shape::Struct(&[
            ("sourcearn", "sourceArn", Shape::Text),
            ("sourceaccount", "sourceAccount", Shape::Text),
            ("issuertype", "issuerType", Shape::Text),
            ("credentialsissuedto", "credentialsIssuedTo", Shape::Text),
            ("credentialsissuedtoversion", "credentialsIssuedToVersion", Shape::Text),
        ]),
    ),
    ("invokedbydelegate", "invokedByDelegate", Shape::Struct(&[("accountid", "accountId", Shape::Text)])),
]);

/// `resources`.
pub(super) static RESOURCES: Shape = Shape::List(&Shape::Struct(&[
    ("arn", "ARN", Shape::Text),
    ("arnprefix", "ARNPrefix", Shape::Text),
    ("accountid", "accountId", Shape::Text),
    ("type", "type", Shape::Text),
]));

/// `tlsDetails`.
pub(super) static TLS_DETAILS: Shape = Shape::Struct(&[
    ("tlsversion", "tlsVersion", Shape::Text),
    ("ciphersuite", "cipherSuite", Shape::Text),
    ("clientprovidedhostheader", "clientProvidedHostHeader", Shape::Text),
    ("keyexchange", "keyExchange", Shape::Text),
]);

/// `addendum`.
pub(super) static ADDENDUM: Shape = Shape::Struct(&[
    ("reason", "reason", Shape::Text),
    ("updatedfields", "updatedFields", Shape::Text),
    ("originalrequestid", "originalRequestID", Shape::Text),
    ("originaleventid", "originalEventID", Shape::Text),
]);

/// Parameters as Lake has them: a map of texts, in which what was nested is JSON.
pub(super) static PARAMETERS: Shape = Shape::Map;

/// The text as JSON; `None` where it does not have that shape. What is `null` is left out.
pub(super) fn json(text: &str, shape: &Shape) -> Option<String> {
    let open = if matches!(shape, Shape::List(_)) { '[' } else { '{' };
    if !text.starts_with(open) {
        return None;
    }
    let (value, rest) = value(text, shape, &Around::Nothing)?;
    rest.is_empty().then(|| value.unwrap_or_else(|| "{}".to_owned()))
}

/// What a value is in.
enum Around<'a> {
    Nothing,
    /// A struct with these fields, some of which were there already, in something.
    Struct(&'a [Field], &'a [usize], &'a Around<'a>),
    List(&'a Around<'a>),
    Map(&'a Around<'a>),
}

impl Around<'_> {
    /// Whether a value may end before this.
    fn fits(&self, rest: &str) -> bool {
        let closes = |brace, around: &Around| rest.strip_prefix(brace).is_some_and(|rest| around.fits(rest));
        match self {
            Around::Nothing => rest.is_empty(),
            Around::Struct(fields, had, around) => {
                rest.strip_prefix(", ").is_some_and(|rest| key(rest, fields, had).is_some())
                    || closes('}', around)
            }
            Around::List(around) => rest.starts_with(", {") || closes(']', around),
            Around::Map(around) => {
                rest.strip_prefix(", ").is_some_and(|rest| any_key(rest).is_some()) || closes('}', around)
            }
        }
    }
}

/// Bytes among which the key of a struct and its equals sign lie.
const LONGEST_KEY: usize = 64;

/// The field whose key a text starts with, and what follows its equals sign.
fn key<'t>(text: &'t str, fields: &[Field], had: &[usize]) -> Option<(usize, &'t str)> {
    // No key of a struct is longer. Looking for the sign to the end of the text, at each comma of it, would be quadratic.
    let near = text.as_bytes().get(..LONGEST_KEY.min(text.len()))?;
    let (name, rest) = text.split_at_checked(memchr::memchr(b'=', near)?)?;
    let rest = rest.strip_prefix('=')?;
    let n = fields.iter().position(|(key, ..)| key.eq_ignore_ascii_case(name))?;
    (!had.contains(&n)).then_some((n, rest))
}

/// What looks like a key, and what follows its equals sign.
fn any_key(text: &str) -> Option<(&str, &str)> {
    const LONGEST: usize = 128;
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | ':' | '/' | '@');
    let end = text.find(|c| !is_part(c)).filter(|&end| end > 0 && end <= LONGEST)?;
    let (name, rest) = text.split_at(end);
    Some((name, rest.strip_prefix('=')?))
}

/// The value that a text starts with, as JSON, if it is none, and what follows it.
type Parsed<'t> = Option<(Option<String>, &'t str)>;

fn value<'t>(text: &'t str, shape: &Shape, around: &Around) -> Parsed<'t> {
    match shape {
        Shape::Struct(fields) if text.starts_with('{') => structure(text, fields, around),
        Shape::List(shape) if text.starts_with('[') => list(text, shape, around),
        Shape::Map if text.starts_with('{') => map(text, around),
        _ => plain(text, around),
    }
}

/// A text up to where what follows fits.
fn plain<'t>(text: &'t str, around: &Around) -> Parsed<'t> {
    let ends = memchr::memchr3_iter(b',', b'}', b']', text.as_bytes()).chain([text.len()]);
    let end = ends.into_iter().find(|&end| text.get(end..).is_some_and(|rest| around.fits(rest)))?;
    let (value, rest) = text.split_at(end);
    Some(((value != "null").then(|| quoted(value)), rest))
}

fn object(fields: Vec<(&str, String)>) -> Option<String> {
    let fields: Vec<String> =
        fields.into_iter().map(|(name, value)| format!("{}:{value}", quoted(name))).collect();
    (!fields.is_empty()).then(|| format!("{{{}}}", fields.join(",")))
}

fn structure<'t>(text: &'t str, fields: &'static [Field], around: &Around) -> Parsed<'t> {
    let mut rest = text.strip_prefix('{')?;
    let (mut had, mut out) = (Vec::new(), Vec::new());
    if let Some(rest) = rest.strip_prefix('}') {
        return Some((None, rest));
    }
    loop {
        let (n, behind) = key(rest, fields, &had)?;
        had.push(n);
        let (_, name, shape) = fields.get(n)?;
        let (found, behind) = value(behind, shape, &Around::Struct(fields, &had, around))?;
        out.extend(found.map(|found| (*name, found)));
        match behind.strip_prefix(", ") {
            Some(more) => rest = more,
            None => return Some((object(out), behind.strip_prefix('}')?)),
        }
    }
}

fn list<'t>(text: &'t str, shape: &Shape, around: &Around) -> Parsed<'t> {
    let mut rest = text.strip_prefix('[')?;
    let mut out = Vec::new();
    if let Some(rest) = rest.strip_prefix(']') {
        return Some((None, rest));
    }
    loop {
        let (found, behind) = value(rest, shape, &Around::List(around))?;
        out.extend(found);
        match behind.strip_prefix(", ") {
            Some(more) => rest = more,
            None => return Some((Some(format!("[{}]", out.join(","))), behind.strip_prefix(']')?)),
        }
    }
}

fn map<'t>(text: &'t str, around: &Around) -> Parsed<'t> {
    let mut rest = text.strip_prefix('{')?;
    let mut out = Vec::new();
    let mut trusting = true;
    if let Some(rest) = rest.strip_prefix('}') {
        return Some((None, rest));
    }
    loop {
        let (name, behind) = any_key(rest)?;
        let within = Around::Map(around);
        let (found, behind) = match behind.starts_with(['{', '[']) && trusting {
            true => match nested(behind, &within) {
                Some((json, behind)) => (Some(json.to_owned()), behind),
                None => {
                    // Looked through to its end in vain: once is enough.
                    trusting = false;
                    plain(behind, &within)?
                }
            },
            false => plain(behind, &within)?,
        };
        out.extend(found.map(|found| (name, found)));
        match behind.strip_prefix(", ") {
            Some(more) => rest = more,
            None => return Some((object(out), behind.strip_prefix('}')?)),
        }
    }
}

/// The JSON that a value of a map is, where it is an object or a list.
fn nested<'t>(text: &'t str, around: &Around) -> Option<(&'t str, &'t str)> {
    let Scan::End(end) = json::skip_value(text.as_bytes(), 0) else { return None };
    let (json, rest) = text.split_at_checked(end)?;
    let whole = serde_json::from_str::<&serde_json::value::RawValue>(json).is_ok();
    (whole && around.fits(rest)).then_some((json, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identity(text: &str) -> Option<String> {
        json(text, &USER_IDENTITY)
    }

    #[test]
    fn structs_nest() {
        assert_eq!(
            identity(
                "{type=AssumedRole, principalid=AROAX:alice, arn=arn:aws:sts::1:assumed-role/R/alice, invokedby=null, sessioncontext={attributes={mfaauthenticated=false, creationdate=2026-09-01T08:00:00Z}, sessionissuer={type=Role, username=R}, webidfederationdata=null}, onbehalfof={}}"
            )
            .unwrap(),
            r#"{"type":"AssumedRole","principalId":"AROAX:alice","arn":"arn:aws:sts::1:assumed-role/R/alice","sessionContext":{"attributes":{"mfaAuthenticated":"false","creationDate":"2026-09-01T08:00:00Z"},"sessionIssuer":{"type":"Role","userName":"R"}}}"#
        );
    }

    /// Values with everything in them that parts values.
    #[test]
    fn a_value_ends_only_where_what_follows_fits() {
        for name in
            ["Doe, Jane", "a=b, c=d", "x}", "x}, y", "{curly}", "q\"uote", "]", "", "type", ", type=x"]
        {
            let text = format!(
                "{{type=IAMUser, username={name}, sessioncontext={{sessionissuer={{username={name}}}}}}}"
            );
            let name = quoted(name);
            assert_eq!(
                identity(&text).unwrap(),
                format!(r#"{{"type":"IAMUser","userName":{name},"sessionContext":{{"sessionIssuer":{{"userName":{name}}}}}}}"#)
                    .replace(r#""sessionIssuer":{"userName":", type=x"}"#, r#""sessionIssuer":{"userName":"","type":"x"}"#),
                "{text}"
            );
        }
    }

    #[test]
    fn lists_and_maps() {
        assert_eq!(
            json("[{arn=arn:aws:s3:::b/x, y, accountid=1, type=AWS::S3::Object}, {arn=z}]", &RESOURCES)
                .unwrap(),
            r#"[{"ARN":"arn:aws:s3:::b/x, y","accountId":"1","type":"AWS::S3::Object"},{"ARN":"z"}]"#
        );
        assert_eq!(
            json(r#"{name=nightly, etl, ids=["j-1","j, k=2"], tags={"items":[{"key":"a"}]}, empty=, none=null}"#, &PARAMETERS)
                .unwrap(),
            r#"{"name":"nightly, etl","ids":["j-1","j, k=2"],"tags":{"items":[{"key":"a"}]},"empty":""}"#
        );
        for (text, shape) in [("[]", &RESOURCES), ("{}", &PARAMETERS), ("{a=null}", &PARAMETERS)] {
            assert_eq!(json(text, shape).unwrap(), "{}");
        }
    }

    #[test]
    fn what_has_another_shape_is_told() {
        for text in [
            "",
            "{",
            "{type",
            "{type=",
            "{type=a",
            "{type=a}, ",
            "{nokey=1}",
            "{type=a, type=b",
            "null",
            "[{]",
        ] {
            assert_eq!(identity(text), None, "{text}");
        }
        // A key that comes twice is part of the value before it.
        assert_eq!(identity("{type=a, type=b}").unwrap(), r#"{"type":"a, type=b"}"#);
        let deep = "{sessioncontext=".repeat(10_000);
        assert_eq!(identity(&deep), None);
    }
}
