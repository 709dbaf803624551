//! A property of the wrong JSON type.

use super::{Rule, Run};
use serde_json::Value;

use crate::check::diagnostic::{Blocks, Place, Severity};
use crate::check::subject::{At, Sink};
use crate::flow::Edit;
use crate::flow::json::Json;
use crate::twilio::is_sid;
use crate::widgets::{Field, FieldKind, JsonType};

pub(super) const RULE: Rule = Rule {
    code: "wrong-type",
    severity: Severity::Error,
    blocks: Blocks::Draft,
    title: "A property of the wrong JSON type",
    why: "Studio's service checks the JSON type of each property and refuses any other",
    run: Run::Own(look),
};

fn look(at: &At<'_>, sink: &mut Sink<'_>) {
    let Some(entry) = at.entry else { return };
    for field in entry.fields {
        let Some(json) = at.widget.property(field.key) else { continue };
        let found = json.type_name();
        if !field.accepts.iter().any(|accepted| accepted.name() == found) {
            let message = format!("{}: {found} found, {} expected", field.label, field.writes.name());
            let added = sink.add(message, at.field(field.key));
            let edit = |value| Edit::SetProperty { widget: at.widget.id(), key: field.key.to_owned(), value };
            if found == "null" && !field.required_by_service {
                added.safe_fix(format!("Clear {}", field.label), edit(None));
            } else if let Some(value) = converted(json, field.writes).filter(|value| fits(field, value)) {
                added.safe_fix(format!("Write it as {}", field.writes.name()), edit(Some(value)));
            }
        } else if matches!(field.kind, FieldKind::KeyValues(..) | FieldKind::Variables) {
            entries(json, field, at, sink);
        }
    }
}

/// Whether a value is one that a field of choices or SIDs may have.
fn fits(field: &Field, value: &Value) -> bool {
    let text = value.as_str().unwrap_or_default();
    match field.kind {
        FieldKind::Choice(choices) => choices.iter().any(|choice| choice.value == text),
        FieldKind::Sid(prefixes) => prefixes.iter().any(|prefix| is_sid(text, prefix)),
        _ => true,
    }
}

/// The same value in another JSON type, where there is exactly one.
pub(super) fn converted(json: &Json, to: JsonType) -> Option<Value> {
    let text = json.as_text();
    match (to, json.type_name(), text.as_deref().map(str::trim)) {
        (JsonType::String, "integer" | "number" | "boolean", _) => Some(json.to_string().trim().into()),
        (JsonType::Boolean, _, Some("true")) => Some(true.into()),
        (JsonType::Boolean, _, Some("false")) => Some(false.into()),
        (JsonType::Integer, _, Some(text)) => text.parse::<i64>().ok().map(Value::from),
        _ => None,
    }
}

/// The entries of a list: objects with a text `key` and a text `value`.
fn entries(list: &Json, field: &Field, at: &At<'_>, sink: &mut Sink<'_>) {
    for (index, item) in list.as_array().unwrap_or_default().iter().enumerate() {
        let place = |below: &str| {
            let place = at.place(&format!("/properties/{}/{index}{below}", field.key));
            Place { field: Some(field.key.to_owned()), ..place }
        };
        if item.as_object().is_none() {
            let message = format!("{}: {} found, object expected", field.label, item.type_name());
            sink.add(message, place(""));
            continue;
        }
        for key in ["key", "value"] {
            let message = match item.get(key) {
                Some(json) if json.as_text().is_some() => continue,
                Some(json) => {
                    format!("{}: `{key}`: {} found, string expected", field.label, json.type_name())
                }
                None => format!("{}: `{key}` is missing but it is required", field.label),
            };
            sink.add(message, place(&format!("/{key}")));
        }
    }
}
