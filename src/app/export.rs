//! Exporting events: the engine says what is to be done next, a worker reads again what is not in memory, and a
//! file takes the pieces. One step follows the other, so that the slowest of them sets the pace and nothing piles up.

use std::collections::VecDeque;
use std::rc::Rc;

use gloo::timers::callback::Timeout;
use js_sys::ArrayBuffer;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::loading::EVERY;
use super::shell::{App, Msg};
use crate::browser::download;
use crate::browser::files::message;
use crate::browser::pause::{clock, now};
use crate::browser::sink::Sink;
use crate::components::format::{count, list};
use crate::engine::protocol::{ExportRequest, Request, Step};
use crate::export::Form;
use crate::record::time;
use crate::worker::messages::JobFile;
use crate::worker::reader::{FromReader, Reader};

/// An export shows on the screen when it has taken this long, in milliseconds.
const SHOW_AFTER: u32 = 400;

/// What happens to an export. Those with a number are of the export that has it.
pub enum ExportMsg {
    /// Export in a form; `true` for the marked events alone.
    Start(Form, bool),
    /// The engine says what to do next, and with what.
    Step(u32, Step, Option<ArrayBuffer>),
    /// The file can be written; or it is wanted nowhere.
    Opened(u32, Option<Sink>),
    /// A piece was written, or could not be.
    Written(u32, Result<(), String>),
    /// The worker has read something again.
    Reader(u32, FromReader),
    /// The file is whole, or could not be finished.
    Closed(u32, Result<(), String>),
    /// It has taken so long that it shows.
    Show(u32),
    /// End it.
    Cancel,
}

/// Files that are named where records are missing, at most.
const NAMED: usize = 8;

/// The export that goes on, if one does.
#[derive(Default)]
pub struct Export {
    /// It.
    pub running: Option<Running>,
}

/// An export that goes on.
pub struct Running {
    seq: u32,
    form: Form,
    marked: bool,
    /// Events that are written.
    pub done: u32,
    /// Events that are to be written.
    pub total: u32,
    /// Bytes that are written.
    pub bytes: f64,
    /// Whether it shows.
    pub visible: bool,
    shown: f64,
    sink: Option<Rc<Sink>>,
    reader: Option<Reader>,
    /// What was read again and is not with the engine.
    found: VecDeque<(Vec<u32>, ArrayBuffer)>,
    /// Whether the engine waits for it.
    wanted: bool,
    /// Whether the worker is lost, and with it what was to be read.
    lost: bool,
    /// What could not be written, once all is over.
    outcome: String,
    whole: bool,
}

impl Running {
    fn new(seq: u32, form: Form, marked: bool) -> Running {
        Running {
            seq,
            form,
            marked,
            done: 0,
            total: 0,
            bytes: 0.0,
            visible: false,
            shown: 0.0,
            sink: None,
            reader: None,
            found: VecDeque::new(),
            wanted: false,
            lost: false,
            outcome: String::new(),
            whole: true,
        }
    }

    /// `trailglass-events-1a2b3c4d-20261125T143000Z.csv`: what, which filter, when, in which form.
    fn name(&self, hash: &str) -> String {
        let what = if self.marked { "marked" } else { "events" };
        let now = download::stamp(&time::format(clock()));
        format!("trailglass-{what}-{hash}-{now}.{}", self.form.row().extension)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // One that came to its end has closed its file and given it away.
        if let Some(sink) = &self.sink {
            sink.abort();
        }
    }
}

impl App {
    pub(super) fn update_export(&mut self, ctx: &Context<Self>, msg: ExportMsg) -> bool {
        let link = ctx.link();
        match msg {
            ExportMsg::Start(form, marked) => self.start_export(form, marked),
            ExportMsg::Cancel => {
                if let Some(running) = self.export.running.take() {
                    self.engine.ask(Request::ExportEnd { seq: running.seq });
                    self.screen.said = "The export is ended; nothing was kept of it.".to_owned();
                }
                true
            }
            ExportMsg::Step(seq, step, bytes) => match self.running_export(seq) {
                Some(_) => self.export_step(ctx, seq, step, bytes),
                None => false,
            },
            ExportMsg::Opened(seq, sink) => {
                let Some(running) = self.running_export(seq) else {
                    // It was ended while the user was asked for a place.
                    if let Some(sink) = sink {
                        sink.abort();
                    }
                    return false;
                };
                match sink {
                    Some(sink) => {
                        running.sink = Some(Rc::new(sink));
                        let later = link.clone();
                        Timeout::new(SHOW_AFTER, move || {
                            later.send_message(Msg::Export(ExportMsg::Show(seq)))
                        })
                        .forget();
                        self.engine.ask(Request::ExportOn { seq });
                        false
                    }
                    None => {
                        self.export.running = None;
                        self.engine.ask(Request::ExportEnd { seq });
                        true
                    }
                }
            }
            ExportMsg::Written(seq, Ok(())) => {
                let Some(running) = self.running_export(seq) else { return false };
                let due = running.visible && now() - running.shown >= EVERY;
                if due {
                    running.shown = now();
                }
                self.engine.ask(Request::ExportOn { seq });
                due
            }
            ExportMsg::Closed(seq, Ok(())) => {
                let Some(mut running) = self.export.running.take_if(|running| running.seq == seq) else {
                    return false;
                };
                running.sink = None;
                let outcome = std::mem::take(&mut running.outcome);
                match running.whole {
                    true => self.screen.said = outcome,
                    false => self.screen.notice = Some(outcome),
                }
                true
            }
            ExportMsg::Written(seq, Err(what)) | ExportMsg::Closed(seq, Err(what)) => {
                if self.running_export(seq).is_none() {
                    return false;
                }
                self.export.running = None;
                self.engine.ask(Request::ExportEnd { seq });
                self.screen.notice = Some(format!("The export could not be written: {what}"));
                true
            }
            ExportMsg::Reader(seq, event) => {
                let Some(running) = self.running_export(seq) else { return false };
                match event {
                    FromReader::Found { lengths, bytes } => running.found.push_back((lengths, bytes)),
                    // This one hashes nothing.
                    FromReader::Hashed { .. } => {}
                    FromReader::Lost => (running.lost, running.reader) = (true, None),
                }
                self.hand_on_found(seq);
                false
            }
            ExportMsg::Show(seq) => {
                let Some(running) = self.running_export(seq) else { return false };
                running.visible = true;
                true
            }
        }
    }

    fn running_export(&mut self, seq: u32) -> Option<&mut Running> {
        self.export.running.as_mut().filter(|running| running.seq == seq)
    }

    fn start_export(&mut self, form: Form, marked: bool) -> bool {
        self.screen.over = None;
        if self.export.running.is_some() {
            self.screen.notice =
                Some("An export is going on. It has to end before another one begins.".to_owned());
            return true;
        }
        let seq = self.engine.next();
        let marks = || self.marks.all.iter().map(|(row, mark)| (*row, mark.note.clone())).collect();
        let request = ExportRequest { view: self.search.request.clone(), form, marked: marked.then(marks) };
        self.export.running = Some(Running::new(seq, form, marked));
        self.engine.ask(Request::Export { seq, export: Box::new(request) });
        true
    }

    fn export_step(&mut self, ctx: &Context<Self>, seq: u32, step: Step, bytes: Option<ArrayBuffer>) -> bool {
        let link = ctx.link().clone();
        let pool = self.import.pool().clone();
        let Some(running) = self.running_export(seq) else { return false };
        match step {
            Step::Begun { rows: 0, .. } => {
                self.export.running = None;
                self.engine.ask(Request::ExportEnd { seq });
                self.screen.said = "There is nothing to export.".to_owned();
                return true;
            }
            Step::Begun { hash, rows, bytes } => {
                running.total = rows;
                let (name, media) = (running.name(&hash), running.form.row().media);
                spawn_local(async move {
                    let sink = Sink::open(name, media, bytes).await;
                    link.send_message(Msg::Export(ExportMsg::Opened(seq, sink)));
                });
            }
            Step::Piece { done } => {
                running.done = done;
                let (Some(sink), Some(bytes)) = (running.sink.clone(), bytes) else { return false };
                running.bytes += f64::from(bytes.byte_length());
                spawn_local(async move {
                    let written = sink.write(&bytes).await.map_err(|error| message(&error));
                    link.send_message(Msg::Export(ExportMsg::Written(seq, written)));
                });
            }
            Step::Read { files } => {
                running.wanted = true;
                let handle = |(id, places)| {
                    let (handle, size) = pool.handle(id)?;
                    Some((JobFile { id, size }, handle, places))
                };
                let files: Option<Vec<_>> = files.into_iter().map(handle).collect();
                if running.reader.is_none() {
                    let tell = move |event| link.send_message(Msg::Export(ExportMsg::Reader(seq, event)));
                    running.reader = Reader::start(tell).ok();
                }
                // Without a worker, or without a file, what was to be read is missing and counted.
                running.lost = match (&running.reader, files, bytes) {
                    (Some(reader), Some(files), Some(places)) => {
                        reader.extract(files, &places);
                        false
                    }
                    _ => true,
                };
                self.hand_on_found(seq);
            }
            Step::More => {
                running.wanted = true;
                self.hand_on_found(seq);
            }
            Step::Done { written, unknown, missing } => {
                running.whole = missing.is_empty() && unknown == 0;
                running.outcome =
                    outcome(written, unknown, &missing, |file| pool.file(file).map(|(path, _)| path));
                let Some(sink) = running.sink.clone() else { return false };
                spawn_local(async move {
                    let closed = sink.close().await.map_err(|error| message(&error));
                    link.send_message(Msg::Export(ExportMsg::Closed(seq, closed)));
                });
            }
        }
        false
    }

    /// Gives the engine what was read again, if it waits for it.
    fn hand_on_found(&mut self, seq: u32) {
        let Some(running) = self.export.running.as_mut().filter(|running| running.wanted) else { return };
        match running.found.pop_front() {
            Some((lengths, bytes)) => {
                running.wanted = false;
                if let Some(reader) = &running.reader {
                    reader.more();
                }
                self.engine.ask_with(Request::ExportFound { seq, lengths, bytes: Vec::new() }, &bytes);
            }
            None if running.lost => {
                running.wanted = false;
                self.engine.ask(Request::ExportLost { seq });
            }
            None => {}
        }
    }
}

/// What came of it, in words.
fn outcome(
    written: u32,
    unknown: u32,
    missing: &[(u32, u32)],
    path: impl Fn(u32) -> Option<String>,
) -> String {
    let events = |n: u32| if n == 1 { "1 event".to_owned() } else { format!("{} events", count(n)) };
    if unknown > 0 {
        return format!(
            "{} exported. In {} of them columns of paths say “(record could not be read again)”: the files are gone or have changed since they were loaded.",
            events(written),
            count(unknown),
        );
    }
    if missing.is_empty() {
        return format!("{} exported.", events(written));
    }
    let lost: u32 = missing.iter().map(|(_, count)| count).sum();
    let mut files: Vec<String> = missing
        .iter()
        .take(NAMED)
        .map(|(file, n)| format!("{} ({})", path(*file).unwrap_or_else(|| format!("file {file}")), count(*n)))
        .collect();
    if missing.len() > NAMED {
        files.push(format!("{} more files", count((missing.len() - NAMED) as f64)));
    }
    format!(
        "{} exported. The records of {} are missing in the export: they could not be read again, because their files are gone or have changed since they were loaded. {}.",
        events(written),
        events(lost),
        list(&files),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_said() {
        let path = |file: u32| (file != 2).then(|| format!("{file}.json"));
        assert_eq!(outcome(1_200, 0, &[], path), "1,200 events exported.");
        let some = outcome(1, 0, &[(0, 2), (2, 1)], path);
        assert!(some.starts_with("1 event exported. The records of 3 events are missing"), "{some}");
        assert!(some.ends_with("0.json (2) and file 2 (1)."), "{some}");
        let many: Vec<(u32, u32)> = (0..20).map(|file| (file, 1)).collect();
        assert!(outcome(0, 0, &many, path).ends_with("7.json (1) and 12 more files."));
    }
}
