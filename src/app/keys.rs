//! The keys that work everywhere on the page, one table.

/// One key.
pub struct Key {
    /// As `KeyboardEvent.key` gives it, in lower case.
    pub key: &'static str,
    /// What the Help page prints.
    pub shown: &'static str,
    /// What it does.
    pub does: &'static str,
}

/// All keys that Help lists. The table's own keys are heard by the table, the others by the page.
pub const KEYS: &[Key] = &[
    Key { key: "/", shown: "/", does: "go to the query box" },
    Key { key: "enter", shown: "Enter", does: "in the query box: apply the query; in the table: open the event" },
    Key { key: "escape", shown: "Esc", does: "close the event, or clear the time range" },
    Key { key: "arrowdown", shown: "↓ or j", does: "next event" },
    Key { key: "arrowup", shown: "↑ or k", does: "previous event" },
    Key { key: "pagedown", shown: "Page Down, Page Up", does: "a screenful of events down or up" },
    Key { key: "home", shown: "Home, End", does: "first event, last event" },
];
