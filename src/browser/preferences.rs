//! The few preferences that outlive the page. Never event data; where storage is refused, they last as long as
//! the page.

use gloo::storage::{LocalStorage, Storage};

const THEME: &str = "trailglass.theme";

/// The chosen theme: `light`, `dark`, or nothing for the system's.
pub fn theme() -> Option<String> {
    LocalStorage::get(THEME).ok()
}

/// Chooses a theme, for now and for later.
pub fn set_theme(theme: Option<&str>) {
    if let Some(root) = gloo::utils::document().document_element() {
        // Setting an attribute of an element that is there cannot fail.
        let _ = match theme {
            Some(theme) => root.set_attribute("data-theme", theme),
            None => root.remove_attribute("data-theme"),
        };
    }
    match theme {
        // Refused storage (file:// in some browsers, private windows): the theme lasts as long as the page.
        Some(theme) => drop(LocalStorage::set(THEME, theme)),
        None => LocalStorage::delete(THEME),
    }
}
