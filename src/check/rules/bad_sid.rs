//! A SID that is none.

use super::{Rule, Run, counts, is_placeholder};
use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{At, Sink};
use crate::twilio::is_sid;
use crate::widgets::FieldKind;

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
        // Which flow to run is never a template: that has a rule of its own.
        if !field.template || !counts(field, at.widget) {
            continue;
        }
        // A content template without its SID has a rule of its own.
        if at.entry.is_some_and(|entry| entry.sends) && field.key == "content_sid" {
            continue;
        }
        let text = at.settled(field.key).unwrap_or_default();
        let text = text.trim();
        if text.is_empty()
            || is_placeholder(text)
            || field.words.contains(&text)
            || prefixes.iter().any(|prefix| is_sid(text, prefix))
        {
            continue;
        }
        let prefixes: Vec<String> = prefixes.iter().map(|prefix| format!("`{prefix}`")).collect();
        let message = format!(
            "{}: `{text}` is no SID: {} and 32 hexadecimal digits",
            field.label,
            prefixes.join(" or ")
        );
        sink.add(message, at.field(field.key));
    }
}
