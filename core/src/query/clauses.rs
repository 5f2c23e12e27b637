//! The parts of a query's text that must all hold, as written: what the screen shows one by one, and what it
//! changes when a filter is added, turned around or taken away. The rest of the text stays as it was typed, but for what
//! would mean something else with other text beside it: a quote or parenthesis that nothing closes.

use std::borrow::Cow;

use super::Subject;
pub use super::escape::quoted;
use super::fields::{self, Field};
use super::lex::{self, FieldName, Kind};
use crate::store::columns::RESOURCE;

/// One part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// Whether it is negated: it begins with `NOT` or `-`.
    pub negated: bool,
    /// The part without its negation, as written.
    pub body: String,
}

/// The conditions of a part that compares one thing with one value or any of several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Values {
    /// What is compared.
    pub of: Subject,
    /// The values, without quotes and escapes. A pattern is as written.
    pub values: Vec<Value>,
}

/// One value of a condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    /// The text, without quotes and escapes; of a pattern as it is written.
    pub text: String,
    /// Whether it stands for itself, and is no pattern.
    pub exact: bool,
    /// As it stands in the query: a word is also looked for among the words of a value, what is quoted is all of it.
    written: String,
}

impl Value {
    /// A value that stands for itself.
    pub fn exact(text: &str) -> Value {
        Value { text: text.to_owned(), exact: true, written: quoted(text) }
    }

    /// A pattern, as it is written.
    pub fn pattern(text: &str) -> Value {
        Value { text: text.to_owned(), exact: false, written: text.to_owned() }
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
        let mut depth = 0;
        let mut parts = 0;
        for piece in pieces(&self.body) {
            depth -= usize::from(piece.kind == Kind::Close);
            parts += usize::from(depth == 0 && piece.kind != Kind::Close);
            depth += usize::from(matches!(piece.kind, Kind::Open(_)));
        }
        if parts > 1 { format!("({})", self.body) } else { self.body.clone() }
    }

    /// The conditions, if the part compares one thing with values.
    pub fn values(&self) -> Option<Values> {
        let pieces = pieces(&self.body);
        let (first, rest) = pieces.split_first()?;
        let (name, values) = match &first.kind {
            Kind::Term(Some(name), _) if rest.is_empty() => (name, vec![first.value()?]),
            // A set: values with OR between them, and the parenthesis that closes it.
            Kind::Open(Some(name)) => {
                let (_, inside) = rest.split_last()?;
                let is_value = |piece: &Piece| matches!(piece.kind, Kind::Term(None, _));
                let alternate = |(at, piece): (usize, &Piece)| match at % 2 {
                    0 => is_value(piece),
                    _ => piece.kind == Kind::Or,
                };
                if inside.len() % 2 == 0 || !inside.iter().enumerate().all(alternate) {
                    return None;
                }
                (name, inside.iter().step_by(2).map(Piece::value).collect::<Option<Vec<_>>>()?)
            }
            _ => return None,
        };
        let is_id = values.iter().all(|value| value.exact);
        let of = match fields::find(&name.name)? {
            // An id is that of one thing; a pattern may fit ids of other kinds.
            Field::Resource(_) if is_id => Subject::Column(RESOURCE),
            Field::Resource(_) => return None,
            _ => Subject::find(&name.name)?,
        };
        Some(Values { of, values })
    }
}

/// The parts of a query. What is joined by `OR` is one part.
pub fn clauses(text: &str) -> Vec<Clause> {
    let pieces = pieces(text);
    let mut depth = 0usize;
    let mut is_either = false;
    // Where each parenthesis of the outermost level closes.
    let mut closes = Vec::new();
    for (at, piece) in pieces.iter().enumerate() {
        match piece.kind {
            Kind::Open(_) => depth += 1,
            Kind::Close => {
                depth = depth.saturating_sub(1);
                closes.extend((depth == 0).then_some(at));
            }
            Kind::Or if depth == 0 => is_either = true,
            _ => {}
        }
    }
    if is_either {
        return vec![Clause { negated: false, body: written(&pieces) }];
    }
    let mut closes = closes.into_iter();
    let mut out: Vec<Clause> = Vec::new();
    let (mut negated, mut at) = (false, 0);
    while let Some(piece) = pieces.get(at) {
        let end = match piece.kind {
            Kind::Open(_) => closes.next().unwrap_or(at),
            _ => at,
        };
        match piece.kind {
            Kind::Not => negated = !negated,
            // There is nothing after NOT.
            Kind::And | Kind::Or => negated = false,
            Kind::Must | Kind::Close => {}
            Kind::Open(_) | Kind::Term(..) => {
                let body = written(pieces.get(at..=end).unwrap_or_default());
                out.push(Clause { negated: std::mem::take(&mut negated), body });
            }
        }
        at = end + 1;
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

/// The values of a column or the files that the query asks for, and those that it rules out.
pub fn chosen(text: &str, of: impl Into<Subject>) -> [Vec<Value>; 2] {
    let of = of.into();
    let mut out = [Vec::new(), Vec::new()];
    for clause in clauses(text) {
        if let Some(values) = clause.values().filter(|values| values.of == of) {
            out[usize::from(clause.negated)].extend(values.values);
        }
    }
    out
}

/// The query with these values of a column, or files, asked for and ruled out, in place of all that it said about them.
pub fn with_chosen(text: &str, of: impl Into<Subject>, [wanted, unwanted]: [Vec<Value>; 2]) -> String {
    let of = of.into();
    let mut parts = clauses(text);
    let mut place = parts.len();
    for at in (0..parts.len()).rev() {
        if parts[at].values().is_some_and(|values| values.of == of) {
            parts.remove(at);
            place = at;
        }
    }
    let mut add = |values: Vec<Value>, negated| {
        if let Some(body) = condition(of, &values) {
            parts.insert(place, Clause { negated, body });
            place += 1;
        }
    };
    add(wanted, false);
    add(unwanted, true);
    join(&parts)
}

fn condition(of: Subject, values: &[Value]) -> Option<String> {
    let path = of.path();
    match values {
        [] => None,
        [one] => Some(format!("{path}:{}", one.written)),
        many => {
            let many: Vec<&str> = many.iter().map(|value| value.written.as_str()).collect();
            Some(format!("{path}:({})", many.join(" OR ")))
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
    format!("{}:{}", lex::name(path), quoted(value))
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

/// A token that stands for itself wherever it is put.
struct Piece<'t> {
    kind: Kind,
    text: Cow<'t, str>,
    /// Where it stands in the text that it is from.
    from: usize,
    /// The blanks before it.
    gap: &'t str,
}

impl Piece<'_> {
    /// The value of a condition; `None` for what is no value: a range, a comparison, a regular expression.
    fn value(&self) -> Option<Value> {
        let Kind::Term(name, value) = &self.kind else { return None };
        let behind = |name: &FieldName| name.span.end + 1 - self.from;
        let written = self.text.get(name.as_ref().map_or(0, behind)..)?.trim_start();
        match value {
            lex::Value::Word(text) | lex::Value::Phrase(text) => {
                Some(Value { text: text.clone(), exact: true, written: written.to_owned() })
            }
            lex::Value::Glob(_) | lex::Value::Anything => Some(Value::pattern(written)),
            _ => None,
        }
    }
}

/// The tokens of a text; parentheses that close nothing are left out, and what nothing closes is closed.
fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut out: Vec<Piece> = Vec::new();
    let (mut depth, mut end, mut left_out) = (0usize, 0, false);
    for token in lex::tokens(text).0 {
        match token.kind {
            Kind::Close if depth == 0 => {
                left_out = true;
                continue;
            }
            Kind::Close => depth -= 1,
            Kind::Open(_) => depth += 1,
            _ => {}
        }
        let gap = text.get(end..token.span.start).unwrap_or_default();
        let gap = if std::mem::take(&mut left_out) { " " } else { gap };
        end = token.span.end;
        let text = lex::closed(text, &token);
        out.push(Piece { kind: token.kind, text, from: token.span.start, gap });
    }
    let close = |_| Piece { kind: Kind::Close, text: Cow::Borrowed(")"), from: text.len(), gap: "" };
    out.extend((0..depth).map(close));
    out
}

/// Pieces as text again.
fn written(pieces: &[Piece]) -> String {
    let mut out = String::new();
    for (at, piece) in pieces.iter().enumerate() {
        if at > 0 {
            out.push_str(piece.gap);
        }
        out.push_str(&piece.text);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::{Clock, Filter, JsonPath, Match, parse};
    use crate::store::columns::{ERROR, EVENT, KIND, PERSON};
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
        assert_eq!(texts("a || b"), ["a || b"]);
        assert_eq!(texts("a && !b"), ["a", "NOT b"]);
        assert_eq!(texts("event: RunJobFlow kind:'IAM user'"), ["event: RunJobFlow", "kind:'IAM user'"]);
        assert_eq!(texts("a(b)NOT(c)"), ["a", "(b)", "NOT (c)"]);
        assert_eq!(texts("NOT event:(a b) -!c"), ["NOT event:(a b)", "c"]);
        assert_eq!(clauses("a OR b")[0].turned().text(), "NOT (a OR b)");
        assert_eq!(clauses("NOT a")[0].turned().text(), "a");
    }

    #[test]
    fn a_part_stays_itself_whatever_is_put_beside_it() {
        let with = |query| with_condition(query, "x", "1", false);
        let cases = [
            ("a || b", r#"(a || b) AND x:"1""#),
            ("/tmp OR user:bob", r#"(\/tmp OR user:bob) AND x:"1""#),
            ("path:/tmp", r#"path:\/tmp AND x:"1""#),
            ("/home/hadoop", r#"/home/hadoop AND x:"1""#),
            ("'tis", r#"\'tis AND x:"1""#),
            ("O'Brien", r#"O'Brien AND x:"1""#),
            ("[S3Console", r#"\[S3Console AND x:"1""#),
            ("[S3Console/0.4, x]", r#"[S3Console/0.4, x] AND x:"1""#),
            (r"a\", r#"a\\ AND x:"1""#),
            ("\"abc", r#""abc" AND x:"1""#),
            (r#""abc\"#, r#""abc\\" AND x:"1""#),
            ("(a OR (b", r#"(a OR (b)) AND x:"1""#),
            ("a) b", r#"a AND b AND x:"1""#),
            ("a) OR b", r#"(a OR b) AND x:"1""#),
            ("a NOT", r#"a AND x:"1""#),
            ("event:", r#"event: AND x:"1""#),
        ];
        for (query, want) in cases {
            assert_eq!(with(query), want, "{query}");
        }
    }

    #[test]
    fn values_are_read_and_written() {
        let query = r#"event:(RunJobFlow OR "A B") NOT user:al* errorCode:x"#;
        let texts = |values: &[Value]| values.iter().map(|v| (v.text.clone(), v.exact)).collect::<Vec<_>>();
        let exact = |text: &str| (text.to_owned(), true);
        assert_eq!(texts(&chosen(query, EVENT)[0]), [exact("RunJobFlow"), exact("A B")]);
        assert_eq!(texts(&chosen("kind: 'IAM user' event:'a'", KIND)[0]), [exact("IAM user")]);
        assert_eq!(chosen(query, PERSON)[1], [Value::pattern("al*")]);
        // A word stays a word: it is looked for among the words of a value.
        let [mut wanted, _] = chosen("user:smith", PERSON);
        wanted.push(Value::exact("bob"));
        assert_eq!(with_chosen("user:smith", PERSON, [wanted, vec![]]), r#"person:(smith OR "bob")"#);
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
        let files = [vec![Value::exact("a b/c.json.gz")], vec![]];
        let with = with_chosen("event:x", Subject::File, files.clone());
        assert_eq!(with, r#"event:x AND file:"a b/c.json.gz""#);
        assert_eq!(chosen(&with, Subject::File), files);
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
        // Tags have such keys.
        let tag = is("requestParameters.tags.aws:cloudformation:stack name/x", "1");
        assert_eq!(tag, r#"requestParameters.tags.aws\:cloudformation\:stack\ name\/x:"1""#);
    }

    /// A filter with what must all hold in one order.
    fn sorted(filter: &Filter) -> Vec<String> {
        let mut parts: Vec<String> = filter.conjuncts().iter().map(|part| format!("{part:?}")).collect();
        parts.sort();
        parts
    }

    fn meaning(text: &str) -> Vec<String> {
        sorted(&parse(text, &Clock::default()).filter)
    }

    /// Parts of a query, as people write and mistype them.
    const PARTS: &[&str] = &[
        "event:RunJobFlow",
        "event: RunJobFlow",
        "user:\"a b\"",
        "kind:'IAM user'",
        "errorCode:*",
        "word",
        "O'Brien",
        "\"a phrase\"",
        "event:(a OR \"b c\")",
        "event:(a || 'b c')",
        "(user:x OR user:y)",
        "(user:x||y) ",
        "time:[2026-01-01 TO 2026-02-01]",
        "agent:[S3Console/0.4, x y]",
        "/tmp",
        "request.path:/tmp",
        "agent:/a b|c/",
        "s3://b/k",
        "--deploy-mode",
        "request.n:>=5",
    ];

    /// What is not finished, or closes too much.
    const BROKEN: &[&str] = &[
        "'x",
        "x'",
        "[x",
        "{x",
        "x/",
        "\"x",
        "(x",
        "x)",
        "event:",
        "time:[1970 TO",
        "[\"a TO b]",
        "x\\",
        "NOT",
        "OR",
    ];

    proptest! {
        #[test]
        fn joined_parts_are_the_same_query(
            parts in prop::collection::vec(
                (prop::sample::select(vec!["", "", "NOT ", "-", "!", "+"]), prop::sample::select(PARTS)), 1..5),
            and in prop::sample::select(vec![" AND ", " ", " && "]),
        ) {
            let text: Vec<String> = parts.iter().map(|(sign, body)| format!("{sign}{body}")).collect();
            let text = text.join(and);
            let found = clauses(&text);
            prop_assert_eq!(found.len(), parts.len(), "{}", text);
            let again = join(&found);
            prop_assert_eq!(meaning(&text), meaning(&again), "{} as {}", text, again);
        }

        /// What is added must hold beside what the query meant, whatever state that is in.
        #[test]
        fn a_condition_more_is_a_condition_more(
            parts in prop::collection::vec((
                prop::sample::select(vec!["", "", "", "NOT ", "-", "!"]),
                prop_oneof![3 => prop::sample::select(PARTS), 1 => prop::sample::select(BROKEN)],
                prop::sample::select(vec![" AND ", " ", " OR ", " || ", " ("]),
            ), 1..6),
            value in prop::sample::select(vec!["1", "/ x", "a' b", "x] y", "q\" TO \\"]),
        ) {
            let text: String = parts.iter().map(|(sign, body, join)| format!("{sign}{body}{join}")).collect();
            let more = with_condition(&text, "request.more", value, true);
            let mut want = meaning(&text);
            want.extend(meaning(&format!("NOT {}", is("request.more", value))));
            want.sort();
            prop_assert_eq!(meaning(&more), want, "{} as {}", text, more);
        }

        #[test]
        fn any_key_of_a_record_can_be_asked_for(key in "\\PC{1,12}|[a-z:/ .()\"'\\\\\\[\\]*-]{1,12}") {
            let text = format!("requestParameters.{key}");
            let parsed = parse(&is(&text, "x"), &Clock::default());
            let want = JsonPath::new(&text).map(|path| Filter::Path(path, Match::Whole("x".to_owned())));
            prop_assert_eq!(parsed.errors.is_empty(), want.is_some(), "{:?}", parsed.errors);
            prop_assert_eq!(parsed.filter, want.unwrap_or(Filter::All));
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
