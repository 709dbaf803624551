//! The strip that says where a run is held, and lets it go on.

use egui::{Frame, Margin, RichText, Ui};

use crate::editor::action::Action;
use crate::editor::command::Command;
use crate::editor::icon::{self, paint_icon};
use crate::editor::kit;
use crate::editor::run::{Run, RunAction};
use crate::editor::theme::{self, Tokens, radius, size, space, tint};
use crate::sim::debug::{Held, HeldBy};

/// Where and why, in words: `Held before check_reply · breakpoint`.
pub(in crate::editor) fn held_in_words(held: &Held) -> String {
    let why = match &held.by {
        HeldBy::Pause => "paused",
        HeldBy::Breakpoint { .. } => "breakpoint",
        HeldBy::Arrived => "arrived",
        HeldBy::Subflow(_) => "its flow is not known",
    };
    format!("Held before {} · {why}", held.widget)
}

/// Paints the strip, where the run is held.
pub(super) fn held_ui(ui: &mut Ui, run: &Run, actions: &mut Vec<Action>) {
    let Some(held) = run.held() else { return };
    // What a subflow is, is a question of its own.
    if matches!(held.by, HeldBy::Subflow(_)) {
        return;
    }
    let tokens = Tokens::of(ui);
    let is_low = super::is_low(ui);
    let frame = Frame::new()
        .fill(tint(tokens.accent, theme::NOTICE_ALPHA))
        .corner_radius(radius::CONTROL)
        .inner_margin(Margin::symmetric(10, if is_low { 5 } else { 7 }));
    frame.show(ui, |ui| {
        ui.set_min_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = space::XS;
        if is_low {
            // Going on and one step are buttons right below.
            let row = egui::vec2(ui.available_width(), size::LINE);
            ui.allocate_ui_with_layout(row, egui::Layout::right_to_left(egui::Align::Center), |ui| {
                ui.spacing_mut().item_spacing.x = space::M;
                ways_ui(ui, &[("Change…", CHANGE.1, CHANGE.2), SKIP], actions);
                ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| words_ui(ui, held));
            });
        } else {
            ui.horizontal(|ui| words_ui(ui, held));
        }
        if let HeldBy::Breakpoint { trouble: Some(trouble), .. } = &held.by {
            let text = format!("{} Its condition cannot be read: {trouble}", icon::WARNING);
            let text = RichText::new(text).font(theme::hint()).color(tokens.warn);
            ui.add(egui::Label::new(text).wrap());
        }
        if !is_low {
            ui.horizontal_wrapped(|ui| {
                ui.spacing_mut().item_spacing.x = space::M;
                ways_ui(ui, &[GO_ON, STEP, SKIP, CHANGE], actions);
            });
        }
    });
    ui.add_space(space::S);
}

/// A way to go on: its text, what it does, and the command.
type Way = (&'static str, &'static str, Command);
const GO_ON: Way = ("Go on", "Runs up to the next breakpoint", Command::GoOn);
const STEP: Way = ("Step", "Does this widget and holds before the next one", Command::StepRun);
const SKIP: Way = ("Skip", "Leaves this widget by its usual output, without doing it", Command::SkipWidget);
const CHANGE: Way =
    ("Change a variable…", "Gives a variable another value before the run goes on", Command::ChangeVariable);

fn ways_ui(ui: &mut Ui, ways: &[Way], actions: &mut Vec<Action>) {
    for (text, hint, command) in ways {
        if kit::link_button(ui, text).on_hover_text(*hint).clicked() {
            actions.push(match command {
                // What is on its way can be left, too.
                Command::SkipWidget => Action::Run(RunAction::Skip),
                command => Action::Command(*command),
            });
        }
    }
}

fn words_ui(ui: &mut Ui, held: &Held) {
    let tokens = Tokens::of(ui);
    ui.spacing_mut().item_spacing.x = 6.0;
    let (sign, _) = ui.allocate_exact_size(egui::Vec2::splat(14.0), egui::Sense::hover());
    paint_icon(ui.painter(), sign.center(), icon::PAUSE, 13.0, tokens.accent);
    let text = RichText::new(held_in_words(held)).font(theme::semibold(size::SECONDARY)).color(tokens.text);
    ui.add(egui::Label::new(text).truncate());
}
