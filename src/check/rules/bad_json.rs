//! A text that should be JSON and is not.

use super::{Rule, Run};
use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{At, Sink};
use crate::widgets::FieldKind;

pub(super) const RULE: Rule = Rule {
    code: "bad-json",
    severity: Severity::Warning,
    blocks: Blocks::None,
    title: "A text that should be JSON and is not",
    why: "Twilio refuses attributes that are no valid JSON (50304)",
    run: Run::Own(look),
};

fn look(at: &At<'_>, sink: &mut Sink<'_>) {
    for field in at.entry.map(|entry| entry.fields).unwrap_or_default() {
        if field.kind != FieldKind::Json {
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
