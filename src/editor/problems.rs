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
    const GO: &str = "Go to field";
    let widget = diagnostic.place.widget;
    let title = widget.and_then(|id| file.flow().widget(id)).map_or("Flow", |widget| widget.title());
    let severity = severity(diagnostic.severity);
    let action = match &diagnostic.fix {
        Some(fix) => Some(&*fix.title),
        None => widget.map(|_| GO),
    };
    let is_chosen = kit::problem_box(ui, severity, title, &diagnostic.message, action);
    let goes = match &diagnostic.fix {
        Some(fix) => {
            if is_chosen {
                actions.extend([Action::Edit(fix.edit.clone()), Action::Seal]);
            }
            widget.is_some() && kit::link_button(ui, GO).on_hover_text(diagnostic.why).clicked()
        }
        None => is_chosen,
    };
    if let Some(widget) = widget.filter(|_| goes) {
        actions.push(Action::Reveal { widget, field: diagnostic.place.field.clone() });
        if diagnostic.place.output.is_some() {
            actions.push(Action::Inspect(InspectorTab::Transitions));
        }
    }
}
