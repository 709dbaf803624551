//! The SID of a flow to run that is none.

use super::{Rule, Run, counts, is_placeholder};
use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{At, Sink};
use crate::twilio::is_sid;
use crate::widgets::{FieldKind, has_liquid};

pub(super) const RULE: Rule = Rule {
    code: "bad-flow-sid",
    severity: Severity::Error,
    blocks: Blocks::Draft,
    title: "The SID of a flow to run that is none",
    why: "which flow a widget runs is never a template, and Studio's service looks at once: `FW` and 32 hexadecimal digits",
    run: Run::Own(look),
};

fn look(at: &At<'_>, sink: &mut Sink<'_>) {
    for field in at.entry.map(|entry| entry.fields).unwrap_or_default() {
        let FieldKind::Sid(prefixes) = field.kind else { continue };
        if field.template || !counts(field, at.widget) {
            continue;
        }
        let Some(raw) = at.widget.property_text(field.key) else { continue };
        let text = raw.trim();
        let is_right =
            text.is_empty() || is_placeholder(text) || prefixes.iter().any(|prefix| is_sid(text, prefix));
        if has_liquid(text) || !is_right {
            // In the words of Studio's validator, and the pattern of its schema.
            let message = format!(
                "{}: `{text}` must be a valid, non-liquid flow sid: it does not match the regex pattern \
                 ^FW[0-9a-fA-F]{{32}}$",
                field.label
            );
            sink.add(message, at.field(field.key));
        }
    }
}
