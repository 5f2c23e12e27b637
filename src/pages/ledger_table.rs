//! The table of the ledger.

use yew::prelude::*;

use crate::components::format::{bytes, count, utc};
use crate::problem::Problem;
use crate::store::ledger::Outcome;
use crate::view::ledger::{By, Choice, Line, Totals};
use crate::view::text::shown;

/// What the table shows.
pub struct Table<'t> {
    /// Lines, in order.
    pub lines: &'t [&'t Line],
    /// Sums of all chosen lines, the ones that are not shown yet among them.
    pub totals: Totals,
    /// What is chosen, and in which order.
    pub choice: &'t Choice,
    /// Put in order by this.
    pub by: Callback<By>,
}

struct Column {
    /// What a press on its heading sorts by; nothing for what has no order.
    by: Option<By>,
    label: &'static str,
    number: bool,
}

const fn column(by: By, label: &'static str, number: bool) -> Column {
    Column { by: Some(by), label, number }
}

/// What matters most stands first: a narrow screen shows as much of a row as it can.
const COLUMNS: [Column; 14] = [
    column(By::Path, "File", false),
    column(By::Outcome, "Outcome", false),
    column(By::Form, "Form", false),
    Column { by: None, label: "What there is to say", number: false },
    column(By::BytesIn, "Size", true),
    column(By::BytesOut, "Data", true),
    column(By::Records, "Records", true),
    column(By::Kept, "Kept", true),
    column(By::Duplicates, "Duplicates", true),
    column(By::LeftOut, "Left out", true),
    column(By::Damaged, "Damaged", true),
    column(By::First, "First – last event (UTC)", false),
    column(By::Delivered, "From the name", false),
    column(By::Micros, "Time", true),
];

/// The table.
pub fn table(table: Table) -> Html {
    let Table { lines, totals, choice, by } = table;
    html! {
        <div class="ledger-scroll" tabindex="0" role="region" aria-label="Ledger of files">
            <table class="ledger">
                <thead><tr>
                    for column in COLUMNS.iter() {
                        {heading(column, choice, &by)}
                    }
                </tr></thead>
                <tbody>
                    for line in lines.iter() {
                        {row(line)}
                    }
                </tbody>
                <tfoot><tr>
                    <th scope="row">{format!("Together: {}", files(totals.files))}</th>
                    <td></td><td></td><td></td>
                    <td class="number">{bytes(totals.bytes_in as f64)}</td>
                    <td class="number">{bytes(totals.bytes_out as f64)}</td>
                    for n in [totals.records, totals.kept, totals.duplicates, totals.left_out, totals.damaged] {
                        <td class="number">{count(n as f64)}</td>
                    }
                    <td></td><td></td><td></td>
                </tr></tfoot>
            </table>
        </div>
    }
}

fn files(n: u64) -> String {
    if n == 1 { "1 file".to_owned() } else { format!("{} files", count(n as f64)) }
}

fn heading(column: &Column, choice: &Choice, by: &Callback<By>) -> Html {
    let Some(order) = column.by else { return html! { <th scope="col">{column.label}</th> } };
    let sorted = order == choice.by;
    let aria = match (sorted, choice.down) {
        (false, _) => "none",
        (true, false) => "ascending",
        (true, true) => "descending",
    };
    let onclick = by.reform(move |_: MouseEvent| order);
    html! {
        <th scope="col" class={column.number.then_some("number")} aria-sort={aria}>
            <button type="button" class="sort" {onclick}>
                {column.label}
                <span aria-hidden="true">{if !sorted { "" } else if choice.down { " ↓" } else { " ↑" }}</span>
            </button>
        </th>
    }
}

fn row(line: &Line) -> Html {
    let path = shown(&line.full_path()).into_owned();
    let class = match line.outcome {
        Outcome::Read => "outcome-read",
        Outcome::Partly => "outcome-partly",
        Outcome::Skipped => "outcome-skipped",
    };
    let figures = [line.records, line.kept, line.duplicates, line.left_out, line.damaged];
    html! {
        <tr key={format!("{}/{}", line.file, line.member)} data-file={path.clone()} data-form={line.form_name} {class}>
            <th scope="row" class="path" title={path.clone()}>
                // Folders are where a long path breaks best.
                for part in path.split_inclusive('/') {
                    {part}<wbr />
                }
            </th>
            <td><span class="outcome">{line.outcome.label()}</span></td>
            <td class="form">{form(line)}</td>
            <td class="problems">
                for problem in line.problems.iter() {
                    {said(problem)}
                }
            </td>
            <td class="number">{bytes(line.bytes_in as f64)}</td>
            <td class="number">{bytes(line.bytes_out as f64)}</td>
            for n in figures {
                <td class="number">{count(n as f64)}</td>
            }
            <td class="span">{span(line.span)}</td>
            <td class="from-name">{from_name(line)}</td>
            <td class="number">{line.micros.map_or(String::new(), milliseconds)}</td>
        </tr>
    }
}

/// The form, and what it was wrapped in.
fn form(line: &Line) -> String {
    let parts = [line.form, line.wrapping.as_str()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

fn span(span: Option<(i64, i64)>) -> Html {
    let Some((first, last)) = span else { return Html::default() };
    html! {
        if first == last {
            <span>{utc(first as f64, false)}</span>
        } else {
            <span>{utc(first as f64, false)}{" –"}</span>{" "}<span>{utc(last as f64, false)}</span>
        }
    }
}

fn from_name(line: &Line) -> Html {
    let name = &line.name;
    let delivered = name.delivered.map(|at| format!("delivered {}", utc(at as f64, false)));
    let kind = if name.kind == "CloudTrail" { "" } else { name.kind };
    html! {
        for part in [kind, &name.account, &name.region, delivered.as_deref().unwrap_or("")] {
            if !part.is_empty() {
                <span>{part}</span>{" "}
            }
        }
    }
}

/// `< 0.1 ms`, `0.4 ms`, `12 ms`, `1.2 s`.
fn milliseconds(micros: u64) -> String {
    match micros as f64 / 1_000.0 {
        // Browsers round their clocks to this.
        ms if ms < 0.1 => "< 0.1 ms".to_owned(),
        ms if ms < 10.0 => format!("{ms:.1} ms"),
        ms if ms < 1_000.0 => format!("{ms:.0} ms"),
        ms => format!("{:.1} s", ms / 1_000.0),
    }
}

fn said(problem: &Problem) -> Html {
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
        <p>
            <strong>{kind.severity.label()}</strong>{" "}{kind.what}
            if problem.count > 1 {
                {format!(" {} times.", count(problem.count as f64))}
            }
            {places}
            <span class="note">{" "}{kind.advice}</span>
            if !problem.detail.is_empty() {
                <code>{shown(&problem.detail).into_owned()}</code>
            }
        </p>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_for_people() {
        assert_eq!([0, 420, 12_300, 1_234_000].map(milliseconds), ["< 0.1 ms", "0.4 ms", "12 ms", "1.2 s"]);
    }
}
