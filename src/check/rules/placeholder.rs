//! A value that somebody was to fill in.

use super::{Rule, Run, counts, is_placeholder};
use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{At, Sink};
use crate::widgets::FieldKind;

pub(super) const RULE: Rule = Rule {
    code: "placeholder",
    severity: Severity::Warning,
    blocks: Blocks::Publish,
    title: "A value that somebody was to fill in",
    why: "a deployment tool or a reader of instructions was to replace it; Studio takes it as it stands",
    run: Run::Own(look),
};

fn look(at: &At<'_>, sink: &mut Sink<'_>) {
    for field in at.entry.map(|entry| entry.fields).unwrap_or_default() {
        let is_reference = matches!(
            field.kind,
            FieldKind::Sid(_) | FieldKind::Url | FieldKind::Sender | FieldKind::Recipient
        );
        if !is_reference || !counts(field, at.widget) {
            continue;
        }
        let Some(text) = at.widget.property_text(field.key) else { continue };
        let text = text.trim();
        if is_placeholder(text) {
            sink.add(format!("{}: `{text}` is a placeholder", field.label), at.field(field.key));
        }
    }
}
