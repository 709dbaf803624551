//! Where widgets stand, what is selected, and the places that were looked at.

use crate::editor::app::App;
use crate::editor::command::Command;

impl App {
    /// Does what a command of this group says.
    pub(super) fn arrange_command(&mut self, _ctx: &egui::Context, _command: Command) {}
}
