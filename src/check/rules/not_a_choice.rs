//! A value that is none of the choices.

use super::{Rule, Run, is_content_type};
use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{At, Sink};
use crate::widgets::{FieldKind, has_liquid};

pub(super) const RULE: Rule = Rule {
    code: "not-a-choice",
    severity: Severity::Error,
    blocks: Blocks::Draft,
    title: "A value that is none of the choices",
    why: "Studio takes only the values that it offers, or a template that renders to one of them",
    run: Run::Own(look),
};

fn look(at: &At<'_>, sink: &mut Sink<'_>) {
    for field in at.entry.map(|entry| entry.fields).unwrap_or_default() {
        let FieldKind::Choice(choices) = field.kind else { continue };
        let Some(text) = at.widget.property_text(field.key) else { continue };
        if is_content_type(field) || has_liquid(&text) || choices.iter().any(|choice| choice.value == text) {
            continue;
        }
        let values: Vec<&str> = choices.iter().map(|choice| choice.value).collect();
        let message = format!(
            "{}: `{text}` does not have a value in the enumeration [{}]",
            field.label,
            values.join(", ")
        );
        sink.add(message, at.field(field.key));
    }
}
