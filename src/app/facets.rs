//! The facets: which of them are open, what is looked for in them, and what choosing a value does to the query.

use std::collections::BTreeMap;

use super::search::Same;
use super::shell::App;
use crate::aggregate::{Facet, FacetBy, FacetRequest, RESULT_ERROR};
use crate::browser::preferences::{FACETS_OPEN, FACETS_PANEL};
use crate::components::facet_list::{FacetView, Pick, PickHow, State, ValueView};
use crate::emr::channel;
use crate::query::clauses::{Clause, Value, chosen, clauses, join, with_chosen};
use crate::store::columns::*;
use crate::view::text::shown;

/// A facet that the page offers.
pub struct FacetKind {
    /// Its name in the page and in preferences.
    pub id: &'static str,
    /// Its heading.
    pub label: &'static str,
    /// What is counted.
    pub by: FacetBy,
    /// Whether it is open at first.
    pub open: bool,
}

const fn column(
    id: &'static str,
    label: &'static str,
    column: crate::store::ColumnId,
    open: bool,
) -> FacetKind {
    FacetKind { id, label, by: FacetBy::Column(column), open }
}

/// All facets, in the order of the panel.
pub const FACETS: &[FacetKind] = &[
    column("event", "Event", EVENT, true),
    column("category", "Category", CATEGORY, false),
    column("person", "Person", PERSON, true),
    column("credentials", "Credentials", KIND, true),
    FacetKind { id: "result", label: "Result", by: FacetBy::Result, open: true },
    column("error", "Error", ERROR, false),
    column("resource", "Cluster, application …", RESOURCE, false),
    column("release", "Release", RELEASE, false),
    column("role", "Role", ROLE, false),
    column("account", "Account", ACCOUNT, false),
    column("region", "Region", REGION, false),
    column("address", "Source address", ADDRESS, false),
    FacetKind { id: "agent-family", label: "User agent family", by: FacetBy::AgentFamily, open: false },
    column("agent", "User agent", AGENT, false),
    column("channel", "Channel", CHANNEL, false),
    column("source", "Event source", SOURCE, false),
    column("access-key", "Access key", ACCESS_KEY, false),
    FacetKind { id: "file", label: "File", by: FacetBy::File, open: false },
];

/// Values of a facet at first.
const FEW: u32 = 8;
/// Values more for each "more".
const MORE: u32 = 24;

/// What happens to the facets.
pub enum FacetsMsg {
    /// A value was chosen.
    Pick(Pick),
    /// Open or close a facet.
    Toggle(usize),
    /// Look for a text among the values of a facet.
    Search(usize, String),
    /// More values of a facet.
    More(usize),
    /// Show or hide the panel; `true` where it lies over the page.
    Panel(bool),
}

/// Which facets are open, and how.
pub struct Facets {
    open: Vec<bool>,
    search: BTreeMap<usize, String>,
    top: BTreeMap<usize, u32>,
    /// Whether the panel is shown where there is room for it.
    pub panel: bool,
    /// Whether it is shown where it lies over the page.
    pub over: bool,
}

impl Facets {
    /// As preferences say.
    pub fn start() -> Facets {
        let open = match FACETS_OPEN.get::<Vec<String>>() {
            Some(ids) => FACETS.iter().map(|facet| ids.iter().any(|id| id == facet.id)).collect(),
            None => FACETS.iter().map(|facet| facet.open).collect(),
        };
        Facets {
            open,
            search: BTreeMap::new(),
            top: BTreeMap::new(),
            panel: FACETS_PANEL.get().unwrap_or(true),
            over: false,
        }
    }

    /// Searches and longer lists were about data that is gone.
    pub fn forget(&mut self) {
        self.search.clear();
        self.top.clear();
        self.over = false;
    }

    /// What to ask of the engine: only what is open.
    pub fn requests(&self) -> Vec<FacetRequest> {
        let open = FACETS.iter().enumerate().filter(|(at, _)| self.open.get(*at) == Some(&true));
        open.map(|(at, facet)| FacetRequest {
            by: facet.by,
            top: self.top.get(&at).copied().unwrap_or(FEW),
            search: self.search.get(&at).cloned().unwrap_or_default(),
        })
        .collect()
    }

    /// What is drawn, of the answer that is here.
    pub fn views(&self, query: &str, answer: &[Facet], name: impl Fn(u32) -> String) -> Vec<FacetView> {
        FACETS
            .iter()
            .enumerate()
            .map(|(at, kind)| {
                let open = self.open.get(at) == Some(&true);
                let facet = answer.iter().find(|facet| facet.by == kind.by).filter(|_| open);
                let state = states(kind.by, query);
                let values = facet.map(|facet| &facet.values[..]).unwrap_or_default().iter().map(|found| {
                    // The engine tells files by their number; queries do by their path.
                    let value = match (kind.by, found.value.parse()) {
                        (FacetBy::File, Ok(number)) => name(number),
                        _ => found.value.clone(),
                    };
                    ValueView {
                        label: match kind.by {
                            FacetBy::AgentFamily => shown(channel::program(&value)).into_owned(),
                            _ => shown(&value).into_owned(),
                        },
                        state: state(&value),
                        faded: !found.selected,
                        value,
                        count: Some(found.count),
                    }
                });
                let mut values: Vec<ValueView> = values.collect();
                if facet.is_some_and(|facet| facet.filtered) {
                    let more = not_listed(kind.by, query, &values);
                    values.extend(more);
                }
                FacetView {
                    id: kind.id,
                    label: kind.label,
                    open,
                    waiting: open && facet.is_none(),
                    values,
                    distinct: facet.map_or(0, |facet| facet.distinct),
                    rest: facet.map_or(0, |facet| facet.rest),
                    missing: facet.map_or(0, |facet| facet.missing),
                    search: self.search.get(&at).cloned().unwrap_or_default(),
                    can_search: kind.by != FacetBy::Result,
                    chosen: is_chosen(kind.by, query),
                }
            })
            .collect()
    }
}

/// What the query says of each value of a facet.
fn states(by: FacetBy, query: &str) -> Box<dyn Fn(&str) -> State> {
    if by == FacetBy::Result {
        let error = error_present(query);
        return Box::new(move |value| match error {
            Some(error) if error == (value == RESULT_ERROR) => State::Included,
            Some(_) => State::Excluded,
            None => State::Neutral,
        });
    }
    let [wanted, unwanted] = chosen(query, by.subject());
    Box::new(move |value| {
        let value = value_of(by, value);
        let has =
            |list: &[Value]| list.iter().any(|it| it.exact == value.exact && same(&it.text, &value.text));
        match (has(&wanted), has(&unwanted)) {
            (true, _) => State::Included,
            (_, true) => State::Excluded,
            _ => State::Neutral,
        }
    })
}

/// Values that the query asks for or rules out and that are not among those listed.
fn not_listed(by: FacetBy, query: &str, listed: &[ValueView]) -> Vec<ValueView> {
    if matches!(by, FacetBy::AgentFamily | FacetBy::Result) {
        return Vec::new();
    }
    let [wanted, unwanted] =
        chosen(query, by.subject()).map(|values| values.into_iter().filter(|value| value.exact));
    let all =
        wanted.map(|value| (value, State::Included)).chain(unwanted.map(|value| (value, State::Excluded)));
    all.filter(|(value, _)| !listed.iter().any(|it| same(&it.value, &value.text)))
        .map(|(value, state)| ValueView {
            label: shown(&value.text).into_owned(),
            value: value.text,
            count: None,
            state,
            faded: false,
        })
        .collect()
}

fn is_chosen(by: FacetBy, query: &str) -> bool {
    match by {
        FacetBy::Result => error_present(query).is_some(),
        by => chosen(query, by.subject()).iter().any(|values| !values.is_empty()),
    }
}

fn same(a: &str, b: &str) -> bool {
    a.to_lowercase() == b.to_lowercase()
}

/// `Some(true)` where the query asks for events with an error, `Some(false)` for those without.
fn error_present(query: &str) -> Option<bool> {
    let found = clauses(query).into_iter().find(is_presence);
    found.map(|clause| !clause.negated)
}

fn is_presence(clause: &Clause) -> bool {
    clause.values().is_some_and(|it| {
        it.of == ERROR.into()
            && it.values.len() == 1
            && it.values.first().is_some_and(|value| value.text == "*" && !value.exact)
    })
}

/// The query after a value of the result was chosen.
fn with_result(query: &str, pick: &Pick) -> String {
    let mut parts = clauses(query);
    let before = error_present(query);
    parts.retain(|clause| !is_presence(clause));
    let error = (pick.value == RESULT_ERROR) == (pick.how != PickHow::Exclude);
    let off = matches!(pick.how, PickHow::Clear) || (pick.how != PickHow::Only && before == Some(error));
    if !off {
        parts.push(Clause { negated: !error, body: format!("{}:*", ERROR.column().path) });
    }
    join(&parts)
}

/// The value of a query that stands for a value of a facet: for a family of user agents, a pattern.
fn value_of(by: FacetBy, value: &str) -> Value {
    let pattern = (by == FacetBy::AgentFamily).then(|| channel::pattern(value)).flatten();
    pattern.map_or_else(|| Value::exact(value), |text| Value::pattern(&text))
}

/// The query after a value of a facet was chosen.
fn with_value(query: &str, by: FacetBy, value: &Value, how: PickHow) -> String {
    let [mut wanted, mut unwanted] = chosen(query, by.subject());
    let toggle = |list: &mut Vec<Value>, other: &mut Vec<Value>| {
        other.retain(|it| !same(&it.text, &value.text));
        let before = list.len();
        list.retain(|it| !same(&it.text, &value.text));
        if list.len() == before {
            list.push(value.clone());
        }
    };
    match how {
        PickHow::Include => toggle(&mut wanted, &mut unwanted),
        PickHow::Exclude => toggle(&mut unwanted, &mut wanted),
        PickHow::Only => (wanted, unwanted) = (vec![value.clone()], Vec::new()),
        PickHow::Clear => (wanted, unwanted) = (Vec::new(), Vec::new()),
    }
    with_chosen(query, by.subject(), [wanted, unwanted])
}

impl App {
    pub(super) fn update_facets(&mut self, msg: FacetsMsg) -> bool {
        match msg {
            FacetsMsg::Pick(pick) => return self.pick(&pick),
            FacetsMsg::Toggle(at) => {
                if let Some(open) = self.facets.open.get_mut(at) {
                    *open = !*open;
                }
                let open = FACETS.iter().zip(&self.facets.open).filter(|(_, open)| **open);
                FACETS_OPEN.set(&open.map(|(facet, _)| facet.id).collect::<Vec<_>>());
            }
            FacetsMsg::Search(at, text) => drop(self.facets.search.insert(at, text)),
            FacetsMsg::More(at) => *self.facets.top.entry(at).or_insert(FEW) += MORE,
            FacetsMsg::Panel(over) => {
                if over {
                    self.facets.over = !self.facets.over;
                } else {
                    self.facets.panel = !self.facets.panel;
                    FACETS_PANEL.set(&self.facets.panel);
                }
                return true;
            }
        }
        // The same rows with other facets: what is open stays open, and the table where it is.
        self.ask_view_again(Same::Cells);
        true
    }

    fn pick(&mut self, pick: &Pick) -> bool {
        let Some(kind) = FACETS.get(pick.facet) else { return false };
        let query = &mut self.search.request.query;
        *query = match kind.by {
            FacetBy::Result => with_result(query, pick),
            by => with_value(query, by, &value_of(by, &pick.value), pick.how),
        };
        self.searched();
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aggregate::RESULT_OK;

    fn pick(value: &str, how: PickHow) -> Pick {
        Pick { facet: 0, value: value.to_owned(), how }
    }

    #[test]
    fn values_are_chosen_and_left() {
        let with = |query: &str, value: &str, how| {
            with_value(query, FacetBy::Column(EVENT), &Value::exact(value), how)
        };
        let one = with("", "A", PickHow::Include);
        assert_eq!(one, r#"eventName:"A""#);
        let two = with(&one, "B", PickHow::Include);
        assert_eq!(two, r#"eventName:("A" OR "B")"#);
        assert_eq!(with(&two, "a", PickHow::Include), r#"eventName:"B""#);
        let not = with(&two, "A", PickHow::Exclude);
        assert_eq!(not, r#"eventName:"B" AND NOT eventName:"A""#);
        assert_eq!(with(&not, "C", PickHow::Only), r#"eventName:"C""#);
        assert_eq!(with(&not, "", PickHow::Clear), "");
        let state = states(FacetBy::Column(EVENT), &not);
        assert_eq!((state("b"), state("A"), state("C")), (State::Included, State::Excluded, State::Neutral));
    }

    #[test]
    fn families_of_user_agents_are_patterns() {
        let by = FacetBy::AgentFamily;
        let cli = with_value("", by, &value_of(by, "aws-cli/"), PickHow::Include);
        assert_eq!(cli, "userAgent:aws-cli/*");
        let both = with_value(&cli, by, &value_of(by, "AWS Internal"), PickHow::Include);
        assert_eq!(both, r#"userAgent:(aws-cli/* OR "AWS Internal")"#);
        let state = states(by, &both);
        assert_eq!((state("aws-cli/"), state("AWS Internal")), (State::Included, State::Included));
        assert_eq!((state("Boto3/"), state("aws-cli")), (State::Neutral, State::Neutral));
    }

    #[test]
    fn the_result_is_the_presence_of_an_error() {
        let error = with_result("x", &pick(RESULT_ERROR, PickHow::Include));
        assert_eq!(error, "x AND errorCode:*");
        assert_eq!(with_result(&error, &pick(RESULT_ERROR, PickHow::Include)), "x");
        let ok = with_result(&error, &pick(RESULT_OK, PickHow::Include));
        assert_eq!(ok, "x AND NOT errorCode:*");
        assert_eq!(with_result(&error, &pick(RESULT_ERROR, PickHow::Exclude)), ok);
        assert_eq!(states(FacetBy::Result, &ok)(RESULT_OK), State::Included);
    }

    /// A choice of files is a condition like any other: in the text, in chips, links, views and cases.
    #[test]
    fn files_are_chosen_by_their_path() {
        let by = FacetBy::File;
        let one = with_value("x", by, &value_of(by, "logs/a b.json.gz"), PickHow::Include);
        assert_eq!(one, r#"x AND file:"logs/a b.json.gz""#);
        let not = with_value(&one, by, &value_of(by, "logs/a b.json.gz"), PickHow::Exclude);
        assert_eq!(not, r#"x AND NOT file:"logs/a b.json.gz""#);
        assert_eq!(states(by, &not)("logs/a b.json.gz"), State::Excluded);
        assert!(is_chosen(by, &not) && !is_chosen(by, "x"));
        assert_eq!(with_value(&not, by, &value_of(by, ""), PickHow::Clear), "x");
    }

    #[test]
    fn each_facet_has_a_name_of_its_own() {
        let mut ids: Vec<_> = FACETS.iter().map(|facet| facet.id).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), FACETS.len());
    }
}
