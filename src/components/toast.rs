//! What was done just now, said for a moment.

use gloo::timers::callback::Timeout;
use yew::prelude::*;

/// How long it stands, in milliseconds.
const STANDS: u32 = 3_000;

/// What is said.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The words; empty for none.
    pub said: String,
    /// It has been there long enough.
    pub on_done: Callback<()>,
}

/// A line at the foot of the page. Always there, so that screen readers hear when it gets words.
#[component]
pub fn Toast(props: &Props) -> Html {
    {
        let done = props.on_done.clone();
        use_effect_with(props.said.clone(), move |said| {
            let timer = (!said.is_empty()).then(|| Timeout::new(STANDS, move || done.emit(())));
            move || drop(timer)
        });
    }
    html! { <div class="toast" role="status" aria-live="polite">{&props.said}</div> }
}
