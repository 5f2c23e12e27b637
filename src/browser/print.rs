//! Printing, as far as the browser tells of it.

use gloo::events::EventListener;
use wasm_bindgen::JsCast;
use web_sys::Element;

const THEME: &str = "data-theme";

/// Calls `print` with `true` before the browser lays out paper, and with `false` when it is done; until what comes back
/// is dropped. What `print` changes on the screen before it returns, or in a microtask, is printed.
pub fn watch(print: impl Fn(bool) + Clone + 'static) -> [EventListener; 2] {
    let window = gloo::utils::window();
    let listen = |event: &'static str, begins: bool| {
        let print = print.clone();
        EventListener::new(&window, event, move |_| print(begins))
    };
    [listen("beforeprint", true), listen("afterprint", false)]
}

/// Paper is light, whichever theme is on the screen: charts take their colours from it too. To be called before anything
/// else watches, as those who do are called in that order.
pub fn in_light() -> [EventListener; 2] {
    let before = std::rc::Rc::new(std::cell::RefCell::new(None::<String>));
    watch(move |begins| {
        let Some(root) = gloo::utils::document().document_element() else { return };
        if begins {
            *before.borrow_mut() = root.get_attribute(THEME);
            theme(&root, Some("light"));
        } else {
            theme(&root, before.borrow_mut().take().as_deref());
        }
    })
}

fn theme(root: &Element, name: Option<&str>) {
    // Attributes of an element that is there: cannot fail.
    let _ = match name {
        Some(name) => root.set_attribute(THEME, name),
        None => root.remove_attribute(THEME),
    };
}

/// Opens the browser's dialog for printing.
pub fn print() {
    let window: wasm_bindgen::JsValue = gloo::utils::window().into();
    let print = js_sys::Reflect::get(&window, &"print".into()).ok();
    if let Some(print) = print.and_then(|print| print.dyn_into::<js_sys::Function>().ok()) {
        // Where it is forbidden (in a frame), the browser says so on its console, and there is nothing else to do.
        let _ = print.call0(&window);
    }
}
