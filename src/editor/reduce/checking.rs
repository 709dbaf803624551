//! Keeping what is known to be wrong with a flow up to date: see [`crate::editor::checks`].

use std::sync::Arc;

use crate::editor::app::App;
use crate::editor::checks::Question;
use crate::editor::run::Run;
use crate::editor::state::OpenFlow;

impl App {
    /// Asks for a check of the shown flow, where its version, the folder's settings or the run are others than when it
    /// was asked last.
    pub(in crate::editor) fn keep_checked(&mut self) {
        self.keep_rules();
        let Some(file) = self.state.active_mut().filter(|file| file.rules.is_known()) else { return };
        let progress = file.runs.shown().map(Run::progress);
        if file.derived.is_asked(file.document.flow(), file.rules.settings(), progress) {
            return;
        }
        let question = file.question();
        let number = file.derived.ask(&question);
        self.checks.ask(file.key, number, question);
    }
}

impl OpenFlow {
    /// What the checker is to be asked now.
    pub(in crate::editor) fn question(&self) -> Question {
        Question {
            flow: self.flow().clone(),
            settings: Arc::clone(self.rules.settings()),
            progress: self.runs.shown().map(Run::progress),
            rendering: self.runs.shown().and_then(Run::rendering),
        }
    }
}
