//! Keys: which action one stands for, and the list of all of them.

use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};
use yew::Context;

use super::actions::ACTIONS;
use super::screen::ScreenMsg;
use super::shell::App;
use crate::components::keys::KeyHelp;
use crate::components::{data_grid, event_table, facet_list, json_tree, query_box};

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

fn is_typing(event: &KeyboardEvent) -> bool {
    event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok())
        .is_some_and(|element| matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT"))
}

/// All keys: those of the table of actions, and those that a component hears itself.
pub fn all() -> Vec<KeyHelp> {
    let of_actions = ACTIONS.iter().filter(|action| !action.keys.is_empty()).map(|action| KeyHelp {
        keys: action.keys,
        place: "anywhere",
        does: action.does,
    });
    let of_components =
        [query_box::KEYS, facet_list::KEYS, event_table::KEYS, json_tree::KEYS, data_grid::KEYS];
    of_actions.chain(of_components.into_iter().flatten().copied()).collect()
}

#[cfg(test)]
mod tests {
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
}
