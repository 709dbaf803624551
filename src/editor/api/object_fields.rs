//! The properties of an object that a document names, each with a field of its own: `filter[status]`. The value stays the
//! JSON that it is; what the document does not name stays in it.

use egui::Ui;
use serde_json::{Map, Value};

use super::around::Around;
use super::inputs::{choice_ui, into_braces};
use crate::api::Parameter;
use crate::api::schema::{Schema, Types, text_of};
use crate::editor::inspector::highlights;
use crate::editor::kit::{self, FieldOptions, FieldState};
use crate::editor::theme::{self, Tokens, space};

/// An object with more properties is written as JSON.
const MOST: usize = 40;

/// A property that has a field.
struct Property {
    name: String,
    schema: Schema,
    is_required: bool,
}

/// Paints the fields. Answers whether it has: where the document names no property, or where the value is no object, it
/// is written as JSON.
pub(super) fn object_ui(
    ui: &mut Ui,
    around: &Around,
    parameter: &Parameter,
    value: &mut String,
    state: FieldState,
) -> bool {
    let Some(properties) = properties(parameter) else { return false };
    let id = ui.scope_id().with(("api.object as json", parameter.place.name(), &parameter.name));
    let mut is_json = ui.data(|data| data.get_temp::<bool>(id)).unwrap_or_default();
    let object = object_of(value);
    let can = object.is_some();
    if is_json || !can {
        // The JSON itself is painted by whoever asked.
        let text = if can { "Back to fields" } else { "" };
        if can && kit::link_button(ui, text).on_hover_text(format!("Fields for {}", parameter.name)).clicked()
        {
            is_json = false;
            ui.data_mut(|data| data.insert_temp(id, is_json));
        }
        return false;
    }
    let mut object = object.unwrap_or_default();
    let tokens = Tokens::of(ui);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        ui.label(egui::RichText::new(&parameter.name).font(theme::secondary()).color(tokens.text_2));
        if parameter.required {
            ui.label(egui::RichText::new("*").font(theme::secondary()).color(tokens.error))
                .on_hover_text("Required");
        }
    });
    let mut is_changed = false;
    ui.indent(("api.object", parameter.place.name(), &parameter.name), |ui| {
        for property in &properties {
            is_changed |= property_ui(ui, around, parameter, property, &mut object, state);
        }
        let unnamed = object.keys().filter(|key| !properties.iter().any(|own| own.name == **key)).count();
        if unnamed > 0 {
            let more = if unnamed == 1 { "One more is".to_owned() } else { format!("{unnamed} more are") };
            kit::hint_text(ui, &format!("{more} in it that the document does not name."));
        }
        if kit::link_button(ui, "Write it as JSON")
            .on_hover_text(format!("{} as JSON", parameter.name))
            .clicked()
        {
            ui.data_mut(|data| data.insert_temp(id, true));
        }
    });
    if is_changed {
        *value = if object.is_empty() { String::new() } else { Value::Object(object).to_string() };
    }
    ui.add_space(space::XS);
    true
}

fn property_ui(
    ui: &mut Ui,
    around: &Around,
    parameter: &Parameter,
    property: &Property,
    object: &mut Map<String, Value>,
    state: FieldState,
) -> bool {
    let name = format!("{}[{}]", parameter.name, property.name);
    let mut text = object.get(&property.name).map(text_of).unwrap_or_default();
    let before = text.clone();
    let choices: Vec<String> = property.schema.choices().iter().map(text_of).collect();
    kit::labelled(ui, &name, property.is_required, |ui| {
        let salt = ("api.property", parameter.place.name(), name.as_str());
        let is_bool = property.schema.types().is_only(Types::BOOLEAN);
        let choices = if is_bool { vec!["true".to_owned(), "false".to_owned()] } else { choices };
        let takes = FieldOptions { state, ..FieldOptions::default() };
        let options = match choice_ui(ui, salt, &name, &choices, true, &mut text, takes) {
            Some(options) => options,
            None => return,
        };
        let hint = property.schema.first(|shape| shape.example.as_deref().map(text_of)).unwrap_or_default();
        let mut complete = |text: &str, cursor: usize| around.suggest(text, cursor);
        let shown =
            kit::liquid_field(ui, salt, &name, &mut text, &hint, &options, highlights, Some(&mut complete));
        into_braces(ui, shown.response.id, &text, options.focus);
    });
    let help = property.schema.first(|shape| shape.description.as_ref().map(ToString::to_string));
    if let Some(help) = help.as_deref().and_then(|help| help.lines().next()).filter(|help| !help.is_empty()) {
        kit::hint_text(ui, help);
    }
    if text == before {
        return false;
    }
    if text.is_empty() {
        object.remove(&property.name);
    } else {
        object.insert(property.name.clone(), value_of(&property.schema, &text));
    }
    true
}

/// The properties that the document names, each once.
fn properties(parameter: &Parameter) -> Option<Vec<Property>> {
    let schema = parameter.schema.as_ref()?;
    let mut found: Vec<Property> = Vec::new();
    schema.each_property(&mut |name, schema, is_required| {
        if found.len() <= MOST && !found.iter().any(|known| known.name == name) {
            found.push(Property { name: name.to_owned(), schema, is_required });
        }
    });
    (1..=MOST).contains(&found.len()).then_some(found)
}

/// The object that a text is; an empty one where there is no text.
fn object_of(text: &str) -> Option<Map<String, Value>> {
    if text.trim().is_empty() {
        return Some(Map::new());
    }
    match serde_json::from_str(text).ok()? {
        Value::Object(object) => Some(object),
        _ => None,
    }
}

/// What is typed, as what the document wants.
fn value_of(schema: &Schema, text: &str) -> Value {
    let types = schema.types();
    let is_text = types.is_any() || types.allows(Types::STRING);
    match serde_json::from_str::<Value>(text) {
        Ok(value) if !is_text && types.allows(Types::of(&value)) => value,
        _ => Value::from(text),
    }
}
