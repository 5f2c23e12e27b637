//! How it works: the query language, keys, privacy, limits, forms, licences. Made from the tables of the code.

use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use yew::prelude::*;

use crate::components::format::{bytes, count};
use crate::components::key_list::KeyList;
use crate::components::keys::KeyHelp;
use crate::export::FORMS;
use crate::format::FORMATS;
use crate::limits;
use crate::problem::ProblemId;
use crate::query::fields::{MEMBERS, OWN};
use crate::store::COLUMNS;

/// What the page needs.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// All keys.
    pub keys: Vec<KeyHelp>,
    /// Whether keys without Ctrl or ⌘ do something wherever the focus is.
    pub single: bool,
    /// They are to, or not.
    pub on_single: Callback<bool>,
    /// Forget the preferences.
    pub on_forget: Callback<()>,
}

const EXAMPLES: &[(&str, &str)] = &[
    ("event:RunJobFlow AND NOT user:alice", "clusters launched by anybody but alice"),
    ("event:(TerminateJobFlows OR SetTerminationProtection)", "one of several operations"),
    ("errorCode:*", "every call that was refused or failed"),
    ("cluster:j-2AXXXXXXGAPLF", "everything that names one cluster"),
    ("channel:console AND NOT readonly:true", "what was changed by way of the console"),
    ("ip:10.0.0.0/8 OR ip:2001:db8::/32", "addresses of networks; ip:[192.0.2.1 TO 192.0.2.9] is a range"),
    ("agent:aws-cli*", "wildcards: * for anything, ? for one character"),
    ("agent:/terraform|pulumi/", "a regular expression, found anywhere in the value"),
    ("time:[2026-09-01 TO 2026-09-02]", "two days of the chosen time zone; time:2026-09 is a whole month"),
    (
        "time:[now-7d TO now]",
        "the last week; now is the time of the last event that is loaded, now/d its day",
    ),
    (
        "requestParameters.steps.hadoopJarStep.args:spark-submit",
        "a value at any path of the record; lists on the way are gone through",
    ),
    (
        "request.instances.instanceCount:>20",
        "numbers: >, >=, <, <= or [1 TO 5]; request is short for requestParameters",
    ),
    (
        "\"spark-submit\"",
        "a text anywhere, request parameters included; of other services than EMR only when “Search in the files” is pressed",
    ),
];

/// The Help page.
#[component]
pub fn HelpPage(props: &Props) -> Html {
    html! {
        <div class="help">
            <h1>{"Help"}</h1>
            <section>
                <h2>{"Is it really offline?"}</h2>
                <p>{"This page is one file. A policy at its very top (Content-Security-Policy) tells the browser to refuse every connection, so that not even a fault in the page could send anything. To check: open the browser’s developer tools, look at the Network panel while you load files, or switch the network off before you do."}</p>
                <Attempt />
            </section>
            <section>
                <h2>{"Queries"}</h2>
                <p>{"Lucene’s syntax. Words next to each other must all match; AND, OR, NOT, parentheses and “phrases” work. A bare word is looked for everywhere in a record. Case does not count, nor does that of a key’s first letter. Enter applies."}</p>
                <table class="plain"><tbody>
                    for (query, about) in EXAMPLES.iter() {
                        <tr><td><code>{*query}</code></td><td>{*about}</td></tr>
                    }
                </tbody></table>
                <h3>{"Fields"}</h3>
                <div class="wide" tabindex="0" role="region" aria-label="Fields">
                <table class="plain">
                    <thead><tr><th scope="col">{"Field"}</th><th scope="col">{"Also"}</th><th scope="col">{"What it holds"}</th></tr></thead>
                    <tbody>
                        for (name, _) in OWN {
                            <tr><td><code>{name.path}</code></td><td><code>{name.alias}</code></td><td>{name.about}</td></tr>
                        }
                        for (number, column) in COLUMNS.iter().enumerate() {
                            <tr data-column={number.to_string()} data-path={column.path}><td><code>{column.path}</code></td><td><code>{column.aliases.join(", ")}</code></td><td>{column.about}</td></tr>
                        }
                        for name in MEMBERS {
                            <tr><td><code>{format!("{}.…", name.path)}</code></td>
                                <td><code>{name.alias}</code></td><td>{name.about}</td></tr>
                        }
                    </tbody>
                </table>
                </div>
            </section>
            <section>
                <h2>{"Keys"}</h2>
                <KeyList keys={props.keys.clone()} single={props.single} on_single={props.on_single.clone()} />
            </section>
            <section>
                <h2>{"Export"}</h2>
                <p>{"Export, on the Events page and in the command palette, saves what matches or what is marked. The name of the file has a hash of the filter (the same filter, however it is written, has the same) and the time."}</p>
                <table class="plain"><tbody>
                    for row in FORMS {
                        <tr><td>{row.label}</td><td>{row.about}</td></tr>
                    }
                </tbody></table>
                <p>{"Original records are byte for byte what stands in your files, numbers and keys included, in the order of the files; in NDJSON a record that has line breaks loses the white space between its tokens. Records that are not in memory are read again: where a file is gone or has changed, the export says how many are missing. In CSV, cells that a spreadsheet would take for formulas get an apostrophe before them."}</p>
            </section>
            <section>
                <h2>{"Cases and saved views"}</h2>
                <p>{"A case file holds what is looked for, saved views, marked events with your notes, and the names, sizes and SHA-256 of the loaded files. Of a marked event it has the id, a fingerprint, the time and the operation, and of no other event anything. To open one, drop it on the page or choose it under “Case”. Marks are found by their events as soon as the files are loaded; files and marks that are missing or differ are listed there."}</p>
                <p>{"A saved view is page, query, scope, range of time, order, columns, stack and zone under a name. A link to the same is in the address of the page."}</p>
            </section>
            <section>
                <h2>{"Preferences"}</h2>
                <p>{"Theme, time zone, open facets, columns, density, whether single-key shortcuts are on, and the views that you save by name, with their queries, are kept in this browser, and nothing else ever is: no event, no other query, no name of a file. Forgetting them forgets saved views too; a case file keeps those."}</p>
                <p><button type="button" class="button" onclick={props.on_forget.reform(|_: MouseEvent| ())}>{"Forget preferences"}</button></p>
            </section>
            <section>
                <h2>{"What is read"}</h2>
                <p>{"Each plain or in containers, one inside another: gzip, zip, tar (tar.gz too), and as UTF-16. Forms and containers are recognised by their content, never by a name. The members of an archive have lines of their own on the Files page."}</p>
                <table class="plain"><tbody>
                    for format in FORMATS {
                        <tr><td>{format.label}</td><td>{format.about}</td></tr>
                    }
                </tbody></table>
            </section>
            <section>
                <h2>{"Scope"}</h2>
                <p>{"EMR: calls to elasticmapreduce, emr-containers, emr-serverless and emrwal. EMR-related: also calls that one of these made, that were made with a role named as EMR’s own roles are, or whose parameters or error message name EMR. That is inferred from the record; a role of your own with another name is not known to be EMR’s. All: everything."}</p>
            </section>
            <section>
                <h2>{"Limits"}</h2>
                <p>{format!(
                    "Files may be of any size: they are read {} at a time. What is beyond a limit is refused with a line on the Files page, and the rest is read.",
                    bytes(limits::READ as f64),
                )}</p>
                <div class="wide" tabindex="0" role="region" aria-label="Limits">
                <table class="plain">
                    <thead><tr><th scope="col">{"Limit"}</th><th scope="col">{"On"}</th><th scope="col">{"Beyond it"}</th></tr></thead>
                    <tbody>
                        for (limit, on, beyond) in limit_rows() {
                            <tr><td>{limit}</td><td>{on}</td><td>{beyond}</td></tr>
                        }
                    </tbody>
                </table>
                </div>
                <p>{"CloudTrail records requests, not states: it does not tell whether a cluster ran, ended or failed. Request and response blocks above 100 kB are left out by CloudTrail itself."}</p>
            </section>
            <section>
                <h2>{"Licences"}</h2>
                <p>{"Trailglass: MIT or Apache-2.0. Charts: Apache ECharts (Apache-2.0, © The Apache Software Foundation), with ZRender (BSD-3-Clause, © Baidu Inc.) and tslib (0BSD, © Microsoft Corporation). The Rust crates inside are under MIT, Apache-2.0 or similar terms; Cargo.lock of the source names them all."}</p>
            </section>
        </div>
    }
}

/// The limits that a user can meet: how much, of what, and what is said beyond it.
fn limit_rows() -> Vec<(String, &'static str, &'static str)> {
    let number = |limit: usize| count(limit as f64);
    let says = |problem: ProblemId| problem.kind().what;
    vec![
        (
            bytes(limits::RECORD as f64),
            "one record; CloudTrail writes at most 256 kB",
            says(ProblemId::RecordTooLarge),
        ),
        (number(limits::CONTAINER_DEPTH), "containers inside one another", says(ProblemId::TooDeep)),
        (
            number(limits::MEMBERS as usize),
            "members of archives in one file",
            says(ProblemId::TooManyMembers),
        ),
        (bytes(limits::OUTPUT as f64), "data of one file, decompressed", says(ProblemId::OutputTooLarge)),
        (
            format!(
                "{} times, and {} more",
                number(limits::RATIO as usize),
                bytes(limits::RATIO_GRACE as f64)
            ),
            "growth of data when it is decompressed; logs grow less than 50 times",
            says(ProblemId::ExpandsTooMuch),
        ),
        (number(limits::WRAPPED_DEPTH), "objects and lists around a record", says(ProblemId::WrappedTooDeep)),
        (
            number(limits::WRAPPED_TEXTS),
            "texts inside one another that are JSON, around a record",
            says(ProblemId::WrappedTooDeep),
        ),
        (
            bytes(limits::ENGINE_MEMORY as f64),
            "memory for events, some hundred bytes each and more for EMR’s own",
            says(ProblemId::MemoryFull),
        ),
        (number(limits::TREE_DEPTH), "levels of the trees of an event", "Deeper parts are shown as text."),
    ]
}

/// A live attempt to send something, which the browser must refuse.
#[component]
fn Attempt() -> Html {
    let result = use_state(|| None::<Result<String, ()>>);
    let onclick = {
        let result = result.clone();
        Callback::from(move |_: MouseEvent| {
            let result = result.clone();
            spawn_local(async move {
                result.set(Some(match attempt().await {
                    Ok(()) => Err(()),
                    Err(error) => Ok(crate::browser::files::message(&error)),
                }));
            });
        })
    };
    html! {
        <div class="attempt">
            <button type="button" class="button" {onclick}>{"Try to connect now"}</button>
            <span role="status">{match &*result {
                None => String::new(),
                Some(Ok(refused)) => format!("Refused by the browser, as it should be: {refused}"),
                Some(Err(())) => "Something was sent. This page has been altered: do not use it.".to_owned(),
            }}</span>
        </div>
    }
}

/// Asks for the page's own address: harmless, and refused like any other.
async fn attempt() -> Result<(), wasm_bindgen::JsValue> {
    let fetch: js_sys::Function = js_sys::Reflect::get(&js_sys::global(), &"fetch".into())?.dyn_into()?;
    let address = gloo::utils::window().location().href()?;
    let promise: js_sys::Promise = fetch.call1(&js_sys::global(), &address.into())?.dyn_into()?;
    JsFuture::from(promise).await.map(|_| ())
}
