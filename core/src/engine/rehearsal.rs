//! An import of the sample that nobody sees, so that what an import runs is compiled before there is one.

use super::Engine;
use super::parse_job::Parser;
use super::protocol::{Request, ViewRequest};
use crate::aggregate::{FacetBy, FacetRequest};
use crate::container::crc32::crc32;
use crate::emr::facts::Scope;
use crate::store::ColumnId;

/// Small files that are parsed in a round. What is done once for each file needs as many of them as a folder of a trail
/// has before a browser compiles it well, and would then do so in the middle of the first import.
const SMALL: u32 = 48;
/// The one event of a small file.
const EVENT: &str = r#"{"Records":[{"eventVersion":"1.11","eventTime":"2026-09-01T10:30:00Z","eventSource":"s3.amazonaws.com","eventName":"GetObject"}]}"#;

/// Imports the same bytes again and again.
pub struct Rehearsal {
    parser: Parser,
    files: u32,
    small: Vec<u8>,
}

impl Default for Rehearsal {
    fn default() -> Self {
        Rehearsal { parser: Parser::default(), files: 0, small: stored(EVENT.as_bytes()) }
    }
}

/// A gzip file that holds these bytes, fewer than 64 KiB, as they are.
fn stored(bytes: &[u8]) -> Vec<u8> {
    let header = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];
    let length = bytes.len() as u16;
    // The last block, stored.
    let block = [&[1][..], &length.to_le_bytes(), &(!length).to_le_bytes(), bytes].concat();
    [&header[..], &block, &crc32(0, bytes).to_le_bytes(), &u32::from(length).to_le_bytes()].concat()
}

impl Rehearsal {
    /// Parses a file, takes it into an engine, and asks for each kind of view. Returns how many events it found.
    pub fn round(&mut self, file: &[u8]) -> u32 {
        for _ in 0..SMALL {
            parse(&mut self.parser, &mut self.files, &self.small);
        }
        // Nobody asks for these.
        self.parser.take_batches(true);
        parse(&mut self.parser, &mut self.files, file);
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

fn parse(parser: &mut Parser, files: &mut u32, file: &[u8]) {
    *files += 1;
    parser.open(*files);
    parser.feed(file);
    parser.close();
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

    #[test]
    fn small_files_are_read() {
        let mut parser = Parser::default();
        parse(&mut parser, &mut 0, &stored(EVENT.as_bytes()));
        let batch = parser.take_batches(true).remove(0);
        let batch = crate::store::wire::read(&batch).unwrap();
        assert_eq!((batch.rows(), batch.files[0].problems.problems.len()), (1, 0));
    }
}
