//! The body of a request as a whole: of which kind it is, and whether it is made of fields or written by hand.

use std::sync::Arc;

use egui::Ui;

use super::fields::heading_ui;
use super::inputs::json_problem;
use super::json_text::json_highlights;
use super::state::Try;
use crate::api::{BodyKind, Operation, Place};
use crate::editor::inspector::highlights;
use crate::editor::kit::{self, FieldOptions, FieldState, Highlighter};
use crate::editor::theme::space;

/// Which kind of body it has, where the operation takes several. What is filled in goes along.
pub(super) fn variant_ui(ui: &mut Ui, shown: &mut Try) {
    if shown.root.variants.is_empty() {
        return;
    }
    let all: Vec<Arc<Operation>> =
        std::iter::once(&shown.root).chain(&shown.root.variants).map(Arc::clone).collect();
    let mut chosen = shown.prepared.operation().body.media_type.clone();
    let rows: Vec<(String, &str)> = all
        .iter()
        .map(|operation| {
            let name = operation.body.media_type.as_str();
            (name.to_owned(), if name.is_empty() { "No body" } else { name })
        })
        .collect();
    let changed = kit::labelled(ui, "Kind of body", false, |ui| {
        kit::choice(ui, "api.variant", "Kind of body", &rows, &mut chosen).changed()
    })
    .inner;
    if changed && let Some(operation) = all.iter().find(|operation| operation.body.media_type == chosen) {
        shown.change_kind(operation);
    }
    ui.add_space(space::S);
}

/// The body by hand, or the way to it.
pub(super) fn body_ui(ui: &mut Ui, shown: &mut Try, operation: &Operation) {
    let kind = operation.body.kind;
    if !matches!(kind, BodyKind::Json | BodyKind::Form | BodyKind::Text) {
        return;
    }
    let Some(raw) = shown.prepared.raw_body() else {
        // A text is written by hand in any case.
        if kind != BodyKind::Text && kit::link_button(ui, "Write the body by hand").clicked() {
            let made = match kind {
                BodyKind::Json => shown.prepared.json_body(),
                _ => crate::api::request(&shown.prepared)
                    .body()
                    .map(|body| String::from_utf8_lossy(&body).into_owned()),
            };
            shown.prepared.set_raw_body(Some(made.unwrap_or_default()));
        }
        return;
    };
    ui.add_space(space::S);
    heading_ui(ui, Place::Body);
    let mut text = raw.to_owned();
    let is_json = kind == BodyKind::Json;
    let has_template = text.contains("{{") || text.contains("{%");
    // Nothing is made of it, so a long one costs little.
    let is_read = !is_json || serde_json::from_str::<serde::de::IgnoredAny>(&text).is_ok();
    let problem = if is_read { None } else { json_problem(&text) };
    let state = if problem.is_some() { FieldState::Error } else { FieldState::Normal };
    let options = FieldOptions { rows: 8, max_rows: 24, mono: true, state, ..FieldOptions::default() };
    let highlighter: Highlighter = if is_json { json_highlights } else { highlights };
    let around = Arc::clone(&shown.around);
    let mut complete = |text: &str, cursor: usize| around.suggest(text, cursor);
    let name = "Body by hand";
    let changed = kit::labelled(ui, name, false, |ui| {
        kit::liquid_field(ui, "api.body", name, &mut text, "", &options, highlighter, Some(&mut complete))
            .changed
    })
    .inner;
    if changed {
        shown.prepared.set_raw_body(Some(text.clone()));
    }
    if let Some(problem) = &problem {
        kit::problem_box(ui, kit::Severity::Error, "It is no JSON.", &format!("{problem}."), None);
    }
    let reason = match is_read {
        true => None,
        false if has_template => Some("A template is not read into fields"),
        false => Some("It is no JSON"),
    };
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = space::M;
        let back = kit::Button::secondary("Back to fields").disabled(reason);
        if back.show(ui).clicked() {
            let fits = match kind {
                BodyKind::Json => {
                    serde_json::from_str(&text).is_ok_and(|json| shown.prepared.fill_from_json(&json))
                }
                _ => shown.prepared.fill_from_form(&text),
            };
            shown.fields.note =
                (!fits).then(|| "Not all of it fits into fields, so it stays written by hand.".to_owned());
            shown.fields.forget_order();
        }
        let drop = "Drop what was written, and send the fields as they were";
        if kit::Button::link("Discard it").tooltip(drop).show(ui).clicked() {
            shown.prepared.set_raw_body(None);
            shown.fields.note = None;
        }
    });
    if let Some(note) = &shown.fields.note {
        kit::hint_text(ui, note);
    }
}
