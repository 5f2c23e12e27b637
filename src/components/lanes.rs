//! Lives as bars over time: solid as far as something is recorded, dashed where the end is inferred, fading where
//! nobody knows. Behind each bar are the times for which no record of its account and Region is loaded. The table of the
//! same page is their twin for whoever cannot see them.

use std::rc::Rc;

use yew::prelude::*;

use super::ByPtr;
use super::format::{moment, offsets, time_in};
use super::printing::{left_out, rows_to_print, use_printing};
use super::virtual_rows::use_window;
use crate::view::stories::{Flag, Lane, PlaceCoverage};
use crate::view::text::shown;
use crate::zone::Zone;

/// Height of a lane; the styles have the same.
const ROW: f64 = 30.0;

/// Where lanes come from.
pub trait LaneSource: 'static {
    /// Name, id and lane at a place, if it is here.
    fn lane(&self, place: u32) -> Option<(&str, &str, Option<&Lane>)>;
    /// How many there are.
    fn total(&self) -> u32;
    /// A number that changes when these are others.
    fn version(&self) -> u32;
}

/// What is shown.
#[derive(Properties)]
pub struct Props<S: LaneSource> {
    /// The lanes.
    pub rows: ByPtr<S>,
    /// The time that is shown, seconds since 1970.
    pub span: [f64; 2],
    /// The zone in which times are shown.
    pub zone: Rc<Zone>,
    /// For which time there is any record, by account and Region.
    pub coverage: Vec<PlaceCoverage>,
    /// A lane that is not here is on the screen.
    pub on_want: Callback<u32>,
    /// Open the story at a place.
    pub on_open: Callback<u32>,
    /// Show another time; none for all of it.
    pub on_range: Callback<Option<[f64; 2]>>,
}

impl<S: LaneSource> PartialEq for Props<S> {
    fn eq(&self, other: &Self) -> bool {
        self.rows == other.rows && self.span == other.span && self.zone == other.zone
    }
}

/// What each flag stands for, in the order of the legend.
const FLAGS: &[(Flag, &str, &str)] = &[
    (Flag::Work, "flag-work", "work handed in or taken back"),
    (Flag::Change, "flag-change", "a change"),
    (Flag::Access, "flag-access", "a user interface or credentials"),
    (Flag::Closing, "flag-closing", "end asked for"),
    (Flag::Refused, "flag-refused", "refused"),
];

/// The part of a span that another share of it is.
fn moved(span: [f64; 2], by: f64, zoom: f64) -> [f64; 2] {
    let (width, middle) = (span[1] - span[0], (span[0] + span[1]) / 2.0);
    let half = (width * zoom / 2.0).max(30.0);
    [middle + width * by - half, middle + width * by + half]
}

/// The lanes.
#[component]
pub fn Lanes<S: LaneSource>(props: &Props<S>) -> Html {
    let total = props.rows.total();
    let (scroller, window) = use_window(total, ROW, props.rows.version());
    {
        let (want, rows) = (props.on_want.clone(), props.rows.clone());
        use_effect_with((window.from, window.to, props.rows.clone()), move |_| {
            [window.from, window.to.saturating_sub(1)]
                .into_iter()
                .filter(|&place| place < total && rows.lane(place).is_none())
                .for_each(|place| want.emit(place));
        });
    }
    // On paper there is nothing to scroll.
    let printing = use_printing();
    let (from, to, style) = match printing {
        true => {
            let rows = rows_to_print(total, |place| props.rows.lane(place).is_some());
            (0, rows, format!("height:{}px", f64::from(rows) * ROW))
        }
        false => (window.from, window.to, format!("height:{}px;position:relative", window.height)),
    };
    let offset = if printing { 0.0 } else { window.offset };
    let span = props.span;
    let tool = |label: &'static str, text: &'static str, to: Option<[f64; 2]>| {
        html! {
            <button type="button" class="icon-button" aria-label={label} title={label}
                onclick={props.on_range.reform(move |_: MouseEvent| to)}>{text}</button>
        }
    };
    html! {
        <div class="lanes" style={masks(span, &props.coverage)}>
            <div class="lanes-tools">
                <span class="lanes-legend">
                    for (_, class, about) in FLAGS.iter().copied() {
                        <span><i class={classes!("flag", class)} aria-hidden="true"></i>{about}</span>
                    }
                    <span><i class="bar-key bar-inferred" aria-hidden="true"></i>{"inferred"}</span>
                    <span><i class="bar-key bar-unknown" aria-hidden="true"></i>{"unknown"}</span>
                    <span><i class="bar-key hole-key" aria-hidden="true"></i>{"no record of its account and Region"}</span>
                </span>
                <span class="lanes-zone">{format!("times in {}", offsets(&props.zone, span))}</span>
                {tool("Earlier", "←", Some(moved(span, -0.5, 1.0)))}
                {tool("Later", "→", Some(moved(span, 0.5, 1.0)))}
                {tool("Less time", "+", Some(moved(span, 0.0, 0.5)))}
                {tool("More time", "−", Some(moved(span, 0.0, 2.0)))}
                {tool("All times", "×", None)}
            </div>
            <ul class="lanes-places" aria-label="For which time there are records" tabindex="0">
                for (at, place) in props.coverage.iter().enumerate() {
                    {strip(at, place, &props.zone)}
                }
            </ul>
            <div class="lanes-axis" aria-hidden="true">
                for at in 0..=4 {
                    <span style={format!("left:{}%", at * 25)}>{time_in(&props.zone, span[0] + (span[1] - span[0]) * f64::from(at) / 4.0, true)}</span>
                }
            </div>
            <div ref={scroller} class="lanes-scroll" role="list" aria-label="Life stories" tabindex="0">
                <div {style} role="presentation">
                    <div style={format!("transform:translateY({offset}px)")} role="presentation">
                        for place in from..to {
                            {lane(props, place)}
                        }
                    </div>
                </div>
            </div>
            if printing {
                {left_out(to, total)}
            }
        </div>
    }
}

/// The masks through which the holes of each place are seen, as CSS variables: said once for all lanes.
fn masks(span: [f64; 2], coverage: &[PlaceCoverage]) -> String {
    coverage
        .iter()
        .enumerate()
        .map(|(at, place)| format!("--holes-{at}:{};", mask(span, &place.spans)))
        .collect()
}

/// Opaque where there is no record. What is narrower than a point on the screen is not told apart.
fn mask(span: [f64; 2], spans: &[[f64; 2]]) -> String {
    let mut stops = String::new();
    let mut open = 0.0;
    let ends = std::iter::once([span[1], span[1]]);
    for [from, to] in spans.iter().copied().chain(ends) {
        let (from, to) = (percent(span, from).clamp(0.0, 100.0), percent(span, to).clamp(0.0, 100.0));
        if from - open >= 0.1 {
            stops.push_str(&format!(",#0000 {open:.2}%,#000 {open:.2}% {from:.2}%,#0000 {from:.2}%"));
        }
        open = f64::max(open, to);
    }
    format!("linear-gradient(90deg,#0000 0%{stops},#0000 100%)")
}

/// The times without a record of a place, in hours, as far as they lie between its first and its last.
fn without(spans: &[[f64; 2]]) -> (usize, f64) {
    let holes = spans.windows(2).filter_map(|pair| Some(pair.get(1)?[0] - pair.first()?[1]));
    let hours: Vec<f64> = holes.map(|seconds| seconds / 3_600.0).collect();
    // The sum of no numbers is -0.0.
    (hours.len(), hours.iter().sum::<f64>() + 0.0)
}

fn strip(at: usize, place: &PlaceCoverage, zone: &Zone) -> Html {
    let or = |text: &str| if text.is_empty() { "not recorded".to_owned() } else { shown(text).into_owned() };
    let (account, region) = (or(&place.account), or(&place.region));
    let about = match (place.spans.first().zip(place.spans.last()), without(&place.spans)) {
        (None, _) => "no record of a trail".to_owned(),
        (Some((first, last)), (holes, hours)) => format!(
            "records from {} to {}; {holes} times without any in between, {hours} hours in all",
            moment(zone, first[0]),
            moment(zone, last[1])
        ),
    };
    html! {
        <li key={at} title={about.clone()}>
            <span>{account}{" "}{region}<span class="visually-hidden">{": "}{about}</span></span>
            <i aria-hidden="true" class="lane-covered" style={format!("--holes:var(--holes-{at})")}><i class="lane-holes"></i></i>
        </li>
    }
}

/// Where a time lies in the span, in percent; outside of it a little beyond its edge.
fn percent(span: [f64; 2], at: f64) -> f64 {
    ((at - span[0]) / (span[1] - span[0]).max(1.0) * 100.0).clamp(-1.0, 101.0)
}

/// A bar's part, from and to in percent.
fn bar(class: &'static str, from: f64, to: f64) -> Html {
    // Something that lasted for a moment is still to be seen.
    let width = (to - from).max(0.15);
    html! { <i class={classes!("bar", class)} style={format!("left:{from:.3}%;width:{width:.3}%")}></i> }
}

fn lane<S: LaneSource>(props: &Props<S>, place: u32) -> Html {
    let Some((name, id, lane)) = props.rows.lane(place) else {
        return html! { <div key={place} class="lane grid-waiting" role="listitem">{"…"}</div> };
    };
    let at = |time: f64| percent(props.span, time);
    html! {
        <div key={place} class="lane" role="listitem">
            <button type="button" class="lane-name" title={format!("{name} {id}")} onclick={props.on_open.reform(move |_: MouseEvent| place)}>
                <strong>{if name.is_empty() { id } else { name }}</strong>
                if !name.is_empty() {
                    <span>{id}</span>
                }
            </button>
            <div class="lane-time" aria-hidden="true">
                if let Some(lane) = lane {
                    <i class="lane-holes" style={format!("--holes:var(--holes-{})", lane.place)}></i>
                    // Older than the files: open at the left.
                    if !lane.opened {
                        {bar("bar-older", at(props.span[0]), at(lane.from))}
                    }
                    {bar("bar-solid", at(lane.from), at(lane.evidence))}
                    if let Some(end) = lane.end {
                        {bar(if lane.inferred { "bar-inferred" } else { "bar-solid" }, at(lane.evidence), at(end))}
                        {bar("bar-edge", at(end), at(end))}
                    } else {
                        {bar("bar-unknown", at(lane.evidence), at(lane.evidence) + 6.0)}
                    }
                    for (time, flag) in lane.flags.iter().filter(|(time, _)| (props.span[0]..=props.span[1]).contains(time)) {
                        {mark(*flag, at(*time), &moment(&props.zone, *time))}
                    }
                }
            </div>
        </div>
    }
}

fn mark(flag: Flag, at: f64, time: &str) -> Html {
    let (class, about) = FLAGS
        .iter()
        .find(|(known, _, _)| *known == flag)
        .map_or(("", ""), |(_, class, about)| (*class, *about));
    html! {
        <i class={classes!("flag", class)} style={format!("left:{at:.3}%")} title={format!("{time}: {about}")}></i>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_moves_and_zooms() {
        assert_eq!(moved([0.0, 1000.0], 0.5, 1.0), [500.0, 1500.0]);
        assert_eq!(moved([0.0, 1000.0], 0.0, 0.5), [250.0, 750.0]);
        assert_eq!(percent([0.0, 100.0], 50.0), 50.0);
        assert_eq!(percent([0.0, 100.0], 1e9), 101.0);
    }

    #[test]
    fn holes_are_what_is_not_covered() {
        let all = [0.0, 1000.0];
        assert_eq!(
            mask(all, &[[0.0, 200.0], [300.0, 2000.0]]),
            "linear-gradient(90deg,#0000 0%,#0000 20.00%,#000 20.00% 30.00%,#0000 30.00%,#0000 100%)"
        );
        // Before the first and after the last record, too; and where there is none at all.
        assert_eq!(mask(all, &[[100.0, 1000.0]]).matches("#000 ").count(), 1);
        assert_eq!(mask(all, &[[0.0, 900.0]]).matches("#000 90.00% 100.00%").count(), 1);
        assert_eq!(mask(all, &[]).matches("#000 0.00% 100.00%").count(), 1);
        assert_eq!(mask(all, &[[0.0, 500.0], [500.5, 1000.0]]).matches("#000 ").count(), 0);
        assert_eq!(format!("{:?}", without(&[[0.0, 3600.0]])), "(0, 0.0)");
        assert_eq!(without(&[[0.0, 3600.0], [7200.0, 9000.0], [16200.0, 20000.0]]), (2, 3.0));
    }
}
