//! Saved views: save what is looked for, apply, rename, delete.

use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, SubmitEvent};
use yew::prelude::*;

use super::dialog::Dialog;
use crate::view::text::shown;

/// What is done.
#[derive(Clone, Debug, PartialEq)]
pub enum ViewAct {
    /// Save what is looked for under a name.
    Save(String),
    /// Look for what the view of this number says.
    Apply(usize),
    /// Another name.
    Rename(usize, String),
    /// Delete it.
    Delete(usize),
}

/// A saved view.
#[derive(Clone, Debug, PartialEq)]
pub struct ViewLine {
    /// Its name.
    pub name: String,
    /// What it looks for, in short.
    pub about: String,
}

/// What the list needs.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The views.
    pub lines: Vec<ViewLine>,
    /// Something is done.
    pub on_act: Callback<ViewAct>,
    /// It is to be closed.
    pub on_close: Callback<()>,
}

/// The list.
#[component]
pub fn ViewList(props: &Props) -> Html {
    let name = use_node_ref();
    let onsubmit = {
        let (name, act) = (name.clone(), props.on_act.clone());
        Callback::from(move |event: SubmitEvent| {
            // The page goes nowhere.
            event.prevent_default();
            if let Some(input) = name.cast::<HtmlInputElement>() {
                act.emit(ViewAct::Save(input.value()));
                input.set_value("");
            }
        })
    };
    html! {
        <Dialog label="Saved views" class="mark-list" on_close={props.on_close.clone()}>
            <div class="dialog-head">
                <h2>{"Saved views"}</h2>
                <button type="button" class="icon-button" aria-label="Close" onclick={props.on_close.reform(|_: MouseEvent| ())}>{"×"}</button>
            </div>
            <form class="view-save" {onsubmit}>
                <input ref={name} type="text" class="note-box" aria-label="Name of the view" placeholder="Name" autocomplete="off" />
                <button type="submit" class="button">{"Save this view"}</button>
            </form>
            <p class="note">{"Page, query, scope, range, order, columns, stack and time zone. Kept in this browser, where it lets the page, and in case files."}</p>
            <ul class="dialog-scroll" aria-label="Saved views">
                for (at, line) in props.lines.iter().enumerate() {
                    {one(props, at, line)}
                }
            </ul>
        </Dialog>
    }
}

fn one(props: &Props, at: usize, line: &ViewLine) -> Html {
    let name = shown(&line.name).into_owned();
    let rename = props.on_act.clone();
    let onchange = Callback::from(move |event: Event| {
        if let Some(input) = event.target().and_then(|it| it.dyn_into::<HtmlInputElement>().ok()) {
            rename.emit(ViewAct::Rename(at, input.value()));
        }
    });
    html! {
        <li key={line.name.clone()} class="mark-line">
            <input type="text" class="note-box" value={line.name.clone()} aria-label={format!("Name of {name}")} {onchange} />
            <span class="view-about">{shown(&line.about).into_owned()}</span>
            <button type="button" class="button" aria-label={format!("Apply {name}")}
                onclick={props.on_act.reform(move |_: MouseEvent| ViewAct::Apply(at))}>{"Apply"}</button>
            <button type="button" class="icon-button" aria-label={format!("Delete {name}")}
                onclick={props.on_act.reform(move |_: MouseEvent| ViewAct::Delete(at))}>{"×"}</button>
        </li>
    }
}
