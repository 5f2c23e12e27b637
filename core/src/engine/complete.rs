//! Values that a field of a query can have, while it is written.

use super::Engine;
use super::protocol::ViewRequest;
use super::view::Conditions;
use crate::aggregate::{FacetBy, FacetRequest, FacetValue};
use crate::query::fields::{self, Field};

/// Values at once, most frequent first.
const MOST: u32 = 8;

impl Engine {
    /// The most frequent values of a column that hold a text, in what a view leaves; counted as its facet would be. None
    /// for what is no column: a path has too many records to go through at every key.
    pub(super) fn complete(&mut self, request: &ViewRequest, field: &str, text: &str) -> Vec<FacetValue> {
        let Some(Field::Column(column)) = fields::find(field) else { return Vec::new() };
        let (key, ..) = self.key(request);
        let conditions = Conditions::new(&self.store, &mut self.cache, &key);
        let matching = conditions.without(None, false);
        let wanted = FacetRequest { by: FacetBy::Column(column), top: MOST, search: text.to_owned() };
        conditions.facet(&self.store, &matching, &wanted, &request.files).values
    }
}
