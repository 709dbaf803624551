//! The settings of the rules for a folder: looked for, set, and taken back.

use std::path::{Path, PathBuf};

use crate::check::{Level, Severity as Grade};
use crate::editor::action::Action;
use crate::editor::app::App;
use crate::editor::findings::{unused_settings, with_quotes};
use crate::editor::folder_rules::{self, Found, Written};
use crate::editor::kit::Severity;
use crate::editor::state::FileKey;
use crate::editor::tasks::Done;

impl App {
    /// Looks for the settings of the shown flow where its file is new to us.
    pub(super) fn keep_rules(&mut self) {
        let Some(file) = self.state.active_mut() else { return };
        if file.rules.follow(file.document.path()) {
            let (key, path) = (file.key, file.document.path().map(Path::to_owned));
            path.into_iter().for_each(|path| self.look_for_rules(key, path));
        }
    }

    fn look_for_rules(&self, key: FileKey, beside: PathBuf) {
        self.tasks.block(move || {
            let found = folder_rules::look(&beside);
            Done::RulesLooked { key, beside, found }
        });
    }

    /// Looks again for the settings of all open flows.
    pub(super) fn look_at_rules(&self) {
        for file in &self.state.open {
            if let Some(path) = file.document.path() {
                self.look_for_rules(file.key, path.to_owned());
            }
        }
    }

    /// Takes what was found. A file that cannot be read is told once, however many flows it counts for.
    pub(super) fn rules_looked(&mut self, key: FileKey, beside: &Path, found: Found) {
        let Some(file) = self.state.file_mut(key) else { return };
        if !file.rules.take(beside, found) {
            return;
        }
        let trouble = file.rules.trouble().map(str::to_owned);
        if let Some(trouble) = trouble.as_ref().filter(|_| self.state.told_of_rules != trouble) {
            let text = with_quotes(&unused_settings(trouble));
            self.state.toasts.push(Severity::Warning, text, None);
        }
        self.state.told_of_rules = trouble;
    }

    /// Sets levels of rules for the folder of the shown flow.
    pub(super) fn set_rules(&mut self, levels: Vec<(&'static str, Option<Level>)>) {
        let Some(file) = self.state.active() else { return };
        if let Some(why) = file.rules.locked_because() {
            return self.state.toasts.push(Severity::Warning, why, None);
        }
        let Some(target) = file.rules.target() else { return };
        let known = file.rules.found().fingerprint;
        let told = told(&levels, &target);
        self.tasks.block(move || {
            let result = folder_rules::write(&target, known, &levels);
            Done::RulesWritten { told, result }
        });
    }

    pub(super) fn rules_written(&mut self, told: &str, result: Result<Written, String>) {
        match result {
            Ok(written) => {
                let undo = Some(("Undo", Action::TakeBackRules(Box::new(written))));
                self.state.toasts.push(Severity::Info, told, undo);
            }
            Err(error) => {
                let text = format!("The rules were not changed: {error}");
                self.state.toasts.push(Severity::Warning, text, None);
            }
        }
        self.look_at_rules();
    }

    pub(super) fn take_back_rules(&mut self, written: Written) {
        self.tasks.block(move || {
            let result = folder_rules::take_back(&written);
            Done::RulesTakenBack { file: written.file, result }
        });
    }

    pub(super) fn rules_taken_back(&mut self, file: &Path, result: Result<(), String>) {
        match result {
            Ok(()) => {
                let text = format!("{} is as it was", file.display());
                self.state.toasts.push(Severity::Info, text, None);
            }
            Err(error) => {
                let text = format!("The rules stay as they are: {error}");
                self.state.toasts.push(Severity::Warning, text, None);
            }
        }
        self.look_at_rules();
    }
}

/// What was set, and where.
fn told(levels: &[(&'static str, Option<Level>)], target: &Path) -> String {
    let what = match levels {
        [(code, Some(Level::Off))] => format!("{code} is off"),
        [(code, Some(Level::At(Grade::Advice)))] => format!("{code} is advice"),
        [(code, Some(Level::At(Grade::Warning)))] => format!("{code} is a warning"),
        [(code, Some(Level::At(Grade::Error)))] => format!("{code} is an error"),
        [(code, None)] => format!("{code} is as Cordboard has it"),
        many => format!("{} rules are as Cordboard has them", many.len()),
    };
    format!("{what} in {}", target.display())
}
