//! The table of events with what filters it.

use yew::prelude::*;

use super::rows::{Opened, Rows};
use crate::components::ByPtr;
use crate::components::chips::{Chip, ChipAct, Chips};
use crate::components::event_drawer::{EventDrawer, Filter};
use crate::components::event_table::EventTable;
use crate::components::facet_list::{FacetCalls, FacetPanel, FacetView};
use crate::components::format::count;
use crate::components::panel_button::PanelButton;
use crate::components::query_box::QueryBox;
use crate::components::timeline::Timeline;
use crate::emr::facts::Scope;
use crate::engine::protocol::View;
use crate::query::{Order, SortBy};
use crate::view::chart::TimelineSpec;
use crate::view::text::shown;
use crate::view::{Counts, Heading};

/// What the page shows.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The view.
    pub view: ByPtr<View>,
    /// Whether files are being read.
    pub reading: bool,
    /// Its bars.
    pub timeline: ByPtr<TimelineSpec>,
    /// Its rows.
    pub rows: ByPtr<Rows>,
    /// The query that is applied.
    pub query: String,
    /// Its parts.
    pub chips: Vec<Chip>,
    /// Parts that are paused.
    pub paused: Vec<String>,
    /// How many files are chosen; 0 for all.
    pub files: usize,
    /// The facets.
    pub facets: Vec<FacetView>,
    /// Whether they are shown: beside the table, and where there is no room, over it.
    pub panel: [bool; 2],
    /// The scope that is chosen.
    pub scope: Scope,
    /// The range of time that is chosen.
    pub range: Option<[f64; 2]>,
    /// How the rows are sorted.
    pub order: Order,
    /// Headings of the table.
    pub headings: Vec<Heading>,
    /// Place of the cursor.
    pub cursor: Option<u32>,
    /// The event that is open.
    pub opened: Option<Opened>,
    /// Path and size of a file.
    pub name: Callback<u32, (String, f64)>,
    /// The chosen theme.
    pub theme: AttrValue,
    /// What it calls.
    pub calls: Calls,
}

/// What the page calls.
#[derive(Clone, Debug, PartialEq)]
pub struct Calls {
    /// A query to apply.
    pub query: Callback<String>,
    /// Something is done to a part of it.
    pub chip: Callback<ChipAct>,
    /// Events of all files again.
    pub all_files: Callback<()>,
    /// Of the facets.
    pub facets: FacetCalls,
    /// A scope.
    pub scope: Callback<Scope>,
    /// A range, or all of it.
    pub range: Callback<Option<[f64; 2]>>,
    /// Sort by this.
    pub sort: Callback<SortBy>,
    /// A row is wanted.
    pub want: Callback<u32>,
    /// Move the cursor.
    pub cursor: Callback<u32>,
    /// Open the event at a place, or close.
    pub open: Callback<Option<u32>>,
    /// One condition more.
    pub filter: Callback<Filter>,
    /// Copy a text.
    pub copy: Callback<String>,
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

/// The Events page.
#[component]
pub fn EventsPage(props: &Props) -> Html {
    let counts = props.view.counts;
    let [beside, over] = props.panel;
    let class = classes!(
        "events",
        (!beside).then_some("facets-closed"),
        over.then_some("facets-over"),
        props.opened.is_some().then_some("events-open"),
    );
    html! {
        <div {class}>
            <h1 class="visually-hidden">{"Events"}</h1>
            <div class="controls">
                <PanelButton panel={props.panel} chosen={props.facets.iter().filter(|facet| facet.chosen).count()}
                    on_toggle={props.calls.facets.panel.clone()} />
                <QueryBox query={props.query.clone()} errors={props.view.errors.clone()} on_query={props.calls.query.clone()} />
                {scopes(props, &counts)}
            </div>
            <div class="status">
                {numbers(&counts)}
                <Chips chips={props.chips.clone()} paused={props.paused.clone()} range={props.range} files={props.files}
                    on_act={props.calls.chip.clone()} on_range={props.calls.range.clone()}
                    on_all_files={props.calls.all_files.clone()} />
            </div>
            <div class="body">
                if over {
                    <div class="facets-shade" onclick={props.calls.facets.panel.reform(|_: MouseEvent| true)}></div>
                }
                if beside || over {
                    <section id="facets" class="facets" aria-label="Facets">
                        <FacetPanel facets={props.facets.clone()} calls={props.calls.facets.clone()} />
                    </section>
                }
                <div class="centre">
                    <Timeline spec={props.timeline.clone()} range={props.range} theme={props.theme.clone()}
                        on_range={props.calls.range.clone()} />
                    <div class="split">
                        <div class="table-side">
                            if counts.matching == 0 {
                                {nothing(props, &counts)}
                            }
                            <EventTable<Rows> rows={props.rows.clone()} headings={props.headings.clone()} order={props.order.clone()}
                                cursor={props.cursor} on_sort={props.calls.sort.clone()} on_want={props.calls.want.clone()}
                                on_cursor={props.calls.cursor.clone()} on_open={props.calls.open.reform(Some)} />
                        </div>
                        {drawer(props)}
                    </div>
                </div>
            </div>
        </div>
    }
}

fn scopes(props: &Props, counts: &Counts) -> Html {
    let number = |scope: Scope| match scope {
        Scope::Emr => counts.emr,
        Scope::Related => counts.related,
        Scope::Other => counts.all,
    };
    html! {
        <fieldset class="segments">
            <legend class="visually-hidden">{"Scope"}</legend>
            for (scope, value, label, about) in SCOPES.iter().copied() {
                <label title={about} class={(scope == props.scope).then_some("segment-on")}>
                    <input type="radio" name="scope" {value} checked={scope == props.scope}
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

/// What to do when nothing is shown.
fn nothing(props: &Props, counts: &Counts) -> Html {
    let scope = |scope: Scope, label: &'static str| {
        html! {
            <button type="button" class="button button-main" onclick={props.calls.scope.reform(move |_: MouseEvent| scope)}>{label}</button>
        }
    };
    let filtered = !props.query.trim().is_empty() || props.range.is_some() || props.files > 0;
    html! {
        <div class="nothing" role="status">
            if props.reading {
                <h2>{"Reading your files …"}</h2>
                <p>{"Events are shown as soon as all files are read. More files can be added meanwhile."}</p>
            } else if counts.all == 0 {
                <h2>{"No events were found"}</h2>
                <p>{"None of the files holds a CloudTrail event that could be read. "}<a href="#files">{"See why, file by file"}</a>{"."}</p>
            } else if counts.scope == 0 {
                <h2>{if props.scope == Scope::Emr { "These files hold no EMR events" } else { "These files hold nothing related to EMR" }}</h2>
                <p>{format!("They hold {} events of other services.", count(counts.all))}</p>
                if props.scope == Scope::Emr && counts.related > 0 {
                    {scope(Scope::Related, "Show what is related to EMR")}
                }
                {scope(Scope::Other, "Show all events")}
            } else if filtered {
                {no_match(props, counts)}
            }
        </div>
    }
}

/// What matches nothing, and each thing that can be dropped.
fn no_match(props: &Props, counts: &Counts) -> Html {
    let clear = props.calls.chip.reform(|_: MouseEvent| ChipAct::Clear);
    html! {
        <>
            <h2>{"No event matches"}</h2>
            <p>{format!("{} events are in scope. Drop a filter:", count(counts.scope))}</p>
            <ul class="drops">
                for (at, chip) in props.chips.iter().enumerate() {
                    <li><button type="button" class="button" onclick={props.calls.chip.reform(move |_: MouseEvent| ChipAct::Pause(at))}>
                        {format!("Without {}{}", if chip.negated { "NOT " } else { "" }, shown(&chip.body))}
                    </button></li>
                }
                if props.range.is_some() {
                    <li><button type="button" class="button" onclick={props.calls.range.reform(|_: MouseEvent| None)}>{"All times"}</button></li>
                }
                if props.files > 0 {
                    <li><button type="button" class="button" onclick={props.calls.all_files.reform(|_: MouseEvent| ())}>{"All files"}</button></li>
                }
                if props.scope != Scope::Other && counts.all > counts.scope {
                    <li><button type="button" class="button" onclick={props.calls.scope.reform(|_: MouseEvent| Scope::Other)}>
                        {format!("All {} events, not only those in scope", count(counts.all))}
                    </button></li>
                }
            </ul>
            if !props.query.trim().is_empty() {
                <button type="button" class="button button-main" onclick={clear}>{"Clear the query"}</button>
            }
        </>
    }
}

fn drawer(props: &Props) -> Html {
    let (detail, failed) = match &props.opened {
        None => return html! {},
        Some(Opened::Waiting) => (None, None),
        Some(Opened::Here(detail)) => (Some(ByPtr(detail.clone())), None),
        Some(Opened::Failed(what)) => (None, Some(what.clone())),
    };
    let on_step = {
        let (cursor, total, go) =
            (props.cursor.unwrap_or(0), props.view.counts.matching, props.calls.cursor.clone());
        Callback::from(move |by: i32| {
            let next = cursor.saturating_add_signed(by);
            if next < total {
                go.emit(next);
            }
        })
    };
    html! {
        <EventDrawer {detail} {failed} name={props.name.clone()} on_close={props.calls.open.reform(|()| None)}
            on_filter={props.calls.filter.clone()} on_copy={props.calls.copy.clone()} {on_step} />
    }
}
