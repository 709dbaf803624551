//! Holding a run, going on, breakpoints.

use crate::editor::app::App;
use crate::editor::breakpoints::DebugAction;
use crate::editor::command::Command;
use crate::editor::state::FileKey;

impl App {
    /// Does what a command of the debugger says.
    pub(super) fn debug_command(&mut self, command: Command) {
        debug_assert!(command.entry().is_some(), "only commands of the table come here");
    }

    /// Does what the user wants of the run that goes on: to run to a widget, to skip one, to decide an outcome.
    pub(super) fn debug_run(&mut self, key: FileKey, action: DebugAction) {
        tracing::debug!("{action:?} of flow {key:?}");
    }

    /// Tells the run that goes on where it is to be held from now on.
    pub(super) fn breakpoints_changed(&mut self, key: FileKey) {
        tracing::debug!("the breakpoints of flow {key:?} have changed");
    }
}
