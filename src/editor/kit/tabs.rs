//! Tabs: within a panel, and of open files.

use egui::accesskit::Role as Node;
use egui::{Color32, PointerButton, Response, Role, Sense, Stroke, StrokeKind, Ui, Vec2};

use super::{focus_ring, name, one_line};
use crate::editor::icon::{self, paint_icon};
use crate::editor::theme::{self, Tokens, radius, size};

/// Tabs in a row, the selected one underlined. Answers with the tab that was chosen now.
pub fn tab_strip(ui: &mut Ui, labels: &[&str], selected: usize) -> Option<usize> {
    let tokens = Tokens::of(ui);
    let mut chosen = None;
    let strip = ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 18.0;
        for (index, label) in labels.iter().enumerate() {
            let is_selected = index == selected;
            let response = tab(ui, tokens, label, is_selected);
            if response.clicked() && !is_selected {
                chosen = Some(index);
            }
        }
    });
    ui.ctx().accesskit_node_builder(strip.response.id, |node| node.set_role(Node::TabList));
    let line = Stroke::new(size::BORDER, tokens.line);
    let (left, right) = (ui.max_rect().left(), ui.max_rect().right());
    let y = ui.painter().round_to_pixel_center(strip.response.rect.bottom());
    ui.painter().hline(left..=right, y, line);
    chosen
}

fn tab(ui: &mut Ui, tokens: &Tokens, label: &str, is_selected: bool) -> Response {
    // The room is that of the semibold text in any case, so that nothing moves when the selection does.
    let width =
        ui.painter().layout_no_wrap(label.to_owned(), theme::semibold(size::BODY), tokens.text).size().x;
    let response = ui.allocate_response(Vec2::new(width, 34.0), Sense::click());
    name(&response, Role::Tab, label);
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_selected(is_selected));
    let (font, color) = match (is_selected, response.hovered()) {
        (true, _) => (theme::semibold(size::BODY), tokens.text),
        (false, true) => (theme::body(), tokens.text),
        (false, false) => (theme::body(), tokens.text_2),
    };
    let galley = ui.painter().layout_no_wrap(label.to_owned(), font, color);
    let rect = response.rect;
    let top = rect.center().y - galley.size().y / 2.0;
    ui.painter().galley(egui::pos2(rect.center().x - galley.size().x / 2.0, top), galley, color);
    if is_selected {
        // On the line of the strip, so that both read as one.
        let line = egui::Rect::from_x_y_ranges(rect.x_range(), rect.bottom() - 1.0..=rect.bottom() + 1.0);
        ui.painter().with_clip_rect(line.expand(2.0)).rect_filled(line, 1.0, tokens.accent);
    }
    if response.has_focus() {
        let stroke = Stroke::new(size::FOCUS, tokens.accent);
        let ring = rect.shrink2(Vec2::new(-5.0, 4.0));
        ui.painter().rect_stroke(ring, radius::SMALL, stroke, StrokeKind::Inside);
    }
    response
}

/// What the user did with the tab of a file.
pub struct FileTabResponse {
    /// The tab itself: a click selects the file.
    pub response: Response,
    /// Whether the file shall be closed.
    pub close: bool,
}

/// The tab of an open file: its name, a dot when it has unsaved changes, and a button to close it.
pub fn file_tab(ui: &mut Ui, file_name: &str, is_modified: bool, is_selected: bool) -> FileTabResponse {
    const PADDING: f32 = 12.0;
    const BUTTON: f32 = 18.0;
    const MAX_TEXT: f32 = 220.0;
    let tokens = Tokens::of(ui);
    let color = if is_selected { tokens.text } else { tokens.text_2 };
    let galley = one_line(ui, file_name, theme::body(), color, MAX_TEXT);
    let wanted = Vec2::new(PADDING + galley.size().x + 6.0 + BUTTON + 6.0, size::CONTROL);
    let response = ui.allocate_response(wanted, Sense::click_and_drag());
    name(&response, Role::Tab, file_name);
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_selected(is_selected);
        if is_modified {
            node.set_description("has unsaved changes");
        }
    });
    let rect = response.rect;
    let center = egui::pos2(rect.right() - 6.0 - BUTTON / 2.0, rect.center().y);
    let button_rect = egui::Rect::from_center_size(center, Vec2::splat(BUTTON));
    let button = ui.interact(button_rect, response.id.with("close"), Sense::click());
    name(&button, Role::Button, &format!("Close {file_name}"));

    let hovered = response.hovered() || button.hovered();
    let fill = if is_selected || hovered { tokens.raised } else { Color32::TRANSPARENT };
    ui.painter().rect_filled(rect, radius::CONTROL, fill);
    let top = rect.center().y - galley.size().y / 2.0;
    ui.painter().galley(egui::pos2(rect.left() + PADDING, top), galley, color);
    if hovered || button.has_focus() {
        if button.hovered() {
            ui.painter().rect_filled(button_rect, radius::SMALL, tokens.line_strong);
        }
        paint_icon(ui.painter(), center, icon::CLOSE, 13.0, tokens.text_2);
    } else if is_modified {
        ui.painter().circle_filled(center, 3.5, tokens.warn);
    }
    focus_ring(ui, &response, radius::CONTROL);
    focus_ring(ui, &button, radius::SMALL);
    let close = button.clicked() || response.clicked_by(PointerButton::Middle);
    button.on_hover_text("Close");
    let response = if is_modified {
        response.on_hover_text(format!("{file_name}\nhas unsaved changes"))
    } else {
        response
    };
    FileTabResponse { response, close }
}
