//! Which columns the table has, and in which order.

use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlInputElement, KeyboardEvent};
use yew::prelude::*;

use super::dialog::Dialog;
use super::keys::KeyHelp;
use crate::view::TableColumn;

/// The keys that the search in it hears.
pub const KEYS: &[KeyHelp] =
    &[KeyHelp { keys: &["Enter"], place: "columns", does: "add the path that is typed as a column" }];

/// A column that can be chosen.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// Its path.
    pub path: AttrValue,
    /// Its heading.
    pub label: AttrValue,
    /// What it holds.
    pub about: &'static str,
    /// Its place in the table, if it is in it.
    pub place: Option<usize>,
    /// Whether it stays in sight.
    pub pinned: bool,
    /// Its width in pixels, if it is in the table.
    pub width: u16,
    /// Whether it is always there, as the first.
    pub fixed: bool,
}

/// What is done.
#[derive(Clone, Debug, PartialEq)]
pub enum ColumnAct {
    /// Show it, or show it no more.
    Toggle(AttrValue),
    /// One place to the left (-1) or to the right (1).
    Move(AttrValue, isize),
    /// It stays in sight, or does so no more.
    Pin(AttrValue),
    /// A step narrower (-1) or wider (1).
    Width(AttrValue, i32),
    /// As at first.
    Reset,
}

/// What the chooser needs.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// All columns.
    pub choices: Vec<Choice>,
    /// Something is done.
    pub on_act: Callback<ColumnAct>,
    /// It is to be closed.
    pub on_close: Callback<()>,
}

/// The chooser: the columns of the table in their order, then all others.
#[component]
pub fn ColumnChooser(props: &Props) -> Html {
    let text = use_state(String::new);
    let oninput = {
        let text = text.clone();
        Callback::from(move |event: InputEvent| {
            if let Some(input) = event.target().and_then(|it| it.dyn_into::<HtmlInputElement>().ok()) {
                text.set(input.value());
            }
        })
    };
    // A line that moves loses the focus, and its button may be wanted again.
    let pressed = use_mut_ref(|| None::<String>);
    {
        let pressed = pressed.clone();
        use_effect_with(props.choices.clone(), move |_| {
            let button =
                pressed.borrow_mut().take().and_then(|id| gloo::utils::document().get_element_by_id(&id));
            if let Some(button) = button {
                // A button can take the focus.
                let _ = button.unchecked_into::<HtmlElement>().focus();
            }
        });
    }
    let on_step = {
        let on_act = props.on_act.clone();
        Callback::from(move |(path, by): (AttrValue, isize)| {
            *pressed.borrow_mut() = Some(button_id(&path, by));
            on_act.emit(ColumnAct::Move(path, by));
        })
    };
    let words = text.to_lowercase();
    let has = |choice: &&Choice| {
        [&*choice.path, &*choice.label, choice.about]
            .iter()
            .any(|it| it.to_lowercase().contains(words.trim()))
    };
    let mut chosen: Vec<&Choice> = props.choices.iter().filter(|it| it.place.is_some()).filter(has).collect();
    chosen.sort_by_key(|choice| (!choice.fixed, choice.place));
    let others: Vec<&Choice> = props.choices.iter().filter(|it| it.place.is_none()).filter(has).collect();
    let none = chosen.is_empty() && others.is_empty();
    // What was typed may be a path that is no column yet.
    let path = TableColumn::find(&text).filter(|it| matches!(it, TableColumn::At(_)));
    let path = path.map(|it| AttrValue::from(it.path().to_owned()));
    let path = path.filter(|path| props.choices.iter().all(|choice| choice.path != *path));
    let add = {
        let (on_act, text, path) = (props.on_act.clone(), text.clone(), path.clone());
        move || {
            if let Some(path) = &path {
                text.set(String::new());
                on_act.emit(ColumnAct::Toggle(path.clone()));
            }
        }
    };
    let onkeydown = {
        let add = add.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Enter" {
                add();
            }
        })
    };
    html! {
        <Dialog label="Columns" class="column-chooser" on_close={props.on_close.clone()}>
            <div class="dialog-head">
                <h2>{"Columns"}</h2>
                <button type="button" class="link-button" onclick={props.on_act.reform(|_: MouseEvent| ColumnAct::Reset)}>{"As at first"}</button>
                <button type="button" class="icon-button" aria-label="Close" onclick={props.on_close.reform(|_: MouseEvent| ())}>{"×"}</button>
            </div>
            <input type="search" class="facet-search" placeholder="Search columns, or type a path: requestParameters.name"
                aria-label="Search columns, or type a path into the record" value={(*text).clone()} {oninput} {onkeydown}
                autocomplete="off" spellcheck="false" />
            if let Some(path) = &path {
                <button type="button" class="column-add" onclick={Callback::from(move |_: MouseEvent| add())}>
                    {"Add "}<code>{path}</code>{" as a column"}
                </button>
            }
            <ul class="dialog-scroll" aria-label="Columns">
                for choice in chosen.into_iter().chain(others) {
                    {line(props, choice, &on_step)}
                }
            </ul>
            if none && path.is_none() {
                <p class="note">{"No column has these words. A path begins with a field of the record: requestParameters, responseElements, userIdentity …"}</p>
            }
        </Dialog>
    }
}

fn button_id(path: &str, by: isize) -> String {
    format!("column-{}-{path}", if by < 0 { "left" } else { "right" })
}

fn line(props: &Props, choice: &Choice, on_step: &Callback<(AttrValue, isize)>) -> Html {
    let path = &choice.path;
    let step = |by: isize| {
        let path = path.clone();
        on_step.reform(move |_: MouseEvent| (path.clone(), by))
    };
    let toggle = {
        let path = path.clone();
        props.on_act.reform(move |_: Event| ColumnAct::Toggle(path.clone()))
    };
    let pin = {
        let path = path.clone();
        props.on_act.reform(move |_: MouseEvent| ColumnAct::Pin(path.clone()))
    };
    let width = |by: i32| {
        let path = path.clone();
        props.on_act.reform(move |_: MouseEvent| ColumnAct::Width(path.clone(), by))
    };
    html! {
        <li key={&**path} class="column-choice" data-path={path.clone()}>
            <label title={choice.about}>
                <input type="checkbox" checked={choice.place.is_some()} disabled={choice.fixed} onchange={toggle} />
                <span class="column-label">{&choice.label}</span>
                <span class="column-path">{path}</span>
            </label>
            if choice.place.is_some() {
                <button type="button" class="icon-button" aria-label={format!("Make {} narrower", choice.label)} title="Narrower" onclick={width(-1)}>{"−"}</button>
                <span class="column-width" title="Width">{format!("{} px", choice.width)}</span>
                <button type="button" class="icon-button" aria-label={format!("Make {} wider", choice.label)} title="Wider" onclick={width(1)}>{"+"}</button>
                <button type="button" class="tool column-pin" aria-pressed={choice.pinned.to_string()} aria-label={format!("Pin {}", choice.label)}
                    title="Stays in sight when the table is scrolled sideways" onclick={pin}>{"pin"}</button>
            }
            if choice.place.is_some() && !choice.fixed {
                <button id={button_id(path, -1)} type="button" class="icon-button" aria-label={format!("Move {} to the left", choice.label)} onclick={step(-1)}>{"↑"}</button>
                <button id={button_id(path, 1)} type="button" class="icon-button" aria-label={format!("Move {} to the right", choice.label)} onclick={step(1)}>{"↓"}</button>
            }
        </li>
    }
}
