//! The keys, one table for the Help page.

/// One key.
pub struct Key {
    /// What the Help page prints.
    pub shown: &'static str,
    /// What it does.
    pub does: &'static str,
}

/// All keys that Help lists. The table's own keys are heard by the table, the query box's by the box, the
/// others by the page.
pub const KEYS: &[Key] = &[
    Key { shown: "/", does: "go to the query box" },
    Key { shown: "Enter", does: "in the query box: apply the query; in the table: open the event" },
    Key { shown: "Esc", does: "close the event, or clear the time range" },
    Key { shown: "↓ or j", does: "next event" },
    Key { shown: "↑ or k", does: "previous event" },
    Key { shown: "Page Down, Page Up", does: "a screenful of events down or up" },
    Key { shown: "Home, End", does: "first event, last event" },
];
