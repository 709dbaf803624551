//! Renaming a variable of the shown flow everywhere.

use crate::editor::app::App;
use crate::editor::dialogs::Dialog;
use crate::editor::kit::Severity;
use crate::editor::references::{RenameAnswer, RenameQuestion};
use crate::widgets::rename_variable;

impl App {
    /// Asks for a new name of a variable.
    pub(super) fn ask_to_rename(&mut self, variable: &str) {
        self.commit_draft();
        let Some(file) = self.state.active() else { return };
        let question = RenameQuestion::new(file, variable);
        self.state.dialogs.push(Dialog::RenameVariable(Box::new(question)));
    }

    pub(super) fn answer_rename(&mut self, question: &RenameQuestion, answer: RenameAnswer) {
        match answer {
            RenameAnswer::Changed(changed) => self.state.dialogs.push(Dialog::RenameVariable(changed)),
            RenameAnswer::Rename => {
                let Some(file) = self.state.file_mut(question.key) else { return };
                let edit = rename_variable(file.flow(), &question.from, question.wanted());
                file.document.history_mut().seal();
                let edited = file.document.edit(&edit);
                file.document.history_mut().seal();
                match edited {
                    Ok(()) => {
                        let text = format!("Renamed in {}", question.summary());
                        self.state.toasts.push(Severity::Info, text, None);
                        self.state.references.follow(&question.from, question.wanted());
                    }
                    Err(error) => self.state.toasts.push(Severity::Warning, error.to_string(), None),
                }
            }
        }
    }
}
