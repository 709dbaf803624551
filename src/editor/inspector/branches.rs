//! The branches of a widget that compares: label, predicate and value of each, in the order in which they are tried.

use egui::{Frame, Margin, Stroke, Ui};

use super::configure::{move_buttons, remove_button};
use super::pane::{Pane, state_at};
use super::text::{self, Look};
use super::{last_run, raw};
use crate::check::Diagnostic;
use crate::editor::counts::counted;
use crate::editor::icon;
use crate::editor::kit::{self, Button, FieldOptions, Reorder};
use crate::editor::theme::{Tokens, radius, size};
use crate::flow::{Condition, Transition};
use crate::widgets::condition::{PREDICATES, Predicate, Takes, named};
use crate::widgets::{EventKind, split};

/// The predicate of a new branch.
const USUAL: &str = "equal_to";

/// Paints the branches.
pub(super) fn branches_ui(ui: &mut Ui, pane: &mut Pane<'_>, problems: &[&Diagnostic]) {
    let widget = pane.widget;
    let is_branch = |transition: &Transition| {
        let event = pane.entry.and_then(|entry| entry.event(&transition.event));
        event.is_some_and(|event| event.kind == EventKind::Branch)
    };
    let branches: Vec<(usize, &Transition)> =
        widget.transitions().iter().enumerate().filter(|(_, transition)| is_branch(transition)).collect();
    kit::separator(ui);
    raw::heading(ui, "Branches");
    kit::hint_text(ui, "The first branch that holds is taken. Case and white space around do not count.");
    ui.add_space(2.0);
    let mut order = Reorder::new(ui, "branches", branches.len());
    for (at, (index, transition)) in branches.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| branches.get(at)).map(|(index, _)| *index);
        let after = branches.get(at + 1).map(|(index, _)| *index);
        ui.push_id(("branch", at), |ui| {
            let branch = Branch { at, index: *index, transition };
            order.row(ui, at, |ui, order| branch.ui(ui, pane, before, after, order));
        });
        ui.add_space(3.0);
    }
    // Other transitions may stand between the branches.
    let moved = order.finish(ui).and_then(|(from, to)| Some((branches.get(from)?.0, branches.get(to)?.0)));
    if let Some((from, to)) = moved
        && let Some(edit) = split::move_branch(pane.flow(), pane.id(), from, to)
    {
        pane.step(edit);
    }
    if Button::secondary("Add branch").icon(icon::PLUS).show(ui).clicked()
        && let Some(edit) = split::add_branch(pane.flow(), pane.id(), USUAL, "")
    {
        pane.step(edit);
    }
    pane.problems_ui(ui, problems);
    ui.add_space(4.0);
}

struct Branch<'a> {
    /// Its place among the branches, for people.
    at: usize,
    /// Its place among the transitions.
    index: usize,
    transition: &'a Transition,
}

impl Branch<'_> {
    fn ui(
        &self,
        ui: &mut Ui,
        pane: &mut Pane<'_>,
        before: Option<usize>,
        after: Option<usize>,
        order: &mut Reorder,
    ) {
        let tokens = Tokens::of(ui);
        let condition = self.transition.conditions.first().cloned().unwrap_or_default();
        let frame = Frame::new()
            .stroke(Stroke::new(size::BORDER, tokens.line))
            .corner_radius(radius::CONTROL)
            .inner_margin(Margin::same(8));
        frame.show(ui, |ui| {
            ui.set_min_width(ui.available_width());
            let problems = pane.problems.of_branch(self.index).to_vec();
            self.head_ui(ui, pane, &condition, before, after, order);
            self.condition_ui(ui, pane, &condition, &problems);
            pane.problems_ui(ui, &problems);
            let more = self.transition.conditions.len().saturating_sub(1);
            if more > 0 {
                let text =
                    format!("{} of this branch can be changed under JSON.", counted(more, "more condition"));
                kit::hint_text(ui, &text);
            }
            let target = match &self.transition.next {
                Some(next) => format!("Leads to {next}"),
                None => "Leads nowhere".to_owned(),
            };
            kit::hint_text(ui, &target);
        });
    }

    /// Its label, and buttons to move it and take it out.
    fn head_ui(
        &self,
        ui: &mut Ui,
        pane: &mut Pane<'_>,
        condition: &Condition,
        before: Option<usize>,
        after: Option<usize>,
        order: &mut Reorder,
    ) {
        const BUTTONS: f32 = 24.0 * 3.0 + 4.0 * 3.0;
        let number = self.at + 1;
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            order.handle(ui, self.at, &format!("Reorder branch {number}"));
            let mut label = condition.friendly_name.to_string();
            let (kind, value) = (condition.kind.to_string(), shown_value(condition));
            let name = format!("Branch {number} label");
            let hint = split::friendly_name(&kind, &value);
            let width = Some((ui.available_width() - BUTTONS).max(60.0));
            let branch = format!("transitions/{}", self.index);
            let focus = pane.focuses(&branch) && !pane.focus.is_some_and(is_in_condition);
            let options = FieldOptions { width, focus, ..FieldOptions::default() };
            let shown = kit::text_field(ui, "label", &name, &mut label, &hint, &options);
            if shown.changed {
                self.set(pane, &kind, &value, Some(&label));
            }
            text::end(ui, pane, &shown, focus);
            if let Some(to) = move_buttons(ui, "branch", self.at, before, after)
                && let Some(edit) = split::move_branch(pane.flow(), pane.id(), self.index, to)
            {
                pane.step(edit);
            }
            if remove_button(ui, &format!("Remove branch {number}"))
                && let Some(edit) = split::remove_branch(pane.flow(), pane.id(), self.index)
            {
                pane.step(edit);
            }
        });
    }

    /// The predicate, and what it compares with.
    fn condition_ui(
        &self,
        ui: &mut Ui,
        pane: &mut Pane<'_>,
        condition: &Condition,
        problems: &[&Diagnostic],
    ) {
        let number = self.at + 1;
        let mut value = shown_value(condition);
        let predicate = named(&condition.kind);
        let mut kind = condition.kind.to_string();
        let mut options: Vec<(String, &str)> =
            PREDICATES.iter().map(|predicate| (predicate.kind.to_owned(), predicate.label)).collect();
        if predicate.is_none() && !kind.is_empty() {
            options.push((kind.clone(), &condition.kind));
        }
        let name = format!("Branch {number} condition");
        let is_wanted = pane.focuses(&format!("transitions/{}", self.index));
        let takes_value = predicate.is_none_or(|predicate| predicate.takes != Takes::Nothing);
        let wants_value = is_wanted && takes_value && pane.focus.is_some_and(is_in_condition);
        let wants_value = wants_value && !pane.focus.is_some_and(|focus| focus.ends_with("/type"));
        let picked = kit::choice(ui, "condition", &name, &options, &mut kind);
        if is_wanted && !wants_value && pane.focus.is_some_and(is_in_condition) {
            picked.request_focus();
            picked.scroll_to_me(None);
        }
        if picked.changed() {
            self.set(pane, &kind, &value, None);
            pane.push(crate::editor::action::Action::Seal);
            return;
        }
        if !takes_value {
            return;
        }
        let name = format!("Branch {number} value");
        let state = state_at(problems, &["value", "arguments", "conditions"]);
        let options = FieldOptions { state, focus: wants_value, ..FieldOptions::default() };
        let look = Look { is_template: true, name: &name, hint: hint(predicate), choices: &[], options };
        let shown = text::edit_ui(ui, pane, "value", &mut value, &look);
        if shown.changed {
            self.set(pane, &kind, &value, None);
        }
        text::end(ui, pane, &shown, wants_value);
        let place = format!("transitions/{}/value", self.index);
        last_run::gave_ui(ui, pane, &place, &name, &value);
    }

    fn set(&self, pane: &mut Pane<'_>, kind: &str, value: &str, label: Option<&str>) {
        let edit = split::set_condition(pane.flow(), pane.id(), self.index, kind, value, label);
        if let Some(edit) = edit {
            pane.edit(edit);
        }
    }
}

/// Whether a request is for what a branch asks, rather than for all of it.
fn is_in_condition(focus: &str) -> bool {
    focus.contains("/conditions/") || focus.ends_with("/conditions")
}

/// The value for people: predicates that compare with nothing keep a label there, which is none.
fn shown_value(condition: &Condition) -> String {
    match named(&condition.kind).map(|predicate| predicate.takes) {
        Some(Takes::Nothing) => String::new(),
        _ => condition.value.to_string(),
    }
}

fn hint(predicate: Option<&Predicate>) -> &'static str {
    match predicate.map(|predicate| predicate.takes) {
        Some(Takes::List) => "yes, y, sure",
        Some(Takes::Pattern) => "[0-9]{4}",
        Some(Takes::Number) => "10",
        Some(Takes::Time) => "HH:MM",
        Some(Takes::Date) => "YYYY-MM-DD",
        Some(Takes::Text | Takes::Nothing) | None => "yes",
    }
}
