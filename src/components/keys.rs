//! Keys in words, for lists of them.

/// Keys that do the same, and what they do.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct KeyHelp {
    /// The keys, as the browser names them.
    pub keys: &'static [&'static str],
    /// Where they are heard.
    pub place: &'static str,
    /// What they do.
    pub does: &'static str,
}

/// A key as people know it.
pub fn shown(key: &str) -> &str {
    match key {
        "ArrowUp" => "↑",
        "ArrowDown" => "↓",
        "ArrowLeft" => "←",
        "ArrowRight" => "→",
        "PageUp" => "Page Up",
        "PageDown" => "Page Down",
        "Escape" => "Esc",
        "ContextMenu" => "Menu",
        " " => "Space",
        key => key,
    }
}
