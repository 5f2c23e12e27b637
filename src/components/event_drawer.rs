//! One event in full, at the side of the table.

use yew::prelude::*;

use super::event_about::EventAbout;
use super::json_tree::JsonTree;
use super::mark_list::NoteBox;
use crate::components::ByPtr;
use crate::view::detail::{Answer, Detail};
use crate::view::text::shown;

/// A condition to add to the query.
#[derive(Clone, Debug, PartialEq)]
pub struct Filter {
    /// The field.
    pub path: String,
    /// Its value.
    pub value: String,
    /// Leave out what has it.
    pub negate: bool,
}

/// What is near an event.
#[derive(Clone, Debug, PartialEq)]
pub enum Near {
    /// Whatever has the same value.
    Value {
        /// The field.
        path: String,
        /// Its value.
        value: String,
    },
    /// What happened within a quarter of an hour, in seconds since 1970.
    Time(f64),
}

/// Fields by whose values events are near each other, with what that is called.
const NEAR: &[(&str, &str)] = &[
    ("resource", "Same resource"),
    ("userIdentity.accessKeyId", "Same access key"),
    ("session", "Same session"),
    ("person", "Same person"),
    ("sourceIPAddress", "Same address"),
];

/// What the drawer shows.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The event, once it is here.
    pub detail: Option<ByPtr<Detail>>,
    /// Why it cannot be shown, if so.
    pub failed: Option<String>,
    /// Path and size of a file.
    pub name: Callback<u32, (String, f64)>,
    /// Close it.
    pub on_close: Callback<()>,
    /// One condition more.
    pub on_filter: Callback<Filter>,
    /// Copy a text.
    pub on_copy: Callback<String>,
    /// Show the values at a path as a column.
    pub on_column: Callback<String>,
    /// The note, if the event is marked.
    pub note: Option<String>,
    /// Mark an event, by its number, or take its mark away.
    pub on_mark: Callback<u32>,
    /// The note of a marked event.
    pub on_note: Callback<(u32, String)>,
    /// Look for what is near.
    pub on_near: Callback<Near>,
    /// Show who is behind an event, by its number, as far as other events tell.
    pub on_behind: Callback<u32>,
    /// The event before (-1) or after (1); nothing where this one is not among those that are listed.
    pub on_step: Option<Callback<i32>>,
}

/// The drawer.
#[component]
pub fn EventDrawer(props: &Props) -> Html {
    let step = |by: i32, sign: &'static str, label: &'static str| {
        let onclick = props.on_step.as_ref().map(|step| step.reform(move |_: MouseEvent| by));
        let nowhere = onclick.is_none();
        let title = nowhere.then_some("The event is not among those that match");
        html! {
            <button type="button" class="icon-button" aria-label={label} {title} disabled={nowhere} {onclick}>{sign}</button>
        }
    };
    html! {
        <aside class="drawer" aria-label="Event">
            <div class="drawer-bar">
                {step(-1, "↑", "Previous event")}
                {step(1, "↓", "Next event")}
                <span class="drawer-id">{props.detail.as_ref().map(|d| shown(&d.event_id).into_owned()).unwrap_or_default()}</span>
                <button type="button" class="icon-button" aria-label="Close the event"
                    onclick={props.on_close.reform(|_: MouseEvent| ())}>{"×"}</button>
            </div>
            <div class="drawer-body" tabindex="0" role="region" aria-label="Event details">
                {match (&props.failed, &props.detail) {
                    (Some(what), _) => html! { <p class="note" role="alert">{what}</p> },
                    (None, None) => html! { <p class="note" role="status">{"Reading the record …"}</p> },
                    (None, Some(detail)) => body(props, detail),
                }}
            </div>
        </aside>
    }
}

fn body(props: &Props, detail: &Detail) -> Html {
    html! {
        <>
            <p class="sentence">{shown(&detail.sentence).into_owned()}</p>
            if !detail.missing.is_empty() {
                <p class="note">{&detail.missing}</p>
            }
            for remark in detail.remarks.iter() {
                <p class="note">{shown(remark).into_owned()}</p>
            }
            {mark(props, detail)}
            {chain(props, detail)}
            <EventAbout about={detail.about.clone()} />
            <section>
                <h2>{"Who asked"}</h2>
                <dl class="questions">
                    for question in detail.questions.iter() {
                        <div class={answer_class(question.answer)}>
                            <dt>{&question.question}</dt>
                            <dd>
                                <strong>{answer_word(question.answer)}</strong>
                                <span>{shown(&question.because).into_owned()}</span>
                            </dd>
                        </div>
                    }
                </dl>
            </section>
            {neighbours(props, detail)}
            <section>
                <h2>{"Fields"}</h2>
                <table class="facts">
                    <tbody>
                        <tr>
                            <th scope="row">{"Time"}</th>
                            <td>{shown(&detail.time).into_owned()}</td>
                            <td></td>
                        </tr>
                        for fact in detail.facts.iter() {
                            <tr>
                                <th scope="row" title={fact.path.clone()}>{&fact.label}</th>
                                <td>
                                    {shown(&fact.value).into_owned()}
                                    if !fact.note.is_empty() {
                                        {" "}<small class="note">{format!("({})", fact.note)}</small>
                                    }
                                </td>
                                <td class="fact-actions">{fact_actions(props, &fact.path, &fact.label, &fact.value)}</td>
                            </tr>
                        }
                    </tbody>
                </table>
            </section>
            for block in detail.blocks.iter() {
                <section>
                    <h2>{heading(&block.name)}</h2>
                    <JsonTree label={heading(&block.name)} lines={block.lines.clone()} more={block.more}
                        on_filter={props.on_filter.clone()} on_copy={props.on_copy.clone()} on_column={props.on_column.clone()} />
                </section>
            }
            if detail.missing.is_empty() && !detail.blocks.iter().any(|block| block.name == "requestParameters") {
                <p class="note">
                    {"No request parameters are recorded. CloudTrail leaves out blocks of more than 100 kB, so there may have been some."}
                </p>
            }
            <section>
                <h2>{"Raw record"}</h2>
                <button type="button" class="button copy" onclick={{
                    let (copy, raw) = (props.on_copy.clone(), detail.raw.clone());
                    move |_: MouseEvent| copy.emit(raw.clone())
                }}>{"Copy"}</button>
                <pre class="raw" tabindex="0" aria-label="Raw record">{shown_raw(&detail.raw)}</pre>
            </section>
            <section>
                <h2>{"Where it came from"}</h2>
                <ul class="places">
                    for (n, at) in std::iter::once(&detail.at).chain(&detail.copies).enumerate() {
                        <li>
                            <span class="path">
                                {shown(&props.name.emit(at.file).0).into_owned()}
                                if let Some(member) = detail.members.get(n).filter(|member| !member.is_empty()) {
                                    {" › "}{shown(member).into_owned()}
                                }
                            </span>
                            <span class="note">{format!("bytes {}–{} of the decompressed data", at.offset, at.offset + u64::from(at.length))}</span>
                        </li>
                    }
                </ul>
                if !detail.copies.is_empty() {
                    <p class="note">{format!("{} in all; copies, and summaries of the same event, are counted once.", detail.copies.len() + 1)}</p>
                }
            </section>
        </>
    }
}

fn value<'a>(detail: &'a Detail, path: &str) -> Option<&'a str> {
    detail.facts.iter().find(|fact| fact.path == path).map(|fact| fact.value.as_str())
}

/// The mark, and its note.
fn mark(props: &Props, detail: &Detail) -> Html {
    let row = detail.row;
    html! {
        <div class="mark">
            <button type="button" class="tool" aria-pressed={props.note.is_some().to_string()}
                onclick={props.on_mark.reform(move |_: MouseEvent| row)}>{if props.note.is_some() { "Marked as evidence" } else { "Mark as evidence" }}</button>
            if let Some(note) = &props.note {
                <NoteBox note={note.clone()} label="Note on this event" on_note={props.on_note.reform(move |note| (row, note))} />
            }
        </div>
    }
}

/// Who acted through whom, as far as the record says, and the way to what other events tell.
fn chain(props: &Props, detail: &Detail) -> Html {
    if detail.chain.is_empty() {
        return html! {};
    }
    let row = detail.row;
    html! {
        <>
        <ol class="chain" aria-label="Acted through, by this record">
            for link in detail.chain.iter() {
                <li><span class="chain-what">{&link.what}</span>{shown(&link.name).into_owned()}</li>
            }
        </ol>
        <p class="chain-more">
            <button type="button" class="link-button" onclick={props.on_behind.reform(move |_: MouseEvent| row)}
                title="The People page follows access keys to the calls of AssumeRole that gave them out, where these are loaded">
                {"Who is behind this, by other events (inferred)"}</button>
        </p>
        </>
    }
}

/// What else there is near this event.
fn neighbours(props: &Props, detail: &Detail) -> Html {
    let near = |near: Near, label: String| {
        html! {
            <button type="button" class="tool" onclick={props.on_near.reform(move |_: MouseEvent| near.clone())}>{label}</button>
        }
    };
    html! {
        <section>
            <h2>{"Near this event"}</h2>
            <div class="near">
                for (path, label) in NEAR {
                    // Of several resources, each is one.
                    for value in value(detail, path).into_iter().flat_map(|value| if *path == "resource" { value.split(' ').collect() } else { vec![value] }) {
                        {near(Near::Value { path: (*path).to_owned(), value: value.to_owned() }, format!("{label}: {}", shown(value)))}
                    }
                }
                if let Some(at) = crate::record::time::parse(&detail.time) {
                    {near(Near::Time(at as f64), "15 minutes before and after".to_owned())}
                }
            </div>
        </section>
    }
}

/// The record with its line feeds; everything else that cannot be seen is made visible.
fn shown_raw(raw: &str) -> String {
    raw.lines().map(|line| shown(line).into_owned()).collect::<Vec<_>>().join("\n")
}

fn fact_actions(props: &Props, path: &str, label: &str, value: &str) -> Html {
    let filter = |negate: bool| {
        let condition = Filter { path: path.to_owned(), value: value.to_owned(), negate };
        props.on_filter.reform(move |_: MouseEvent| condition.clone())
    };
    let copied = value.to_owned();
    html! {
        <>
            <button type="button" class="icon-button" onclick={filter(false)} aria-label={format!("Only this {label}")}
                title="Only events with this value">{"+"}</button>
            <button type="button" class="icon-button" onclick={filter(true)} aria-label={format!("Not this {label}")}
                title="No events with this value">{"−"}</button>
            <button type="button" class="icon-button" aria-label={format!("Copy {label}")} title="Copy"
                onclick={props.on_copy.reform(move |_: MouseEvent| copied.clone())}>
                <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true" fill="none" stroke="currentColor"
                    stroke-width="1.4"><rect x="5.5" y="5.5" width="8" height="8" rx="1.5" /><path d="M10.5 5.5v-2a1 1 0 0 0-1-1h-6a1 1 0 0 0-1 1v6a1 1 0 0 0 1 1h2" /></svg>
            </button>
        </>
    }
}

fn heading(block: &str) -> &'static str {
    match block {
        "requestParameters" => "Request parameters",
        "responseElements" => "Response elements",
        "additionalEventData" => "Additional event data",
        "serviceEventDetails" => "Service event details",
        "insightDetails" => "Insight details",
        _ => "Further fields",
    }
}

fn answer_word(answer: Answer) -> &'static str {
    match answer {
        Answer::Yes => "Yes",
        Answer::No => "No",
        Answer::Unknown => "Not recorded",
    }
}

fn answer_class(answer: Answer) -> &'static str {
    match answer {
        Answer::Yes => "answer-yes",
        Answer::No => "answer-no",
        Answer::Unknown => "answer-unknown",
    }
}
