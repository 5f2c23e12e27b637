//! One line of the ledger: its parts, and all of it beside the table.

use yew::prelude::*;

use super::ledger_table::milliseconds;
use crate::components::format::{bytes, count, utc};
use crate::problem::Problem;
use crate::view::ledger::Line;
use crate::view::text::shown;

/// What the line is shown with.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The line.
    pub line: Line,
    /// Close it.
    pub on_close: Callback<()>,
}

/// All of a line: what there is to say in full, with what to do about it, and the figures.
#[component]
pub fn LineView(props: &Props) -> Html {
    let line = &props.line;
    let path = shown(&line.full_path()).into_owned();
    html! {
        <aside class="drawer" aria-label="File">
            <div class="drawer-bar">
                <span class="drawer-id">{line.outcome.label()}</span>
                <button type="button" class="icon-button" aria-label="Close the file"
                    onclick={props.on_close.reform(|_: MouseEvent| ())}>{"×"}</button>
            </div>
            <div class="drawer-body about" tabindex="0" role="region" aria-label="File details">
                <p class="sentence">{path}</p>
                <section>
                    <h2>{"What there is to say"}</h2>
                    if line.problems.is_empty() {
                        <p class="note">{"Nothing: it was read in full."}</p>
                    }
                    for problem in line.problems.iter() {
                        <p class="problem">
                            {said(problem)}
                            <span class="note">{" "}{problem.id.kind().advice}</span>
                        </p>
                    }
                </section>
                <section>
                    <h2>{"Figures"}</h2>
                    <table class="facts">
                        for (label, value) in facts(line) {
                            <tr><th scope="row">{label}</th><td>{value}</td></tr>
                        }
                    </table>
                </section>
            </div>
        </aside>
    }
}

fn facts(line: &Line) -> Vec<(&'static str, Html)> {
    let text = |text: &str| {
        if text.is_empty() {
            html! { "none" }
        } else {
            html! { {text.to_owned()} }
        }
    };
    let number = |n: u64| html! { {count(n as f64)} };
    let mut facts = vec![
        ("Form", text(line.form)),
        ("Wrapped in", text(&line.wrapping)),
        ("Size", html! { {bytes(line.bytes_in as f64)} }),
        ("Data", html! { {bytes(line.bytes_out as f64)} }),
        ("Records", number(line.records)),
        ("Kept", number(line.kept)),
        ("Duplicates", number(line.duplicates)),
        ("Left out", number(line.left_out)),
        ("Damaged", number(line.damaged)),
        ("Events (UTC)", span(line.span)),
    ];
    if line.name != Default::default() {
        facts.push(("From the name", from_name(line)));
    }
    if let Some(micros) = line.micros {
        facts.push(("Time", text(&milliseconds(micros))));
    }
    facts
}

/// The form, and what it was wrapped in.
pub fn form(line: &Line) -> String {
    let parts = [line.form, line.wrapping.as_str()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// First and last event.
pub fn span(span: Option<(i64, i64)>) -> Html {
    let Some((first, last)) = span else { return Html::default() };
    html! {
        if first == last {
            <span>{utc(first as f64, false)}</span>
        } else {
            <span>{utc(first as f64, false)}{" –"}</span>{" "}<span>{utc(last as f64, false)}</span>
        }
    }
}

/// What the name says.
pub fn from_name(line: &Line) -> Html {
    let name = &line.name;
    let delivered = name.delivered.map(|at| format!("delivered {} UTC", utc(at as f64, false)));
    let kind = if name.kind == "CloudTrail" { "" } else { name.kind };
    html! {
        for part in [kind, &name.account, &name.region, delivered.as_deref().unwrap_or("")] {
            if !part.is_empty() {
                <span>{part}</span>{" "}
            }
        }
    }
}

/// What a problem is, and how often there is one.
pub fn said_briefly(problem: &Problem) -> String {
    let kind = problem.id.kind();
    let times = match problem.count {
        0 | 1 => String::new(),
        n => format!(" {} times.", count(n as f64)),
    };
    format!("{}: {}{times}", kind.severity.label(), kind.what)
}

/// A problem: how bad, what, how often, where, and the words of whoever met it.
pub fn said(problem: &Problem) -> Html {
    let kind = problem.id.kind();
    let places: Vec<String> = problem.at.iter().chain(&problem.more).map(|at| count(*at as f64)).collect();
    let places = match places.len() {
        0 => String::new(),
        1 if problem.count > 1 => format!(" First at byte {}.", places[0]),
        1 => format!(" At byte {}.", places[0]),
        n if n as u64 == problem.count => format!(" At bytes {}.", places.join("; ")),
        _ => format!(" First at bytes {}.", places.join("; ")),
    };
    html! {
        <>
            <strong>{kind.severity.label()}</strong>{" "}{kind.what}
            if problem.count > 1 {
                {format!(" {} times.", count(problem.count as f64))}
            }
            {places}
            if !problem.detail.is_empty() {
                {" "}<code>{shown(&problem.detail).into_owned()}</code>
            }
        </>
    }
}
