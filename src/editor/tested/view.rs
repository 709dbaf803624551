//! The legend over the canvas: how many tests pass, what the hatching means, and which tests fail how.

use std::time::Duration;

use egui::{
    Area, Id, Label, Order, Rect, RichText, ScrollArea, Sense, Shape, Spinner, Stroke, StrokeKind, Ui, Vec2,
};

use super::{FailedTest, ShownTests, Tested};
use crate::editor::action::Action;
use crate::editor::canvas::{dashed_way, hatch};
use crate::editor::command::Command;
use crate::editor::icon;
use crate::editor::kit::{self, Button, IconButton, Severity};
use crate::editor::theme::{self, Tokens, radius, size, space};

const WIDTH: f32 = 340.0;
const FROM_EDGE: f32 = 14.0;
/// More differences than this nobody reads here.
const MAX_TOLD: usize = 20;
/// How often progress is looked at.
const LOOK_AGAIN: Duration = Duration::from_millis(150);

/// Shows the legend in the corner of the canvas.
pub fn legend_ui(ui: &Ui, canvas: Rect, shown: &ShownTests, flow_file: &str, actions: &mut Vec<Action>) {
    let width = WIDTH.min(canvas.width() - 2.0 * FROM_EDGE - 24.0);
    if width < 120.0 {
        return;
    }
    Area::new(Id::unique("tests legend"))
        .fixed_pos(canvas.min + Vec2::splat(FROM_EDGE))
        .order(Order::Middle)
        .show(ui.ctx(), |ui| {
            kit::popup_frame(ui.ctx(), 12).show(ui, |ui| {
                ui.set_width(width);
                ui.spacing_mut().item_spacing.y = space::XS;
                head_ui(ui, shown, actions);
                playing_ui(ui, shown, actions);
                match shown.found.as_deref() {
                    None => {}
                    Some(tested) => {
                        let most = (canvas.height() * 0.6).max(160.0);
                        ScrollArea::vertical()
                            .max_height(most)
                            .min_scrolled_height(most)
                            .show(ui, |ui| tested_ui(ui, tested, flow_file));
                    }
                }
            });
        });
}

/// How far a round is that takes its time, and the way to end it; or that one was ended.
fn playing_ui(ui: &mut Ui, shown: &ShownTests, actions: &mut Vec<Action>) {
    match shown.playing() {
        (_, Some(progress)) => {
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = space::S;
                ui.add(Spinner::new().size(14.0));
                let text = if progress.is_cancelled() {
                    "Ends with this test…".to_owned()
                } else {
                    progress.words()
                };
                kit::secondary_text(ui, &text);
                let again = progress.is_cancelled().then_some("It ends with the test that is being played");
                if Button::link("Cancel").disabled(again).show(ui).clicked() {
                    actions.push(Action::CancelTests);
                }
            });
            ui.ctx().request_repaint_after(LOOK_AGAIN);
        }
        (true, None) => {
            if shown.found.is_none() {
                kit::secondary_text(ui, "The tests are being played…");
            }
            // It may take longer than a moment.
            ui.ctx().request_repaint_after(LOOK_AGAIN);
        }
        (false, None) if shown.was_cancelled => {
            let text = match shown.found {
                Some(_) => "Cancelled: what is shown is of the round before.",
                None => "Cancelled: what the tests reach is not known.",
            };
            kit::secondary_text(ui, text);
        }
        (false, None) => {}
    }
}

fn head_ui(ui: &mut Ui, shown: &ShownTests, actions: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        let title = shown.found.as_deref().filter(|found| found.tests() > 0).map(Tested::summary);
        let title = title.unwrap_or_else(|| "What tests reach".to_owned());
        let buttons = 2.0 * 26.0 + 3.0 * space::S;
        let text = RichText::new(title).font(theme::semibold(size::BODY)).color(Tokens::of(ui).text);
        let room = Vec2::new((ui.available_width() - buttons).max(0.0), 26.0);
        let left = egui::Layout::left_to_right(egui::Align::Center).with_main_wrap(true);
        ui.allocate_ui_with_layout(room, left, |ui| {
            ui.set_min_width(room.x);
            ui.label(text);
        });
        if IconButton::new(icon::RESTART, "Play the tests again").edge(26.0, 14.0).show(ui).clicked() {
            actions.push(Action::PlayTests);
        }
        if IconButton::new(icon::CLOSE, "Hide what tests reach").edge(26.0, 14.0).show(ui).clicked() {
            actions.push(Action::Command(Command::ShowTests));
        }
    });
}

fn tested_ui(ui: &mut Ui, tested: &Tested, flow_file: &str) {
    if tested.tests() == 0 && tested.mistakes.is_empty() {
        let text = format!(
            "No test beside this flow names it. Tests stand in files NAME.test.toml that begin with \
             flow = \"{flow_file}\"."
        );
        kit::secondary_text(ui, &text);
        return;
    }
    if tested.tests() > 0 {
        let of = |missing: usize, all: usize, what: &str| format!("{missing} of {all} {what}");
        let cards = of(tested.marks.unreached.len(), tested.widgets, "widgets: no test reaches them");
        sample_ui(ui, &cards, |ui, rect| {
            let tokens = Tokens::of(ui);
            ui.painter().rect_filled(rect, radius::SMALL, tokens.card);
            hatch(ui.painter(), rect, 5.0, tokens);
            let stroke = Stroke::new(size::BORDER, tokens.line_strong);
            ui.painter().rect_stroke(rect, radius::SMALL, stroke, StrokeKind::Inside);
        });
        let ways = of(tested.marks.untaken.len(), tested.transitions, "transitions: no test takes them");
        sample_ui(ui, &ways, |ui, rect| {
            let points = [rect.left_center(), rect.right_center()];
            let shapes: Vec<Shape> = dashed_way(&points, 1.75, 1.0, Tokens::of(ui));
            ui.painter().extend(shapes);
        });
    }
    for mistake in tested.mistakes.iter().take(MAX_TOLD) {
        kit::problem_box(ui, Severity::Error, "Mistake", mistake, None);
    }
    for (index, failed) in tested.failed.iter().take(MAX_TOLD).enumerate() {
        // The others are folded: the flow is to be seen, too.
        failed_ui(ui, failed, index == 0);
    }
    let more = |all: usize| all.saturating_sub(MAX_TOLD);
    let hidden = more(tested.failed.len()) + more(tested.mistakes.len());
    if hidden > 0 {
        kit::hint_text(ui, &format!("… and {hidden} more, which `cordboard test` tells of"));
    }
}

/// A piece of the canvas, and what it means.
fn sample_ui(ui: &mut Ui, text: &str, paint: impl FnOnce(&Ui, Rect)) {
    ui.horizontal(|ui| {
        let (rect, _) = ui.allocate_exact_size(Vec2::new(26.0, 16.0), Sense::hover());
        paint(ui, rect);
        kit::secondary_text(ui, text);
    });
}

fn failed_ui(ui: &mut Ui, failed: &FailedTest, is_open: bool) {
    let FailedTest { name, place, dialogue, expected, came } = failed;
    ui.push_id(place, |ui| {
        kit::section(ui, &format!("{name} fails"), is_open, |ui| {
            kit::hint_text(ui, place);
            let tokens = Tokens::of(ui);
            let mono = egui::FontId::monospace(size::MONO);
            for line in dialogue {
                // The flow's own way stands back behind what is said.
                let color = if line.starts_with(' ') { tokens.text_3 } else { tokens.text_2 };
                ui.label(RichText::new(line).font(mono.clone()).color(color));
            }
            let told = |ui: &mut Ui, text: String, color| {
                let text = RichText::new(text).font(theme::secondary()).color(color);
                // A value may be one long word: it is broken anywhere rather than cut.
                ui.add(Label::new(text).wrap().selectable(true));
            };
            told(ui, format!("expected: {expected}"), tokens.ok);
            told(ui, format!("but: {came}"), tokens.error);
        });
    });
}
