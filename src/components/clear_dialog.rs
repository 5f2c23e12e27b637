//! Asks before marks and notes are forgotten that are in no case file.

use yew::prelude::*;

use super::dialog::Dialog;
use super::format::count;

/// What the question needs.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Marked events.
    pub marks: u32,
    /// Whether a case can be saved now.
    pub can_save: bool,
    /// Save one.
    pub on_save: Callback<()>,
    /// Forget everything.
    pub on_clear: Callback<()>,
    /// It is to be closed.
    pub on_close: Callback<()>,
}

/// The question. What has the focus at first loses nothing.
#[component]
pub fn ClearDialog(props: &Props) -> Html {
    let press = |call: &Callback<()>| call.reform(|_: MouseEvent| ());
    let save = {
        let (save, close) = (props.on_save.clone(), props.on_close.clone());
        Callback::from(move |_: MouseEvent| {
            close.emit(());
            save.emit(());
        })
    };
    let marked =
        if props.marks == 1 { "1 event is".to_owned() } else { format!("{} events are", count(props.marks)) };
    html! {
        <Dialog label="Clear" class="clear-dialog" on_close={props.on_close.clone()}>
            <h2>{"Forget the marks as well?"}</h2>
            <p>{format!("{marked} marked, and no case file holds these marks and their notes. Clear forgets them.")}</p>
            <p class="case-buttons">
                <button type="button" class="button button-main" onclick={press(&props.on_close)}>{"Keep everything"}</button>
                if props.can_save {
                    <button type="button" class="button" onclick={save}>{"Save the case"}</button>
                }
                <button type="button" class="button" onclick={press(&props.on_clear)}>{"Clear all the same"}</button>
            </p>
        </Dialog>
    }
}
