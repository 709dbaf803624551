//! Letting many scripted contacts through the shown flow, and playing one of them in a run.

use std::collections::VecDeque;

use super::running::{subflows_of, this_second};
use crate::editor::app::App;
use crate::editor::crowd::{
    CrowdAction, CrowdNews, CrowdTab, CrowdWish, Found, Replay, Running, Shown, Stopper,
};
use crate::editor::run::{Run, WorldChoice};
use crate::editor::state::{FileKey, RightPanel, SimulatorPage};
use crate::editor::tasks::Done;
use crate::sim::crowd::{Ending, Progress, What};
use crate::sim::world::Command;

impl App {
    /// Does what the user wants of the many contacts of the shown flow.
    pub(super) fn crowd_action(&mut self, action: CrowdAction) {
        match action {
            CrowdAction::Run => return self.run_contacts(),
            CrowdAction::ShowContact(contact) => return self.show_contact(contact),
            _ => {}
        }
        let Some(file) = self.state.active_mut() else { return };
        let crowd = &mut file.crowd;
        match action {
            CrowdAction::Run | CrowdAction::ShowContact(_) => {}
            CrowdAction::Change(form) => crowd.form = *form,
            CrowdAction::Cancel => {
                if let Some(running) = &crowd.running {
                    running.stopper.stop();
                }
            }
            CrowdAction::ShowTab(tab) => crowd.tab = tab,
            CrowdAction::ShowCounts(shows) => crowd.hides_counts = !shows,
            CrowdAction::Forget => {
                crowd.shown = None;
                crowd.tab = CrowdTab::SetUp;
            }
        }
    }

    /// Shows what the simulator is about.
    pub(super) fn show_page(&mut self, page: SimulatorPage) {
        if let Some(file) = self.state.active_mut() {
            file.simulator_page = page;
        }
    }

    fn run_contacts(&mut self) {
        self.commit_draft();
        let Some(file) = self.state.active_mut() else { return };
        let flow = file.document.flow().clone();
        file.crowd.follow(&flow);
        let start = file.run_form.refreshed(&flow);
        if file.crowd.form.problem().is_some() || start.connected.is_empty() {
            file.crowd.tab = CrowdTab::SetUp;
            return;
        }
        let wish = CrowdWish {
            flow: flow.clone(),
            title: file.document.title(),
            start,
            form: file.crowd.form.clone(),
            now: this_second(),
            subflows: subflows_of(file),
            assume: file.rules.assumptions().clone(),
        };
        let crowd = &mut file.crowd;
        crowd.number += 1;
        let (key, number) = (file.key, crowd.number);
        let (stopper, stopped) = Stopper::new();
        let progress = Progress { done: 0, of: wish.form.count().unwrap_or(1) };
        // Those before stop when their stopper is dropped.
        crowd.running = Some(Running { stopper, progress });
        crowd.tab = CrowdTab::Results;
        crowd.hides_counts = false;
        crowd.shown = Some(Shown {
            found: std::sync::Arc::new(Found::default()),
            plan: None,
            flow,
            was_stopped: false,
            remarks: Vec::new(),
        });
        let reply = self.tasks.reply();
        self.tasks.spawn(async move {
            let work = move || {
                wish.carry_out(&stopped, |news| reply.send(Done::Crowd { key, number, news }));
            };
            // Where it breaks nothing more is told, and the user may begin anew.
            let _broken = tokio::task::spawn_blocking(work).await;
        });
    }

    /// Takes over what the contacts on their way tell.
    pub(super) fn crowd_news(&mut self, key: FileKey, number: u64, news: CrowdNews) {
        let Some(file) = self.state.file_mut(key) else { return };
        let crowd = &mut file.crowd;
        if crowd.number != number {
            return;
        }
        let Some(shown) = &mut crowd.shown else { return };
        match news {
            CrowdNews::Begun { plan, remarks } => {
                shown.plan = Some(plan);
                shown.remarks = remarks;
            }
            CrowdNews::Counted { progress, found, is_over } => {
                shown.found = found;
                if let Some(running) = &mut crowd.running {
                    running.progress = progress;
                }
                if is_over {
                    shown.was_stopped = !progress.is_over();
                    crowd.running = None;
                }
            }
        }
    }

    /// Begins a run of the flow in the mock, which is given what one of the contacts answered.
    fn show_contact(&mut self, contact: u32) {
        let Some(file) = self.state.active_mut() else { return };
        let Some(plan) = file.crowd.shown.as_ref().and_then(|shown| shown.plan.clone()) else { return };
        let start = plan.start_of(contact);
        let given: VecDeque<_> = plan.answers_of(contact).into();
        let mut form = file.run_form.refreshed(file.document.flow());
        form.world = WorldChoice::Mock;
        form.contact.clone_from(&start.contact);
        let (key, usual) = (file.key, file.run_form.contact.clone());
        file.simulator_page = SimulatorPage::Run;
        file.right = RightPanel::Simulator;
        self.start_contact(key, form);
        let Some(file) = self.state.file_mut(key) else { return };
        // The next run of the user's own has the user's own contact.
        file.run_form.contact = usual;
        let Some(run) = file.run.as_ref().map(Run::number) else { return };
        file.crowd.replay = Some(Replay { run, contact, given, given_at: None });
    }

    /// Keeps the form in step with the flow while it is shown, and gives a contact's answers to its run.
    pub(in crate::editor) fn keep_crowd(&mut self) {
        if let Some(file) = self.state.active_mut()
            && file.simulator_page == SimulatorPage::Contacts
            && file.right == RightPanel::Simulator
        {
            file.crowd.follow(file.document.flow());
        }
        for file in &mut self.state.open {
            let (Some(run), Some(replay)) = (&mut file.run, &mut file.crowd.replay) else { continue };
            let is_over = run.number() != replay.run || !run.is_live() || replay.given.is_empty();
            if is_over {
                file.crowd.replay = None;
                continue;
            }
            give(run, replay);
        }
    }
}

/// Gives the next answer where the run waits for it. Nothing is given twice: the run has to go on in between.
fn give(run: &mut Run, replay: &mut Replay) {
    let lines = run.progress().1;
    if replay.given_at.is_some_and(|at| lines <= at) || run.is_busy() {
        return;
    }
    // What is no answer of the contact is decided before the widget is come to.
    while let Some(next) = replay.given.front()
        && let What::Ended(ending) = &next.what
    {
        let event = match ending {
            Ending::Leaves { event, .. } => Some(event.clone()),
            Ending::Answered(_) | Ending::AsUsual => None,
        };
        if let Some(event) = event {
            run.command(Command::Force { widget: next.widget.clone(), event });
        }
        replay.given.pop_front();
    }
    if run.waits_until_secs().is_none() {
        return;
    }
    let Some(next) = replay.given.pop_front() else { return };
    replay.given_at = Some(lines);
    match next.what {
        What::Wrote(text) => run.say(text),
        What::Pressed(keys) => run.command(Command::Press(keys)),
        What::Spoke(text) => run.command(Command::Speak(text)),
        What::HungUp => run.command(Command::HangUp),
        What::Silent => run.command(Command::LetTimePass),
        What::Ended(_) => {}
    }
}
