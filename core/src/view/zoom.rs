//! Ranges of time: larger, smaller, earlier, later.

/// A range of time, larger or smaller by a factor, with a point of it kept in place; all times where it would be
/// as large.
pub fn zoomed([start, end]: [f64; 2], factor: f64, point: f64, full: [f64; 2]) -> Option<[f64; 2]> {
    let point = point.clamp(start, end);
    let range = [(point - (point - start) * factor).floor(), (point + (end - point) * factor).ceil()];
    within(if range[1] - range[0] < 1.0 { [range[0], range[0] + 1.0] } else { range }, full)
}

/// A range of time, later by a share of its length.
pub fn moved([start, end]: [f64; 2], share: f64, full: [f64; 2]) -> Option<[f64; 2]> {
    let by = ((end - start) * share).round();
    let by = by.clamp(full[0] - start, (full[1] - end).max(full[0] - start));
    within([start + by, end + by], full)
}

fn within(range: [f64; 2], full: [f64; 2]) -> Option<[f64; 2]> {
    (range[0] > full[0] || range[1] < full[1]).then_some(range)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_zoom_and_move() {
        let full = [0.0, 1_000.0];
        assert_eq!(zoomed(full, 0.5, 500.0, full), Some([250.0, 750.0]));
        assert_eq!(zoomed([250.0, 750.0], 0.5, 250.0, full), Some([250.0, 500.0]));
        assert_eq!(zoomed([250.0, 750.0], 2.0, 500.0, full), None, "all times");
        assert_eq!(zoomed([5.0, 6.0], 0.1, 5.0, full), Some([5.0, 6.0]), "a second at least");
        assert_eq!(moved([250.0, 750.0], 0.5, full), Some([500.0, 1_000.0]));
        assert_eq!(moved([250.0, 750.0], -0.5, full), Some([0.0, 500.0]));
        assert_eq!(moved([0.0, 500.0], -0.5, full), Some([0.0, 500.0]));
    }
}
