//! Where rows are: which of them are on the screen, and where to scroll for one that is not.

/// Browsers cut elements that are higher (Firefox at 17.8 million, Chromium at 33 million pixels).
pub const MOST_PIXELS: f64 = 8_000_000.0;

/// What part of the rows is on the screen.
#[derive(Clone, Copy, PartialEq)]
pub struct Window {
    /// Where it is scrolled to.
    pub top: f64,
    /// How high it is without its head.
    pub height: f64,
}

/// Where rows are.
pub struct Geometry {
    total: f64,
    /// Height of a row.
    pub row: f64,
    /// Height of all rows, as far as the browser can have it.
    pub spacer: f64,
    window: Window,
}

impl Geometry {
    /// Of so many rows of this height.
    pub fn new(total: u32, row: f64, window: Window) -> Self {
        let total = f64::from(total);
        Geometry { total, row, spacer: (total * row).min(MOST_PIXELS), window }
    }

    /// How many rows are on the screen.
    pub fn visible(&self) -> f64 {
        (self.window.height / self.row).floor().max(1.0)
    }

    /// Whether the scroll bar stands for more than its height.
    pub fn compressed(&self) -> bool {
        self.total * self.row > MOST_PIXELS
    }

    /// First row on the screen, and where it is drawn.
    pub fn first(&self) -> (u32, f64) {
        let room = (self.spacer - self.window.height).max(1.0);
        let top = self.window.top.clamp(0.0, room);
        if self.compressed() {
            let last_first = (self.total - self.visible()).max(0.0);
            ((top / room * last_first).round() as u32, top)
        } else {
            let first = (top / self.row).floor();
            (first as u32, first * self.row)
        }
    }

    /// Where to scroll so that a row is on the screen; `None` if it is.
    pub fn reveal(&self, place: u32) -> Option<f64> {
        let (first, _) = self.first();
        let last = first + self.visible() as u32 - 1;
        if (first..=last).contains(&place)
            && !(place == first && !self.compressed() && self.window.top > f64::from(first) * self.row)
        {
            return None;
        }
        let target = if place <= first { f64::from(place) } else { f64::from(place) - self.visible() + 1.0 };
        if self.compressed() {
            let last_first = (self.total - self.visible()).max(1.0);
            Some(target / last_first * (self.spacer - self.window.height))
        } else if place > last {
            // The last row whole, at the lower edge.
            Some((f64::from(place) + 1.0) * self.row - self.window.height)
        } else {
            Some(target * self.row)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_of_five_million_rows_can_be_reached() {
        let total = 5_000_000;
        let at = |top| Geometry::new(total, 28.0, Window { top, height: 560.0 });
        assert!(at(0.0).compressed());
        assert_eq!(at(0.0).first().0, 0);
        for place in [0, 1, 19, 20, 1_234_567, total - 20, total - 1] {
            // From either end: where it scrolls to, the row is on the screen.
            for from in [0.0, 7_999_440.0] {
                if let Some(top) = at(from).reveal(place) {
                    let (first, _) = at(top.round()).first();
                    // A pixel stands for several rows: the keyboard then draws from the row itself.
                    assert!(first.abs_diff(place) < 40, "{place}: {first}");
                }
            }
        }
        let small = Geometry::new(100, 28.0, Window { top: 0.0, height: 280.0 });
        assert!(!small.compressed());
        assert_eq!(small.reveal(5), None);
        assert_eq!(small.reveal(20), Some(21.0 * 28.0 - 280.0));
    }
}
