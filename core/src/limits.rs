//! Limits on input. The Help page prints those that a user can meet.

/// The part of a member that is held decompressed while its records are cut out. Small enough to stay in the
/// cache of a core, large enough that re-reading the record cut at its end costs nothing measurable.
pub const WINDOW: usize = 2 << 20;

/// The largest record. CloudTrail writes at most 256 KB (1 MB in Lake); anything beyond this is not a record.
pub const RECORD: usize = 16 << 20;

/// How much of a file is read from the disk at once, when it is larger than this.
pub const READ: usize = 8 << 20;

/// Deepest nesting of a JSON value that is shown as a tree; deeper parts are shown as text.
pub const TREE_DEPTH: usize = 64;

/// Memory for events in the engine. A WebAssembly module has 4 GiB at most, and a list that grows exists twice for a
/// moment: what is above this limit is for that.
pub const ENGINE_MEMORY: usize = 2_560 << 20;

/// Rows in a batch on its way from a parse worker to the engine.
pub const BATCH_ROWS: usize = 8_192;

/// Bytes of whole records compressed together. Larger blocks compress better and cost more to open one record.
pub const RAW_BLOCK: usize = 128 << 10;

/// How deep inside other things a record is looked for, in objects and lists.
pub const WRAPPED_DEPTH: usize = 12;

/// How many times text inside JSON is read as JSON in turn, looking for a record.
pub const WRAPPED_TEXTS: usize = 3;

/// Bytes of damaged elements whose end is looked for in vain, before it is looked for no more. They may lie in one
/// another.
pub const DAMAGE: u64 = 64 << 20;

/// How deep a document is taken apart of which a record is put together. No form that is known goes as deep.
pub const PARTS_DEPTH: usize = 10;

/// Values of one record that is put together; each is compared with all others. No form that is known has as many.
pub const MADE_VALUES: usize = 2_000;

/// Segments of a path that become objects in such a record; what is left of a longer one is a key with dots in it.
pub const MADE_DEPTH: usize = 12;

/// Hits of a search in Elasticsearch that are looked at to recognise the form.
pub const FORM_HITS: usize = 4;

/// How many places in one text inside JSON may look like JSON and be none, before the rest of it is left alone.
pub const WRAPPED_FAULTS: usize = 32;

/// How much is looked at of a text that is no JSON to recognise its form: a header line, or the start of a record.
pub const TEXT_HEAD: usize = 4 << 10;
/// How deep containers may lie in one another: a zip of tar.gz is three.
pub const CONTAINER_DEPTH: usize = 6;

/// Most members of one file, those of archives inside archives among them. Each has a line in the ledger.
pub const MEMBERS: u32 = 100_000;

/// Bytes of a member's path that are kept.
pub const MEMBER_PATH: usize = 1_024;

/// How many times larger than its compressed form data may be, beyond [`RATIO_GRACE`]. Each record of CloudTrail has
/// ids that do not compress, at least 32 bytes in some 1,500: logs of real events stay below 50, and the most that
/// deflate can do is 1,032.
pub const RATIO: u64 = 200;

/// Bytes that the data of one file may have above [`RATIO`], all its members together.
pub const RATIO_GRACE: u64 = 64 << 20;

/// Bytes of data above [`RATIO`] in each member that are not counted: little of a member says little about it.
pub const RATIO_SLACK: u64 = 32 << 10;

/// Most bytes that one file may hold decompressed, all its members together.
pub const OUTPUT: u64 = 64 << 30;

/// Bytes of one header of an archive: names, comments, extensions. Larger ones are damage.
pub const ARCHIVE_HEADER: usize = 1 << 20;

/// What bounds the unpacking of one file.
#[derive(Clone, Copy, Debug)]
pub struct Unpacking {
    /// [`CONTAINER_DEPTH`]
    pub depth: usize,
    /// [`MEMBERS`]
    pub members: u32,
    /// [`RATIO`]
    pub ratio: u64,
    /// [`RATIO_GRACE`]
    pub grace: u64,
    /// [`OUTPUT`]
    pub output: u64,
}

impl Default for Unpacking {
    fn default() -> Self {
        Unpacking {
            depth: CONTAINER_DEPTH,
            members: MEMBERS,
            ratio: RATIO,
            grace: RATIO_GRACE,
            output: OUTPUT,
        }
    }
}
