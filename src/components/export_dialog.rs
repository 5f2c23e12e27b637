//! What is to be exported, and in which form.

use yew::prelude::*;

use super::dialog::Dialog;
use super::format::count;
use crate::export::{FORMS, Form};

/// What the dialog needs.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Events that match.
    pub matching: u32,
    /// Events that are marked.
    pub marked: u32,
    /// Export in this form; `true` for the marked events alone.
    pub on_export: Callback<(Form, bool)>,
    /// It is to be closed.
    pub on_close: Callback<()>,
}

/// The dialog.
#[component]
pub fn ExportDialog(props: &Props) -> Html {
    // Most ask for what they see; where that is nothing, the marked events are all there is.
    let marked = use_state(|| props.matching == 0 && props.marked > 0);
    let form = use_state(|| Form::Shown);
    let which = |of_marked: bool, label: String, there: bool| {
        let marked = marked.clone();
        let checked = *marked == of_marked;
        html! {
            <label class="export-choice">
                <input type="radio" name="export-of" {checked} disabled={!there}
                    onchange={Callback::from(move |_: Event| marked.set(of_marked))} />
                <span>{label}</span>
            </label>
        }
    };
    let export = {
        let (form, marked) = (*form, *marked);
        props.on_export.reform(move |_: MouseEvent| (form, marked))
    };
    let nothing = if *marked { props.marked == 0 } else { props.matching == 0 };
    html! {
        <Dialog label="Export" class="export" on_close={props.on_close.clone()}>
            <div class="dialog-head">
                <h2>{"Export events"}</h2>
                <button type="button" class="icon-button" aria-label="Close" onclick={props.on_close.reform(|_: MouseEvent| ())}>{"×"}</button>
            </div>
            <div class="dialog-scroll">
                <fieldset class="export-group">
                    <legend>{"Which"}</legend>
                    {which(false, format!("What matches: {}", count(props.matching)), props.matching > 0)}
                    {which(true, format!("What is marked: {}", count(props.marked)), props.marked > 0)}
                </fieldset>
                <fieldset class="export-group">
                    <legend>{"As"}</legend>
                    for row in FORMS {
                        <label class="export-choice">
                            <input type="radio" name="export-as" checked={*form == row.form} onchange={{
                                let form = form.clone();
                                Callback::from(move |_: Event| form.set(row.form))
                            }} />
                            <span>{row.label}<span class="export-about">{" "}{row.about}</span></span>
                        </label>
                    }
                </fieldset>
                <p class="export-note">
                    {if form.framing().is_some() {
                        "Records have the spelling that they have in your files, byte for byte, and the order of the files. Those that are not in memory are read again."
                    } else {
                        "Cells that a spreadsheet would take for formulas get an apostrophe before them."
                    }}
                </p>
                <button type="button" class="button button-main" disabled={nothing} onclick={export}>{"Export"}</button>
            </div>
        </Dialog>
    }
}
