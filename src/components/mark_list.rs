//! The marked events with their notes.

use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::dialog::Dialog;
use super::format::count;
use crate::view::text::shown;

/// A marked event.
#[derive(Clone, Debug, PartialEq)]
pub struct MarkLine {
    /// Number of the event in the store.
    pub row: u32,
    /// When it was.
    pub time: String,
    /// What it was.
    pub event: String,
    /// The note.
    pub note: String,
}

/// What the list needs.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The marked events, oldest first.
    pub lines: Vec<MarkLine>,
    /// Open an event.
    pub on_open: Callback<u32>,
    /// Take a mark away.
    pub on_toggle: Callback<u32>,
    /// Another note.
    pub on_note: Callback<(u32, String)>,
    /// It is to be closed.
    pub on_close: Callback<()>,
}

/// The list.
#[component]
pub fn MarkList(props: &Props) -> Html {
    html! {
        <Dialog label="Marked events" class="mark-list" on_close={props.on_close.clone()}>
            <div class="dialog-head">
                <h2>{format!("Marked events: {}", count(props.lines.len() as f64))}</h2>
                <button type="button" class="icon-button" aria-label="Close" onclick={props.on_close.reform(|_: MouseEvent| ())}>{"×"}</button>
            </div>
            if props.lines.is_empty() {
                <p class="note">{"Nothing is marked. In the table, x marks the event at the cursor; in an open event there is a button."}</p>
            }
            <ul class="dialog-scroll" aria-label="Marked events">
                for line in props.lines.iter() {
                    {one(props, line)}
                }
            </ul>
        </Dialog>
    }
}

fn one(props: &Props, line: &MarkLine) -> Html {
    let row = line.row;
    let name = format!("{} {}", line.time, shown(&line.event));
    html! {
        <li key={row} class="mark-line">
            <button type="button" class="link-button" onclick={props.on_open.reform(move |_: MouseEvent| row)}>{&name}</button>
            <NoteBox note={line.note.clone()} label={format!("Note on {name}")} on_note={props.on_note.reform(move |note| (row, note))} />
            <button type="button" class="icon-button" aria-label={format!("Take the mark of {name} away")}
                onclick={props.on_toggle.reform(move |_: MouseEvent| row)}>{"×"}</button>
        </li>
    }
}

/// What a box for a note needs.
#[derive(Properties, PartialEq)]
pub struct NoteProps {
    /// The note.
    pub note: String,
    /// What it is on.
    pub label: String,
    /// Another note.
    pub on_note: Callback<String>,
}

/// A box for a note.
#[component]
pub fn NoteBox(props: &NoteProps) -> Html {
    let on_note = props.on_note.clone();
    let oninput = Callback::from(move |event: InputEvent| {
        if let Some(input) = event.target().and_then(|it| it.dyn_into::<HtmlInputElement>().ok()) {
            on_note.emit(input.value());
        }
    });
    html! {
        <input type="text" class="note-box" value={props.note.clone()} placeholder="Note" aria-label={props.label.clone()} {oninput} />
    }
}
