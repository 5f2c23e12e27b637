//! The ledger: what became of each file.

use yew::prelude::*;

use crate::components::ByPtr;
use crate::components::format::{bytes, count, utc};
use crate::store::ledger::{FileReport, Outcome};
use crate::view::text::shown;

/// What the page shows.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The reports, once they are here.
    pub files: Option<ByPtr<Vec<FileReport>>>,
    /// Memory of the store in bytes.
    pub size: usize,
    /// Events that are kept.
    pub events: u32,
    /// Copies that were left out.
    pub duplicates: u32,
    /// Path and size of a file.
    pub name: Callback<u32, (String, f64)>,
}

/// Lines on the page at once; a tree of a trail has tens of thousands of files.
const AT_ONCE: usize = 500;

/// The Files page.
#[component]
pub fn FilesPage(props: &Props) -> Html {
    let only_problems = use_state(|| false);
    let shown_lines = use_state(|| AT_ONCE);
    let Some(files) = &props.files else {
        return html! { <p class="note" role="status">{"Collecting the ledger …"}</p> };
    };
    // Lost files first, then damaged ones; within each as they were read.
    let rank = |report: &FileReport| match report.outcome() {
        Outcome::Skipped => 0,
        Outcome::Partly => 1,
        Outcome::Read if !report.problems.problems.is_empty() => 2,
        Outcome::Read => 3,
    };
    // A file's members have lines of their own.
    let lines = files.iter().flat_map(FileReport::lines);
    let mut order: Vec<&FileReport> = lines.filter(|f| !*only_problems || rank(f) < 3).collect();
    order.sort_by_key(|report| (rank(report), report.file, report.member));
    let total = |of: fn(&FileReport) -> u64| count(files.iter().map(of).sum::<u64>() as f64);
    let toggle = {
        let only = only_problems.clone();
        Callback::from(move |_: Event| only.set(!*only))
    };
    let more = {
        let lines = shown_lines.clone();
        Callback::from(move |_: MouseEvent| lines.set(*lines + AT_ONCE))
    };
    html! {
        <div class="files">
            <h1>{"Files"}</h1>
            <p class="lead">
                {format!(
                    "{} with {} records: {} events kept, {} duplicates, {} entries that are no events, {} damaged. In memory: {}.",
                    if files.len() == 1 { "1 file".to_owned() } else { format!("{} files", count(files.len() as f64)) },
                    total(|f| f.records), count(props.events), count(props.duplicates),
                    total(|f| f.not_events), total(|f| f.damaged), bytes(props.size as f64),
                )}
            </p>
            <label class="check"><input type="checkbox" checked={*only_problems} onchange={toggle} />{"Only files with something to say"}</label>
            <div class="ledger-scroll" tabindex="0" role="region" aria-label="Ledger of files">
                <table class="ledger">
                    <thead><tr>
                        <th scope="col">{"File"}</th><th scope="col">{"Outcome"}</th><th scope="col">{"Form"}</th>
                        <th scope="col" class="number">{"Size"}</th><th scope="col" class="number">{"Events"}</th>
                        <th scope="col">{"First – last event (UTC)"}</th><th scope="col">{"What there is to say"}</th>
                    </tr></thead>
                    <tbody>
                        for report in order.iter().take(*shown_lines) {
                            {line(props, report)}
                        }
                    </tbody>
                </table>
            </div>
            if order.is_empty() {
                <p class="note">{"Every file was read in full."}</p>
            }
            if order.len() > *shown_lines {
                <p><button type="button" class="button" onclick={more}>
                    {format!("Show more ({} of {} shown)", count(*shown_lines as f64), count(order.len() as f64))}
                </button></p>
            }
        </div>
    }
}

/// The form, and what it was wrapped in.
fn form(report: &FileReport) -> String {
    let parts = [report.format_label().to_owned(), report.wrapping()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

fn line(props: &Props, report: &FileReport) -> Html {
    let (path, _) = props.name.emit(report.file);
    let mut path = shown(&path).into_owned();
    if report.member != 0 {
        path = format!("{path} › {}", shown(&report.path));
    }
    let outcome = report.outcome();
    let class = match outcome {
        Outcome::Read => "outcome-read",
        Outcome::Partly => "outcome-partly",
        Outcome::Skipped => "outcome-skipped",
    };
    html! {
        <tr key={format!("{}/{}", report.file, report.member)} data-file={path.clone()} {class}>
            <th scope="row" class="path" title={path.clone()}>
                // Folders are where a long path breaks best.
                for part in path.split_inclusive('/') {
                    {part}<wbr />
                }
            </th>
            <td><span class="outcome">{outcome.label()}</span></td>
            <td>{form(report)}</td>
            <td class="number">{bytes(report.bytes_in as f64)}</td>
            <td class="number">{count(report.events as f64)}</td>
            <td class="span">
                if let Some((first, last)) = report.span {
                    if first == last {
                        <span>{utc(first as f64, false)}</span>
                    } else {
                        <span>{utc(first as f64, false)}{" –"}</span>{" "}<span>{utc(last as f64, false)}</span>
                    }
                }
            </td>
            <td class="problems">
                for problem in report.problems.problems.iter() {
                    <p>
                        <strong>{problem.id.kind().severity.label()}</strong>{" "}
                        {problem.id.kind().what}
                        if problem.count > 1 {
                            {format!(" {} times.", count(problem.count as f64))}
                        }
                        if let Some(at) = problem.at {
                            {format!(" First at byte {}.", count(at as f64))}
                        }
                        <span class="note">{" "}{problem.id.kind().advice}</span>
                        if !problem.detail.is_empty() {
                            <code>{shown(&problem.detail).into_owned()}</code>
                        }
                    </p>
                }
            </td>
        </tr>
    }
}
