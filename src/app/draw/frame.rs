//! The frame: header, import bar, banners, and the page in the middle.

use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::app::case::{self, CaseMsg};
use crate::app::document::{click, focus};
use crate::app::export::ExportMsg;
use crate::app::import::ImportMsg;
use crate::app::keys;
use crate::app::marks::MarksMsg;
use crate::app::phase::Phase;
use crate::app::routes::PAGES;
use crate::app::screen::{Over, ScreenMsg};
use crate::app::shell::{App, Msg};
use crate::app::table::TableMsg;
use crate::components::case_dialog::CaseDialog;
use crate::components::clear_dialog::ClearDialog;
use crate::components::column_chooser::ColumnChooser;
use crate::components::export_bar::ExportBar;
use crate::components::export_dialog::ExportDialog;
use crate::components::header::Header;
use crate::components::import_bar::ImportBar;
use crate::components::key_list::KeyOverlay;
use crate::components::mark_list::MarkList;
use crate::components::palette::Palette;
use crate::components::printing::PrintHead;
use crate::components::toast::Toast;
use crate::components::view_list::ViewList;
use crate::pages::landing::Landing;

impl App {
    /// All that is on the screen.
    pub(in crate::app) fn frame(&self, ctx: &Context<Self>) -> Html {
        let page = self.screen.route.page();
        html! {
            <>
                <a class="skip-link" href="#main" onclick={Callback::from(|event: MouseEvent| {
                    // The fragment names the page; it must not change.
                    event.prevent_default();
                    focus("main");
                })}>{"Skip to content"}</a>
                {self.inputs(ctx)}
                {self.header(ctx)}
                {self.import_bar(ctx)}
                {self.export_bar(ctx)}
                {self.banners(ctx)}
                <PrintHead title={self.print_title()} lines={self.print_lines()} />
                <main id="main" tabindex="-1" class={classes!("page", format!("page-{}", page.name))}>
                    if page.of_data && self.search.view.is_none() && self.import.loading.is_none() {
                        <Landing on_files={Callback::from(|()| click("files"))}
                            on_folder={Callback::from(|()| click("folder"))}
                            on_sample={ctx.link().callback(|()| Msg::Import(ImportMsg::Sample))} />
                    } else {
                        {(page.draw)(self, ctx)}
                    }
                </main>
                {self.over(ctx)}
                <Toast said={self.screen.said.clone()} on_done={ctx.link().callback(|()| Msg::Screen(ScreenMsg::Unsay))} />
            </>
        }
    }

    /// What lies over the page.
    fn over(&self, ctx: &Context<Self>) -> Html {
        let link = ctx.link();
        let on_close = link.callback(|()| Msg::Screen(ScreenMsg::Over(None)));
        match self.screen.over {
            None => html! {},
            Some(Over::Keys) => html! {
                <KeyOverlay keys={keys::all()} single={self.screen.single_keys} {on_close}
                    on_single={link.callback(|on| Msg::Screen(ScreenMsg::SingleKeys(on)))} />
            },
            Some(Over::Palette) => {
                let items: Vec<_> = self.commands().into_iter().map(|(item, _)| item).collect();
                html! { <Palette {items} {on_close} on_run={link.callback(|item| Msg::Screen(ScreenMsg::Command(item)))} /> }
            }
            Some(Over::Columns) => html! {
                <ColumnChooser choices={self.column_choices()} {on_close}
                    on_act={link.callback(|act| Msg::Table(TableMsg::Columns(act)))} />
            },
            Some(Over::Marks) => html! {
                <MarkList lines={self.mark_lines()} {on_close} on_open={link.callback(|row| Msg::Marks(MarksMsg::Open(row)))}
                    on_toggle={link.callback(|row| Msg::Marks(MarksMsg::Toggle(row)))}
                    on_note={link.callback(|(row, note)| Msg::Marks(MarksMsg::Note(row, note)))} />
            },
            Some(Over::Views) => html! {
                <ViewList lines={self.view_lines()} {on_close} on_act={link.callback(Msg::Views)} />
            },
            Some(Over::Clear) => html! {
                <ClearDialog marks={self.marks.all.len() as u32} can_save={self.phase == Phase::Ready} {on_close}
                    on_save={link.callback(|()| Msg::Case(CaseMsg::Save))}
                    on_clear={link.callback(|()| Msg::Import(ImportMsg::Forget))} />
            },
            Some(Over::Case) => html! {
                <CaseDialog files={self.import.pool().files()} marks={self.marks.all.len() as u32}
                    views={self.views.all.len() as u32} hashing={self.case.share()} open={self.case.shown()} {on_close}
                    on_save={link.callback(|()| Msg::Case(CaseMsg::Save))} on_open={Callback::from(|()| click("case-file"))}
                    on_stop={link.callback(|()| Msg::Case(CaseMsg::Stop))} />
            },
            Some(Over::Export) => html! {
                <ExportDialog matching={self.search.view.as_ref().map_or(0, |view| view.counts.matching)}
                    marked={self.marks.all.len() as u32} {on_close}
                    on_export={link.callback(|(form, marked)| Msg::Export(ExportMsg::Start(form, marked)))} />
            },
        }
    }

    fn inputs(&self, ctx: &Context<Self>) -> Html {
        let link = ctx.link();
        html! {
            <>
                // Without `autocomplete="off"` the browser keeps the list of chosen files with the page's history.
                <input id="files" class="visually-hidden" type="file" multiple={true} tabindex="-1" autocomplete="off"
                    aria-label="Files to read" onchange={link.batch_callback(chosen)} />
                <input id="folder" class="visually-hidden" type="file" multiple={true} tabindex="-1" autocomplete="off"
                    webkitdirectory={true} aria-label="Folder to read" onchange={link.batch_callback(chosen)} />
                <input id="case-file" class="visually-hidden" type="file" tabindex="-1" autocomplete="off" accept=".json,application/json"
                    aria-label="Case file to open" onchange={link.batch_callback(case::chosen)} />
            </>
        }
    }

    fn header(&self, ctx: &Context<Self>) -> Html {
        let link = ctx.link();
        let routes = PAGES.iter().map(|page| (page.name, page.label)).collect::<Vec<_>>();
        html! {
            <Header route={self.screen.route.page().name} {routes} loaded={self.phase != Phase::Empty}
                theme={self.screen.theme.clone()} sample={self.import.sample}
                on_files={Callback::from(|()| click("files"))} on_folder={Callback::from(|()| click("folder"))}
                on_clear={link.callback(|()| Msg::Import(ImportMsg::Clear))}
                on_theme={link.callback(|theme| Msg::Screen(ScreenMsg::Theme(theme)))} />
        }
    }

    fn import_bar(&self, ctx: &Context<Self>) -> Html {
        let Some(loading) = &self.import.loading else { return html! {} };
        let progress = &loading.progress;
        html! {
            <ImportBar share={loading.share()} files={progress.files} files_done={progress.files_done}
                bytes={progress.bytes} bytes_done={progress.bytes_done} events={progress.events}
                rates={loading.rates()} cancelled={loading.cancelled}
                on_cancel={ctx.link().callback(|()| Msg::Import(ImportMsg::Cancel))} />
        }
    }

    fn export_bar(&self, ctx: &Context<Self>) -> Html {
        let Some(running) = self.export.running.as_ref().filter(|running| running.visible) else {
            return html! {};
        };
        html! {
            <ExportBar done={running.done} total={running.total} bytes={running.bytes}
                on_cancel={ctx.link().callback(|()| Msg::Export(ExportMsg::Cancel))} />
        }
    }

    fn banners(&self, ctx: &Context<Self>) -> Html {
        let link = ctx.link();
        html! {
            <>
                if let Phase::Failed(what) = &self.phase {
                    <div class="banner banner-error" role="alert">
                        <p><strong>{"The engine stopped. "}</strong>{what.clone()}</p>
                        <button type="button" class="button" onclick={link.callback(|_| Msg::Import(ImportMsg::Clear))}>
                            {"Start again"}
                        </button>
                    </div>
                }
                if let Some(notice) = &self.screen.notice {
                    <div class="banner" role="status">
                        <p>{notice}</p>
                        <button type="button" class="button" onclick={link.callback(|_| Msg::Screen(ScreenMsg::Dismiss))}>
                            {"Dismiss"}
                        </button>
                    </div>
                }
            </>
        }
    }
}

fn chosen(event: Event) -> Option<Msg> {
    let input: HtmlInputElement = event.target()?.dyn_into().ok()?;
    input.files().filter(|list| list.length() > 0)?;
    Some(Msg::Import(ImportMsg::Chosen(input)))
}
