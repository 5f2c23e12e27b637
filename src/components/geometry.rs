//! Where rows are: which of them are on the screen, and where to scroll for one that is not.

/// Browsers cut elements that are higher (Firefox at 17.8 million, Chromium at 33 million pixels).
pub const MOST_PIXELS: f64 = 8_000_000.0;

/// What part of the rows is on the screen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Window {
    /// Where it is scrolled to.
    pub top: f64,
    /// How high it is without its head.
    pub height: f64,
}

/// Where to scroll, and the row that is the first one there: where a pixel of the scroll bar stands for several rows, it
/// does not say by itself which one is meant.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Anchor {
    /// Where to scroll to, in whole pixels where it counts.
    pub top: f64,
    /// The first row.
    pub first: u32,
}

/// Where rows are.
#[derive(Clone, Copy)]
pub struct Geometry {
    total: f64,
    /// Height of a row.
    pub row: f64,
    /// Height of all rows, as far as the browser can have it.
    pub spacer: f64,
    window: Window,
    anchor: Option<Anchor>,
}

impl Geometry {
    /// Of so many rows of this height; the row at an anchor is known as long as the window is there.
    pub fn new(total: u32, row: f64, window: Window, anchor: Option<Anchor>) -> Self {
        let total = f64::from(total);
        Geometry { total, row, spacer: (total * row).min(MOST_PIXELS), window, anchor }
    }

    /// How many rows are on the screen.
    pub fn visible(&self) -> f64 {
        (self.window.height / self.row).floor().max(1.0)
    }

    /// Whether the scroll bar stands for more than its height.
    pub fn compressed(&self) -> bool {
        self.total * self.row > MOST_PIXELS
    }

    /// How far can be scrolled, in pixels and in rows, where the scroll bar is compressed.
    fn ends(&self) -> (f64, f64) {
        ((self.spacer - self.window.height).max(1.0), (self.total - self.visible()).max(1.0))
    }

    /// First row on the screen, and where it is drawn.
    pub fn first(&self) -> (u32, f64) {
        let (room, last_first) = self.ends();
        let top = self.window.top.clamp(0.0, room);
        if !self.compressed() {
            let first = (top / self.row).floor();
            return (first as u32, first * self.row);
        }
        // Browsers may round what is scrolled to.
        let anchor = self.anchor.filter(|anchor| (anchor.top - self.window.top).abs() <= 1.0);
        let first = anchor.map_or(top / room * last_first, |anchor| f64::from(anchor.first));
        (first.round().clamp(0.0, last_first) as u32, top)
    }

    /// Where to scroll so that a row is the first one.
    fn at(&self, first: f64) -> Anchor {
        let (room, last_first) = self.ends();
        let first = first.clamp(0.0, last_first);
        Anchor { top: (first / last_first * room).round(), first: first as u32 }
    }

    /// Where to scroll so that a row is on the screen; `None` if it is.
    pub fn reveal(&self, place: u32) -> Option<Anchor> {
        let (first, _) = self.first();
        let last = first + self.visible() as u32 - 1;
        if (first..=last).contains(&place)
            && !(place == first && !self.compressed() && self.window.top > f64::from(first) * self.row)
        {
            return None;
        }
        let target = if place <= first { f64::from(place) } else { f64::from(place) - self.visible() + 1.0 };
        Some(if self.compressed() {
            self.at(target)
        } else if place > last {
            // The last row whole, at the lower edge.
            Anchor { top: (f64::from(place) + 1.0) * self.row - self.window.height, first: target as u32 }
        } else {
            Anchor { top: target * self.row, first: target as u32 }
        })
    }

    /// Where to scroll for so many rows more, where the scroll bar is compressed: a turn of the wheel in pixels of the
    /// scroll bar would pass over most of them.
    pub fn moved(&self, rows: f64) -> Anchor {
        self.at(f64::from(self.first().0) + rows)
    }

    /// The same, scrolled to there.
    pub fn scrolled(&self, to: Anchor) -> Geometry {
        Geometry { window: Window { top: to.top, ..self.window }, anchor: Some(to), ..*self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_of_five_million_rows_can_be_reached() {
        let total = 5_000_000;
        let at = |top| Geometry::new(total, 28.0, Window { top, height: 560.0 }, None);
        assert!(at(0.0).compressed());
        assert_eq!(at(0.0).first().0, 0);
        for place in [0, 1, 19, 20, 1_234_567, total - 20, total - 1] {
            // From either end: where it scrolls to, the row is on the screen.
            for from in [0.0, 7_999_440.0] {
                if let Some(to) = at(from).reveal(place) {
                    let there = at(from).scrolled(to);
                    let (first, _) = there.first();
                    assert!((first..first + 20).contains(&place), "{place}: {first}");
                    assert_eq!(there.reveal(place), None);
                    // The scroll bar is where a hand would have put it.
                    let by_hand = at(to.top).first().0;
                    assert!(by_hand.abs_diff(first) < 20, "{first}: {by_hand}");
                }
            }
        }
        let small = Geometry::new(100, 28.0, Window { top: 0.0, height: 280.0 }, None);
        assert!(!small.compressed());
        assert_eq!(small.reveal(5), None);
        assert_eq!(small.reveal(20), Some(Anchor { top: 21.0 * 28.0 - 280.0, first: 11 }));
    }

    #[test]
    fn the_wheel_passes_over_no_row() {
        let total = 5_000_000;
        let mut now = Geometry::new(total, 28.0, Window { top: 0.0, height: 560.0 }, None);
        for step in 1..=1_000 {
            now = now.scrolled(now.moved(3.0));
            assert_eq!(now.first().0, 3 * step);
        }
        for step in 1..=3_000 {
            now = now.scrolled(now.moved(-1.0));
            assert_eq!(now.first().0, 3_000 - step);
        }
        assert_eq!(now.scrolled(now.moved(-5.0)).first().0, 0);
        let end = now.scrolled(now.moved(1e9));
        assert_eq!(end.first(), (total - 20, 8_000_000.0 - 560.0));
        // A hand at the scroll bar goes where it wants to.
        let elsewhere = Geometry { window: Window { top: 4_000_000.0, height: 560.0 }, ..end };
        assert!(elsewhere.first().0.abs_diff(total / 2) < 200);
    }
}
