//! The work of a parse worker, without the worker: bytes of files in, batches out.

use super::dates::Dates;
use super::deep::DeepQuery;
use super::deep_job::DeepSearch;
use super::record_sink::{RecordSink, valid_text};
use super::window::Window;
use crate::container::unpack::{Outlet, Unpack};
use crate::container::{Container, foreign};
use crate::format::{self, Detected, FORMATS, Fill, Reader};
use crate::limits::{self, Unpacking};
use crate::problem::{ProblemId, Reporter};
pub use crate::record::repair::readable;
use crate::store::batch::Builder;
use crate::store::ledger::{FileReport, Outcome};
use crate::store::wire;

enum Stage {
    /// The form is not known yet.
    Detecting,
    Reading(Box<dyn Reader>),
    /// Not a form that is known: the rest is counted and passed over.
    PassingOver,
}

/// Parses files, one after another, into batches.
pub struct Parser {
    /// The file that is being read, if one is.
    unpack: Option<Unpack>,
    data: Data,
    unpacking: Unpacking,
}

/// Tells microseconds since some moment.
pub type Clock = fn() -> u64;

/// What becomes of the data of a file, once it is unpacked.
struct Data {
    /// The account of the file; those of its members are in it.
    report: FileReport,
    /// The member whose data is being read; 0 for the file itself.
    member: u32,
    stage: Stage,
    window: Window,
    /// Offset of the window in the data.
    base: u64,
    /// The window is read when it has this size.
    target: usize,
    builder: Builder,
    dates: Dates,
    /// Records are searched, and no rows made of them.
    search: Option<DeepSearch>,
    ready: Vec<Vec<u8>>,
    /// Files that were closed and whose reports are in the builder, and those whose reports are in batches.
    closed: Vec<u32>,
    safe: Vec<u32>,
    /// Events read since the start, but for those of the data that is being read.
    events: u64,
    window_size: usize,
    record_limit: usize,
    clock: Option<Clock>,
    /// When the file began, and then the members that are open, the outermost first.
    begun: Vec<u64>,
}

impl Default for Parser {
    fn default() -> Self {
        Parser::with_window(limits::WINDOW, limits::RECORD)
    }
}

impl Parser {
    /// A parser whose window and largest record have these sizes. The same records come out for any window.
    pub fn with_window(window_size: usize, record_limit: usize) -> Self {
        let window_size = window_size.max(1);
        Parser {
            unpack: None,
            data: Data {
                report: FileReport::new(0),
                member: 0,
                stage: Stage::Detecting,
                window: Window::default(),
                base: 0,
                target: window_size,
                builder: Builder::default(),
                dates: Dates::default(),
                search: None,
                ready: Vec::new(),
                closed: Vec::new(),
                safe: Vec::new(),
                events: 0,
                window_size,
                record_limit: record_limit.max(window_size),
                clock: None,
                begun: Vec::new(),
            },
            unpacking: Unpacking::default(),
        }
    }

    /// The parser with other limits on what a file may hold.
    pub fn limited(self, unpacking: Unpacking) -> Self {
        Parser { unpacking, ..self }
    }

    /// A parser that searches records in place of making rows of them.
    pub fn searching(query: &DeepQuery) -> Self {
        let mut parser = Parser::default();
        parser.data.search = Some(DeepSearch::new(query));
        parser
    }

    /// What a search found in the files that have ended; nothing where there is none.
    pub fn take_found(&mut self) -> Vec<u8> {
        self.data.search.as_mut().map(DeepSearch::take).unwrap_or_default()
    }

    /// The parser with a clock, by which it notes how long each file takes, from its opening to its end, and each member of
    /// an archive. There is none in here.
    pub fn timed(mut self, clock: Clock) -> Self {
        self.data.clock = Some(clock);
        self
    }

    /// Events read since the start, for the progress line.
    pub fn events(&self) -> u64 {
        self.data.events + self.data.report.account(self.data.member).events
    }

    /// Starts a file.
    pub fn open(&mut self, file: u32) {
        self.data.report = FileReport::new(file);
        self.data.member = 0;
        self.data.begun.clear();
        self.data.note_begin();
        self.unpack = Some(Unpack::new(self.unpacking));
    }

    /// Takes the next bytes of the file.
    pub fn feed(&mut self, bytes: &[u8]) {
        let Some(unpack) = &mut self.unpack else { return };
        self.data.report.bytes_in += bytes.len() as u64;
        unpack.feed(bytes, &mut self.data);
    }

    /// The file has ended. Its last part, and of a small file all, is read here.
    pub fn close(&mut self) {
        let Some(mut unpack) = self.unpack.take() else { return };
        unpack.finish(&mut self.data);
        if let (Some(clock), Some(&began)) = (self.data.clock, self.data.begun.first()) {
            self.data.report.micros = Some(clock().saturating_sub(began));
        }
        self.data.close();
    }

    /// The file cannot be read on; what was read of it stays.
    pub fn abandon(&mut self, problem: ProblemId, detail: &str) {
        if self.unpack.is_some() {
            self.data.report.problems.report(problem, None, detail);
            // Of what could not be read at all there is no time to tell.
            if self.data.report.bytes_in == 0 {
                self.data.begun.clear();
            }
            self.data.search.iter_mut().for_each(DeepSearch::fail);
        }
        self.close();
    }

    /// Batches that are full. `all`: also the one that is not.
    pub fn take_batches(&mut self, all: bool) -> Vec<Vec<u8>> {
        let data = &mut self.data;
        if data.builder.rows() >= limits::BATCH_ROWS || (all && !data.builder.is_empty()) {
            data.finish_batch();
        }
        std::mem::take(&mut data.ready)
    }

    /// The files that were closed since it was asked last and of which all is in batches that were taken, their line in the
    /// ledger included. To be asked when batches were taken.
    pub fn take_safe(&mut self) -> Vec<u32> {
        std::mem::take(&mut self.data.safe)
    }
}

impl Data {
    fn note_begin(&mut self) {
        self.begun.extend(self.clock.map(|clock| clock()));
    }
}

impl Outlet for Data {
    fn reporter(&mut self, member: u32) -> &mut Reporter {
        &mut self.report.account_mut(member).problems
    }

    fn wrapped(&mut self, member: u32, container: Container) {
        self.report.account_mut(member).containers.push(container);
    }

    fn begin(&mut self, member: u32, path: &str) {
        let report = FileReport { member, path: path.to_owned(), ..FileReport::new(self.report.file) };
        self.report.members.push(report);
        self.note_begin();
    }

    fn end(&mut self, member: u32, bytes_in: u64) {
        let account = self.report.account_mut(member);
        account.bytes_in = bytes_in;
        if let (Some(clock), Some(began)) = (self.clock, self.begun.pop()) {
            account.micros = Some(clock().saturating_sub(began));
        }
    }

    fn data_begins(&mut self, member: u32) {
        self.member = member;
        self.stage = Stage::Detecting;
        self.window.clear();
        self.base = 0;
        self.target = self.window_size;
    }

    fn room(&mut self) -> &mut [u8] {
        self.window.room(self.target)
    }

    fn filled(&mut self, made: usize) {
        self.window.fill(made);
        if self.window.len() >= self.target {
            self.read_window(Fill::More);
        }
    }

    fn data_ends(&mut self) {
        self.read_window(Fill::End);
        let report = self.report.account_mut(self.member);
        // What a reader leaves behind at the end is white space or was reported.
        report.bytes_out += self.window.len() as u64;
        self.window.clear();
        self.dates.end(&mut report.span, &mut report.problems);
        let damage = [
            ProblemId::BadRecord,
            ProblemId::BadRow,
            ProblemId::RecordTooLarge,
            ProblemId::JsonTruncated,
            ProblemId::RowTruncated,
        ];
        report.damaged = damage.iter().map(|&id| report.problems.count(id)).sum();
        report.records = report.events + report.not_events + report.damaged;
        if report.bytes_out == 0 {
            if report.problems.problems.is_empty() {
                report.problems.report(ProblemId::EmptyFile, None, "");
            }
        } else if report.events == 0
            && (report.format.is_none() || report.problems.count(ProblemId::NotAnEvent) > 0)
        {
            // What could have been a wrapper was something else.
            report.format = report.format.filter(|&id| !FORMATS[id as usize].tentative);
            if report.problems.count(ProblemId::Foreign) == 0 {
                report.problems.report(ProblemId::NotCloudTrail, None, "");
            }
        } else if report.records == 0 {
            report.problems.report(ProblemId::NoRecords, None, "");
        }
        // From here on they are counted among those of the files before.
        self.events += report.events;
        self.member = u32::MAX;
    }
}

impl Data {
    /// Reads what can be read from the window and moves it on.
    fn read_window(&mut self, fill: Fill) {
        let report = self.report.account_mut(self.member);
        let fill =
            if fill == Fill::More && self.window.len() >= self.record_limit { Fill::Full } else { fill };
        if matches!(self.stage, Stage::Detecting) {
            match format::detect(self.window.bytes(), fill) {
                Detected::Format(id) => {
                    report.format = Some(id);
                    self.stage = Stage::Reading((FORMATS[id as usize].reader)());
                }
                Detected::More => {}
                Detected::Unknown => {
                    if let Some(name) = foreign::name(self.window.bytes()) {
                        report.problems.report(ProblemId::Foreign, None, name);
                    }
                    self.stage = Stage::PassingOver;
                }
            }
        }
        let used = match &mut self.stage {
            Stage::Detecting => 0,
            Stage::PassingOver => self.window.len(),
            Stage::Reading(reader) => {
                let text = valid_text(self.window.bytes());
                let mut sink = RecordSink {
                    builder: &mut self.builder,
                    dates: &mut self.dates,
                    search: self.search.as_mut(),
                    report,
                    text,
                    base: self.base,
                };
                reader.read(self.window.bytes(), self.base, fill, &mut sink).min(self.window.len())
            }
        };
        self.base += used as u64;
        self.report.account_mut(self.member).bytes_out += used as u64;
        self.window.consume(used);
        // An element longer than the window: let it grow, doubling, so that the rereading stays linear.
        self.target = self
            .window_size
            .max(self.window.len().saturating_mul(2))
            .min(self.record_limit.max(self.window.len() + 1));
        if self.builder.rows() >= limits::BATCH_ROWS {
            self.finish_batch();
        }
    }

    fn finish_batch(&mut self) {
        self.dates.rows_go(&mut self.report.account_mut(self.member).span);
        self.ready.push(wire::write(self.builder.complete()));
        self.builder.clear();
        self.safe.append(&mut self.closed);
    }

    /// All data of the file was read.
    fn close(&mut self) {
        let report = std::mem::replace(&mut self.report, FileReport::new(0));
        let report = summed(report);
        match &mut self.search {
            Some(search) => search.finish_file(&report),
            None => {
                self.closed.push(report.file);
                self.builder.finish_file(report);
            }
        }
    }
}

/// The account of an archive, with the sums of what its members have.
fn summed(mut report: FileReport) -> FileReport {
    let members = std::mem::take(&mut report.members);
    for member in &members {
        report.bytes_out += member.bytes_out;
        report.records += member.records;
        report.events += member.events;
        report.not_events += member.not_events;
        report.damaged += member.damaged;
        if let Some((first, last)) = member.span {
            let (from, to) = report.span.unwrap_or((first, last));
            report.span = Some((from.min(first), to.max(last)));
        }
        if member.outcome() != Outcome::Read {
            report.problems.report(ProblemId::MembersNotRead, None, member.path.as_str());
        }
    }
    FileReport { members, ..report }
}
