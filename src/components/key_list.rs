//! All keys, over the page and on the Help page.

use yew::prelude::*;

use super::dialog::Dialog;
use super::keys::{KeyHelp, shown};

/// What the list needs.
#[derive(Properties, PartialEq)]
pub struct ListProps {
    /// All keys.
    pub keys: Vec<KeyHelp>,
}

/// The keys as a table.
#[component]
pub fn KeyList(props: &ListProps) -> Html {
    html! {
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
    }
}

/// What the overlay needs.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// All keys.
    pub keys: Vec<KeyHelp>,
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
            <div class="dialog-scroll" tabindex="0" role="region" aria-label="All keys"><KeyList keys={props.keys.clone()} /></div>
        </Dialog>
    }
}
