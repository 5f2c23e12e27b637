//! Events over time, as bars that are brushed.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, Object, Reflect};
use serde_json::{Value, json};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{HtmlElement, HtmlInputElement};
use yew::prelude::*;

use super::ByPtr;
use super::disclosure::use_disclosure;
use super::echarts::{self, Chart, Colours, Mounted, js};
use super::format::{count, utc};
use crate::browser::pause::pause;
use crate::view::chart::{Layer, TimelineSpec};

/// What the timeline shows.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The bars.
    pub spec: ByPtr<TimelineSpec>,
    /// The range that is chosen, if one is.
    pub range: Option<[f64; 2]>,
    /// Changes when the colours do.
    #[prop_or_default]
    pub theme: AttrValue,
    /// A range, or all of it.
    pub on_range: Callback<Option<[f64; 2]>>,
}

/// The timeline, its legend, its keyboard twin and its table twin.
#[component]
pub fn Timeline(props: &Props) -> Html {
    let place = use_node_ref();
    let drawn = use_mut_ref(|| None::<Mounted>);
    // What the handler of the chart calls: always the newest callback.
    let on_range = use_mut_ref(|| props.on_range.clone());
    *on_range.borrow_mut() = props.on_range.clone();
    {
        let (place, drawn, on_range) = (place.clone(), drawn.clone(), on_range.clone());
        use_effect_with((props.spec.clone(), props.theme.clone()), move |(spec, _)| {
            let spec = spec.clone();
            spawn_local(async move {
                // In a task of its own: the table is there first.
                pause().await;
                if let Err(error) = draw(&place, &drawn, &spec, on_range).await {
                    gloo::console::error!("the timeline could not be drawn", error);
                }
            });
        });
    }
    {
        let drawn = drawn.clone();
        use_effect_with((), move |_| move || drop(drawn.borrow_mut().take()));
    }
    let spec = &props.spec;
    let total: u32 = spec.layers.iter().flat_map(|layer| &layer.values).sum();
    let label = match spec.span() {
        Some([first, last]) => format!(
            "{} events over time, from {} to {} UTC, in {} steps",
            count(total),
            utc(first, true),
            utc(last, true),
            spec.starts.len()
        ),
        None => "No events with a time".to_owned(),
    };
    html! {
        <section class="timeline" data-testid="timeline" aria-label="Timeline">
            <div class="timeline-chart" ref={place} role="img" aria-label={label}></div>
            <div class="timeline-foot">
                <ul class="legend" aria-label="Categories" tabindex="0">
                    for layer in spec.layers.iter() {
                        <li>
                            <span class="swatch" style={format!("background:var(--category-{})", layer.colour.min(13))}></span>
                            {format!("{} {}", layer.name, count(layer.values.iter().sum::<u32>()))}
                        </li>
                    }
                    if spec.untimed > 0 {
                        <li>{format!("{} without time", count(spec.untimed))}</li>
                    }
                </ul>
            </div>
            <div class="timeline-tools">
            <Twin spec={props.spec.clone()} />
            <Range range={props.range} shown={spec.span()} on_range={props.on_range.clone()} />
            </div>
        </section>
    }
}

/// What the table twin shows.
#[derive(Properties, PartialEq)]
struct TwinProps {
    spec: ByPtr<TimelineSpec>,
}

/// The bars as a table. Its cells are made when it is opened: there can be two thousand of them.
#[component]
fn Twin(props: &TwinProps) -> Html {
    let (open, ontoggle) = use_disclosure();
    let spec = &props.spec;
    html! {
        <details class="twin" {ontoggle}>
            <summary>{"Timeline as a table"}</summary>
            if open {
                <div class="twin-scroll" tabindex="0" role="region" aria-label="Timeline as a table">
                    <table>
                        <thead><tr>
                            <th scope="col">{"From (UTC)"}</th>
                            for layer in spec.layers.iter() {
                                <th scope="col">{&layer.name}</th>
                            }
                        </tr></thead>
                        <tbody>
                            for (i, start) in spec.starts.iter().enumerate() {
                                if spec.layers.iter().any(|layer| layer.values.get(i).is_some_and(|n| *n > 0)) {
                                    <tr>
                                        <th scope="row">{utc(*start, true)}</th>
                                        for layer in spec.layers.iter() {
                                            <td>{count(layer.values.get(i).copied().unwrap_or(0))}</td>
                                        }
                                    </tr>
                                }
                            }
                        </tbody>
                    </table>
                </div>
            }
        </details>
    }
}

/// What the range's inputs show.
#[derive(Properties, PartialEq)]
struct RangeProps {
    range: Option<[f64; 2]>,
    shown: Option<[f64; 2]>,
    on_range: Callback<Option<[f64; 2]>>,
}

/// The brush's twin for the keyboard: two inputs, in UTC.
#[component]
fn Range(props: &RangeProps) -> Html {
    let (from, to) = (use_node_ref(), use_node_ref());
    let [start, end] = props.range.or(props.shown).unwrap_or([0.0, 0.0]);
    let onchange = {
        let (from, to, on_range) = (from.clone(), to.clone(), props.on_range.clone());
        let known = props.range.or(props.shown);
        Callback::from(move |_: Event| {
            let read = |input: &NodeRef| {
                let text = input.cast::<HtmlInputElement>()?.value();
                // The browser leaves out seconds that are zero.
                let text = if text.len() == 16 { format!("{text}:00Z") } else { format!("{text}Z") };
                crate::record::time::parse(&text).map(|t| t as f64)
            };
            let Some([start, end]) = known else { return };
            let range = [read(&from).unwrap_or(start), read(&to).unwrap_or(end)];
            if range[0] < range[1] {
                on_range.emit(Some(range));
            }
        })
    };
    let field = |seconds: f64| utc(seconds, false).replace(' ', "T");
    html! {
        <div class="range">
            <label>{"From"}<input ref={from} type="datetime-local" step="1" value={field(start)} onchange={onchange.clone()} /></label>
            <label>{"To"}<input ref={to} type="datetime-local" step="1" value={field(end)} {onchange} /></label>
            <span class="note">{"UTC"}</span>
            if props.range.is_some() {
                <button type="button" class="button" onclick={props.on_range.reform(|_: MouseEvent| None)}>{"Clear time range"}</button>
            }
        </div>
    }
}

/// Draws a chart that nobody sees: the browser compiles what has run, and the first chart that somebody waits for
/// is there in a third of the time. Ends when there is work.
pub async fn rehearse(work: impl Fn() -> bool) -> Result<(), JsValue> {
    let library = echarts::library().await?;
    pause().await;
    let element: HtmlElement = gloo::utils::document().create_element("div")?.unchecked_into();
    // It is not in the document and has no size of its own.
    let size = json!({"width": 1200, "height": 120, "renderer": "canvas"});
    let chart = echarts::make(&library, &element, &size)?;
    let spec = TimelineSpec {
        end: 216_000.0,
        width: None,
        starts: (0..60).map(|i| f64::from(i) * 3_600.0).collect(),
        layers: (0..4)
            .map(|colour| Layer { name: colour.to_string(), value: None, colour, values: (0..60).collect() })
            .collect(),
        untimed: 0,
    };
    for _ in 0..3 {
        pause().await;
        if work() {
            break;
        }
        show(&chart, &spec, &element);
    }
    pause().await;
    chart.dispose();
    Ok(())
}

async fn draw(
    place: &NodeRef,
    drawn: &Rc<RefCell<Option<Mounted>>>,
    spec: &TimelineSpec,
    on_range: Rc<RefCell<Callback<Option<[f64; 2]>>>>,
) -> Result<(), JsValue> {
    let library = echarts::library().await?;
    // Gone while the library was loading.
    let Some(element) = place.cast::<HtmlElement>() else { return Ok(()) };
    let new = drawn.borrow().is_none();
    if new && spec.starts.is_empty() {
        return Ok(());
    }
    if new {
        let brushed = move |chart: &Chart, event: JsValue| {
            if let Some([start, end]) = brushed_range(&event) {
                chart.dispatch_action(&js(&json!({"type": "brush", "areas": []})));
                on_range.borrow().emit(Some([(start / 1e3).floor(), (end / 1e3).ceil()]));
            }
        };
        *drawn.borrow_mut() = Some(Mounted::new(&library, &element, "brushEnd", brushed)?);
        pause().await;
    }
    if let Some(drawn) = &*drawn.borrow() {
        drawn.hide_tip();
        show(&drawn.chart, spec, &element);
        if new {
            // The pointer brushes without a tool being chosen first.
            let brush = json!({"type": "takeGlobalCursor", "key": "brush",
                "brushOption": {"brushType": "lineX", "brushMode": "single"}});
            drawn.chart.dispatch_action(&js(&brush));
        }
    }
    Ok(())
}

/// Shows bars. Only they are exchanged; everything else is merged into what stands.
fn show(chart: &Chart, spec: &TimelineSpec, element: &HtmlElement) {
    chart.set_option(&js(&option(spec, element)), &js(&json!({"replaceMerge": ["series"]})));
}

/// `event.areas[0].coordRange`, in milliseconds.
fn brushed_range(event: &JsValue) -> Option<[f64; 2]> {
    let areas: Array = Reflect::get(event, &"areas".into()).ok()?.dyn_into().ok()?;
    let area: Object = areas.get(0).dyn_into().ok()?;
    let range: Array = Reflect::get(&area, &"coordRange".into()).ok()?.dyn_into().ok()?;
    let range = [range.get(0).as_f64()?, range.get(1).as_f64()?];
    (range[0] < range[1]).then_some(range)
}

/// The library's own description of the chart, in the page's colours.
fn option(spec: &TimelineSpec, element: &HtmlElement) -> Value {
    let colours = Colours::of(element);
    let colour = |name: &str| colours.get(name);
    let series: Vec<Value> = spec
        .layers
        .iter()
        .map(|layer| {
            let data: Vec<Value> = spec
                .buckets()
                .zip(&layer.values)
                .map(|([start, end], n)| json!([(start + end) * 500.0, if *n == 0 { Value::Null } else { json!(n) }]))
                .collect();
            json!({
                "name": layer.name, "type": "bar", "stack": "all", "data": data, "barWidth": "86%", "animation": false,
                "itemStyle": {"color": colour(&format!("--category-{}", layer.colour.min(13)))},
                "emphasis": {"disabled": true},
            })
        })
        .collect();
    let [start, end] = spec.span().unwrap_or([0.0, 1.0]);
    let text = colour("--text-quiet");
    let line = colour("--line");
    json!({
        "useUTC": true,
        "animation": false,
        "aria": {"enabled": false},
        "grid": {"left": 8, "right": 12, "top": 8, "bottom": 4, "containLabel": true},
        "xAxis": {"type": "time", "min": start * 1e3, "max": end * 1e3,
            "axisLine": {"lineStyle": {"color": line}}, "axisTick": {"lineStyle": {"color": line}},
            "axisLabel": {"color": text, "hideOverlap": true, "formatter": {
                "year": "{yyyy}", "month": "{MMM} {yyyy}", "day": "{MMM} {d}", "hour": "{HH}:{mm}", "minute": "{HH}:{mm}",
                "second": "{HH}:{mm}:{ss}", "millisecond": "{HH}:{mm}:{ss}", "none": "{MMM} {d} {HH}:{mm}"}},
            "splitLine": {"show": false}},
        "yAxis": {"type": "value", "minInterval": 1, "splitNumber": 3, "axisLabel": {"color": text},
            "splitLine": {"lineStyle": {"color": line}}},
        "tooltip": {"trigger": "axis", "axisPointer": {"type": "shadow", "shadowStyle": {"color": colour("--hover")}},
            "confine": true, "backgroundColor": colour("--raised"), "borderColor": line,
            "textStyle": {"color": colour("--text"), "fontSize": 12}, "order": "seriesDesc"},
        "brush": {"xAxisIndex": 0, "brushType": "lineX", "brushMode": "single", "transformable": false,
            "throttleType": "debounce", "throttleDelay": 100,
            "brushStyle": {"color": colour("--accent-faint"), "borderColor": colour("--accent")},
            "outOfBrush": {"colorAlpha": 1}},
        "series": series,
    })
}
