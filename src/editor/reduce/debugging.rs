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
            Command::SaveAsTest => self.ask_to_keep(),
            Command::ChangeVariable => self.ask_variable(None),
            Command::NewContact => self.new_contact(),
            Command::StepBack => {
                self.walk(false);
            }
            // Behind now there is nothing yet: the run takes the step.
            Command::StepRun if self.walk(true) => {}
            Command::StepRun => self.run_action(RunAction::GoOn(Pace::Step)),
            _ => {}
        }
    }
}
