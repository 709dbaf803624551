//! The keys of a phone, for a call on which keys are awaited.

use egui::{Align2, Role, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo};

use super::focus_ring;
use crate::editor::action::Action;
use crate::editor::run::{Run, RunAction};
use crate::editor::theme::{self, Tokens, radius, size};

const KEYS: [[&str; 3]; 4] = [["1", "2", "3"], ["4", "5", "6"], ["7", "8", "9"], ["*", "0", "#"]];
const KEY: f32 = 28.0;
const GAP: f32 = 5.0;
/// Wider keys look like no phone's.
const MAX_KEY_WIDTH: f32 = 84.0;

/// How high the keypad is; 0 while no keys are awaited.
pub(super) fn height(run: &Run) -> f32 {
    if run.waits_for_keys() { 4.0 * KEY + 3.0 * GAP } else { 0.0 }
}

/// Paints the keypad. The keys come into the field; what they are sent by is the widget's: its last key, or their
/// number.
pub(super) fn keypad_ui(ui: &mut Ui, run: &Run, actions: &mut Vec<Action>) {
    let room = ui.available_width();
    let width = ((room - 2.0 * GAP) / 3.0).min(MAX_KEY_WIDTH);
    let left = (room - 3.0 * width - 2.0 * GAP) / 2.0;
    ui.spacing_mut().item_spacing = Vec2::splat(GAP);
    for row in KEYS {
        ui.horizontal(|ui| {
            ui.add_space(left.max(GAP) - GAP);
            for key in row {
                if key_ui(ui, key, width) {
                    let text = format!("{}{key}", run.draft);
                    let action =
                        if run.ends_keys(&text) { RunAction::Say(text) } else { RunAction::Type(text) };
                    actions.push(Action::Run(action));
                }
            }
        });
    }
}

fn key_ui(ui: &mut Ui, key: &str, width: f32) -> bool {
    let tokens = Tokens::of(ui);
    let (rect, response) = ui.allocate_exact_size(Vec2::new(width, KEY), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Key {key}")));
    let fill =
        if response.is_pointer_button_down_on() || response.hovered() { tokens.raised } else { tokens.panel };
    let border = Stroke::new(size::BORDER, tokens.line_strong);
    ui.painter().rect(rect, radius::CONTROL, fill, border, StrokeKind::Inside);
    let font = theme::semibold(size::BODY);
    ui.painter().text(rect.center(), Align2::CENTER_CENTER, key, font, tokens.text);
    focus_ring(ui, &response, radius::CONTROL);
    response.clicked()
}
