//! Holding a run, going on, and what the user decides for it.

use crate::editor::app::App;
use crate::editor::breakpoints::DebugAction;
use crate::editor::command::Command;
use crate::editor::run::RunAction;
use crate::editor::state::FileKey;
use crate::sim::debug::Pace;
use crate::sim::world;

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

    /// Does what the user wants of the run that goes on: to run to a widget, to leave the one where it stands, to decide
    /// an outcome.
    pub(super) fn debug_run(&mut self, action: DebugAction) {
        let Some(run) = self.state.active().and_then(|file| file.runs.shown()) else { return };
        match action {
            DebugAction::RunTo(widget) => {
                let name = run.flow().widget(widget).and_then(|widget| widget.name());
                if let Some(name) = name.map(str::to_owned) {
                    self.run_action(RunAction::GoOn(Pace::To(name)));
                }
            }
            DebugAction::Skip => self.run_action(RunAction::Skip),
            DebugAction::Force { widget, event, times } => {
                self.run_action(RunAction::Force { widget, event, times });
            }
            _ => {}
        }
    }

    /// Tells the runs that go on where they are to be held from now on.
    pub(super) fn breakpoints_changed(&mut self, key: FileKey) {
        let Some(file) = self.state.file(key) else { return };
        for run in file.runs.iter().filter(|run| run.is_live() && run.execution().is_none()) {
            run.command(world::Command::SetBreakpoints(file.breakpoints.for_run(run.flow())));
        }
    }
}
