//! The parts of a filter that must all hold, and which of them look at one column alone: a facet counts without
//! the conditions on its own column.

use super::Filter;
use crate::store::columns::RESOURCE;
use crate::store::{ColumnId, Kinds};

impl Filter {
    /// The parts that must all hold, those of nested conjunctions included.
    pub fn conjuncts(&self) -> Vec<&Filter> {
        match self {
            Filter::All => Vec::new(),
            Filter::And(parts) => parts.iter().flat_map(Filter::conjuncts).collect(),
            other => vec![other],
        }
    }

    /// The only column that this filter looks at; `None` if it looks at none, at several, or at something else.
    pub fn column(&self) -> Option<ColumnId> {
        match self {
            Filter::Column(column, _) => Some(*column),
            Filter::Resource(..) => Some(RESOURCE),
            Filter::Not(part) => part.column(),
            Filter::And(parts) | Filter::Or(parts) => {
                let (first, rest) = parts.split_first()?;
                let column = first.column()?;
                rest.iter().all(|part| part.column() == Some(column)).then_some(column)
            }
            _ => None,
        }
    }

    /// Whether a row with this value passes a filter that looks at one column alone ([`Filter::column`]). The value may be
    /// an id, whose kind is asked for.
    pub fn accepts(&self, value: &str, kinds: &Kinds) -> bool {
        match self {
            Filter::Column(_, wanted) => wanted.matches(value),
            Filter::Resource(kind, wanted) => wanted.matches(value) && kinds.is(value, *kind),
            Filter::Not(part) => !part.accepts(value, kinds),
            Filter::And(parts) => parts.iter().all(|part| part.accepts(value, kinds)),
            Filter::Or(parts) => parts.iter().any(|part| part.accepts(value, kinds)),
            _ => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::query::{Clock, parse};
    use crate::store::columns::{ERROR, EVENT, PERSON, RESOURCE};
    use crate::store::{Kinds, Store};

    #[test]
    fn conditions_on_one_column() {
        let filter = parse(
            "(event:(a OR b) AND user:c) AND NOT error:* AND (event:x OR user:y) AND word",
            &Clock::default(),
        )
        .filter;
        let parts = filter.conjuncts();
        let mut columns: Vec<_> = parts.iter().map(|part| part.column().map(|c| c.0)).collect();
        columns.sort_unstable();
        assert_eq!(columns, [None, None, Some(EVENT.0), Some(PERSON.0), Some(ERROR.0)]);
        let of = |column| parts.iter().copied().find(|part| part.column() == Some(column)).unwrap();
        let store = Store::default();
        let kinds = Kinds::of(&store);
        let events = of(EVENT);
        let accepts = |value| events.accepts(value, &kinds);
        assert!(accepts("A") && accepts("b") && !accepts("c") && !accepts(""));
        let errors = of(ERROR);
        assert!(errors.accepts("", &kinds) && !errors.accepts("AccessDenied", &kinds));
        let steps = parse("step:* OR cluster:j-1", &Clock::default()).filter;
        assert_eq!(steps.column(), Some(RESOURCE));
        assert!(["s-1", "j-1"].into_iter().all(|id| steps.accepts(id, &kinds)));
        assert!(["j-2", "00f1", ""].into_iter().all(|id| !steps.accepts(id, &kinds)));
        assert!(parse("", &Clock::default()).filter.conjuncts().is_empty());
    }
}
