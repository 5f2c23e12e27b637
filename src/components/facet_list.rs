//! Facets: how often each value occurs, and what of it is chosen.
//!
//! Each list of values is one stop of the Tab key; ↓ and ↑ go through it, Space chooses, Enter chooses this one
//! only, − leaves it out. All of it can be done by pointer as well.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlInputElement, KeyboardEvent};
use yew::prelude::*;

use super::format::count;
use super::keys::KeyHelp;

/// The keys that a list of values hears.
pub const KEYS: &[KeyHelp] = &[
    KeyHelp { keys: &["ArrowDown", "ArrowUp"], place: "facet", does: "next or previous value" },
    KeyHelp { keys: &["Home", "End"], place: "facet", does: "first value, last value" },
    KeyHelp { keys: &[" "], place: "facet", does: "choose the value, or leave the choice" },
    KeyHelp { keys: &["Enter"], place: "facet", does: "choose only this value" },
    KeyHelp { keys: &["-"], place: "facet", does: "leave the value out" },
];

/// What the query says of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Nothing.
    Neutral,
    /// It is asked for.
    Included,
    /// It is ruled out.
    Excluded,
}

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub struct ValueView {
    /// The value.
    pub value: String,
    /// What is printed for it.
    pub label: String,
    /// Events that have it; `None` for a chosen value that is not among those listed.
    pub count: Option<u32>,
    /// What the query says of it.
    pub state: State,
    /// Whether the query leaves it out, by itself or for another value.
    pub faded: bool,
}

/// A facet.
#[derive(Clone, Debug, PartialEq)]
pub struct FacetView {
    /// Its name in the page.
    pub id: &'static str,
    /// Its heading.
    pub label: &'static str,
    /// Whether its values are shown.
    pub open: bool,
    /// Whether they are on their way.
    pub waiting: bool,
    /// The values, most frequent first.
    pub values: Vec<ValueView>,
    /// How many there are in all.
    pub distinct: u32,
    /// Events with values that are not listed.
    pub rest: u32,
    /// Events without value.
    pub missing: u32,
    /// What is looked for among the values.
    pub search: String,
    /// Whether values can be looked for.
    pub can_search: bool,
    /// Whether anything of it is chosen.
    pub chosen: bool,
}

/// How a value is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PickHow {
    /// Ask for it, or do so no more.
    Include,
    /// Rule it out, or do so no more.
    Exclude,
    /// Ask for it and nothing else.
    Only,
    /// Forget all choices of this facet.
    Clear,
}

/// A choice.
#[derive(Clone, Debug, PartialEq)]
pub struct Pick {
    /// Number of the facet.
    pub facet: usize,
    /// The value; empty where all choices go.
    pub value: String,
    /// How.
    pub how: PickHow,
}

/// What the panel calls.
#[derive(Clone, Debug, PartialEq)]
pub struct FacetCalls {
    /// A value was chosen.
    pub pick: Callback<Pick>,
    /// Open or close a facet.
    pub toggle: Callback<usize>,
    /// Look for values.
    pub search: Callback<(usize, String)>,
    /// More values.
    pub more: Callback<usize>,
    /// Show or hide the panel; `true` where it lies over the page.
    pub panel: Callback<bool>,
}

/// What the panel shows.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The facets.
    pub facets: Vec<FacetView>,
    /// What it calls.
    pub calls: FacetCalls,
}

/// All facets.
#[component]
pub fn FacetPanel(props: &Props) -> Html {
    html! {
        <>
            for (at, facet) in props.facets.iter().enumerate() {
                <FacetSection key={facet.id} {at} facet={facet.clone()} calls={props.calls.clone()} />
            }
        </>
    }
}

#[derive(Properties, PartialEq)]
struct SectionProps {
    at: usize,
    facet: FacetView,
    calls: FacetCalls,
}

#[component]
fn FacetSection(props: &SectionProps) -> Html {
    let (at, facet) = (props.at, &props.facet);
    let current = use_state(|| 0usize);
    let body = format!("facet-{}", facet.id);
    let clear = props.calls.pick.reform(move |_: MouseEvent| Pick {
        facet: at,
        value: String::new(),
        how: PickHow::Clear,
    });
    html! {
        <section class={classes!("facet", facet.open.then_some("facet-open"), facet.chosen.then_some("facet-chosen"))}
            data-facet={facet.id}>
            <div class="facet-head">
                <h3><button type="button" aria-expanded={facet.open.to_string()} aria-controls={facet.open.then(|| body.clone())}
                    onclick={props.calls.toggle.reform(move |_: MouseEvent| at)}>
                    <span class="facet-arrow" aria-hidden="true">{"›"}</span>
                    {facet.label}
                    if facet.open && facet.distinct > 0 {
                        <span class="facet-distinct" title="Different values">{count(facet.distinct)}</span>
                    }
                </button></h3>
                if facet.chosen {
                    <button type="button" class="link-button" onclick={clear}
                        aria-label={format!("Clear the choice of {}", facet.label)}>{"clear"}</button>
                }
            </div>
            if facet.open {
                <div id={body} class="facet-body">
                    if facet.can_search && (facet.distinct > facet.values.len() as u32 || !facet.search.is_empty()) {
                        {search(props)}
                    }
                    {values(props, &current)}
                    {foot(props)}
                </div>
            }
        </section>
    }
}

fn search(props: &SectionProps) -> Html {
    let (at, call) = (props.at, props.calls.search.clone());
    let oninput = Callback::from(move |event: InputEvent| {
        if let Some(input) = event.target().and_then(|it| it.dyn_into::<HtmlInputElement>().ok()) {
            call.emit((at, input.value()));
        }
    });
    html! {
        <input class="facet-search" type="search" value={props.facet.search.clone()} {oninput} placeholder="Search values"
            aria-label={format!("Search in {}", props.facet.label)} autocomplete="off" spellcheck="false" />
    }
}

fn foot(props: &SectionProps) -> Html {
    let (at, facet) = (props.at, &props.facet);
    let listed = facet.values.iter().filter(|value| value.count.is_some()).count() as u32;
    let more = facet.distinct.saturating_sub(listed);
    html! {
        <>
            if more > 0 {
                <button type="button" class="link-button facet-more" onclick={props.calls.more.reform(move |_: MouseEvent| at)}>
                    {format!("{} more", count(more))}<span class="facet-rest">{count(facet.rest)}</span>
                </button>
            }
            if facet.missing > 0 {
                <p class="facet-missing">{"no value"}<span class="facet-rest">{count(facet.missing)}</span></p>
            }
            if facet.values.is_empty() && facet.missing == 0 {
                <p class="facet-missing">{if facet.waiting { "…" } else if facet.search.is_empty() { "no values" } else { "no value has this text" }}</p>
            }
        </>
    }
}

fn values(props: &SectionProps, current: &UseStateHandle<usize>) -> Html {
    let (at, facet) = (props.at, &props.facet);
    let most = facet.values.iter().filter_map(|value| value.count).max().unwrap_or(1).max(1);
    let here = (**current).min(facet.values.len().saturating_sub(1));
    let onfocusin = {
        let current = current.setter();
        Callback::from(move |event: FocusEvent| {
            if let Some(place) = place_of(event.target()) {
                current.set(place);
            }
        })
    };
    let onkeydown = {
        let (pick, list) = (props.calls.pick.clone(), facet.values.clone());
        Callback::from(move |event: KeyboardEvent| {
            let Some(place) = place_of(event.target()) else { return };
            if event.ctrl_key() || event.meta_key() || event.alt_key() {
                return;
            }
            let how = match event.key().as_str() {
                "ArrowDown" => return step(&event, place + 1),
                "ArrowUp" => return step(&event, place.wrapping_sub(1)),
                "Home" => return step(&event, 0),
                "End" => return step(&event, list.len().saturating_sub(1)),
                "Enter" => PickHow::Only,
                "-" => PickHow::Exclude,
                _ => return,
            };
            event.prevent_default();
            if let Some(value) = list.get(place) {
                pick.emit(Pick { facet: at, value: value.value.clone(), how });
            }
        })
    };
    html! {
        <ul class="facet-values" aria-label={facet.label} {onfocusin} {onkeydown}>
            for (place, value) in facet.values.iter().enumerate() {
                {line(props, place, value, f64::from(value.count.unwrap_or(0)) / f64::from(most), place == here)}
            }
        </ul>
    }
}

fn line(props: &SectionProps, place: usize, value: &ValueView, share: f64, current: bool) -> Html {
    let pick = |how| {
        let pick = Pick { facet: props.at, value: value.value.clone(), how };
        props.calls.pick.reform(move |_: MouseEvent| pick.clone())
    };
    let include = {
        let pick = Pick { facet: props.at, value: value.value.clone(), how: PickHow::Include };
        props.calls.pick.reform(move |_: Event| pick.clone())
    };
    let (excluded, included) = (value.state == State::Excluded, value.state == State::Included);
    let class = classes!(
        "facet-value",
        included.then_some("facet-included"),
        excluded.then_some("facet-excluded"),
        value.faded.then_some("facet-faded"),
    );
    let name = format!(
        "{}, {} events{}",
        value.label,
        value.count.map_or("?".to_owned(), count),
        if excluded { ", left out" } else { "" }
    );
    html! {
        <li key={value.value.clone()} {class} data-value={value.value.clone()} data-place={place.to_string()}
            style={format!("--share:{share:.3}")}>
            <label title={value.label.clone()}>
                <input type="checkbox" checked={included} onchange={include} aria-label={name}
                    tabindex={if current { "0" } else { "-1" }} />
                <span class="facet-label">{&value.label}</span>
                <span class="facet-count">{value.count.map(count).unwrap_or_default()}</span>
            </label>
            <span class="facet-acts">
                <button type="button" tabindex="-1" onclick={pick(PickHow::Only)} title="Only this"
                    aria-label={format!("Only {}", value.label)}>{"only"}</button>
                <button type="button" tabindex="-1" onclick={pick(PickHow::Exclude)} title={if excluded { "Do not leave out" } else { "Leave out" }}
                    aria-label={format!("Leave out {}", value.label)} aria-pressed={excluded.to_string()}>{"−"}</button>
            </span>
        </li>
    }
}

/// The number of the value that an element belongs to.
fn place_of(target: Option<web_sys::EventTarget>) -> Option<usize> {
    let element: Element = target?.dyn_into().ok()?;
    element.closest("[data-place]").ok()??.get_attribute("data-place")?.parse().ok()
}

/// Goes to another value of the same list, if there is one.
fn step(event: &KeyboardEvent, place: usize) {
    event.prevent_default();
    let list = event
        .target()
        .and_then(|it| it.dyn_into::<Element>().ok())
        .and_then(|element| element.closest("ul").ok().flatten());
    let found =
        list.and_then(|list| list.query_selector(&format!("[data-place='{place}'] input")).ok().flatten());
    if let Some(input) = found {
        // A check box can take the focus.
        let _ = input.unchecked_into::<HtmlElement>().focus();
    }
}
