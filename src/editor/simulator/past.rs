//! The phone at a moment that is over: what came later, another answer, and running on from there.

use egui::{Sense, Ui, Vec2};

use crate::editor::action::Action;
use crate::editor::kit::{self, Button};
use crate::editor::run::{Fork, Run, RunAction};
use crate::editor::theme::space;

/// The height of what stands below the dialogue then, above the field.
pub(super) const FOOT: f32 = 26.0 + space::S;

/// Whether the field is for another answer, or there is none: what is shown is over.
pub(super) fn is_past(run: &Run) -> bool {
    run.execution().is_none() && (run.position().is_some() || !run.is_live())
}

/// What answers with this text at the moment that is shown.
pub(super) fn says(run: &Run, text: String) -> RunAction {
    match run.asking().filter(|_| is_past(run)) {
        Some(asking) => RunAction::Fork(Fork { run: run.number(), step: asking.step, says: Some(text) }),
        None => RunAction::Say(text),
    }
}

/// Whether another answer can be given at the moment that is shown.
pub(super) fn can_answer(run: &Run) -> bool {
    is_past(run) && run.asking().is_some() && run.not_forked_because().is_none()
}

/// What the field says there.
pub(super) fn hint(run: &Run) -> String {
    if let Some(reason) = run.not_forked_because() {
        return reason.to_owned();
    }
    match run.asking().map(|asking| asking.said.as_deref()) {
        Some(Some(said)) => format!("Answer something else than “{said}”…"),
        Some(None) => "Answer where nobody answered…".to_owned(),
        None if run.position().is_some() => "Nobody was asked here".to_owned(),
        None => "The run is over".to_owned(),
    }
}

/// The line below what the phone showed then.
pub(super) fn later_ui(ui: &mut Ui, run: &Run, actions: &mut Vec<Action>) {
    if run.position().is_none() {
        return;
    }
    let later = run.log().entries().len().saturating_sub(run.shown_entries().len());
    let text = match later {
        0 => "Back to now".to_owned(),
        1 => "1 later entry · back to now".to_owned(),
        count => format!("{count} later entries · back to now"),
    };
    ui.add_space(space::M);
    ui.vertical_centered(|ui| {
        if kit::link_button(ui, &text).on_hover_text("Shows the run as it is now").clicked() {
            actions.push(Action::Run(RunAction::GoTo(None)));
        }
    });
}

/// What can be done at that moment besides answering: running on from there, and the way to the nearest question.
pub(super) fn foot_ui(ui: &mut Ui, run: &Run, actions: &mut Vec<Action>) {
    let reason = run.not_forked_because();
    ui.allocate_ui_with_layout(
        Vec2::new(ui.available_width(), FOOT - space::S),
        egui::Layout::left_to_right(egui::Align::Min),
        |ui| {
            ui.spacing_mut().item_spacing.x = space::S;
            if let Some(step) = run.position() {
                let hint = "Runs once more up to here and holds; nothing that went out is sent again";
                let button = Button::quick_reply("Run from here").disabled(reason).tooltip(hint);
                if button.show(ui).clicked() {
                    let fork = Fork { run: run.number(), step, says: None };
                    actions.push(Action::Run(RunAction::Fork(fork)));
                }
            }
            let earlier = run.asked_before().filter(|_| run.asking().is_none() && reason.is_none());
            if let Some(asking) = earlier {
                let button = Button::quick_reply("Answer something else…");
                let hint = format!("Goes back to what {} asked, after step {}", asking.widget, asking.step);
                if button.show(ui).on_hover_text(hint).clicked() {
                    actions.push(Action::Run(RunAction::GoTo(Some(asking.step))));
                    actions.push(Action::Run(RunAction::WantFocus));
                }
            }
            // The room stays the same where there is no button.
            ui.allocate_exact_size(Vec2::new(0.0, FOOT - space::S), Sense::hover());
        },
    );
    ui.add_space(space::S);
}
