//! Values that a field of a query can have, while it is written.

use std::collections::{BTreeSet, HashMap};

use super::Engine;
use super::protocol::ViewRequest;
use super::view::Conditions;
use crate::aggregate::{FacetBy, FacetRequest, FacetValue, lead};
use crate::query::Subject;
use crate::query::fields::{self, Field};
use crate::query::{JsonPath, Selection};
use crate::store::columns::RESOURCE;
use crate::store::{Kinds, OpenBlock, Store};

/// Values at once, most frequent first.
const MOST: u32 = 8;

/// Records that are looked at for the values of a path, at every key: a few stretches, as records that lie together are
/// opened together.
const STRETCHES: usize = 8;
/// Records in a stretch.
const STRETCH: usize = 64;

/// Longest value of a path that is offered, bytes: nobody writes a longer one in a query.
const LONGEST: usize = 200;

/// Values, and how many records they are out of, where only some were looked at.
#[derive(Default)]
pub(super) struct Completed {
    pub values: Vec<FacetValue>,
    pub sample: Option<u32>,
}

impl Engine {
    /// The most frequent values of a field that hold a text, in what a view leaves: those of a column, or files, counted as
    /// their facet would be, those of a path out of some of the records that are in memory.
    pub(super) fn complete(&mut self, request: &ViewRequest, field: &str, text: &str) -> Completed {
        let (by, kind) = match (fields::find(field), Subject::find(field)) {
            (Some(Field::Resource(kind)), _) => (FacetBy::Column(RESOURCE), Some(kind)),
            (Some(Field::Path(path)), _) => {
                let matching = self.matching(request);
                return of_path(&self.store, &matching, &path, text);
            }
            (_, Some(Subject::Column(column))) => (FacetBy::Column(column), None),
            (_, Some(Subject::File)) => (FacetBy::File, None),
            _ => return Completed::default(),
        };
        let (key, ..) = self.key(request);
        let conditions = Conditions::new(&self.store, &mut self.cache, &key);
        let matching = conditions.without(None);
        let top = if kind.is_some() { u32::MAX } else { MOST };
        let wanted = FacetRequest { by, top, search: text.to_owned() };
        let mut values = conditions.facet(&self.store, &matching, &wanted).values;
        if let Some(kind) = kind {
            let kinds = Kinds::of(&self.store);
            values.retain(|value| kinds.is(&value.value, kind));
            values.truncate(MOST as usize);
        }
        if by == FacetBy::File {
            let path = |number: &str| self.store.paths().get(number.parse::<usize>().ok()?).cloned();
            values.retain_mut(|value| match path(&value.value) {
                Some(path) => {
                    value.value = path;
                    true
                }
                None => false,
            });
        }
        Completed { values, sample: None }
    }
}

fn of_path(store: &Store, matching: &Selection, path: &JsonPath, text: &str) -> Completed {
    let mut rows: Vec<u32> = store.records().rows().filter(|row| matching.contains(*row)).collect();
    rows.sort_unstable();
    let step = rows.len().div_ceil(STRETCHES).max(STRETCH);
    let wanted = text.to_lowercase();
    let mut open = OpenBlock::default();
    let mut counts: HashMap<String, u32> = HashMap::new();
    let mut looked_at = 0;
    for row in rows.chunks(step).flat_map(|part| part.iter().take(STRETCH)) {
        let Some(record) = store.records().get_in(*row, &mut open) else { continue };
        looked_at += 1;
        let mut once = BTreeSet::new();
        path.any(&String::from_utf8_lossy(&record), &mut |value| {
            if value.len() <= LONGEST && value.to_lowercase().contains(&wanted) {
                once.insert(value.to_owned());
            }
            false
        });
        once.into_iter().for_each(|value| *counts.entry(value).or_default() += 1);
    }
    let mut counts: Vec<(String, u32)> = counts.into_iter().collect();
    lead(&mut counts, MOST as usize);
    let values = counts.into_iter().map(|(value, count)| FacetValue { value, count, selected: true });
    Completed { values: values.collect(), sample: Some(looked_at) }
}
