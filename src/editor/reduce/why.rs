//! What the user does with variables, watches, steps and assumptions.

use std::path::PathBuf;

use super::running::subflows_of;
use crate::editor::action::Action;
use crate::editor::app::App;
use crate::editor::canvas::Selection;
use crate::editor::folder_rules;
use crate::editor::insertion;
use crate::editor::kit::Severity;
use crate::editor::run::{Run, Tab};
use crate::editor::state::{InspectorTab, OpenFlow, RightPanel};
use crate::editor::tasks::Done;
use crate::editor::why::{WhyAction, WhyQuestion, identity};
use crate::widgets::{Subflow, subflow_of};

impl App {
    /// Does it.
    pub(super) fn why_action(&mut self, ctx: &egui::Context, action: WhyAction) {
        let Some(file) = self.state.active_mut() else { return };
        match action {
            WhyAction::ToggleStep(step) => {
                let Some(run) = file.shown_run() else { return };
                let step = Some(step).filter(|step| file.why.open_step(run) != Some(*step));
                self.open_step(step, false);
            }
            WhyAction::ShowStep(step) => {
                file.simulator_tab = Tab::Trace;
                file.right = RightPanel::Simulator;
                self.state.settings.shows_right = true;
                self.open_step(Some(step), true);
            }
            WhyAction::ShowAssumptions(shows) => {
                file.why.shows_assumptions = shows;
                if shows {
                    file.simulator_tab = Tab::Trace;
                }
            }
            WhyAction::Assume(id, choice) => self.set_assumption(&id, choice),
            WhyAction::OnlyChanged(only) => file.why.only_changed = only,
            WhyAction::Draft(text) => file.why.draft = text,
            WhyAction::Watch(text) => {
                file.why.draft.clear();
                if !file.why.watches.contains(&text) {
                    file.why.watches.push(text);
                }
            }
            WhyAction::Unwatch(index) => {
                if index < file.why.watches.len() {
                    file.why.watches.remove(index);
                }
            }
            WhyAction::OpenFields(widget) => {
                file.inspector_tab = InspectorTab::Configure;
                self.apply(ctx, Action::Select(Selection::card(widget)));
                self.show_right(RightPanel::Inspector);
            }
            WhyAction::Insert(text) => {
                let Some(caret) = insertion::last_caret(ctx, file.key.0) else { return };
                file.inspector_tab = InspectorTab::Configure;
                insertion::insert(ctx, &caret, text);
                self.apply(ctx, Action::Select(Selection::card(caret.widget)));
                self.show_right(RightPanel::Inspector);
            }
        }
    }

    /// Opens a step, and has it worked out why it was left as it was.
    fn open_step(&mut self, step: Option<u32>, is_shown: bool) {
        let Some(file) = self.state.active_mut() else { return };
        let shown = file.mocked.shown().map(|execution| &execution.run).or(file.runs.shown());
        let Some(run) = shown else {
            return;
        };
        file.why.open(run, step);
        file.why.wants_sight = is_shown && step.is_some();
        let Some(question) = step.and_then(|step| question(file, step)) else { return };
        let key = file.key;
        self.tasks.block(move || Done::Explained { key, answer: Box::new(question.answer()) });
    }

    /// Writes another choice into the settings of the flow's folder.
    fn set_assumption(&mut self, id: &str, choice: &'static str) {
        let Some(file) = self.state.active() else { return };
        if let Some(why) = file.rules.locked_because() {
            return self.state.toasts.push(Severity::Warning, why, None);
        }
        let Some(target) = file.rules.target() else { return };
        let known = file.rules.found().fingerprint;
        let told = format!("{id} is {choice} in {}", target.display());
        let id = id.to_owned();
        self.tasks.block(move || {
            let result = folder_rules::write_choice(&target, known, &id, choice);
            Done::RulesWritten { told, result }
        });
    }
}

/// What is to be worked out of a step of the shown run.
fn question(file: &OpenFlow, step: u32) -> Option<WhyQuestion> {
    let run = file.shown_run()?;
    let index = run.steps().binary_search_by_key(&step, |row| row.number).ok()?;
    let row = run.steps().get(index)?;
    let (flow, widget) = match row.widget.split_once('/') {
        None => (Some(Ok(run.flow().clone())), row.widget.clone()),
        Some((outer, inner)) => (subflow_file(file, run, outer).map(Err), inner.to_owned()),
    };
    Some(WhyQuestion {
        of: (identity(run), step),
        flow,
        widget,
        start: run.start().cloned().or_else(|| run.begun().map(|begun| begun.start(run.form()))),
        // Of the first step in a subflow nothing is known before it.
        before: run.variables_before(index).or_else(|| run.variables_after(index + 1))?,
        after: run.variables_after(index + 1)?,
        at_secs: row.at_secs,
    })
}

/// The file of the flow that a widget runs.
fn subflow_file(file: &OpenFlow, run: &Run, outer: &str) -> Option<PathBuf> {
    let flow = run.flow();
    let widget = flow.widgets().iter().find(|widget| widget.title() == outer)?;
    let Subflow::Sid(sid) = subflow_of(widget)? else { return None };
    subflows_of(file).into_iter().find(|(known, _)| *known == *sid).map(|(_, path)| path)
}
