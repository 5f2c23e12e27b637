//! The chart library, Apache ECharts, as far as the page uses it. Nothing else touches it. What the timeline and the charts
//! of counts have in common is here: how they are mounted, drawn anew in other colours, and taken away as pictures.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, Function, Reflect};
use serde_json::{Value, json};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{CssStyleDeclaration, HtmlElement, ResizeObserver};
use yew::prelude::*;

use crate::browser::{boot, download, print, scheme};

#[wasm_bindgen]
extern "C" {
    /// A chart of the library.
    #[derive(Clone)]
    pub type Chart;

    /// Sets what is drawn.
    #[wasm_bindgen(method, js_name = setOption)]
    pub fn set_option(this: &Chart, option: &JsValue, how: &JsValue);
    /// Hears an event of the chart.
    #[wasm_bindgen(method)]
    pub fn on(this: &Chart, event: &str, handler: &Function);
    /// Does what a user could do.
    #[wasm_bindgen(method, js_name = dispatchAction)]
    pub fn dispatch_action(this: &Chart, action: &JsValue);
    /// The value of an axis at a pixel.
    #[wasm_bindgen(method, js_name = convertFromPixel)]
    pub fn convert_from_pixel(this: &Chart, finder: &JsValue, pixel: f64) -> JsValue;
    /// Takes the size of its element.
    #[wasm_bindgen(method)]
    pub fn resize(this: &Chart);
    /// Forgets the chart.
    #[wasm_bindgen(method)]
    pub fn dispose(this: &Chart);
    /// The picture as a `data:` URL.
    #[wasm_bindgen(method, js_name = getDataURL)]
    pub fn data_url(this: &Chart, how: &JsValue) -> String;
    /// The picture as SVG text, where the chart is drawn as SVG.
    #[wasm_bindgen(method, js_name = renderToSVGString)]
    pub fn svg(this: &Chart) -> String;
}

/// The library; inflated and run when it is asked for first.
pub async fn library() -> Result<JsValue, JsValue> {
    JsFuture::from(boot::charts()).await
}

/// Makes a chart in an element; `how` may say size and renderer.
pub fn make(library: &JsValue, element: &JsValue, how: &Value) -> Result<Chart, JsValue> {
    let init: Function = Reflect::get(library, &"init".into())?.dyn_into()?;
    let how = if how.is_null() { JsValue::UNDEFINED } else { js(how) };
    let arguments = Array::of3(element, &JsValue::NULL, &how);
    Ok(Reflect::apply(&init, library, &arguments)?.unchecked_into())
}

/// A chart in the page: it hears one event of the library, keeps the size of its element, and ends with this.
pub struct Mounted {
    /// The chart.
    pub chart: Chart,
    _heard: Closure<dyn FnMut(JsValue)>,
    _resized: Closure<dyn FnMut()>,
    _said: Option<Closure<dyn Fn(JsValue) -> JsValue>>,
    observer: Option<ResizeObserver>,
}

impl Mounted {
    /// Makes a chart in an element. `hear` gets the chart and what the library says of each event.
    pub fn new(
        library: &JsValue,
        element: &HtmlElement,
        event: &str,
        hear: impl Fn(&Chart, JsValue) + 'static,
    ) -> Result<Mounted, JsValue> {
        let chart = make(library, element, &Value::Null)?;
        let heard = {
            let chart = chart.clone();
            Closure::<dyn FnMut(JsValue)>::new(move |event: JsValue| hear(&chart, event))
        };
        chart.on(event, heard.as_ref().unchecked_ref());
        let resized = {
            let chart = chart.clone();
            Closure::<dyn FnMut()>::new(move || chart.resize())
        };
        let observer = ResizeObserver::new(resized.as_ref().unchecked_ref()).ok();
        if let Some(observer) = &observer {
            observer.observe(element);
        }
        Ok(Mounted { chart, _heard: heard, _resized: resized, _said: None, observer })
    }

    /// Has the tooltip begin with what is said of a place of the axis.
    pub fn say_at_pointer(&mut self, say: impl Fn(f64) -> String + 'static) {
        let said = Closure::<dyn Fn(JsValue) -> JsValue>::new(move |at: JsValue| {
            let place = Reflect::get(&at, &"value".into()).ok().and_then(|value| value.as_f64());
            place.map_or(JsValue::UNDEFINED, |place| JsValue::from(say(place)))
        });
        let of = |key: &str, value: &JsValue| {
            let object = js_sys::Object::new();
            // A property of an object that was just made: cannot fail.
            let _ = Reflect::set(&object, &key.into(), value);
            JsValue::from(object)
        };
        let label = of("label", &of("formatter", said.as_ref()));
        self.chart.set_option(&of("tooltip", &of("axisPointer", &label)), &JsValue::UNDEFINED);
        self._said = Some(said);
    }

    /// Takes a tooltip away: it refers to marks that are about to go, and the library would look for them.
    pub fn hide_tip(&self) {
        self.chart.dispatch_action(&js(&json!({"type": "hideTip"})));
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        if let Some(observer) = &self.observer {
            observer.disconnect();
        }
        self.chart.dispose();
    }
}

/// Draws anew, at once, when colours change: the browser waits for nothing before it prints, and the system's theme may
/// change at any time. Takes the chart away with the component.
#[hook]
pub fn use_colours<S>(place: &NodeRef, drawn: &Rc<RefCell<Option<Mounted>>>, show: S)
where
    S: Fn(&Chart, &HtmlElement) + Clone + 'static,
{
    let (place, drawn) = (place.clone(), drawn.clone());
    use_effect_with((), move |_| {
        let redraw = {
            let drawn = drawn.clone();
            move || {
                if let (Some(drawn), Some(element)) = (&*drawn.borrow(), place.cast::<HtmlElement>()) {
                    show(&drawn.chart, &element);
                }
            }
        };
        let on_paper = {
            let redraw = redraw.clone();
            print::watch(move |_| redraw())
        };
        let listeners = (on_paper, scheme::watch(redraw));
        move || {
            drop(listeners);
            drop(drawn.borrow_mut().take());
        }
    });
}

/// A form in which a chart is taken away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Picture {
    /// Points.
    Png,
    /// Lines and text.
    Svg,
}

impl Picture {
    /// All.
    pub const ALL: [Picture; 2] = [Picture::Png, Picture::Svg];

    /// The word on its button.
    pub const fn word(self) -> &'static str {
        match self {
            Picture::Png => "PNG",
            Picture::Svg => "SVG",
        }
    }
}

/// Draws a chart once more, where nobody sees it, and hands it out as a file.
pub fn save(name: &str, mut option: Value, height: usize, colours: &Colours, picture: Picture) {
    option["backgroundColor"] = json!(colours.get("--raised"));
    let name = format!("trailglass-{name}.{}", picture.word().to_lowercase());
    spawn_local(async move {
        let saved = async {
            let library = library().await?;
            let vector = picture == Picture::Svg;
            let size = json!({"renderer": if vector { "svg" } else { "canvas" }, "width": 960, "height": height, "ssr": vector,
                "devicePixelRatio": 2});
            let apart: JsValue = match vector {
                true => JsValue::NULL,
                false => gloo::utils::document().create_element("div")?.into(),
            };
            let drawing = make(&library, &apart, &size)?;
            drawing.set_option(&js(&option), &JsValue::UNDEFINED);
            let result = match vector {
                true => download::save(&name, "image/svg+xml", &drawing.svg()),
                false => download::save_address(&name, &drawing.data_url(&js(&json!({"type": "png"})))),
            };
            drawing.dispose();
            result
        };
        if let Err(error) = saved.await {
            gloo::console::error!("the chart could not be saved", error);
        }
    });
}

/// The buttons that hand a chart out, by its title.
pub fn pictures(title: &str, save: &Callback<Picture>) -> Html {
    html! {
        <span class="chart-tools">
            for picture in Picture::ALL {
                <button type="button" class="link" onclick={save.reform(move |_: MouseEvent| picture)}
                    aria-label={format!("{title} as {}", picture.word())}>{picture.word()}</button>
            }
        </span>
    }
}

/// A JSON value as a JavaScript one.
pub fn js(value: &Value) -> JsValue {
    js_sys::JSON::parse(&value.to_string()).unwrap_or(JsValue::UNDEFINED)
}

/// The colours that hold at an element: custom properties of the style sheets.
pub struct Colours(Option<CssStyleDeclaration>);

impl Colours {
    /// Those of an element.
    pub fn of(element: &HtmlElement) -> Colours {
        Colours(gloo::utils::window().get_computed_style(element).ok().flatten())
    }

    /// The value of a custom property; empty where it has none.
    pub fn get(&self, name: &str) -> String {
        let value = self.0.as_ref().and_then(|style| style.get_property_value(name).ok());
        value.unwrap_or_default().trim().to_owned()
    }
}
