//! The Clusters page: life stories as a table and as lanes, and one of them in full.

use std::collections::BTreeMap;
use std::rc::Rc;

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::story::StoryView;
use crate::components::ByPtr;
use crate::components::data_grid::{CellSource, DataGrid, GridColumn};
use crate::components::format::{count, moment};
use crate::components::lanes::{LaneSource, Lanes};
use crate::emr::resources::Kind;
use crate::view::stories::{
    CANNOT_KNOW, Lane, STORY_COLUMNS, StoriesPage, StoriesRequest, StoryPage, StoryRow,
};
use crate::zone::Zone;

/// The place of the id among the columns.
const ID_COLUMN: usize = 1;

/// Rows that are asked for at a time.
pub const PAGE_ROWS: u32 = 100;

/// The rows that have come in.
#[derive(Clone, Debug, Default)]
pub struct Lives {
    /// Number of the answer they are of.
    pub seq: u32,
    /// The numbers above the table.
    pub page: StoriesPage,
    pages: BTreeMap<u32, Rc<Vec<StoryRow>>>,
}

impl Lives {
    /// The first rows of an answer.
    pub fn new(seq: u32, mut page: StoriesPage) -> Lives {
        let mut lives = Lives { seq, ..Lives::default() };
        lives.add(page.offset, std::mem::take(&mut page.rows));
        lives.page = page;
        lives
    }

    /// Adds rows that have come in.
    pub fn add(&mut self, offset: u32, rows: Vec<StoryRow>) {
        self.pages.insert(offset / PAGE_ROWS, Rc::new(rows));
    }

    /// A row by its place, if it has come in.
    pub fn get(&self, place: u32) -> Option<&StoryRow> {
        self.pages.get(&(place / PAGE_ROWS))?.get((place % PAGE_ROWS) as usize)
    }
}

impl CellSource for Lives {
    fn cells(&self, place: u32) -> Option<&[String]> {
        self.get(place).map(|row| row.cells.as_slice())
    }

    fn total(&self) -> u32 {
        self.page.matching
    }

    fn version(&self) -> u32 {
        self.seq
    }
}

impl LaneSource for Lives {
    fn lane(&self, place: u32) -> Option<(&str, &str, Option<&Lane>)> {
        let row = self.get(place)?;
        let cell = |at: usize| row.cells.get(at).map_or("", String::as_str);
        Some((cell(0), cell(1), row.lane.as_ref()))
    }

    fn total(&self) -> u32 {
        self.page.matching
    }

    fn version(&self) -> u32 {
        self.seq
    }
}

/// What the page calls.
#[derive(Clone, Debug, PartialEq)]
pub struct Calls {
    /// A text that stories have to hold.
    pub text: Callback<String>,
    /// One kind, or all.
    pub kind: Callback<Option<Kind>>,
    /// Sort by a column.
    pub sort: Callback<u32>,
    /// A row is wanted.
    pub want: Callback<u32>,
    /// Open the story at a place, or close.
    pub open: Callback<Option<u32>>,
    /// Lanes in place of the table, or the other way.
    pub lanes: Callback<bool>,
    /// A range of time, or all of it.
    pub range: Callback<Option<[f64; 2]>>,
    /// Show the events that a query finds.
    pub events: Callback<String>,
    /// Show the events of the story at a place.
    pub events_of: Callback<u32>,
}

/// What the page shows.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The rows; none while they are on their way.
    pub lives: Option<ByPtr<Lives>>,
    /// What was asked for.
    pub request: StoriesRequest,
    /// Whether lanes are shown.
    pub lanes: bool,
    /// The zone in which times are shown.
    pub zone: Rc<Zone>,
    /// The story that is open.
    pub opened: Option<ByPtr<StoryPage>>,
    /// What it calls.
    pub calls: Calls,
}

const KINDS: &[(Option<Kind>, &str)] = &[
    (None, "All"),
    (Some(Kind::Cluster), "Clusters"),
    (Some(Kind::Application), "Applications"),
    (Some(Kind::VirtualCluster), "Virtual clusters"),
    (Some(Kind::Studio), "Studios"),
];

/// What several of a kind are called.
pub fn kind_label(kind: Kind) -> &'static str {
    KINDS.iter().find(|(known, _)| *known == Some(kind)).map_or("", |(_, label)| *label)
}

/// The Clusters page.
#[component]
pub fn ClustersPage(props: &Props) -> Html {
    let columns = use_memo((), |()| {
        let column = |c: &crate::view::stories::StoryColumn| GridColumn {
            label: c.label,
            about: c.about,
            width: c.width,
            number: c.number,
        };
        STORY_COLUMNS.iter().map(column).collect::<Vec<_>>()
    });
    if let Some(story) = &props.opened {
        return html! {
            <StoryView story={story.clone()} on_close={props.calls.open.reform(|()| None)} on_events={props.calls.events.clone()} />
        };
    }
    let Some(lives) = &props.lives else {
        return html! { <p class="note" role="status">{"Putting the stories together …"}</p> };
    };
    let page = &lives.page;
    let span = props.request.range.or(page.span.map(|[from, to]| {
        let edge = ((to - from) * 0.01).max(60.0);
        [from - edge, to + edge]
    }));
    html! {
        <div class="lives">
            <h1 class="visually-hidden">{"Clusters"}</h1>
            <div class="lives-controls">
                {filter(props)}
                {kinds(props)}
                <fieldset class="segments">
                    <legend class="visually-hidden">{"Form"}</legend>
                    for (on, label) in [(false, "Table"), (true, "Lanes")] {
                        <label class={(on == props.lanes).then_some("segment-on")}>
                            <input type="radio" name="form" value={label} checked={on == props.lanes}
                                onchange={props.calls.lanes.reform(move |_: Event| on)} />
                            <span>{label}</span>
                        </label>
                    }
                </fieldset>
            </div>
            {numbers(props, page)}
            <div class="split">
                <div class="table-side">
                    if page.matching == 0 {
                        <div class="nothing" role="status">
                            <h2>{if page.all == 0 { "These files name no cluster, application or studio" } else { "No story matches" }}</h2>
                        </div>
                    }
                    if let (true, Some(span)) = (props.lanes, span) {
                        <Lanes<Lives> rows={lives.clone()} {span} zone={props.zone.clone()} coverage={page.coverage.clone()} on_want={props.calls.want.clone()}
                            on_open={props.calls.open.reform(Some)} on_range={props.calls.range.clone()} />
                    } else {
                        <DataGrid<Lives> id="stories-table" label="Life stories" rows={lives.clone()} columns={(*columns).clone()}
                            sort={props.request.sort} descending={props.request.descending} on_sort={props.calls.sort.clone()}
                            on_want={props.calls.want.clone()} on_open={props.calls.open.reform(Some)}
                            on_events={props.calls.events_of.clone()} events_column={ID_COLUMN} />
                    }
                </div>
            </div>
            {about(page)}
        </div>
    }
}

fn filter(props: &Props) -> Html {
    let apply =
        props.calls.text.reform(|event: Event| event.target_unchecked_into::<HtmlInputElement>().value());
    html! {
        <input id="stories-filter" type="search" class="filter" placeholder="Filter by any text: name, id, person, role, tag"
            aria-label="Filter the stories" value={props.request.text.clone()} onchange={apply} />
    }
}

fn kinds(props: &Props) -> Html {
    html! {
        <fieldset class="segments">
            <legend class="visually-hidden">{"Kind"}</legend>
            for (kind, label) in KINDS.iter().copied() {
                <label class={(kind == props.request.kind).then_some("segment-on")}>
                    <input type="radio" name="kind" value={label} checked={kind == props.request.kind}
                        onchange={props.calls.kind.reform(move |_: Event| kind)} />
                    <span>{label}</span>
                </label>
            }
        </fieldset>
    }
}

fn numbers(props: &Props, page: &StoriesPage) -> Html {
    html! {
        <div class="numbers" role="status">
            <span><strong data-count="stories" data-value={page.matching.to_string()}>{count(page.matching)}</strong>{" matching"}</span>
            <span>{format!("{} opened in these files", count(page.opened))}</span>
            <span>{format!("{} older ones seen", count(page.older))}</span>
            if page.only_refused > 0 {
                <span>{format!("{} named only in refused calls", count(page.only_refused))}</span>
            }
            if page.unattached > 0 {
                <button type="button" class="link" title="Show these events"
                    onclick={props.calls.events.reform(|_: MouseEvent| "story:none".to_owned())}>
                    {format!("{} events name a part of something unknown", count(page.unattached))}
                </button>
            }
            if page.unknown > 0 {
                <span>{format!("{} events of operations that are not in the table", count(page.unknown))}</span>
            }
            if !page.has_ec2 && page.all > 0 {
                <span class="warn">{"Events of EC2 are not in these files: ends of clusters cannot be inferred"}</span>
            }
            if let Some([from, to]) = props.request.range {
                <span class="chip">
                    {format!("{} – {}", moment(&props.zone, from), moment(&props.zone, to))}
                    <button type="button" class="icon-button" aria-label="Remove the time range"
                        onclick={props.calls.range.reform(|_: MouseEvent| None)}>{"×"}</button>
                </span>
            }
        </div>
    }
}

fn about(page: &StoriesPage) -> Html {
    html! {
        <details class="about-view">
            <summary>{"About this view: what CloudTrail cannot know"}</summary>
            <p>{format!(
                "{} stories out of what these files hold. They say what was asked for and accepted, not what came of it. Grades: recorded, an event says so; inferred, other events let one conclude it; unknown, nothing tells. It cannot be known from CloudTrail:",
                count(page.all)
            )}</p>
            <ol>
                for text in CANNOT_KNOW.iter().copied() {
                    <li>{text}</li>
                }
            </ol>
        </details>
    }
}
