//! Laying a flow out, and how wires are drawn.

use crate::editor::app::App;
use crate::editor::command::Command;

impl App {
    /// Does what a command of this group says.
    pub(super) fn layout_command(&mut self, _ctx: &egui::Context, _command: Command) {}
}
