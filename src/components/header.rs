//! The bar at the top: name, pages, files, theme.

use yew::prelude::*;

/// What the header shows.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Name of the current page in the fragment.
    pub route: AttrValue,
    /// All pages: name and label.
    pub routes: Vec<(&'static str, &'static str)>,
    /// Whether anything is loaded.
    pub loaded: bool,
    /// Whether the sample is among what is loaded.
    pub sample: bool,
    /// The chosen theme, if one is.
    pub theme: Option<String>,
    /// Choose files.
    pub on_files: Callback<()>,
    /// Choose a folder.
    pub on_folder: Callback<()>,
    /// Forget everything.
    pub on_clear: Callback<()>,
    /// A theme, or the system's.
    pub on_theme: Callback<Option<String>>,
}

/// The bar at the top.
#[component]
pub fn Header(props: &Props) -> Html {
    let press = |callback: &Callback<()>| callback.reform(|_: MouseEvent| ());
    let (theme, next) = match props.theme.as_deref() {
        None => ("system", Some("light".to_owned())),
        Some("light") => ("light", Some("dark".to_owned())),
        Some(_) => ("dark", None),
    };
    let on_theme = props.on_theme.reform(move |_: MouseEvent| next.clone());
    html! {
        <header class="top">
            <a class="brand" href="#events" aria-label="Trailglass, events">
                <svg viewBox="0 0 16 16" width="20" height="20" aria-hidden="true" fill="none" stroke="currentColor"
                    stroke-width="1.6" stroke-linecap="round">
                    <circle cx="6.6" cy="6.6" r="4.8" /><path d="m10.2 10.2 4.4 4.4M4.2 5.4h4.8M4.2 7.8h3" />
                </svg>
                <span>{"Trailglass"}</span>
            </a>
            <nav aria-label="Pages">
                for (name, label) in props.routes.iter() {
                    <a href={format!("#{name}")} aria-current={(*name == props.route).then_some("page")}>{*label}</a>
                }
            </nav>
            if props.sample {
                <span class="badge" title="These events are invented; no such accounts, people or clusters exist.">
                    {"synthetic sample data"}
                </span>
            }
            <div class="top-actions">
                if props.loaded {
                    <button type="button" class="button" onclick={press(&props.on_files)}>{"Choose files"}</button>
                    <button type="button" class="button" onclick={press(&props.on_folder)}>{"Choose folder"}</button>
                    <button type="button" class="button" onclick={press(&props.on_clear)}
                        title="Forget all events and files">{"Clear"}</button>
                }
                <button type="button" class="button button-quiet" onclick={on_theme}
                    aria-label={format!("Theme: {theme}. Change")}>
                    {match theme { "light" => "☀", "dark" => "☾", _ => "◐" }}
                    <span class="theme-name">{match theme { "light" => "Light", "dark" => "Dark", _ => "System" }}</span>
                </button>
            </div>
        </header>
    }
}
