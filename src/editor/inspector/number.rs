//! Fields that hold a number: an integer in JSON, or a text where the file has one.

use egui::Ui;
use serde_json::Value;

use super::pane::{Pane, is_optional};
use super::text::{self, Look};
use super::{last_run, typing};
use crate::editor::kit::{self, FieldOptions, FieldState, Severity};
use crate::flow::json::Json;
use crate::widgets::{Field, JsonType};

/// A field for a whole number. The value keeps the JSON type that the file gives it.
pub(super) fn number_ui(ui: &mut Ui, pane: &mut Pane<'_>, field: &Field, state: FieldState) {
    let json = pane.property(field.key);
    let value = json.map(value_text).unwrap_or_default();
    let buffer = ui.make_persistent_id(("number", field.key));
    let mut typed = typing::shown(ui, buffer, &value);
    let problem = read(field, json, &typed).err();
    let state = if problem.is_some() { FieldState::Error } else { state };
    let focus = pane.focuses(field.key);
    let options = FieldOptions { state, focus, ..FieldOptions::default() };
    let hint = text::hint_of(pane, field);
    let is_template = takes_text(field) && field.template;
    let look = Look { is_template, name: field.label, hint: &hint, choices: &[], options };
    let shown = text::edit_ui(ui, pane, field.key, &mut typed, &look);
    if shown.changed {
        match read(field, json, &typed) {
            Ok(new) => {
                let text = new.as_ref().map(plain).unwrap_or_default();
                typing::keep(ui, buffer, text, typed.clone());
                pane.set(field.key, new);
            }
            Err(_) => typing::keep(ui, buffer, value, typed.clone()),
        }
    } else if shown.lost_focus && problem.is_none() {
        typing::forget(ui, buffer);
    }
    text::end(ui, pane, &shown, focus);
    if let Some(problem) = problem {
        kit::problem_box(ui, Severity::Error, "Not taken over.", &problem, None);
    } else if is_template {
        last_run::gave_ui(ui, pane, field.key, field.label, &typed);
    }
}

/// Reads what was typed as a value of the type that the file has, or that Studio's console writes.
fn read(field: &Field, before: Option<&Json>, typed: &str) -> Result<Option<Value>, String> {
    let bare = typed.trim();
    if bare.is_empty() && is_optional(field) {
        return Ok(None);
    }
    let is_text = match before.map(Json::type_name) {
        Some("string") => true,
        Some("integer" | "number") => false,
        _ => field.writes == JsonType::String,
    };
    if is_text {
        return Ok(Some(Value::from(typed)));
    }
    match bare.parse::<i64>() {
        Ok(number) => Ok(Some(Value::from(number))),
        // A template can only be a text, whatever stood there before.
        Err(_) if takes_text(field) && bare.contains('{') => Ok(Some(Value::from(typed))),
        // What the file has already is no mistake of whoever types.
        Err(_) if before.is_some_and(|json| value_text(json) == typed) => Ok(Some(Value::from(typed))),
        Err(_) => Err(match field.limits.range {
            Some((least, most)) => format!("This must be a whole number from {least} to {most}."),
            None => "This must be a whole number.".to_owned(),
        }),
    }
}

fn takes_text(field: &Field) -> bool {
    field.accepts.contains(&JsonType::String)
}

fn value_text(json: &Json) -> String {
    json.as_text().map_or_else(|| json.to_string().trim().to_owned(), |text| text.into_owned())
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
