//! The first thing that is seen: what this is, and where to put the files.

use yew::prelude::*;

/// What the page needs.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Choose files.
    pub on_files: Callback<()>,
    /// Choose a folder.
    pub on_folder: Callback<()>,
    /// Load the sample.
    pub on_sample: Callback<()>,
}

/// The landing page.
#[component]
pub fn Landing(props: &Props) -> Html {
    let press = |callback: &Callback<()>| callback.reform(|_: MouseEvent| ());
    html! {
        <div class="landing">
            <h1>{"See who did what with Amazon EMR"}</h1>
            <p class="lead">
                {"Trailglass reads AWS CloudTrail files in this browser and shows the audit events of Amazon EMR. Nothing is uploaded, installed or stored."}
            </p>
            <div class="drop-zone">
                <svg viewBox="0 0 48 48" width="44" height="44" aria-hidden="true" fill="none" stroke="currentColor"
                    stroke-width="2" stroke-linecap="round" stroke-linejoin="round">
                    <path d="M24 6v24m0 0-9-9m9 9 9-9M8 30v9a3 3 0 0 0 3 3h26a3 3 0 0 0 3-3v-9" />
                </svg>
                <p class="drop-text">{"Drop CloudTrail files or a whole folder here"}</p>
                <p class="note">{"A trail’s files as they lie in S3, Event history as JSON or CSV, output of the AWS CLI, CloudWatch Logs, EventBridge, results of Athena and CloudTrail Lake, Elasticsearch, OCSF, records inside anything else; plain or in gzip, zip, tar, one inside another"}</p>
                <div class="buttons">
                    <button type="button" class="button button-main" onclick={press(&props.on_files)}>{"Choose files"}</button>
                    <button type="button" class="button" onclick={press(&props.on_folder)}>{"Choose folder"}</button>
                    <button type="button" class="button" onclick={press(&props.on_sample)}>{"Explore sample data"}</button>
                </div>
            </div>
            <ul class="promises">
                <li><strong>{"It cannot send anything."}</strong>{" The page’s own policy makes the browser refuse every connection; "}<a href="#help">{"how to check"}</a>{"."}</li>
                <li><strong>{"It works offline."}</strong>{" One file: save it, mail it, open it on a machine without network."}</li>
                <li><strong>{"It says what it skipped."}</strong>{" Every file has its line, with what was read, what was not, and why."}</li>
            </ul>
        </div>
    }
}
