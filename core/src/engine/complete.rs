//! Values that a field of a query can have, while it is written.

use super::Engine;
use super::protocol::ViewRequest;
use super::view::Conditions;
use crate::aggregate::{FacetBy, FacetRequest, FacetValue};
use crate::query::Subject;
use crate::query::fields::{self, Field};
use crate::store::Kinds;
use crate::store::columns::RESOURCE;

/// Values at once, most frequent first.
const MOST: u32 = 8;

impl Engine {
    /// The most frequent values of a column, or files, that hold a text, in what a view leaves; counted as their facet would
    /// be. None for a path: there are too many records to go through at every key.
    pub(super) fn complete(&mut self, request: &ViewRequest, field: &str, text: &str) -> Vec<FacetValue> {
        let (by, kind) = match (fields::find(field), Subject::find(field)) {
            (Some(Field::Resource(kind)), _) => (FacetBy::Column(RESOURCE), Some(kind)),
            (_, Some(Subject::Column(column))) => (FacetBy::Column(column), None),
            (_, Some(Subject::File)) => (FacetBy::File, None),
            _ => return Vec::new(),
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
        values
    }
}
