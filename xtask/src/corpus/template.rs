//! Text with tokens, compiled once and printed millions of times.
//!
//! `$account $region $az` the lane; `$cluster $clustername $release $type $count`, `$app $appname`,
//! `$vc $vcname`, `$studio $studioname` what the record is about; `$step`, `$newstep` … a part of it that
//! exists, or a new one, and `$oldinstance` … the oldest, for the last time; `$user` who calls; `$now $nice $day` the time; `$uuid $hex8 $hex17 $hex32 $b64
//! $asia` chance; `$n(1,9)` a number; `$one(a|b)` one of these.

use super::clock;
use super::rng::{self, Ids, Rng};
use super::world::{Kid, Lane, Pool};

#[derive(Clone, Debug)]
enum Piece {
    Text(Vec<u8>),
    Account,
    Region,
    Zone,
    Id(Pool),
    Name(Pool),
    Release,
    Type,
    Count,
    Kid(Kid),
    NewKid(Kid),
    OldKid(Kid),
    User,
    Now,
    Nice,
    Day,
    Uuid,
    Hex(usize),
    Base64,
    Key,
    Number(u64, u64),
    One(Vec<Vec<u8>>),
}

/// A compiled template.
#[derive(Clone, Debug, Default)]
pub struct Template(Vec<Piece>);

/// What a template is printed with.
pub struct Print<'a> {
    /// Account, Region and the resources in it.
    pub lane: &'a mut Lane,
    /// Whose turn it is to be random.
    pub rng: &'a mut Rng,
    /// Ids of events and requests.
    pub ids: &'a mut Ids,
    /// When.
    pub time: i64,
    /// The person or program, as a name.
    pub user: &'a str,
    /// Whose release, type and count are meant.
    pub subject: Pool,
}

impl Template {
    /// Compiles; `None` for `-`, which stands for null.
    pub fn cell(text: &str) -> anyhow::Result<Option<Self>> {
        if text == "-" { Ok(None) } else { Self::new(text).map(Some) }
    }

    /// Compiles.
    pub fn new(text: &str) -> anyhow::Result<Self> {
        let mut pieces = Vec::new();
        let mut parts = text.split('$');
        let first = parts.next().unwrap_or_default();
        pieces.push(Piece::Text(first.into()));
        for part in parts {
            let len = part.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(part.len());
            let (name, rest) = part.split_at(len);
            let rest = if let "n" | "one" = name {
                let Some((inside, rest)) = rest.strip_prefix('(').and_then(|rest| rest.split_once(')'))
                else {
                    anyhow::bail!("${name} without (…) in {text}");
                };
                pieces.push(choice(name, inside)?);
                rest
            } else {
                let (piece, used) = token(name).ok_or_else(|| anyhow::anyhow!("${name} is unknown"))?;
                pieces.push(piece);
                // A token may run into the text after it: `$hex32abc`.
                pieces.push(Piece::Text(name.get(used..).unwrap_or_default().into()));
                rest
            };
            pieces.push(Piece::Text(rest.into()));
        }
        pieces.retain(|piece| !matches!(piece, Piece::Text(text) if text.is_empty()));
        Ok(Self(pieces))
    }

    /// Appends the text.
    pub fn print(&self, out: &mut Vec<u8>, with: &mut Print<'_>) {
        for piece in &self.0 {
            match piece {
                Piece::Text(text) => out.extend(text),
                Piece::Account => out.extend(with.lane.account.bytes()),
                Piece::Region => out.extend(with.lane.region.bytes()),
                Piece::Zone => {
                    out.extend(with.lane.region.bytes());
                    out.push(b'a' + (with.rng.next() & 1) as u8);
                }
                Piece::Id(pool) => out.extend(with.lane.current(*pool).id.bytes()),
                Piece::Name(pool) => out.extend(with.lane.current(*pool).name.bytes()),
                Piece::Release => out.extend(with.lane.current(with.subject).release.bytes()),
                Piece::Type => out.extend(with.lane.current(with.subject).instance_type.bytes()),
                Piece::Count => out.extend(with.lane.current(with.subject).count.to_string().bytes()),
                Piece::Kid(kid) => with.lane.kid(*kid, with.rng, out),
                Piece::NewKid(kid) => with.lane.new_kid(*kid, with.rng, out),
                Piece::OldKid(kid) => with.lane.old_kid(*kid, with.rng, out),
                Piece::User => out.extend(with.user.bytes()),
                Piece::Now => clock::iso(out, with.time),
                Piece::Nice => clock::nice(out, with.time),
                Piece::Day => clock::date(out, with.time, b"-"),
                Piece::Uuid => with.ids.uuid(out, with.rng),
                Piece::Hex(len) => {
                    // Sixteen digits a number.
                    for at in (0..*len).step_by(16) {
                        rng::hex(out, with.rng, (*len - at).min(16));
                    }
                }
                Piece::Base64 => {
                    rng::word(out, with.rng, 15);
                    out.extend(b"EXAMPLE=");
                }
                Piece::Key => {
                    out.extend(b"ASIA");
                    rng::caps(out, with.rng, 9);
                    out.extend(b"EXAMPLE");
                }
                Piece::Number(from, to) => {
                    let number = from + with.rng.below(to - from + 1);
                    out.extend(number.to_string().bytes());
                }
                Piece::One(choices) => {
                    if let Some(choice) = choices.get(with.rng.index(choices.len())) {
                        out.extend(choice);
                    }
                }
            }
        }
    }
}

fn choice(name: &str, inside: &str) -> anyhow::Result<Piece> {
    if name == "one" {
        return Ok(Piece::One(inside.split('|').map(Into::into).collect()));
    }
    let (from, to) = inside.split_once(',').ok_or_else(|| anyhow::anyhow!("$n({inside})"))?;
    let (from, to) = (from.parse()?, to.parse()?);
    anyhow::ensure!(from <= to, "$n({inside}) is empty");
    Ok(Piece::Number(from, to))
}

/// The longest token that `name` begins with, and its length.
fn token(name: &str) -> Option<(Piece, usize)> {
    (1..=name.len()).rev().find_map(|len| Some((exact(name.get(..len)?)?, len)))
}

fn exact(name: &str) -> Option<Piece> {
    Some(match name {
        "account" => Piece::Account,
        "region" => Piece::Region,
        "az" => Piece::Zone,
        "cluster" => Piece::Id(Pool::Cluster),
        "app" => Piece::Id(Pool::Application),
        "vc" => Piece::Id(Pool::Virtual),
        "studio" => Piece::Id(Pool::Studio),
        "clustername" => Piece::Name(Pool::Cluster),
        "appname" => Piece::Name(Pool::Application),
        "vcname" => Piece::Name(Pool::Virtual),
        "studioname" => Piece::Name(Pool::Studio),
        "release" => Piece::Release,
        "type" => Piece::Type,
        "count" => Piece::Count,
        "user" => Piece::User,
        "now" => Piece::Now,
        "nice" => Piece::Nice,
        "day" => Piece::Day,
        "uuid" => Piece::Uuid,
        "hex8" => Piece::Hex(8),
        "hex17" => Piece::Hex(17),
        "hex32" => Piece::Hex(32),
        "b64" => Piece::Base64,
        "asia" => Piece::Key,
        _ => match name.split_at_checked(3) {
            Some(("new", kid)) => Piece::NewKid(Kid::named(kid)?),
            Some(("old", kid)) => Piece::OldKid(Kid::named(kid)?),
            _ => Piece::Kid(Kid::named(name)?),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens() {
        for good in ["", "plain", "$account/$cluster", "$n(1,9)", "$one(a|b|)", "$hex17x", "$newstep"] {
            assert!(Template::new(good).is_ok(), "{good}");
        }
        for bad in ["$nothing", "$n(9,1)", "$n(1)", "$one", "$", "$$"] {
            assert!(Template::new(bad).is_err(), "{bad}");
        }
        assert!(Template::cell("-").unwrap().is_none());
    }
}
