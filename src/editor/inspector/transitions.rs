//! The tab *Transitions*: every output with where it leads.

use egui::Ui;

use super::pane::Pane;
use super::target;
use crate::editor::action::Action;
use crate::editor::icon;
use crate::editor::kit::{self, IconButton};
use crate::flow::Output;
use crate::widgets::{EventKind, output_label};

/// Paints the tab.
pub(super) fn transitions_ui(ui: &mut Ui, pane: &mut Pane<'_>) {
    let widget = pane.widget;
    if widget.transitions().is_empty() {
        kit::empty_state(
            ui,
            icon::CONNECT,
            "No way out",
            "This widget has no outputs: a run ends here.",
            &[],
        );
        return;
    }
    for index in 0..widget.transitions().len() {
        ui.push_id(index, |ui| row_ui(ui, pane, index));
        ui.add_space(8.0);
    }
}

fn row_ui(ui: &mut Ui, pane: &mut Pane<'_>, index: usize) {
    let widget = pane.widget;
    let Some(transition) = widget.transitions().get(index) else { return };
    let event = pane.entry.and_then(|entry| entry.event(&transition.event));
    let label = match event {
        Some(event) if event.kind != EventKind::Branch => event.label.to_owned(),
        _ => output_label(widget, index),
    };
    let output = Output { widget: pane.id(), index };
    let next = transition.next.as_deref();
    let target = next.and_then(|next| pane.file.derived.graph.named(next));
    kit::labelled(ui, &label, false, |ui| {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 6.0;
            let width = (ui.available_width() - 36.0).max(80.0);
            let shown = target::target_ui(ui, pane, output, &label, next, width);
            if pane.focuses(&format!("transitions/{index}")) {
                shown.request_focus();
                shown.scroll_to_me(None);
            }
            let name = format!("Go to {}", next.unwrap_or("the next widget"));
            let why = match (next, target) {
                (None, _) => Some("It leads nowhere"),
                (Some(_), None) => Some("There is no such widget"),
                (Some(_), Some(_)) => None,
            };
            let go = IconButton::new(icon::CHEVRON_RIGHT, &name).edge(30.0, 15.0).disabled(why).show(ui);
            if let Some(widget) = target.filter(|_| go.clicked()) {
                pane.push(Action::Reveal { widget, field: None });
            }
        });
    });
    let problems = pane.problems.of_output(index).to_vec();
    pane.problems_ui(ui, &problems);
    if next.is_none()
        && problems.is_empty()
        && let Some(event) = event
    {
        let text = match event.kind {
            EventKind::Unmatched => "Nothing follows: the execution ends with 81005.",
            EventKind::Normal | EventKind::Failure | EventKind::Branch => {
                "Nothing follows: the execution ends here."
            }
        };
        kit::hint_text(ui, text);
    }
}
