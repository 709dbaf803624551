//! The legend over the canvas: what the widths and numbers mean, and a switch that hides them.

use egui::{Align, Align2, Area, Id, Layout, Order, Rect, RichText, Sense, Ui, Vec2};

use super::{CrowdAction, CrowdPage};
use crate::editor::action::Action;
use crate::editor::canvas::heat_samples;
use crate::editor::counts::grouped;
use crate::editor::icon;
use crate::editor::kit::{self, IconButton};
use crate::editor::theme::{self, Tokens, size};

const WIDTH: f32 = 232.0;
const FROM_EDGE: f32 = 14.0;
/// Over the buttons of the zoom.
const ABOVE_ZOOM: f32 = 54.0;

/// Shows the legend in the lower corner of the canvas, above the zoom: a flow begins at the top.
pub fn legend_ui(ui: &Ui, canvas: Rect, crowd: &CrowdPage, actions: &mut Vec<Action>) {
    let Some(shown) = &crowd.shown else { return };
    let width = WIDTH.min(canvas.width() - 2.0 * FROM_EDGE - 24.0);
    if width < 150.0 {
        return;
    }
    let corner = canvas.left_bottom() + Vec2::new(FROM_EDGE, -ABOVE_ZOOM);
    let area = Area::new(Id::unique("contacts legend")).pivot(Align2::LEFT_BOTTOM).fixed_pos(corner);
    area.order(Order::Middle).show(ui.ctx(), |ui| {
        kit::popup_frame(ui.ctx(), 10).show(ui, |ui| {
            ui.set_width(width);
            ui.spacing_mut().item_spacing.y = 2.0;
            ui.spacing_mut().interact_size.y = 16.0;
            let mut is_shown = !crowd.hides_counts;
            ui.horizontal(|ui| {
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    let forget = IconButton::new(icon::CLOSE, "Forget what was counted").edge(24.0, 13.0);
                    let busy = crowd.running.as_ref().map(|_| "The contacts are on their way");
                    if forget.disabled(busy).show(ui).clicked() {
                        actions.push(Action::Crowd(CrowdAction::Forget));
                    }
                    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                        let text = format!("{} contacts", grouped(shown.found.totals.contacts.into()));
                        if kit::checkbox(ui, &mut is_shown, &text)
                            .on_hover_text("Shows their counts")
                            .changed()
                        {
                            actions.push(Action::Crowd(CrowdAction::ShowCounts(is_shown)));
                        }
                    });
                });
            });
            if is_shown {
                samples_ui(ui);
            }
        });
    });
}

fn samples_ui(ui: &mut Ui) {
    let tokens = Tokens::of(ui);
    ui.horizontal(|ui| {
        let (rect, _) = ui.allocate_exact_size(Vec2::new(84.0, 16.0), Sense::hover());
        let samples = heat_samples(tokens);
        let step = rect.width() / 4.0;
        let mut left = rect.left();
        for stroke in samples {
            ui.painter().hline(left..=left + step - 4.0, rect.center().y, stroke);
            left += step;
        }
        kit::secondary_text(ui, "few to all of them");
    });
    ui.horizontal(|ui| {
        let (rect, _) = ui.allocate_exact_size(Vec2::new(84.0, 16.0), Sense::hover());
        let font = theme::semibold(size::HINT);
        ui.painter().text(rect.left_center(), Align2::LEFT_CENTER, "−412 here", font, tokens.warn);
        let text = RichText::new("dropped off, failed").font(theme::secondary()).color(tokens.text_2);
        ui.label(text);
    });
    ui.horizontal(|ui| {
        let (rect, _) = ui.allocate_exact_size(Vec2::new(84.0, 16.0), Sense::hover());
        let font = theme::semibold(size::HINT);
        ui.painter().text(rect.left_center(), Align2::LEFT_CENTER, "412 end", font, tokens.ok);
        let text = RichText::new("reached the end").font(theme::secondary()).color(tokens.text_2);
        ui.label(text);
    });
}
