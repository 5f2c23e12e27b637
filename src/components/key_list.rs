//! All keys, over the page and on the Help page.

use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::dialog::Dialog;
use super::keys::{KeyHelp, shown};

/// What the list needs.
#[derive(Properties, PartialEq)]
pub struct ListProps {
    /// All keys.
    pub keys: Vec<KeyHelp>,
    /// Whether keys without Ctrl or ⌘ do something wherever the focus is.
    pub single: bool,
    /// They are to, or not.
    pub on_single: Callback<bool>,
}

/// The keys as a table, and whether those that are heard anywhere are heard.
#[component]
pub fn KeyList(props: &ListProps) -> Html {
    let on_single = props.on_single.clone();
    let onchange = Callback::from(move |event: Event| {
        if let Some(input) = event.target().and_then(|it| it.dyn_into::<HtmlInputElement>().ok()) {
            on_single.emit(input.checked());
        }
    });
    html! {
        <>
        <p class="single-keys"><label>
            <input type="checkbox" checked={props.single} {onchange} />
            {"Single-key shortcuts: keys without Ctrl or ⌘ are heard anywhere. Where this is off, they are heard only by the table, list or tree that has the focus."}
        </label></p>
        <table class="plain keys">
            <thead class="visually-hidden"><tr><th scope="col">{"Keys"}</th><th scope="col">{"Where"}</th><th scope="col">{"What they do"}</th></tr></thead>
            <tbody>
                for help in props.keys.iter() {
                    <tr>
                        <td>for key in help.keys { <kbd>{shown(key)}</kbd>{" "} }</td>
                        <td class="note">{help.place}</td>
                        <td>{help.does}</td>
                    </tr>
                }
            </tbody>
        </table>
        </>
    }
}

/// What the overlay needs.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// All keys.
    pub keys: Vec<KeyHelp>,
    /// Whether keys without Ctrl or ⌘ do something wherever the focus is.
    pub single: bool,
    /// They are to, or not.
    pub on_single: Callback<bool>,
    /// It is to be closed.
    pub on_close: Callback<()>,
}

/// The keys over the page.
#[component]
pub fn KeyOverlay(props: &Props) -> Html {
    html! {
        <Dialog label="Keys" class="key-overlay" on_close={props.on_close.clone()}>
            <div class="dialog-head">
                <h2>{"Keys"}</h2>
                <button type="button" class="icon-button" aria-label="Close" onclick={props.on_close.reform(|_: MouseEvent| ())}>{"×"}</button>
            </div>
            <div class="dialog-scroll" tabindex="0" role="region" aria-label="All keys">
                <KeyList keys={props.keys.clone()} single={props.single} on_single={props.on_single.clone()} />
            </div>
        </Dialog>
    }
}
