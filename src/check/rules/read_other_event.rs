//! A template that reads what a widget leaves only by another of its events.

use super::{Rule, Run};
use crate::check::diagnostic::{Blocks, Severity};
use crate::check::named::Made;
use crate::check::subject::{At, Sink, Subject};
use crate::liquid::Key;

pub(super) const RULE: Rule = Rule {
    code: "read-other-event",
    severity: Severity::Warning,
    blocks: Blocks::None,
    title: "A template that reads what a widget leaves only by another of its events",
    why: "no way to this widget leaves the other one by the event that brings it, so that it renders to nothing, without a word",
    run: Run::Widget(look),
};

fn look(subject: &Subject<'_>, at: &At<'_>, sink: &mut Sink<'_>) {
    let mut told = Vec::new();
    for (parsed, read, made) in subject.reads_of(at.index) {
        let (Made::By(index), Some(Key::Name(first))) = (made, read.path.get(2).map(|part| &part.key)) else {
            continue;
        };
        let Some(other) = subject.at(index) else { continue };
        let left = other.entry.map(|entry| entry.left_by).unwrap_or_default();
        let Some(left) = left.iter().find(|left| left.path == &**first) else { continue };
        let what = (other.index, left.path);
        if parsed.is_guarded(read)
            || told.contains(&what)
            || told.len() > MOST_TOLD
            || !subject.passed().without(at.index, what)
        {
            continue;
        }
        told.push(what);
        let events: Vec<String> = left.events.iter().map(|event| format!("`{event}`")).collect();
        let message = format!(
            "`{}` leaves `{}` only by {}, and no way here does",
            other.widget.title(),
            left.path,
            events.join(" or ")
        );
        sink.add(message, parsed.place(at, read.span.clone()));
    }
}

/// So many of one widget: each is looked for among those that were told.
const MOST_TOLD: usize = 64;
