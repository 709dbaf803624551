//! Values that a schema suggests.

use serde_json::Value;

use super::{Schema, Types};

/// A value for a new request: its example, its default, the first of its choices, or a SID made from its pattern.
/// Nothing where the schema suggests nothing. What does not fit the schema itself is passed over.
pub fn made_up(schema: &Schema) -> Option<Value> {
    let fits = |value: &Value| super::differences(schema, value).iter().all(|found| !found.is_error());
    let example = schema.first(|shape| shape.example.as_deref().cloned());
    let default = schema.first(|shape| shape.default.as_deref().filter(|value| !value.is_null()).cloned());
    let choice = schema.choices().iter().find(|choice| !choice.is_null()).cloned();
    let pattern = schema.first(|shape| shape.limits.as_ref()?.pattern.as_ref()?.sid()).map(Value::String);
    let listed = || {
        // An array of what suggests something.
        let items = schema.first(|shape| shape.items)?;
        let is_array = schema.types().is_only(Types::ARRAY);
        let item = is_array.then(|| simple(&schema.part(items))).flatten()?;
        Some(Value::Array(vec![item]))
    };
    example.filter(fits).or(default.filter(fits)).or(choice).or(pattern.filter(fits)).or_else(listed)
}

/// What an item suggests, without looking further into it.
fn simple(schema: &Schema) -> Option<Value> {
    let example = schema.first(|shape| shape.example.as_deref().cloned());
    let choice = schema.choices().first().cloned();
    let pattern = schema.first(|shape| shape.limits.as_ref()?.pattern.as_ref()?.sid()).map(Value::String);
    example.or(choice).or(pattern)
}

/// A value as it is typed into a field: a text as it is, everything else as JSON.
pub fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}
