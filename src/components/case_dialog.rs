//! The case file: what is in it, saving and opening it, and what became of the files and marks of the one that is
//! open.

use yew::prelude::*;

use super::dialog::Dialog;
use super::format::count;
use crate::view::text::shown;

/// The case that is open.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenCase {
    /// Name of its file.
    pub name: String,
    /// When it was saved.
    pub saved: String,
    /// What is said of it, as sentences.
    pub said: Vec<String>,
    /// Lists of what is missing or differs: what it is, and its lines.
    pub lists: Vec<(String, Vec<String>)>,
}

/// What the dialog needs.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Files that are loaded.
    pub files: u32,
    /// Marked events.
    pub marks: u32,
    /// Saved views.
    pub views: u32,
    /// Share of the bytes that are hashed, while files are.
    pub hashing: Option<f64>,
    /// The case that is open.
    pub open: Option<OpenCase>,
    /// Save a case.
    pub on_save: Callback<()>,
    /// Choose a case file to open.
    pub on_open: Callback<()>,
    /// Hash no more.
    pub on_stop: Callback<()>,
    /// It is to be closed.
    pub on_close: Callback<()>,
}

/// Lines of a list that are shown; the rest is counted.
const MOST: usize = 200;

/// The dialog.
#[component]
pub fn CaseDialog(props: &Props) -> Html {
    let press = |call: &Callback<()>| call.reform(|_: MouseEvent| ());
    html! {
        <Dialog label="Case file" class="case" on_close={props.on_close.clone()}>
            <div class="dialog-head">
                <h2>{"Case file"}</h2>
                <button type="button" class="icon-button" aria-label="Close" onclick={press(&props.on_close)}>{"×"}</button>
            </div>
            <div class="dialog-scroll">
                <p>{"A case file is what you found, to be opened again with the same files. In it are:"}</p>
                <ul class="case-parts">
                    <li>{"what is looked for: page, query with what is paused of it, scope, range, order, columns, stack, time zone"}</li>
                    <li>{format!("marked events, {}: id, fingerprint, time, operation and your note of each", count(props.marks))}</li>
                    <li>{format!("saved views, {}", count(props.views))}</li>
                    <li>{format!("loaded files, {}: name, size and SHA-256 of each, for which all of them are read again", count(props.files))}</li>
                </ul>
                <p>{"No other event data is in it."}</p>
                if let Some(share) = props.hashing {
                    <div class="case-hashing" role="group" aria-label="Hashing files">
                        <progress aria-label="Hashing files" max="100" value={format!("{:.0}", share * 100.0)}></progress>
                        <button type="button" class="button" onclick={press(&props.on_stop)}>{"Stop hashing"}</button>
                    </div>
                } else {
                    <p class="case-buttons">
                        <button type="button" class="button button-main" disabled={props.files == 0} onclick={press(&props.on_save)}>{"Save the case"}</button>
                        <button type="button" class="button" onclick={press(&props.on_open)}>{"Open a case file"}</button>
                    </p>
                }
                if let Some(open) = &props.open {
                    <section class="case-open" aria-label="The open case">
                        <h3>{format!("Open: {}", shown(&open.name).into_owned())}</h3>
                        <p>{format!("Saved {}. ", shown(&open.saved).into_owned())}{open.said.join(" ")}</p>
                        for (what, lines) in open.lists.iter() {
                            <h4>{what}</h4>
                            <ul>
                                for line in lines.iter().take(MOST) {
                                    <li>{shown(line).into_owned()}</li>
                                }
                                if lines.len() > MOST {
                                    <li>{format!("and {} more", count((lines.len() - MOST) as f64))}</li>
                                }
                            </ul>
                        }
                    </section>
                }
            </div>
        </Dialog>
    }
}
