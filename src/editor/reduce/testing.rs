//! Playing the tests beside the shown flow, for as long as the user wants to see what they reach.

use std::path::Path;

use crate::editor::app::App;
use crate::editor::state::FileKey;
use crate::editor::tasks::Done;
use crate::editor::tested::{Asked, ShownTests, Tested, play_beside};

impl App {
    /// Shows what the tests of the shown flow reach, or hides it.
    pub(super) fn toggle_tests(&mut self) {
        if let Some(file) = self.state.active_mut() {
            file.tests = match file.tests {
                Some(_) => None,
                None => Some(ShownTests::default()),
            };
        }
    }

    /// The test files may have changed.
    pub(in crate::editor) fn play_tests_again(&mut self) {
        for tests in self.state.open.iter_mut().filter_map(|file| file.tests.as_mut()) {
            tests.forget();
        }
    }

    /// Ends the round of tests that is going on.
    pub(in crate::editor) fn cancel_tests(&mut self) {
        if let Some(tests) = self.state.active().and_then(|file| file.tests.as_ref()) {
            tests.cancel();
        }
    }

    /// Plays the tests of the shown flow where they were not played with this version of it.
    pub(in crate::editor) fn keep_tests(&mut self) {
        let Some(file) = self.state.active_mut() else { return };
        let Some(tests) = &mut file.tests else { return };
        let Some(path) = file.document.path().map(Path::to_owned) else { return };
        let asked = Asked { flow: file.document.flow().clone(), side: file.document.side().clone(), path };
        if let Some(progress) = tests.begins(&asked) {
            let key = file.key;
            self.tasks.block(move || Done::Tested { key, tested: Box::new(play_beside(&asked, &progress)) });
        }
    }

    /// The tests of a flow were played.
    pub(super) fn tests_were_played(&mut self, key: FileKey, tested: Tested) {
        if let Some(tests) = self.state.file_mut(key).and_then(|file| file.tests.as_mut()) {
            tests.over(tested);
        }
    }
}
