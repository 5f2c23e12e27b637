//! Page or worker?

#[cfg(target_arch = "wasm32")]
mod stub {
    use js_sys::{Array, Function, Object, Reflect};
    use wasm_bindgen::prelude::*;
    use web_sys::{DedicatedWorkerGlobalScope, MessageEvent, Worker};
    use yew::prelude::*;

    fn boot(name: &str) -> Result<JsValue, JsValue> {
        let boot = Reflect::get(&js_sys::global(), &"trailglassBoot".into())?;
        Reflect::get(&boot, &name.into())
    }

    pub fn main() {
        match js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() {
            Ok(scope) => worker(scope),
            Err(_) => {
                let document = gloo::utils::document();
                if let Ok(Some(mount)) = document.query_selector("#app") {
                    yew::Renderer::<Hello>::with_root(mount).render();
                }
                if let Some(body) = document.body() {
                    let _ = body.dataset().set("phase", "empty");
                }
            }
        }
    }

    fn worker(scope: DedicatedWorkerGlobalScope) {
        let answer = scope.clone();
        let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            let build = boot("build").ok().and_then(|build| build.as_string()).unwrap_or_default();
            let kind = Object::from(answer.clone()).constructor().name();
            let asked = event.data().as_string().unwrap_or_default();
            let _ = answer.post_message(&format!("{kind} {build} {asked}").into());
        });
        scope.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        on_message.forget();
    }

    fn spawn(on_answer: Callback<String>) -> Result<(), JsValue> {
        let url = boot("workerUrl")?.dyn_into::<Function>()?.call0(&JsValue::NULL)?;
        let worker = Worker::new(&url.as_string().unwrap_or_default())?;
        let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            on_answer.emit(event.data().as_string().unwrap_or_default());
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        on_message.forget();
        let pairs = Array::new();
        for name in ["module", "build"] {
            pairs.push(&Array::of2(&name.into(), &boot(name)?));
        }
        worker.post_message(&Object::from_entries(&pairs)?.into())?;
        worker.post_message(&"first".into())?;
        worker.post_message(&"second".into())
    }

    #[component]
    fn Hello() -> Html {
        let answers = use_state(Vec::<String>::new);
        {
            let answers = answers.clone();
            use_effect_with((), move |()| {
                let heard = std::rc::Rc::new(std::cell::RefCell::new(Vec::new()));
                let _ = spawn(Callback::from(move |answer| {
                    heard.borrow_mut().push(answer);
                    answers.set(heard.borrow().clone());
                }));
            });
        }
        html! { <main><h1>{ "hello" }</h1><p id="worker">{ answers.join("; ") }</p></main> }
    }
}

fn main() {
    #[cfg(target_arch = "wasm32")]
    stub::main();
}
