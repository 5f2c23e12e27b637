//! The parts of a filter that must all hold, and which of them look at one thing alone: a facet counts without the
//! conditions on its own.

use super::fields::{self, Field};
use super::{Filter, Match};
use crate::store::columns::RESOURCE;
use crate::store::{ColumnId, Kinds};

/// What conditions of one kind look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// The values of a column.
    Column(ColumnId),
    /// The file that an event is in.
    File,
}

impl From<ColumnId> for Subject {
    fn from(column: ColumnId) -> Self {
        Subject::Column(column)
    }
}

impl Subject {
    /// What a field of this name looks at; `None` for what is neither a column nor the file.
    pub fn find(name: &str) -> Option<Subject> {
        match fields::find(name)? {
            Field::Column(column) => Some(Subject::Column(column)),
            Field::File => Some(Subject::File),
            _ => None,
        }
    }

    /// Its name in queries.
    pub fn path(self) -> &'static str {
        match self {
            Subject::Column(column) => column.column().path,
            Subject::File => fields::FILE.path,
        }
    }
}

impl Filter {
    /// The parts that must all hold, those of nested conjunctions included.
    pub fn conjuncts(&self) -> Vec<&Filter> {
        match self {
            Filter::All => Vec::new(),
            Filter::And(parts) => parts.iter().flat_map(Filter::conjuncts).collect(),
            other => vec![other],
        }
    }

    /// The only thing that this filter looks at; `None` if it looks at none, at several, or at something else.
    pub fn subject(&self) -> Option<Subject> {
        match self {
            Filter::Column(column, _) => Some(Subject::Column(*column)),
            Filter::Resource(..) => Some(Subject::Column(RESOURCE)),
            Filter::File(_) => Some(Subject::File),
            Filter::Not(part) => part.subject(),
            Filter::And(parts) | Filter::Or(parts) => {
                let (first, rest) = parts.split_first()?;
                let subject = first.subject()?;
                rest.iter().all(|part| part.subject() == Some(subject)).then_some(subject)
            }
            _ => None,
        }
    }

    /// Whether a row with this value passes a filter that looks at one thing alone ([`Filter::subject`]). The value may be
    /// an id, whose kind is asked for.
    pub fn accepts(&self, value: &str, kinds: &Kinds) -> bool {
        match self {
            Filter::Column(_, wanted) => wanted.matches(value),
            Filter::Resource(kind, wanted) => wanted.matches(value) && kinds.is(value, *kind),
            Filter::File(wanted) => is_file(wanted, value),
            Filter::Not(part) => !part.accepts(value, kinds),
            Filter::And(parts) => parts.iter().all(|part| part.accepts(value, kinds)),
            Filter::Or(parts) => parts.iter().any(|part| part.accepts(value, kinds)),
            _ => true,
        }
    }
}

/// Whether a file of this path is wanted: by its path, or, unless that stands in quotes, by its name alone.
pub(super) fn is_file(wanted: &Match, path: &str) -> bool {
    let name = || path.rsplit_once('/').map(|(_, name)| name);
    wanted.matches(path)
        || (!matches!(wanted, Match::Whole(_)) && name().is_some_and(|name| wanted.matches(name)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::{Clock, parse};
    use crate::store::columns::{ERROR, EVENT, RESOURCE};
    use crate::store::{Kinds, Store};

    #[test]
    fn conditions_on_one_column() {
        let filter = parse(
            "(event:(a OR b) AND user:c) AND NOT error:* AND (event:x OR user:y) AND word \
             AND (file:a OR NOT file:b)",
            &Clock::default(),
        )
        .filter;
        let parts = filter.conjuncts();
        let mut subjects: Vec<_> = parts.iter().map(|part| part.subject().map(Subject::path)).collect();
        subjects.sort_unstable();
        assert_eq!(
            subjects,
            [None, None, Some("errorCode"), Some("eventName"), Some("file"), Some("person")]
        );
        let of = |column: ColumnId| {
            parts.iter().copied().find(|part| part.subject() == Some(column.into())).unwrap()
        };
        let store = Store::default();
        let kinds = Kinds::of(&store);
        let events = of(EVENT);
        let accepts = |value| events.accepts(value, &kinds);
        assert!(accepts("A") && accepts("b") && !accepts("c") && !accepts(""));
        let errors = of(ERROR);
        assert!(errors.accepts("", &kinds) && !errors.accepts("AccessDenied", &kinds));
        let steps = parse("step:* OR cluster:j-1", &Clock::default()).filter;
        assert_eq!(steps.subject(), Some(RESOURCE.into()));
        assert!(["s-1", "j-1"].into_iter().all(|id| steps.accepts(id, &kinds)));
        assert!(["j-2", "00f1", ""].into_iter().all(|id| !steps.accepts(id, &kinds)));
        assert!(parse("", &Clock::default()).filter.conjuncts().is_empty());
    }

    #[test]
    fn a_file_is_known_by_its_path_or_its_name() {
        let is = |query: &str, path: &str| {
            parse(query, &Clock::default()).filter.accepts(path, &Kinds::of(&Store::default()))
        };
        assert!(is("file:a.json", "x/a.json") && is("file:a.json", "A.json") && is("file:x/*", "x/a.json"));
        assert!(is("file:*.gz", "x/a.json.gz") && is("NOT file:a.json", "a.json.gz"));
        // In quotes it is the whole path: what a click on a facet writes chooses no other file.
        assert!(is("file:\"a.json\"", "a.json") && !is("file:\"a.json\"", "x/a.json"));
        assert!(!is("file:a.json", "xa.json"));
    }
}
