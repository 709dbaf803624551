//! A web address that is none.

use super::counts;
use super::{Rule, Run};
use crate::check::diagnostic::{Blocks, Severity};
use crate::check::subject::{At, Sink};
use crate::widgets::FieldKind;

pub(super) const RULE: Rule = Rule {
    code: "bad-url",
    severity: Severity::Warning,
    blocks: Blocks::None,
    title: "A web address that is none",
    why: "Twilio fetches the address itself, so it must be a full and public one that begins with `https://` or `http://` (21620)",
    run: Run::Own(look),
};

fn look(at: &At<'_>, sink: &mut Sink<'_>) {
    for field in at.entry.map(|entry| entry.fields).unwrap_or_default() {
        if field.kind != FieldKind::Url || !counts(field, at.widget) {
            continue;
        }
        let Some(text) = at.settled(field.key) else { continue };
        let text = text.trim();
        if !text.is_empty() && !is_web_address(text) {
            sink.add(format!("{}: `{text}` is no web address", field.label), at.field(field.key));
        }
    }
}

fn is_web_address(text: &str) -> bool {
    let scheme = text.get(..8).filter(|start| start.eq_ignore_ascii_case("https://"));
    let scheme = scheme.or_else(|| text.get(..7).filter(|start| start.eq_ignore_ascii_case("http://")));
    let Some(rest) = scheme.and_then(|scheme| text.get(scheme.len()..)) else { return false };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    !host.is_empty() && !text.contains(char::is_whitespace)
}
