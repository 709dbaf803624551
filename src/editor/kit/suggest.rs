//! A sign at the end of a text field that opens a list of what could stand in it.

use egui::{Key, Popup, Rect, Role, ScrollArea, Sense, Ui, Vec2};

use super::{focus_ring, name};
use crate::editor::icon::{self, paint_icon};
use crate::editor::theme::{Tokens, radius};

/// The room that the sign takes: keep it free with [`super::FieldOptions::reserve`].
pub const SUGGEST: f32 = 24.0;

/// The sign at the end of a field, and the list while it is open. Answers with what was picked.
///
/// Each option has a value and a text for it.
pub fn suggest_button(
    ui: &mut Ui,
    field: &egui::Response,
    text: &str,
    options: &[(&str, &str)],
    current: &str,
) -> Option<usize> {
    let tokens = Tokens::of(ui);
    let middle = egui::pos2(field.rect.right() - 15.0, field.rect.center().y);
    let rect = Rect::from_center_size(middle, Vec2::splat(22.0));
    let button = ui.interact(rect, field.id.with("suggestions"), Sense::click());
    name(&button, Role::Button, text);
    let color = if button.hovered() { tokens.text } else { tokens.text_2 };
    paint_icon(ui.painter(), middle, icon::CHEVRON_DOWN, 13.0, color);
    focus_ring(ui, &button, radius::SMALL);
    let button = button.on_hover_cursor(egui::CursorIcon::Default);
    let mut picked = None;
    let id = button.id.with("list");
    Popup::menu(&button).id(id).anchor(field.rect).width(field.rect.width().max(120.0)).show(|ui| {
        ui.spacing_mut().item_spacing.y = 1.0;
        ScrollArea::vertical().max_height(280.0).show(ui, |ui| {
            for (index, (value, label)) in options.iter().enumerate() {
                let detail = if value == label { "" } else { value };
                let row = super::choice::option_row(ui, label, detail, *value == current);
                if row.clicked() {
                    picked = Some(index);
                    ui.close();
                }
            }
        });
        if ui.input(|input| input.key_pressed(Key::Escape)) {
            ui.close();
        }
    });
    picked
}
