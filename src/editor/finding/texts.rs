//! The texts of a widget that can be searched, each with its place.

use std::borrow::Cow;

use crate::flow::json::{Json, Kind};
use crate::flow::{Flow, Widget};
use crate::widgets::{output_label, widget_type};

/// What sort of text it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// The widget's name.
    Name,
    /// A text.
    Text,
    /// A number, `true` or `false`: it is found, and not replaced.
    Value,
}

/// Tells every text of a widget with its JSON pointer within the state: the name, all properties but the place on the
/// canvas, and what branches ask. Where outputs lead is no text: that follows from names.
pub fn each_text(widget: &Widget, tell: &mut dyn FnMut(&str, &str, Sort)) {
    if let Some(name) = widget.name() {
        tell("/name", name, Sort::Name);
    }
    for (key, value) in widget.properties() {
        let mut pointer = format!("/properties/{}", escaped(&key));
        each_below(value, &mut pointer, tell);
    }
    let input = widget.property_text("input");
    let transitions = widget.json().get("transitions").and_then(Json::as_array).unwrap_or_default();
    for (index, transition) in transitions.iter().enumerate() {
        let conditions = transition.get("conditions").and_then(Json::as_array).unwrap_or_default();
        for (number, condition) in conditions.iter().enumerate() {
            for key in ["friendly_name", "value", "arguments"] {
                let Some(value) = condition.get(key) else { continue };
                let mut pointer = format!("/transitions/{index}/conditions/{number}/{key}");
                let mut tell_other = |pointer: &str, text: &str, sort: Sort| {
                    // What a split compares is repeated in each of its branches.
                    if key != "arguments" || Some(text) != input.as_deref() {
                        tell(pointer, text, sort);
                    }
                };
                each_below(value, &mut pointer, &mut tell_other);
            }
        }
    }
}

fn each_below(json: &Json, pointer: &mut String, tell: &mut dyn FnMut(&str, &str, Sort)) {
    let length = pointer.len();
    match &json.kind {
        Kind::Literal(raw) if &**raw == "null" => {}
        Kind::Literal(raw) => tell(pointer, raw, Sort::Value),
        Kind::String(_) => {
            if let Some(text) = json.as_text() {
                tell(pointer, &text, Sort::Text);
            }
        }
        Kind::Array(list) => {
            for (index, item) in list.items.iter().enumerate() {
                pointer.push_str(&format!("/{index}"));
                each_below(item, pointer, tell);
                pointer.truncate(length);
            }
        }
        Kind::Object(list) => {
            for member in &list.items {
                pointer.push('/');
                pointer.push_str(&escaped(&member.name()));
                each_below(&member.value, pointer, tell);
                pointer.truncate(length);
            }
        }
    }
}

/// The text at a place of a widget, or where none is given of the definition.
pub fn text_at(flow: &Flow, widget: Option<&Widget>, pointer: &str) -> Option<String> {
    match widget {
        Some(widget) => text_in(widget, pointer),
        None => below(flow.envelope_json(), pointer),
    }
}

/// The text at a place of a widget.
pub fn text_in(widget: &Widget, pointer: &str) -> Option<String> {
    below(widget.json(), pointer)
}

fn below(mut json: &Json, pointer: &str) -> Option<String> {
    for step in pointer.split('/').skip(1).map(|step| step.replace("~1", "/").replace("~0", "~")) {
        json = match &json.kind {
            Kind::Array(list) => list.items.get(step.parse::<usize>().ok()?)?,
            _ => json.get(&step)?,
        };
    }
    json.as_text().map(Cow::into_owned)
}

/// What the inspector calls a place: `Variables 2 · key`.
pub fn label(widget: &Widget, pointer: &str) -> String {
    let mut steps = pointer.split('/').skip(1);
    match steps.next() {
        Some("name") => "Name".to_owned(),
        Some("properties") => {
            let key = steps.next().unwrap_or_default().replace("~1", "/").replace("~0", "~");
            let field = widget.kind().and_then(widget_type).and_then(|entry| entry.field(&key));
            let mut text = field.map_or(key, |field| field.label.to_owned());
            for step in steps {
                match step.parse::<usize>() {
                    Ok(index) => text.push_str(&format!(" {}", index + 1)),
                    Err(_) => text.push_str(&format!(" · {step}")),
                }
            }
            text
        }
        Some("transitions") => {
            let index = steps.next().and_then(|step| step.parse().ok()).unwrap_or_default();
            let what = match steps.nth(2) {
                Some("friendly_name") => "label",
                Some("value") => "value",
                Some("arguments") => "compared text",
                _ => return format!("Output {}", output_label(widget, index)),
            };
            format!("Branch {} · {what}", output_label(widget, index))
        }
        _ => "State".to_owned(),
    }
}

fn escaped(key: &str) -> Cow<'_, str> {
    if key.contains(['~', '/']) { key.replace('~', "~0").replace('/', "~1").into() } else { key.into() }
}
