//! An import of the sample that nobody sees, so that what an import runs is compiled before there is one.

use super::Engine;
use super::parse_job::Parser;
use super::protocol::{Request, ViewRequest};
use crate::aggregate::{FacetBy, FacetRequest};
use crate::emr::facts::Scope;
use crate::store::ColumnId;

/// Imports the same bytes again and again.
#[derive(Default)]
pub struct Rehearsal {
    parser: Parser,
    rounds: u32,
}

impl Rehearsal {
    /// Parses a file, takes it into an engine, and asks for each kind of view. Returns how many events it found.
    pub fn round(&mut self, file: &[u8]) -> u32 {
        self.rounds += 1;
        self.parser.open(self.rounds);
        self.parser.feed(file);
        self.parser.close();
        // A new one each time: copies of what is there already would be left out.
        let mut engine = Engine::default();
        for batch in self.parser.take_batches(true) {
            // Made a line above by this very program; there is nobody to tell.
            let _ = engine.ingest(&batch);
        }
        // Each view goes over the rows once, and a sample has few.
        const VIEWS: usize = 8;
        let scopes = [Scope::Emr, Scope::Related, Scope::Other].repeat(VIEWS);
        scopes.into_iter().map(|scope| matching(&mut engine, scope)).max().unwrap_or(0)
    }
}

fn matching(engine: &mut Engine, scope: Scope) -> u32 {
    let view = ViewRequest {
        scope,
        columns: (0..8).map(|n| ColumnId(n).into()).collect(),
        limit: 100,
        buckets: 120,
        facets: facets(),
        ..ViewRequest::default()
    };
    match engine.handle(Request::View { seq: 0, view }) {
        super::protocol::Response::View { view, .. } => view.counts.matching,
        _ => 0,
    }
}

/// Of the first columns, as a page has them.
fn facets() -> Vec<FacetRequest> {
    let of = |n| FacetRequest { by: FacetBy::Column(ColumnId(n)), top: 10, search: String::new() };
    (0..8).map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_round_reads_everything() {
        let mut rehearsal = Rehearsal::default();
        let file =
            br#"{"Records":[{"eventSource":"elasticmapreduce.amazonaws.com","eventName":"RunJobFlow"}]}"#;
        assert_eq!((rehearsal.round(file), rehearsal.round(file)), (1, 1));
        assert_eq!(rehearsal.round(b"nothing"), 0);
    }
}
