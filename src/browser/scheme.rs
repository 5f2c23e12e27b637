//! What colours the system asks for.

use gloo::events::EventListener;

/// The wishes that the style sheets follow.
const WISHES: [&str; 3] =
    ["(prefers-color-scheme: dark)", "(prefers-contrast: more)", "(forced-colors: active)"];

/// Calls `changed` when the system asks for other colours, until what comes back is dropped.
pub fn watch(changed: impl Fn() + Clone + 'static) -> Vec<EventListener> {
    let window = gloo::utils::window();
    // Where the browser cannot tell, nothing changes.
    let queries = WISHES.iter().filter_map(|wish| window.match_media(wish).ok().flatten());
    let listen = |query: web_sys::MediaQueryList| {
        let changed = changed.clone();
        EventListener::new(&query, "change", move |_| changed())
    };
    queries.map(listen).collect()
}
