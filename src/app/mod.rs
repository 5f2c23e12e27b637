//! The app: what is loaded, what is shown, and the two sides it talks to, the parse workers and the engine.
//!
//! One component ([`App`]) holds all of it, put together from concerns: each is a file with its state, its
//! messages and what it does on hearing them. Pages and components get plain props and give callbacks. Nothing is
//! asked of the engine but what the screen needs, and every answer that is no longer wanted is dropped by its
//! number.
//!
//! | to add | do |
//! |---|---|
//! | a page | a row in [`routes::PAGES`], which names the function of `draw/` that draws it |
//! | a concern | a file with its state and messages, a field of [`App`], a line in [`Msg`] and in `App::update` |
//! | an answer of the engine | an arm in `hear.rs`, which hands it to its concern |
//! | something the user can do | a row in [`actions::ACTIONS`]: keys, overlay and palette are made from it |

mod actions;
mod address;
mod calls;
mod case;
mod case_file;
mod columns;
mod complete;
mod copying;
mod deep;
mod detail;
mod document;
mod draw;
mod engine;
mod export;
mod facets;
mod filters;
mod hear;
mod import;
mod keys;
mod ledger;
mod link;
mod lives;
mod loading;
mod marks;
mod overview;
mod palette;
mod people;
mod phase;
mod print;
mod routes;
mod screen;
mod search;
mod shell;
mod table;
mod unread;
mod views;

pub use shell::{App, Msg};

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
