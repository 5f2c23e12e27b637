//! Events by hour of the day and day of the week.

use serde::{Deserialize, Serialize};

use crate::query::Selection;
use crate::record::time::NO_TIME;
use crate::store::Store;
use crate::zone::Zone;

/// Counts for each hour of each weekday, as clocks in a zone showed them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hours {
    /// 24 counts for each of seven days, Monday first.
    pub counts: Vec<[u32; 24]>,
    /// Selected events without time: in no hour.
    pub untimed: u32,
}

/// Counts the selected rows.
pub fn hours(store: &Store, selection: &Selection, zone: &Zone) -> Hours {
    let mut found = Hours { counts: vec![[0; 24]; 7], untimed: 0 };
    let times = store.times();
    for row in selection.iter() {
        match times.get(row as usize) {
            Some(&time) if time != NO_TIME => {
                let (day, hour) = zone.weekday_and_hour(time);
                found.counts[day][hour] += 1;
            }
            _ => found.untimed += 1,
        }
    }
    found
}
