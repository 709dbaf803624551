//! Values for path parameters of which the document shows nothing where it describes them: it shows them in answers.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::Value;

use super::parameters::suggest;
use crate::api::operation::{Kind, Operation, Parameter, Place};
use crate::api::schema::{filler, text_of};

/// Fills path parameters from the examples of answers: `{ConversationSid}` is `conversation_sid` there. What stands at
/// the same place of other paths is the same thing, whatever it is called there.
pub(super) fn fill(operations: &mut [Operation]) {
    let mut known: HashMap<String, String> = HashMap::new();
    for operation in operations.iter() {
        let shown: Option<Value> = serde_json::from_str(&operation.example_answer).ok();
        for (place, name) in places(&operation.path) {
            let Some(parameter) = operation.parameter_in(Place::Path, &name) else { continue };
            let own = Some(parameter.example.clone()).filter(|example| !example.is_empty());
            let shown = || shown.as_ref().and_then(|shown| in_answer(shown, &name));
            // A listing shows parts of what it is asked about, whose own `sid` is another thing.
            if let Some(sample) = own.or_else(shown) {
                known.entry(place).or_insert(sample);
            }
        }
    }
    for operation in operations {
        let places: HashMap<String, String> =
            places(&operation.path).into_iter().map(|(place, name)| (name, place)).collect();
        fill_in(&mut operation.parameters, &places, &known);
        fill_up(&mut operation.parameters);
        for variant in &mut operation.variants {
            if let Some(variant) = Arc::get_mut(variant) {
                fill_in(&mut variant.parameters, &places, &known);
                fill_up(&mut variant.parameters);
            }
        }
    }
}

/// What has to be there and has nothing yet gets the least that the schema takes, so that an example can be sent.
fn fill_up(parameters: &mut [Parameter]) {
    for parameter in parameters.iter_mut() {
        let is_open = parameter.required && parameter.sample.is_none() && parameter.default.is_none();
        if !is_open {
            continue;
        }
        // An empty list is something in JSON alone.
        let takes_empty = parameter.place == Place::Body && !parameter.keys.is_empty();
        let value = match (&parameter.schema, &parameter.kind) {
            (_, Kind::Bytes) | (None, Kind::Text | Kind::LongText) => Some(Value::String("text".to_owned())),
            (Some(schema), _) => filler(schema, takes_empty),
            (None, _) => None,
        };
        parameter.sample = value.map(|value| text_of(&value)).filter(|text| !text.is_empty());
    }
}

fn fill_in(parameters: &mut [Parameter], places: &HashMap<String, String>, known: &HashMap<String, String>) {
    for parameter in parameters.iter_mut().filter(|parameter| parameter.place == Place::Path) {
        if parameter.sample.is_none()
            && let Some(sample) = places.get(&parameter.name).and_then(|place| known.get(place))
        {
            suggest(parameter, Some(&Value::String(sample.clone())));
        }
    }
}

/// The parameters of a path, each with what stands before it, the names of others left out.
fn places(path: &str) -> Vec<(String, String)> {
    let mut before = String::new();
    let mut found = Vec::new();
    let mut rest = path;
    while let Some((plain, (name, behind))) =
        rest.split_once('{').and_then(|(plain, after)| Some((plain, after.split_once('}')?)))
    {
        before.push_str(plain);
        found.push((before.clone(), name.to_owned()));
        before.push_str("{}");
        rest = behind;
    }
    found
}

/// What an answer shows for a parameter of this name: in itself, else in the first item of a list of it.
fn in_answer(answer: &Value, name: &str) -> Option<String> {
    let object = answer.as_object()?;
    let key = snake(name);
    let plain = |value: &Value| Some(text_of(value)).filter(|text| !text.is_empty() && !value.is_object());
    if let Some(found) = object.get(&key).or_else(|| object.get(name)) {
        return plain(found);
    }
    let items = object.values().filter_map(Value::as_array).filter_map(|items| items.first());
    let mut found = items.filter_map(|item| item.get(&key).filter(|_| key != "sid" && key != "id"));
    plain(found.next()?)
}

/// `ConversationSid` as `conversation_sid`.
fn snake(name: &str) -> String {
    let mut snake = String::with_capacity(name.len() + 4);
    let mut was_lower = false;
    for char in name.chars() {
        if was_lower && char.is_uppercase() {
            snake.push('_');
        }
        was_lower = char.is_lowercase() || char.is_numeric();
        snake.extend(char.to_lowercase());
    }
    snake
}
