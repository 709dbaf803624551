//! What is wrong with the flow, worst first; a click goes to the field.

use egui::{ScrollArea, Ui};

use super::action::Action;
use super::kit;
use super::state::{InspectorTab, OpenFlow, State};
use crate::check::{Diagnostic, Severity};

/// The look of a severity.
pub fn severity(severity: Severity) -> kit::Severity {
    match severity {
        Severity::Error => kit::Severity::Error,
        Severity::Warning => kit::Severity::Warning,
        Severity::Advice => kit::Severity::Info,
    }
}

/// Paints the list.
pub fn problems_ui(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    kit::title_text(ui, "Problems");
    ui.add_space(8.0);
    let Some(file) = state.active() else { return };
    let mut found: Vec<&Diagnostic> = file.derived.diagnostics.iter().collect();
    found.sort_by_key(|diagnostic| std::cmp::Reverse(diagnostic.severity));
    if found.is_empty() {
        kit::empty_state(
            ui,
            super::icon::CHECK,
            "Nothing is wrong",
            "The checker found no problem in this flow.",
            &[],
        );
        return;
    }
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        for diagnostic in found {
            row_ui(ui, file, diagnostic, actions);
            ui.add_space(6.0);
        }
    });
}

fn row_ui(ui: &mut Ui, file: &OpenFlow, diagnostic: &Diagnostic, actions: &mut Vec<Action>) {
    let widget = diagnostic.place.widget;
    let title = widget.and_then(|id| file.flow().widget(id)).map_or("Flow", |widget| widget.title());
    let action = diagnostic.fix.as_ref().map(|fix| &*fix.title);
    let shown = ui
        .scope(|ui| kit::problem_box(ui, severity(diagnostic.severity), title, &diagnostic.message, action));
    if let Some(fix) = diagnostic.fix.as_ref().filter(|_| shown.inner) {
        actions.push(Action::Edit(fix.edit.clone()));
        actions.push(Action::Seal);
        return;
    }
    if let Some(widget) = widget {
        let go = kit::link_button(ui, "Go to field").on_hover_text(diagnostic.why);
        if go.clicked() {
            actions.push(Action::Reveal { widget, field: diagnostic.place.field.clone() });
            if diagnostic.place.output.is_some() {
                actions.push(Action::Inspect(InspectorTab::Transitions));
            }
        }
    }
}
