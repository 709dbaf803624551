//! Fields that hold text: templates with Liquid, and texts that are taken literally.

use std::ops::Range;

use egui::Ui;
use egui::text_edit::Suggestion;

use super::highlight::{highlights, plain};
use super::pane::{Pane, sentence};
use super::{completion, last_run};
use crate::editor::action::Action;
use crate::editor::insertion;
use crate::editor::kit::{self, FieldOptions, FieldResponse, FieldState};
use crate::editor::theme::{Tokens, radius};
use crate::liquid;
use crate::widgets::{Choice, Field, FieldKind};

/// A field whose property is a text. A change goes into the flow at once.
pub(super) fn text_ui(ui: &mut Ui, pane: &mut Pane<'_>, field: &Field, state: FieldState) {
    let choices = match field.kind {
        FieldKind::Suggest(choices) => choices,
        _ => &[],
    };
    let mut text = pane.text(field.key);
    let mut options = options_of(field.kind, &text, state, pane.focuses(field.key));
    options.reserve = if choices.is_empty() { 0.0 } else { kit::SUGGEST };
    let hint = hint_of(pane, field);
    let look = Look { is_template: field.template, name: field.label, hint: &hint, choices, options };
    let shown = edit_ui(ui, pane, field.key, &mut text, &look);
    if shown.changed {
        pane.set_text(field, &text);
    }
    end(ui, pane, &shown, look.options.focus);
    if !choices.is_empty() {
        let name = format!("Suggestions for {}", field.label);
        let offered: Vec<(&str, &str)> = choices.iter().map(|choice| (choice.value, choice.label)).collect();
        let picked = kit::suggest_button(ui, &shown.response, &name, &offered, &text);
        if let Some(choice) = picked.and_then(|index| choices.get(index)) {
            pane.push(Action::Seal);
            pane.set_text(field, choice.value);
            pane.push(Action::Seal);
        }
    }
    if field.template {
        last_run::gave_ui(ui, pane, field.key, field.label, &text);
    }
}

/// How a text field looks.
pub(super) struct Look<'a> {
    /// Whether it is a template.
    pub is_template: bool,
    /// Its name, where it has no label.
    pub name: &'a str,
    /// Shown in it while it is empty.
    pub hint: &'a str,
    /// What it often holds.
    pub choices: &'static [Choice],
    /// The rest.
    pub options: FieldOptions,
}

/// What an empty field shows: what counts where the file leaves the key out, else an example.
pub(super) fn hint_of(pane: &Pane<'_>, field: &Field) -> String {
    let counts = field.when_absent.filter(|_| pane.property(field.key).is_none());
    match counts.and_then(|_| field.meaning_when_missing()).filter(|text| !text.is_empty()) {
        Some(text) => format!("{text} (default)"),
        None => field.placeholder.to_owned(),
    }
}

/// A field for a text, with Liquid where it is a template. What is wrong with a part of a template is told where the
/// pointer is over it.
pub(super) fn edit_ui(
    ui: &mut Ui,
    pane: &Pane<'_>,
    id_salt: impl egui::AsIdSalt,
    text: &mut String,
    look: &Look<'_>,
) -> FieldResponse {
    if !look.is_template && look.choices.is_empty() {
        return kit::text_field(ui, id_salt, look.name, text, look.hint, &look.options);
    }
    let ctx = completion::context(ui);
    let flow = pane.file.key.0;
    let mut complete = |text: &str, cursor: usize| {
        let liquid = if look.is_template { completion::suggest(&ctx, pane, text, cursor) } else { None };
        liquid.or_else(|| often(look.choices, text, cursor))
    };
    let highlighter = if look.is_template { highlights } else { plain };
    let mut shown = kit::liquid_field(
        ui,
        id_salt,
        look.name,
        text,
        look.hint,
        &look.options,
        highlighter,
        Some(&mut complete),
    );
    if look.is_template {
        if insertion::is_held_over(&shown.response) {
            let stroke = egui::Stroke::new(2.0, Tokens::of(ui).accent);
            ui.painter().rect_stroke(shown.response.rect, radius::CONTROL, stroke, egui::StrokeKind::Outside);
        }
        let name = || format!("{}.{}", pane.widget.title(), look.name);
        if let Some(new) = insertion::take(&shown.response, flow, pane.id(), name, text) {
            *text = new;
            (shown.changed, shown.committed) = (true, true);
        }
    }
    if look.is_template
        && let Some(at) = shown.hovered_byte
    {
        let template = liquid::parse(text);
        let under = template.errors().iter().find(|error| error.span.start <= at && at <= error.span.end);
        if let Some(error) = under {
            let message = sentence(&error.message);
            shown.response.clone().on_hover_ui_at_pointer(|ui| {
                ui.label(message);
            });
        }
    }
    shown
}

/// What a field often holds, as far as it fits what was typed.
fn often(choices: &'static [Choice], text: &str, cursor: usize) -> Option<(Range<usize>, Vec<Suggestion>)> {
    const MOST: usize = 40;
    let typed = text.get(..cursor)?;
    let wanted = typed.trim().to_lowercase();
    if wanted.is_empty() || cursor < text.len() || choices.iter().any(|choice| choice.value == text) {
        return None;
    }
    let fits = |choice: &&Choice| {
        choice.value.to_lowercase().contains(&wanted) || choice.label.to_lowercase().contains(&wanted)
    };
    let offered: Vec<Suggestion> = choices
        .iter()
        .filter(fits)
        .take(MOST)
        .map(|choice| {
            let label = if choice.label == choice.value { "" } else { choice.label };
            Suggestion::new(choice.value).description(label)
        })
        .collect();
    (!offered.is_empty()).then_some((0..cursor, offered))
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
