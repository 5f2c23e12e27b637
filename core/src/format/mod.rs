//! From the bytes of a member to the records in it: one file for each form, one table of forms.
//!
//! A form is recognised by bytes. Its reader gets a window on the data, hands each element to the [`Sink`] and
//! says how far it came; the driver moves the window on. The same reader so serves a file that is there as a
//! whole and one that streams, and finds the same records for any size of window.

mod bare_array;
mod cli_text;
mod cli_yaml;
mod columns;
mod console_csv;
mod digest;
pub mod documents;
mod elastic;
mod eventbridge;
mod filter_log_events;
mod hive;
mod insights_csv;
mod lake_sign;
mod lines;
mod log_lines;
mod log_subscription;
mod logs_insights;
mod lookup_events;
mod ndjson;
mod ocsf;
mod query_csv;
pub mod rebuilt;
mod rows;
mod scalar;
mod single_record;
mod trail_log;
mod unclosed;
pub mod unwrap;
mod wazuh;
mod wrapped;

use crate::json;
use crate::limits;
use crate::problem::{ProblemId, Reporter};
use crate::record::fidelity::Fidelity;
pub use documents::{First, classify};

/// What is known about the data behind the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fill {
    /// More data follows and the window can grow.
    More,
    /// More data follows, but the window has its largest size: an element that does not end in it is too large.
    Full,
    /// The window reaches to the end of the data.
    End,
}

/// What became of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// It was read (and kept, or left out with a report); this many bytes.
    Whole(usize),
    /// The text ends inside it.
    More,
    /// It is not valid JSON; this many bytes in.
    Broken(usize),
}

/// Where readers put what they find.
pub trait Sink {
    /// Takes the JSON value that starts at `text[0]` and lies at `offset` in the member.
    fn element(&mut self, text: &[u8], offset: u64) -> Taken;
    /// Counts an entry that is no event, and says why it is left out.
    fn left_out(&mut self, why: ProblemId, at: Option<u64>, seen: &str);
    /// Takes a record that a reader has made from something that is none, a row of CSV say: a JSON object with what
    /// it is in it ([`rebuilt::Rebuilt::record`]). What it was made from lies at `offset` and is `length` bytes long.
    /// Such a record is kept whole, because it stands nowhere else.
    fn derived(&mut self, record: &str, offset: u64, length: usize);
    /// Takes a record that stands in the member in other letters: between the quotes of a table or of YAML, say. It lies
    /// at `offset` and takes `length` bytes there. Such a record is kept whole too.
    fn quoted(&mut self, record: &str, offset: u64, length: usize);
    /// Where problems go.
    fn reporter(&mut self) -> &mut Reporter;
}

/// Finds the elements of one form.
pub trait Reader: Send {
    /// Reads from `window`, which starts at `base` in the member, and returns how many bytes are done with.
    fn read(&mut self, window: &[u8], base: u64, fill: Fill, sink: &mut dyn Sink) -> usize;
}

/// The start of a member, as far as it takes to recognise a form.
pub struct Head<'a> {
    /// The bytes from the first that is neither byte order mark nor white space.
    pub bytes: &'a [u8],
    /// The start of these bytes: all that may be looked at of a text that is no JSON, so that the size of the window
    /// makes no difference.
    pub text: &'a [u8],
    /// What the first JSON document is, if there is one.
    pub first: First,
    /// The first element: the first record, or what stands in its place. Empty where there is none, and for a
    /// trail's log, which needs no second look.
    pub element: &'a str,
}

impl Head<'_> {
    /// Whether the first element has something at this path.
    pub fn has(&self, path: &str) -> bool {
        let mut found = false;
        json::at_path(self.element, path, &mut |_| found = true);
        found
    }
}

/// One row of the table of forms.
pub struct Format {
    /// Stable name, used in exports and tests.
    pub name: &'static str,
    /// The name shown to the user.
    pub label: &'static str,
    /// How the form looks, for the Help page.
    pub about: &'static str,
    /// Whether a member with this head has the form. The first form that says so is taken.
    pub detect: fn(&Head) -> bool,
    /// Where in an element the record lies, for forms in which it is wrapped; found elsewhere, it is said where.
    pub places: &'static [&'static str],
    /// What records are that are found in an element, where the form does not have them as CloudTrail wrote them.
    pub fidelity: Option<Fidelity>,
    /// Whether the head only allows the form: a member without any event was something else then.
    pub tentative: bool,
    /// Makes a reader.
    pub reader: fn() -> Box<dyn Reader>,
}

/// The forms, in the order in which they are tried.
pub static FORMATS: &[Format] = &[
    trail_log::FORMAT,
    lookup_events::FORMAT,
    bare_array::FORMAT,
    cli_text::FORMAT,
    ndjson::FORMAT,
    single_record::FORMAT,
    digest::FORMAT,
    lake_sign::FORMAT,
    log_subscription::FORMAT,
    filter_log_events::FORMAT,
    logs_insights::FORMAT,
    eventbridge::FORMAT,
    elastic::FORMAT,
    ocsf::FORMAT,
    wazuh::FORMAT,
    wrapped::FORMAT,
    log_lines::FORMAT,
    console_csv::FORMAT,
    insights_csv::FORMAT,
    query_csv::FORMAT,
    cli_yaml::FORMAT,
];

/// Index into [`FORMATS`].
pub type FormatId = u8;

/// What detection found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detected {
    /// A form.
    Format(FormatId),
    /// The head is too short to tell.
    More,
    /// None of the forms.
    Unknown,
}

/// The bytes as far as they are UTF-8.
fn valid(bytes: &[u8]) -> &str {
    match simdutf8::compat::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or(""),
    }
}

/// Recognises the form of a member by its first bytes.
pub fn detect(window: &[u8], fill: Fill) -> Detected {
    let start = documents::start(window);
    let bytes = &window[start..];
    let more = fill == Fill::More;
    if bytes.is_empty() || (more && documents::BYTE_ORDER_MARK.starts_with(window)) {
        return if more { Detected::More } else { Detected::Unknown };
    }
    let first = classify(bytes);
    // Whether a record is alone shows behind it.
    if more && (first == First::More || (first == First::Record && documents::behind(bytes).is_none())) {
        return Detected::More;
    }
    if more && first == First::Other && bytes.len() < limits::TEXT_HEAD && !bytes.starts_with(b"{") {
        return Detected::More;
    }
    let element = match first {
        First::Wrapper => "",
        // Only of what is too large to be held is it worth a look inside.
        First::More if fill != Fill::Full => "",
        first => match documents::first_element(valid(bytes), first) {
            Some(element) => element,
            None if more => return Detected::More,
            None => "",
        },
    };
    let head = Head { bytes, text: &bytes[..bytes.len().min(limits::TEXT_HEAD)], first, element };
    match FORMATS.iter().position(|format| (format.detect)(&head)) {
        Some(id) => Detected::Format(id as FormatId),
        None => Detected::Unknown,
    }
}

/// The start of what was left out, for the ledger.
fn excerpt(text: &[u8]) -> String {
    const LONGEST: usize = 80;
    String::from_utf8_lossy(&text[..text.len().min(LONGEST)]).into_owned()
}
