//! What is looked for, as a fragment that can be shared: `#v1/events?q=…&scope=all&from=…`. Page, query, scope,
//! range, order, columns and how many of them are pinned, what the timeline stacks and the zone; never event data, and
//! no file names, but for what stands in the query. What is as at first is left out, and is so for whoever follows the
//! link. A page's name by itself (`#events`) leads to the page and changes nothing else.

use super::routes::{PAGES, Route};
use crate::components::format::list;
use crate::emr::facts::Scope;
use crate::engine::protocol::ViewRequest;
use crate::query::fields::EVENT_ID;
use crate::query::{Order, SortBy, SortKey};
use crate::store::{ColumnId, columns};
use crate::view::TableColumn;

/// The form that is written.
const VERSION: &str = "v1";

/// Where a fragment leads that names no page.
const FIRST: Route = Route::Events;

/// What a fragment says.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// The page.
    pub route: Route,
    /// The rest, unless only a page is named.
    pub state: Option<State>,
    /// What could not be read, as words.
    pub ignored: Vec<String>,
}

/// What is looked for.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    /// Query.
    pub query: String,
    /// Scope.
    pub scope: Scope,
    /// Range of time.
    pub range: Option<[f64; 2]>,
    /// Order.
    pub order: Order,
    /// Columns; `None` for those at first.
    pub columns: Option<Vec<TableColumn>>,
    /// How many columns are pinned, the time included; `None` for as many as at first.
    pub pinned: Option<usize>,
    /// What the timeline stacks.
    pub stack: ColumnId,
    /// Name of the zone; `None` for UTC.
    pub zone: Option<String>,
}

impl Default for State {
    fn default() -> Self {
        let ViewRequest { query, scope, range, order, stack, .. } = ViewRequest::default();
        State { query, scope, range, order, columns: None, pinned: None, stack, zone: None }
    }
}

const SCOPES: &[(Scope, &str)] = &[(Scope::Emr, "emr"), (Scope::Related, "related"), (Scope::Other, "all")];

/// Columns that can be pinned at most; there are not so many.
const MOST_PINNED: usize = 64;

/// What rows can be sorted by at most: the time, and each column once.
const MOST_KEYS: usize = columns::COLUMNS.len() + 1;

/// The name of the time where columns are named.
const TIME: &str = "eventTime";

/// What differs from how it is at first, by name.
pub fn fields(state: &State) -> Vec<(&'static str, String)> {
    let first = State::default();
    let mut parts: Vec<(&'static str, String)> = Vec::new();
    let mut add = |name, differs: bool, value: String| {
        if differs {
            parts.push((name, value));
        }
    };
    add("q", state.query != first.query, state.query.clone());
    let scope = SCOPES.iter().find(|(scope, _)| *scope == state.scope).map_or("emr", |(_, name)| name);
    add("scope", state.scope != first.scope, scope.to_owned());
    if let Some([from, to]) = state.range {
        add("from", true, format!("{from:.0}"));
        add("to", true, format!("{to:.0}"));
    }
    let keys = state.order.keys.iter().map(|key| {
        let name = match key.by {
            SortBy::Time => TIME,
            SortBy::Column(id) => id.column().path,
            SortBy::EventId => EVENT_ID.path,
        };
        format!("{}{name}", if key.descending { "-" } else { "" })
    });
    add("sort", state.order != first.order, keys.collect::<Vec<_>>().join(","));
    if let Some(columns) = &state.columns {
        add("columns", true, columns.iter().map(TableColumn::path).collect::<Vec<_>>().join(","));
    }
    if let Some(pinned) = state.pinned {
        add("pinned", true, pinned.to_string());
    }
    add("stack", state.stack != first.stack, state.stack.column().path.to_owned());
    if let Some(zone) = &state.zone {
        add("zone", true, zone.clone());
    }
    parts
}

/// Writes a fragment, without `#`.
pub fn write(route: Route, state: &State) -> String {
    let page = route.page().name;
    let parts = fields(state);
    if parts.is_empty() {
        return format!("{VERSION}/{page}");
    }
    let parts: Vec<String> = parts.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
    format!("{VERSION}/{page}?{}", parts.join("&"))
}

/// Reads a fragment, with `#` or without. What cannot be read is left as at first, and named.
pub fn read(fragment: &str) -> Link {
    let text = fragment.trim_start_matches('#');
    let page = |name: &str| PAGES.iter().find(|page| page.name == name).map(|page| page.route);
    let mut link = Link { route: FIRST, state: None, ignored: Vec::new() };
    let Some((version, rest)) = text.split_once('/') else {
        link.route = page(text).unwrap_or(link.route);
        return link;
    };
    if version != VERSION {
        link.ignored.push(format!("the whole link, which is of another version ({})", short(version)));
        return link;
    }
    let (name, rest) = rest.split_once('?').unwrap_or((rest, ""));
    link.route = page(name).unwrap_or_else(|| {
        link.ignored.push(format!("the page “{}”", short(name)));
        FIRST
    });
    let parts = rest.split('&').filter(|part| !part.is_empty()).map(|part| {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        (name, decoded(value), part)
    });
    link.state = Some(state_of(parts, &mut link.ignored));
    link
}

/// What fields say, as [`fields`] gives them. What cannot be read is left as at first, and named.
pub fn of_fields<'t>(
    fields: impl IntoIterator<Item = (&'t str, &'t str)>,
    ignored: &mut Vec<String>,
) -> State {
    let parts: Vec<(&str, String, String)> =
        fields.into_iter().map(|(name, value)| (name, value.to_owned(), format!("{name}={value}"))).collect();
    state_of(parts.iter().map(|(name, value, part)| (*name, Some(value.clone()), part.as_str())), ignored)
}

/// The state of fields with name, value and what is said where they are not understood.
fn state_of<'t>(
    parts: impl Iterator<Item = (&'t str, Option<String>, &'t str)>,
    ignored: &mut Vec<String>,
) -> State {
    let mut state = State::default();
    let (mut from, mut to) = (None, None);
    for (name, value, part) in parts {
        let understood = value.is_some_and(|value| match name {
            "q" => put(&mut state.query, Some(value)),
            "scope" => {
                put(&mut state.scope, SCOPES.iter().find(|(_, name)| *name == value).map(|(scope, _)| *scope))
            }
            "from" => put(&mut from, seconds(&value).map(Some)),
            "to" => put(&mut to, seconds(&value).map(Some)),
            "sort" => put(&mut state.order, order(&value)),
            "columns" => put(&mut state.columns, listed(&value).map(Some)),
            "pinned" => put(&mut state.pinned, value.parse().ok().filter(|n| *n <= MOST_PINNED).map(Some)),
            "stack" => put(&mut state.stack, columns::find(&value)),
            "zone" => put(&mut state.zone, Some(Some(value))),
            _ => false,
        });
        if !understood {
            ignored.push(format!("“{}”", short(part)));
        }
    }
    match (from, to) {
        (Some(from), Some(to)) if from < to => state.range = Some([from, to]),
        (None, None) => {}
        _ => ignored.push("the range of time".to_owned()),
    }
    state
}

fn put<T>(place: &mut T, value: Option<T>) -> bool {
    match value {
        Some(value) => {
            *place = value;
            true
        }
        None => false,
    }
}

fn seconds(text: &str) -> Option<f64> {
    text.parse::<i64>().ok().filter(|n| n.abs() < 1 << 40).map(|n| n as f64)
}

fn order(text: &str) -> Option<Order> {
    let key = |part: &str| {
        let (descending, name) = part.strip_prefix('-').map_or((false, part), |name| (true, name));
        let by = match name {
            TIME => SortBy::Time,
            name if name == EVENT_ID.path => SortBy::EventId,
            name => SortBy::Column(columns::find(name)?),
        };
        Some(SortKey { by, descending })
    };
    text.split(',')
        .map(key)
        .collect::<Option<Vec<_>>>()
        .filter(|keys| keys.len() <= MOST_KEYS)
        .map(|keys| Order { keys })
}

fn listed(text: &str) -> Option<Vec<TableColumn>> {
    let mut out: Vec<TableColumn> = Vec::new();
    for name in text.split(',').filter(|name| !name.is_empty()) {
        let column = TableColumn::find(name)?;
        if !out.contains(&column) {
            out.push(column);
        }
    }
    Some(out)
}

/// What of a link, a view or a case was not understood, in words; nothing where all of it was.
pub(super) fn left_out(of: &str, ignored: &[String]) -> Option<String> {
    let some = !ignored.is_empty();
    some.then(|| format!("Not everything in {of} was understood. Left out: {}.", list(ignored)))
}

/// The beginning of something that was not understood.
fn short(text: &str) -> String {
    text.chars().take(40).collect()
}

fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z'
            | b'a'..=b'z'
            | b'0'..=b'9'
            | b'-'
            | b'_'
            | b'.'
            | b'~'
            | b':'
            | b','
            | b'/'
            | b'*' => {
                out.push(byte as char);
            }
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

fn decoded(text: &str) -> Option<String> {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let byte = match byte {
            b'%' => {
                let digit = |byte: Option<u8>| (byte? as char).to_digit(16);
                (digit(bytes.next())? * 16 + digit(bytes.next())?) as u8
            }
            byte => byte,
        };
        out.push(byte);
    }
    String::from_utf8(out).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::columns::{EVENT, PERSON, REGION};
    use proptest::prelude::*;

    #[test]
    fn what_is_as_at_first_is_left_out() {
        assert_eq!(write(Route::Files, &State::default()), "v1/files");
        assert_eq!(read("#v1/files").state, Some(State::default()));
        assert_eq!(read("#files"), Link { route: Route::Files, state: None, ignored: vec![] });
        assert_eq!(read("").route, Route::Events);
        assert_eq!(read("#nonsense").route, Route::Events);
        let state = State { query: "a:\"b c\"&d".into(), ..State::default() };
        assert_eq!(write(Route::Events, &state), "v1/events?q=a:%22b%20c%22%26d");
    }

    #[test]
    fn what_is_not_understood_is_named_and_the_rest_counts() {
        let link = read("#v1/nowhere?q=x&scope=moon&from=5&sort=-nothing&later=1&columns=person,region");
        assert_eq!(
            link.ignored,
            ["the page “nowhere”", "“scope=moon”", "“sort=-nothing”", "“later=1”", "the range of time"]
        );
        let state = link.state.unwrap();
        assert_eq!((state.query.as_str(), state.scope, state.range), ("x", Scope::Emr, None));
        assert_eq!(state.columns, Some(vec![PERSON.into(), REGION.into()]));
        let other = read("#v9/events?q=x");
        assert_eq!((other.state, other.ignored.len()), (None, 1));
        assert!(read("#v1/events?q=%zz").ignored.len() == 1);
    }

    #[test]
    fn whatever_can_be_sorted_by_comes_back() {
        let by = (0..columns::COLUMNS.len()).map(|at| SortBy::Column(ColumnId(at as u8)));
        let keys = by.chain([SortBy::Time]).map(|by| SortKey { by, descending: true }).collect();
        let state = State { order: Order { keys }, ..State::default() };
        let link = read(&write(Route::Events, &state));
        assert_eq!((link.state, link.ignored), (Some(state), Vec::new()));
        let more = vec!["eventTime"; MOST_KEYS + 1].join(",");
        assert_eq!(read(&format!("v1/events?sort={more}")).ignored.len(), 1);
    }

    proptest! {
        #[test]
        fn a_link_comes_back(query in "\\PC{0,20}", scope in 0usize..3, range in any::<Option<(u16, u16)>>(),
                             descending in any::<bool>(), more in any::<bool>(), zone in any::<bool>()) {
            let mut order = Order::by(SortBy::Column(EVENT), descending);
            order.keys.extend(more.then_some(SortKey { by: SortBy::Time, descending: true }));
            let state = State {
                query,
                scope: SCOPES[scope].0,
                range: range.map(|(from, more)| [f64::from(from), f64::from(from) + f64::from(more) + 1.0]),
                order,
                columns: more.then(|| vec![PERSON.into(), TableColumn::find("request.a.b").unwrap(), TableColumn::EventId]),
                pinned: descending.then_some(3),
                stack: REGION,
                zone: zone.then(|| "Europe/Berlin".to_owned()),
            };
            let link = read(&format!("#{}", write(Route::Events, &state)));
            prop_assert_eq!(link.ignored, Vec::<String>::new());
            prop_assert_eq!(link.state, Some(state.clone()));
            let mut ignored = Vec::new();
            let fields = fields(&state);
            let again = of_fields(fields.iter().map(|(name, value)| (*name, value.as_str())), &mut ignored);
            prop_assert_eq!((again, ignored), (state, Vec::new()));
        }

        #[test]
        fn anything_is_survived(text in "v1/\\PC{0,60}|\\PC{0,60}") {
            read(&text);
        }
    }
}
