//! The parts of the query as chips. The text of the query is the truth: each change here is a change of the text.
//! Only what is paused is kept beside it, as it takes no part.

use super::shell::App;
use crate::components::chips::{Chip, ChipAct};
use crate::query::clauses::{Clause, clauses, join};

/// What is paused, as text.
#[derive(Default)]
pub struct Filters {
    /// The parts.
    pub paused: Vec<String>,
}

/// The chips of a query.
pub fn chips(query: &str) -> Vec<Chip> {
    clauses(query).into_iter().map(|clause| Chip { negated: clause.negated, body: clause.body }).collect()
}

impl App {
    pub(super) fn update_filters(&mut self, msg: ChipAct) -> bool {
        let query = self.search.request.query.clone();
        let mut parts = clauses(&query);
        let paused = &mut self.filters.paused;
        match msg {
            ChipAct::Edit(at, text) if at < parts.len() => {
                parts.splice(at..=at, clauses(&text));
            }
            ChipAct::Negate(at) => {
                if let Some(part) = parts.get_mut(at) {
                    *part = part.turned();
                }
            }
            ChipAct::Pause(at) if at < parts.len() => paused.push(parts.remove(at).text()),
            ChipAct::Remove(at) if at < parts.len() => drop(parts.remove(at)),
            ChipAct::Resume(at) if at < paused.len() => {
                let back: Vec<Clause> = clauses(&paused.remove(at));
                parts.extend(back);
            }
            ChipAct::Drop(at) if at < paused.len() => {
                paused.remove(at);
                return true;
            }
            ChipAct::Clear => {
                parts.clear();
                paused.clear();
                self.search.request.range = None;
            }
            // A chip that is no more.
            _ => return false,
        }
        self.search.request.query = join(&parts);
        self.searched();
        true
    }
}
