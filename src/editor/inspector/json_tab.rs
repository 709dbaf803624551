//! The tab *JSON*: the widget's own text, to be changed as text.

use egui::Ui;
use serde_json::Value;

use super::pane::Pane;
use super::raw;
use crate::editor::action::{Action, Draft, DraftTarget};
use crate::editor::findings::below_state;
use crate::editor::icon;
use crate::editor::kit::{self, Button, FieldOptions, FieldState, Severity};
use crate::flow::Edit;

/// Paints the tab.
pub(super) fn json_ui(ui: &mut Ui, pane: &mut Pane<'_>) {
    let own = own_text(pane);
    let draft = pane.file.draft.as_ref();
    let draft = draft.filter(|draft| draft.widget == pane.id() && draft.target == DraftTarget::Json);
    let mut text = draft.map_or_else(|| own.clone(), |draft| draft.text.clone());
    let is_draft = draft.is_some();
    let read = if is_draft { raw::read(&text) } else { Ok(Value::Null) };
    ui.horizontal(|ui| {
        let why = match (&read, is_draft) {
            (_, false) => Some("Nothing was changed"),
            (Err(_), true) => Some("This is no JSON yet"),
            (Ok(_), true) => None,
        };
        let state = read.as_ref().ok().cloned();
        if Button::primary("Apply").disabled(why).show(ui).clicked()
            && let Some(state) = state
        {
            pane.push(Action::Draft(None));
            pane.step(Edit::SetState { widget: pane.id(), state });
        }
        let nothing = (!is_draft).then_some("Nothing was changed");
        if Button::secondary("Revert").disabled(nothing).show(ui).clicked() {
            pane.push(Action::Draft(None));
        }
        if Button::secondary("Copy").icon(icon::COPY).show(ui).clicked() {
            let what = format!("the JSON of {}", pane.widget.title());
            pane.push(Action::Copy { text: text.clone(), what });
        }
    });
    if let Err(problem) = &read {
        kit::problem_box(ui, Severity::Error, "No JSON.", problem, None);
    }
    ui.add_space(2.0);
    let state = if read.is_err() { FieldState::Error } else { FieldState::Normal };
    let options = FieldOptions { rows: 12, max_rows: 32, mono: true, state, ..FieldOptions::default() };
    let shown = kit::text_field(ui, "state", "Widget JSON", &mut text, "", &options);
    if shown.changed {
        let is_own = text == own;
        let draft = Draft { widget: pane.id(), target: DraftTarget::Json, text };
        pane.push(Action::Draft((!is_own).then_some(draft)));
    }
    if let Some(key) = pane.widget.json().doubled_key() {
        let message = format!(
            "`{key}` is there twice, and the last one counts. Applying a change here keeps that one only."
        );
        kit::problem_box(ui, Severity::Warning, "A doubled key.", &message, None);
    }
    problems_ui(ui, pane);
    kit::hint_text(ui, "A name that is changed here is not followed by what refers to it; Rename does that.");
}

/// What is wrong with the widget, each with where in its JSON that is.
fn problems_ui(ui: &mut Ui, pane: &mut Pane<'_>) {
    for (number, problem) in pane.problems.all().to_vec().into_iter().enumerate() {
        ui.push_id(("at", number), |ui| {
            let path = below_state(&problem.place.pointer);
            if !path.is_empty() {
                let text = format!("`{path}`");
                let color = crate::editor::theme::Tokens::of(ui).text_2;
                let text = kit::rich_text(&text, &crate::editor::theme::secondary(), color);
                ui.add(egui::Label::new(text).truncate());
            }
            pane.problems_ui(ui, &[problem]);
        });
        ui.add_space(2.0);
    }
}

/// The widget's text. Where the file has all of it on one line it is laid out, to be read.
fn own_text(pane: &Pane<'_>) -> String {
    let text = raw::shown_json(pane.widget.json());
    if text.contains('\n') || text.len() < 60 {
        return text;
    }
    serde_json::to_string_pretty(&pane.widget.json().to_value()).unwrap_or(text)
}
