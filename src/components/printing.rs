//! What is on paper and not on the screen: a heading that says what was looked for, and tables with all their rows in
//! place of those that are on the screen.

use yew::prelude::*;

use super::format::count;
use crate::browser::print;

/// Rows that are printed at most: some thirty pages. More belong into a file.
pub const MOST_ROWS: u32 = 1_000;

/// Whether the page is being printed.
#[hook]
pub fn use_printing() -> bool {
    let printing = use_state_eq(|| false);
    {
        let set = printing.setter();
        use_effect_with((), move |_| {
            let listeners = print::watch(move |begins| set.set(begins));
            move || drop(listeners)
        });
    }
    *printing
}

/// How many rows of a list are printed: those that have come in, from the first one on.
pub fn rows_to_print(total: u32, is_here: impl Fn(u32) -> bool) -> u32 {
    (0..total.min(MOST_ROWS)).find(|place| !is_here(*place)).unwrap_or(total.min(MOST_ROWS))
}

/// What the heading says.
#[derive(Properties, PartialEq)]
pub struct HeadProps {
    /// The heading.
    pub title: String,
    /// What was looked for, and how much there is of it, line by line.
    pub lines: Vec<(&'static str, String)>,
}

/// The heading; only on paper.
#[component]
pub fn PrintHead(props: &HeadProps) -> Html {
    if !use_printing() {
        return html! {};
    }
    html! {
        <header class="print-head">
            <p class="print-title">{&props.title}</p>
            <dl>
                for (label, text) in props.lines.iter() {
                    <div><dt>{*label}</dt><dd>{text}</dd></div>
                }
            </dl>
        </header>
    }
}

/// Rows as a table; only on paper. `cell` gives the text of a cell, and whether it is a number.
pub fn table(
    headings: &[String],
    rows: u32,
    total: u32,
    cell: impl Fn(u32, usize) -> (String, bool),
) -> Html {
    html! {
        <div class="print-table">
            <table>
                <thead><tr>
                    for heading in headings {
                        <th scope="col">{heading}</th>
                    }
                </tr></thead>
                <tbody>
                    for place in 0..rows {
                        <tr>
                            for at in 0..headings.len() {
                                {one(cell(place, at))}
                            }
                        </tr>
                    }
                </tbody>
            </table>
            {left_out(rows, total)}
        </div>
    }
}

fn one((text, number): (String, bool)) -> Html {
    html! { <td class={number.then_some("number")}>{text}</td> }
}

/// What is said where not all rows are printed.
pub fn left_out(rows: u32, total: u32) -> Html {
    if rows >= total {
        return html! {};
    }
    let how = match rows < total.min(MOST_ROWS) {
        true => format!(" Ctrl+P on the page prints up to {}.", count(MOST_ROWS)),
        false => String::new(),
    };
    html! { <p class="note">{format!("The first {} of {} rows.{how}", count(rows), count(total))}</p> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_printed_up_to_the_first_that_is_not_here() {
        assert_eq!(rows_to_print(250, |_| true), 250);
        assert_eq!(rows_to_print(250, |place| !(100..=200).contains(&place)), 100);
        assert_eq!(rows_to_print(5_000_000, |_| true), MOST_ROWS);
        assert_eq!(rows_to_print(0, |_| false), 0);
    }
}
