//! What a parse worker does for a search through files: it reads them as it did for the import, and hands what was found
//! to the page, which passes it on to the engine.

use js_sys::{Array, Uint8Array};
use web_sys::File;

use super::messages::{FromParser, JobFile, pack};
use super::parse_worker::{PIECE, Reading};
use crate::browser::files::message;
use crate::engine::deep::DeepQuery;
use crate::engine::parse_job::Parser;
use crate::limits;
use crate::problem::ProblemId;

impl Reading {
    /// Searches the files of a job: several small ones, or a large one.
    pub(super) async fn search(&self, job: u32, query: &DeepQuery, files: &[JobFile], handles: &[File]) {
        let mut parser = Parser::searching(query);
        match (files, handles) {
            ([file], [handle]) if file.size > limits::READ as f64 => {
                parser.open(file.id);
                match self.feed_large(&mut parser, *file, handle).await {
                    Ok(()) => parser.close(),
                    Err((problem, detail)) => parser.abandon(problem, &detail),
                }
            }
            _ => self.search_small(&mut parser, files, handles).await,
        }
        self.state.tell_progress();
        let found = Uint8Array::from(&parser.take_found()[..]).buffer();
        let posted = pack(&FromParser::Found { job }, &[(&found).into()])
            .and_then(|message| self.state.scope.post_message_with_transfer(&message, &Array::of1(&found)));
        if let Err(error) = posted {
            gloo::console::error!("what was found could not be sent", error);
        }
    }

    /// Files that are read together; one by one, where one of them spoils the read of all.
    async fn search_small(&self, parser: &mut Parser, files: &[JobFile], handles: &[File]) {
        let size: f64 = files.iter().map(|file| file.size).sum();
        if let Ok(all) = self.whole(files, handles).await
            && all.len() as f64 == size
        {
            let mut rest = &all[..];
            for file in files {
                let (bytes, after) = rest.split_at((file.size as usize).min(rest.len()));
                rest = after;
                self.search_bytes(parser, *file, bytes);
            }
            return;
        }
        for (file, handle) in files.iter().zip(handles) {
            match self.whole(&[*file], std::slice::from_ref(handle)).await {
                Ok(bytes) if bytes.len() as f64 == file.size => self.search_bytes(parser, *file, &bytes),
                Ok(_) => {
                    parser.open(file.id);
                    parser.abandon(ProblemId::Unreadable, "the file has another size than it had");
                }
                Err(error) => {
                    parser.open(file.id);
                    parser.abandon(ProblemId::Unreadable, &message(&error));
                }
            }
        }
    }

    fn search_bytes(&self, parser: &mut Parser, file: JobFile, bytes: &[u8]) {
        let before = parser.events();
        parser.open(file.id);
        bytes.chunks(PIECE).for_each(|piece| parser.feed(piece));
        parser.close();
        self.state.progress(file.size, parser.events() - before);
    }
}
