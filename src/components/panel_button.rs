//! The button that shows and hides a panel, which lies beside the page or, where there is no room, over it.

use gloo::events::EventListener;
use yew::prelude::*;

/// Where there is no room beside the page; the styles have the same.
const NARROW: &str = "(max-width: 1099.9px)";

/// What the button needs.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Whether the panel is shown beside the page, and over it.
    pub panel: [bool; 2],
    /// How many facets have a choice.
    pub chosen: usize,
    /// Show or hide it; `true` where it lies over the page.
    pub on_toggle: Callback<bool>,
}

/// The button.
#[component]
pub fn PanelButton(props: &Props) -> Html {
    let narrow = use_narrow();
    let [beside, over] = props.panel;
    let shown = if narrow { over } else { beside };
    html! {
        <button type="button" class="button panel-button" onclick={props.on_toggle.reform(move |_: MouseEvent| narrow)}
            title="Show or hide the facets" aria-label={if props.chosen == 0 { "Facets".to_owned() } else { format!("Facets, {} chosen", props.chosen) }}
            aria-expanded={shown.to_string()}>
            <svg viewBox="0 0 16 16" width="15" height="15" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="1.5"
                stroke-linecap="round"><path d="M2 4h12M4.5 8h7M6.5 12h3" /></svg>
            if props.chosen > 0 {
                <span class="panel-chosen">{props.chosen}</span>
            }
        </button>
    }
}

/// Whether there is no room beside the page, as long as it is so.
#[hook]
fn use_narrow() -> bool {
    let narrow = use_state_eq(|| false);
    {
        let narrow = narrow.setter();
        use_effect_with((), move |_| {
            // Where the browser cannot tell, there is room.
            let query = gloo::utils::window().match_media(NARROW).ok().flatten();
            let listener = query.map(|query| {
                narrow.set(query.matches());
                let list = query.clone();
                EventListener::new(&query, "change", move |_| narrow.set(list.matches()))
            });
            move || drop(listener)
        });
    }
    *narrow
}
