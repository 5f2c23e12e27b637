//! The search through the files for records that are not in memory, and how far it is.

use std::rc::Rc;

use yew::html;

use super::shell::{App, Msg};
use crate::browser::pause::now;
use crate::engine::deep::DeepPlan;
use crate::engine::protocol::{Request, ViewRequest};
use crate::worker::pool::Pool;
use crate::worker::search_pool::{SearchEvent, SearchPool, SearchProgress};

/// Milliseconds between views of what was found so far.
const LOOK: f64 = 1_000.0;

/// What happens to the search.
pub enum DeepMsg {
    /// Search for what the view leaves open.
    Start,
    /// End the search; what was found stays.
    Cancel,
    /// The workers spoke.
    Pool(SearchEvent),
}

/// The search through the files.
pub struct Deep {
    pool: Rc<SearchPool>,
    running: Option<Running>,
    /// What was searched for to the end last, and how much of it was too much for one search.
    finished: Option<(ViewRequest, u32)>,
}

struct Running {
    seq: u32,
    /// What is looked for.
    view: ViewRequest,
    progress: SearchProgress,
    looked: f64,
    /// Conditions that are too many for one search.
    beyond: u32,
}

impl Deep {
    /// Makes its pool.
    pub fn start(link: &html::Scope<App>, files: &Rc<Pool>) -> Deep {
        let link = link.clone();
        let tell = move |event| link.send_message(Msg::Deep(DeepMsg::Pool(event)));
        Deep { pool: SearchPool::new(files.clone(), tell), running: None, finished: None }
    }

    /// How far the search is, while there is one.
    pub fn progress(&self) -> Option<SearchProgress> {
        self.running.as_ref().map(|running| running.progress)
    }

    /// Whether what is looked for was searched for to the end: what is open then could not be read, or belongs to
    /// conditions that were too many for one search; how many there are of these.
    pub fn finished(&self, request: &ViewRequest) -> Option<u32> {
        self.finished.as_ref().filter(|(view, _)| same(view, request)).map(|(_, beyond)| *beyond)
    }

    /// Ends the search and forgets what is known of it.
    pub fn forget(&mut self) {
        self.pool.stop();
        (self.running, self.finished) = (None, None);
    }
}

/// Whether two views look for the same.
fn same(a: &ViewRequest, b: &ViewRequest) -> bool {
    (&a.query, a.scope, a.range, &a.zone) == (&b.query, b.scope, b.range, &b.zone)
}

impl App {
    pub(super) fn update_deep(&mut self, msg: DeepMsg) -> bool {
        match msg {
            DeepMsg::Start => {
                let seq = self.engine.next();
                let view = self.search.request.clone();
                self.engine.ask(Request::Deep { seq, view: Box::new(view.clone()) });
                let progress = SearchProgress::default();
                self.deep.running = Some(Running { seq, view, progress, looked: now(), beyond: 0 });
                true
            }
            DeepMsg::Cancel => {
                self.end_deep();
                self.ask_more_rows();
                true
            }
            DeepMsg::Pool(event) => self.hear_search(event),
        }
    }

    /// The engine says what is to be read.
    pub(super) fn plan_deep(&mut self, seq: u32, plan: DeepPlan) -> bool {
        if let Some(running) = self.deep.running.as_mut().filter(|running| running.seq == seq) {
            running.beyond = plan.beyond;
            self.deep.pool.start(seq, plan);
        }
        true
    }

    fn hear_search(&mut self, event: SearchEvent) -> bool {
        let Some(running) = &mut self.deep.running else { return false };
        match event {
            SearchEvent::Progress(progress) => running.progress = progress,
            SearchEvent::Found { seq, found } if seq == running.seq => {
                self.engine.found(seq, &found);
                // Views in between. An open event keeps its place in them; who goes through the rows without one would
                // lose it.
                let keeps_place = self.table.cursor.is_none() || self.detail.row().is_some();
                if now() - running.looked > LOOK && keeps_place {
                    running.looked = now();
                    self.ask_more_rows();
                }
            }
            SearchEvent::Finished { seq } if seq == running.seq => {
                self.deep.finished = Some((running.view.clone(), running.beyond));
                self.end_deep();
                self.ask_more_rows();
            }
            SearchEvent::Found { .. } | SearchEvent::Finished { .. } => return false,
        }
        true
    }

    /// Something else is looked for, or other files are read: what is searched for now is not wanted any more.
    pub(super) fn leave_deep(&mut self) {
        let request = &self.search.request;
        if self.deep.running.as_ref().is_some_and(|running| !same(&running.view, request)) {
            self.end_deep();
        }
    }

    /// Ends the search. What it has found stays.
    pub(super) fn end_deep(&mut self) {
        self.deep.pool.stop();
        if self.deep.running.take().is_some() {
            self.engine.ask(Request::DeepEnd);
        }
    }
}
