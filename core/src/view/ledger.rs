//! The lines of the ledger: what became of each file and of each member of an archive, in order and as far as wanted.

use super::file_name::FileName;
use crate::problem::Problem;
use crate::store::ledger::{FileReport, Outcome};

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Number of the file.
    pub file: u32,
    /// Number of the member; 0 for the file itself.
    pub member: u32,
    /// Path of the file.
    pub path: String,
    /// Path of the member in it; empty for the file itself.
    pub member_path: String,
    /// What became of it.
    pub outcome: Outcome,
    /// The form's name for people; empty where none was found.
    pub form: &'static str,
    /// The form's stable name; empty where none was found.
    pub form_name: &'static str,
    /// What it was wrapped in.
    pub wrapping: String,
    /// Bytes of the file, or of the member in its archive.
    pub bytes_in: u64,
    /// Bytes of data.
    pub bytes_out: u64,
    /// Elements found.
    pub records: u64,
    /// Of these, events that are shown.
    pub kept: u64,
    /// Of these, copies of events that stand elsewhere.
    pub duplicates: u64,
    /// Of these, left out with a reason.
    pub left_out: u64,
    /// Of these, damaged.
    pub damaged: u64,
    /// Earliest and latest event.
    pub span: Option<(i64, i64)>,
    /// What the name says.
    pub name: FileName,
    /// How long reading took; `None` where it was not measured.
    pub micros: Option<u64>,
    /// What there is to say, the worst first.
    pub problems: Vec<Problem>,
    /// Whether it is an archive: its figures are those of its members.
    pub archive: bool,
}

impl Line {
    /// Of an account.
    pub fn new(report: &FileReport, path: &str) -> Line {
        let inner = if report.member == 0 { path } else { &report.path };
        let mut problems = report.problems.problems.clone();
        problems.sort_by_key(|problem| std::cmp::Reverse(problem.id.kind().severity));
        Line {
            file: report.file,
            member: report.member,
            path: path.to_owned(),
            member_path: report.path.clone(),
            outcome: report.outcome(),
            form: report.format_label(),
            form_name: report.format_name(),
            wrapping: report.wrapping(),
            bytes_in: report.bytes_in,
            bytes_out: report.bytes_out,
            records: report.records,
            kept: report.kept(),
            duplicates: report.duplicates,
            left_out: report.not_events + report.no_room,
            damaged: report.damaged,
            span: report.span,
            name: FileName::of(inner),
            micros: report.micros,
            problems,
            archive: report.is_archive(),
        }
    }

    /// The path, and that of the member behind it.
    pub fn full_path(&self) -> String {
        match self.member_path.as_str() {
            "" => self.path.clone(),
            member => format!("{} › {member}", self.path),
        }
    }

    /// How much there is to say, the worst first.
    fn rank(&self) -> u8 {
        match self.outcome {
            Outcome::Skipped => 0,
            Outcome::Partly => 1,
            Outcome::Read if !self.problems.is_empty() => 2,
            Outcome::Read => 3,
        }
    }

    fn has(&self, word: &str) -> bool {
        let has = |text: &str| text.to_lowercase().contains(word);
        has(&self.path)
            || has(&self.member_path)
            || has(self.form)
            || has(&self.wrapping)
            || has(&self.name.account)
            || has(&self.name.region)
            || has(self.outcome.label())
            || self.problems.iter().any(|p| has(p.id.kind().name) || has(p.id.kind().what) || has(&p.detail))
    }
}

/// The lines of all accounts: each file, and behind it its members.
pub fn lines(files: &[FileReport], name: impl Fn(u32) -> String) -> Vec<Line> {
    files
        .iter()
        .flat_map(|file| {
            let path = name(file.file);
            file.lines().map(move |account| Line::new(account, &path)).collect::<Vec<_>>()
        })
        .collect()
}

/// What lines can be put in order by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum By {
    /// What there is to say: lost files first, then damaged ones, then those with a remark.
    #[default]
    Outcome,
    /// The path.
    Path,
    /// The form.
    Form,
    /// Bytes of the file.
    BytesIn,
    /// Bytes of data.
    BytesOut,
    /// Elements.
    Records,
    /// Events that are shown.
    Kept,
    /// Copies.
    Duplicates,
    /// Left out.
    LeftOut,
    /// Damaged.
    Damaged,
    /// The first event.
    First,
    /// The time of delivery in the name.
    Delivered,
    /// How long reading took.
    Micros,
}

/// Which lines are wanted, in which order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// Words that must all be in a line: in its path, form, problems, account, Region.
    pub words: String,
    /// Only lines with this outcome.
    pub outcome: Option<Outcome>,
    /// Only lines with something to say.
    pub remarks_only: bool,
    /// Order.
    pub by: By,
    /// The other way round.
    pub down: bool,
}

/// Indexes of the wanted lines, in order. Lines that agree stay in the order of the files.
pub fn choose(lines: &[Line], choice: &Choice) -> Vec<u32> {
    let words: Vec<String> = choice.words.split_whitespace().map(str::to_lowercase).collect();
    let wanted = |line: &Line| {
        choice.outcome.is_none_or(|outcome| line.outcome == outcome)
            && (!choice.remarks_only || line.rank() < 3)
            && words.iter().all(|word| line.has(word))
    };
    let mut rows: Vec<u32> =
        (0u32..).zip(lines).filter(|(_, line)| wanted(line)).map(|(row, _)| row).collect();
    let key = |row: u32| -> Option<&Line> { lines.get(row as usize) };
    let order = |a: u32, b: u32| {
        let (Some(a), Some(b)) = (key(a), key(b)) else { return std::cmp::Ordering::Equal };
        // What is missing comes last either way.
        let missing = |of: fn(&Line) -> Option<i64>| match (of(a), of(b)) {
            (Some(x), Some(y)) => turned(x.cmp(&y), choice.down),
            (x, y) => y.is_some().cmp(&x.is_some()),
        };
        let plain = match choice.by {
            By::First => return missing(|line| line.span.map(|(first, _)| first)),
            By::Delivered => return missing(|line| line.name.delivered),
            By::Micros => return missing(|line| line.micros.map(|n| n as i64)),
            By::Outcome => a.rank().cmp(&b.rank()),
            By::Path => (&a.path, a.member).cmp(&(&b.path, b.member)),
            By::Form => a.form.cmp(b.form),
            By::BytesIn => a.bytes_in.cmp(&b.bytes_in),
            By::BytesOut => a.bytes_out.cmp(&b.bytes_out),
            By::Records => a.records.cmp(&b.records),
            By::Kept => a.kept.cmp(&b.kept),
            By::Duplicates => a.duplicates.cmp(&b.duplicates),
            By::LeftOut => a.left_out.cmp(&b.left_out),
            By::Damaged => a.damaged.cmp(&b.damaged),
        };
        turned(plain, choice.down)
    };
    let place = |row: &u32| key(*row).map(|line| (line.file, line.member));
    rows.sort_by(|a, b| order(*a, *b).then_with(|| place(a).cmp(&place(b))));
    rows
}

fn turned(order: std::cmp::Ordering, down: bool) -> std::cmp::Ordering {
    if down { order.reverse() } else { order }
}

/// The sums of some lines. Archives are left out: their figures are those of their members.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Files; members do not count.
    pub files: u64,
    /// Bytes of the files.
    pub bytes_in: u64,
    /// Bytes of data.
    pub bytes_out: u64,
    /// Elements.
    pub records: u64,
    /// Events that are shown.
    pub kept: u64,
    /// Copies.
    pub duplicates: u64,
    /// Left out.
    pub left_out: u64,
    /// Damaged.
    pub damaged: u64,
}

impl Totals {
    /// Of these lines.
    pub fn of<'l>(lines: impl Iterator<Item = &'l Line>) -> Totals {
        let mut out = Totals::default();
        for line in lines {
            if line.member == 0 {
                out.files += 1;
                out.bytes_in += line.bytes_in;
            }
            // An archive that could not be opened has no members and nothing in it.
            if !line.archive {
                out.bytes_out += line.bytes_out;
                out.records += line.records;
                out.kept += line.kept;
                out.duplicates += line.duplicates;
                out.left_out += line.left_out;
                out.damaged += line.damaged;
            }
        }
        out
    }

    /// Whether each element was kept, is a copy, or was left out.
    pub fn add_up(&self) -> bool {
        self.records == self.kept + self.duplicates + self.left_out + self.damaged
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::ProblemId;

    fn files() -> Vec<FileReport> {
        let mut files: Vec<FileReport> = (0..3).map(FileReport::new).collect();
        (files[0].records, files[0].events, files[0].duplicates) = (5, 5, 2);
        (files[1].records, files[1].not_events) = (1, 1);
        files[1].problems.report(ProblemId::NotCloudTrail, None, "");
        (files[2].records, files[2].events, files[2].damaged) = (7, 6, 1);
        files[2].problems.report(ProblemId::SummaryOnly, None, "");
        files[2].problems.report(ProblemId::BadRecord, Some(9), "oops");
        files[2].span = Some((100, 200));
        files
    }

    #[test]
    fn lines_are_chosen_and_put_in_order() {
        let lines = lines(&files(), |file| format!("folder/{file}.json"));
        let choose = |choice: Choice| choose(&lines, &choice);
        assert_eq!(choose(Choice::default()), [1, 2, 0]);
        assert_eq!(choose(Choice { by: By::Records, down: true, ..Choice::default() }), [2, 0, 1]);
        assert_eq!(choose(Choice { by: By::First, ..Choice::default() }), [2, 0, 1]);
        assert_eq!(choose(Choice { by: By::First, down: true, ..Choice::default() }), [2, 0, 1]);
        assert_eq!(choose(Choice { by: By::Path, down: true, ..Choice::default() }), [2, 1, 0]);
        assert_eq!(choose(Choice { words: "OOPS folder".to_owned(), ..Choice::default() }), [2]);
        assert_eq!(choose(Choice { outcome: Some(Outcome::Skipped), ..Choice::default() }), [1]);
        assert_eq!(choose(Choice { remarks_only: true, ..Choice::default() }), [1, 2]);
        let said: Vec<ProblemId> = lines[2].problems.iter().map(|problem| problem.id).collect();
        assert_eq!(said, [ProblemId::BadRecord, ProblemId::SummaryOnly]);
    }

    #[test]
    fn totals_add_up() {
        let lines = lines(&files(), |_| String::new());
        let totals = Totals::of(lines.iter());
        assert_eq!((totals.files, totals.records, totals.kept, totals.duplicates), (3, 13, 9, 2));
        assert!(totals.add_up());
    }
}
