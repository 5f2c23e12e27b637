//! Synthetic CloudTrail trees of any size: the same seed gives the same bytes, and nobody's log is in them.
//!
//! Accounts, addresses and names are those that AWS and the RFCs keep for documentation. Records are written
//! as text from templates (`emr.tsv`, `other.tsv`): a million take seconds, and only one file, or a thousand
//! records of a single large file, is in memory at a time.

mod clock;
mod generate;
// The library's own table, not a copy; by path, because the library's other dependencies would make the first
// `cargo xtask` slow.
#[path = "../../core/src/emr/operations.rs"]
#[allow(dead_code)]
mod operations;
mod people;
mod record;
mod rng;
mod sample;
mod template;
#[cfg(test)]
mod tests;
mod world;

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use anyhow::Context as _;
use flate2::Compression;
use flate2::write::GzEncoder;

use generate::Generator;
use rng::{Ids, Rng, Weights};
pub use sample::{DUPLICATES as SAMPLE_DUPLICATES, sample};
use world::Lane;

/// What to write.
#[derive(Clone, Debug)]
pub struct Options {
    /// Records, in all.
    pub events: u64,
    /// Files to put them into, each with about as many.
    pub files: u32,
    /// Share of records whose source is EMR.
    pub emr_share: f64,
    /// The same seed gives the same bytes.
    pub seed: u64,
    /// `.json` rather than `.json.gz`.
    pub plain: bool,
    /// Days that the log covers.
    pub days: u32,
    /// Resources to be opened in it, at least; how many chance makes where none are given.
    pub resources: Option<u64>,
}

impl Default for Options {
    fn default() -> Self {
        Self { events: 10_000, files: 20, emr_share: 0.1, seed: 1, plain: false, days: 14, resources: None }
    }
}

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Files.
    pub files: u64,
    /// Records.
    pub events: u64,
    /// Records whose source is EMR.
    pub emr_events: u64,
    /// Bytes of JSON.
    pub json_bytes: u64,
    /// Bytes of files.
    pub file_bytes: u64,
}

/// 2026-09-01T00:00:00Z, when every corpus begins.
const START: i64 = 1_788_220_800;

/// Where things happen, and how often compared with the others.
const LANES: [(&str, &str, u64); 7] = [
    ("111122223333", "us-east-1", 34),
    ("111122223333", "eu-west-1", 18),
    ("111122223333", "us-west-2", 8),
    ("444455556666", "us-east-1", 16),
    ("444455556666", "eu-central-1", 12),
    ("123456789012", "ap-southeast-2", 8),
    ("123456789012", "us-east-1", 4),
];

// Records are put out of order among so many: enough to be in no order, few enough to hold.
const SHUFFLED: usize = 1024;

/// One file to come.
struct Plan {
    path: String,
    lane: usize,
    events: u64,
    from: i64,
    to: i64,
}

/// Writes one file after the other.
struct Writer {
    options: Options,
    rng: Rng,
    generator: Generator,
    lanes: Vec<Lane>,
    weights: Weights,
    next: u32,
}

impl Writer {
    fn new(options: &Options) -> anyhow::Result<Self> {
        anyhow::ensure!(options.files > 0 && options.days > 0, "no files, or no days");
        anyhow::ensure!((0.0..=1.0).contains(&options.emr_share), "the EMR share is not between 0 and 1");
        let emr_events = options.emr_share * options.events as f64;
        let births = options.resources.map(|resources| resources as f64 / emr_events.max(1.0));
        anyhow::ensure!(
            births.is_none_or(|share| share <= 0.5),
            "too many resources for so few events of EMR"
        );
        Ok(Self {
            rng: Rng::new(options.seed),
            generator: Generator::new(options.emr_share, births, Ids::Random)?,
            lanes: LANES.iter().map(|&(account, region, _)| Lane::new(account, region, START)).collect(),
            weights: Weights::new(LANES.iter().map(|&(.., weight)| weight)),
            next: 0,
            options: options.clone(),
        })
    }

    /// What the next file is, if there is one.
    fn plan(&mut self) -> Option<Plan> {
        let (number, files) = (u64::from(self.next), u64::from(self.options.files));
        if number >= files {
            return None;
        }
        self.next += 1;
        let lane = self.weights.pick(&mut self.rng);
        let span = i64::from(self.options.days) * clock::DAY;
        let to = START + span * (number as i64 + 1) / files as i64;
        let from = std::mem::replace(&mut self.lanes.get_mut(lane)?.clock, to);
        let share =
            |files_so_far: u64| self.options.events as u128 * u128::from(files_so_far) / u128::from(files);
        let events = (share(number + 1) - share(number)) as u64;
        let mut path = b"AWSLogs/".to_vec();
        let at = self.lanes.get(lane)?;
        path.extend(format!("{}/CloudTrail/{}/", at.account, at.region).bytes());
        clock::date(&mut path, to, b"/");
        path.extend(format!("/{}_CloudTrail_{}_", at.account, at.region).bytes());
        // Trails deliver about every five minutes and say so in the name.
        clock::stamp(&mut path, to - to.rem_euclid(300));
        path.push(b'_');
        rng::word(&mut path, &mut self.rng, 16);
        path.extend(if self.options.plain { &b".json"[..] } else { b".json.gz" });
        Some(Plan { path: String::from_utf8_lossy(&path).into_owned(), lane, events, from, to })
    }

    /// Writes the JSON of one file; gives its size.
    fn write(&mut self, plan: &Plan, to: &mut impl Write) -> io::Result<u64> {
        let Some(lane) = self.lanes.get_mut(plan.lane) else { return Ok(0) };
        let (mut text, mut ends, mut size) = (Vec::new(), Vec::with_capacity(SHUFFLED), 0);
        to.write_all(b"{\"Records\":[")?;
        for number in 0..plan.events {
            let time = plan.from
                + (i128::from(plan.to - plan.from) * i128::from(number) / i128::from(plan.events)) as i64;
            let begin = text.len();
            self.generator.record(&mut text, lane, &mut self.rng, time);
            ends.push(begin..text.len());
            let last = number + 1 == plan.events;
            if ends.len() == SHUFFLED || last {
                shuffle(&mut ends, &mut self.rng);
                for (at, range) in ends.iter().enumerate() {
                    to.write_all(text.get(range.clone()).unwrap_or_default())?;
                    if !last || at + 1 < ends.len() {
                        to.write_all(b",")?;
                    }
                }
                size += (text.len() + ends.len()) as u64;
                text.clear();
                ends.clear();
            }
        }
        to.write_all(b"]}")?;
        // A comma fewer than records, and the two ends.
        Ok(size.saturating_sub(1) + b"{\"Records\":[]}".len() as u64)
    }

    /// Writes one file, compressed or not; gives the size of its JSON.
    fn pack(&mut self, plan: &Plan, to: impl Write) -> io::Result<u64> {
        let mut to = Counted { to, bytes: 0 };
        if self.options.plain {
            return self.write(plan, &mut to);
        }
        let mut zip = GzEncoder::new(&mut to, Compression::new(6));
        let size = self.write(plan, &mut zip)?;
        zip.finish()?;
        Ok(size)
    }
}

/// Passes bytes on and counts them.
struct Counted<W> {
    to: W,
    bytes: u64,
}

impl<W: Write> Write for Counted<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.to.write(bytes)?;
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

fn shuffle<T>(items: &mut [T], rng: &mut Rng) {
    for at in (1..items.len()).rev() {
        items.swap(at, rng.index(at + 1));
    }
}

/// The files, one at a time: path within the tree, and bytes.
pub fn files(options: &Options) -> anyhow::Result<impl Iterator<Item = (String, Vec<u8>)>> {
    let mut writer = Writer::new(options)?;
    Ok(std::iter::from_fn(move || {
        let plan = writer.plan()?;
        let mut bytes = Vec::new();
        // Writing into memory does not fail.
        writer.pack(&plan, &mut bytes).ok()?;
        Some((plan.path, bytes))
    }))
}

/// Writes the files below a folder, which is made if it is not there. Files are streamed, however large.
pub fn write_tree(dir: &Path, options: &Options) -> anyhow::Result<Summary> {
    let mut writer = Writer::new(options)?;
    let mut summary = Summary::default();
    while let Some(plan) = writer.plan() {
        let path = dir.join(&plan.path);
        let shown = || format!("writing {}", path.display());
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).with_context(shown)?;
        }
        let mut file = BufWriter::with_capacity(1 << 18, File::create(&path).with_context(shown)?);
        let mut counted = Counted { to: &mut file, bytes: 0 };
        summary.json_bytes += writer.pack(&plan, &mut counted).with_context(shown)?;
        summary.file_bytes += counted.bytes;
        file.flush().with_context(shown)?;
        summary.files += 1;
        summary.events += plan.events;
    }
    summary.emr_events = writer.generator.emr_written();
    Ok(summary)
}

const USAGE: &str = "\
cargo xtask corpus DIR [--events N] [--files N] [--one-file] [--emr-share X] [--days N] [--resources N] [--seed N] [--plain]
cargo xtask corpus --sample FILE

Writes a synthetic tree of CloudTrail files below DIR. The same options give the same bytes.

  --events N      records in all (10000)
  --files N       files to put them into (20)
  --one-file      all in one file
  --emr-share X   share of records whose source is EMR, 0 to 1 (0.1)
  --days N        days that the log covers (14)
  --resources N   clusters, applications … that are opened in it, at least (as chance has it)
  --seed N        another seed, another corpus (1)
  --plain         .json instead of .json.gz
  --sample FILE   the sample data of the page instead, as one .json.gz
";

/// The command line: `cargo xtask corpus …`, without the word itself.
pub fn cli(args: impl IntoIterator<Item = String>) -> anyhow::Result<()> {
    let (mut options, mut dir, mut args) = (Options::default(), None, args.into_iter());
    while let Some(arg) = args.next() {
        let mut value = || args.next().with_context(|| format!("{arg} needs a value\n\n{USAGE}"));
        match arg.as_str() {
            "--events" => options.events = number(&value()?)?,
            "--files" => options.files = number(&value()?)?,
            "--one-file" => options.files = 1,
            "--emr-share" => options.emr_share = number(&value()?)?,
            "--days" => options.days = number(&value()?)?,
            "--resources" => options.resources = Some(number(&value()?)?),
            "--seed" => options.seed = number(&value()?)?,
            "--plain" => options.plain = true,
            "--sample" => {
                let file = value()?;
                fs::write(&file, sample()?).with_context(|| format!("writing {file}"))?;
                return Ok(());
            }
            "--help" | "-h" => {
                print!("{USAGE}");
                return Ok(());
            }
            _ if !arg.starts_with('-') && dir.is_none() => dir = Some(arg),
            _ => anyhow::bail!("{arg} is not understood\n\n{USAGE}"),
        }
    }
    let dir = dir.with_context(|| format!("where to?\n\n{USAGE}"))?;
    let Summary { files, events, emr_events, json_bytes, file_bytes } =
        write_tree(Path::new(&dir), &options)?;
    println!(
        "{files} files, {events} records ({emr_events} of EMR), {json_bytes} bytes of JSON, {file_bytes} on disk"
    );
    Ok(())
}

fn number<T: std::str::FromStr>(text: &str) -> anyhow::Result<T> {
    text.replace('_', "").parse().map_err(|_| anyhow::anyhow!("{text} is not such a number\n\n{USAGE}"))
}
