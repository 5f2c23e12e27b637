//! Values that a field of a query can have, while it is written.

use super::Engine;
use super::protocol::ViewRequest;
use super::view::Conditions;
use crate::aggregate::{FacetBy, FacetRequest, FacetValue};
use crate::query::Subject;

/// Values at once, most frequent first.
const MOST: u32 = 8;

impl Engine {
    /// The most frequent values of a column, or files, that hold a text, in what a view leaves; counted as their facet would
    /// be. None for a path: there are too many records to go through at every key.
    pub(super) fn complete(&mut self, request: &ViewRequest, field: &str, text: &str) -> Vec<FacetValue> {
        let by = match Subject::find(field) {
            Some(Subject::Column(column)) => FacetBy::Column(column),
            Some(Subject::File) => FacetBy::File,
            None => return Vec::new(),
        };
        let (key, ..) = self.key(request);
        let conditions = Conditions::new(&self.store, &mut self.cache, &key);
        let matching = conditions.without(None);
        let wanted = FacetRequest { by, top: MOST, search: text.to_owned() };
        let mut values = conditions.facet(&self.store, &matching, &wanted).values;
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
