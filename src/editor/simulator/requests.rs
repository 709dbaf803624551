//! What the flow sent over HTTP, and what came back; or everything that the mock was asked. Credentials are no part
//! of either.

use egui::{Align2, Frame, Label, Margin, RichText, Role, ScrollArea, Sense, Ui, Vec2, WidgetInfo};

use super::{focus_ring, nothing_ui, one_line};
use crate::editor::action::Action;
use crate::editor::icon::{self, paint_icon};
use crate::editor::kit;
use crate::editor::mocked::{MockAction, MockView};
use crate::editor::run::{Exchange, Run, RunAction, cut};
use crate::editor::theme::{self, Tokens, radius, space};

const ROW: f32 = 34.0;
/// The scroll bar floats over this much.
const BAR: f32 = 12.0;

/// Paints the tab.
pub(super) fn requests_ui(ui: &mut Ui, run: Option<&Run>, mock: &MockView, actions: &mut Vec<Action>) {
    if mock.base.is_some() {
        let labels = ["This run", "Everything at the mock"];
        let shown = usize::from(mock.log.shows_all);
        if let Some(chosen) = kit::segmented(ui, "Which requests are shown", &labels, Some(shown)) {
            actions.push(Action::Mock(MockAction::ShowAll(chosen == 1)));
        }
        ui.add_space(space::S);
        if mock.log.shows_all {
            return super::log::log_ui(ui, mock, actions);
        }
    }
    let Some(run) = run else { return nothing_ui(ui, "Nothing has run yet.") };
    if run.execution().is_some() {
        return nothing_ui(ui, "What this execution asked stands under Everything at the mock.");
    }
    if run.exchanges().is_empty() {
        return nothing_ui(ui, "The flow has not sent anything yet.");
    }
    ui.spacing_mut().item_spacing.y = 2.0;
    ScrollArea::vertical().id_salt("simulator.requests").auto_shrink([false, false]).show(ui, |ui| {
        let clip = ui.clip_rect();
        for (index, exchange) in run.exchanges().iter().enumerate() {
            let is_open = run.open_request == Some(index);
            let top = ui.cursor().top();
            if !is_open && (top + ROW < clip.top() || top > clip.bottom()) {
                ui.allocate_exact_size(Vec2::new(ui.available_width(), ROW), Sense::hover());
                continue;
            }
            row_ui(ui, index, exchange, is_open, actions);
            if is_open {
                details_ui(ui, index, exchange, actions);
            }
        }
    });
}

fn row_ui(ui: &mut Ui, index: usize, exchange: &Exchange, is_open: bool, actions: &mut Vec<Action>) {
    let tokens = Tokens::of(ui);
    let response = ui.allocate_response(Vec2::new(ui.available_width(), ROW), Sense::click());
    let status = match &exchange.status {
        Ok(status) => status.to_string(),
        Err(_) => "no answer".to_owned(),
    };
    let name = format!("{} {} {status}", exchange.method, exchange.path);
    response.widget_info(|| WidgetInfo::labeled(Role::DisclosureTriangle, true, &name));
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_expanded(is_open));
    let rect = response.rect;
    if response.hovered() || is_open {
        ui.painter().rect_filled(rect, radius::SMALL, tokens.raised);
    }
    let sign = if is_open { icon::CHEVRON_DOWN } else { icon::CHEVRON_RIGHT };
    paint_icon(ui.painter(), egui::pos2(rect.left() + 9.0, rect.center().y), sign, 12.0, tokens.text_2);
    let is_well = exchange.status.as_ref().is_ok_and(|status| (200..300).contains(status));
    let color = if is_well { tokens.text_2 } else { tokens.error };
    let place = egui::pos2(rect.right() - BAR, rect.center().y);
    let end = ui.painter().text(place, Align2::RIGHT_CENTER, status, theme::semibold(11.0), color).left();
    let left = rect.left() + 20.0;
    let upper = rect.center().y - 15.0;
    let path = one_line(
        ui,
        &format!("{} {}", exchange.method, exchange.path),
        theme::mono(),
        tokens.text,
        end - left - 8.0,
    );
    ui.painter().galley(egui::pos2(left, upper), path, tokens.text);
    let widget = one_line(ui, &exchange.widget, theme::hint(), tokens.text_2, end - left - 8.0);
    ui.painter().galley(egui::pos2(left, upper + 16.0), widget, tokens.text_2);
    focus_ring(ui, &response, radius::SMALL);
    if response.on_hover_text(&exchange.path).clicked() {
        actions.push(Action::Run(RunAction::ToggleRequest(index)));
    }
}

fn details_ui(ui: &mut Ui, index: usize, exchange: &Exchange, actions: &mut Vec<Action>) {
    let frame = Frame::new().inner_margin(Margin { left: 20, right: 12, top: 4, bottom: 8 });
    frame.show(ui, |ui| {
        ui.push_id(("request", index), |ui| {
            kit::hint_text(ui, "Sent");
            for (name, value) in &exchange.form {
                mono_ui(ui, &format!("{name} = {}", cut(value, 2_000)));
            }
            ui.add_space(space::XS);
            match &exchange.status {
                Ok(status) => kit::hint_text(ui, &format!("Answered with {status}")),
                Err(reason) => kit::secondary_text(ui, reason),
            };
            if !exchange.body.is_empty() {
                mono_ui(ui, &exchange.body);
            }
            ui.horizontal(|ui| {
                if kit::link_button(ui, "Copy what was sent").clicked() {
                    let text = sent_text(exchange);
                    actions.push(Action::Copy { text, what: "the request".to_owned() });
                }
                if kit::link_button(ui, "Copy the answer").clicked() {
                    let text = exchange.body.clone();
                    actions.push(Action::Copy { text, what: "the answer".to_owned() });
                }
            });
        });
    });
}

pub(super) fn mono_ui(ui: &mut Ui, text: &str) {
    let color = Tokens::of(ui).text;
    ui.add(Label::new(RichText::new(text).font(theme::mono()).color(color)).wrap().selectable(true));
}

fn sent_text(exchange: &Exchange) -> String {
    let fields: Vec<String> = exchange.form.iter().map(|(name, value)| format!("{name} = {value}")).collect();
    format!("{} {}\n{}", exchange.method, exchange.path, fields.join("\n"))
}
