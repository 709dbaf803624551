//! Going through the steps of a run, the runs beside it, and what is changed in one that stands.

use crate::editor::app::App;
use crate::editor::change_variable::{ChangeAnswer, ChangeQuestion};
use crate::editor::dialogs::Dialog;
use crate::editor::run::{RunAction, RunForm};

impl App {
    /// Shows the run as it was after so many steps, or as it is now.
    pub(super) fn go_to_step(&mut self, position: Option<u32>) {
        let Some(file) = self.state.active_mut() else { return };
        let Some(run) = file.shown_run_mut() else { return };
        run.go_to(position);
        if let Some(current) = run.shown_current() {
            file.show_card(current);
        }
    }

    /// One step back or forward in what is shown; `false` where that leads behind now.
    pub(super) fn walk(&mut self, is_forward: bool) -> bool {
        let Some(run) = self.state.active().and_then(|file| file.shown_run()) else { return false };
        let (at, is_back) = (run.shown_steps(), run.position().is_some());
        match is_forward {
            true if is_back => self.go_to_step(Some(at.saturating_add(1))),
            true => return false,
            false => self.go_to_step(at.checked_sub(1).or(run.position())),
        }
        true
    }

    /// Runs the flow for one more contact; those that go on go on.
    pub(super) fn new_contact(&mut self) {
        self.commit_draft();
        let Some(file) = self.state.active() else { return };
        let known = file.runs.shown().map_or(&file.run_form, |run| run.form());
        let contact = file.runs.free_contact(&known.contact);
        let form = RunForm {
            contact,
            world: file.run_form.world,
            was_started: true,
            ..known.refreshed(file.flow())
        };
        let key = file.key;
        if form.problem().is_none() {
            self.start(key, form);
        } else {
            self.state.dialogs.push(Dialog::Run { key, form });
        }
    }

    /// Asks for the value of a variable of the run that is shown.
    pub(super) fn ask_variable(&mut self, path: Option<String>) {
        let Some(file) = self.state.active() else { return };
        let Some(run) = file.runs.shown().filter(|run| run.is_live()) else { return };
        let mut question = ChangeQuestion::new(file.key, run, path);
        question.look(run.variables());
        self.state.dialogs.push(Dialog::ChangeVariable(Box::new(question)));
    }

    pub(super) fn answer_change(&mut self, question: &ChangeQuestion, answer: ChangeAnswer) {
        match answer {
            ChangeAnswer::Changed(mut changed) => {
                let run = self.state.file(question.key).and_then(|file| file.runs.get(question.run));
                changed.look(run.filter(|run| run.is_live()).and_then(|run| run.variables()));
                self.state.dialogs.push(Dialog::ChangeVariable(changed));
            }
            ChangeAnswer::Set => {
                if let Some(action) = question.action() {
                    self.run_action(RunAction::GoTo(None));
                    self.run_action(action);
                }
            }
        }
    }
}
