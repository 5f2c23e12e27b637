//! The component that puts the concerns together: it owns their states, passes each message on to its concern,
//! and draws the frame around the page.

use gloo::events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast;
use web_sys::KeyboardEvent;
use yew::prelude::*;

use super::address::{Address, Entry};
use super::calls::Calls;
use super::case::{CaseMsg, Cases};
use super::complete::Completion;
use super::deep::{Deep, DeepMsg};
use super::detail::{Detail, DetailMsg};
use super::document::show_phase;
use super::engine::Engine;
use super::export::{Export, ExportMsg};
use super::facets::{Facets, FacetsMsg};
use super::filters::Filters;
use super::import::{Import, ImportMsg};
use super::ledger::Ledger;
use super::lives::{LifeStories, LivesMsg};
use super::marks::{Marks, MarksMsg};
use super::overview::{Overview, OverviewMsg};
use super::people::{People, PeopleMsg};
use super::phase::Phase;
use super::screen::{Screen, ScreenMsg};
use super::search::{Search, SearchMsg};
use super::table::{Table, TableMsg};
use super::unread::Unread;
use super::views::Views;
use crate::browser::print;
use crate::components::chips::ChipAct;
use crate::components::completion::Wanted;
use crate::components::view_list::ViewAct;
use crate::worker::messages::FromEngine;
use crate::worker::reader::FromReader;

/// Everything that can happen, by concern.
pub enum Msg {
    /// The engine spoke.
    Engine(FromEngine),
    /// Files come, are read, or are forgotten.
    Import(ImportMsg),
    /// What is looked for.
    Search(SearchMsg),
    /// The parts of the query.
    Filters(ChipAct),
    /// Values for what is being written in the query box are wanted.
    Complete(Wanted),
    /// The search through the files.
    Deep(DeepMsg),
    /// The facets.
    Facets(FacetsMsg),
    /// The rows and the cursor.
    Table(TableMsg),
    /// Records of rows were read again.
    Unread(FromReader),
    /// Marked events.
    Marks(MarksMsg),
    /// The event that is open.
    Detail(DetailMsg),
    /// Saved views.
    Views(ViewAct),
    /// Case files.
    Case(CaseMsg),
    /// An export.
    Export(ExportMsg),
    /// What happens on the overview.
    Overview(OverviewMsg),
    /// Life stories.
    Lives(LivesMsg),
    /// People.
    People(PeopleMsg),
    /// Page, theme, notices.
    Screen(ScreenMsg),
    /// A key was pressed that nothing else took.
    Key(KeyboardEvent),
}

/// The app: a field for each concern.
pub struct App {
    pub(super) phase: Phase,
    pub(super) engine: Engine,
    pub(super) import: Import,
    pub(super) search: Search,
    pub(super) filters: Filters,
    pub(super) completion: Completion,
    pub(super) deep: Deep,
    pub(super) facets: Facets,
    pub(super) table: Table,
    pub(super) unread: Unread,
    pub(super) marks: Marks,
    pub(super) detail: Detail,
    pub(super) views: Views,
    pub(super) case: Cases,
    pub(super) export: Export,
    pub(super) ledger: Ledger,
    pub(super) overview: Overview,
    pub(super) stories: LifeStories,
    pub(super) people: People,
    pub(super) screen: Screen,
    pub(super) address: Address,
    /// What pages call; made once, so that they are the same props each time.
    pub(super) calls: Calls,
    _listeners: Vec<EventListener>,
}

impl Component for App {
    type Message = Msg;
    type Properties = ();

    fn create(ctx: &Context<Self>) -> Self {
        let link = ctx.link();
        let import = Import::start(link);
        let mut listeners = import.listen(link);
        listeners.extend([listen_to_fragment(link), listen_to_keys(link)]);
        let marks = Marks::default();
        listeners.push(marks.guard());
        // Before the charts listen.
        listeners.extend(print::in_light());
        let mut app = App {
            phase: Phase::Empty,
            engine: Engine::default(),
            calls: Calls::new(link, import.pool()),
            deep: Deep::start(link, import.pool()),
            import,
            search: Search::default(),
            filters: Filters::default(),
            completion: Completion::default(),
            facets: Facets::start(),
            table: Table::default(),
            unread: Unread::start(link),
            marks,
            detail: Detail::default(),
            views: Views::start(),
            case: Cases::start(link),
            export: Export::default(),
            ledger: Ledger::default(),
            overview: Overview::default(),
            stories: LifeStories::default(),
            people: People::default(),
            screen: Screen::start(),
            address: Address::default(),
            _listeners: listeners,
        };
        app.start_engine(ctx);
        app.start_table();
        app.follow_address();
        app
    }

    fn rendered(&mut self, _: &Context<Self>, first: bool) {
        show_phase(&self.phase);
        self.write_query();
        if first {
            self.import.make_ready();
        }
    }

    fn update(&mut self, ctx: &Context<Self>, msg: Msg) -> bool {
        match msg {
            Msg::Engine(message) => self.hear_engine(message),
            Msg::Import(msg) => self.update_import(ctx, msg),
            Msg::Search(msg) => self.update_search(msg),
            Msg::Filters(msg) => self.update_filters(msg),
            Msg::Complete(wanted) => self.complete(wanted),
            Msg::Deep(msg) => self.update_deep(msg),
            Msg::Facets(msg) => self.update_facets(msg),
            Msg::Table(msg) => self.update_table(msg),
            Msg::Unread(event) => self.hear_unread(event),
            Msg::Marks(msg) => self.update_marks(msg),
            Msg::Detail(msg) => self.update_detail(msg),
            Msg::Views(act) => self.update_views(act),
            Msg::Case(msg) => self.update_case(ctx, msg),
            Msg::Export(msg) => self.update_export(ctx, msg),
            Msg::Overview(msg) => self.update_overview(msg),
            Msg::Lives(msg) => self.update_stories(msg),
            Msg::People(msg) => self.update_people(msg),
            Msg::Screen(msg) => self.update_screen(ctx, msg),
            Msg::Key(event) => self.key(ctx, &event),
        }
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        self.frame(ctx)
    }
}

impl App {
    /// Forgets all that came from files; preferences and page stay.
    pub(super) fn forget(&mut self, ctx: &Context<Self>) {
        self.import.forget();
        self.phase = Phase::Empty;
        // Answers to what was asked before are older than this.
        let number = self.engine.next();
        self.search = self.search.emptied(number);
        self.filters = Filters::default();
        self.completion = Completion::after(number);
        self.deep.forget();
        self.facets.forget();
        self.table = self.table.emptied();
        self.unread.forget();
        self.marks = self.marks.emptied();
        self.detail = Detail::after(number);
        self.case = self.case.emptied(number);
        self.export = Export::default();
        self.ledger = Ledger::after(number);
        self.overview = Overview::after(number);
        self.stories = LifeStories::after(number);
        self.people = People::after(number);
        self.screen.notice = None;
        self.write_address(Entry::Same);
        // Memory of a worker never shrinks: the engine starts anew.
        self.engine.stop();
        self.start_engine(ctx);
        self.import.warm_up();
    }
}

fn listen_to_fragment(link: &html::Scope<App>) -> EventListener {
    let fragment = link.callback(|_| Msg::Screen(ScreenMsg::Fragment));
    EventListener::new(&gloo::utils::window(), "hashchange", move |_| fragment.emit(()))
}

fn listen_to_keys(link: &html::Scope<App>) -> EventListener {
    let key = link.callback(Msg::Key);
    // "/" must not be typed into the box that it leads to.
    let options = EventListenerOptions::enable_prevent_default();
    EventListener::new_with_options(&gloo::utils::document(), "keydown", options, move |event| {
        key.emit(event.clone().unchecked_into());
    })
}
