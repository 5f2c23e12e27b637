//! What is known of an operation: service, access level, what to think of it, what it touched, why it is shown.

use yew::prelude::*;

use crate::view::detail::About;
use crate::view::text::shown;

/// Properties of [`EventAbout`].
#[derive(PartialEq, Properties)]
pub struct Props {
    /// What is known.
    pub about: About,
}

/// The operation in short; nothing where nothing is known.
#[component]
pub fn EventAbout(props: &Props) -> Html {
    let about = &props.about;
    if about.service.is_empty() && about.scope.is_empty() && about.resources.is_empty() {
        return html! {};
    }
    html! {
        <section class="about">
            <h2>{"What it is"}</h2>
            if !about.risk.is_empty() {
                <p class="risk">{&about.risk}</p>
            }
            <table class="facts">
                <tbody>
                    if !about.service.is_empty() {
                        {fact("Service", about.service.clone())}
                        {fact("Access level", access(about))}
                    } else {
                        {fact("Operation", "not in the table of operations; its category is told by its verb".to_owned())}
                    }
                    for resource in about.resources.iter() {
                        {fact(&resource.kind, format!("{}{}{} – {}", shown(&resource.id), besides(&resource.name), besides(&resource.arn), resource.strength))}
                    }
                    for reason in about.scope.iter() {
                        {fact("Why it is here", shown(reason).into_owned())}
                    }
                    if !about.reference.is_empty() {
                        {fact("Documented at", about.reference.clone())}
                    }
                </tbody>
            </table>
        </section>
    }
}

/// What is known of a resource besides its id.
fn besides(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!(", {}", shown(text)) }
}

fn access(about: &About) -> String {
    match (about.access.as_str(), about.acts_as_write) {
        ("-", _) => "no reference states one".to_owned(),
        (access, true) => format!("{access}; named like a read, but hands out credentials or a link"),
        (access, false) => access.to_owned(),
    }
}

fn fact(label: &str, value: String) -> Html {
    html! {
        <tr>
            <th scope="row">{label.to_owned()}</th>
            <td>{value}</td>
        </tr>
    }
}
