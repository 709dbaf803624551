//! A property of the wrong JSON type.

use super::bad_address::is_address;
use super::bad_url::is_web_address;
use super::{Rule, Run};
use serde_json::Value;

use crate::check::diagnostic::{Blocks, Place, Severity};
use crate::check::subject::{At, Sink};
use crate::flow::Edit;
use crate::flow::json::Json;
use crate::twilio::is_sid;
use crate::widgets::{Field, FieldKind, JsonType, escaped};

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
            let mut message = format!("{}: {found} found, {} expected", field.label, field.writes.name());
            if found == "null" && field.required_by_service {
                message.push_str(", must not be null");
            }
            let added = sink.add(message, at.field(field.key));
            let edit = |value| Edit::SetProperty { widget: at.widget.id(), key: field.key.to_owned(), value };
            if found == "null" && !field.required_by_service {
                added.safe_fix(format!("Clear {}", field.label), edit(None));
            } else if let Some(value) = converted(json, field.writes).filter(|value| fits(field, json, value))
            {
                added.safe_fix(format!("Write it as {}", field.writes.name()), edit(Some(value)));
            }
        } else if matches!(field.kind, FieldKind::KeyValues(..) | FieldKind::Variables) {
            entries(json, field, at, sink);
        }
    }
}

/// Whether a converted value is one that the field may have, as far as its other rules tell: a fix that only moves the
/// mistake is none. `true` is a text of its own only where it is a choice.
fn fits(field: &Field, from: &Json, value: &Value) -> bool {
    let Some(text) = value.as_str() else { return true };
    let is_boolean = from.type_name() == "boolean";
    let is_number = !is_boolean && from.as_number().is_some();
    match field.kind {
        FieldKind::Choice(choices) => choices.iter().any(|choice| choice.value == text),
        FieldKind::Suggest(choices) => is_number || choices.iter().any(|choice| choice.value == text),
        FieldKind::Sid(prefixes) => prefixes.iter().any(|prefix| is_sid(text, prefix)),
        FieldKind::Url => is_web_address(text),
        FieldKind::Sender | FieldKind::Recipient => {
            is_number && is_address(text, field.kind == FieldKind::Sender)
        }
        FieldKind::Seconds | FieldKind::Integer => {
            let (least, most) = field.limits.range.unwrap_or((i64::MIN, i64::MAX));
            text.parse::<i64>().is_ok_and(|number| (least..=most).contains(&number))
        }
        _ if field.scheme.is_some() => false,
        _ if !field.phones.is_empty() => is_number && is_address(text, false),
        _ => is_number,
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
        (JsonType::Integer, "number", _) => whole(json.as_number()?).map(Value::from),
        _ => None,
    }
}

/// `5.0` as `5`, where no digit is lost.
fn whole(number: f64) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    #[expect(clippy::cast_possible_truncation, reason = "it is whole and small enough")]
    (number.fract() == 0.0 && number.abs() < EXACT).then_some(number as i64)
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
            let (json, message) = match item.get(key) {
                Some(json) if json.as_text().is_some() => continue,
                Some(json) => {
                    let found = json.type_name();
                    (Some(json), format!("{}: `{key}`: {found} found, string expected", field.label))
                }
                None => (None, format!("{}: `{key}` is missing but it is required", field.label)),
            };
            let added = sink.add(message, place(&format!("/{key}")));
            let number = json.filter(|json| json.as_number().is_some());
            if let Some(text) = number.and_then(|number| converted(number, JsonType::String)) {
                let pointer = format!("/properties/{}/{index}/{key}", escaped(field.key));
                let edit = Edit::SetPart { widget: at.widget.id(), pointer, value: Some(text) };
                added.safe_fix("Write it as string", edit);
            }
        }
    }
}
