//! How far an import is, and the way to end it.

use yew::prelude::*;

use super::format::{bytes, count, seconds};

/// What the bar shows.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Share of the bytes that are read, 0 to 1.
    pub share: f64,
    /// Files found so far.
    pub files: u32,
    /// Files that are done.
    pub files_done: u32,
    /// Bytes found so far.
    pub bytes: f64,
    /// Bytes read.
    pub bytes_done: f64,
    /// Events read.
    pub events: f64,
    /// Bytes a second, events a second, seconds left.
    pub rates: Option<(f64, f64, f64)>,
    /// Whether the import is being ended.
    pub cancelled: bool,
    /// End it.
    pub on_cancel: Callback<()>,
}

/// The bar.
#[component]
pub fn ImportBar(props: &Props) -> Html {
    let percent = format!("{:.0}", props.share * 100.0);
    html! {
        <div class="import" role="group" aria-label="Reading files">
            <div class="import-track" role="progressbar" aria-label="Reading files" aria-valuemin="0"
                aria-valuemax="100" aria-valuenow={percent.clone()}>
                <div class="import-done" style={format!("transform:scaleX({:.3})", props.share)}></div>
            </div>
            <p class="import-line">
                <span>{format!("{} of {} files", count(props.files_done), count(props.files))}</span>
                <span>{format!("{} of {}", bytes(props.bytes_done), bytes(props.bytes))}</span>
                <span>{format!("{} events", count(props.events))}</span>
                if let Some((rate, events, left)) = props.rates {
                    <span>{format!("{}/s, {} events/s", bytes(rate), count(events))}</span>
                    <span>{format!("{} left", seconds(left))}</span>
                }
            </p>
            <button type="button" class="button" disabled={props.cancelled} onclick={props.on_cancel.reform(|_| ())}>
                {if props.cancelled { "Ending …" } else { "Cancel" }}
            </button>
        </div>
    }
}
