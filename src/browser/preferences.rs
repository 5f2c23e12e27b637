//! The few preferences that outlive the page. Never event data, but for what somebody writes into the query of a view that
//! they save; where storage is refused, they last as long as the page.

use gloo::storage::{LocalStorage, Storage};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A preference: its key in the browser's storage.
pub struct Preference(&'static str);

/// `light`, `dark`, or nothing for the system's.
pub const THEME: Preference = Preference("trailglass.theme");
/// Names of the facets that are open.
pub const FACETS_OPEN: Preference = Preference("trailglass.facets");
/// Whether the panel of facets is shown.
pub const FACETS_PANEL: Preference = Preference("trailglass.facets-panel");

/// Name of the time zone.
pub const ZONE: Preference = Preference("trailglass.zone");
/// Columns of the table: path and width in pixels.
pub const COLUMNS: Preference = Preference("trailglass.columns");
/// How many of the columns are pinned.
pub const PINNED: Preference = Preference("trailglass.pinned");
/// Whether the rows of the table stand close.
pub const DENSE: Preference = Preference("trailglass.dense");

/// Whether keys without Ctrl or ⌘ do something wherever the focus is.
pub const SINGLE_KEYS: Preference = Preference("trailglass.single-keys");

/// Saved views, each with what it looks for.
pub const VIEWS: Preference = Preference("trailglass.views");

/// All preferences; nothing else is ever stored.
pub const ALL: &[Preference] =
    &[THEME, FACETS_OPEN, FACETS_PANEL, ZONE, COLUMNS, PINNED, DENSE, SINGLE_KEYS, VIEWS];

impl Preference {
    /// Its value, if there is one that can be read.
    pub fn get<T: DeserializeOwned>(&self) -> Option<T> {
        LocalStorage::get(self.0).ok()
    }

    /// Keeps a value. Refused storage (file:// in some browsers, private windows): it lasts as long as the page.
    pub fn set<T: Serialize>(&self, value: &T) {
        drop(LocalStorage::set(self.0, value));
    }

    /// Forgets it.
    pub fn forget(&self) {
        LocalStorage::delete(self.0);
    }
}

/// Forgets all preferences.
pub fn forget_all() {
    ALL.iter().for_each(Preference::forget);
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
        Some(theme) => THEME.set(&theme),
        None => THEME.forget(),
    }
}
