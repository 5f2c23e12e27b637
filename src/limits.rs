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

/// Rows in a batch on its way from a parse worker to the engine.
pub const BATCH_ROWS: usize = 8_192;

/// Bytes of whole records compressed together. Larger blocks compress better and cost more to open one record.
pub const RAW_BLOCK: usize = 128 << 10;

/// How deep inside other things a record is looked for, in objects and lists.
pub const WRAPPED_DEPTH: usize = 12;

/// How many times text inside JSON is read as JSON in turn, looking for a record.
pub const WRAPPED_TEXTS: usize = 3;

/// How much is looked at of a text that is no JSON to recognise its form: a header line, or the start of a record.
pub const TEXT_HEAD: usize = 4 << 10;
