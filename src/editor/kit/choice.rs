//! Choosing one of some values, and switching one thing on or off.

use egui::{ComboBox, Response, Role, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo};

use super::{focus_ring, name_by_label, one_line};
use crate::editor::icon::{self, paint_icon};
use crate::editor::theme::{self, Tokens, radius, size};

/// A drop-down list. `current` may be a value that is not offered; then the list says so.
///
/// The response is marked as changed when the user chose another value.
pub fn choice<T: PartialEq + Clone>(
    ui: &mut Ui,
    id_salt: impl egui::AsIdSalt,
    name: &str,
    options: &[(T, &str)],
    current: &mut T,
) -> Response {
    let tokens = Tokens::of(ui);
    let selected = options.iter().find(|(value, _)| value == current).map(|(_, text)| *text);
    let selected_text = match selected {
        Some(text) => egui::RichText::new(text).color(tokens.text),
        None => egui::RichText::new("Choose…").color(tokens.text_3),
    };
    let mut changed = false;
    let shown = ui.scope(|ui| {
        ui.spacing_mut().interact_size.y = size::CONTROL;
        ComboBox::from_id_salt(id_salt)
            .width(ui.available_width())
            .truncate()
            .selected_text(selected_text)
            .icon(|ui, rect, visuals, _is_open| {
                let color = if visuals.bg_stroke.width > size::BORDER {
                    Tokens::of(ui).accent
                } else {
                    Tokens::of(ui).text_2
                };
                paint_icon(ui.painter(), rect.center(), icon::CHEVRON_DOWN, 13.0, color);
            })
            .show_ui(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 1.0;
                let mut rows = Vec::with_capacity(options.len());
                let mut at = None;
                for (index, (value, text)) in options.iter().enumerate() {
                    let row = option_row(ui, text, "", value == current);
                    rows.push(row.id);
                    if value == current {
                        at = Some(index);
                    }
                    if row.clicked() {
                        // The keyboard chooses as the pointer does: the list is done with.
                        ui.close();
                        if value != current {
                            *current = value.clone();
                            changed = true;
                        }
                    }
                }
                if !changed {
                    list_keys(ui, &rows, at);
                }
            })
            .response
    });
    let mut response = name_by_label(ui, shown.inner, name);
    if changed || response.clicked() {
        // It keeps the keyboard, so that the next key is for it and not for the canvas.
        response.request_focus();
    }
    if changed {
        response.mark_changed();
    }
    response
}

/// The keyboard in an open list: it is at the chosen row first, and the arrows go from row to row.
fn list_keys(ui: &Ui, rows: &[egui::Id], chosen: Option<usize>) {
    let focused = ui.memory(egui::Memory::focused);
    let Some(at) = rows.iter().position(|row| Some(*row) == focused) else {
        if let Some(first) = rows.get(chosen.unwrap_or(0)) {
            ui.memory_mut(|memory| memory.request_focus(*first));
        }
        return;
    };
    let filter = egui::EventFilter { vertical_arrows: true, ..egui::EventFilter::default() };
    if let Some(row) = rows.get(at) {
        ui.memory_mut(|memory| memory.set_focus_lock_filter(*row, filter));
    }
    let pressed = |key| ui.input_mut(|input| input.consume_key(egui::Modifiers::NONE, key));
    let to = if pressed(egui::Key::ArrowDown) {
        Some(at + 1)
    } else if pressed(egui::Key::ArrowUp) {
        at.checked_sub(1)
    } else {
        None
    };
    if let Some(row) = to.and_then(|to| rows.get(to)) {
        ui.memory_mut(|memory| memory.request_focus(*row));
    }
}

/// One line of a drop-down list, with a sign on the chosen one and a detail at its end.
pub fn option_row(ui: &mut Ui, text: &str, detail: &str, is_chosen: bool) -> Response {
    const SIGN: f32 = 22.0;
    let tokens = Tokens::of(ui);
    let galley = one_line(ui, text, theme::body(), tokens.text, 480.0);
    let detail_room = (ui.available_width() - galley.size().x - SIGN - 34.0).max(0.0);
    let detail = one_line(ui, detail, theme::hint(), tokens.text_2, detail_room);
    let width = ui.available_width().max(galley.size().x + SIGN + 18.0);
    let response = ui.allocate_response(Vec2::new(width, size::ROW), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::ListBoxOption, response.enabled(), text));
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_selected(is_chosen));
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(response.rect, radius::SMALL + 1, tokens.raised);
    }
    let middle = response.rect.center().y;
    if is_chosen {
        let center = egui::pos2(response.rect.left() + 13.0, middle);
        paint_icon(ui.painter(), center, icon::CHECK, 13.0, tokens.accent);
    }
    let corner = egui::pos2(response.rect.left() + SIGN + 4.0, middle - galley.size().y / 2.0);
    ui.painter().galley(corner, galley, tokens.text);
    let corner = egui::pos2(response.rect.right() - 8.0 - detail.size().x, middle - detail.size().y / 2.0);
    ui.painter().galley(corner, detail, tokens.text_2);
    focus_ring(ui, &response, radius::SMALL + 1);
    response
}

/// A box to tick, with its text.
pub fn checkbox(ui: &mut Ui, checked: &mut bool, text: &str) -> Response {
    const BOX: f32 = 16.0;
    const GAP: f32 = 8.0;
    let tokens = Tokens::of(ui);
    let galley = one_line(ui, text, theme::body(), tokens.text, ui.available_width() - BOX - GAP);
    let wanted = Vec2::new(BOX + GAP + galley.size().x, 24.0);
    let mut response = ui.allocate_response(wanted, Sense::click());
    if response.clicked() {
        *checked = !*checked;
        response.mark_changed();
    }
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, response.enabled(), *checked, text));
    if ui.is_rect_visible(response.rect) {
        let rect = response.rect;
        let center = egui::pos2(rect.left() + BOX / 2.0, rect.center().y);
        let square = egui::Rect::from_center_size(center, Vec2::splat(BOX));
        let (fill, border) = match (*checked, response.hovered()) {
            (true, _) => (tokens.accent, tokens.accent),
            (false, true) => (tokens.raised, tokens.wire),
            (false, false) => (tokens.field, tokens.wire),
        };
        let border = Stroke::new(size::BORDER, border);
        ui.painter().rect(square, radius::SMALL, fill, border, StrokeKind::Inside);
        if *checked {
            paint_icon(ui.painter(), center, icon::CHECK, 12.0, tokens.on_accent);
        }
        let corner = egui::pos2(square.right() + GAP, rect.center().y - galley.size().y / 2.0);
        ui.painter().galley(corner, galley, tokens.text);
        let ring = response.clone().with_new_rect(square.expand(1.0));
        focus_ring(ui, &ring, radius::SMALL);
    }
    response
}
