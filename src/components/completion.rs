//! What can be written at the caret of a query: fields, and the values of the field that stands before it.

use super::format::count;
use crate::query::clauses::quoted;

/// A field.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// Its names, the shortest first.
    pub names: Vec<&'static str>,
    /// What it holds.
    pub about: &'static str,
    /// What stands behind its name: a colon, or the dot of a path.
    pub before: char,
}

/// Values that are wanted: of a field, and what is written of one already.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Wanted {
    /// Name of the field, as written.
    pub field: String,
    /// The text that stands there.
    pub start: String,
}

/// Values of a field, most frequent first, each with how many events have it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Values {
    /// What they answer.
    pub of: Wanted,
    /// The values.
    pub list: Vec<(String, u32)>,
    /// How many events they are out of, where only some were looked at.
    pub sample: Option<u32>,
}

/// Something that can be written.
#[derive(Clone, Debug, PartialEq)]
pub struct Offer {
    /// What is written.
    pub text: String,
    /// What it is.
    pub about: String,
}

/// The word at the caret, and what can stand in its place.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Offers {
    /// First byte of what is replaced; it ends at the caret.
    pub from: usize,
    /// What can stand there.
    pub list: Vec<Offer>,
}

/// Most that is offered at once.
const MOST: usize = 8;

/// The word that ends at the caret.
struct Word<'t> {
    from: usize,
    text: &'t str,
    /// The field whose value it is.
    field: Option<&'t str>,
}

/// The word before the caret, which is a byte offset at a character's beginning.
fn word(text: &str, caret: usize) -> Option<Word<'_>> {
    let before = text.get(..caret)?;
    let begins = |text: &str| text.rfind([' ', '(']).map_or(0, |at| at + 1);
    // In a quoted value only its closing quote begins something else.
    let from = match before.matches('"').count() % 2 {
        1 => begins(before.get(..before.rfind('"')?)?),
        _ => begins(before),
    };
    let written = before.get(from..)?.trim_start_matches(['-', '+']);
    let from = caret - written.len();
    match written.split_once(':') {
        Some((name, start)) => Some(Word { from: caret - start.len(), text: start, field: Some(name) }),
        None => Some(Word { from, text: written, field: field_of_set(before.get(..from)?) }),
    }
}

/// The field of the set that is open at the end of a text: `event` in `ip:::1 AND event:(RunJobFlow OR `.
fn field_of_set(before: &str) -> Option<&str> {
    let (mut closed, mut quoted) = (0, false);
    for (at, c) in before.char_indices().rev() {
        match c {
            '"' => quoted = !quoted,
            ')' if !quoted => closed += 1,
            '(' if !quoted && closed > 0 => closed -= 1,
            '(' if !quoted => {
                let name = before.get(..at)?.strip_suffix(':')?;
                let from = name.rfind([' ', '(', '-', '+']).map_or(0, |at| at + 1);
                return name.get(from..).filter(|name| !name.is_empty());
            }
            _ => {}
        }
    }
    None
}

/// The values that are wanted at a caret, if one is being written.
pub fn wanted(text: &str, caret: usize) -> Option<Wanted> {
    let word = word(text, caret)?;
    let start = word.text.trim_start_matches('"').to_owned();
    Some(Wanted { field: word.field?.to_owned(), start })
}

/// What can be written at a caret.
pub fn offers(text: &str, caret: usize, fields: &[Field], values: &Values) -> Offers {
    let Some(word) = word(text, caret) else { return Offers::default() };
    let list = match word.field {
        Some(name) if name.eq_ignore_ascii_case(&values.of.field) => of_values(values, word.text),
        Some(_) => Vec::new(),
        None if word.text.is_empty() => Vec::new(),
        None => names(fields, word.text),
    };
    Offers { from: word.from, list }
}

fn names(fields: &[Field], word: &str) -> Vec<Offer> {
    let word = word.to_lowercase();
    let rank = |name: &str| match name.to_lowercase() {
        name if name.starts_with(&word) => Some(0),
        name if name.contains(&word) => Some(1),
        _ => None,
    };
    let mut found: Vec<(u8, usize, Offer)> = Vec::new();
    for (at, field) in fields.iter().enumerate() {
        let best =
            field.names.iter().filter_map(|name| Some((rank(name)?, *name))).min_by_key(|(rank, _)| *rank);
        if let Some((rank, name)) = best {
            let offer = Offer { text: format!("{name}{}", field.before), about: field.about.to_owned() };
            found.push((rank, at, offer));
        }
    }
    found.sort_by_key(|(rank, at, _)| (*rank, *at));
    found.into_iter().map(|(_, _, offer)| offer).take(MOST).collect()
}

/// Answers may be to a shorter text.
fn of_values(values: &Values, start: &str) -> Vec<Offer> {
    let start = start.trim_start_matches('"').to_lowercase();
    let fits = |value: &str| {
        let value = value.to_lowercase();
        value.contains(&start) && value != start
    };
    let fitting = values.list.iter().filter(|(value, _)| fits(value)).take(MOST);
    let about = |events: u32| match (values.sample, events) {
        (Some(sample), events) => format!("in {} of {} events looked at", count(events), count(sample)),
        (None, 1) => "1 event".to_owned(),
        (None, events) => format!("{} events", count(events)),
    };
    fitting.map(|(value, events)| Offer { text: quoted(value), about: about(*events) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> (usize, Vec<String>) {
        let field = |names: &[&'static str], before| Field { names: names.to_vec(), about: "", before };
        let fields = [
            field(&["event", "eventName"], ':'),
            field(&["source", "eventSource"], ':'),
            field(&["request", "requestParameters"], '.'),
        ];
        let values = Values {
            of: Wanted { field: "Event".to_owned(), start: String::new() },
            list: vec![("RunJobFlow".to_owned(), 3), ("a \"b".to_owned(), 1)],
            sample: None,
        };
        let found = offers(text, text.len(), &fields, &values);
        (found.from, found.list.into_iter().map(|offer| offer.text).collect())
    }

    #[test]
    fn fields_and_values() {
        let list = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        assert_eq!(texts("ev"), (0, list(&["event:", "eventSource:"])));
        assert_eq!(texts("x AND NOT (so"), (11, list(&["source:"])));
        assert_eq!(texts("-sour"), (1, list(&["source:"])));
        assert_eq!(texts("requestP"), (0, list(&["requestParameters."])));
        assert_eq!(texts("event:run"), (6, list(&["\"RunJobFlow\""])));
        assert_eq!(texts("event:"), (6, list(&["\"RunJobFlow\"", "\"a \\\"b\""])));
        assert_eq!(texts("x event:\"a "), (8, list(&["\"a \\\"b\""])));
        assert_eq!(texts("x AND event:(\"a (\" OR ru"), (22, list(&["\"RunJobFlow\""])));
        assert_eq!(texts("event:(a) so"), (10, list(&["source:"])));
        assert_eq!(texts("x "), (2, vec![]));
        assert_eq!(texts("nonsense:x").1, list(&[]));
    }

    #[test]
    fn counts_say_what_they_are_out_of() {
        let about = |sample| {
            let of = Wanted { field: "request.name".to_owned(), start: String::new() };
            let values = Values { of, list: vec![("x".to_owned(), 1_200)], sample };
            let text = "request.name:";
            offers(text, text.len(), &[], &values).list.remove(0).about
        };
        assert_eq!(about(None), "1,200 events");
        assert_eq!(about(Some(5_120)), "in 1,200 of 5,120 events looked at");
    }

    #[test]
    fn what_is_asked_for() {
        let of = |text: &str| wanted(text, text.len()).map(|wanted| (wanted.field, wanted.start));
        let some = |field: &str, start: &str| Some((field.to_owned(), start.to_owned()));
        assert_eq!(of("x -event:\"Run Job"), some("event", "Run Job"));
        assert_eq!(of("(user:(alice OR NOT b"), some("user", "b"));
        assert_eq!(of("user:"), some("user", ""));
        assert_eq!(of("(alice OR b"), None);
        assert_eq!(of(""), None);
    }
}
