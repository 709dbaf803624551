//! The box in the lower left corner: farther, how near, nearer, everything.

use egui::{Align2, Id, Rect, Role, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo};

use super::{View, node_id};
use crate::editor::theme::{self, Tokens, radius, space};

const FROM_EDGE: f32 = 14.0;
const HEIGHT: f32 = 30.0;
/// The widths of the buttons, from left to right.
const WIDTHS: [f32; 4] = [30.0, 50.0, 30.0, 34.0];

/// Where it is.
pub(super) fn rect(canvas: Rect) -> Rect {
    let size = Vec2::new(WIDTHS.iter().sum::<f32>() + 2.0, HEIGHT);
    let corner = egui::Pos2::new(canvas.min.x + FROM_EDGE, canvas.max.y - FROM_EDGE - HEIGHT);
    Rect::from_min_size(corner, size)
}

/// Shows it.
pub(super) fn show(ui: &Ui, canvas: Id, view: &mut View) {
    let rect = rect(view.rect);
    let tokens = Tokens::of(ui);
    let painter = ui.painter();
    painter.rect_filled(rect, radius::CONTROL, tokens.panel);
    let percent = format!("{:.0} %", view.zoom() * 100.0);
    let buttons = [("−", "Zoom out"), (&*percent, "Zoom to 100 %"), ("+", "Zoom in"), ("Fit", "Fit")];
    let mut left = rect.min.x + 1.0;
    for (index, ((text, name), width)) in buttons.into_iter().zip(WIDTHS).enumerate() {
        let place = Rect::from_min_size(egui::Pos2::new(left, rect.min.y), Vec2::new(width, HEIGHT))
            .shrink(space::XS / 2.0);
        left += width;
        let response = ui.interact(place, node_id(canvas, ("zoom", index)), Sense::click());
        response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), name));
        if response.hovered() {
            painter.rect_filled(place, radius::SMALL, tokens.raised);
        }
        if response.has_focus() {
            let stroke = Stroke::new(theme::size::FOCUS, tokens.accent);
            painter.rect_stroke(place, radius::SMALL, stroke, StrokeKind::Inside);
        }
        let color = if response.hovered() { tokens.text } else { tokens.text_2 };
        painter.text(place.center(), Align2::CENTER_CENTER, text, theme::secondary(), color);
        if response.clicked() {
            match index {
                0 => view.zoom_out(),
                1 => view.zoom_to_100(),
                2 => view.zoom_in(),
                _ => view.fit_all(),
            }
            ui.ctx().request_repaint();
        }
        response.on_hover_text(name);
    }
    painter.rect_stroke(rect, radius::CONTROL, Stroke::new(1.0, tokens.line), StrokeKind::Inside);
}
