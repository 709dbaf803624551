//! The clipboard, widgets of another type, subflows made of a selection, and the list of changes.

use crate::editor::app::App;
use crate::editor::command::Command;
use crate::editor::extract::ExtractAction;

impl App {
    /// Does what a command of this group says.
    pub(super) fn clipboard_command(&mut self, _ctx: &egui::Context, _command: Command) {}

    /// Does what the user wants of it.
    pub(super) fn clipboard_action(&mut self, action: ExtractAction) {
        match action {}
    }
}
