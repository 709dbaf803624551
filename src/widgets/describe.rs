//! What a reader is told of a widget: the text on its card, the labels of its outputs, the variables it leaves.
//!
//! Works for widgets of any type; those that the catalogue does not know are described by their own JSON.

use std::borrow::Cow;

use super::widget_type::{Card, EventKind, widget_type};
use crate::flow::json::Json;
use crate::flow::{Transition, Widget};

/// Studio's name of a type; for one that is not known the type's words, each with a capital.
pub fn label_of(kind: &str) -> Cow<'static, str> {
    match widget_type(kind) {
        Some(entry) => Cow::Borrowed(entry.label),
        None if kind.is_empty() => Cow::Borrowed("No type"),
        None => Cow::Owned(capitals(kind)),
    }
}

fn capitals(kind: &str) -> String {
    let mut out = String::with_capacity(kind.len());
    for word in kind.split(['-', '_', ' ']).filter(|word| !word.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        let mut chars = word.chars();
        out.extend(chars.next().into_iter().flat_map(char::to_uppercase));
        out.push_str(chars.as_str());
    }
    out
}

/// The text on a widget's card, templates as they are written.
pub fn card_text(widget: &Widget) -> Option<String> {
    match widget_type(widget.kind()?)?.card {
        Card::Empty => None,
        Card::ConnectedEvents => {
            let transitions = widget.transitions().iter().enumerate();
            let labels: Vec<String> = transitions
                .filter(|(_, transition)| transition.next.is_some())
                .map(|(index, _)| output_label(widget, index))
                .collect();
            Some(labels.join(", "))
        }
        Card::FirstOf(fields) => fields
            .iter()
            .filter_map(|field| widget.property_text(field))
            .find(|text| !text.trim().is_empty())
            .map(Cow::into_owned),
        Card::Pairs(field) => {
            let pairs = widget.property(field).and_then(Json::as_array).unwrap_or_default().iter();
            let text = |entry: &Json, key: &str| match entry.get(key) {
                Some(json) => {
                    json.as_text().map_or_else(|| json.to_string().trim().to_owned(), Cow::into_owned)
                }
                None => String::new(),
            };
            let lines: Vec<String> =
                pairs.map(|entry| format!("{} = {}", text(entry, "key"), text(entry, "value"))).collect();
            Some(lines.join("\n"))
        }
    }
    .filter(|text| !text.is_empty())
}

/// The short label of the output at an index of a widget's transitions.
pub fn output_label(widget: &Widget, index: usize) -> String {
    let Some(transition) = widget.transitions().get(index) else { return String::new() };
    let event = widget.kind().and_then(widget_type).and_then(|entry| entry.event(&transition.event));
    match event {
        Some(event) if event.kind == EventKind::Branch => {
            branch_label(transition).unwrap_or_else(|| event.short.to_owned())
        }
        Some(event) => event.short.to_owned(),
        None => branch_label(transition).unwrap_or_else(|| match &*transition.event {
            "" => "(no event)".to_owned(),
            event => event.to_owned(),
        }),
    }
}

/// What a branch is called: the words that somebody gave it, else what it compares with.
fn branch_label(transition: &Transition) -> Option<String> {
    let condition = transition.conditions.first()?;
    let name = condition.friendly_name.trim();
    let made_by_studio = name.starts_with("If value ");
    let words = if made_by_studio && !condition.value.trim().is_empty() {
        condition.value.trim()
    } else if name.is_empty() {
        condition.kind.trim()
    } else {
        name
    };
    (!words.is_empty()).then(|| words.to_owned())
}

/// How a template refers to what a widget left: `widgets.ask.inbound.Body`, with brackets where the name needs them.
pub fn reference_to(name: &str, path: &str) -> String {
    let plain = name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.chars().all(|char| char.is_ascii_alphanumeric() || char == '_');
    let path = if path.is_empty() { String::new() } else { format!(".{path}") };
    match (plain, name.contains('"')) {
        (true, _) => format!("widgets.{name}{path}"),
        (false, false) => format!("widgets[\"{name}\"]{path}"),
        (false, true) => format!("widgets['{name}']{path}"),
    }
}

/// Every variable that a widget leaves, ready to be put into a template. What is open (`inbound.*`) is left out.
pub fn variables_of(widget: &Widget) -> Vec<String> {
    let (Some(entry), Some(name)) = (widget.kind().and_then(widget_type), widget.name()) else {
        return Vec::new();
    };
    let mut out = Vec::new();
    if let Card::Pairs(field) = entry.card
        && entry.outputs.iter().any(|output| output.path == "*")
    {
        for pair in widget.property(field).and_then(Json::as_array).unwrap_or_default() {
            let key = pair.get("key").and_then(Json::as_text).unwrap_or_default();
            let key = key.trim();
            if !key.is_empty() {
                out.push(format!("{{{{{}}}}}", below("flow.variables", key)));
                out.push(format!("{{{{{}}}}}", below(&reference_to(name, ""), key)));
            }
        }
    }
    let known = entry.outputs.iter().filter(|output| !output.path.contains('*'));
    out.extend(known.map(|output| format!("{{{{{}}}}}", reference_to(name, output.path))));
    out
}

/// A path with one key more, in brackets where the key needs them.
pub(super) fn below(path: &str, key: &str) -> String {
    let plain = key.starts_with(|first: char| first.is_ascii_alphabetic())
        && key.chars().all(|char| char.is_ascii_alphanumeric() || char == '_');
    match (plain, key.contains('"')) {
        (true, _) => format!("{path}.{key}"),
        (false, false) => format!("{path}[\"{key}\"]"),
        (false, true) => format!("{path}['{key}']"),
    }
}
