//! Clocks and calendar, slow and plain: what a clock shows, and where the bars of the timeline begin.

use super::corpus::FIRST_DAY;

pub const DAY: i64 = 86_400;

/// From when on which offset from UTC holds; the first holds before its time too.
#[derive(Clone, Debug)]
pub struct Clocks(pub Vec<(i64, i64)>);

impl Clocks {
    /// What a clock shows, as seconds since 1970 on that clock.
    pub fn local(&self, utc: i64) -> i64 {
        let last = self.0.iter().rev().find(|(from, _)| *from <= utc).or(self.0.first());
        utc + last.map_or(0, |(_, offset)| *offset)
    }

    /// Days since a Monday.
    pub fn days(&self, utc: i64) -> i64 {
        // 1970-01-05 was one.
        (self.local(utc) - 4 * DAY).div_euclid(DAY)
    }

    /// When a clock shows this: the first time, where it does so twice; as far behind the change as it would be without
    /// one, where it never does.
    pub fn utc(&self, local: i64) -> i64 {
        if self.0.is_empty() {
            return local;
        }
        let shown = self.0.iter().map(|(_, offset)| local - offset).filter(|utc| self.local(*utc) == local);
        let before =
            || self.0.windows(2).find(|pair| local - pair[0].1 >= pair[1].0 && local - pair[1].1 < pair[1].0);
        shown.min().unwrap_or_else(|| local - before().map_or(self.0[0].1, |pair| pair[0].1))
    }

    /// The last change of clocks at or before a time.
    fn changed(&self, utc: i64) -> i64 {
        self.0.iter().skip(1).map(|(from, _)| *from).filter(|from| *from <= utc).max().unwrap_or(i64::MIN)
    }
}

/// How wide bars are.
#[derive(Clone, Copy, Debug)]
enum Width {
    /// Seconds, up to a day.
    Seconds(i64),
    Week,
    Month,
    Quarter,
}

const WIDTHS: [Width; 16] = [
    Width::Seconds(1),
    Width::Seconds(5),
    Width::Seconds(10),
    Width::Seconds(30),
    Width::Seconds(60),
    Width::Seconds(300),
    Width::Seconds(600),
    Width::Seconds(1_800),
    Width::Seconds(3_600),
    Width::Seconds(3 * 3_600),
    Width::Seconds(6 * 3_600),
    Width::Seconds(12 * 3_600),
    Width::Seconds(DAY),
    Width::Week,
    Width::Month,
    Width::Quarter,
];

/// Where months begin, of those that the corpus is in.
const MONTHS: [i64; 4] = [FIRST_DAY - 62 * DAY, FIRST_DAY - 31 * DAY, FIRST_DAY, FIRST_DAY + 30 * DAY];

impl Width {
    /// Where the bar begins that a time is in.
    fn start(self, utc: i64, clocks: &Clocks) -> i64 {
        let local = clocks.local(utc);
        let since = |starts: &[i64]| starts.iter().copied().filter(|start| *start <= local).max();
        match self {
            // Of a clock that was changed meanwhile nothing before that counts.
            Width::Seconds(width) if width <= 3_600 => {
                (utc - local.rem_euclid(width)).max(clocks.changed(utc))
            }
            Width::Seconds(width) => clocks.utc(local - local.rem_euclid(width)),
            Width::Week => clocks.utc(local - (local - 4 * DAY).rem_euclid(7 * DAY)),
            Width::Month => clocks.utc(since(&MONTHS).expect("a month")),
            Width::Quarter => clocks.utc(since(&[MONTHS[0], MONTHS[3]]).expect("a quarter")),
        }
    }

    /// Where the next bar begins: all begin at quarters of an hour of UTC, or at five minutes, or are narrower.
    fn next(self, start: i64, clocks: &Clocks) -> i64 {
        let step = match self {
            Width::Seconds(width) if width <= 1_800 => width.min(300),
            _ => 900,
        };
        // No bar is shorter than this: a clock that is put forward takes an hour.
        let least = match self {
            Width::Seconds(width) if width > 7_200 => width - 7_200,
            Width::Seconds(_) => 0,
            Width::Week => 6 * DAY,
            Width::Month => 27 * DAY,
            Width::Quarter => 89 * DAY,
        };
        let mut utc = start + least + step;
        while self.start(utc, clocks) <= start {
            utc += step;
        }
        self.start(utc, clocks)
    }
}

/// Where the narrowest bars begin of which so many at most hold all times from first to last; behind them where the last
/// one ends.
pub fn bars(first: i64, last: i64, most: u32, clocks: &Clocks) -> Vec<i64> {
    let of = |width: Width| {
        // None is longer, but by the hour that a clock is put back.
        if matches!(width, Width::Seconds(width) if (last - first) / width > i64::from(most) + 1) {
            return None;
        }
        let mut starts = vec![width.start(first, clocks)];
        while starts.last().is_some_and(|start| *start <= last) {
            if starts.len() > most as usize {
                return None;
            }
            starts.push(width.next(*starts.last()?, clocks));
        }
        Some(starts)
    };
    WIDTHS.into_iter().find_map(of).expect("all of it is in one quarter")
}
