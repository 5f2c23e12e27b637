//! From the bytes of a file to the data of its members, through any containers inside one another.
//!
//! The containers of what is being read make a stack, the file's own at the bottom. Each hands on what it holds: data
//! for the next, or members. The first bytes of all data are looked at: another container goes onto the stack, and
//! anything else goes to the [`Outlet`]. The innermost container writes straight into the outlet's room.

use super::Container;
use super::archive::{Finish, Note, Step};
use super::gzip::Inflate;
use super::tar::Tar;
use super::utf16::Transcoder;
use super::zip::Zip;
use crate::limits::{RATIO_SLACK, Unpacking};
use crate::problem::{ProblemId, Reporter};

/// Where the data goes. Members are numbered from 1 in the order in which they lie in the file; 0 is the file itself.
pub trait Outlet {
    /// Where problems of a member, or of the file, go.
    fn reporter(&mut self, member: u32) -> &mut Reporter;
    /// A member, or the file, turns out to be wrapped in this.
    fn wrapped(&mut self, member: u32, container: Container);
    /// A member of an archive begins; `path` leads through all archives it is in.
    fn begin(&mut self, member: u32, path: &str);
    /// A member of an archive has ended, which takes so many bytes of the archive.
    fn end(&mut self, member: u32, bytes_in: u64);
    /// Data begins.
    fn data_begins(&mut self, member: u32);
    /// Where the next bytes of data go. There is room for one byte at least.
    fn room(&mut self) -> &mut [u8];
    /// So many bytes were put there.
    fn filled(&mut self, made: usize);
    /// The data has ended.
    fn data_ends(&mut self);
}

/// Bytes that a container which is not the innermost one hands on at once.
const SCRATCH: usize = 64 << 10;

#[derive(Default)]
enum Kind {
    Gzip(Box<Inflate>),
    Utf16(Box<Transcoder>),
    Zip(Box<Zip>),
    Tar(Box<Tar>),
    /// What it holds is refused from here on.
    #[default]
    Refused,
}

/// How much larger data gets.
#[derive(Clone, Copy, Default)]
struct Meter {
    used: u64,
    made: u64,
    /// Bytes above the ratio that were taken from the grace of the file.
    charged: u64,
}

#[derive(Default)]
struct Layer {
    kind: Kind,
    /// The member that is wrapped in it.
    member: u32,
    meter: Meter,
    /// Whether it had a member.
    begun: bool,
    /// Bytes on their way to the layer above, once there is one.
    scratch: Vec<u8>,
}

impl Layer {
    /// Whether what it makes may be more than what it uses.
    fn expands(&self) -> bool {
        matches!(self.kind, Kind::Gzip(_) | Kind::Zip(_))
    }

    fn step(&mut self, input: &[u8], room: &mut [u8], reporter: &mut Reporter) -> (usize, Step) {
        let made = |(used, made)| (used, if made == 0 { Step::More } else { Step::Made(made) });
        match &mut self.kind {
            Kind::Gzip(inflate) => made(inflate.push(input, room, reporter)),
            Kind::Utf16(transcoder) => made(transcoder.push(input, room, reporter)),
            Kind::Zip(zip) => zip.step(input, room),
            Kind::Tar(tar) => tar.step(input, room),
            Kind::Refused => (input.len(), Step::More),
        }
    }

    fn notes(&mut self) -> Vec<Note> {
        match &mut self.kind {
            Kind::Zip(zip) => zip.notes(),
            Kind::Tar(tar) => tar.notes(),
            _ => Vec::new(),
        }
    }
}

/// What stands on top of the stack.
enum Top {
    /// Nothing: an archive is between its members.
    Nothing,
    /// Data of which too little is here to tell what it is.
    Unknown(Vec<u8>),
    /// Data that goes to the outlet.
    Data,
    /// Data that is refused.
    Refused,
}

/// Unpacks one file, whose bytes arrive in pieces of any size.
pub struct Unpack {
    layers: Vec<Layer>,
    top: Top,
    /// The members that are open: number, and path through all archives.
    open: Vec<(u32, String)>,
    members: u32,
    /// Of the grace that the file has above the ratio.
    spent: u64,
    /// Bytes made by all containers.
    made: u64,
    limits: Unpacking,
}

impl Default for Unpack {
    fn default() -> Self {
        Unpack::new(Unpacking::default())
    }
}

impl Unpack {
    /// Starts a file.
    pub fn new(limits: Unpacking) -> Self {
        Unpack {
            layers: Vec::new(),
            top: Top::Unknown(Vec::new()),
            open: Vec::new(),
            members: 0,
            spent: 0,
            made: 0,
            limits,
        }
    }

    /// Takes the next bytes of the file.
    pub fn feed(&mut self, bytes: &[u8], out: &mut dyn Outlet) {
        self.push(0, bytes, out);
    }

    /// The file has ended.
    pub fn finish(&mut self, out: &mut dyn Outlet) {
        self.end(0, out);
    }

    fn member(&self) -> u32 {
        self.open.last().map_or(0, |(member, _)| *member)
    }

    /// Hands bytes to a layer, or to what stands on top of all.
    fn push(&mut self, level: usize, input: &[u8], out: &mut dyn Outlet) {
        if level >= self.layers.len() {
            return self.data(input, out);
        }
        let mut at = 0;
        loop {
            let innermost = level + 1 == self.layers.len();
            // What a layer makes is looked at, or goes on to the next layer, or straight to where it is wanted.
            let mut head = [0; Container::HEAD];
            let Some(layer) = self.layers.get_mut(level) else { return };
            let mut layer = std::mem::take(layer);
            let mut scratch = std::mem::take(&mut layer.scratch);
            let mut noted = Reporter::default();
            let (used, step) = match &self.top {
                Top::Data if innermost => layer.step(&input[at..], out.room(), &mut noted),
                Top::Nothing if innermost => layer.step(&input[at..], &mut [], &mut noted),
                Top::Unknown(known) if innermost => {
                    let missing = head.len().saturating_sub(known.len()).max(1);
                    layer.step(&input[at..], &mut head[..missing], &mut noted)
                }
                _ => {
                    scratch.resize(SCRATCH, 0);
                    layer.step(&input[at..], &mut scratch, &mut noted)
                }
            };
            at += used;
            let member = layer.member;
            for problem in noted.problems {
                for _ in 0..problem.count {
                    out.reporter(member).report(problem.id, problem.at, problem.detail.clone());
                }
            }
            let about = self.member_at(level, member);
            for (id, place, detail) in layer.notes() {
                out.reporter(about).report(id, place, detail);
            }
            let expands = layer.expands();
            self.layers[level] = layer;
            match step {
                Step::More => {
                    self.layers[level].scratch = scratch;
                    return;
                }
                Step::Made(made) => {
                    if expands {
                        self.charge(level, used, made, out);
                    }
                    match &self.top {
                        Top::Data if innermost => out.filled(made),
                        Top::Unknown(_) if innermost => self.data(&head[..made], out),
                        _ => self.push(level + 1, &scratch[..made], out),
                    }
                }
                Step::Begin(path) => self.begin(level, &path, out),
                Step::End(bytes_in) => {
                    self.end(level + 1, out);
                    self.end_member(bytes_in, out);
                }
            }
            self.layers[level].scratch = scratch;
        }
    }

    /// Takes data that no layer is known to be for.
    fn data(&mut self, mut input: &[u8], out: &mut dyn Outlet) {
        if let Top::Unknown(head) = &mut self.top {
            let take = Container::HEAD.saturating_sub(head.len()).min(input.len());
            head.extend_from_slice(&input[..take]);
            if head.len() < Container::HEAD {
                return;
            }
            input = &input[take..];
            let level = self.layers.len();
            self.decide(out);
            return self.push(level, input, out);
        }
        if let Top::Data = self.top {
            while !input.is_empty() {
                let room = out.room();
                let take = room.len().min(input.len());
                if take == 0 {
                    return;
                }
                room[..take].copy_from_slice(&input[..take]);
                out.filled(take);
                input = &input[take..];
            }
        }
    }

    /// Decides what the data is whose first bytes are here, and hands them on.
    fn decide(&mut self, out: &mut dyn Outlet) {
        let Top::Unknown(head) = std::mem::replace(&mut self.top, Top::Data) else { return };
        let member = self.member();
        let Some(container) = Container::detect(&head) else {
            out.data_begins(member);
            return self.data(&head, out);
        };
        if self.layers.len() >= self.limits.depth {
            out.reporter(member).report(ProblemId::TooDeep, None, container.label());
            self.top = Top::Refused;
            return;
        }
        let kind = match container {
            Container::Gzip => Kind::Gzip(Box::default()),
            Container::Zip => Kind::Zip(Box::default()),
            Container::Tar => Kind::Tar(Box::default()),
            Container::Utf16Le => Kind::Utf16(Box::new(Transcoder::new(false))),
            Container::Utf16Be => Kind::Utf16(Box::new(Transcoder::new(true))),
        };
        out.wrapped(member, container);
        self.top = match container {
            Container::Gzip => Top::Unknown(Vec::new()),
            Container::Zip | Container::Tar => Top::Nothing,
            // Nothing is wrapped in text.
            Container::Utf16Le | Container::Utf16Be => {
                out.data_begins(member);
                Top::Data
            }
        };
        let level = self.layers.len();
        self.layers.push(Layer { kind, member, ..Layer::default() });
        self.push(level, &head, out);
    }

    fn begin(&mut self, level: usize, path: &str, out: &mut dyn Outlet) {
        let layer = &mut self.layers[level];
        layer.meter = Meter::default();
        layer.begun = true;
        if self.members >= self.limits.members {
            out.reporter(layer.member).report(ProblemId::TooManyMembers, None, "");
            layer.kind = Kind::Refused;
            return;
        }
        self.members += 1;
        let path = match self.open.last() {
            Some((_, outer)) => format!("{outer}/{path}"),
            None => path.to_owned(),
        };
        out.begin(self.members, &path);
        self.open.push((self.members, path));
        self.top = Top::Unknown(Vec::new());
    }

    fn end_member(&mut self, bytes_in: u64, out: &mut dyn Outlet) {
        if let Some((member, _)) = self.open.pop() {
            out.end(member, bytes_in);
        }
        self.top = Top::Nothing;
    }

    /// The input of a layer, or of what stands on top of all, has ended.
    fn end(&mut self, level: usize, out: &mut dyn Outlet) {
        if level >= self.layers.len() {
            if let Top::Unknown(_) = self.top {
                self.decide(out);
                if self.layers.len() > level {
                    return self.end(level, out);
                }
            }
            if let Top::Data = self.top {
                out.data_ends();
            }
            self.top = Top::Nothing;
            return;
        }
        let member = self.layers[level].member;
        let mut layer = std::mem::take(&mut self.layers[level]);
        match &mut layer.kind {
            Kind::Gzip(inflate) => inflate.finish(out.reporter(member)),
            Kind::Utf16(transcoder) => {
                let rest = transcoder.finish(out.reporter(member));
                self.push(level + 1, rest.as_bytes(), out);
            }
            Kind::Zip(zip) => {
                let finish = zip.finish();
                return self.end_archive(level, &layer, finish, out);
            }
            Kind::Tar(tar) => {
                let finish = tar.finish();
                return self.end_archive(level, &layer, finish, out);
            }
            Kind::Refused => {}
        }
        self.end(level + 1, out);
        self.layers.truncate(level);
    }

    fn end_archive(&mut self, level: usize, layer: &Layer, finish: Finish, out: &mut dyn Outlet) {
        let about = self.member_at(level, layer.member);
        for (id, place, detail) in finish.of_member {
            out.reporter(about).report(id, place, detail);
        }
        self.end(level + 1, out);
        if let Some(bytes_in) = finish.open {
            self.end_member(bytes_in, out);
        }
        if !layer.begun && finish.of_archive.is_empty() {
            out.reporter(layer.member).report(ProblemId::EmptyArchive, None, "");
        }
        for (id, place, detail) in finish.of_archive {
            out.reporter(layer.member).report(id, place, detail);
        }
        self.layers.truncate(level);
        self.top = Top::Nothing;
    }

    /// Counts what a layer has made, and refuses the rest of it where that is too much.
    fn charge(&mut self, level: usize, used: usize, made: usize, out: &mut dyn Outlet) {
        let rate = self.layers[..level].iter().map(rate).product::<f64>();
        let Some(layer) = self.layers.get_mut(level) else { return };
        let meter = &mut layer.meter;
        meter.used += used as u64;
        meter.made += made as u64;
        self.made = self.made.saturating_add(made as u64);
        let fair = (self.limits.ratio as f64 * meter.used as f64 * rate) as u64 + RATIO_SLACK;
        let above = meter.made.saturating_sub(fair);
        self.spent += above.saturating_sub(meter.charged);
        meter.charged = meter.charged.max(above);
        let problem = if above > 0 && self.spent > self.limits.grace {
            ProblemId::ExpandsTooMuch
        } else if self.made > self.limits.output {
            ProblemId::OutputTooLarge
        } else {
            return;
        };
        let mut member = layer.member;
        match &mut layer.kind {
            Kind::Zip(zip) => {
                zip.refuse();
                member = self.member_at(level, member);
            }
            kind => *kind = Kind::Refused,
        }
        out.reporter(member).report(problem, None, "");
    }

    /// The member that the archive at this level has open; where it has none, the one that is wrapped in it.
    fn member_at(&self, level: usize, wrapped: u32) -> u32 {
        // Each archive below has one open.
        let below = self.layers[..level].iter();
        let archives = below.filter(|layer| matches!(layer.kind, Kind::Zip(_) | Kind::Tar(_))).count();
        self.open.get(archives).map_or(wrapped, |(member, _)| *member)
    }
}

/// How much of what a layer made it used: for what is inside one that makes a hundred bytes of one, a byte is less.
fn rate(layer: &Layer) -> f64 {
    match layer.meter {
        Meter { made: 0, .. } => 1.0,
        Meter { used, made, .. } => (used as f64 / made as f64).min(1.0),
    }
}
