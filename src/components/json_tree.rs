//! A block of JSON as a tree with parts that fold.

use std::collections::BTreeSet;

use yew::prelude::*;

use crate::view::tree::{Kind, Line};

/// What the tree shows.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Its lines.
    pub lines: Vec<Line>,
    /// Whether lines were left out.
    pub more: bool,
}

/// The tree. Everything is open at first; a line with entries folds on click.
#[component]
pub fn JsonTree(props: &Props) -> Html {
    let folded = use_state(BTreeSet::<usize>::new);
    {
        let folded = folded.clone();
        use_effect_with(props.lines.clone(), move |_| folded.set(BTreeSet::new()));
    }
    let mut hidden_below: Option<u16> = None;
    let mut out = Vec::with_capacity(props.lines.len());
    for (i, line) in props.lines.iter().enumerate() {
        if hidden_below.is_some_and(|depth| line.depth > depth) {
            continue;
        }
        hidden_below = None;
        let nested = matches!(line.kind, Kind::Object | Kind::Array);
        let is_folded = folded.contains(&i);
        if nested && is_folded {
            hidden_below = Some(line.depth);
        }
        let onclick = {
            let folded = folded.clone();
            Callback::from(move |_: MouseEvent| {
                let mut now = (*folded).clone();
                if !now.remove(&i) {
                    now.insert(i);
                }
                folded.set(now);
            })
        };
        let (open, close) = if line.kind == Kind::Object { ("{", "}") } else { ("[", "]") };
        let class = match line.kind {
            Kind::Text => "json-text",
            Kind::Number => "json-number",
            Kind::Boolean | Kind::Null => "json-word",
            Kind::Object | Kind::Array => "json-nested",
        };
        out.push(html! {
            <li key={i} style={format!("--depth:{}", line.depth)} title={line.path.clone()}>
                if nested && line.value != "0" {
                    <button type="button" class="json-fold" aria-expanded={(!is_folded).to_string()} {onclick}
                        aria-label={format!("{}: {} entries", line.key, line.value)}>
                        {if is_folded { "▸" } else { "▾" }}
                    </button>
                }
                if !line.key.is_empty() {
                    <span class="json-key">{&line.key}</span>
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
                    <span class={class}>{&line.value}</span>
                }
            </li>
        });
    }
    html! {
        <>
            <ul class="json">{out}</ul>
            if props.more {
                <p class="note">{"There is more; the raw record has all of it."}</p>
            }
        </>
    }
}
