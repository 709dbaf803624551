//! What can be searched for, where nothing is yet.

use egui::{Sense, Ui, Vec2};

use super::query::HELP;
use super::view::FindView;
use crate::editor::kit;
use crate::editor::theme::{self, Tokens, radius, size};

/// Lists the terms; a click puts one into the query.
pub(super) fn help_ui(ui: &mut Ui, view: &mut FindView) {
    kit::secondary_text(
        ui,
        "Searches names and texts, and with the terms below what you mean. All terms must hold; quotes keep words \
         together, and a minus excludes.",
    );
    ui.add_space(6.0);
    ui.spacing_mut().item_spacing.y = 0.0;
    for (example, _, about) in HELP {
        let (_, rect) = ui.allocate_space(Vec2::new(ui.available_width(), 36.0));
        let response = ui.interact(rect, ui.scope_id().with(("term", example)), Sense::click());
        response.widget_info(|| {
            egui::WidgetInfo::labeled(egui::Role::Button, true, format!("Search for {example}: {about}"))
        });
        let tokens = Tokens::of(ui);
        if response.hovered() {
            ui.painter().rect_filled(rect, radius::CONTROL, tokens.raised);
        }
        let room = rect.width() - 12.0;
        let term = kit::line(ui, example, theme::mono(), tokens.accent, room);
        let words = kit::line(ui, about, theme::hint(), tokens.text_2, room);
        let left = rect.left() + 6.0;
        ui.painter().galley(egui::pos2(left, rect.top() + 3.0), term, tokens.accent);
        ui.painter().galley(egui::pos2(left, rect.top() + 18.0), words, tokens.text_2);
        if response.has_focus() {
            let ring = egui::Stroke::new(size::FOCUS, tokens.accent);
            ui.painter().rect_stroke(rect, radius::CONTROL, ring, egui::StrokeKind::Inside);
        }
        if response.clicked() {
            view.text = example.to_owned();
            view.wants_query = true;
        }
    }
}
