//! Building a view: everything the screen shows of a query, from one request.

use super::Engine;
use super::protocol::{Page, View, ViewRequest};
use crate::aggregate::{Facet, FacetBy, FacetRequest, facet, histogram};
use crate::emr::facts::Scope;
use crate::query::{self, Clock, Filter, Selection};
use crate::record::time;
use crate::store::columns::ERROR;
use crate::store::ledger::Outcome;
use crate::store::{ColumnId, Store};
use crate::view::{Counts, Row, chart, text};

/// The rows of the last view, so that further pages cost nothing.
pub(super) struct Shown {
    pub seq: u32,
    request: ViewRequest,
    rows: Vec<u32>,
}

/// What narrows the rows, each with the rows that it lets through.
struct Conditions<'f> {
    rows: Selection,
    conjuncts: Vec<(&'f Filter, Selection)>,
    files: Option<Selection>,
}

impl<'f> Conditions<'f> {
    /// `rows` is what scope and range of time leave.
    fn new(store: &Store, rows: Selection, filter: &'f Filter, files: &[u32]) -> Self {
        let conjuncts = filter.conjuncts().into_iter().map(|part| (part, query::select(store, part)));
        let files = (!files.is_empty()).then(|| query::of_files(store, files));
        Conditions { rows, conjuncts: conjuncts.collect(), files }
    }

    /// The rows that pass everything.
    fn all(&self) -> Selection {
        self.without(|_| false, false)
    }

    /// The rows that pass everything but these conjuncts and, if `any_file`, whichever file they are in.
    fn without(&self, leave_out: impl Fn(&Filter) -> bool, any_file: bool) -> Selection {
        let mut rows = self.rows.clone();
        for (_, passing) in self.conjuncts.iter().filter(|(part, _)| !leave_out(part)) {
            rows.and(passing);
        }
        if let Some(files) = self.files.as_ref().filter(|_| !any_file) {
            rows.and(files);
        }
        rows
    }

    /// The conjuncts that are a facet's own.
    fn own(&self, column: Option<ColumnId>) -> Vec<&'f Filter> {
        let is_own = |part: &Filter| column.is_some() && part.column() == column;
        self.conjuncts.iter().map(|(part, _)| *part).filter(|part| is_own(part)).collect()
    }

    fn facet(&self, store: &Store, matching: &Selection, wanted: &FacetRequest, files: &[u32]) -> Facet {
        let column = wanted.by.column();
        let own = self.own(column);
        let any_file = wanted.by == FacetBy::File && self.files.is_some();
        if own.is_empty() && !any_file {
            return facet(store, matching, wanted, None);
        }
        let rows = self.without(|part| column.is_some() && part.column() == column, any_file);
        let accepts = |value: &str| match wanted.by {
            FacetBy::File => value.parse().is_ok_and(|number| files.contains(&number)),
            // The conditions are on error codes; a result stands for having one or not.
            FacetBy::Result => {
                let codes = store.column(ERROR).map(|(dictionary, _)| dictionary.iter());
                let of_result = |code: &&str| code.is_empty() == (value == crate::aggregate::RESULT_OK);
                codes
                    .into_iter()
                    .flatten()
                    .filter(of_result)
                    .any(|code| own.iter().all(|part| part.accepts(code)))
            }
            FacetBy::Column(_) => own.iter().all(|part| part.accepts(value)),
        };
        facet(store, &rows, wanted, Some(&accepts))
    }
}

impl Engine {
    pub(super) fn view(&mut self, seq: u32, request: ViewRequest) -> View {
        self.order();
        let store = &self.store;
        let clock = Clock { zone: request.zone.clone(), now: self.last_time() };
        let parsed = query::parse(&request.query, &clock);
        let now = clock.now.map(|now| now as f64);
        let of_emr = query::select(store, &Filter::Scope(Scope::Emr));
        let of_related = query::select(store, &Filter::Scope(Scope::Related));
        let (emr, related) = (of_emr.count(), of_related.count());
        let mut rows = match request.scope {
            Scope::Emr => of_emr,
            Scope::Related => of_related,
            Scope::Other => Selection::new(store.rows(), true),
        };
        let scope = rows.count();
        if let Some([start, end]) = request.range {
            rows.and(&query::select(store, &Filter::Time(start.floor() as i64..end.ceil() as i64)));
        }
        let conditions = Conditions::new(store, rows, &parsed.filter, &request.files);
        let selection = conditions.all();
        let by_time = self.by_time.as_ref().map_or(&[][..], |(_, rows)| rows);
        let rows = request.order.apply(store, by_time, &selection);
        let outcomes = |wanted| store.files.iter().filter(|f| f.outcome() == wanted).count() as u32;
        let counts = Counts {
            matching: rows.len() as u32,
            scope,
            all: store.rows(),
            emr,
            related,
            duplicates: store.copies().len() as u32,
            files: store.files.len() as u32,
            skipped: outcomes(Outcome::Skipped),
            partly: outcomes(Outcome::Partly),
        };
        let histogram = histogram(store, &selection, request.stack, request.series, request.buckets);
        let timeline = chart::timeline(&histogram, request.stack);
        let wanted = request.facets.iter();
        let facets =
            wanted.map(|wanted| conditions.facet(store, &selection, wanted, &request.files)).collect();
        let shown = Shown { seq, request, rows };
        let page = self.page(&shown, shown.request.offset, shown.request.limit);
        self.shown = Some(shown);
        View { counts, errors: parsed.errors, now, timeline, facets, page }
    }

    pub(super) fn page(&self, shown: &Shown, offset: u32, limit: u32) -> Page {
        let start = (offset as usize).min(shown.rows.len());
        let end = start.saturating_add(limit as usize).min(shown.rows.len());
        let rows = shown.rows[start..end].iter().map(|&row| self.row(row, &shown.request)).collect();
        Page { offset: start as u32, rows }
    }

    fn row(&self, row: u32, request: &ViewRequest) -> Row {
        let time = self.store.times().get(row as usize).copied().unwrap_or(time::NO_TIME);
        Row {
            row,
            time: time::format(time),
            cells: request
                .columns
                .iter()
                .map(|&id| text::shown(self.store.value(id, row)).into_owned())
                .collect(),
            refused: !self.store.value(ERROR, row).is_empty(),
        }
    }
}
