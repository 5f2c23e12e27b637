//! What can be written at the caret of a query: fields, and the values of the field that stands before it.

/// A field.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// Its names, the shortest first.
    pub names: Vec<&'static str>,
    /// What it holds.
    pub about: &'static str,
    /// Values that are known to occur, most frequent first.
    pub values: Vec<String>,
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

/// What can be written. `caret` is a byte offset at a character's beginning.
pub fn offers(text: &str, caret: usize, fields: &[Field]) -> Offers {
    let Some(before) = text.get(..caret) else { return Offers::default() };
    // In a quoted value only its closing quote begins something else.
    let from = match before.matches('"').count() % 2 {
        1 => before[..before.rfind('"').unwrap_or(0)].rfind([' ', '(']).map_or(0, |at| at + 1),
        _ => before.rfind([' ', '(']).map_or(0, |at| at + 1),
    };
    let word = before[from..].trim_start_matches(['-', '+']);
    let from = caret - word.len();
    match word.split_once(':') {
        Some((name, start)) => values(fields, name, start, from + name.len() + 1),
        None if word.is_empty() => Offers::default(),
        None => names(fields, word, from),
    }
}

fn names(fields: &[Field], word: &str, from: usize) -> Offers {
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
            found.push((rank, at, Offer { text: format!("{name}:"), about: field.about.to_owned() }));
        }
    }
    found.sort_by_key(|(rank, at, _)| (*rank, *at));
    Offers { from, list: found.into_iter().map(|(_, _, offer)| offer).take(MOST).collect() }
}

fn values(fields: &[Field], name: &str, start: &str, from: usize) -> Offers {
    let known = fields.iter().find(|field| field.names.iter().any(|it| it.eq_ignore_ascii_case(name)));
    let start = start.trim_start_matches('"').to_lowercase();
    let fits = |value: &&String| value.to_lowercase().contains(&start) && value.to_lowercase() != start;
    let list = known.map(|field| {
        field
            .values
            .iter()
            .filter(fits)
            .take(MOST)
            .map(|value| Offer { text: crate::query::clauses::quoted(value), about: String::new() })
    });
    Offers { from, list: list.map(Iterator::collect).unwrap_or_default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> (usize, Vec<String>) {
        let fields = [
            Field {
                names: vec!["event", "eventName"],
                about: "",
                values: vec!["RunJobFlow".into(), "a \"b".into()],
            },
            Field { names: vec!["source", "eventSource"], about: "", values: vec![] },
        ];
        let found = offers(text, text.len(), &fields);
        (found.from, found.list.into_iter().map(|offer| offer.text).collect())
    }

    #[test]
    fn fields_and_values() {
        let list = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        assert_eq!(texts("ev"), (0, list(&["event:", "eventSource:"])));
        assert_eq!(texts("x AND NOT (so"), (11, list(&["source:"])));
        assert_eq!(texts("-sour"), (1, list(&["source:"])));
        assert_eq!(texts("event:run"), (6, list(&["\"RunJobFlow\""])));
        assert_eq!(texts("x event:\"a "), (8, list(&["\"a \\\"b\""])));
        assert_eq!(texts("x "), (0, vec![]));
        assert_eq!(texts("nonsense:x").1, list(&[]));
    }
}
