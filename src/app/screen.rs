//! What is on the screen beside the data: the page, the theme, a notice.

use super::routes::Route;
use super::shell::App;
use crate::browser::preferences::{self, THEME};

/// What changes the screen.
pub enum ScreenMsg {
    /// The fragment has changed.
    Fragment,
    /// A theme, or the system's.
    Theme(Option<String>),
    /// Something to say above the page.
    Say(String),
    /// Take the notice away.
    Dismiss,
}

/// Page, theme, notice.
pub struct Screen {
    /// The page.
    pub route: Route,
    /// The chosen theme; none is the system's.
    pub theme: Option<String>,
    /// Something to say above the page.
    pub notice: Option<String>,
}

impl Screen {
    /// As address and preferences say.
    pub fn start() -> Screen {
        let theme = THEME.get::<String>();
        preferences::set_theme(theme.as_deref());
        Screen { route: Route::current(), theme, notice: None }
    }
}

impl App {
    pub(super) fn update_screen(&mut self, msg: ScreenMsg) -> bool {
        match msg {
            ScreenMsg::Fragment => {
                self.screen.route = Route::current();
                if let Some(open) = self.screen.route.page().open {
                    open(self);
                }
            }
            ScreenMsg::Theme(theme) => {
                preferences::set_theme(theme.as_deref());
                self.screen.theme = theme;
            }
            ScreenMsg::Say(notice) => self.screen.notice = Some(notice),
            ScreenMsg::Dismiss => self.screen.notice = None,
        }
        true
    }
}
