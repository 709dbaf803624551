//! Fields that hold several of some values: an array, or one text with spaces between.

use egui::Ui;
use serde_json::Value;

use super::pane::{Pane, is_optional};
use super::{raw, text};
use crate::editor::action::Action;
use crate::editor::kit::{self, FieldState};
use crate::flow::json::Json;
use crate::widgets::{Choice, Field, JsonType, has_liquid};

/// A chip for each choice, and for each value of the file that is none of them.
pub(super) fn several_ui(
    ui: &mut Ui,
    pane: &mut Pane<'_>,
    field: &'static Field,
    choices: &'static [Choice],
    state: FieldState,
) {
    let as_text = ui.make_persistent_id(("as text", field.key));
    let wants_text = ui.data(|data| data.get_temp::<bool>(as_text)).unwrap_or_default();
    let Some(values) = values_of(pane.property(field.key), field) else {
        return raw::value_ui(ui, pane, field.key, field.label);
    };
    let is_template = pane.property(field.key).and_then(Json::as_text).is_some_and(|text| has_liquid(&text));
    if is_template || wants_text {
        text::text_ui(ui, pane, field, state);
        if !is_template && kit::link_button(ui, "Pick from a list").clicked() {
            ui.data_mut(|data| data.remove::<bool>(as_text));
        }
        return;
    }
    let mut switched = None;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = egui::vec2(6.0, 6.0);
        let unknown = values.iter().filter(|value| choices.iter().all(|choice| choice.value != **value));
        let known = choices.iter().map(|choice| (choice.value, choice.label));
        for (value, label) in known.chain(unknown.map(|value| (value.as_str(), value.as_str()))) {
            let mut is_on = values.iter().any(|other| other == value);
            let chip = kit::chip(ui, label, &mut is_on);
            if pane.focuses(field.key) && switched.is_none() {
                chip.scroll_to_me(None);
            }
            if chip.changed() {
                switched = Some((value.to_owned(), is_on));
            }
        }
    });
    if field.template
        && field.writes == JsonType::String
        && kit::link_button(ui, "Write a template").clicked()
    {
        ui.data_mut(|data| data.insert_temp(as_text, true));
    }
    if let Some((value, is_on)) = switched {
        let mut values = values;
        values.retain(|other| *other != value);
        if is_on {
            values.push(value);
        }
        pane.push(Action::Seal);
        pane.set(field.key, written(field, &values));
        pane.push(Action::Seal);
    }
}

/// The values that the file has, or what counts where it has none; `None` where it is something else.
fn values_of(json: Option<&Json>, field: &Field) -> Option<Vec<String>> {
    let value = match json {
        Some(json) => json.to_value(),
        None => field.when_absent.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default(),
    };
    match value {
        Value::Null => Some(Vec::new()),
        Value::String(text) => Some(text.split_whitespace().map(str::to_owned).collect()),
        Value::Array(items) => items.iter().map(|item| item.as_str().map(str::to_owned)).collect(),
        _ => None,
    }
}

/// The values as the file has them; no key for none of them where it can be left out.
fn written(field: &Field, values: &[String]) -> Option<Value> {
    let may_go = is_optional(field) && field.default.is_none() && field.when_absent.is_none();
    if values.is_empty() && may_go {
        return None;
    }
    Some(match field.writes {
        JsonType::String => Value::from(values.join(" ")),
        _ => Value::from(values),
    })
}
