//! Starting runs, and what the user does with them.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use tokio::sync::mpsc::unbounded_channel;

use crate::editor::app::App;
use crate::editor::at_twilio::{Told, look};
use crate::editor::dialogs::Dialog;
use crate::editor::run::{Fork, News, Parent, Plan, Run, RunAction, RunForm, WorldChoice, rehearse};
use crate::editor::simulator::LiveLook;
use crate::editor::state::{FileKey, OpenFlow, RightPanel, SimulatorPage};
use crate::editor::tasks::Done;
use crate::flow::side::stored_path;
use crate::sim::debug::Pace;
use crate::sim::world::{Command, LiveGuard, Past};
use crate::sim::{Program, inputs_before};

impl App {
    /// Does what the user wants of the run of the shown flow.
    pub(in crate::editor) fn run_action(&mut self, action: RunAction) {
        match action {
            RunAction::Again => return self.run_again(),
            RunAction::Restart => return self.restart(),
            RunAction::GoTo(position) => return self.go_to_step(position),
            RunAction::NewContact => return self.new_contact(),
            RunAction::AskVariable(path) => return self.ask_variable(path),
            _ => {}
        }
        let Some(file) = self.state.active_mut() else { return };
        if action == RunAction::ToggleWorld {
            file.run_form.world = match file.run_form.world {
                WorldChoice::Mock => WorldChoice::Live,
                WorldChoice::Live => WorldChoice::Mock,
            };
            return;
        }
        if let RunAction::ShowTab(tab) = action {
            file.simulator_tab = tab;
            return;
        }
        if let RunAction::Say(text) = action {
            return self.say(text);
        }
        match action {
            RunAction::Fork(fork) => return self.fork(&fork),
            RunAction::ShowRun(number) => {
                file.mocked.shown = None;
                return file.runs.show(number);
            }
            RunAction::RemoveRun(number) => return file.runs.remove(number),
            RunAction::ToggleRuns => {
                let is_open = file.shows_runs.unwrap_or(file.runs.iter().len() > 1);
                file.shows_runs = Some(!is_open);
                return;
            }
            _ => {}
        }
        let Some(run) = file.shown_run_mut() else { return };
        match action {
            RunAction::Again
            | RunAction::Restart
            | RunAction::ToggleWorld
            | RunAction::ShowTab(_)
            | RunAction::Fork(_)
            | RunAction::ShowRun(_)
            | RunAction::RemoveRun(_)
            | RunAction::GoTo(_)
            | RunAction::NewContact
            | RunAction::AskVariable(_)
            | RunAction::ToggleRuns
            | RunAction::Say(_) => {}
            // What is kept beside the flow is kept where the form is answered.
            RunAction::Answer { given, keeps } => run.command(Command::Answer { given, keeps }),
            RunAction::Pause => run.command(Command::Pause),
            RunAction::GoOn(pace) => run.command(Command::GoOn(pace)),
            RunAction::Skip => run.skip(),
            RunAction::Force { widget, event, times } => run.force(widget, event, times),
            RunAction::SetVariable { path, value } => run.command(Command::SetVariable { path, value }),
            RunAction::SetClock(to_secs) => run.command(Command::SetClock(to_secs)),
            RunAction::Stop => run.command(Command::Stop),
            RunAction::LetTimePass => run.command(Command::LetTimePass),
            RunAction::HangUp => run.command(Command::HangUp),
            RunAction::Type(text) => run.type_draft(text),
            RunAction::TookFocus => (run.wants_focus, run.takes_focus) = (false, false),
            RunAction::WantFocus => (run.wants_focus, run.takes_focus) = (true, true),
            RunAction::Recall(which) => run.recall(which),
            RunAction::SearchVariables(text) => run.search = text,
            RunAction::ToggleVariable(path) => {
                if !run.toggled.remove(&path) {
                    run.toggled.insert(path);
                }
            }
            RunAction::ToggleRequest(index) => {
                run.open_request = if run.open_request == Some(index) { None } else { Some(index) };
            }
        }
    }

    /// Starts as the last time. The first time it starts with the usual answers, and asks only for what has none.
    fn run_again(&mut self) {
        self.commit_draft();
        let Some(file) = self.state.active() else { return };
        let key = file.key;
        let form = file.run_form.refreshed(file.flow());
        let needs_answers = form.inputs.iter().any(|input| input.filled_by() == form.trigger());
        let is_plain = form.was_started || (!needs_answers && !form.connected.is_empty());
        if is_plain && form.problem().is_none() {
            self.start(key, form);
        } else {
            self.state.dialogs.push(Dialog::Run { key, form });
        }
    }

    /// Starts the run that is shown once more, with the same contact.
    fn restart(&mut self) {
        self.commit_draft();
        let Some(file) = self.state.active() else { return };
        let Some(run) = file.runs.shown().filter(|_| file.runs.iter().len() > 1) else {
            return self.run_again();
        };
        let form = RunForm { world: file.run_form.world, ..run.form().refreshed(file.flow()) };
        let key = file.key;
        if form.problem().is_none() {
            self.start(key, form);
        } else {
            self.state.dialogs.push(Dialog::Run { key, form });
        }
    }

    /// Starts a run. A live one is shown first, and confirmed by hand every time.
    pub(super) fn start_run(&mut self, _ctx: &egui::Context, key: FileKey, form: RunForm) {
        self.start(key, form);
    }

    pub(super) fn start(&mut self, key: FileKey, mut form: RunForm) {
        if form.world == WorldChoice::Live && !form.is_confirmed {
            return self.ask_before_live(key, form);
        }
        form.was_started = true;
        let Some(plan) = self.plan(key, &form) else { return };
        // A live run is confirmed for once.
        let kept = RunForm { is_confirmed: false, ..form };
        if let Some(file) = self.state.file_mut(key) {
            // Studio lets a contact be in a flow once at a time.
            for run in file.runs.iter_mut().filter(|run| run.is_live() && run.is_with(&kept)) {
                run.command(Command::Stop);
            }
            file.run_form = kept;
        }
        self.perform(key, plan, None);
    }

    /// Runs once more up to a point of a run, and another way from there, in the mock. What went out is not sent again;
    /// from there on a request leaves the machine only for a host that is kept as allowed.
    fn fork(&mut self, fork: &Fork) {
        let Some(run) = self.state.active().and_then(|file| file.runs.get(fork.run)) else { return };
        let parent = Some(Parent { run: fork.run, step: fork.step });
        let Some(says) = &fork.says else {
            self.repeat(fork.run, usize::MAX, Some(fork.step), parent);
            return;
        };
        let count = inputs_before(run.inputs(), fork.step).unwrap_or(usize::MAX);
        if self.repeat(fork.run, count, None, parent)
            && let Some(run) = self.state.active_mut().and_then(|file| file.runs.shown_mut())
        {
            run.say_later(says.clone());
        }
    }

    /// Runs once more what a run was given: its first so many inputs, held before the widget that comes after so many
    /// steps, or as far as they lead. Whether it began.
    pub(super) fn repeat(
        &mut self,
        number: u64,
        count: usize,
        stop_after: Option<u32>,
        parent: Option<Parent>,
    ) -> bool {
        let Some(file) = self.state.active() else { return false };
        let key = file.key;
        let Some(run) = file.runs.get(number).filter(|run| run.not_forked_because().is_none()) else {
            return false;
        };
        let Some(start) = run.start().cloned() else { return false };
        let inputs = run.inputs().get(..count.min(run.inputs().len())).unwrap_or_default().to_vec();
        let form = RunForm { world: WorldChoice::Mock, ..run.form().clone() };
        let (flow, began) = (run.flow().clone(), run.began());
        let Some(plan) = self.plan(key, &form) else { return false };
        let past = Some((start, Past { inputs, stop_after }));
        self.perform(key, Plan { flow, now: began, past, ..plan }, parent);
        if let Some(file) = self.state.file_mut(key) {
            file.runs.remember(number);
        }
        true
    }

    /// Gives a run to its task.
    pub(super) fn perform(&mut self, key: FileKey, plan: Plan, parent: Option<Parent>) {
        let Some(file) = self.state.file_mut(key) else { return };
        let number = file.runs.next_number();
        let (commands, orders) = unbounded_channel();
        let run = Run::begin(number, &plan.flow, plan.form.clone(), plan.now, commands);
        let run = run.knowing(&plan.answers.contents);
        file.runs.add(match parent {
            Some(parent) => run.forked_from(parent),
            None => run,
        });
        file.asking.keep_only(&file.runs);
        file.mocked.shown = None;
        file.right = RightPanel::Simulator;
        file.simulator_page = SimulatorPage::Run;
        self.state.settings.shows_right = true;
        let (mock, reply) = (self.mock.clone(), self.tasks.reply());
        self.tasks.spawn(async move {
            plan.perform(mock, orders, |event| reply.send(Done::Run { key, number, event })).await;
        });
    }

    /// Shows whom a live run would reach. Nothing is sent before that was answered.
    fn ask_before_live(&mut self, key: FileKey, mut form: RunForm) {
        let Some(plan) = self.plan(key, &form) else { return };
        let start = plan.start();
        if form.live.allow_to.trim().is_empty() {
            form.live.allow_to = start.contact_address();
        }
        if form.live.max_messages.trim().is_empty() {
            form.live.max_messages = LiveGuard::MAX_MESSAGES.to_string();
        }
        // Each run is agreed to for itself.
        form.live.both_answer = false;
        form.live.planned = rehearse(Program::compile(&plan.flow), start).into();
        if let Some(file) = self.state.file_mut(key) {
            file.run_form = form.clone();
        }
        self.state.dialogs.push(Dialog::Live { key, form: form.clone(), look: LiveLook::default() });
        self.look_before_live(key, form);
    }

    /// Finds out what the run that waits for its confirmation meets at Twilio.
    pub(super) fn look_before_live(&mut self, key: FileKey, mut form: RunForm) {
        form.live.account = self.state.account.form.clone();
        let Some(plan) = self.plan(key, &form) else { return };
        self.state.account.questions += 1;
        let number = self.state.account.questions;
        let (account, surroundings) = (form.live.account.clone(), self.state.surroundings.clone());
        for dialog in &mut self.state.dialogs {
            if let Dialog::Live { form: shown, look, .. } = dialog {
                *shown = form.clone();
                *look = LiveLook { number, seen: None };
            }
        }
        let senders = form.live.senders();
        let reply = self.tasks.reply();
        self.tasks.spawn(async move {
            let seen = look(account, surroundings, plan.start(), senders).await;
            reply.send(Done::Twilio(Told::Seen(number, seen)));
        });
    }

    /// What is to be run, by the answers of a form.
    pub(super) fn plan(&self, key: FileKey, form: &RunForm) -> Option<Plan> {
        let file = self.state.file(key)?;
        Some(Plan {
            flow: file.flow().clone(),
            title: file.document.title(),
            form: form.clone(),
            now: form.moment(this_second()),
            subflows: subflows_of(file),
            path: file.document.path().map(Path::to_owned),
            surroundings: self.state.surroundings.clone(),
            assume: file.rules.assumptions().clone(),
            answers: file.document.side().answers(),
            tried: crate::editor::api::tried(&self.state.api, key, file.flow()),
            breakpoints: file.breakpoints.for_run(file.flow()),
            pace: Pace::Free,
            past: None,
        })
    }

    /// What was sent to the embedded mock so far, for tests.
    pub fn mock_messages(&self) -> Vec<crate::mock::Message> {
        self.mock.messages()
    }

    /// Takes over what a run tells. News of a run that was replaced are dropped.
    pub(in crate::editor) fn run_news(&mut self, key: FileKey, number: u64, news: News) {
        let follows = self.state.settings.follows_run;
        let Some(file) = self.state.file_mut(key) else { return };
        let is_shown = file.runs.shown().is_some_and(|run| run.number() == number);
        let Some(run) = file.runs.get_mut(number) else { return };
        let before = run.current();
        run.take(news);
        let is_now = is_shown && run.position().is_none();
        // The canvas goes along where the run goes on, and only then: the user may look elsewhere meanwhile.
        let moved = run.current().filter(|current| is_now && before != Some(*current));
        if let Some(current) = moved.filter(|_| follows) {
            file.show_card(current);
        }
        file.runs.bound_memory();
    }
}

/// The files that the side file knows for SIDs of subflows.
pub(super) fn subflows_of(file: &OpenFlow) -> Vec<(String, PathBuf)> {
    let Some(folder) = file.document.folder() else { return Vec::new() };
    let known = file.document.side().subflows();
    known.map(|(sid, stored)| (sid.into_owned(), stored_path(folder, &stored))).collect()
}

/// Whole seconds: they are what the phone's clock shows.
pub(super) fn this_second() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_second(now.as_second()).unwrap_or(now)
}
