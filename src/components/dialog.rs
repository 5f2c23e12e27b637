//! A dialog over the page: takes the focus, keeps it, and gives it back.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};
use yew::prelude::*;

use super::keys::KeyHelp;

/// The keys that a dialog hears.
pub const KEYS: &[KeyHelp] = &[
    KeyHelp {
        keys: &["Tab"],
        place: "dialog",
        does: "next control of the dialog; with Shift the one before",
    },
    KeyHelp { keys: &["Escape"], place: "dialog", does: "close the dialog" },
];

/// What a dialog needs.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What it is.
    pub label: AttrValue,
    /// A class for its size.
    #[prop_or_default]
    pub class: Classes,
    /// It is to be closed.
    pub on_close: Callback<()>,
    /// What stands in it.
    pub children: Html,
}

/// The dialog. The first thing in it that can take the focus gets it.
#[component]
pub fn Dialog(props: &Props) -> Html {
    let place = use_node_ref();
    {
        let place = place.clone();
        use_effect_with((), move |_| {
            let before = gloo::utils::document().active_element();
            focus(inside(&place).first());
            move || {
                // Back to where the keyboard was, if that is still there.
                let before = before.and_then(|element| element.dyn_into::<HtmlElement>().ok());
                focus(before.filter(|element| element.is_connected()).as_ref());
            }
        });
    }
    let onkeydown = {
        let (place, close) = (place.clone(), props.on_close.clone());
        Callback::from(move |event: KeyboardEvent| {
            match event.key().as_str() {
                "Escape" => {
                    event.prevent_default();
                    close.emit(());
                }
                "Tab" => keep(&place, &event),
                _ => {}
            }
            // Nothing behind the dialog hears its keys.
            event.stop_propagation();
        })
    };
    let shade = {
        let close = props.on_close.clone();
        Callback::from(move |event: MouseEvent| {
            if event.target() == event.current_target() {
                close.emit(());
            }
        })
    };
    html! {
        <div class="dialog-shade" onclick={shade}>
            <div ref={place} class={classes!("dialog", props.class.clone())} role="dialog" aria-modal="true"
                aria-label={props.label.clone()} {onkeydown}>
                {props.children.clone()}
            </div>
        </div>
    }
}

fn inside(place: &NodeRef) -> Vec<HtmlElement> {
    let Some(element) = place.cast::<Element>() else { return Vec::new() };
    let Ok(list) = element.query_selector_all("input, button, select, textarea, a[href], [tabindex='0']")
    else {
        return Vec::new();
    };
    (0..list.length()).filter_map(|at| list.get(at)?.dyn_into().ok()).collect()
}

fn focus(element: Option<&HtmlElement>) {
    if let Some(element) = element {
        // An element that cannot take the focus leaves it where it is.
        let _ = element.focus();
    }
}

/// From the last thing in the dialog to the first, and back.
fn keep(place: &NodeRef, event: &KeyboardEvent) {
    let all = inside(place);
    let now = gloo::utils::document().active_element();
    let at = |element: Option<&HtmlElement>| match (element, &now) {
        (Some(element), Some(now)) => AsRef::<Element>::as_ref(element) == now,
        _ => false,
    };
    if event.shift_key() && at(all.first()) {
        event.prevent_default();
        focus(all.last());
    } else if !event.shift_key() && at(all.last()) {
        event.prevent_default();
        focus(all.first());
    }
}
