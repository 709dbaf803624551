//! An answer of the API page that becomes a stub: of a widget in all simulations, or in one flow test.

use std::path::Path;
use std::sync::Arc;

use crate::editor::action::Action;
use crate::editor::api::{
    Answered, ApiAction, ApiNews, StubAnswer, StubQuestion, TestNews, TryKey, put_into_test, tests_of_flow,
    who_asks,
};
use crate::editor::app::App;
use crate::editor::dialogs::Dialog;
use crate::editor::kit::Severity;
use crate::editor::state::FileKey;
use crate::editor::tasks::Done;
use crate::editor::tested::ShownTests;
use crate::flow::Edit;
use crate::sim::world::Stub;

/// So much of an operation's summary is the name of a new test.
const NAME_CHARS: usize = 60;

/// So many answers that were put into tests can be taken out again.
const MOST_UNDONE: usize = 20;

impl App {
    /// Asks which widget gets an answer in simulations.
    pub(super) fn ask_for_stub(&mut self, key: &TryKey, answered: Arc<Answered>) {
        let (file, widget) = match key {
            TryKey::Widget { flow, widget } => (Some(*flow), Some(*widget)),
            TryKey::Operation { .. } => (self.state.active().map(|file| file.key), None),
        };
        let Some(file) = file else {
            let text = "Open a flow first: a stub stands beside one";
            self.state.toasts.push(Severity::Info, text.to_owned(), None);
            return;
        };
        let widget = widget.or_else(|| {
            let all = who_asks(&self.state, file);
            let selected = self.state.file(file).and_then(|file| file.selected_widget());
            let selected = selected.filter(|id| all.iter().any(|(other, _)| other == id));
            selected.or_else(|| all.first().map(|(id, _)| *id))
        });
        let summary = self.state.api.tries.get(key).map(|shown| shown.prepared.operation().summary.as_str());
        let summary: String = summary.unwrap_or_default().chars().take(NAME_CHARS).collect();
        let question = StubQuestion {
            key: file,
            name: format!("{}: {}", summary.trim(), answered.answer.status),
            answered,
            widget,
            adds: false,
            is_for_test: false,
            files: None,
            test: None,
        };
        self.state.dialogs.push(Dialog::ApiStub(Box::new(question)));
        let path = self.state.file(file).and_then(|file| file.document.path()).map(Path::to_owned);
        if let Some(path) = path {
            self.tasks.block(move || {
                let files = tests_of_flow(&path).into();
                Done::Api(ApiNews::Test(TestNews::Found { key: file, files }))
            });
        }
    }

    /// The answer to that.
    pub(super) fn answer_stub(&mut self, answer: StubAnswer) {
        match answer {
            StubAnswer::Changed(question) => self.state.dialogs.push(Dialog::ApiStub(question)),
            // Where the file is asked for, that question comes first, and this one can be asked again.
            StubAnswer::SaveFlow(question) => self.save(question.key),
            StubAnswer::Put { key, into, widget, answer, adds } => {
                let path = self.state.file(key).and_then(|file| file.document.path()).map(Path::to_owned);
                let Some(path) = path else { return };
                let stub = Stub::from(&*answer);
                self.tasks.block(move || {
                    let result = put_into_test(&path, &into, &widget, &stub, adds);
                    Done::Api(ApiNews::Test(TestNews::Written { key, into, widget, result }))
                });
            }
            StubAnswer::Keep(key, change) => {
                let Some(file) = self.state.file_mut(key) else { return };
                file.document.history_mut().seal();
                let result = file.document.edit(&Edit::Beside(*change));
                file.document.history_mut().seal();
                let toasts = &mut self.state.toasts;
                match result {
                    Ok(_) => {
                        let text = "Simulations use this answer from now on";
                        toasts.push(Severity::Info, text.to_owned(), None);
                    }
                    Err(error) => {
                        toasts.push(Severity::Warning, format!("The answer is not kept: {error}"), None);
                    }
                }
            }
        }
    }

    /// Takes over what a task tells of the files with tests.
    pub(super) fn test_news(&mut self, news: TestNews) {
        match news {
            TestNews::Found { key, files } => {
                let waiting = self.state.dialogs.iter_mut().find_map(|dialog| match dialog {
                    Dialog::ApiStub(question) if question.key == key => Some(question),
                    _ => None,
                });
                if let Some(question) = waiting {
                    question.learn(files);
                }
            }
            TestNews::Written { result: Err(why), .. } => self.trouble("The test was not written", why),
            TestNews::Written { key, into, widget, result: Ok(written) } => {
                let (name, file) = (into.name().to_owned(), written.name());
                let number = self.state.api.fresh_number();
                let put = &mut self.state.api.put_into_tests;
                put.push_back((number, key, written));
                put.drain(..put.len().saturating_sub(MOST_UNDONE));
                let undo = Action::Api(ApiAction::UndoStub(number));
                let text = format!("{widget} gets this answer in the test “{name}” in {file}");
                self.state.toasts.push(Severity::Info, text, Some(("Undo", undo)));
                self.forget_tests(key);
            }
            TestNews::TakenBack { key, number, result } => {
                match result {
                    Ok(file) => {
                        self.state.api.put_into_tests.retain(|(own, ..)| *own != number);
                        self.state.toasts.push(Severity::Info, format!("{file} is as it was"), None);
                    }
                    Err(why) => self.state.toasts.push(Severity::Warning, why, None),
                }
                self.forget_tests(key);
            }
        }
    }

    /// Takes an answer out of a test again.
    pub(super) fn undo_stub(&mut self, number: u64) {
        let mut put = self.state.api.put_into_tests.iter();
        let Some((_, key, written)) = put.find(|(own, ..)| *own == number).cloned() else {
            let text = "That cannot be taken back any more";
            return self.state.toasts.push(Severity::Info, text.to_owned(), None);
        };
        self.tasks.block(move || {
            let result = written.take_back().map(|()| written.name());
            Done::Api(ApiNews::Test(TestNews::TakenBack { key, number, result }))
        });
    }

    /// What tests of a flow reach is to be looked at anew.
    fn forget_tests(&mut self, key: FileKey) {
        if let Some(open) = self.state.file_mut(key) {
            open.tests.get_or_insert_with(ShownTests::default).forget();
        }
    }
}
