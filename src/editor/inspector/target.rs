//! Where an output leads: a button that opens a list of widgets to search in.

use egui::{
    Id, Key, Popup, PopupCloseBehavior, Response, Role, ScrollArea, Sense, Stroke, StrokeKind, Ui, WidgetInfo,
};

use super::overview::widget_row;
use super::pane::Pane;
use crate::editor::icon::{self, paint_icon};
use crate::editor::kit;
use crate::editor::theme::{self, Tokens, radius, size};
use crate::flow::{Edit, Output, WidgetId};

/// What is shown where an output leads nowhere.
const NOWHERE: &str = "—";

/// The target of an output, to be changed. `label` is the output's name.
pub(super) fn target_ui(
    ui: &mut Ui,
    pane: &mut Pane<'_>,
    output: Output,
    label: &str,
    next: Option<&str>,
    width: f32,
) -> Response {
    let response = button(ui, label, next, width);
    let id = response.id.with("targets");
    let filter_id = id.with("filter");
    let opens = response.clicked();
    let picked = Popup::menu(&response)
        .id(id)
        .width(width.max(240.0))
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .show(|ui| {
            let picked = list_ui(ui, pane, filter_id, next.is_some(), opens);
            if picked.is_some() {
                ui.close();
            }
            picked
        })
        .and_then(|shown| shown.inner);
    if let Some(target) = picked {
        ui.data_mut(|data| data.remove::<String>(filter_id));
        pane.step(Edit::Connect { output, target });
    }
    response
}

/// Looks like a drop-down list, and is one.
fn button(ui: &mut Ui, label: &str, next: Option<&str>, width: f32) -> Response {
    let tokens = Tokens::of(ui);
    let response = ui.allocate_response(egui::vec2(width, size::CONTROL), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::ComboBox, true, label));
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_value(next.unwrap_or(NOWHERE)));
    let rect = response.rect;
    let (width, border) = match (response.has_focus(), response.hovered()) {
        (true, _) => (size::FOCUS, tokens.accent),
        (false, true) => (size::BORDER, tokens.line_strong),
        (false, false) => (size::BORDER, tokens.line),
    };
    ui.painter().rect(rect, radius::CONTROL, tokens.field, Stroke::new(width, border), StrokeKind::Inside);
    let color = if next.is_some() { tokens.text } else { tokens.text_3 };
    let mut job =
        egui::text::LayoutJob::simple_singleline(next.unwrap_or(NOWHERE).to_owned(), theme::body(), color);
    job.wrap = egui::text::TextWrapping::truncate_at_width((rect.width() - 38.0).max(10.0));
    let galley = ui.painter().layout_job(job);
    let corner = egui::pos2(rect.left() + 11.0, rect.center().y - galley.size().y / 2.0);
    ui.painter().galley(corner, galley, color);
    let sign = egui::pos2(rect.right() - 15.0, rect.center().y);
    paint_icon(ui.painter(), sign, icon::CHEVRON_DOWN, 13.0, tokens.text_2);
    response
}

/// The list. Answers with what was picked: a widget, or nothing at all to lead to.
fn list_ui(
    ui: &mut Ui,
    pane: &Pane<'_>,
    filter_id: Id,
    is_connected: bool,
    opens: bool,
) -> Option<Option<WidgetId>> {
    let mut filter =
        if opens { String::new() } else { ui.data(|data| data.get_temp(filter_id)).unwrap_or_default() };
    let shown = kit::search_field(ui, "filter", "Filter widgets", &mut filter, "Filter…");
    if opens {
        shown.response.request_focus();
    }
    let wanted = filter.trim().to_lowercase();
    let start = pane.file.derived.graph.start();
    let found: Vec<WidgetId> = pane
        .flow()
        .widgets()
        .iter()
        .filter(|widget| Some(widget.id()) != start)
        .filter(|widget| widget.name().is_some_and(|name| name.to_lowercase().contains(&wanted)))
        .map(|widget| widget.id())
        .collect();
    ui.data_mut(|data| data.insert_temp(filter_id, filter));
    if shown.lost_focus && ui.input(|input| input.key_pressed(Key::Enter)) {
        return found.first().map(|first| Some(*first));
    }
    if is_connected && kit::secondary_button(ui, "Disconnect").clicked() {
        return Some(None);
    }
    if found.is_empty() {
        kit::hint_text(ui, "No widget of this name");
        return None;
    }
    let mut picked = None;
    let height = size::ROW + 4.0;
    ScrollArea::vertical().max_height(280.0).show_rows(ui, height, found.len(), |ui, range| {
        for id in found.get(range).unwrap_or_default() {
            if let Some(widget) = pane.flow().widget(*id)
                && widget_row(ui, widget)
            {
                picked = Some(Some(*id));
            }
        }
    });
    picked
}
