//! Values that a schema suggests.

use serde_json::{Map, Value};

use super::{Schema, Types};

/// A value for a new request: its example, its default, the first of its choices, or a SID made from its pattern.
/// Nothing where the schema suggests nothing. What does not fit the schema itself is passed over.
pub fn made_up(schema: &Schema) -> Option<Value> {
    schema.made(|| suggested(schema))
}

fn suggested(schema: &Schema) -> Option<Value> {
    let fits = |value: &Value| super::fits(schema, value);
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

/// A value where one has to be there and the schema suggests none: the shortest list, the least number, a word. Nothing
/// where that does not fit the schema.
pub(in crate::api) fn filler(schema: &Schema, takes_empty: bool) -> Option<Value> {
    filled(schema, takes_empty, &mut 64, 0).filter(|value| super::fits(schema, value))
}

/// So deep values are put together.
const MAX_DEPTH: u32 = 8;

fn filled(schema: &Schema, takes_empty: bool, fuel: &mut u32, depth: u32) -> Option<Value> {
    *fuel = fuel.checked_sub(1).filter(|_| depth < MAX_DEPTH)?;
    if let Some(known) = made_up(schema) {
        return Some(known);
    }
    let types = schema.types();
    let shape = schema.shape();
    if types.is_any()
        && let Some(part) = shape.one_of.first().or(shape.any_of.first())
    {
        return filled(&schema.part(*part), takes_empty, fuel, depth + 1);
    }
    let limit =
        |ask: fn(&super::Limits) -> Option<usize>| schema.first(|shape| ask(shape.limits.as_deref()?));
    if types.is_any() || types.allows(Types::STRING) {
        return Some(Value::String(word(schema)));
    }
    if types.allows(Types::INTEGER) {
        return number(schema, !types.allows(Types::NUMBER));
    }
    if types.allows(Types::BOOLEAN) {
        return Some(Value::Bool(false));
    }
    if types.allows(Types::ARRAY) {
        let least = limit(|limits| limits.min_items).unwrap_or(0).max(usize::from(!takes_empty));
        let Some(items) = schema.first(|shape| shape.items) else {
            return Some(Value::Array(vec![Value::String("text".to_owned()); least.min(64)]));
        };
        let item = if least > 0 { Some(filled(&schema.part(items), true, fuel, depth + 1)?) } else { None };
        return Some(Value::Array(item.into_iter().cycle().take(least.min(64)).collect()));
    }
    if !types.allows(Types::OBJECT) {
        return None;
    }
    let mut parts: Vec<(String, Schema)> = Vec::new();
    schema.each_property(&mut |name, part, is_required| {
        if is_required && !part.shape().is_read_only && !parts.iter().any(|(known, _)| known == name) {
            parts.push((name.to_owned(), part));
        }
    });
    let mut object = Map::new();
    for (name, part) in parts {
        object.insert(name, filled(&part, true, fuel, depth + 1)?);
    }
    Some(Value::Object(object))
}

/// A word that is as long as it has to be, or what the format asks for.
fn word(schema: &Schema) -> String {
    let limit =
        |ask: fn(&super::Limits) -> Option<usize>| schema.first(|shape| ask(shape.limits.as_deref()?));
    let format = schema.first(|shape| shape.format.as_deref().map(str::to_owned)).unwrap_or_default();
    if let Some(text) = of_format(&format) {
        return text.to_owned();
    }
    let least = limit(|limits| limits.min_length).unwrap_or(1).clamp(1, 1_000);
    let most = limit(|limits| limits.max_length).unwrap_or(usize::MAX).max(least);
    let wanted = "text".len().clamp(least, most);
    "text".chars().cycle().take(wanted).collect()
}

/// A text of a format.
pub(in crate::api) fn of_format(format: &str) -> Option<&'static str> {
    Some(match format {
        "date-time" => "2026-11-22T09:30:00Z",
        "date" => "2026-11-22",
        "time" => "09:30:00Z",
        "uri" | "url" => "https://example.com/",
        "email" => "somebody@example.com",
        "hostname" => "example.com",
        "ipv4" => "192.0.2.1",
        "ipv6" => "2001:db8::1",
        "uuid" => "3f0c5d1e-8a7b-4c2d-9e6f-1a2b3c4d5e6f",
        "phone-number" => "+15551230001",
        "byte" => "dGV4dA==",
        _ => return None,
    })
}

/// The number nearest to 1 that the limits allow.
fn number(schema: &Schema, is_whole: bool) -> Option<Value> {
    let limit =
        |ask: fn(&super::Limits) -> Option<f64>| schema.first(|shape| ask(shape.limits.as_deref()?));
    let step = limit(|limits| limits.multiple_of).filter(|step| *step > 0.0);
    let mut value = 1.0_f64;
    if let Some(most) = limit(|limits| limits.maximum) {
        value = value.min(most);
    }
    if let Some(below) = limit(|limits| limits.below) {
        value = value.min(if is_whole { (below - 1.0).ceil() } else { below - below.abs().max(1.0) / 2.0 });
    }
    if let Some(least) = limit(|limits| limits.minimum) {
        value = value.max(least);
    }
    if let Some(above) = limit(|limits| limits.above).filter(|above| value <= *above) {
        value = if is_whole { above.floor() + 1.0 } else { above + above.abs().max(1.0) / 2.0 };
    }
    if let Some(step) = step {
        value = (value / step).ceil() * step;
    }
    if is_whole {
        value = value.ceil();
    }
    let is_exact = value.fract() == 0.0 && value.abs() < 9e15;
    if is_exact {
        #[expect(clippy::cast_possible_truncation, reason = "it is whole and small enough")]
        return Some(Value::from(value as i64));
    }
    serde_json::Number::from_f64(value).map(Value::Number)
}

/// A value as it is typed into a field: a text as it is, everything else as JSON.
pub fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}
