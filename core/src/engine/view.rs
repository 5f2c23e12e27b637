//! Building a view: everything the screen shows of a query, from one request.

use std::rc::Rc;

use super::Engine;
use super::cache::{Cache, Sorted};
use super::protocol::{Page, View, ViewRequest};
use crate::aggregate::{Facet, FacetBy, FacetRequest, RESULT_OK, Stack, facet, gaps, histogram};
use crate::emr::channel;
use crate::emr::facts::Scope;
use crate::query::{self, Answer, Clock, Filter, Pages, QueryError, Selection, Subject};
use crate::record::time;
use crate::store::columns::{AGENT, ERROR};
use crate::store::{Kinds, Store};
use crate::view::chart::TimelineSpec;
use crate::view::{Counts, Row, TableColumn, chart};

/// What decides which rows are in a view.
#[derive(PartialEq)]
pub(super) struct Key {
    generation: u32,
    learned: u32,
    filter: Filter,
    scope: Scope,
    range: Option<[f64; 2]>,
}

/// The last view, so that further pages cost nothing, and another order or other columns of it little.
pub(super) struct Shown {
    pub seq: u32,
    pub columns: Vec<TableColumn>,
    key: Key,
    selection: Rc<Selection>,
    matching: u32,
    sorted: Sorted,
    pages: Pages,
    timeline: (Stack, TimelineSpec),
    facets: Vec<(FacetRequest, Facet)>,
}

/// What narrows the rows, each with the rows that it lets through.
pub(super) struct Conditions<'f> {
    always: Vec<Rc<Answer>>,
    conjuncts: Vec<(&'f Filter, Rc<Answer>)>,
}

impl<'f> Conditions<'f> {
    pub fn new(store: &Store, cache: &mut Cache, key: &'f Key) -> Self {
        let mut always = vec![cache.scope(store, key.scope)];
        if let Some([start, end]) = key.range {
            let range = Filter::Time(start.floor() as i64..end.ceil() as i64);
            always.push(cache.select(store, &range));
        }
        let parts = key.filter.conjuncts();
        let conjuncts = cache.answers(store, &parts);
        let conjuncts = parts.into_iter().zip(conjuncts);
        Conditions { always, conjuncts: conjuncts.collect() }
    }

    /// The rows that pass everything but the conjuncts on this subject.
    pub fn without(&self, subject: Option<Subject>) -> Selection {
        let conjuncts =
            self.conjuncts.iter().filter(|(part, _)| subject.is_none() || part.subject() != subject);
        let mut answers = self.always.iter().chain(conjuncts.map(|(_, answer)| answer));
        // The scope is always there.
        let Some(first) = answers.next() else { return Selection::default() };
        let mut all = first.rows.clone();
        answers.for_each(|more| all.and(&more.rows));
        all
    }

    /// The rows that may match or not, depending on records that are not in memory.
    fn unsearched(&self, rows: u32, counts: impl Fn(&Filter) -> bool) -> Option<Selection> {
        let counting = self.conjuncts.iter().filter(|(part, _)| counts(part));
        let answers: Vec<&Answer> = counting.map(|(_, answer)| &**answer).collect();
        let answers = answers.into_iter();
        let mut open = Answer::all_of(answers, rows).unsearched?;
        self.always.iter().for_each(|answer| open.and(&answer.rows));
        Some(open)
    }

    pub fn facet(&self, store: &Store, matching: &Selection, wanted: &FacetRequest) -> Facet {
        let subject = wanted.by.subject();
        let conjuncts = self.conjuncts.iter().map(|(part, _)| *part);
        let own: Vec<&Filter> = conjuncts.filter(|part| part.subject() == Some(subject)).collect();
        if own.is_empty() {
            return facet(store, matching, wanted, None);
        }
        let rows = self.without(Some(subject));
        let kinds = Kinds::of(store);
        let passes = |value: &str| own.iter().all(|part| part.accepts(value, &kinds));
        let accepts = |value: &str| match wanted.by {
            FacetBy::Column(_) => passes(value),
            // Its values are numbers; the conditions are on paths.
            FacetBy::File => {
                let path = value.parse().ok().and_then(|number: usize| store.paths().get(number));
                passes(path.map_or("", String::as_str))
            }
            // The conditions are on user agents; a family stands for all of its own.
            FacetBy::AgentFamily => store.column(AGENT).is_some_and(|(agents, _)| {
                agents.iter().filter(|agent| channel::family(agent) == value).any(passes)
            }),
            // The conditions are on error codes; a result stands for all that make it.
            FacetBy::Result => store.column(ERROR).is_some_and(|(codes, _)| {
                codes.iter().filter(|code| code.is_empty() == (value == RESULT_OK)).any(passes)
            }),
        };
        facet(store, &rows, wanted, Some(&accepts))
    }
}

impl Engine {
    /// What decides which rows are in a view of the store as it is, with what in the query was not understood.
    pub(super) fn key(&mut self, request: &ViewRequest) -> (Key, Clock, Vec<QueryError>) {
        self.cache.refresh(&self.store);
        let (store, cache) = (&self.store, &self.cache);
        let last = cache.last_row().and_then(|row| store.times().get(row as usize)).copied();
        let clock = Clock { zone: request.zone.clone(), now: last.filter(|&time| time != time::NO_TIME) };
        let parsed = query::parse(&request.query, &clock);
        if parsed.filter.needs_stories() {
            self.build_stories();
            self.cache.refresh(&self.store);
        }
        let key = Key {
            generation: self.store.generation,
            learned: self.cache.learned(),
            filter: parsed.filter.within(request.scope),
            scope: request.scope,
            range: request.range,
        };
        (key, clock, parsed.errors)
    }

    /// The rows that query, scope and range of the request leave.
    pub(super) fn matching(&mut self, request: &ViewRequest) -> Selection {
        let (key, ..) = self.key(request);
        Conditions::new(&self.store, &mut self.cache, &key).without(None)
    }

    /// The filter of a request, the clock by which it was read, and the rows that it leaves open, those that only facets
    /// count among them: a facet counts without the conditions on its own column.
    pub(super) fn unsearched(&mut self, request: &ViewRequest) -> (Filter, Clock, Option<Selection>) {
        let (key, clock, _) = self.key(request);
        let conditions = Conditions::new(&self.store, &mut self.cache, &key);
        let open = conditions.unsearched(self.store.rows(), |part| part.subject().is_none());
        drop(conditions);
        (key.filter, clock, open)
    }

    /// What tells the filter of a request from any other, whatever its spelling: what it means, as text.
    pub(super) fn meaning(&mut self, request: &ViewRequest) -> String {
        let (key, ..) = self.key(request);
        format!("{} {:?} {:?}", key.filter, key.scope, key.range)
    }

    pub(super) fn view(&mut self, seq: u32, request: ViewRequest) -> View {
        let (key, clock, errors) = self.key(&request);
        let (store, cache) = (&self.store, &mut self.cache);
        let now = clock.now.map(|now| now as f64);
        let (emr, related) =
            (cache.scope(store, Scope::Emr).rows.count(), cache.scope(store, Scope::Related).rows.count());
        let kept = self.shown.take().filter(|shown| shown.key == key);
        let conditions = Conditions::new(store, cache, &key);
        let selection = match &kept {
            Some(kept) => kept.selection.clone(),
            None => Rc::new(conditions.without(None)),
        };
        let matching = selection.count();
        let stack =
            Stack { by: request.stack, top: request.series, most: request.buckets, zone: request.zone };
        let timeline = match &kept {
            Some(kept) if kept.timeline.0 == stack => kept.timeline.1.clone(),
            _ => {
                let (by_time, placed) = cache.placed();
                let spec = chart::timeline(&histogram(store, &selection, &stack, by_time, placed), stack.by);
                let gaps = gaps(store, cache.by_time(), spec.buckets());
                TimelineSpec { gaps, ..spec }
            }
        };
        let known = kept.as_ref().map_or(&[][..], |kept| &kept.facets);
        let facets: Vec<(FacetRequest, Facet)> = request
            .facets
            .into_iter()
            .map(|wanted| match known.iter().find(|(known, _)| *known == wanted) {
                Some((_, facet)) => (wanted, facet.clone()),
                None => {
                    let facet = conditions.facet(store, &selection, &wanted);
                    (wanted, facet)
                }
            })
            .collect();
        let outcomes = cache.outcomes();
        let counts = Counts {
            matching,
            scope: cache.scope(store, request.scope).rows.count(),
            all: store.rows(),
            emr,
            related,
            duplicates: store.copies().len() as u32,
            files: store.files.len() as u32,
            skipped: outcomes.skipped,
            partly: outcomes.partly,
        };
        let sorted = cache.order(store, &request.order);
        let unsearched = conditions.unsearched(store.rows(), |_| true).map_or(0, |open| open.count());
        drop(conditions);
        let mut shown = Shown {
            seq,
            columns: request.columns,
            key,
            selection,
            matching,
            sorted,
            pages: Pages::default(),
            timeline: (stack, timeline.clone()),
            facets: facets.clone(),
        };
        let page = shown.page(store, request.offset, request.limit);
        let kept = request.keep.and_then(|row| shown.place(row));
        self.shown = Some(shown);
        let facets = facets.into_iter().map(|(_, facet)| facet).collect();
        View { counts, errors, now, unsearched, timeline, facets, page, kept }
    }
}

impl Shown {
    /// Some rows of the view, as it was when it was asked for.
    pub fn page(&mut self, store: &Store, offset: u32, limit: u32) -> Page {
        let offset = offset.min(self.matching);
        let limit = limit.min(self.matching - offset);
        let Sorted { rows, reversed } = &self.sorted;
        let rows = self.pages.page(rows, *reversed, &self.selection, offset as usize, limit as usize);
        let of_record = self.columns.iter().any(|column| matches!(column, TableColumn::At(_)));
        let mut records = if of_record { store.records().get_all(&rows) } else { Vec::new() }.into_iter();
        let line = |row| {
            let record = records.next().flatten();
            let text = record.as_deref().map(String::from_utf8_lossy);
            line(store, row, &self.columns, of_record.then_some(text.as_deref()))
        };
        Page { offset, rows: rows.into_iter().map(line).collect() }
    }

    /// The place of a row, if it is in the view.
    fn place(&self, row: u32) -> Option<u32> {
        let Sorted { rows, reversed } = &self.sorted;
        let before = |row: &&u32| self.selection.contains(**row);
        self.selection.contains(row).then(|| match reversed {
            true => rows.iter().rev().take_while(|it| **it != row).filter(before).count() as u32,
            false => rows.iter().take_while(|it| **it != row).filter(before).count() as u32,
        })
    }

    /// Bytes on the heap beside what the cache holds.
    pub fn size(&self) -> usize {
        self.selection.words().len() * 8 + self.pages.size()
    }
}

/// A row; `record` is there where one is wanted, and empty where it is not in memory.
pub(super) fn line(store: &Store, row: u32, columns: &[TableColumn], record: Option<Option<&str>>) -> Row {
    let time = store.times().get(row as usize).copied().unwrap_or(time::NO_TIME);
    let text = record.flatten();
    Row {
        row,
        time: time::format(time),
        cells: columns.iter().map(|column| column.cell(store, row, text)).collect(),
        refused: !store.value(ERROR, row).is_empty(),
        unread: record.is_some() && text.is_none(),
    }
}
