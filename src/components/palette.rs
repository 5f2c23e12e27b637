//! The command palette: everything that can be done, found by typing.

use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, KeyboardEvent};
use yew::prelude::*;

use super::dialog::Dialog;
use super::keys::KeyHelp;

/// The keys that the palette hears.
pub const KEYS: &[KeyHelp] = &[
    KeyHelp { keys: &["ArrowDown", "ArrowUp"], place: "palette", does: "next or previous command" },
    KeyHelp { keys: &["Enter"], place: "palette", does: "do it" },
];

/// Something that can be done.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// What kind of thing.
    pub group: &'static str,
    /// The words.
    pub label: String,
    /// More words, found as well: keys, a path.
    pub hint: String,
}

/// What the palette needs.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// All items.
    pub items: Vec<Item>,
    /// This one was chosen. Its place would not do: the list may be another by the time that this is heard.
    pub on_run: Callback<Item>,
    /// It is to be closed.
    pub on_close: Callback<()>,
}

/// Items on the screen at most.
const MOST: usize = 60;

/// The palette.
#[component]
pub fn Palette(props: &Props) -> Html {
    let text = use_state(String::new);
    let current = use_state(|| 0usize);
    let found = found(&props.items, &text);
    let here = (*current).min(found.len().saturating_sub(1));
    {
        use_effect_with((here, found.len()), move |(here, _)| {
            let line = gloo::utils::document().get_element_by_id(&format!("palette-{here}"));
            if let Some(line) = line {
                let options = web_sys::ScrollIntoViewOptions::new();
                options.set_block(web_sys::ScrollLogicalPosition::Nearest);
                line.scroll_into_view_with_scroll_into_view_options(&options);
            }
        });
    }
    let oninput = {
        let (text, current) = (text.clone(), current.clone());
        Callback::from(move |event: InputEvent| {
            if let Some(input) = event.target().and_then(|it| it.dyn_into::<HtmlInputElement>().ok()) {
                text.set(input.value());
                current.set(0);
            }
        })
    };
    let onkeydown = {
        let (current, run) = (current.clone(), props.on_run.clone());
        let chosen = found.get(here).and_then(|number| props.items.get(*number)).cloned();
        let last = found.len().saturating_sub(1);
        Callback::from(move |event: KeyboardEvent| {
            match event.key().as_str() {
                "ArrowDown" => current.set(if here == last { 0 } else { here + 1 }),
                "ArrowUp" => current.set(if here == 0 { last } else { here - 1 }),
                "Enter" => {
                    if let Some(item) = &chosen {
                        run.emit(item.clone());
                    }
                }
                _ => return,
            }
            event.prevent_default();
        })
    };
    let active = (!found.is_empty()).then(|| format!("palette-{here}"));
    html! {
        <Dialog label="Commands" class="palette" on_close={props.on_close.clone()}>
            <input type="text" role="combobox" aria-expanded="true" aria-controls="palette-list" aria-label="Command"
                aria-activedescendant={active} placeholder="Do, go to, filter by …" autocomplete="off" spellcheck="false"
                value={(*text).clone()} {oninput} {onkeydown} />
            <ul id="palette-list" role="listbox" aria-label="Commands">
                for (place, number) in found.iter().enumerate() {
                    if let Some(item) = props.items.get(*number) {
                        <li id={format!("palette-{place}")} key={*number} role="option" aria-selected={(place == here).to_string()}
                            onclick={props.on_run.reform({ let item = item.clone(); move |_: MouseEvent| item.clone() })}>
                            <span class="palette-group">{item.group}</span>
                            <span class="palette-label">{&item.label}</span>
                            <span class="palette-hint">{&item.hint}</span>
                        </li>
                    }
                }
            </ul>
            if found.is_empty() {
                <p class="note palette-none">{"Nothing has these words."}</p>
            }
        </Dialog>
    }
}

/// The numbers of the items that have all the words, those that begin with the text first.
fn found(items: &[Item], text: &str) -> Vec<usize> {
    let text = text.trim().to_lowercase();
    let rank = |item: &Item| {
        let label = item.label.to_lowercase();
        let all = format!("{label} {} {}", item.hint.to_lowercase(), item.group.to_lowercase());
        let has = text.split_whitespace().all(|word| all.contains(word));
        has.then(|| match (label.starts_with(&text), label.contains(&text)) {
            (true, _) => 0,
            (_, true) => 1,
            _ => 2,
        })
    };
    let mut out: Vec<(u8, usize)> =
        items.iter().enumerate().filter_map(|(at, item)| Some((rank(item)?, at))).collect();
    out.sort();
    out.into_iter().map(|(_, at)| at).take(MOST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_words_must_be_there() {
        let item = |label: &str, hint: &str| Item { group: "Do", label: label.into(), hint: hint.into() };
        let items = [item("go to files", ""), item("files: choose", "f"), item("clear", "files")];
        assert_eq!(found(&items, "files"), [1, 0, 2]);
        assert_eq!(found(&items, "to file"), [0]);
        assert_eq!(found(&items, "zzz"), [0usize; 0]);
        assert_eq!(found(&items, "").len(), 3);
    }
}
