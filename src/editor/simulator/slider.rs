//! A slider over whole numbers, for walking through the steps of a run.

use egui::accesskit::{Action, Orientation};
use egui::{EventFilter, Id, Key, Modifiers, Rect, Response, Role, Sense, Stroke, Ui, Vec2, WidgetInfo};

use crate::editor::theme::{Tokens, size};

const HEIGHT: f32 = 22.0;
const RAIL: f32 = 4.0;
const KNOB: f32 = 6.0;
/// So many steps with one press of a page key.
const PAGE: u32 = 10;

/// What is set.
pub(super) struct Steps {
    /// Where it stands.
    pub at: u32,
    /// The largest number.
    pub most: u32,
    /// Whether it is not at its usual place, the end.
    pub is_back: bool,
}

/// Shows a slider from 0 on; answers with the number that was chosen. With the keyboard: arrows, page keys, Home, End.
pub(super) fn slider_ui(
    ui: &mut Ui,
    name: &str,
    says: &str,
    width: f32,
    steps: &Steps,
) -> (Response, Option<u32>) {
    let is_enabled = steps.most > 0;
    let sense = if is_enabled { Sense::click_and_drag() } else { Sense::hover() };
    let (rect, response) = ui.allocate_exact_size(Vec2::new(width, HEIGHT), sense);
    let rail = Rect::from_center_size(rect.center(), Vec2::new(rect.width() - 2.0 * KNOB, RAIL));
    let mut chosen = None;
    if let Some(pointer) =
        response.interact_pointer_pos().filter(|_| response.dragged() || response.clicked())
    {
        response.request_focus();
        chosen = Some(at_place((pointer.x - rail.left()) / rail.width().max(1.0), steps.most));
    }
    if response.has_focus() {
        let filter = EventFilter { horizontal_arrows: true, ..EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
        chosen = chosen.or(by_keys(ui, steps));
    }
    chosen = chosen.or(asked_for(ui, response.id, steps));
    response.widget_info(|| WidgetInfo {
        value: Some(f64::from(steps.at)),
        ..WidgetInfo::labeled(Role::Slider, is_enabled, name)
    });
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_numeric_value(f64::from(steps.at));
        node.set_min_numeric_value(0.0);
        node.set_max_numeric_value(f64::from(steps.most));
        node.set_numeric_value_step(1.0);
        node.set_orientation(Orientation::Horizontal);
        node.set_value(says);
        for (action, can) in [(Action::Decrement, steps.at > 0), (Action::Increment, steps.at < steps.most)] {
            if can {
                node.add_action(action);
            }
        }
        if is_enabled {
            node.add_action(Action::SetValue);
        }
    });
    paint(ui, &response, rail, steps);
    (response, chosen.filter(|chosen| *chosen != steps.at))
}

fn by_keys(ui: &Ui, steps: &Steps) -> Option<u32> {
    let Steps { at, most, .. } = *steps;
    let to = [
        (Key::ArrowLeft, at.saturating_sub(1)),
        (Key::ArrowRight, at.saturating_add(1)),
        (Key::PageDown, at.saturating_sub(PAGE)),
        (Key::PageUp, at.saturating_add(PAGE)),
        (Key::Home, 0),
        (Key::End, most),
    ];
    let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    to.into_iter().find(|(key, _)| pressed(*key)).map(|(_, to)| to.min(most))
}

/// What a screen reader wants.
fn asked_for(ui: &Ui, id: Id, steps: &Steps) -> Option<u32> {
    ui.input(|input| {
        let set =
            input.accesskit_action_requests(id, Action::SetValue).find_map(|request| match &request.data {
                Some(egui::accesskit::ActionData::NumericValue(value)) => Some(*value),
                _ => None,
            });
        if let Some(set) = set {
            return Some(at_place(set_share(set, steps.most), steps.most));
        }
        match () {
            () if input.num_accesskit_action_requests(id, Action::Decrement) > 0 => steps.at.checked_sub(1),
            () if input.num_accesskit_action_requests(id, Action::Increment) > 0 => {
                Some(steps.at + 1).filter(|to| *to <= steps.most)
            }
            () => None,
        }
    })
}

#[expect(clippy::cast_possible_truncation, reason = "a share of a whole needs no more than a few digits")]
fn set_share(value: f64, most: u32) -> f32 {
    (value / f64::from(most.max(1))) as f32
}

/// The number at a share of the way.
fn at_place(share: f32, most: u32) -> u32 {
    let place = (f64::from(share.clamp(0.0, 1.0)) * f64::from(most)).round();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it is between 0 and `most`, and what is no number becomes 0"
    )]
    let number = place as u32;
    number.min(most)
}

fn paint(ui: &Ui, response: &Response, rail: Rect, steps: &Steps) {
    let tokens = Tokens::of(ui);
    #[expect(clippy::cast_possible_truncation, reason = "a share is between 0 and 1")]
    let share = (f64::from(steps.at) / f64::from(steps.most.max(1))) as f32;
    let x = rail.left() + rail.width() * share;
    let painter = ui.painter();
    painter.rect_filled(rail, RAIL / 2.0, tokens.line_strong);
    if steps.most > 0 {
        painter.rect_filled(rail.with_max_x(x), RAIL / 2.0, tokens.accent);
        let center = egui::pos2(x, rail.center().y);
        let fill = if steps.is_back { tokens.panel } else { tokens.accent };
        let radius = if response.hovered() || response.has_focus() { KNOB } else { KNOB - 1.0 };
        painter.circle(center, radius, fill, Stroke::new(2.0, tokens.accent));
    }
    if response.has_focus() {
        let ring = Stroke::new(size::FOCUS, tokens.accent);
        painter.rect_stroke(response.rect, 4, ring, egui::StrokeKind::Inside);
    }
}

#[cfg(test)]
mod tests {
    use super::at_place;

    #[test]
    fn a_place_on_the_rail_is_a_step() {
        fn check(share: f32, most: u32, expected: u32) {
            assert_eq!(at_place(share, most), expected, "{share} of {most}");
        }
        check(-1.0, 5, 0);
        check(0.49, 5, 2);
        check(0.5, 4, 2);
        check(2.0, 1_000, 1_000);
        check(f32::NAN, 5, 0);
        check(0.5, 0, 0);
    }
}
