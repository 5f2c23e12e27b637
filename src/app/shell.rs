//! The one component that holds the app's state and hears its messages.

use std::rc::Rc;

use gloo::events::{EventListener, EventListenerOptions};
use gloo::timers::callback::Timeout;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, HtmlInputElement, KeyboardEvent, MessagePort};
use yew::prelude::*;

use super::document::{click, focus, focus_table, show_phase};
use super::engine::EngineLink;
use super::keys::KEYS;
use super::loading::{Loading, SHOW_AFTER};
use super::state::{Phase, Route, first_request, with_condition};
use crate::browser::drop::{self, Dropped};
use crate::browser::files::{self, Picked};
use crate::browser::pause::pause;
use crate::browser::{boot, preferences, text};
use crate::components::ByPtr;
use crate::components::drop_target::listen_for_drops;
use crate::components::event_drawer::Filter;
use crate::components::header::Header;
use crate::components::import_bar::ImportBar;
use crate::components::timeline;
use crate::emr::facts::Scope;
use crate::engine::protocol::{Request, Response, View, ViewRequest};
use crate::engine::report_of;
use crate::pages::rehearsal::rehearse;
use crate::pages::rows::{Opened, PAGE_ROWS, Rows};
use crate::pages::{events::EventsPage, files::FilesPage, help::HelpPage, landing::Landing};
use crate::problem::ProblemId;
use crate::query::{Order, SortBy};
use crate::store::ledger::FileReport;
use crate::view::chart::TimelineSpec;
use crate::view::headings;
use crate::worker::messages::{FromEngine, Hello};
use crate::worker::pool::{Listing, Pool, PoolEvent};

/// Everything that can happen.
pub enum Msg {
    /// The engine spoke.
    Engine(FromEngine),
    /// The pool spoke.
    Pool(PoolEvent),
    /// A parse worker's port for the engine.
    Attach(MessagePort),
    /// Files were chosen.
    Chosen(HtmlInputElement),
    /// Something was dropped.
    Dropped(Vec<Dropped>),
    /// An import has taken so long that it shows.
    Begun,
    /// The embedded sample is wanted.
    Sample,
    /// End the import.
    Cancel,
    /// Forget everything.
    Clear,
    /// The fragment has changed.
    Fragment,
    /// A key was pressed that nothing else took.
    Key(KeyboardEvent),
    /// A query.
    Query(String),
    /// One condition more.
    Condition(Filter),
    /// A scope.
    Scope(Scope),
    /// A range of time, or all of it.
    Range(Option<[f64; 2]>),
    /// Sort by this; again: the other way.
    Sort(SortBy),
    /// Rows are wanted, by place.
    Want(u32),
    /// The cursor moved to a place in the table.
    Cursor(u32),
    /// Open the event at a place, or close.
    Open(Option<u32>),
    /// A theme, or the system's.
    Theme(Option<String>),
    /// Take the notice away.
    Dismiss,
}

/// The app.
pub struct App {
    phase: Phase,
    route: Route,
    engine: Option<EngineLink>,
    pool: Rc<Pool>,
    loading: Option<Loading>,
    request: ViewRequest,
    view: Option<Rc<View>>,
    timeline: Rc<TimelineSpec>,
    rows: Rc<Rows>,
    cursor: Option<u32>,
    opened: Option<(u32, Opened)>,
    ledger: Option<(Rc<Vec<FileReport>>, usize)>,
    /// Number of the last request of each kind; older answers are dropped.
    seq: u32,
    view_seq: u32,
    /// The view that was asked for along with the end of the import.
    sync_view: u32,
    /// Batches at that end.
    sync_batches: u32,
    detail_seq: u32,
    ledger_seq: u32,
    asked: std::collections::BTreeSet<u32>,
    /// The view whose answer shows everything that was given, once the engine has it all.
    complete_at: Option<u32>,
    sample: bool,
    notice: Option<String>,
    theme: Option<String>,
    /// Path and size of a file; made once, so that it is the same prop each time.
    name_of: Callback<u32, (String, f64)>,
    _listeners: Vec<EventListener>,
}

impl Component for App {
    type Message = Msg;
    type Properties = ();

    fn create(ctx: &Context<Self>) -> Self {
        let link = ctx.link();
        let (tell, attach) = (link.clone(), link.clone());
        let pool = Pool::new(
            workers(),
            move |event| tell.send_message(Msg::Pool(event)),
            move |port| attach.send_message(Msg::Attach(port)),
        );
        let named = pool.clone();
        let name_of =
            Callback::from(move |file| named.file(file).unwrap_or_else(|| (format!("file {file}"), 0.0)));
        let mut listeners = listen_for_drops(link.callback(Msg::Dropped), drop::take);
        let fragment = link.callback(|_| Msg::Fragment);
        listeners.push(EventListener::new(&gloo::utils::window(), "hashchange", move |_| fragment.emit(())));
        let key = link.callback(Msg::Key);
        // "/" must not be typed into the box that it leads to.
        let options = EventListenerOptions::enable_prevent_default();
        listeners.push(EventListener::new_with_options(
            &gloo::utils::document(),
            "keydown",
            options,
            move |event| {
                key.emit(event.clone().unchecked_into());
            },
        ));
        let theme = preferences::theme();
        preferences::set_theme(theme.as_deref());
        let mut app = App {
            phase: Phase::Empty,
            route: route(),
            engine: None,
            pool,
            loading: None,
            request: first_request(),
            view: None,
            timeline: Rc::default(),
            rows: Rc::default(),
            cursor: None,
            opened: None,
            ledger: None,
            seq: 0,
            view_seq: 0,
            sync_view: 0,
            sync_batches: 0,
            detail_seq: 0,
            ledger_seq: 0,
            asked: Default::default(),
            complete_at: None,
            sample: false,
            notice: None,
            theme,
            name_of,
            _listeners: listeners,
        };
        app.start_engine(ctx);
        app
    }

    fn rendered(&mut self, _: &Context<Self>, first: bool) {
        show_phase(&self.phase);
        if first {
            // Workers and charts are made ready while the user looks for files: later it would delay the import.
            let pool = self.pool.clone();
            spawn_local(async move {
                pause().await;
                pool.warm_up();
                pause().await;
                pool.practise(&boot::sample());
                pause().await;
                if let Err(error) = timeline::rehearse(|| pool.running()).await {
                    gloo::console::error!("the chart library did not load", error);
                }
                if let Err(error) = rehearse(|| pool.running()).await {
                    gloo::console::error!("the page could not be rehearsed", error);
                }
            });
        }
    }

    fn update(&mut self, ctx: &Context<Self>, msg: Msg) -> bool {
        match msg {
            Msg::Engine(message) => self.hear_engine(ctx, message),
            Msg::Pool(event) => self.hear_pool(event),
            Msg::Attach(port) => {
                if let Some(engine) = &self.engine {
                    engine.attach(&port);
                }
                false
            }
            Msg::Chosen(input) => {
                let Some(list) = input.files() else { return false };
                let listing = self.begin(ctx);
                let pool = self.pool.clone();
                spawn_local(async move {
                    files::each_slice(&list, |slice| pool.add(listing, slice)).await;
                    pool.listed(listing);
                    // The same files can be chosen again. Not before here: emptying the input empties the list.
                    if input.files().is_some_and(|now| now == list) {
                        input.set_value("");
                    }
                });
                false
            }
            Msg::Dropped(dropped) => {
                let listing = self.begin(ctx);
                let pool = self.pool.clone();
                spawn_local(async move {
                    let folders = pool.clone();
                    drop::walk(
                        dropped,
                        |slice| pool.add(listing, slice),
                        |path, detail| folders.unreadable(listing, path, ProblemId::FolderUnreadable, detail),
                    )
                    .await;
                    pool.listed(listing);
                });
                false
            }
            Msg::Begun => true,
            Msg::Sample => {
                match files::from_bytes(&boot::sample(), "sample-synthetic.json.gz") {
                    Ok(file) => {
                        let listing = self.begin(ctx);
                        self.sample = true;
                        self.pool.add(listing, vec![Picked::new(file, None)]);
                        self.pool.listed(listing);
                    }
                    Err(error) => self.notice = Some(files::message(&error)),
                }
                true
            }
            Msg::Cancel => {
                if let Some(loading) = &mut self.loading {
                    loading.cancelled = true;
                }
                self.pool.cancel();
                true
            }
            Msg::Clear => {
                self.clear(ctx);
                true
            }
            Msg::Fragment => {
                self.route = route();
                if self.route == Route::Files {
                    self.ask_ledger();
                }
                true
            }
            Msg::Key(event) => self.key(ctx, &event),
            Msg::Query(query) => {
                self.request.query = query;
                self.ask_view()
            }
            Msg::Condition(Filter { path, value, negate }) => {
                self.request.query = with_condition(&self.request.query, &path, &value, negate);
                self.ask_view()
            }
            Msg::Scope(scope) => {
                self.request.scope = scope;
                self.ask_view()
            }
            Msg::Range(range) => {
                self.request.range = range;
                self.ask_view()
            }
            Msg::Sort(by) => {
                let order = self.request.order;
                // Time starts with the newest, text with A.
                let descending = if order.by == by { !order.descending } else { by == SortBy::Time };
                self.request.order = Order { by, descending };
                self.ask_view()
            }
            Msg::Want(place) => {
                self.want(place);
                false
            }
            Msg::Cursor(place) => {
                let last = self.rows.total.saturating_sub(1);
                self.cursor = Some(place.min(last));
                // An open event follows the cursor.
                if self.opened.is_some() {
                    self.open(place.min(last));
                }
                true
            }
            Msg::Open(place) => {
                match place {
                    Some(place) => self.open(place),
                    None => {
                        self.opened = None;
                        focus_table();
                    }
                }
                true
            }
            Msg::Theme(theme) => {
                preferences::set_theme(theme.as_deref());
                self.theme = theme;
                true
            }
            Msg::Dismiss => {
                self.notice = None;
                true
            }
        }
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let link = ctx.link();
        let empty = self.phase == Phase::Empty;
        let failed = match &self.phase {
            Phase::Failed(what) => Some(what.clone()),
            _ => None,
        };
        let counts = self.view.as_ref().map(|view| view.counts);
        html! {
            <>
                <a class="skip-link" href="#main" onclick={Callback::from(|event: MouseEvent| {
                    // The fragment names the page; it must not change.
                    event.prevent_default();
                    focus("main");
                })}>{"Skip to content"}</a>
                <input id="files" class="visually-hidden" type="file" multiple={true} tabindex="-1"
                    aria-label="Files to read" onchange={link.batch_callback(chosen)} />
                <input id="folder" class="visually-hidden" type="file" multiple={true} tabindex="-1"
                    webkitdirectory={true} aria-label="Folder to read" onchange={link.batch_callback(chosen)} />
                <Header route={self.route.fragment()} routes={routes()} loaded={!empty}
                    theme={self.theme.clone()} sample={self.sample}
                    on_files={Callback::from(|()| click("files"))} on_folder={Callback::from(|()| click("folder"))}
                    on_clear={link.callback(|()| Msg::Clear)} on_theme={link.callback(Msg::Theme)} />
                if let Some(loading) = &self.loading {
                    <ImportBar share={loading.share()} files={loading.progress.files}
                        files_done={loading.progress.files_done} bytes={loading.progress.bytes}
                        bytes_done={loading.progress.bytes_done} events={loading.progress.events}
                        rates={loading.rates()} cancelled={loading.cancelled}
                        on_cancel={link.callback(|()| Msg::Cancel)} />
                }
                if let Some(what) = failed {
                    <div class="banner banner-error" role="alert">
                        <p><strong>{"The engine stopped. "}</strong>{what}</p>
                        <button type="button" class="button" onclick={link.callback(|_| Msg::Clear)}>
                            {"Start again"}
                        </button>
                    </div>
                }
                if let Some(notice) = &self.notice {
                    <div class="banner" role="status">
                        <p>{notice}</p>
                        <button type="button" class="button" onclick={link.callback(|_| Msg::Dismiss)}>{"Dismiss"}</button>
                    </div>
                }
                <main id="main" tabindex="-1" class={classes!("page", format!("page-{}", self.route.fragment()))}>
                    {match self.route {
                        Route::Help => html! { <HelpPage keys={KEYS.iter().map(|key| (key.shown, key.does)).collect::<Vec<_>>()} /> },
                        _ if self.view.is_none() && self.loading.is_none() => html! {
                            <Landing on_files={Callback::from(|()| click("files"))}
                                on_folder={Callback::from(|()| click("folder"))}
                                on_sample={link.callback(|()| Msg::Sample)} />
                        },
                        Route::Files => html! {
                            <FilesPage files={self.ledger.as_ref().map(|(files, _)| ByPtr(files.clone()))}
                                size={self.ledger.as_ref().map_or(0, |(_, size)| *size)}
                                events={counts.map_or(0, |c| c.all)} duplicates={counts.map_or(0, |c| c.duplicates)}
                                name={self.name_of.clone()} />
                        },
                        Route::Events => self.events(ctx),
                    }}
                </main>
            </>
        }
    }
}

impl App {
    fn events(&self, ctx: &Context<Self>) -> Html {
        let link = ctx.link();
        // While the first files are read the page stands already, without numbers.
        let view = self.view.clone().unwrap_or_default();
        let opened = self.opened.as_ref().map(|(_, opened)| opened.clone());
        html! {
            <EventsPage view={ByPtr(view)} reading={self.loading.is_some()} timeline={ByPtr(self.timeline.clone())} rows={ByPtr(self.rows.clone())}
                query={self.request.query.clone()} scope={self.request.scope} range={self.request.range}
                order={self.request.order} headings={headings(&self.request.columns)} cursor={self.cursor} opened={opened}
                name={self.name_of.clone()} theme={self.theme.clone().unwrap_or_default()}
                on_query={link.callback(Msg::Query)} on_scope={link.callback(Msg::Scope)}
                on_range={link.callback(Msg::Range)} on_sort={link.callback(Msg::Sort)}
                on_want={link.callback(Msg::Want)} on_cursor={link.callback(Msg::Cursor)}
                on_open={link.callback(Msg::Open)} on_filter={link.callback(Msg::Condition)}
                on_copy={Callback::from(|value: String| { text::copy(&value); })} />
        }
    }

    fn start_engine(&mut self, ctx: &Context<Self>) {
        match EngineLink::start(ctx.link().callback(Msg::Engine)) {
            Ok(engine) => self.engine = Some(engine),
            Err(what) => self.phase = Phase::Failed(what),
        }
    }

    fn next(&mut self) -> u32 {
        self.seq += 1;
        self.seq
    }

    fn ask(&self, request: Request) {
        if let Some(engine) = &self.engine {
            engine.ask(request);
        }
    }

    fn ask_view(&mut self) -> bool {
        let request = self.next_view();
        self.ask(request);
        true
    }

    fn next_view(&mut self) -> Request {
        self.view_seq = self.next();
        self.asked.clear();
        Request::View { seq: self.view_seq, view: self.request.clone() }
    }

    fn ask_ledger(&mut self) {
        let request = self.next_ledger();
        self.ask(request);
    }

    fn next_ledger(&mut self) -> Request {
        self.ledger_seq = self.next();
        Request::Ledger { seq: self.ledger_seq }
    }

    fn want(&mut self, place: u32) {
        let page = place / PAGE_ROWS;
        if place < self.rows.total && !self.rows.has(place) && self.asked.insert(page) {
            self.ask(Request::Page { seq: self.rows.seq, offset: page * PAGE_ROWS, limit: PAGE_ROWS });
        }
    }

    fn open(&mut self, place: u32) {
        self.cursor = Some(place);
        self.want(place);
        let Some(row) = self.rows.get(place).map(|row| row.row) else { return };
        self.detail_seq = self.next();
        self.ask(Request::Detail { seq: self.detail_seq, row });
        if self.opened.is_none() {
            self.opened = Some((place, Opened::Waiting));
        }
    }

    fn begin(&mut self, ctx: &Context<Self>) -> Listing {
        self.complete_at = None;
        self.phase = Phase::Loading;
        // At once: whoever waits for the import to end must not see the end of the one before.
        show_phase(&self.phase);
        if self.loading.is_none() {
            self.loading = Some(Loading::begin());
        }
        // Most imports have ended by then: a page that came and went would only flicker, and take time from them.
        let link = ctx.link().clone();
        Timeout::new(SHOW_AFTER, move || link.send_message(Msg::Begun)).forget();
        self.pool.begin()
    }

    fn clear(&mut self, ctx: &Context<Self>) {
        self.pool.clear();
        // Memory of a worker never shrinks: the engine starts anew.
        self.engine = None;
        self.phase = Phase::Empty;
        self.loading = None;
        self.request = first_request();
        self.view = None;
        self.timeline = Rc::default();
        self.rows = Rc::default();
        self.cursor = None;
        self.opened = None;
        self.ledger = None;
        self.sample = false;
        self.notice = None;
        self.sync_batches = 0;
        // Answers to what was asked before are older than this.
        self.view_seq = self.next();
        (self.detail_seq, self.ledger_seq) = (self.view_seq, self.view_seq);
        self.start_engine(ctx);
        self.pool.warm_up();
    }

    fn hear_pool(&mut self, event: PoolEvent) -> bool {
        match event {
            PoolEvent::Progress => match &mut self.loading {
                Some(loading) => loading.update(self.pool.progress()),
                None => false,
            },
            PoolEvent::Lost(lost) => {
                let report = report_of(lost.file, lost.size as u64, lost.problem, &lost.detail);
                self.ask(Request::Report { report: Box::new(report) });
                false
            }
            PoolEvent::Finished { batches } => {
                self.ledger = None;
                let (ledger, view) = (self.next_ledger(), self.next_view());
                // Thousands of files make a long ledger; nobody needs it before its page is open.
                let then = if self.route == Route::Files { vec![ledger, view] } else { vec![view] };
                (self.sync_view, self.sync_batches) = (self.view_seq, batches);
                if let Some(engine) = &self.engine {
                    engine.sync(batches, then);
                }
                false
            }
            PoolEvent::Record { seq, row, record } => {
                if seq == self.detail_seq {
                    match record {
                        Some(record) => self.ask(Request::DetailOf { seq, row, record }),
                        None => return self.detail_failed("The file could not be read again. It may have been moved or changed since it was loaded."),
                    }
                }
                true
            }
            PoolEvent::Failed(what) => {
                self.phase = Phase::Failed(format!("A worker could not be started: {what}"));
                self.loading = None;
                true
            }
        }
    }

    fn detail_failed(&mut self, what: &str) -> bool {
        let place = self.cursor.unwrap_or(0);
        self.opened = Some((place, Opened::Failed(what.to_owned())));
        true
    }

    fn hear_engine(&mut self, ctx: &Context<Self>, message: FromEngine) -> bool {
        match message {
            FromEngine::Hello(hello) if hello == Hello::mine() => false,
            FromEngine::Hello(_) => {
                self.phase = Phase::Failed("It is of another build than this page.".to_owned());
                true
            }
            // The end of an import, to which files were added since.
            FromEngine::Synced { batches } if batches < self.sync_batches => false,
            FromEngine::Synced { .. } => {
                // Another view that was asked for since was perhaps answered before everything was there.
                if self.view_seq != self.sync_view {
                    self.ask_view();
                }
                // An answer to this view, or to a later one, shows everything.
                self.complete_at = (!self.pool.running()).then_some(self.view_seq);
                false
            }
            FromEngine::BadBatch => {
                self.notice = Some(
                    "Some events were lost between a worker and the engine. Load the files again.".to_owned(),
                );
                true
            }
            FromEngine::Crashed(what) => {
                let _ = ctx;
                self.phase = Phase::Failed(what);
                self.loading = None;
                self.engine = None;
                true
            }
            FromEngine::Response(response) => self.hear_response(response),
        }
    }

    fn hear_response(&mut self, response: Response) -> bool {
        match response {
            Response::View { seq, view } if seq == self.view_seq => {
                self.rows = Rc::new(Rows::of_view(seq, &view));
                // Pages that were asked for since then were of the rows before.
                self.asked.clear();
                self.cursor = self.cursor.map(|place| place.min(view.counts.matching.saturating_sub(1)));
                self.timeline = Rc::new(view.timeline.clone());
                self.view = Some(Rc::from(view));
                if self.opened.take().is_some() {
                    // What was open may be elsewhere now, or gone.
                    self.cursor = None;
                }
                if self.phase == Phase::Loading && self.complete_at.is_some_and(|complete| seq >= complete) {
                    self.phase = Phase::Ready;
                    self.loading = None;
                }
                true
            }
            Response::Page { seq, page } if seq == self.rows.seq => {
                Rc::make_mut(&mut self.rows).add(page);
                true
            }
            Response::Detail { seq, detail } if seq == self.detail_seq => {
                let place = self.cursor.unwrap_or(0);
                self.opened = Some((place, Opened::Here(Rc::from(detail))));
                true
            }
            Response::NeedRecord { seq, row, at } if seq == self.detail_seq => {
                self.pool.read_record(seq, row, at);
                false
            }
            Response::Failed { seq, what } if seq == self.detail_seq => self.detail_failed(&what),
            Response::Ledger { seq, files, sizes } if seq == self.ledger_seq => {
                self.ledger = Some((Rc::new(files), sizes.total()));
                true
            }
            _ => false,
        }
    }

    fn key(&mut self, ctx: &Context<Self>, event: &KeyboardEvent) -> bool {
        let typing = event
            .target()
            .and_then(|t| t.dyn_into::<Element>().ok())
            .is_some_and(|element| matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT"));
        if event.ctrl_key() || event.meta_key() || event.alt_key() || event.default_prevented() {
            return false;
        }
        match event.key().as_str() {
            "/" if !typing => {
                event.prevent_default();
                focus("query");
                false
            }
            "Escape" if self.opened.is_some() => {
                ctx.link().send_message(Msg::Open(None));
                false
            }
            "Escape" if !typing && self.request.range.is_some() => {
                ctx.link().send_message(Msg::Range(None));
                false
            }
            _ => false,
        }
    }
}

/// Parse workers: one for each core but one; three at least, as one of them waits for the disk now and then and
/// the engine and the page have little to do while files are read; and not more than eight, because then the disk
/// is the limit.
fn workers() -> usize {
    (gloo::utils::window().navigator().hardware_concurrency() as usize).saturating_sub(1).clamp(3, 8)
}

fn routes() -> Vec<(&'static str, &'static str)> {
    Route::ALL.iter().map(|(_, name, label)| (*name, *label)).collect()
}

fn route() -> Route {
    Route::from_fragment(&gloo::utils::window().location().hash().unwrap_or_default())
}

fn chosen(event: Event) -> Option<Msg> {
    let input: HtmlInputElement = event.target()?.dyn_into().ok()?;
    input.files().filter(|list| list.length() > 0)?;
    Some(Msg::Chosen(input))
}
