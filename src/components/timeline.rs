//! Events over time, as bars that are brushed, and of which a click shows one alone. Steps of time for which no event at all
//! is loaded are shaded, so that they are told from those that the query emptied.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, Object, Reflect};
use serde_json::{Value, json};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{HtmlElement, HtmlInputElement, PointerEvent, WheelEvent};
use yew::prelude::*;

use super::ByPtr;
use super::disclosure::use_disclosure;
use super::echarts::{self, Chart, Colours, Mounted, Picture, js, pictures, use_colours};
use super::format::{count, moment, offsets, time_in};
use crate::browser::pause::pause;
use crate::browser::zone;
use crate::view::chart::{Layer, TimelineSpec};
use crate::view::zoom::zoomed;
use crate::zone::Zone;

/// What is drawn: the bars, and the zone of the axis. The axis has what clocks show there, as if it were UTC.
type Shown = Rc<RefCell<(ByPtr<TimelineSpec>, Rc<Zone>)>>;

/// Pixels that a pointer may go in a click; farther, it brushes.
const CLICK: i32 = 2;

/// Height of a picture that is taken away, in pixels.
const PICTURE: usize = 260;

/// What the timeline shows.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The bars.
    pub spec: ByPtr<TimelineSpec>,
    /// The range that is chosen, if one is.
    pub range: Option<[f64; 2]>,
    /// From first to last time without a range, as far as it is known.
    pub full: Option<[f64; 2]>,
    /// The zone in which times are shown.
    pub zone: Rc<Zone>,
    /// Path of the column that is stacked.
    pub stack: &'static str,
    /// What can be stacked: path and heading.
    pub stacks: Vec<(&'static str, &'static str)>,
    /// Changes when the colours do.
    #[prop_or_default]
    pub theme: AttrValue,
    /// A range, or all of it.
    pub on_range: Callback<Option<[f64; 2]>>,
    /// A range as a gesture has it so far.
    pub on_zoom: Callback<Option<[f64; 2]>>,
    /// Stack by the column of this path.
    pub on_stack: Callback<String>,
    /// A time zone, by name.
    pub on_zone: Callback<String>,
}

/// The timeline, its legend, its keyboard twin and its table twin.
#[component]
pub fn Timeline(props: &Props) -> Html {
    let place = use_node_ref();
    let drawn = use_mut_ref(|| None::<Mounted>);
    // What the handler of the chart calls: always the newest callback.
    let on_range = use_mut_ref(|| props.on_range.clone());
    *on_range.borrow_mut() = props.on_range.clone();
    let shown: Shown = use_mut_ref(|| (props.spec.clone(), props.zone.clone()));
    {
        let (place, drawn, shown, on_range) = (place.clone(), drawn.clone(), shown.clone(), on_range.clone());
        use_effect_with(
            (props.spec.clone(), props.theme.clone(), props.zone.clone()),
            move |(spec, _, zone)| {
                let what = (spec.clone(), zone.clone());
                spawn_local(async move {
                    // In a task of its own: the table is there first.
                    pause().await;
                    if let Err(error) = draw(&place, &drawn, what, shown, on_range).await {
                        gloo::console::error!("the timeline could not be drawn", error);
                    }
                });
            },
        );
    }
    {
        let shown = shown.clone();
        use_colours(&place, &drawn, move |chart, element| {
            let (spec, zone) = &*shown.borrow();
            show(chart, spec, zone, element);
        });
    }
    let (onpointerdown, onclick) = use_click(&drawn, &shown, &props.on_range);
    let save = {
        let (place, spec, zone) = (place.clone(), props.spec.clone(), props.zone.clone());
        Callback::from(move |picture: Picture| {
            if let Some(element) = place.cast::<HtmlElement>() {
                let colours = Colours::of(&element);
                echarts::save("timeline", alone(&spec, &zone, &colours), PICTURE, &colours, picture);
            }
        })
    };
    let spec = &props.spec;
    let total: u32 = spec.layers.iter().flat_map(|layer| &layer.values).sum();
    let gaps = match spec.gaps.len() as u32 {
        0 => String::new(),
        1 => "1 step without any event loaded".to_owned(),
        gaps => format!("{} steps without any event loaded", count(gaps)),
    };
    let label = match spec.span() {
        Some([first, last]) => format!(
            "{} events over time, from {} to {} {}, in {} steps{}",
            count(total),
            time_in(&props.zone, first, true),
            time_in(&props.zone, last, true),
            props.zone.name,
            spec.starts.len(),
            if gaps.is_empty() { String::new() } else { format!("; {gaps}") }
        ),
        None => "No events with a time".to_owned(),
    };
    html! {
        <section class="timeline" data-testid="timeline" aria-label="Timeline">
            <div class="timeline-chart" ref={place} role="img" aria-label={label} onwheel={wheel(props, &drawn, &shown)}
                {onpointerdown} {onclick}></div>
            <div class="timeline-foot">
                <Choice label="Stacked by" value={props.stack} options={props.stacks.clone()} on_choice={props.on_stack.clone()} />
                <ul class="legend" aria-label="Legend" tabindex="0">
                    for layer in spec.layers.iter() {
                        <li>
                            <span class="swatch" style={format!("background:var(--category-{})", layer.colour.min(13))}></span>
                            {format!("{} {}", layer.name, count(layer.values.iter().sum::<u32>()))}
                        </li>
                    }
                    if spec.untimed > 0 {
                        <li>{format!("{} without time", count(spec.untimed))}</li>
                    }
                    if !gaps.is_empty() {
                        <li title="No event of any service, account or Region is loaded for the whole hour, or the whole step. Whether nothing happened or files are missing, nothing here tells.">
                            <span class="swatch swatch-gap"></span>{gaps}
                        </li>
                    }
                </ul>
                if let Some(span) = spec.span() {
                    <span class="timeline-offset" title="The offset of the axis, from UTC">{offsets(&props.zone, span)}</span>
                    {pictures("Timeline", &save)}
                }
            </div>
            <div class="timeline-tools">
            <Twin spec={props.spec.clone()} zone={props.zone.clone()} on_range={props.on_range.clone()} />
            <Range range={props.range} shown={spec.span()} zone={props.zone.clone()} on_range={props.on_range.clone()}
                on_zone={props.on_zone.clone()} />
            </div>
        </section>
    }
}

/// What the table twin shows.
#[derive(Properties, PartialEq)]
struct TwinProps {
    spec: ByPtr<TimelineSpec>,
    zone: Rc<Zone>,
    on_range: Callback<Option<[f64; 2]>>,
}

/// The bars as a table, whose times do what a click on a bar does. Its cells are made when it is opened: there can be two thousand of them.
#[component]
fn Twin(props: &TwinProps) -> Html {
    let (open, ontoggle) = use_disclosure();
    let spec = &props.spec;
    let gap = |at: usize| {
        // Steps that follow one another are one line.
        let begins = spec.is_gap(at) && !at.checked_sub(1).is_some_and(|before| spec.is_gap(before));
        let last = (at..spec.starts.len()).take_while(|at| spec.is_gap(*at)).last().filter(|_| begins)?;
        Some(moment(&props.zone, spec.bucket(last)?[1]))
    };
    let alone = |at: usize| {
        let bucket = spec.bucket(at);
        props.on_range.reform(move |_: MouseEvent| bucket)
    };
    html! {
        <details class="twin" {ontoggle}>
            <summary>{"Timeline as a table"}</summary>
            if open {
                <div class="twin-scroll" tabindex="0" role="region" aria-label="Timeline as a table">
                    <table>
                        <thead><tr>
                            <th scope="col">{format!("From ({})", props.zone.name)}</th>
                            for layer in spec.layers.iter() {
                                <th scope="col">{&layer.name}</th>
                            }
                        </tr></thead>
                        <tbody>
                            for (i, start) in spec.starts.iter().enumerate() {
                                if spec.layers.iter().any(|layer| layer.values.get(i).is_some_and(|n| *n > 0)) {
                                    <tr>
                                        <th scope="row"><button type="button" class="link" title="Show this time alone"
                                            onclick={alone(i)}>{time_in(&props.zone, *start, true)}</button></th>
                                        for layer in spec.layers.iter() {
                                            <td>{count(layer.values.get(i).copied().unwrap_or(0))}</td>
                                        }
                                    </tr>
                                } else if let Some(end) = gap(i) {
                                    <tr class="twin-gap">
                                        <th scope="row">{time_in(&props.zone, *start, true)}</th>
                                        <td colspan={spec.layers.len().to_string()}>{format!("no event is loaded until {end}")}</td>
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

/// The wheel zooms around the pointer.
fn wheel(props: &Props, drawn: &Rc<RefCell<Option<Mounted>>>, shown: &Shown) -> Callback<WheelEvent> {
    let (drawn, shown, on_zoom) = (drawn.clone(), shown.clone(), props.on_zoom.clone());
    let (now, full) = (props.range.or(props.spec.span()), props.full.or(props.spec.span()));
    Callback::from(move |event: WheelEvent| {
        let (Some(now), Some(full), Some(drawn)) = (now, full, &*drawn.borrow()) else { return };
        if event.delta_y() == 0.0 || event.ctrl_key() {
            return;
        }
        let Some(point) = time_at(&drawn.chart, &shown.borrow().1, event.offset_x()) else { return };
        let factor = if event.delta_y() < 0.0 { 0.7 } else { 1.0 / 0.7 };
        on_zoom.emit(zoomed(now, factor, point, full));
    })
}

/// The time at a pixel of the chart.
fn time_at(chart: &Chart, zone: &Zone, pixel: i32) -> Option<f64> {
    let place = chart.convert_from_pixel(&js(&json!({"xAxisIndex": 0})), f64::from(pixel));
    place.as_f64().map(|place| utc_of(zone, place))
}

/// The time that a place of the axis stands for, which is in milliseconds.
fn utc_of(zone: &Zone, place: f64) -> f64 {
    zone.utc_of((place / 1e3) as i64) as f64
}

/// A click on a bar, or above it, shows its time alone. A pointer that goes farther brushes.
#[hook]
fn use_click(
    drawn: &Rc<RefCell<Option<Mounted>>>,
    shown: &Shown,
    on_range: &Callback<Option<[f64; 2]>>,
) -> (Callback<PointerEvent>, Callback<MouseEvent>) {
    let from = use_mut_ref(|| None::<i32>);
    let onpointerdown = {
        let from = from.clone();
        Callback::from(move |event: PointerEvent| *from.borrow_mut() = Some(event.client_x()))
    };
    let (drawn, shown, on_range) = (drawn.clone(), shown.clone(), on_range.clone());
    let onclick = Callback::from(move |event: MouseEvent| {
        let from = from.borrow_mut().take().filter(|from| (from - event.client_x()).abs() <= CLICK);
        let (Some(_), Some(drawn)) = (from, &*drawn.borrow()) else { return };
        let bucket = {
            let (spec, zone) = &*shown.borrow();
            let at = time_at(&drawn.chart, zone, event.offset_x()).and_then(|time| spec.bucket_at(time));
            // A click on nothing leaves what is shown as it is.
            let at =
                at.filter(|at| spec.layers.iter().any(|layer| layer.values.get(*at).is_some_and(|n| *n > 0)));
            at.and_then(|at| spec.bucket(at))
        };
        if bucket.is_some() {
            on_range.emit(bucket);
        }
    });
    (onpointerdown, onclick)
}

/// What a choice among a few needs.
#[derive(Properties, PartialEq)]
struct ChoiceProps {
    label: &'static str,
    value: AttrValue,
    options: Vec<(&'static str, &'static str)>,
    on_choice: Callback<String>,
}

/// A choice among a few.
#[component]
fn Choice(props: &ChoiceProps) -> Html {
    html! {
        <label class="choice">{props.label}
            <select onchange={chosen(&props.on_choice)}>
                for (value, label) in props.options.iter() {
                    <option value={*value} selected={*value == props.value.as_str()}>{*label}</option>
                }
            </select>
        </label>
    }
}

fn chosen(call: &Callback<String>) -> Callback<Event> {
    let call = call.clone();
    Callback::from(move |event: Event| {
        if let Some(select) = event.target().and_then(|it| it.dyn_into::<web_sys::HtmlSelectElement>().ok()) {
            call.emit(select.value());
        }
    })
}

/// What the choice of a zone needs.
#[derive(Properties, PartialEq)]
struct ZoneProps {
    zone: String,
    on_zone: Callback<String>,
}

/// UTC, the computer's zone, or any other; the others are listed when somebody looks for them.
#[component]
fn ZoneChoice(props: &ZoneProps) -> Html {
    let all = use_state(Vec::<String>::new);
    let local = use_memo((), |()| zone::local());
    let look = {
        let all = all.clone();
        move || {
            if all.is_empty() {
                all.set(zone::names());
            }
        }
    };
    let onfocus = {
        let look = look.clone();
        Callback::from(move |_: FocusEvent| look())
    };
    let onpointerdown = Callback::from(move |_: PointerEvent| look());
    let mut few = vec!["UTC".to_owned(), (*local).clone(), props.zone.clone()];
    few.dedup();
    if few.len() == 3 && few[0] == few[2] {
        few.pop();
    }
    html! {
        <select class="zone" aria-label="Time zone" onchange={chosen(&props.on_zone)} {onfocus} {onpointerdown}>
            for name in few.iter() {
                <option key={name.clone()} value={name.clone()} selected={*name == props.zone}>
                    {if *name == *local && name != "UTC" { format!("local ({name})") } else { name.clone() }}
                </option>
            }
            for name in all.iter().filter(|name| !few.contains(name)) {
                <option key={name.clone()} value={name.clone()}>{name}</option>
            }
        </select>
    }
}

/// What the range's inputs show.
#[derive(Properties, PartialEq)]
struct RangeProps {
    range: Option<[f64; 2]>,
    shown: Option<[f64; 2]>,
    zone: Rc<Zone>,
    on_range: Callback<Option<[f64; 2]>>,
    on_zone: Callback<String>,
}

/// Said while what is written is no range; the other end may still be written.
const NOT_BEFORE: &str = "“From” must be before “To”. The range is not changed yet.";
/// Said when it was left like that.
const KEPT: &str = "“From” was not before “To”. The range is as it was.";

/// The brush's twin for the keyboard: two inputs, in the zone that is chosen beside them.
#[component]
fn Range(props: &RangeProps) -> Html {
    let (ends, from, to) = (use_node_ref(), use_node_ref(), use_node_ref());
    // What is written and no range: one end was moved beyond the other, which may be moved next.
    let draft = use_state_eq(|| None::<[String; 2]>);
    let said = use_state_eq(|| "");
    let wrong = use_mut_ref(|| false);
    {
        let (draft, said, wrong) = (draft.setter(), said.setter(), wrong.clone());
        use_effect_with((props.range, props.zone.clone()), move |_| {
            *wrong.borrow_mut() = false;
            draft.set(None);
            said.set("");
        });
    }
    let [start, end] = props.range.or(props.shown).unwrap_or([0.0, 0.0]);
    let onchange = {
        let (from, to, on_range) = (from.clone(), to.clone(), props.on_range.clone());
        let (known, zone) = (props.range.or(props.shown), props.zone.clone());
        let (draft, said, wrong) = (draft.setter(), said.setter(), wrong.clone());
        Callback::from(move |_: Event| {
            let texts = [&from, &to]
                .map(|input| input.cast::<HtmlInputElement>().map_or(String::new(), |input| input.value()));
            let [Some(start), Some(end)] = read_range(&texts, known, &zone) else { return };
            let is_range = start < end;
            *wrong.borrow_mut() = !is_range;
            draft.set((!is_range).then_some(texts));
            said.set(if is_range { "" } else { NOT_BEFORE });
            if is_range {
                on_range.emit(Some([start, end]));
            }
        })
    };
    let onfocusout = {
        let (draft, said, ends) = (draft.setter(), said.setter(), ends.clone());
        Callback::from(move |event: FocusEvent| {
            let within = || {
                let next: web_sys::Node = event.related_target()?.dyn_into().ok()?;
                Some(ends.cast::<web_sys::Node>()?.contains(Some(&next)))
            };
            if *wrong.borrow() && within() != Some(true) {
                *wrong.borrow_mut() = false;
                draft.set(None);
                said.set(KEPT);
            }
        })
    };
    // Without any time there is nothing to show but the place where one can be written.
    let known = props.range.or(props.shown).is_some();
    let field = |seconds: f64| match known {
        true => props.zone.format(seconds as i64).chars().take(19).collect::<String>(),
        false => String::new(),
    };
    let [start, end] = (*draft).clone().unwrap_or_else(|| [field(start), field(end)]);
    let invalid = draft.is_some().then_some("true");
    html! {
        <div class="range">
            <span ref={ends} class="range-ends" {onfocusout}>
                <label>{"From"}<input ref={from} type="datetime-local" step="1" value={start} aria-invalid={invalid}
                    aria-describedby="range-said" onchange={onchange.clone()} /></label>
                <label>{"To"}<input ref={to} type="datetime-local" step="1" value={end} aria-invalid={invalid}
                    aria-describedby="range-said" {onchange} /></label>
            </span>
            <ZoneChoice zone={props.zone.name.clone()} on_zone={props.on_zone.clone()} />
            if props.range.is_some() {
                <button type="button" class="button" onclick={props.on_range.reform(|_: MouseEvent| None)}>{"Clear time range"}</button>
            }
            <span id="range-said" class="range-said" role="status">{*said}</span>
        </div>
    }
}

/// The ends that are written, in the zone; one that is not is as it is known.
fn read_range(texts: &[String; 2], known: Option<[f64; 2]>, zone: &Zone) -> [Option<f64>; 2] {
    let read = |text: &str| {
        // The browser leaves out seconds that are zero.
        let text = if text.len() == 16 { format!("{text}:00Z") } else { format!("{text}Z") };
        crate::record::time::parse(&text).map(|shown| zone.utc_of(shown) as f64)
    };
    let known = known.map_or([None, None], |ends| ends.map(Some));
    [0, 1].map(|at| read(&texts[at]).or(known[at]))
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
        gaps: vec![59],
    };
    for _ in 0..3 {
        pause().await;
        if work() {
            break;
        }
        show(&chart, &spec, &Zone::utc(), &element);
    }
    pause().await;
    chart.dispose();
    Ok(())
}

async fn draw(
    place: &NodeRef,
    drawn: &Rc<RefCell<Option<Mounted>>>,
    what: (ByPtr<TimelineSpec>, Rc<Zone>),
    shown: Shown,
    on_range: Rc<RefCell<Callback<Option<[f64; 2]>>>>,
) -> Result<(), JsValue> {
    let library = echarts::library().await?;
    // Gone while the library was loading.
    let Some(element) = place.cast::<HtmlElement>() else { return Ok(()) };
    let new = drawn.borrow().is_none();
    if new && what.0.starts.is_empty() {
        return Ok(());
    }
    if new {
        let of = shown.clone();
        let brushed = move |chart: &Chart, event: JsValue| {
            if let Some([start, end]) = brushed_range(&event) {
                chart.dispatch_action(&js(&json!({"type": "brush", "areas": []})));
                let zone = of.borrow().1.clone();
                let range = [(start / 1e3).floor() * 1e3, (end / 1e3).ceil() * 1e3];
                on_range.borrow().emit(Some(range.map(|place| utc_of(&zone, place))));
            }
        };
        let mut mounted = Mounted::new(&library, &element, "brushEnd", brushed)?;
        let of = shown.clone();
        mounted.say_at_pointer(move |place| {
            let (spec, zone) = &*of.borrow();
            said(spec, zone, place)
        });
        *drawn.borrow_mut() = Some(mounted);
        pause().await;
    }
    if let Some(drawn) = &*drawn.borrow() {
        drawn.hide_tip();
        *shown.borrow_mut() = what;
        let (spec, zone) = &*shown.borrow();
        show(&drawn.chart, spec, zone, &element);
        if new {
            // The pointer brushes without a tool being chosen first.
            let brush = json!({"type": "takeGlobalCursor", "key": "brush",
                "brushOption": {"brushType": "lineX", "brushMode": "single"}});
            drawn.chart.dispatch_action(&js(&brush));
        }
    }
    Ok(())
}

/// What the tooltip says of a place of the axis: the step of time with its offset, and whether anything is loaded for it.
fn said(spec: &TimelineSpec, zone: &Zone, place: f64) -> String {
    let at = spec.bucket_at(utc_of(zone, place));
    let Some((at, [start, end])) = at.and_then(|at| Some((at, spec.bucket(at)?))) else {
        return String::new();
    };
    let gap = if spec.is_gap(at) { "; no event is loaded" } else { "" };
    format!("{} – {}{gap}", time_in(zone, start, false), moment(zone, end))
}

/// Shows bars. Only they are exchanged; everything else is merged into what stands.
fn show(chart: &Chart, spec: &TimelineSpec, zone: &Zone, element: &HtmlElement) {
    let option = option(spec, zone, &Colours::of(element));
    chart.set_option(&js(&option), &js(&json!({"replaceMerge": ["series"]})));
}

/// The chart as a picture: the offset stands under the axis, as nothing else says it there.
fn alone(spec: &TimelineSpec, zone: &Zone, colours: &Colours) -> Value {
    let mut option = option(spec, zone, colours);
    let text = colours.get("--text-quiet");
    option["grid"]["bottom"] = json!(24);
    option["xAxis"][0]["name"] = json!(offsets(zone, spec.span().unwrap_or_default()));
    option["xAxis"][0]["nameLocation"] = json!("middle");
    option["xAxis"][0]["nameGap"] = json!(26);
    option["xAxis"][0]["nameTextStyle"] = json!({"color": text});
    option
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
fn option(spec: &TimelineSpec, zone: &Zone, colours: &Colours) -> Value {
    let colour = |name: &str| colours.get(name);
    let shown = |seconds: f64| zone.local(seconds as i64) as f64 * 1e3;
    let middle = |[start, end]: [f64; 2]| (shown(start) + shown(end)) / 2.0;
    let mut series: Vec<Value> = spec
        .layers
        .iter()
        .map(|layer| {
            let data: Vec<Value> = spec
                .buckets()
                .zip(&layer.values)
                .map(|(bucket, n)| json!([middle(bucket), if *n == 0 { Value::Null } else { json!(n) }]))
                .collect();
            json!({
                "name": layer.name, "type": "bar", "stack": "all", "data": data, "barWidth": "86%", "animation": false,
                "itemStyle": {"color": colour(&format!("--category-{}", layer.colour.min(13)))},
                "emphasis": {"disabled": true},
            })
        })
        .collect();
    if !spec.gaps.is_empty() {
        // On axes of its own, as it has nothing to do with numbers, and is as wide as the step.
        let gaps: Vec<Value> = spec
            .buckets()
            .enumerate()
            .map(|(at, bucket)| json!([middle(bucket), if spec.is_gap(at) { json!(1) } else { Value::Null }]))
            .collect();
        series.push(json!({
            "type": "bar", "xAxisIndex": 1, "yAxisIndex": 1, "data": gaps, "barWidth": "100%", "animation": false, "silent": true, "z": 0,
            "itemStyle": {"color": "rgba(0,0,0,0)", "decal": {"symbol": "rect", "color": colour("--line-strong"), "dashArrayX": [1, 0],
                "dashArrayY": [1, 5], "rotation": -std::f64::consts::FRAC_PI_4}},
            "emphasis": {"disabled": true},
        }));
    }
    let [start, end] = spec.span().unwrap_or([0.0, 1.0]);
    let text = colour("--text-quiet");
    let line = colour("--line");
    let aside = json!({"type": "time", "show": false, "min": shown(start), "max": shown(end), "axisPointer": {"show": false}});
    json!({
        "useUTC": true,
        "animation": false,
        "aria": {"enabled": false},
        "grid": {"left": 8, "right": 12, "top": 8, "bottom": 4, "containLabel": true},
        "xAxis": [{"type": "time", "show": spec.span().is_some(), "min": shown(start), "max": shown(end),
            "axisLine": {"lineStyle": {"color": line}}, "axisTick": {"lineStyle": {"color": line}},
            "axisLabel": {"color": text, "hideOverlap": true, "formatter": {
                "year": "{yyyy}", "month": "{MMM} {yyyy}", "day": "{MMM} {d}", "hour": "{HH}:{mm}", "minute": "{HH}:{mm}",
                "second": "{HH}:{mm}:{ss}", "millisecond": "{HH}:{mm}:{ss}", "none": "{MMM} {d} {HH}:{mm}"}},
            "splitLine": {"show": false}}, aside],
        "yAxis": [{"type": "value", "minInterval": 1, "splitNumber": 3, "axisLabel": {"color": text},
            "splitLine": {"lineStyle": {"color": line}}}, {"type": "value", "show": false, "min": 0, "max": 1, "axisPointer": {"show": false}}],
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
