//! Values that a schema suggests.

use serde_json::{Map, Value};

use super::{Schema, Types};

/// A value for a new request: its example, its default, the first of its choices, or a SID made from its pattern.
/// Nothing where the schema suggests nothing. What does not fit the schema itself is passed over.
pub fn made_up(schema: &Schema) -> Option<Value> {
    let fits = |value: &Value| super::differences(schema, value).iter().all(|found| !found.is_error());
    let example = schema.first(|shape| shape.example.as_deref().cloned());
    let default = schema.first(|shape| shape.default.as_deref().filter(|value| !value.is_null()).cloned());
    let choice = schema.choices().iter().find(|choice| !choice.is_null()).cloned();
    let pattern = schema.first(|shape| shape.limits.as_ref()?.pattern.as_ref()?.sid()).map(Value::String);
    let composed = || composed(schema, &mut 64).filter(fits);
    example.filter(fits).or(default.filter(fits)).or(choice).or(pattern.filter(fits)).or_else(composed)
}

/// A list or object put together from what its parts suggest. `fuel` bounds how many parts are looked at.
fn composed(schema: &Schema, fuel: &mut u32) -> Option<Value> {
    *fuel = fuel.checked_sub(1)?;
    let example = schema.first(|shape| shape.example.as_deref().cloned());
    let choice = || schema.choices().iter().find(|choice| !choice.is_null()).cloned();
    let pattern = || schema.first(|shape| shape.limits.as_ref()?.pattern.as_ref()?.sid()).map(Value::String);
    if let Some(value) = example.or_else(choice).or_else(pattern) {
        return Some(value);
    }
    if schema.types().is_only(Types::ARRAY) {
        let items = schema.part(schema.first(|shape| shape.items)?);
        return Some(Value::Array(vec![composed(&items, fuel)?]));
    }
    let mut object = Map::new();
    for shape in schema.shapes() {
        for (name, id) in &shape.properties {
            if *fuel == 0 {
                break;
            }
            let property = schema.part(*id);
            let value = if property.shape().is_read_only { None } else { composed(&property, fuel) };
            if let Some(value) = value {
                object.insert(name.to_string(), value);
            }
        }
    }
    (!object.is_empty()).then_some(Value::Object(object))
}

/// A value as it is typed into a field: a text as it is, everything else as JSON.
pub fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}
