//! Holding a run, going on, breakpoints.

use crate::editor::app::App;
use crate::editor::command::Command;
use crate::editor::run::RunAction;
use crate::sim::debug::Pace;

impl App {
    /// Does what a command of the debugger says.
    pub(super) fn debug_command(&mut self, command: Command) {
        match command {
            Command::PauseRun => self.run_action(RunAction::Pause),
            Command::GoOn => self.run_action(RunAction::GoOn(Pace::Free)),
            Command::StepRun => self.run_action(RunAction::GoOn(Pace::Step)),
            _ => {}
        }
    }
}
