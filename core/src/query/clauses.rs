//! The parts of a query's text that must all hold, as written: what the screen shows one by one, and what it
//! changes when a filter is added, turned around or taken away. The rest of the text stays as it was typed.

use crate::store::{ColumnId, columns};

/// One part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// Whether it is negated: it begins with `NOT` or `-`.
    pub negated: bool,
    /// The part without its negation, as written.
    pub body: String,
}

/// The conditions of a part that compares one column with one value or any of several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Values {
    /// The column.
    pub column: ColumnId,
    /// The values, without quotes and escapes. A pattern is as written.
    pub values: Vec<Value>,
}

/// One value of a condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    /// The text.
    pub text: String,
    /// Whether it stands for itself: quoted, or without `*` and `?`.
    pub exact: bool,
}

impl Value {
    /// A value that stands for itself.
    pub fn exact(text: &str) -> Value {
        Value { text: text.to_owned(), exact: true }
    }

    fn written(&self) -> String {
        if self.exact { quoted(&self.text) } else { self.text.clone() }
    }
}

impl Clause {
    /// The part as text.
    pub fn text(&self) -> String {
        if self.negated { format!("NOT {}", self.body) } else { self.body.clone() }
    }

    /// The part turned around.
    pub fn turned(&self) -> Clause {
        Clause { negated: !self.negated, body: self.enclosed() }
    }

    /// The part in parentheses, if it needs them to stay together.
    fn enclosed(&self) -> String {
        match words(&self.body).iter().filter(|word| !word.is_empty()).count() {
            0 | 1 => self.body.clone(),
            _ => format!("({})", self.body),
        }
    }

    /// The conditions, if the part compares one column with values.
    pub fn values(&self) -> Option<Values> {
        let body = self.body.trim();
        let colon = body.find(':')?;
        let column = columns::find(&body[..colon])?;
        let rest = &body[colon + 1..];
        let list = match rest.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
            // Several words are several conditions.
            None if words(rest).len() > 1 => return None,
            None => vec![value(rest)?],
            Some(inside) => {
                let words = words(inside);
                let (values, between): (Vec<_>, Vec<_>) =
                    words.iter().enumerate().partition(|(at, _)| at % 2 == 0);
                if between.iter().any(|(_, word)| **word != "OR") {
                    return None;
                }
                values.into_iter().map(|(_, word)| value(word)).collect::<Option<Vec<_>>>()?
            }
        };
        Some(Values { column, values: list })
    }
}

/// The parts of a query. What is joined by `OR` is one part.
pub fn clauses(text: &str) -> Vec<Clause> {
    let words = words(text);
    if words.contains(&"OR") {
        return vec![Clause { negated: false, body: text.trim().to_owned() }];
    }
    let mut out: Vec<Clause> = Vec::new();
    let mut negated = false;
    for word in words {
        match word {
            "AND" => {}
            "NOT" => negated = !negated,
            word => {
                let (minus, body) = match word.strip_prefix('-') {
                    Some(rest) if !rest.is_empty() => (true, rest),
                    _ => (false, word.strip_prefix('+').filter(|rest| !rest.is_empty()).unwrap_or(word)),
                };
                out.push(Clause { negated: negated != minus, body: body.to_owned() });
                negated = false;
            }
        }
    }
    out
}

/// The query that has these parts.
pub fn join(clauses: &[Clause]) -> String {
    match clauses {
        [one] => one.text(),
        many => many
            .iter()
            .map(|clause| Clause { negated: clause.negated, body: clause.enclosed() }.text())
            .collect::<Vec<_>>()
            .join(" AND "),
    }
}

/// The values of a column that the query asks for, and those that it rules out.
pub fn chosen(text: &str, column: ColumnId) -> [Vec<Value>; 2] {
    let mut out = [Vec::new(), Vec::new()];
    for clause in clauses(text) {
        if let Some(values) = clause.values().filter(|values| values.column == column) {
            out[usize::from(clause.negated)].extend(values.values);
        }
    }
    out
}

/// The query with these values of a column asked for and ruled out, in place of all that it said about them.
pub fn with_chosen(text: &str, column: ColumnId, [wanted, unwanted]: [Vec<Value>; 2]) -> String {
    let mut parts = clauses(text);
    let mut place = parts.len();
    for at in (0..parts.len()).rev() {
        if parts[at].values().is_some_and(|values| values.column == column) {
            parts.remove(at);
            place = at;
        }
    }
    let mut add = |values: Vec<Value>, negated| {
        if let Some(body) = condition(column, &values) {
            parts.insert(place, Clause { negated, body });
            place += 1;
        }
    };
    add(wanted, false);
    add(unwanted, true);
    join(&parts)
}

fn condition(column: ColumnId, values: &[Value]) -> Option<String> {
    let path = column.column().path;
    match values {
        [] => None,
        [one] => Some(format!("{path}:{}", one.written())),
        many => {
            Some(format!("{path}:({})", many.iter().map(Value::written).collect::<Vec<_>>().join(" OR ")))
        }
    }
}

/// A query with one more condition on a field.
pub fn with_condition(text: &str, path: &str, value: &str, negated: bool) -> String {
    let mut parts = clauses(text);
    let new = Clause { negated, body: is(path, value) };
    // Asked for twice is asked for; the opposite of what is there replaces it.
    parts.retain(|part| part.body != new.body);
    parts.push(new);
    join(&parts)
}

/// The condition that a field has a value.
pub fn is(path: &str, value: &str) -> String {
    format!("{path}:{}", quoted(value))
}

/// The query for a value of a field; for none that nothing is recorded there.
pub fn of_value(path: &str, value: &str) -> String {
    match value {
        "" => format!("NOT {path}:*"),
        value => is(path, value),
    }
}

/// A query with all parts of another one besides its own.
pub fn and(text: &str, more: &str) -> String {
    let mut parts = clauses(text);
    for part in clauses(more) {
        if !parts.contains(&part) {
            parts.push(part);
        }
    }
    join(&parts)
}

/// A value in quotes.
pub fn quoted(value: &str) -> String {
    format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))
}

/// A word behind a field as a value; `None` for what is no value: a range, a comparison, a regular expression.
fn value(word: &str) -> Option<Value> {
    if let Some(inside) = word.strip_prefix('"') {
        let inside = inside.strip_suffix('"')?;
        return Some(Value { text: unescaped(inside), exact: true });
    }
    if word.is_empty() || word.starts_with(['[', '{', '(', '/', '<', '>', '\'']) || word.ends_with('"') {
        return None;
    }
    let exact = !word.contains(['*', '?']);
    Some(Value { text: if exact { unescaped(word) } else { word.to_owned() }, exact })
}

fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => out.extend(chars.next()),
            c => out.push(c),
        }
    }
    out
}

/// The words of a text: what is between blanks that stand in no quotes and no brackets.
fn words(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let (mut depth, mut quote, mut escaped, mut start) = (0u32, None::<char>, false, None::<usize>);
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        let blank = c.is_whitespace() && depth == 0 && quote.is_none() && !escaped;
        match (blank, start) {
            (true, Some(from)) => {
                out.push(&text[from..at]);
                start = None;
            }
            (false, None) => start = Some(at),
            _ => {}
        }
        let was_escaped = std::mem::take(&mut escaped);
        match (quote, c) {
            _ if was_escaped => {}
            (_, '\\') => escaped = true,
            (Some(open), c) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '"') => quote = Some('"'),
            // A regular expression stands behind a colon or by itself.
            (None, '/') if matches!(before, ':' | ' ' | '(') => quote = Some('/'),
            (None, '(' | '[' | '{') => depth += 1,
            (None, ')' | ']' | '}') => depth = depth.saturating_sub(1),
            _ => {}
        }
        before = c;
    }
    if let Some(from) = start {
        out.push(&text[from..]);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::{Clock, Filter, parse};
    use crate::store::columns::{ERROR, EVENT, PERSON};
    use proptest::prelude::*;

    fn texts(text: &str) -> Vec<String> {
        clauses(text).iter().map(Clause::text).collect()
    }

    #[test]
    fn parts_are_as_written() {
        assert_eq!(texts(""), [""; 0]);
        assert_eq!(
            texts(" event:RunJobFlow AND NOT user:alice -x +y "),
            ["event:RunJobFlow", "NOT user:alice", "NOT x", "y"]
        );
        assert_eq!(
            texts(r#"a:"x AND \" y" time:[a TO b] (p OR q)"#),
            [r#"a:"x AND \" y""#, "time:[a TO b]", "(p OR q)"]
        );
        assert_eq!(texts("a OR b"), ["a OR b"]);
        assert_eq!(texts("agent:/aws cli/ b"), ["agent:/aws cli/", "b"]);
        assert_eq!(clauses("a OR b")[0].turned().text(), "NOT (a OR b)");
        assert_eq!(clauses("NOT a")[0].turned().text(), "a");
    }

    #[test]
    fn values_are_read_and_written() {
        let query = r#"event:(RunJobFlow OR "A B") NOT user:al* errorCode:x"#;
        assert_eq!(chosen(query, EVENT)[0], [Value::exact("RunJobFlow"), Value::exact("A B")]);
        assert_eq!(chosen(query, PERSON)[1], [Value { text: "al*".into(), exact: false }]);
        let one = [vec![Value::exact("q\"\\")], vec![]];
        let with = with_chosen(query, EVENT, one.clone());
        assert_eq!(with, r#"eventName:"q\"\\" AND NOT user:al* AND errorCode:x"#);
        assert_eq!(chosen(&with, EVENT), one);
        assert_eq!(with_chosen(&with, EVENT, Default::default()), "NOT user:al* AND errorCode:x");
        assert_eq!(
            with_chosen("a OR b", ERROR, [vec![], vec![Value::exact("x")]]),
            r#"(a OR b) AND NOT errorCode:"x""#
        );
        assert_eq!(clauses("time:[a TO b]")[0].values(), None);
        assert_eq!(clauses("event:(a AND b)")[0].values(), None);
        // Joined by OR is one part, which is about more than the first value.
        assert_eq!(clauses("event:a OR event:b")[0].values(), None);
        assert_eq!(chosen("event:a OR user:b", EVENT), [vec![], vec![]]);
    }

    #[test]
    fn conditions_join() {
        assert_eq!(with_condition("", "eventName", "RunJobFlow", false), "eventName:\"RunJobFlow\"");
        assert_eq!(with_condition("a OR b", "x", "1", true), "(a OR b) AND NOT x:\"1\"");
        assert_eq!(with_condition("y AND NOT x:\"1\"", "x", "1", false), "y AND x:\"1\"");
        let query = with_condition("alice", "userAgent", "a \"quoted\" \\ agent", false);
        assert_eq!(parse(&query, &Clock::default()).errors, []);
    }

    /// A filter with what must all hold in one order.
    fn sorted(filter: &Filter) -> Vec<String> {
        let mut parts: Vec<String> = filter.conjuncts().iter().map(|part| format!("{part:?}")).collect();
        parts.sort();
        parts
    }

    proptest! {
        #[test]
        fn joined_parts_are_the_same_query(
            parts in prop::collection::vec(
                (any::<bool>(), prop::sample::select(vec![
                    "event:RunJobFlow", "user:\"a b\"", "errorCode:*", "word", "\"a phrase\"",
                    "event:(a OR \"b c\")", "(user:x OR user:y)", "time:[2026-01-01 TO 2026-02-01]",
                ])), 1..5),
            and in any::<bool>(),
        ) {
            let text: Vec<String> =
                parts.iter().map(|(not, body)| if *not { format!("NOT {body}") } else { (*body).to_owned() }).collect();
            let text = text.join(if and { " AND " } else { " " });
            let found = clauses(&text);
            prop_assert_eq!(found.len(), parts.len());
            let again = join(&found);
            let clock = Clock::default();
            prop_assert_eq!(sorted(&parse(&text, &clock).filter), sorted(&parse(&again, &clock).filter));
        }

        #[test]
        fn any_value_comes_back(values in prop::collection::vec("\\PC{1,12}", 1..4)) {
            let wanted: Vec<Value> = values.iter().map(|text| Value::exact(text)).collect();
            let query = with_chosen("word", EVENT, [wanted.clone(), vec![]]);
            prop_assert_eq!(&chosen(&query, EVENT)[0], &wanted);
        }

        #[test]
        fn anything_is_survived(text in "[a-zANDORT:()\\[\\]{}*?\"' /\\\\+-]{0,40}|\\PC{0,40}") {
            let found = clauses(&text);
            join(&found);
            found.iter().for_each(|clause| { clause.values(); clause.turned(); });
        }
    }
}
