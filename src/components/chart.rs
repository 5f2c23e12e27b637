//! A chart of counts: drawn, as a table, and to take away.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::Reflect;
use serde_json::{Value, json};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlElement;
use yew::prelude::*;

use super::disclosure::use_disclosure;
use super::echarts::{self, Chart as Drawing, Colours, Mounted, Picture, js, pictures, use_colours};
use super::format::count;
use crate::browser::pause::pause;
use crate::view::chart::{Cell, ChartSpec, Mark, Marks};

/// What a chart shows.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What is drawn.
    pub spec: Rc<ChartSpec>,
    /// Changes when the colours do.
    #[prop_or_default]
    pub theme: AttrValue,
    /// A mark was chosen: the condition that leaves its events.
    pub on_pick: Callback<String>,
}

/// What the handler of a drawing needs: always the newest.
struct Live {
    spec: Rc<ChartSpec>,
    on_pick: Callback<String>,
}

/// A chart with heading, table twin and downloads.
#[component]
pub fn Chart(props: &Props) -> Html {
    let place = use_node_ref();
    let drawn = use_mut_ref(|| None::<Mounted>);
    let live = use_mut_ref(|| Live { spec: props.spec.clone(), on_pick: props.on_pick.clone() });
    *live.borrow_mut() = Live { spec: props.spec.clone(), on_pick: props.on_pick.clone() };
    {
        let (place, drawn, live) = (place.clone(), drawn.clone(), live.clone());
        use_effect_with((props.spec.clone(), props.theme.clone()), move |(spec, _)| {
            let spec = spec.clone();
            spawn_local(async move {
                // In a task of its own: several charts must not make one long one.
                pause().await;
                if let Err(error) = draw(&place, &drawn, &spec, live).await {
                    gloo::console::error!("a chart could not be drawn", error);
                }
            });
        });
    }
    use_colours(&place, &drawn, move |chart, element| show(chart, &live.borrow().spec, element));
    let spec = &props.spec;
    let height = format!("height:{}px", height(&spec.marks));
    let save = {
        let (place, spec) = (place.clone(), props.spec.clone());
        Callback::from(move |picture: Picture| {
            if let Some(element) = place.cast::<HtmlElement>() {
                let colours = Colours::of(&element);
                echarts::save(
                    &spec.name,
                    option(&spec, &colours),
                    self::height(&spec.marks),
                    &colours,
                    picture,
                );
            }
        })
    };
    let empty = match &spec.marks {
        Marks::Bars(marks) => marks.is_empty(),
        Marks::Grid { cells, .. } => cells.is_empty(),
    };
    html! {
        <section class="chart-card" data-chart={spec.name.clone()} aria-label={spec.title.clone()}>
            <header>
                <h2>{&spec.title}</h2>
                if !empty {
                    {pictures(&spec.title, &save)}
                }
            </header>
            if empty {
                <p class="note chart-empty">{"Nothing to count in these events."}</p>
            } else {
                <div class="chart-place" ref={place} style={height} role="img" aria-label={spec.summary()}></div>
            }
            if !spec.note.is_empty() {
                <p class="note">{&spec.note}</p>
            }
            if !empty {
                <Twin spec={props.spec.clone()} on_pick={props.on_pick.clone()} />
            }
        </section>
    }
}

/// What the table twin shows.
#[derive(Properties, PartialEq)]
struct TwinProps {
    spec: Rc<ChartSpec>,
    on_pick: Callback<String>,
}

/// The chart as a table, whose numbers do what the marks do. Made when it is opened.
#[component]
fn Twin(props: &TwinProps) -> Html {
    let (open, ontoggle) = use_disclosure();
    let pick = |query: &str| {
        let query = query.to_owned();
        props.on_pick.reform(move |_: MouseEvent| query.clone())
    };
    let number = |value: u32, query: &str| {
        html! { <button type="button" class="link number" onclick={pick(query)}>{count(value)}</button> }
    };
    let table = |spec: &ChartSpec| match &spec.marks {
        Marks::Bars(marks) => html! {
            <table>
                <thead><tr><th scope="col">{&spec.title}</th><th scope="col">{"Events"}</th></tr></thead>
                <tbody>
                    for mark in marks.iter() {
                        <tr><th scope="row">{&mark.label}</th><td>{number(mark.value, &mark.query)}</td></tr>
                    }
                </tbody>
            </table>
        },
        Marks::Grid { rows, columns, cells } => html! {
            <table>
                <thead><tr>
                    <td></td>
                    for column in columns.iter() {
                        <th scope="col">{&column.label}</th>
                    }
                </tr></thead>
                <tbody>
                    for (r, row) in rows.iter().enumerate() {
                        <tr>
                            <th scope="row">{&row.label}</th>
                            for c in 0..columns.len() {
                                <td>{cell_at(cells, r, c).map(|cell| {
                                    let query = ChartSpec::cell_query(rows, columns, cell).unwrap_or_default();
                                    number(cell.value, &query)
                                })}</td>
                            }
                        </tr>
                    }
                </tbody>
            </table>
        },
    };
    html! {
        <details class="twin" {ontoggle}>
            <summary>{"As a table"}</summary>
            if open {
                <div class="twin-scroll" tabindex="0" role="region" aria-label={format!("{} as a table", props.spec.title)}>
                    {table(&props.spec)}
                </div>
            }
        </details>
    }
}

fn cell_at(cells: &[Cell], row: usize, column: usize) -> Option<Cell> {
    cells.iter().copied().find(|cell| cell.row as usize == row && cell.column as usize == column)
}

const BAR: usize = 24;

/// Height of the drawing in CSS pixels.
fn height(marks: &Marks) -> usize {
    match marks {
        Marks::Bars(marks) => marks.len() * BAR + 8,
        Marks::Grid { rows, columns, .. } => {
            // Long names of columns stand upright.
            let longest = columns.iter().map(|c| c.label.chars().count()).max().unwrap_or(0);
            rows.len() * BAR + if longest > 3 { 110 } else { 28 }
        }
    }
}

async fn draw(
    place: &NodeRef,
    drawn: &Rc<RefCell<Option<Mounted>>>,
    spec: &ChartSpec,
    live: Rc<RefCell<Live>>,
) -> Result<(), JsValue> {
    let library = echarts::library().await?;
    let Some(element) = place.cast::<HtmlElement>() else {
        // There is nothing to draw any more.
        drawn.borrow_mut().take();
        return Ok(());
    };
    if drawn.borrow().is_none() {
        let pick = move |_: &Drawing, event: JsValue| {
            let live = live.borrow();
            if let Some(query) = picked(&live.spec, &event) {
                live.on_pick.emit(query);
            }
        };
        *drawn.borrow_mut() = Some(Mounted::new(&library, &element, "click", pick)?);
    }
    if let Some(drawn) = &*drawn.borrow() {
        drawn.hide_tip();
        drawn.chart.resize();
        show(&drawn.chart, spec, &element);
    }
    Ok(())
}

fn show(chart: &Drawing, spec: &ChartSpec, element: &HtmlElement) {
    chart.set_option(&js(&option(spec, &Colours::of(element))), &js(&json!({"notMerge": true})));
}

/// The condition of the mark that an event of the library is about.
fn picked(spec: &ChartSpec, event: &JsValue) -> Option<String> {
    let index = Reflect::get(event, &"dataIndex".into()).ok()?.as_f64()? as usize;
    match &spec.marks {
        Marks::Bars(marks) => marks.get(index).map(|mark| mark.query.clone()),
        Marks::Grid { rows, columns, cells } => ChartSpec::cell_query(rows, columns, *cells.get(index)?),
    }
}

/// The library's own description of the chart, in the page's colours.
fn option(spec: &ChartSpec, colours: &Colours) -> Value {
    let text = colours.get("--text-quiet");
    let tooltip = json!({"confine": true, "backgroundColor": colours.get("--raised"), "borderColor": colours.get("--line"),
        "textStyle": {"color": colours.get("--text"), "fontSize": 12}, "renderMode": "html"});
    let names = |marks: &[Mark]| marks.iter().map(|mark| mark.label.clone()).collect::<Vec<_>>();
    let quiet = |show: bool| json!({"show": show, "lineStyle": {"color": colours.get("--line")}});
    match &spec.marks {
        Marks::Bars(marks) => json!({
            "animation": false, "aria": {"enabled": false},
            "grid": {"left": 4, "right": 64, "top": 2, "bottom": 2, "containLabel": true},
            "xAxis": {"type": "value", "show": false, "min": 0},
            "yAxis": {"type": "category", "inverse": true, "data": names(marks), "axisLine": quiet(false), "axisTick": quiet(false),
                "axisLabel": {"color": colours.get("--text"), "width": 190, "overflow": "truncate", "fontSize": 12}},
            "tooltip": tooltip,
            "series": [{"type": "bar", "barWidth": "62%", "cursor": "pointer",
                "data": marks.iter().map(|mark| mark.value).collect::<Vec<_>>(),
                "label": {"show": true, "position": "right", "color": text, "fontSize": 12},
                "itemStyle": {"color": colours.get("--accent")}, "emphasis": {"itemStyle": {"color": colours.get("--line-strong")}}}],
        }),
        Marks::Grid { rows, columns, cells } => {
            let most = cells.iter().map(|cell| cell.value).max().unwrap_or(1);
            let upright = columns.iter().any(|column| column.label.chars().count() > 3);
            json!({
                "animation": false, "aria": {"enabled": false},
                "grid": {"left": 4, "right": 8, "top": 4, "bottom": 4, "containLabel": true},
                "xAxis": {"type": "category", "data": names(columns), "axisLine": quiet(false), "axisTick": quiet(false),
                    "axisLabel": {"color": text, "fontSize": 11, "rotate": if upright { 40 } else { 0 },
                        "interval": if upright { json!(0) } else { json!("auto") },
                        "width": if upright { json!(120) } else { Value::Null }, "overflow": "truncate"}},
                "yAxis": {"type": "category", "inverse": true, "data": names(rows), "axisLine": quiet(false), "axisTick": quiet(false),
                    "axisLabel": {"color": colours.get("--text"), "width": 150, "overflow": "truncate", "fontSize": 12}},
                "tooltip": tooltip,
                // Equal steps of colour for steps of ten: few events are seen beside many.
                "visualMap": {"show": false, "type": "continuous", "min": 0, "max": f64::from(most).ln_1p(), "dimension": 3,
                    "inRange": {"color": [colours.get("--sunken"), colours.get("--accent")]}},
                "series": [{"type": "heatmap", "cursor": "pointer",
                    "data": cells.iter().map(|cell| json!([cell.column, cell.row, cell.value, f64::from(cell.value).ln_1p()])).collect::<Vec<_>>(),
                    "itemStyle": {"borderColor": colours.get("--raised"), "borderWidth": 1},
                    "emphasis": {"itemStyle": {"borderColor": colours.get("--text")}}}],
            })
        }
    }
}
