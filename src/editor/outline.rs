//! The widgets of the flow as a list, in running order: what a canvas is to the eye this is to a screen reader,
//! and the quickest way through a large flow.

use egui::{ScrollArea, Ui};

use super::action::Action;
use super::kit;
use super::state::{OpenFlow, State};
use super::theme::{Tokens, size};
use super::{group_color, icon_of};
use crate::flow::{Widget, WidgetId};
use crate::widgets::{Group, label_of, widget_type};

/// Paints the outline.
pub fn outline_ui(ui: &mut Ui, state: &mut State, actions: &mut Vec<Action>) {
    kit::title_text(ui, "Outline");
    ui.add_space(4.0);
    kit::search_field(ui, "outline filter", "Filter outline", &mut state.outline_filter, "Filter…");
    ui.add_space(8.0);
    let Some(file) = state.active() else { return };
    let rows = rows(file, &state.outline_filter);
    if rows.is_empty() {
        kit::secondary_text(ui, "No widget of this name or type");
        return;
    }
    ScrollArea::vertical().auto_shrink(false).show_rows(ui, size::ROW, rows.len(), |ui, range| {
        for id in rows.get(range).unwrap_or_default() {
            if let Some(widget) = file.flow().widget(*id) {
                row_ui(ui, file, widget, actions);
            }
        }
    });
}

/// Widgets that a run can come to, in running order, then the others in the order of the file.
fn rows(file: &OpenFlow, filter: &str) -> Vec<WidgetId> {
    let filter = filter.trim().to_lowercase();
    let mut rows = file.derived.graph.reachable();
    let reached: std::collections::HashSet<WidgetId> = rows.iter().copied().collect();
    rows.extend(file.flow().widgets().iter().map(|widget| widget.id()).filter(|id| !reached.contains(id)));
    rows.retain(|id| {
        file.flow().widget(*id).is_some_and(|widget| {
            widget.title().to_lowercase().contains(&filter)
                || label_of(widget.kind().unwrap_or("(no type)")).to_lowercase().contains(&filter)
        })
    });
    rows
}

fn row_ui(ui: &mut Ui, file: &OpenFlow, widget: &Widget, actions: &mut Vec<Action>) {
    let entry = widget.kind().and_then(widget_type);
    let tokens = Tokens::of(ui);
    let (icon, color) = match entry {
        Some(entry) => (icon_of(entry.icon), tokens.group(group_color(entry.group))),
        None => (super::icon::UNKNOWN, tokens.group(group_color(Group::Tools))),
    };
    let mark = file.derived.findings.marks.cards.get(&widget.id()).filter(|mark| mark.is_marked());
    let mut row = kit::TileRow::new(icon, color, widget.title());
    if let Some(mark) = mark {
        row = row.problems(mark.worst, mark.count);
    }
    let response = row.show(ui);
    if file.selection.cards.contains(&widget.id()) {
        let stroke = egui::Stroke::new(size::FOCUS, tokens.accent);
        ui.painter().rect_stroke(
            response.rect,
            super::theme::radius::CONTROL,
            stroke,
            egui::StrokeKind::Inside,
        );
    }
    if response.clicked() {
        actions.push(Action::Reveal { widget: widget.id(), field: None });
    }
    let label = label_of(widget.kind().unwrap_or("(no type)"));
    response.on_hover_ui(|ui| {
        ui.label(&*label);
        if let Some(mark) = mark {
            mark.tell_ui(ui);
        }
    });
}
