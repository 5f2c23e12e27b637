//! The query box: what was not understood is underlined and said below it; fields and values are offered.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement, KeyboardEvent};
use yew::prelude::*;

use super::completion::{Field, Offers, Values, Wanted, offers, wanted};
use super::keys::KeyHelp;
use crate::query::QueryError;
use crate::view::text::shown;

/// The keys that the box hears.
pub const KEYS: &[KeyHelp] = &[
    KeyHelp {
        keys: &["Enter"],
        place: "query box",
        does: "apply the query; write what is chosen in the list",
    },
    KeyHelp { keys: &["Tab"], place: "query box", does: "write what is chosen in the list" },
    KeyHelp {
        keys: &["ArrowDown", "ArrowUp"],
        place: "query box",
        does: "choose in the list of fields and values",
    },
    KeyHelp { keys: &["Escape"], place: "query box", does: "close the list; leave the box" },
];

/// What the box shows.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The query that is applied.
    pub query: String,
    /// What in it was not understood, or is worth knowing.
    pub errors: Vec<QueryError>,
    /// The fields that can be written.
    pub fields: Rc<Vec<Field>>,
    /// Values of the field that is being written, as far as they are known.
    pub values: Rc<Values>,
    /// What `now` in it stands for, in the chosen zone, if it has one.
    pub now: Option<String>,
    /// A query to apply.
    pub on_query: Callback<String>,
    /// Values for what is being written are wanted.
    pub on_complete: Callback<Wanted>,
}

/// The query box.
#[component]
pub fn QueryBox(props: &Props) -> Html {
    let input = use_node_ref();
    let marks = use_node_ref();
    let draft = use_state(|| props.query.clone());
    let offered = use_state(Offers::default);
    let current = use_state(|| None::<usize>);
    // What was asked for and is still wanted: an answer must not open a list that was closed since.
    let awaited = use_mut_ref(|| None::<Wanted>);
    {
        // A query that comes from elsewhere (a filter, Clear) replaces what stands in the box.
        let (draft, offered) = (draft.clone(), offered.clone());
        use_effect_with(props.query.clone(), move |query| {
            draft.set(query.clone());
            offered.set(Offers::default());
        });
    }
    {
        let (input, offered, awaited, fields) =
            (input.clone(), offered.clone(), awaited.clone(), props.fields.clone());
        use_effect_with(props.values.clone(), move |values| {
            if let Some(input) = input.cast::<HtmlInputElement>()
                && awaited.borrow().as_ref() == Some(&values.of)
            {
                let text = input.value();
                offered.set(offers(&text, caret(&input, &text), &fields, values));
            }
        });
    }
    let close = {
        let (offered, current, awaited) = (offered.clone(), current.clone(), awaited.clone());
        move || {
            *awaited.borrow_mut() = None;
            offered.set(Offers::default());
            current.set(None);
        }
    };
    let write = {
        let (input, draft, offered, close) = (input.clone(), draft.clone(), offered.clone(), close.clone());
        let (awaited, complete) = (awaited.clone(), props.on_complete.clone());
        Callback::from(move |at: usize| {
            let Some(input) = input.cast::<HtmlInputElement>() else { return };
            let Some(offer) = offered.list.get(at) else { return };
            let text = input.value();
            let caret = caret(&input, &text);
            let (Some(before), Some(after)) = (text.get(..offered.from), text.get(caret..)) else { return };
            let begin = format!("{before}{}", offer.text);
            let units = begin.encode_utf16().count() as u32;
            let new = format!("{begin}{after}");
            input.set_value(&new);
            // The caret stands behind what was written. The input is a text box and has one.
            let _ = input.set_selection_range(units, units);
            let _ = input.focus();
            draft.set(new);
            close();
            // Behind a field its values are offered at once.
            if let Some(wanted) = wanted(&begin, begin.len()).filter(|wanted| wanted.start.is_empty()) {
                *awaited.borrow_mut() = Some(wanted.clone());
                complete.emit(wanted);
            }
        })
    };
    let oninput = {
        let (draft, offered, current, awaited) =
            (draft.clone(), offered.clone(), current.clone(), awaited.clone());
        let (fields, values, complete) =
            (props.fields.clone(), props.values.clone(), props.on_complete.clone());
        Callback::from(move |event: InputEvent| {
            if let Some(input) = event.target().and_then(|t| t.dyn_into::<HtmlInputElement>().ok()) {
                let text = input.value();
                let caret = caret(&input, &text);
                offered.set(offers(&text, caret, &fields, &values));
                let wanted = wanted(&text, caret);
                awaited.borrow_mut().clone_from(&wanted);
                wanted.into_iter().for_each(|wanted| complete.emit(wanted));
                current.set(None);
                draft.set(text);
            }
        })
    };
    let onkeydown = keys(props, &input, &offered, &current, &write, close.clone());
    let clear = {
        let (apply, draft) = (props.on_query.clone(), draft.clone());
        Callback::from(move |_: MouseEvent| {
            draft.set(String::new());
            apply.emit(String::new());
        })
    };
    // What is marked scrolls with the text that it is under.
    let follow = {
        let (input, marks) = (input.clone(), marks.clone());
        Callback::from(move |_: Event| {
            if let (Some(input), Some(marks)) = (input.cast::<Element>(), marks.cast::<Element>()) {
                marks.set_scroll_left(input.scroll_left());
            }
        })
    };
    let told = !props.errors.is_empty();
    let wrong = props.errors.iter().any(|error| !error.remark);
    let open = !offered.list.is_empty();
    let active = current.filter(|at| open && *at < offered.list.len()).map(|at| format!("query-offer-{at}"));
    html! {
        <div class="query">
            <div class={classes!("query-line", wrong.then_some("query-wrong"))}>
                <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" fill="none" stroke="currentColor"
                    stroke-width="1.5" stroke-linecap="round"><circle cx="7" cy="7" r="4.5" /><path d="m10.5 10.5 3.5 3.5" /></svg>
                <div class="query-field">
                    if told && *draft == props.query {
                        <div ref={marks} class="query-marks" aria-hidden="true">{marked(&draft, &props.errors)}</div>
                    }
                    <input ref={input} id="query" type="text" value={(*draft).clone()} {oninput} {onkeydown} onscroll={follow}
                        onblur={Callback::from(move |_: FocusEvent| close())}
                        placeholder="event:RunJobFlow AND NOT user:alice" aria-label="Query" spellcheck="false"
                        autocomplete="off" autocapitalize="off" role="combobox" aria-autocomplete="list"
                        aria-expanded={open.to_string()} aria-controls={open.then_some("query-offers")} aria-activedescendant={active}
                        aria-invalid={wrong.then_some("true")} aria-describedby={told.then_some("query-errors")} />
                </div>
                if *draft != props.query {
                    <kbd class="query-hint" aria-hidden="true">{"Enter"}</kbd>
                }
                if !draft.is_empty() {
                    <button type="button" class="icon-button" aria-label="Clear the query" onclick={clear}>{"×"}</button>
                }
            </div>
            if open {
                {list(&offered, *current, &write)}
            }
            if let Some(now) = &props.now {
                <p class="query-now">{format!("now is the time of the last event that is loaded: {now}")}</p>
            }
            <div id="query-errors" class="query-errors" role="status">
                for error in props.errors.iter() {
                    <p>
                        {shown(&error.message).into_owned()}
                        if let Some(at) = error.at {
                            {format!(" (character {})", at + 1)}
                        }
                    </p>
                }
            </div>
        </div>
    }
}

fn keys(
    props: &Props,
    input: &NodeRef,
    offered: &UseStateHandle<Offers>,
    current: &UseStateHandle<Option<usize>>,
    write: &Callback<usize>,
    close: impl Fn() + 'static,
) -> Callback<KeyboardEvent> {
    let (apply, input, current, write) =
        (props.on_query.clone(), input.clone(), current.clone(), write.clone());
    let count = offered.list.len();
    Callback::from(move |event: KeyboardEvent| {
        let Some(input) = input.cast::<HtmlInputElement>() else { return };
        let here = current.filter(|at| *at < count);
        match event.key().as_str() {
            "Enter" | "Tab" if here.is_some() => {
                event.prevent_default();
                here.iter().for_each(|at| write.emit(*at));
            }
            "Enter" => {
                close();
                apply.emit(input.value());
            }
            "ArrowDown" if count > 0 => {
                event.prevent_default();
                current.set(Some(here.map_or(0, |at| (at + 1) % count)));
            }
            "ArrowUp" if count > 0 => {
                event.prevent_default();
                current.set(Some(here.map_or(count - 1, |at| (at + count - 1) % count)));
            }
            "Escape" => {
                // Closes the list or takes the focus away, and nothing else: an open event stays open.
                event.stop_propagation();
                if count > 0 {
                    close();
                } else {
                    // A focused element can lose the focus.
                    let _ = input.blur();
                }
            }
            _ => {}
        }
    })
}

fn list(offered: &Offers, current: Option<usize>, write: &Callback<usize>) -> Html {
    html! {
        <ul id="query-offers" class="query-offers" role="listbox" aria-label="Fields and values">
            for (at, offer) in offered.list.iter().enumerate() {
                <li id={format!("query-offer-{at}")} role="option" aria-selected={(current == Some(at)).to_string()}
                    // The box must not lose the focus before it is written to.
                    onmousedown={Callback::from(|event: MouseEvent| event.prevent_default())}
                    onclick={write.reform(move |_: MouseEvent| at)}>
                    <code>{shown(&offer.text).into_owned()}</code><span>{&offer.about}</span>
                </li>
            }
        </ul>
    }
}

/// The caret as an offset in bytes; the browser counts in UTF-16.
fn caret(input: &HtmlInputElement, text: &str) -> usize {
    let units = input.selection_start().ok().flatten().unwrap_or(u32::MAX) as usize;
    let mut seen = 0;
    for (at, c) in text.char_indices() {
        if seen >= units {
            return at;
        }
        seen += c.len_utf16();
    }
    text.len()
}

/// The text once more, with what was not understood underlined.
fn marked(text: &str, errors: &[QueryError]) -> Html {
    let chars: Vec<char> = text.chars().collect();
    let mut wrong = vec![false; chars.len()];
    for error in errors {
        let Some(at) = error.at.map(|at| at as usize) else { continue };
        // The last character, where the error is behind the text.
        let from = at.min(chars.len().saturating_sub(1));
        let end = error.end.map_or(from + 1, |end| end as usize);
        for place in wrong.iter_mut().take(end.max(from + 1)).skip(from) {
            *place = true;
        }
    }
    let mut parts: Vec<(bool, String)> = Vec::new();
    for (c, wrong) in chars.iter().zip(&wrong) {
        match parts.last_mut() {
            Some((last, part)) if last == wrong => part.push(*c),
            _ => parts.push((*wrong, c.to_string())),
        }
    }
    html! {
        for (wrong, part) in parts {
            <span class={wrong.then_some("query-mark")}>{part}</span>
        }
    }
}
