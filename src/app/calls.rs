//! What pages call. Made once: a callback is equal only to itself, and a page whose callbacks are the same ones
//! need not be drawn again.

use std::rc::Rc;

use yew::{Callback, html};

use super::deep::DeepMsg;
use super::detail::DetailMsg;
use super::facets::FacetsMsg;
use super::lives::LivesMsg;
use super::marks::MarksMsg;
use super::people::PeopleMsg;
use super::screen::{Over, ScreenMsg};
use super::search::SearchMsg;
use super::shell::{App, Msg};
use super::table::TableMsg;
use crate::browser::{download, text};
use crate::components::deep_bar::DeepAct;
use crate::components::facet_list::FacetCalls;
use crate::pages::search_bar::BarCalls;
use crate::pages::{clusters, events, people};
use crate::worker::pool::Pool;

/// The callbacks of all pages.
pub struct Calls {
    /// Path and size of a file.
    pub name_of: Callback<u32, (String, f64)>,
    /// Saves the ledger, which is given as CSV.
    pub save_ledger: Callback<String>,
    /// Of the Events page.
    pub events: events::Calls,
    /// Of the Clusters page.
    pub clusters: clusters::Calls,
    /// Of the People page.
    pub people: people::Calls,
}

impl Calls {
    /// Makes them.
    pub fn new(link: &html::Scope<App>, pool: &Rc<Pool>) -> Calls {
        let pool = pool.clone();
        Calls {
            name_of: Callback::from(move |file| {
                pool.file(file).unwrap_or_else(|| (format!("file {file}"), 0.0))
            }),
            save_ledger: {
                let link = link.clone();
                Callback::from(move |csv: String| {
                    if download::save("trailglass-files.csv", "text/csv;charset=utf-8", &csv).is_err() {
                        let notice = "The browser did not let this page save a file.".to_owned();
                        link.send_message(Msg::Screen(ScreenMsg::Say(notice)));
                    }
                })
            },
            events: events::Calls {
                bar: BarCalls {
                    query: link.callback(|query| Msg::Search(SearchMsg::Query(query))),
                    chip: link.callback(Msg::Filters),
                    scope: link.callback(|scope| Msg::Search(SearchMsg::Scope(scope))),
                    range: link.callback(|range| Msg::Search(SearchMsg::Range(range))),
                    zone: link.callback(|name| Msg::Screen(ScreenMsg::Zone(name))),
                    complete: link.callback(Msg::Complete),
                    deep: link.callback(|act| {
                        Msg::Deep(match act {
                            DeepAct::Start => DeepMsg::Start,
                            DeepAct::Cancel => DeepMsg::Cancel,
                        })
                    }),
                    stack: link.callback(|path| Msg::Search(SearchMsg::Stack(path))),
                    zoom: link.callback(|range| Msg::Search(SearchMsg::Zoom(range))),
                },
                filter: link.callback(|filter| Msg::Search(SearchMsg::Condition(filter))),
                column: link.callback(|path| Msg::Table(TableMsg::Show(path))),
                near: link.callback(|near| Msg::Search(SearchMsg::Near(near))),
                behind: link.callback(|row| Msg::People(PeopleMsg::Behind(row))),
                act: link.callback(|act| Msg::Table(TableMsg::Act(act))),
                menu: link.callback(|at| Msg::Table(TableMsg::Menu(at))),
                dense: link.callback(|()| Msg::Table(TableMsg::Dense)),
                columns: link.callback(|()| Msg::Screen(ScreenMsg::Over(Some(Over::Columns)))),
                marks: link.callback(|()| Msg::Screen(ScreenMsg::Over(Some(Over::Marks)))),
                export: link.callback(|()| Msg::Screen(ScreenMsg::Over(Some(Over::Export)))),
                case: link.callback(|()| Msg::Screen(ScreenMsg::Over(Some(Over::Case)))),
                views: link.callback(|()| Msg::Screen(ScreenMsg::Over(Some(Over::Views)))),
                mark: link.callback(|row| Msg::Marks(MarksMsg::Toggle(row))),
                note: link.callback(|(row, note)| Msg::Marks(MarksMsg::Note(row, note))),
                open: link.callback(|place| Msg::Detail(DetailMsg::Open(place))),
                facets: FacetCalls {
                    pick: link.callback(|pick| Msg::Facets(FacetsMsg::Pick(pick))),
                    toggle: link.callback(|at| Msg::Facets(FacetsMsg::Toggle(at))),
                    search: link.callback(|(at, text)| Msg::Facets(FacetsMsg::Search(at, text))),
                    more: link.callback(|at| Msg::Facets(FacetsMsg::More(at))),
                    panel: link.callback(|over| Msg::Facets(FacetsMsg::Panel(over))),
                },
                copy: Callback::from(|value: String| {
                    text::copy(&value);
                }),
            },
            clusters: clusters::Calls {
                text: link.callback(|text| Msg::Lives(LivesMsg::Text(text))),
                kind: link.callback(|kind| Msg::Lives(LivesMsg::Kind(kind))),
                sort: link.callback(|column| Msg::Lives(LivesMsg::Sort(column))),
                want: link.callback(|place| Msg::Lives(LivesMsg::Want(place))),
                open: link.callback(|place| Msg::Lives(LivesMsg::Open(place))),
                lanes: link.callback(|lanes| Msg::Lives(LivesMsg::Lanes(lanes))),
                range: link.callback(|range| Msg::Lives(LivesMsg::Range(range))),
                events: link.callback(|query| Msg::Lives(LivesMsg::Events(query))),
                events_of: link.callback(|place| Msg::Lives(LivesMsg::EventsOf(place))),
            },
            people: people::Calls {
                by: link.callback(|by| Msg::People(PeopleMsg::By(by))),
                text: link.callback(|text| Msg::People(PeopleMsg::Text(text))),
                sort: link.callback(|column| Msg::People(PeopleMsg::Sort(column))),
                want: link.callback(|place| Msg::People(PeopleMsg::Want(place))),
                open: link.callback(|place| Msg::People(PeopleMsg::Open(place))),
                events: link.callback(|filter| Msg::People(PeopleMsg::Events(filter))),
            },
        }
    }
}
