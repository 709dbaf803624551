//! What differs from another version, and pictures of the flow.

use crate::editor::app::App;
use crate::editor::command::Command;
use crate::editor::compared::CompareAction;

impl App {
    /// Does what a command of this group says.
    pub(super) fn compare_command(&mut self, _ctx: &egui::Context, _command: Command) {}

    /// Does what the user wants of it.
    pub(super) fn compare_action(&mut self, action: CompareAction) {
        match action {}
    }
}
