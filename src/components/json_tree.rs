//! A block of JSON as a tree with parts that fold, a search, and what can be done with each value.
//!
//! ARIA `tree`: each line is a `treeitem` that says its level and whether it is unfolded. The tree is one stop of the
//! Tab key. [`KEYS`] lists its keys; all of it can be done by pointer as well.

use std::collections::BTreeSet;

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlInputElement, KeyboardEvent};
use yew::prelude::*;

use super::event_drawer::Filter;
use super::format::count;
use super::keys::KeyHelp;
use crate::view::text::shown;
use crate::view::tree::{Kind, Line};

/// The keys that a tree hears.
pub const KEYS: &[KeyHelp] = &[
    KeyHelp { keys: &["ArrowDown", "ArrowUp"], place: "tree", does: "next or previous line" },
    KeyHelp { keys: &["Home", "End"], place: "tree", does: "first line, last line" },
    KeyHelp { keys: &["ArrowLeft", "ArrowRight"], place: "tree", does: "fold or unfold" },
    KeyHelp { keys: &["f", "F"], place: "tree", does: "only events with the value; without it" },
    KeyHelp { keys: &["c", "p"], place: "tree", does: "copy the value; copy its path" },
    KeyHelp { keys: &["t"], place: "tree", does: "show the values at the path as a column of the table" },
];

/// Lines from which on a tree has a search.
const MANY: usize = 12;

/// Lines that are drawn at first, and with each "more": a request may have thousands.
const DRAWN: usize = 250;

/// What the tree shows.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What it is, for screen readers.
    pub label: AttrValue,
    /// Its lines.
    pub lines: Vec<Line>,
    /// Whether lines were left out.
    pub more: bool,
    /// One condition more.
    pub on_filter: Callback<Filter>,
    /// Copy a text.
    pub on_copy: Callback<String>,
    /// Show the values at a path as a column.
    pub on_column: Callback<String>,
}

/// What is done with a line.
#[derive(Clone, Copy, PartialEq)]
enum Act {
    Only,
    Without,
    Copy,
    Path,
    Column,
}

/// The tree. Everything is open at first; a line with entries folds on click.
#[component]
pub fn JsonTree(props: &Props) -> Html {
    let folded = use_state(BTreeSet::<usize>::new);
    let text = use_state(String::new);
    let current = use_state(|| 0usize);
    let drawn = use_state(|| DRAWN);
    {
        let (folded, text, current, drawn) = (folded.clone(), text.clone(), current.clone(), drawn.clone());
        use_effect_with(props.lines.clone(), move |_| {
            folded.set(BTreeSet::new());
            text.set(String::new());
            current.set(0);
            drawn.set(DRAWN);
        });
    }
    let words = text.trim().to_lowercase();
    let found = (!words.is_empty()).then(|| matching(&props.lines, &words));
    let shown: Vec<usize> = match &found {
        Some(found) => found.iter().copied().collect(),
        None => unfolded(&props.lines, &folded),
    };
    let rest = shown.len().saturating_sub(*drawn);
    let shown: Vec<usize> = shown.into_iter().take(*drawn).collect();
    let more = Callback::from(move |_: MouseEvent| drawn.set(*drawn + 4 * DRAWN));
    let here = if shown.contains(&current) { *current } else { shown.first().copied().unwrap_or(0) };
    let toggle = {
        let folded = folded.clone();
        Callback::from(move |at: usize| {
            let mut now = (*folded).clone();
            if !now.remove(&at) {
                now.insert(at);
            }
            folded.set(now);
        })
    };
    let run = {
        let (lines, filter, copy, column) =
            (props.lines.clone(), props.on_filter.clone(), props.on_copy.clone(), props.on_column.clone());
        Callback::from(move |(at, act): (usize, Act)| {
            let Some(line) = lines.get(at) else { return };
            if matches!(act, Act::Only | Act::Without) && !can_filter(line) {
                return;
            }
            let condition = |negate| Filter { path: line.path.clone(), value: line.value.clone(), negate };
            match act {
                Act::Path => copy.emit(line.path.clone()),
                Act::Column => column.emit(line.path.clone()),
                _ if is_nested(line) => {}
                Act::Copy => copy.emit(line.value.clone()),
                Act::Only => filter.emit(condition(false)),
                Act::Without => filter.emit(condition(true)),
            }
        })
    };
    let onkeydown = keys(&shown, &folded, &toggle, &run);
    let onfocusin = {
        let current = current.setter();
        Callback::from(move |event: FocusEvent| {
            if let Some(at) = line_of(event.target()) {
                current.set(at);
            }
        })
    };
    html! {
        <>
            if props.lines.len() > MANY {
                {search(props, &text)}
            }
            // A tree without lines would be a tree that holds nothing: none at all.
            if !shown.is_empty() {
                <ul class="json" role="tree" aria-label={props.label.clone()} {onkeydown} {onfocusin}>
                    for at in shown.iter().copied() {
                        if let Some(line) = props.lines.get(at) {
                            {draw(&props.label, at, line, folded.contains(&at), at == here, &toggle, &run)}
                        }
                    }
                </ul>
            }
            if rest > 0 {
                <button type="button" class="link-button" onclick={more}>{format!("Show {} of {} more lines", count(rest.min(4 * DRAWN) as f64), count(rest as f64))}</button>
            }
            if shown.is_empty() && !words.is_empty() {
                <p class="note">{"No key and no value has this text."}</p>
            }
            if props.more {
                <p class="note">{"There is more; the raw record has all of it."}</p>
            }
        </>
    }
}

fn is_nested(line: &Line) -> bool {
    matches!(line.kind, Kind::Object | Kind::Array)
}

/// Whether there is a value to look for: `null` and an empty text are none.
fn can_filter(line: &Line) -> bool {
    !is_nested(line) && line.kind != Kind::Null && !line.value.is_empty()
}

/// The lines that are not inside of a folded one.
fn unfolded(lines: &[Line], folded: &BTreeSet<usize>) -> Vec<usize> {
    let mut hidden_below: Option<u16> = None;
    let mut out = Vec::with_capacity(lines.len());
    for (at, line) in lines.iter().enumerate() {
        if hidden_below.is_some_and(|depth| line.depth > depth) {
            continue;
        }
        hidden_below = (is_nested(line) && folded.contains(&at)).then_some(line.depth);
        out.push(at);
    }
    out
}

/// The lines that have a text in key or value, with those that they are in.
fn matching(lines: &[Line], words: &str) -> BTreeSet<usize> {
    let mut out = BTreeSet::new();
    let mut above: Vec<usize> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        above.truncate(line.depth as usize);
        let value = if is_nested(line) { "" } else { &line.value };
        if line.key.to_lowercase().contains(words) || value.to_lowercase().contains(words) {
            out.extend(&above);
            out.insert(at);
        }
        above.push(at);
    }
    out
}

fn search(props: &Props, text: &UseStateHandle<String>) -> Html {
    let oninput = {
        let text = text.clone();
        Callback::from(move |event: InputEvent| {
            if let Some(input) = event.target().and_then(|it| it.dyn_into::<HtmlInputElement>().ok()) {
                text.set(input.value());
            }
        })
    };
    html! {
        <input class="facet-search" type="search" value={(**text).clone()} {oninput} placeholder="Search keys and values"
            aria-label={format!("Search in {}", props.label)} autocomplete="off" spellcheck="false" />
    }
}

fn keys(
    shown: &[usize],
    folded: &UseStateHandle<BTreeSet<usize>>,
    toggle: &Callback<usize>,
    run: &Callback<(usize, Act)>,
) -> Callback<KeyboardEvent> {
    let (shown, folded, toggle, run) = (shown.to_vec(), folded.clone(), toggle.clone(), run.clone());
    Callback::from(move |event: KeyboardEvent| {
        let Some(at) = line_of(event.target()) else { return };
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        let place = shown.iter().position(|it| *it == at).unwrap_or(0);
        let go = |place: usize| {
            if let Some(at) = shown.get(place) {
                focus_line(&event, *at);
            }
        };
        match event.key().as_str() {
            "ArrowDown" => go(place + 1),
            "ArrowUp" => go(place.wrapping_sub(1)),
            "Home" => go(0),
            "End" => go(shown.len().saturating_sub(1)),
            "ArrowLeft" if !folded.contains(&at) => toggle.emit(at),
            "ArrowRight" if folded.contains(&at) => toggle.emit(at),
            "f" => run.emit((at, Act::Only)),
            "F" => run.emit((at, Act::Without)),
            "c" => run.emit((at, Act::Copy)),
            "p" => run.emit((at, Act::Path)),
            "t" => run.emit((at, Act::Column)),
            _ => return,
        }
        event.prevent_default();
    })
}

fn line_of(target: Option<web_sys::EventTarget>) -> Option<usize> {
    let element: Element = target?.dyn_into().ok()?;
    element.closest("[data-line]").ok()??.get_attribute("data-line")?.parse().ok()
}

fn focus_line(event: &KeyboardEvent, at: usize) {
    let tree = event
        .target()
        .and_then(|it| it.dyn_into::<Element>().ok())
        .and_then(|element| element.closest("ul").ok().flatten());
    let line = tree.and_then(|tree| tree.query_selector(&format!("[data-line='{at}']")).ok().flatten());
    if let Some(line) = line {
        // A line has a tabindex and can take the focus.
        let _ = line.unchecked_into::<HtmlElement>().focus();
    }
}

fn draw(
    tree: &str,
    at: usize,
    line: &Line,
    is_folded: bool,
    current: bool,
    toggle: &Callback<usize>,
    run: &Callback<(usize, Act)>,
) -> Html {
    let nested = is_nested(line);
    let (open, close) = if line.kind == Kind::Object { ("{", "}") } else { ("[", "]") };
    let class = match line.kind {
        Kind::Text => "json-text",
        Kind::Number => "json-number",
        Kind::Boolean | Kind::Null => "json-word",
        Kind::Object | Kind::Array => "json-nested",
    };
    let act = |act: Act, sign: &'static str, word: &'static str| {
        html! {
            <button type="button" tabindex="-1" title={word} aria-label={format!("{word} {}", shown(&line.key))}
                onclick={run.reform(move |_: MouseEvent| (at, act))}>{sign}</button>
        }
    };
    let opens = nested && line.value != "0";
    let key = shown(&line.key).into_owned();
    // The name is key and value; the buttons of the line are no part of it.
    let name = format!("{}-{at}", tree.to_lowercase().replace(' ', "-"));
    html! {
        <li key={at} role="treeitem" tabindex={if current { "0" } else { "-1" }} aria-labelledby={name.clone()}
            aria-level={(line.depth + 1).to_string()} aria-expanded={opens.then(|| (!is_folded).to_string())}
            style={format!("--depth:{}", line.depth)} data-line={at.to_string()} data-path={shown(&line.path).into_owned()}>
            if opens {
                <button type="button" class="json-fold" tabindex="-1" onclick={toggle.reform(move |_: MouseEvent| at)}
                    aria-label={format!("{} {key}: {} entries", if is_folded { "Unfold" } else { "Fold" }, line.value)}>
                    {if is_folded { "▸" } else { "▾" }}
                </button>
            }
            <span id={name} class="json-line">
                if !line.key.is_empty() {
                    <span class="json-key">{key}</span>
                }
                if nested {
                    <span class={class}>{if line.value == "0" {
                        format!("{open}{close}")
                    } else if is_folded {
                        format!("{open} {} {close}", line.value)
                    } else {
                        String::new()
                    }}</span>
                } else {
                    <span class={class}>{shown(&line.value).into_owned()}</span>
                }
            </span>
            <span class="json-acts">
                if can_filter(line) {
                    {act(Act::Only, "+", "Only this")}
                    {act(Act::Without, "−", "Not this")}
                }
                if !nested {
                    {act(Act::Copy, "copy", "Copy the value of")}
                }
                {act(Act::Path, "path", "Copy the path of")}
                {act(Act::Column, "column", "Show as a column:")}
            </span>
        </li>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::tree::lines;

    #[test]
    fn folding_and_finding() {
        let (lines, _) = lines(r#"{"a":{"b":"needle","c":1},"d":[2,{"e":"x"}]}"#, "r");
        assert_eq!(unfolded(&lines, &BTreeSet::from([0])), [0, 3, 4, 5, 6]);
        assert_eq!(matching(&lines, "needle").into_iter().collect::<Vec<_>>(), [0, 1]);
        assert_eq!(matching(&lines, "e").into_iter().collect::<Vec<_>>(), [0, 1, 3, 5, 6]);
    }

    /// Neither by a key nor by a button: a query for `null` or nothing finds nothing, or is none.
    #[test]
    fn what_is_no_value_is_not_filtered_by() {
        let (lines, _) = lines(r#"{"a":null,"b":"","c":"x","d":{},"e":false,"f":0}"#, "r");
        let keys: Vec<&str> = lines.iter().filter(|line| can_filter(line)).map(|line| &*line.key).collect();
        assert_eq!(keys, ["c", "e", "f"]);
    }
}
