//! The steps of a run as a table. A click shows the widget.

use egui::{Align2, Role, ScrollArea, Sense, Ui, Vec2, WidgetInfo};

use super::{focus_ring, nothing_ui, one_line};
use crate::editor::action::Action;
use crate::editor::icon::{self, paint_icon};
use crate::editor::run::{Run, StepRow};
use crate::editor::theme::{self, Tokens, radius, tint};

const ROW: f32 = 27.0;
const NUMBER: f32 = 30.0;
const TIME: f32 = 66.0;
/// The scroll bar floats over this much.
const BAR: f32 = 12.0;

/// Paints the tab.
pub(super) fn trace_ui(ui: &mut Ui, run: &Run, actions: &mut Vec<Action>) {
    if run.steps().is_empty() {
        return nothing_ui(ui, "No widget has been left yet.");
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    head_ui(ui);
    ScrollArea::vertical()
        .id_salt("simulator.trace")
        .auto_shrink([false, false])
        .stick_to_bottom(true)
        .show_rows(ui, ROW, run.steps().len(), |ui, range| {
            for step in run.steps().get(range).unwrap_or_default() {
                row_ui(ui, run, step, actions);
            }
        });
}

/// Where the columns begin, and how wide they are: widget, output, next.
fn columns(left: f32, width: f32) -> [(f32, f32); 3] {
    let room = (width - NUMBER - TIME).max(90.0);
    let (widget, output) = (room * 0.38, room * 0.27);
    let first = left + NUMBER;
    [
        (first, widget - 8.0),
        (first + widget, output - 8.0),
        (first + widget + output, room - widget - output - 8.0),
    ]
}

fn head_ui(ui: &mut Ui) {
    let tokens = Tokens::of(ui);
    let (rect, _) = ui.allocate_exact_size(Vec2::new(ui.available_width(), 22.0), Sense::hover());
    let middle = rect.center().y;
    let text = |x: f32, text: &str| {
        ui.painter().text(egui::pos2(x, middle), Align2::LEFT_CENTER, text, theme::hint(), tokens.text_2);
    };
    let [widget, output, next] = columns(rect.left(), rect.width());
    text(rect.left() + 6.0, "#");
    text(widget.0, "Widget");
    text(output.0, "Output");
    text(next.0, "Next");
    let place = egui::pos2(rect.right() - BAR, middle);
    ui.painter().text(place, Align2::RIGHT_CENTER, "Time", theme::hint(), tokens.text_2);
}

fn row_ui(ui: &mut Ui, run: &Run, step: &StepRow, actions: &mut Vec<Action>) {
    let tokens = Tokens::of(ui);
    let response = ui.allocate_response(Vec2::new(ui.available_width(), ROW), Sense::click());
    let next = step.next.as_deref().unwrap_or("end");
    let name = format!("Step {}: {}, {}, next {next}", step.number, step.widget, step.label);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    let rect = response.rect;
    let is_last = run.steps().last().is_some_and(|last| last.number == step.number);
    let is_shown = run.position() == Some(step.number);
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_selected(is_shown));
    if is_shown {
        ui.painter().rect_filled(rect, radius::SMALL, tint(tokens.accent, 0.16));
    } else if response.hovered() {
        ui.painter().rect_filled(rect, radius::SMALL, tokens.raised);
    } else if is_last && !run.is_live() {
        ui.painter().rect_filled(rect, radius::SMALL, tint(tokens.ok, 0.1));
    }
    let middle = rect.center().y;
    let painter = ui.painter();
    let place = egui::pos2(rect.left() + 6.0, middle);
    painter.text(place, Align2::LEFT_CENTER, step.number.to_string(), theme::hint(), tokens.ok);
    let cells = columns(rect.left(), rect.width());
    // A step of a subflow stands behind a sign; which widget runs it is told by the row's name.
    let shown = match step.widget.rsplit_once('/') {
        Some((_, inner)) => format!("› {inner}"),
        None => step.widget.clone(),
    };
    let texts = [
        (&*shown, theme::body(), tokens.text),
        (&*step.label, theme::secondary(), tokens.text_2),
        (next, theme::secondary(), tokens.text_2),
    ];
    for ((x, width), (text, font, color)) in cells.into_iter().zip(texts) {
        let galley = one_line(ui, text, font, color, width);
        ui.painter().galley(egui::pos2(x, middle - galley.size().y / 2.0), galley, color);
    }
    let place = egui::pos2(rect.right() - BAR, middle);
    ui.painter().text(place, Align2::RIGHT_CENTER, run.clock(step.at_secs), theme::hint(), tokens.text_2);
    if !step.assumptions.is_empty() {
        let center = egui::pos2(rect.right() - TIME - 6.0, middle);
        paint_icon(ui.painter(), center, icon::INFO, 12.0, tokens.warn);
    }
    focus_ring(ui, &response, radius::SMALL);
    let mut hint = format!("{} left {} by {}", run.clock(step.at_secs), step.widget, step.event);
    if let Some(why) = &step.why {
        hint = format!("{hint}: {why}");
    }
    for assumption in &step.assumptions {
        hint = format!("{hint}\nUnconfirmed: {assumption}");
    }
    if let Some(widget) = step.id.filter(|_| response.on_hover_text(hint).clicked()) {
        super::show_widget(widget, actions);
    }
}
