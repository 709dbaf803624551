//! Fields that hold text: templates with Liquid, and texts that are taken literally.

use egui::Ui;

use super::completion;
use super::highlight::highlights;
use super::pane::Pane;
use crate::editor::action::Action;
use crate::editor::kit::{self, FieldOptions, FieldResponse, FieldState};
use crate::widgets::{Field, FieldKind};

/// A field whose property is a text. A change goes into the flow at once.
pub(super) fn text_ui(ui: &mut Ui, pane: &mut Pane<'_>, field: &Field, state: FieldState) {
    let mut text = pane.text(field.key);
    let options = options_of(field.kind, &text, state, pane.focuses(field.key));
    let look = Look { is_template: field.template, name: field.label, hint: field.placeholder, options };
    let shown = edit_ui(ui, pane, field.key, &mut text, &look);
    if shown.changed {
        pane.set_text(field, &text);
    }
    end(ui, pane, &shown, look.options.focus);
}

/// How a text field looks.
pub(super) struct Look<'a> {
    /// Whether it is a template.
    pub is_template: bool,
    /// Its name, where it has no label.
    pub name: &'a str,
    /// Shown in it while it is empty.
    pub hint: &'a str,
    /// The rest.
    pub options: FieldOptions,
}

/// A field for a text, with Liquid where it is a template.
pub(super) fn edit_ui(
    ui: &mut Ui,
    pane: &Pane<'_>,
    id_salt: impl egui::AsIdSalt,
    text: &mut String,
    look: &Look<'_>,
) -> FieldResponse {
    if !look.is_template {
        return kit::text_field(ui, id_salt, look.name, text, look.hint, &look.options);
    }
    let ctx = completion::context(ui);
    let mut complete = |text: &str, cursor: usize| completion::suggest(&ctx, pane, text, cursor);
    kit::liquid_field(ui, id_salt, look.name, text, look.hint, &look.options, highlights, Some(&mut complete))
}

/// Ends a step of undo when the typing pauses, and brings a field that was asked for into view.
pub(super) fn end(ui: &Ui, pane: &mut Pane<'_>, shown: &FieldResponse, is_asked_for: bool) {
    if shown.committed {
        pane.push(Action::Seal);
    }
    if is_asked_for {
        ui.scroll_to_rect(shown.response.rect.expand2(egui::vec2(0.0, 60.0)), None);
    }
}

fn options_of(kind: FieldKind, text: &str, state: FieldState, focus: bool) -> FieldOptions {
    let rows = match kind {
        FieldKind::Text => 3,
        FieldKind::Json => 2,
        // A field of one line would show line breaks as something else.
        _ if text.contains('\n') => 3,
        _ => 1,
    };
    FieldOptions { rows, state, focus, mono: kind == FieldKind::Json, ..FieldOptions::default() }
}
