//! What several test files need: loading folders into an engine, without a browser.
#![allow(dead_code)]

use std::path::Path;

use trailglass::emr::facts::Scope;
use trailglass::engine::Engine;
use trailglass::engine::parse_job::Parser;
use trailglass::engine::protocol::{Request, Response, View, ViewRequest};
use trailglass::store::columns::{ACCOUNT, ADDRESS, ERROR, EVENT, PERSON, REGION, RESOURCE};
use trailglass::store::ledger::{FileReport, Outcome};

/// Says something that is seen although the test passes: what the print macros write is captured then.
pub fn tell(what: &str) {
    use std::io::Write;
    // Nobody may be there to be told.
    let _ = writeln!(std::io::stderr(), "{what}");
}

/// An engine with files in it.
pub struct Loaded {
    pub engine: std::cell::RefCell<Engine>,
    pub names: Vec<String>,
}

impl Loaded {
    pub fn view(&self, query: &str, scope: Scope) -> View {
        let view = ViewRequest {
            query: query.to_owned(),
            scope,
            columns: [EVENT, RESOURCE, PERSON, ADDRESS, REGION, ACCOUNT, ERROR].map(Into::into).to_vec(),
            limit: 50,
            ..ViewRequest::default()
        };
        match self.engine.borrow_mut().handle(Request::View { seq: 1, view }) {
            Response::View { view, .. } => *view,
            other => panic!("{other:?}"),
        }
    }

    pub fn ledger(&self) -> Vec<FileReport> {
        self.engine.borrow().store().ledger()
    }

    pub fn skipped(&self) -> Vec<String> {
        let mut names: Vec<String> = self
            .ledger()
            .iter()
            .filter(|f| f.outcome() == Outcome::Skipped)
            .map(|f| self.names[f.file as usize].clone())
            .collect();
        names.sort();
        names
    }
}

/// Reads files, given as name and content.
pub fn load(files: &[(String, Vec<u8>)]) -> Loaded {
    load_with(Parser::default(), files, usize::MAX)
}

/// Reads files one after the other; the engine has time to rest behind each, as it has while files come in slowly.
pub fn load_slowly(files: &[(String, Vec<u8>)]) -> Loaded {
    load_each(Parser::default(), files, usize::MAX, |engine, parser| {
        for batch in parser.take_batches(true) {
            engine.ingest(&batch).unwrap();
        }
        while engine.idle() {}
    })
}

/// Reads files with this parser, fed in pieces of this size.
pub fn load_with(parser: Parser, files: &[(String, Vec<u8>)], piece: usize) -> Loaded {
    load_each(parser, files, piece, |_, _| {})
}

fn load_each(
    mut parser: Parser,
    files: &[(String, Vec<u8>)],
    piece: usize,
    mut behind: impl FnMut(&mut Engine, &mut Parser),
) -> Loaded {
    let mut engine = Engine::default();
    for (i, (_, bytes)) in files.iter().enumerate() {
        parser.open(i as u32);
        for bytes in bytes.chunks(piece.min(bytes.len().max(1))) {
            parser.feed(bytes);
        }
        parser.close();
        for batch in parser.take_batches(false) {
            engine.ingest(&batch).unwrap();
        }
        behind(&mut engine, &mut parser);
    }
    for batch in parser.take_batches(true) {
        engine.ingest(&batch).unwrap();
    }
    for report in &engine.store().files {
        assert!(report.adds_up(), "{report:?}");
    }
    Loaded { engine: engine.into(), names: files.iter().map(|(name, _)| name.clone()).collect() }
}

/// Events in a scope that nobody can say why: none, whatever brought them in. `files` are what was loaded, plain.
pub fn without_reason(engine: &mut Engine, files: &[Vec<u8>]) -> Vec<String> {
    let rows = 0..engine.store().rows();
    // Stories bring in events, too.
    engine.idle();
    let related: Vec<u32> = rows.filter(|&row| engine.store().scope(row) > Scope::Other).collect();
    assert!(!related.is_empty());
    related
        .into_iter()
        .filter_map(|row| {
            let mut response = engine.handle(Request::Detail { seq: 1, row });
            if let Response::NeedRecord { at, .. } = response {
                let start = at.offset as usize;
                let record = files[at.file as usize][start..start + at.length as usize].to_vec();
                response = engine.handle(Request::DetailOf { seq: 1, row, record });
            }
            let Response::Detail { detail, .. } = response else { panic!("{response:?}") };
            detail.about.scope.is_empty().then_some(detail.raw)
        })
        .collect()
}

/// Searches the files for what a view leaves open, as the page and two parse workers do it, a file a job. `None` for a
/// file that cannot be read. Gives the files of which that was so.
pub fn search_deep(
    engine: &mut Engine,
    view: &ViewRequest,
    read: impl Fn(u32) -> Option<Vec<u8>>,
) -> Vec<u32> {
    let request = Request::Deep { seq: 7, view: Box::new(view.clone()) };
    let Response::Deep { seq, plan } = engine.handle(request) else { panic!("no plan") };
    let mut missed = Vec::new();
    let mut workers = [Parser::searching(&plan.query), Parser::searching(&plan.query)];
    for (n, &file) in plan.files.iter().enumerate() {
        let parser = &mut workers[n % 2];
        parser.open(file);
        match read(file) {
            Some(bytes) => {
                bytes.chunks(1 << 16).for_each(|bytes| parser.feed(bytes));
                parser.close();
            }
            None => {
                parser.abandon(trailglass::problem::ProblemId::Unreadable, "");
                missed.push(file);
            }
        }
        engine.found(seq, &parser.take_found());
        assert!(parser.take_batches(true).is_empty(), "a search makes no rows");
    }
    engine.handle(Request::DeepEnd);
    missed
}

/// Reads a folder with everything in it.
pub fn load_tree(root: &Path) -> Loaded {
    let mut files = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
                files.push((name, std::fs::read(&path).unwrap()));
            }
        }
    }
    files.sort();
    load(&files)
}
