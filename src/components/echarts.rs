//! The chart library, Apache ECharts, as far as the page uses it. Nothing else touches it.

use js_sys::{Array, Function, Reflect};
use serde_json::{Value, json};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{CssStyleDeclaration, HtmlElement, ResizeObserver};

use crate::browser::boot;

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
        Ok(Mounted { chart, _heard: heard, _resized: resized, observer })
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
