//! Chance decides what happens next, the world decides to whom.

use super::people::{self, Session, Who};
use super::record::{self, Call, Effect, Record};
use super::rng::{Ids, Rng, Weights};
use super::world::Lane;

// Every so many EMR records the next operation of the list has its turn, so that rare ones occur as well.
const TURN: u64 = 10;

/// Writes records, one at a time.
#[derive(Clone, Debug)]
pub struct Generator {
    calls: Calls,
    emr_share: f64,
    emr_written: u64,
    /// Share of EMR records that open something, where that is given.
    births: Option<f64>,
    born: u64,
    ids: Ids,
}

/// What can happen, and how often.
#[derive(Clone, Debug)]
struct Calls {
    emr: Vec<Call>,
    emr_weights: Weights,
    /// What opens something, and how often.
    creators: Vec<usize>,
    creator_weights: Weights,
    other: Vec<Call>,
    other_weights: Weights,
}

impl Generator {
    /// A generator with this share of EMR records, of which a share of `births` opens something, if given.
    pub fn new(emr_share: f64, births: Option<f64>, ids: Ids) -> anyhow::Result<Self> {
        let (emr, other) = (record::emr_calls()?, record::other_calls()?);
        let creators: Vec<usize> = (0..emr.len()).filter(|&at| emr[at].effect == Effect::Creates).collect();
        let calls = Calls {
            creator_weights: Weights::new(creators.iter().map(|&at| emr[at].weight)),
            creators,
            emr_weights: Weights::new(emr.iter().map(|call| call.weight)),
            other_weights: Weights::new(other.iter().map(|call| call.weight)),
            emr,
            other,
        };
        Ok(Self { calls, emr_share, emr_written: 0, births, born: 0, ids })
    }

    /// How many records of EMR there are so far.
    pub const fn emr_written(&self) -> u64 {
        self.emr_written
    }

    /// Appends a record.
    pub fn record(&mut self, out: &mut Vec<u8>, lane: &mut Lane, rng: &mut Rng, time: i64) {
        let emr = rng.chance(self.emr_share);
        lane.choose(rng);
        // As many as were asked for, evenly: what is open by then gives way, as what ends without a call does.
        let due = self.births.is_some_and(|share| (self.born as f64) < share * self.emr_written as f64);
        let call = match (emr, due) {
            (true, true) => self.calls.creator(rng),
            (true, false) => self.calls.emr(self.emr_written, lane, rng),
            (false, _) => self.calls.other(rng),
        };
        let Some(call) = call else { return };
        if emr && due && lane.count(call.pool) >= call.pool.most() {
            lane.end_oldest(call.pool);
        }
        let who = session(lane, rng, &call.who, time);
        let failure = rng.chance(0.04).then(|| record::failure(call, &who, rng));
        let happens = failure.is_none();
        if happens && call.effect == Effect::Creates && lane.count(call.pool) < call.pool.most() {
            lane.create(call.pool, rng);
            self.born += 1;
        }
        record::write(
            out,
            &Record { call, who: &who, time, failure: failure.as_ref() },
            lane,
            rng,
            &mut self.ids,
        );
        if happens && call.effect == Effect::Ends {
            lane.end(call.pool);
        }
        self.emr_written += u64::from(emr);
        // Back with whoever was taken out to be read while the lane changes.
        put_back(lane, &call.who, who);
    }
}

impl Calls {
    fn other(&self, rng: &mut Rng) -> Option<&Call> {
        self.other.get(self.other_weights.pick(rng))
    }

    fn creator(&self, rng: &mut Rng) -> Option<&Call> {
        self.emr.get(*self.creators.get(self.creator_weights.pick(rng))?)
    }

    fn emr(&self, written: u64, lane: &Lane, rng: &mut Rng) -> Option<&Call> {
        if written.is_multiple_of(TURN) {
            return self.emr.get((written / TURN) as usize % self.emr.len());
        }
        let drawn = self.emr.get(self.emr_weights.pick(rng))?;
        // Births and deaths keep the number alive within bounds: the opposite happens where it must.
        let instead = match drawn.effect {
            Effect::Creates if lane.count(drawn.pool) >= drawn.pool.most() => Effect::Ends,
            Effect::Ends if lane.count(drawn.pool) < 2 => Effect::Creates,
            _ => return Some(drawn),
        };
        self.emr.iter().find(|call| call.pool == drawn.pool && call.effect == instead)
    }
}

/// Takes somebody out who is signed in; signs somebody in where too few are, and now and then anew.
fn session(lane: &mut Lane, rng: &mut Rng, who: &Who, time: i64) -> Session {
    let (account, region) = (lane.account, lane.region);
    if !lane.sessions.iter().any(|(kind, _)| kind == who) {
        lane.sessions.push((who.clone(), Vec::new()));
    }
    let Some((_, signed_in)) = lane.sessions.iter_mut().find(|(kind, _)| kind == who) else {
        return Session::default();
    };
    if signed_in.len() < who.most() {
        return people::sign_in(rng, who, account, region, time);
    }
    let taken = signed_in.swap_remove(rng.index(signed_in.len()));
    // A session lasts for some eighty records.
    if rng.chance(1.0 / 80.0) { people::sign_in(rng, who, account, region, time) } else { taken }
}

fn put_back(lane: &mut Lane, who: &Who, session: Session) {
    if let Some((_, signed_in)) = lane.sessions.iter_mut().find(|(kind, _)| kind == who) {
        signed_in.push(session);
    }
}
