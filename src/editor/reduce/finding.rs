//! Finding and replacing, and the JSON view.

use crate::editor::app::App;
use crate::editor::command::Command;
use crate::editor::finding::FindAction;

impl App {
    /// Does what a command of this group says.
    pub(super) fn find_command(&mut self, _ctx: &egui::Context, _command: Command) {}

    /// Does what the user wants of it.
    pub(super) fn find_action(&mut self, action: FindAction) {
        match action {}
    }
}
