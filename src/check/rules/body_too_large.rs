//! A request whose body is larger than Studio sends.

use super::{Rule, Run, is_content_type};
use crate::check::diagnostic::{Blocks, Severity};
use crate::check::message::estimate;
use crate::check::subject::{At, Sink};

pub(super) const RULE: Rule = Rule {
    code: "body-too-large",
    severity: Severity::Warning,
    blocks: Blocks::None,
    title: "A request whose body is larger than Studio sends",
    why: "Studio handles at most 64 kB, and what a template renders to at most 16 kB (81018)",
    run: Run::Own(look),
};

/// The most bytes of a body, and of a text that a template makes.
const MOST: usize = 64 * 1024;
const MOST_RENDERED: usize = 16 * 1024;

fn look(at: &At<'_>, sink: &mut Sink<'_>) {
    let Some(entry) = at.entry.filter(|entry| entry.fields.iter().any(is_content_type)) else { return };
    let Some(body) = entry.field("body") else { return };
    let Some(text) = at.widget.property_text(body.key).filter(|text| text.len() > MOST_RENDERED) else {
        return;
    };
    let (bytes, most) = match at.settled(body.key) {
        Some(settled) => (settled.len(), MOST),
        None => (estimate(&text).at_least_bytes, MOST_RENDERED),
    };
    if bytes > most {
        sink.add(format!("{}: {bytes} bytes are more than {most}", body.label), at.field(body.key));
    }
}
