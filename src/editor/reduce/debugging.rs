//! Holding a run, going on, breakpoints.

use crate::editor::app::App;
use crate::editor::command::Command;

impl App {
    /// Does what a command of the debugger says.
    pub(super) fn debug_command(&mut self, command: Command) {
        debug_assert!(command.entry().is_some(), "only commands of the table come here");
    }
}
