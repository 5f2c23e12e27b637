//! Keys: which action one stands for, and the list of all of them.

use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};
use yew::Context;

use super::actions::ACTIONS;
use super::screen::ScreenMsg;
use super::shell::App;
use crate::components::keys::KeyHelp;
use crate::components::{
    chips, column_chooser, data_grid, dialog, event_table, facet_list, json_tree, menu, palette, query_box,
};
use crate::pages::files;

impl App {
    pub(super) fn key(&mut self, ctx: &Context<Self>, event: &KeyboardEvent) -> bool {
        if event.alt_key() || event.default_prevented() {
            return false;
        }
        // What lies over the page hears its own keys, unless it has lost the focus.
        if self.screen.over.is_some() {
            return event.key() == "Escape" && self.update_screen(ctx, ScreenMsg::Over(None));
        }
        let (key, typing) = (name_of(event), is_typing(event));
        let action = ACTIONS.iter().find(|action| {
            action.keys.contains(&key.as_str()) && (action.typing || !typing) && (action.can)(self)
        });
        let action = action.filter(|_| self.screen.single_keys || !is_single(&key));
        match action {
            Some(action) => {
                event.prevent_default();
                (action.run)(self, ctx)
            }
            None => false,
        }
    }
}

fn name_of(event: &KeyboardEvent) -> String {
    named(&event.key(), event.ctrl_key() || event.meta_key(), event.shift_key())
}

/// A key as the table of actions names it. With Ctrl, Shift makes another key of it, whatever it makes of the letter.
fn named(key: &str, ctrl: bool, shift: bool) -> String {
    match (ctrl, shift) {
        (true, true) => format!("Ctrl+Shift+{}", key.to_lowercase()),
        (true, false) => format!("Ctrl+{}", key.to_lowercase()),
        (false, _) => key.to_owned(),
    }
}

/// Whether it is a character alone, which speech and stray hands type too. WCAG 2.1.4: these can be turned off.
fn is_single(key: &str) -> bool {
    key.chars().count() == 1
}

fn is_typing(event: &KeyboardEvent) -> bool {
    event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok())
        .is_some_and(|element| matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT"))
}

/// The keys that components and pages hear themselves, with the files in which they do.
const HEARD: &[(&[KeyHelp], &[&str])] = &[
    (query_box::KEYS, &["components/query_box.rs"]),
    (chips::KEYS, &["components/chips.rs"]),
    (facet_list::KEYS, &["components/facet_list.rs"]),
    (event_table::KEYS, &["components/event_table/mod.rs", "components/event_table/head.rs"]),
    (menu::KEYS, &["components/menu.rs"]),
    (json_tree::KEYS, &["components/json_tree.rs"]),
    (data_grid::KEYS, &["components/data_grid.rs", "components/virtual_rows.rs", "pages/ledger_table.rs"]),
    (files::KEYS, &["pages/files.rs"]),
    (dialog::KEYS, &["components/dialog.rs"]),
    (palette::KEYS, &["components/palette.rs"]),
    (column_chooser::KEYS, &["components/column_chooser.rs"]),
];

/// All keys: those of the table of actions, and those that a component hears itself.
pub fn all() -> Vec<KeyHelp> {
    let of_actions = ACTIONS.iter().filter(|action| !action.keys.is_empty()).map(|action| KeyHelp {
        keys: action.keys,
        place: "anywhere",
        does: action.does,
    });
    of_actions.chain(HEARD.iter().flat_map(|(keys, _)| keys.iter().copied())).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::{Path, PathBuf};

    use super::*;

    #[test]
    fn keys_with_shift_are_other_keys() {
        let is_one = |name: String| ACTIONS.iter().any(|action| action.keys.contains(&name.as_str()));
        // With Caps Lock the letter is a capital.
        assert!(is_one(named("p", true, false)) && is_one(named("P", true, false)));
        assert!(!is_one(named("P", true, true)) && !is_one(named("p", true, true)));
        assert!(is_one(named("?", false, true)));
    }

    #[test]
    fn every_key_has_its_words() {
        for key in all() {
            assert!(!key.keys.is_empty() && !key.does.is_empty() && !key.place.is_empty());
        }
    }

    /// What the browser does by itself: a check box, a button.
    const NATIVE: &[(&str, &str)] = &[("components/facet_list.rs", " ")];

    /// A key of a list as the browser names it, without those that are held with it.
    fn alone(key: &str) -> &str {
        match key.rsplit('+').next().unwrap_or(key) {
            "↑" => "ArrowUp",
            "↓" => "ArrowDown",
            "←" => "ArrowLeft",
            "→" => "ArrowRight",
            "Page Up" => "PageUp",
            "Page Down" => "PageDown",
            key => key,
        }
    }

    fn literals(text: &str) -> impl Iterator<Item = &str> {
        text.split('"').skip(1).step_by(2)
    }

    /// The keys that a file compares with: arms of a `match` on a key, and `==`.
    fn heard(text: &str) -> BTreeSet<String> {
        let text = text.split("#[cfg(test)]").next().unwrap();
        let mut out = BTreeSet::new();
        let mut arms: Option<usize> = None;
        for line in text.lines() {
            let indent = line.len() - line.trim_start().len();
            if let Some((_, rest)) = line.split_once(".key() == \"") {
                out.extend(rest.split('"').next().map(str::to_owned));
            }
            let is_arm = line.trim_start().starts_with(['"', '(']) && line.contains("=>");
            match arms {
                Some(outer) if indent == outer => arms = None,
                Some(outer) if indent == outer + 4 && is_arm => {
                    let pattern = line.split("=>").next().unwrap();
                    out.extend(literals(pattern.split(" if ").next().unwrap()).map(str::to_owned));
                }
                None if line.contains("match")
                    && (line.contains(".key()") || line.contains("match key {")) =>
                {
                    arms = Some(indent);
                }
                _ => {}
            }
        }
        out
    }

    fn files_in(folder: &Path, out: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                files_in(&path, out);
            } else {
                out.push(path);
            }
        }
    }

    /// The list of keys is what is heard, no more and no less.
    #[test]
    fn what_is_heard_is_listed() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        for (keys, files) in HEARD {
            let listed: BTreeSet<String> = keys
                .iter()
                .flat_map(|help| help.keys)
                .filter(|key| !files.iter().any(|file| NATIVE.contains(&(*file, **key))))
                .map(|key| alone(key).to_owned())
                .collect();
            let texts = files.iter().map(|file| std::fs::read_to_string(root.join(file)).unwrap());
            let heard: BTreeSet<String> = texts.flat_map(|text| heard(&text)).collect();
            assert_eq!(listed, heard, "{files:?}");
        }
        // Nobody else hears keys.
        let mut all = Vec::new();
        ["components", "pages"].iter().for_each(|folder| files_in(&root.join(folder), &mut all));
        for path in all {
            let name = path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
            let hears = std::fs::read_to_string(&path).unwrap().contains(".key()");
            assert!(!hears || HEARD.iter().any(|(_, files)| files.contains(&&*name)), "{name}");
        }
    }
}
