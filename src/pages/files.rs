//! The ledger: what became of each file.

use std::rc::Rc;

use web_sys::{HtmlElement, HtmlInputElement, HtmlSelectElement, KeyboardEvent};
use yew::prelude::*;

use super::ledger_line::LineView;
use super::ledger_table::LedgerTable;
use crate::components::ByPtr;
use crate::components::format::{bytes, count};
use crate::components::keys::KeyHelp;
use crate::store::Sizes;
use crate::store::ledger::{FileReport, Outcome};
use crate::view::ledger::{By, Choice, Totals, choose, lines};

/// The key that the page hears; its table hears those of any grid.
pub const KEYS: &[KeyHelp] = &[KeyHelp { keys: &["Escape"], place: "files", does: "close the file" }];

/// What the page shows.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The reports, once they are here.
    pub files: Option<ByPtr<Vec<FileReport>>>,
    /// Memory of the engine by part.
    pub sizes: Sizes,
    /// Path and size of a file.
    pub name: Callback<u32, (String, f64)>,
    /// Save the ledger as it is chosen: a CSV.
    pub on_save: Callback<String>,
}

const OUTCOMES: [Outcome; 3] = [Outcome::Read, Outcome::Partly, Outcome::Skipped];

/// The Files page.
#[component]
pub fn FilesPage(props: &Props) -> Html {
    let choice = use_state_eq(Choice::default);
    // File and member of the line that is open: that stays what it is when others come or the order changes.
    let opened = use_state_eq(|| None::<(u32, u32)>);
    let grid = use_node_ref();
    let all = use_memo((props.files.clone(), props.name.clone()), |(files, name)| {
        ByPtr(Rc::new(files.as_ref().map_or_else(Vec::new, |files| lines(files, |file| name.emit(file).0))))
    });
    let totals = use_memo((*all).clone(), |all| Totals::of(all.iter()));
    let rows =
        use_memo(((*all).clone(), (*choice).clone()), |(all, choice)| ByPtr(Rc::new(choose(all, choice))));
    if props.files.is_none() {
        return html! { <p class="note waiting" role="status">{"Collecting the ledger …"}</p> };
    }
    let change = {
        let choice = choice.setter();
        Callback::from(move |new: Choice| choice.set(new))
    };
    let save = {
        let (all, rows, on_save) = (all.clone(), rows.clone(), props.on_save.clone());
        Callback::from(move |_: MouseEvent| {
            let chosen = rows.iter().filter_map(|&row| all.get(row as usize));
            on_save.emit(crate::export::ledger::ledger(chosen));
        })
    };
    let on_sort = {
        let (choice, change) = (choice.clone(), change.clone());
        Callback::from(move |by: By| {
            let down = choice.by == by && !choice.down;
            change.emit(Choice { by, down, ..(*choice).clone() });
        })
    };
    let on_open = {
        let (all, opened) = (all.clone(), opened.setter());
        Callback::from(move |row: u32| opened.set(all.get(row as usize).map(|line| (line.file, line.member))))
    };
    let on_close = {
        let (opened, grid) = (opened.setter(), grid.clone());
        Callback::from(move |()| {
            opened.set(None);
            if let Some(grid) = grid.cast::<HtmlElement>() {
                // The table is there as long as the page is; without the focus nothing is lost.
                let _ = grid.focus();
            }
        })
    };
    let onkeydown = {
        let (is_open, on_close) = (opened.is_some(), on_close.clone());
        Callback::from(move |event: KeyboardEvent| {
            if is_open && event.key() == "Escape" {
                event.prevent_default();
                on_close.emit(());
            }
        })
    };
    let line = opened.and_then(|at| all.iter().find(|line| (line.file, line.member) == at));
    html! {
        <div class="files">
            <div class="files-top">
                <h1>{"Files"}</h1>
                <p class="lead">{lead(&totals, props.sizes.total())}</p>
                {memory(&props.sizes, totals.kept)}
                {filters(&choice, &change, save)}
            </div>
            <div class="split" {onkeydown}>
                <div class="table-side">
                    <LedgerTable lines={(*all).clone()} rows={(*rows).clone()} choice={(*choice).clone()} {on_sort} {on_open}
                        open={line.is_some()} grid={grid.clone()} />
                    if rows.is_empty() {
                        <div class="nothing" role="status"><h2>
                            {if choice.remarks_only && choice.words.is_empty() && choice.outcome.is_none() {
                                "Every file was read in full, and there is nothing to say about any."
                            } else {
                                "No file is like that."
                            }}
                        </h2></div>
                    }
                </div>
                if let Some(line) = line {
                    <LineView line={line.clone()} {on_close} />
                }
            </div>
        </div>
    }
}

fn lead(totals: &Totals, size: usize) -> String {
    let files = match totals.files {
        1 => "1 file".to_owned(),
        files => format!("{} files", count(files as f64)),
    };
    format!(
        "{files} with {} records: {} events kept, {} duplicates, {} entries left out, {} damaged. In memory: {}.",
        count(totals.records as f64),
        count(totals.kept as f64),
        count(totals.duplicates as f64),
        count(totals.left_out as f64),
        count(totals.damaged as f64),
        bytes(size as f64),
    )
}

/// What of the engine takes how much.
fn memory(sizes: &Sizes, events: u64) -> Html {
    html! {
        <details class="twin sizes">
            <summary>{"Memory by part"}</summary>
            <table>
                <thead><tr>
                    <th scope="col">{"Part"}</th><th scope="col" class="number">{"Memory"}</th>
                    <th scope="col" class="number">{"Bytes per event"}</th>
                </tr></thead>
                <tbody>
                    for (part, size) in sizes.parts() {
                        <tr data-bytes={size.to_string()}>
                            <th scope="row">{part}</th>
                            <td class="number">{bytes(size as f64)}</td>
                            <td class="number">{format!("{:.1}", size as f64 / events.max(1) as f64)}</td>
                        </tr>
                    }
                </tbody>
            </table>
        </details>
    }
}

/// What is shown, and what is done with it.
fn filters(choice: &Choice, change: &Callback<Choice>, save: Callback<MouseEvent>) -> Html {
    let words = {
        let (choice, change) = (choice.clone(), change.clone());
        Callback::from(move |event: InputEvent| {
            let words = event.target_unchecked_into::<HtmlInputElement>().value();
            change.emit(Choice { words, ..choice.clone() });
        })
    };
    let outcome = {
        let (choice, change) = (choice.clone(), change.clone());
        Callback::from(move |event: Event| {
            let label = event.target_unchecked_into::<HtmlSelectElement>().value();
            let outcome = OUTCOMES.into_iter().find(|outcome| outcome.label() == label);
            change.emit(Choice { outcome, ..choice.clone() });
        })
    };
    let remarks = {
        let (choice, change) = (choice.clone(), change.clone());
        Callback::from(move |_: Event| {
            change.emit(Choice { remarks_only: !choice.remarks_only, ..choice.clone() });
        })
    };
    html! {
        <div class="ledger-filters">
            <input type="search" class="ledger-words" placeholder="Path, form, account, problem …"
                aria-label="Only files with these words" value={choice.words.clone()} oninput={words} />
            <select aria-label="Outcome" onchange={outcome}>
                <option value="" selected={choice.outcome.is_none()}>{"any outcome"}</option>
                for outcome in OUTCOMES {
                    <option value={outcome.label()} selected={choice.outcome == Some(outcome)}>{outcome.label()}</option>
                }
            </select>
            <label class="check">
                <input type="checkbox" checked={choice.remarks_only} onchange={remarks} />
                {"Only files with something to say"}
            </label>
            <button type="button" class="button" onclick={save}>{"Save as CSV"}</button>
        </div>
    }
}
