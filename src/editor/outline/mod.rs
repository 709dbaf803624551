//! The flow as a tree in running order, to read and to edit: what a canvas is to the eye this is to a screen reader, and
//! the quickest way through a large flow.
//!
//! [`tree`] is pure. Rows are worked out once for a version, and only those that are seen are laid out.

mod doing;
mod menu;
mod picker;
mod rows;
#[cfg(test)]
mod tests;
mod tree;
mod view;

use egui::Ui;

use super::action::Action;
use super::app::App;
use super::command::Command;
use super::icon;
use super::kit;
use super::settings::LeftPanel;
use super::state::State;
use view::Wish;

pub use view::OutlineView;

/// Paints the outline.
pub fn outline_ui(ui: &mut Ui, state: &mut State, actions: &mut Vec<Action>) {
    kit::title_text(ui, "Outline");
    ui.add_space(4.0);
    let Some(file) = state.active_mut() else { return };
    let mut view = std::mem::take(&mut file.outline);
    let shown = kit::search_field(ui, "outline filter", "Filter outline", &mut view.filter, "Filter…");
    ui.add_space(6.0);
    view.refresh(file.document.flow(), &file.derived, &file.selection);
    if shown.response.has_focus()
        && ui.input_mut(|input| input.consume_key(egui::Modifiers::NONE, egui::Key::ArrowDown))
    {
        view.ask_for_keyboard();
    }
    if view.rows().is_empty() {
        view.has_keyboard = false;
        if view.filter.trim().is_empty() {
            kit::empty_state(ui, icon::OUTLINE, "No widgets", "Widgets stand here in running order.", &[]);
        } else {
            kit::secondary_text(ui, "No widget of this name or type");
        }
    } else {
        if let Some(told) = view.told {
            let said = kit::hint_text(ui, told);
            ui.ctx().accesskit_node_builder(said.id, |node| node.set_live(egui::accesskit::Live::Polite));
            ui.add_space(4.0);
        }
        rows::rows_ui(ui, file, &mut view, actions);
        picker::picker_ui(ui.ctx(), file, &mut view, actions);
    }
    file.outline = view;
}

impl App {
    /// Whether the keys of a command are for the row of the outline that has the keyboard.
    pub(in crate::editor) fn outline_takes(&mut self, command: Command) -> bool {
        let is_shown = self.state.shows_left(LeftPanel::Outline);
        let Some(file) = self.state.active_mut().filter(|file| is_shown && file.outline.has_keyboard) else {
            return false;
        };
        let wish = match command {
            Command::Rename => Wish::Rename,
            Command::ConnectTo => Wish::Connect,
            Command::QuickAdd => Wish::Add,
            Command::SelectUpstream => Wish::Earlier,
            Command::SelectDownstream => Wish::Later,
            _ => return false,
        };
        file.outline.wish = Some(wish);
        true
    }
}
