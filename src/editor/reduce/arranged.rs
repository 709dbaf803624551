//! What the user arranges of the window, and commands of the debugger that have no key.

use crate::editor::app::App;
use crate::editor::command::Command;
use crate::editor::window::WindowAction;

impl App {
    /// Does what a command of this group says.
    pub(super) fn window_command(&mut self, _ctx: &egui::Context, _command: Command) {}

    /// Does what the user wants of it.
    pub(super) fn window_action(&mut self, action: WindowAction) {
        match action {}
    }
}
