//! The table of events with what filters it.

use std::collections::BTreeSet;
use std::rc::Rc;

use yew::prelude::*;

use super::rows::{Opened, Rows};
use super::search_bar::{Bar, BarCalls, SearchBar, timeline};
use crate::components::ByPtr;
use crate::components::chips::ChipAct;
use crate::components::event_drawer::{EventDrawer, Filter, Near};
use crate::components::event_table::{EventTable, TableAct};
use crate::components::facet_list::{FacetCalls, FacetPanel, FacetView};
use crate::components::format::count;
use crate::components::menu::Menu;
use crate::components::panel_button::PanelButton;
use crate::emr::facts::Scope;
use crate::engine::protocol::View;
use crate::query::Order;
use crate::view::chart::TimelineSpec;
use crate::view::text::shown;
use crate::view::{Counts, Heading};
use crate::zone::Zone;

/// What the page shows.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The view.
    pub view: ByPtr<View>,
    /// Whether files are being read.
    pub reading: bool,
    /// What is looked for.
    pub bar: Bar,
    /// Its bars.
    pub timeline: ByPtr<TimelineSpec>,
    /// Its rows.
    pub rows: ByPtr<Rows>,
    /// The facets.
    pub facets: Vec<FacetView>,
    /// Whether they are shown: beside the table, and where there is no room, over it.
    pub panel: [bool; 2],
    /// How the rows are sorted.
    pub order: Order,
    /// Headings of the table.
    pub headings: Vec<Heading>,
    /// Place of the cursor.
    pub cursor: Option<u32>,
    /// The cell of it, if it is one.
    pub cell: Option<usize>,
    /// First and last place that are selected.
    pub selection: Option<[u32; 2]>,
    /// The marked events, by number.
    pub marked: Rc<BTreeSet<u32>>,
    /// The note of the open event, if it is marked.
    pub note: Option<String>,
    /// How many columns are pinned.
    pub pinned: usize,
    /// Whether the rows stand close.
    pub dense: bool,
    /// The table's menu: where it is, and its lines.
    pub menu: Option<([i32; 2], Vec<String>)>,
    /// The zone in which times are shown.
    pub zone: Rc<Zone>,
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
    /// Of what is looked for.
    pub bar: BarCalls,
    /// Of the facets.
    pub facets: FacetCalls,
    /// Only what has a value, or is near a time.
    pub near: Callback<Near>,
    /// Show who is behind an event.
    pub behind: Callback<u32>,
    /// Something is done in the table.
    pub act: Callback<TableAct>,
    /// The line of this number of the table's menu was chosen.
    pub menu: Callback<usize>,
    /// Rows close together, or not.
    pub dense: Callback<()>,
    /// Choose columns.
    pub columns: Callback<()>,
    /// Show the marked events.
    pub marks: Callback<()>,
    /// Choose what to export.
    pub export: Callback<()>,
    /// Save a case, or open one.
    pub case: Callback<()>,
    /// Show the saved views.
    pub views: Callback<()>,
    /// Mark an event, or take its mark away.
    pub mark: Callback<u32>,
    /// The note of a marked event.
    pub note: Callback<(u32, String)>,
    /// Open the event at a place, or close.
    pub open: Callback<Option<u32>>,
    /// One condition more.
    pub filter: Callback<Filter>,
    /// Show the values at a path as a column.
    pub column: Callback<String>,
    /// Copy a text.
    pub copy: Callback<String>,
}

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
            <SearchBar bar={props.bar.clone()} calls={props.calls.bar.clone()} tools={tools(props)}>
                <PanelButton panel={props.panel} chosen={props.facets.iter().filter(|facet| facet.chosen).count()}
                    on_toggle={props.calls.facets.panel.clone()} />
            </SearchBar>
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
                    {timeline(&props.bar, &props.calls.bar, &props.timeline, &props.theme)}
                    <div class="split">
                        <div class="table-side">
                            if counts.matching == 0 {
                                {nothing(props, &counts)}
                            }
                            <EventTable<Rows> rows={props.rows.clone()} headings={props.headings.clone()} order={props.order.clone()}
                                cursor={props.cursor} cell={props.cell} selection={props.selection} marked={props.marked.clone()}
                                pinned={props.pinned} dense={props.dense} zone={props.zone.clone()} on_act={props.calls.act.clone()} />
                            if let Some((at, items)) = &props.menu {
                                <Menu at={*at} label="Cell" items={items.clone()} on_run={props.calls.menu.clone()}
                                    on_close={props.calls.act.reform(|()| TableAct::Menu(None))} />
                            }
                        </div>
                        {drawer(props)}
                    </div>
                </div>
            </div>
        </div>
    }
}

/// What the table looks like.
fn tools(props: &Props) -> Html {
    let press = |call: &Callback<()>| call.reform(|_: MouseEvent| ());
    html! {
        <div class="table-tools">
            if !props.marked.is_empty() {
                <button type="button" class="tool" onclick={press(&props.calls.marks)}>
                    {format!("{} marked", count(props.marked.len() as f64))}
                </button>
            }
            <button type="button" class="tool" onclick={press(&props.calls.views)}>{"Views"}</button>
            <button type="button" class="tool" onclick={press(&props.calls.case)}>{"Case"}</button>
            <button type="button" class="tool" onclick={press(&props.calls.export)}>{"Export"}</button>
            <button type="button" class="tool" aria-pressed={props.dense.to_string()} onclick={press(&props.calls.dense)}>{"Dense"}</button>
            <button type="button" class="tool" onclick={press(&props.calls.columns)}>{"Columns"}</button>
        </div>
    }
}

/// What to do when nothing is shown.
fn nothing(props: &Props, counts: &Counts) -> Html {
    let scope = |scope: Scope, label: &'static str| {
        html! {
            <button type="button" class="button button-main" onclick={props.calls.bar.scope.reform(move |_: MouseEvent| scope)}>{label}</button>
        }
    };
    let filtered = !props.bar.query.trim().is_empty() || props.bar.range.is_some();
    html! {
        <div class="nothing" role="status">
            if props.reading {
                <h2>{"Reading your files …"}</h2>
                <p>{"Events are shown as soon as all files are read. More files can be added meanwhile."}</p>
            } else if counts.all == 0 {
                <h2>{"No events were found"}</h2>
                <p>{"None of the files holds a CloudTrail event that could be read. "}<a href="#files">{"See why, file by file"}</a>{"."}</p>
            } else if counts.scope == 0 {
                <h2>{if props.bar.scope == Scope::Emr { "These files hold no EMR events" } else { "These files hold nothing related to EMR" }}</h2>
                <p>{format!("They hold {} events of other services.", count(counts.all))}</p>
                if props.bar.scope == Scope::Emr && counts.related > 0 {
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
    let clear = props.calls.bar.chip.reform(|_: MouseEvent| ChipAct::Clear);
    html! {
        <>
            <h2>{"No event matches"}</h2>
            <p>{format!("{} events are in scope. Drop a filter:", count(counts.scope))}</p>
            <ul class="drops">
                for (at, chip) in props.bar.chips.iter().enumerate() {
                    <li><button type="button" class="button" onclick={props.calls.bar.chip.reform(move |_: MouseEvent| ChipAct::Pause(at))}>
                        {format!("Without {}{}", if chip.negated { "NOT " } else { "" }, shown(&chip.body))}
                    </button></li>
                }
                if props.bar.range.is_some() {
                    <li><button type="button" class="button" onclick={props.calls.bar.range.reform(|_: MouseEvent| None)}>{"All times"}</button></li>
                }
                if props.bar.scope != Scope::Other && counts.all > counts.scope {
                    <li><button type="button" class="button" onclick={props.calls.bar.scope.reform(|_: MouseEvent| Scope::Other)}>
                        {format!("All {} events, not only those in scope", count(counts.all))}
                    </button></li>
                }
            </ul>
            if !props.bar.query.trim().is_empty() {
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
    let on_step = props.cursor.map(|cursor| {
        let (total, go) = (props.view.counts.matching, props.calls.act.clone());
        Callback::from(move |by: i32| {
            let next = cursor.saturating_add_signed(by);
            if next < total {
                go.emit(TableAct::Cursor { place: next, extend: false });
            }
        })
    });
    html! {
        <EventDrawer {detail} {failed} name={props.name.clone()} on_close={props.calls.open.reform(|()| None)}
            on_filter={props.calls.filter.clone()} on_copy={props.calls.copy.clone()} on_column={props.calls.column.clone()} {on_step} note={props.note.clone()}
            on_mark={props.calls.mark.clone()} on_note={props.calls.note.clone()} on_near={props.calls.near.clone()}
            on_behind={props.calls.behind.clone()} />
    }
}
