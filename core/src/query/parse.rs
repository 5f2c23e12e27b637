//! Lucene syntax to [`Filter`], leniently.
//!
//! [`super::lex`] cuts the text into tokens. How they are joined is the grammar's of `tantivy-query-grammar`: it gets
//! them with a character of its own for each condition, and its tree is turned into a filter.

use std::ops::Range;

use serde::{Deserialize, Serialize};
use tantivy_query_grammar::{Occur, UserInputAst, UserInputLeaf, parse_query_lenient};

use super::fields::{self, Field};
use super::lex::{self, FieldName, Kind, Unread, Value, error_at};
use super::{Clock, Filter, condition};

/// Something in a query that was not understood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueryError {
    /// Where it begins, in characters from the start; `None` where the place is not known.
    pub at: Option<u32>,
    /// Where it ends, in the same way.
    pub end: Option<u32>,
    /// What, as a sentence.
    pub message: String,
    /// Whether it was understood, and is only worth knowing.
    pub remark: bool,
}

/// A filter and what was not understood.
#[derive(Clone, Debug, PartialEq)]
pub struct Parsed {
    /// The part that was understood.
    pub filter: Filter,
    /// The rest, in the order of the text.
    pub errors: Vec<QueryError>,
}

/// Longest query that is read, bytes.
const LONGEST: usize = 16 << 10;

/// Deepest nesting of parentheses. The grammar's parser is recursive, and a worker's stack is small.
const DEEPEST: usize = 50;

/// Most errors that are told: each has to be found on the screen.
const MOST_ERRORS: usize = 20;

/// The conditions' characters begin here: nobody types them, and there are more than a query has bytes.
const FIRST_CONDITION: u32 = 0xF_0000;

/// Reads a query; times in it are meant by the clock. Words next to each other must all match; a bare word is looked
/// for everywhere.
pub fn parse(text: &str, clock: &Clock) -> Parsed {
    let refused = |message: &str| Parsed {
        filter: Filter::All,
        errors: vec![QueryError { at: None, end: None, message: message.to_owned(), remark: false }],
    };
    if text.len() > LONGEST {
        return refused("The query is too long; it is not applied.");
    }
    let (tokens, errors) = lex::tokens(text);
    let mut joined =
        Joined { clock, conditions: Vec::new(), errors, remarks: Vec::new(), frames: vec![Frame::default()] };
    for token in tokens {
        if joined.frames.len() > DEEPEST {
            return refused("The query is too deeply nested; it is not applied.");
        }
        joined.token(token.kind, token.span);
    }
    let (skeleton, mut conditions, errors, remarks) = joined.finish(text.len());
    let (ast, unread) = parse_query_lenient(&skeleton);
    let filter = convert(ast, &mut conditions).unwrap_or(Filter::All);
    let mut found: Vec<(Unread, bool)> = errors.into_iter().map(|error| (error, false)).collect();
    found.extend(remarks.into_iter().map(|remark| (remark, true)));
    found.sort_by_key(|((span, _), _)| span.start);
    let found = found.into_iter().take(MOST_ERRORS);
    let mut errors: Vec<QueryError> = found
        .map(|((span, message), remark)| QueryError { remark, ..error_at(text, &span, message) })
        .collect();
    // What is handed to the grammar is well formed; should it disagree, it has to be heard.
    errors.extend(unread.into_iter().map(|e| QueryError {
        at: None,
        end: None,
        message: e.message,
        remark: false,
    }));
    Parsed { filter, errors }
}

/// One level of parentheses while it is read.
#[derive(Default)]
struct Frame {
    /// Conditions joined by operators; each run stands beside the next without one.
    runs: Vec<String>,
    /// The run that is being read, and whether it has operators.
    run: String,
    has_operator: bool,
    /// The operator before the next condition.
    operator: Option<(&'static str, Range<usize>)>,
    /// Whether the next condition is negated, and where that is said.
    negate: bool,
    sign: Option<Range<usize>>,
    /// Where the parenthesis opens.
    open: Range<usize>,
    /// The field of conditions without one; `Err` where its name is none.
    field: Option<Result<Field, ()>>,
}

impl Frame {
    fn operand(&mut self, text: &str) {
        let negate = std::mem::take(&mut self.negate);
        self.sign = None;
        let operator = self.operator.take().map(|(operator, _)| operator);
        if !self.run.is_empty() {
            match operator {
                Some(operator) => {
                    self.run.push_str(operator);
                    self.has_operator = true;
                }
                None => self.end_run(),
            }
        }
        if negate {
            self.run.push_str("NOT ");
        }
        self.run.push_str(text);
    }

    /// A run with operators gets parentheses: `a OR b c` means `(a OR b) AND c`.
    fn end_run(&mut self) {
        let run = std::mem::take(&mut self.run);
        if run.is_empty() {
            return;
        }
        self.runs.push(if std::mem::take(&mut self.has_operator) { format!("({run})") } else { run });
    }
}

/// The conditions of a query, and how they are joined.
struct Joined<'c> {
    clock: &'c Clock,
    conditions: Vec<Option<Filter>>,
    errors: Vec<Unread>,
    remarks: Vec<Unread>,
    frames: Vec<Frame>,
}

impl Joined<'_> {
    fn error(&mut self, span: Range<usize>, message: impl Into<String>) {
        self.errors.push((span, message.into()));
    }

    fn token(&mut self, kind: Kind, span: Range<usize>) {
        match kind {
            Kind::Open(name) => {
                let field = match name {
                    Some(name) => Some(self.field(&name)),
                    None => self.frames.last().and_then(|frame| frame.field.clone()),
                };
                self.frames.push(Frame { open: span, field, ..Frame::default() });
            }
            Kind::Close if self.frames.len() > 1 => self.close(),
            Kind::Close => self.error(span, "This parenthesis closes nothing."),
            Kind::And => self.operator(" AND ", span),
            Kind::Or => self.operator(" OR ", span),
            Kind::Not | Kind::Must => {
                if let Some(frame) = self.frames.last_mut() {
                    frame.negate ^= kind == Kind::Not;
                    frame.sign = Some(span);
                }
            }
            Kind::Term(name, value) => {
                let condition = self.condition(name, value, span);
                self.conditions.push(condition);
                let number = FIRST_CONDITION + self.conditions.len() as u32 - 1;
                if let (Some(frame), Some(mark)) = (self.frames.last_mut(), char::from_u32(number)) {
                    frame.operand(mark.encode_utf8(&mut [0; 4]));
                }
            }
        }
    }

    fn operator(&mut self, operator: &'static str, span: Range<usize>) {
        let Some(frame) = self.frames.last_mut() else { return };
        let message = if frame.sign.is_some() {
            "There is nothing after NOT."
        } else if frame.run.is_empty() {
            "There is nothing before this operator."
        } else if frame.operator.is_some() {
            "Two operators stand side by side."
        } else {
            frame.operator = Some((operator, span));
            return;
        };
        (frame.negate, frame.sign) = (false, None);
        self.error(span, message);
    }

    /// Ends the innermost level.
    fn close(&mut self) {
        let Some(mut frame) = self.frames.pop() else { return };
        for span in frame.sign.take().into_iter().chain(frame.operator.take().map(|(_, span)| span)) {
            self.error(span, "There is nothing after this operator.");
        }
        frame.end_run();
        let group = frame.runs.join(" ");
        match self.frames.last_mut() {
            Some(outer) if !group.is_empty() => outer.operand(&format!("({group})")),
            Some(outer) => {
                // What was said of it (NOT, AND) is gone with it.
                (outer.operator, outer.negate, outer.sign) = (None, false, None);
                self.error(frame.open, "There is nothing in these parentheses.");
            }
            None => self.frames.push(Frame { runs: vec![group], ..Frame::default() }),
        }
    }

    fn finish(mut self, length: usize) -> (String, Vec<Option<Filter>>, Vec<Unread>, Vec<Unread>) {
        while self.frames.len() > 1 {
            let open = self.frames.last().map_or(length..length, |frame| frame.open.clone());
            self.error(open, "This parenthesis is not closed.");
            self.close();
        }
        self.close();
        let skeleton = self.frames.pop().map_or(String::new(), |frame| frame.runs.join(" "));
        (skeleton, self.conditions, self.errors, self.remarks)
    }

    fn field(&mut self, name: &FieldName) -> Result<Field, ()> {
        let field = fields::find(&name.name);
        match &field {
            Some(Field::Path(path)) if !fields::is_known(path) => {
                let message = format!(
                    "CloudTrail documents no field “{}”; it is taken for a path into the records. To look for the text, put it in quotes.",
                    name.name
                );
                self.remarks.push((name.span.clone(), message));
            }
            Some(_) => {}
            None => {
                let message =
                    format!("There is no field “{}”. To look for the text, put it in quotes.", name.name);
                self.error(name.span.clone(), message);
            }
        }
        field.ok_or(())
    }

    fn condition(&mut self, name: Option<FieldName>, value: Value, span: Range<usize>) -> Option<Filter> {
        let field = match &name {
            Some(name) => Some(self.field(name)),
            None => self.frames.last().and_then(|frame| frame.field.clone()),
        };
        let field = field.transpose().ok()?;
        let condition = match value {
            Value::Wrong => return None,
            Value::Missing => Err("There is no value after the colon; * stands for any.".to_owned()),
            value => condition::filter(field, value, self.clock),
        };
        let at = name.map_or(span.start, |name| name.span.end + 1)..span.end;
        match condition {
            Ok(condition) => {
                if condition.is_empty_range() {
                    let message = "Nothing lies in this range: it ends before it begins.".to_owned();
                    self.remarks.push((at, message));
                }
                Some(condition)
            }
            Err(message) => {
                self.error(at, message);
                None
            }
        }
    }
}

fn convert(ast: UserInputAst, conditions: &mut [Option<Filter>]) -> Option<Filter> {
    match ast {
        UserInputAst::Clause(parts) => {
            let (mut must, mut should, mut not) = (Vec::new(), Vec::new(), Vec::new());
            for (occur, part) in parts {
                let Some(filter) = convert(part, conditions) else { continue };
                match occur {
                    Some(Occur::MustNot) => not.push(filter.negated()),
                    Some(Occur::Should) => should.push(filter),
                    Some(Occur::Must) | None => must.push(filter),
                }
            }
            must.extend(Filter::any_of(should));
            must.append(&mut not);
            Filter::all_of(must)
        }
        UserInputAst::Boost(inner, _) => convert(*inner, conditions),
        UserInputAst::Leaf(leaf) => match *leaf {
            UserInputLeaf::Literal(literal) => {
                let mark = u32::from(literal.phrase.chars().next()?).checked_sub(FIRST_CONDITION)?;
                conditions.get_mut(mark as usize)?.take()
            }
            _ => None,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::super::address::Addresses;
    use super::super::glob::{Glob, Piece};
    use super::super::matcher::{Numbers, Pattern};
    use super::super::{JsonPath, Match};
    use super::*;
    use crate::emr::resources::Kind;
    use crate::store::ColumnId;
    use crate::store::columns::{ADDRESS, AGENT, ARN, ERROR, EVENT, PERSON, RESOURCE};
    use proptest::prelude::*;

    fn clock() -> Clock {
        Clock { now: Some(864_000), ..Clock::default() }
    }

    fn read(text: &str) -> Parsed {
        parse(text, &clock())
    }

    fn ok(text: &str) -> Filter {
        let parsed = read(text);
        assert_eq!(parsed.errors, [], "{text}");
        let printed = parsed.filter.to_string();
        let again = read(&printed);
        assert_eq!((&again.filter, again.errors.len()), (&parsed.filter, 0), "{text} as {printed}");
        parsed.filter
    }

    fn column(id: ColumnId, word: &str) -> Filter {
        Filter::Column(id, Match::Equal(word.to_owned()))
    }

    fn word(text: &str) -> Filter {
        Filter::Anywhere(Match::Contains(text.to_owned()))
    }

    fn not(filter: Filter) -> Filter {
        Filter::Not(Box::new(filter))
    }

    fn glob(text: &str) -> Glob {
        Glob::new(text.chars().map(|c| match c {
            '*' => Piece::Any,
            '?' => Piece::One,
            c => Piece::Char(c),
        }))
    }

    fn path(path: &str, wanted: Match) -> Filter {
        Filter::Path(JsonPath::new(path).unwrap(), wanted)
    }

    #[test]
    fn joining() {
        let (a, b, c, d) = (word("a"), word("b"), word("c"), word("d"));
        let and = |parts: &[&Filter]| Filter::And(parts.iter().map(|f| (*f).clone()).collect());
        let or = |parts: &[&Filter]| Filter::Or(parts.iter().map(|f| (*f).clone()).collect());
        assert_eq!(ok(""), Filter::All);
        assert_eq!(ok("*"), Filter::All);
        // What begins with nothing is everything too.
        assert_eq!(ok("\"\"*"), Filter::All);
        assert_eq!(ok("user:\"\"*"), ok("user:*"));
        assert_eq!(ok("a b"), and(&[&a, &b]));
        assert_eq!(ok("a AND b OR c"), or(&[&and(&[&a, &b]), &c]));
        assert_eq!(ok("a OR b AND c"), or(&[&a, &and(&[&b, &c])]));
        assert_eq!(ok("a OR b c"), and(&[&or(&[&a, &b]), &c]));
        assert_eq!(ok("a AND b c OR d"), and(&[&a, &b, &or(&[&c, &d])]));
        assert_eq!(ok("(a OR b) AND (c d)"), and(&[&or(&[&a, &b]), &c, &d]));
        assert_eq!(ok("a && b || !c"), or(&[&and(&[&a, &b]), &not(c.clone())]));
        assert_eq!(ok("NOT a OR b"), or(&[&not(a.clone()), &b]));
        assert_eq!(ok("NOT (a OR b)"), not(or(&[&a, &b])));
        assert_eq!(ok("NOT NOT a"), a);
        assert_eq!(ok("a AND -b"), and(&[&a, &not(b.clone())]));
        assert_eq!(ok("+a -b"), and(&[&a, &not(b.clone())]));
        assert_eq!(ok("(((a)))"), a);
        assert_eq!(ok("* AND a"), a);
        assert_eq!(ok("NOT *"), not(Filter::All));
        assert_eq!(ok("and"), word("and"));
    }

    #[test]
    fn fields_and_values() {
        assert_eq!(ok("event:RunJobFlow"), column(EVENT, "runjobflow"));
        assert_eq!(ok("event: RunJobFlow"), column(EVENT, "runjobflow"));
        assert_eq!(
            ok("event:RunJobFlow AND NOT user:alice"),
            Filter::And(vec![column(EVENT, "runjobflow"), not(column(PERSON, "alice"))])
        );
        assert_eq!(ok("errorCode:*"), Filter::Column(ERROR, Match::Present));
        let either = Filter::Or(vec![column(EVENT, "runjobflow"), column(EVENT, "addjobflowsteps")]);
        assert_eq!(ok("event:(RunJobFlow OR AddJobFlowSteps)"), either);
        assert_eq!(ok("event:(RunJobFlow OR (user:x OR *))").to_string().matches("eventName").count(), 2);
        assert_eq!(ok("agent:\"Boto3 x\""), Filter::Column(AGENT, Match::Whole("boto3 x".into())));
        assert_eq!(ok("resource:\"j-1\""), column(RESOURCE, "j-1"));
        let cluster = Filter::Resource(Kind::Cluster, Match::Equal("j-1".to_owned()));
        assert_eq!((ok("cluster:\"j-1\""), ok("Cluster:J-1")), (cluster.clone(), cluster));
        assert_eq!(ok("step:*"), Filter::Resource(Kind::Step, Match::Present));
        assert_eq!(ok("agent:aws-cli*"), Filter::Column(AGENT, Match::Wildcard(glob("aws-cli*"))));
        assert_eq!(ok("agent:\"aws cli\"*"), Filter::Column(AGENT, Match::Wildcard(glob("aws cli*"))));
        assert_eq!(ok(r"agent:a\*b"), column(AGENT, "a*b"));
        assert_eq!(ok("spark*"), Filter::Anywhere(Match::Wildcard(glob("*spark*"))));
        assert_eq!(ok("id:ABC"), Filter::EventId(Match::Whole("abc".into())));
        assert_eq!(
            ok("requestParameters.Steps[].hadoopJarStep.args:spark-submit"),
            path("requestParameters.Steps.hadoopJarStep.args", Match::Equal("spark-submit".into()))
        );
        assert_eq!(
            ok("request.instances.ec2KeyName:*"),
            path("requestParameters.instances.ec2KeyName", Match::Present)
        );
        let five = Numbers { low: Some((5.0, true)), high: None };
        assert_eq!(ok("request.n:>=5"), path("requestParameters.n", Match::Numbers(five)));
        let either = Filter::Or(vec![
            path("requestParameters.n", Match::Numbers(five)),
            path("requestParameters.n", Match::Equal("x".into())),
        ]);
        assert_eq!(ok("request.n:((>=5) OR x)"), either);
        assert_eq!(ok("(a) >=5"), Filter::And(vec![word("a"), word(">=5")]));
        let range = Numbers { low: Some((-1.5, false)), high: Some((1e21, true)) };
        assert_eq!(ok("request.n:{-1.5 TO 1e21]"), path("requestParameters.n", Match::Numbers(range)));
        assert_eq!(ok("request.n:[* TO *]"), path("requestParameters.n", Match::Present));
        assert_eq!(ok(r"request.a\:b:x"), path("requestParameters.a:b", Match::Equal("x".into())));
    }

    #[test]
    fn what_people_paste() {
        let arn = "arn:aws:elasticmapreduce:eu-west-1:111122223333:cluster/j-1";
        assert_eq!(ok(arn), word(arn));
        assert_eq!(ok(&format!("arn:{arn}")), column(ARN, arn));
        assert_eq!(ok("s3://bucket/key.jar"), word("s3://bucket/key.jar"));
        assert_eq!(
            ok("request.x:s3://bucket/a-b"),
            path("requestParameters.x", Match::Equal("s3://bucket/a-b".into()))
        );
        assert_eq!(ok("alice@example.com"), word("alice@example.com"));
        assert_eq!(ok("user:alice@example.com"), column(PERSON, "alice@example.com"));
        assert_eq!(ok("/home/hadoop/x.sh"), word("/home/hadoop/x.sh"));
        assert_eq!(ok("agent:aws-cli/2.15.30"), column(AGENT, "aws-cli/2.15.30"));
        assert_eq!(
            ok("agent:[S3Console/0.4, aws-internal/3]"),
            column(AGENT, "[s3console/0.4, aws-internal/3]")
        );
        assert_eq!(
            ok("Mozilla/5.0 (X11; Linux)"),
            Filter::And(vec![word("mozilla/5.0"), word("x11;"), word("linux")])
        );
        assert_eq!(ok("2001:db8::1"), word("2001:db8::1"));
        assert_eq!(ok("fe80::1"), word("fe80::1"));
        assert_eq!(ok("10:30:00"), word("10:30:00"));
        assert_eq!(ok("--deploy-mode"), word("--deploy-mode"));
        assert_eq!(ok("O'Brien"), word("o'brien"));
        assert_eq!(ok("'O Brien'"), word("o brien"));
        assert_eq!(ok("elasticmapreduce.amazonaws.com"), word("elasticmapreduce.amazonaws.com"));
        assert_eq!(ok(r#""a \"b\" \\""#), word(r#"a "b" \"#));
    }

    #[test]
    fn addresses() {
        let of = |text: &str| Filter::Column(ADDRESS, Match::Addresses(Addresses::read(text).unwrap()));
        for text in ["10.0.0.0/8", "192.0.2.1", "2001:db8::1", "2001:db8::/32"] {
            assert_eq!(ok(&format!("ip:{text}")), of(text));
        }
        assert_eq!(ok("ip:2001:DB8:0::1"), of("2001:db8::1"));
        let name = Match::Whole("elasticmapreduce.amazonaws.com".into());
        assert_eq!(ok("ip:elasticmapreduce.amazonaws.com"), Filter::Column(ADDRESS, name));
        let range = ok("ip:[10.0.0.1 TO 10.0.0.9}");
        assert_eq!(range.to_string(), "sourceIPAddress:[10.0.0.1 TO 10.0.0.8]");
        assert!(read("ip:10.0.0.0/40").errors[0].message.contains("no network"));
        assert!(read("ip:[10.0.0.1 TO ::1]").errors[0].message.contains("no address"));
    }

    #[test]
    fn expressions() {
        let of = |source: &str| Match::Regex(Pattern::new(source).unwrap());
        assert_eq!(ok("event:/^Run.*Flow$/"), Filter::Column(EVENT, of("^Run.*Flow$")));
        assert_eq!(ok("/not authorized .* (x|y)/"), Filter::Anywhere(of("not authorized .* (x|y)")));
        assert_eq!(
            ok(r"(agent:/a\/b\d/ OR x)"),
            Filter::Or(vec![Filter::Column(AGENT, of(r"a/b\d")), word("x")])
        );
        assert_eq!(ok("/[^/]+/"), Filter::Anywhere(of("[^/]+")));
        let wrong = &read("x event:/(/").errors[0];
        assert_eq!((wrong.at, wrong.end), (Some(8), Some(11)));
    }

    #[test]
    fn times() {
        let day = 86_400;
        assert_eq!(ok("time:[1970-01-01 TO 1970-01-02]"), Filter::Time(0..2 * day));
        assert_eq!(ok("time:{1970-01-01 TO *]"), Filter::Time(day..i64::MAX));
        assert_eq!(ok("time:1970-01-01"), Filter::Time(0..day));
        assert_eq!(ok("time:*"), Filter::Time(i64::MIN + 1..i64::MAX));
        assert_eq!(ok("time:[now-7d TO now]"), Filter::Time(3 * day..10 * day + 1));
        assert_eq!(ok("time:[now-1d/d TO now/d}"), Filter::Time(9 * day..10 * day));
        assert_eq!(ok("time:>=1970-01-02T10:00"), Filter::Time(day + 36_000..i64::MAX));
        assert_eq!(ok("time:<1970-01-02"), Filter::Time(i64::MIN + 1..day));
        assert_eq!(ok("time:\"1970-01-01 00:00:07\""), Filter::Time(7..8));
        assert_eq!(ok("time:[\"1970-01-01 00:00:07\" TO 1970-01-02}"), Filter::Time(7..day));
        let years = Numbers { low: Some((1970.0, true)), high: Some((1971.0, false)) };
        assert_eq!(
            ok("request.x:[1970 TO 1971}"),
            path("requestParameters.x", Match::Years(years, 0..365 * day))
        );
        let created = ok("userIdentity.sessionContext.attributes.creationDate:[1970-01-02 TO *]");
        assert_eq!(
            created,
            path("userIdentity.sessionContext.attributes.creationDate", Match::Times(day..i64::MAX))
        );
    }

    /// A query, what it says is wrong (from where to where, and a word of the message), and what is left of it.
    type Wrong<'t> = (&'t str, &'t [(u32, u32, &'t str)], &'t str);

    #[test]
    fn what_is_not_understood_is_said_and_the_rest_counts() {
        let cases: &[Wrong] = &[
            ("event:RunJobFlow nonsense:x", &[(17, 25, "no field")], "eventName:runjobflow"),
            ("ü nonsense:x", &[(2, 10, "no field")], "\"ü\""),
            ("a AND nonsense:(x OR y)", &[(6, 14, "no field")], "\"a\""),
            ("(a", &[(0, 1, "not closed")], "\"a\""),
            ("a)", &[(1, 2, "closes nothing")], "\"a\""),
            ("a AND", &[(2, 5, "nothing after")], "\"a\""),
            ("OR a", &[(0, 2, "nothing before")], "\"a\""),
            ("a AND OR b", &[(6, 8, "side by side")], "\"a\" AND \"b\""),
            ("a NOT AND b", &[(6, 9, "nothing after NOT")], "\"a\" AND \"b\""),
            ("NOT", &[(0, 3, "nothing after")], "*"),
            ("a ()", &[(2, 3, "nothing in")], "\"a\""),
            ("a AND NOT () b", &[(10, 11, "nothing in")], "\"a\" AND \"b\""),
            ("event:", &[(6, 6, "no value")], "*"),
            ("event: AND b", &[(6, 7, "no value")], "\"b\""),
            ("(event:)", &[(7, 7, "no value")], "*"),
            ("\"abc", &[(0, 1, "not closed")], "\"abc\""),
            ("\"\"", &[(0, 2, "nothing between")], "*"),
            ("\"a\"~2", &[(3, 5, "no distance")], "\"a\""),
            ("time:yesterday x", &[(5, 14, "no time")], "\"x\""),
            ("time:[1970 TO", &[(5, 13, "[from TO to]")], "*"),
            ("[1970 TO 1971]", &[(0, 14, "needs a field")], "*"),
            ("user:[a TO b]", &[(5, 13, "both ends")], "*"),
            ("id:[a TO b]", &[(3, 11, "no range")], "*"),
            ("time:2026-*", &[(5, 11, "no patterns")], "*"),
            ("nonsense.x:y", &[(0, 10, "no field")], "nonsense.x:y"),
            (
                "a request.n:[5 TO 4]",
                &[(12, 20, "ends before it begins")],
                "\"a\" AND requestParameters.n:[5 TO 4]",
            ),
        ];
        for (text, errors, left) in cases {
            let parsed = read(text);
            let found: Vec<_> = parsed.errors.iter().map(|e| (e.at.unwrap(), e.end.unwrap())).collect();
            assert_eq!(
                found,
                errors.iter().map(|e| (e.0, e.1)).collect::<Vec<_>>(),
                "{text}: {:?}",
                parsed.errors
            );
            for (error, (.., word)) in parsed.errors.iter().zip(*errors) {
                assert!(error.message.contains(word), "{text}: {}", error.message);
            }
            assert_eq!(parsed.filter.to_string(), *left, "{text}");
        }
        // What is only a remark takes part.
        let remarks = |text: &str| read(text).errors.iter().map(|error| error.remark).collect::<Vec<_>>();
        assert_eq!(remarks("nonsense.x:y AND nonsense:x"), [true, false]);
        for text in ["time:[2026-09-02 TO 2026-09-01]", "request.n:{5 TO 5]", "request.x:[2027 TO 2026]"] {
            assert_eq!(remarks(text), [true], "{text}");
        }
        let known = "annotation:x timeWindow.windowStart:x summary.x:y time:[2026 TO 2026]";
        assert!(read(known).errors.is_empty());
        assert!(!read(&"(".repeat(10_000)).errors.is_empty());
        assert!(!read(&"a ".repeat(10_000)).errors.is_empty());
        assert_eq!(read(&"nonsense:x ".repeat(1_000)).errors.len(), MOST_ERRORS);
        assert_eq!(read(&"NOT ".repeat(4_000)).filter, Filter::All);
        assert!(read("now").errors.is_empty());
        assert!(parse("time:now", &Clock::default()).errors[0].message.contains("no event"));
    }

    /// Queries made of what queries are made of.
    fn query() -> impl Strategy<Value = String> {
        let name = prop::sample::select(vec![
            "event",
            "ip",
            "cluster",
            "step",
            "agent",
            "id",
            "time",
            "hour",
            "weekday",
            "first",
            "story",
            "request.a.b",
            "other.a:b",
            r"other.a\:b\ \/\\c",
            "errorCode",
            r"resources.x\:y",
            "nonsense",
        ]);
        let value = prop_oneof![
            "[a-zA-Z0-9äİßΣ._:/@*?-]{1,8}",
            r#"\PC{1,6}"#,
            r#""[a-z \\"]{0,6}""#,
            "/[a-z.*|()\\[\\]\\\\/^$]{1,6}/",
            prop::sample::select(vec![
                "*",
                "10.0.0.0/8",
                "2001:db8::1",
                "[10.0.0.1 TO 10.0.0.9]",
                "[1 TO 5.5}",
                "{* TO -3]",
                ">=7",
                "<2026-01-01",
                "[now-7d TO now]",
                "now/d",
                "2026-09",
                "[2026-01-01 TO *}",
                "[2026 TO 2027}",
                "{2027 TO *]",
                "[2026-09-02 TO 2026-09-01]",
                "7",
                "[22 TO 5]",
                "monday",
                "[sat TO sun]",
                "ip",
                "sourceIPAddress",
                "arn:aws:iam::1:role/x",
                "s3://b/k",
                "[a b]",
                r"a\ b\*c\:",
                "''",
                "'a b'",
                "\"a b\"*",
            ])
            .prop_map(str::to_owned),
        ];
        let term = (prop::option::of(name), value)
            .prop_map(|(name, value)| name.map_or(value.clone(), |name| format!("{name}:{value}")));
        let leaf = prop_oneof![4 => term, 1 => Just("AND".to_owned()), 1 => Just("NOT x".to_owned())];
        leaf.prop_recursive(4, 24, 4, |inner| {
            let join = prop::sample::select(vec![" ", " AND ", " OR ", " && ", " || ", " NOT ", " -", " +"]);
            let list = prop::collection::vec((inner, join), 1..4);
            (list, prop::sample::select(vec!["(", "NOT (", "event:(", "request.x:(", "-("])).prop_map(
                |(list, open)| {
                    let parts: String = list.into_iter().map(|(part, join)| part + join).collect();
                    format!("{open}{parts})")
                },
            )
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

        #[test]
        fn a_filter_written_out_reads_as_itself(text in prop_oneof![query(), "[a-z:()\\[\\]{}*?\"' /\\\\^~<>=+!-]{0,40}", "\\PC{0,40}"]) {
            let filter = read(&text).filter;
            let written = filter.to_string();
            let again = read(&written);
            let errors: Vec<_> = again.errors.iter().filter(|error| !error.remark).collect();
            prop_assert!(errors.is_empty(), "{} as {}: {:?}", text, written, errors);
            prop_assert_eq!(&again.filter, &filter, "{} as {}", text, written);
        }

        #[test]
        fn errors_lie_in_the_text(text in prop_oneof![query(), "\\PC{0,40}"]) {
            for error in read(&text).errors {
                let (at, end) = (error.at.unwrap(), error.end.unwrap());
                prop_assert!(at <= end && end as usize <= text.chars().count(), "{}: {:?}", text, error);
            }
        }
    }
}
