//! A field that must be filled in before the flow is published.

use super::{Rule, Run, counts, waits_for_publishing};
use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{At, Sink};
use crate::flow::json::Json;
use crate::widgets::FieldKind;

pub(super) const RULE: Rule = Rule {
    code: "missing-value",
    severity: Severity::Warning,
    blocks: Blocks::Publish,
    title: "A field that must be filled in before the flow is published",
    why: "Studio keeps a draft without it, and does not publish it",
    run: Run::Own(look),
};

fn look(at: &At<'_>, sink: &mut Sink<'_>) {
    let Some(entry) = at.entry else { return };
    if at.widget.json().get("properties").and_then(Json::as_object).is_none() {
        return;
    }
    for field in entry.fields.iter().filter(|field| field.required_in_console) {
        // What a message says has rules of its own.
        if entry.sends && matches!(field.kind, FieldKind::Text) || !counts(field, at.widget) {
            continue;
        }
        let message = match at.widget.property(field.key) {
            None if waits_for_publishing(field) || entry.phones(field, at.widget).is_some() => {
                format!("{} (`{}`) is missing but it is required", field.label, field.key)
            }
            Some(json) if json.as_text().is_some_and(|text| text.trim().is_empty()) => {
                format!("{} is empty", field.label)
            }
            _ => continue,
        };
        sink.add(message, at.field(field.key));
    }
}
