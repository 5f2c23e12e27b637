//! What is on the screen beside the data: the page, the theme, the zone, a notice, and what lies over the page.

use gloo::timers::callback::Timeout;

use super::address::Entry;
use super::document::type_into;
use super::overview::OverviewMsg;
use super::palette::Entry as Command;
use super::routes::Route;
use super::shell::App;
use crate::browser::preferences::{self, SINGLE_KEYS, THEME, ZONE};
use crate::browser::zone;
use crate::components::palette::Item;
use crate::components::view_list::ViewAct;
use crate::zone::Zone;

/// What changes the screen.
pub enum ScreenMsg {
    /// The fragment has changed.
    Fragment,
    /// A theme, or the system's.
    Theme(Option<String>),
    /// Something to say above the page.
    Say(String),
    /// A time zone, by name.
    Zone(String),
    /// Put this over the page, or nothing.
    Over(Option<Over>),
    /// Whether keys without Ctrl or ⌘ do something wherever the focus is.
    SingleKeys(bool),
    /// The command of this number was chosen in the palette.
    Command(Item),
    /// Forget the preferences.
    ForgetPreferences,
    /// Take the notice away.
    Dismiss,
    /// Say it no more.
    Unsay,
}

/// What lies over the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Over {
    /// All keys.
    Keys,
    /// The command palette.
    Palette,
    /// The columns to choose from.
    Columns,
    /// The marked events.
    Marks,
    /// What to export.
    Export,
    /// Saving and opening a case.
    Case,
    /// The saved views.
    Views,
    /// Whether to forget marks that are in no case file.
    Clear,
}

/// Page, theme, notice.
pub struct Screen {
    /// The page.
    pub route: Route,
    /// The chosen theme; none is the system's.
    pub theme: Option<String>,
    /// Whether keys without Ctrl or ⌘ do something wherever the focus is: who speaks to the computer, or hits keys by
    /// accident, can turn that off.
    pub single_keys: bool,
    /// Something to say above the page.
    pub notice: Option<String>,
    /// What lies over the page.
    pub over: Option<Over>,
    /// What was done just now, for a moment.
    pub said: String,
    /// Whether the page is to be printed, as soon as its rows are here.
    pub to_print: bool,
    /// What is to be written into the query box, as soon as it is there.
    pub to_type: Option<String>,
}

impl Screen {
    /// As preferences say.
    pub fn start() -> Screen {
        let theme = THEME.get::<String>();
        preferences::set_theme(theme.as_deref());
        Screen {
            route: Route::Events,
            theme,
            single_keys: SINGLE_KEYS.get().unwrap_or(true),
            notice: None,
            over: None,
            said: String::new(),
            to_print: false,
            to_type: None,
        }
    }
}

/// The zone of the preferences.
pub fn zone_at_first() -> Zone {
    ZONE.get::<String>().and_then(|name| zone::zone(&name)).unwrap_or_default()
}

impl App {
    /// The page is drawn: writes into the query box what waited for it.
    pub(super) fn write_query(&mut self) {
        if let Some(text) = self.screen.to_type.take() {
            // After the palette has given the focus back.
            Timeout::new(0, move || type_into("query", &text)).forget();
        }
    }

    pub(super) fn update_screen(&mut self, ctx: &yew::Context<Self>, msg: ScreenMsg) -> bool {
        match msg {
            ScreenMsg::Fragment => return self.follow_address(),
            ScreenMsg::Theme(theme) => {
                preferences::set_theme(theme.as_deref());
                self.screen.theme = theme;
            }
            ScreenMsg::Say(notice) => self.screen.notice = Some(notice),
            ScreenMsg::Zone(name) => {
                if self.take_zone(&name) {
                    ZONE.set(&name);
                    self.write_address(Entry::Same);
                    self.ask_view();
                }
            }
            ScreenMsg::SingleKeys(on) => {
                SINGLE_KEYS.set(&on);
                self.screen.single_keys = on;
            }
            ScreenMsg::Unsay => self.screen.said.clear(),
            ScreenMsg::Over(over) => self.screen.over = over,
            ScreenMsg::Command(item) => {
                self.screen.over = None;
                match self.commands().into_iter().find(|(it, _)| *it == item).map(|(_, command)| command) {
                    Some(Command::Action(action)) => {
                        (action.run)(self, ctx);
                    }
                    Some(Command::Page(page)) => {
                        self.go_to(page.route);
                    }
                    Some(Command::Question(at)) => {
                        self.update_overview(OverviewMsg::Question(at));
                    }
                    Some(Command::View(at)) => {
                        self.update_views(ViewAct::Apply(at));
                    }
                    Some(Command::Field(path)) => {
                        if !self.screen.route.page().has_query {
                            self.go_to(Route::Events);
                        }
                        let query = self.search.request.query.trim().to_owned();
                        let and = if query.is_empty() { "" } else { " AND " };
                        self.screen.to_type = Some(format!("{query}{and}{path}:"));
                    }
                    None => {}
                }
            }
            ScreenMsg::ForgetPreferences => {
                preferences::forget_all();
                preferences::set_theme(None);
                self.screen.theme = None;
                self.screen.single_keys = true;
                self.facets = super::facets::Facets::start();
                self.views = super::views::Views::default();
                self.table.dense = false;
                self.table.widths.clear();
                self.table.pinned = super::columns::PINNED_AT_FIRST;
                self.search.request.columns = super::search::columns_at_first();
                self.take_zone("UTC");
                self.write_address(Entry::Same);
                self.ask_view();
                self.screen.notice = Some("The preferences are forgotten.".to_owned());
            }
            ScreenMsg::Dismiss => self.screen.notice = None,
        }
        true
    }

    /// Takes a zone, if the browser has it.
    pub(super) fn take_zone(&mut self, name: &str) -> bool {
        let found = zone::zone(name);
        match &found {
            Some(zone) => self.search.request.zone = zone.clone(),
            None => {
                self.screen.notice = Some(format!(
                    "This browser has no time zone “{}”.",
                    name.chars().take(40).collect::<String>()
                ));
            }
        }
        found.is_some()
    }
}
