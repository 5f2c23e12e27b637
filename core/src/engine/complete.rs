//! Values that a field of a query can have, while it is written.

use super::Engine;
use super::protocol::ViewRequest;
use super::view::Conditions;
use crate::aggregate::{FacetBy, FacetRequest, FacetValue};
use crate::query::fields::{self, Field};
use crate::store::Kinds;
use crate::store::columns::RESOURCE;

/// Values at once, most frequent first.
const MOST: u32 = 8;

impl Engine {
    /// The most frequent values of a column that hold a text, in what a view leaves; counted as its facet would be. None
    /// for what is no column: a path has too many records to go through at every key.
    pub(super) fn complete(&mut self, request: &ViewRequest, field: &str, text: &str) -> Vec<FacetValue> {
        let (column, kind) = match fields::find(field) {
            Some(Field::Column(column)) => (column, None),
            Some(Field::Resource(kind)) => (RESOURCE, Some(kind)),
            _ => return Vec::new(),
        };
        let (key, ..) = self.key(request);
        let conditions = Conditions::new(&self.store, &mut self.cache, &key);
        let matching = conditions.without(None, false);
        let top = if kind.is_some() { u32::MAX } else { MOST };
        let wanted = FacetRequest { by: FacetBy::Column(column), top, search: text.to_owned() };
        let mut values = conditions.facet(&self.store, &matching, &wanted, &request.files).values;
        if let Some(kind) = kind {
            let kinds = Kinds::of(&self.store);
            values.retain(|value| kinds.is(&value.value, kind));
            values.truncate(MOST as usize);
        }
        values
    }
}
