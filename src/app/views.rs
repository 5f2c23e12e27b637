//! Saved views: what is looked for, under a name. Kept in the browser's storage where it lets the page, and in case files.

use super::address::Entry;
use super::case_file::{View, fields_of, link_of};
use super::link::{State, left_out};
use super::shell::App;
use crate::browser::preferences::VIEWS;
use crate::components::view_list::{ViewAct, ViewLine};

/// Saved views at most.
const MOST: usize = 500;

/// The saved views, in the order in which they were saved.
#[derive(Default)]
pub struct Views {
    /// All of them.
    pub all: Vec<View>,
}

impl Views {
    /// As they are kept.
    pub fn start() -> Views {
        Views { all: VIEWS.get().unwrap_or_default() }
    }

    fn changed(&self) {
        match self.all.is_empty() {
            true => VIEWS.forget(),
            false => VIEWS.set(&self.all),
        }
    }

    /// Saves a view; one of the same name gives way. Says whether there was one.
    fn save(&mut self, view: View) -> bool {
        if let Some(before) = self.all.iter_mut().find(|known| known.name == view.name) {
            *before = view;
            return true;
        }
        if self.all.len() < MOST {
            self.all.push(view);
        }
        false
    }

    /// Adds those of a case; one whose name is taken by another gets another name.
    fn add(&mut self, views: Vec<View>) {
        for mut view in views {
            if self.all.contains(&view) || view.name.trim().is_empty() {
                continue;
            }
            while self.all.iter().any(|known| known.name == view.name) {
                view.name.push_str(" (case)");
            }
            self.save(view);
        }
    }
}

impl App {
    pub(super) fn update_views(&mut self, act: ViewAct) -> bool {
        match act {
            ViewAct::Save(name) => {
                let name = name.trim().to_owned();
                if name.is_empty() {
                    return false;
                }
                let state = fields_of(self.screen.route, &self.link_state());
                let replaced = self.views.save(View { name: name.clone(), state });
                self.screen.said =
                    format!("The view “{name}” is {}.", if replaced { "replaced" } else { "saved" });
            }
            ViewAct::Apply(at) => {
                let Some(link) = self.views.all.get(at).map(|view| link_of(&view.state)) else {
                    return false;
                };
                self.screen.over = None;
                self.take_state(link.state.unwrap_or_default());
                if let Some(words) = left_out("the view", &link.ignored) {
                    self.screen.notice = Some(words);
                }
                self.go_to(link.route);
                return true;
            }
            ViewAct::Rename(at, name) => {
                let name = name.trim();
                let taken = self.views.all.iter().enumerate().any(|(n, view)| n != at && view.name == name);
                match self.views.all.get_mut(at) {
                    Some(view) if !taken && !name.is_empty() => view.name = name.to_owned(),
                    _ => return true,
                }
            }
            ViewAct::Delete(at) => {
                if at < self.views.all.len() {
                    self.views.all.remove(at);
                }
            }
        }
        self.views.changed();
        true
    }

    /// The saved views, for the list.
    pub(super) fn view_lines(&self) -> Vec<ViewLine> {
        let line = |view: &View| {
            let others = view.state.iter().filter(|(name, _)| *name != "page" && *name != "q");
            let parts: Vec<String> = [view.state.get("page"), view.state.get("q")]
                .into_iter()
                .flatten()
                .cloned()
                .chain(others.map(|(name, value)| format!("{name} {value}")))
                .collect();
            ViewLine { name: view.name.clone(), about: parts.join(", ") }
        };
        self.views.all.iter().map(line).collect()
    }

    /// Adds the views of a case.
    pub(super) fn add_views(&mut self, views: Vec<View>) {
        self.views.add(views);
        self.views.changed();
    }

    /// Looks for what a view or a case says, and for nothing else: what it does not say is as at first.
    pub(super) fn take_state(&mut self, state: State) {
        self.take_link(state);
        self.write_address(Entry::New);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(name: &str, query: &str) -> View {
        View { name: name.into(), state: [("q".to_owned(), query.to_owned())].into() }
    }

    #[test]
    fn names_are_unique() {
        let mut views = Views::default();
        assert!(!views.save(view("a", "1")) && views.save(view("a", "2")));
        views.add(vec![view("a", "2"), view("a", "3"), view("b", "1"), view(" ", "1")]);
        let names: Vec<&str> = views.all.iter().map(|view| view.name.as_str()).collect();
        assert_eq!(names, ["a", "a (case)", "b"]);
        assert_eq!(views.all[0], view("a", "2"));
    }
}
