//! The line that says how far an import is.

use crate::browser::pause::now;
use crate::worker::pool::Progress;

/// How far, how fast, how long to go.
#[derive(Clone, Debug, PartialEq)]
pub struct Loading {
    /// When it began, in milliseconds of the page's clock.
    pub started: f64,
    /// When the screen last showed it.
    pub shown: f64,
    /// How far.
    pub progress: Progress,
    /// Whether it is being ended before its end.
    pub cancelled: bool,
}

/// The screen is told this often at most how far an import or an export is, in milliseconds.
pub const EVERY: f64 = 250.0;

/// An import shows on the screen when it has taken this long, in milliseconds: what ends within a second does not
/// interrupt anybody. Until then there is a line at the top of the page, which costs nothing.
pub const SHOW_AFTER: u32 = 1_000;

impl Loading {
    /// An import that begins now.
    pub fn begin() -> Loading {
        Loading { started: now(), shown: 0.0, progress: Progress::default(), cancelled: false }
    }

    /// Takes the newest figures; says whether the screen should show them.
    pub fn update(&mut self, progress: Progress) -> bool {
        self.progress = progress;
        let due = now() - self.shown >= EVERY && now() - self.started >= f64::from(SHOW_AFTER);
        if due {
            self.shown = now();
        }
        due
    }

    /// Share of the bytes that are read, 0 to 1.
    pub fn share(&self) -> f64 {
        if self.progress.bytes > 0.0 {
            (self.progress.bytes_done / self.progress.bytes).min(1.0)
        } else {
            0.0
        }
    }

    /// Bytes a second, events a second, seconds left; `None` until there is something to tell from.
    pub fn rates(&self) -> Option<(f64, f64, f64)> {
        let seconds = (self.shown - self.started) / 1e3;
        if seconds < 0.3 || self.progress.bytes_done <= 0.0 {
            return None;
        }
        let rate = self.progress.bytes_done / seconds;
        Some((
            rate,
            self.progress.events / seconds,
            (self.progress.bytes - self.progress.bytes_done).max(0.0) / rate,
        ))
    }
}
