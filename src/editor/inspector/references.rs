//! The tab *References*: who leads to this widget, what it writes, who reads that, and what it reads itself.

use std::collections::HashSet;

use egui::Ui;

use super::pane::Pane;
use super::raw;
use crate::editor::action::Action;
use crate::editor::canvas::Lit;
use crate::editor::kit::{self, TreeRow};
use crate::editor::references::index::{self, Index, Kind, Reading};
use crate::editor::references::{field_label, light, lit_of};
use crate::flow::{Graph, WidgetId};
use crate::widgets::output_label;

/// Paints the tab.
pub(super) fn references_ui(ui: &mut Ui, pane: &mut Pane<'_>) {
    let known = index::of(ui.ctx(), pane.file);
    raw::heading(ui, "Leads here");
    into_ui(ui, pane);
    ui.add_space(10.0);
    raw::heading(ui, "It writes");
    writes_ui(ui, pane, &known);
    ui.add_space(10.0);
    raw::heading(ui, "Reads its variables");
    readers_ui(ui, pane, &known);
    ui.add_space(10.0);
    raw::heading(ui, "It reads");
    reads_ui(ui, pane, &known);
}

fn into_ui(ui: &mut Ui, pane: &mut Pane<'_>) {
    let flow = pane.flow();
    let graph: &Graph = &pane.file.derived.graph;
    let into = graph.into(pane.id());
    for (number, output) in into.iter().enumerate() {
        if let Some(widget) = flow.widget(output.widget) {
            let label = output_label(widget, output.index);
            let row = Row { id: ("into", number), text: widget.title(), secondary: &label };
            row.show(ui, pane, output.widget, None, Lit::default);
        }
    }
    none_ui(ui, into.is_empty(), "No output leads here.");
}

/// The variables that it sets, and what others read of what it leaves.
fn writes_ui(ui: &mut Ui, pane: &mut Pane<'_>, known: &Index) {
    let mut is_empty = true;
    for (number, thing) in known.written_by(pane.id()).enumerate() {
        is_empty = false;
        let secondary = match (thing.reader_count(), thing.mark) {
            (0, Some(mark)) => mark.words().to_owned(),
            (1, _) => "read in 1 place".to_owned(),
            (count, _) => format!("read in {count} places"),
        };
        let place = thing.writers.iter().find(|writer| writer.widget == pane.id());
        let field = place.and_then(|writer| writer.place.clone());
        let row = Row { id: ("writes", number), text: &thing.text, secondary: &secondary };
        let target = pane.id();
        row.show(ui, pane, target, field, || lit_of(known, thing));
    }
    none_ui(ui, is_empty, "It sets no variables, and nobody reads what it leaves.");
}

fn readers_ui(ui: &mut Ui, pane: &mut Pane<'_>, known: &Index) {
    let flow = pane.flow();
    let mut readers = known.readers_of(pane.widget);
    let mut seen = HashSet::new();
    readers.retain(|reading| seen.insert((reading.widget, &reading.field, &reading.text)));
    for (number, reading) in readers.iter().enumerate() {
        if let Some(widget) = flow.widget(reading.widget) {
            let field = field_label(flow, reading.widget, &reading.field);
            let text = format!("{} · {field}", widget.title());
            let row = Row { id: ("reader", number), text: &text, secondary: below_widget(reading) };
            row.show(ui, pane, reading.widget, Some(reading.place.clone()), || lit_by(known, reading));
        }
    }
    none_ui(ui, readers.is_empty(), "Nobody reads what it leaves.");
}

fn reads_ui(ui: &mut Ui, pane: &mut Pane<'_>, known: &Index) {
    let flow = pane.flow();
    let reads = known.reads_of(pane.id());
    for (number, reading) in reads.iter().enumerate() {
        let field = field_label(flow, pane.id(), &reading.field);
        // Where it comes from is worth more than where it stands, which the row says anyway.
        let source = known.read_by(reading).filter(|thing| thing.kind != Kind::Given);
        let source = source.and_then(|thing| thing.writers.first());
        let (target, target_field) = match source {
            Some(source) => (source.widget, source.place.clone()),
            None => (pane.id(), Some(reading.place.clone())),
        };
        let row = Row { id: ("reads", number), text: &reading.text, secondary: &field };
        row.show(ui, pane, target, target_field, || lit_by(known, reading));
    }
    none_ui(ui, reads.is_empty(), "It reads no variables.");
}

fn lit_by(known: &Index, reading: &Reading) -> Lit {
    known.read_by(reading).map(|thing| lit_of(known, thing)).unwrap_or_default()
}

fn none_ui(ui: &mut Ui, is_empty: bool, text: &str) {
    if is_empty {
        kit::hint_text(ui, text);
    }
}

/// One row; a click goes there.
struct Row<'a> {
    id: (&'static str, usize),
    text: &'a str,
    secondary: &'a str,
}

impl Row<'_> {
    fn show(
        &self,
        ui: &mut Ui,
        pane: &mut Pane<'_>,
        widget: WidgetId,
        field: Option<String>,
        lit: impl FnOnce() -> Lit,
    ) {
        let row = TreeRow { text: self.text, secondary: self.secondary, flat: true, ..TreeRow::default() };
        let shown = ui.push_id(self.id, |ui| kit::tree_row(ui, row)).inner;
        light(&shown.response, lit);
        if shown.response.clicked() {
            pane.push(Action::Reveal { widget, field });
        }
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
