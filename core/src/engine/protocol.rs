//! What goes between page and engine: one closed enum each way. Batches of rows do not go this way: they come
//! to the engine straight from the parse workers, in the store's wire form.

use serde::{Deserialize, Serialize};

use super::deep::DeepPlan;
use crate::aggregate::{Facet, FacetRequest, FacetValue};
use crate::emr::facts::Scope;
use crate::export::Form;
use crate::people::Profile;
use crate::query::{Order, QueryError};
use crate::store::batch::Provenance;
use crate::store::columns::CATEGORY;
use crate::store::ledger::FileReport;
use crate::store::{ColumnId, Sizes};
use crate::view::chart::TimelineSpec;
use crate::view::detail::Detail;
use crate::view::overview::Overview;
use crate::view::people::{PeoplePage, PeopleRequest};
use crate::view::stories::{StoriesPage, StoriesRequest, StoryPage};
use crate::view::{Counts, Row, TableColumn};
use crate::zone::Zone;

/// Version of these enums and of the batches. Page and workers come from one file and always agree; the
/// handshake checks it all the same.
pub const PROTOCOL: u32 = 1;

/// What the screen shows: query, scope, range, order, columns, facets and the first rows wanted. One request
/// answers it all.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ViewRequest {
    /// Text of the query box.
    pub query: String,
    /// Rows at least this close to EMR.
    pub scope: Scope,
    /// Half-open range of seconds since 1970, if one is chosen.
    pub range: Option<[f64; 2]>,
    /// Order of the rows.
    pub order: Order,
    /// Columns of the table.
    pub columns: Vec<TableColumn>,
    /// First row wanted.
    pub offset: u32,
    /// How many rows are wanted.
    pub limit: u32,
    /// Most buckets of the timeline.
    pub buckets: u32,
    /// The zone in which times in the query are meant and buckets begin.
    pub zone: Zone,
    /// The column whose values the timeline stacks.
    pub stack: ColumnId,
    /// How many values are stacked at most, most frequent first; the rest is one layer.
    pub series: u32,
    /// The facets that are wanted.
    pub facets: Vec<FacetRequest>,
    /// An event whose place in the view is wanted.
    pub keep: Option<u32>,
}

impl Default for ViewRequest {
    /// All of EMR's events, newest first, without rows, columns and facets.
    fn default() -> Self {
        ViewRequest {
            query: String::new(),
            scope: Scope::Emr,
            range: None,
            order: Order::default(),
            columns: Vec::new(),
            offset: 0,
            limit: 0,
            buckets: 100,
            stack: CATEGORY,
            series: SERIES,
            facets: Vec::new(),
            keep: None,
            zone: Zone::utc(),
        }
    }
}

/// How many values a timeline stacks, where nothing else is asked for: all categories of operations.
pub const SERIES: u32 = 14;

/// To the engine. `seq` comes back with the answer; a stale answer is dropped by the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Request {
    /// A new view.
    View {
        /// Number of the request.
        seq: u32,
        /// What is wanted.
        view: ViewRequest,
    },
    /// More rows of the view that has this number.
    Page {
        /// Number of the view.
        seq: u32,
        /// First row.
        offset: u32,
        /// How many rows.
        limit: u32,
    },
    /// Where the records stand of rows whose cells are not known ([`Row::unread`]).
    Places {
        /// Number of the view.
        seq: u32,
        /// Numbers of the rows.
        rows: Vec<u32>,
    },
    /// The cells of such rows, whose records the page has read again after [`Response::Places`].
    Cells {
        /// Number of the view.
        seq: u32,
        /// Numbers of the rows.
        rows: Vec<u32>,
        /// Bytes of each record; none where nothing was found.
        lengths: Vec<u32>,
        /// The records, back to back. They go beside the message.
        #[serde(skip)]
        bytes: Vec<u8>,
    },
    /// The overview of what a view would show.
    Overview {
        /// Number of the request.
        seq: u32,
        /// What is looked for; rows, columns and facets do not count.
        view: Box<ViewRequest>,
    },
    /// Values for a field that is being written.
    Complete {
        /// Number of the request.
        seq: u32,
        /// Within what; rows, columns and facets do not count.
        view: Box<ViewRequest>,
        /// Name of the field.
        field: String,
        /// Text that stands in the values.
        text: String,
    },
    /// Search the files for what a view leaves open ([`View::unsearched`]). What is found comes by
    /// [`super::Engine::found`]; who wants to see it asks for the view again.
    Deep {
        /// Number of the request, and of the search.
        seq: u32,
        /// What is looked for; rows, columns and facets do not count.
        view: Box<ViewRequest>,
    },
    /// The search through files is over. What it has found stays.
    DeepEnd,
    /// One event in full.
    Detail {
        /// Number of the request.
        seq: u32,
        /// The event.
        row: u32,
    },
    /// One event in full, whose record the page has read again after [`Response::NeedRecord`].
    DetailOf {
        /// Number of the request.
        seq: u32,
        /// The event.
        row: u32,
        /// Its record.
        record: Vec<u8>,
    },
    /// The ledger of files.
    Ledger {
        /// Number of the request.
        seq: u32,
    },
    /// Rows of the table of life stories.
    Stories {
        /// Number of the request.
        seq: u32,
        /// What is wanted.
        stories: StoriesRequest,
    },
    /// One life story in full.
    Story {
        /// Number of the request.
        seq: u32,
        /// Its number in [`Response::Stories`].
        story: u32,
    },
    /// Rows of the table of people.
    People {
        /// Number of the request.
        seq: u32,
        /// What is wanted.
        people: PeopleRequest,
    },
    /// One person, address or access key in full.
    Person {
        /// Number of the request.
        seq: u32,
        /// The list that it is of.
        people: PeopleRequest,
        /// What that list says it is asked for by.
        key: String,
    },
    /// The one under whom an event is counted; answered as [`Request::Person`].
    PersonOf {
        /// Number of the request.
        seq: u32,
        /// The list that it is of.
        people: PeopleRequest,
        /// Number of the event in the store.
        row: u32,
    },
    /// What tells events from all others, wherever they are loaded again.
    Identify {
        /// Number of the request.
        seq: u32,
        /// The events; one that there is not is left out of the answer.
        rows: Vec<u32>,
    },
    /// Events by what tells them from all others.
    Find {
        /// Number of the request.
        seq: u32,
        /// Event id, and fingerprint of the content in hexadecimal digits.
        events: Vec<(String, String)>,
    },
    /// Begin to export events; answered by [`Step::Begun`].
    Export {
        /// Number of the export, in all that is said about it.
        seq: u32,
        /// What is wanted.
        export: Box<ExportRequest>,
    },
    /// Go on with an export.
    ExportOn {
        /// Number of the export.
        seq: u32,
    },
    /// What was read again for an export from the next of the places that it asked for; go on with it.
    ExportFound {
        /// Number of the export.
        seq: u32,
        /// Bytes of each record; fewer than were asked for where they are not there any more.
        lengths: Vec<u32>,
        /// The records, back to back. They go beside the message.
        #[serde(skip)]
        bytes: Vec<u8>,
    },
    /// Nothing more comes from the places that an export asked for; go on without.
    ExportLost {
        /// Number of the export.
        seq: u32,
    },
    /// Nobody wants an export any more.
    ExportEnd {
        /// Number of the export.
        seq: u32,
    },
    /// Paths of files, by which queries name them: those from this number on.
    Paths {
        /// Number of the first.
        first: u32,
        /// The paths.
        paths: Vec<String>,
    },
    /// A file that no parser could read; goes into the ledger.
    Report {
        /// What became of it.
        report: Box<FileReport>,
    },
    /// Forget everything.
    Clear {
        /// Number of the request.
        seq: u32,
    },
}

/// What tells an event from all others, and what names it where it is not there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Identity {
    /// Number of the event in the store.
    pub row: u32,
    /// The event id.
    pub id: String,
    /// Fingerprint of the record's content: 16 hexadecimal digits.
    pub content: String,
    /// Its time, `2026-09-01T10:30:00Z`; empty where the record has none.
    pub time: String,
    /// The operation.
    pub event: String,
}

/// An event that was looked for by its identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Known {
    /// It is there.
    Same(u32),
    /// One with its id is there, with other content.
    OtherContent(u32),
    /// It is not there.
    Nowhere,
}

/// Events to export.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExportRequest {
    /// What is looked for; order, columns and zone are those of the table.
    pub view: ViewRequest,
    /// The form.
    pub form: Form,
    /// Only these events, each with its note, in place of what the view matches.
    pub marked: Option<Vec<(u32, String)>>,
}

/// What is to be done next for an export.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Step {
    /// It has begun.
    Begun {
        /// Names the filter, or the marked events, in eight hexadecimal digits: the same one has the same.
        hash: String,
        /// How many events it is.
        rows: u32,
        /// How many bytes it will be, roughly.
        bytes: f64,
    },
    /// Write the bytes that come beside, and go on.
    Piece {
        /// How many of the events are done.
        done: u32,
    },
    /// Read again what lies at places in files; the places ([`super::reread::Place`]) come beside, file by file.
    Read {
        /// The files, and how many places in each.
        files: Vec<(u32, u32)>,
    },
    /// Hand on more of what was to be read.
    More,
    /// All is written.
    Done {
        /// How many events were written.
        written: u32,
        /// How many of them have a cell whose value is not known, as it is in a record that is not in memory.
        unknown: u32,
        /// Files whose records could not be read again as they were, and how many of each.
        missing: Vec<(u32, u32)>,
    },
}

/// Some rows of a view.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Page {
    /// Place of the first row in the view.
    pub offset: u32,
    /// The rows.
    pub rows: Vec<Row>,
}

/// A view.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct View {
    /// The numbers.
    pub counts: Counts,
    /// What in the query was not understood.
    pub errors: Vec<QueryError>,
    /// What `now` in a query stands for, seconds since 1970: the time of the last event loaded, if one has a time.
    pub now: Option<f64>,
    /// Events in scope and range that match or not depending on records that are not in memory and were not searched in
    /// their files: here they count as if the records did not hold what is looked for.
    pub unsearched: u32,
    /// The timeline of the matching events.
    pub timeline: TimelineSpec,
    /// The facets, in the order of the request. Each counts without the conditions on its own column.
    pub facets: Vec<Facet>,
    /// The first rows.
    pub page: Page,
    /// Where the event stands that is to be kept in sight; `None` where it is not in the view.
    pub kept: Option<u32>,
}

/// From the engine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Response {
    /// Answers [`Request::View`].
    View {
        /// Number of the request.
        seq: u32,
        /// The view.
        view: Box<View>,
    },
    /// Answers [`Request::Page`].
    Page {
        /// Number of the view.
        seq: u32,
        /// The rows.
        page: Page,
    },
    /// Answers [`Request::Places`].
    Places {
        /// Number of the view.
        seq: u32,
        /// The rows, in the order of the places.
        rows: Vec<u32>,
        /// The files, and how many places in each.
        files: Vec<(u32, u32)>,
        /// The places ([`super::reread::Place`]), file by file.
        places: Vec<u8>,
    },
    /// Answers [`Request::Cells`].
    Cells {
        /// Number of the view.
        seq: u32,
        /// The rows whose records were what they had been.
        rows: Vec<Row>,
    },
    /// The request was about a view that is no more.
    Stale {
        /// Number of the request.
        seq: u32,
    },
    /// Answers [`Request::Overview`].
    Overview {
        /// Number of the request.
        seq: u32,
        /// The overview.
        overview: Box<Overview>,
    },
    /// Answers [`Request::Complete`].
    Complete {
        /// Number of the request.
        seq: u32,
        /// The values, most frequent first.
        values: Vec<FacetValue>,
        /// How many events they are out of, where only some were looked at.
        sample: Option<u32>,
    },
    /// Answers [`Request::Deep`].
    Deep {
        /// Number of the request.
        seq: u32,
        /// What is to be read.
        plan: Box<DeepPlan>,
    },
    /// Answers [`Request::Detail`] and [`Request::DetailOf`].
    Detail {
        /// Number of the request.
        seq: u32,
        /// The event.
        detail: Box<Detail>,
    },
    /// The record is not held in memory: the page reads it again from the user's file.
    NeedRecord {
        /// Number of the request.
        seq: u32,
        /// The event.
        row: u32,
        /// Where its record stands.
        at: Provenance,
    },
    /// Answers [`Request::Ledger`].
    Ledger {
        /// Number of the request.
        seq: u32,
        /// One report for each file, in the order in which they were finished. They go beside the message
        /// (`store/wire.rs`): there may be tens of thousands.
        #[serde(skip)]
        files: Vec<FileReport>,
        /// Memory by part.
        sizes: Sizes,
    },
    /// Answers [`Request::Stories`].
    Stories {
        /// Number of the request.
        seq: u32,
        /// The rows.
        page: Box<StoriesPage>,
    },
    /// Answers [`Request::Story`].
    Story {
        /// Number of the request.
        seq: u32,
        /// The story.
        story: Box<StoryPage>,
    },
    /// Answers [`Request::People`].
    People {
        /// Number of the request.
        seq: u32,
        /// The rows.
        page: PeoplePage,
    },
    /// Answers [`Request::Person`].
    Person {
        /// Number of the request.
        seq: u32,
        /// The one.
        profile: Box<Profile>,
    },
    /// Answers [`Request::Identify`].
    Identified {
        /// Number of the request.
        seq: u32,
        /// The events.
        events: Vec<Identity>,
    },
    /// Answers [`Request::Find`].
    Found {
        /// Number of the request.
        seq: u32,
        /// What was found, in the order of the request.
        found: Vec<Known>,
    },
    /// Answers all that is asked of an export.
    Exported {
        /// Number of the export.
        seq: u32,
        /// What is to be done next.
        step: Step,
        /// What it is to be done with. Goes beside the message.
        #[serde(skip)]
        bytes: Vec<u8>,
    },
    /// Answers [`Request::Report`], [`Request::DeepEnd`] and [`Request::ExportEnd`].
    Noted,
    /// Answers [`Request::Clear`].
    Cleared {
        /// Number of the request.
        seq: u32,
    },
    /// A request that could not be answered.
    Failed {
        /// Number of the request.
        seq: u32,
        /// Why, as a sentence.
        what: String,
    },
}
