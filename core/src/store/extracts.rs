//! What life stories need of EMR's own events: ids, settings, what was made. Taken out of each record while it is
//! parsed anyway, so that nobody has to open and read all records again when stories are asked for.

use std::sync::Arc;

use super::dictionary::Dictionary;
use crate::emr::made::{self, Made};
use crate::emr::operations::{self, Operation, Phase};
use crate::emr::resources::{Kind, Strength, Touched};
use crate::emr::{phrases, settings, state_change};
use crate::record::Record;

/// A resource that an event names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Named {
    /// What it is.
    pub kind: Kind,
    /// Code of its id.
    pub id: u32,
    /// How surely.
    pub by: Strength,
    /// Whether the answer names it.
    pub answered: bool,
}

/// A step, job run, instance group … that an event made; texts are codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MadePart {
    /// What it is.
    pub kind: Kind,
    /// Its id; 0 where the answer has none.
    pub id: u32,
    /// Its name; 0 where none is recorded.
    pub name: u32,
    /// What it runs or consists of; 0 where that is not recorded.
    pub what: u32,
    /// The role it was given; 0 where none is recorded.
    pub role: u32,
    /// What happens where it does not succeed; 0 where that is not recorded.
    pub action: u32,
    /// Seconds after which it must have ended; 0 where the record does not say.
    pub at_most: u32,
}

/// One event of EMR's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extract {
    /// Row of the batch or of the store.
    pub row: u32,
    /// The place of its operation in the table, where the table knows it.
    pub place: Option<usize>,
    /// Which part of a life it belongs to.
    pub phase: Phase,
    /// It was refused or went wrong.
    pub refused: bool,
    /// Code of the state that EMR reported, where it is such a report; 0 for none.
    pub told: u32,
    /// Nodes or, where the flag is set, units of instance fleets that a launch, or a group added later, asks for.
    pub size: Option<(u32, bool)>,
    named: Span,
    settings: Span,
    made: Span,
}

/// From here to there in one of the lists.
type Span = (u32, u32);

fn slice<T>(list: &[T], span: Span) -> &[T] {
    list.get(span.0 as usize..span.1 as usize).unwrap_or(&[])
}

impl Extract {
    /// Its operation, where the table knows it.
    pub fn operation(&self) -> Option<&'static Operation> {
        operations::operations().get(self.place?)
    }
}

/// All of them, of a batch or of the store. Codes are those of one dictionary.
#[derive(Clone, Debug, Default)]
pub struct Extracts {
    texts: Arc<Dictionary>,
    list: Vec<Extract>,
    named: Vec<Named>,
    settings: Vec<(u32, u32)>,
    made: Vec<MadePart>,
}

impl Extracts {
    /// Takes what is needed out of a record of EMR's own; `place` is that of its operation in the table, `touched` what
    /// it names.
    pub fn push(&mut self, row: u32, record: &Record, place: Option<usize>, touched: &[Touched]) {
        let operation = place.and_then(|at| operations::operations().get(at));
        let texts = Arc::make_mut(&mut self.texts);
        let starts = (self.named.len() as u32, self.settings.len() as u32, self.made.len() as u32);
        self.named.extend(touched.iter().map(|touched| Named {
            kind: touched.kind,
            id: texts.code(&touched.id),
            by: touched.by,
            answered: touched.answered,
        }));
        let refused = !record.error_code.is_empty();
        let (mut told, mut size) = (0, None);
        let phase = if state_change::is_one(record) {
            let (state, name) = state_change::state_and_name(record);
            // Whatever else has a state is none of the resources that the report names.
            let subject = state_change::subject(record)
                .filter(|kind| touched.iter().any(|touched| touched.kind == *kind));
            if subject.is_some() {
                told = texts.code(&state);
            }
            // A report on a step has the step's name.
            if !name.is_empty() && subject.is_some_and(Kind::has_story) {
                self.settings.push((texts.code("name"), texts.code(&name)));
            }
            Phase::Told
        } else {
            match operation {
                Some(operation) => operation.phase,
                None if operations::category_by_verb(record.event_name.as_str()) == "read" => Phase::LookedAt,
                None => Phase::Changed,
            }
        };
        if !refused && !matches!(phase, Phase::LookedAt | Phase::Prepared | Phase::Told) {
            let parameters = record.request_parameters.get().unwrap_or("{}");
            settings::settings(
                record.event_source.as_str(),
                record.event_name.as_str(),
                parameters,
                &mut |name, value| {
                    self.settings.push((texts.code(name), texts.code(value)));
                },
            );
            self.made.extend(made::made(record).iter().map(|made| part(made, texts)));
            let asked = match operation.map_or("", |operation| operation.event) {
                "AddInstanceGroups" => phrases::size_of(parameters),
                _ if phase == Phase::Opened => phrases::size(parameters),
                _ => None,
            };
            let clamp = |count: u64| count.min(u64::from(u32::MAX)) as u32;
            size = asked.map(|(count, units)| (clamp(count), units));
        }
        self.list.push(Extract {
            row,
            place,
            phase,
            refused,
            told,
            size,
            named: (starts.0, self.named.len() as u32),
            settings: (starts.1, self.settings.len() as u32),
            made: (starts.2, self.made.len() as u32),
        });
    }

    /// One for each event, in no order in particular.
    pub fn list(&self) -> &[Extract] {
        &self.list
    }

    /// The texts of all codes. Shared, so that stories can keep them while more is loaded.
    pub fn texts(&self) -> &Arc<Dictionary> {
        &self.texts
    }

    /// The resources that an event names.
    pub fn named(&self, of: &Extract) -> &[Named] {
        slice(&self.named, of.named)
    }

    /// The same of all events.
    pub fn all_named(&self) -> &[Named] {
        &self.named
    }

    /// Codes of names and values that an event set.
    pub fn settings(&self, of: &Extract) -> &[(u32, u32)] {
        slice(&self.settings, of.settings)
    }

    /// What an event made.
    pub fn made(&self, of: &Extract) -> &[MadePart] {
        slice(&self.made, of.made)
    }

    /// Forgets those of some rows.
    pub fn forget(&mut self, is_old: impl Fn(u32) -> bool) {
        self.list.retain(|extract| !is_old(extract.row));
    }

    /// Adds those of a batch; `row_of` says which row of the store one of the batch became, if any.
    pub fn add(&mut self, batch: &Extracts, row_of: impl Fn(u32) -> Option<u32>) {
        if batch.list.is_empty() {
            return;
        }
        let texts = Arc::make_mut(&mut self.texts);
        let codes: Vec<u32> = batch.texts.iter().map(|text| texts.code(text)).collect();
        let code = |of_batch: u32| codes.get(of_batch as usize).copied().unwrap_or(0);
        for extract in &batch.list {
            let Some(row) = row_of(extract.row) else { continue };
            let starts = (self.named.len() as u32, self.settings.len() as u32, self.made.len() as u32);
            self.named
                .extend(batch.named(extract).iter().map(|named| Named { id: code(named.id), ..*named }));
            let settings = batch.settings(extract).iter();
            self.settings.extend(settings.map(|&(name, value)| (code(name), code(value))));
            self.made.extend(batch.made(extract).iter().map(|part| MadePart {
                id: code(part.id),
                name: code(part.name),
                what: code(part.what),
                role: code(part.role),
                action: code(part.action),
                ..*part
            }));
            self.list.push(Extract {
                row,
                told: code(extract.told),
                named: (starts.0, self.named.len() as u32),
                settings: (starts.1, self.settings.len() as u32),
                made: (starts.2, self.made.len() as u32),
                ..extract.clone()
            });
        }
    }

    /// Bytes on the heap.
    pub fn size(&self) -> usize {
        self.texts.size()
            + self.list.capacity() * size_of::<Extract>()
            + self.named.capacity() * size_of::<Named>()
            + self.settings.capacity() * size_of::<(u32, u32)>()
            + self.made.capacity() * size_of::<MadePart>()
    }
}

fn part(made: &Made, texts: &mut Dictionary) -> MadePart {
    MadePart {
        kind: made.kind,
        id: texts.code(&made.id),
        name: texts.code(&made.name),
        what: texts.code(&made.what),
        role: texts.code(&made.role),
        action: texts.code(&made.action),
        at_most: made.at_most,
    }
}

/// The lists as numbers, for the wire: what stands in one of them, word by word.
pub(super) struct Words {
    pub list: Vec<[u32; 10]>,
    pub named: Vec<[u32; 2]>,
    pub settings: Vec<[u32; 2]>,
    pub made: Vec<[u32; 7]>,
}

const REFUSED: u32 = 1 << 24;
const SIZE: u32 = 1 << 25;
const UNITS: u32 = 1 << 26;
const ANSWERED: u32 = 1 << 16;

impl Extracts {
    /// Forgets everything, keeps the room.
    pub(super) fn clear(&mut self) {
        Arc::make_mut(&mut self.texts).clear();
        self.list.clear();
        self.named.clear();
        self.settings.clear();
        self.made.clear();
    }

    /// To the wire.
    pub(super) fn words(&self) -> Words {
        let flag = |is: bool, bit: u32| if is { bit } else { 0 };
        let list = self.list.iter().map(|extract| {
            // Places in the table have two bytes, 0 for what it does not know.
            let operation = extract.place.map_or(0, |at| at as u32 + 1);
            let phase = Phase::ALL.iter().position(|phase| *phase == extract.phase).unwrap_or(0) as u32;
            let flags = flag(extract.refused, REFUSED)
                | flag(extract.size.is_some(), SIZE)
                | flag(extract.size.is_some_and(|(_, units)| units), UNITS);
            let (size, _) = extract.size.unwrap_or_default();
            let spans = [extract.named, extract.settings, extract.made];
            let [named, settings, made] = spans;
            let first = operation & 0xffff | phase << 16 | flags;
            [extract.row, first, extract.told, size, named.0, named.1, settings.0, settings.1, made.0, made.1]
        });
        let named = self.named.iter().map(|named| {
            let kind = named.kind.number() | named.by.number() << 8 | flag(named.answered, ANSWERED);
            [named.id, kind]
        });
        let made = self.made.iter().map(|part| {
            [part.kind.number(), part.id, part.name, part.what, part.role, part.action, part.at_most]
        });
        Words {
            list: list.collect(),
            named: named.collect(),
            settings: self.settings.iter().map(|&(name, value)| [name, value]).collect(),
            made: made.collect(),
        }
    }

    /// From the wire; none where something in it cannot be.
    pub(super) fn of_words(texts: Dictionary, words: &Words) -> Option<Extracts> {
        let list = words.list.iter().map(|&[row, first, told, size, n0, n1, s0, s1, m0, m1]| {
            Some(Extract {
                row,
                place: match first & 0xffff {
                    0 => None,
                    at if at as usize <= operations::operations().len() => Some(at as usize - 1),
                    _ => return None,
                },
                phase: *Phase::ALL.get((first >> 16 & 0xff) as usize)?,
                refused: first & REFUSED != 0,
                told,
                size: (first & SIZE != 0).then_some((size, first & UNITS != 0)),
                named: (n0, n1),
                settings: (s0, s1),
                made: (m0, m1),
            })
        });
        let named = words.named.iter().map(|&[id, kind]| {
            Some(Named {
                kind: Kind::of_number(kind & 0xff)?,
                id,
                by: Strength::of_number(kind >> 8 & 0xff)?,
                answered: kind & ANSWERED != 0,
            })
        });
        let made = words.made.iter().map(|&[kind, id, name, what, role, action, at_most]| {
            Some(MadePart { kind: Kind::of_number(kind)?, id, name, what, role, action, at_most })
        });
        Some(Extracts {
            texts: Arc::new(texts),
            list: list.collect::<Option<_>>()?,
            named: named.collect::<Option<_>>()?,
            settings: words.settings.iter().map(|&[name, value]| (name, value)).collect(),
            made: made.collect::<Option<_>>()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emr::resources::touched;

    fn extract(texts: &[&str]) -> Extracts {
        let mut extracts = Extracts::default();
        for (row, text) in texts.iter().enumerate() {
            let record: Record = serde_json::from_str(text).unwrap();
            let operation = operations::place(record.event_source.as_str(), record.event_name.as_str());
            let touched = touched(&record, operation.and_then(|at| operations::operations().get(at)));
            extracts.push(row as u32, &record, operation, &touched);
        }
        extracts
    }

    const LAUNCH: &str = r#"{"eventSource":"elasticmapreduce.amazonaws.com","eventName":"RunJobFlow",
        "requestParameters":{"name":"n","instances":{"instanceCount":3},"steps":[{"name":"a","actionOnFailure":"CONTINUE"}]},
        "responseElements":{"jobFlowId":"j-1"}}"#;
    const REFUSED_STEP: &str = r#"{"eventSource":"elasticmapreduce.amazonaws.com","eventName":"AddJobFlowSteps","errorCode":"x",
        "requestParameters":{"jobFlowId":"j-1","steps":[{"name":"a"}]}}"#;
    const UNKNOWN: &str = r#"{"eventSource":"elasticmapreduce.amazonaws.com","eventName":"DescribeNovelty"}"#;

    #[test]
    fn holds_what_stories_need() {
        let extracts = extract(&[LAUNCH, REFUSED_STEP, UNKNOWN]);
        let [launch, refused, unknown] = extracts.list() else { panic!() };
        let text = |code: u32| extracts.texts().get(code);
        assert_eq!((launch.phase, launch.size, launch.refused), (Phase::Opened, Some((3, false)), false));
        let named = extracts.named(launch);
        assert_eq!((named.len(), text(named[0].id), named[0].answered), (1, "j-1", true));
        let set: Vec<_> =
            extracts.settings(launch).iter().map(|&(name, value)| (text(name), text(value))).collect();
        assert!(set.contains(&("name", "n")) && set.contains(&("steps at launch", "1")), "{set:?}");
        let made = extracts.made(launch);
        assert_eq!((made.len(), text(made[0].name), text(made[0].action)), (1, "a", "CONTINUE"));
        // What was refused made and set nothing, and is about something all the same.
        assert!(
            refused.refused && extracts.made(refused).is_empty() && extracts.settings(refused).is_empty()
        );
        assert_eq!(extracts.named(refused).len(), 1);
        assert_eq!((unknown.place, unknown.phase), (None, Phase::LookedAt));
    }

    #[test]
    fn goes_over_the_wire_and_into_another() {
        let extracts = extract(&[LAUNCH, REFUSED_STEP, UNKNOWN]);
        let texts = Dictionary::clone(extracts.texts());
        let back = Extracts::of_words(texts, &extracts.words()).unwrap();
        assert_eq!((&back.list, &back.named), (&extracts.list, &extracts.named));
        assert_eq!((&back.settings, &back.made), (&extracts.settings, &extracts.made));
        let mut all = extract(&[UNKNOWN]);
        // The second row of the batch is a copy and was not taken.
        all.add(&back, |row| (row != 1).then_some(row + 7));
        let rows: Vec<u32> = all.list().iter().map(|extract| extract.row).collect();
        assert_eq!(rows, [0, 7, 9]);
        let launch = &all.list()[1];
        assert_eq!(all.texts().get(all.named(launch)[0].id), "j-1");
        assert_eq!(all.settings(launch).len(), extracts.settings(&extracts.list()[0]).len());
        all.forget(|row| row == 7);
        assert_eq!(all.list().len(), 2);
    }

    #[test]
    fn what_cannot_be_is_refused() {
        let extracts = extract(&[LAUNCH]);
        let with = |change: fn(&mut Words)| {
            let mut words = extracts.words();
            change(&mut words);
            Extracts::of_words(Dictionary::default(), &words)
        };
        assert!(with(|words| words.list[0][1] = 0xffff).is_none());
        assert!(with(|words| words.list[0][1] |= 0xff << 16).is_none());
        assert!(with(|words| words.named[0][1] = 0xff).is_none());
        assert!(with(|words| words.made[0][0] = 99).is_none());
        // Spans that lie nowhere hold nothing.
        let odd = with(|words| words.list[0][5] = u32::MAX).unwrap();
        assert!(odd.named(&odd.list()[0]).is_empty());
    }
}
