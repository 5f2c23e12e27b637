//! The overview: the questions people come with, the numbers, and who, what, where and when as charts.

use std::rc::Rc;

use yew::prelude::*;

use super::search_bar::{Bar, BarCalls, SearchBar, timeline};
use crate::components::ByPtr;
use crate::components::chart::Chart;
use crate::components::format::{count, offsets, time_in};
use crate::components::sparkline::Sparkline;
use crate::view::chart::TimelineSpec;
use crate::view::overview::{Overview, Tile, Value};
use crate::view::questions::QUESTIONS;
use crate::zone::Zone;

/// What the page needs.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What is looked for.
    pub bar: Bar,
    /// Its bars.
    pub timeline: ByPtr<TimelineSpec>,
    /// What is shown; `None` until it has been counted.
    pub overview: Option<ByPtr<Overview>>,
    /// Changes when the colours do.
    #[prop_or_default]
    pub theme: AttrValue,
    /// What is called when something else is looked for.
    pub bar_calls: BarCalls,
    /// A question was chosen, by its place in the table.
    pub on_question: Callback<usize>,
    /// A mark or tile was chosen: the condition that leaves its events.
    pub on_pick: Callback<String>,
}

/// The overview, below the query box and the timeline.
#[component]
pub fn OverviewPage(props: &Props) -> Html {
    let overview = props.overview.as_deref();
    html! {
        <div class="overview" data-testid="overview">
            <h1 class="visually-hidden">{"Overview"}</h1>
            <SearchBar bar={props.bar.clone()} calls={props.bar_calls.clone()} />
            <div class="overview-scroll">
            {timeline(&props.bar, &props.bar_calls, &props.timeline, &props.theme)}
            <section class="tiles" aria-label="In short">
                for tile in overview.iter().flat_map(|overview| &overview.tiles) {
                    {self::tile(tile, &props.bar.zone, &props.on_pick)}
                }
                if overview.is_none() {
                    // As high as what comes, so that nothing jumps.
                    for _ in 0..8 {
                        <div class="tile tile-waiting" aria-hidden="true"></div>
                    }
                }
            </section>
            <section class="asked" aria-labelledby="questions-heading">
                <h2 id="questions-heading">{"Questions"}</h2>
                <p class="note">{"Each is one click. The number counts its events in all files that are loaded, whatever is filtered above."}</p>
                <ul>
                    for (place, row) in QUESTIONS.iter().enumerate() {
                        <li>
                            <button type="button" class="question" data-question={row.name} title={row.about}
                                onclick={props.on_question.reform(move |_: MouseEvent| place)}>
                                <span class="question-text">{row.question}</span>
                                <span class="question-count">{answer(overview, row.name)}</span>
                            </button>
                        </li>
                    }
                </ul>
            </section>
            <div class="charts">
                for chart in overview.iter().flat_map(|overview| &overview.charts) {
                    <Chart key={chart.name.clone()} spec={Rc::new(chart.clone())} theme={props.theme.clone()}
                        on_pick={props.on_pick.clone()} />
                }
            </div>
            </div>
        </div>
    }
}

fn answer(overview: Option<&Overview>, name: &str) -> String {
    let found = overview.and_then(|overview| overview.answers.iter().find(|answer| answer.name == name));
    found.map_or_else(|| "…".to_owned(), |answer| count(answer.count))
}

/// The number of a tile, and the words under it. Days begin where the zone has them do.
fn words(tile: &Tile, zone: &Zone) -> (String, String) {
    let value = match tile.value {
        Value::Count(n) => count(n),
        Value::Product(a, b) => format!("{} × {}", count(a), count(b)),
        Value::Span(first, last) => {
            let day = |at: i64| time_in(zone, at as f64, false).chars().take(10).collect::<String>();
            let days = match (day(first), day(last)) {
                (first, last) if first == last => first,
                (first, last) => format!("{first} – {last}"),
            };
            return (days, format!("{} ({})", tile.label, offsets(zone, [first as f64, last as f64])));
        }
        Value::Nothing => "–".to_owned(),
    };
    (value, tile.label.clone())
}

fn tile(tile: &Tile, zone: &Zone, on_pick: &Callback<String>) -> Html {
    let (value, label) = words(tile, zone);
    let inside = html! {
        <>
            <span class={classes!("tile-value", matches!(tile.value, Value::Span(..)).then_some("tile-span"))}>{value}</span>
            <span class="tile-label">{label}</span>
            <Sparkline counts={tile.spark.clone()} />
        </>
    };
    if tile.query.is_empty() {
        return html! { <div key={tile.name.clone()} class="tile" data-tile={tile.name.clone()}>{inside}</div> };
    }
    let query = tile.query.clone();
    let onclick = on_pick.reform(move |_: MouseEvent| query.clone());
    html! {
        <button key={tile.name.clone()} type="button" class="tile" data-tile={tile.name.clone()} title={tile.query.clone()} {onclick}>
            {inside}
        </button>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_day_is_that_of_the_zone() {
        let tile = Tile {
            name: "span".to_owned(),
            label: "first and last day".to_owned(),
            value: Value::Span(0, 90_000),
            spark: Vec::new(),
            query: String::new(),
        };
        let said = |zone: &Zone| words(&tile, zone);
        let label = |offset: &str| format!("first and last day ({offset})");
        assert_eq!(said(&Zone::utc()), ("1970-01-01 – 1970-01-02".to_owned(), label("UTC")));
        assert_eq!(
            said(&Zone::fixed("x", -10_800)),
            ("1969-12-31 – 1970-01-01".to_owned(), label("UTC-03:00"))
        );
    }
}
