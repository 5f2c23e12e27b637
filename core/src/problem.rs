//! One table of everything that can go wrong with an input, and the [`Reporter`] that collects what did.
//!
//! Core never fails on bad input: it reports here and goes on.

use serde::{Deserialize, Serialize};

/// What a problem means for the user's data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing; nothing is missing.
    Information,
    /// Something that the file held, or should have held, is not shown.
    DataLoss,
    /// The file was not read at all.
    Refused,
}

impl Severity {
    /// The word shown to the user.
    pub fn label(self) -> &'static str {
        match self {
            Severity::Information => "information",
            Severity::DataLoss => "data loss",
            Severity::Refused => "not read",
        }
    }
}

/// One row of the table of problems.
pub struct Kind {
    /// Stable name, used in exports and tests.
    pub name: &'static str,
    /// What it means for the data.
    pub severity: Severity,
    /// What happened, as a sentence.
    pub what: &'static str,
    /// What the user can do about it.
    pub advice: &'static str,
}

macro_rules! problems {
    ($($id:ident = $name:literal, $severity:ident, $what:literal, $advice:literal;)*) => {
        /// The kinds of problem, one row each in [`KINDS`].
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, PartialOrd, Ord)]
        pub enum ProblemId { $(#[doc = $what] $id,)* }

        /// The table, in the order of [`ProblemId`].
        pub static KINDS: &[Kind] = &[
            $(Kind { name: $name, severity: Severity::$severity, what: $what, advice: $advice },)*
        ];

        #[cfg(test)]
        const IDS: &[ProblemId] = &[$(ProblemId::$id,)*];
    };
}

problems! {
    EmptyFile = "empty-file", Information,
        "The file is empty.",
        "Nothing was lost, unless the copy failed: compare its size with the original.";
    NoRecords = "no-records", Information,
        "The file is well formed and holds no record.",
        "Nothing to do. CloudTrail writes such files for regions without activity.";
    NotCloudTrail = "not-cloudtrail", Refused,
        "No CloudTrail record was found in the file.",
        "Check that it is a CloudTrail log: JSON with “Records”, a list of records, or one record per line.";
    Foreign = "format-not-read", Refused,
        "The data is compressed or stored in a way that is not read here; behind this stands which.",
        "Decompress it with its own program (xz -d, zstd -d, bunzip2) and drop what comes out; of Parquet, ORC or Avro, export JSON or CSV.";
    GzipTruncated = "gzip-truncated", DataLoss,
        "The gzip data ends before its end mark; what came before was read.",
        "The copy is incomplete: fetch the file again.";
    GzipDamaged = "gzip-damaged", DataLoss,
        "The gzip data is damaged; what came before the damage was read, and whole parts behind it that could be found.",
        "Fetch the file again, or compare its checksum with the original.";
    GzipTrailing = "gzip-trailing-bytes", Information,
        "Bytes that are no gzip follow the end of the gzip data and were left alone.",
        "Usually padding. If records are missing, fetch the file again.";
    ArchiveTruncated = "archive-truncated", DataLoss,
        "The archive ends too early; what came before was read.",
        "The copy is incomplete: fetch the file again.";
    ArchiveDamaged = "archive-damaged", DataLoss,
        "The archive is damaged; reading went on at the next member that was found.",
        "Fetch the file again, or compare its checksum with the original.";
    ArchiveTrailing = "archive-trailing-bytes", Information,
        "Bytes follow the end of the archive and were left alone.",
        "Usually padding. If members are missing, fetch the file again.";
    EmptyArchive = "empty-archive", Information,
        "The archive holds no files.",
        "Nothing was lost, unless you expected files in it.";
    MembersNotRead = "members-not-read", DataLoss,
        "Members of the archive were not read, or not in full; each has a line of its own.",
        "See the lines of these members.";
    MemberDamaged = "member-damaged", DataLoss,
        "The data of the member is damaged or ends too early; what came before was read.",
        "Fetch the archive again, or compare its checksum with the original.";
    MemberChecksum = "member-checksum", DataLoss,
        "The checksum or size of a member is not what the archive says; what was read of it is shown.",
        "Fetch the archive again, or compare its checksum with the original.";
    MemberEncrypted = "member-encrypted", Refused,
        "The member is encrypted.",
        "Unpack the archive with its password, and drop what comes out.";
    MemberUnsupported = "member-unsupported", Refused,
        "The member is stored in a way that is not read here; behind this stands which.",
        "Unpack the archive, and drop what comes out.";
    NotAFile = "not-a-file", Information,
        "A link or device in the archive holds no data and was left out.",
        "Nothing to do.";
    ZipOverlap = "zip-overlap", DataLoss,
        "The directory of the zip lists members that lie inside others; they were refused.",
        "No program that packs files writes such zips, they are made to do harm: check where this one is from.";
    ZipMissing = "zip-member-missing", DataLoss,
        "The directory of the zip lists a member that is not where it should be.",
        "Fetch the file again, or unpack it and drop what comes out.";
    ZipUnlisted = "zip-member-unlisted", Information,
        "The directory of the zip does not list a member that is there; it was read all the same.",
        "It may have been deleted from the zip: other programs do not show it.";
    ExpandsTooMuch = "expands-too-much", DataLoss,
        "The data grows far more when it is decompressed than logs do; the rest of it was refused.",
        "Check where it is from. If it is what it should be, decompress it and drop what comes out.";
    OutputTooLarge = "output-too-large", DataLoss,
        "The file holds more decompressed data than the limit; the rest of it was refused.",
        "Unpack it, and drop what comes out.";
    TooDeep = "containers-too-deep", Refused,
        "Containers lie deeper in one another than the limit; what is deeper was refused.",
        "Unpack the outer ones, and drop what comes out.";
    TooManyMembers = "too-many-members", DataLoss,
        "The file has more members than the limit; the rest of the archive was refused.",
        "Unpack it, and drop the folder.";
    InvalidUtf16 = "invalid-utf16", Information,
        "The text holds halves of characters; they are shown as the replacement character.",
        "Nothing to do. The bytes are in the file.";
    JsonTruncated = "json-truncated", DataLoss,
        "The JSON text ends in the middle of a record; the records before it were read.",
        "The copy is incomplete: fetch the file again.";
    BadRecord = "bad-record", DataLoss,
        "A record is not valid JSON and was left out; reading went on at the next one.",
        "Open the file at the offset to see the record.";
    BadRow = "bad-row", DataLoss,
        "A row does not have the fields that the first line names and was left out; reading went on at the next line.",
        "Open the file at the offset to see the row.";
    TextDamaged = "text-damaged", DataLoss,
        "The text of a record is damaged; what stands beside it is shown in its place, and marked as less than the record.",
        "Fetch it again, or load CloudTrail’s own files too: the full record takes this one’s place.";
    WrappedTooDeep = "wrapped-too-deep", DataLoss,
        "Something that may be a record lies deeper inside other documents than is searched; it was left out.",
        "Take out what is inside, and drop that.";
    Wrapped = "wrapped", Information,
        "Records were found inside other documents and read from there; where is said behind this.",
        "Nothing to do.";
    Rebuilt = "rebuilt", Information,
        "Records were put together from another form, which does not keep all of them; they are marked “lossy”.",
        "Where it matters what exactly was written, look for CloudTrail’s own files.";
    StateChange = "state-change", Information,
        "State changes that EMR reported by EventBridge were read. They are no events of CloudTrail and are marked so.",
        "Leave them out with NOT fidelity:\"not CloudTrail\" where only CloudTrail counts.";
    Digest = "digest", Information,
        "A digest of CloudTrail: its own list of log files with their hashes. It holds no events and is kept as it is.",
        "Nothing to do.";
    LakeSign = "lake-sign", Information,
        "The signature of a CloudTrail Lake query’s result. It holds no events and is kept as it is.",
        "Nothing to do.";
    ControlMessage = "control-message", Information,
        "A control message of CloudWatch Logs, by which it tests the way to a subscriber; it carries no events.",
        "Nothing to do.";
    NotAnEvent = "not-an-event", Information,
        "An entry is valid JSON but not a CloudTrail record and was left out.",
        "Nothing to do, unless you expected an event there.";
    LineWithoutRecord = "line-without-record", Information,
        "A line or row holds no CloudTrail record and was left out.",
        "Nothing to do, unless you expected an event there.";
    LogWriteTest = "log-write-test", Information,
        "The file is a test that CloudWatch Logs writes before an export, and holds no record.",
        "Nothing to do. The exported records are in other files.";
    RowTruncated = "row-truncated", DataLoss,
        "The file ends in the middle of a line or row; the ones before it were read.",
        "The copy is incomplete: fetch the file again.";
    LastRowOpen = "last-row-open", Information,
        "The last row does not end in a line feed; its last value may be cut.",
        "Compare the file’s size with the original, if you expected more.";
    SummaryOnly = "summary-only", Information,
        "The form carries no parameters; its events are marked “summary only”.",
        "Load CloudTrail’s own files too, if they are at hand: the full record takes the place of its summary.";
    UnreadableValue = "unreadable-value", Information,
        "A nested value in a table is neither JSON nor Hive’s text of the shape it should have; it is kept as text.",
        "Nothing to do. The value is in the record as it stands in the file.";
    MangledAccount = "mangled-account", Information,
        "A spreadsheet has taken account numbers for numbers (such as 5.28758E+11); they are shown as they stand, and digits are lost.",
        "Download the file again and load it without opening it in a spreadsheet first.";
    RecordTooLarge = "record-too-large", DataLoss,
        "A record, or a document with records in it, is larger than the limit and was left out.",
        "CloudTrail writes at most 256 KB a record. If this is a document around records, take their list out of it and drop that.";
    InvalidUtf8 = "invalid-utf8", Information,
        "A record holds bytes that are not UTF-8; they are shown as the replacement character.",
        "Nothing to do. The raw bytes are in the file.";
    UnreadableTime = "unreadable-time", Information,
        "A record has no time, or one that could not be read; it is shown without time.",
        "Such events are found by every filter except those on time.";
    AmbiguousDate = "ambiguous-date", Information,
        "Dates such as 9/1/2026 begin with the month or with the day, and the file did not show with which; they were read with the month first.",
        "Compare one with the console’s, or download the file again and load it without opening it in a spreadsheet first.";
    SameIdOtherContent = "same-id-other-content", Information,
        "Two records share an event id but not their content; both are kept.",
        "Compare the two. CloudTrail does not write such records: editing does, or a program that writes JSON again.";
    Unreadable = "unreadable", Refused,
        "The browser could not read the file.",
        "It may have been moved, changed or locked since it was chosen: choose it again.";
    FolderUnreadable = "folder-unreadable", Refused,
        "The browser did not let this page read a dropped folder.",
        "Use “Choose folder” instead.";
    ReaderDied = "reader-died", DataLoss,
        "The worker that was reading the file stopped; the file was given up, the others were read.",
        "Load the file alone. If it happens again, please report it: it should not.";
    MemoryFull = "memory-full", DataLoss,
        "The memory for events was full; events of this file, or all of it, were left out.",
        "Clear, and load fewer files: a shorter time, or fewer accounts or Regions. What is loaded can be used.";
    Cancelled = "cancelled", Refused,
        "The import was cancelled before the file was read to its end; what was read of it is shown.",
        "Drop the file again to read it.";
}

impl ProblemId {
    /// The row of the table.
    pub fn kind(self) -> &'static Kind {
        &KINDS[self as usize]
    }
}

/// Something that went wrong with one file, and how often.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Which row of the table.
    pub id: ProblemId,
    /// How many times in this file.
    pub count: u64,
    /// Byte offset of the first occurrence in the decompressed data, where it has one.
    pub at: Option<u64>,
    /// Byte offsets of further ones, as far as there is room for them.
    pub more: Vec<u64>,
    /// What was seen, in the input's own or the parser's words. Data: never markup.
    pub detail: String,
}

/// Places of a problem that are kept behind the first.
const MORE_PLACES: usize = 9;

/// Collects the problems of one file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reporter {
    /// In order of first occurrence, one entry for each kind.
    pub problems: Vec<Problem>,
}

impl Reporter {
    /// Notes a problem. The first of each kind keeps its offset and detail; of later ones some keep their offset,
    /// and all are counted.
    pub fn report(&mut self, id: ProblemId, at: Option<u64>, detail: impl Into<String>) {
        match self.problems.iter_mut().find(|p| p.id == id) {
            Some(p) => {
                p.count += 1;
                // Where nothing is lost, the first place is enough.
                if p.more.len() < MORE_PLACES && id.kind().severity > Severity::Information {
                    p.more.extend(at);
                }
            }
            None => self.problems.push(Problem { id, count: 1, at, more: Vec::new(), detail: detail.into() }),
        }
    }

    /// Notes a problem that occurred so many times.
    pub fn report_many(&mut self, id: ProblemId, count: u64) {
        if count > 0 {
            self.report(id, None, "");
            if let Some(problem) = self.problems.iter_mut().find(|problem| problem.id == id) {
                problem.count += count - 1;
            }
        }
    }

    /// How many problems of this kind were reported.
    pub fn count(&self, id: ProblemId) -> u64 {
        self.problems.iter().find(|p| p.id == id).map_or(0, |p| p.count)
    }

    /// Bytes on the heap.
    pub fn size(&self) -> usize {
        let of = |problem: &Problem| problem.more.capacity() * 8 + problem.detail.capacity();
        self.problems.capacity() * size_of::<Problem>() + self.problems.iter().map(of).sum::<usize>()
    }

    /// The worst severity, if anything was reported.
    pub fn worst(&self) -> Option<Severity> {
        self.problems.iter().map(|p| p.id.kind().severity).max()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn table_and_ids_are_in_step() {
        assert_eq!(IDS.len(), KINDS.len());
        let mut names: Vec<_> = KINDS.iter().map(|k| k.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), KINDS.len(), "names are unique");
        for (i, id) in IDS.iter().enumerate() {
            assert_eq!(*id as usize, i);
            assert!(id.kind().what.ends_with('.') && id.kind().advice.ends_with('.'), "{id:?}");
        }
    }

    #[test]
    fn first_keeps_its_place_and_later_ones_count() {
        let mut reporter = Reporter::default();
        reporter.report(ProblemId::BadRecord, Some(7), "x");
        reporter.report(ProblemId::BadRecord, Some(9), "y");
        assert_eq!(reporter.problems.len(), 1);
        assert_eq!((reporter.problems[0].count, reporter.problems[0].at), (2, Some(7)));
        assert_eq!(reporter.problems[0].more, [9]);
        for at in 10..100 {
            reporter.report(ProblemId::BadRecord, Some(at), "");
        }
        assert_eq!((reporter.problems[0].count, reporter.problems[0].more.len()), (92, MORE_PLACES));
        assert_eq!(reporter.worst(), Some(Severity::DataLoss));
    }
}
