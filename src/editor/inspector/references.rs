//! The tab *References*: who leads to this widget, who reads what it leaves, and what it reads itself.

use std::collections::HashSet;

use egui::Ui;

use super::known::{self, Reading};
use super::pane::Pane;
use super::raw;
use crate::editor::action::Action;
use crate::editor::kit::{self, TreeRow};
use crate::flow::{Graph, WidgetId};
use crate::widgets::{output_label, widget_type};

/// Paints the tab.
pub(super) fn references_ui(ui: &mut Ui, pane: &mut Pane<'_>) {
    let flow = pane.flow();
    let known = known::of(ui.ctx(), pane.file);
    raw::heading(ui, "Leads here");
    let graph: &Graph = &pane.file.derived.graph;
    let into = graph.into(pane.id());
    for (number, output) in into.iter().enumerate() {
        if let Some(widget) = flow.widget(output.widget) {
            let label = output_label(widget, output.index);
            row_ui(ui, pane, ("into", number), widget.title(), &label, output.widget, None);
        }
    }
    none_ui(ui, into.is_empty(), "No output leads here.");

    ui.add_space(10.0);
    raw::heading(ui, "Reads its variables");
    let mut readers = known.readers_of(pane.widget);
    let mut seen = HashSet::new();
    readers.retain(|reading| seen.insert((reading.widget, &reading.field, &reading.text)));
    for (number, reading) in readers.iter().enumerate() {
        if let Some(widget) = flow.widget(reading.widget) {
            let field = field_label(pane, reading.widget, &reading.field);
            let text = format!("{} · {field}", widget.title());
            let field = Some(reading.field.clone());
            row_ui(ui, pane, ("reader", number), &text, below_widget(reading), reading.widget, field);
        }
    }
    none_ui(ui, readers.is_empty(), "Nobody reads what it leaves.");

    ui.add_space(10.0);
    raw::heading(ui, "It reads");
    let reads = known.reads_of(pane.id());
    for (number, reading) in reads.iter().enumerate() {
        let field = field_label(pane, pane.id(), &reading.field);
        let source = match reading.path.as_slice() {
            [root, name, ..] if root == "widgets" => flow.named(name).map(|widget| widget.id()),
            _ => None,
        };
        let (target, target_field) = match source {
            Some(source) => (source, None),
            None => (pane.id(), Some(reading.field.clone())),
        };
        row_ui(ui, pane, ("reads", number), &reading.text, &field, target, target_field);
    }
    none_ui(ui, reads.is_empty(), "It reads no variables.");
}

fn none_ui(ui: &mut Ui, is_empty: bool, text: &str) {
    if is_empty {
        kit::hint_text(ui, text);
    }
}

/// One row; a click goes there.
fn row_ui(
    ui: &mut Ui,
    pane: &mut Pane<'_>,
    id: (&str, usize),
    text: &str,
    secondary: &str,
    widget: WidgetId,
    field: Option<String>,
) {
    let row = TreeRow { text, secondary, flat: true, ..TreeRow::default() };
    let shown = ui.push_id(id, |ui| kit::tree_row(ui, row)).inner;
    if shown.response.clicked() {
        pane.push(Action::Reveal { widget, field });
    }
}

/// What is read of a widget, without the widget's name: the reader knows that.
fn below_widget(reading: &Reading) -> &str {
    match reading.path.as_slice() {
        [root, name, ..] if root == "widgets" => reading
            .text
            .get(root.len() + name.len() + 2..)
            .filter(|rest| !rest.is_empty())
            .unwrap_or("all of it"),
        _ => &reading.text,
    }
}

/// The label of a field of any widget.
fn field_label(pane: &Pane<'_>, widget: WidgetId, key: &str) -> String {
    let entry = pane.flow().widget(widget).and_then(|widget| widget_type(widget.kind()?));
    match entry.and_then(|entry| entry.field(key)) {
        Some(field) => field.label.to_owned(),
        None if key == "transitions" => "Branches".to_owned(),
        None => key.to_owned(),
    }
}
