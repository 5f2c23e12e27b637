//! What can be done in the table.

use crate::components::keys::KeyHelp;
use crate::query::SortBy;

/// What is done.
#[derive(Clone, Debug, PartialEq)]
pub enum TableAct {
    /// Rows are wanted, by place.
    Want(u32),
    /// The cursor moves to a place; `extend` selects from where it was.
    Cursor {
        /// The place.
        place: u32,
        /// Whether the selection grows.
        extend: bool,
    },
    /// The cursor moves to a cell of its row, or back to the whole row.
    Cell(Option<usize>),
    /// Open the event at a place.
    Open(u32),
    /// Sort by this; `true` behind what is sorted by already.
    Sort(SortBy, bool),
    /// A column gets another width in pixels.
    Resize(usize, u16),
    /// A column moves to another place.
    Move(usize, usize),
    /// A column is pinned, or let go.
    Pin(usize),
    /// Mark the event at the cursor, or take its mark away.
    Mark,
    /// Copy.
    Copy(Copying),
    /// Filter by the cell at the cursor.
    Filter {
        /// Which of its values; all of them, where this is nothing.
        value: Option<usize>,
        /// Leave out what has it.
        negate: bool,
    },
    /// Show what can be done at a point of the window, or no more.
    Menu(Option<[i32; 2]>),
}

/// What is copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Copying {
    /// The cell at the cursor.
    Cell,
    /// The selected rows, with headings, separated by tabs.
    Tsv,
    /// The selected rows as a JSON array of objects.
    Json,
}

/// The keys that the table hears.
pub const KEYS: &[KeyHelp] = &[
    KeyHelp { keys: &["ArrowDown", "j"], place: "table", does: "next event" },
    KeyHelp { keys: &["ArrowUp", "k"], place: "table", does: "previous event" },
    KeyHelp { keys: &["ArrowRight", "ArrowLeft"], place: "table", does: "next or previous cell of the row" },
    KeyHelp { keys: &["PageDown", "PageUp"], place: "table", does: "a screenful of events down or up" },
    KeyHelp { keys: &["Home", "End"], place: "table", does: "first event, last event" },
    KeyHelp {
        keys: &["Shift+↑", "Shift+↓", "Shift+Page Up", "Shift+Page Down", "Shift+Home", "Shift+End"],
        place: "table",
        does: "select more events",
    },
    KeyHelp { keys: &["Enter"], place: "table", does: "open the event" },
    KeyHelp { keys: &["x"], place: "table", does: "mark the event as evidence, or take the mark away" },
    KeyHelp { keys: &["c"], place: "table", does: "copy the cell, or the selected rows (separated by tabs)" },
    KeyHelp { keys: &["C"], place: "table", does: "copy the selected rows as JSON" },
    KeyHelp { keys: &["f", "F"], place: "table", does: "only the value of the cell; without it" },
    KeyHelp {
        keys: &["m", "ContextMenu", "Shift+F10"],
        place: "table",
        does: "what can be done with the cell",
    },
    KeyHelp { keys: &["Alt+→", "Alt+←"], place: "heading", does: "make the column wider or narrower" },
    KeyHelp { keys: &["Alt+Shift+→", "Alt+Shift+←"], place: "heading", does: "move the column" },
    KeyHelp {
        keys: &["p"],
        place: "heading",
        does: "pin the column, so that it stays in sight, or let it go",
    },
    KeyHelp { keys: &["Shift+Enter"], place: "heading", does: "sort by it behind what is sorted by already" },
];
