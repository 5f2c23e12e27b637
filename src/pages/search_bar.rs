//! What is looked for, on top of every page that shows events: query box, scope, counts, active filters.

use std::rc::Rc;

use yew::prelude::*;

use crate::components::ByPtr;
use crate::components::chips::{Chip, ChipAct, Chips};
use crate::components::completion::{Field, Values, Wanted};
use crate::components::deep_bar::{DeepAct, DeepBar, DeepState};
use crate::components::format::count;
use crate::components::query_box::QueryBox;
use crate::components::timeline::Timeline;
use crate::emr::facts::Scope;
use crate::query::QueryError;
use crate::view::Counts;
use crate::view::chart::TimelineSpec;
use crate::zone::Zone;

/// What is looked for, and how much of it there is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bar {
    /// The query that is applied.
    pub query: String,
    /// What in it was not understood.
    pub errors: Vec<QueryError>,
    /// The fields that can be written in it.
    pub fields: Rc<Vec<Field>>,
    /// Values of the field that is being written, as far as they are known.
    pub values: Rc<Values>,
    /// What `now` in the query stands for, if it has one.
    pub now: Option<String>,
    /// The zone in which times are shown.
    pub zone: Rc<Zone>,
    /// Its parts.
    pub chips: Vec<Chip>,
    /// Parts that are paused.
    pub paused: Vec<String>,
    /// The scope that is chosen.
    pub scope: Scope,
    /// The range of time that is chosen.
    pub range: Option<[f64; 2]>,
    /// From first to last time without a range, as far as it is known.
    pub full: Option<[f64; 2]>,
    /// Path of the column that the timeline stacks.
    pub stack: &'static str,
    /// All that it can stack: path and heading.
    pub stacks: Vec<(&'static str, &'static str)>,
    /// The numbers.
    pub counts: Counts,
    /// What is known of records that are not in memory.
    pub deep: DeepState,
}

/// What it calls.
#[derive(Clone, Debug, PartialEq)]
pub struct BarCalls {
    /// A query to apply.
    pub query: Callback<String>,
    /// Something is done to a part of it.
    pub chip: Callback<ChipAct>,
    /// A scope.
    pub scope: Callback<Scope>,
    /// A range, or all of it.
    pub range: Callback<Option<[f64; 2]>>,
    /// A range as a gesture has it so far.
    pub zoom: Callback<Option<[f64; 2]>>,
    /// Values for a field that is being written are wanted.
    pub complete: Callback<Wanted>,
    /// Records that are not in memory are searched for, or no more.
    pub deep: Callback<DeepAct>,
    /// Stack the timeline by the column of this path.
    pub stack: Callback<String>,
    /// A time zone, by name.
    pub zone: Callback<String>,
}

/// What the bar shows.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What is looked for.
    pub bar: Bar,
    /// What it calls.
    pub calls: BarCalls,
    /// What stands before the query box.
    #[prop_or_default]
    pub children: Html,
    /// What stands at the end of the line of numbers.
    #[prop_or_default]
    pub tools: Html,
}

/// Scopes: value, name in the page, label, what it holds.
const SCOPES: &[(Scope, &str, &str, &str)] = &[
    (Scope::Emr, "emr", "EMR", "Calls to Amazon EMR, EMR on EKS and EMR Serverless"),
    (
        Scope::Related,
        "related",
        "EMR-related",
        "Also calls that EMR made, that were made with its roles, or that name it",
    ),
    (Scope::Other, "all", "All", "Every event in the files"),
];

/// What a scope is called.
pub fn scope_label(scope: Scope) -> &'static str {
    SCOPES.iter().find(|(known, ..)| *known == scope).map_or("", |(_, _, label, _)| *label)
}

/// The bar.
#[component]
pub fn SearchBar(props: &Props) -> Html {
    let (bar, calls) = (&props.bar, &props.calls);
    html! {
        <>
            <div class="controls">
                {props.children.clone()}
                <QueryBox query={bar.query.clone()} errors={bar.errors.clone()} fields={bar.fields.clone()}
                    values={bar.values.clone()} now={bar.now.clone()} on_query={calls.query.clone()} on_complete={calls.complete.clone()} />
                {scopes(props)}
            </div>
            <div class="status">
                {numbers(&bar.counts)}
                <Chips chips={bar.chips.clone()} paused={bar.paused.clone()} range={bar.range}
                    on_act={calls.chip.clone()} on_range={calls.range.clone()} zone={bar.zone.clone()} />
                {props.tools.clone()}
            </div>
            <DeepBar state={bar.deep} on_act={calls.deep.clone()} />
        </>
    }
}

/// The timeline of what is looked for.
pub fn timeline(bar: &Bar, calls: &BarCalls, spec: &ByPtr<TimelineSpec>, theme: &AttrValue) -> Html {
    html! {
        <Timeline spec={spec.clone()} range={bar.range} full={bar.full} theme={theme.clone()} zone={bar.zone.clone()}
            stack={bar.stack} stacks={bar.stacks.clone()} on_range={calls.range.clone()} on_zoom={calls.zoom.clone()}
            on_stack={calls.stack.clone()} on_zone={calls.zone.clone()} />
    }
}

fn scopes(props: &Props) -> Html {
    let counts = &props.bar.counts;
    let number = |scope: Scope| match scope {
        Scope::Emr => counts.emr,
        Scope::Related => counts.related,
        Scope::Other => counts.all,
    };
    html! {
        <fieldset class="segments">
            <legend class="visually-hidden">{"Scope"}</legend>
            for (scope, value, label, about) in SCOPES.iter().copied() {
                <label title={about} class={(scope == props.bar.scope).then_some("segment-on")}>
                    <input type="radio" name="scope" {value} checked={scope == props.bar.scope}
                        onchange={props.calls.scope.reform(move |_: Event| scope)} />
                    <span>{label}</span><span class="segment-count">{count(number(scope))}</span>
                </label>
            }
        </fieldset>
    }
}

fn numbers(counts: &Counts) -> Html {
    let number = |name: &'static str, n: u32| {
        html! {
            <strong data-count={name} data-value={n.to_string()}>{count(n)}</strong>
        }
    };
    html! {
        <div class="numbers" role="status">
            <span>{number("matching", counts.matching)}{" matching"}</span>
            <span>{number("scope", counts.scope)}{" in scope"}</span>
            <span>{number("all", counts.all)}{" in all"}</span>
            <span>{number("duplicates", counts.duplicates)}{" duplicates"}</span>
            <span class="numbers-files"><a href="#files">
                {number("files", counts.files)}{if counts.files == 1 { " file, " } else { " files, " }}{number("skipped", counts.skipped)}{" skipped"}
                if counts.partly > 0 {
                    {format!(", {} read in part", count(counts.partly))}
                }
            </a></span>
        </div>
    }
}
