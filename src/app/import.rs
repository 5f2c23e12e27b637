//! Files come, are read by the parse workers, and are forgotten.

use std::rc::Rc;

use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use wasm_bindgen_futures::spawn_local;
use web_sys::{File, FileList, HtmlInputElement, MessagePort};
use yew::prelude::*;

use super::case::{CaseMsg, is_case};
use super::document::show_phase;
use super::loading::{Loading, SHOW_AFTER};
use super::phase::Phase;
use super::routes::Route;
use super::screen::Over;
use super::shell::{App, Msg};
use crate::browser::boot;
use crate::browser::drop::{self, Dropped};
use crate::browser::files::{self, Picked};
use crate::browser::options;
use crate::browser::pause::pause;
use crate::components::drop_target::listen_for_drops;
use crate::components::timeline;
use crate::engine::protocol::Request;
use crate::engine::report_of;
use crate::pages::rehearsal::rehearse;
use crate::problem::ProblemId;
use crate::store::batch::Provenance;
use crate::worker::pool::{Listing, Pool, PoolEvent};

/// What happens to files.
pub enum ImportMsg {
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
    /// Forget everything; ask first where something would be lost.
    Clear,
    /// Forget everything.
    Forget,
}

/// The parse workers, and how far an import is.
pub struct Import {
    pool: Rc<Pool>,
    /// How far, while files are read.
    pub loading: Option<Loading>,
    /// Whether the sample is among what is loaded.
    pub sample: bool,
    /// How many files the engine knows the paths of.
    named: u32,
    /// The view that was asked for along with the end of the import.
    sync_view: u32,
    /// Batches at that end.
    sync_batches: u32,
    /// The view whose answer shows everything that was given, once the engine has it all.
    complete_at: Option<u32>,
    /// Events were found to be related to EMR meanwhile: the view is to be asked for again.
    pub related: bool,
}

impl Import {
    /// Makes the pool.
    pub fn start(link: &html::Scope<App>) -> Import {
        let (tell, attach) = (link.clone(), link.clone());
        let pool = Pool::new(
            workers(),
            move |event| tell.send_message(Msg::Import(ImportMsg::Pool(event))),
            move |port| attach.send_message(Msg::Import(ImportMsg::Attach(port))),
        );
        Import {
            pool,
            loading: None,
            sample: false,
            named: 0,
            sync_view: 0,
            sync_batches: 0,
            complete_at: None,
            related: false,
        }
    }

    /// The parse workers.
    pub fn pool(&self) -> &Rc<Pool> {
        &self.pool
    }

    /// Hears drops anywhere on the page.
    pub fn listen(&self, link: &html::Scope<App>) -> Vec<EventListener> {
        listen_for_drops(link.callback(|dropped| Msg::Import(ImportMsg::Dropped(dropped))), drop::take)
    }

    /// Workers and charts are made ready while the user looks for files: later it would delay the import.
    pub fn make_ready(&self) {
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

    /// Starts workers, so that they are there when files come.
    pub fn warm_up(&self) {
        self.pool.warm_up();
    }

    /// Reads a record again from its file; it comes back as a [`PoolEvent::Record`].
    pub fn read_record(&self, seq: u32, row: u32, at: Provenance) {
        self.pool.read_record(seq, row, at);
    }

    /// Forgets all files.
    pub fn forget(&mut self) {
        self.pool.clear();
        self.loading = None;
        self.sample = false;
        self.named = 0;
        self.sync_batches = 0;
    }
}

impl App {
    pub(super) fn update_import(&mut self, ctx: &Context<Self>, msg: ImportMsg) -> bool {
        match msg {
            ImportMsg::Pool(event) => self.hear_pool(event),
            ImportMsg::Attach(port) => {
                self.engine.attach(&port);
                false
            }
            ImportMsg::Chosen(input) => {
                self.take_chosen(ctx, input);
                false
            }
            ImportMsg::Dropped(dropped) => {
                self.take_dropped(ctx, dropped);
                false
            }
            ImportMsg::Begun => true,
            ImportMsg::Sample => {
                self.take_sample(ctx);
                true
            }
            ImportMsg::Cancel => {
                if let Some(loading) = &mut self.import.loading {
                    loading.cancelled = true;
                }
                self.import.pool.stop(ProblemId::Cancelled);
                true
            }
            ImportMsg::Clear if self.marks.is_unsaved() => {
                self.screen.over = Some(Over::Clear);
                true
            }
            ImportMsg::Clear | ImportMsg::Forget => {
                self.screen.over = None;
                self.forget(ctx);
                true
            }
        }
    }

    fn take_chosen(&mut self, ctx: &Context<Self>, input: HtmlInputElement) {
        let Some(list) = input.files() else { return };
        let cases = cases_alone(&list);
        if !cases.is_empty() {
            open_cases(ctx.link(), cases);
            return input.set_value("");
        }
        let listing = self.begin(ctx);
        let (pool, link) = (self.import.pool.clone(), ctx.link().clone());
        spawn_local(async move {
            let take = |slice| pool.add(listing, without_cases(&link, slice));
            files::each_slice(&list, take, || pool.has_room()).await;
            pool.listed(listing);
            // The same files can be chosen again. Not before here: emptying the input empties the list.
            if input.files().is_some_and(|now| now == list) {
                input.set_value("");
            }
        });
    }

    fn take_dropped(&mut self, ctx: &Context<Self>, dropped: Vec<Dropped>) {
        let link = ctx.link().clone();
        if dropped.iter().all(|one| one.name().is_some_and(|name| is_case(&name))) {
            return spawn_local(async move {
                let take = |slice| {
                    without_cases(&link, slice);
                    true
                };
                let unreadable = |path, detail| {
                    link.send_message(Msg::Case(CaseMsg::Text(path, Err(detail))));
                };
                drop::walk(dropped, take, unreadable).await;
            });
        }
        let listing = self.begin(ctx);
        let pool = self.import.pool.clone();
        spawn_local(async move {
            let folders = pool.clone();
            drop::walk(
                dropped,
                |slice| pool.add(listing, without_cases(&link, slice)),
                |path, detail| folders.unreadable(listing, path, ProblemId::FolderUnreadable, detail),
            )
            .await;
            pool.listed(listing);
        });
    }

    fn take_sample(&mut self, ctx: &Context<Self>) {
        match files::from_bytes(&boot::sample(), "sample-synthetic.json.gz") {
            Ok(file) => {
                let listing = self.begin(ctx);
                self.import.sample = true;
                self.import.pool.add(listing, vec![Picked::new(file, None)]);
                self.import.pool.listed(listing);
            }
            Err(error) => self.screen.notice = Some(files::message(&error)),
        }
    }

    fn begin(&mut self, ctx: &Context<Self>) -> Listing {
        self.import.complete_at = None;
        // What was found holds for the events that were there.
        self.end_deep();
        self.deep.forget();
        self.phase = Phase::Loading;
        // At once: whoever waits for the import to end must not see the end of the one before.
        show_phase(&self.phase);
        if self.import.loading.is_none() {
            self.import.loading = Some(Loading::begin());
        }
        // Most imports have ended by then: a page that came and went would only flicker, and take time from them.
        let link = ctx.link().clone();
        Timeout::new(SHOW_AFTER, move || link.send_message(Msg::Import(ImportMsg::Begun))).forget();
        self.import.pool.begin()
    }

    fn hear_pool(&mut self, event: PoolEvent) -> bool {
        match event {
            PoolEvent::Progress => match &mut self.import.loading {
                Some(loading) => loading.update(self.import.pool.progress()),
                None => false,
            },
            PoolEvent::Lost(lost) => {
                let report = report_of(lost.file, lost.size as u64, lost.problem, &lost.detail);
                self.engine.ask(Request::Report { report: Box::new(report) });
                false
            }
            PoolEvent::Finished { batches } => {
                self.finish(batches);
                false
            }
            PoolEvent::Record { seq, row, record } => self.record_read(seq, row, record),
            PoolEvent::Failed(what) => {
                self.phase = Phase::Failed(format!("A worker could not be started: {what}"));
                self.import.loading = None;
                true
            }
        }
    }

    /// The engine takes no more events: the import ends, and what is loaded stays.
    pub(super) fn memory_full(&mut self) {
        self.import.pool.stop(ProblemId::MemoryFull);
        if let Some(loading) = &mut self.import.loading {
            loading.cancelled = true;
        }
        self.screen.notice = Some(
            "The memory for events is full, and the import was ended. What is loaded can be used; the Files page lists what was left out."
                .to_owned(),
        );
    }

    /// All is sent to the engine: asks for a view of it along with the word that all is there.
    fn finish(&mut self, batches: u32) {
        self.ledger.files = None;
        let (ledger, view) = (self.next_ledger(), self.next_view());
        // Thousands of files make a long ledger; nobody needs it before its page is open.
        let then = if self.screen.route == Route::Files { vec![ledger, view] } else { vec![view] };
        (self.import.sync_view, self.import.sync_batches) = (self.search.seq, batches);
        self.engine.sync(batches, then);
    }

    /// Tells the engine the paths of files that it does not know, by which queries name them.
    pub(super) fn name_files(&mut self) {
        let pool = &self.import.pool;
        let (first, end) = (self.import.named, pool.files());
        if first == end {
            return;
        }
        let paths = (first..end).map(|id| pool.file(id).map_or(String::new(), |(path, _)| path)).collect();
        self.import.named = end;
        self.engine.ask(Request::Paths { first, paths });
    }

    /// The engine has so many batches.
    pub(super) fn synced(&mut self, batches: u32) {
        // The end of an import, to which files were added since.
        if batches < self.import.sync_batches {
            return;
        }
        // Another view that was asked for since was perhaps answered before everything was there.
        if self.search.seq != self.import.sync_view {
            self.ask_view();
        }
        // An answer to this view, or to a later one, shows everything.
        self.import.complete_at = (!self.import.pool.running()).then_some(self.search.seq);
    }

    /// A view is shown; if it shows everything that was given, the import is over.
    pub(super) fn import_shown(&mut self, seq: u32) {
        if self.phase == Phase::Loading && self.import.complete_at.is_some_and(|complete| seq >= complete) {
            self.phase = Phase::Ready;
            self.import.loading = None;
            if std::mem::take(&mut self.import.related) {
                self.ask_view();
            }
            self.lives_are_old();
            // Behind the task that puts the rows into the document, and before the browser paints them: `rendered`
            // is called after that only.
            spawn_local(async { show_phase(&Phase::Ready) });
            self.look_for_case();
        }
    }
}

/// The files of a list, if all of them are cases. Their names are asked first, so that a case by itself begins no
/// import.
fn cases_alone(list: &FileList) -> Vec<File> {
    const FEW: u32 = 16;
    if list.length() > FEW {
        return Vec::new();
    }
    let files: Vec<File> = (0..list.length()).filter_map(|at| list.get(at)).collect();
    if files.iter().all(|file| is_case(&file.name())) { files } else { Vec::new() }
}

fn open_cases(link: &html::Scope<App>, cases: Vec<File>) {
    for case in cases {
        link.send_message(Msg::Case(CaseMsg::Open(case)));
    }
}

/// The files that are to be read; those that are cases are opened as such.
fn without_cases(link: &html::Scope<App>, picked: Vec<Picked>) -> Vec<Picked> {
    let name = |one: &Picked| one.path.rsplit('/').next().is_some_and(is_case);
    let (cases, others): (Vec<_>, Vec<_>) = picked.into_iter().partition(name);
    open_cases(link, cases.into_iter().map(|one| one.file).collect());
    others
}

/// Parse workers: one for each core but one; three at least, as one of them waits for the disk now and then and
/// the engine and the page have little to do while files are read; and not more than eight, because then the disk
/// is the limit.
fn workers() -> usize {
    options::number("workers").map_or_else(
        || (gloo::utils::window().navigator().hardware_concurrency() as usize).saturating_sub(1).clamp(3, 8),
        |wanted| (wanted as usize).clamp(1, 64),
    )
}
