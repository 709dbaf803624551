//! A text that should be JSON and is not.

use super::{Rule, Run, counts, is_content_type};
use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{At, Sink};
use crate::widgets::{Field, FieldKind};

pub(super) const RULE: Rule = Rule {
    code: "bad-json",
    severity: Severity::Warning,
    blocks: Blocks::None,
    title: "A text that should be JSON and is not",
    why: "Twilio refuses attributes that are no valid JSON (50304), and few servers take such a request",
    run: Run::Own(look),
};

fn look(at: &At<'_>, sink: &mut Sink<'_>) {
    for field in at.entry.map(|entry| entry.fields).unwrap_or_default() {
        if field.kind != FieldKind::Json && !is_json_body(at, field) {
            continue;
        }
        let Some(text) = at.settled(field.key).filter(|text| !text.trim().is_empty()) else {
            continue;
        };
        if let Err(error) = serde_json::from_str::<serde::de::IgnoredAny>(&text) {
            sink.add(format!("{} is no JSON: {error}", field.label), at.field(field.key));
        }
    }
}

/// Whether a field is the body of a request that is sent as JSON.
fn is_json_body(at: &At<'_>, field: &Field) -> bool {
    let kind = || at.entry?.fields.iter().find(|field| is_content_type(field));
    field.key == "body"
        && counts(field, at.widget)
        && kind()
            .and_then(|kind| at.settled(kind.key))
            .is_some_and(|kind| kind.trim().starts_with("application/json"))
        && at.settled("method").is_some_and(|method| method == "POST")
}
