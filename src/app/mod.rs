//! The app: what is loaded, what is shown, and the two sides it talks to, the parse workers and the engine.
//!
//! One component holds all of it and hears one kind of message; pages and components get plain props and give
//! callbacks. Nothing is asked of the engine but what the screen needs, and every answer that is no longer
//! wanted is dropped by its number.

mod document;
mod engine;
mod keys;
mod loading;
mod shell;
mod state;

pub use shell::App;

/// Starts the page.
pub fn run() {
    yew::set_custom_panic_hook(Box::new(|info| {
        // The program is dead after a panic; what is on the screen may be wrong. Say so in plain HTML.
        gloo::console::error!(info.to_string());
        let document = gloo::utils::document();
        if let Some(body) = document.body() {
            let _ = body.set_attribute("data-phase", "failed");
        }
        if let Some(reason) = document.get_element_by_id("tg-reason") {
            reason.set_text_content(Some(&info.to_string()));
        }
        if let Some(failed) = document.get_element_by_id("tg-failed") {
            let _ = failed.remove_attribute("hidden");
        }
    }));
    if let Some(mount) = gloo::utils::document().get_element_by_id("app") {
        mount.set_inner_html("");
        yew::Renderer::<App>::with_root(mount).render();
    }
}
