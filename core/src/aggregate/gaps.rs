//! Steps of time for which nothing at all is loaded: a bar that is missing there says nothing of what happened.

use crate::store::Store;

const HOUR: i64 = 3_600;

/// The numbers of the buckets without an event of any service, account or Region, whatever a query leaves. A bucket that
/// is shorter than an hour is one where its whole hour is: CloudTrail delivers files every few minutes, and a minute
/// without any event is nothing strange. `by_time` are all rows in order of time, those without one first.
pub fn gaps(store: &Store, by_time: &[u32], buckets: impl Iterator<Item = [f64; 2]>) -> Vec<u32> {
    let times = store.times();
    let before =
        |at: i64| by_time.partition_point(|&row| times.get(row as usize).is_none_or(|&time| time < at));
    (0..)
        .zip(buckets)
        .filter(|(_, [start, end])| {
            let from = (*start as i64).div_euclid(HOUR).saturating_mul(HOUR);
            let to = (*end as i64).saturating_add(HOUR - 1).div_euclid(HOUR).saturating_mul(HOUR);
            before(from) == before(to)
        })
        .map(|(at, _)| at)
        .collect()
}
