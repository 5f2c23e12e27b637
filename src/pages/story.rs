//! One life story in full.

use yew::prelude::*;

use crate::components::ByPtr;
use crate::components::format::count;
use crate::stories::{Full, FullPart, FullSetting, Joins, Mark};
use crate::view::stories::{Given, Groundwork, History, HistoryLine, StoryPage};
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
                    {"Show its events"}
                </button>
            </header>
            <section>
                <h2>{"In short"}</h2>
                <table class="facts story-facts"><tbody>
                    {fact("Opened", full.opened.as_ref().map_or("older than these files, or in others".to_owned(), told))}
                    {fact("First and last seen", if full.seen[0].is_empty() { "only in refused calls".to_owned() } else { format!("{} – {}", full.seen[0], full.seen[1]) })}
                    {fact("Last evidence", if full.evidence.is_empty() { "none: it was only read".to_owned() } else { full.evidence.clone() })}
                    {fact("End", format!("{}{} ({})", full.end_words, if full.end_time.is_empty() { String::new() } else { format!(", {}", full.end_time) }, full.grade.word()))}
                    if !full.nodes_ended.is_empty() {
                        {fact("Nodes", full.nodes_ended.clone())}
                    }
                    if let Some(mark) = &full.end_requested {
                        {fact("End asked for", told(mark))}
                    }
                    if !full.told.is_empty() {
                        {fact("Reported by EMR", format!("{} (EventBridge, not CloudTrail)", full.told))}
                    }
                    {fact("Size at launch", or(&full.size).to_owned())}
                    {fact("EC2 instances", if full.nodes.0 == 0 { "none are tied to it by the events".to_owned() } else { format!("{} known, {} ended by EMR", full.nodes.0, full.nodes.1) })}
                    {fact("People", if full.people.is_empty() { "nobody did more than read".to_owned() } else { full.people.join(", ") })}
                    {fact("Refused attempts", count(full.refused))}
                </tbody></table>
            </section>
            {list("What does not fit", &story.gaps)}
            {list("How it may have ended without anybody asking", &story.silent_ends)}
            {list("When it may have ended unseen", &story.unseen)}
            {list("What would settle this", &story.would_settle)}
            {costs(full)}
            {settings(props, &full.settings)}
            for sizes in [true, false] {
                <Parts key={format!("{sizes} {}", full.id)} story={story.clone()} {sizes} on_events={props.on_events.clone()} />
            }
            {groundwork(props, &story.groundwork)}
            {groups(props, &story.groundwork.groups)}
            <section>
                <h2>{"History"}</h2>
                {joins(&full.joins)}
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
fn event(on_events: &Callback<String>, mark: &Mark) -> Html {
    let query = mark.query();
    html! {
        <button type="button" class="link" title="Show the event" onclick={on_events.reform(move |_: MouseEvent| query.clone())}>
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
                                <td>{event(&props.on_events, &setting.by)}</td>
                                <td>{text(&setting.by.who)}</td>
                                <td>
                                    for (value, by) in setting.before.iter() {
                                        <p>{text(value)}{" "}{event(&props.on_events, by)}</p>
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

fn costs(full: &Full) -> Html {
    if full.costs.is_empty() {
        return html! {};
    }
    html! {
        <section>
            <h2>{"What drives its cost"}</h2>
            <p class="note">{"As far as requests record it. Where no market stands behind a size, none is recorded. Prices, and how long machines were there, are not in CloudTrail."}</p>
            <table class="facts story-facts"><tbody>
                for (what, value) in full.costs.iter() {
                    <tr><th scope="row">{what}</th><td>{text(value)}</td></tr>
                }
            </tbody></table>
        </section>
    }
}

/// By which strength events were joined to it.
fn joins(joins: &[Joins]) -> Html {
    html! {
        <ul class="joins" aria-label="Why these events belong to it">
            for joins in joins.iter() {
                <li>
                    <strong>{count(joins.events)}</strong>{" "}{&joins.strength}
                    if !joins.by.is_empty() {
                        <span class="note" title={joins.by.join(", ")}>{" – "}{text(&some(&joins.by))}</span>
                    }
                </li>
            }
        </ul>
    }
}

/// The first of some ids.
fn some(ids: &[String]) -> String {
    const MOST: usize = 6;
    let first = ids.iter().take(MOST).map(String::as_str).collect::<Vec<_>>().join(", ");
    match ids.len().saturating_sub(MOST) {
        0 => first,
        more => format!("{first} and {more} more"),
    }
}

/// Roles, and what IAM's events say of them.
fn groundwork(props: &Props, groundwork: &Groundwork) -> Html {
    if groundwork.roles.is_empty() && groundwork.linked.is_empty() {
        return html! {};
    }
    html! {
        <section>
            <h2>{"Roles, and events of IAM that name them"}</h2>
            <p class="note">{"Joined by the name of the role in the same account. A role is shared, so these events tell of every resource that was given it. That a role was passed is never an event."}</p>
            for role in groundwork.roles.iter() {
                {given(props, role)}
            }
            if !groundwork.linked.is_empty() {
                <details class="phase" open=true>
                    <summary>{"Linked roles of EMR"}<span class="note">{" made for the account as a whole"}</span></summary>
                    {lines(props, &groundwork.linked, groundwork.linked.len() as u32)}
                </details>
            }
        </section>
    }
}

/// Security groups, and what EC2's events say of them.
fn groups(props: &Props, groups: &[Given]) -> Html {
    if groups.is_empty() {
        return html! {};
    }
    html! {
        <section>
            <h2>{"Security groups, and events of EC2 that change them"}</h2>
            <p class="note">{"Joined by the id of the group in the same account and Region. Where a group is shared, these events tell of every resource that was given it."}</p>
            for group in groups.iter() {
                {given(props, group)}
            }
        </section>
    }
}

fn given(props: &Props, given: &Given) -> Html {
    let shared = match given.resources {
        1 => "given to this one only".to_owned(),
        more => format!("shared by {}", count(more)),
    };
    html! {
        <details class="phase" open={!given.lines.is_empty() && given.lines.len() <= 10}>
            <summary>
                {text(&given.name)}
                <span class="note">{format!(" {}; {shared}; {}", given.labels.join(", "), many(given.events, "event"))}</span>
            </summary>
            {lines(props, &given.lines, given.events)}
        </details>
    }
}

fn many(number: u32, what: &str) -> String {
    match number {
        0 => format!("no {what}"),
        1 => format!("1 {what}"),
        more => format!("{} {what}s", count(more)),
    }
}

/// Rows of a table of parts that are drawn at first, and added by each press of a button: a cluster may have tens of
/// thousands of steps.
const PARTS: usize = 300;

#[derive(Properties, PartialEq)]
struct PartsProps {
    story: ByPtr<StoryPage>,
    /// Those that give a cluster its size, or all others.
    sizes: bool,
    on_events: Callback<String>,
}

#[component]
fn Parts(props: &PartsProps) -> Html {
    let shown = use_state(|| PARTS);
    let gives_size = |part: &FullPart| matches!(part.kind.as_str(), "instance group" | "instance fleet");
    let parts: Vec<&FullPart> =
        props.story.full.parts.iter().filter(|part| gives_size(part) == props.sizes).collect();
    if parts.is_empty() {
        return html! {};
    }
    let left = parts.len().saturating_sub(*shown);
    let more = {
        let shown = shown.clone();
        Callback::from(move |_: MouseEvent| shown.set(*shown + PARTS))
    };
    html! {
        <section>
            <h2>{if props.sizes { "Instance groups and fleets" } else { "Steps, job runs and other parts" }}</h2>
            <p class="note">{"When each was asked for. Whether it began, and what came of it, CloudTrail does not record."}</p>
            <table class="plain">
                <thead><tr><th scope="col">{"Part"}</th><th scope="col">{"Id"}</th><th scope="col">{"Name"}</th><th scope="col">{"What"}</th><th scope="col">{"Role"}</th><th scope="col">{"Asked for"}</th><th scope="col">{"By"}</th><th scope="col">{"Besides"}</th></tr></thead>
                <tbody>
                    for part in parts.iter().take(*shown) {
                        <tr>
                            <td>{&part.kind}</td>
                            // What is no id is words, and may be broken between them.
                            <td class={if part.id.contains(' ') { "value" } else { "id" }}>{text(&part.id)}</td>
                            <td class="value">{text(or(&part.name))}</td>
                            <td class="value">{text(or(&part.what))}</td>
                            <td class="value">{text(or(&part.role))}</td>
                            <td>
                                if let Some(mark) = &part.asked {
                                    {event(&props.on_events, mark)}
                                }
                            </td>
                            <td>{part.asked.as_ref().map(|mark| text(&mark.who))}</td>
                            <td>
                                {besides(part)}
                                for mark in part.end_asked.iter() {
                                    <p>{"end asked for "}{event(&props.on_events, mark)}{format!(" by {}", or(&mark.who))}</p>
                                }
                            </td>
                        </tr>
                    }
                </tbody>
            </table>
            if left > 0 {
                <button type="button" class="button" onclick={more}>{format!("{} more: show {} of them", count(left as f64), count(left.min(PARTS) as f64))}</button>
            }
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
    if !part.told.is_empty() {
        lines.push(format!("reported by EMR: {}", part.told));
    }
    if !part.no_later_than.is_empty() {
        lines.push(format!("ended no later than {}", part.no_later_than));
    }
    lines.iter().map(|line| html! { <p>{text(line)}</p> }).collect()
}

fn phase(props: &Props, history: &History) -> Html {
    html! {
        <details class="phase" open={!matches!(history.phase.as_str(), "looked at" | "context")}>
            <summary>{format!("{} ({})", history.phase, count(history.events))}</summary>
            {lines(props, &history.lines, history.events)}
        </details>
    }
}

fn lines(props: &Props, lines: &[HistoryLine], events: u32) -> Html {
    let left = (events as usize).saturating_sub(lines.len());
    // Of many, the first and the last are here.
    let (first, last) = lines.split_at(if left > 0 { lines.len() / 2 } else { lines.len() });
    html! {
        <>
            {some_lines(props, first)}
            if left > 0 {
                <p class="note">{format!("{} more in between; see its events", count(left as f64))}</p>
                {some_lines(props, last)}
            }
        </>
    }
}

fn some_lines(props: &Props, lines: &[HistoryLine]) -> Html {
    html! {
        <ol>
            for line in lines.iter() {
                <li class={line.refused.then_some("line-refused")}>
                    <button type="button" class="link" title="Show the event" onclick={{
                        let query = format!("eventID:\"{}\"", line.event);
                        props.on_events.reform(move |_: MouseEvent| query.clone())
                    }}>{text(if line.time.is_empty() { "no time" } else { &line.time })}</button>
                    <span>{text(&line.sentence)}</span>
                    if !line.strength.is_empty() {
                        <em>{text(&line.strength)}</em>
                    }
                </li>
            }
        </ol>
    }
}
