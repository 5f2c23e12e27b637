//! One life story in full.

use yew::prelude::*;

use crate::components::ByPtr;
use crate::components::format::count;
use crate::stories::{FullPart, FullSetting, Mark};
use crate::view::stories::{History, StoryPage};
use crate::view::text::shown;

/// What is shown.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The story.
    pub story: ByPtr<StoryPage>,
    /// Close it.
    pub on_close: Callback<()>,
    /// Show the events that a query finds.
    pub on_events: Callback<String>,
}

/// The story of one resource.
#[component]
pub fn StoryView(props: &Props) -> Html {
    let story = &props.story;
    let full = &story.full;
    let query = story.query.clone();
    html! {
        <article class="story" data-story={full.id.clone()}>
            <header>
                <button type="button" class="button" onclick={props.on_close.reform(|_: MouseEvent| ())}>{"← All stories"}</button>
                <h1>{text(if full.name.is_empty() { &full.id } else { &full.name })}</h1>
                <p class="lead">{text(&format!("{} {}, account {}, {}", full.kind, full.id, or(&full.account), or(&full.region)))}</p>
                <button type="button" class="button button-main" onclick={props.on_events.reform(move |_: MouseEvent| query.clone())}>
                    {"Show the events that name it"}
                </button>
            </header>
            <section>
                <h2>{"In short"}</h2>
                <table class="facts story-facts"><tbody>
                    {fact("Opened", full.opened.as_ref().map_or("older than these files, or in others".to_owned(), told))}
                    {fact("First and last seen", if full.seen[0].is_empty() { "only in refused calls".to_owned() } else { format!("{} – {}", full.seen[0], full.seen[1]) })}
                    {fact("Last evidence", if full.evidence.is_empty() { "none: it was only read".to_owned() } else { full.evidence.clone() })}
                    {fact("End", format!("{}{} ({})", full.end_words, if full.end_time.is_empty() { String::new() } else { format!(", {}", full.end_time) }, full.grade.word()))}
                    if let Some(mark) = &full.end_requested {
                        {fact("End asked for", told(mark))}
                    }
                    {fact("Size at launch", or(&full.size).to_owned())}
                    {fact("EC2 instances", if full.nodes.0 == 0 { "none are tied to it by the events".to_owned() } else { format!("{} known, {} ended by EMR", full.nodes.0, full.nodes.1) })}
                    {fact("People", if full.people.is_empty() { "nobody did more than read".to_owned() } else { full.people.join(", ") })}
                    {fact("Refused attempts", count(full.refused))}
                </tbody></table>
            </section>
            {list("What does not fit", &story.gaps)}
            {list("How it may have ended without anybody asking", &story.silent_ends)}
            {list("What would settle this", &story.would_settle)}
            {settings(props, &full.settings)}
            {parts(props, &full.parts)}
            <section>
                <h2>{"History"}</h2>
                for history in story.history.iter() {
                    {phase(props, history)}
                }
            </section>
        </article>
    }
}

fn text(text: &str) -> String {
    shown(text).into_owned()
}

fn or(text: &str) -> &str {
    if text.is_empty() { "not recorded" } else { text }
}

/// When, by whom, from where.
fn told(mark: &Mark) -> String {
    let role = match mark.role.as_str() {
        "" => String::new(),
        role => format!(" as {role}"),
    };
    let way = match mark.channel.as_str() {
        "" => String::new(),
        way => format!(", {way}"),
    };
    let time = if mark.time.is_empty() { "time not recorded" } else { &mark.time };
    format!("{time} by {}{role} from {}{way}", or(&mark.who), or(&mark.address))
}

fn fact(label: &'static str, value: String) -> Html {
    html! { <tr><th scope="row">{label}</th><td>{text(&value)}</td></tr> }
}

fn list(heading: &'static str, lines: &[String]) -> Html {
    if lines.is_empty() {
        return html! {};
    }
    html! {
        <section>
            <h2>{heading}</h2>
            <ul>
                for line in lines.iter() {
                    <li>{text(line)}</li>
                }
            </ul>
        </section>
    }
}

/// A button that leads to an event.
fn event(props: &Props, mark: &Mark) -> Html {
    let query = mark.query();
    html! {
        <button type="button" class="link" title="Show the event" onclick={props.on_events.reform(move |_: MouseEvent| query.clone())}>
            {text(if mark.time.is_empty() { "no time" } else { &mark.time })}
        </button>
    }
}

fn settings(props: &Props, settings: &[FullSetting]) -> Html {
    html! {
        <section>
            <h2>{"Settings"}</h2>
            <p class="note">{"The last recorded value of each, and the event that set it. What is not in this table is not recorded in these files: it may be the default, or set elsewhere."}</p>
            if !settings.is_empty() {
                <table class="plain">
                    <thead><tr><th scope="col">{"Setting"}</th><th scope="col">{"Value"}</th><th scope="col">{"Set"}</th><th scope="col">{"By"}</th><th scope="col">{"Before"}</th></tr></thead>
                    <tbody>
                        for setting in settings.iter() {
                            <tr>
                                <th scope="row">{text(&setting.name)}</th>
                                <td class="value">{text(&setting.value)}</td>
                                <td>{event(props, &setting.by)}</td>
                                <td>{text(&setting.by.who)}</td>
                                <td>
                                    for (value, by) in setting.before.iter() {
                                        <p>{text(value)}{" "}{event(props, by)}</p>
                                    }
                                </td>
                            </tr>
                        }
                    </tbody>
                </table>
            }
        </section>
    }
}

fn parts(props: &Props, parts: &[FullPart]) -> Html {
    if parts.is_empty() {
        return html! {};
    }
    html! {
        <section>
            <h2>{"Steps, job runs and other parts"}</h2>
            <p class="note">{"When each was asked for. Whether it began, and what came of it, CloudTrail does not record."}</p>
            <table class="plain">
                <thead><tr><th scope="col">{"Part"}</th><th scope="col">{"Id"}</th><th scope="col">{"Name"}</th><th scope="col">{"What"}</th><th scope="col">{"Role"}</th><th scope="col">{"Asked for"}</th><th scope="col">{"By"}</th><th scope="col">{"Besides"}</th></tr></thead>
                <tbody>
                    for part in parts.iter() {
                        <tr>
                            <td>{&part.kind}</td>
                            <td class="value">{text(&part.id)}</td>
                            <td class="value">{text(or(&part.name))}</td>
                            <td class="value">{text(or(&part.what))}</td>
                            <td class="value">{text(or(&part.role))}</td>
                            <td>
                                if let Some(mark) = &part.asked {
                                    {event(props, mark)}
                                }
                            </td>
                            <td>{part.asked.as_ref().map(|mark| text(&mark.who))}</td>
                            <td>
                                {besides(part)}
                                for mark in part.end_asked.iter() {
                                    <p>{"end asked for "}{event(props, mark)}{format!(" by {}", or(&mark.who))}</p>
                                }
                            </td>
                        </tr>
                    }
                </tbody>
            </table>
        </section>
    }
}

fn besides(part: &FullPart) -> Html {
    let mut lines = Vec::new();
    if !part.note.is_empty() {
        lines.push(part.note.clone());
    }
    if !part.action.is_empty() {
        lines.push(format!("where it does not succeed: {}", part.action));
    }
    if !part.no_later_than.is_empty() {
        lines.push(format!("ended no later than {}", part.no_later_than));
    }
    lines.iter().map(|line| html! { <p>{text(line)}</p> }).collect()
}

fn phase(props: &Props, history: &History) -> Html {
    let left = history.events as usize - history.lines.len();
    html! {
        <details class="phase" open={!matches!(history.phase.as_str(), "looked at" | "context")}>
            <summary>{format!("{} ({})", history.phase, count(history.events))}</summary>
            <ol>
                for line in history.lines.iter() {
                    <li class={line.refused.then_some("line-refused")}>
                        <button type="button" class="link" title="Show the event" onclick={{
                            let query = format!("eventID:\"{}\"", line.event);
                            props.on_events.reform(move |_: MouseEvent| query.clone())
                        }}>{text(if line.time.is_empty() { "no time" } else { &line.time })}</button>
                        <span>{text(&line.sentence)}</span>
                        if !line.strength.is_empty() {
                            <em>{&line.strength}</em>
                        }
                    </li>
                }
            </ol>
            if left > 0 {
                <p class="note">{format!("and {} more; see its events", count(left as f64))}</p>
            }
        </details>
    }
}
