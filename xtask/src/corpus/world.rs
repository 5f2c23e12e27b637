//! What exists while the log is written: clusters, applications … each keeps its id through its life.

use super::people::{Session, Who};
use super::rng::{self, Rng};

/// Kinds of resource that have a life of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pool {
    /// A cluster (EMR on EC2).
    Cluster,
    /// An application (EMR Serverless).
    Application,
    /// A virtual cluster (EMR on EKS).
    Virtual,
    /// A studio.
    Studio,
    /// The account itself, which owns what belongs to nothing else.
    Account,
}

impl Pool {
    /// Every kind.
    pub const ALL: [Self; 5] = [Self::Cluster, Self::Application, Self::Virtual, Self::Studio, Self::Account];

    /// The kind with this name in the template files.
    pub fn named(name: &str) -> Option<Self> {
        ["cluster", "app", "vc", "studio", "account"]
            .iter()
            .position(|known| *known == name)
            .and_then(|at| Self::ALL.get(at).copied())
    }

    /// How many may exist at a time in one account and Region.
    pub const fn most(self) -> usize {
        match self {
            Self::Cluster => 14,
            Self::Application => 5,
            Self::Virtual => 4,
            Self::Studio => 3,
            Self::Account => 1,
        }
    }
}

/// Kinds of parts: what their tokens are called, whom they belong to, how their ids begin, and how many
/// characters follow.
const KIDS: [(&str, Pool, &str, u8); 14] = [
    ("step", Pool::Cluster, "s-", 13),
    ("ig", Pool::Cluster, "ig-", 13),
    ("if", Pool::Cluster, "if-", 13),
    ("ui", Pool::Cluster, "p-", 13),
    ("csession", Pool::Cluster, "", 26),
    ("instance", Pool::Cluster, "i-", 17),
    ("job", Pool::Application, "", 16),
    ("asession", Pool::Application, "", 16),
    ("kjob", Pool::Virtual, "", 19),
    ("endpoint", Pool::Virtual, "", 19),
    ("editor", Pool::Studio, "e-", 25),
    ("nx", Pool::Studio, "ex-", 25),
    ("template", Pool::Account, "", 19),
    ("ksc", Pool::Account, "", 19),
];

/// A kind of part: an index into [`KIDS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kid(usize);

impl Kid {
    /// The kind with this name in the template files.
    pub fn named(name: &str) -> Option<Self> {
        KIDS.iter().position(|(known, ..)| *known == name).map(Self)
    }
}

/// Something with an id.
#[derive(Clone, Debug, Default)]
pub struct Resource {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its EMR release.
    pub release: &'static str,
    /// Its instance type.
    pub instance_type: &'static str,
    /// Its core nodes.
    pub count: u64,
    /// Kind and id of its parts, oldest first.
    kids: Vec<(usize, Vec<u8>)>,
}

/// One account in one Region.
#[derive(Clone, Debug)]
pub struct Lane {
    /// A documentation account.
    pub account: &'static str,
    /// The Region.
    pub region: &'static str,
    /// The time up to which this lane's log is written.
    pub clock: i64,
    /// Those who are signed in, by what they are.
    pub sessions: Vec<(Who, Vec<Session>)>,
    pools: [Vec<Resource>; Pool::ALL.len()],
    current: [usize; Pool::ALL.len()],
    /// Parts that the record names: kind and id.
    named: Vec<(usize, Vec<u8>)>,
}

// So many parts of a kind are remembered; older ones are forgotten, so that memory stays bounded.
const REMEMBERED: usize = 6;

static NOTHING: Resource = Resource {
    id: String::new(),
    name: String::new(),
    release: "",
    instance_type: "",
    count: 0,
    kids: Vec::new(),
};

impl Lane {
    /// An account in a Region in which nothing has happened yet.
    pub fn new(account: &'static str, region: &'static str, clock: i64) -> Self {
        Self {
            account,
            region,
            clock,
            sessions: Vec::new(),
            pools: Default::default(),
            current: [0; 5],
            named: Vec::new(),
        }
    }

    /// How many of a kind exist.
    pub fn count(&self, pool: Pool) -> usize {
        self.pools[pool as usize].len()
    }

    /// Lets the next record be about something at random. Where nothing of a kind exists, one is put there
    /// that was made before the log begins.
    pub fn choose(&mut self, rng: &mut Rng) {
        for pool in Pool::ALL {
            if self.count(pool) == 0 {
                self.create(pool, rng);
            }
            self.current[pool as usize] = rng.index(self.count(pool));
        }
    }

    /// Lets the next record be about this one.
    pub fn set_current(&mut self, pool: Pool, index: usize) {
        self.current[pool as usize] = index;
    }

    /// Makes one, which the record is then about; gives its index.
    pub fn create(&mut self, pool: Pool, rng: &mut Rng) -> usize {
        let resource = mint(pool, rng);
        let list = &mut self.pools[pool as usize];
        list.push(resource);
        self.current[pool as usize] = list.len() - 1;
        list.len() - 1
    }

    /// Ends the one that the record was about.
    pub fn end(&mut self, pool: Pool) {
        let (list, at) = (&mut self.pools[pool as usize], self.current[pool as usize]);
        if at < list.len() {
            list.swap_remove(at);
        }
    }

    /// Ends the one that has been there longest.
    pub fn end_oldest(&mut self, pool: Pool) {
        let list = &mut self.pools[pool as usize];
        if !list.is_empty() {
            list.remove(0);
        }
    }

    /// The one that the record is about.
    pub fn current(&self, pool: Pool) -> &Resource {
        self.pools[pool as usize].get(self.current[pool as usize]).unwrap_or(&NOTHING)
    }

    /// The same, to be changed.
    pub fn current_mut(&mut self, pool: Pool) -> Option<&mut Resource> {
        self.pools[pool as usize].get_mut(self.current[pool as usize])
    }

    /// Begins a record: within it, a part that was named once is meant again.
    pub fn begin(&mut self) {
        self.named.clear();
    }

    /// Appends the id of a part that exists; makes one where there is none.
    pub fn kid(&mut self, kid: Kid, rng: &mut Rng, out: &mut Vec<u8>) {
        if let Some((_, id)) = self.named.iter().find(|(kind, _)| *kind == kid.0) {
            return out.extend(id);
        }
        let kids = &self.current(KIDS[kid.0].1).kids;
        let mut newest_first = kids.iter().rev().filter(|(kind, _)| *kind == kid.0);
        // The newest, mostly: steps are polled while they run.
        let back = if rng.chance(0.7) { 0 } else { rng.index(REMEMBERED) };
        let found = newest_first.clone().nth(back).or_else(|| newest_first.next()).cloned();
        match found {
            Some((kind, id)) => {
                out.extend(&id);
                self.named.push((kind, id));
            }
            None => self.new_kid(kid, rng, out),
        }
    }

    /// Appends the id of the oldest part, which nothing names after this record.
    pub fn old_kid(&mut self, kid: Kid, rng: &mut Rng, out: &mut Vec<u8>) {
        let pool = KIDS[kid.0].1;
        if !self.current(pool).kids.iter().any(|(kind, _)| *kind == kid.0) {
            self.new_kid(kid, rng, &mut Vec::new());
        }
        let Some(owner) = self.current_mut(pool) else { return };
        if let Some(oldest) = owner.kids.iter().position(|(kind, _)| *kind == kid.0) {
            let (kind, id) = owner.kids.remove(oldest);
            out.extend(&id);
            self.named.retain(|(named, _)| *named != kind);
            self.named.push((kind, id));
        }
    }

    /// Makes a part and appends its id.
    pub fn new_kid(&mut self, kid: Kid, rng: &mut Rng, out: &mut Vec<u8>) {
        let (_, pool, prefix, len) = KIDS[kid.0];
        let mut id = prefix.as_bytes().to_vec();
        match (pool, prefix) {
            (_, "i-") => {
                rng::hex(&mut id, rng, 16);
                rng::hex(&mut id, rng, 1);
            }
            (Pool::Cluster | Pool::Studio, _) => rng::caps(&mut id, rng, usize::from(len)),
            _ => rng::lower(&mut id, rng, usize::from(len)),
        }
        out.extend(&id);
        self.named.retain(|(named, _)| *named != kid.0);
        self.named.push((kid.0, id.clone()));
        if let Some(owner) = self.current_mut(pool) {
            if owner.kids.iter().filter(|(kind, _)| *kind == kid.0).count() >= REMEMBERED
                && let Some(oldest) = owner.kids.iter().position(|(kind, _)| *kind == kid.0)
            {
                owner.kids.remove(oldest);
            }
            owner.kids.push((kid.0, id));
        }
    }
}

fn mint(pool: Pool, rng: &mut Rng) -> Resource {
    let names: &[&str] = match pool {
        Pool::Cluster => &[
            "nightly-etl",
            "adhoc-research",
            "ml-features",
            "clickstream-hourly",
            "finance-close",
            "ads-attribution",
            "backfill",
            "interactive-bi",
        ],
        Pool::Application => &["reports", "ingest", "sql-gateway", "ad-hoc"],
        Pool::Virtual => &["spark-batch", "science", "streaming"],
        Pool::Studio => &["analytics-studio", "science-studio"],
        Pool::Account => &[],
    };
    let mut id = Vec::new();
    match pool {
        Pool::Cluster => {
            id.extend(b"j-");
            rng::caps(&mut id, rng, 13);
        }
        Pool::Studio => {
            id.extend(b"es-");
            rng::caps(&mut id, rng, 25);
        }
        Pool::Application => {
            id.extend(b"00f");
            rng::lower(&mut id, rng, 13);
        }
        Pool::Virtual => rng::lower(&mut id, rng, 25),
        Pool::Account => {}
    }
    Resource {
        id: String::from_utf8_lossy(&id).into_owned(),
        name: format!("example-{}-{}", rng.pick(names), 1 + rng.below(60)),
        release: rng.pick(&["emr-6.15.0", "emr-7.1.0", "emr-7.5.0", "emr-7.9.0", "emr-5.36.2"]),
        instance_type: rng.pick(&[
            "m5.xlarge",
            "m6g.2xlarge",
            "r5.2xlarge",
            "c6i.4xlarge",
            "m7g.xlarge",
            "g5.2xlarge",
        ]),
        count: 2 + rng.below(30),
        kids: Vec::new(),
    }
}
