//! The work of a parse worker, without the worker: bytes of files in, batches out.

pub use super::record_sink::readable;
use super::record_sink::{RecordSink, valid_text};
use super::window::Window;
use crate::container::Container;
use crate::container::gzip::Inflate;
use crate::format::{self, Detected, FORMATS, Fill, Reader};
use crate::limits;
use crate::problem::ProblemId;
use crate::store::batch::Builder;
use crate::store::ledger::FileReport;
use crate::store::wire;

enum Source {
    /// The first bytes, until there are enough to tell.
    Undecided(Vec<u8>),
    Plain,
    Gzip(Box<Inflate>),
}

enum Stage {
    /// The form is not known yet.
    Detecting,
    Reading(Box<dyn Reader>),
    /// Not a form that is known: the rest is counted and passed over.
    PassingOver,
}

/// The file that is being read.
struct Open {
    report: FileReport,
    source: Source,
    stage: Stage,
    /// Offset of the window in the decompressed data.
    base: u64,
    /// The window is read when it has this size.
    target: usize,
}

/// Parses files, one after another, into batches.
pub struct Parser {
    builder: Builder,
    open: Option<Open>,
    window: Window,
    ready: Vec<Vec<u8>>,
    events: u64,
    window_size: usize,
    record_limit: usize,
}

impl Default for Parser {
    fn default() -> Self {
        Parser::with_window(limits::WINDOW, limits::RECORD)
    }
}

impl Parser {
    /// A parser whose window and largest record have these sizes. The same records come out for any window.
    pub fn with_window(window_size: usize, record_limit: usize) -> Self {
        Parser {
            builder: Builder::default(),
            open: None,
            window: Window::default(),
            ready: Vec::new(),
            events: 0,
            window_size: window_size.max(1),
            record_limit: record_limit.max(window_size),
        }
    }

    /// Events read since the start, for the progress line.
    pub fn events(&self) -> u64 {
        self.events + self.open.as_ref().map_or(0, |open| open.report.events)
    }

    /// Starts a file.
    pub fn open(&mut self, file: u32) {
        self.window.clear();
        self.open = Some(Open {
            report: FileReport::new(file),
            source: Source::Undecided(Vec::new()),
            stage: Stage::Detecting,
            base: 0,
            target: self.window_size,
        });
    }

    /// Takes the next bytes of the file.
    pub fn feed(&mut self, bytes: &[u8]) {
        let Some(mut open) = self.open.take() else { return };
        open.report.bytes_in += bytes.len() as u64;
        self.take(&mut open, bytes);
        self.open = Some(open);
    }

    fn take(&mut self, open: &mut Open, bytes: &[u8]) {
        if let Source::Undecided(head) = &mut open.source {
            head.extend_from_slice(bytes);
            if head.len() < Container::MAGIC {
                return;
            }
            let head = std::mem::take(head);
            self.decide(open, &head);
            return;
        }
        let mut at = 0;
        loop {
            match &mut open.source {
                Source::Gzip(inflate) => {
                    let room = self.window.room(open.target);
                    let (used, made) = inflate.push(&bytes[at..], room, &mut open.report.problems);
                    self.window.fill(made);
                    at += used;
                }
                _ => {
                    // A whole small file goes in at once; a large one a window at a time.
                    let room = self.window.room(open.target);
                    let take = room.len().min(bytes.len() - at);
                    room[..take].copy_from_slice(&bytes[at..at + take]);
                    self.window.fill(take);
                    at += take;
                }
            }
            if self.window.len() < open.target {
                return;
            }
            self.read_window(open, Fill::More);
        }
    }

    fn decide(&mut self, open: &mut Open, head: &[u8]) {
        let container = Container::detect(head);
        open.report.containers.extend(container);
        open.source = match container {
            Some(Container::Gzip) => Source::Gzip(Box::default()),
            _ => Source::Plain,
        };
        self.take(open, head);
    }

    /// Reads what can be read from the window and moves it on.
    fn read_window(&mut self, open: &mut Open, fill: Fill) {
        let fill =
            if fill == Fill::More && self.window.len() >= self.record_limit { Fill::Full } else { fill };
        if matches!(open.stage, Stage::Detecting) {
            match format::detect(self.window.bytes(), fill) {
                Detected::Format(id) => {
                    open.report.format = Some(id);
                    open.stage = Stage::Reading((FORMATS[id as usize].reader)());
                }
                Detected::More => {}
                Detected::Unknown => open.stage = Stage::PassingOver,
            }
        }
        let used = match &mut open.stage {
            Stage::Detecting => 0,
            Stage::PassingOver => self.window.len(),
            Stage::Reading(reader) => {
                let text = valid_text(self.window.bytes());
                let mut sink = RecordSink {
                    builder: &mut self.builder,
                    report: &mut open.report,
                    text,
                    base: open.base,
                };
                reader.read(self.window.bytes(), open.base, fill, &mut sink).min(self.window.len())
            }
        };
        open.base += used as u64;
        open.report.bytes_out += used as u64;
        self.window.consume(used);
        // An element longer than the window: let it grow, doubling, so that the rereading stays linear.
        open.target = self
            .window_size
            .max(self.window.len().saturating_mul(2))
            .min(self.record_limit.max(self.window.len() + 1));
        if self.builder.rows() >= limits::BATCH_ROWS {
            self.ready.push(wire::write(&self.builder.take()));
        }
    }

    /// Notes how long the file that is open has taken. To be called before it is closed: there is no clock in here.
    pub fn took(&mut self, micros: u64) {
        if let Some(open) = &mut self.open {
            open.report.micros = Some(micros);
        }
    }

    /// The file has ended.
    pub fn close(&mut self) {
        let Some(mut open) = self.open.take() else { return };
        if let Source::Undecided(head) = &mut open.source {
            let head = std::mem::take(head);
            self.decide(&mut open, &head);
        }
        if let Source::Gzip(inflate) = &mut open.source {
            inflate.finish(&mut open.report.problems);
        }
        self.read_window(&mut open, Fill::End);
        // What a reader leaves behind at the end is white space or was reported.
        open.report.bytes_out += self.window.len() as u64;
        self.window.clear();
        let report = &mut open.report;
        let damage = [
            ProblemId::BadRecord,
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
            report.problems.report(ProblemId::NotCloudTrail, None, "");
        } else if report.records == 0 {
            report.problems.report(ProblemId::NoRecords, None, "");
        }
        self.events += report.events;
        self.builder.finish_file(open.report);
    }

    /// The file cannot be read on; what was read of it stays.
    pub fn abandon(&mut self, problem: ProblemId, detail: &str) {
        if let Some(open) = &mut self.open {
            open.report.problems.report(problem, None, detail);
        }
        self.close();
    }

    /// Whether every file that was closed is in a batch that was taken.
    pub fn is_drained(&self) -> bool {
        self.builder.is_empty() && self.ready.is_empty()
    }

    /// Batches that are full. `all`: also the one that is not.
    pub fn take_batches(&mut self, all: bool) -> Vec<Vec<u8>> {
        if self.builder.rows() >= limits::BATCH_ROWS || (all && !self.builder.is_empty()) {
            self.ready.push(wire::write(&self.builder.take()));
        }
        std::mem::take(&mut self.ready)
    }
}
