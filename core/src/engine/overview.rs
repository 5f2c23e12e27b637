//! The overview: tiles, charts and the answers' counts, from one request.

use super::Engine;
use super::cache::Cache;
use super::protocol::ViewRequest;
use crate::aggregate::{self, FacetBy, FacetRequest, facet};
use crate::emr::facts::Scope;
use crate::query::clauses::is;
use crate::query::{self, Filter, Selection};
use crate::store::columns::{ACCOUNT, ERROR, KIND, PERSON, REGION, RESOURCE};
use crate::store::{ColumnId, Store};
use crate::view::overview::{
    AnswerCount, BARS, CHARTS, CROSS, Counted, Overview, Tile, Value, bars, cross_grid, hours_grid,
};
use crate::view::questions::QUESTIONS;
use crate::zone::Zone;

impl Engine {
    /// Counts what query, scope and range of the request leave.
    pub(super) fn overview(&mut self, request: &ViewRequest) -> Overview {
        let selection = self.matching(request);
        let (store, cache) = (&self.store, &mut self.cache);
        let charts = CHARTS
            .iter()
            .map(|row| match row.counted {
                Counted::Top(column) => {
                    let wanted =
                        FacetRequest { by: FacetBy::Column(column), top: BARS, search: String::new() };
                    bars(row, column, &facet(store, &selection, &wanted, None))
                }
                Counted::Hours => hours_grid(row, &aggregate::hours(store, &selection, &request.zone)),
                Counted::Cross(of) => cross_grid(row, of, &aggregate::cross(store, &selection, of, CROSS)),
            })
            .collect();
        let tiles = tiles(store, cache, &selection);
        Overview { tiles, charts, answers: self.answers(&request.zone) }
    }

    /// The count of each question, in its own scope and over everything that is loaded. Their conditions are kept like
    /// any others.
    fn answers(&mut self, zone: &Zone) -> Vec<AnswerCount> {
        let counted = QUESTIONS.iter().map(|row| {
            let asked = ViewRequest {
                query: row.query.to_owned(),
                scope: row.scope,
                zone: zone.clone(),
                ..ViewRequest::default()
            };
            AnswerCount { name: row.name.to_owned(), count: self.matching(&asked).count() }
        });
        counted.collect()
    }
}

/// The numbers on top.
fn tiles(store: &Store, cache: &mut Cache, selection: &Selection) -> Vec<Tile> {
    let span = aggregate::span(store, selection);
    let spark = |rows: &Selection| span.map_or(Vec::new(), |span| aggregate::spark(store, rows, span));
    let mut with = |filter: &Filter| {
        let mut rows = cache.select(store, filter).rows.clone();
        rows.and(selection);
        rows
    };
    let emr = with(&Filter::Scope(Scope::Emr));
    let mut counted = |name: &str, label: &str, query: &str| {
        let rows = with(&query::parse(query, &Default::default()).filter);
        Tile {
            name: name.to_owned(),
            label: label.to_owned(),
            value: Value::Count(rows.count()),
            spark: spark(&rows),
            query: query.to_owned(),
        }
    };
    let plain = |name: &str, label: &str, value: Value, spark: Vec<u32>| Tile {
        name: name.to_owned(),
        label: label.to_owned(),
        value,
        spark,
        query: String::new(),
    };
    let distinct = |column: ColumnId| {
        let wanted = FacetRequest { by: FacetBy::Column(column), top: 0, search: String::new() };
        facet(store, selection, &wanted, None).distinct
    };
    let over_time = |column: ColumnId, wanted: fn(&str) -> bool| {
        span.map_or(Vec::new(), |span| aggregate::spark_distinct(store, selection, span, column, wanted))
    };
    let is_cluster = |id: &str| id.starts_with("j-");
    let clusters = {
        let wanted = FacetRequest { by: FacetBy::Column(RESOURCE), top: u32::MAX, search: "j-".to_owned() };
        let found = facet(store, selection, &wanted, None);
        found.values.iter().filter(|found| is_cluster(&found.value)).count() as u32
    };
    vec![
        counted("events", "events", ""),
        Tile {
            name: "emr".to_owned(),
            label: "of EMR itself".to_owned(),
            value: Value::Count(emr.count()),
            spark: spark(&emr),
            query: String::new(),
        },
        plain("people", "people and machines", Value::Count(distinct(PERSON)), over_time(PERSON, |_| true)),
        plain("clusters", "clusters named", Value::Count(clusters), over_time(RESOURCE, is_cluster)),
        counted("refused", "refused or failed", &format!("{}:*", ERROR.column().path)),
        counted("root", "by the root user", &is(KIND.column().path, "root")),
        plain(
            "span",
            "first and last day",
            span.map_or(Value::Nothing, |(first, last)| Value::Span(first, last)),
            Vec::new(),
        ),
        plain(
            "places",
            "accounts × Regions",
            Value::Product(distinct(ACCOUNT), distinct(REGION)),
            Vec::new(),
        ),
    ]
}
