//! The People page: everybody as a table, and one of them in full; the same by address and by access key.

use std::collections::BTreeMap;
use std::rc::Rc;

use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::components::ByPtr;
use crate::components::data_grid::{CellSource, DataGrid, GridColumn};
use crate::components::event_drawer::Filter;
use crate::components::format::count;
use crate::people::{By, Link, Profile, Tallies};
use crate::view::people::{PERSON_COLUMNS, PeoplePage as Page, PeopleRequest, PersonRow};
use crate::view::text::shown;

/// Rows that are asked for at a time.
pub const PAGE_ROWS: u32 = 100;

/// The rows that have come in.
#[derive(Clone, Debug, Default)]
pub struct Crowd {
    /// Number of the answer they are of.
    pub seq: u32,
    /// Those that match.
    pub matching: u32,
    /// Everybody in the scope and time.
    pub all: u32,
    pages: BTreeMap<u32, Rc<Vec<PersonRow>>>,
}

impl Crowd {
    /// The first rows of an answer.
    pub fn new(seq: u32, page: Page) -> Crowd {
        let mut crowd = Crowd { seq, matching: page.matching, all: page.all, ..Crowd::default() };
        crowd.add(page.offset, page.rows);
        crowd
    }

    /// Adds rows that have come in.
    pub fn add(&mut self, offset: u32, rows: Vec<PersonRow>) {
        self.pages.insert(offset / PAGE_ROWS, Rc::new(rows));
    }

    /// A row by its place, if it has come in.
    pub fn get(&self, place: u32) -> Option<&PersonRow> {
        self.pages.get(&(place / PAGE_ROWS))?.get((place % PAGE_ROWS) as usize)
    }
}

impl CellSource for Crowd {
    fn cells(&self, place: u32) -> Option<&[String]> {
        self.get(place).map(|row| row.cells.as_slice())
    }

    fn total(&self) -> u32 {
        self.matching
    }

    fn version(&self) -> u32 {
        self.seq
    }
}

/// What the page calls.
#[derive(Clone, Debug, PartialEq)]
pub struct Calls {
    /// Group by this.
    pub by: Callback<By>,
    /// A text that names have to hold.
    pub text: Callback<String>,
    /// Sort by a column.
    pub sort: Callback<u32>,
    /// A row is wanted.
    pub want: Callback<u32>,
    /// Open the one at a place, or close.
    pub open: Callback<Option<u32>>,
    /// Show the events of the one that is open; those that have a value, where one is given.
    pub events: Callback<Option<Filter>>,
}

/// What the page shows.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The rows; none while they are on their way.
    pub crowd: Option<ByPtr<Crowd>>,
    /// What was asked for.
    pub request: PeopleRequest,
    /// The one that is open.
    pub opened: Option<ByPtr<Profile>>,
    /// What it calls.
    pub calls: Calls,
}

/// The People page.
#[component]
pub fn PeoplePage(props: &Props) -> Html {
    if let Some(profile) = &props.opened {
        return html! { <ProfileView profile={profile.clone()} by={props.request.by} calls={props.calls.clone()} /> };
    }
    let Some(crowd) = &props.crowd else {
        return html! { <p class="note" role="status">{"Looking for people …"}</p> };
    };
    let first = props.request.by.label();
    let columns: Vec<GridColumn> = PERSON_COLUMNS
        .iter()
        .enumerate()
        .map(|(at, c)| GridColumn {
            label: if at == 0 { first } else { c.label },
            about: c.about,
            width: c.width,
            number: c.number,
        })
        .collect();
    let apply =
        props.calls.text.reform(|event: Event| event.target_unchecked_into::<HtmlInputElement>().value());
    html! {
        <div class="lives">
            <h1 class="visually-hidden">{"People"}</h1>
            <div class="lives-controls">
                <input id="people-filter" type="search" class="filter" placeholder="Filter by name"
                    aria-label="Filter by name" value={props.request.text.clone()} onchange={apply} />
                <fieldset class="segments">
                    <legend class="visually-hidden">{"Group by"}</legend>
                    for by in By::ALL {
                        <label class={(by == props.request.by).then_some("segment-on")}>
                            <input type="radio" name="by" value={by.label()} checked={by == props.request.by}
                                onchange={props.calls.by.reform(move |_: Event| by)} />
                            <span>{by.label()}</span>
                        </label>
                    }
                </fieldset>
            </div>
            <div class="numbers" role="status">
                <span><strong data-count="people" data-value={crowd.matching.to_string()}>{count(crowd.matching)}</strong>{" matching"}</span>
                <span>{format!("{} in the scope and time that are chosen on the Events page", count(crowd.all))}</span>
            </div>
            <div class="split">
                <div class="table-side">
                    if crowd.matching == 0 {
                        <div class="nothing" role="status"><h2>{"Nobody matches"}</h2></div>
                    }
                    <DataGrid<Crowd> id="people-table" label="People" rows={crowd.clone()} {columns}
                        sort={Some(props.request.sort)} descending={props.request.descending} on_sort={props.calls.sort.clone()}
                        on_want={props.calls.want.clone()} on_open={props.calls.open.reform(Some)} />
                </div>
            </div>
        </div>
    }
}

/// What a profile shows.
#[derive(Properties, PartialEq)]
struct ProfileProps {
    profile: ByPtr<Profile>,
    by: By,
    calls: Calls,
}

/// One of them in full.
#[component]
fn ProfileView(props: &ProfileProps) -> Html {
    let profile = &props.profile;
    let name = if profile.name.is_empty() { "name not recorded" } else { &profile.name };
    let lists: [(&str, &str, &Tallies); 13] = [
        ("Operations", "eventName", &profile.operations),
        ("Categories", "category", &profile.categories),
        ("Clusters, applications and the like", "story", &profile.stories),
        ("Other things that are named", "resource", &profile.resources),
        ("Roles", "role", &profile.roles),
        ("Credentials", "", &profile.credentials),
        ("Access keys", "userIdentity.accessKeyId", &profile.keys),
        ("Addresses", "sourceIPAddress", &profile.addresses),
        ("Ways", "", &profile.channels),
        ("Programs", "userAgent", &profile.agents),
        ("Regions", "awsRegion", &profile.regions),
        ("Accounts", "recipientAccountId", &profile.accounts),
        ("Names in the records", "person", &profile.names),
    ];
    html! {
        <article class="story profile" data-person={profile.name.clone()}>
            <header>
                <button type="button" class="button" onclick={props.calls.open.reform(|_: MouseEvent| None)}>{"← Everybody"}</button>
                <h1>{shown(name).into_owned()}</h1>
                <p class="lead">
                    {format!("{} events, {} of them refused; {} – {}", count(profile.events), count(profile.refused), or(&profile.seen[0]), or(&profile.seen[1]))}
                </p>
                <button type="button" class="button button-main" data-events={profile.events.to_string()}
                    onclick={props.calls.events.reform(|_: MouseEvent| None)}>{"Show their events"}</button>
            </header>
            <section>
                <h2>{"Identity chains"}</h2>
                <p class="note">{"From the person to the credentials of the events. What is marked inferred is told by another event: the call of AssumeRole whose answer names the access key, where it is loaded. The name of a session is what whoever took the role chose."}</p>
                <ul class="chains">
                    for (chain, events) in profile.chains.iter().take(MOST_CHAINS) {
                        <li>{links(chain)}<span class="note">{format!(" {} events", count(*events))}</span></li>
                    }
                </ul>
                {more(profile.all_chains, MOST_CHAINS)}
            </section>
            {hours(profile)}
            <div class="tallies">
                for (heading, path, list) in lists {
                    {tallies(props, heading, path, list)}
                }
            </div>
        </article>
    }
}

fn or(text: &str) -> &str {
    if text.is_empty() { "not recorded" } else { text }
}

fn links(chain: &[Link]) -> Html {
    if chain.is_empty() {
        return html! { <span class="link-box">{"identity not recorded"}</span> };
    }
    chain
        .iter()
        .enumerate()
        .map(|(at, link)| {
            html! {
                <>
                    if at > 0 {
                        <span aria-hidden="true">{" → "}</span>
                    }
                    <span class="link-box"><small>{&link.what}</small>{" "}{shown(&link.name).into_owned()}
                        if link.inferred {
                            {" "}<small>{"inferred"}</small>
                        }
                    </span>
                </>
            }
        })
        .collect()
}

fn hours(profile: &Profile) -> Html {
    let most = profile.hours.iter().copied().max().unwrap_or(0).max(1);
    html! {
        <section>
            <h2>{"Events by hour of the day (UTC)"}</h2>
            <ol class="hours">
                for (hour, events) in profile.hours.iter().enumerate() {
                    <li title={format!("{hour:02}:00 – {events} events")}>
                        <span class="visually-hidden">{format!("{hour:02}:00, {events} events")}</span>
                        <i aria-hidden="true" style={format!("height:{}%", u64::from(*events) * 100 / u64::from(most))}></i>
                        <small aria-hidden="true">{if hour % 3 == 0 { format!("{hour:02}") } else { String::new() }}</small>
                    </li>
                }
            </ol>
        </section>
    }
}

/// Values that are shown of a list.
const MOST: usize = 40;
/// Chains that are shown.
const MOST_CHAINS: usize = 20;

/// How many of a list are not shown.
fn more(all: u32, shown: usize) -> Html {
    match (all as usize).saturating_sub(shown) {
        0 => html! {},
        more => html! { <p class="note">{format!("and {} more", count(more as f64))}</p> },
    }
}

fn tallies(props: &ProfileProps, heading: &str, path: &'static str, of: &Tallies) -> Html {
    if of.list.is_empty() {
        return html! {};
    }
    html! {
        <section>
            <h2>{format!("{heading} ({})", count(of.all))}</h2>
            <table class="plain">
                <thead><tr><th scope="col">{"Value"}</th><th scope="col" class="number">{"Events"}</th><th scope="col" class="number">{"Refused"}</th></tr></thead>
                <tbody>
                    for tally in of.list.iter().take(MOST) {
                        <tr>
                            <td class="value">
                                if path.is_empty() {
                                    {shown(&tally.value).into_owned()}
                                } else {
                                    <button type="button" class="link" title="Show these events" onclick={{
                                        let filter = Filter { path: path.to_owned(), value: tally.value.clone(), negate: false };
                                        props.calls.events.reform(move |_: MouseEvent| Some(filter.clone()))
                                    }}>{shown(&tally.value).into_owned()}</button>
                                }
                            </td>
                            <td class="number">{count(tally.events)}</td>
                            <td class={classes!("number", (tally.refused > 0).then_some("bad"))}>{count(tally.refused)}</td>
                        </tr>
                    }
                </tbody>
            </table>
            {more(of.all, MOST)}
        </section>
    }
}
