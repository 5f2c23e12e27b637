//! Saving a case and opening it again. Files are hashed by a worker, when a case is saved and when one is open; marks
//! are found by the identity of their events, now or as soon as the files are there.

use std::collections::{BTreeMap, VecDeque};

use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{File, HtmlInputElement};
use yew::prelude::*;

use super::case_file::{
    Case, CaseFile, CaseMark, Fate, LoadedFile, MOST_BYTES, fates, fields_of, link_of, to_hash,
};
use super::link::left_out;
use super::marks::Mark;
use super::phase::Phase;
use super::shell::{App, Msg};
use crate::browser::pause::clock;
use crate::browser::{download, files};
use crate::components::case_dialog::OpenCase;
use crate::components::format::count;
use crate::engine::protocol::{Identity, Known, Request};
use crate::record::time;
use crate::worker::messages::JobFile;
use crate::worker::reader::{FromReader, Reader};

/// What happens to cases.
pub enum CaseMsg {
    /// Save one.
    Save,
    /// A file was chosen or dropped that is to be one.
    Open(File),
    /// Its text, or why there is none.
    Text(String, Result<String, String>),
    /// The worker has hashed a file.
    Reader(FromReader),
    /// Hash no more.
    Stop,
}

/// The case that is open, and the hashes of the loaded files.
pub struct Cases {
    /// Hears the worker that hashes.
    tell: Callback<FromReader>,
    open: Option<Open>,
    /// By number, the hashes that were made; none where the file could not be read.
    hashes: BTreeMap<u32, Option<String>>,
    hashing: Option<Hashing>,
    /// Whether a case is to be saved as soon as all files are hashed.
    saving: bool,
    /// Numbers of the last requests, for identities and for marks; older answers are dropped.
    seqs: [u32; 2],
}

struct Open {
    name: String,
    case: Case,
    /// What became of its files, once that is known.
    fates: Option<Vec<Fate>>,
    /// What became of its marks, once that is known.
    marks: Option<Vec<Known>>,
    /// Whether something is new that was not said above the page.
    news: bool,
    /// What in it was not understood, in words, until they are said together with the news.
    left_out: Option<String>,
}

struct Hashing {
    /// Ends when nothing more is to be done.
    reader: Reader,
    todo: VecDeque<(JobFile, File)>,
    bytes: f64,
    done: f64,
}

impl Cases {
    /// No case, no hashes.
    pub fn start(link: &html::Scope<App>) -> Cases {
        Cases::new(link.callback(|event| Msg::Case(CaseMsg::Reader(event))), 0)
    }

    fn new(tell: Callback<FromReader>, seq: u32) -> Cases {
        Cases { tell, open: None, hashes: BTreeMap::new(), hashing: None, saving: false, seqs: [seq; 2] }
    }

    /// Nothing, and answers up to this number are not wanted.
    pub fn emptied(&self, seq: u32) -> Cases {
        Cases::new(self.tell.clone(), seq)
    }

    /// Share of the bytes that are hashed, while files are.
    pub fn share(&self) -> Option<f64> {
        self.hashing.as_ref().map(|hashing| hashing.done / hashing.bytes.max(1.0))
    }

    /// What is shown of the open case.
    pub fn shown(&self) -> Option<OpenCase> {
        let Open { name, case, fates, marks, .. } = self.open.as_ref()?;
        let mut said = Vec::new();
        let mut lists = Vec::new();
        match fates {
            None => said.push(format!("It has {} files; load them.", count(case.files.len() as f64))),
            Some(fates) => {
                let of = |fate: Fate| {
                    let files = case.files.iter().zip(fates).filter(|(_, it)| **it == fate);
                    files.map(|(file, _)| file.path.clone()).collect::<Vec<_>>()
                };
                said.push(format!(
                    "{} of its {} files are loaded and the same.",
                    count(of(Fate::Same).len() as f64),
                    count(case.files.len() as f64)
                ));
                let kinds = [
                    (Fate::Missing, "Files that are missing"),
                    (Fate::Differs, "Files that differ"),
                    (Fate::Unknown, "Files that cannot be compared, as there is no hash"),
                ];
                lists.extend(kinds.map(|(fate, what)| (what.to_owned(), of(fate))));
            }
        }
        if let Some(marks) = marks {
            let of = |is: fn(&Known) -> bool| {
                let marks = case.marks.iter().zip(marks).filter(|(_, known)| is(known));
                marks.map(|(mark, _)| name_of(mark)).collect::<Vec<_>>()
            };
            let there = of(|known| matches!(known, Known::Same(_) | Known::OtherContent(_))).len();
            said.push(format!(
                "{} of its {} marked events are there.",
                count(there as f64),
                count(case.marks.len() as f64)
            ));
            let other = of(|known| matches!(known, Known::OtherContent(_)));
            lists.push(("Marked events with other content than when they were marked".to_owned(), other));
            let nowhere = of(|known| matches!(known, Known::Nowhere));
            lists.push(("Marked events that are not there".to_owned(), nowhere));
        }
        lists.retain(|(_, lines)| !lines.is_empty());
        Some(OpenCase { name: name.clone(), saved: case.saved.clone(), said, lists })
    }
}

fn name_of(mark: &CaseMark) -> String {
    let note = if mark.note.is_empty() { String::new() } else { format!(" – {}", mark.note) };
    format!("{} {} {}{note}", mark.time, mark.event, mark.event_id)
}

/// Whether a file is to be opened as a case and not read as a log, by the name that cases are saved under.
pub fn is_case(name: &str) -> bool {
    name.contains("trailglass-case") && name.ends_with(".json")
}

/// The case file that was chosen in the input of its own.
pub fn chosen(event: Event) -> Option<Msg> {
    let input: HtmlInputElement = event.target()?.dyn_into().ok()?;
    let file = input.files()?.get(0)?;
    // The same file can be chosen again.
    input.set_value("");
    Some(Msg::Case(CaseMsg::Open(file)))
}

impl App {
    pub(super) fn update_case(&mut self, ctx: &Context<Self>, msg: CaseMsg) -> bool {
        match msg {
            CaseMsg::Save => {
                self.case.saving = true;
                let all = 0..self.import.pool().files();
                self.hash(all);
            }
            CaseMsg::Open(file) => {
                let link = ctx.link().clone();
                spawn_local(async move {
                    let text = match file.size() > MOST_BYTES {
                        true => Err("It is too large for a case file of Trailglass.".to_owned()),
                        false => JsFuture::from(file.text())
                            .await
                            .map(|text| text.as_string().unwrap_or_default())
                            .map_err(|error| files::message(&error)),
                    };
                    link.send_message(Msg::Case(CaseMsg::Text(file.name(), text)));
                });
                return false;
            }
            CaseMsg::Text(name, text) => match text.and_then(|text| Case::read(&text)) {
                Ok(case) => self.open_case(name, case),
                Err(why) => {
                    self.screen.notice =
                        Some(format!("“{}” could not be opened as a case. {why}", short(&name)));
                }
            },
            CaseMsg::Reader(FromReader::Hashed { file, sha256 }) => {
                self.case.hashes.insert(file, sha256);
                self.hash_next();
            }
            CaseMsg::Reader(FromReader::Lost) => {
                // The file that it was at is not hashed; a new worker goes on with the others.
                let left = self.case.hashing.take().map(|hashing| hashing.todo).unwrap_or_default();
                let mut left = left.into_iter().map(|(file, _)| file.id);
                if let Some(file) = left.next() {
                    self.case.hashes.insert(file, None);
                }
                self.hash(left);
            }
            // It searches for nothing.
            CaseMsg::Reader(FromReader::Found { .. }) => return false,
            CaseMsg::Stop => {
                (self.case.hashing, self.case.saving) = (None, false);
            }
        }
        true
    }

    /// Hashes these files, as far as they are not hashed.
    fn hash(&mut self, numbers: impl IntoIterator<Item = u32>) {
        let pool = self.import.pool().clone();
        let known = &self.case.hashes;
        let todo: VecDeque<(JobFile, File)> = numbers
            .into_iter()
            .filter(|id| !known.contains_key(id))
            .filter_map(|id| pool.handle(id).map(|(file, size)| (JobFile { id, size }, file)))
            .collect();
        if todo.is_empty() {
            return self.hashed();
        }
        let tell = self.case.tell.clone();
        match Reader::start(move |event| tell.emit(event)) {
            Ok(reader) => {
                let bytes = todo.iter().map(|(file, _)| file.size).sum();
                if let Some((file, handle)) = todo.front() {
                    reader.hash(*file, handle);
                }
                self.case.hashing = Some(Hashing { reader, todo, bytes, done: 0.0 });
            }
            Err(error) => {
                self.case.saving = false;
                self.screen.notice =
                    Some(format!("The files could not be hashed: {}", files::message(&error)));
            }
        }
    }

    /// The file at the front is hashed; on to the next.
    fn hash_next(&mut self) {
        let Some(hashing) = &mut self.case.hashing else { return };
        if let Some((file, _)) = hashing.todo.pop_front() {
            hashing.done += file.size;
        }
        match hashing.todo.front() {
            Some((file, handle)) => hashing.reader.hash(*file, handle),
            None => {
                self.case.hashing = None;
                // Another wish may have come meanwhile.
                match self.case.saving {
                    true => self.hash(0..self.import.pool().files()),
                    false => self.hashed(),
                }
            }
        }
    }

    /// All that was to be hashed is.
    fn hashed(&mut self) {
        self.judge();
        if self.case.saving {
            self.case.seqs[0] = self.engine.next();
            let rows = self.marks.all.keys().copied().collect();
            self.engine.ask(Request::Identify { seq: self.case.seqs[0], rows });
        }
    }

    /// The loaded files, with the hashes that were made.
    fn loaded_files(&self) -> Vec<LoadedFile> {
        let pool = self.import.pool();
        let file = |id| {
            let (path, size) = pool.file(id)?;
            Some(LoadedFile { path, size, sha256: self.case.hashes.get(&id).cloned().flatten() })
        };
        (0..pool.files()).filter_map(file).collect()
    }

    /// What became of the files of the open case.
    fn judge(&mut self) {
        let loaded = self.loaded_files();
        let Some(open) = self.case.open.as_mut().filter(|_| !loaded.is_empty()) else { return };
        open.fates = Some(fates(&open.case.files, &loaded));
        self.say_case();
    }

    /// The identities of the marked events are here: the case can be saved.
    pub(super) fn identified(&mut self, seq: u32, events: Vec<Identity>) -> bool {
        if seq != self.case.seqs[0] || !std::mem::take(&mut self.case.saving) {
            return false;
        }
        let now = time::format(clock());
        let mut case = Case::new(now.clone(), fields_of(self.screen.route, &self.link_state()));
        case.paused = self.filters.paused.clone();
        case.views = self.views.all.clone();
        let mark = |identity: Identity| {
            let note = self.marks.all.get(&identity.row).map_or(String::new(), |mark| mark.note.clone());
            let Identity { id, content, time, event, .. } = identity;
            CaseMark { event_id: id, content, time, event, note }
        };
        case.marks = events.into_iter().map(mark).collect();
        let file = |file: LoadedFile| CaseFile {
            path: file.path,
            size: file.size,
            sha256: file.sha256.unwrap_or_default(),
        };
        case.files = self.loaded_files().into_iter().map(file).collect();
        // What the open case has and is not here is not lost.
        if let Some(Open { case: old, fates, marks, .. }) = &self.case.open {
            let missing =
                old.files.iter().zip(fates.iter().flatten()).filter(|(_, fate)| **fate == Fate::Missing);
            case.files.extend(missing.map(|(file, _)| file.clone()));
            let nowhere =
                old.marks.iter().zip(marks.iter().flatten()).filter(|(_, it)| **it == Known::Nowhere);
            case.marks.extend(nowhere.map(|(mark, _)| mark.clone()));
        }
        let unread = case.files.iter().filter(|file| file.sha256.is_empty()).count();
        let name = format!("trailglass-case-{}.json", download::stamp(&now));
        match download::save(&name, "application/json", &case.write()) {
            Err(_) => {
                self.screen.notice = Some("The browser did not let this page save a file.".to_owned());
                return true;
            }
            Ok(()) if unread > 0 => {
                self.screen.notice = Some(format!(
                    "The case is saved. {} of its files could not be read again and have no SHA-256 in it.",
                    count(unread as f64)
                ));
            }
            Ok(()) => self.screen.said = "The case is saved.".to_owned(),
        }
        self.marks.saved();
        true
    }

    fn open_case(&mut self, name: String, case: Case) {
        let link = link_of(&case.state);
        self.take_state(link.state.unwrap_or_default());
        self.filters.paused = case.paused.clone();
        self.add_views(case.views.clone());
        let files = case.files.len();
        let left_out = left_out("the case", &link.ignored);
        self.screen.notice = Some(left_out.clone().unwrap_or_else(|| {
            format!(
                "The case is open. It was made with {} files; what became of them and of its marks is said under “Case”.",
                count(files as f64)
            )
        }));
        self.case.open = Some(Open { name, case, fates: None, marks: None, news: true, left_out });
        self.go_to(link.route);
        self.look_for_case();
    }

    /// Looks for the files and marks of the open case among what is loaded. Done when it is opened and after each
    /// import.
    pub(super) fn look_for_case(&mut self) {
        if self.phase != Phase::Ready {
            return;
        }
        let loaded = self.loaded_files();
        let Some(open) = &mut self.case.open else { return };
        open.news = true;
        let numbers = to_hash(&open.case.files, &loaded);
        let events =
            open.case.marks.iter().map(|mark| (mark.event_id.clone(), mark.content.clone())).collect();
        self.case.seqs[1] = self.engine.next();
        self.engine.ask(Request::Find { seq: self.case.seqs[1], events });
        if self.case.hashing.is_none() {
            self.hash(numbers);
        }
    }

    /// The marked events of the open case that are there are marked.
    pub(super) fn found_marks(&mut self, seq: u32, found: Vec<Known>) -> bool {
        let Some(open) = self.case.open.as_mut().filter(|_| seq == self.case.seqs[1]) else { return false };
        for (mark, known) in open.case.marks.iter().zip(&found) {
            let (Known::Same(row) | Known::OtherContent(row)) = known else { continue };
            let (time, event) = (mark.time.clone(), mark.event.clone());
            // A note that was written since is not overwritten.
            let known = self.marks.all.entry(*row).or_insert(Mark { time, event, note: String::new() });
            if known.note.is_empty() {
                known.note = mark.note.clone();
            }
        }
        open.marks = Some(found);
        self.marks.show();
        self.say_case();
        true
    }

    /// Says above the page what became of the open case, once all is known.
    fn say_case(&mut self) {
        let shown = self.case.shown();
        let Some(open) = self.case.open.as_mut().filter(|open| open.news) else { return };
        let (Some(shown), Some(_), Some(_)) = (shown, &open.fates, &open.marks) else { return };
        open.news = false;
        let more = if shown.lists.is_empty() {
            ""
        } else {
            " What is missing or differs is listed under “Case”."
        };
        let said = format!("The case: {}{more}", shown.said.join(" "));
        // It takes the place of what was said first.
        self.screen.notice =
            Some(open.left_out.take().into_iter().chain([said]).collect::<Vec<_>>().join(" "));
    }
}

fn short(name: &str) -> String {
    crate::view::text::shown(&name.chars().take(80).collect::<String>()).into_owned()
}
