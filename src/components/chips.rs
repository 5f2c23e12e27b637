//! What is filtered by, one chip for each part: edit, turn around, pause, remove.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, KeyboardEvent};
use yew::prelude::*;

use super::format::time_in;
use super::keys::KeyHelp;
use crate::view::text::shown;
use crate::zone::Zone;

/// The keys that a chip hears while it is edited.
pub const KEYS: &[KeyHelp] = &[
    KeyHelp { keys: &["Enter"], place: "filter", does: "take the filter as it is written" },
    KeyHelp { keys: &["Escape"], place: "filter", does: "leave the filter as it was" },
];

/// A part of the query.
#[derive(Clone, Debug, PartialEq)]
pub struct Chip {
    /// Whether it is negated.
    pub negated: bool,
    /// The part without its negation.
    pub body: String,
}

/// What is done to a chip, by its number.
#[derive(Clone, Debug, PartialEq)]
pub enum ChipAct {
    /// Write it anew.
    Edit(usize, String),
    /// Turn it around.
    Negate(usize),
    /// Keep it, and leave it out.
    Pause(usize),
    /// Take it away.
    Remove(usize),
    /// Take back a paused one.
    Resume(usize),
    /// Take away a paused one.
    Drop(usize),
    /// Take everything away.
    Clear,
}

/// What is shown.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The parts.
    pub chips: Vec<Chip>,
    /// Those that are paused, as text.
    pub paused: Vec<String>,
    /// The range of time, if one is chosen.
    pub range: Option<[f64; 2]>,
    /// The zone in which times are shown.
    pub zone: Rc<Zone>,
    /// Something is done to a chip.
    pub on_act: Callback<ChipAct>,
    /// A range, or all of it.
    pub on_range: Callback<Option<[f64; 2]>>,
}

/// The chips; nothing where nothing is filtered.
#[component]
pub fn Chips(props: &Props) -> Html {
    let editing = use_state(|| None::<usize>);
    let input = use_node_ref();
    {
        let input = input.clone();
        use_effect_with(*editing, move |editing| {
            if let (Some(_), Some(input)) = (editing, input.cast::<HtmlInputElement>()) {
                // It was just drawn; where it cannot take the focus, a click does.
                let _ = input.focus();
            }
        });
    }
    {
        // Other chips: what was being edited may be another one now.
        let editing = editing.clone();
        use_effect_with(props.chips.clone(), move |_| editing.set(None));
    }
    let filters = props.chips.len() + props.paused.len();
    let all = filters + usize::from(props.range.is_some());
    if all == 0 {
        return html! {};
    }
    html! {
        <ul class="chips" aria-label="Filters">
            for (at, chip) in props.chips.iter().enumerate() {
                {if *editing == Some(at) { edited(props, at, chip, &input, &editing) } else { active(props, at, chip, &editing) }}
            }
            for (at, text) in props.paused.iter().enumerate() {
                <li class="chip chip-paused">
                    <span class="chip-text" title="Paused: takes no part">{shown(text).into_owned()}</span>
                    {act(props, ChipAct::Resume(at), "▶", "Resume", text)}
                    {act(props, ChipAct::Drop(at), "×", "Remove", text)}
                </li>
            }
            if let Some([start, end]) = props.range {
                <li class="chip chip-range">
                    <span class="chip-text">{range(&props.zone, start, end)}</span>
                    <button type="button" class="chip-button" aria-label="Remove the time range" title="All times"
                        onclick={props.on_range.reform(|_: MouseEvent| None)}>{"×"}</button>
                </li>
            }
            if all > 1 {
                <li><button type="button" class="link-button" onclick={props.on_act.reform(|_: MouseEvent| ChipAct::Clear)}>{"Clear all"}</button></li>
            }
        </ul>
    }
}

/// A range of time; the offset, which UTC does not print, is named.
fn range(zone: &Zone, start: f64, end: f64) -> String {
    let utc = if zone.transitions.is_empty() { " UTC" } else { "" };
    format!("{} – {}{utc}", time_in(zone, start, true), time_in(zone, end, true))
}

fn active(props: &Props, at: usize, chip: &Chip, editing: &UseStateHandle<Option<usize>>) -> Html {
    let text = if chip.negated { format!("NOT {}", chip.body) } else { chip.body.clone() };
    let edit = {
        let editing = editing.clone();
        Callback::from(move |_: MouseEvent| editing.set(Some(at)))
    };
    html! {
        <li class={classes!("chip", chip.negated.then_some("chip-negated"))} data-chip={at.to_string()}>
            <button type="button" class="chip-text" onclick={edit} title={format!("Edit: {}", shown(&text))}
                aria-label={format!("Edit {}", shown(&text))}>
                if chip.negated {
                    <span class="chip-not">{"NOT "}</span>
                }
                {shown(&chip.body).into_owned()}
            </button>
            {act(props, ChipAct::Negate(at), "≠", if chip.negated { "Do not negate" } else { "Negate" }, &chip.body)}
            {act(props, ChipAct::Pause(at), "‖", "Pause", &text)}
            {act(props, ChipAct::Remove(at), "×", "Remove", &text)}
        </li>
    }
}

fn act(props: &Props, what: ChipAct, sign: &'static str, word: &'static str, text: &str) -> Html {
    html! {
        <button type="button" class="chip-button" title={word} aria-label={format!("{word} {}", shown(text))}
            onclick={props.on_act.reform(move |_: MouseEvent| what.clone())}>{sign}</button>
    }
}

fn edited(
    props: &Props,
    at: usize,
    chip: &Chip,
    input: &NodeRef,
    editing: &UseStateHandle<Option<usize>>,
) -> Html {
    let text = if chip.negated { format!("NOT {}", chip.body) } else { chip.body.clone() };
    let onkeydown = {
        let (editing, on_act) = (editing.clone(), props.on_act.clone());
        Callback::from(move |event: KeyboardEvent| {
            let value =
                event.target().and_then(|it| it.dyn_into::<HtmlInputElement>().ok()).map(|it| it.value());
            match (event.key().as_str(), value) {
                ("Enter", Some(value)) => {
                    editing.set(None);
                    on_act.emit(ChipAct::Edit(at, value));
                }
                ("Escape", _) => editing.set(None),
                _ => return,
            }
            event.stop_propagation();
        })
    };
    let leave = {
        let editing = editing.clone();
        Callback::from(move |_: FocusEvent| editing.set(None))
    };
    let size = text.chars().count().clamp(8, 60).to_string();
    html! {
        <li class="chip chip-edited">
            <input ref={input.clone()} type="text" value={text} {size} aria-label="Filter" spellcheck="false"
                autocomplete="off" {onkeydown} onblur={leave} />
        </li>
    }
}
