//! The query box, with what was not understood below it.

use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, KeyboardEvent};
use yew::prelude::*;

use super::keys::KeyHelp;
use crate::query::QueryError;

/// The keys that the box hears.
pub const KEYS: &[KeyHelp] = &[
    KeyHelp { keys: &["Enter"], place: "query box", does: "apply the query" },
    KeyHelp { keys: &["Escape"], place: "query box", does: "leave the box" },
];

/// What the box shows.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The query that is applied.
    pub query: String,
    /// What in it was not understood.
    pub errors: Vec<QueryError>,
    /// A query to apply.
    pub on_query: Callback<String>,
}

/// The query box.
#[component]
pub fn QueryBox(props: &Props) -> Html {
    let input = use_node_ref();
    let draft = use_state(|| props.query.clone());
    {
        // A query that comes from elsewhere (a filter, Clear) replaces what stands in the box.
        let draft = draft.clone();
        use_effect_with(props.query.clone(), move |query| draft.set(query.clone()));
    }
    let oninput = {
        let draft = draft.clone();
        Callback::from(move |event: InputEvent| {
            if let Some(input) = event.target().and_then(|t| t.dyn_into::<HtmlInputElement>().ok()) {
                draft.set(input.value());
            }
        })
    };
    let onkeydown = {
        let (apply, input) = (props.on_query.clone(), input.clone());
        Callback::from(move |event: KeyboardEvent| {
            let Some(input) = input.cast::<HtmlInputElement>() else { return };
            match event.key().as_str() {
                "Enter" => apply.emit(input.value()),
                "Escape" => {
                    // Takes the focus away and nothing else: an open event stays open.
                    event.stop_propagation();
                    // A focused element can lose the focus.
                    let _ = input.blur();
                }
                _ => {}
            }
        })
    };
    let clear = {
        let (apply, draft) = (props.on_query.clone(), draft.clone());
        Callback::from(move |_: MouseEvent| {
            draft.set(String::new());
            apply.emit(String::new());
        })
    };
    let wrong = !props.errors.is_empty();
    html! {
        <div class="query">
            <div class={classes!("query-line", wrong.then_some("query-wrong"))}>
                <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" fill="none" stroke="currentColor"
                    stroke-width="1.5" stroke-linecap="round"><circle cx="7" cy="7" r="4.5" /><path d="m10.5 10.5 3.5 3.5" /></svg>
                <input ref={input} id="query" type="text" value={(*draft).clone()} {oninput} {onkeydown}
                    placeholder="event:RunJobFlow AND NOT user:alice" aria-label="Query" spellcheck="false"
                    autocomplete="off" autocapitalize="off" aria-invalid={wrong.then_some("true")}
                    aria-describedby={wrong.then_some("query-errors")} />
                if *draft != props.query {
                    <kbd class="query-hint" aria-hidden="true">{"Enter"}</kbd>
                }
                if !draft.is_empty() {
                    <button type="button" class="icon-button" aria-label="Clear the query" onclick={clear}>{"×"}</button>
                }
            </div>
            <div id="query-errors" class="query-errors" role="status">
                for error in props.errors.iter() {
                    <p>
                        {&error.message}
                        if let Some(at) = error.at {
                            {format!(" (character {})", at + 1)}
                        }
                    </p>
                }
            </div>
        </div>
    }
}
