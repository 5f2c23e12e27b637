//! Records that are not in memory: how many were not searched, the search through their files, and how far it is.

use yew::prelude::*;

use super::format::{bytes, count};
use crate::query::MOST_SEARCHED;

/// How far a search through the files is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DeepProgress {
    /// Files that are done, and all.
    pub files: [u32; 2],
    /// Bytes that are read, and all.
    pub bytes: [f64; 2],
}

/// What is known of records that are not in memory.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct DeepState {
    /// Events that match or not depending on records that were not searched.
    pub unsearched: u32,
    /// How far the search is, while there is one.
    pub progress: Option<DeepProgress>,
    /// Once a search for this has ended: how many conditions were too many for one search. Where there are none of these,
    /// what is open could not be read.
    pub finished: Option<u32>,
}

/// What can be done.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum DeepAct {
    /// Search the files.
    Start,
    /// End the search.
    Cancel,
}

/// What the bar shows.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What is known.
    pub state: DeepState,
    /// What is done.
    pub on_act: Callback<DeepAct>,
}

/// The bar; nothing where everything was searched.
#[component]
pub fn DeepBar(props: &Props) -> Html {
    let DeepState { unsearched, progress, finished } = props.state;
    if unsearched == 0 && progress.is_none() {
        return html! {};
    }
    let events = if unsearched == 1 { "1 event".to_owned() } else { format!("{} events", count(unsearched)) };
    html! {
        <div class="deep" role="group" aria-label="Search in files" data-unsearched={unsearched.to_string()}>
            if let Some(progress) = progress {
                {searching(&progress)}
                <button type="button" class="button" onclick={props.on_act.reform(|_: MouseEvent| DeepAct::Cancel)}>{"Cancel"}</button>
            } else if let Some(beyond) = finished.filter(|beyond| *beyond > 0) {
                <p role="status">{format!("{events} may match or not: the query looks for {} things in records, and a search finds {MOST_SEARCHED} of them at most. Look for fewer at once.", count(MOST_SEARCHED as u32 + beyond))}</p>
            } else if finished.is_some() {
                <p role="status">{format!("{events} could not be searched: their files cannot be read any more, or have changed since they were loaded.")}</p>
                <button type="button" class="button" onclick={props.on_act.reform(|_: MouseEvent| DeepAct::Start)}>{"Try again"}</button>
            } else {
                <p role="status">{format!("The records of {events} were not searched in full: they are of other services and not held in memory.")}</p>
                <button type="button" class="button" onclick={props.on_act.reform(|_: MouseEvent| DeepAct::Start)}>{"Search in the files"}</button>
            }
        </div>
    }
}

fn searching(progress: &DeepProgress) -> Html {
    let DeepProgress { files, bytes: read } = progress;
    let share = if read[1] > 0.0 { (read[0] / read[1]).min(1.0) } else { 0.0 };
    html! {
        <>
            <div class="import-track" role="progressbar" aria-label="Searching files" aria-valuemin="0" aria-valuemax="100"
                aria-valuenow={format!("{:.0}", share * 100.0)}>
                <div class="import-done" style={format!("transform:scaleX({share:.3})")}></div>
            </div>
            <p class="import-line">
                <span>{"Searching in the files"}</span>
                <span>{format!("{} of {} files", count(files[0]), count(files[1]))}</span>
                <span>{format!("{} of {}", bytes(read[0]), bytes(read[1]))}</span>
            </p>
        </>
    }
}
