//! What the engine says, handed to the concern that asked.

use super::phase::Phase;
use super::shell::App;
use crate::engine::protocol::Response;
use crate::worker::messages::{FromEngine, Hello};

impl App {
    pub(super) fn hear_engine(&mut self, message: FromEngine) -> bool {
        match message {
            FromEngine::Hello(hello) if hello == Hello::mine() => false,
            FromEngine::Hello(_) => {
                self.phase = Phase::Failed("It is of another build than this page.".to_owned());
                true
            }
            FromEngine::Synced { batches } => {
                self.synced(batches);
                false
            }
            FromEngine::Related => {
                // An import is not over before its view is shown.
                match self.import.loading {
                    None => self.ask_view(),
                    Some(_) => self.import.related = true,
                }
                false
            }
            FromEngine::BadBatch => {
                self.screen.notice = Some(
                    "Some events were lost between a worker and the engine. Load the files again.".to_owned(),
                );
                true
            }
            FromEngine::Full => {
                self.memory_full();
                true
            }
            FromEngine::Crashed(what) => {
                self.phase = Phase::Failed(what);
                self.import.loading = None;
                self.export.running = None;
                self.engine.stop();
                true
            }
            FromEngine::Response(response) => {
                let changed = self.hear_response(response);
                self.print_what_is_here();
                changed
            }
        }
    }

    fn hear_response(&mut self, response: Response) -> bool {
        match response {
            Response::View { seq, view } => self.show_view(seq, *view),
            Response::Page { seq, page } => self.show_page(seq, page),
            Response::Places { seq, rows, files, places } => self.read_places(seq, rows, files, &places),
            Response::Cells { seq, rows } => self.show_cells(seq, rows),
            Response::Detail { seq, detail } => self.detail.show(seq, *detail),
            Response::NeedRecord { seq, row, at } => {
                if self.detail.wants(seq) {
                    self.import.read_record(seq, row, at);
                }
                false
            }
            Response::Complete { seq, values, sample } => self.completion.show(seq, values, sample),
            Response::Deep { seq, plan } => self.plan_deep(seq, *plan),
            Response::Failed { seq, what } => self.detail.fail(seq, &what),
            Response::Ledger { seq, files, sizes } => self.ledger.show(seq, files, sizes),
            Response::Overview { seq, overview } => self.overview.show(seq, *overview),
            Response::Stories { seq, page } => self.stories.show(seq, *page),
            Response::Story { seq, story } => self.stories.show_story(seq, *story),
            Response::People { seq, page } => self.people.show(seq, page),
            Response::Person { seq, profile } => self.people.show_profile(seq, *profile),
            Response::Identified { seq, events } => self.identified(seq, events),
            Response::Found { seq, found } => self.found_marks(seq, found),
            // Steps of an export go straight to it (`engine.rs`), with their bytes.
            Response::Exported { .. } => false,
            // A stale page: the view that it was of has been replaced, and its own rows are on the way.
            Response::Stale { .. } | Response::Noted | Response::Cleared { .. } => false,
        }
    }
}
