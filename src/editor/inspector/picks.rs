//! Fields with a few values to pick from: true or false, and choices.

use egui::Ui;
use serde_json::Value;

use super::pane::{Pane, is_optional};
use super::raw;
use super::text;
use crate::editor::action::Action;
use crate::editor::kit::{self, FieldState};
use crate::widgets::{Choice, Field};

/// A box to tick. A value that is neither true nor false is shown as what it is.
pub(super) fn boolean_ui(ui: &mut Ui, pane: &mut Pane<'_>, field: &Field, state: FieldState) {
    let value = pane.property(field.key).map(|json| json.to_value());
    let mut checked = match value {
        None | Some(Value::Null) => field.meaning_when_missing().as_deref() == Some("true"),
        Some(Value::Bool(checked)) => checked,
        Some(_) => return other_ui(ui, pane, field, state),
    };
    let response = kit::checkbox(ui, &mut checked, field.label);
    if pane.focuses(field.key) {
        response.request_focus();
        response.scroll_to_me(None);
    }
    if response.changed() {
        let is_usual = field.meaning_when_missing().is_some_and(|usual| usual == checked.to_string());
        let may_go = is_usual && is_optional(field) && field.default.is_none();
        pane.set(field.key, (!may_go).then_some(Value::Bool(checked)));
        pane.push(Action::Seal);
    }
}

fn other_ui(ui: &mut Ui, pane: &mut Pane<'_>, field: &Field, state: FieldState) {
    kit::labelled(ui, field.label, false, |ui| match pane.property(field.key) {
        Some(json) if json.as_text().is_some() => text::text_ui(ui, pane, field, state),
        _ => raw::value_ui(ui, pane, field.key, field.label),
    });
}

/// What can be picked in a choice.
#[derive(Clone, PartialEq)]
enum Pick {
    Unset,
    Value(&'static str),
    Other,
}

/// A drop-down list. A value that it does not offer, such as a template, is shown as text. Where the file has no value,
/// what counts then is shown as the default, and not written.
pub(super) fn choice_ui(
    ui: &mut Ui,
    pane: &mut Pane<'_>,
    field: &Field,
    choices: &'static [Choice],
    state: FieldState,
) {
    let text = pane.text(field.key);
    let offered = choices.iter().find(|choice| choice.value == text).map(|choice| choice.value);
    let is_missing = pane.property(field.key).is_none();
    let other = ui.make_persistent_id(("other", field.key));
    let wants_other = ui.data(|data| data.get_temp::<bool>(other)).unwrap_or_default();
    let before = match (offered, is_missing) {
        (Some(value), _) if !wants_other => Pick::Value(value),
        (_, true) if !wants_other => Pick::Unset,
        _ => Pick::Other,
    };
    let unset = unset_label(field, choices);
    let mut options: Vec<(Pick, &str)> =
        choices.iter().map(|choice| (Pick::Value(choice.value), choice.label)).collect();
    // What the console always writes is left out by nobody on purpose.
    if is_missing || is_optional(field) && field.default.is_none() {
        options.insert(0, (Pick::Unset, &unset));
    }
    if field.template {
        options.push((Pick::Other, "Template or other value…"));
    } else if before == Pick::Other {
        options.push((Pick::Other, "Other value…"));
    }
    let mut pick = before.clone();
    let response = kit::choice(ui, field.key, field.label, &options, &mut pick);
    if pane.focuses(field.key) {
        response.request_focus();
        response.scroll_to_me(None);
    }
    if pick != before {
        ui.data_mut(|data| data.insert_temp(other, pick == Pick::Other));
        pane.push(Action::Seal);
        match pick {
            Pick::Unset => pane.set(field.key, None),
            Pick::Value(value) => pane.set(field.key, Some(Value::from(value))),
            Pick::Other => {}
        }
        pane.push(Action::Seal);
    }
    if before == Pick::Other {
        match pane.property(field.key) {
            Some(json) if json.as_text().is_none() => raw::value_ui(ui, pane, field.key, field.label),
            _ => text::text_ui(ui, pane, field, state),
        }
    }
}

/// What a missing value is called: what counts then, where that is known.
fn unset_label(field: &Field, choices: &[Choice]) -> String {
    match field.meaning_when_missing() {
        Some(value) if !value.is_empty() => {
            let known = choices.iter().find(|choice| choice.value == value);
            format!("{} (default)", known.map_or(value.as_str(), |choice| choice.label))
        }
        _ => "Not set".to_owned(),
    }
}
