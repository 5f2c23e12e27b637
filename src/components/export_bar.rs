//! How far an export is, and the way to end it.

use yew::prelude::*;

use super::format::{bytes, count};

/// What the bar shows.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Events that are written.
    pub done: u32,
    /// Events that are to be written.
    pub total: u32,
    /// Bytes written.
    pub bytes: f64,
    /// End it.
    pub on_cancel: Callback<()>,
}

/// The bar.
#[component]
pub fn ExportBar(props: &Props) -> Html {
    let share = f64::from(props.done) / f64::from(props.total.max(1));
    html! {
        <div class="import" role="group" aria-label="Exporting">
            <div class="import-track" role="progressbar" aria-label="Exporting" aria-valuemin="0"
                aria-valuemax="100" aria-valuenow={format!("{:.0}", share * 100.0)}>
                <div class="import-done" style={format!("transform:scaleX({share:.3})")}></div>
            </div>
            <p class="import-line">
                <span>{format!("{} of {} events exported", count(props.done), count(props.total))}</span>
                <span>{bytes(props.bytes)}</span>
            </p>
            <button type="button" class="button" onclick={props.on_cancel.reform(|_| ())}>{"Cancel the export"}</button>
        </div>
    }
}
