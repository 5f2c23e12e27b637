//! What can be done from anywhere, one row each. What hears keys, the list of keys, the command palette and Help are
//! made from this table.

use yew::Context;

use super::case::CaseMsg;
use super::detail::DetailMsg;
use super::document::{click, focus, focus_table};
use super::export::ExportMsg;
use super::facets::FacetsMsg;
use super::import::ImportMsg;
use super::phase::Phase;
use super::routes::Route;
use super::screen::{Over, ScreenMsg};
use super::search::SearchMsg;
use super::shell::App;
use super::table::TableMsg;
use crate::components::chips::ChipAct;
use crate::components::event_table::{Copying, TableAct};
use crate::emr::facts::Scope;
use crate::export::Form;
use crate::view::zoom::{moved, zoomed};

/// Something that can be done.
pub struct Action {
    /// The keys that do it, as the browser names them, `Ctrl+` before them for Ctrl or ⌘; empty for none.
    pub keys: &'static [&'static str],
    /// What it does.
    pub does: &'static str,
    /// Whether its keys count while something is being typed.
    pub typing: bool,
    /// Whether there is anything to do now. Of several actions with the same key, the first that can be done is.
    pub can: fn(&App) -> bool,
    /// Does it; says whether the screen has changed.
    pub run: fn(&mut App, &Context<App>) -> bool,
}

/// An action without keys, or with keys that do not count while something is typed.
const fn action(
    keys: &'static [&'static str],
    does: &'static str,
    can: fn(&App) -> bool,
    run: fn(&mut App, &Context<App>) -> bool,
) -> Action {
    Action { keys, does, typing: false, can, run }
}

fn always(_: &App) -> bool {
    true
}

fn on_events(app: &App) -> bool {
    app.screen.route == Route::Events && app.search.view.is_some()
}

/// Whether the query box and the timeline are on the page.
fn has_bar(app: &App) -> bool {
    app.screen.route.page().has_query && app.search.view.is_some()
}

fn has_rows(app: &App) -> bool {
    on_events(app) && app.table.rows.total > 0
}

fn has_times(app: &App) -> bool {
    has_bar(app) && app.spans().is_some()
}

fn has_marks(app: &App) -> bool {
    !app.marks.all.is_empty()
}

fn export(app: &mut App, ctx: &Context<App>, form: Form, marked: bool) -> bool {
    app.update_export(ctx, ExportMsg::Start(form, marked))
}

/// Changes the range of time by a rule.
fn range(app: &mut App, rule: fn([f64; 2], [f64; 2]) -> Option<[f64; 2]>) -> bool {
    match app.spans() {
        Some((full, now)) => app.update_search(SearchMsg::Zoom(rule(now, full))),
        None => false,
    }
}

fn middle([start, end]: [f64; 2]) -> f64 {
    (start + end) / 2.0
}

/// All actions.
pub const ACTIONS: &[Action] = &[
    action(&["/"], "go to the query box", has_bar, |_, _| {
        focus("query");
        false
    }),
    action(&["t"], "go to the table", on_events, |_, _| {
        focus_table();
        false
    }),
    Action {
        keys: &["Ctrl+k"],
        does: "open the command palette",
        typing: true,
        can: always,
        run: |app, ctx| app.update_screen(ctx, ScreenMsg::Over(Some(Over::Palette))),
    },
    Action {
        keys: &["Ctrl+p"],
        does: "print the page, its first 1,000 rows too where they are not on the screen",
        typing: true,
        can: always,
        run: |app, _| app.print(),
    },
    action(&["?"], "show all keys", always, |app, ctx| {
        app.update_screen(ctx, ScreenMsg::Over(Some(Over::Keys)))
    }),
    Action {
        keys: &["Escape"],
        does: "close the facets, where they lie over the page",
        typing: true,
        can: |app| app.facets.over,
        run: |app, _| app.update_facets(FacetsMsg::Panel(true)),
    },
    Action {
        keys: &["Escape"],
        does: "close the event",
        typing: true,
        can: |app| app.detail.opened.is_some(),
        run: |app, _| app.update_detail(DetailMsg::Open(None)),
    },
    action(
        &["Escape"],
        "clear the time range, where no event is open",
        |app| app.screen.route.page().has_query && app.search.request.range.is_some(),
        |app, _| app.update_search(SearchMsg::Range(None)),
    ),
    action(&["+"], "zoom into the middle of the timeline", has_times, |app, _| {
        range(app, |now, full| zoomed(now, 0.5, middle(now), full))
    }),
    action(&["-"], "zoom out of the timeline", has_times, |app, _| {
        range(app, |now, full| zoomed(now, 2.0, middle(now), full))
    }),
    action(&["["], "earlier, by half of what the timeline shows", has_times, |app, _| {
        range(app, |now, full| if now == full { None } else { moved(now, -0.5, full) })
    }),
    action(&["]"], "later, by half of what the timeline shows", has_times, |app, _| {
        range(app, |now, full| if now == full { None } else { moved(now, 0.5, full) })
    }),
    action(&[], "clear all filters", has_bar, |app, _| app.update_filters(ChipAct::Clear)),
    action(&[], "show EMR’s own events", has_bar, |app, _| app.update_search(SearchMsg::Scope(Scope::Emr))),
    action(&[], "show events related to EMR", has_bar, |app, _| {
        app.update_search(SearchMsg::Scope(Scope::Related))
    }),
    action(&[], "show all events", has_bar, |app, _| app.update_search(SearchMsg::Scope(Scope::Other))),
    action(&[], "choose columns", on_events, |app, ctx| {
        app.update_screen(ctx, ScreenMsg::Over(Some(Over::Columns)))
    }),
    action(&[], "rows closer together, or not", on_events, |app, _| app.update_table(TableMsg::Dense)),
    action(&[], "copy the selected rows, separated by tabs", has_rows, |app, _| {
        app.update_table(TableMsg::Act(TableAct::Copy(Copying::Tsv)))
    }),
    action(&[], "copy the selected rows as JSON", has_rows, |app, _| {
        app.update_table(TableMsg::Act(TableAct::Copy(Copying::Json)))
    }),
    action(&[], "mark the selected events as evidence", has_rows, |app, _| app.mark_at_cursor()),
    action(&[], "show the marked events", on_events, |app, ctx| {
        app.update_screen(ctx, ScreenMsg::Over(Some(Over::Marks)))
    }),
    action(&[], "export …", on_events, |app, ctx| {
        app.update_screen(ctx, ScreenMsg::Over(Some(Over::Export)))
    }),
    action(&[], "export what matches: CSV, shown columns", has_rows, |app, ctx| {
        export(app, ctx, Form::Shown, false)
    }),
    action(&[], "export what matches: CSV, all columns", has_rows, |app, ctx| {
        export(app, ctx, Form::All, false)
    }),
    action(&[], "export what matches: NDJSON, original records", has_rows, |app, ctx| {
        export(app, ctx, Form::Lines, false)
    }),
    action(&[], "export what matches: {\"Records\":[…]}, original records", has_rows, |app, ctx| {
        export(app, ctx, Form::Document, false)
    }),
    action(&[], "export what is marked: CSV, shown columns", has_marks, |app, ctx| {
        export(app, ctx, Form::Shown, true)
    }),
    action(&[], "export what is marked: CSV, all columns", has_marks, |app, ctx| {
        export(app, ctx, Form::All, true)
    }),
    action(&[], "export what is marked: NDJSON, original records", has_marks, |app, ctx| {
        export(app, ctx, Form::Lines, true)
    }),
    action(&[], "export what is marked: {\"Records\":[…]}, original records", has_marks, |app, ctx| {
        export(app, ctx, Form::Document, true)
    }),
    action(&[], "save a case, or open one …", always, |app, ctx| {
        app.update_screen(ctx, ScreenMsg::Over(Some(Over::Case)))
    }),
    action(
        &[],
        "save the case",
        |app| app.phase == Phase::Ready,
        |app, ctx| app.update_case(ctx, CaseMsg::Save),
    ),
    action(&[], "open a case file", always, |_, _| {
        click("case-file");
        false
    }),
    action(&[], "saved views: save this one, apply, rename, delete …", always, |app, ctx| {
        app.update_screen(ctx, ScreenMsg::Over(Some(Over::Views)))
    }),
    action(
        &[],
        "end the export",
        |app| app.export.running.is_some(),
        |app, ctx| app.update_export(ctx, ExportMsg::Cancel),
    ),
    action(&[], "choose files", always, |_, _| {
        click("files");
        false
    }),
    action(&[], "choose a folder", always, |_, _| {
        click("folder");
        false
    }),
    action(
        &[],
        "clear: forget all events and files",
        |app| app.phase != Phase::Empty,
        |app, ctx| app.update_import(ctx, ImportMsg::Clear),
    ),
    action(&[], "theme: light", always, |app, ctx| {
        app.update_screen(ctx, ScreenMsg::Theme(Some("light".to_owned())))
    }),
    action(&[], "theme: dark", always, |app, ctx| {
        app.update_screen(ctx, ScreenMsg::Theme(Some("dark".to_owned())))
    }),
    action(&[], "theme: as the system’s", always, |app, ctx| {
        app.update_screen(ctx, ScreenMsg::Theme(None))
    }),
    action(&[], "times in UTC", always, |app, ctx| app.update_screen(ctx, ScreenMsg::Zone("UTC".to_owned()))),
    action(&[], "times in the zone of this computer", always, |app, ctx| {
        app.update_screen(ctx, ScreenMsg::Zone(crate::browser::zone::local()))
    }),
    action(
        &[],
        "turn single-key shortcuts off",
        |app| app.screen.single_keys,
        |app, ctx| app.update_screen(ctx, ScreenMsg::SingleKeys(false)),
    ),
    action(
        &[],
        "turn single-key shortcuts on",
        |app| !app.screen.single_keys,
        |app, ctx| app.update_screen(ctx, ScreenMsg::SingleKeys(true)),
    ),
    action(&[], "forget the preferences", always, |app, ctx| {
        app.update_screen(ctx, ScreenMsg::ForgetPreferences)
    }),
];
