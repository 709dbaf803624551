//! What a run asks: the answer goes to the run, and is kept beside the flow.

use std::path::Path;

use crate::editor::app::App;
use crate::editor::asking::{
    Answered, AskAction, AskAnswer, AskDialog, ClockQuestion, ContentQuestion, Details, KeptQuestion,
    MediaQuestion, Subject,
};
use crate::editor::dialogs::Dialog;
use crate::editor::kit::Severity;
use crate::editor::run::{Entry, RunAction};
use crate::editor::state::FileKey;
use crate::editor::subflow::SubflowPlace;
use crate::flow::Edit;
use crate::flow::side::SideChange;
use crate::sim::debug::{HeldBy, Times};
use crate::sim::world::Command;

impl App {
    /// Does what the user wants with a question of the shown run.
    pub(super) fn ask_action(&mut self, action: AskAction) {
        let Some(file) = self.state.active_mut() else { return };
        let key = file.key;
        match action {
            AskAction::Begin => {
                if let Some(run) = file.runs.shown() {
                    file.asking.begin(run);
                }
            }
            AskAction::Edit(form) => file.asking.take(*form),
            AskAction::Give => self.give(),
            AskAction::ToggleLine(entry) => {
                let Some(run) = file.runs.shown() else { return };
                let record = match run.log().entries().get(entry) {
                    Some(Entry::Line { record, .. }) => record.and_then(|index| run.records().get(index)),
                    _ => None,
                };
                file.asking.toggle(run.number(), entry, || record.and_then(Details::of));
            }
            AskAction::EnterContent { sid, variables } => {
                let text = file.document.side().answers().content_of(&sid).unwrap_or_default().to_owned();
                let question = ContentQuestion { key, sid, variables, text, is_new: true };
                self.state.dialogs.push(Dialog::Ask(Box::new(AskDialog::Content(question))));
            }
            AskAction::Attach => {
                let question = MediaQuestion { key, url: String::new(), is_new: true };
                self.state.dialogs.push(Dialog::Ask(Box::new(AskDialog::Media(question))));
            }
            AskAction::Detach(index) => {
                if let Some(run) = file.runs.shown_mut() {
                    run.detach(index);
                }
            }
            AskAction::SetClock => {
                let Some(run) = file.runs.shown() else { return };
                let zone = run.zone().clone();
                let (now, began, text) = (run.moment(), run.began(), String::new());
                let question = ClockQuestion { key, now, began, zone, text, is_new: true };
                self.state.dialogs.push(Dialog::Ask(Box::new(AskDialog::Clock(question))));
            }
        }
    }

    /// Answers with the form of the shown run.
    fn give(&mut self) {
        let Some(file) = self.state.active_mut() else { return };
        let key = file.key;
        let Some(run) = file.runs.shown_mut() else { return };
        let Some(form) = file.asking.form(run).cloned() else { return };
        let Ok(answered) = form.answered() else { return };
        let keeps = form.keeps;
        match answered {
            Answered::Given(given) => run.command(Command::Answer { given, keeps }),
            Answered::Force(event) => {
                let times = if keeps { Times::Always } else { Times::Once };
                run.command(Command::Force { widget: form.widget.clone(), event, times });
            }
            Answered::File => {
                let Subject::Subflow { widget: Some(widget), .. } = form.subject else { return };
                file.asking.awaits_file = Some((form.run, widget));
                return self.ask_for_subflow(SubflowPlace { key, widget }, None);
            }
        }
        // The card goes, and with it the keyboard's place.
        (run.wants_focus, run.takes_focus) = (true, true);
        if let Some(change) = form.change().filter(|_| keeps) {
            self.keep(key, change);
        }
    }

    /// Keeps something beside a flow, or forgets it, as one step of undo.
    pub(super) fn keep(&mut self, key: FileKey, change: SideChange) {
        let Some(file) = self.state.file_mut(key) else { return };
        if let SideChange::SetContent { sid, text } = &change {
            file.runs.iter_mut().for_each(|run| run.learn(sid, text.as_deref()));
            let accounts: Vec<String> =
                file.runs.iter().filter_map(|run| Some(run.start()?.account_sid.clone())).collect();
            if let Some(text) = text {
                let known = [(sid.clone(), text.clone())];
                let mut told = std::collections::HashSet::new();
                for account in accounts.iter().filter(|account| told.insert(account.as_str())) {
                    self.mock.know(account, &known);
                }
            }
        }
        let Some(file) = self.state.file_mut(key) else { return };
        file.document.history_mut().seal();
        let result = file.document.edit(&Edit::Beside(change));
        file.document.history_mut().seal();
        if let Err(error) = result {
            self.state.toasts.push(Severity::Warning, format!("The answer is not kept: {error}"), None);
        }
    }

    /// Shows everything that is kept beside the shown flow.
    pub(super) fn show_kept_answers(&mut self) {
        let Some(key) = self.state.active().map(|file| file.key) else { return };
        self.state.dialogs.push(Dialog::Ask(Box::new(AskDialog::Kept(KeptQuestion { key, edit: None }))));
    }

    /// Takes over what a dialog about answers says.
    pub(super) fn answer_ask(&mut self, asked: &AskDialog, answer: AskAnswer) {
        match answer {
            AskAnswer::Changed(dialog) => self.state.dialogs.push(Dialog::Ask(dialog)),
            AskAnswer::Keep(change, next) => {
                self.state.dialogs.extend(next.map(Dialog::Ask));
                self.keep(asked.key(), *change);
            }
            AskAnswer::Attach(url) => {
                if let Some(run) = self.state.active_mut().and_then(|file| file.runs.shown_mut()) {
                    run.attach(url);
                }
            }
            AskAnswer::SetClock(to_secs) => self.run_action(RunAction::SetClock(to_secs)),
        }
    }

    /// Whether a run waits for this very file: then it goes on with it.
    pub(super) fn run_takes_file(&mut self, place: SubflowPlace, path: &Path) -> bool {
        let Some(file) = self.state.file_mut(place.key) else { return false };
        let Some((number, widget)) = file.asking.awaits_file.take() else { return false };
        let run = file.runs.get(number).filter(|_| widget == place.widget);
        let Some(run) =
            run.filter(|run| run.held().is_some_and(|held| matches!(held.by, HeldBy::Subflow(_))))
        else {
            return false;
        };
        let parent = run.parent();
        let is_left = !file.runs.iter().any(|run| run.parent().is_some_and(|parent| parent.run == number));
        self.keep_subflow(place, path);
        // What a run goes by stands fast, so another one takes its place with what it was given so far, and goes on.
        let has_begun = self.repeat(number, usize::MAX, None, parent);
        if let Some(file) = self.state.file_mut(place.key).filter(|_| has_begun && is_left) {
            file.runs.remove(number);
        }
        true
    }
}
