//! A SID that is none.

use super::{Rule, Run, counts, is_placeholder};
use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{At, Sink};
use crate::twilio::is_sid;
use crate::widgets::{Field, FieldKind, has_liquid};

pub(super) const RULE: Rule = Rule {
    code: "bad-sid",
    severity: Severity::Warning,
    blocks: Blocks::None,
    title: "A SID that is none",
    why: "a SID is two letters that say what it names, and 32 hexadecimal digits; any other text names nothing",
    run: Run::Own(look),
};

fn look(at: &At<'_>, sink: &mut Sink<'_>) {
    for field in at.entry.map(|entry| entry.fields).unwrap_or_default() {
        let FieldKind::Sid(prefixes) = field.kind else { continue };
        if !counts(field, at.widget) {
            continue;
        }
        let place = || at.field(field.key);
        // Which flow to run is never a template, and the service looks at once.
        let literal = field_is_literal(field);
        let Some(raw) = at.widget.property_text(field.key) else { continue };
        if literal && has_liquid(&raw) {
            sink.add(format!("{}: must be a valid, non-liquid flow sid", field.label), place())
                .graded(Severity::Error, Blocks::Draft);
            continue;
        }
        // A content template without its SID has a rule of its own.
        if at.entry.is_some_and(|entry| entry.sends) && field.key == "content_sid" {
            continue;
        }
        let text = if literal { raw.into_owned() } else { at.settled(field.key).unwrap_or_default() };
        let text = text.trim();
        if text.is_empty() || is_placeholder(text) || prefixes.iter().any(|prefix| is_sid(text, prefix)) {
            continue;
        }
        if literal {
            sink.add(format!("{}: `{text}` must be a valid, non-liquid flow sid", field.label), place())
                .graded(Severity::Error, Blocks::Draft);
        } else {
            let prefixes: Vec<String> = prefixes.iter().map(|prefix| format!("`{prefix}`")).collect();
            let message = format!(
                "{}: `{text}` is no SID: {} and 32 hexadecimal digits",
                field.label,
                prefixes.join(" or ")
            );
            sink.add(message, place());
        }
    }
}

fn field_is_literal(field: &Field) -> bool {
    !field.template
}
