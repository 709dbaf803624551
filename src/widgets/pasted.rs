//! Widgets from a text: what of it can be put into a flow, and a new flow made of it.

use serde_json::{Value, json};

use super::widget_type::{Needs, widget_type};
use crate::flow::edit::copies;
use crate::flow::{Document, NEW_FLOW, Offset};

/// The states that a JSON value is: an array of them, or one.
pub fn states_of(value: &Value) -> Option<Vec<Value>> {
    let is_state = |value: &Value| value.get("type").is_some_and(Value::is_string);
    match value {
        Value::Array(states) if !states.is_empty() && states.iter().all(is_state) => Some(states.clone()),
        Value::Object(object) if !object.contains_key("states") && is_state(value) => {
            Some(vec![value.clone()])
        }
        _ => None,
    }
}

/// Whether a state is where a flow begins: it is not put into another flow, which has its own.
pub fn is_start(state: &Value) -> bool {
    let entry = state.get("type").and_then(Value::as_str).and_then(widget_type);
    entry.is_some_and(|entry| entry.is_start)
}

/// The text of a new flow of these states. Where none of them begins a flow, a trigger is made that leads to the first.
pub fn flow_of_states(states: &[Value]) -> String {
    let mut definition: Value = serde_json::from_str(NEW_FLOW).unwrap_or_default();
    let (start, all) = match states.iter().find(|state| is_start(state)) {
        Some(start) => (start.get("name").cloned(), states.to_vec()),
        None => (None, with_trigger(states)),
    };
    if let Some(definition) = definition.as_object_mut() {
        if let Some(start) = start {
            definition.insert("initial_state".to_owned(), start);
        }
        definition.insert("states".to_owned(), Value::Array(all));
    }
    let text = serde_json::to_string_pretty(&definition).unwrap_or_default();
    format!("{text}\n")
}

fn with_trigger(states: &[Value]) -> Vec<Value> {
    let new = Document::default();
    let place = |axis: &str| {
        let places =
            states.iter().filter_map(|state| state.pointer(&format!("/properties/offset/{axis}"))?.as_f64());
        let least = places.fold(f64::INFINITY, f64::min);
        if least.is_finite() { least } else { 0.0 }
    };
    let copied = copies(new.flow(), states, Offset { x: -place("x"), y: 200.0 - place("y") });
    let first = copied.first().and_then(|state| state.get("name")).cloned().unwrap_or(json!(""));
    let is_call = copied.iter().any(|state| {
        let entry = state.get("type").and_then(Value::as_str).and_then(widget_type);
        entry.is_some_and(|entry| matches!(entry.needs, Needs::Call | Needs::IncomingCall))
    });
    let event = if is_call { "incomingCall" } else { "incomingMessage" };
    let mut all: Vec<Value> = new.flow().widgets().iter().map(|widget| widget.json().to_value()).collect();
    let ways = all.first_mut().and_then(|start| start.get_mut("transitions")?.as_array_mut());
    for way in ways.into_iter().flatten() {
        if way.get("event").and_then(Value::as_str) == Some(event)
            && let Some(way) = way.as_object_mut()
        {
            way.shift_insert(0, "next".to_owned(), first.clone());
        }
    }
    all.extend(copied);
    all
}
