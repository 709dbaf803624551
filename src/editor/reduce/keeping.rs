//! Keeping a run as a test beside its flow.

use std::path::Path;

use crate::editor::app::App;
use crate::editor::dialogs::Dialog;
use crate::editor::keep::{KeepAnswer, KeepNews, KeepQuestion, test_names};
use crate::editor::kit::Severity;
use crate::editor::state::FileKey;
use crate::editor::tasks::Done;
use crate::editor::tested::ShownTests;

impl App {
    /// Asks what the shown run is to be called as a test.
    pub(super) fn ask_to_keep(&mut self) {
        self.commit_draft();
        let Some(file) = self.state.active() else { return };
        let Some(run) = file.runs.shown() else { return };
        let key = file.key;
        match KeepQuestion::new(key, run) {
            Ok(question) => {
                self.state.dialogs.push(Dialog::Keep(Box::new(question)));
                self.read_tests(key);
            }
            Err(trouble) => self.trouble("No test can be made of this run", trouble),
        }
    }

    fn read_tests(&mut self, key: FileKey) {
        let Some(path) = self.state.file(key).and_then(|file| file.document.path()).map(Path::to_owned)
        else {
            return;
        };
        self.tasks.block(move || Done::Keep(KeepNews::Read(test_names(&path))));
    }

    pub(super) fn answer_keep(&mut self, mut question: Box<KeepQuestion>, answer: KeepAnswer) {
        let key = question.key;
        match answer {
            KeepAnswer::Changed(changed) => self.state.dialogs.push(Dialog::Keep(changed)),
            KeepAnswer::SaveFlow => {
                // Where it has no file yet, the question for that comes first, and this one can be asked again.
                let has_path = self.state.file(key).is_some_and(|file| file.document.path().is_some());
                if has_path {
                    self.state.dialogs.push(Dialog::Keep(question));
                }
                self.save(key);
            }
            KeepAnswer::Keep => {
                let Some(file) = self.state.file(key) else { return };
                let Some(path) = file.document.path().map(Path::to_owned) else { return };
                let (name, write) = (question.wanted().to_owned(), question.writing(path));
                question.writes();
                self.state.dialogs.push(Dialog::Keep(question));
                self.tasks.block(move || Done::Keep(KeepNews::Written { key, name, result: write() }));
            }
        }
    }

    /// Takes over what became of the file of the tests.
    pub(super) fn keep_news(&mut self, news: KeepNews) {
        let at = self.state.dialogs.iter().position(|dialog| matches!(dialog, Dialog::Keep(_)));
        let question = at.and_then(|at| match self.state.dialogs.get_mut(at) {
            Some(Dialog::Keep(question)) => Some(question),
            _ => None,
        });
        match (news, question) {
            (KeepNews::Read(read), Some(question)) => question.learn(read),
            (KeepNews::Read(_), None) => {}
            (KeepNews::Written { result: Err(trouble), .. }, Some(question)) => question.failed(trouble),
            (KeepNews::Written { result: Err(trouble), .. }, None) => {
                self.trouble("The test was not written", trouble);
            }
            (KeepNews::Written { key, name, result: Ok(path) }, question) => {
                if question.is_some() {
                    at.into_iter().for_each(|at| drop(self.state.dialogs.remove(at)));
                }
                let file = path.file_name().unwrap_or_default().to_string_lossy();
                self.state.toasts.push(Severity::Info, format!("Saved the test “{name}” in {file}"), None);
                // What it reaches, and that it passes, is to be seen.
                if let Some(open) = self.state.file_mut(key) {
                    open.tests.get_or_insert_with(ShownTests::default).forget();
                }
            }
        }
    }
}
