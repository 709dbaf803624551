//! Letting many scripted contacts through the shown flow, and playing one of them in a run.

use super::running::{subflows_of, this_second};
use crate::editor::app::App;
use crate::editor::crowd::{CrowdAction, CrowdNews, CrowdTab, CrowdWish, Found, Running, Shown, Stopper};
use crate::editor::run::{Plan, WorldChoice};
use crate::editor::state::{FileKey, RightPanel, SimulatorPage};
use crate::editor::tasks::Done;
use crate::sim::crowd::Progress;
use crate::sim::world::Past;

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

    fn run_contacts(&mut self) {
        self.commit_draft();
        let Some(file) = self.state.active_mut() else { return };
        let flow = file.document.flow().clone();
        let side = file.document.side().clone();
        file.crowd.follow(&flow, &side);
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
            answers: side.answers(),
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

    /// Begins a run that repeats one of the contacts to its end, or to where it is. From there, and from any point of
    /// it, the user may go on another way.
    fn show_contact(&mut self, contact: u32) {
        let Some(file) = self.state.active() else { return };
        let Some(shown) = &file.crowd.shown else { return };
        let Some(crowd) = shown.plan.clone() else { return };
        let (start, inputs) = crowd.inputs_of(contact);
        let mut form = file.run_form.refreshed(&shown.flow);
        form.world = WorldChoice::Mock;
        form.contact.clone_from(&start.contact);
        let (key, flow, now) = (file.key, shown.flow.clone(), start.now);
        let Some(plan) = self.plan(key, &form) else { return };
        let past = Past { inputs, stop_after: None };
        self.perform(key, Plan { flow, now, past: Some((start, past)), ..plan }, None);
    }

    /// Keeps the form in step with the flow while it is shown.
    pub(in crate::editor) fn keep_crowd(&mut self) {
        if let Some(file) = self.state.active_mut()
            && file.simulator_page == SimulatorPage::Contacts
            && file.right == RightPanel::Simulator
        {
            let flow = file.document.flow().clone();
            if file.crowd.follow(&flow, file.document.side()) {
                // What begins the flow may be something else now.
                file.run_form = file.run_form.refreshed(&flow);
            }
        }
    }
}
