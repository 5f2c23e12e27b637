//! What the command palette lists: actions, pages, questions, saved views, fields.

use super::actions::{ACTIONS, Action};
use super::routes::{PAGES, Page};
use super::shell::App;
use crate::components::keys::shown;
use crate::components::palette::Item;
use crate::store::COLUMNS;
use crate::view::questions::QUESTIONS;
use crate::view::text::shown as shown_text;

/// What a line of the palette stands for.
pub enum Entry {
    /// An action.
    Action(&'static Action),
    /// A page.
    Page(&'static Page),
    /// The question at this place of the table.
    Question(usize),
    /// The saved view of this number.
    View(usize),
    /// A field to filter by.
    Field(&'static str),
}

impl App {
    /// All lines, as things are now.
    pub(super) fn commands(&self) -> Vec<(Item, Entry)> {
        let actions = ACTIONS.iter().filter(|action| (action.can)(self)).map(|action| {
            let keys = action.keys.iter().map(|key| shown(key)).collect::<Vec<_>>().join(" ");
            let item = Item { group: "Do", label: action.does.to_owned(), hint: keys };
            (item, Entry::Action(action))
        });
        let pages = PAGES.iter().map(|page| {
            (Item { group: "Go to", label: page.label.to_owned(), hint: String::new() }, Entry::Page(page))
        });
        // Without events there is nothing to ask.
        let asked = QUESTIONS.iter().enumerate().filter(|_| self.search.view.is_some());
        let questions = asked.map(|(at, row)| {
            let item = Item { group: "Ask", label: row.question.to_owned(), hint: row.about.to_owned() };
            (item, Entry::Question(at))
        });
        let views = self.views.all.iter().enumerate().map(|(at, view)| {
            let hint = view.state.get("q").cloned().unwrap_or_default();
            (Item { group: "View", label: shown_text(&view.name).into_owned(), hint }, Entry::View(at))
        });
        let fields = COLUMNS.iter().map(|column| {
            let item =
                Item { group: "Filter by", label: column.label.to_owned(), hint: column.path.to_owned() };
            (item, Entry::Field(column.path))
        });
        actions.chain(pages).chain(questions).chain(views).chain(fields).collect()
    }
}
