//! A menu at a point of the window.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};
use yew::prelude::*;

use super::keys::KeyHelp;

/// The keys that a menu hears.
pub const KEYS: &[KeyHelp] = &[
    KeyHelp { keys: &["ArrowDown", "ArrowUp"], place: "menu", does: "next or previous line" },
    KeyHelp { keys: &["Home", "End"], place: "menu", does: "first line, last line" },
    KeyHelp { keys: &["Enter", " "], place: "menu", does: "do it" },
    KeyHelp { keys: &["Escape", "Tab"], place: "menu", does: "close the menu" },
];

/// What the menu needs.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Where, from the left and the top of the window, in pixels.
    pub at: [i32; 2],
    /// What it is about.
    pub label: AttrValue,
    /// The lines.
    pub items: Vec<String>,
    /// The line of this number was chosen.
    pub on_run: Callback<usize>,
    /// It is to be closed.
    pub on_close: Callback<()>,
}

/// Width in pixels at most, and height of a line; the styles have the same.
const WIDTH: i32 = 320;
const LINE: i32 = 28;

/// The menu. ↓ and ↑ go through it; Esc, Tab and a click beside it close it.
#[component]
pub fn Menu(props: &Props) -> Html {
    let place = use_node_ref();
    {
        let place = place.clone();
        use_effect_with((), move |_| focus_line(&place, 0));
    }
    let onkeydown = {
        let (place, close, count) = (place.clone(), props.on_close.clone(), props.items.len());
        Callback::from(move |event: KeyboardEvent| {
            let now = current(&place);
            match event.key().as_str() {
                "ArrowDown" => focus_line(&place, (now + 1) % count.max(1)),
                "ArrowUp" => focus_line(&place, (now + count.saturating_sub(1)) % count.max(1)),
                "Home" => focus_line(&place, 0),
                "End" => focus_line(&place, count.saturating_sub(1)),
                "Escape" | "Tab" => close.emit(()),
                // The button's own: it is clicked.
                "Enter" | " " => return event.stop_propagation(),
                _ => {}
            }
            event.prevent_default();
            event.stop_propagation();
        })
    };
    let shade = props.on_close.reform(|_: MouseEvent| ());
    let shade_menu = {
        let close = props.on_close.clone();
        Callback::from(move |event: MouseEvent| {
            event.prevent_default();
            close.emit(());
        })
    };
    let [x, y] = fitted(props.at, props.items.len() as i32 * LINE + 10);
    html! {
        <>
            <div class="menu-shade" onclick={shade} oncontextmenu={shade_menu}></div>
            <ul ref={place} class="menu" role="menu" aria-label={props.label.clone()} style={format!("left:{x}px;top:{y}px")}
                {onkeydown}>
                for (at, item) in props.items.iter().enumerate() {
                    <li role="none"><button type="button" role="menuitem" tabindex="-1"
                        onclick={props.on_run.reform(move |_: MouseEvent| at)}>{item}</button></li>
                }
            </ul>
        </>
    }
}

/// Inside of the window.
fn fitted([x, y]: [i32; 2], height: i32) -> [i32; 2] {
    let window = gloo::utils::window();
    let size =
        |value: Result<wasm_bindgen::JsValue, _>| value.ok().and_then(|it| it.as_f64()).unwrap_or(0.0) as i32;
    let (width, tall) = (size(window.inner_width()), size(window.inner_height()));
    [x.min(width - WIDTH - 8).max(8), y.min(tall - height - 8).max(8)]
}

fn lines(place: &NodeRef) -> Vec<HtmlElement> {
    let list = place.cast::<Element>().and_then(|menu| menu.query_selector_all("button").ok());
    list.map(|list| (0..list.length()).filter_map(|at| list.get(at)?.dyn_into().ok()).collect())
        .unwrap_or_default()
}

fn current(place: &NodeRef) -> usize {
    let now = gloo::utils::document().active_element();
    lines(place).iter().position(|line| Some(AsRef::<Element>::as_ref(line)) == now.as_ref()).unwrap_or(0)
}

fn focus_line(place: &NodeRef, at: usize) {
    if let Some(line) = lines(place).get(at) {
        // A button can take the focus.
        let _ = line.focus();
    }
}
